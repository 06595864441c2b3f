"""Who may refer, send a PV, and sign in whose name: by what kind of body an agency is, and what it holds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from workflows.engine.cases import Actor, Situation
from workflows.engine.definition import Refusal
from workflows.processes.referral_facts import CAPACITIES, CAPACITY_OF
from workflows.register.agencies import agency
from workflows.store.text import Text

PRIVATE: Final = frozenset({"landlord", "transport"})
"""Kinds of bodies under private law: article 40 is not for their staff (domain §3.1)."""
DRAW_PV: Final = "draw_pv"
"""The competence of an agency whose agents draw up PVs (domain §1.1)."""


def may_refer(actor: Actor) -> Refusal | None:
    """Refuse a body under private law: its staff complain, or report as anybody may."""
    return _PRIVATE_BODY if agency(actor.agency).kind in PRIVATE else None


def may_sign(situation: Situation) -> Refusal | None:
    """Refuse article 40 to whom it is not for."""
    return may_refer(situation.actor)


def may_transmit_pv(situation: Situation) -> Refusal | None:
    """Refuse a PV to an agency that draws none: it reports to the prosecutor instead."""
    refused = may_refer(situation.actor)
    if refused is None and DRAW_PV not in situation.actor.competences:
        return _DRAWS_NO_PV
    return refused


def capacities(situation: Situation) -> Iterable[tuple[str, Text]]:
    """Offer the capacities in which somebody of the actor's agency signs: the prefect and the mayor only at their own."""
    for key, label in CAPACITIES.items():
        if key not in CAPACITY_OF or CAPACITY_OF[key] in situation.actor.competences:
            yield key, label


_PRIVATE_BODY: Final = Refusal(
    "private_body",
    Text(
        "L’article 40 n’est pas pour un organisme de droit privé\u00a0: il dépose une plainte, ou adresse un signalement simple.",
        "Article 40 is not for a body under private law: it files a complaint, or sends a simple report.",
    ),
    ("cpp_40",),
)
_DRAWS_NO_PV: Final = Refusal(
    "draws_no_pv",
    Text(
        "Votre service ne dresse pas de procès-verbal pour le parquet\u00a0: il lui écrit un signalement.",
        "Your agency draws up no official report for the prosecutor: it writes a report to the prosecutor.",
    ),
    ("cpp_40",),
)
