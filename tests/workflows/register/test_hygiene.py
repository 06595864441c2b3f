"""Past hygiene inspections: what vanishes is kept, both values of what changes are, every result of a day is shown."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from workflows.engine.situation import HOUSE_ACTOR
from workflows.engine.viewer import HOUSE_VIEWER, open_session
from workflows.register.hygiene import HygieneInspection, last_hygiene_inspections
from workflows.register.imports import import_hygiene_inspections


def test_an_inspection_that_vanishes_is_kept_with_the_file_that_showed_it_last(filled_register: Engine) -> None:
    with open_session(filled_register, HOUSE_VIEWER) as session:
        vanished = session.scalars(
            sa.select(HygieneInspection).where(HygieneInspection.last_seen_on < date(2017, 8, 13))
        ).all()
        assert len(vanished) > 10
        assert {row.last_seen_on for row in vanished} == {date(2017, 4, 11), date(2017, 5, 18)}
        assert all(row.last_seen_in.startswith("alimconfiance_2017-0") for row in vanished)


def test_a_result_that_changed_keeps_both_values(filled_register: Engine) -> None:
    with open_session(filled_register, HOUSE_VIEWER) as session:
        row = session.scalars(sa.select(HygieneInspection).where(HygieneInspection.number == "17-051209-1")).one()
        assert row.result == "satisfactory"
        assert [(old.column, old.value, old.last_on) for old in row.superseded] == [
            ("result", "very_satisfactory", date(2017, 5, 18))
        ]
        assert row.result_text.render("fr") == "Satisfaisant"


def test_every_result_of_a_day_is_given(filled_register: Engine) -> None:
    with open_session(filled_register, HOUSE_VIEWER) as session:
        siret, _, count = session.execute(
            sa.select(HygieneInspection.siret, HygieneInspection.inspected_on, sa.func.count().label("n"))
            .group_by(HygieneInspection.siret, HygieneInspection.inspected_on)
            .order_by(sa.desc("n"))
        ).first() or ("", None, 0)
        assert count > 1
        (newest, *_) = last_hygiene_inspections(session, str(siret))
        assert len(newest.inspections) == count
        assert last_hygiene_inspections(session, "00000000000000") == []


def test_an_approval_number_is_not_taken_for_a_siret(
    empty_register: Engine, moment: datetime, write_file: Callable[..., Path]
) -> None:
    path = write_file(
        "2017-05-18.csv",
        "Numero_inspection;SIRET;APP_Libelle_etablissement;Date_inspection;Synthese_eval_sanit\n"
        "1;A00132008001;FERME;2017-03-01;Satisfaisant\n",
    )
    import_hygiene_inspections(empty_register, path, actor=HOUSE_ACTOR, moment=moment)
    with open_session(empty_register, HOUSE_VIEWER) as session:
        row = session.scalars(sa.select(HygieneInspection)).one()
        assert (row.identifier, row.identifier_kind, row.siret) == ("A00132008001", "approval", None)
