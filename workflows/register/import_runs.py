"""Imports of published files: in batches, each whole or absent; stopped anywhere, an import goes on where it was."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any, Final, NamedTuple, Protocol
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Mapped, Session, mapped_column

from workflows.engine.cases import note, open_case, take
from workflows.engine.situation import HOUSE_ACTOR, Actor
from workflows.engine.viewer import HOUSE_VIEWER, ViewerSession, open_session, unit_of_work
from workflows.register.layouts import Layout
from workflows.register.published_files import PublishedFile, RefusedLine, open_published
from workflows.register.table_text import WrongFile
from workflows.store.database import Base, Recorded
from workflows.store.text import PARIS, Text

CASE: Final = "register_import"
"""The workflow whose journal an import is written in."""
BATCH: Final = 500
"""Lines in one transaction."""
OUTCOMES: Final = ("added", "changed", "unchanged", "closed", "hidden", "refused")
"""What may become of a line: each line read has exactly one outcome."""
FOR_THE_PARTNERSHIP: Final = 1

Progress = Callable[[int, int], None]
"""Told, after each batch, how many physical lines of the file are done and how many there are."""
_DAY_IN_NAME: Final = re.compile(r"(?<!\d)(20\d{2})-(\d{2})(?:-(\d{2}))?(?!\d)")
_DAY_OF_YEAR_IN_NAME: Final = re.compile(r"(?<!\d)(20\d{2})(\d{3})(?!\d)")


class ImportRun(Recorded, Base):
    """One reading of one file into the register, and how far it has come. ``position`` is the last physical line done."""

    __tablename__ = "import_run"

    kind: Mapped[str] = mapped_column(sa.String(20))
    file_name: Mapped[str] = mapped_column(sa.Text)
    file_digest: Mapped[str] = mapped_column(sa.String(64), index=True)
    layout: Mapped[str] = mapped_column(sa.String(40))
    encoding: Mapped[str] = mapped_column(sa.String(20))
    published_on: Mapped[date]
    """The day of the file: newer files prevail over older ones, whatever the order of the imports."""
    complete: Mapped[bool]
    """Whether the file holds the whole register, so that what it lacks has been removed from it."""
    length: Mapped[int]
    position: Mapped[int]
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    """When it ended; an abandoned one has ended too."""
    abandoned: Mapped[bool] = mapped_column(default=False)
    lines_read: Mapped[int] = mapped_column(default=0)
    lines_added: Mapped[int] = mapped_column(default=0)
    lines_changed: Mapped[int] = mapped_column(default=0)
    lines_unchanged: Mapped[int] = mapped_column(default=0)
    lines_closed: Mapped[int] = mapped_column(default=0)
    lines_hidden: Mapped[int] = mapped_column(default=0)
    lines_refused: Mapped[int] = mapped_column(default=0)


class ImportRefusal(Recorded, Base):
    """One line that an import did not take, and the sentence that says why, in both languages."""

    __tablename__ = "import_refusal"

    import_id: Mapped[UUID] = mapped_column(
        sa.ForeignKey("import_run.id", deferrable=True, initially="DEFERRED"), index=True
    )
    line: Mapped[int]
    reason_fr: Mapped[str] = mapped_column(sa.Text)
    reason_en: Mapped[str] = mapped_column(sa.Text)


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What became of the lines of a file: ``read`` is the sum of all the other counts.

    Each line has one outcome: refused, else hidden (it left public diffusion), else closed (an establishment that was
    open or unknown, or an offence that a complete list no longer holds), else added (unknown before), changed or
    unchanged. An offence removed by a complete list counts as closed without having been read.
    """

    read: int
    added: int
    changed: int
    unchanged: int
    closed: int
    hidden: int
    refused: int
    refusals: tuple[tuple[int, Text], ...] = field(default=())

    def as_json(self, language: str = "fr") -> dict[str, Any]:
        """Return the counts and the refused lines as plain JSON values, the sentences in ``language``."""
        counts = {name: getattr(self, name) for name in ("read", *OUTCOMES)}
        return {**counts, "refusals": [{"line": line, "reason": why.render(language)} for line, why in self.refusals]}


class Unfinished(NamedTuple):
    """An import under way or stopped: of which file and day, and how many of its physical lines are in."""

    kind: str
    file_name: str
    published_on: date
    position: int
    length: int


class Register(Protocol):
    """What one register must know for its files to be imported."""

    kind: str
    layouts: Sequence[Layout]

    def read(self, file: PublishedFile, after: int) -> Iterator[Any]:
        """Give each line after a physical line, or its refusal."""

    def apply(self, session: ViewerSession, run: ImportRun, lines: Sequence[Any]) -> Counter[str]:
        """Write some lines and return how many had each outcome, without committing."""

    def finish(self, session: ViewerSession, run: ImportRun) -> Counter[str]:
        """Do what can only be done once every line is in; return the outcomes to add, without committing."""


def run_import(
    engine: Engine,
    path: Path,
    register: Register,
    *,
    actor: Actor,
    moment: datetime,
    progress: Progress | None = None,
    published_on: date | None = None,
    complete: bool = False,
) -> ImportResult:
    """Import one file, in batches of which each is one transaction with its journal line.

    An import of the same file that was stopped goes on after its last whole batch, with the counts that it had. Refuses
    with :class:`WrongFile` a file that is none of the register's layouts, and one that another process is importing.
    """
    file = open_published(path, register.layouts)
    reading = _Reading(engine, file, register, actor, moment)
    tell = progress or _tell_nobody
    reading.begin(published_on, complete)
    tell(reading.position, file.text.length)
    lines = iter(register.read(file, reading.position))
    while batch := list(islice(lines, BATCH)):
        reading.write(batch)
        tell(reading.position, file.text.length)
    result = reading.finish()
    tell(file.text.length, file.text.length)
    return result


def already_imported(engine: Engine, path: Path, register: Register) -> ImportResult | None:
    """Return what became of the lines of this very file when it was imported whole, or ``None`` if it never was."""
    digest = open_published(path, register.layouts).text.digest
    with open_session(engine, HOUSE_VIEWER, only_reads=True) as session:
        run = session.scalars(
            sa.select(ImportRun)
            .where(ImportRun.kind == register.kind, ImportRun.file_digest == digest)
            .where(ImportRun.finished_at.is_not(None), sa.not_(ImportRun.abandoned))
            .order_by(ImportRun.started_at)
        ).first()
        return _result(session, run) if run else None


def unfinished_imports(reader: sa.Connection | Session) -> list[Unfinished]:
    """Return the imports that have begun and not ended, the oldest first: what they bring is there in part only."""
    rows = reader.execute(
        sa.select(ImportRun.kind, ImportRun.file_name, ImportRun.published_on, ImportRun.position, ImportRun.length)
        .where(ImportRun.finished_at.is_(None))
        .order_by(ImportRun.started_at)
    )
    return [Unfinished(*row) for row in rows]


def published_day(name: str) -> date | None:
    """Return the day that a file name carries (``2017-04-11``, ``2026-07``, or ``2017097`` for day 97), if any."""
    match = _DAY_IN_NAME.search(name)
    try:
        if match:
            year, month, day = match.groups()
            return date(int(year), int(month), int(day or 1))
        if match := _DAY_OF_YEAR_IN_NAME.search(name):
            return datetime.strptime("".join(match.groups()), "%Y%j").date()  # noqa: DTZ007 (a day has no zone)
    except ValueError:
        return None
    return None


@dataclass(slots=True)
class _Reading:
    """One run while it is under way: each method is one transaction."""

    engine: Engine
    file: PublishedFile
    register: Register
    actor: Actor
    moment: datetime
    run_id: UUID = field(default_factory=uuid4)
    position: int = 0

    def begin(self, published_on: date | None, complete: bool) -> None:
        """Go on with the run of the same file that was stopped, else open a case for a new one."""
        with unit_of_work(self.engine, HOUSE_VIEWER) as session:
            earlier = session.scalars(
                sa.select(ImportRun)
                .where(ImportRun.kind == self.register.kind, ImportRun.file_digest == self.file.text.digest)
                .order_by(ImportRun.started_at.desc())
            ).all()
            stopped = next((run for run in earlier if run.finished_at is None), None)
            # The same file has the same day, even where its name says none and it is read again months later.
            day = published_on or next((run.published_on for run in earlier), None)
            run = stopped or self._new_run(day, complete)
            if stopped is None:
                open_case(
                    session,
                    CASE,
                    actor=self.actor,
                    moment=self.moment,
                    title=run.file_name[:300],
                    case_id=run.case_id,
                    agency=self.actor.agency,
                    secrecy=FOR_THE_PARTNERSHIP,
                    records=[run],
                )
            self.run_id, self.position = run.id, run.position

    def write(self, batch: Sequence[Any]) -> None:
        """Write some lines, the count of what became of them, the new position and the journal line, all or nothing."""
        with unit_of_work(self.engine, HOUSE_VIEWER) as session:
            run, case_id = self._claim(session)
            refused = [line for line in batch if isinstance(line, RefusedLine)]
            taken = [line for line in batch if not isinstance(line, RefusedLine)]
            outcomes = self.register.apply(session, run, taken)
            outcomes["refused"] += len(refused)
            session.add_all(_refusal(run, line) for line in refused)
            lines = [self.position + 1, batch[-1].last]
            run.position = batch[-1].last
            _count(run, outcomes, read=len(batch))
            told = {name: outcomes[name] for name in OUTCOMES if outcomes[name]}
            note(
                session,
                case_id,
                "import_batch",
                actor=self.actor,
                moment=self.moment,
                fields={"lines": lines, **told},
            )
        self.position = batch[-1].last

    def finish(self) -> ImportResult:
        """Close the run and its case, and return what became of every line since the run began."""
        with unit_of_work(self.engine, HOUSE_VIEWER) as session:
            run, case_id = self._claim(session)
            _count(run, self.register.finish(session, run), read=0)
            run.finished_at = self.moment
            run.position = self.file.text.length
            take(session, case_id, "finish", actor=HOUSE_ACTOR, moment=self.moment)
            return _result(session, run)

    def _new_run(self, published_on: date | None, complete: bool) -> ImportRun:
        name = self.file.text.path.name
        return ImportRun(
            id=uuid4(),
            case_id=uuid4(),
            agency=self.actor.agency,
            secrecy=FOR_THE_PARTNERSHIP,
            kind=self.register.kind,
            file_name=name,
            file_digest=self.file.text.digest,
            layout=self.file.layout.name,
            encoding=self.file.text.encoding,
            published_on=published_on or published_day(name) or self.moment.astimezone(PARIS).date(),
            complete=complete,
            length=self.file.text.length,
            position=self.file.header_line,
            started_at=self.moment,
        )

    def _claim(self, session: ViewerSession) -> tuple[ImportRun, UUID]:
        # Every import of the same kind that is under way is held, in one order: what a batch reads of the register
        # then stays true until its commit.
        rows = session.scalars(
            sa.select(ImportRun)
            .where(ImportRun.kind == self.register.kind)
            .where(sa.or_(ImportRun.finished_at.is_(None), ImportRun.id == self.run_id))
            .order_by(ImportRun.id)
            .with_for_update()
        ).all()
        run = next((row for row in rows if row.id == self.run_id), None)
        if run is None or run.case_id is None or run.finished_at is not None or run.position != self.position:
            raise WrongFile(
                Text(
                    "Ce fichier est en cours d’import ailleurs\u00a0: attendez que cet import finisse.",
                    "This file is being imported elsewhere: wait until that import ends.",
                )
            )
        return run, run.case_id


def _refusal(run: ImportRun, line: RefusedLine) -> ImportRefusal:
    return ImportRefusal(
        id=uuid4(),
        case_id=run.case_id,
        agency=run.agency,
        secrecy=FOR_THE_PARTNERSHIP,
        import_id=run.id,
        line=line.number,
        reason_fr=line.reason.render("fr"),
        reason_en=line.reason.render("en"),
    )


def _count(run: ImportRun, outcomes: Counter[str], *, read: int) -> None:
    run.lines_read += read
    for name in OUTCOMES:
        column = f"lines_{name}"
        setattr(run, column, getattr(run, column) + outcomes[name])


def _result(session: ViewerSession, run: ImportRun) -> ImportResult:
    refusals = session.scalars(
        sa.select(ImportRefusal).where(ImportRefusal.import_id == run.id).order_by(ImportRefusal.line)
    )
    return ImportResult(
        read=run.lines_read,
        **{name: getattr(run, f"lines_{name}") for name in OUTCOMES},
        refusals=tuple((each.line, Text(each.reason_fr, each.reason_en)) for each in refusals),
    )


def _tell_nobody(done: int, total: int) -> None:
    """Stand in for a progress callback."""
