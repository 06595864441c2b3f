"""Two small workflows that expect something by a date: an answer, which can be taken back, and a deed, which cannot."""

from __future__ import annotations

from datetime import datetime

from workflows.engine.cases import Situation
from workflows.engine.definition import Deadline, Instant, State, Step, Workflow
from workflows.store.text import Text


def _due(situation: Situation) -> datetime | None:
    due = situation.fields.get("due")
    return datetime.fromisoformat(due) if due else None


def _workflow(name: str, *, grave: bool) -> Workflow:
    expects = Text("Rendre la réponse", "Give the answer")
    return Workflow(
        name=name,
        version=1,
        label=Text("Course d’essai", "Errand"),
        states=(
            State("asked", Text("Demandé", "Asked"), "partnership", expects=expects),
            State("done", Text("Fait", "Done"), final=True),
        ),
        steps=(Step("answer", ("asked",), "done", Text("Répondre", "Answer"), "partnership", grave=grave),),
        deadlines=(Deadline("by", Text("Répondre", "Answer"), ("asked",), Instant(), ends=_due, alerts=()),),
    )


ERRAND = _workflow("mail_errand", grave=False)
DEED = _workflow("mail_deed", grave=True)
