"""The whole published files, where this machine has them: every row is read, and what cannot be is said."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from workflows.engine.situation import HOUSE_ACTOR
from workflows.engine.viewer import HOUSE_VIEWER, open_session
from workflows.register.hygiene import HygieneInspection
from workflows.register.imports import import_establishments, import_hygiene_inspections, import_offences
from workflows.register.offences import Offence, find_offence

MOMENT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def test_the_daily_files_and_the_stock_file(empty_register: Engine, shared_data: Path) -> None:
    results = {
        path.name: import_establishments(empty_register, path, actor=HOUSE_ACTOR, moment=MOMENT)
        for path in sorted((shared_data / "sirene").glob("*.csv"))
    }
    assert [result.read for result in results.values()] == [3, 959, 550, 654]
    assert all(result.refused == 0 for result in results.values())
    assert results["etablissements_v3_entete_et_3_lignes.csv"].closed == 3


def test_three_hygiene_files_over_four_months(empty_register: Engine, shared_data: Path) -> None:
    files = sorted((shared_data / "alimconfiance").glob("*.csv"))
    results = [import_hygiene_inspections(empty_register, path, actor=HOUSE_ACTOR, moment=MOMENT) for path in files]
    assert [(result.read, result.refused) for result in results] == [(2536, 0), (476, 0), (1084, 0)]
    with open_session(empty_register, HOUSE_VIEWER) as session:
        gone = sa.select(sa.func.count()).select_from(HygieneInspection)
        # 41 of the 476 rows of May are no longer in the file of August, and all are still here.
        assert session.scalar(gone.where(HygieneInspection.last_seen_on == date(2017, 5, 18))) == 41
        changed = [row for row in session.scalars(sa.select(HygieneInspection)) if row.superseded]
        columns = [old.column for row in changed for old in row.superseded]
        assert columns.count("result") == 1
        assert columns.count("activities") == 3
        assert session.scalars(
            sa.select(HygieneInspection.identifier).where(HygieneInspection.identifier_kind == "approval")
        ).all() == ["A62060027001", "A00132008001"]


def test_the_working_table_of_an_inspection_system(empty_register: Engine, shared_data: Path) -> None:
    path = shared_data / "natinf" / "infractions_controle_mer_copy.tsv"
    result = import_offences(empty_register, path, actor=HOUSE_ACTOR, moment=MOMENT)
    assert (result.read, result.added, result.refused) == (844, 575, 8)
    reasons = [each["reason"] for each in result.as_json("fr")["refusals"]]
    assert any("«\u00a0CGV\u00a0»" in reason for reason in reasons)
    with open_session(empty_register, HOUSE_VIEWER) as session:
        assert find_offence(session, "10409") is not None, "its blank is no part of it"
        labels = session.scalars(sa.select(Offence)).all()
        assert not any("¿" in row.shown_label for row in labels)
        assert any("¿" in row.label for row in labels), "what was published is kept"


def test_the_official_list_of_an_earlier_year(empty_register: Engine, shared_data: Path) -> None:
    path = shared_data / "natinf" / "ref_natinfs_format_officiel_6_lignes_latin1.csv"
    assert import_offences(empty_register, path, actor=HOUSE_ACTOR, moment=MOMENT).added == 6
    with open_session(empty_register, HOUSE_VIEWER) as session:
        offence = find_offence(session, "19")
        assert offence is not None
        assert (offence.nature, offence.nature_code) == ("Contravention de 5ème classe", "minor_offence_5")
