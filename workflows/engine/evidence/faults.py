"""What a check of the journal finds: where, what, and one sentence."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Final

from workflows.store.text import Text


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is not as it was written: the table, a code, and the line, case and number where they are known."""

    table: str
    what: str
    text: str
    line: int | None = None
    case_id: str | None = None
    seq: int | None = None

    def as_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        return asdict(self)

    @property
    def said(self) -> Text:
        """The sentence as people read it: in French what the code means, in English also which line or head it is."""
        return Text(_FRENCH.get(self.what, self.text), self.text)


_FRENCH: Final = {
    "gap": "il manque une ligne avant celle-ci",
    "chain": "la ligne ne suit pas la précédente",
    "header": "l’en-tête ne correspond pas à son empreinte",
    "body": "le contenu ne correspond pas à son empreinte",
    "erased": "un contenu manque sans effacement légal",
    "unreadable": "la ligne ne se lit pas",
    "state": "l’état ne suit pas celui d’avant",
    "number": "le numéro précède celui d’une ligne antérieure",
    "case": "le dossier et le journal ne se répondent pas",
    "head": "le dossier ne finit pas où finit son journal",
    "cut": "la fin du journal a été coupée",
    "signed": "ce n’est pas ce qui avait été signé",
    "forked": "deux histoires différentes ont été signées",
    "rolled_back": "la base est revenue à un état antérieur",
    "signature": "la signature n’est pas celle d’une clé de cette maison",
    "kept_signature": "la tête gardée ailleurs n’a pas été signée par une clé de cette maison",
    "kept_unreadable": "la tête gardée ailleurs n’est pas de celles que cette maison exporte",
}
