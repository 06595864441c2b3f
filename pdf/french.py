"""French as it is printed: days, hours, numbers, and the spaces that keep words and signs together."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime
from typing import Final

from workflows.store.text import PARIS, say_day

NBSP: Final = "\u00a0"
THIN: Final = "\u202f"
NOT_RECORDED: Final = "non renseigné"

_BEFORE: Final = re.compile(r"[ \u00a0\u202f]*([:;!?»])(?=[\s\u00a0\u202f.,;:!?)»\]]|$)")
_AFTER: Final = re.compile(r"«[ \u00a0\u202f]*")
_APOSTROPHE: Final = re.compile(r"(?<=\w)'(?=\w)")
_NUMBER: Final = re.compile(r"\bn° ?(?=\w)")
_HOUR: Final = re.compile(r"(?<=\d\u00a0h) (?=\d\d\b)")
_SHORT: Final = re.compile(r"\b(art|chap|al|p)\. (?=[\dA-Z])")
_CITED: Final = re.compile(r"(?<=[A-Z\d.]),[ \u00a0]art\.[ \u00a0](?=[\dA-Z])")
_CODE: Final = re.compile(r"\bC\. (?=[a-zé])")
_ARTICLE: Final = re.compile(r"(Les?|La|L’|Une?)(?=[ \u00a0]|(?<=’))")
_LEADING: Final = re.compile(r"^(?:Le|La|Les)[ \u00a0]|^L’", re.IGNORECASE)
_VOWEL: Final = re.compile(r"[aeiouyàâéèêëîïôûœ]", re.IGNORECASE)
_AGENCIES: Final = {
    "la ": ("Brigade", "Caisse", "Circonscription", "Direction", "Gendarmerie", "Mairie", "Police", "Préfecture", "Sous-préfecture", "Ville"),
    "le ": ("Bureau", "Conseil", "Groupement", "Parquet", "Service"),
    "l’": ("Agence", "Exploitant", "Inspection", "Office", "URSSAF"),
}  # fmt: skip
"""The first words of the names of agencies, by their article."""
_OFFICES: Final = {
    "Le": re.compile(r"(?:sous-préfet|préfet|secrétaire général|directeur|chef|procureur|substitut|adjoint|délégué)\b", re.IGNORECASE),
    "La": re.compile(r"(?:sous-préfète|préfète|secrétaire générale|directrice|cheffe|procureure|substitute|adjointe|déléguée)\b", re.IGNORECASE),
}  # fmt: skip
_TO_SIXTEEN: Final = ("zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze", "treize", "quatorze", "quinze", "seize")  # fmt: skip
_TENS: Final = {2: "vingt", 3: "trente", 4: "quarante", 5: "cinquante", 6: "soixante"}
_ENDS: Final = " .;,\u00a0\u202f"
_OPENS: Final = re.compile(
    r"(Les?|La|L’|Une?|Des|Du|Ces?|Cette|Ils?|Elles?|Aucune?|Premi(?:er|ère)|Deux|Trois|Quatre|Cinq|Six|Sept|Huit|Neuf|Dix)(?=[ \u00a0]|(?<=’))"
)
"""Words whose capital at the beginning of what somebody wrote is that of a sentence, never that of a name."""
_NOUNS: Final = frozenset({
    "accident", "accord", "affichage", "agent", "agression", "alcool", "altercation", "appel", "attestation",
    "attroupement", "autorisation", "bagarre", "bail", "blessé", "bruit", "client", "clientèle", "compte", "constat",
    "contrat", "contrôle", "convention", "courriel", "courrier", "cri", "déclaration", "défaut", "dégradation",
    "denrée", "devis", "diffusion", "emploi", "exploitation", "facture", "fiche", "infraction", "injure", "insulte",
    "interpellation", "intervention", "ivresse", "jet", "lettre", "lumière", "main", "menace", "musique", "nuisance",
    "odeur", "ouverture", "permis", "photo", "photographie", "plainte", "présence", "procès-verbal", "rapport",
    "récépissé", "refus", "registre", "relevé", "rideau", "rixe", "saisie", "salarié", "signalement", "stationnement",
    "tapage", "témoignage", "travail", "trouble", "vente", "verre", "violence",
})  # fmt: skip
"""Nouns with which facts, proofs and reasons begin; with a name after them they keep their capital."""
_UNIT: Final = re.compile(r"(?<=\d) (?=(?:h|min|km|cm|mm|m|m²|°C|%|€|kg|g|l|cl)\b|[%€])")


def set_type(text: str) -> str:
    """Return a text with French spacing: a no-break space before ``: ; ! ? »``, after ``«``, ``n°`` and numbers with units.

    The abbreviation of a code and its article stay on one line too (``C. trav., art. L8221-1``).

    No word is changed; a straight apostrophe between two letters becomes ``’``.
    """
    text = _APOSTROPHE.sub("’", unicodedata.normalize("NFC", text))
    text = _AFTER.sub(f"«{NBSP}", text)
    text = _BEFORE.sub(_keep_with_word, text)
    text = _NUMBER.sub(f"n°{NBSP}", text)
    text = _SHORT.sub(rf"\1.{NBSP}", _UNIT.sub(NBSP, text))
    text = _CODE.sub(f"C.{NBSP}", _CITED.sub(f",{NBSP}art.{NBSP}", text))
    return _HOUR.sub(NBSP, text)


def _keep_with_word(match: re.Match[str]) -> str:
    spaced = match.group(0) != match.group(1) or match.group(1) == "»"
    return (NBSP if spaced else "") + match.group(1)


def day(value: date) -> str:
    """Return ``vendredi 27 novembre 2026``, of a day or of a moment in Paris, the number tied to its month."""
    if isinstance(value, datetime):
        value = value.astimezone(PARIS).date()
    weekday, number, rest = say_day(value, "fr").split(" ", 2)
    return f"{weekday} {number}{NBSP}{rest.replace(' ', NBSP)}"


def plain_day(value: date) -> str:
    """Return ``27 novembre 2026``, of a day or of a moment in Paris."""
    return day(value).split(" ", 1)[1]


def short_day(value: date) -> str:
    """Return ``27/11/2026``, for the columns of tables."""
    if isinstance(value, datetime):
        value = value.astimezone(PARIS).date()
    return value.strftime("%d/%m/%Y")


def amount(hundredths: int) -> str:
    """Return an amount kept in hundredths as French writes it, ``1 234,5``: no more decimals than it has."""
    whole, rest = divmod(abs(hundredths), 100)
    grouped = f"{whole:,}".replace(",", NBSP)
    decimals = f",{rest:02d}".rstrip("0").rstrip(",")
    return f"{'−' if hundredths < 0 else ''}{grouped}{decimals}"


def hour(value: datetime) -> str:
    """Return an aware moment's hour in Paris, ``21 h 30``."""
    return value.astimezone(PARIS).strftime(f"%-H{NBSP}h{NBSP}%M")


def moment(value: datetime) -> str:
    """Return ``27 novembre 2026 à 21 h 30``, in Paris."""
    return f"{plain_day(value)} à {hour(value)}"


def count(number: int, one: str, many: str) -> str:
    """Return ``1 constat``, ``0 constat``, ``2 constats``: French takes the plural from two."""
    return f"{number_words(number)}{NBSP}{one if abs(number) < 2 else many}"


def number_words(number: int) -> str:
    """Return a whole number with thin spaces between thousands."""
    return f"{number:,}".replace(",", THIN)


def in_letters(number: int) -> str:
    """Return a whole number in letters up to sixty-nine, as acts write lengths of time; in figures beyond."""
    if 0 <= number < len(_TO_SIXTEEN):
        return _TO_SIXTEEN[number]
    if number < 20:
        return f"dix-{_TO_SIXTEEN[number - 10]}"
    if not 0 <= number < 70:
        return number_words(number)
    tens, rest = _TENS[number // 10], number % 10
    if rest == 0:
        return tens
    return f"{tens} et un" if rest == 1 else f"{tens}-{_TO_SIXTEEN[rest]}"


def cited(words: Iterable[str]) -> str:
    """Return short citations after one another, each code named once: ``CRPA, art. L411-2 et L231-4``."""
    by_code: dict[str, list[str]] = {}
    for each in words:
        code, art, article = set_type(each).partition(f",{NBSP}art.{NBSP}")
        by_code.setdefault(code + art, []).append(article)
    return f"{NBSP}; ".join(code + listed(articles) for code, articles in by_code.items())


def clause(text: str) -> str:
    """Return what somebody wrote without the stop at its end, so that a sentence may go on after it."""
    return text.rstrip(_ENDS)


def running(text: str) -> str:
    """Return what somebody wrote as it follows a colon: its first word without the capital of a sentence, no stop at its end."""
    text = clause(text)
    return text[:1].lower() + text[1:] if _OPENS.match(text) or _opens_with_a_noun(text) else text


def _opens_with_a_noun(text: str) -> bool:
    first, _, rest = text.partition(" ")
    if first.isupper() or rest[:1].isupper():
        return False
    noun = first.rstrip(",:;").lower()
    return noun in _NOUNS or noun.removesuffix("s") in _NOUNS or any(first in nouns for nouns in _AGENCIES.values())


def siret(number: str) -> str:
    """Return a SIRET in its usual groups, ``123 456 789 00012``; anything else as it is."""
    if len(number) != 14 or not number.isdigit():
        return number
    return NBSP.join((number[:3], number[3:6], number[6:9], number[9:]))


def inside(text: str) -> str:
    """Return a quality as a sentence names it, without the capital of its article: ``le substitut du procureur``."""
    return text[:1].lower() + text[1:] if _ARTICLE.match(text) else text


def toward(text: str) -> str:
    """Return a quality or an agency as who receives something: ``au maire``, ``à la mairie``, ``aux services``."""
    text = inside(text)
    for article, contracted in (("le ", "au "), ("les ", "aux ")):
        if text.startswith(article):
            return contracted + text.removeprefix(article)
    return f"à {text}"


def institution(text: str) -> str:
    """Return an agency as a sentence names it: ``la sous-préfecture de Calais``; one whose article is not known as it is."""
    noun = text.split(" ", 1)[0]
    for article, nouns in _AGENCIES.items():
        if noun in nouns:
            return article + (text if noun.isupper() else text[:1].lower() + text[1:])
    return inside(text)


def titled(quality: str) -> str:
    """Return a quality as it stands over a name: ``Le sous-préfet de Calais``; one whose article is not known as it is."""
    if _LEADING.match(quality):
        return quality
    for article, known in _OFFICES.items():
        if known.match(quality):
            said = quality[:1].lower() + quality[1:]
            return f"L’{said}" if _VOWEL.match(said) else f"{article} {said}"
    return quality


def post(quality: str) -> str:
    """Return a quality as it follows a name and a comma: ``sous-préfet de Calais``."""
    said = titled(quality)
    return _LEADING.sub("", said)


def of(text: str) -> str:
    """Return words after « de », which loses its vowel before another: ``de poser``, ``d’afficher``."""
    return f"d’{text}" if _VOWEL.match(text) else f"de {text}"


def listed(words: list[str] | tuple[str, ...]) -> str:
    """Return ``a, b et c``."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} et {words[-1]}"


def fingerprint(digest: str, groups: int = 3) -> str:
    """Return the first characters of a hash in groups of four, for the eye."""
    return NBSP.join(digest[start : start + 4] for start in range(0, groups * 4, 4))
