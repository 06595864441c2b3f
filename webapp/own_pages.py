"""Pages that a workflow has to itself: a case of it is shown there, with the page of every case one link away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar

from flask import current_app, request, url_for

from workflows.engine.tables import Case

WHOLE: Final = "whole"
"""The word of an address by which the page of every case is asked for all the same."""
_ALONG: Final = ("done", "as")
"""What goes along to the page: what was just done, and with whose eyes it is seen."""
_MARK: Final = "beffroi_page_of"
_Called = TypeVar("_Called", bound=Callable[..., Any])


def page_of(workflow: str) -> Callable[[_Called], _Called]:
    """Declare that a view, which takes ``case_id``, is the page of the cases of a workflow."""

    def declare(view: _Called) -> _Called:
        setattr(view, _MARK, workflow)
        return view

    return declare


def own_page(case: Case) -> str | None:
    """Return the address of the page that the case's workflow has to itself, ``None`` if there is none or the whole
    case was asked for.
    """
    if WHOLE in request.args:
        return None
    for endpoint, view in current_app.view_functions.items():
        if getattr(view, _MARK, None) == case.workflow:
            along: dict[str, Any] = {name: request.args.get(name) for name in _ALONG}
            return url_for(endpoint, case_id=case.id, **along)
    return None


def is_page_of_a_case(endpoint: str | None) -> bool:
    """Tell whether an address is the page that the cases of a workflow have to themselves."""
    return endpoint is not None and hasattr(current_app.view_functions.get(endpoint), _MARK)
