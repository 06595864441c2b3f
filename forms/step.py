"""The form of a step, made from what the step asks: any workflow gets its forms with no further code."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final
from uuid import UUID, uuid4

from wtforms.form import BaseForm

from forms.fields import Amount, Asked, Choice, Choices, Day, Line, Moment, Number, Paragraphs, YesNo
from workflows.engine.definition import Field, Step
from workflows.store.text import Text

PREFIX: Final = "f_"
"""Before the name of every field that a step asks, so that none is taken for a word of the protocol."""

COMMAND: Final = "command"
VERSION: Final = "version"
_KINDS: Final[Mapping[str, type[Asked]]] = {
    "line": Line,
    "text": Paragraphs,
    "day": Day,
    "moment": Moment,
    "number": Number,
    "amount": Amount,
    "yes_no": YesNo,
    "choice": Choice,
    "choices": Choices,
}
Choose = Callable[[Field], Iterable[tuple[str, Text]]]


class StepForm(BaseForm):
    """What a person writes to take one step. ``command`` makes a double click one step; ``version`` is the case as
    the person saw it.
    """

    def __init__(self, asks: Iterable[Field], choose: Choose) -> None:
        """Ask these fields; ``choose`` gives the choices of a field, as they are in this case now."""
        self.asks = tuple(asks)
        super().__init__({field.name: _unbound(field, choose) for field in self.asks}, prefix=PREFIX)
        self.command = uuid4().hex
        self.version: int | None = None

    def begin(self, version: int, values: Mapping[str, Any] | None = None) -> None:
        """Open the form on a case at this version, with these values to begin with."""
        self.version = version
        self.process(data=dict(values or {}))

    def receive(self, formdata: Any) -> None:
        """Take what a browser sent (a ``MultiDict``). A missing or malformed command id is replaced by a new one."""
        self.process(formdata=formdata)
        self.command = _read_command(formdata.get(COMMAND)) or self.command
        self.version = _read_version(formdata.get(VERSION))

    def fields(self) -> dict[str, Any]:
        """Return the typed values, exactly those that the step asks; call after ``validate``."""
        return {name: field.data for name, field in self._fields.items()}

    def typed(self) -> dict[str, list[str]]:
        """Return what was written, by input name, so that it can be shown again later."""
        return {field.name: [str(value) for value in field.raw_data or []] for field in self}

    def mistakes(self) -> list[tuple[Asked, Text]]:
        """Return each refused field with its sentence, in the order of the page."""
        return mistakes_of(self)

    def populate_obj(self, obj: Any) -> None:
        """Refuse: what people write becomes a step's typed fields, never the attributes of a record."""
        raise TypeError("A form never writes on a record: take the step with its typed fields.")


def mistakes_of(form: BaseForm) -> list[tuple[Asked, Text]]:
    """Return each refused field of a form with its sentence, in the order of the page."""
    fields: list[Any] = list(form)
    return [(field, error) for field in fields for error in field.errors]


def step_form(step: Step, choose: Choose | None = None) -> StepForm:
    """Return the form of a step. ``choose`` gives the choices of its fields; plain lists need none."""
    return StepForm(step.asks, choose or _listed)


def _listed(field: Field) -> Iterable[tuple[str, Text]]:
    if callable(field.choices):
        raise TypeError(f"The choices of {field.name} depend on the case: give a function that knows it.")
    return field.choices


def _unbound(field: Field, choose: Choose) -> Any:
    given: dict[str, Any] = {"required": field.required, "hint": field.help, "maximum": field.maximum}
    if field.kind in ("choice", "choices"):
        given["choices"] = choose(field)
    return _KINDS[field.kind](field.label, **given)


def _read_command(value: Any) -> str | None:
    try:
        return UUID(hex=str(value)).hex
    except ValueError:
        return None


def _read_version(value: Any) -> int | None:
    text = str(value or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else None
