"""Offences of the NATINF list: numbers, natures, labels and texts, as published; a number is never typed from memory."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from workflows.register.observations import Superseded, superseded
from workflows.register.offence_files import NATURES, natinf_code
from workflows.register.published_values import UnreadableValue
from workflows.register.searching import ALIKE, best_likeness, fold_words
from workflows.store.database import Base, Recorded
from workflows.store.text import Text

COLUMNS: Final = {
    "nature": Text("Nature", "Nature"),
    "label": Text("Qualification", "Label"),
    "defined_by": Text("Définie par", "Defined by"),
    "punished_by": Text("Réprimée par", "Punished by"),
    "category": Text("Catégorie", "Category"),
}
"""The columns of an offence whose earlier values are told, with their names."""


class Offence(Recorded, Base):
    """One offence of the list. ``source`` is official, or inspectors for a working table that the list would correct.

    ``removed_on`` is the day of the complete list in which the number was no longer found.
    """

    __tablename__ = "offence"

    natinf_code: Mapped[str] = mapped_column(sa.String(6), unique=True)
    nature: Mapped[str | None] = mapped_column(sa.Text)
    """The nature as published."""
    nature_code: Mapped[str | None] = mapped_column(sa.String(30))
    label: Mapped[str] = mapped_column(sa.Text)
    """The label as published: in capitals without accents."""
    defined_by: Mapped[str | None] = mapped_column(sa.Text)
    punished_by: Mapped[str | None] = mapped_column(sa.Text)
    category: Mapped[str | None] = mapped_column(sa.Text)
    source: Mapped[str] = mapped_column(sa.String(12))
    first_seen_on: Mapped[date]
    first_seen_in: Mapped[str] = mapped_column(sa.Text)
    last_seen_on: Mapped[date]
    last_seen_in: Mapped[str] = mapped_column(sa.Text)
    removed_on: Mapped[date | None]
    account: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    search_text: Mapped[str] = mapped_column(sa.Text)

    @property
    def nature_text(self) -> Text | None:
        """The nature as people read it, ``None`` where the list gives none that is known."""
        return NATURES.get(self.nature_code or "")

    @property
    def shown_label(self) -> str:
        """The label with its apostrophes set right: typographic, and where a conversion had lost them."""
        return self.label.replace("'", "’").replace("¿", "’")

    @property
    def superseded(self) -> list[Superseded]:
        """The values that lists gave and that no longer hold, oldest first."""
        return superseded(self.account)


def find_offence(session: Session, code: str) -> Offence | None:
    """Return the offence of that NATINF number, or ``None``: the caller keeps the number and shows it as absent."""
    try:
        number = natinf_code(code)
    except UnreadableValue:
        return None
    return session.scalars(sa.select(Offence).where(Offence.natinf_code == number)).first()


def find_offences(session: Session, codes: list[str]) -> dict[str, Offence | None]:
    """Return each of those numbers with its offence, ``None`` for a number that no list loaded here holds."""
    numbers: dict[str, str] = {}
    for code in codes:
        try:
            numbers[code] = natinf_code(code)
        except UnreadableValue:
            continue
    rows = session.scalars(sa.select(Offence).where(Offence.natinf_code.in_(set(numbers.values()))))
    found = {row.natinf_code: row for row in rows}
    return {code: found.get(numbers.get(code, "")) for code in codes}


def search_offences(session: Session, words: str, *, limit: int = 25) -> list[Offence]:
    """Return the offences whose number or label answers to these words, the nearest first; typing errors forgiven."""
    folded = fold_words(words)
    if not folded:
        return []
    sought = folded.split()
    query = sa.select(Offence).order_by(sa.cast(Offence.natinf_code, sa.Integer)).limit(limit)
    exact = list(
        session.scalars(query.where(*(Offence.search_text.contains(word, autoescape=True) for word in sought)))
    )
    if exact:
        return exact
    scored = []
    for code, text in session.execute(sa.select(Offence.natinf_code, Offence.search_text)):
        scores = [best_likeness(word, text.split()) for word in sought]
        if min(scores) >= ALIKE:
            scored.append((-sum(scores), int(code)))
    best = [str(code) for _, code in sorted(scored)[:limit]]
    rows = {row.natinf_code: row for row in session.scalars(sa.select(Offence).where(Offence.natinf_code.in_(best)))}
    return [rows[code] for code in best]
