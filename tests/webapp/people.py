"""The people of the web tests: invented, one password for all."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from webapp.demonstration.cast import PLAYERS, Player
from workflows.register.agencies import agency
from workflows.register.users import User

PASSWORD: Final = "phare de Walde 1859"
# argon2id of PASSWORD with light costs, so that tests do not spend their time hashing.
PASSWORD_HASH: Final = "$argon2id$v=19$m=64,t=1,p=1$Njntpcj2GEjZe/hBqGM0oA$II3IiBxYq1iQZzt+R7MPhkWdHDQJ09l9s8JnqD8JsZI"
PEOPLE: Final = (
    ("prefecture", "c.durand", "Claire Durand", "Cheffe du bureau des sécurités"),
    ("parquet", "m.leroy", "Marc Leroy", "Substitut du procureur"),
    ("police_nationale", "s.petit", "Sarah Petit", "Commandante, chef de la sûreté"),
    ("urssaf", "j.blanc", "Julien Blanc", "Inspecteur du recouvrement"),
)


def add_people(engine: Engine) -> None:
    """Add everybody."""
    add_accounts(engine, PEOPLE)


def add_players(engine: Engine, players: Iterable[Player] = tuple(PLAYERS.values())) -> None:
    """Add the people who play the demonstration, each with an account of their own."""
    add_accounts(engine, [(each.agency, each.user_name, each.name, each.function) for each in players])


def add_accounts(engine: Engine, people: Iterable[tuple[str, str, str, str]]) -> None:
    """Add people by agency, user name, name and function, with the one password; their accounts are a day old."""
    yesterday = datetime.now(UTC) - timedelta(days=1)
    with Session(engine) as session, session.begin():
        for key, user_name, name, function in people:
            assert agency(key).key == key
            session.add(
                User(
                    agency=key,
                    user_name=user_name,
                    name=name,
                    function=function,
                    password_hash=PASSWORD_HASH,
                    created_at=yesterday,
                    changed_at=yesterday,
                )
            )
