"""The journal read by a process-mining tool: what an independent parser finds is what happened."""

from __future__ import annotations

import csv
import io
from datetime import datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from tests.workflows.engine.small import CLERK, COURT, OFFICER, T0, do, open_opinion, open_permit
from workflows.engine.evidence.event_log import export_csv, export_xes
from workflows.engine.tables import JournalLine
from workflows.engine.viewer import HOUSE_VIEWER, Viewer, open_session

Traces = dict[str, list[tuple[str, str, datetime]]]


@pytest.fixture
def house(engine: Engine) -> Engine:
    """A permit with two opinions, one of them given after the clocks changed."""
    permit = open_permit(engine)
    first, _second = open_opinion(engine, permit), open_opinion(engine, permit)
    do(engine, permit, "submit", CLERK, moment=T0 + timedelta(hours=1, microseconds=123456))
    do(engine, first, "give", OFFICER, moment=T0 + timedelta(days=300), fields={"words": "<&\"'> \u0007"})
    return engine


def _traces(file: io.StringIO) -> Traces:
    """Read an XES log with nothing of the house's."""
    root = ET.fromstring(file.getvalue())
    assert root.tag == "{http://www.xes-standard.org/}log"
    traces: Traces = {}
    for trace in root.iterfind("{*}trace"):
        events = [{each.get("key"): each.get("value") for each in event} for event in trace.iterfind("{*}event")]
        name = next(each.get("value") for each in trace if each.get("key") == "concept:name")
        assert name is not None
        traces[name] = [
            (str(e["concept:name"]), str(e["org:resource"]), datetime.fromisoformat(str(e["time:timestamp"])))
            for e in events
        ]
    return traces


def _expected(engine: Engine) -> Traces:
    with open_session(engine, HOUSE_VIEWER) as session:
        traces: Traces = {}
        for line in session.scalars(sa.select(JournalLine).order_by(JournalLine.case_id, JournalLine.seq)):
            at = line.at.replace(microsecond=line.at.microsecond // 1000 * 1000)
            traces.setdefault(line.case_id.hex, []).append((line.step, line.user, at))
    return traces


def test_the_xes_log_says_what_happened(house: Engine) -> None:
    file = io.StringIO()
    with open_session(house, HOUSE_VIEWER, only_reads=True) as session:
        assert export_xes(session, file) == 5
    assert _traces(file) == _expected(house)


def test_the_csv_log_says_the_same(house: Engine) -> None:
    file = io.StringIO(newline="")
    with open_session(house, HOUSE_VIEWER, only_reads=True) as session:
        assert export_csv(session, file) == 5
    file.seek(0)
    traces: Traces = {}
    for row in csv.DictReader(file):
        event = (row["activity"], row["resource"], datetime.fromisoformat(row["timestamp"]))
        traces.setdefault(row["case_id"], []).append(event)
    assert traces == _expected(house)


def test_moments_carry_the_offset_of_their_own_season(house: Engine) -> None:
    file = io.StringIO()
    with open_session(house, HOUSE_VIEWER) as session:
        export_xes(session, file)
    assert '"2026-04-03T11:00:00.123+02:00"' in file.getvalue()
    assert '"2027-01-28T09:00:00.000+01:00"' in file.getvalue()


def test_nobody_exports_more_than_they_see(house: Engine) -> None:
    file = io.StringIO()
    with open_session(house, Viewer(COURT)) as session:
        assert export_xes(session, file) == 0
    assert _traces(file) == {}


def test_nothing_that_was_typed_leaves_with_the_log(house: Engine) -> None:
    file = io.StringIO()
    with open_session(house, HOUSE_VIEWER) as session:
        export_xes(session, file)
    assert "&lt;" not in file.getvalue()
    assert "A fair" not in file.getvalue()


def test_it_declares_its_keys_as_published_logs_do(house: Engine, shared_data: Path) -> None:
    file = io.StringIO()
    with open_session(house, HOUSE_VIEWER) as session:
        export_xes(session, file)
    ours = ET.fromstring(file.getvalue())
    theirs = ET.parse(shared_data / "journaux" / "running-example.xes").getroot()

    def shape(root: ET.Element) -> tuple[set[str], set[str], set[str]]:
        prefixes = {str(each.get("prefix")) for each in root.iterfind("{*}extension")}
        event = root.find("{*}trace/{*}event")
        assert event is not None
        standard = {str(each.get("key")) for each in event if ":" in str(each.get("key"))}
        scopes = {str(each.get("scope")) for each in root.iterfind("{*}global")}
        return prefixes, standard, scopes

    for mine, published in zip(shape(ours), shape(theirs), strict=True):
        assert mine >= published
