"""Establishments looked for by the words that people type: accents, case and typing errors forgiven, hidden ones never."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workflows.register.establishments import Establishment
from workflows.register.searching import ALIKE, best_likeness, fold_words

_LONGEST_QUERY: Final = 200
_LONGEST_WORD: Final = 40
_CANDIDATES: Final = 4000
"""Rows that a forgiving search weighs at most."""


@dataclass(frozen=True, slots=True)
class Found:
    """One page of a search: the establishments, where the next page begins (``None``: it is the last), and whether they
    hold the very words or only resemble them.
    """

    establishments: tuple[Establishment, ...]
    after: str | None
    exact: bool


def search_establishments(
    session: Session, words: str, *, commune: str | None = None, limit: int = 25, after: str | None = None
) -> Found:
    """Return the establishments that answer to every word, by name; where none does, those that resemble the words most.

    ``words`` may be names, an address, a town, a postcode, a SIREN or a SIRET; ``commune`` is a commune code; ``after``
    is what the page before gave. Establishments that left public diffusion are never found, nor places known from a
    record made elsewhere.
    """
    sought = _sought(words)
    if not sought and commune is None:
        return Found((), None, exact=True)
    page = _exact(session, sought, commune, limit, after)
    if page.establishments or after is not None or not sought:
        return page
    return Found(_alike(session, sought, commune, limit), None, exact=False)


def find_establishment(session: Session, siret: str) -> Establishment | None:
    """Return the establishment of that SIRET, hidden or not, or ``None``: the caller looks at ``hidden`` before showing."""
    digits = "".join(siret.split())
    return session.scalars(sa.select(Establishment).where(Establishment.siret == digits)).first()


def demonstration_places(session: Session) -> list[Establishment]:
    """Return the demonstration establishments, by name."""
    return list(
        session.scalars(sa.select(Establishment).where(Establishment.demonstration).order_by(Establishment.search_text))
    )


def _sought(words: str) -> list[str]:
    sought = [word[:_LONGEST_WORD] for word in fold_words(words[:_LONGEST_QUERY]).split()]
    digits = "".join(sought)
    # A SIRET is often typed in groups: 123 456 789 00012.
    return [digits] if digits.isdigit() and len(digits) in (9, 14) else sought


def _shown(commune: str | None) -> list[sa.ColumnElement[bool]]:
    rules: list[sa.ColumnElement[bool]] = [Establishment.hidden.is_(False), Establishment.origin.is_(None)]
    if commune is not None:
        rules.append(Establishment.commune_code == commune)
    return rules


def _exact(session: Session, sought: Sequence[str], commune: str | None, limit: int, after: str | None) -> Found:
    query = sa.select(Establishment).where(
        *_shown(commune), *(Establishment.search_text.contains(word, autoescape=True) for word in sought)
    )
    if after is not None:
        query = query.where(_beyond(after))
    rows = list(session.scalars(query.order_by(Establishment.search_text, Establishment.id).limit(limit + 1)))
    following = None
    if len(rows) > limit:
        last = rows[limit - 1]
        following = f"{last.id.hex}|{last.search_text}"
    return Found(tuple(rows[:limit]), following, exact=True)


def _beyond(after: str) -> sa.ColumnElement[bool]:
    number, _, text = after.partition("|")
    try:
        last = UUID(hex=number)
    except ValueError:
        return sa.false()
    return sa.or_(Establishment.search_text > text, sa.and_(Establishment.search_text == text, Establishment.id > last))


def _alike(session: Session, sought: Sequence[str], commune: str | None, limit: int) -> tuple[Establishment, ...]:
    pieces = {word[i : i + 2] for word in sought for i in range(len(word) - 1)}
    if not pieces:
        return ()
    text = Establishment.search_text
    shared: Any = sum(sa.case((text.contains(piece), 1), else_=0) for piece in sorted(pieces))
    candidates = session.execute(
        sa.select(Establishment.id, text)
        .where(*_shown(commune), sa.or_(*(text.contains(piece) for piece in pieces)))
        .order_by(shared.desc(), Establishment.id)
        .limit(_CANDIDATES)
    )
    scored = []
    for found, folded in candidates:
        scores = [best_likeness(word, folded.split()) for word in sought]
        if min(scores) >= ALIKE:
            scored.append((-sum(scores), folded, found))
    best = [found for _, _, found in sorted(scored, key=lambda each: each[:2])[:limit]]
    rows = {row.id: row for row in session.scalars(sa.select(Establishment).where(Establishment.id.in_(best)))}
    return tuple(rows[found] for found in best)
