"""``beffroi user``: the local accounts. A password is typed, or read from a file; it is never a word of the command."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

import click
from sqlalchemy.orm import Session

from webapp.command_parts import Group, command, option
from webapp.command_words import AgencyKey, ReadableFile
from webapp.console import Stop, answer, spoken, wants_json
from webapp.deliveries import now
from webapp.house_state import ready_database
from workflows.register.agencies import agency as agency_of
from workflows.register.users import User, add_user, change_password, close_account, find_user
from workflows.store.database import read_only
from workflows.store.text import Text

COMMAND: Final = Group("user", says=Text("Les comptes des agents.", "The accounts of the staff."))
_agency = option(
    "--agency", type=AgencyKey(), required=True, says=Text("Le service de la personne.", "The person’s agency.")
)
_user_name = click.argument("user_name")
_password_file = option(
    "--password-file",
    type=ReadableFile(),
    says=Text(
        "Lire le mot de passe dans ce fichier (sinon il est demandé, ou lu sur l’entrée standard).",
        "Read the password from this file (else it is asked for, or read from standard input).",
    ),
)


@command(
    "add",
    Text(
        'Ouvrir un compte.\nExemple\u00a0: beffroi user add c.durand --agency prefecture --name "Claire Durand" '
        '--function "Cheffe de bureau"',
        'Open an account.\nFor instance: beffroi user add c.durand --agency prefecture --name "Claire Durand" '
        '--function "Head of office"',
    ),
    parent=COMMAND,
)
@_user_name
@_agency
@option("--name", required=True, metavar="NAME", says=Text("Prénom et nom.", "First and last name."))
@option("--function", required=True, metavar="TITLE", says=Text("Sa fonction.", "Their function."))
@option(
    "--competence",
    "competences",
    multiple=True,
    metavar="KEY",
    says=Text(
        "Ne donner que cette compétence du service (à répéter)\u00a0; toutes par défaut.",
        "Give this competence of the agency only (repeat it); all by default.",
    ),
)
@_password_file
def add(
    user_name: str, agency: str, name: str, function: str, competences: tuple[str, ...], password_file: Path | None
) -> None:
    """Open an account."""
    with ready_database() as (_settings, engine):
        # Nobody types a password for a name that is taken, and nothing waits while somebody types.
        with Session(read_only(engine)) as session:
            taken = find_user(session, agency, user_name) is not None
        password = "" if taken else _read_password(password_file)
        with Session(engine) as session, session.begin():
            add_user(
                session,
                agency_of(agency),
                user_name=user_name,
                name=name,
                function=function,
                password=password,
                moment=now(),
                competences=competences or None,
            )
    said = _ADDED.with_parameters(user_name=user_name, agency=agency_of(agency).name)
    answer({"user_name": user_name, "agency": agency, "name": name.strip(), "function": function.strip()}, [said])


@command(
    "password",
    Text(
        "Changer un mot de passe\u00a0; les sessions ouvertes sont terminées.",
        "Change a password; open sessions are over.",
    ),
    parent=COMMAND,
)
@_user_name
@_agency
@_password_file
def password(user_name: str, agency: str, password_file: Path | None) -> None:
    """Change a password."""
    with ready_database() as (_settings, engine):
        with Session(read_only(engine)) as session:
            _known(session, agency, user_name)
        typed = _read_password(password_file)
        with Session(engine) as session, session.begin():
            change_password(_known(session, agency, user_name), typed, moment=now())
    answer({"user_name": user_name, "agency": agency}, [_CHANGED])


@command(
    "close",
    Text(
        "Fermer un compte\u00a0; son nom reste dans l’historique.", "Close an account; its name stays in the history."
    ),
    parent=COMMAND,
)
@_user_name
@_agency
def close(user_name: str, agency: str) -> None:
    """Close an account."""
    with ready_database() as (_settings, engine), Session(engine) as session, session.begin():
        close_account(_known(session, agency, user_name), moment=now())
    answer({"user_name": user_name, "agency": agency, "active": False}, [_CLOSED])


def _known(session: Session, agency: str, user_name: str) -> User:
    found = find_user(session, agency, user_name)
    if found is None:
        raise Stop(_UNKNOWN.with_parameters(user_name=user_name, agency=agency_of(agency).name))
    return found


def _read_password(file: Path | None) -> str:
    if file is not None:
        return file.read_text(encoding="utf-8").rstrip("\r\n")
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    return str(
        click.prompt(
            spoken(_PASSWORD),
            hide_input=True,
            confirmation_prompt=spoken(_AGAIN),
            prompt_suffix="\u00a0: ",
            err=wants_json(),
        )
    )


_PASSWORD: Final = Text("Mot de passe", "Password")
_AGAIN: Final = Text("Encore une fois", "Once more")
_ADDED: Final = Text("Le compte {user_name} est ouvert ({agency}).", "The account {user_name} is open ({agency}).")
_CHANGED: Final = Text(
    "Le mot de passe est changé, les sessions ouvertes sont terminées.",
    "The password is changed, open sessions are over.",
)
_CLOSED: Final = Text("Le compte est fermé.", "The account is closed.")
_UNKNOWN: Final = Text("Aucun compte {user_name} au service {agency}.", "There is no account {user_name} at {agency}.")
