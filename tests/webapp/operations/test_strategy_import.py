"""Lines of a spreadsheet: each is told what becomes of it, then all are written or none, once."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import sqlalchemy as sa
from werkzeug.test import TestResponse

from tests.webapp.conftest import ToldApp
from tests.webapp.operations.house import JointHouse
from tests.webapp.operations.test_objectives import HALLS, REPORTS, Told, told_strategy
from webapp.importing.paste import proposed_days
from workflows.engine.viewer import HOUSE_VIEWER, unit_of_work
from workflows.law.days import paris_day
from workflows.processes.action import Action
from workflows.processes.indicator import Reading
from workflows.processes.objective import Objective
from workflows.store.waiting import WaitingLines

IMPORT, CHECK = "/objectives/import", "/objectives/import/check"
TODAY = paris_day(datetime.now(UTC))


@pytest.fixture
def told(home: Path, told_app: ToldApp) -> Told:
    """The house after the joint inspection and a quarter of the strategy."""
    return told_strategy(home, told_app)


def bring(house: JointHouse, desk: str, content: bytes | str, name: str = "tableau.csv") -> TestResponse:
    raw = content.encode() if isinstance(content, str) else content
    return house.send(desk, IMPORT, file=(io.BytesIO(raw), name))


def checked(house: JointHouse, desk: str, content: bytes | str) -> str:
    answer = bring(house, desk, content)
    assert answer.status_code == 303, house.words_of(answer)
    return house.read(desk, CHECK)


def rows(told: Told, table: Any, *conditions: Any) -> list[Any]:
    with unit_of_work(told[1].engine, HOUSE_VIEWER) as session:
        return list(session.scalars(sa.select(table).where(*conditions)))


def readings(told: Told) -> dict[date, int]:
    found = rows(told, Reading, Reading.indicator_id == told[1].titled("indicator", REPORTS))
    return {row.on_day: row.value for row in sorted(found, key=lambda each: each.received_at)}


def in_days(count: int) -> str:
    return f"{TODAY + timedelta(days=count):%d/%m/%Y}"


def test_readings_are_checked_then_written_and_a_second_press_or_the_same_file_again_writes_nothing(told: Told) -> None:
    house, before = told[0], readings(told)
    table = f"Source;Valeur;Jour;Indicateur\n;12,5;{in_days(-2)};signalements du BAILLEUR, chaque mois\n;1 031;{in_days(-1)};{REPORTS}\n"
    page = checked(house, "bailleur", table)
    assert "2 lignes à écrire." in page
    assert readings(told) == before, "nothing is written before it is confirmed"
    confirm = {"lines": rows(told, WaitingLines)[0].id.hex}
    for _ in range(2):
        assert house.send("bailleur", CHECK, **confirm).status_code == 303
    assert "2 lignes écrites." in house.read("bailleur", CHECK)
    assert readings(told) == before | {TODAY - timedelta(days=2): 1250, TODAY - timedelta(days=1): 103_100}
    again = checked(house, "bailleur", table)
    assert "2 lignes sont déjà là." in again
    assert "Aucune ligne à écrire." in again
    assert len(rows(told, Reading, Reading.value == 1250)) == 1


def test_one_refused_line_keeps_the_whole_table_out_and_each_is_told_why(told: Told) -> None:
    house, before = told[0], readings(told)
    table = "\n".join(
        [
            "Relevés du trimestre",
            "Indicateur;Jour;Valeur;Unité",
            f"{REPORTS};{in_days(-1)};12;x",
            f"{REPORTS};{in_days(3)};12;x",
            f"{REPORTS};31/13/2026;12;x",
            f"{REPORTS};{in_days(-2)};douze;x",
            f"Heures de présence à pied, chaque mois;{in_days(-1)};12;x",
            f"Inconnu;{in_days(-1)};12;x",
            f"{REPORTS};{in_days(-1)};13;x",
            f"{REPORTS};{in_days(-1)};;x",
        ]
    )
    page = checked(house, "bailleur", table)
    for sentence in (
        "6 lignes sont refusées",
        "Ce jour n’est pas encore passé.",
        "Relevé du\u00a0: Cette date n’existe pas.",
        "Valeur\u00a0: Écrivez un montant",
        "Cet indicateur est relevé par un autre service\u00a0: Police nationale.",
        "Aucun indicateur de cette stratégie ne s’appelle «\u00a0Inconnu\u00a0».",
        "La ligne 3 donne déjà une autre valeur pour ce jour.",
        "Une ligne vide est laissée de côté.",
        "Colonnes laissées de côté\u00a0: Unité.",
    ):
        assert sentence in page, sentence
    assert "Tout écrire" not in page
    answer = house.send("bailleur", CHECK, lines=rows(told, WaitingLines)[0].id.hex)
    assert answer.status_code == 409, "whoever confirms all the same is told again"
    assert readings(told) == before


def test_actions_go_to_ones_own_accepted_commitment_and_codes_survive_a_french_spreadsheet(told: Told) -> None:
    house = told[0]
    code = rows(told, Objective, Objective.title == HALLS)[0].code
    table = f"Code;Action;Échéance;Partenaire\n{code.replace('.', ',')};Poser trois digicodes;{in_days(40)};Bailleur social\n"
    page = checked(house, "bailleur", table)
    house.send("bailleur", CHECK, lines=rows(told, WaitingLines)[0].id.hex)
    [made] = rows(told, Action, Action.title == "Poser trois digicodes")
    assert (made.agency, made.due_on) == ("bailleur", TODAY + timedelta(days=40)), page
    refused = checked(
        house,
        "bailleur",
        f"Code;Action;Échéance;Partenaire\n{code};A;{in_days(9)};Mairie\n2026-02-01;B;{in_days(9)};\n1.1;C;{in_days(9)};\n{code};D;{in_days(-9)};\n",
    )
    assert "4 lignes sont refusées" in refused
    assert "Votre tableur a fait une date du code de l’objectif" in refused
    assert "Votre service n’a pas d’engagement accepté dans l’objectif 1.1." in refused


def test_only_whoever_runs_the_strategy_proposes_objectives_and_its_own_table_comes_back_as_known(told: Told) -> None:
    house = told[0]
    table = f"Axe;Objectif;Cible;Échéance;Pourquoi\n1;Rouvrir la maison de quartier;Ouverte six jours sur sept;{in_days(200)};\n"
    assert "Cette étape demande ce rôle" in checked(house, "bailleur", table)
    page = checked(house, "prefecture", table)
    assert "Une ligne à écrire." in page
    with unit_of_work(told[1].engine, HOUSE_VIEWER) as session:
        mine = session.scalars(sa.select(WaitingLines).order_by(WaitingLines.created_at.desc())).first()
        assert mine is not None
    assert house.send("bailleur", CHECK, lines=mine.id.hex).status_code == 303, "what another brought is not one’s own"
    assert rows(told, Objective, Objective.title == "Rouvrir la maison de quartier") == []
    house.send("prefecture", CHECK, lines=mine.id.hex)
    assert len(rows(told, Objective, Objective.title == "Rouvrir la maison de quartier")) == 1
    exported = house.desk("prefecture").get("/prefecture/objectives.ods").get_data()
    again = checked(house, "prefecture", exported)
    assert "Aucune ligne à écrire." in again
    assert "refusée" not in again
    other = table.replace("six jours", "sept jours")
    assert "elles ne changent que par une décision de réunion" in checked(house, "prefecture", other)


def test_the_template_names_what_one_reads_and_what_is_left_empty_in_it_is_left_aside(told: Told) -> None:
    house = told[0]
    content = house.desk("bailleur").get("/bailleur/objectives/import/readings.xlsx").get_data()
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    names = [cell.value for cell in sheet["A"]]
    assert names[0] == "Indicateur"
    assert REPORTS in names
    assert "Heures de présence à pied, chaque mois" not in names
    sheet.cell(names.index(REPORTS) + 1, 2).value = datetime.combine(TODAY, datetime.min.time())
    sheet.cell(names.index(REPORTS) + 1, 3).value = 41.5
    out = io.BytesIO()
    book.save(out)
    page = checked(house, "bailleur", out.getvalue())
    assert "Une ligne à écrire." in page


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Ce fichier est vide."),
        (b"%PDF-1.7", "n’est pas un tableau lisible"),
        (b"Jour;Valeur\n1;2\n", "il y manque\u00a0: Indicateur"),
        (b"a;b\n1;2\n", "Aucune ligne d’en-tête n’est reconnue."),
    ],
)
def test_a_file_that_is_none_is_refused_with_a_sentence(told: Told, content: bytes, sentence: str) -> None:
    answer = bring(told[0], "bailleur", content)
    assert answer.status_code == 422
    assert sentence in told[0].words_of(answer)


def test_a_column_is_pasted_on_the_page_of_its_indicator_with_its_days_proposed(told: Told) -> None:
    house, telling = told
    indicator = telling.titled("indicator", REPORTS)
    paste = f"/indicators/{indicator}/paste"
    on = {"form_on": f"/indicators/{indicator}"}
    assert house.send("bailleur", paste, **on, pasted=" \n").status_code == 422
    assert (
        house.send(
            "bailleur", paste, **on, pasted="Jour\tValeur\n31/01/2020\t30 signalements\n29/02/2020\t28,5"
        ).status_code
        == 303
    )
    page = house.read("bailleur", CHECK)
    assert "2 lignes à écrire." in page
    house.send("bailleur", CHECK, lines=rows(told, WaitingLines)[0].id.hex)
    assert readings(told)[date(2020, 2, 29)] == 2850
    known = [value for day, value in sorted(readings(told).items()) if day.year > 2020]
    column = "\n".join(str(value / 100) for value in known)
    assert house.send("bailleur", paste, **on, pasted=f"{column}\n77").status_code == 303
    page = house.read("bailleur", CHECK)
    assert "Corriger les lignes" in page
    for day in proposed_days("month", len(known) + 1, after=max(readings(told)), today=TODAY):
        assert f"{day:%d/%m/%Y}" in page
    assert house.send("mairie", paste, form_on="/objectives", pasted="1").status_code == 303
    assert "relevé par un autre service" in house.read("mairie", CHECK)


def test_lines_that_waited_too_long_are_gone(told: Told) -> None:
    house = told[0]
    checked(house, "bailleur", f"Indicateur;Jour;Valeur\n{REPORTS};{in_days(-1)};12\n")
    with unit_of_work(told[1].engine, HOUSE_VIEWER) as session:
        row = session.scalars(sa.select(WaitingLines)).one()
        row.expires_at = datetime.now(UTC) - timedelta(minutes=1)
        brought = row.id.hex
    house.send("bailleur", CHECK, form_on=IMPORT, lines=brought)
    assert "Ces lignes n’attendent plus" in house.read("bailleur", CHECK)
    assert rows(told, Reading, Reading.value == 1200) == []


def test_values_alone_follow_the_last_reading_or_end_with_the_last_period() -> None:
    today = date(2026, 11, 29)
    assert proposed_days("month", 2, after=date(2025, 12, 10), today=today) == [date(2026, 1, 31), date(2026, 2, 28)]
    assert proposed_days("month", 3, after=date(2026, 9, 30), today=today)[-1] == date(2026, 10, 31)
    assert proposed_days("month", 2, after=None, today=today) == [date(2026, 9, 30), date(2026, 10, 31)]
    assert proposed_days("quarter", 3, after=None, today=today)[-1] == date(2026, 9, 30)
    assert proposed_days("year", 1, after=None, today=date(2026, 1, 1)) == [date(2025, 12, 31)]
