"""French as it is printed."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from pdf import french
from pdf.french import set_type


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Motif : l'agent est absent", "Motif\u00a0: l’agent est absent"),
        ("vu ; entendu ?", "vu\u00a0; entendu\u00a0?"),
        ('il dit « "oui" »', 'il dit «\u00a0"oui"\u00a0»'),
        ("«mot»", "«\u00a0mot\u00a0»"),
        ("à 21 h 30, 18 kg", "à 21\u00a0h\u00a030, 18\u00a0kg"),
        ("9,5 °C et 14 m²", "9,5\u00a0°C et 14\u00a0m²"),
        ("n° 12 du code, art. L8221-1", "n°\u00a012 du code, art.\u00a0L8221-1"),
        ("C. trav., art. L8221-1", "C.\u00a0trav.,\u00a0art.\u00a0L8221-1"),
        ("CPP, art. 78-2-1", "CPP,\u00a0art.\u00a078-2-1"),
        ("https://example.org:80/a?b", "https://example.org:80/a?b"),
        ("12:30 et 3/4", "12:30 et 3/4"),
        ("e\u0301tabli", "établi"),
        ("note: sans espace", "note: sans espace"),
    ],
)
def test_spaces_and_signs(typed: str, printed: str) -> None:
    assert set_type(typed) == printed
    assert set_type(printed) == printed


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Le substitut du procureur", "le substitut du procureur"),
        ("L’officier de police", "l’officier de police"),
        ("Une magistrate", "une magistrate"),
        ("Lecointe, substitut", "Lecointe, substitut"),
        ("procureur de la République", "procureur de la République"),
        ("", ""),
    ],
)
def test_a_quality_inside_a_sentence_loses_the_capital_of_its_article(typed: str, said: str) -> None:
    assert french.inside(typed) == said


def test_days_hours_and_counts() -> None:
    first = date(2026, 12, 1)
    night = datetime(2026, 11, 27, 23, 5, tzinfo=UTC)
    assert french.day(first) == "mardi 1er\u00a0décembre\u00a02026"
    assert french.plain_day(night) == "28\u00a0novembre\u00a02026"
    assert french.hour(night) == "0\u00a0h\u00a005"
    assert french.moment(night) == "28\u00a0novembre\u00a02026 à 0\u00a0h\u00a005"
    assert french.short_day(night) == "28/11/2026"
    assert french.count(0, "constat", "constats") == "0\u00a0constat"
    assert french.count(1234, "constat", "constats") == "1\u202f234\u00a0constats"
    assert french.siret("12345678900012") == "123\u00a0456\u00a0789\u00a000012"
    assert french.siret("inconnu") == "inconnu"
    assert french.listed(["a", "b", "c"]) == "a, b et c"
    assert french.fingerprint("0123456789abcdef") == "0123\u00a04567\u00a089ab"


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "zéro"),
        (1, "un"),
        (15, "quinze"),
        (17, "dix-sept"),
        (20, "vingt"),
        (21, "vingt et un"),
        (45, "quarante-cinq"),
        (48, "quarante-huit"),
        (69, "soixante-neuf"),
        (120, "120"),
    ],
)
def test_lengths_of_time_are_written_in_letters(number: int, words: str) -> None:
    assert french.in_letters(number) == words


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("Deux blessés.", "deux blessés"),
        ("L’entrée", "l’entrée"),
        ("Calais", "Calais"),
        ("Le recrutement suit ;", "le recrutement suit"),
        ("Léa est là.", "Léa est là"),
        ("Rixe entre clients.", "rixe entre clients"),
        ("Menaces, verre brisé.", "menaces, verre brisé"),
        ("Procès-verbal de notification n° 4", "procès-verbal de notification n° 4"),
        ("Police municipale", "police municipale"),
        ("Agent Morel, de service", "Agent Morel, de service"),
        ("URSSAF du Nord", "URSSAF du Nord"),
        ("", ""),
    ],
)
def test_what_somebody_wrote_goes_on_after_a_colon(written: str, printed: str) -> None:
    assert french.running(written) == printed


@pytest.mark.parametrize(
    ("named", "printed"),
    [
        ("Sous-préfecture de Calais", "la sous-préfecture de Calais"),
        ("Service départemental d’incendie", "le service départemental d’incendie"),
        ("Agence régionale de santé", "l’agence régionale de santé"),
        ("URSSAF Nord-Pas-de-Calais", "l’URSSAF Nord-Pas-de-Calais"),
        ("Le bureau des sécurités", "le bureau des sécurités"),
        ("France Travail", "France Travail"),
    ],
)
def test_an_agency_has_its_article_inside_a_sentence(named: str, printed: str) -> None:
    assert french.institution(named) == printed


@pytest.mark.parametrize(
    ("typed", "over_the_name", "after_the_name"),
    [
        ("Sous-préfet de Calais", "Le sous-préfet de Calais", "sous-préfet de Calais"),
        ("La sous-préfète de Calais", "La sous-préfète de Calais", "sous-préfète de Calais"),
        ("secrétaire générale de la préfecture", "La secrétaire générale de la préfecture", "secrétaire générale de la préfecture"),
        ("Adjoint au maire", "L’adjoint au maire", "adjoint au maire"),
        ("L’adjointe au maire", "L’adjointe au maire", "adjointe au maire"),
        ("Commissaire", "Commissaire", "Commissaire"),
    ],
)  # fmt: skip
def test_a_quality_over_a_name_has_its_article_and_after_it_none(
    typed: str, over_the_name: str, after_the_name: str
) -> None:
    assert french.titled(typed) == over_the_name
    assert french.post(typed) == after_the_name


def test_a_code_is_named_once_before_its_articles() -> None:
    said = french.cited(
        ["CJA, art. R421-1", "CJA, art. R312-8", "CJA, art. R312-10", "CRPA, art. L411-2", "n° 2107561"]
    )
    assert (
        said
        == "CJA,\u00a0art.\u00a0R421-1, R312-8 et R312-10\u00a0; CRPA,\u00a0art.\u00a0L411-2\u00a0; n°\u00a02107561"
    )


def test_de_loses_its_vowel_before_another() -> None:
    assert (french.of("poser l’affiche"), french.of("afficher"), french.of("éteindre")) == (
        "de poser l’affiche",
        "d’afficher",
        "d’éteindre",
    )


@pytest.mark.parametrize(
    ("named", "printed"),
    [
        ("Le maire", "au maire"),
        ("Les services", "aux services"),
        ("La mairie", "à la mairie"),
        ("L’exploitant", "à l’exploitant"),
        ("SARL Démo", "à SARL Démo"),
    ],
)
def test_who_receives_something(named: str, printed: str) -> None:
    assert french.toward(named) == printed
