"""A log of joint inspections made elsewhere: what a row says, what is a repetition, what cannot be taken."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path

import pytest

from tests.fixtures.inspection_log import WriteLog, invented_rows, log_text, row
from workflows.law.grids import ROUTES
from workflows.processes.visit import WORKFLOW as VISIT
from workflows.register.agencies import agency
from workflows.register.inspection_logs import inspection_logs
from workflows.register.inspection_rows import days_of, read_log, sites_of
from workflows.register.table_text import WrongFile
from workflows.store.datafile import DataFault


def test_a_row_tells_one_visit(write_log: WriteLog) -> None:
    read = read_log(write_log())
    first = read.inspections[0]
    assert (first.day, first.hour, first.name) == (date(2014, 3, 7), time(20, 10), "Example Hotel")
    assert first.team == {"AGENT01", "AGENT02"}
    assert [(each.kind.code, each.count, each.documents) for each in first.cited] == [
        ("B-ECB", 1, ("ECB DEPT. OF BUILDINGS 11111111A",)),
        ("F-VIO", 1, ("FD E100001 (Served)",)),
    ]
    assert first.agencies == ("mairie", "sdis")


def test_notes_about_the_people_met_are_not_kept(write_log: WriteLog) -> None:
    read = read_log(write_log())
    assert read.inspections[0].remarks == "Six Rooms"
    assert read.persons_left_out == 1
    assert "Nobody" not in repr(read.inspections)


def test_a_repeated_row_is_counted_once_whatever_the_words_of_its_notes(write_log: WriteLog) -> None:
    read = read_log(write_log())
    assert (read.read, read.duplicates, read.rewritten, len(read.inspections)) == (7, 1, 1, 5)


def test_the_inspectors_words_say_how_a_visit_ended_when_nothing_was_cited(write_log: WriteLog) -> None:
    states = [each.state for each in read_log(write_log()).inspections]
    assert states == ["done", "closed_on_arrival", "access_refused", "done", "done"]


def test_documents_that_no_citation_of_the_row_counts_stay_among_the_remarks(write_log: WriteLog) -> None:
    again = read_log(write_log()).inspections[3]
    assert [each.documents for each in again.cited] == [("Summons POLICE DEPARTMENT 4400000001",)]
    assert again.remarks == "Long Term\nDOB 100001 (Complied With)"


def test_an_hour_that_cannot_be_read_is_not_guessed(write_log: WriteLog) -> None:
    read = read_log(write_log())
    assert read.inspections[3].hour is None
    assert [(line, "2000:30:00" in why.render("fr")) for line, why in read.doubts] == [(19, True)]


def test_one_site_is_one_parcel_however_its_address_is_spelt(write_log: WriteLog) -> None:
    read = read_log(write_log())
    sites = sites_of(read.inspections)
    assert list(sites.values()) == ["MN-00001-0001", "MN-00002-0002", "BK-00003-0003", "MN-00001-0001", "MN-00001-0001"]


def test_an_operation_is_one_day_and_the_agents_who_worked_together(write_log: WriteLog) -> None:
    groups = [[each.address[:1] for each in visits] for visits in days_of(read_log(write_log()).inspections)]
    assert groups == [["1", "2"], ["3"], ["1", "1"]]


def test_rows_without_a_team_make_one_operation_of_their_day(write_log: WriteLog) -> None:
    rows = [row("3/7/14", "", f"MN-00001-000{number}", "Street", "") for number in range(3)]
    assert [len(visits) for visits in days_of(read_log(write_log(*rows)).inspections)] == [3]


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"date": "31/12/13"}, "n’est pas une date de ce journal"),
        ({"date": ""}, "n’a pas de date"),
        ({"address": "", "bbl": "somewhere"}, "ni adresse ni parcelle"),
        ({"fire_ecb": "many"}, "dans la colonne fire_ecb, n’est pas un nombre"),
        ({"fire_ecb": "-1"}, "n’est pas un nombre"),
        ({"citation-ANY": "9"}, "annonce 9 constat(s) et en détaille 0"),
    ],
)
def test_a_row_that_cannot_be_true_is_refused_with_its_line(
    write_log: WriteLog, cells: dict[str, str], said: str
) -> None:
    good = row("3/7/14", "20:10", "MN-00001-0001", "1 Example Street", "AGENT01")
    read = read_log(write_log(good, {**good, "time": "21:00", **cells}))
    assert len(read.inspections) == 1
    assert [line for line, _why in read.refusals] == [3]
    assert said in read.refusals[0][1].render("fr")


def test_a_row_cut_short_costs_that_row_alone(tmp_path: Path) -> None:
    lines = log_text(invented_rows()).splitlines(keepends=True)
    path = tmp_path / "cut.csv"
    path.write_text("".join([*lines[:-1], "3/9/14,03/2014,2014,19:00\n", lines[-1]]), newline="")
    read = read_log(path)
    assert len(read.inspections) == 5
    assert ["tronquée" in why.render("fr") for _line, why in read.refusals] == [True]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"SIREN;NIC\n1;2\n", "il manque"),
        (b"", "est vide"),
        (b"PK\x03\x04 a workbook", "classeur"),
        ("date,time\n".encode("utf-16"), "UTF-16"),
    ],
)
def test_another_file_is_refused_whole(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "other.csv"
    path.write_bytes(content)
    with pytest.raises(WrongFile) as refused:
        read_log(path)
    assert said in refused.value.text.render("fr")


def test_a_log_in_the_encoding_of_an_old_computer_is_read(write_log: WriteLog) -> None:
    made = row("3/7/14", "20:10", "MN-00001-0001", "1 Example Street", "AGENT01", dba="Café du Coin")
    assert read_log(write_log(made, encoding="latin-1")).inspections[0].name == "Café du Coin"


def test_what_the_log_names_exists_in_the_house() -> None:
    states = {state.name for state in VISIT.states if state.final}
    for log in inspection_logs():
        assert "pilot_operation" in agency(log.pilot).competences
        for each in log.agencies:
            assert {"take_part", "inspect"} <= agency(each.key).competences
        assert {kind.route for kind in log.kinds} <= set(ROUTES)
        assert {outcome.state for outcome in log.outcomes} <= states


def test_a_log_whose_description_cannot_be_right_is_refused(tmp_path: Path) -> None:
    described = (
        Path(inspection_logs.__module__.replace(".", "/")).parent / "data" / "logs" / "nyc_ose.toml"
    ).read_text()
    folder = tmp_path / "logs"
    folder.mkdir()
    (folder / "broken.toml").write_text(described.replace('agent = "AGENT[0-9]+"', 'agent = "AGENT["'))
    with pytest.raises(DataFault, match="pattern"):
        inspection_logs(folder)


def test_the_real_log(shared_data: Path) -> None:
    read = read_log(shared_data / "controles-conjoints" / "nyc_ose_inspections_2013-10_2014-06.csv")
    assert (read.read, read.duplicates, len(read.refusals)) == (1650, 398, 0)
    assert len(read.inspections) == 1650 - 398 - read.rewritten
    assert all(len(each.cited) == 0 or each.state == "done" for each in read.inspections)
    assert sum(len(each.agencies) > 1 for each in read.inspections) == 123
