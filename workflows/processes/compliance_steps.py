"""What the steps of the compliance branch ask, refuse and write."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID, uuid4

from workflows.engine.cases import PartyTo, Situation, open_case
from workflows.engine.definition import Field, Refusal
from workflows.engine.tables import Case
from workflows.law.calendar import end_of_day
from workflows.law.days import paris_day
from workflows.law.grids import ROUTES
from workflows.processes.compliance_facts import (
    CURED,
    FormalNotice,
    OperatorProof,
    Point,
    PointAnswer,
    PointNote,
    points_of,
)
from workflows.processes.consequence import OWNER, Consequence, clock_of
from workflows.processes.house import look, look_up
from workflows.register.agencies import holders
from workflows.store.text import Text

OF_FINDINGS: Final = 3
"""The class of what an agency saw."""
_JOINT: Final = " – "


def consequence_row(situation: Situation) -> Consequence:
    """Return the consequence of this situation, to be changed."""
    return situation.session.get_one(Consequence, situation.case.id)


def notice_row(situation: Situation) -> FormalNotice:
    """Return the notice of this situation, to be changed."""
    return situation.session.get_one(FormalNotice, situation.case.id)


def _beside(situation: Situation, **facts: Any) -> dict[str, Any]:
    """Return what every row of the branch has in common; ``facts`` may say otherwise."""
    case = situation.case
    return {"case_id": case.id, "agency": case.agency, "secrecy": case.secrecy, "consequence_id": case.id, **facts}


# ------------------------------------------------------------------ the notice


def serve(situation: Situation) -> None:
    """Keep what is asked of the operator, by when, and how it reached them."""
    given = {name: situation.fields[name] for name in ("asked", "handed_as", "handed_to", "served_on", "respond_by")}
    situation.session.add(FormalNotice(**_beside(situation, id=situation.case.id, earlier=[], **given)))
    consequence_row(situation).reference = situation.fields.get("reference") or ""


def served_by_now(situation: Situation) -> Refusal | None:
    """Refuse a notice that is said to have been handed over on a day to come."""
    return None if situation.fields["served_on"] <= paris_day(situation.moment) else _DAY_TO_COME


def time_is_left(situation: Situation) -> Refusal | None:
    """Refuse a date that leaves the operator no whole day."""
    if situation.fields["respond_by"] > situation.fields["served_on"]:
        return None
    return Refusal(
        "no_time_left",
        Text(
            "La date laissée à l’exploitant vient après le jour de la remise.",
            "The date left to the operator comes after the day on which the notice was handed over.",
        ),
    )


def respond_by(situation: Situation) -> datetime | None:
    """Return the end of the day that the operator has."""
    row = look_up(situation.session, FormalNotice, situation.case.id)
    return end_of_day(row.respond_by) if row is not None else None


def is_ahead(situation: Situation) -> Refusal | None:
    """Refuse a new date that is not to come."""
    if situation.fields["respond_by"] > paris_day(situation.moment):
        return None
    return Refusal("not_ahead", Text("Cette date doit venir après aujourd’hui.", "That date must come after today."))


def _give_date(situation: Situation) -> None:
    row, fields = notice_row(situation), situation.fields
    before = {
        "respond_by": row.respond_by.isoformat(), "reason": fields["reason"], "at": situation.moment.isoformat(),
    }  # fmt: skip
    row.earlier, row.respond_by = [*row.earlier, before], fields["respond_by"]


def give_last_date(situation: Situation) -> None:
    """Give the operator one more date, and remember that it is the last."""
    _give_date(situation)
    notice_row(situation).last_date = True


def last_date_not_given(situation: Situation) -> Refusal | None:
    """Refuse a second last date."""
    if not look_up(situation.session, FormalNotice, situation.case.id).last_date:
        return None
    return Refusal(
        "last_date_given",
        Text(
            "Une dernière date a déjà été donnée\u00a0: il reste à revoir sur place ou à passer la main.",
            "A last date was given already: what remains is to inspect again or to pass it on.",
        ),
    )


def not_served_yet(situation: Situation) -> Refusal | None:
    """Refuse to join a point to a branch whose notice is out: the operator was not told of it."""
    if look_up(situation.session, FormalNotice, UUID(hex=situation.fields["lead"])) is None:
        return None
    return Refusal(
        "notice_is_out",
        Text(
            "La mise en demeure est déjà remise\u00a0: elle ne dit rien de ce point.",
            "The formal notice has been handed over already: it does not speak of this point.",
        ),
    )


# ------------------------------------------------------------------ the proof


def receive_proof(situation: Situation) -> None:
    """Enter what the operator brought; its files are attached beside."""
    given = {name: situation.fields[name] for name in ("received_on", "words")}
    situation.session.add(OperatorProof(**_beside(situation, id=uuid4(), entered_at=situation.moment, **given)))


def received_by_now(situation: Situation) -> Refusal | None:
    """Refuse a proof said to have come on a day to come, or before the notice."""
    served = look_up(situation.session, FormalNotice, situation.case.id).served_on
    received: date = situation.fields["received_on"]
    if received > paris_day(situation.moment):
        return _DAY_TO_COME
    if received >= served:
        return None
    return Refusal(
        "before_notice",
        Text("Ce jour précède la mise en demeure.", "That day comes before the formal notice."),
    )


def _answer_proof(situation: Situation, outcome: str, reason: str = "") -> None:
    table = OperatorProof.__table__.c
    waiting = look(situation.session, OperatorProof, table.consequence_id == situation.case.id, table.outcome == "")
    for each in waiting:
        row = situation.session.get_one(OperatorProof, each.id)
        row.outcome, row.reason, row.answered_at = outcome, reason, situation.moment


def accept_proof(situation: Situation) -> None:
    """Take every point that was still open as put right, in the light of the proof."""
    for point in _open_points(situation):
        _say(situation, point, CURED, seen_on=paris_day(situation.moment), by_proof=True)
    _answer_proof(situation, "accepted", situation.fields["words"])
    _keep_end(situation, situation.fields["words"])


def accept_in_part(situation: Situation) -> None:
    """Take some points as put right, and give the operator a date for the others."""
    chosen = set(situation.fields["points"])
    for point in _open_points(situation):
        if point.code in chosen:
            _say(situation, point, CURED, seen_on=paris_day(situation.moment), by_proof=True)
    _answer_proof(situation, "in_part", situation.fields["reason"])
    _give_date(situation)


def refuse_proof(situation: Situation) -> None:
    """Keep why the proof does not do, and give the operator a new date."""
    _answer_proof(situation, "refused", situation.fields["reason"])
    _give_date(situation)


def several_open(situation: Situation) -> Refusal | None:
    """Refuse to accept a part where there is but one point left."""
    if len(_open_points(situation)) > 1:
        return None
    return Refusal(
        "one_point",
        Text(
            "Un seul point reste ouvert\u00a0: la preuve est acceptée ou refusée.",
            "A single point is open: the proof is accepted or refused.",
        ),
    )


def something_left(situation: Situation) -> Refusal | None:
    """Refuse to accept a part that is the whole."""
    if len(set(situation.fields["points"])) < len(_open_points(situation)):
        return None
    return Refusal(
        "nothing_left",
        Text("Tous les points sont choisis\u00a0: acceptez la preuve.", "Every point is chosen: accept the proof."),
    )


# ------------------------------------------------------------------ seen again


def point_choices(situation: Situation) -> Iterable[tuple[str, Text]]:
    """Offer every point of the branch."""
    return [(point.code, Text(point.label, point.label)) for point in _points(situation)]


def open_choices(situation: Situation) -> Iterable[tuple[str, Text]]:
    """Offer the points that nobody has seen put right yet."""
    return [(point.code, Text(point.label, point.label)) for point in _open_points(situation)]


def check_point(situation: Situation) -> None:
    """Keep what was seen of a point, beside what was said of it before."""
    fields = situation.fields
    point = next(each for each in _points(situation) if each.code == fields["point"])
    _say(situation, point, fields["outcome"], seen_on=fields["seen_on"], note=fields.get("note") or "")


def seen_in_turn(situation: Situation) -> Refusal | None:
    """Refuse a day to come, and one before the point was found or last seen."""
    seen: date = situation.fields["seen_on"]
    if seen > paris_day(situation.moment):
        return _DAY_TO_COME
    point = next(each for each in _points(situation) if each.code == situation.fields["point"])
    last = point.answers[-1].seen_on if point.answers else point.found_on
    if last is None or seen >= last:
        return None
    return Refusal(
        "seen_before",
        Text(
            "Ce point a été vu le {day}\u00a0: ce qui est revu l’est ce jour-là ou après.",
            "This point was seen on {day}: what is seen again is so on that day or later.",
            day=last,
        ),
    )


def all_cured(situation: Situation) -> Refusal | None:
    """Refuse to call put right what was not seen so, and name the points."""
    left = [point.code for point in _open_points(situation)]
    if not left:
        return None
    return Refusal(
        "not_cured",
        Text("Pas encore vu régularisé\u00a0: {points}.", "Not seen put right yet: {points}.", points=", ".join(left)),
    )


def cure(situation: Situation) -> None:
    """End the branch: every point was seen put right."""
    _answer_proof(situation, "seen")
    _keep_end(situation, situation.fields["words"])


def _say(
    situation: Situation, point: Point, outcome: str, *, seen_on: date, by_proof: bool = False, note: str = ""
) -> None:
    answer = PointAnswer(
        **_beside(
            situation, id=uuid4(), point_id=point.id, finding_id=point.finding_id, outcome=outcome, by_proof=by_proof,
            seen_on=seen_on, given_at=situation.moment,
        )
    )  # fmt: skip
    situation.session.add(answer)
    if note:
        case = situation.case
        situation.session.flush()
        situation.session.add(
            PointNote(
                id=answer.id, case_id=case.id, agency=case.agency, secrecy=OF_FINDINGS, answer_id=answer.id, note=note
            )
        )


def _points(situation: Situation) -> list[Point]:
    return points_of(situation.session, situation.case.id)


def _open_points(situation: Situation) -> list[Point]:
    return [point for point in _points(situation) if not point.cured]


def _keep_end(situation: Situation, words: str) -> None:
    consequence_row(situation).end_reason = words


# ------------------------------------------------------------------ passed on


def pass_on(situation: Situation) -> None:
    """Open a case of the administrative branch for each point that is still open, below this one."""
    opened = [_open_measure(situation, point) for point in _open_points(situation)]
    notice_row(situation).passed_to = opened[0]
    _keep_end(situation, situation.fields["reason"])


def something_open(situation: Situation) -> Refusal | None:
    """Refuse to pass on what was put right."""
    if _open_points(situation):
        return None
    return Refusal(
        "nothing_open",
        Text("Tous les points ont été vus régularisés.", "Every point was seen put right."),
    )


def _open_measure(situation: Situation, point: Point) -> UUID:
    kind, known = "measure", look_up(situation.session, Consequence, point.id)
    owner, case_id = holders(OWNER[kind])[0], uuid4()
    limit = clock_of(kind, known.agency)
    row = Consequence(
        id=case_id, case_id=case_id, agency=known.agency, secrecy=2, kind=kind, finding_id=known.finding_id,
        visit_id=known.visit_id, operation_id=known.operation_id, establishment_id=known.establishment_id, owner=owner,
        label=known.label, clock=limit.key, due_at=limit.due(situation.moment),
    )  # fmt: skip
    named = {owner, known.agency}
    open_case(
        situation.session,
        kind,
        actor=situation.actor,
        moment=situation.moment,
        title=_title(look_up(situation.session, Case, point.id).title),
        case_id=case_id,
        agency=owner,
        parent=situation.case,
        parties=[
            PartyTo(OWNER[kind], owner),
            *([PartyTo("follow_finding", known.agency)] if known.agency != owner else []),
            *(
                PartyTo("follow_operation", key)
                for name, key, _clearance in situation.case.parties
                if name == "follow_operation" and key not in named
            ),
        ],
        records=[row],
    )
    return case_id


def _title(title: str) -> str:
    """Return the title of the case that takes over: what stands before the last part, the branch, is kept."""
    about = title.rpartition(_JOINT)[0]
    branch = ROUTES["administrative"].fr.partition("\u00a0:")[0]
    return _JOINT.join([*([about] if about else []), branch])


_DAY_TO_COME: Final = Refusal("day_to_come", Text("Ce jour n’est pas encore venu.", "That day has not come yet."))
REASON: Final = Field("reason", Text("Motif", "Reason"), "text", maximum=2000)
NEW_DATE: Final = Field(
    "respond_by", Text("Nouvelle date laissée à l’exploitant", "New date left to the operator"), "day"
)
