"""The press in a process of its own: little memory, little time, no network, no key, and nothing of the house's settings.

``print_in_child`` is called by whoever may wait (a worker, the command line). It starts a fresh interpreter, hands it the
snapshot and the photos, passes on each stage, and returns the bytes of the file. The child reads one request from its
standard input and writes lines to its standard output, the last one announcing the file itself.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any, Final

from pdf.limits import Progress, no_progress
from pdf.stopped import PressFailed, PressStopped
from workflows.processes.plain import Snapshot
from workflows.processes.snapshots import read_snapshot
from workflows.store.text import Text

SECONDS: Final = 90
MEMORY: Final = 1024 * 1024 * 1024
"""Bytes of address space, libraries included: a document of forty pages with photos takes a third of it."""
LARGEST_FILE: Final = 64 * 1024 * 1024
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_HOUSE: Final = Path(__file__).resolve().parent.parent


def print_in_child(
    snapshot: Snapshot,
    images: Mapping[str, bytes],
    *,
    progress: Progress = no_progress,
    seconds: float = SECONDS,
    memory: int = MEMORY,
) -> bytes:
    """Return the PDF of a snapshot, printed in a limited process.

    Stops with what is missing (``PressStopped``); refuses to wait longer than ``seconds`` or to give more than ``memory``
    bytes (``PressFailed``), after which nothing of the child remains.
    """
    with tempfile.TemporaryDirectory(prefix="beffroi-press-") as folder:
        child = subprocess.Popen(
            [sys.executable, "-m", "pdf.child", str(memory), str(int(seconds) + 1)],
            cwd=folder,
            env=_bare_environment(folder),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        overdue = threading.Event()
        watch = threading.Timer(seconds, _stop, (child, overdue))
        watch.start()
        with child:
            try:
                answer = _converse(child, snapshot, images, progress)
            finally:
                watch.cancel()
                child.kill()
    if isinstance(answer, bytes):
        return answer
    if answer is not None:
        raise answer
    raise _too_slow(seconds) if overdue.is_set() else _broke()


def _stop(child: subprocess.Popen[bytes], overdue: threading.Event) -> None:
    overdue.set()
    child.kill()


def _converse(
    child: subprocess.Popen[bytes], snapshot: Snapshot, images: Mapping[str, bytes], progress: Progress
) -> bytes | Exception | None:
    assert child.stdin is not None
    assert child.stdout is not None
    writer = threading.Thread(target=_hand_over, args=(child.stdin, snapshot, images), daemon=True)
    writer.start()
    answer: bytes | Exception | None = None
    for line in child.stdout:
        word = json.loads(line)
        if "stage" in word:
            progress(word["stage"], word["page"])
        elif "missing" in word:
            answer = PressStopped(Text(*pair) for pair in word["missing"])
        elif "failed" in word:
            answer = PressFailed(Text(*word["failed"]))
        else:
            printed = child.stdout.read(word["bytes"])
            answer = printed if len(printed) == word["bytes"] else None
    writer.join()
    return answer


def _hand_over(channel: IO[bytes], snapshot: Snapshot, images: Mapping[str, bytes]) -> None:
    wanted = {photo.shown: images[photo.shown] for photo in snapshot.photos() if photo.shown in images}  # type: ignore[attr-defined]
    head = json.dumps({"snapshot": snapshot.as_json(), "images": {name: len(raw) for name, raw in wanted.items()}})
    try:
        with channel:
            channel.write(head.encode() + b"\n")
            for raw in wanted.values():
                channel.write(raw)
    except BrokenPipeError:
        return  # the child ended first and has said, or not said, why


def _bare_environment(folder: str) -> dict[str, str]:
    """No address of a database, no secret, no proxy: only what an interpreter needs to find its code."""
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH", "VIRTUAL_ENV") if name in os.environ}
    return {
        **kept,
        "HOME": folder,
        "TMPDIR": folder,
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(_HOUSE),
        "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def _too_slow(seconds: float) -> PressFailed:
    return PressFailed(
        Text(
            "L’impression a dépassé {seconds} secondes et a été arrêtée.",
            "Printing took more than {seconds} seconds and was stopped.",
            seconds=int(seconds),
        )
    )


def _broke() -> PressFailed:
    return PressFailed(
        Text(
            "L’impression s’est arrêtée sans réponse, faute de mémoire sans doute. Rien n’a été imprimé.",
            "Printing ended without an answer, probably for want of memory. Nothing was printed.",
        )
    )


# What follows runs in the child.


def _limit(memory: int, seconds: int) -> None:
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, LARGEST_FILE),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    _leave_the_network()


def _leave_the_network() -> bool:
    """Enter a network of one's own, which leads nowhere; tell whether the system allowed it.

    Where namespaces are forbidden the press's own fetcher, which refuses every address, stands alone.
    """
    answer: int = ctypes.CDLL(None, use_errno=True).unshare(_CLONE_NEWUSER | _CLONE_NEWNET)
    return answer == 0


def _read_request(channel: IO[bytes]) -> tuple[Any, dict[str, bytes]]:
    head = json.loads(channel.readline())
    images = {name: channel.read(length) for name, length in head["images"].items()}
    return read_snapshot(head["snapshot"]), images


def _say(channel: IO[bytes], **word: Any) -> None:
    channel.write(json.dumps(word).encode() + b"\n")
    channel.flush()


def main() -> int:
    """Serve one request from standard input to standard output."""
    memory, seconds = (int(word) for word in sys.argv[1:3])
    _limit(memory, seconds)
    out = sys.stdout.buffer
    sys.stdout = sys.stderr  # whatever a library prints must not mix with the answer
    # Not above: they take most of a second, which the parent has no need to spend.
    from pdf.documents import document_for  # noqa: PLC0415
    from pdf.press import render  # noqa: PLC0415

    try:
        snapshot, images = _read_request(sys.stdin.buffer)
        printed = render(
            document_for(snapshot), snapshot, images, progress=lambda stage, page: _say(out, stage=stage, page=page)
        )
    except PressStopped as stopped:
        _say(out, missing=[(text.render("fr"), text.render("en")) for text in stopped.missing])
        return 1
    except PressFailed as failed:
        _say(out, failed=(failed.text.render("fr"), failed.text.render("en")))
        return 1
    _say(out, bytes=len(printed))
    out.write(printed)
    out.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
