"""What each line that somebody brought does: tried in order through the very steps that people take by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Protocol

from werkzeug.datastructures import MultiDict

from forms.step import PREFIX, StepForm, step_form
from forms.strategy_lines import Kind, Line
from workflows.engine import registry
from workflows.engine.cases import Actor, take
from workflows.engine.refusals import EngineAnswer, Refused
from workflows.engine.tables import Case
from workflows.engine.viewer import ViewerSession
from workflows.store.text import Text

Doom = Literal["new", "same", "empty", "refused"]
"""Written; there already; saying nothing; refused."""


class Unplaced(Exception):
    """A line names nothing that it could be written to. ``text`` says why."""

    def __init__(self, text: Text) -> None:
        """Carry the sentence."""
        self.text = text
        super().__init__(text.render("en"))


class Place(Protocol):
    """Knows where the lines of one kind go."""

    kind: Kind
    step: str

    def case_of(self, line: Line) -> Case:
        """Return the case whose step the line takes; refuses with :class:`Unplaced`."""

    def typed(self, case: Case, line: Line) -> Mapping[str, str]:
        """Return what the line writes in the fields of the step."""

    def look(self, case: Case, line: Line, fields: Mapping[str, Any]) -> tuple[bool, Sequence[Text]]:
        """Tell whether the same is there already, and what people should know; refuses with :class:`Unplaced`."""

    def keep(self, case: Case, line: Line, fields: Mapping[str, Any]) -> None:
        """Remember what was just written, for the lines after it."""


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of one line, with the words of its cells; ``said`` are refusals or what people should know."""

    line: Line
    doom: Doom
    said: tuple[Text, ...] = ()

    def as_plain(self) -> dict[str, Any]:
        """Return the fate as JSON keeps it."""
        return {
            "number": self.line.number,
            "doom": self.doom,
            "said": [[text.render("fr"), text.render("en")] for text in self.said],
        }


def try_lines(
    session: ViewerSession, place: Place, lines: Sequence[Line], *, actor: Actor, moment: datetime
) -> list[Fate]:
    """Take the step of each line in order and return what became of each.

    The session holds what was written: the caller keeps all of it, or drops it where one line is refused.
    """
    return [_try(session, place, line, actor, moment) for line in lines]


def is_refused(fates: Sequence[Fate]) -> bool:
    """Tell whether one line at least is refused, so that none may be written."""
    return any(fate.doom == "refused" for fate in fates)


def _try(session: ViewerSession, place: Place, line: Line, actor: Actor, moment: datetime) -> Fate:
    if not any(line.given.get(name) for name in place.kind.says):
        return Fate(line, "empty")
    try:
        case = place.case_of(line)
        form = _form(place, case, line)
        if not form.validate():
            return Fate(line, "refused", tuple(_mistake(form)))
        fields = form.fields()
        same, told = place.look(case, line, fields)
        if same:
            return Fate(line, "same", tuple(told))
        take(session, case.id, place.step, actor=actor, moment=moment, fields=fields)
    except Unplaced as unplaced:
        return Fate(line, "refused", (unplaced.text,))
    except Refused as refused:
        return Fate(line, "refused", tuple(refusal.text for refusal in refused.refusals))
    except EngineAnswer as answer:
        return Fate(line, "refused", (answer.text,))
    place.keep(case, line, fields)
    return Fate(line, "new", tuple(told))


def _form(place: Place, case: Case, line: Line) -> StepForm:
    form = step_form(registry.workflow(case.workflow, case.workflow_version).step(place.step))
    form.receive(MultiDict({PREFIX + name: words for name, words in place.typed(case, line).items()}))
    return form


def _mistake(form: StepForm) -> list[Text]:
    return [
        Text("{label}\u00a0: {sentence}", "{label}: {sentence}", label=field.label.text, sentence=sentence)
        for field, sentence in form.mistakes()
    ]
