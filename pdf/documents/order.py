"""The order of closure: arrêté portant fermeture administrative temporaire."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pdf.documents import Document
from pdf.measure_words import PRIORS_SEEN, REMEDIES, WAYS, WEIGHED
from workflows.law.clocks import clock
from workflows.law.orders import STALE
from workflows.processes.snapshot_parts_measure import Delegation
from workflows.processes.snapshots_measure import OrderSnapshot


def title_of(order: OrderSnapshot) -> str:
    """Return what the order is called, for a length or until it is lifted."""
    return f"portant {_closure(order)} de l’établissement «\u00a0{order.establishment.trade_name}\u00a0»"


def _closure(order: OrderSnapshot) -> str:
    return "fermeture administrative temporaire" if order.months else "fermeture administrative"


def _words(order: OrderSnapshot) -> Mapping[str, Any]:
    heard = order.hearing.arguments if order.hearing else ()
    return {
        "closure": _closure(order),
        "delegated": _delegated(order, order.signatory.delegation),
        "powers": _delegated(order, order.power),
        "priors": PRIORS_SEEN,
        "remedy_kinds": REMEDIES,
        "ways": WAYS,
        "weighed": WEIGHED,
        "observations": list(dict.fromkeys((each.oral, each.by, each.dated) for each in heard)),
        "articles": _articles(order),
        "stale_days": clock(STALE).term.count,
    }


def _delegated(order: OrderSnapshot, delegation: Delegation | None) -> list[str]:
    """Of all that was delegated, what this order needs."""
    return [each.words for each in delegation.subjects if each.key in order.keys] if delegation else []


def _articles(order: OrderSnapshot) -> list[str]:
    """The articles that this order has, in their order: an article without content is left out and the others move up."""
    wanted = {"effects": order.effects, "penalties": order.penalties}
    every = ("closure", "effects", "posting", "penalties", "remedies", "execution")
    return [each for each in every if wanted.get(each, True)]


DOCUMENT: Final = Document(
    name="order",
    snapshot=OrderSnapshot,
    title=lambda order: f"Arrêté n° {order.head.number} {title_of(order)}",
    subject=lambda order: f"Établissement {order.establishment.trade_name}, {order.establishment.address}",
    words=_words,
)
