"""A small workflow that uses everything a page can show, so that the pages are tested apart from the processes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from workflows.engine.cases import Situation
from workflows.engine.definition import Deadline, Field, Refusal, State, Step, Workflow
from workflows.store.text import Text


class FiveDays:
    """Five days, as a partnership would agree."""

    def due(self, start: datetime) -> datetime:
        """Return the moment five days later."""
        return start + timedelta(days=5)

    def describe(self) -> Text:
        """Return the rule in words."""
        return Text("5 jours", "5 days")


def _needs_paper(_situation: Situation) -> Refusal:
    return Refusal(
        "no_paper",
        Text("La réquisition du procureur manque.", "The prosecutor’s requisition is missing."),
        ("cpp_78_2_1",),
    )


def _choices(_situation: Situation) -> list[tuple[str, Text]]:
    return [("bar", Text("Bar", "Bar")), ("grocery", Text("Épicerie de nuit", "Night grocery"))]


def _refuse_forbidden_word(situation: Situation) -> Refusal | None:
    if "interdit" in str(situation.fields.get("reason", "")):
        return Refusal("forbidden_word", Text("Ce motif n’est pas admis.", "This reason is not allowed."))
    return None


WORKFLOW: Final = Workflow(
    name="sample",
    version=1,
    label=Text("Dossier d’essai", "Sample case"),
    states=(
        State(
            "drafted",
            Text("En préparation", "Drafted"),
            turn="pilot_operation",
            expects=Text("Proposer le dossier", "Propose the case"),
        ),
        State(
            "proposed",
            Text("Proposé", "Proposed"),
            turn="approve_operation",
            expects=Text("Approuver ou écarter", "Approve or set aside"),
        ),
        State("approved", Text("Approuvé", "Approved"), final=True),
    ),
    steps=(
        Step(
            "propose",
            ("drafted",),
            "proposed",
            Text("Proposer", "Propose"),
            "pilot_operation",
            asks=(
                Field("title", Text("Objet", "Subject"), "line", maximum=80),
                Field("reason", Text("Motif", "Reason"), "text", help=Text("Des faits datés.", "Dated facts.")),
                Field("on", Text("Jour", "Day"), "day"),
                Field("from_at", Text("Début", "Start"), "moment"),
                Field("agents", Text("Nombre d’agents", "Number of agents"), "number", maximum=200),
                Field("home", Text("Partie d’habitation", "Part of a home"), "yes_no"),
                Field("kind", Text("Type d’établissement", "Kind of establishment"), "choice", choices=_choices),
                Field(
                    "dangers",
                    Text("Dangers signalés", "Known dangers"),
                    "choices",
                    required=False,
                    choices=(("dog", Text("Chien", "Dog")), ("crowd", Text("Foule", "Crowd"))),
                ),
            ),
            checks=(_refuse_forbidden_word,),
            done=Text("Dossier proposé", "Case proposed"),
        ),
        Step(
            "enter",
            ("drafted",),
            "approved",
            Text("Entrer dans les lieux", "Enter the place"),
            "pilot_operation",
            guards=(_needs_paper,),
        ),
        Step(
            "approve",
            ("proposed",),
            "approved",
            Text("Approuver", "Approve"),
            "approve_operation",
            grave=True,
            done=Text("Dossier approuvé", "Case approved"),
        ),
        Step("remind", ("proposed",), None, Text("Relancer", "Remind"), "pilot_operation"),
    ),
    deadlines=(Deadline("answer", Text("Réponse du parquet", "Prosecutor’s answer"), ("proposed",), FiveDays()),),
)
