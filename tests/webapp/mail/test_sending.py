"""How messages leave: by a server that may refuse for a while, or into a folder; under settings that cannot be unsafe."""

from __future__ import annotations

import email
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.fixtures.command_line import Ask
from tests.webapp.mail.conftest import MONDAY, MailHouse, at
from tests.webapp.mail.mail_server import mail_server
from webapp.effects.mail import post_message
from webapp.health.finding import Findings
from webapp.health.mail import examine_mail
from webapp.mail.rounds import write_mail
from webapp.settings import UnsafeSettings, read_settings
from webapp.wiring import gather_handlers
from workflows.engine.outbox import Delivery, drain
from workflows.engine.tables import Outbox
from workflows.engine.viewer import HOUSE_VIEWER, unit_of_work
from workflows.register.correspondence import set_address
from workflows.register.messages import POST, Message
from workflows.register.users import AccountRefused


def examined(house: MailHouse) -> list[tuple[str, str]]:
    """Return what the doctor says of the mail."""
    findings = Findings()
    with house.engine.connect() as connection:
        examine_mail(findings, connection, house.settings)
    return [(each.grade, each.says.render("en")) for each in findings.all]


def test_a_server_that_refuses_for_a_while_gets_the_message_later_and_once(house: MailHouse, home: Path) -> None:
    with mail_server() as server:
        url, sender = server.url, "Beffroi <beffroi@relais.example>"
        read = read_settings({"BEFFROI_HOME": str(home), "BEFFROI_SMTP_URL": url, "BEFFROI_MAIL_FROM": sender})
        house.settings = replace(house.settings, smtp=read.smtp, mail_from=read.mail_from)
        handlers = gather_handlers(house.settings)
        server.refusing = 1
        house.ask(None, moment=at(MONDAY, 7))
        assert write_mail(house.engine, house.settings, moment=at(MONDAY)) == 1
        assert drain(house.engine, handlers, moment=at(MONDAY)) == 0
        [(grade, says)] = examined(house)
        assert (grade, server.taken) == ("bad", [])
        assert "451" in says
        assert drain(house.engine, handlers, moment=at(MONDAY, 9)) == 1
        [taken] = [email.message_from_bytes(each) for each in server.taken]
        with unit_of_work(house.engine, HOUSE_VIEWER) as session:
            message = session.scalars(sa.select(Message)).one()
            effect = session.scalars(sa.select(Outbox).where(Outbox.topic == POST)).one()
        assert taken["Message-ID"] == f"<{message.id}@relais.example>"
        assert (message.sent_at, message.level) == (at(MONDAY, 9), "today")
        post_message(
            Delivery(house.engine, effect.id, effect.case_id, POST, {"message": message.id.hex}, at(MONDAY, 10)),
            house.settings,
        )
        assert len(server.taken) == 1, "delivered again, it finds that it has left"
        assert [grade for grade, _says in examined(house)] == ["ok"]


def test_the_folder_holds_one_private_file_for_each_message(house: MailHouse) -> None:
    house.ask(None, moment=at(MONDAY, 7))
    assert len(house.round(at(MONDAY))) == 1
    [file] = (house.settings.home / "mail").iterdir()
    assert (file.suffix, file.stat().st_mode & 0o777) == (".eml", 0o600)
    assert examined(house) == [("warn", f"No mail server: messages stay in {house.settings.home / 'mail'}.")]


@pytest.mark.parametrize(
    "variables",
    [
        {"BEFFROI_SMTP_URL": "smtp://relay.example:25?starttls=no"},
        {"BEFFROI_SMTP_URL": "http://relay.example"},
        {"BEFFROI_SMTP_URL": "smtp://relay.example:999999"},
        {"BEFFROI_SMTP_URL": "smtps://relay.example"},
        {"BEFFROI_SMTP_URL": "smtps://relay.example", "BEFFROI_MAIL_FROM": "beffroi"},
        {"BEFFROI_MAIL_FROM": "Beffroi <a@b.example>\r\nBcc: c@d.example"},
        {"BEFFROI_ADDRESS": "https://elsewhere.example"},
    ],
)
def test_settings_that_would_leak_or_mislead_are_refused_by_a_sentence(home: Path, variables: dict[str, str]) -> None:
    with pytest.raises(UnsafeSettings) as refused:
        read_settings({"BEFFROI_HOME": str(home), **variables})
    assert "BEFFROI_" in refused.value.text.fr or "starttls" in refused.value.text.fr


def test_a_server_is_spoken_to_under_cover_and_links_lead_to_the_site(home: Path) -> None:
    read = read_settings({
        "BEFFROI_HOME": str(home), "BEFFROI_HTTPS": "yes", "BEFFROI_HOSTS": "beffroi.example,autre.example",
        "BEFFROI_SMTP_URL": "smtp://account:p%40ss@relay.example", "BEFFROI_MAIL_FROM": "beffroi@relay.example",
    })  # fmt: skip
    assert read.smtp is not None
    assert (read.smtp.port, read.smtp.security, read.smtp.user, read.smtp.password) == (
        587,
        "starttls",
        "account",
        "p@ss",
    )
    assert "p@ss" not in repr(read)
    assert read.address == "https://beffroi.example"


@pytest.mark.parametrize("address", ["nobody", "a@b", "a@b.fr, c@d.fr", "a@b.fr\r\nBcc: c@d.fr", "Nom <a@b.fr>"])
def test_an_address_that_is_not_one_plain_address_is_refused(house: MailHouse, address: str) -> None:
    with unit_of_work(house.engine, HOUSE_VIEWER) as session, pytest.raises(AccountRefused):
        set_address(session, house.user("agent").id, address, "agent", moment=at(MONDAY))


def test_addresses_are_entered_and_a_message_is_tried_from_the_command_line(ask: Ask, home: Path) -> None:
    assert ask("db upgrade").code == 0
    password = home / "password"
    password.write_text("phare de Walde 1859")
    ask(f"user add a.martin --agency mairie --name A --function B --password-file {password}")
    told = ask("mail address a.martin a.martin@mairie.invalid --agency mairie --rank head --json")
    assert (told.code, told.json["rank"]) == (0, "head")
    assert ask("mail address nobody n@mairie.invalid --agency mairie").code == 1
    assert ask("mail try a.martin@mairie.invalid").code == 0
    assert (home / "mail" / "essai.eml").exists()
