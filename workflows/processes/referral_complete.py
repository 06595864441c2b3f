"""What no letter to the prosecutor leaves without (domain §3.1), and in which words what is missing is named."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from workflows.engine.cases import Situation
from workflows.engine.definition import Refusal
from workflows.engine.viewer import ViewerSession
from workflows.processes.house import look_up
from workflows.processes.referral_facts import Referral
from workflows.processes.referral_steps import lines_of
from workflows.store.text import Text


def letter_is_complete(situation: Situation) -> Refusal | None:
    """Refuse to send a letter while something of its content is missing, and name what."""
    missing = list(_missing(situation.session, situation.case.id))
    if not missing:
        return None
    return Refusal(
        "letter_incomplete",
        Text(
            "Il manque au signalement\u00a0: {what}.", "The referral still lacks: {what}.",
            what=Text("\u00a0; ".join(each.fr for each in missing), "; ".join(each.en for each in missing)),
        ),
    )  # fmt: skip


def _missing(session: ViewerSession, referral_id: UUID) -> Iterable[Text]:
    row = look_up(session, Referral, referral_id)
    for name, label in NEEDED.items():
        if row is None or getattr(row, name) in (None, ""):
            yield label
    if row is not None and row.is_urgent and not row.urgency:
        yield Text("en quoi il y a urgence", "why it is urgent")
    if not lines_of(session, referral_id, "fact"):
        yield Text("les faits, datés et situés", "the facts, dated and placed")
    if not (lines_of(session, referral_id, "offence") or (row is not None and row.classification)):
        yield Text("la qualification proposée", "the classification proposed")
    there = {
        "persons": lines_of(session, referral_id, "person"),
        "evidence": lines_of(session, referral_id, "piece") + lines_of(session, referral_id, "annex"),
        "harm": row is not None and row.harm,
        "told": row is not None and row.told,
    }
    for name, (missing, contrary) in SAY_OR_NONE.items():
        said = getattr(row, f"{name}_said") if row is not None else ""
        if not there[name] and said != "none":
            yield missing
        elif there[name] and said == "none":
            yield contrary


NEEDED: Final = {
    "learnt_on": Text("le jour où les faits ont été connus", "the day on which the facts were learnt"),
    "learnt_how": Text("comment ils l’ont été", "how they were"),
    "is_urgent": Text("s’il y a urgence", "whether it is urgent"),
    "minors": Text("si des mineurs sont concernés", "whether minors are concerned"),
    "public_order": Text("si l’ordre public est troublé", "whether public order is disturbed"),
    "reply_asked": Text("si une réponse est demandée", "whether a reply is asked"),
}
"""What no letter leaves without, beside the facts and a classification."""
SAY_OR_NONE: Final = {
    "persons": (
        Text("les personnes, ou «\u00a0aucune\u00a0»", "the persons, or “nobody”"),
        Text("les personnes\u00a0: «\u00a0aucune\u00a0» est choisi, et il en est nommé", "the persons: “nobody” is chosen, and somebody is named"),
    ),
    "evidence": (
        Text("les éléments de preuve, ou «\u00a0aucune pièce\u00a0»", "the evidence, or “none”"),
        Text("les éléments de preuve\u00a0: «\u00a0aucune pièce\u00a0» est choisi, et il y en a", "the evidence: “none” is chosen, and there is some"),
    ),
    "harm": (
        Text("le préjudice et les victimes, ou «\u00a0aucun\u00a0»", "the loss and the victims, or “none”"),
        Text("le préjudice\u00a0: «\u00a0aucun\u00a0» est choisi, et il en est dit un", "the loss: “none” is chosen, and one is said"),
    ),
    "told": (
        Text("les démarches faites et les autorités informées, ou «\u00a0aucune\u00a0»", "the steps taken and the authorities told, or “none”"),
        Text("les démarches\u00a0: «\u00a0aucune\u00a0» est choisi, et il en est dit", "the steps: “none” is chosen, and some are said"),
    ),
}  # fmt: skip
"""What must be said, or said to be nothing; and what is asked where both are said."""
