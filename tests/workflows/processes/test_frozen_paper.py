"""A paper says what stood when its step was taken, however late the press takes it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import UUID

import sqlalchemy as sa

from webapp.demonstration.story import Story
from workflows.engine.cases import HOUSE_ACTOR, note
from workflows.engine.tables import Outbox
from workflows.engine.viewer import HOUSE_VIEWER, ViewerSession, unit_of_work
from workflows.processes.consequence import Consequence
from workflows.processes.frozen_paper import FrozenPaper
from workflows.processes.paper import PAPERS
from workflows.processes.paper import draw as draw_now
from workflows.processes.papers import issued
from workflows.processes.photo import Photo
from workflows.processes.plain import Snapshot
from workflows.processes.snapshots import RequisitionSnapshot

Told = Callable[..., Story]


def printed(story: Story, kind: str, case_id: UUID) -> Snapshot:
    """The content that the press would take now."""
    with unit_of_work(story.engine, HOUSE_VIEWER) as session:
        return issued(session, kind, case_id, story.at(60, 9), 1)


def drawn_anew(story: Story, kind: str, case_id: UUID) -> Snapshot:
    with unit_of_work(story.engine, HOUSE_VIEWER) as session:
        return draw_now(session, kind, case_id, story.at(60, 9))


@contextmanager
def retold(story: Story) -> Iterator[ViewerSession]:
    """Change rows under the story, with the line of the journal that every change needs."""
    with unit_of_work(story.engine, HOUSE_VIEWER) as session:
        yield session
        note(session, story.operation, "retold", actor=HOUSE_ACTOR, moment=story.at(20, 9))


def test_closed_minutes_print_what_was_closed_whatever_the_night_is_said_to_have_been_since(told: Story) -> None:
    minutes = told.child(told.operation, "minutes")
    before = {kind: printed(told, kind, minutes) for kind in PAPERS}
    with retold(told) as session:
        for row in session.scalars(sa.select(Consequence)):
            row.label = "Autre suite, décidée depuis"
        for photo in session.scalars(sa.select(Photo)):
            photo.caption = "Légende changée depuis"
    assert "décidée depuis" in drawn_anew(told, "minutes", minutes).as_json()
    for kind, paper in before.items():
        assert printed(told, kind, minutes).as_json() == paper.as_json(), kind


def test_each_paper_is_kept_under_the_class_that_it_prints(told: Story) -> None:
    with unit_of_work(told.engine, HOUSE_VIEWER) as session:
        kept = {row.kind: row.secrecy for row in session.scalars(sa.select(FrozenPaper))}
    assert kept == {"minutes": 3, "minutes_partner": 1, "attendance": 2, "photo_board": 3, "requisition": 2}


def test_the_draft_of_a_requisition_prints_what_was_asked_though_less_was_granted(told: Story) -> None:
    asked = told.requisition(0)
    draft, now = printed(told, "requisition", asked), drawn_anew(told, "requisition", asked)
    assert isinstance(draft, RequisitionSnapshot)
    assert isinstance(now, RequisitionSnapshot)
    assert (len(draft.places), len(now.places)) == (4, 3)


def test_what_was_ordered_before_papers_were_frozen_is_drawn_when_the_press_takes_it(told: Story) -> None:
    minutes = told.child(told.operation, "minutes")
    with retold(told) as session:
        for row in session.scalars(sa.select(FrozenPaper)):
            session.delete(row)
    assert printed(told, "minutes", minutes) == drawn_anew(told, "minutes", minutes)


def test_no_board_is_ordered_where_nobody_validated_a_photo(tell_until: Told) -> None:
    story = tell_until("propose", "allow", "prepare", "carry_out")
    with retold(story) as session:
        for photo in session.scalars(sa.select(Photo)):
            session.delete(photo)
    story.write_down()
    with unit_of_work(story.engine, HOUSE_VIEWER) as session:
        asked = set(session.scalars(sa.select(Outbox.body)))
    assert not any("photo_board" in body for body in asked)
