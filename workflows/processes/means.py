"""Means of a strategy: what is needed in a unit, by profile, what its agency pledges, what has arrived (product, promises 2, 10, 11).

Counts only, never a name. Each movement is a row of its own that nothing overwrites; where a line of means stands follows
from what its movements add up to, and late is computed from the promised day.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from workflows.engine.cases import Situation
from workflows.engine.definition import HOUSE, Deadline, Effect, Field, Instant, Refusal, State, Step, Workflow
from workflows.engine.outbox import Delivery
from workflows.engine.tables import Case
from workflows.engine.viewer import HOUSE_VIEWER, ViewerSession, unit_of_work
from workflows.law.days import end_of_day, paris_day
from workflows.processes.house import look, on_each_child, take_quietly
from workflows.processes.opening import SHARE, SHARED, STEER, open_below
from workflows.register.agencies import agency, holders
from workflows.store.database import Base, Recorded
from workflows.store.text import Text, say_day

KINDS: Final = {
    "people": Text("Personnes", "People"),
    "vehicle": Text("Véhicules", "Vehicles"),
    "equipment": Text("Équipement", "Equipment"),
    "support": Text("Appui de forces mobiles (vacations)", "Support of mobile forces (shifts)"),
}
"""What is counted; two kinds are never added up."""
MOVEMENTS: Final = {
    "need": Text("Besoin", "Need"),
    "pledge": Text("Promesse", "Pledge"),
    "arrival": Text("Arrivée", "Arrival"),
    "departure": Text("Départ", "Departure"),
}
AT_WORK: Final = ("pledged", "arriving", "short", "complete")
OPEN: Final = ("asked", *AT_WORK)
LARGEST: Final = 100_000


class Means(Recorded, Base):
    """One line of means of one agency (``agency``): the unit that it is for, of which kind, of which profile.

    What it counts is in its movements.
    """

    __tablename__ = "means"

    strategy_id: Mapped[UUID] = mapped_column(sa.ForeignKey("strategy.id"), index=True)
    unit: Mapped[str] = mapped_column(sa.String(120))
    kind: Mapped[str] = mapped_column(sa.String(20))
    profile: Mapped[str] = mapped_column(sa.String(80))


class MeansMovement(Recorded, Base):
    """One count on one day, as somebody of ``agency`` gave it; it is never changed.

    The last need and the last pledge hold, each for its day; arrivals and departures add up. ``replaces`` is the movement
    that this one corrects or takes over: both are kept, this one stands.
    """

    __tablename__ = "means_movement"

    means_id: Mapped[UUID] = mapped_column(sa.ForeignKey("means.id", deferrable=True, initially="DEFERRED"), index=True)
    kind: Mapped[str] = mapped_column(sa.String(20))
    on_day: Mapped[date]
    count: Mapped[int]
    source: Mapped[str] = mapped_column(sa.String(300), default="")
    author: Mapped[str] = mapped_column(sa.String(80))
    received_at: Mapped[datetime]
    replaces: Mapped[UUID | None] = mapped_column(index=True, default=None)


@dataclass(frozen=True, slots=True)
class Counts:
    """What the standing movements of a line add up to; ``pledged`` and ``promised_on`` are ``None`` before any pledge."""

    needed: int
    needed_on: date
    pledged: int | None
    promised_on: date | None
    arrived: int

    @property
    def gap(self) -> int:
        """How many are missing of what is needed; never below nothing."""
        return max(self.needed - self.arrived, 0)

    def late_since(self, today: date) -> date | None:
        """Return the first day since which something is late: promised and not there, or needed and promised by nobody."""
        if self.gap == 0:
            return None
        pledged = self.pledged or 0
        days = [self.promised_on] if self.arrived < pledged else []
        days += [self.needed_on] if pledged < self.needed else []
        return min((day for day in days if day is not None and day < today), default=None)

    def state(self) -> str:
        """Return where a line with these counts stands, for as long as it is open."""
        if self.arrived > 0 and self.gap == 0:
            return "complete"
        if self.pledged is None:
            return "asked"
        if self.arrived >= self.pledged:
            return "short"
        return "arriving" if self.arrived > 0 else "pledged"


def standing_movements(rows: Iterable[Any]) -> list[Any]:
    """Return the movements that nothing has replaced, in the order in which they were received."""
    found = list(rows)
    replaced = {row.replaces for row in found}
    return sorted((row for row in found if row.id not in replaced), key=lambda row: (row.received_at, row.id.hex))


def counts_of(rows: Iterable[Any]) -> Counts:
    """Add up the movements of one line, whatever their order; refuses a line without a need with ``ValueError``."""
    standing = standing_movements(rows)
    by_kind = {kind: [row for row in standing if row.kind == kind] for kind in MOVEMENTS}
    if not by_kind["need"]:
        raise ValueError("A line of means begins with what is needed.")
    need, pledge = by_kind["need"][-1], by_kind["pledge"][-1] if by_kind["pledge"] else None
    arrived = sum(row.count for row in by_kind["arrival"]) - sum(row.count for row in by_kind["departure"])
    return Counts(need.count, need.on_day, pledge and pledge.count, pledge and pledge.on_day, arrived)


def movements_of(session: ViewerSession, means_ids: Iterable[UUID]) -> dict[UUID, list[MeansMovement]]:
    """Return, by line, every movement that the viewer may see, oldest first."""
    found: dict[UUID, list[MeansMovement]] = {each: [] for each in means_ids}
    statement = (
        sa.select(MeansMovement)
        .where(MeansMovement.means_id.in_(list(found)))
        .order_by(MeansMovement.received_at, MeansMovement.id)
    )
    for row in session.scalars(statement):
        found[row.means_id].append(row)
    return found


def ask_for_means(situation: Situation) -> None:
    """Ask an agency for means of a strategy, as the step's fields say."""
    _open_means(situation, situation.fields["owner"], "need")


def offer_means(situation: Situation) -> None:
    """Pledge means of one's own that nobody has asked for: what is promised is what is needed, for the same day."""
    _open_means(situation, situation.actor.agency, "need", "pledge")


def count_offered(_situation: Situation) -> Iterable[Effect]:
    """Let what was just offered below a strategy stand as pledged."""
    return [Effect(COUNTED)]


def a_count_to_come(situation: Situation) -> Refusal | None:
    """Refuse a count of nothing, or beyond what can be meant, and a day that has passed."""
    return _some(situation) or _not_passed(situation)


def end_means(_situation: Situation) -> Iterable[Effect]:
    """Let the lines of means below a case end with it."""
    return [on_each_child("means", OPEN, "fall")]


def _open_means(situation: Situation, owner: str, *begun_with: str) -> None:
    fields = situation.fields
    row = Means(
        id=uuid4(), strategy_id=situation.case.id, unit=_squeezed(fields["unit"]), kind=fields["kind"],
        profile=_squeezed(fields["profile"]),
    )  # fmt: skip
    movements = [
        _movement(situation, row.id, kind, fields["count"], fields["on_day"], fields["source"]) for kind in begun_with
    ]
    title = f"{row.unit} – {row.profile}"
    open_below(situation, WORKFLOW.name, row, title=title, owner=owner, agency=owner, beside=movements)


def _squeezed(words: str) -> str:
    return " ".join(words.split())


def _movement(
    situation: Situation, means_id: UUID, kind: str, count: int, on_day: date, source: str, replaces: UUID | None = None
) -> MeansMovement:
    return MeansMovement(
        id=uuid4(), case_id=means_id, agency=situation.actor.agency, secrecy=SHARED, means_id=means_id, kind=kind,
        on_day=on_day, count=count, source=source, author=situation.actor.user, received_at=situation.moment,
        replaces=replaces,
    )  # fmt: skip


def _rows(session: ViewerSession, means_id: UUID) -> list[Any]:
    return look(session, MeansMovement, MeansMovement.__table__.c.means_id == means_id)


def _counts(situation: Situation) -> Counts:
    return counts_of(_rows(situation.session, situation.case.id))


def _add(situation: Situation, kind: str, count: int, on_day: date, source: str, replaces: UUID | None = None) -> None:
    situation.session.add(_movement(situation, situation.case.id, kind, count, on_day, source, replaces))


def _write(kind: str) -> Any:
    """Return what writes a movement of a kind from the step's fields; a need or a pledge takes over the one before."""

    def write(situation: Situation) -> None:
        fields = situation.fields
        before = [row for row in standing_movements(_rows(situation.session, situation.case.id)) if row.kind == kind]
        replaces = before[-1].id if before and kind in ("need", "pledge") else None
        _add(situation, kind, fields["count"], fields["on_day"], fields["source"], replaces)

    return write


def _declare_short(situation: Situation) -> None:
    """Nothing more will come: what is pledged is what has arrived, and the earlier pledge stays behind it."""
    counts = _counts(situation)
    pledge = next(
        row for row in reversed(standing_movements(_rows(situation.session, situation.case.id))) if row.kind == "pledge"
    )
    on_day = paris_day(situation.moment)
    _add(situation, "pledge", counts.arrived, on_day, situation.fields["reason"], replaces=pledge.id)


def _correct(situation: Situation) -> None:
    fields, row = situation.fields, _chosen(situation)
    on_day = fields.get("on_day") or row.on_day
    _add(situation, row.kind, fields["count"], on_day, fields["source"], replaces=row.id)


def _chosen(situation: Situation) -> Any:
    rows = standing_movements(_rows(situation.session, situation.case.id))
    return next(row for row in rows if row.id.hex == situation.fields["movement"])


def _correctable(situation: Situation) -> Iterable[tuple[str, Text]]:
    """Offer every arrival and departure that stands, the newest first; needs and pledges are given anew instead."""
    rows = [row for row in standing_movements(_rows(situation.session, situation.case.id)) if row.kind in _ADDED]
    return [(row.id.hex, _said(row)) for row in reversed(rows)]


def _said(row: Any) -> Text:
    return Text(
        f"{MOVEMENTS[row.kind].fr} du {say_day(row.on_day, 'fr')}\u00a0: {row.count}",
        f"{MOVEMENTS[row.kind].en} of {say_day(row.on_day, 'en')}: {row.count}",
    )


def _some(situation: Situation) -> Refusal | None:
    if 1 <= situation.fields["count"] <= LARGEST:
        return None
    return Refusal("no_count", Text("Le nombre va de 1 à 100\u202f000.", "The number goes from 1 to 100,000."))


def _some_or_none(situation: Situation) -> Refusal | None:
    return None if situation.fields["count"] == 0 else _some(situation)


def _not_passed(situation: Situation) -> Refusal | None:
    if situation.fields["on_day"] >= paris_day(situation.moment):
        return None
    return Refusal("day_passed", Text("Ce jour est déjà passé.", "That day has already passed."))


def _has_come(situation: Situation) -> Refusal | None:
    on_day = situation.fields.get("on_day")
    if on_day is None or on_day <= paris_day(situation.moment):
        return None
    return Refusal("in_the_future", Text("Ce jour n’est pas encore venu.", "That day has not come yet."))


def _has_arrived(situation: Situation) -> Refusal | None:
    """Refuse that more leave than have arrived."""
    if situation.fields["count"] <= _counts(situation).arrived:
        return None
    return _TOO_MANY


def _stays_above_nothing(situation: Situation) -> Refusal | None:
    """Refuse a correction after which more would have left than arrived."""
    row, count = _chosen(situation), situation.fields["count"]
    change = count - row.count if row.kind == "arrival" else row.count - count
    return None if _counts(situation).arrived + change >= 0 else _TOO_MANY


def _something_to_correct(situation: Situation) -> Refusal | None:
    if _correctable(situation):
        return None
    return Refusal("nothing_arrived", Text("Aucune arrivée n’est notée.", "No arrival has been noted."))


def _something_is_there(situation: Situation) -> Refusal | None:
    if _counts(situation).arrived > 0:
        return None
    return Refusal("nothing_arrived", Text("Rien n’est arrivé à ce jour.", "Nothing has arrived so far."))


def _needed_by(situation: Situation) -> datetime:
    return end_of_day(_counts(situation).needed_on)


def _promised_by(situation: Situation) -> datetime | None:
    promised_on = _counts(situation).promised_on
    return end_of_day(promised_on) if promised_on is not None else None


def _count_again(_situation: Situation) -> Iterable[Effect]:
    return [Effect(COUNTED)]


def _stand_where_the_counts_say(delivery: Delivery) -> None:
    """Move a line of means, or those offered below a strategy, to where its movements put it.

    One that stands there already, or has ended, is left alone.
    """
    assert delivery.case_id is not None
    case, below = Case.__table__.c, sa.and_(Case.parent_id == delivery.case_id, Case.state == "asked")
    with unit_of_work(delivery.engine, HOUSE_VIEWER) as session:
        lines = look(session, Case, case.workflow == WORKFLOW.name, sa.or_(case.id == delivery.case_id, below))
        moves = [(each.id, each.state, counts_of(_rows(session, each.id)).state()) for each in lines]
    for case_id, now_in, wanted in moves:
        if now_in in OPEN and wanted in AT_WORK and wanted != now_in:
            take_quietly(delivery, case_id, f"stand_{wanted}")


def owner_choices(_situation: Situation) -> Iterable[tuple[str, Text]]:
    """Offer every agency that may pledge means."""
    return [(key, agency(key).name) for key in holders(SHARE)]


COUNTED: Final = "means_counted"
HANDLERS: Final = {COUNTED: _stand_where_the_counts_say}
_ADDED: Final = ("arrival", "departure")
_TOO_MANY: Final = Refusal(
    "more_than_arrived",
    Text("Il n’en est pas arrivé autant.", "Not that many have arrived."),
)
_COUNT: Final = Field("count", Text("Nombre", "Number"), "number", maximum=LARGEST)
_SOURCE: Final = Field("source", Text("Source", "Source"), "line", maximum=300, help=Text("D’où vient ce nombre\u00a0: un courrier, un tableau, un appel, sans nom de personne.", "Where this number comes from: a letter, a table, a call, with nobody’s name."))  # fmt: skip
_REASON: Final = Field("reason", Text("Motif", "Reason"), "line", maximum=300)
_ABOUT: Final = (
    Field("unit", Text("Unité", "Unit"), "line", maximum=120, help=Text("Par exemple\u00a0: commissariat de Calais, équipe du quartier.", "For instance: Calais police station, team of the quarter.")),
    Field("kind", Text("Nature", "Kind"), "choice", choices=tuple(KINDS.items())),
    Field("profile", Text("Profil", "Profile"), "line", maximum=80, help=Text("Par exemple\u00a0: gardien de la paix, policier adjoint, médiateur, ASVP, véhicule, tablette.", "For instance: gardien de la paix, policier adjoint, médiateur, ASVP, vehicle, tablet.")),
)  # fmt: skip
OFFERED: Final = (*_ABOUT, _COUNT, Field("on_day", Text("Là le", "There on"), "day"), _SOURCE)
ASKED: Final = (
    Field("owner", Text("Service sollicité", "Agency asked"), "choice", choices=owner_choices), *_ABOUT, _COUNT,
    Field("on_day", Text("Pour le", "By"), "day"), _SOURCE,
)  # fmt: skip

WORKFLOW: Final = Workflow(
    name="means",
    version=1,
    label=Text("Moyens d’une unité", "Means of a unit"),
    states=(
        State("asked", Text("Demandés", "Asked"), SHARE, expects=Text("Promettre ces moyens pour un jour, ou décliner", "Pledge these means for a day, or decline")),
        State("pledged", Text("Promis", "Pledged"), SHARE, expects=Text("Noter les arrivées", "Note the arrivals")),
        State("arriving", Text("En cours d’arrivée", "Arriving"), SHARE, expects=Text("Noter les arrivées", "Note the arrivals")),
        State("complete", Text("Au complet", "Complete")),
        State("short", Text("Incomplets", "Short"), STEER, expects=Text("Revoir le besoin, ou demander à un autre service", "Revise the need, or ask another agency")),
        State("declined", Text("Déclinés", "Declined"), final=True),
        State("withdrawn", Text("Demande retirée", "Request withdrawn"), final=True),
    ),
    steps=(
        Step(
            "pledge", ("asked", "pledged", "arriving", "short"), "pledged", Text("Promettre", "Pledge"), SHARE,
            asks=(Field("count", Text("Nombre promis en tout", "Number pledged in all"), "number", maximum=LARGEST), Field("on_day", Text("Là le", "There on"), "day"), _SOURCE),
            checks=(a_count_to_come,), writes=_write("pledge"), effects=_count_again, done=Text("Moyens promis", "Means pledged"),
        ),
        Step("decline", ("asked",), "declined", Text("Décliner", "Decline"), SHARE, asks=(_REASON,), done=Text("Moyens déclinés", "Means declined")),
        Step(
            "arrive", AT_WORK, None, Text("Noter une arrivée", "Note an arrival"), SHARE,
            asks=(Field("count", Text("Nombre arrivé ce jour", "Number arrived that day"), "number", maximum=LARGEST), Field("on_day", Text("Arrivée le", "Arrived on"), "day"), _SOURCE),
            checks=(_some, _has_come), writes=_write("arrival"), effects=_count_again, done=Text("Arrivée notée", "Arrival noted"),
        ),
        Step(
            "leave", AT_WORK, None, Text("Noter un départ", "Note a departure"), SHARE,
            asks=(Field("count", Text("Nombre parti ce jour", "Number gone that day"), "number", maximum=LARGEST), Field("on_day", Text("Départ le", "Gone on"), "day"), _SOURCE),
            guards=(_something_is_there,), checks=(_some, _has_come, _has_arrived), writes=_write("departure"), effects=_count_again, done=Text("Départ noté", "Departure noted"),
        ),
        Step(
            "correct", AT_WORK, None, Text("Corriger un nombre", "Correct a number"), SHARE,
            asks=(Field("movement", Text("Ce qui est corrigé", "What is corrected"), "choice", choices=_correctable), Field("count", Text("Nombre juste", "Right number"), "number", maximum=LARGEST), Field("on_day", Text("Jour juste", "Right day"), "day", required=False, help=Text("Vide\u00a0: le jour ne change pas.", "Empty: the day stays.")), _SOURCE),
            guards=(_something_to_correct,), checks=(_some_or_none, _has_come, _stays_above_nothing), writes=_correct, effects=_count_again, done=Text("Nombre corrigé\u00a0; l’ancien reste", "Number corrected; the earlier one stays"),
        ),
        Step("fall_short", ("pledged", "arriving"), None, Text("Signaler que le reste ne viendra pas", "Report that the rest will not come"), SHARE, asks=(_REASON,), writes=_declare_short, effects=_count_again, done=Text("Le reste ne viendra pas", "The rest will not come")),
        Step(
            "change_need", OPEN, None, Text("Revoir le besoin", "Revise the need"), STEER,
            asks=(Field("count", Text("Nombre nécessaire", "Number needed"), "number", maximum=LARGEST), Field("on_day", Text("Pour le", "By"), "day"), _SOURCE),
            checks=(a_count_to_come,), writes=_write("need"), effects=_count_again, done=Text("Besoin revu\u00a0; l’ancien reste", "Need revised; the earlier one stays"),
        ),
        Step("stand_pledged", ("asked", "arriving", "short", "complete"), "pledged", Text("Rien n’est arrivé", "Nothing has arrived"), HOUSE, done=Text("Promis, rien n’est arrivé", "Pledged, nothing has arrived")),
        Step("stand_arriving", ("pledged", "short", "complete"), "arriving", Text("Une partie est arrivée", "A part has arrived"), HOUSE, done=Text("Une partie est arrivée", "A part has arrived")),
        Step("stand_complete", ("pledged", "arriving", "short"), "complete", Text("Tout est arrivé", "All have arrived"), HOUSE, done=Text("Au complet", "Complete")),
        Step("stand_short", ("pledged", "arriving", "complete"), "short", Text("Il en manque", "Some are missing"), HOUSE, done=Text("Il en manque, et plus rien n’est promis", "Some are missing, and no more is promised")),
        Step("withdraw", OPEN, "withdrawn", Text("Retirer la demande", "Withdraw the request"), STEER, asks=(_REASON,), done=Text("Demande retirée", "Request withdrawn")),
        Step("fall", OPEN, "withdrawn", Text("Sans objet", "No longer needed"), HOUSE, done=Text("Retirée\u00a0: la stratégie a pris fin", "Withdrawn: the strategy has ended")),
    ),
    deadlines=(
        Deadline("pledge", Text("Promettre ces moyens", "Pledge these means"), ("asked",), Instant(), ends=_needed_by),
        Deadline("arrive", Text("Arrivée promise", "Promised arrival"), ("pledged", "arriving"), Instant(), ends=_promised_by),
    ),
)  # fmt: skip
