"""A training session: its subject, who is expected by agency and profile, who was there (product, promises 2 and 9).

Counts only, never a name, and none is overwritten. A session whose day has passed without a count is late: computed,
never typed.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from workflows.engine.cases import Situation
from workflows.engine.definition import HOUSE, Deadline, Effect, Field, Instant, Refusal, State, Step, Workflow
from workflows.engine.viewer import ViewerSession
from workflows.law.days import end_of_day, paris_day
from workflows.processes.house import look, look_up, on_each_child
from workflows.processes.means import owner_choices
from workflows.processes.opening import SHARE, SHARED, open_below
from workflows.register.agencies import agency
from workflows.store.database import Base, Recorded
from workflows.store.text import Text

TO_COME: Final = ("planned", "postponed")
OPEN: Final = (*TO_COME, "held")
HELD: Final = ("held", "closed")
LARGEST: Final = 10_000
STAGES: Final = {
    "planned": Text("Places prévues", "Places planned"),
    "held": Text("Présents", "Present"),
}


class Training(Recorded, Base):
    """One session that ``agency`` organises, from ``starts_on`` to ``ends_on`` (both included).

    ``earlier`` keeps each ``{starts_on, ends_on, reason, at}`` that was postponed.
    """

    __tablename__ = "training"

    strategy_id: Mapped[UUID] = mapped_column(sa.ForeignKey("strategy.id"), index=True)
    subject: Mapped[str] = mapped_column(sa.String(200))
    provider: Mapped[str] = mapped_column(sa.String(160))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    earlier: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON, default=list)
    cancelled_because: Mapped[str] = mapped_column(sa.Text, default="")


class TrainingCount(Recorded, Base):
    """How many of one agency (``attending``) and one profile are expected at a session, or were there (``stage``).

    It is never changed. ``replaces`` is the count of the same group and stage that this one takes over: both are kept.
    """

    __tablename__ = "training_count"

    training_id: Mapped[UUID] = mapped_column(
        sa.ForeignKey("training.id", deferrable=True, initially="DEFERRED"), index=True
    )
    attending: Mapped[str] = mapped_column(sa.String(40))
    profile: Mapped[str] = mapped_column(sa.String(80))
    stage: Mapped[str] = mapped_column(sa.String(10))
    count: Mapped[int]
    source: Mapped[str] = mapped_column(sa.String(300), default="")
    author: Mapped[str] = mapped_column(sa.String(80))
    received_at: Mapped[datetime]
    replaces: Mapped[UUID | None] = mapped_column(index=True, default=None)


def plan_training(situation: Situation) -> None:
    """Plan a session below the strategy of the situation, with its first group.

    Its agency is the one that the step's fields name, else the one that announces a session of its own.
    """
    fields = situation.fields
    row = Training(
        id=uuid4(), strategy_id=situation.case.id, subject=fields["subject"], provider=fields["provider"],
        starts_on=fields["starts_on"], ends_on=fields.get("ends_on") or fields["starts_on"], earlier=[],
    )  # fmt: skip
    first = _count(situation, row.id, "planned", fields["attending"], fields["profile"], fields["count"])
    owner = fields.get("owner") or situation.actor.agency
    open_below(situation, WORKFLOW.name, row, title=row.subject, owner=owner, agency=owner, beside=[first])


def days_to_come(situation: Situation) -> Refusal | None:
    """Refuse days in the past, and an end before the beginning."""
    starts, ends = situation.fields["starts_on"], situation.fields.get("ends_on")
    if starts < paris_day(situation.moment):
        return Refusal("day_passed", Text("Ce jour est déjà passé.", "That day has already passed."))
    if ends is not None and ends < starts:
        return Refusal("ends_before", Text("Le dernier jour vient après le premier.", "The last day comes after the first."))  # fmt: skip
    return None


def some_places(situation: Situation) -> Refusal | None:
    """Refuse a group of nobody, or of more than can be meant."""
    if 1 <= situation.fields["count"] <= LARGEST:
        return None
    return Refusal("no_count", Text("Le nombre va de 1 à 10\u202f000.", "The number goes from 1 to 10,000."))


def end_training(_situation: Situation) -> Iterable[Effect]:
    """Let the sessions below a strategy end with it: those to come are cancelled, those that were held stay held."""
    return [on_each_child("training", TO_COME, "fall"), on_each_child("training", ("held",), "settle")]


def is_late(row: Any, state: str, today: date) -> bool:
    """Tell whether a session in that state is late on a day: its last day has passed and nobody has counted who was there."""
    return state in TO_COME and bool(row.ends_on < today)


def standing_counts(rows: Iterable[Any]) -> list[Any]:
    """Return the counts that nothing has replaced, oldest first."""
    found = list(rows)
    replaced = {row.replaces for row in found}
    return sorted((row for row in found if row.id not in replaced), key=lambda row: (row.received_at, row.id.hex))


def counts_by_training(session: ViewerSession, training_ids: Iterable[UUID]) -> dict[UUID, list[TrainingCount]]:
    """Return, by session, every count that the viewer may see, oldest first."""
    found: dict[UUID, list[TrainingCount]] = {each: [] for each in training_ids}
    statement = (
        sa.select(TrainingCount)
        .where(TrainingCount.training_id.in_(list(found)))
        .order_by(TrainingCount.received_at, TrainingCount.id)
    )
    for row in session.scalars(statement):
        found[row.training_id].append(row)
    return found


def group_of(row: Any) -> tuple[str, str]:
    """Return the group of a count: agency, and profile whatever its capitals."""
    return row.attending, row.profile.casefold()


def _count(situation: Situation, training_id: UUID, stage: str, attending: str, profile: str, count: int) -> TrainingCount:  # fmt: skip
    profile = " ".join(profile.split())
    rows = standing_counts(_rows(situation.session, training_id))
    before = [row for row in rows if row.stage == stage and group_of(row) == (attending, profile.casefold())]
    return TrainingCount(
        id=uuid4(), case_id=training_id, agency=situation.actor.agency, secrecy=SHARED, training_id=training_id,
        attending=attending, profile=profile, stage=stage, count=count, source=situation.fields.get("source") or "",
        author=situation.actor.user, received_at=situation.moment, replaces=before[-1].id if before else None,
    )  # fmt: skip


def _rows(session: ViewerSession, training_id: UUID) -> list[Any]:
    return look(session, TrainingCount, TrainingCount.__table__.c.training_id == training_id)


def _planned(situation: Situation) -> list[Any]:
    return [row for row in standing_counts(_rows(situation.session, situation.case.id)) if row.stage == "planned"]


def _groups(situation: Situation) -> Iterable[tuple[str, Text]]:
    """Offer the groups that are expected."""
    for row in _planned(situation):
        words = "{agency}, {profile} ({count})"
        yield row.id.hex, Text(words, words, agency=agency(row.attending).short, profile=row.profile, count=row.count)


def _add_group(situation: Situation) -> None:
    fields = situation.fields
    row = _count(situation, situation.case.id, "planned", fields["attending"], fields["profile"], fields["count"])
    situation.session.add(row)


def _write_present(situation: Situation) -> None:
    group = next(row for row in _planned(situation) if row.id.hex == situation.fields["group"])
    row = _count(situation, situation.case.id, "held", group.attending, group.profile, situation.fields["count"])
    situation.session.add(row)


def _some_or_none(situation: Situation) -> Refusal | None:
    return None if situation.fields["count"] == 0 else some_places(situation)


def _has_begun(situation: Situation) -> Refusal | None:
    if look_up(situation.session, Training, situation.case.id).starts_on <= paris_day(situation.moment):
        return None
    return Refusal("not_begun", Text("La séance n’a pas encore commencé.", "The session has not begun yet."))


def _everybody_counted(situation: Situation) -> Refusal | None:
    rows = standing_counts(_rows(situation.session, situation.case.id))
    counted = {group_of(row) for row in rows if row.stage == "held"}
    missing = [row for row in rows if row.stage == "planned" and group_of(row) not in counted]
    if not missing:
        return None
    return Refusal(
        "not_counted",
        Text("Un groupe attendu n’est pas encore compté.", "A group that was expected has not been counted yet."),
    )


def _postpone(situation: Situation) -> None:
    row, fields = _record(situation), situation.fields
    before = {
        "starts_on": row.starts_on.isoformat(), "ends_on": row.ends_on.isoformat(), "reason": fields["reason"],
        "at": situation.moment.isoformat(),
    }  # fmt: skip
    row.earlier = [*row.earlier, before]
    row.starts_on, row.ends_on = fields["starts_on"], fields.get("ends_on") or fields["starts_on"]


def _cancel(situation: Situation) -> None:
    _record(situation).cancelled_because = situation.fields["reason"]


def _record(situation: Situation) -> Training:
    row = situation.session.get(Training, situation.case.id)
    assert row is not None
    return row


def _last_day(situation: Situation) -> datetime:
    return end_of_day(look_up(situation.session, Training, situation.case.id).ends_on)


_REASON: Final = Field("reason", Text("Motif", "Reason"), "text", maximum=1000)
_STARTS: Final = Field("starts_on", Text("Jour, ou premier jour", "Day, or first day"), "day")
_ENDS: Final = Field("ends_on", Text("Dernier jour", "Last day"), "day", required=False, help=Text("Vide\u00a0: un seul jour.", "Empty: one day only."))  # fmt: skip
_SOURCE: Final = Field("source", Text("Source", "Source"), "line", maximum=300, help=Text("Par exemple\u00a0: feuille d’émargement. Aucun nom.", "For instance: attendance sheet. No name."))  # fmt: skip
GROUP: Final = (
    Field("attending", Text("Service attendu", "Agency expected"), "choice", choices=owner_choices),
    Field("profile", Text("Profil", "Profile"), "line", maximum=80, help=Text("Par exemple\u00a0: gardien de la paix, médiateur, ASVP, gardien d’immeuble.", "For instance: gardien de la paix, médiateur, ASVP, caretaker.")),
    Field("count", Text("Places", "Places"), "number", maximum=LARGEST),
)  # fmt: skip
ANNOUNCED: Final = (
    Field("subject", Text("Sujet", "Subject"), "line", maximum=200),
    Field("provider", Text("Formateur", "Provider"), "line", maximum=160, help=Text("Un service ou un organisme, jamais un nom de personne.", "An agency or a body, never a person’s name.")),
    _STARTS, _ENDS, *GROUP,
)  # fmt: skip
PLANNED: Final = (
    Field("owner", Text("Service organisateur", "Agency that organises"), "choice", choices=owner_choices), *ANNOUNCED,
)  # fmt: skip

WORKFLOW: Final = Workflow(
    name="training",
    version=1,
    label=Text("Séance de formation", "Training session"),
    states=(
        State("planned", Text("Prévue", "Planned"), SHARE, expects=Text("Tenir cette séance, puis noter les présents", "Hold this session, then note who was there")),
        State("postponed", Text("Reportée", "Postponed"), SHARE, expects=Text("Tenir cette séance, puis noter les présents", "Hold this session, then note who was there")),
        State("held", Text("Tenue", "Held"), SHARE, expects=Text("Compter chaque groupe, puis arrêter les effectifs", "Count each group, then close the counts")),
        State("closed", Text("Tenue, effectifs arrêtés", "Held, counts closed"), final=True),
        State("cancelled", Text("Annulée", "Cancelled"), final=True),
    ),
    steps=(
        Step(
            "count", OPEN, "held", Text("Noter les présents", "Note who was there"), SHARE,
            asks=(Field("group", Text("Groupe", "Group"), "choice", choices=_groups), Field("count", Text("Présents", "Present"), "number", maximum=LARGEST), _SOURCE),
            guards=(_has_begun,), checks=(_some_or_none,), writes=_write_present, done=Text("Présents notés", "Presence noted"),
        ),
        Step("add_group", OPEN, None, Text("Ajouter un groupe, ou changer ses places", "Add a group, or change its places"), SHARE, asks=GROUP, checks=(some_places,), writes=_add_group, done=Text("Places prévues", "Places planned")),
        Step("postpone", TO_COME, "postponed", Text("Reporter", "Postpone"), SHARE, asks=(_STARTS, _ENDS, _REASON), checks=(days_to_come,), writes=_postpone, done=Text("Séance reportée", "Session postponed")),
        Step("cancel", TO_COME, "cancelled", Text("Annuler la séance", "Cancel the session"), SHARE, asks=(_REASON,), writes=_cancel, done=Text("Séance annulée", "Session cancelled")),
        Step("close", ("held",), "closed", Text("Arrêter les effectifs", "Close the counts"), SHARE, guards=(_everybody_counted,), grave=True, done=Text("Effectifs arrêtés", "Counts closed")),
        Step("fall", TO_COME, "cancelled", Text("La stratégie a pris fin", "The strategy has ended"), HOUSE, done=Text("Annulée\u00a0: la stratégie a pris fin", "Cancelled: the strategy has ended")),
        Step("settle", ("held",), "closed", Text("La stratégie a pris fin", "The strategy has ended"), HOUSE, done=Text("Effectifs arrêtés\u00a0: la stratégie a pris fin", "Counts closed: the strategy has ended")),
    ),
    deadlines=(Deadline("hold", Text("Tenir la séance", "Hold the session"), TO_COME, Instant(), ends=_last_day),),
)  # fmt: skip
