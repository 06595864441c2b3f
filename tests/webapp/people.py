"""The people of the web tests: invented, one password for all."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

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
    """Add everybody; their accounts are a day old."""
    yesterday = datetime.now(UTC) - timedelta(days=1)
    with Session(engine) as session, session.begin():
        for key, user_name, name, function in PEOPLE:
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
