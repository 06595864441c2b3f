"""Reading what somebody brings in a child process with little memory and time: how it is asked, and how it answers.

The child is a module that ends with ``sys.exit(answer(…))``. It finds the file at its standard input, has nothing of the
house's settings, and can write no file.
"""

from __future__ import annotations

import csv
import json
import os
import resource
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any, Final
from zlib import error as zlib_error

_HOUSE: Final = Path(__file__).resolve().parent.parent
BREAKS: Final = (
    ValueError, TypeError, LookupError, AttributeError, SyntaxError, OSError, EOFError, OverflowError,
    RuntimeError, csv.Error, zlib_error, zipfile.BadZipFile,
)  # fmt: skip
"""What readers of damaged files raise."""


class ReaderBusy(Exception):
    """Too many files are being read at this moment: the sender tries again."""


class Unreadable(Exception):
    """Carries the code of a refusal."""

    def __init__(self, code: str) -> None:
        """Keep the code."""
        self.code = code
        super().__init__(code)


class LimitedReader:
    """Asks one module of readers, a child for each file, so many of them at once."""

    def __init__(self, module: str, *, at_once: int = 2) -> None:
        """Name the module of the child."""
        self._module = module
        self._turns = BoundedSemaphore(at_once)

    def ask(self, content: bytes, *words: str, seconds: float, memory: int) -> tuple[Mapping[str, Any], bytes]:
        """Have a child read a file and return what it says of it, with the bytes that it made.

        ``words`` are the child's own arguments, ``memory`` bytes of address space, libraries included. Refuses with
        :class:`Unreadable` what the child refuses, and as ``too_slow`` what takes more time or memory; waits for its
        turn, :class:`ReaderBusy` if that takes too long.
        """
        if not self._turns.acquire(timeout=2 * seconds):
            raise ReaderBusy
        try:
            answered = self._run(content, words, seconds, memory)
        finally:
            self._turns.release()
        head, _, made = answered.partition(b"\n")
        try:
            said: dict[str, Any] = json.loads(head)
        except ValueError:
            raise Unreadable("too_slow") from None  # killed by its own limits before it could say anything
        if "refused" in said:
            raise Unreadable(said["refused"])
        return said, made

    def _run(self, content: bytes, words: tuple[str, ...], seconds: float, memory: int) -> bytes:
        child = subprocess.Popen(
            [sys.executable, "-m", self._module, str(memory), str(int(seconds) + 1), *words],
            cwd=_HOUSE,
            env=_bare_environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        with child:
            try:
                answered, _ = child.communicate(content, timeout=seconds)
            except subprocess.TimeoutExpired:
                child.kill()
                raise Unreadable("too_slow") from None
        return answered


def _bare_environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH", "VIRTUAL_ENV") if name in os.environ}
    return {**kept, "LANG": "C.UTF-8", "PYTHONPATH": str(_HOUSE), "PYTHONDONTWRITEBYTECODE": "1"}


def answer(read: Callable[[bytes], tuple[Mapping[str, Any], bytes]]) -> int:
    """Read the file at standard input within the limits that the command line gives, and write what it is; in the child.

    ``read`` returns what is said of the file and the bytes made from it, or raises :class:`Unreadable`.
    """
    _set_limits(*(int(word) for word in sys.argv[1:3]))
    out, sys.stdout = sys.stdout.buffer, sys.stderr  # whatever a library prints must not mix with the answer
    made = b""
    said: Mapping[str, Any]
    try:
        said, made = read(sys.stdin.buffer.read())
    except Unreadable as refused:
        said = {"refused": refused.code}
    except MemoryError:
        said = {"refused": "too_slow"}
    except BREAKS:
        said = {"refused": "broken"}
    out.write(json.dumps(said).encode() + b"\n" + made)
    out.flush()
    return 0


def _set_limits(memory: int, seconds: int) -> None:
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
