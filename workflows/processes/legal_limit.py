"""The legal limit of an agency's own act: a report to be sent, a copy to be handed, within days that the law counts.

The report itself belongs to its author and never enters the house: its reference, the day from which the limit runs, and
whether it was kept are all that is written (domain §0, §1.2, §2 row 14).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from workflows.engine.cases import Actor, PartyTo, Situation, Taken, open_case
from workflows.engine.definition import HOUSE, Deadline, Field, Instant, Refusal, State, Step, Workflow
from workflows.engine.refusals import Refused, UnknownCase
from workflows.engine.viewer import ViewerSession
from workflows.law.clocks import Clock, clock, clocks
from workflows.processes.house import look_up
from workflows.processes.visit_facts import Visit
from workflows.store.database import Base, Recorded
from workflows.store.text import Text

KEEP: Final = "keep_limits"
CLASS: Final = 3
AHEAD: Final = ("running", "passed")


class LegalLimit(Recorded, Base):
    """One limit that runs for an act of ``agency``: which (``clock``), for which paper, from when until when (UTC)."""

    __tablename__ = "legal_limit"

    visit_id: Mapped[UUID] = mapped_column(sa.ForeignKey("visit.id"), index=True)
    operation_id: Mapped[UUID] = mapped_column(sa.ForeignKey("operation.id"), index=True)
    clock: Mapped[str] = mapped_column(sa.String(60))
    paper: Mapped[str] = mapped_column(sa.String(120))
    starts_at: Mapped[datetime]
    due_at: Mapped[datetime]
    shown_by: Mapped[str] = mapped_column(sa.String(120), default="")
    end_reason: Mapped[str] = mapped_column(sa.String(500), default="")
    demonstration: Mapped[bool] = mapped_column(default=False)


def limits_of(agency: str) -> tuple[Clock, ...]:
    """Return the legal limits that run for acts of an agency."""
    return tuple(each for each in clocks() if agency in each.agencies)


def start_limit(
    session: ViewerSession,
    visit_id: UUID,
    *,
    actor: Actor,
    moment: datetime,
    clock_key: str,
    paper: str,
    starts_at: datetime,
    command: str | None = None,
) -> Taken:
    """Let a legal limit run for an act of the actor's agency after a visit; moments are aware.

    Refuses (``Refused``) a limit that is not the agency's, a start to come or before the visit was entered, and a second
    one for the same paper; a visit that the actor does not see is ``UnknownCase``.
    """
    visit = session.get(Visit, visit_id)
    if visit is None:
        raise UnknownCase
    case_id = uuid4()

    def rows() -> Sequence[Any]:
        if clock_key not in {each.key for each in limits_of(actor.agency)}:
            raise Refused([_NOT_THEIRS])
        if visit.entered_at is None or not visit.entered_at <= starts_at <= moment:
            raise Refused([_NO_START])
        found = sa.select(LegalLimit.id).where(
            LegalLimit.clock == clock_key, LegalLimit.paper == paper, LegalLimit.agency == actor.agency,
            LegalLimit.end_reason == "",
        )  # fmt: skip
        if session.scalar(found) is not None:
            raise Refused([_RUNS_ALREADY])
        return [
            LegalLimit(
                id=case_id, case_id=case_id, agency=actor.agency, secrecy=CLASS, visit_id=visit.id,
                operation_id=visit.operation_id, clock=clock_key, paper=paper, starts_at=starts_at,
                due_at=clock(clock_key).due(starts_at), demonstration=visit.demonstration,
            )
        ]  # fmt: skip

    return open_case(
        session, WORKFLOW.name, actor=actor, moment=moment, title=f"{clock(clock_key).label.fr} – {paper}"[:300],
        case_id=case_id, agency=actor.agency, secrecy=CLASS, parties=[PartyTo(KEEP, actor.agency, CLASS)], records=rows,
        fields={"visit": visit_id.hex, "clock": clock_key, "paper": paper, "starts_at": starts_at}, command=command,
    )  # fmt: skip


def _record(situation: Situation) -> LegalLimit:
    return situation.session.get_one(LegalLimit, situation.case.id)


def _row(situation: Situation) -> Any:
    return look_up(situation.session, LegalLimit, situation.case.id)


def _starts(situation: Situation) -> datetime:
    return _row(situation).starts_at.astimezone(UTC)  # type: ignore[no-any-return]


def _due(situation: Situation) -> datetime:
    return _row(situation).due_at.astimezone(UTC)  # type: ignore[no-any-return]


def _done_since(situation: Situation) -> Refusal | None:
    row, at = _row(situation), situation.fields["at"]
    return None if row.starts_at <= at <= situation.moment else _NO_DAY_OF_ACT


def _in_time(situation: Situation) -> Refusal | None:
    return None if situation.fields["at"] <= _due(situation) else _TOO_LATE


def _beyond(situation: Situation) -> Refusal | None:
    return None if situation.fields["at"] > _due(situation) else _WAS_IN_TIME


def _keep(situation: Situation) -> None:
    _record(situation).shown_by = situation.fields["shown_by"]


def _end(situation: Situation) -> None:
    _record(situation).end_reason = situation.fields["reason"]


_NOT_THEIRS: Final = Refusal(
    "not_their_limit", Text("Cette échéance n’est pas celle de votre service.", "This limit is not your agency’s.")
)
_NO_START: Final = Refusal(
    "no_start",
    Text(
        "L’échéance court d’un acte qui a eu lieu, à la visite ou après elle.",
        "The limit runs from an act that took place, on the visit or after it.",
    ),
)
_RUNS_ALREADY: Final = Refusal(
    "runs_already",
    Text("Cette échéance est déjà suivie pour cette pièce.", "This limit is already followed for this paper."),
)
_NO_DAY_OF_ACT: Final = Refusal(
    "no_day_of_act",
    Text(
        "L’acte est fait entre le départ du délai et maintenant.",
        "The act is done between the start of the limit and now.",
    ),
)
_TOO_LATE: Final = Refusal(
    "too_late",
    Text(
        "À cette date, l’échéance était passée\u00a0: l’acte s’enregistre comme fait hors délai.",
        "At that date the limit had passed: the act is recorded as done too late.",
    ),
)
_WAS_IN_TIME: Final = Refusal(
    "was_in_time", Text("À cette date, l’échéance courait encore.", "At that date the limit still ran.")
)
_AT: Final = Field("at", Text("Fait le", "Done on"), "moment")
_SHOWN_BY: Final = Field("shown_by", Text("Ce qui le montre (bordereau, avis de réception)", "What shows it (slip, acknowledgement)"), "line", maximum=120)  # fmt: skip
_REASON: Final = Field("reason", Text("Motif", "Reason"), "line", maximum=500)

WORKFLOW: Final = Workflow(
    name="legal_limit",
    version=1,
    label=Text("Échéance légale", "Legal limit"),
    states=(
        State("running", Text("Court", "Running"), KEEP, expects=Text("Faire l’acte avant l’échéance légale", "Do the act before the legal limit")),
        State("passed", Text("Échéance passée", "Limit passed"), KEEP, expects=Text("Dire ce qu’il en est de l’acte hors délai", "Say what became of the act past its limit")),
        State("kept", Text("Fait dans le délai", "Done in time"), final=True),
        State("late", Text("Fait hors délai", "Done too late"), final=True),
        State("dropped", Text("Sans objet", "Not applicable"), final=True),
    ),
    steps=(
        Step("keep", ("running", "passed"), "kept", Text("Enregistrer l’acte fait dans le délai", "Record the act done in time"), KEEP, asks=(_AT, _SHOWN_BY), checks=(_done_since, _in_time), writes=_keep, done=Text("Acte fait dans le délai", "Act done in time")),
        Step("do_late", ("passed",), "late", Text("Enregistrer l’acte fait hors délai", "Record the act done too late"), KEEP, asks=(_AT, _SHOWN_BY), checks=(_done_since, _beyond), writes=_keep, done=Text("Acte fait hors délai", "Act done too late")),
        Step("drop", ("running", "passed"), "dropped", Text("Déclarer sans objet", "Declare not applicable"), KEEP, asks=(_REASON,), writes=_end, grave=True, done=Text("Échéance sans objet", "Limit not applicable")),
        Step("pass_by", ("running",), "passed", Text("Échéance passée", "Limit passed"), HOUSE, done=Text("L’échéance légale est passée", "The legal limit has passed")),
    ),
    deadlines=(
        Deadline("limit", Text("Échéance légale", "Legal limit"), ("running",), Instant(), step="pass_by", start=_starts, ends=_due),
    ),
)  # fmt: skip
