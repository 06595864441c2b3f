"""The papers around the order of a measure, drawn from its rows: report, service, sheet on the door, watch."""

from __future__ import annotations

from datetime import date
from typing import Any, Final
from uuid import UUID

from workflows.engine.viewer import ViewerSession
from workflows.law.days import paris_day
from workflows.law.order_texts import order_texts
from workflows.law.orders import delay_of, is_stale
from workflows.processes.citations import cite_in_short
from workflows.processes.consequence import Consequence
from workflows.processes.finding import Finding
from workflows.processes.house import look
from workflows.processes.measure_facts import DECISION, INSTRUCTION, MeasurePrior, MeasureService, MeasureWatch
from workflows.processes.measure_law import bases_of, facts_of_signed
from workflows.processes.paper_measure_acts import signed_in
from workflows.processes.paper_measure_file import MeasureFile, basis, law_in_force, reference_of
from workflows.processes.snapshot_parts_measure import DatedFact, PriorAct
from workflows.processes.snapshots_execution import (
    AdminReportSnapshot,
    InspectionReportSnapshot,
    PostingSheetSnapshot,
    ServiceRecordSnapshot,
    WatchLine,
    WatchReportSnapshot,
)
from workflows.register.agencies import agency


def draw_report(file: MeasureFile, number: str, version: int) -> AdminReportSnapshot:
    """Return the administrative report: every fact that is relied on, tied to the place or not yet."""
    on = paris_day(file.moment)
    before = [each for each in file.prior(before=on) if each.kind == "warning"]
    agreed = [each for each in file.rows(MeasurePrior) if each.kind == "prosecutor"]
    return AdminReportSnapshot(
        head=file.head(number, version, INSTRUCTION, agency(file.row.agency or "").name.fr),
        addressed_to=order_texts().authority.fr, establishment=file.card(), facts=file.facts(tied=False),
        grounds=tuple(_ground(key, on) for key in bases_of(file.row)), earlier=(*before, *file.earlier()),
        judicial=tuple(PriorAct(each.kind, each.on_day, each.words) for each in agreed), opinions=(),
    )  # fmt: skip


def draw_inspection(file: MeasureFile, number: str, version: int) -> InspectionReportSnapshot:
    """Return what the acting agency found of the place, as it reports it to the prefect."""
    name = agency(file.acting).name.fr
    return InspectionReportSnapshot(
        head=file.head(number, version, INSTRUCTION, name), addressed_to=order_texts().authority.fr,
        establishment=file.card(),
        facts=tuple(
            DatedFact(
                paris_day(each.found_at), " ".join(part for part in (each.label, each.note) if part), _FOUND_THERE,
                f"contrôle par le service\u00a0: {name}", f"grille de contrôle, point {each.item}",
            )
            for each in found_by(file.session, file.row.id, file.acting)
        ),
    )  # fmt: skip


def found_by(session: ViewerSession, measure_id: UUID, agency_key: str) -> list[Any]:
    """Return what an agency found and from which a measure, or one joined to it, comes; the earliest first."""
    branch = Consequence.__table__.c
    branches = look(session, Consequence, (branch.id == measure_id) | (branch.joined_to == measure_id))
    table = Finding.__table__.c
    rows = look(session, Finding, table.id.in_([each.finding_id for each in branches if each.finding_id]))
    return sorted((each for each in rows if each.agency == agency_key), key=lambda each: (each.found_at, each.id.hex))


def draw_service(file: MeasureFile, number: str, version: int) -> ServiceRecordSnapshot:
    """Return the record of the service of an order or of a warning, with what the law counts from it."""
    order = signed_in(file.session, file.row.id)
    (served,) = file.rows(MeasureService)
    warning, law = order.kind == "warning", law_in_force(bases_of(order), order.signed_on)
    delay = None if warning else delay_of(law)
    if not is_stale(facts_of_signed(order, served_at=served.served_at)):
        delay = None
    on, effect = paris_day(served.served_at), law[0].reference if warning else "crpa_l221_8"
    return ServiceRecordSnapshot(
        head=file.head(number, version, DECISION, by=file.acting), order=reference_of(order), establishment=file.card(),
        served_at=served.served_at, served_to=served.served_to, kind=served.way, state=served.receipt, proof=served.proof,
        agency_name=agency(served.agency or "").name.fr, binds_from=order.binds_from or served.served_at,
        ends_on=order.ends_on, waits=delay.term.count if delay is not None else None,
        effect=cite_in_short((delay.reference if delay is not None else None) or effect or "", on),
        remedies=() if warning else file.remedies(on), act=order.kind,
    )  # fmt: skip


def draw_posting(file: MeasureFile, number: str, version: int) -> PostingSheetSnapshot:
    """Return the sheet for the door, as the public may read it."""
    order, place = signed_in(file.session, file.row.id), file.place
    return PostingSheetSnapshot(
        head=file.head(number, version, 0), trade_name=place.shown_name, address=place.shown_address,
        order=reference_of(order), authority=file.authority, binds_from=order.binds_from,
        ends_on=order.ends_on,
    )  # fmt: skip


def draw_watch(file: MeasureFile, number: str, version: int) -> WatchReportSnapshot:
    """Return what every patrol saw, the first one first."""
    order = signed_in(file.session, file.row.id)
    return WatchReportSnapshot(
        head=file.head(number, version, DECISION, agency(file.acting).name.fr, by=file.acting), order=reference_of(order),
        establishment=file.card(), binds_from=order.binds_from, ends_on=order.ends_on,
        passages=tuple(
            WatchLine(each.watched_at, agency(each.agency or "").short.fr, each.seen, each.posted, each.words)
            for each in sorted(file.rows(MeasureWatch), key=lambda each: (each.watched_at, each.id.hex))
        ),
    )  # fmt: skip


def _ground(key: str, on: date) -> str:
    found = basis(key, on)
    return f"{found.ground[:1].upper()}{found.ground[1:]} ({found.citation.words}{', à vérifier' if found.citation.to_verify else ''})"


_FOUND_THERE: Final = "constaté dans l’établissement, lors de son contrôle"
