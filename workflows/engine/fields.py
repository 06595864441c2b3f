"""What a step asks, read and checked before anything is written: unknown, missing, ill-typed and out-of-list values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from workflows.engine.definition import Field, Refusal
from workflows.store.text import Text

if TYPE_CHECKING:
    from workflows.engine.cases import Situation


def choices_of(field: Field, situation: Situation) -> tuple[tuple[str, Text], ...]:
    """Return the (code, label) pairs of a field in this situation."""
    choices = field.choices
    return tuple(choices(situation) if callable(choices) else choices)


def faults_of(asks: Iterable[Field], given: Mapping[str, Any], situation: Situation) -> list[Refusal]:
    """Return one refusal for each value that is unknown, missing, of another kind, too long or not in its list."""
    asks = tuple(asks)
    known = {field.name for field in asks}
    faults = [
        Refusal("field_unknown", Text("Champ inconnu\u00a0: {name}.", "Unknown field: {name}.", name=name))
        for name in sorted(set(given) - known)
    ]
    for field in asks:
        fault = _fault_of(field, given.get(field.name), situation)
        if fault is not None:
            faults.append(Refusal(f"field_{field.name}", fault))
    return faults


def _fault_of(field: Field, value: Any, situation: Situation) -> Text | None:
    if value is None or value in ("", [], ()):
        if not field.required:
            return None
        return Text("Il manque\u00a0: {label}.", "Missing: {label}.", label=field.label)
    if not _is_of_kind(field, value):
        return Text("«\u00a0{label}\u00a0» n’est pas lisible.", "“{label}” cannot be read.", label=field.label)
    if isinstance(value, str) and len(value) > field.maximum:
        return Text(
            "«\u00a0{label}\u00a0» est trop long\u00a0: {maximum} signes au plus.",
            "“{label}” is too long: {maximum} characters at most.",
            label=field.label,
            maximum=field.maximum,
        )
    if field.kind in ("choice", "choices"):
        codes = {code for code, _label in choices_of(field, situation)}
        if not ({value} if isinstance(value, str) else set(value)) <= codes:
            return Text(
                "«\u00a0{label}\u00a0» n’est pas dans la liste.", "“{label}” is not in the list.", label=field.label
            )
    return None


def _is_text(value: Any) -> bool:
    """Tell whether a value is text that a database can keep: no zero sign, no half of a character."""
    if not isinstance(value, str) or "\x00" in value:
        return False
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _is_of_kind(field: Field, value: Any) -> bool:
    match field.kind:
        case "line":
            return _is_text(value) and "\n" not in value
        case "text":
            return _is_text(value)
        case "day":
            return isinstance(value, date) and not isinstance(value, datetime)
        case "moment":
            return isinstance(value, datetime) and value.tzinfo is not None
        case "number":
            return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= 10**12
        case "amount":
            return (
                isinstance(value, Decimal) and value.is_finite() and value == round(value, 2) and 0 <= value <= 10**12
            )
        case "yes_no":
            return isinstance(value, bool)
        case "choice":
            return isinstance(value, str)
        case "choices":
            return isinstance(value, (list, tuple)) and all(isinstance(code, str) for code in value)
