"""The people who sign in: an account belongs to one agency, and may hold fewer competences than its agency."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import datetime
from functools import cache
from typing import Final
from uuid import UUID, uuid4

import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy.orm import Mapped, Session, mapped_column

from workflows.register.agencies import Agency
from workflows.store.checksum import Checksummed
from workflows.store.database import Base
from workflows.store.text import Text

SHORTEST_PASSWORD: Final = 12
LONGEST_PASSWORD: Final = 200
_HASHER: Final = PasswordHasher()
_USER_NAME: Final = re.compile(r"[a-z0-9][a-z0-9._-]{1,59}")


class AccountRefused(Exception):
    """An account cannot be made or changed so. ``text`` says why."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.render("en"))
        self.text = text


class User(Checksummed, Base):
    """One person's account at one agency.

    ``user_name`` is unique within the agency; ``name`` and ``function`` are what others read. ``competences`` narrows
    what the agency holds, ``None`` leaves all of it. Accounts are not business records, and no password enters the
    journal: a checksum tells a row that was altered.
    """

    __tablename__ = "user_account"
    __table_args__ = (sa.UniqueConstraint("agency", "user_name"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    agency: Mapped[str] = mapped_column(sa.String(40))
    user_name: Mapped[str] = mapped_column(sa.String(60))
    name: Mapped[str] = mapped_column(sa.String(120))
    function: Mapped[str] = mapped_column(sa.String(160))
    password_hash: Mapped[str] = mapped_column(sa.String(200))
    competences: Mapped[list[str] | None] = mapped_column(sa.JSON(none_as_null=True), default=None)
    active: Mapped[bool] = mapped_column(default=True)
    demo: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    """When its password, competences or activity last changed; sessions older than that are over."""


def add_user(
    session: Session,
    agency: Agency,
    *,
    user_name: str,
    name: str,
    function: str,
    password: str,
    moment: datetime,
    competences: Collection[str] | None = None,
    demo: bool = False,
) -> User:
    """Make an account at ``agency`` and return it; the caller commits.

    Refuses, with :class:`AccountRefused`, a name that is taken or malformed, a weak password, and a competence that
    the agency does not hold.
    """
    if not _USER_NAME.fullmatch(user_name):
        raise AccountRefused(_MALFORMED.with_parameters(user_name=user_name))
    if not name.strip() or not function.strip():
        raise AccountRefused(_NAMELESS)
    if find_user(session, agency.key, user_name) is not None:
        raise AccountRefused(_TAKEN.with_parameters(user_name=user_name, agency=agency.short))
    unknown = sorted(set(competences or ()) - agency.competences)
    if unknown:
        raise AccountRefused(_NOT_HELD.with_parameters(agency=agency.short, competences=", ".join(unknown)))
    user = User(
        id=uuid4(),
        agency=agency.key,
        user_name=user_name,
        name=name.strip(),
        function=function.strip(),
        password_hash=hash_password(password, user_name=user_name),
        competences=None if competences is None else sorted(competences),
        demo=demo,
        created_at=moment,
        changed_at=moment,
    )
    session.add(user)
    session.flush()
    return user


def find_user(session: Session, agency: str, user_name: str) -> User | None:
    """Return the account of that name at that agency, whether active or not."""
    return session.scalar(sa.select(User).where(User.agency == agency, User.user_name == user_name))


def demo_users(session: Session) -> list[User]:
    """Return the demonstration accounts that may sign in, by name."""
    return list(session.scalars(sa.select(User).where(User.demo, User.active).order_by(User.name)))


def hash_password(password: str, *, user_name: str) -> str:
    """Return what is stored of a password (argon2id). Refuses one that is short, endless, or easy to guess."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise AccountRefused(_LENGTH.with_parameters(shortest=SHORTEST_PASSWORD, longest=LONGEST_PASSWORD))
    if len(set(password)) < 5 or user_name in password.lower():
        raise AccountRefused(_GUESSABLE)
    return _HASHER.hash(password)


def password_matches(user: User | None, password: str) -> bool:
    """Tell whether ``password`` opens this account; takes as long for an account that does not exist or is closed."""
    stored = user.password_hash if user is not None and user.active else _hash_of_nobody()
    try:
        matches = _HASHER.verify(stored, password[: LONGEST_PASSWORD + 1])
    except (VerificationError, InvalidHashError):
        return False
    return matches and user is not None and user.active


def change_password(user: User, password: str, *, moment: datetime) -> None:
    """Give an account another password; every session opened before is over."""
    user.password_hash = hash_password(password, user_name=user.user_name)
    user.changed_at = moment


def close_account(user: User, *, moment: datetime) -> None:
    """Close an account; every session of it is over. Its name stays in the history."""
    user.active = False
    user.changed_at = moment


def competences_of(user: User, agency: Agency) -> frozenset[str]:
    """Return what this person may do: what the agency holds now, narrowed by the account."""
    return agency.competences if user.competences is None else agency.competences & frozenset(user.competences)


@cache
def _hash_of_nobody() -> str:
    return _HASHER.hash("no account has this password")


_MALFORMED: Final = Text(
    "«\u00a0{user_name}\u00a0» ne peut pas servir d’identifiant\u00a0: de 2 à 60 lettres minuscules sans accent, chiffres,"
    " points ou tirets.",
    "{user_name} cannot be a user name: 2 to 60 plain lower-case letters, digits, dots or dashes.",
)
_NAMELESS: Final = Text(
    "Le nom et la fonction de la personne sont nécessaires.", "The person’s name and function are needed."
)
_TAKEN: Final = Text(
    "L’identifiant «\u00a0{user_name}\u00a0» existe déjà au service «\u00a0{agency}\u00a0».",
    "The user name {user_name} exists already at {agency}.",
)
_NOT_HELD: Final = Text(
    "Le service «\u00a0{agency}\u00a0» ne détient pas\u00a0: {competences}.", "{agency} does not hold: {competences}."
)
_LENGTH: Final = Text(
    "Le mot de passe doit compter de {shortest} à {longest} caractères.",
    "The password must have {shortest} to {longest} characters.",
)
_GUESSABLE: Final = Text(
    "Ce mot de passe se devine\u00a0: il contient l’identifiant ou répète trop peu de caractères.",
    "This password can be guessed: it contains the user name or repeats too few characters.",
)
