"""The keys by which an agency's own software asks for us: shown once, kept as a hash, bounded in scope, time and pace."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar, Final
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from workflows.store.checksum import Checksummed
from workflows.store.database import Base
from workflows.store.text import Text

SCOPES: Final[Mapping[str, Text]] = {
    "tasks:read": Text("Lire ce qui est attendu du service", "Read what is expected of the agency"),
    "objectives:read": Text(
        "Lire ses objectifs, engagements, actions et indicateurs",
        "Read its objectives, commitments, actions and indicators",
    ),
    "readings:write": Text("Envoyer les relevés de ses indicateurs", "Send the readings of its indicators"),
    "webhooks:manage": Text("Tenir ses avertissements automatiques", "Keep its webhooks"),
}
LIVES: Final = (30, 90, 365)
"""For how many days a key may be made: each one ends."""
A_MINUTE: Final = 60
"""How many requests a key may make within one minute of the clock."""
PREFIX: Final = "beffroi_"
"""How every key begins, so that one that leaked is recognised in a file or a log."""
_MINUTE: Final = timedelta(minutes=1)


class ApiKey(Checksummed, Base):
    """One key of one agency. ``token_hash`` is the SHA-256 of what was shown once; ``made_by`` a user of the agency.

    ``used`` counts the requests of the minute that begins at ``window_at``.
    """

    __tablename__ = "api_key"
    __unchecked__: ClassVar[frozenset[str]] = frozenset({"ended_at", "last_used_at", "window_at", "used"})

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    agency: Mapped[str] = mapped_column(sa.String(40), index=True)
    name: Mapped[str] = mapped_column(sa.String(60))
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    scopes: Mapped[list[str]] = mapped_column(sa.JSON)
    made_by: Mapped[str] = mapped_column(sa.String(60))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    last_used_at: Mapped[datetime | None] = mapped_column(default=None)
    window_at: Mapped[datetime | None] = mapped_column(default=None)
    used: Mapped[int] = mapped_column(default=0)

    def opens(self, moment: datetime) -> bool:
        """Tell whether the key still opens anything at ``moment`` (aware)."""
        return self.ended_at is None and moment < self.expires_at


@dataclass(frozen=True, slots=True)
class Pace:
    """What a key has left: ``used`` of ``A_MINUTE`` requests, and in how many seconds it begins anew."""

    used: int
    seconds: int

    @property
    def is_over(self) -> bool:
        """Whether this request is one too many."""
        return self.used > A_MINUTE

    @property
    def left(self) -> int:
        """How many more requests this minute bears."""
        return max(A_MINUTE - self.used, 0)


def make_api_key(
    session: Session,
    *,
    agency: str,
    name: str,
    scopes: Collection[str],
    days: int,
    made_by: str,
    moment: datetime,
) -> str:
    """Make a key of an agency at ``moment`` (aware) and return it: it is never kept, whoever loses it makes another.

    Refuses with ``ValueError`` no scope, an unknown one, and another number of days than ``LIVES`` has. The caller
    commits.
    """
    if not scopes or not set(scopes) <= set(SCOPES) or days not in LIVES:
        raise ValueError("A key has known scopes and one of the known lives.")
    token = PREFIX + secrets.token_urlsafe(32)
    session.add(
        ApiKey(
            id=uuid4(), agency=agency, name=name, token_hash=_hash(token), scopes=sorted(scopes), made_by=made_by,
            created_at=moment, expires_at=moment + timedelta(days=days),
        )
    )  # fmt: skip
    return token


def keys_of(session: Session, agency: str) -> list[ApiKey]:
    """Return every key that an agency ever had, newest first."""
    return list(
        session.scalars(sa.select(ApiKey).where(ApiKey.agency == agency).order_by(ApiKey.created_at.desc(), ApiKey.id))
    )


def end_api_key(session: Session, agency: str, key_id: UUID, *, moment: datetime) -> bool:
    """End a key of an agency at ``moment`` (aware); tell whether the agency has such a key. The caller commits."""
    table = ApiKey.__table__.c
    known = session.connection().scalar(sa.select(table.id).where(table.id == key_id, table.agency == agency))
    session.connection().execute(
        sa.update(ApiKey).where(table.id == key_id, table.agency == agency, table.ended_at.is_(None)).values(ended_at=moment)
    )  # fmt: skip
    return known is not None


def key_behind(session: Session, token: str, *, moment: datetime) -> ApiKey | None:
    """Return the key that this token is, ``None`` if it was ended, has expired or never was."""
    found = session.scalar(sa.select(ApiKey).where(ApiKey.token_hash == _hash(token)))
    return found if found is not None and found.opens(moment) else None


def count_requests(session: Session, key_id: UUID, *, moment: datetime, requests: int = 1) -> Pace | None:
    """Count requests of a key in the minute of ``moment`` (aware), in one statement: right for any number of processes.

    Returns ``None`` if the key was ended meanwhile. The caller commits.
    """
    window = minute_of(moment)
    table: Any = ApiKey.__table__.c
    used = session.connection().scalar(
        sa.update(ApiKey)
        .where(table.id == key_id, table.ended_at.is_(None))
        .values(
            used=sa.case((table.window_at == window, table.used + requests), else_=requests),
            window_at=window,
            last_used_at=moment,
        )
        .returning(table.used)
    )
    return None if used is None else _pace(used, moment)


def counted_so_far(session: Session, key_id: UUID, *, moment: datetime, uncounted: int) -> Pace | None:
    """Return the pace of a key with ``uncounted`` requests that are still to be counted; ``None`` if it was ended."""
    row = session.get(ApiKey, key_id)
    if row is None or row.ended_at is not None:
        return None
    used = row.used if row.window_at == minute_of(moment) else 0
    return _pace(used + uncounted, moment)


def minute_of(moment: datetime) -> datetime:
    """Return when the minute began in which a request of ``moment`` (aware) counts."""
    return moment.replace(second=0, microsecond=0)


def _pace(used: int, moment: datetime) -> Pace:
    return Pace(used, max(1, -int((moment - minute_of(moment) - _MINUTE).total_seconds() // 1)))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
