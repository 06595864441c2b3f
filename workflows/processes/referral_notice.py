"""What the prosecutor's office tells somebody beside the author: the mayor within his month, the prefect where allowed.

The case names nobody but the prosecutor's office until it tells; then who is told reads that sentence, and nothing of
the referral. What an article 11 of the code forbids is withheld, with the reason.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from workflows.engine.cases import Situation
from workflows.engine.definition import Deadline, Field, Instant, Refusal, State, Step, Workflow
from workflows.processes.freeze import is_investigated
from workflows.processes.house import look_up
from workflows.processes.referral_answers import COMPETENCE_OF, HAS_IT, answer_of, last_answer, place_of
from workflows.processes.referral_facts import JUDICIAL, RECEIVE, Referral, ReferralNotice
from workflows.register.agencies import holders
from workflows.store.text import Text


def _record(situation: Situation) -> ReferralNotice:
    row = situation.session.get(ReferralNotice, situation.case.id)
    assert row is not None
    return row


def _tell(situation: Situation) -> None:
    """Freeze the sentence, and let whoever is told read it."""
    row = _record(situation)
    row.words, row.told_at = _sentence(situation, row), situation.moment
    for key in holders(COMPETENCE_OF[row.told_as]):
        situation.name_party(COMPETENCE_OF[row.told_as], key, JUDICIAL)


def _sentence(situation: Situation, row: ReferralNotice) -> str:
    """Say where, what, and on which day; a status says no more than that the prosecutor's office has it."""
    referral, answer = look_up(situation.session, Referral, row.referral_id), answer_of(row.answer)
    more = situation.fields.get("words") or ""
    said = HAS_IT.fr.lower()
    if answer is not None:
        decided = last_answer(situation.session, row.referral_id, row.answer).answered_on
        said = f"{answer.label.fr.lower()}, le {decided:%d/%m/%Y}"
    said = f"{place_of(situation.session, row.referral_id)}\u00a0: {said}"
    return f"{referral.number} – {said}. {more}".strip()


def _withhold(situation: Situation) -> None:
    _record(situation).withheld_because = situation.fields["reason"]


def _not_frozen(situation: Situation) -> Refusal | None:
    """Refuse to tell while a judicial investigation freezes all sharing."""
    row = look_up(situation.session, ReferralNotice, situation.case.id)
    return _FROZEN if is_investigated(situation.session, row.referral_id) else None


def _due(situation: Situation) -> datetime | None:
    row = look_up(situation.session, ReferralNotice, situation.case.id)
    return row.due_at if row is not None else None


_FROZEN: Final = Refusal(
    "investigation_freezes",
    Text(
        "Une information judiciaire est ouverte\u00a0: rien n’est communiqué.",
        "A judicial investigation is open: nothing is told.",
    ),
    ("cpp_11", "cpp_79"),
)
WORKFLOW: Final = Workflow(
    name="referral_notice",
    version=1,
    label=Text("Information sur une suite judiciaire", "Notice of a judicial follow-up"),
    states=(
        State("due", Text("À donner", "Due"), RECEIVE, expects=Text("Informer le maire de la suite donnée, ou dire pourquoi non", "Tell the mayor what followed, or say why not")),
        State("told", Text("Donnée", "Given"), final=True),
        State("withheld", Text("Non donnée", "Withheld"), final=True),
    ),
    steps=(
        Step("tell", ("due",), "told", Text("Informer", "Tell"), RECEIVE, asks=(Field("words", Text("Précision", "Further words"), "line", required=False, maximum=300, help=Text("Facultatif\u00a0: la suite et sa date sont dites de toute façon.", "Optional: what followed and when is said in any case.")),), guards=(_not_frozen,), writes=_tell, done=Text("Information donnée", "Notice given")),
        Step("withhold", ("due",), "withheld", Text("Ne pas informer", "Withhold"), RECEIVE, asks=(Field("reason", Text("Motif", "Reason"), "text", maximum=1000),), writes=_withhold, done=Text("Information non donnée, avec son motif", "Notice withheld, with the reason")),
    ),
    deadlines=(Deadline("tell", Text("Informer le maire", "Tell the mayor"), ("due",), Instant(), ends=_due, source="csi_l132_3"),),
)  # fmt: skip
