"""What a person writes to open a branch about a place, and to say what was seen again there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID, uuid4

from wtforms.form import BaseForm

from forms.command import CommandForm
from forms.fields import Choice, Day, Paragraphs
from workflows.store.text import Text

UNSEEN: Final = "unseen"
"""The answer about a point that nobody looked at this time."""
_UNSEEN: Final = Text("Pas revu cette fois", "Not seen this time")


class ElsewhereForm(CommandForm):
    """Which branch, and what it is about."""

    kind = Choice(Text("Voie", "Way"), name="kind", choices=())
    label = Paragraphs(
        Text("De quoi il s’agit", "What it is about"),
        name="label",
        maximum=500,
        hint=Text(
            "Ce qui est à suivre et d’où on le sait, sans nom de personne.",
            "What is to be followed up and how it is known, without anybody’s name.",
        ),
    )

    def offer(self, kinds: Iterable[tuple[str, Text]]) -> None:
        """Offer these branches (code, name)."""
        self.kind.choices = tuple(kinds)


class CheckForm(BaseForm):
    """A second look: the day, and for each point what was seen, with a note. Points are told apart by their number.

    ``points`` are (code, label); ``answers`` are what may be said of one. At least one point must have been seen.
    """

    def __init__(self, points: Sequence[tuple[str, str]], answers: Sequence[tuple[str, Text]]) -> None:
        self.points = tuple(points)
        fields: dict[str, Any] = {"seen_on": Day(Text("Vu le", "Seen on"))}
        for number, (_code, label) in enumerate(self.points):
            fields[f"outcome_{number}"] = Choice(Text(label, label), choices=(*answers, (UNSEEN, _UNSEEN)))
            fields[f"note_{number}"] = Paragraphs(_NOTE, required=False, maximum=2000)
        super().__init__(fields)
        self.command, self.version = uuid4().hex, 0

    def begin(self, version: int, seen_on: date) -> None:
        """Open the form on a case at this version; nothing was seen yet."""
        self.version = version
        unseen = {f"outcome_{number}": UNSEEN for number in range(len(self.points))}
        self.process(data={"seen_on": seen_on, **unseen})

    def receive(self, formdata: Any) -> None:
        """Take what a browser sent; a malformed command is replaced by a new one."""
        self.process(formdata=formdata)
        try:
            self.command = UUID(hex=str(formdata.get("command"))).hex
        except ValueError:
            self.command = uuid4().hex
        version = str(formdata.get("version") or "")
        self.version = int(version) if version.isascii() and version.isdigit() and len(version) <= 9 else 0

    def validate(self, extra_validators: Any = None) -> bool:
        """Refuse faulty fields, and a look at nothing."""
        valid = super().validate(extra_validators)
        if valid and not list(self.seen()):
            self._fields["outcome_0"].errors = [_NOTHING_SEEN]  # type: ignore[list-item]
            return False
        return valid

    def seen(self) -> Iterator[tuple[str, str, str]]:
        """Give (code, answer, note) of each point that was seen."""
        for number, (code, _label) in enumerate(self.points):
            outcome = self._fields[f"outcome_{number}"].data
            if outcome not in (None, UNSEEN):
                yield code, outcome, self._fields[f"note_{number}"].data or ""

    @property
    def seen_on(self) -> date:
        """The day of the look."""
        found: date = self._fields["seen_on"].data
        return found


_NOTE: Final = Text("Constat", "What was found")
_NOTHING_SEEN: Final = Text("Dites d’au moins un point ce qui est vu.", "Say of one point at least what is seen.")
