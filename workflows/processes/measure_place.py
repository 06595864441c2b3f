"""What the place of a measure is: what the register takes it for, what who instructs said once, what that excludes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from workflows.engine.cases import Situation
from workflows.engine.definition import Refusal
from workflows.engine.viewer import ViewerSession
from workflows.law.measures import Measure
from workflows.law.place_kinds import EXCLUDED, NOT_KNOWN, Fit, fit_of, place_kinds
from workflows.processes.house import look_up
from workflows.processes.measure_law import law_of, measure_row
from workflows.processes.measure_steps import today
from workflows.register.establishments import KINDS, Establishment
from workflows.store.text import Text


def kind_choices(_situation: Situation) -> Iterable[tuple[str, Text]]:
    """Offer the kinds of place that measures are for."""
    return [(each.key, each.label) for each in place_kinds().values()]


def fit_for(session: ViewerSession, law: Measure, row: Any, said: Iterable[str] = ()) -> Fit:
    """Tell whether a measure of the law is for the place of a case, with what is being said beside what was."""
    return fit_of(law.kinds, registered=_registered(session, row), said={*(row.place_kinds or ()), *said})


def ground_is_for_this_place(situation: Situation) -> list[Refusal]:
    """Refuse a ground that is not for a place of this kind, and one of which nobody knows whether it is."""
    row, fields = measure_row(situation.session, situation.case.id), situation.fields
    if row is None:
        return []
    chosen = [law_of(key, today(situation)) for key in (fields["basis"], fields.get("second_basis")) if key]
    return [
        _refusal(each, fit, _registered(situation.session, row))
        for each in chosen
        if each is not None and (fit := fit_for(situation.session, each, row, fields.get("place_kinds") or ())) != "yes"
    ]


def keep_what_it_is(situation: Situation, row: Any) -> None:
    """Keep what was said of the place; what was said before stands until something else is said."""
    row.place_kinds = list(situation.fields.get("place_kinds") or row.place_kinds or ()) or None


def _refusal(law: Measure, fit: Fit, registered: str | None) -> Refusal:
    code, text = ("not_this_kind", EXCLUDED) if fit == "no" else ("unknown_kind", NOT_KNOWN)
    said = text.with_parameters(key=law.key, places=law.establishments, kind=KINDS[registered] if registered else "")
    return Refusal(code, said, (law.reference,) if law.reference is not None else ())


def _registered(session: ViewerSession, row: Any) -> str | None:
    kind: str | None = look_up(session, Establishment, row.establishment_id).kind
    return kind
