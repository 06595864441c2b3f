"""The extracts that the project carries: small, licensed, said where they come from, and loaded quickly."""

from __future__ import annotations

import time
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from workflows.engine.situation import HOUSE_ACTOR
from workflows.engine.viewer import HOUSE_VIEWER, open_session
from workflows.register.establishments import Establishment, EstablishmentEvent
from workflows.register.hygiene import HygieneInspection
from workflows.register.offences import Offence
from workflows.register.reference_data import EXTRACTS, FILES, load_reference_data
from workflows.register.territory import DATA


def test_each_extract_is_named_with_its_source_and_licence() -> None:
    said = (EXTRACTS / "README.md").read_text(encoding="utf-8")
    assert "Licence Ouverte" in said
    files = {path.name for path in EXTRACTS.iterdir() if path.suffix == ".csv"}
    assert files == {name for _, name in FILES}
    for name in files:
        assert f"`{name}`" in said


def test_the_extracts_are_small() -> None:
    assert sum(path.stat().st_size for folder in (EXTRACTS, DATA) for path in folder.iterdir()) < 600_000


def test_loading_tells_its_progress_and_takes_seconds(empty_register: Engine, moment: datetime) -> None:
    told: list[tuple[str, int, int]] = []
    began = time.monotonic()
    load_reference_data(empty_register, actor=HOUSE_ACTOR, moment=moment, progress=lambda *step: told.append(step))
    assert time.monotonic() - began < 15
    assert {name for name, _, _ in told} == {name for _, name in FILES}


def test_the_register_is_filled(filled_register: Engine) -> None:
    with open_session(filled_register, HOUSE_VIEWER) as session:
        counts = {
            model.__tablename__: session.scalar(sa.select(sa.func.count()).select_from(model))
            for model in (Establishment, EstablishmentEvent, HygieneInspection, Offence)
        }
        assert counts["establishment_event"] == 46 + 550 + 654
        assert counts["hygiene_inspection"] == 68 + 131 + 305
        assert counts["offence"] == 35
        names = session.scalars(sa.select(Establishment.name).where(Establishment.name.startswith("PERSONNE"))).all()
        assert names, "the names of sole traders stay replaced"
