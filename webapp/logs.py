"""What a server or a worker writes down while it runs: to standard error, in UTC, never what people typed."""

from __future__ import annotations

import logging
import sys
import time


def start_logging() -> None:
    """Write the house's own messages, and the warnings of the libraries."""
    handler = logging.StreamHandler(sys.stderr)
    formatter = logging.Formatter("%(asctime)sZ %(levelname)s %(name)s: %(message)s", "%Y-%m-%dT%H:%M:%S")
    formatter.converter = time.gmtime
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("beffroi").setLevel(logging.INFO)
