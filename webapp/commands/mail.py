"""``beffroi mail``: to whom the house writes, and whether it can."""

from __future__ import annotations

from email.message import EmailMessage
from typing import Final

import click
from sqlalchemy.orm import Session

from webapp.command_parts import Group, command, option
from webapp.command_words import AgencyKey, OneOf
from webapp.console import Stop, answer
from webapp.deliveries import now
from webapp.house_state import ready_database
from webapp.mail.post import FOLDER, send
from webapp.settings import read_settings
from workflows.register.agencies import agency as agency_of
from workflows.register.correspondence import RANKS, set_address
from workflows.register.users import find_user
from workflows.store.text import Text

COMMAND: Final = Group("mail", says=Text("Le courrier électronique.", "E-mail."))


@command(
    "address",
    Text(
        "Inscrire l’adresse d’une personne et sa place dans le service\u00a0; vide, Beffroi ne lui écrit plus.\n"
        "Exemple\u00a0: beffroi mail address c.durand claire.durand@service.example --agency prefecture --rank head",
        "Enter a person’s address and their place in the agency; empty, Beffroi writes to them no more.\n"
        "For instance: beffroi mail address c.durand claire.durand@agency.example --agency prefecture --rank head",
    ),
    parent=COMMAND,
)
@click.argument("user_name")
@click.argument("address", default="")
@option("--agency", type=AgencyKey(), required=True, says=Text("Le service de la personne.", "The person’s agency."))
@option(
    "--rank",
    type=OneOf(RANKS),
    default=RANKS[0],
    says=Text(
        "Sa place\u00a0: agent, head (chef de service) ou director (direction)\u00a0; les rappels montent de l’un à l’autre.",
        "Their place: agent, head or director; reminders climb from one to the next.",
    ),
)
def address(user_name: str, address: str, agency: str, rank: str) -> None:
    """Enter an address."""
    with ready_database() as (_settings, engine), Session(engine) as session, session.begin():
        user = find_user(session, agency, user_name)
        if user is None:
            raise Stop(_UNKNOWN.with_parameters(user_name=user_name, agency=agency_of(agency).name))
        set_address(session, user.id, address, rank, moment=now())
    said = _ENTERED if address else _ENDED
    answer({"user_name": user_name, "agency": agency, "address": address, "rank": rank}, [said.with_parameters(user_name=user_name, address=address)])  # fmt: skip


@command(
    "try",
    Text(
        "Envoyer tout de suite un message d’essai à une adresse, et dire ce que répond le serveur.",
        "Send a message of trial to an address at once, and say what the server answers.",
    ),
    parent=COMMAND,
)
@click.argument("address")
def try_it(address: str) -> None:
    """Send one message."""
    settings = read_settings()
    letter = EmailMessage()
    try:
        letter["From"], letter["To"], letter["Subject"] = settings.mail_from, address, _SUBJECT.render("fr")
    except ValueError as fault:
        raise Stop(_NO_ADDRESS.with_parameters(address=ascii(address))) from fault
    letter.set_content(_BODY.render("fr"))
    try:
        send(settings, letter, name="essai")
    except OSError as fault:
        raise Stop(_REFUSED.with_parameters(why=f"{type(fault).__name__}: {fault}"[:300])) from fault
    where = settings.smtp.host if settings.smtp else str(settings.home / FOLDER)
    answer({"address": address, "by": where}, [_LEFT.with_parameters(address=address, where=where)])


_UNKNOWN: Final = Text("Aucun compte {user_name} au service {agency}.", "There is no account {user_name} at {agency}.")
_ENTERED: Final = Text("Beffroi écrit à {user_name}\u00a0: {address}.", "Beffroi writes to {user_name}: {address}.")
_ENDED: Final = Text("Beffroi n’écrit plus à {user_name}.", "Beffroi writes to {user_name} no more.")
_SUBJECT: Final = Text("Beffroi\u00a0: essai", "Beffroi: trial")
_BODY: Final = Text(
    "Ce message a été demandé par la personne qui administre Beffroi. Il n’y a rien à faire.",
    "The person who runs Beffroi asked for this message. There is nothing to do.",
)
_NO_ADDRESS: Final = Text("{address} n’est pas une adresse.", "{address} is not an address.")
_REFUSED: Final = Text("Le message n’est pas parti\u00a0: {why}.", "The message did not leave: {why}.")
_LEFT: Final = Text("Message pour {address} remis à {where}.", "Message for {address} handed to {where}.")
