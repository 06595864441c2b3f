"""The rules of the partnership for an answer given from outside, read from data: tries, and days."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from workflows.law.references import DATA
from workflows.store.datafile import read_row


@dataclass(frozen=True, slots=True)
class OutsideRules:
    """How many wrong codes a link bears, how many days ahead it may last, and how many are usual."""

    attempts: int
    longest_days: int
    usual_days: int


def read_rules(path: Path) -> OutsideRules:
    """Read the file of the rules; refuses, naming file and key, what should be corrected first."""
    file = read_row(path)
    rules = OutsideRules(
        attempts=file.number("attempts", 1, 10),
        longest_days=file.number("longest_days", 1, 366),
        usual_days=file.number("usual_days", 1, 366),
    )
    if rules.usual_days > rules.longest_days:
        raise file.fault("les jours usuels dépassent le maximum.", "the usual days are more than the most.")
    file.finish()
    return rules


@cache
def outside_rules() -> OutsideRules:
    """Return the rules in force."""
    return read_rules(DATA / "outside_answers.toml")
