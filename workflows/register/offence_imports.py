"""NATINF lists into the register: the ministry's list prevails over working tables, the newest over the older."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final
from uuid import uuid4

import sqlalchemy as sa

from workflows.engine.records import update_many
from workflows.engine.viewer import ViewerSession
from workflows.register.establishments import PUBLIC
from workflows.register.import_runs import ImportRun
from workflows.register.layouts import NATINF, OFFENCE_LAYOUTS, Layout
from workflows.register.observations import Account, current, observe
from workflows.register.offence_files import INSPECTORS, OFFICIAL, OffenceLine, read_offences
from workflows.register.offences import Offence
from workflows.register.published_files import PublishedFile, RefusedLine
from workflows.register.searching import fold_all
from workflows.register.sightings import seen_in, write_rows

_RANKS: Final = {INSPECTORS: 0, OFFICIAL: 1}
_COLUMNS: Final = ("nature", "nature_code", "label", "defined_by", "punished_by", "category")


class OffenceRegister:
    """The register of offences, as :func:`workflows.register.import_runs.run_import` fills it."""

    kind: str = "offences"
    layouts: Sequence[Layout] = OFFENCE_LAYOUTS

    def read(self, file: PublishedFile, after: int) -> Iterator[OffenceLine | RefusedLine]:
        """Give each line after a physical line, or its refusal."""
        return read_offences(file, after)

    def apply(self, session: ViewerSession, run: ImportRun, lines: Sequence[OffenceLine]) -> Counter[str]:
        """Merge each line into the account of its offence, and count what became of it."""
        table = Offence.__table__
        codes = {line.code for line in lines}
        rows = session.connection().execute(sa.select(table).where(table.c.natinf_code.in_(codes))).mappings()
        before = {str(row["natinf_code"]): dict(row) for row in rows}
        after = {code: dict(row) for code, row in before.items()}
        rank = _RANKS[OFFICIAL if run.layout == NATINF.name else INSPECTORS]
        complete = _days_of_complete_lists(session)
        outcomes: Counter[str] = Counter()
        for line in lines:
            known = after.get(line.code)
            account, news = observe(known["account"] if known else {}, line.values, run.published_on, rank)
            columns = _columns(line.code, account) | seen_in(known, run.published_on, run.file_name)
            columns["removed_on"] = _removed_on(account, complete)
            if known is None:
                after[line.code] = {"id": uuid4(), "secrecy": PUBLIC, "natinf_code": line.code, **columns}
            else:
                known.update(columns)
            outcomes["added" if known is None else "changed" if news else "unchanged"] += 1
        write_rows(session, Offence, before, after)
        return outcomes

    def finish(self, session: ViewerSession, run: ImportRun) -> Counter[str]:
        """After a complete list, mark the official offences that it lacks as removed; return how many."""
        if not run.complete or run.layout != NATINF.name:
            return Counter()
        table = Offence.__table__
        complete = sorted({*_days_of_complete_lists(session), run.published_on})
        rows = session.connection().execute(
            sa.select(table.c.id, table.c.account, table.c.removed_on).where(table.c.source == OFFICIAL)
        )
        changed = []
        for offence_id, account, removed_on in rows:
            day = _removed_on(account, complete)
            if day != removed_on:
                changed.append({"id": offence_id, "removed_on": day})
        update_many(session, Offence, changed)
        return Counter(closed=sum(1 for row in changed if row["removed_on"] is not None))


def _days_of_complete_lists(session: ViewerSession) -> list[date]:
    table = ImportRun.__table__
    found = session.connection().scalars(
        sa.select(table.c.published_on)
        .where(table.c.kind == "offences", table.c.complete, table.c.layout == NATINF.name)
        .where(table.c.finished_at.is_not(None), sa.not_(table.c.abandoned))
    )
    return sorted(set(found))


def _removed_on(account: Account, complete: list[date]) -> date | None:
    """Return the day of the first complete list after the last official one that held the offence."""
    official = [date.fromisoformat(last) for _, _, last, rank in account["label"] if rank == _RANKS[OFFICIAL]]
    if not official:
        return None
    return next((day for day in complete if day > max(official)), None)


def _columns(code: str, account: Account) -> dict[str, Any]:
    told = current(account)
    columns = {name: told.get(name) for name in _COLUMNS}
    official = any(rank == _RANKS[OFFICIAL] for *_, rank in account["label"])
    return columns | {
        "source": OFFICIAL if official else INSPECTORS,
        "account": account,
        "search_text": fold_all((code, columns["label"])),
    }
