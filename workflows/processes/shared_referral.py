"""What is copied of a referral: where it stands, in so many words as the recipient may hear; or the letter, PVs and answers.

Of everything written in it, only what its own label (class K4 at most) and the giver's own view let through is copied.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import sqlalchemy as sa

from workflows.engine import registry
from workflows.engine.definition import Refusal
from workflows.engine.refusals import Refused
from workflows.engine.viewer import ViewerSession
from workflows.law.referrals import no_action_reasons, told_of
from workflows.processes.consequence import Consequence
from workflows.processes.referral_answers import HAS_IT, answer_of, last_answer, place_of
from workflows.processes.referral_facts import (
    JUDICIAL,
    PIECES,
    ROLES,
    SAID,
    PvTransmission,
    Referral,
    ReferralAnswer,
    ReferralFact,
    ReferralOffence,
    ReferralPerson,
    ReferralPiece,
)
from workflows.store.plain import plain
from workflows.store.text import PARIS, Text

Copied = list[list[Any]]
"""What was copied: (name of the field, value), in the order in which it is read."""
TOLD_AS: Final[Mapping[str, str]] = {
    "prefect_status": "prefect", "mayor_offences": "mayor", "mayor_reported": "mayor", "reply_to_author": "author",
}  # fmt: skip
"""As whom the law has somebody told where a referral stands, by the purpose of the gate; it says how much they hear."""


def names_of_status(session: ViewerSession, case: Any, purpose: str) -> frozenset[str]:
    """Return the fields by which where a referral stands is told for a purpose: to the prefect who has it, to the mayor
    what was decided and on which day, to its author the reasons.
    """
    told_as = TOLD_AS.get(purpose)
    if told_as is None:
        return _STATUS | {"moved_at"}
    rule = told_of(case.state, to=told_as)
    if _sent(session, case) is None or rule is None or rule.content == "status":
        return _STATUS
    return _STATUS | {"decided_on"} | ({"decided_why"} if rule.content == "reasons" else frozenset())


def status_of(session: ViewerSession, case: Any, purpose: str) -> Copied:
    """Return what may be told of where a referral stands; who hears its status and no more hears who has it."""
    whole = names_of_status(session, case, purpose) != _STATUS
    state = registry.workflow(case.workflow, case.workflow_version).state(case.state).label if whole else HAS_IT
    lines = [*_number(_sent(session, case)), ["case_state", state.fr], ["moved_at", plain(case.moved_at)]]
    answer = last_answer(session, case.id, case.state)
    if answer is None:
        return lines
    return [*lines, ["decided_on", f"{answer.answered_on:%d/%m/%Y}"], *_reasons(answer)]


def content_of(session: ViewerSession, case: Any) -> Copied:
    """Return a referral as it left, and what was answered; refuses one that has not left (``Refused``)."""
    row, sent = session.get_one(Consequence, case.id), _sent(session, case)
    if not row.reference:
        raise Refused([_NOT_SENT])
    state = registry.workflow(case.workflow, case.workflow_version).state(case.state).label
    told: list[tuple[str, Any]] = [
        ("case_state", state.fr),
        ("moved_at", plain(case.moved_at)),
        ("place_of_it", place_of(session, case.id)),
        ("what_was_found", row.label),
        ("sent_under", row.reference),
        ("answer_to_it", row.answer),
    ]
    if sent is not None:
        # What was drafted beside a PV was never sent.
        letter = _letter(session, sent) if sent.kind == "signalement" else ()
        told += [*letter, *_pvs(session, sent), *_answers(session, sent)]
    return [*_number(sent), *([name, value] for name, value in told if value)]


def _sent(session: ViewerSession, case: Any) -> Referral | None:
    """Return what was written of a referral; nothing was of one that began before there was anything to write."""
    return session.get(Referral, case.id)


def _number(sent: Referral | None) -> Copied:
    return [["referral_number", sent.number]] if sent is not None else []


def _letter(session: ViewerSession, sent: Referral) -> Iterator[tuple[str, Any]]:
    yield "learnt_on", f"{sent.learnt_on:%d/%m/%Y}" if sent.learnt_on else ""
    yield "learnt_how", sent.learnt_how
    for fact in sorted(_lines(session, ReferralFact, sent), key=lambda each: each.at):
        at = f"{fact.at.astimezone(PARIS):%d/%m/%Y %H:%M}, {fact.place}\u00a0: {fact.words}"
        yield f"facts_{fact.side}", f"{at} ({fact.told_by})" if fact.told_by else at
    for person in _lines(session, ReferralPerson, sent):
        yield "persons_named", f"{person.name}, {ROLES[person.role].fr}"
    for offence in _lines(session, ReferralOffence, sent):
        yield "classification_proposed", f"NATINF {offence.natinf_code} – {offence.label}"
    yield "classification_words", sent.classification
    yield "harm", sent.harm or _none_of(sent, "harm")
    yield "urgency", sent.urgency
    yield "already_told", sent.told or _none_of(sent, "told")
    yield "reply_asked", _YES if sent.reply_asked else ""
    for piece in _lines(session, ReferralPiece, sent):
        yield "pieces_listed", f"{PIECES[piece.kind].fr}\u00a0: {piece.label}"


def _none_of(sent: Referral, what: str) -> str:
    return SAID[what]["none"].fr if getattr(sent, f"{what}_said") == "none" else ""


def _pvs(session: ViewerSession, sent: Referral) -> Iterator[tuple[str, Any]]:
    for each in _rows(session, PvTransmission, sent):
        yield "pv_reference", f"{each.reference}, {each.author}, {each.drawn_on:%d/%m/%Y}"


def _answers(session: ViewerSession, sent: Referral) -> Iterator[tuple[str, Any]]:
    yield "case_number", sent.case_number
    # What the prosecutor's office keeps apart is of another case, and no part of the file.
    answers = [each for each in _rows(session, ReferralAnswer, sent) if each.case_id == sent.id]
    for each in sorted(answers, key=lambda row: int(row.rank)):
        known = answer_of(each.answer)
        if known is not None:
            yield "answers_of_prosecutor", f"{known.label.fr}, {each.answered_on:%d/%m/%Y}"
            yield from ((name, value) for name, value in _reasons(each))


def _reasons(answer: Any) -> Copied:
    """Return why a referral was closed, by its number and in plain words."""
    code = next((each.label.fr for each in no_action_reasons() if each.key == answer.facts.get("code")), "")
    words = (code, answer.facts.get("reason", ""))
    return [["decided_why", each] for each in words if each]


def _lines(session: ViewerSession, model: Any, sent: Referral) -> list[Any]:
    """Return the lines of a list of the letter that were not struck, in their order."""
    return sorted(
        (each for each in _rows(session, model, sent) if each.struck_at is None), key=lambda each: int(each.rank)
    )


def _rows(session: ViewerSession, model: Any, sent: Referral) -> list[Any]:
    asked = sa.select(model).where(model.referral_id == sent.id, model.secrecy <= JUDICIAL)
    return list(session.scalars(asked))


_STATUS: Final = frozenset({"referral_number", "case_state"})
_YES: Final = "oui"
_NOT_SENT: Final = Refusal(
    "not_sent",
    Text(
        "Ce signalement n’est pas encore parti\u00a0: un brouillon ne se partage pas.",
        "This referral has not left yet: a draft is not shared.",
    ),
)
