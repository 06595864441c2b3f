"""Snapshots are frozen, written one way only, read back strictly, and know what they lack."""

from __future__ import annotations

import dataclasses
import json
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tests.pdf import samples
from workflows.processes.plain import NotPlain, Snapshot, strings_of, tuples_of
from workflows.processes.snapshot_parts import Annex, ConsequenceLine, Head, Participant, Validation
from workflows.processes.snapshots import MinutesSnapshot, RequisitionSnapshot, read_snapshot

ALL: tuple[Snapshot, ...] = (
    samples.minutes(),
    samples.minutes().for_partner(),
    samples.photo_board(),
    samples.attendance(),
    samples.requisition(),
)


def named(snapshot: Snapshot) -> str:
    return snapshot.document


def lacks(snapshot: Any) -> list[str]:
    """What a snapshot lacks, in French; the English is complete too."""
    missing = snapshot.missing()
    assert all(text.render("en") for text in missing)
    return [text.render("fr") for text in missing]


def changed(**changes: Any) -> MinutesSnapshot:
    return dataclasses.replace(samples.minutes(), **changes)


def first_visit(**changes: Any) -> MinutesSnapshot:
    visits = samples.minutes().visits
    return changed(visits=(dataclasses.replace(visits[0], **changes), *visits[1:]))


@pytest.mark.parametrize("snapshot", ALL, ids=named)
def test_json_goes_both_ways_and_is_written_one_way(snapshot: Snapshot) -> None:
    text = snapshot.as_json()
    again = read_snapshot(text)
    assert again == snapshot
    assert again.as_json() == text
    assert text == json.dumps(json.loads(text), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert len(snapshot.fingerprint()) == 64


@pytest.mark.parametrize("snapshot", ALL, ids=named)
def test_a_complete_document_lacks_nothing(snapshot: Snapshot) -> None:
    assert lacks(snapshot) == []


def test_one_moment_is_written_one_way_in_every_zone() -> None:
    content = samples.minutes()
    abroad = content.head.issued_at.astimezone(ZoneInfo("Asia/Tokyo"))
    moved = changed(head=dataclasses.replace(content.head, issued_at=abroad))
    assert moved.as_json() == content.as_json()


def test_a_moment_without_a_zone_is_refused() -> None:
    naive = datetime(2026, 12, 7)  # noqa: DTZ001 it is what must be refused
    with pytest.raises(NotPlain, match="time zone"):
        changed(head=dataclasses.replace(samples.minutes().head, issued_at=naive)).as_json()
    text = samples.minutes().as_json().replace("2026-12-07T16:20:00Z", "2026-12-07T16:20:00")
    with pytest.raises(NotPlain, match="time zone"):
        read_snapshot(text)


def test_what_is_not_plain_is_refused() -> None:
    for value in (1.5, ["a list"], {"a": "dict"}, b"bytes"):
        with pytest.raises(NotPlain):
            changed(without_requisition=value).as_json()


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("head", "version"), "1"),
        (("head", "version"), True),
        (("head", "demonstration"), 1),
        (("head", "issued_at"), "yesterday"),
        (("head", "issued_at"), None),
        (("operation", "day"), 20261127),
        (("visits",), {}),
        (("visits", 0, "findings", 0), "a word"),
        (("head", "surname"), "unknown field"),
        (("document",), "minutes_partner"),
        (("document",), "letter"),
        (("format",), 2),
    ],
)
def test_an_altered_shape_is_refused(path: tuple[Any, ...], value: object) -> None:
    data = json.loads(samples.minutes().as_json())
    place = data
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    with pytest.raises(NotPlain):
        read_snapshot(json.dumps(data))


def test_a_missing_field_and_a_text_that_is_no_snapshot_are_refused() -> None:
    data = json.loads(samples.minutes().as_json())
    del data["operation"]
    with pytest.raises(NotPlain, match="operation is missing"):
        read_snapshot(json.dumps(data))
    for text in ("", "[]", "{}", "null", "{"):
        with pytest.raises(NotPlain):
            read_snapshot(text)
        with pytest.raises(NotPlain):
            MinutesSnapshot.from_json(text)


@given(some.text(max_size=200))
def test_any_text_survives(words: str) -> None:
    try:
        words.encode()
    except UnicodeEncodeError:
        return
    content = changed(without_requisition=words)
    assert MinutesSnapshot.from_json(content.as_json()) == content


def test_every_text_and_list_can_be_walked() -> None:
    paths = dict(strings_of(samples.minutes()))
    assert paths["operation.number"] == "OP-2026-0007"
    assert paths["visits[0].findings[0].item"] == "PN-07"
    assert dict(tuples_of(samples.minutes()))["visits"] == samples.visits()


def test_what_is_frozen_stays() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        samples.minutes().operation = None  # type: ignore[misc, assignment]


def test_the_head_is_asked_for() -> None:
    head = samples.minutes().head
    bare = Head("", 1, head.issued_at, 3, dataclasses.replace(head.letterhead, name="", place=""))
    assert lacks(changed(head=bare))[:4] == [
        "le numéro du document",
        "l’en-tête du service émetteur",
        "le lieu d’établissement",
        "la qualité du signataire",
    ]


def test_a_requisition_or_the_reason_for_none_is_asked_for() -> None:
    assert lacks(changed(requisition=None)) == ["la référence de la réquisition, ou la raison de son absence"]
    assert lacks(changed(requisition=None, without_requisition="chaque service agit sur ses pouvoirs propres")) == []
    bare = dataclasses.replace(samples.requisition_reference(), number="", offences=(), places=())
    assert len(lacks(changed(requisition=bare))) == 3


def test_who_did_not_come_says_why_and_who_came_says_as_what() -> None:
    lines = (Participant("urssaf", "URSSAF", "", "declined"), Participant("ars", "ARS", "", "present"))
    assert lacks(changed(participants=lines)) == ["URSSAF\u00a0: la raison", "ARS\u00a0: le rôle"]
    silent = (Participant("urssaf", "URSSAF", "", "silent"),)
    assert lacks(changed(participants=silent)) == []


def test_a_visit_is_asked_for_its_mentions() -> None:
    card = dataclasses.replace(samples.visits()[0].establishment, address="", demonstration=False, operator="")
    said = lacks(first_visit(establishment=card, arrived_at=None, left_at=None, persons_present=None, entries=()))
    assert said == [
        f"Le Phare du Beau-Marais\u00a0: {mention}"
        for mention in (
            "l’adresse",
            "le SIRET, ou la mention d’établissement de démonstration",
            "l’exploitant, ou la mention de son absence",
            "l’heure d’arrivée",
            "l’heure de départ",
            "le nombre de personnes présentes",
            "les conditions d’entrée",
        )
    ]


def test_nobody_present_is_a_number_and_lacks_nothing() -> None:
    assert lacks(first_visit(persons_present=0)) == []


def test_a_visit_that_did_not_take_place_says_why_and_no_more() -> None:
    assert (
        lacks(first_visit(state="aborted", outcome_reason="alerte", findings=(), persons_present=None, photos=())) == []
    )
    said = lacks(first_visit(state="access_refused", findings=(), photos=()))
    assert said == ["Le Phare du Beau-Marais\u00a0: la raison de l’issue de la visite"]


def test_a_finding_is_asked_for_its_text_its_follow_up_and_its_date() -> None:
    finding = dataclasses.replace(samples.visits()[0].findings[0], citations=(), consequences=(), photos=(9,))
    said = lacks(first_visit(findings=(finding,)))
    assert said == [
        "Le Phare du Beau-Marais, PN-07\u00a0: la référence légale",
        "Le Phare du Beau-Marais, PN-07\u00a0: la suite",
        "Le Phare du Beau-Marais\u00a0: la photo 9",
    ]
    undated = dataclasses.replace(
        finding, citations=samples.visits()[0].findings[0].citations, photos=(),
        consequences=(ConsequenceLine("compliance", "à faire", "due", ""), ConsequenceLine("none", "rien", "not_applicable", "–")),
    )  # fmt: skip
    assert lacks(first_visit(findings=(undated,))) == [
        "Le Phare du Beau-Marais, PN-07\u00a0: qui suit",
        "Le Phare du Beau-Marais, PN-07\u00a0: l’échéance",
    ]


def test_silence_lacks_nothing_and_a_validation_names_who_and_when() -> None:
    assert lacks(changed(validations=(Validation("urssaf", "URSSAF", "silent"),))) == []
    said = lacks(changed(validations=(Validation("urssaf", "URSSAF", "validated"),)))
    assert said == ["URSSAF\u00a0: qui a validé", "URSSAF\u00a0: la date de validation"]


def test_an_annex_has_its_print() -> None:
    assert lacks(changed(annexes=(Annex(1, "", 3, ""),))) == ["annexe 1\u00a0: le titre", "annexe 1\u00a0: l’empreinte"]


def test_an_imported_operation_is_asked_only_for_what_a_record_can_hold() -> None:
    content = samples.minutes()
    bare = dataclasses.replace(content.visits[0], entries=(), persons_present=None, photos=(), findings=())
    head = dataclasses.replace(content.head, origin="journal de 2019")
    assert lacks(changed(head=head, visits=(bare,), validations=())) == []


def test_the_other_documents_ask_for_their_mentions() -> None:
    board = samples.photo_board()
    assert lacks(dataclasses.replace(board, pictures=(), author="")) == [
        "les photographies",
        "l’auteur de la planche",
    ]
    picture = dataclasses.replace(board.pictures[0], original="", caption="", author="", place="")
    assert len(lacks(dataclasses.replace(board, pictures=(picture,)))) == 4
    sheet = samples.attendance()
    nameless = dataclasses.replace(sheet.lines[0], name="")
    assert lacks(dataclasses.replace(sheet, lines=(nameless,), briefing_place="")) == [
        "le lieu du briefing",
        f"{samples.PN}\u00a0: le nom",
    ]
    draft = samples.requisition()
    assert len(lacks(dataclasses.replace(draft, offences=(), places=(), service="", reasons=(), court=""))) == 5


@pytest.mark.parametrize(
    ("days", "hours", "lacking"),
    [
        (0, 0, "une période qui finit après son début"),
        (0, -1, "une période qui finit après son début"),
        (0, 1, None),
        (30, 0, None),  # 27 November to 27 December, same hour: one month (code de procédure pénale, art. 78-2-1)
        (30, 1, "une période d’un mois au plus"),
        (31, 0, "une période d’un mois au plus"),
        (70, 0, "une période d’un mois au plus"),
    ],
)
def test_the_period_of_a_requisition(days: int, hours: int, lacking: str | None) -> None:
    draft: RequisitionSnapshot = samples.requisition()
    start = datetime(2026, 11, 27, 17, 0, tzinfo=UTC)
    drafted = dataclasses.replace(draft, valid_from=start, valid_to=start + timedelta(days=days, hours=hours))
    assert lacks(drafted) == ([lacking] if lacking else [])


def test_the_partner_version_is_cut_to_its_class() -> None:
    partner = samples.minutes().for_partner()
    assert partner.head.secrecy == 1
    assert (partner.visits_planned, partner.visits_done, partner.findings, partner.points_checked) == (4, 3, 12, 136)
    assert [agency.present for agency in partner.agencies] == [True, True, True, False, True, True]
    assert [line.state for line in partner.validations] == ["validated"] * 4 + ["silent"]
    assert lacks(dataclasses.replace(partner, recipients=())) == ["les destinataires de la version partenaires"]
