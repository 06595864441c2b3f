"""The alarms of statutory limits, as people read them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from webapp.words import WORDS
from workflows.engine.viewer import ViewerSession
from workflows.processes.alarm import Alarm, alarms
from workflows.store.text import Text


def words_of_alarm(alarm: Alarm) -> Text:
    """Return an alarm in words, which name neither the case nor the text: how far the limit has run, and nullity."""
    if alarm.level == 100:
        return WORDS["alarm_passed_void"] if alarm.clock.voids else WORDS["alarm_passed"]
    words = WORDS["alarm_runs_void"] if alarm.clock.voids else WORDS["alarm_runs"]
    return words.with_parameters(share=alarm.level)


def alarms_by_case(session: ViewerSession, moment: datetime, cases: Collection[UUID]) -> Mapping[UUID, Text]:
    """Return, by case, its alarm in words; nothing for a case that has none."""
    return {each.case.id: words_of_alarm(each) for each in alarms(session, moment, cases)}
