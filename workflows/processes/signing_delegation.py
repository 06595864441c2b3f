"""The register of signing delegations: entered and ended by who follows the measures, one case each.

An order of delegation is published: it is of class 1, so that every desk can see who may sign for what.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final
from uuid import uuid4

from workflows.engine.cases import Actor, PartyTo, Situation, Taken, open_case
from workflows.engine.definition import HOUSE, Deadline, Field, Instant, Refusal, State, Step, Workflow
from workflows.engine.refusals import Refused
from workflows.engine.viewer import ViewerSession
from workflows.law.calendar import end_of_day, paris_day
from workflows.processes.consequence import OWNER
from workflows.processes.house import look_up
from workflows.processes.measure_facts import SigningDelegation
from workflows.store.text import Text

PUBLISHED: Final = 1
"""The class of a delegation."""


def open_delegation(
    session: ViewerSession,
    *,
    actor: Actor,
    moment: datetime,
    signatory: str,
    quality: str,
    subjects: Sequence[str],
    valid_from: date,
    valid_to: date | None,
    order_reference: str,
    bulletin: str,
    demonstration: bool = False,
    command: str | None = None,
) -> Taken:
    """Enter a delegation as the order of delegation and the bulletin say it; ``moment`` is aware.

    Refuses with ``Refused`` one without a subject, and one that ends before it begins.
    """
    if not subjects or (valid_to is not None and valid_to < valid_from):
        raise Refused([_NOTHING_DELEGATED if not subjects else _ENDS_BEFORE])
    case_id = uuid4()
    facts = {
        "signatory": signatory, "quality": quality, "subjects": list(subjects), "valid_from": valid_from,
        "valid_to": valid_to, "order_reference": order_reference, "bulletin": bulletin,
    }  # fmt: skip

    def rows() -> list[SigningDelegation]:
        return [
            SigningDelegation(
                id=case_id,
                case_id=case_id,
                agency=actor.agency,
                secrecy=PUBLISHED,
                demonstration=demonstration,
                **facts,
            )
        ]

    return open_case(
        session, WORKFLOW.name, actor=actor, moment=moment, title=f"Délégation de signature – {quality}",
        case_id=case_id, agency=actor.agency, secrecy=PUBLISHED,
        parties=[PartyTo(OWNER["measure"], actor.agency, PUBLISHED)], records=rows, fields=facts, command=command,
    )  # fmt: skip


def _end(situation: Situation) -> None:
    row = situation.session.get_one(SigningDelegation, situation.case.id)
    row.ended_on, row.ended_because = situation.fields["ended_on"], situation.fields["reason"]


def _within(situation: Situation) -> Refusal | None:
    row = look_up(situation.session, SigningDelegation, situation.case.id)
    return _ENDS_BEFORE if situation.fields["ended_on"] < row.valid_from else None


def _not_ahead(situation: Situation) -> Refusal | None:
    return _AHEAD if situation.fields["ended_on"] > paris_day(situation.moment) else None


def _expires(situation: Situation) -> datetime | None:
    row = look_up(situation.session, SigningDelegation, situation.case.id)
    return end_of_day(row.valid_to) if row is not None and row.valid_to is not None else None


_NOTHING_DELEGATED: Final = Refusal(
    "no_subject", Text("Une délégation dit pour quelles matières.", "A delegation says for which subjects.")
)
_ENDS_BEFORE: Final = Refusal(
    "ends_before", Text("La délégation finit avant de commencer.", "The delegation ends before it begins.")
)
_AHEAD: Final = Refusal("day_to_come", Text("Ce jour n’est pas encore venu.", "That day has not come yet."))

WORKFLOW: Final = Workflow(
    name="signing_delegation",
    version=1,
    label=Text("Délégation de signature", "Signing delegation"),
    states=(
        State("in_force", Text("En vigueur", "In force")),
        State("ended", Text("Terminée", "Ended"), final=True),
    ),
    steps=(
        Step(
            "end", ("in_force",), "ended", Text("Mettre fin à la délégation", "End the delegation"), OWNER["measure"],
            asks=(Field("ended_on", Text("Premier jour sans délégation", "First day without it"), "day"), Field("reason", Text("Motif", "Reason"), "line", maximum=300)),
            checks=(_within, _not_ahead), writes=_end, grave=True, done=Text("Délégation terminée", "Delegation ended"),
        ),
        Step("expire", ("in_force",), "ended", Text("Arriver à son terme", "Expire"), HOUSE, done=Text("Délégation arrivée à son terme", "Delegation expired")),
    ),
    deadlines=(Deadline("expires", Text("Terme de la délégation", "End of the delegation"), ("in_force",), Instant(), step="expire", ends=_expires),),
)  # fmt: skip
