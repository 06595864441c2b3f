"""For which places a measure is: what the register says, what it cannot say, and what who instructs says of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from workflows.law.place_kinds import fit_of, place_kinds, read_place_kinds
from workflows.register.establishments import KINDS
from workflows.store.datafile import DataFault

DRINKS = ("drinking_place", "restaurant")


@pytest.mark.parametrize(
    ("kinds", "registered", "said", "fit"),
    [
        (DRINKS, "bar", (), "yes"),
        (DRINKS, "restaurant", (), "yes"),
        (DRINKS, "night_grocery", (), "no"),
        (DRINKS, "night_grocery", ("drinking_place",), "yes"),
        (DRINKS, "night_grocery", ("music",), "no"),
        (DRINKS, "tobacconist", (), "unknown"),
        (DRINKS, None, (), "unknown"),
        (("music",), "bar", (), "unknown"),
        (("music",), "bar", ("music",), "yes"),
        ((), None, (), "yes"),
    ],
)
def test_what_is_known_of_a_place_lets_a_measure_pass_excludes_it_or_leaves_a_question(
    kinds: tuple[str, ...], registered: str | None, said: tuple[str, ...], fit: str
) -> None:
    assert fit_of(kinds, registered=registered, said=said) == fit


def test_every_kind_speaks_of_kinds_that_the_register_has() -> None:
    for each in place_kinds().values():
        assert each.certain | each.possible <= set(KINDS), each.key


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        ('certain = ["bar"]\npossible = ["bar"]', "merely possible"),
        ("[[kind]]\nkey = \"one\"\nlabel = {fr = \"Un\", en = \"One\"}", "taken already"),
    ],
)  # fmt: skip
def test_a_jurist_is_told_what_to_correct(tmp_path: Path, lines: str, fault: str) -> None:
    path = tmp_path / "place_kinds.toml"
    path.write_text(f'[[kind]]\nkey = "one"\nlabel = {{fr = "Un", en = "One"}}\n{lines}\n', encoding="utf-8")
    with pytest.raises(DataFault, match=fault):
        read_place_kinds(path)
