"""Words kept in French are said in the language of the page; what people typed stays as it is."""

from __future__ import annotations

import pytest

from webapp.showing.kept_words import kept_title, kept_words
from workflows.law.grids import grids
from workflows.register.agencies import agencies

POINT = next(item for each in grids() for item in each.items if item.code == "PN-10")


def test_points_of_the_grids_and_agencies_are_known_in_both_languages() -> None:
    assert kept_words(POINT.label.fr, "fr") == POINT.label.fr
    assert kept_words(POINT.label.fr, "en") == POINT.label.en != POINT.label.fr
    assert kept_words(f"PN-10 – {POINT.label.fr}", "en") == f"PN-10 – {POINT.label.en}"
    for each in agencies():
        assert kept_words(each.name.fr, "en") == each.name.en
        assert kept_words(each.short.fr, "en") == each.short.en


def test_what_somebody_typed_stays() -> None:
    assert kept_words("Quatre tables hors de l’emprise.", "en") == "Quatre tables hors de l’emprise."


@pytest.mark.parametrize(
    ("title", "english"),
    [
        ("Nuit d’été – DDPP – hygiène (SSA)", "Nuit d’été – DDPP – food safety (SSA)"),
        ("Nuit d’été – CR-2026-0001 – Police nationale", "Nuit d’été – CR-2026-0001 – National police"),
        ("Nuit d’été – réquisition REQ-2026-0001", "Nuit d’été – requisition REQ-2026-0001"),
        ("réquisition REQ-2026-0001", "requisition REQ-2026-0001"),
        ("Le Mirliton – PN-10 – suite administrative", "Le Mirliton – PN-10 – administrative follow-up"),
        ("Le Mirliton – CC-01 – mise en conformité", "Le Mirliton – CC-01 – compliance follow-up"),
        ("Vidéo – Trottoir devant le bar", "Video – Trottoir devant le bar"),
        ("Information du maire – SJ-2026-0001", "Telling the mayor – SJ-2026-0001"),
        ("Constats d’un service – Police nationale", "Findings of an agency – National police"),
        ("Police nationale", "National police"),
        ("Constats d’un service – URSSAF", "Findings of an agency – URSSAF"),
        ("Ma réquisition à moi – et ma police", "Ma réquisition à moi – et ma police"),
    ],
)
def test_a_title_keeps_its_name_and_says_the_rest_anew(title: str, english: str) -> None:
    assert kept_title(title, "en") == english
    assert kept_title(title, "fr") == title
