"""The sheet of a problem to print: analysed, acted upon, counted before and after, assessed, closed."""

from __future__ import annotations

from datetime import date

from tests.pdf.samples import head
from workflows.processes.snapshots_problem import (
    ActionLine,
    AnalysisPart,
    AssessmentPart,
    CountLine,
    MeasureLine,
    Noticed,
    ProblemSnapshot,
)


def problem_sheet() -> ProblemSnapshot:
    """The sheet of a problem that came back once and is now solved."""
    return ProblemSnapshot(
        head=head("PB-2026-0002", 2),
        title="Rassemblements et deux-roues derrière les garages",
        turn=2,
        follows="PB-2026-0001",
        state="closed_solved",
        members=("Police nationale", "Police municipale", "Mairie", "Bailleur social"),
        noticed=Noticed(
            "Passage derrière les garages", "Rassemblements en soirée, bris de verre.", date(2026, 7, 4), "Locataires",
            "Du jeudi au samedi, de 18 h à 23 h", "Gardien, main courante du bailleur",
        ),
        analysis=AnalysisPart(
            "Petits groupes de passage.", "Portes de garage.", "Passage sans lumière.", "Patrouilles à heures fixes.",
            "Un passage éclairé n’a plus d’intérêt.", "Visite sur place", date(2026, 8, 22),
        ),
        actions=(
            ActionLine("Poser deux chicanes.", "Mairie", date(2026, 9, 30), "checked", "Bon de travaux n° 31."),
            ActionLine("Passer à pied trois soirs par semaine.", "Police municipale", date(2026, 9, 30), "abandoned", ""),
        ),
        measures=(
            MeasureLine(
                "Signalements au gardien", "signalements", 4,
                CountLine(2300, date(2026, 7, 19), date(2026, 8, 15), "Main courante"),
                CountLine(650, date(2026, 9, 29), date(2026, 10, 26), "Main courante"),
            ),
            MeasureLine("Bris de verre", "bris", 1, CountLine(0, date(2026, 7, 19), date(2026, 7, 25), "Gardien"), None),
        ),
        assessment=AssessmentPart(
            "solved", "Pas de déplacement noté.", "Le passage est de nouveau emprunté.", "Mêmes sources avant et après.",
            date(2026, 10, 30),
        ),
    )  # fmt: skip
