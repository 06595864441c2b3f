"""The mail of the demonstration: invented addresses of a domain that cannot exist, and the messages of its last working morning,
and somebody without an account who is asked for an answer.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from webapp.demonstration.cast import PLAYERS
from webapp.mail.rounds import write_mail
from webapp.wiring import House
from workflows.engine.outbox import drain
from workflows.engine.tables import Case
from workflows.engine.viewer import HOUSE_VIEWER, unit_of_work
from workflows.law.days import paris_day, start_of_day
from workflows.law.outside_answers import outside_rules
from workflows.law.reminders import reminders
from workflows.processes.commitment import Commitment
from workflows.processes.outside_answer import OutsideAnswer
from workflows.processes.outside_letter import ByMail
from workflows.processes.outside_link import make_link
from workflows.processes.outside_reminder import remind_outside
from workflows.register.correspondence import Correspondent, correspondent, set_address
from workflows.register.users import find_user

_SILENT: Final = "transport"
"""Of the partners of the strategy, the one that has not answered."""


def enter_addresses(engine: Engine, moment: datetime) -> None:
    """Give each player an address, once: what somebody chose meanwhile stays."""
    with unit_of_work(engine, HOUSE_VIEWER) as session:
        for player in PLAYERS.values():
            user = find_user(session, player.agency, player.user_name)
            if user is not None and session.get(Correspondent, user.id) is None:
                set_address(session, user.id, f"{player.user_name}@{player.agency.replace('_', '-')}.invalid", "agent", moment=moment)  # fmt: skip
                correspondent(session, user.id, moment=moment).levels = ["act_now", "today", "digest", "invitation"]


def write_demonstration_mail(house: House, moment: datetime) -> int:
    """Write what the last morning before ``moment`` (aware) brought; return how many messages there were."""
    morning = _last_morning(moment)
    return write_mail(house.engine, house.settings, moment=morning)


def ask_without_account(house: House, moment: datetime) -> None:
    """Have the sous-préfecture ask the partner that said nothing, by mail, and remind it on the last morning; once."""
    pilot, morning = PLAYERS["prefecture"], _last_morning(moment)
    before, asked_at = outside_rules().reminders[0], morning - timedelta(days=7)
    with unit_of_work(house.engine, pilot.viewer) as session:
        if session.scalar(sa.select(OutsideAnswer.id).limit(1)) is not None:
            return
        share = session.scalars(
            sa.select(Commitment.id)
            .join(Case, Case.id == Commitment.id)
            .where(Commitment.agency == _SILENT, Case.state == "asked")
        ).one()
        make_link(
            session, share, partner=_SILENT, person="La direction de l’exploitation", actor=pilot.actor, moment=asked_at,
            due_on=reminders().days_after(paris_day(morning), before),
            by_mail=ByMail("exploitation@transport.invalid", "fr", house.settings.secret_key),
        )  # fmt: skip
    drain(house.engine, house.handlers, moment=asked_at)
    remind_outside(house.engine, moment=morning)
    drain(house.engine, house.handlers, moment=morning)


def _last_morning(moment: datetime) -> datetime:
    rules, day = reminders(), paris_day(moment)
    while rules.is_quiet(day) or start_of_day(day) + timedelta(hours=8) > moment:
        day -= timedelta(days=1)
    return start_of_day(day) + timedelta(hours=8)
