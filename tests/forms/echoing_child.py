"""A reader for tests: says what of its surroundings it sees, whether it can write, and gives back what it was given."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from forms.limited import Unreadable, answer


def _read(content: bytes) -> tuple[dict[str, Any], bytes]:
    if content == b"refuse":
        raise Unreadable("of_its_own")
    if content == b"break":
        raise ValueError(content)
    if content == b"fill":
        content *= 10**9
    sys.stdout.write("What a library prints is no part of the answer.\n")
    return {"sees": sorted(os.environ), "words": sys.argv[3:], "writes": _writes()}, content


def _writes() -> bool:
    path = Path(sys.argv[3])
    try:
        path.write_bytes(b"x")
    except OSError:
        return False
    return True


if __name__ == "__main__":
    sys.exit(answer(_read))
