"""Each document is printed in a process of its own: little memory, little time, no network, no key, no setting of the house.

``print_in_child`` is called by whoever may wait (a worker, the command line). It hands the snapshot and the photos to a
child, passes on each stage, and returns the bytes of the file. The children come from the *press room*: one process for
each process of the house, which has read the press's libraries once (they take most of a second) and forks a child for
each document. A child reads one request and writes lines, the last one announcing the file itself; nothing that it does
reaches the room or the next child.
"""

from __future__ import annotations

import atexit
import ctypes
import gc
import json
import os
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, Final, NoReturn

from pdf.limits import Progress, no_progress
from pdf.stopped import PressFailed, PressStopped
from workflows.processes.plain import Snapshot
from workflows.processes.snapshots import read_snapshot
from workflows.store.text import Text

SECONDS: Final = 90
MEMORY: Final = 1024 * 1024 * 1024
"""Bytes of address space, libraries included: a document of forty pages with photos takes a third of it."""
LARGEST_FILE: Final = 64 * 1024 * 1024
_OPENING: Final = 30
"""Seconds that the press room may take to open, on a busy machine."""
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

    Stops with what is missing (``PressStopped``); refuses to let the child work longer than ``seconds``, to wait half a
    minute more for a press room that opens, or to give more than ``memory`` bytes (``PressFailed``), after which nothing of
    the child remains.
    """
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="beffroi-press-") as folder:
        asking, answering = _ROOM.new_child({"memory": memory, "seconds": seconds, "folder": folder})
        watch = threading.Timer(seconds + _OPENING, _ROOM.close)
        watch.start()
        with answering:
            try:
                answer = _converse(asking, answering, snapshot, images, progress)
            finally:
                watch.cancel()
    if isinstance(answer, bytes):
        return answer
    if answer is not None:
        raise answer
    raise _too_slow(seconds) if time.monotonic() - began >= seconds else _broke()


class _PressRoom:
    """The process that forks the children: begun when a first document is asked for, ended with this process."""

    def __init__(self) -> None:
        # Whoever orders may have to open or close the room first.
        self._one_at_a_time = threading.RLock()
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        atexit.register(self.close)
        os.register_at_fork(after_in_child=self._leave_to_the_parent)

    def new_child(self, order: Mapping[str, Any]) -> tuple[IO[bytes], IO[bytes]]:
        """Have a child forked and return where its request is written and where its answer is read."""
        (request, asking), (answering, answer) = os.pipe(), os.pipe()
        try:
            with self._one_at_a_time:
                self._send(json.dumps(order).encode(), [request, answer])
        finally:
            os.close(request)
            os.close(answer)
        return os.fdopen(asking, "wb"), os.fdopen(answering, "rb")

    def _send(self, order: bytes, pipes: list[int]) -> None:
        if self._control is not None:
            with suppress(OSError):  # the room was killed: another one opens
                socket.send_fds(self._control, [order], pipes)
                return
        self._open()
        assert self._control is not None
        socket.send_fds(self._control, [order], pipes)

    def _open(self) -> None:
        self.close()
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "pdf.child", str(theirs.fileno())],
                cwd="/",
                env=_bare_environment(),
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )

    def _leave_to_the_parent(self) -> None:
        """A forked process of the house may order from its parent's room, and never ends it."""
        self._one_at_a_time = threading.RLock()
        if self._process is not None:
            self._process.returncode = 0  # not its child: nothing here waits for it
            self._process = None

    def close(self) -> None:
        """End the room and every child of it."""
        with self._one_at_a_time:
            process, control = self._process, self._control
            self._process = self._control = None
            if control is not None:
                control.close()
            if process is not None:
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait()


_ROOM: Final = _PressRoom()


def _converse(
    asking: IO[bytes], answering: IO[bytes], snapshot: Snapshot, images: Mapping[str, bytes], progress: Progress
) -> bytes | Exception | None:
    writer = threading.Thread(target=_hand_over, args=(asking, snapshot, images), daemon=True)
    writer.start()
    answer: bytes | Exception | None = None
    for line in answering:
        word = json.loads(line)
        if "stage" in word:
            progress(word["stage"], word["page"])
        elif "missing" in word:
            answer = PressStopped(Text(*pair) for pair in word["missing"])
        elif "failed" in word:
            answer = PressFailed(Text(*word["failed"]))
        else:
            printed = answering.read(word["bytes"])
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


def _bare_environment() -> dict[str, str]:
    """No address of a database, no secret, no proxy: only what an interpreter needs to find its code."""
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH", "VIRTUAL_ENV") if name in os.environ}
    return {
        **kept,
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


# What follows runs in the press room and its children.


def _limit(memory: int, seconds: float) -> None:
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, int(seconds) + 1),
        (resource.RLIMIT_FSIZE, LARGEST_FILE),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    # Nobody handles this signal: whatever the child is at, it ends.
    signal.setitimer(signal.ITIMER_REAL, seconds)
    _leave_the_network()


def _leave_the_network() -> bool:
    """Enter a network of one's own, which leads nowhere; tell whether the system allowed it.

    Where namespaces are forbidden the press's own fetcher, which refuses every address, stands alone.
    """
    answer: int = ctypes.CDLL(None, use_errno=True).unshare(_CLONE_NEWUSER | _CLONE_NEWNET)
    return answer == 0


def _work_in(folder: str) -> None:
    os.chdir(folder)
    os.environ.update(HOME=folder, TMPDIR=folder)
    tempfile.tempdir = folder


def _read_request(channel: IO[bytes]) -> tuple[Any, dict[str, bytes]]:
    head = json.loads(channel.readline())
    images = {name: channel.read(length) for name, length in head["images"].items()}
    return read_snapshot(head["snapshot"]), images


def _say(channel: IO[bytes], **word: Any) -> None:
    channel.write(json.dumps(word).encode() + b"\n")
    channel.flush()


def _print_one(order: Mapping[str, Any], request: int, answer: int) -> NoReturn:
    """Serve one request, and end this process whatever comes of it."""
    try:
        _work_in(order["folder"])
        _limit(order["memory"], order["seconds"])
        _serve(os.fdopen(request, "rb"), os.fdopen(answer, "wb"))
    finally:
        os._exit(0)


def _serve(request: IO[bytes], out: IO[bytes]) -> None:
    from pdf.documents import document_for  # noqa: PLC0415
    from pdf.press import render  # noqa: PLC0415

    try:
        snapshot, images = _read_request(request)
        printed = render(
            document_for(snapshot), snapshot, images, progress=lambda stage, page: _say(out, stage=stage, page=page)
        )
    except PressStopped as stopped:
        _say(out, missing=[(text.render("fr"), text.render("en")) for text in stopped.missing])
    except PressFailed as failed:
        _say(out, failed=(failed.text.render("fr"), failed.text.render("en")))
    else:
        _say(out, bytes=len(printed))
        out.write(printed)
        out.flush()


def main() -> int:
    """Keep the press room: fork a child for each order that comes by the socket, until the house is gone."""
    control = socket.socket(fileno=int(sys.argv[1]))
    # Not above: the house has no need of them.
    import pdf.press  # noqa: F401, PLC0415

    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    gc.freeze()
    while True:
        order, pipes, _flags, _sender = socket.recv_fds(control, 65_536, 2)
        if not order:
            return 0
        if os.fork() == 0:
            control.close()
            _print_one(json.loads(order), *pipes)
        for pipe in pipes:
            os.close(pipe)


if __name__ == "__main__":
    sys.exit(main())
