"""Referrals of the canary house: a report with every answer, a PV that came back, a PV for the police court; each with a
word of its own in whatever is written there, for its author and the prosecutor's office alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from webapp.demonstration.cast import PLAYERS
from webapp.demonstration.telling import Telling
from workflows.engine.cases import take
from workflows.engine.tables import Case
from workflows.engine.viewer import unit_of_work
from workflows.processes.outside_link import make_link
from workflows.processes.photo import Photo
from workflows.processes.referral_facts import ReferralNotice

POLICE, TOWN_POLICE, FRAUD, JUSTICE = "police_nationale", "police_municipale", "ddpp_ccrf", "parquet"
AUTHORS: Final = {"PN-07": POLICE, "CC-05": FRAUD, "PM-03": TOWN_POLICE}
"""Whose each judicial branch is; the last one goes to the police court, which has no desk."""
WRITTEN: Final[Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]]] = {
    "PN-07": (
        ("add_fact", ("place", "words", "told_by")),
        ("add_person", ("name",)),
        ("add_piece", ("label", "reference")),
        ("attach", ("title",)),
        ("write_letter", ("learnt_how", "classification", "harm", "urgency", "told")),
        ("send", ("signatory", "quality", "contact")),
        ("register", ("case_number", "section")),
        ("note_register", ("source", "case_number", "section")),
        ("close_without_action", ("reason",)),
        ("challenge", ("words",)),
        ("propose_settlement", ("measures",)),
        ("prosecute", ("court",)),
        ("judge", ("court", "operative_part")),
        ("appeal", ("court", "by")),
    ),
    "CC-05": (("transmit_pv", ("reference", "author")),),
    "PM-03": (("transmit_to_police_court", ("reference", "author", "reason")),),
}
"""What is written in each, step by step."""


def readers_of(item: str) -> frozenset[str]:
    """Say who reads a branch: its author, and the prosecutor's office of what was sent there."""
    return frozenset({AUTHORS[item], JUSTICE} - ({JUSTICE} if item == "PM-03" else set()))


def tell_referrals(told: Telling, branch: Callable[[str, str], UUID], word: Callable[..., str], *, day: int) -> None:
    """Take the judicial branches as far as they go on ``day`` of the story; ``word`` makes a canary of where it stands."""
    today, yesterday = told.at(day, 9).date(), told.at(day - 1, 9).date()
    number = 0

    def act(key: str, case: UUID, step: str, names: tuple[str, ...], where: str, **fields: Any) -> None:
        nonlocal number
        number += 1
        said = {name: f"Mot {word('referral', where, step, name)}" for name in names}
        with unit_of_work(told.engine, PLAYERS[key].viewer) as session:
            moment = told.at(day, 6) + timedelta(seconds=number)
            take(session, case, step, actor=PLAYERS[key].actor, moment=moment, fields={**said, **fields})

    extra: dict[str, dict[str, Any]] = {
        "add_fact": {"side": "reported", "at": told.at(0, 23)},
        "add_person": {"role": "operator"},
        "add_piece": {"kind": "copy"},
        "write_letter": {
            "learnt_on": yesterday, "is_urgent": True, "minors": True, "public_order": True, "reply_asked": True,
        },
        "send": {"signed_as": "agent"},
        "close_without_action": {"code": "21"},
        "propose_settlement": {"standing": "running"},
        "prosecute": {"form": "summons"},
        "transmit_pv": {"drawn_on": yesterday, "sent_on": today, "public_order": False},
        "transmit_to_police_court": {"drawn_on": yesterday, "sent_on": today},
    }  # fmt: skip
    of_office = {
        "register",
        "close_without_action",
        "propose_settlement",
        "prosecute",
        "judge",
        "appeal",
    }
    for item, steps in WRITTEN.items():
        case = branch("referral", item)
        for step, names in steps:
            if step == "attach":
                extra["attach"] = {"file": _own_photo(told, AUTHORS[item])}
            dated = {"answered_on": yesterday} if step in of_office or step.startswith("note_") else {}
            act(
                JUSTICE if step in of_office else AUTHORS[item], case, step, names, item, **extra.get(step, {}), **dated
            )  # fmt: skip
    first, *rest = told.children(branch("referral", "PN-07"), "referral_notice")
    act(JUSTICE, first, "tell", ("words",), "notice")
    act(JUSTICE, rest[0], "withhold", ("reason",), "notice")
    apart = told.child(branch("referral", "CC-05"), "enquiry")
    act(JUSTICE, apart, "order_enquiry", ("service",), "apart", enquiry="preliminary", answered_on=yesterday)
    pv = told.child(branch("referral", "CC-05"), "pv_transmission")
    act(JUSTICE, pv, "send_back", ("reason",), "pv")
    act(FRAUD, pv, "send_again", (), "pv", sent_on=today)
    act(JUSTICE, pv, "receive", ("receipt",), "pv", received_on=today)
    with unit_of_work(told.engine, PLAYERS[FRAUD].viewer) as session:
        make_link(
            session, branch("referral", "CC-05"), partner=JUSTICE, person=f"Greffe {word('referral', 'link', 'person')}",
            words=f"Mot {word('referral', 'link', 'words')}", due_on=today + timedelta(days=30), actor=PLAYERS[FRAUD].actor,
            moment=told.at(day, 7),
        )  # fmt: skip


def _own_photo(told: Telling, agency: str) -> str:
    """Return the first photo that an agency may join, as the step names it."""
    with unit_of_work(told.engine, PLAYERS[agency].viewer) as session:
        photo = session.scalars(sa.select(Photo.id).where(Photo.agency == agency).order_by(Photo.taken_at)).first()
        assert photo is not None
        return f"photo-{photo.hex}"


def name_of_referral(session: Session, case: Case, above: str) -> str:
    """Return a name for a case of the judicial branches, the same in every run."""
    match case.workflow:
        case "pv_transmission":
            return f"pv_transmission {above.split()[1]} {case.agency}"
        case "enquiry":
            return f"enquiry {above.split()[1]}"
        case "referral_notice":
            return f"referral_notice {session.get_one(ReferralNotice, case.id).answer}"
        case _:
            return case.workflow


def words_of_the_referrals(word: Callable[..., str]) -> Iterator[tuple[str, int, frozenset[str]]]:
    """Give each word with its class and its readers."""
    for item, steps in WRITTEN.items():
        for step, names in steps:
            for name in names:
                yield word("referral", item, step, name), 4, readers_of(item)
    yield word("referral", "PM-02", "set_aside", "reason"), 4, frozenset({TOWN_POLICE})
    for step, name in (("tell", "words"), ("withhold", "reason")):
        yield word("referral", "notice", step, name), 4, frozenset({JUSTICE})
    yield word("referral", "apart", "order_enquiry", "service"), 4, frozenset({JUSTICE})
    for step, name in (("send_back", "reason"), ("receive", "receipt")):
        yield word("referral", "pv", step, name), 4, readers_of("CC-05")
    for name in ("person", "words"):
        yield word("referral", "link", name), 4, readers_of("CC-05")
