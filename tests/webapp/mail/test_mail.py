"""What people are written: once, with a reason, never more than the partnership may read; reminders climb and stop."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date, timedelta
from email.message import EmailMessage

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fixtures.databases import DATABASES
from tests.webapp.mail.conftest import MONDAY, MailHouse, at, words_of
from tests.webapp.mail.errands import DEED
from webapp.mail.rounds import write_mail
from workflows.engine.evidence.journal import verify
from workflows.engine.evidence.rebuild import rebuild
from workflows.engine.outbox import drain
from workflows.engine.tables import JournalLine
from workflows.engine.viewer import HOUSE_VIEWER, Viewer, open_session, unit_of_work
from workflows.law.days import end_of_day, paris_day
from workflows.law.reminders import reminders
from workflows.processes.reminder import Reminder, reminders_of
from workflows.register.messages import Mention, Message

RULES = reminders()
OpenHouse = Callable[[], MailHouse]


def to(messages: list[EmailMessage]) -> list[str]:
    """Return to whom messages went."""
    return sorted(str(each["To"]) for each in messages)


def reminded(house: MailHouse) -> list[tuple[str, date, int]]:
    """Return the rungs that were climbed, with their day and how many were told."""
    with unit_of_work(house.engine, HOUSE_VIEWER) as session:
        rows = session.scalars(sa.select(Reminder).order_by(Reminder.sent_at))
        return [(row.rung, paris_day(row.sent_at), len(row.told)) for row in rows]


def test_a_new_thing_is_told_once_on_the_next_working_morning_with_its_reason_and_its_stop(house: MailHouse) -> None:
    saturday = MONDAY - timedelta(days=2)
    house.ask(end_of_day(MONDAY + timedelta(days=20)), moment=at(saturday, 7))
    assert house.round(at(saturday, 9)) == house.round(at(MONDAY, 7)) == [], (
        "neither on a Saturday nor before the morning"
    )
    [message] = house.round(at(MONDAY))
    words = words_of(message)
    assert message["To"] == "agent@mairie.invalid", "the head and the director hear of what is late alone"
    assert message["Subject"] == "Beffroi\u00a0: une chose à faire"
    assert (
        "À faire en premier\u00a0:\n  Rendre la réponse – Éclairage du passage (pour le dimanche 22 mars 2026)" in words
    )
    assert "Quelque chose est attendu de votre service (Mairie)" in words
    assert "http://127.0.0.1:8000/mairie/cases/" in words
    assert message["List-Unsubscribe"].startswith("<http://127.0.0.1:8000/messages/stop/")
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["List-Unsubscribe"].strip("<>") in words
    assert message["Auto-Submitted"] == "auto-generated"
    html = message.get_body(("html",))
    assert html is not None and "<strong>Ouvrir dans Beffroi</strong>" in html.get_content()
    assert [house.round(at(MONDAY + timedelta(days=day), hour)) for day in (0, 1, 2) for hour in (8, 15)] == [[]] * 6


def test_nothing_above_the_class_of_the_partnership_leaves_the_house(house: MailHouse) -> None:
    due = end_of_day(MONDAY + timedelta(days=30))
    house.ask(due, title="Perquisition rue du Phare", secrecy=2, moment=at(MONDAY, 7))
    house.ask(due, title="Éclairage\r\nBcc: everybody@evil.invalid", secrecy=1, moment=at(MONDAY, 7))
    [message] = house.round(at(MONDAY))
    whole = message.as_string()
    assert "Perquisition" not in whole
    assert "Un dossier réservé, à lire dans Beffroi" in words_of(message)
    assert message["Bcc"] is None and to([message]) == ["agent@mairie.invalid"], "what is typed never becomes a header"


def test_a_reminder_climbs_one_rung_at_a_time_and_each_leaves_a_trace(house: MailHouse) -> None:
    friday = MONDAY + timedelta(days=4)
    case_id = house.ask(end_of_day(friday), moment=at(MONDAY, 7))
    told: dict[date, list[str]] = {}
    for day in range(32):
        on = MONDAY + timedelta(days=day)
        got = house.round(at(on))
        if got:
            told[on] = to(got)
    days = [friday]
    for rung in RULES.rungs:
        days.append(RULES.days_after(days[-1], rung.wait))
    assert reminded(house) == [(rung.key, day, 1) for rung, day in zip(RULES.rungs, days[1:], strict=True)]
    assert list(told.items()) == [
        (MONDAY, ["agent@mairie.invalid"]),
        (RULES.days_after(friday, 0) - timedelta(days=2), ["agent@mairie.invalid"]),
        (days[1], ["agent@mairie.invalid"]),
        (days[2], ["head@mairie.invalid"]),
        (days[3], ["director@mairie.invalid"]),
        (days[4], ["office@prefecture.invalid"]),
    ], "new, soon, then one rung after the other"
    with open_session(house.engine, Viewer("prefecture", "office")) as session:
        assert [row.rung for row in reminders_of(session, [case_id])[case_id]] == [rung.key for rung in RULES.rungs]
        lines = list(session.scalars(sa.select(JournalLine.step).where(JournalLine.case_id == case_id)))
    assert lines.count("reminder") == len(RULES.rungs)
    assert verify(house.engine).ok
    assert rebuild(house.engine).differences == []


def test_an_answer_ends_the_ladder_and_what_is_reserved_never_reaches_another_agency(house: MailHouse) -> None:
    due = end_of_day(MONDAY + timedelta(days=1))
    answered = house.ask(due, title="Répondu", moment=at(MONDAY, 7))
    hidden = house.ask(due, title="Caché", secrecy=3, moment=at(MONDAY, 7))
    house.round(at(MONDAY + timedelta(days=2)))
    house.answer(answered, at(MONDAY + timedelta(days=3)))
    caught = [message for day in range(3, 24) for message in house.round(at(MONDAY + timedelta(days=day)))]
    assert "office@prefecture.invalid" not in to(caught)
    assert all("Caché" not in message.as_string() for message in caught)
    with unit_of_work(house.engine, HOUSE_VIEWER) as session:
        climbed = reminders_of(session, [answered, hidden])
        assert [row.rung for row in climbed[answered]] == ["person"]
        assert [(row.rung, len(row.told)) for row in climbed[hidden]] == [
            ("person", 1), ("head", 1), ("director", 1), ("office", 0),
        ]  # fmt: skip
    with open_session(house.engine, Viewer("prefecture", "office")) as session:
        assert hidden not in reminders_of(session, [answered, hidden])


def test_the_substitute_reads_during_a_leave_and_the_journal_keeps_who_acted(house: MailHouse) -> None:
    house.choose("other", address="other@mairie.invalid", levels=[])
    week = (MONDAY, MONDAY + timedelta(days=4))
    house.choose("agent", away_from=week[0], away_to=week[1], substitute_id=house.user("other").id)
    case_id = house.ask(end_of_day(MONDAY + timedelta(days=30)), moment=at(MONDAY, 7))
    [message] = house.round(at(MONDAY))
    assert message["To"] == "other@mairie.invalid"
    assert "Vous remplacez Andréa Agent, en congé jusqu’au vendredi 6 mars 2026." in words_of(message)
    house.ask(end_of_day(MONDAY + timedelta(days=30)), title="Après le congé", moment=at(week[1], 9))
    [message] = house.round(at(MONDAY + timedelta(days=7)))
    assert message["To"] == "agent@mairie.invalid"
    assert "Éclairage" not in words_of(message), "what the substitute was told is not told again"
    house.answer(case_id, at(MONDAY), user="other")
    with unit_of_work(house.engine, HOUSE_VIEWER) as session:
        line = session.scalars(
            sa.select(JournalLine).where(JournalLine.case_id == case_id, JournalLine.step == "answer")
        )
        assert line.one().user == "other"


def test_a_grave_act_due_within_a_day_is_told_at_once_whatever_the_day(house: MailHouse) -> None:
    sunday = MONDAY - timedelta(days=1)
    house.ask(at(MONDAY, 12), title="Signer l’arrêté", moment=at(sunday, 6), kind=DEED.name)
    house.ask(at(MONDAY, 12), title="Répondre", moment=at(sunday, 6))
    assert house.round(at(sunday, 11)) == []
    [message] = house.round(at(sunday, 13))
    assert message["Subject"] == "Beffroi\u00a0: à faire maintenant"
    assert "Signer l’arrêté" in words_of(message)
    assert house.round(at(sunday, 14)) == []
    [morning] = house.round(at(MONDAY))
    assert "Signer" not in words_of(morning) and "Répondre" in words_of(morning)


def test_the_week_is_summed_up_in_the_place_of_the_message_of_that_day(house: MailHouse) -> None:
    house.choose("agent", levels=["today", "digest"], language="en", quiet_weekdays=[1])
    house.ask(None, title="Sans date", moment=at(MONDAY, 7))
    assert house.round(at(MONDAY)) == [], "a day that the person keeps free"
    [tuesday] = house.round(at(MONDAY + timedelta(days=1)))
    assert (tuesday["Subject"], tuesday["Content-Language"]) == ("Beffroi: the week’s summary", "en")
    house.ask(None, title="Encore une", moment=at(MONDAY + timedelta(days=1), 12))
    [wednesday] = house.round(at(MONDAY + timedelta(days=2)))
    assert wednesday["Subject"] == "Beffroi: one thing to do"
    [again] = house.round(at(MONDAY + timedelta(days=8)))
    assert {"Sans date", "Encore une"} <= {word for word in ("Sans date", "Encore une") if word in words_of(again)}


@pytest.mark.parametrize("database_kind", DATABASES)
def test_two_processes_at_the_same_time_write_one_message(house: MailHouse, database_kind: str) -> None:
    house.ask(end_of_day(MONDAY - timedelta(days=3)), moment=at(MONDAY - timedelta(days=9), 7))
    house.ask(None, moment=at(MONDAY, 7))
    start = threading.Barrier(3)

    def go() -> None:
        start.wait()
        write_mail(house.engine, house.settings, moment=at(MONDAY))

    threads = [threading.Thread(target=go) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert to(house.round(at(MONDAY, 9))) == ["agent@mairie.invalid"]
    assert [rung for rung, _day, _told in reminded(house)] == ["person"]
    assert drain(house.engine, house.handlers, moment=at(MONDAY, 10)) == 0
    assert rebuild(house.engine).differences == []


LIFE = st.lists(
    st.tuples(
        st.integers(0, 4),
        st.sampled_from(("ask", "ask", "answer", "leave", "quiet", "wait")),
        st.integers(0, 9),
    ),
    min_size=6,
    max_size=10,
)


@settings(max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(life=LIFE, starts=st.dates(date(2026, 1, 1), date(2026, 12, 20)))
def test_whatever_happens_nobody_gets_two_messages_a_day_nor_one_on_a_quiet_day(
    open_house: OpenHouse, life: list[tuple[int, str, int]], starts: date
) -> None:
    house, day, cases = open_house(), starts, []
    house.choose("other", address="other@mairie.invalid")
    for passing, what, number in life:
        day += timedelta(days=passing)
        if what == "ask":
            cases.append(house.ask(end_of_day(day + timedelta(days=number)), moment=at(day, 6)))
        elif what == "answer" and cases:
            house.answer(cases.pop(number % len(cases)), at(day, 6))
        elif what == "leave":
            house.choose(
                "agent", away_from=day, away_to=day + timedelta(days=number), substitute_id=house.user("other").id
            )
        elif what == "quiet":
            house.choose("agent", quiet_weekdays=[1 + number % 5])
        for hour in (8, 12):
            write_mail(house.engine, house.settings, moment=at(day, hour))
    with unit_of_work(house.engine, HOUSE_VIEWER) as session:
        messages = list(session.scalars(sa.select(Message)))
        mentions = list(session.scalars(sa.select(Mention)))
        climbed = list(session.scalars(sa.select(Reminder)))
    days = [(message.user_id, paris_day(message.made_at)) for message in messages]
    assert len(days) == len(set(days))
    assert not [on for _person, on in days if RULES.is_quiet(on)]
    ways = [(each.user_id, each.case_id, each.seq, each.how) for each in mentions]
    assert len(ways) == len(set(ways)), "each thing once when new, once when near, once for each rung"
    assert {each.how for each in mentions} <= {"new", "soon", *(f"late:{rung.key}" for rung in RULES.rungs)}
    rungs = [(each.case_id, paris_day(each.sent_at)) for each in climbed]
    assert len(rungs) == len(set(rungs)), "never two rungs on one day"
    assert not [on for _case, on in rungs if RULES.is_quiet(on)]
