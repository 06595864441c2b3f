"""The shares by which figures are judged: each in per cent, and a file that cannot be right is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from workflows.law.shares import UnknownShareError, read_shares, share
from workflows.store.datafile import DataFault

ROW = """
[[share]]
key = "half"
label = {fr = "Moitié", en = "Half"}
says = {fr = "La moitié.", en = "A half."}
percent = 50
confidence = ["W"]
"""


def test_the_weather_clouds_over_before_it_breaks() -> None:
    assert 0 < share("weather_slight").percent < share("weather_serious").percent < 100
    with pytest.raises(UnknownShareError, match="none"):
        share("none")


@pytest.mark.parametrize("text", [ROW + ROW, ROW.replace("50", "101"), ROW + 'unit = "x"'])
def test_a_file_of_shares_that_cannot_be_right_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "shares.toml"
    path.write_text(text)
    with pytest.raises(DataFault):
        read_shares(path)
