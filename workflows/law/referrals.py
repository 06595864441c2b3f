"""What the public prosecution may answer to a referral, read from data: reasons of a closing, and who is told what of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from workflows.law.clocks import clocks
from workflows.law.references import CONFIDENCES, DATA, is_reference, sources
from workflows.store.datafile import Row, read_row
from workflows.store.text import Text

TOLD_TO: Final = frozenset({"author", "mayor", "prefect"})
WHEN: Final = frozenset({"always", "public_order", "reported", "allowed"})
CONTENTS: Final = frozenset({"reasons", "outcome", "status"})


@dataclass(frozen=True, slots=True)
class NoActionReason:
    """One reason of a closing without action, with its number; ``to_verify`` where a lawyer must still read it again."""

    key: str
    label: Text
    confidence: tuple[str, ...]
    sources: tuple[str, ...]

    @property
    def to_verify(self) -> bool:
        """Whether a lawyer must still read it again."""
        return "V" in self.confidence


@dataclass(frozen=True, slots=True)
class Told:
    """Of these ``answers``, whom the law has told (``to``), in which case (``when``), and how much (``content``).

    ``clock`` is the time limit of telling, ``None`` where the law sets none.
    """

    to: str
    answers: tuple[str, ...]
    when: str
    content: str
    references: tuple[str, ...]
    clock: str | None
    confidence: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReferralRules:
    """Both tables of the file."""

    no_action: tuple[NoActionReason, ...]
    told: tuple[Told, ...]


def no_action_reasons() -> tuple[NoActionReason, ...]:
    """Return the reasons of a closing without action, in the order of their numbers."""
    return _rules().no_action


def told_of(answer: str, *, to: str, when: str | None = None) -> Told | None:
    """Return the rule by which somebody (a word of ``TOLD_TO``) is told of an answer, ``None`` if none tells them.

    ``when`` (a word of ``WHEN``) asks for the rule of that case alone.
    """
    rules = (rule for rule in _rules().told if rule.to == to and answer in rule.answers)
    return next((rule for rule in rules if when in (None, rule.when)), None)


def read_referrals(path: Path, known_answers: Iterable[str]) -> ReferralRules:
    """Read the file; refuses, naming file and key, what a jurist should correct first.

    ``known_answers`` are the words that an answer may be called by.
    """
    file, marks, answers = read_row(path), frozenset(sources()), frozenset(known_answers)
    rules = ReferralRules(
        tuple(_reason(row, marks) for row in file.rows("no_action")),
        tuple(_told(row, marks, answers) for row in file.rows("told")),
    )
    keys = [reason.key for reason in rules.no_action]
    if len(keys) != len(set(keys)):
        raise file.fault("un motif y figure deux fois.", "a reason stands there twice.")
    file.finish()
    return rules


ANSWERS: Final = (
    "registered", "enquiry", "no_action", "alternative", "penal_settlement", "transaction", "prosecution",
    "judicial_investigation", "judgment", "appeal",
)  # fmt: skip
"""Every answer of the public prosecution (domain §3.2); each is a state of a referral."""


@cache
def _rules() -> ReferralRules:
    return read_referrals(DATA / "referrals.toml", ANSWERS)


def _reason(row: Row, marks: frozenset[str]) -> NoActionReason:
    record = NoActionReason(
        row.line("key"), row.text("label"), row.words("confidence", CONFIDENCES), row.words("source", marks)
    )
    row.finish()
    return record


def _told(row: Row, marks: frozenset[str], answers: frozenset[str]) -> Told:
    record = Told(
        row.one_of("to", TOLD_TO),
        row.words("answers", answers),
        row.one_of("when", WHEN),
        row.one_of("content", CONTENTS),
        row.words("references"),
        row.line("clock") if row.has("clock") else None,
        row.words("confidence", CONFIDENCES),
        row.words("source", marks),
    )
    row.finish()
    for key in record.references:
        if not is_reference(key):
            raise row.fault(
                "{key} n’est pas une référence légale connue.", "{key} is no known legal reference.", key=key
            )
    if record.clock is not None and record.clock not in {known.key for known in clocks()}:
        raise row.fault("ce délai n’est pas connu.", "this time limit is not known.")
    return record
