"""What a case is about, for the workflows that have no page to themselves: lines of plain facts on the page of the case."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from webapp.showing.compliance import lines_of_notice, reads_notes
from webapp.showing.consequences import branch_of
from webapp.showing.evidence_facts import EVIDENCE, said_of
from webapp.showing.section import short_severity
from webapp.showing.sharing import lines_of
from webapp.words import WORDS
from workflows.engine.tables import Case
from workflows.engine.viewer import ViewerSession
from workflows.law.days import paris_day
from workflows.law.grids import ROUTES
from workflows.processes.action import Action
from workflows.processes.commitment import Commitment
from workflows.processes.compliance_steps import OF_FINDINGS
from workflows.processes.means import KINDS, MOVEMENTS, Means, counts_of, movements_of
from workflows.processes.minutes_facts import Minutes
from workflows.processes.objective import Objective
from workflows.processes.outside_answer import OutsideAnswer
from workflows.processes.partner_task import PartnerTask
from workflows.processes.referral_answers import NOTICE_TITLES
from workflows.processes.referral_facts import ADDRESSEES, PvTransmission, Referral, ReferralNotice
from workflows.processes.training import STAGES, Training, counts_by_training, standing_counts
from workflows.processes.visit_facts import Visit
from workflows.register.agencies import agency
from workflows.store.text import Text


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact: its label, its value, and how that is said: ``text``, ``kept`` (words that the house kept in French),
    ``agency``, ``moment`` or ``cited``.
    """

    label: Text
    value: Any
    manner: str = "text"


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of a case, the readings that showing them makes (cases with the class of what is shown), and where to
    read more: the establishment, the joint minutes, the tree of the visit.
    """

    lines: tuple[Fact, ...] = ()
    readings: tuple[tuple[UUID, int], ...] = ()
    establishment: UUID | None = None
    minutes: UUID | None = None
    finding: UUID | None = None
    """The finding that the case follows from, in the tree of ``visit``."""
    visit: UUID | None = None


def facts_of(session: ViewerSession, case: Case, *, moment: datetime) -> Facts:
    """Return what the page of a case says that it is about; nothing for a workflow that says enough by its title."""
    told = _TOLD.get(case.workflow)
    return told(session, case, moment) if told else Facts()


def _of_consequence(session: ViewerSession, case: Case, moment: datetime) -> Facts:
    branch = branch_of(session, case, moment=moment)
    row, known = branch.row, branch.known
    lines = [_fact("place_of_it", branch.place)]
    if known is not None:
        lines += [
            _fact("point_found", known.label, "kept"),
            _fact("what_was_found", known.note),
            _fact("severity_found", short_severity(known.severity) if known.severity else None),
            _fact("cited_law", known.cited, "cited"),
            _fact("goes_to", ROUTES.get(known.route)),
        ]
    lines += [
        Fact(branch.told_as, row.label if known is None or row.label != known.label else "", "kept"),
        _fact("found_by", row.agency if row.finding_id is not None else None, "agency"),
        _fact("entrusted_to", row.owner, "agency"),
        _fact("sent_under", row.reference),
        *(_fact(word, value) for word, value in lines_of_notice(session, case.id)),
        _fact("answer_to_it", row.answer),
        _fact("ended_because", row.end_reason),
    ]
    readings = [(known.case_id, known.secrecy)] if known is not None and known.case_id is not None else []
    if reads_notes(session, case.id):
        readings.append((case.id, OF_FINDINGS))
    minutes = session.scalar(sa.select(Minutes.id).where(Minutes.operation_id == row.operation_id).limit(1))
    visit = session.scalar(sa.select(Visit.id).where(Visit.id == row.visit_id))
    return Facts(_said(lines), tuple(readings), row.establishment_id, minutes, row.finding_id, visit)


def _of_evidence(session: ViewerSession, case: Case, _moment: datetime) -> Facts:
    return Facts(_said([Fact(*each) for each in said_of(session, case)]))


def _of_sharing(session: ViewerSession, case: Case, moment: datetime) -> Facts:
    return Facts(_said([Fact(*line) for line in lines_of(session, case, moment)]))


def _of_visit(session: ViewerSession, case: Case, _moment: datetime) -> Facts:
    visit = session.get_one(Visit, case.id)
    lines = [
        _fact("address_of_it", visit.address),
        _fact("siret", visit.siret or WORDS["no_siret"]),
        _fact("target_reason", visit.reason),
        _fact("planned_for", visit.planned_at, "moment"),
        _fact("outcome_why", visit.outcome_reason),
    ]
    return Facts(_said(lines), establishment=visit.establishment_id, visit=visit.id)


def _of_partner_task(session: ViewerSession, case: Case, _moment: datetime) -> Facts:
    task = session.get_one(PartnerTask, case.id)
    lines = [
        _fact("asked_of_partner", task.words),
        _fact("entrusted_to", task.agency, "agency"),
        _fact("expected_by", task.due_on),
        _fact("answer_to_it", task.answer),
    ]
    return Facts(_said(lines))


def _of_commitment(session: ViewerSession, case: Case, _moment: datetime) -> Facts:
    row = session.get_one(Commitment, case.id)
    goal = session.get_one(Objective, row.objective_id)
    lines = [
        _fact("asked_of_partner", row.asked),
        _fact("entrusted_to", row.agency, "agency"),
        _fact("expected_by", row.due_on),
        _fact("objective", f"{goal.code} {goal.title}"),
        _fact("target", goal.target),
        _fact("its_words", row.words),
        _fact("its_reason", row.reason),
    ]
    return Facts(_said(lines))


def _of_action(session: ViewerSession, case: Case, moment: datetime) -> Facts:
    row = session.get_one(Action, case.id)
    lines = [
        _fact("entrusted_to", row.agency, "agency"),
        _fact("expected_by", row.due_on),
        *(_fact("put_off_before", _put_off(each)) for each in row.earlier),
        _fact("blocked_because", row.blocked_by),
        *(_fact("milestone", _milestone(each, paris_day(moment))) for each in row.milestones),
        _fact("what_shows_it", row.evidence),
        _fact("ended_because", row.ended_because),
    ]
    return Facts(_said(lines))


def _put_off(earlier: Mapping[str, Any]) -> Text:
    day = date.fromisoformat(earlier["due_on"])
    return WORDS["put_off_from_day"].with_parameters(day=day, reason=earlier["reason"])


def _milestone(kept: Mapping[str, Any], today: date) -> Text:
    """A milestone with its day: reached, ahead, or late; late is worked out, never written."""
    due = date.fromisoformat(kept["due_on"])
    if kept["done_on"]:
        return WORDS["milestone_done"].with_parameters(name=kept["name"], day=date.fromisoformat(kept["done_on"]))
    return WORDS["milestone_late" if due < today else "milestone_ahead"].with_parameters(name=kept["name"], day=due)


def _of_outside_answer(session: ViewerSession, case: Case, _moment: datetime) -> Facts:
    row = session.get_one(OutsideAnswer, case.id)
    lines = [
        _fact("entrusted_to", row.agency, "agency"),
        _fact("person_of_it", row.person),
        _fact("expected_by", row.due_on),
        _fact("word_beside", row.words),
        _fact("wrong_codes", row.attempts or None),
    ]
    return Facts(_said(lines))


def _of_means(session: ViewerSession, case: Case, _moment: datetime) -> Facts:
    row = session.get_one(Means, case.id)
    moved = movements_of(session, [row.id])[row.id]
    counts, replaced = counts_of(moved), {each.replaces for each in moved}
    lines = [
        _fact("entrusted_to", row.agency, "agency"),
        _fact("kind_of_means", KINDS[row.kind]),
        _fact("needed", counts.needed),
        _fact("pledged", counts.pledged),
        _fact("arrived", counts.arrived),
        *(
            Fact(MOVEMENTS[each.kind], WORDS["movement_gone" if each.id in replaced else "movement_said"].with_parameters(
                count=each.count, day=each.on_day, source=each.source))
            for each in moved
        ),
    ]  # fmt: skip
    return Facts(_said(lines))


def _of_training(session: ViewerSession, case: Case, _moment: datetime) -> Facts:
    row = session.get_one(Training, case.id)
    lines = [
        _fact("entrusted_to", row.agency, "agency"),
        _fact("provider_of_it", row.provider),
        _fact("first_day", row.starts_on),
        _fact("last_day", row.ends_on if row.ends_on != row.starts_on else None),
        *(
            Fact(STAGES[each.stage], WORDS["group_said"].with_parameters(
                agency=agency(each.attending).short, profile=each.profile, count=each.count))
            for each in standing_counts(counts_by_training(session, [row.id])[row.id])
        ),
        _fact("ended_because", row.cancelled_because),
    ]  # fmt: skip
    return Facts(_said(lines))


def _of_pv(session: ViewerSession, case: Case, _moment: datetime) -> Facts:
    row = session.get_one(PvTransmission, case.id)
    lines = [
        _fact("pv_reference", row.reference),
        _fact("entrusted_to", row.agency, "agency"),
        _fact("pv_author", row.author),
        _fact("pv_drawn", row.drawn_on),
        _fact("addressed_to", ADDRESSEES[row.addressee]),
        _fact("pv_sent", row.sent_on),
        _fact("pv_received", row.received_on),
        _fact("pv_receipt", row.receipt),
        *(_fact("pv_came_back", each["reason"]) for each in row.earlier),
        _fact("ended_because", row.ended_because),
    ]
    return Facts(_said(lines))


def _of_referral_notice(session: ViewerSession, case: Case, _moment: datetime) -> Facts:
    """What is told, for whom; who is told reads the sentence and nothing of the referral."""
    row = session.get_one(ReferralNotice, case.id)
    referral = session.get(Referral, row.referral_id)
    lines = [
        _fact("told_to", NOTICE_TITLES[row.told_as]),
        _fact("about_referral", referral.number if referral is not None else None),
        _fact("told_words", row.words, "kept"),
        _fact("withheld_because", row.withheld_because),
    ]
    return Facts(_said(lines))


def _of_enquiry(session: ViewerSession, case: Case, _moment: datetime) -> Facts:
    """About which referral it is; what was ordered stands on the page of that."""
    return Facts(_said([_fact("about_referral", session.get_one(Referral, case.parent_id).number)]))


def _fact(word: str, value: Any, manner: str = "text") -> Fact:
    return Fact(WORDS[word], value, manner)


def _said(lines: list[Fact]) -> tuple[Fact, ...]:
    return tuple(line for line in lines if line.value not in (None, "", ()))


_TOLD: Final[Mapping[str, Callable[[ViewerSession, Case, datetime], Facts]]] = {
    "referral": _of_consequence,
    "measure": _of_consequence,
    "compliance": _of_consequence,
    "sharing": _of_sharing,
    "visit": _of_visit,
    "partner_task": _of_partner_task,
    "commitment": _of_commitment,
    "action": _of_action,
    "means": _of_means,
    "training": _of_training,
    "outside_answer": _of_outside_answer,
    **dict.fromkeys(EVIDENCE, _of_evidence),
    "clerk_answer": _of_outside_answer,
    "pv_transmission": _of_pv,
    "referral_notice": _of_referral_notice,
    "enquiry": _of_enquiry,
}
