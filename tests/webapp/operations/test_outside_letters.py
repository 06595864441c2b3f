"""The house writes to somebody without an account: the link, some reminders, one a day; nothing once they said what they had
to, or that it is enough; and then it has forgotten their address.
"""

from __future__ import annotations

import email
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from email.message import EmailMessage
from email.policy import default
from html import unescape
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from tests.fixtures.databases import DATABASES
from tests.webapp.conftest import ToldApp
from tests.webapp.mail.conftest import words_of
from tests.webapp.mail.mail_server import MailServer, mail_server
from tests.webapp.operations.test_objectives import told_strategy
from tests.webapp.operations.test_outside import PERSON, REASON, Outside
from webapp.demonstration.cast import PLAYERS
from webapp.health.finding import Findings
from webapp.health.mail import examine_mail
from webapp.mail.post import FOLDER
from webapp.settings import Settings, read_settings
from webapp.wiring import gather_handlers
from webapp.words import WORDS
from workflows.engine.evidence.journal import verify
from workflows.engine.evidence.rebuild import rebuild
from workflows.engine.outbox import drain
from workflows.engine.sweeper import sweep
from workflows.engine.tables import Case, JournalLine, Outbox
from workflows.law.days import paris_day
from workflows.law.reminders import reminders
from workflows.processes.outside_answer import OutsideAnswer
from workflows.processes.outside_letter import OutsideLetter
from workflows.processes.outside_reminder import REMINDED_OUTSIDE, STOPPED_OUTSIDE, remind_outside
from workflows.store.database import Base
from workflows.store.text import PARIS

ADDRESS = "exploitation.nuit@transport.invalid"
RULES = reminders()


@dataclass
class Post:
    """Somebody outside with an address, the house that writes to them, and what came of it."""

    outside: Outside
    settings: Settings
    due_on: date
    _seen: set[str] = field(default_factory=set)

    @property
    def engine(self) -> sa.Engine:
        """The database of the house."""
        return self.outside.telling.engine

    def ask(self, about: UUID | None = None, **fields: Any) -> str:
        """Have the sous-préfecture ask by mail; return the code, which it tells by telephone."""
        given = {
            "address": ADDRESS,
            "due_on": self.due_on.isoformat(),
            "partner": "transport",
            "person": PERSON,
            "language": "fr",
            **fields,
        }
        answer = self.outside.house.send("prefecture", f"/cases/{about or self.outside.share}/outside", **given)
        page = unescape(answer.get_data(as_text=True))
        assert answer.status_code == 200, page
        shown = re.findall(r'class="input[^"]*shown-once"[^>]* value="([^"]*)"', page)
        assert len(shown) == 1, "the code alone: the link leaves by mail"
        assert ADDRESS in page
        return "".join(shown[0].split())

    def send(self, moment: datetime | None = None) -> list[EmailMessage]:
        """Let what waits leave; return what came into the folder since."""
        drain(self.engine, gather_handlers(self.settings), moment=moment or datetime.now(UTC))
        paths = sorted((self.settings.home / FOLDER).glob("*-outside-*.eml"))
        new = [path for path in paths if path.name not in self._seen]
        self._seen.update(path.name for path in new)
        return [email.message_from_bytes(path.read_bytes(), policy=default) for path in new]

    def morning(self, day: date, hour: int = 8) -> list[EmailMessage]:
        """Let the house write its reminders at that hour; return what came of it."""
        moment = datetime.combine(day, time(hour), PARIS)
        remind_outside(self.engine, moment=moment)
        return self.send(moment)

    def mornings(self) -> list[tuple[date, EmailMessage]]:
        """Return every reminder that leaves from today until well after the answer is expected, with its day."""
        today = paris_day(datetime.now(UTC))
        days = [today + timedelta(days=gone) for gone in range((self.due_on - today).days + 5)]
        return [(day, message) for day in days for message in self.morning(day)]

    def page(self, desk: str = "prefecture", link: UUID | None = None) -> str:
        """What a desk reads of the link."""
        return self.outside.house.read(desk, f"/cases/{link or self.link.id}")

    @property
    def link(self) -> Any:
        """The one link."""
        return self.outside.rows(sa.select(OutsideAnswer).order_by(OutsideAnswer.number))[-1]

    def traces(self, step: str) -> list[JournalLine]:
        """The lines of the journal of that name."""
        return self.outside.rows(sa.select(JournalLine).where(JournalLine.step == step).order_by(JournalLine.line))

    def tables_that_say(self, words: str) -> list[str]:
        """Return the tables in which these words stand, whichever way a row is written."""
        with self.engine.connect() as connection:
            return [
                table.name
                for table in Base.metadata.sorted_tables
                if any(words in repr(tuple(row)) for row in connection.execute(sa.select(table)))
            ]


@pytest.fixture
def post(home: Path, told_app: ToldApp) -> Post:
    """A quarter of the strategy, a partner that has not answered; six working days to do it."""
    house, telling = told_strategy(home, told_app)
    settings = house.app.extensions["beffroi_settings"]
    due_on = RULES.days_after(paris_day(datetime.now(UTC)), 6)
    return Post(Outside(house, telling, house.app.test_client()), settings, due_on)


def path_in(message: EmailMessage) -> str:
    """The path of the first link that answers, in a message."""
    return _answer_paths(message)[0]


def stop_in(message: EmailMessage) -> str:
    """The path that a mail program presses by itself."""
    return "/" + str(message["List-Unsubscribe"]).strip("<>").split("/", 3)[3]


def everything_in(message: EmailMessage) -> str:
    parts = [str(part.get_content()) for part in message.walk() if not part.is_multipart()]
    return "\n".join([repr(message.items()), *parts])


def test_the_first_letter_says_who_asks_what_until_when_and_brings_the_link_without_the_code(post: Post) -> None:
    code = post.ask()
    [message] = post.send()
    words = words_of(message)
    assert message["To"] == ADDRESS
    assert message["Subject"] == "Sous-préfecture de Calais\u00a0: une réponse vous est demandée"
    for said in (PERSON, "Sous-préfecture", "Une réponse à un engagement", "Avant la fin du", "code à six chiffres",
                 "Pourquoi ce message", "Ne plus recevoir de rappels"):  # fmt: skip
        assert said in words, said
    written = everything_in(message)
    assert code not in written.replace(" ", "").replace("\u00a0", "")
    assert "Une réponse vous est demandée" in post.outside.look(path_in(message))
    _answer(post, path_in(message), code)
    assert post.send() == [], "it left once"


def test_the_link_stands_nowhere_in_the_database_and_the_address_in_one_row_alone(post: Post) -> None:
    post.ask()
    [message] = post.send()
    assert post.tables_that_say(path_in(message).rpartition("/")[2]) == []
    assert post.tables_that_say(ADDRESS) == ["outside_contact"]
    assert ADDRESS in post.page()
    for page in (post.page("mairie"), post.outside.house.read("prefecture", "/outside"),
                 post.outside.house.read("prefecture", f"/cases/{post.link.id}/history")):  # fmt: skip
        assert ADDRESS not in page
    assert "Courriels" not in post.page("mairie")


def test_without_an_address_nothing_is_written_and_link_and_code_are_handed_over(post: Post) -> None:
    post.outside.ask(post.outside.share)
    assert post.send() == []
    assert post.mornings() == []
    assert "Courriels" not in post.page()
    assert post.outside.rows(sa.select(OutsideLetter)) == []


@pytest.mark.parametrize("address", ["personne", "a@b.fr, c@d.fr", "a@b.fr\r\nBcc: c@d.fr", "Nom <a@b.fr>"])
def test_what_is_no_plain_address_is_refused(post: Post, address: str) -> None:
    answer = post.outside.house.send(
        "prefecture", f"/cases/{post.outside.share}/outside",
        address=address, due_on=post.due_on.isoformat(), partner="transport", person=PERSON, language="fr",
    )  # fmt: skip
    assert answer.status_code == 422
    assert post.outside.rows(sa.select(OutsideAnswer)) == []


def test_reminders_leave_on_their_mornings_with_the_link_and_leave_a_trace(post: Post) -> None:
    code = post.ask()
    [first] = post.send()
    before = RULES.day_before(post.due_on, 3)
    assert WORDS["outside_next"].with_parameters(day=before).render("fr") in post.page()
    assert post.morning(before, hour=6) == [], "not at night"
    left = post.mornings()
    assert [day for day, _message in left] == [before, post.due_on]
    for _day, message in left:
        assert str(message["Subject"]).startswith("Rappel – Sous-préfecture de Calais")
        assert path_in(message) == path_in(first)
        assert code not in everything_in(message).replace(" ", "")
        assert "Pourquoi ce message" in words_of(message)
    assert len(post.traces(REMINDED_OUTSIDE)) == 2
    page = post.page()
    for said in ("Demande, avec le lien", "Rappel, 3 jours ouvrés avant la date", "Rappel, le jour même", "parti le"):
        assert said in page, said
    assert "Aucun autre rappel n’est prévu." in page
    assert verify(post.engine).ok
    assert rebuild(post.engine).ok


def test_letters_are_written_in_the_language_of_their_reader(post: Post) -> None:
    post.ask(language="en")
    [first], [(_day, message), *_others] = post.send(), post.mornings()
    for each in (first, message):
        assert each["Content-Language"] == "en"
        for said in (
            "Hello,",
            "An answer to a commitment",
            "Before the end of",
            "You also need a code",
            "Why this message?",
        ):
            assert said in words_of(each), said
        assert "Répondre" not in everything_in(each)


def test_one_person_gets_one_letter_a_day_about_all_that_is_asked_of_them_and_stops_one_of_them(post: Post) -> None:
    post.ask()
    indicator = post.outside.telling.titled("indicator", "Signalements du bailleur, chaque mois")
    post.ask(indicator, partner="bailleur", person="Le gardien")
    assert len(post.send()) == 2
    [message] = post.morning(RULES.day_before(post.due_on, 3))
    assert message["Subject"] == "Rappel – Sous-préfecture de Calais\u00a0: 2 réponses attendues"
    assert len(set(_answer_paths(message))) == 2
    assert post.morning(RULES.day_before(post.due_on, 3), hour=9) == [], "not twice on a morning"
    stops = re.findall(r"/answer/stop/\S+", words_of(message))
    assert post.outside.browser.post(stops[0]).status_code == 200
    [last] = post.morning(post.due_on)
    assert len(_answer_paths(last)) == 1, "the other one is still reminded of"
    assert len(post.traces(STOPPED_OUTSIDE)) == 1


def test_no_reminder_leaves_on_a_day_on_which_the_person_was_written_to_before(post: Post) -> None:
    today = paris_day(datetime.now(UTC))
    later = RULES.days_after(today, 3)
    post.ask()
    post.send()
    with post.engine.begin() as connection:
        # The first of the two was asked for a week ago.
        connection.execute(sa.update(OutsideLetter).values(made_at=datetime.now(UTC) - timedelta(days=7)))
    indicator = post.outside.telling.titled("indicator", "Signalements du bailleur, chaque mois")
    post.ask(indicator, partner="bailleur", person="Le gardien", due_on=(later + timedelta(days=40)).isoformat())
    post.send()
    moment = datetime.combine(today, time(23), PARIS)
    assert remind_outside(post.engine, moment=moment) == 0


@pytest.mark.parametrize("database_kind", DATABASES)
def test_two_processes_of_the_house_write_one_reminder(post: Post, database_kind: str) -> None:
    post.ask()
    post.send()
    moment = datetime.combine(RULES.day_before(post.due_on, 3), time(8), PARIS)
    with ThreadPoolExecutor(4) as processes:
        written = list(processes.map(lambda _number: remind_outside(post.engine, moment=moment), range(4)))
    assert sum(written) == 1
    assert len(post.send(moment)) == 1


def _answer(post: Post, path: str, code: str) -> None:
    assert post.outside.say(f"{path}?step=decline", code, f_reason=REASON).status_code == 200


def _revoke(post: Post, _path: str, _code: str) -> None:
    assert post.outside.house.send("prefecture", f"/cases/{post.link.id}/steps/revoke").status_code == 303


def _lock(post: Post, path: str, code: str) -> None:
    wrong = f"{(int(code) + 1) % 10**6:06d}"
    while post.outside.say(path, wrong, f_words="Oui").status_code == 422:
        pass


def _stop(post: Post, _path: str, _code: str) -> None:
    [token] = {stop_in(each) for each in _all_letters(post)}
    assert post.outside.browser.post(token).status_code == 200


def _expire(post: Post, _path: str, _code: str) -> None:
    moment = datetime.combine(post.due_on + timedelta(days=1), time(1), PARIS)
    while sweep(post.engine, moment=moment) + drain(post.engine, post.outside.telling.handlers, moment=moment):
        pass
    [case] = post.outside.rows(sa.select(Case).where(Case.workflow == "outside_answer"))
    assert case.state == "expired"


def _replace(post: Post, _path: str, _code: str) -> None:
    post.outside.ask(post.outside.share)


ENDINGS = [_answer, _revoke, _lock, _stop, _expire, _replace]


@pytest.mark.parametrize("database_kind", DATABASES)
@pytest.mark.parametrize("end", ENDINGS, ids=lambda end: end.__name__.strip("_"))
def test_with_the_answer_or_the_end_of_the_link_no_byte_of_the_address_stays_and_nothing_is_written(
    post: Post, end: Any, database_kind: str
) -> None:
    code = post.ask()
    [message] = post.send()
    end(post, path_in(message), code)
    assert post.tables_that_say(ADDRESS) == []
    if database_kind == "sqlite":
        post.engine.dispose()
        files = list(Path(str(post.engine.url.database)).parent.glob(f"{Path(str(post.engine.url.database)).name}*"))
        assert files and not [path for path in files if ADDRESS.encode() in path.read_bytes()]
    assert post.mornings() == []
    assert post.traces(REMINDED_OUTSIDE) == []
    assert verify(post.engine).ok
    assert rebuild(post.engine).ok


def test_what_was_written_is_not_sent_once_it_is_answered_meanwhile(post: Post) -> None:
    code = post.ask()
    [message] = post.send()
    moment = datetime.combine(RULES.day_before(post.due_on, 3), time(8), PARIS)
    assert remind_outside(post.engine, moment=moment) == 1
    _answer(post, path_in(message), code)
    assert post.send(moment) == []
    assert "n’est pas parti" in post.page()
    assert "courriel non parti" not in post.outside.house.read("prefecture", "/outside"), "nothing failed"


def test_what_is_no_longer_awaited_is_not_reminded_of(post: Post) -> None:
    post.ask()
    post.send()
    post.outside.telling.take(PLAYERS["transport"], post.outside.share, "accept", 1, 9, key="late", words="D’accord.")
    assert post.mornings() == []


def test_looking_stops_nothing_and_one_press_stops_the_reminders_while_the_answer_stays_possible(post: Post) -> None:
    code = post.ask()
    [message] = post.send()
    page = post.outside.look(stop_in(message))
    for said in ("Ne plus recevoir de rappels\u00a0?", post.link.number, "Sous-préfecture", "Arrêter les rappels"):
        assert said in page, said
    assert post.tables_that_say(ADDRESS) == ["outside_contact"], "looking changes nothing"
    # What a mail program sends by itself: no cookie, no token, from anywhere (RFC 8058).
    pressed = post.outside.house.app.test_client().post(
        stop_in(message),
        data={"List-Unsubscribe": "One-Click"},
        headers={"Origin": "https://mail.example", "Sec-Fetch-Site": "cross-site"},
    )
    assert pressed.status_code == 200
    assert "Aucun rappel ne partira plus" in unescape(pressed.get_data(as_text=True))
    assert pressed.headers["Referrer-Policy"] == "no-referrer"
    assert not pressed.headers.getlist("Set-Cookie")
    assert post.outside.browser.post(stop_in(message)).status_code == 200, "pressed twice"
    assert "Aucun rappel ne partira plus" in post.outside.look(stop_in(message))
    [line] = post.traces(STOPPED_OUTSIDE)
    assert line.user == f"outside:{post.link.number}"
    page = post.page()
    assert "Rappels arrêtés par la personne" in page and "L’adresse est effacée" in page
    assert "rappels arrêtés" in post.outside.house.read("prefecture", "/outside")
    assert post.mornings() == []
    _answer(post, path_in(message), code)
    for wrong in (stop_in(message)[:-2], "/answer/stop/x"):
        assert post.outside.browser.get(wrong).status_code == post.outside.browser.post(wrong).status_code == 404


def test_a_letter_that_cannot_leave_is_said_to_the_office_and_to_the_doctor_without_the_address(post: Post) -> None:
    with mail_server() as server:
        _by(post, server)
        server.refused = ADDRESS
        post.ask()
        post.send()
        assert "n’a pas pu partir" in post.page()
        assert "courriel non parti" in post.outside.house.read("prefecture", "/outside")
        [effect] = post.outside.rows(sa.select(Outbox).where(Outbox.done_at.is_(None)))
        assert "550" in effect.error
        assert post.tables_that_say(ADDRESS) == ["outside_contact"], (
            "the server repeats the address; the house does not"
        )
        findings = Findings()
        with post.engine.connect() as connection:
            examine_mail(findings, connection, post.settings)
        assert [each.grade for each in findings.all] == ["bad"]
        server.refused = ""
        post.send(datetime.now(UTC) + timedelta(minutes=5))
        assert len(server.taken) == 1
        assert "n’a pas pu partir" not in post.page()
        assert "parti le" in post.page()


def test_a_house_whose_key_was_renewed_refers_to_the_link_that_was_received(post: Post) -> None:
    code = post.ask()
    [first] = post.send()
    post.settings = replace(post.settings, secret_key=b"x" * 32)
    (_day, message), *_others = post.mornings()
    assert "Répondez par le lien reçu le" in words_of(message)
    assert _answer_paths(message) == []
    _answer(post, path_in(first), code)


def _by(post: Post, server: MailServer) -> None:
    read = read_settings({"BEFFROI_HOME": str(post.settings.home), "BEFFROI_SMTP_URL": server.url, "BEFFROI_MAIL_FROM": "Beffroi <beffroi@relais.example>"})  # fmt: skip
    post.settings = replace(post.settings, smtp=read.smtp, mail_from=read.mail_from)


def _answer_paths(message: EmailMessage) -> list[str]:
    return re.findall(r"https?://[^/\s]+(/answer/[\w-]{43})\s", words_of(message))


def _all_letters(post: Post) -> list[EmailMessage]:
    paths = (post.settings.home / FOLDER).glob("*-outside-*.eml")
    return [email.message_from_bytes(path.read_bytes(), policy=default) for path in paths]
