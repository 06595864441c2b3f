"""The kinds of desk: which pages their menu leads to, and what their people see first. Agencies choose one in data.

Each file brings a ``DESK``; a new agency works at the generic one with no further code.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any, Final

from workflows.store.text import Text

LISTED: Final = "listed"


@dataclass(frozen=True, slots=True)
class MenuItem:
    """A page of the menu: the endpoint, its word by name, its icon, and the competence without which it is not shown."""

    endpoint: str
    word: str
    icon: str
    competence: str | None = None


@dataclass(frozen=True, slots=True)
class Panel:
    """Something that a desk shows on its first screen beside the inbox: a template, and what fills it at each visit.

    Cases that it lists under ``LISTED`` are left out of the inbox beside it, so that nobody reads them twice.
    """

    template: str
    fill: Callable[[], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class DeskKind:
    """A kind of desk: the sentence that opens its first screen, its menu, the panels of that screen.

    ``never_late`` is for the judicial authority: no time limit of ours is ever held against it.
    """

    kind: str
    lead: Text
    menu: tuple[MenuItem, ...]
    panels: tuple[Panel, ...] = ()
    never_late: bool = False


@cache
def desk_kinds() -> Mapping[str, DeskKind]:
    """Return the kinds of desk by name, found in this folder; refuses two of the same name."""
    found: dict[str, DeskKind] = {}
    for info in pkgutil.iter_modules(__path__):
        kind: DeskKind = import_module(f"{__name__}.{info.name}").DESK
        if kind.kind in found:
            raise ValueError(f"Two desks are of the kind {kind.kind}.")
        found[kind.kind] = kind
    return found
