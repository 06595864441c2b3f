"""The NATINF list: found by number or words, corrected by the newest official list, removed only by a complete one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from itertools import permutations
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from workflows.engine.situation import HOUSE_ACTOR
from workflows.engine.viewer import HOUSE_VIEWER, open_session
from workflows.register.imports import import_offences
from workflows.register.offences import Offence, find_offence, find_offences, search_offences
from workflows.register.reference_data import EXTRACTS

NATINF = EXTRACTS / "natinf_2026-07_extrait.csv"


def test_an_offence_is_found_by_its_number_and_an_absent_one_is_absent(filled_register: Engine) -> None:
    with open_session(filled_register, HOUSE_VIEWER) as session:
        offence = find_offence(session, "29341")
        assert offence is not None
        assert offence.label.endswith("-HACCP")
        assert offence.nature_text is not None
        assert offence.nature_text.render("fr") == "Contravention de 5e classe"
        assert find_offence(session, "1508") is None
        assert find_offence(session, "nulle part") is None
        found = find_offences(session, ["29341", "1508", "x"])
        assert [code for code, each in found.items() if each is None] == ["1508", "x"]
        assert [each.natinf_code for each in search_offences(session, "abus confience")] == ["58"]
        assert search_offences(session, "29341")[0].natinf_code == "29341"


def test_a_complete_list_removes_what_it_lacks_and_a_later_one_brings_it_back(
    empty_register: Engine, moment: datetime, write_file: Callable[..., Path]
) -> None:
    lines = NATINF.read_text(encoding="cp1252").splitlines()
    lists = {
        "natinf_2026-07.csv": lines,
        "natinf_2026-08.csv": lines[:30],
        "natinf_2026-09.csv": lines[:34],
    }
    paths = [write_file(name, "\r\n".join(rows) + "\r\n", "cp1252") for name, rows in lists.items()]
    results = [import_offences(empty_register, path, actor=HOUSE_ACTOR, moment=moment, complete=True) for path in paths]
    assert [(each.read, each.closed) for each in results] == [(35, 0), (29, 6), (33, 0)]
    with open_session(empty_register, HOUSE_VIEWER) as session:
        removed = session.scalars(sa.select(Offence).where(Offence.removed_on.is_not(None))).all()
        assert {row.removed_on for row in removed} == {date(2026, 8, 1)}
        assert len(removed) == 2
        assert all(row.label for row in removed), "a removed offence is kept, for the cases that quote it"


def test_an_extract_removes_nothing(empty_register: Engine, moment: datetime, write_file: Callable[..., Path]) -> None:
    import_offences(empty_register, NATINF, actor=HOUSE_ACTOR, moment=moment)
    lines = NATINF.read_text(encoding="cp1252").splitlines()
    short = write_file("natinf_2026-08.csv", "\r\n".join(lines[:3]) + "\r\n", "cp1252")
    assert import_offences(empty_register, short, actor=HOUSE_ACTOR, moment=moment).closed == 0


@pytest.mark.parametrize("order", list(permutations(range(2))))
def test_the_ministry_s_label_prevails_over_a_working_table(
    empty_register: Engine, moment: datetime, write_file: Callable[..., Path], order: tuple[int, ...]
) -> None:
    table = write_file(
        "table_2026-10.tsv",
        "id\tnatinf_code\tregulation\tinfraction_category\tinfraction\n1\t58 \t\\N\tDivers\tAbus d¿un abus\n",
    )
    for place in order:
        import_offences(empty_register, (NATINF, table)[place], actor=HOUSE_ACTOR, moment=moment)
    with open_session(empty_register, HOUSE_VIEWER) as session:
        offence = find_offence(session, "58")
        assert offence is not None
        assert (offence.label, offence.source, offence.category) == ("ABUS DE CONFIANCE", "official", "Divers")
        assert "Abus d¿un abus" in [old.value for old in offence.superseded]
