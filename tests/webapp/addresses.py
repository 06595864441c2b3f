"""The addresses of the application, each filled with the records of a house that it may be about."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product
from typing import Any
from uuid import uuid4

from werkzeug.routing import Rule

from tests.webapp.access_addresses import Row
from tests.webapp.access_matrix import STEPS
from tests.webapp.canaries import CanaryHouse


def rules_of(house: CanaryHouse, method: str) -> list[Rule]:
    """Return the rules that take this method, in the order of their addresses."""
    return sorted((each for each in house.app.url_map.iter_rules() if method in (each.methods or ())), key=str)


def fillings(house: CanaryHouse, rule: Rule, row: Row) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
    """Give the names of records that an address may be about, and what fills its parameters then."""
    ids = ids_in(rule)
    kinds = [row.kinds] if len(ids) == 1 else [(kind,) for kind in row.kinds]
    choices = [[each for kind in allowed for each in house.records(kind).items()] for allowed in kinds]
    for chosen in product(*choices):
        names = tuple(name for name, _ in chosen)
        values: dict[str, Any] = dict(zip(ids, (known for _, known in chosen), strict=True))
        if "step" in rule.arguments:
            values["step"] = STEPS[names[0].split()[0]][0]
        yield names, values


def of_others(house: CanaryHouse, rule: Rule, row: Row, desk: str) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
    """Give those fillings that are not for a desk; of the many sheets and points of an agency, one stands for all."""
    seen = set()
    for names, values in fillings(house, rule, row):
        alike = tuple(map(_kin, names))
        if not row.lets(desk, names) and alike not in seen:
            seen.add(alike)
            yield names, values


def _kin(name: str) -> str:
    words = name.split()
    kind, last = words[0], words[-1]
    return {"sheet": f"sheet {last}", "finding": f"finding {last}", "establishment": kind}.get(kind, name)


def absent(rule: Rule, row: Row) -> dict[str, Any]:
    """Return what fills the parameters of an address about records that never were."""
    step = {"step": STEPS[row.kinds[0]][0]} if "step" in rule.arguments else {}
    return {**{name: uuid4() for name in ids_in(rule)}, **step}


def ids_in(rule: Rule) -> list[str]:
    """Return the parameters of an address that are ids, in their order."""
    return re.findall(r"<uuid:([a-z_]+)>", rule.rule)
