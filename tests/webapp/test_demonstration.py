"""The demonstration in a home: whole, resumed after a kill, never doubled, never mixed with a real house."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from pdf.seal import check_seal
from webapp.demonstration.cast import PLAYERS
from webapp.demonstration.install import NotADemonstration, install_demonstration
from webapp.health.finding import Findings
from webapp.health.house import examine_house
from webapp.settings import Settings
from workflows.engine.evidence.journal import verify
from workflows.engine.evidence.rebuild import rebuild
from workflows.engine.tables import JournalLine
from workflows.engine.turns import inbox
from workflows.engine.viewer import HOUSE_VIEWER, Viewer, open_session, unit_of_work
from workflows.register.users import demo_users
from workflows.store.database import make_engine

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
PAPERS = {
    "CR-2026-0001-minutes.pdf",
    "CR-2026-0001-minutes-partner.pdf",
    "FE-2026-0001-attendance.pdf",
    "PP-2026-0001-photo-board.pdf",
    "PB-2026-0001-problem-sheet.pdf",
    "REQ-2026-0001-requisition.pdf",
    "REQ-2026-0002-requisition.pdf",
    "REQ-2026-0003-requisition.pdf",
    "SJ-2026-0001-referral.pdf",
    "SJ-2026-0001-envoi.zip",
    "BE-2026-0001-transmittal.pdf",
    "BE-2026-0002-transmittal.pdf",
    "BE-2026-0003-transmittal.pdf",
    "AV-2026-0001-reply-40-2.pdf",
    "CP-2026-0001-shared-copy.pdf",
    "RA-2026-0001-admin-report.pdf",
    "LC-2026-0001-contradictory-letter.pdf",
    "OO-2026-0001-hearing-minutes.pdf",
    "DEMO-2026-1-order.pdf",
    "DEMO-2026-2-order.pdf",
    "DEMO-2026-3-warning.pdf",
    "NO-2026-0001-service-record.pdf",
    "NO-2026-0002-service-record.pdf",
    "NO-2026-0003-service-record.pdf",
    "AF-2026-0001-posting-sheet.pdf",
    "AF-2026-0002-posting-sheet.pdf",
    "SU-2026-0001-watch-report.pdf",
    *(
        f"RD-2026-000{number}-decisions{version}.pdf"
        for number in (1, 2)
        for version in ("", "-v2", "-public", "-public-v2")
    ),
}


@pytest.mark.long
def test_a_killed_demonstration_goes_on_and_ends_whole(home: Path) -> None:
    _kill_it_after(home, b"Brief", 60)
    # The killed process lived in the present: who goes on from where it stood cannot live before it.
    now = datetime.now(UTC)
    said: list[str] = []
    installed = install_demonstration(lambda text: said.append(text.render("fr")), moment=now)
    engine = installed.house.engine

    assert {path.name for path in installed.papers} == PAPERS
    assert installed.given_up == 0
    assert _wrong_with(installed.house.settings) == []
    sealed = [path for path in installed.papers if path.suffix == ".pdf"]
    assert all(check_seal(path.read_bytes(), moment=now).intact for path in sealed)
    with unit_of_work(engine, HOUSE_VIEWER) as session:
        assert verify(session).ok
        assert rebuild(session).differences == []
        lines = session.scalar(sa.select(sa.func.count()).select_from(JournalLine))
        assert len(demo_users(session)) == len(PLAYERS)

    again = install_demonstration(lambda _text: None, moment=now)
    assert again.operation == installed.operation
    with unit_of_work(engine, HOUSE_VIEWER) as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(JournalLine)) == lines
    for agency in ("prefecture", "parquet", "police_nationale", "ddpp_ssa"):
        with open_session(engine, Viewer(agency), only_reads=True) as session:
            assert inbox(session, agency), f"{agency} has nothing to do"


def test_a_real_house_is_left_alone(home: Path) -> None:
    engine = make_engine(f"sqlite:///{home / 'beffroi.sqlite'}")
    with engine.begin() as connection:
        connection.exec_driver_sql("create table something (id integer)")
    with pytest.raises(NotADemonstration) as refused:
        install_demonstration(lambda _text: None, moment=NOW)
    assert "BEFFROI_HOME" in refused.value.text.render("fr")


def _wrong_with(settings: Settings) -> list[str]:
    """What ``beffroi doctor`` finds to say against the house."""
    findings = Findings()
    examine_house(findings, settings)
    return [each.name for each in findings.all if each.grade != "ok"]


def _kill_it_after(home: Path, words: bytes, seconds: float) -> None:
    """Start the demonstration in a process of its own and kill it once it has said these words."""
    child = subprocess.Popen(
        [sys.executable, "-c", "import sys; from webapp.cli import main; main()", "demo", "--no-serve"],
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        cwd=Path(__file__).parents[2],
    )
    assert child.stderr is not None
    deadline = time.monotonic() + seconds
    for line in child.stderr:
        if words in line:
            break
        assert time.monotonic() < deadline, "The demonstration did not get there in time."
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stderr.close()
    assert (home / "beffroi.sqlite").exists()
