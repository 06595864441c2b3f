"""The press works in a process that may not eat the machine, wait for ever, reach out or read our settings."""

from __future__ import annotations

import multiprocessing
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pdf import child
from pdf.child import _bare_environment, print_in_child
from pdf.printing import attached_snapshot, print_sealed
from pdf.seal import check_seal, make_key
from pdf.stopped import PressFailed, PressStopped
from tests.pdf import samples
from tests.pdf.printed import printed


def test_the_child_prints_the_same_bytes_and_tells_each_stage() -> None:
    heard: list[tuple[str, int]] = []
    made = print_in_child(samples.minutes(), samples.pictures(), progress=lambda *stage: heard.append(stage))
    assert made == printed("minutes")
    assert heard[0] == ("prepare", 0)
    assert heard[-1][0] == "write"
    assert {page for stage, page in heard if stage == "lay_out"} >= {1, 2, 3}


def test_what_is_missing_comes_back_in_both_languages() -> None:
    with pytest.raises(PressStopped) as caught:
        print_in_child(samples.photo_board(), {})
    assert caught.value.missing[0].render("fr") == "photo 1\u00a0: l’image"
    assert caught.value.missing[0].render("en") == "photo 1: the picture"


def test_a_child_that_takes_too_long_is_ended() -> None:
    began = time.monotonic()
    with pytest.raises(PressFailed) as caught:
        print_in_child(samples.attendance(), {}, seconds=0.2)
    assert time.monotonic() - began < 10
    assert "arrêtée" in caught.value.text.render("fr")


def test_a_child_that_eats_too_much_is_ended() -> None:
    with pytest.raises(PressFailed) as caught:
        print_in_child(samples.attendance(), {}, memory=120 * 1024 * 1024)
    assert "mémoire" in caught.value.text.render("fr")


def test_the_child_knows_no_setting_of_the_house(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BEFFROI_DATABASE_URL", "postgresql://secret")
    monkeypatch.setenv("BEFFROI_HOME", "/somewhere")
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy")
    kept = _bare_environment()
    assert not {name for name in kept if "BEFFROI" in name or "PROXY" in name.upper()}
    assert "HOME" not in kept


def test_the_child_reaches_no_address_where_the_system_lets_it_leave_the_network() -> None:
    program = (
        "import socket; from pdf.child import _leave_the_network; left = _leave_the_network()\n"
        "try: socket.create_connection(('127.0.0.1', 9), 1); print('reached')\n"
        "except OSError as error: print(left, error.errno)"
    )
    said = subprocess.run(
        [sys.executable, "-c", program], cwd=Path(__file__).parents[2], capture_output=True, check=True
    ).stdout.decode()
    refused, unreachable = "111", "101"
    assert "reached" not in said
    assert said.split() in (["True", unreachable], ["False", refused])


def test_nothing_of_the_child_remains(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    print_in_child(samples.attendance(), {})
    assert list(tmp_path.iterdir()) == []


def test_a_child_that_was_ended_takes_nothing_from_the_next_one() -> None:
    for limits in ({"memory": 120 * 1024 * 1024}, {"seconds": 0.05}):
        with pytest.raises(PressFailed):
            print_in_child(samples.attendance(), {}, **limits)
    assert print_in_child(samples.attendance(), {}) == printed("attendance")


def test_documents_are_printed_side_by_side() -> None:
    with ThreadPoolExecutor(3) as together:
        made = list(together.map(lambda _: print_in_child(samples.attendance(), {}), range(3)))
    assert made == [printed("attendance")] * 3


def test_a_press_room_that_was_killed_is_opened_again() -> None:
    print_in_child(samples.attendance(), {})
    room = child._ROOM._process
    assert room is not None
    room.kill()
    room.wait()
    assert print_in_child(samples.attendance(), {}) == printed("attendance")


def test_a_forked_process_of_the_house_prints_and_leaves_the_room_open() -> None:
    print_in_child(samples.attendance(), {})
    room = child._ROOM._process
    assert room is not None
    forked = multiprocessing.get_context("fork").Process(target=print_in_child, args=(samples.attendance(), {}))
    forked.start()
    forked.join(60)
    assert forked.exitcode == 0
    assert room.poll() is None


def test_the_press_room_ends_with_the_house() -> None:
    program = (
        "import os, signal\nfrom pdf import child\nfrom tests.pdf import samples\n"
        "child.print_in_child(samples.attendance(), {})\nprint(child._ROOM._process.pid, flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    said = subprocess.run(
        [sys.executable, "-c", program], cwd=Path(__file__).parents[2], stdout=subprocess.PIPE, check=False
    )
    room = Path("/proc") / said.stdout.decode().strip()
    limit = time.monotonic() + 60
    while room.exists() and "pdf.child" in (room / "cmdline").read_text():
        assert time.monotonic() < limit, "The room outlives its house."
        time.sleep(0.02)


def test_a_document_is_printed_and_sealed_in_one_call(tmp_path: Path) -> None:
    moment = datetime(2026, 12, 8, tzinfo=UTC)
    key = make_key(tmp_path / "keys", owner="Sous-préfecture de Calais", moment=moment)
    heard: list[str] = []
    content = samples.minutes().for_partner()
    made = print_sealed(content, {}, key, moment=moment, progress=lambda stage, _: heard.append(stage))
    assert heard[-1] == "seal"
    assert made.pages == 2
    assert made.snapshot == content.fingerprint()
    assert attached_snapshot(made.pdf) == content.as_json()
    assert check_seal(made.pdf, key.certificate, moment=moment).known
