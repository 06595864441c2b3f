"""Alim'confiance files into the register: what vanishes is kept, and of what changes both values are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from uuid import uuid4

import sqlalchemy as sa

from workflows.engine.viewer import ViewerSession
from workflows.register.establishments import PUBLIC
from workflows.register.hygiene import HygieneInspection, inspection_columns
from workflows.register.hygiene_files import HygieneLine, read_inspections
from workflows.register.import_runs import ImportRun
from workflows.register.layouts import HYGIENE_LAYOUTS, Layout
from workflows.register.observations import current, observe
from workflows.register.published_files import PublishedFile, RefusedLine
from workflows.register.sightings import seen_in, write_rows


class HygieneRegister:
    """The register of past hygiene inspections, as :func:`workflows.register.import_runs.run_import` fills it."""

    kind: str = "inspections"
    layouts: Sequence[Layout] = HYGIENE_LAYOUTS

    def read(self, file: PublishedFile, after: int) -> Iterator[HygieneLine | RefusedLine]:
        """Give each line after a physical line, or its refusal."""
        return read_inspections(file, after)

    def apply(self, session: ViewerSession, run: ImportRun, lines: Sequence[HygieneLine]) -> Counter[str]:
        """Merge each line into the account of its inspection, and count what became of it."""
        table = HygieneInspection.__table__
        numbers = {line.inspection_number for line in lines}
        rows = session.connection().execute(sa.select(table).where(table.c.number.in_(numbers))).mappings()
        before = {str(row["number"]): dict(row) for row in rows}
        after = {number: dict(row) for number, row in before.items()}
        outcomes: Counter[str] = Counter()
        for line in lines:
            known = after.get(line.inspection_number)
            account, news = observe(known["account"] if known else {}, line.values, run.published_on)
            columns = inspection_columns(account, current(account)) | seen_in(known, run.published_on, run.file_name)
            if known is None:
                after[line.inspection_number] = {
                    "id": uuid4(),
                    "secrecy": PUBLIC,
                    "number": line.inspection_number,
                    **columns,
                }
            else:
                known.update(columns)
            outcomes["added" if known is None else "changed" if news else "unchanged"] += 1
        write_rows(session, HygieneInspection, before, after)
        return outcomes

    def finish(self, session: ViewerSession, run: ImportRun) -> Counter[str]:
        """Nothing is left to do: an inspection that the file lacks is no longer shown, and remains true."""
        return Counter()
