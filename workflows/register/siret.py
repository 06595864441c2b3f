"""SIRET numbers: fourteen digits with a check digit, La Poste's by its own rule."""

from __future__ import annotations

from stdnum.exceptions import InvalidChecksum, ValidationError
from stdnum.fr import siret as siret_rule

from workflows.store.text import Text


class NotASiret(ValueError):
    """A number is not a SIRET; ``text`` says why."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.render("en"))
        self.text = text


def read_siret(number: str) -> str:
    """Return the fourteen digits of a SIRET, blanks removed; refuses any other number with :class:`NotASiret`."""
    digits = "".join(number.split())
    if not (digits.isascii() and digits.isdigit() and len(digits) == 14):
        raise NotASiret(
            Text(
                "«\u00a0{number}\u00a0» n’est pas un SIRET\u00a0: il en faut quatorze chiffres.",
                "“{number}” is not a SIRET: it takes fourteen digits.",
                number=number[:60],
            )
        )
    try:
        siret_rule.validate(digits)
    except InvalidChecksum:
        raise NotASiret(
            Text(
                "«\u00a0{number}\u00a0» n’est pas un SIRET valable\u00a0: sa clé de contrôle est fausse.",
                "“{number}” is not a valid SIRET: its check digit is wrong.",
                number=digits,
            )
        ) from None
    except ValidationError:
        raise NotASiret(
            Text(
                "«\u00a0{number}\u00a0» n’est pas un SIRET valable.",
                "“{number}” is not a valid SIRET.",
                number=digits,
            )
        ) from None
    return digits


def is_siret(number: str) -> bool:
    """Tell whether a number, blanks apart, is a valid SIRET."""
    try:
        read_siret(number)
    except NotASiret:
        return False
    return True
