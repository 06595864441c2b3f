"""The mail of the demonstration: invented addresses of a domain that cannot exist, and the messages of its last working morning."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.engine import Engine

from webapp.demonstration.cast import PLAYERS
from webapp.mail.rounds import write_mail
from webapp.wiring import House
from workflows.engine.viewer import HOUSE_VIEWER, unit_of_work
from workflows.law.days import paris_day, start_of_day
from workflows.law.reminders import reminders
from workflows.register.correspondence import Correspondent, correspondent, set_address
from workflows.register.users import find_user


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
    rules, day = reminders(), paris_day(moment)
    while rules.is_quiet(day) or start_of_day(day) + timedelta(hours=8) > moment:
        day -= timedelta(days=1)
    return write_mail(house.engine, house.settings, moment=start_of_day(day) + timedelta(hours=8))
