"""Named points at which a test may kill this process, to see what is left; without the variable they are nothing.

``BEFFROI_FAILPOINT=outbox.handled:3`` kills the process as ``kill -9`` would when it comes by ``outbox.handled`` for the
third time. ``BEFFROI_FAILPOINT_FIRED`` names a file that is written first, so that a test knows that its point fired.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Final

POINTS: Final = (
    "unit.before_commit",
    "unit.after_commit",
    "move.before_case",
    "move.after_case",
    "move.after_line",
    "open.after_case",
    "outbox.claimed",
    "outbox.before_handler",
    "outbox.handled",
    "outbox.marked",
    "sweep.found",
    "sweep.looked",
    "heads.before_insert",
)
"""Every point there is; a test goes through them all."""


def _armed(asked: str) -> Callable[[str], None]:
    name, _, times = asked.partition(":")
    if name not in POINTS:
        raise ValueError(f"There is no failpoint {name}.")
    left = int(times or 1)

    def reach(point: str) -> None:
        nonlocal left
        if point != name:
            return
        left -= 1
        if left == 0:
            fired = os.environ.get("BEFFROI_FAILPOINT_FIRED")
            if fired:
                Path(fired).write_text(point, encoding="ascii")
            os.kill(os.getpid(), signal.SIGKILL)

    return reach


def _nothing(_point: str) -> None:
    return None


def arm(asked: str | None) -> None:
    """Arm a point as the variable does, or none; for a process that was forked after the variable was read."""
    global reach  # noqa: PLW0603 (one point for the whole process)
    reach = _armed(asked) if asked else _nothing


reach: Callable[[str], None]
"""Called with the name of a point where the process comes by it."""
arm(os.environ.get("BEFFROI_FAILPOINT"))
