"""A video that others recorded, noted with the day on which it is erased: the note alone, never the images (domain §7.5, §8).

What stands on it is asked for by requisition, before it is erased: at the end of the time that its owner says, or of the
longest time that the law allows if that is shorter or if the owner says nothing. The first images go first, so that the
date is counted from the beginning of the period.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from workflows.engine.cases import Actor, PartyTo, Situation, Taken, open_case
from workflows.engine.definition import HOUSE, Deadline, Field, Instant, Refusal, State, Step, Workflow
from workflows.engine.refusals import Refused, UnknownCase
from workflows.engine.viewer import ViewerSession
from workflows.law.calendar import months_after
from workflows.law.clocks import clock
from workflows.processes.house import look_up
from workflows.processes.visit_facts import Visit
from workflows.store.database import Base, Recorded
from workflows.store.text import PARIS, Text

NOTE: Final = "note_video"
CLOCK: Final = "csi_l252_5"
"""The longest time for which such images may be kept."""
CLASS: Final = 3
LONGEST: Final = 3650
OPEN: Final = ("noted", "preservation_asked", "lapsed")


class Video(Recorded, Base):
    """What is known of a recording that others hold: whose camera, where, from when to when, and when it is erased.

    ``retention`` is how many days its owner says to keep it, ``None`` where that is not known. ``requisition`` is the
    reference of the requisition by which it was asked to be preserved. Moments are UTC.
    """

    __tablename__ = "video"
    __table_args__ = (sa.CheckConstraint("ends_at >= starts_at", name="period_in_order"),)

    visit_id: Mapped[UUID] = mapped_column(sa.ForeignKey("visit.id"), index=True)
    operation_id: Mapped[UUID] = mapped_column(sa.ForeignKey("operation.id"), index=True)
    camera_owner: Mapped[str] = mapped_column(sa.String(200))
    place: Mapped[str] = mapped_column(sa.String(300))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    retention: Mapped[int | None] = mapped_column(default=None)
    erased_from: Mapped[datetime]
    requisition: Mapped[str] = mapped_column(sa.String(120), default="")
    asked_at: Mapped[datetime | None] = mapped_column(default=None)
    end_words: Mapped[str] = mapped_column(sa.String(500), default="")
    demonstration: Mapped[bool] = mapped_column(default=False)


def erasure_of(starts_at: datetime, retention: int | None) -> datetime:
    """Return the moment (aware UTC) from which the first images are erased, for a recording from ``starts_at`` (aware).

    That many days later at the same hour in Paris, at the longest time of the law at the latest.
    """
    begun = starts_at.astimezone(PARIS)
    longest = _on(months_after(begun.date(), clock(CLOCK).term.count), begun)
    said = None if retention is None else _on(begun.date() + timedelta(days=retention), begun)
    return longest if said is None else min(said, longest)


def _on(day: Any, begun: datetime) -> datetime:
    at = time(begun.hour, begun.minute, begun.second)
    # Of the hour that autumn repeats the first one counts; the hour that spring skips is the one after it.
    return datetime.combine(day, at, PARIS).astimezone(UTC)


def note_video(
    session: ViewerSession,
    visit_id: UUID,
    *,
    actor: Actor,
    moment: datetime,
    facts: Mapping[str, Any],
    command: str | None = None,
) -> Taken:
    """Note a video that concerns a visit, for the actor's agency; ``moment`` is aware.

    ``facts`` are ``camera_owner``, ``place``, ``starts_at``, ``ends_at`` and ``retention`` (days, or ``None``). Refuses
    (``Refused``) a period that is not over or ends before it begins; a visit that the actor does not see is ``UnknownCase``.
    """
    visit = session.get(Visit, visit_id)
    if visit is None:
        raise UnknownCase
    case_id = uuid4()

    def rows() -> Sequence[Any]:
        if not facts["starts_at"] <= facts["ends_at"] <= moment:
            raise Refused([_NO_PERIOD])
        return [
            Video(
                id=case_id, case_id=case_id, agency=actor.agency, secrecy=CLASS, visit_id=visit.id,
                operation_id=visit.operation_id, demonstration=visit.demonstration,
                erased_from=erasure_of(facts["starts_at"], facts["retention"]),
                **{name: facts[name] for name in ("camera_owner", "place", "starts_at", "ends_at", "retention")},
            )
        ]  # fmt: skip

    return open_case(
        session, WORKFLOW.name, actor=actor, moment=moment, title=f"Vidéo – {facts['place']}"[:300], case_id=case_id,
        agency=actor.agency, secrecy=CLASS, parties=[PartyTo(NOTE, actor.agency, CLASS)], records=rows,
        fields={"visit": visit_id.hex, **{name: value for name, value in facts.items() if value is not None}},
        command=command,
    )  # fmt: skip


def _record(situation: Situation) -> Video:
    return situation.session.get_one(Video, situation.case.id)


def _erased_from(situation: Situation) -> datetime:
    return _moment(look_up(situation.session, Video, situation.case.id).erased_from)


def _begins(situation: Situation) -> datetime:
    return _moment(look_up(situation.session, Video, situation.case.id).starts_at)


def _moment(kept: datetime) -> datetime:
    return kept.astimezone(UTC)


def _ask(situation: Situation) -> None:
    row = _record(situation)
    row.requisition, row.asked_at = situation.fields["requisition"], situation.moment


def _end(situation: Situation) -> None:
    _record(situation).end_words = situation.fields["words"]


_NO_PERIOD: Final = Refusal(
    "no_period",
    Text(
        "La période filmée finit après avoir commencé, et elle est passée.",
        "The period that was filmed ends after its beginning, and is over.",
    ),
)
_WORDS: Final = Field("words", Text("Motif ou référence", "Reason or reference"), "line", maximum=500)
_ASK: Final = Text("Demander sa conservation avant l’effacement", "Ask for its preservation before it is erased")

WORKFLOW: Final = Workflow(
    name="video",
    version=1,
    label=Text("Vidéo à préserver", "Video to be preserved"),
    states=(
        State("noted", Text("Notée", "Noted"), NOTE, expects=_ASK),
        State("preservation_asked", Text("Conservation demandée", "Preservation asked for"), NOTE, expects=Text("Dire si la vidéo est conservée", "Say whether the video is preserved")),
        State("lapsed", Text("Date d’effacement passée", "Erase date passed"), NOTE, expects=Text("Dire si la vidéo existe encore", "Say whether the video still exists")),
        State("preserved", Text("Conservée", "Preserved"), final=True),
        State("erased", Text("Effacée", "Erased"), final=True),
        State("set_aside", Text("Sans intérêt", "Of no use"), final=True),
    ),
    steps=(
        Step("ask_preservation", ("noted", "lapsed"), "preservation_asked", _ASK, NOTE, asks=(Field("requisition", Text("Référence de la réquisition demandée", "Reference of the requisition asked for"), "line", maximum=120, help=Text("Les images de tiers ne s’obtiennent que par réquisition.", "Images of others are had by requisition only.")),), writes=_ask, done=Text("Conservation demandée", "Preservation asked for")),
        Step("preserve", ("preservation_asked", "lapsed"), "preserved", Text("Noter qu’elle est conservée", "Note that it is preserved"), NOTE, asks=(_WORDS,), writes=_end, done=Text("Vidéo conservée par son détenteur ou placée sous scellé", "Video preserved by its holder or sealed")),
        Step("erase", ("noted", "preservation_asked", "lapsed"), "erased", Text("Noter qu’elle est effacée", "Note that it is erased"), NOTE, asks=(_WORDS,), writes=_end, grave=True, done=Text("Vidéo effacée", "Video erased")),
        Step("set_aside", ("noted", "lapsed"), "set_aside", Text("Renoncer\u00a0: sans intérêt", "Give up: of no use"), NOTE, asks=(_WORDS,), writes=_end, done=Text("Vidéo laissée de côté", "Video set aside")),
        Step("lapse", ("noted", "preservation_asked"), "lapsed", Text("Date d’effacement passée", "Erase date passed"), HOUSE, done=Text("La date d’effacement est passée", "The erase date has passed")),
    ),
    deadlines=(
        Deadline("erasure", Text("Effacement des images", "Erasure of the images"), ("noted", "preservation_asked"), Instant(), step="lapse", start=_begins, ends=_erased_from, source=CLOCK),
    ),
)  # fmt: skip
