"""The journal as an event log that process-mining tools read: CSV, and XES (IEEE 1849)."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from typing import Any, Final, NamedTuple, TextIO
from xml.sax.saxutils import quoteattr

import sqlalchemy as sa

from workflows.engine.tables import JournalLine
from workflows.engine.viewer import ViewerSession
from workflows.store.text import PARIS

_AT_ONCE: Final = 1000
CSV_COLUMNS: Final = (
    "case_id",
    "seq",
    "activity",
    "timestamp",
    "resource",
    "group",
    "lifecycle",
    "workflow",
    "source",
    "target",
)
_EXTENSIONS: Final = (
    ("Concept", "concept", "http://www.xes-standard.org/concept.xesext"),
    ("Time", "time", "http://www.xes-standard.org/time.xesext"),
    ("Organizational", "org", "http://www.xes-standard.org/org.xesext"),
    ("Lifecycle", "lifecycle", "http://www.xes-standard.org/lifecycle.xesext"),
)


class _Event(NamedTuple):
    case_id: str
    seq: int
    workflow: str
    step: str
    source: str
    target: str
    agency: str
    user: str
    at: datetime


def export_csv(session: ViewerSession, file: TextIO) -> int:
    """Write every event that the session's viewer may see, case by case, one a row; return how many.

    Comma-separated with a header, moments in Paris time with their offset. Open ``file`` with ``newline=""``.
    """
    writer = csv.writer(file)
    writer.writerow(CSV_COLUMNS)
    count = 0
    for event in _events(session):
        what = (event.case_id, event.seq, event.step, _moment(event.at))
        writer.writerow([*what, event.user, event.agency, "complete", event.workflow, event.source, event.target])
        count += 1
    return count


def export_xes(session: ViewerSession, file: TextIO) -> int:
    """Write every event that the session's viewer may see as one XES log, a trace for each case; return how many.

    Open ``file`` in UTF-8. No title and nothing that anybody typed is in it: names of steps, agencies and users only.
    """
    file.write("<?xml version='1.0' encoding='UTF-8'?>\n")
    file.write('<log xes.version="1849.2016" xes.features="" xmlns="http://www.xes-standard.org/">\n')
    for name, prefix, address in _EXTENSIONS:
        file.write(f'  <extension name="{name}" prefix="{prefix}" uri="{address}"/>\n')
    _write_globals(file)
    count = 0
    for _case_id, events in groupby(_events(session), key=lambda event: event.case_id):
        count += _write_trace(file, events)
    file.write("</log>\n")
    return count


def _events(session: ViewerSession) -> Iterator[_Event]:
    line = JournalLine
    columns = (line.case_id, line.seq, line.workflow, line.step, line.source, line.target, line.agency, line.user)
    statement = sa.select(*columns, line.at).order_by(line.case_id, line.seq)
    with session.execute(statement, execution_options={"yield_per": _AT_ONCE}) as rows:
        for row in rows:
            yield _Event(row.case_id.hex, *row[1:])


def _write_globals(file: TextIO) -> None:
    file.write('  <global scope="trace">\n')
    file.write(_attribute("string", "concept:name", "case") + _attribute("string", "workflow", "workflow"))
    file.write('  </global>\n  <global scope="event">\n')
    for key, example in (("concept:name", "step"), ("org:resource", "user"), ("org:group", "agency")):
        file.write(_attribute("string", key, example))
    file.write(_attribute("string", "lifecycle:transition", "complete"))
    file.write(_attribute("date", "time:timestamp", "1970-01-01T00:00:00.000+00:00"))
    file.write('  </global>\n  <classifier name="Activity" keys="concept:name"/>\n')


def _write_trace(file: TextIO, events: Iterator[_Event]) -> int:
    count = 0
    for event in events:
        if count == 0:
            file.write("  <trace>\n" + _attribute("string", "concept:name", event.case_id))
            file.write(_attribute("string", "workflow", event.workflow))
        file.write("    <event>\n")
        for kind, key, value in (
            ("string", "concept:name", event.step),
            ("string", "org:resource", event.user),
            ("string", "org:group", event.agency),
            ("string", "lifecycle:transition", "complete"),
            ("date", "time:timestamp", _moment(event.at)),
            ("string", "source", event.source),
            ("string", "target", event.target),
        ):
            file.write("  " + _attribute(kind, key, value))
        file.write("    </event>\n")
        count += 1
    file.write("  </trace>\n")
    return count


def _attribute(kind: str, key: str, value: Any) -> str:
    return f"    <{kind} key={quoteattr(key)} value={quoteattr(_writable(str(value)))}/>\n"


def _writable(words: str) -> str:
    """Return words without the control characters that XML cannot hold."""
    return "".join(sign if sign >= " " or sign in "\t\n\r" else "\ufffd" for sign in words)


def _moment(at: datetime) -> str:
    return at.astimezone(PARIS).isoformat(timespec="milliseconds")
