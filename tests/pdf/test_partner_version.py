"""What the partner version may not say is in no byte of it."""

from __future__ import annotations

import itertools
import json
import re
from typing import Any

import pytest

from tests.pdf import samples
from tests.pdf.printed import everything_in, page_texts, press, printed, text_of
from workflows.processes.snapshots import MinutesSnapshot, PartnerMinutesSnapshot

CODES = {"document", "state", "kind", "answer", "edition", "shown"}
ALLOWED = (
    r"head\.number",
    r"head\.letterhead\.(agency|name|place|lines.*)",
    r"head\.signatory",
    r"operation\.(number|zone|pilot)",
    r"participants\[\d+\]\.name",
    r"validations\[\d+\]\.agency_name",
    r"partner_tasks\[\d+\]\.(agency|agency_name|words)",
    r"distribution\[[45]\]\.name",
)


def marked() -> tuple[MinutesSnapshot, dict[str, str]]:
    """The full minutes with a marker word of its own in every text, and the marker of each path."""
    numbers = itertools.count(1)
    markers: dict[str, str] = {}

    def mark(value: Any, path: str = "", name: str = "") -> Any:
        if isinstance(value, dict):
            return {key: mark(item, f"{path}.{key}".lstrip("."), key) for key, item in value.items()}
        if isinstance(value, list):
            return [mark(item, f"{path}[{index}]", name) for index, item in enumerate(value)]
        if isinstance(value, str) and name not in CODES and not re.match(r"\d{4}-\d\d-\d\d", value):
            markers[path] = f"Marque{next(numbers):04d}z"
            return markers[path]
        return value

    return MinutesSnapshot.from_json(json.dumps(mark(json.loads(samples.minutes().as_json())))), markers


@pytest.fixture(scope="module")
def told() -> tuple[dict[str, str], bytes, bytes]:
    """The markers, the full PDF and the partner PDF of the marked minutes."""
    full, markers = marked()
    return markers, press(full), press(full.for_partner())


def allowed(path: str) -> bool:
    """Whether the partner version may carry the text at that path."""
    return any(re.fullmatch(pattern, path) for pattern in ALLOWED)


def test_the_full_version_carries_every_text(told: tuple[dict[str, str], bytes, bytes]) -> None:
    markers, full, _ = told
    carried = b"\n".join(everything_in(full))
    assert [path for path, marker in markers.items() if marker.encode() not in carried] == []


def test_the_partner_version_carries_what_it_may_and_no_other_text(told: tuple[dict[str, str], bytes, bytes]) -> None:
    markers, _, partner = told
    carried = b"\n".join(everything_in(partner)) + text_of(partner).encode()
    for path, marker in markers.items():
        spelled = (marker.encode(), marker.encode("utf-16-be"), marker.encode().hex().encode())
        assert any(form in carried for form in spelled) == allowed(path), path


def test_the_partner_version_shows_no_photo_and_no_hash_of_the_full_one() -> None:
    full, partner = samples.minutes(), printed("minutes_partner")
    carried = b"\n".join(everything_in(partner))
    secrets = [full.fingerprint(), *(photo.shown for photo in full.photos()), *(line.sha256 for line in full.annexes)]
    secrets += [line.section_hash for line in full.validations if line.section_hash]
    assert [secret for secret in secrets if secret.encode() in carried] == []
    assert b"/Image" not in carried


def test_the_partner_version_names_no_route_and_no_finding() -> None:
    words = text_of(printed("minutes_partner")).lower()
    for never in (
        "procureur",
        "judiciaire",
        "réquisition",
        "gravité",
        "pn-0",
        "vasseur",
        "phare",
        "licence",
        "avertissement",
    ):
        assert never not in words, never
    assert "points relevés, services confondus 12" in words
    assert "seuls sont comptés les services dont la partie est reçue" in words
    assert "contrôles réalisés 3" in words


def test_the_partner_version_has_no_field_for_what_it_may_not_say() -> None:
    fields = set(PartnerMinutesSnapshot.__dataclass_fields__)
    assert not fields & {"visits", "requisition", "incidents", "decisions", "annexes", "distribution", "participants"}
    assert samples.minutes().for_partner().head.secrecy == 1


def test_the_partner_version_tells_each_partner_what_to_do_and_who_was_silent() -> None:
    words = text_of(printed("minutes_partner"))
    assert "Vérifier l’éclairage du passage" in words
    assert "Inspection du travail Non reçue – ce silence ne vaut pas accord" in words
    assert all("Diffusion partenaires" in page for page in page_texts(printed("minutes_partner")))
