"""What the prosecutor's office has done about a referral and its author is not told of: an enquiry, a judicial investigation.

Article 40-2 has the author told of what was decided, not of how it is looked into (domain §3.2, §3.3). So that is a case of
its own, opened with whatever is sent to the prosecutor's office, which alone sees it and moves it; the referral stands where
it stood. What its author learnt from a paper, the author may enter in the referral itself.
"""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from workflows.engine.cases import PartyTo, Situation, open_case
from workflows.engine.definition import HOUSE, Effect, Refusal, State, Step, Workflow
from workflows.engine.tables import Case
from workflows.processes.freeze import INVESTIGATION
from workflows.processes.house import look, look_up, on_each_child
from workflows.processes.referral_answers import ANSWERS, WHEN, Answer, new_answer, not_to_come, take_likewise
from workflows.processes.referral_facts import JUDICIAL, RECEIVE, Referral
from workflows.register.agencies import holders
from workflows.store.text import Text

NAME: Final = "enquiry"
RESTING: Final = "resting"
UNDER_WAY: Final = ("enquiry", INVESTIGATION)
"""Where the prosecutor's office, or a judge, looks into it."""
_APART: Final = tuple(each for each in ANSWERS if each.apart)


def open_enquiry(situation: Situation) -> None:
    """Open what the prosecutor's office alone keeps about the referral of the situation; nothing is under way in it yet."""
    row = look_up(situation.session, Referral, situation.case.id)
    open_case(
        situation.session,
        NAME,
        actor=situation.actor,
        moment=situation.moment,
        title=f"{WORKFLOW.label.fr} – {row.number}",
        agency=holders(RECEIVE)[0],
        secrecy=JUDICIAL,
        parent=situation.case,
        parties=[PartyTo(RECEIVE, key, JUDICIAL) for key in holders(RECEIVE)],
    )


def ends_enquiry() -> Effect:
    """Return the effect by which it ends with the referral."""
    return on_each_child(NAME, (RESTING, *UNDER_WAY), "end")


def _referral_id(situation: Situation) -> UUID:
    assert situation.case.parent_id is not None
    return situation.case.parent_id


def _keep(situation: Situation) -> None:
    """Keep what was ordered, here and for the referrals that are handled under this one."""
    answer = next(each for each in _APART if each.step == situation.step)
    referral = look_up(situation.session, Referral, _referral_id(situation))
    situation.session.add(new_answer(situation, referral, answer.state, situation.fields))
    for other in look(situation.session, Referral, Referral.__table__.c.grouped_with == referral.id):
        _order_there(situation, other)


def _order_there(situation: Situation, referral: Any) -> None:
    table = Case.__table__.c
    for case in look(situation.session, Case, table.parent_id == referral.id, table.workflow == NAME):
        take_likewise(situation, case.id)


def _may_be_ordered(situation: Situation) -> Refusal | None:
    """Refuse where the referral stands beyond it, such as before a court."""
    answer = next(each for each in _APART if each.step == situation.step)
    state = look_up(situation.session, Case, _referral_id(situation)).state
    return None if state in answer.sources else _DECIDED


def _referral_is_closed(situation: Situation) -> Refusal | None:
    """Refuse to close what may still be ordered; the house closes it with the referral, this door is for what it missed."""
    return _STILL_OPEN if look_up(situation.session, Case, _referral_id(situation)).is_open else None


def _step(answer: Answer) -> Step:
    return Step(
        answer.step, (RESTING, "enquiry"), answer.state, answer.says, RECEIVE, asks=(WHEN, *answer.asks),
        guards=(_may_be_ordered,), checks=(not_to_come,), writes=_keep, done=answer.label,
    )  # fmt: skip


_DECIDED: Final = Refusal(
    "decided_already",
    Text(
        "Ce qui est décidé de ce signalement ne laisse plus de place à une enquête.",
        "What was decided of this referral leaves no room for an enquiry.",
    ),
)
_STILL_OPEN: Final = Refusal(
    "referral_open",
    Text(
        "La suite judiciaire est encore ouverte\u00a0: une enquête peut être ordonnée.",
        "The judicial follow-up is still open: an enquiry may be ordered.",
    ),
)
WORKFLOW: Final = Workflow(
    name=NAME,
    version=1,
    label=Text("Enquête du parquet", "Enquiry of the prosecutor’s office"),
    states=(
        State(RESTING, Text("Aucune enquête en cours", "No enquiry under way")),
        *(State(each.state, each.label) for each in _APART),
        State("ended", Text("Terminée", "Ended"), final=True),
    ),
    steps=(
        *(_step(each) for each in _APART),
        Step("note_end", UNDER_WAY, RESTING, Text("Noter qu’elle est terminée", "Note that it is over"), RECEIVE, done=Text("Enquête ou information terminée", "Enquiry or investigation over")),
        Step("close", (RESTING,), "ended", Text("Clore avec la suite", "Close with the follow-up"), RECEIVE, guards=(_referral_is_closed,), done=Text("Close avec la suite judiciaire", "Closed with the judicial follow-up")),
        Step("rest", UNDER_WAY, RESTING, Text("Constater qu’il a été décidé", "Note that it was decided"), HOUSE, done=Text("Décision prise\u00a0: plus d’enquête en cours", "Decided: no enquiry under way any more")),
        Step("end", (RESTING, *UNDER_WAY), "ended", Text("Terminer avec la suite", "End with the follow-up"), HOUSE, done=Text("Terminée avec la suite judiciaire", "Ended with the judicial follow-up")),
    ),
)  # fmt: skip
