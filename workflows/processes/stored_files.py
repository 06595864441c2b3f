"""Which rows name which stored files: what is named stays in the store, whoever else has done with it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from workflows.processes.bundle import Bundle
from workflows.processes.derived_view import DerivedView
from workflows.processes.document import Document
from workflows.processes.evidence_file import EvidenceFile
from workflows.processes.photo import Photo
from workflows.processes.referral_annex import ReferralAnnex

_NAMED: Final[tuple[tuple[Any, Any], ...]] = (
    (Document.sha256, sa.true()),
    (Document.snapshot, sa.true()),
    (Photo.original, sa.true()),
    (Photo.view, sa.true()),
    (DerivedView.sha256, sa.true()),
    (ReferralAnnex.sha256, ReferralAnnex.struck_at.is_(None)),
    (Bundle.sha256, sa.true()),
    (EvidenceFile.original, EvidenceFile.withdrawn_at.is_(None)),
    (EvidenceFile.handed_out, EvidenceFile.withdrawn_at.is_(None)),
)
"""Each column that names a stored file, and in which rows it still does."""


def named_files(connection: Connection) -> Iterator[str]:
    """Give the digest of every stored file that a row names; one may come more than once."""
    for column, still in _NAMED:
        yield from connection.scalars(sa.select(column).where(still).distinct())


def is_named(connection: Connection, digest: str) -> bool:
    """Tell whether any row names the stored file of that digest."""
    return any(connection.scalar(sa.select(sa.exists().where(column == digest, still))) for column, still in _NAMED)
