"""The register of exhibits on paper: what an agency seized or holds of an operation, as it stood, printed and sealed.

Each sheet is a case of its own below its operation, of class K3 and its agency's alone: it is never printed anew with other
values.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4

import sqlalchemy as sa

from workflows.engine.cases import Actor, PartyTo, Taken, open_case
from workflows.engine.definition import Refusal, State, Step, Workflow
from workflows.engine.numbers import reserve_number
from workflows.engine.refusals import Refused, UnknownCase
from workflows.engine.statements import load_case
from workflows.engine.tables import Case
from workflows.engine.viewer import ViewerSession
from workflows.law.seizures import seizure_bases
from workflows.processes.custody import CLASS, EVENTS, KEEP, CustodyLine, HandOver, chain_of
from workflows.processes.document import press
from workflows.processes.exhibit import PRESENT, PURPOSES, UNITS, Exhibit, amount_of
from workflows.processes.frozen_paper import freeze
from workflows.processes.house import look_up
from workflows.processes.operation_facts import Operation
from workflows.processes.paper_parts import head_of, operation_line, with_cases
from workflows.processes.snapshots_exhibits import CustodyEntry, ExhibitEntry, ExhibitRegisterSnapshot
from workflows.processes.visit_facts import Visit
from workflows.register.agencies import UnknownAgency, agency
from workflows.store.text import PARIS, Text

KIND: Final = "exhibit_register"
NAME: Final = "exhibit_sheet"
_SERIES: Final = "RS"


def issue_register(
    session: ViewerSession, operation_id: UUID, *, actor: Actor, moment: datetime, command: str | None = None
) -> Taken:
    """Issue the register of what the actor's agency seized or holds of an operation, as it stands at ``moment`` (aware).

    Refuses (``Refused``) one that would be empty; an operation that the actor does not see is ``UnknownCase``.
    """
    operation = session.get(Operation, operation_id)
    if operation is None:
        raise UnknownCase
    case_id = uuid4()

    def rows() -> list[Any]:
        number = reserve_number(session, _SERIES, moment.astimezone(PARIS).year, case_id, secrecy=CLASS)
        drawn = draw_register(session, operation, actor.agency, number=number, moment=moment)
        if drawn.missing():
            raise Refused([_EMPTY])
        return [freeze(drawn, case_id=case_id, agency=actor.agency, moment=moment)]

    return open_case(
        session, NAME, actor=actor, moment=moment, title=f"Registre des scellés – {operation.number}", case_id=case_id,
        agency=actor.agency, secrecy=CLASS, parent=load_case(session, operation_id),
        parties=[PartyTo(KEEP, actor.agency, CLASS)], records=rows, fields={"operation": operation_id.hex},
        effects=[press(KIND)], command=command,
    )  # fmt: skip


def sheets_of(session: ViewerSession, operation_id: UUID) -> list[UUID]:
    """Return the cases of the sheets of an operation that the viewer may see."""
    return list(session.scalars(sa.select(Case.id).where(Case.parent_id == operation_id, Case.workflow == NAME)))


def draw_register(
    session: ViewerSession, operation: Operation, key: str, *, number: str, moment: datetime
) -> ExhibitRegisterSnapshot:
    """Return the register of an agency at ``moment`` (aware), of what its own session sees."""
    mine = sa.or_(Exhibit.agency == key, Exhibit.holder == key)
    found = with_cases(session, Exhibit, Exhibit.operation_id == operation.id, mine)
    numbers = {row.id: row.number for row, _case in found}
    entries = (
        _entry(session, row, case.state, numbers) for row, case in sorted(found, key=lambda pair: pair[0].number)
    )
    return ExhibitRegisterSnapshot(
        head=head_of(number, operation, moment, secrecy=CLASS, signatory="", under=agency(key)),
        operation=operation_line(operation),
        exhibits=tuple(entries),
    )


def _entry(session: ViewerSession, row: Exhibit, state: str, numbers: dict[UUID, str]) -> ExhibitEntry:
    basis, moving = seizure_bases()[row.basis], session.get(HandOver, row.moving) if row.moving else None
    return ExhibitEntry(
        number=row.number, state=state, nature=row.nature, seized=_amount(row.quantity, row.unit),
        left=_amount(row.quantity - row.parted, row.unit), seal=row.seal, found_at=row.found_at,
        establishment=look_up(session, Visit, row.visit_id).trade_name, place=row.place, basis=basis.label.fr,
        to_verify=basis.to_verify, present=PRESENT[row.present].fr, holder=_who(row.holder), kept_at=row.kept_at,
        custody=tuple(_links(chain_of(session, row.id))),
        part_of=numbers.get(row.part_of, "") if row.part_of else "",
        purpose=PURPOSES[row.purpose].fr if row.purpose else "",
        announced_to=_who(moving.receiver) if moving is not None else "",
    )  # fmt: skip


def _links(chain: Iterable[CustodyLine]) -> Iterable[CustodyEntry]:
    for each in chain:
        yield CustodyEntry(
            EVENTS[each.kind].fr, each.at, _who(each.giver), _who(each.receiver), each.seal, each.reason, each.reference
        )


def _amount(hundredths: int, unit: str) -> str:
    return f"{amount_of(hundredths).normalize():f}".replace(".", ",") + f"\u00a0{UNITS[unit].fr}"


def _who(name: str) -> str:
    """An agency by its short name; whoever is outside the house as they were written down."""
    try:
        return agency(name).short.fr if name else ""
    except UnknownAgency:
        return name


_EMPTY: Final = Refusal(
    "nothing_to_print",
    Text(
        "Votre service n’a rien saisi et ne détient rien de cette opération.",
        "Your agency seized nothing and holds nothing of this operation.",
    ),
)

WORKFLOW: Final = Workflow(
    name=NAME,
    version=1,
    label=Text("Relevé du registre des scellés", "Sheet of the register of exhibits"),
    states=(
        State("issued", Text("Établi", "Issued")),
        State("withdrawn", Text("Retiré", "Withdrawn"), final=True),
    ),
    steps=(
        Step("withdraw", ("issued",), "withdrawn", Text("Retirer ce relevé", "Withdraw this sheet"), KEEP, grave=True, done=Text("Relevé retiré\u00a0; le papier reste", "Sheet withdrawn; the paper stays")),
    ),
)  # fmt: skip
