"""The number of an act is typed as its agency writes it; the name of its file is always a name of a file."""

from __future__ import annotations

import pytest

from workflows.processes.document import Document


@pytest.mark.parametrize(
    ("number", "version", "name"),
    [
        ("CR-2026-0001", 1, "CR-2026-0001-order.pdf"),
        ("2026/118 bis", 2, "2026-118-bis-order-v2.pdf"),
        ('../../etc "x"', 1, "..-..-etc-x-order.pdf"),
        ("DÉMO-1", 1, "DEMO-1-order.pdf"),
    ],
)
def test_a_number_with_signs_is_still_a_name_of_a_file(number: str, version: int, name: str) -> None:
    assert Document(number=number, kind="order", version=version).file_name == name
