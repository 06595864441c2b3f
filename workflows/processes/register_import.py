"""One import of a published file into the register: a case, so that its journal holds every row that it changed."""

from __future__ import annotations

import sqlalchemy as sa

from workflows.engine.definition import COMMAND_LINE, State, Step, Workflow
from workflows.engine.situation import Situation
from workflows.register.import_runs import CASE, ImportRun
from workflows.store.text import Text


def _end_the_run(situation: Situation) -> None:
    for run in situation.session.scalars(sa.select(ImportRun).where(ImportRun.case_id == situation.case.id)):
        run.finished_at, run.abandoned = situation.moment, True


WORKFLOW = Workflow(
    name=CASE,
    version=1,
    label=Text("Import dans le registre", "Import into the register"),
    states=(
        State("running", Text("En cours", "Running")),
        State("finished", Text("Terminé", "Finished"), final=True),
        State("abandoned", Text("Abandonné", "Abandoned"), final=True),
    ),
    steps=(
        Step(
            "finish",
            ("running",),
            "finished",
            Text("Terminer l’import", "Finish the import"),
            COMMAND_LINE,
            done=Text("Import terminé", "Import finished"),
        ),
        Step(
            "abandon",
            ("running",),
            "abandoned",
            Text("Abandonner l’import interrompu", "Abandon the interrupted import"),
            "administer",
            done=Text(
                "Import abandonné\u00a0: les lignes déjà lues restent", "Import abandoned: the lines already read stay"
            ),
            writes=_end_the_run,
            grave=True,
        ),
    ),
)
