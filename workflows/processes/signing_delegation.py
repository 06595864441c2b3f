"""The register of signing delegations: entered and ended by who follows the measures, one case each.

An order of delegation is published: it is of class 1, so that every desk can see who may sign for what.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
from workflows.processes.measure_authority import is_mayors
from workflows.processes.measure_facts import SigningDelegation
from workflows.processes.measure_law import law_of
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
    power_to: str | None = None,
    demonstration: bool = False,
    command: str | None = None,
) -> Taken:
    """Enter a delegation as the order of delegation and the bulletin say it; ``moment`` is aware. With ``power_to`` it is
    that of the power to close, to the mayor whose agency that is.

    Refuses with ``Refused`` one without a subject, one that ends before it begins, and a power that is not the prefect’s to
    give to that agency or may not be delegated.
    """
    refused = [] if power_to is None else list(_undelegable(power_to, actor, subjects, valid_from))
    if refused:
        raise Refused(refused)
    if not subjects or (valid_to is not None and valid_to < valid_from):
        raise Refused([_NOTHING_DELEGATED if not subjects else _ENDS_BEFORE])
    case_id = uuid4()
    facts = {
        "signatory": signatory, "quality": quality, "subjects": list(subjects), "valid_from": valid_from,
        "valid_to": valid_to, "order_reference": order_reference, "bulletin": bulletin,
        "power_to": power_to,
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
        session, WORKFLOW.name, actor=actor, moment=moment, title=f"{'Délégation de signature' if power_to is None else 'Délégation du pouvoir de fermer'} – {quality}",
        case_id=case_id, agency=actor.agency, secrecy=PUBLISHED,
        parties=[PartyTo(OWNER["measure"], actor.agency, PUBLISHED)], records=rows, fields=facts, command=command,
    )  # fmt: skip


def _undelegable(power_to: str, actor: Actor, subjects: Sequence[str], on: date) -> Iterator[Refusal]:
    if is_mayors(actor.agency) or not is_mayors(power_to):
        yield _NOT_TO_GIVE
    for key in subjects:
        law = law_of(key, on)
        if law is None or not law.delegable:
            references = (law.reference,) if law is not None and law.reference is not None else ()
            yield Refusal("not_delegable", _NOT_DELEGABLE.with_parameters(key=key), references)


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
_NOT_TO_GIVE: Final = Refusal(
    "power_not_to_give",
    Text(
        "Seul le préfet délègue le pouvoir de fermer, et au maire.",
        "The prefect alone delegates the power to close, to the mayor.",
    ),
)
_NOT_DELEGABLE: Final = Text(
    "Le pouvoir de fermer sur le fondement {key} ne se délègue pas au maire.",
    "The power to close on basis {key} is not delegated to the mayor.",
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
