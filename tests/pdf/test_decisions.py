"""The decision log: the full version says everything, and what is confidential is in no byte of the public one."""

from __future__ import annotations

import itertools
import json
import re
from dataclasses import replace
from typing import Any

import pytest

from pdf.documents.decisions import CLASSES, ISSUES, PRESENCES, STATES
from pdf.stopped import PressStopped
from tests.pdf.printed import everything_in, page_texts, press, printed, text_of
from tests.pdf.samples_meeting import decisions
from workflows.processes import meeting_facts, meeting_steps
from workflows.processes.action import AT_WORK
from workflows.processes.snapshots_meeting import DecisionsSnapshot, PublicDecisionsSnapshot

CODES = {"document", "presence", "kind", "state"}
ALLOWED = (
    r"head\.(number|signatory)",
    r"head\.letterhead\.(agency|name|place|lines.*)",
    r"meeting\.(body|title|place|chair)",
    r"presences\[\d+\]\.agency_name",
    r"items\[[034]\]\.(title|context)",
    r"items\[[03]\]\.decisions\[0\]\.(words|owner_name|change)",
    r"open_decisions\[0\]\.(number|words|owner_name)",
    r"versions\[1\]\.(about|before|after|why)",
    r"approved_by",
)


def marked() -> tuple[DecisionsSnapshot, dict[str, str]]:
    """The full log with a marker word of its own in every text, and the marker of each path."""
    numbers = itertools.count(1)
    markers: dict[str, str] = {}

    def mark(value: Any, path: str = "", name: str = "") -> Any:
        if isinstance(value, dict):
            return {key: mark(item, f"{path}.{key}".lstrip("."), key) for key, item in value.items()}
        if isinstance(value, list):
            return [mark(item, f"{path}[{index}]", name) for index, item in enumerate(value)]
        if isinstance(value, str) and value and name not in CODES and not re.match(r"\d{4}-\d\d-\d\d", value):
            markers[path] = f"Marque{next(numbers):04d}z"
            return markers[path]
        return value

    return DecisionsSnapshot.from_json(json.dumps(mark(json.loads(decisions().as_json())))), markers


@pytest.fixture(scope="module")
def told() -> tuple[dict[str, str], bytes, bytes]:
    """The markers, the full PDF and the public PDF of the marked log."""
    full, markers = marked()
    return markers, press(full), press(full.for_public())


def test_the_full_version_carries_every_text(told: tuple[dict[str, str], bytes, bytes]) -> None:
    markers, full, _ = told
    carried = b"\n".join(everything_in(full))
    assert [path for path, marker in markers.items() if marker.encode() not in carried] == []
    words = text_of(full)
    printed_in_words = [path for path, marker in markers.items() if marker not in words]
    assert [path for path in printed_in_words if not path.startswith("head.letterhead")] == []


def test_what_is_confidential_is_in_no_byte_of_the_public_version(told: tuple[dict[str, str], bytes, bytes]) -> None:
    markers, _, public = told
    carried = b"\n".join(everything_in(public)) + text_of(public).encode()
    assert any(re.fullmatch(pattern, path) for path in markers for pattern in ALLOWED)
    for path, marker in markers.items():
        spelled = (marker.encode(), marker.encode("utf-16-be"), marker.encode().hex().encode())
        allowed = any(re.fullmatch(pattern, path) for pattern in ALLOWED)
        assert any(form in carried for form in spelled) == allowed, path


def test_the_public_version_tells_by_no_gap_that_there_was_more() -> None:
    public = decisions().for_public()
    assert [item.number for item in public.items] == [1, 2, 3]
    words = text_of(printed("decisions_public"))
    assert "1.3 Réponses affichées dans les halls" in words
    for never in ("K1", "K2", "la résidence", "réquisition", "membres", "caméras", "RD-2026-0002"):
        assert never not in words, never
    assert all("Public · K0" in page for page in page_texts(printed("decisions_public"))[1:])


def test_the_public_version_has_no_field_for_a_person_or_an_opinion() -> None:
    assert not set(PublicDecisionsSnapshot.__dataclass_fields__) & {"presences", "meeting", "opinions"}
    public = decisions().for_public()
    assert public.head.secrecy == 0
    named = {line.agency_name: line.presence for line in public.agencies}
    assert named["Police nationale"] == "present"
    assert (named["Éducation nationale"], named["Transporteur"]) == ("excused", "absent")


def test_the_log_says_who_came_what_was_decided_and_what_is_still_open() -> None:
    words = text_of(printed("decisions"))
    for said in (
        "4 services présents pour 3 nécessaires",
        "Conseil de discipline noté absent en séance",
        "Bailleur social : Le passage est aussi l’accès des pompiers.",
        "1 Remplacer les trois lampadaires. Mairie 18/12/2026 K0",
        "4 Repousser l’échéance au printemps.",
        "Objectif 2.1, échéance : 30/04/2027",
        "effet immédiat",
        "La réunion en prend acte.",
        "RD-2026-0002, n° 1",
        "Enlever les dépôts derrière les garages.",
        "en cours",
        "1er mars 2027 à 10 h 00",
        "approuvé le 4 décembre 2026 par le sous-préfet de Calais",
    ):
        assert said in words, said


def test_every_code_of_a_meeting_has_its_word() -> None:
    assert set(PRESENCES) == set(meeting_facts.PRESENCES)
    assert set(ISSUES) == set(meeting_facts.ISSUES)
    assert set(STATES) == set(AT_WORK)
    assert {str(level) for level in CLASSES} == set(meeting_steps.CLASSES)


def test_a_log_that_waits_for_its_chair_says_so() -> None:
    waiting = replace(decisions(), approved_by="", approved_at=None)
    assert "en attente de la présidence – version 4" in text_of(press(waiting))


def test_a_log_that_lacks_a_mention_is_not_printed() -> None:
    full = decisions()
    bare = replace(
        full, presences=(), meeting=replace(full.meeting, place="", chair=""),
        items=(replace(full.items[0], decisions=(replace(full.items[0].decisions[0], due=None, owner_name=""),)),),
    )  # fmt: skip
    with pytest.raises(PressStopped) as stopped:
        press(bare)
    missing = {text.render("en") for text in stopped.value.missing}
    assert missing == {
        "the presences", "the place of the meeting", "the capacity of who chairs", "decision 1: the agency",
        "decision 1: the due day",
    }  # fmt: skip
