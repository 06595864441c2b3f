"""The link by which somebody answers from outside: made once for one thing, tried with a code, used once."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Final, Literal
from uuid import UUID, uuid4, uuid5

import sqlalchemy as sa

from workflows.engine import registry
from workflows.engine.cases import (
    Actor,
    PartyTo,
    Situation,
    Taken,
    note,
    open_case,
    open_steps,
    situation_of,
    take,
)
from workflows.engine.definition import Effect, Refusal
from workflows.engine.numbers import reserve_number
from workflows.engine.refusals import Refused, UnknownCase, not_from_here, reserved_to
from workflows.engine.registry import label_of
from workflows.engine.statements import load_case
from workflows.engine.tables import Case
from workflows.engine.viewer import Viewer, ViewerSession
from workflows.law.days import end_of_day, paris_day
from workflows.law.outside_answers import outside_rules
from workflows.processes.house import look, look_up
from workflows.processes.meeting_facts import items_of
from workflows.processes.opening import SHARED
from workflows.processes.outside_answer import KINDS, Kind, OutsideAnswer, kind_of, user_of
from workflows.processes.outside_letter import (
    FIRST,
    POST,
    ByMail,
    OutsideContact,
    forget_contact,
    letter,
)
from workflows.processes.referral_facts import Referral
from workflows.register.correspondence import is_address
from workflows.store.plain import plain
from workflows.store.text import PARIS, Text

SERIES: Final = "LS"
WRONG_CODE: Final = "wrong_code"
"""The line of the journal that a wrong code leaves."""
_DIGITS: Final = 6
Standing = Literal["open", "answered", "expired", "revoked", "locked"]


@dataclass(frozen=True, slots=True)
class Made:
    """A link as it was made; ``token`` and ``code`` are known this once, and empty when the same command comes again."""

    taken: Taken
    token: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Tried:
    """What became of a try: ``said`` (now, or before by this very command), ``wrong_code`` with the tries that are
    ``left``, or why the link is closed.
    """

    outcome: Literal["said", "wrong_code", "answered", "expired", "revoked", "locked"]
    left: int = 0


def make_link(
    session: ViewerSession,
    about_id: UUID,
    *,
    partner: str,
    person: str,
    due_on: date,
    actor: Actor,
    moment: datetime,
    point: str = "",
    words: str = "",
    by_mail: ByMail | None = None,
    command: str | None = None,
) -> Made:
    """Ask an agency without a user for what its share of a case lets it say, by a link good until the end of ``due_on``.

    ``moment`` is aware; ``point`` is the item of a meeting. Links to the same thing that still wait are revoked. Refuses
    with ``Refused`` whoever does not steer the case, an agency that has no share of it, what that agency could not say
    now, an item above class K1, a day out of bounds, an address that is none or that of a judicial link; ``UnknownCase``
    for a case of which nothing may be asked so. ``by_mail`` has the house write the first letter, with the link and without the code, and remind.
    """
    situation = situation_of(session, about_id, "", actor=actor, moment=moment)
    name = kind_of(situation.case.workflow)
    if name is None:
        raise UnknownCase
    faults = list(_faults_of_asking(situation, KINDS[name], partner, point, due_on))
    kind = KINDS[name]
    if by_mail is not None and kind.secrecy > SHARED:
        faults.append(_BY_HAND)
    elif by_mail is not None and not is_address(by_mail.address):
        faults.append(_NO_ADDRESS)
    if faults:
        raise Refused(faults)
    case_id, code = uuid4(), f"{secrets.randbelow(10**_DIGITS):0{_DIGITS}d}"
    token = secrets.token_urlsafe(32) if by_mail is None else token_of(by_mail.key, case_id)
    first = letter(case_id, FIRST, moment=moment)

    def rows() -> Sequence[Any]:
        _revoke_earlier(situation, partner, point)
        number = reserve_number(session, SERIES, moment.astimezone(PARIS).year, case_id, secrecy=kind.secrecy)
        row = OutsideAnswer(
            id=case_id, case_id=case_id, agency=partner, secrecy=kind.secrecy, number=number, kind=name, about_id=about_id,
            point=point, asked_by=actor.agency, person=person, words=words, due_on=due_on,
            token_hash=hash_token(token), code_hash=_hash_code(token, code),
        )  # fmt: skip
        if by_mail is None:
            return [row]
        return [row, OutsideContact(case_id=case_id, address=by_mail.address, language=by_mail.language), first]

    taken = open_case(
        session,
        kind.by,
        actor=actor,
        moment=moment,
        title=f"{kind.label.fr} – {_subject(situation, point)}"[:300],
        case_id=case_id,
        agency=partner,
        secrecy=kind.secrecy,
        parties=[PartyTo(kind.asker, actor.agency, kind.secrecy), PartyTo(kind.answerer, partner, kind.secrecy)],
        records=rows,
        fields={"about": about_id, "partner": partner, "point": point, "person": person, "due_on": due_on},
        effects=() if by_mail is None else [Effect(POST, {"letters": [first.id.hex]})],
        command=command,
    )
    return Made(taken, token, code) if taken.case_id == case_id else Made(taken)


def find_link(session: ViewerSession, token: str) -> Any | None:
    """Return the row of the link with this token as it stands, past the filter of a visitor who is nobody; or ``None``."""
    found = look(session, OutsideAnswer, OutsideAnswer.__table__.c.token_hash == hash_token(token))
    return found[0] if found else None


def visitor_of(row: Any) -> tuple[Viewer, Actor]:
    """Return who looks and who acts by a link: its agency, with what its kind lets it say and nothing else."""
    user = user_of(row.number)
    return Viewer(row.agency, user), Actor(row.agency, user, frozenset({KINDS[row.kind].answerer}))


def standing_of(row: Any, moment: datetime) -> Standing:
    """Return whether a link still waits at ``moment`` (aware), or why it is closed."""
    if row.answered_at is not None:
        return "answered"
    if row.revoked_at is not None:
        return "revoked"
    if moment >= end_of_day(row.due_on):
        return "expired"
    return "locked" if row.attempts >= outside_rules().attempts else "open"


def closed_doors(session: ViewerSession, row: Any, moment: datetime) -> list[Refusal]:
    """Return why nothing can be said any more by a link that still waits, because its case went on; else nothing."""
    situation = situation_of(session, row.about_id, "", actor=visitor_of(row)[1], moment=moment)
    return [*_faults_of_steps(situation, KINDS[row.kind]), *_faults_of_point(situation, row.point)]


def answer_by_link(
    session: ViewerSession,
    link_id: UUID,
    token: str,
    *,
    code: str,
    step: str,
    fields: Mapping[str, Any],
    command: str,
    moment: datetime,
) -> Tried:
    """Try to answer by a link with its code, in a session of its visitor; the caller commits whatever comes back.

    The step of the case itself is taken with ``fields``, once: the same ``command`` is told so again, another one that
    the link was used. Refuses as :func:`workflows.engine.cases.take` does; then nothing counts as a try.
    """
    # Two tries at once wait for each other here, so that each wrong code counts.
    if load_case(session, link_id, lock=True) is None:
        raise UnknownCase
    row = session.get_one(OutsideAnswer, link_id, populate_existing=True)
    right = hmac.compare_digest(row.code_hash, _hash_code(token, code))
    standing = standing_of(row, moment)
    if standing == "answered" and right and hmac.compare_digest(row.sent_as, command):
        return Tried("said")
    if standing != "open":
        return Tried(standing)
    if not right:
        return _count_wrong_code(session, row, moment)
    kind, actor = KINDS[row.kind], visitor_of(row)[1]
    if step not in kind.steps:
        raise UnknownCase
    given = {**fields, kind.fixed: row.point} if kind.fixed else dict(fields)
    take(session, row.about_id, step, actor=actor, moment=moment, fields=given, command=command)
    row.sent_as, row.said = command, {"step": step, "fields": plain(given)}
    take(session, link_id, "answer", actor=actor, moment=moment, command=str(uuid5(link_id, command)))
    return Tried("said")


def hash_token(token: str) -> str:
    """Return what is kept of a token: its SHA-256."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def token_of(key: bytes, link_id: UUID) -> str:
    """Return the token of a link that the house itself sends: made from its key, so that it is written and never kept."""
    digest = hmac.new(key, f"outside:{link_id.hex}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def subject_of(session: ViewerSession, row: OutsideAnswer, moment: datetime) -> str:
    """Return the title of what a link asks about; the session sees it."""
    return _subject(situation_of(session, row.about_id, "", actor=visitor_of(row)[1], moment=moment), row.point)


def _hash_code(token: str, code: str) -> str:
    """A code of six digits is found by trying them all: its digest is keyed by the token, which is not kept."""
    return hmac.new(token.encode("utf-8", "replace"), code.encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def _count_wrong_code(session: ViewerSession, row: OutsideAnswer, moment: datetime) -> Tried:
    row.attempts += 1
    left = outside_rules().attempts - row.attempts
    if not left:
        forget_contact(session, row.id)
    note(session, row.id, WRONG_CODE, actor=visitor_of(row)[1], moment=moment, fields={"left": left})
    return Tried("wrong_code" if left else "locked", left)


def _revoke_earlier(situation: Situation, partner: str, point: str) -> None:
    table, cases = OutsideAnswer.__table__.c, Case.__table__.c
    waiting = look(
        situation.session, OutsideAnswer, table.about_id == situation.case.id, table.agency == partner,
        table.point == point, table.id.in_(sa.select(cases.id).where(cases.workflow.in_({kind.by for kind in KINDS.values()}), cases.is_open)),
    )  # fmt: skip
    for row in waiting:
        take(
            situation.session, row.id, "revoke", actor=situation.actor, moment=situation.moment,
            fields={"reason": "Remplacé par un nouveau lien"},
        )  # fmt: skip


def _faults_of_asking(situation: Situation, kind: Kind, partner: str, point: str, due_on: date) -> Iterable[Refusal]:
    named = {(name, key) for name, key, _clearance in situation.case.parties}
    if kind.asker not in situation.actor.competences or (kind.asker, situation.actor.agency) not in named:
        yield reserved_to(label_of(kind.asker))
        return
    if (kind.answerer, partner) not in named:
        yield _NO_SHARE
        return
    today, most = paris_day(situation.moment), outside_rules().longest_days
    if not today <= due_on <= today + timedelta(days=most):
        yield Refusal("day_out_of_bounds", _OUT_OF_BOUNDS.with_parameters(days=most))
    as_partner = replace(situation, actor=Actor(partner, "", frozenset({kind.answerer})))
    yield from _faults_of_steps(as_partner, kind)
    if kind.fixed:
        yield from _faults_of_point(situation, point, asked=True)


def _faults_of_steps(situation: Situation, kind: Kind) -> Iterable[Refusal]:
    """Tell why the actor of the situation could take no step of the kind now."""
    case = situation.case
    found = open_steps(situation.session, case.id, actor=situation.actor, moment=situation.moment)
    doors = [door for door in found if door.step.name in kind.steps]
    if not doors:
        yield not_from_here(registry.workflow(case.workflow, case.workflow_version).state(case.state).label)
    elif all(door.refusals for door in doors):
        yield from doors[0].refusals


def _faults_of_point(situation: Situation, point: str, *, asked: bool = False) -> Iterable[Refusal]:
    """Tell why an item of the agenda is not one that may be spoken of from outside."""
    if not point and not asked:
        return
    item = item_at(situation, point)
    if item is None:
        yield _NO_ITEM
    elif item.secrecy > SHARED:
        yield _CONFIDENTIAL


def item_at(situation: Situation, point: str) -> Any | None:
    """Return the item of a meeting's agenda at that position, ``None`` if none stands there."""
    rows = items_of(situation.session, situation.case.id)
    return next((row for row in rows if str(row.position) == point), None)


def _subject(situation: Situation, point: str) -> str:
    if situation.case.workflow == "referral":
        return str(look_up(situation.session, Referral, situation.case.id).number)
    item = item_at(situation, point) if point else None
    return situation.case.title if item is None else item.title


_NO_SHARE: Final = Refusal(
    "no_share",
    Text("Ce service n’a pas de part dans ce dossier.", "This agency has no share of this case."),
)
_NO_ITEM: Final = Refusal(
    "no_item", Text("Ce point n’est plus à l’ordre du jour.", "This item is no longer on the agenda.")
)
_CONFIDENTIAL: Final = Refusal(
    "confidential",
    Text(
        "Ce point est réservé aux membres de la réunion\u00a0: il ne sort pas par un lien.",
        "This item is for the members of the meeting: it does not leave by a link.",
    ),
)
_NO_ADDRESS: Final = Refusal(
    "address",
    Text("Ce n’est pas l’adresse électronique d’une personne.", "This is not one person’s e-mail address."),
)
_BY_HAND: Final = Refusal(
    "by_hand",
    Text(
        "Un lien vers un dossier judiciaire ne part pas par courriel\u00a0: il se remet, et le code se dit.",
        "A link to a judicial case does not leave by mail: it is handed over, and the code is told.",
    ),
)
_OUT_OF_BOUNDS: Final = Text(
    "La réponse est attendue d’aujourd’hui à {days} jours.", "The answer is expected from today to {days} days ahead."
)
