"""What runs out after the doors have closed: images that others erase, limits that the law sets to an agency's own act."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.fixtures.tellings import hands, no_press
from tests.workflows.processes.conftest import Told
from tests.workflows.processes.evidence_house import FRAUD, POLICE, Night, actor_of
from workflows.engine.outbox import drain
from workflows.engine.refusals import Refused
from workflows.engine.sweeper import sweep
from workflows.engine.viewer import HOUSE_VIEWER, Viewer, unit_of_work
from workflows.law.days import end_of_day
from workflows.processes import custody, house, sheet
from workflows.processes.alarm import alarms
from workflows.processes.consequence import clock_of
from workflows.processes.legal_limit import LegalLimit, limits_of, start_limit
from workflows.processes.video import Video, note_video

HYGIENE = "ddpp_ssa"
GROCERY = "night_grocery"


@pytest.fixture
def night(tell_until: Told) -> Night:
    """The night after its doors have closed."""
    return Night(tell_until("propose", "allow", "prepare", "carry_out"))


def refusal(action: Callable[[], Any]) -> str:
    """Return the code of the first refusal of what is tried."""
    with pytest.raises(Refused) as refused:
        action()
    return refused.value.refusals[0].code


def film(night: Night, *, retention: int | None = None, **changed: Any) -> UUID:
    """Note a video of the first bar for the police."""
    entered = night.of_visit().entered_at
    assert entered is not None
    facts = {
        "camera_owner": "Pharmacie voisine", "place": "Trottoir devant le bar", "starts_at": entered - timedelta(hours=1),
        "ends_at": entered, "retention": retention, **changed,
    }  # fmt: skip
    with unit_of_work(night.engine, Viewer(POLICE, "x")) as session:
        return note_video(session, night.visit, actor=actor_of(POLICE), moment=night.after, facts=facts).case_id


def run(
    night: Night, key: str, clock: str, paper: str = "PV de démonstration", starts_at: datetime | None = None
) -> UUID:
    """Let a limit of an agency run from the time at which its grocery was left."""
    left = night.of_visit(GROCERY).left_at
    with unit_of_work(night.engine, Viewer(key, "x")) as session:
        return start_limit(
            session, night.story.visits[GROCERY], actor=actor_of(key), moment=night.after, clock_key=clock, paper=paper,
            starts_at=starts_at or left,  # type: ignore[arg-type]
        ).case_id  # fmt: skip


def level(night: Night, case: UUID, moment: datetime) -> int | None:
    """Return how far the alarm of a case has come at a moment."""
    with unit_of_work(night.engine, HOUSE_VIEWER) as session:
        return next((each.level for each in alarms(session, moment, [case])), None)


def let_pass(night: Night, moment: datetime) -> None:
    """Let the house do what is due."""
    while sweep(night.engine, moment=moment) + drain(
        night.engine, hands(custody, house, sheet, press=no_press), moment=moment
    ):
        pass


def row_of(night: Night, kind: type[Any], case: UUID) -> Any:
    """Return the row of a case."""
    with unit_of_work(night.engine, HOUSE_VIEWER) as session:
        return session.get_one(kind, case)


def test_a_video_is_asked_for_before_it_is_erased_and_its_owner_alone_sees_the_note(night: Night) -> None:
    video = film(night, retention=8)
    row = row_of(night, Video, video)
    assert row.erased_from == row.starts_at + timedelta(days=8)
    assert [key for key in ("prefecture", "parquet", FRAUD) if night.sees(key, Video, video)] == []
    assert refusal(lambda: night.take(POLICE, video, "preserve", words="Copie")) == "state"
    assert refusal(lambda: night.take(POLICE, video, "ask_preservation")) == "field_requisition"
    night.take(POLICE, video, "ask_preservation", requisition="Réquisition de démonstration")
    night.take(POLICE, video, "preserve", words="Copie remise sous scellé")
    assert night.stands(video) == "preserved"
    assert row_of(night, Video, video).requisition == "Réquisition de démonstration"


def test_a_video_that_nobody_asked_for_lapses_on_its_day_and_somebody_must_say_so(night: Night) -> None:
    video = film(night)
    erased = row_of(night, Video, video).erased_from
    let_pass(night, erased - timedelta(seconds=1))
    assert night.stands(video) == "noted"
    let_pass(night, erased)
    assert night.stands(video) == "lapsed", "the date says nothing of the images"
    night.take(POLICE, video, "erase", words="Confirmé par le détenteur")
    assert night.stands(video) == "erased"


def test_a_period_to_come_or_upside_down_is_refused(night: Night) -> None:
    for changed in ({"ends_at": night.after + timedelta(days=1)}, {"starts_at": night.after}):
        assert refusal(lambda given=changed: film(night, **given)) == "no_period"  # type: ignore[misc]


def test_the_hygiene_report_goes_to_the_prosecutor_in_eight_days_or_is_void(night: Night) -> None:
    assert [each.key for each in limits_of(HYGIENE)] == ["crpm_l205_3"]
    limit = run(night, HYGIENE, "crpm_l205_3")
    row = row_of(night, LegalLimit, limit)
    assert row.due_at == end_of_day((row.starts_at + timedelta(days=8)).date())
    length = row.due_at - row.starts_at
    found = [level(night, limit, row.starts_at + length * share) for share in (0.49, 0.5, 0.79, 0.8, 0.99, 1.0)]
    assert found == [None, 50, 50, 80, 80, 100]
    let_pass(night, row.due_at)
    assert (night.stands(limit), level(night, limit, row.due_at + timedelta(days=3))) == ("passed", 100)
    assert refusal(lambda: night.take(HYGIENE, limit, "do_late", at=row.starts_at, shown_by="x")) == "was_in_time"
    night.take(HYGIENE, limit, "keep", at=row.starts_at, shown_by="Bordereau de démonstration")
    assert (night.stands(limit), level(night, limit, row.due_at)) == ("kept", None)


def test_a_house_that_stood_still_finds_the_alarm_again(night: Night) -> None:
    limit = run(night, HYGIENE, "crpm_l205_3")
    due = row_of(night, LegalLimit, limit).due_at
    assert level(night, limit, due - timedelta(hours=1)) == 80, "no sweep was needed"
    assert level(night, limit, due + timedelta(days=30)) == 100, "nor for the end"


def test_a_limit_of_another_agency_before_the_visit_or_twice_is_refused(night: Night) -> None:
    assert refusal(lambda: run(night, HYGIENE, "cd_63_ter")) == "not_their_limit"
    assert refusal(lambda: run(night, FRAUD, "crpm_l205_3")) == "not_their_limit"
    entered = night.of_visit(GROCERY).entered_at
    assert entered is not None
    for start in (entered - timedelta(minutes=1), night.after + timedelta(minutes=1)):
        assert refusal(lambda at=start: run(night, HYGIENE, "crpm_l205_3", starts_at=at)) == "no_start"  # type: ignore[misc]
    run(night, HYGIENE, "crpm_l205_3")
    assert refusal(lambda: run(night, HYGIENE, "crpm_l205_3")) == "runs_already"
    run(night, HYGIENE, "crpm_l205_3", "Un autre PV")


@pytest.mark.parametrize(
    ("agency", "key"),
    [
        ("ddpp_ssa", "referral_usual_food"),
        ("douanes", "referral_usual_customs"),
        ("dgfip", "referral_usual"),
        ("police_nationale", "referral_usual"),
    ],
)
def test_what_goes_to_the_prosecutor_goes_in_the_agency_s_own_time(agency: str, key: str) -> None:
    assert clock_of("referral", agency).key == key
    assert clock_of("measure", agency).key == "contradictory_usual"
