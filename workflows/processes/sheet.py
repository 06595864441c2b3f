"""The sheet: one agency's grid in one visit, from readiness under its own powers to the grid handed in.

Each agency acts only under its own power, hours and formality (domain §0.3, §1.2): it is declared ready for a place
when nothing forbids it there at that hour, and its powers are looked at again at the door.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Final
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from workflows.engine.cases import PartyTo, Situation, open_case
from workflows.engine.definition import COMMAND_LINE, HOUSE, Effect, Field, Refusal, State, Step, Workflow
from workflows.engine.outbox import Delivery
from workflows.engine.tables import Case
from workflows.engine.viewer import HOUSE_VIEWER, ViewerSession, unit_of_work
from workflows.law.grids import ROUTES, Item, Selection, grid_for, selection
from workflows.law.powers import Verdict, assess, default_basis, plannable_powers
from workflows.processes import answer, finding
from workflows.processes.consequence import enter_consequence
from workflows.processes.house import look, look_up, take_quietly
from workflows.processes.past import RECORDED, only_from_a_record
from workflows.processes.requisition_facts import requisition_for
from workflows.register.agencies import agency as agency_of
from workflows.store.database import Base, Recorded
from workflows.store.text import Text

PILOT: Final = "pilot_operation"
INSPECT: Final = "inspect"
_FINDINGS: Final = 3
"""The class of what the agency found and did; that it has a sheet here is K2."""


class Sheet(Recorded, Base):
    """One agency's part in one visit. ``stamp`` names the versions of the grids that it began with.

    The counts are those of the answers as they stand; they are class K2, the answers themselves K3. A sheet entered from
    an original record has no grid: its ``stamp`` is empty.
    """

    __tablename__ = "sheet"
    __table_args__ = (sa.UniqueConstraint("visit_id", "agency"),)

    operation_id: Mapped[UUID] = mapped_column(sa.ForeignKey("operation.id"), index=True)
    visit_id: Mapped[UUID] = mapped_column(sa.ForeignKey("visit.id"), index=True)
    place: Mapped[str] = mapped_column(sa.String(200))
    address: Mapped[str] = mapped_column(sa.String(300))
    kind: Mapped[str] = mapped_column(sa.String(40))
    planned_at: Mapped[datetime]
    stamp: Mapped[str] = mapped_column(sa.String(200))
    basis: Mapped[str] = mapped_column(sa.String(60), default="")
    prosecutor_informed_on: Mapped[date | None] = mapped_column(default=None)
    ready_at: Mapped[datetime | None] = mapped_column(default=None)
    ready_colour: Mapped[str] = mapped_column(sa.String(10), default="")
    entered_at: Mapped[datetime | None] = mapped_column(default=None)
    handed_in_at: Mapped[datetime | None] = mapped_column(default=None)
    not_carried_out_reason: Mapped[str] = mapped_column(sa.Text, default="")
    measures: Mapped[str] = mapped_column(sa.Text, default="")
    items_total: Mapped[int] = mapped_column(default=0)
    compliant: Mapped[int] = mapped_column(default=0)
    not_compliant: Mapped[int] = mapped_column(default=0)
    not_checked: Mapped[int] = mapped_column(default=0)
    not_applicable: Mapped[int] = mapped_column(default=0)
    ended: Mapped[bool] = mapped_column(default=False)

    @property
    def unanswered(self) -> int:
        """How many items nobody has answered yet."""
        return self.items_total - self.compliant - self.not_compliant - self.not_checked - self.not_applicable

    def selection(self) -> Selection:
        """Return the items asked here, at the versions that the sheet began with."""
        return selection(self.stamp, self.agency or "", self.kind)

    def item(self, code: str) -> Item | None:
        """Return one item asked here, ``None`` where the sheet has no grid; refuses an unknown one with ``KeyError``."""
        return self.selection().item(code) if self.stamp else None


def open_sheet(
    situation: Situation,
    *,
    agency: str,
    operation_id: UUID,
    place: str,
    address: str,
    kind: str,
    planned_at: datetime,
    from_a_record: bool = False,
) -> UUID:
    """Give an agency its sheet in the visit of the situation, with the newest grids; returns the new case's id.

    One that is entered from an original record has no grid, because none of ours was answered.
    """
    case_id = uuid4()
    asked = Selection(()) if from_a_record else grid_for(agency, kind, agency_of(agency).grids)
    row = Sheet(
        id=case_id,
        case_id=case_id,
        agency=agency,
        secrecy=2,
        operation_id=operation_id,
        visit_id=situation.case.id,
        place=place,
        address=address,
        kind=kind,
        planned_at=planned_at,
        stamp=asked.stamp,
        items_total=len(asked.items),
    )
    open_case(
        situation.session,
        WORKFLOW.name,
        actor=situation.actor,
        moment=situation.moment,
        title=f"{place} – {agency_of(agency).short.fr}",
        case_id=case_id,
        agency=agency,
        parent=situation.case,
        parties=[
            PartyTo(INSPECT, agency, 3),
            *(PartyTo(PILOT, key, 2) for name, key, _clearance in situation.case.parties if name == PILOT),
        ],
        records=[row],
    )
    return case_id


def powers_at(
    session: ViewerSession,
    row: Sheet,
    *,
    basis: str,
    at: datetime,
    activity: bool | None,
    prosecutor_informed: date | None,
) -> Verdict:
    """Tell whether the sheet's agency may enter its place at ``at`` (aware): green, amber or red, with the article."""
    if not basis:
        return Verdict("amber", _NO_POWER, (), "no_power_described")
    return assess(
        row.agency or "",
        basis,
        at,
        activity=activity,
        home=False,
        prosecutor_informed=prosecutor_informed,
        requisition=requisition_for(session, row.operation_id, at, row.address),
        address=row.address,
    )


def planned_powers(session: ViewerSession, row: Sheet) -> Verdict:
    """Return what the planning page shows for this agency at this place and hour."""
    usual = default_basis(row.agency or "")
    return powers_at(
        session,
        row,
        basis=row.basis or (usual.key if usual else ""),
        at=row.planned_at,
        activity=None,
        prosecutor_informed=row.prosecutor_informed_on,
    )


def _record(situation: Situation) -> Sheet:
    row = situation.session.get(Sheet, situation.case.id)
    assert row is not None
    return row


def _bases(situation: Situation) -> Iterable[tuple[str, Text]]:
    return [(basis.key, basis.label) for basis in plannable_powers(situation.case.agency or "")]


def _power_is_named(situation: Situation) -> Refusal | None:
    if situation.fields.get("basis") or not plannable_powers(situation.case.agency or ""):
        return None
    return Refusal("basis_missing", Text("Il manque : le pouvoir exercé.", "Missing: the power used."))


def _as_refusal(verdict: Verdict) -> Refusal | None:
    return Refusal(verdict.code, verdict.text, verdict.references) if verdict.colour == "red" else None


def _may_enter_by_default(situation: Situation) -> Refusal | None:
    """Close the door already when each power that can be planned is red: the usual one's reason is on the door."""
    row = _record(situation)
    found = [
        powers_at(
            situation.session, row, basis=basis.key, at=row.planned_at, activity=None,
            prosecutor_informed=row.prosecutor_informed_on or situation.moment.date(),
        )
        for basis in plannable_powers(row.agency or "")
    ]  # fmt: skip
    if not found or any(verdict.colour != "red" for verdict in found):
        return None
    return _as_refusal(found[0])


def _may_enter_as_typed(situation: Situation) -> Refusal | None:
    fields = situation.fields
    return _as_refusal(
        powers_at(
            situation.session, _record(situation), basis=fields.get("basis") or "", at=_record(situation).planned_at,
            activity=None, prosecutor_informed=fields.get("prosecutor_informed_on"),
        )
    )  # fmt: skip


def _keep_readiness(situation: Situation) -> None:
    row, fields = _record(situation), situation.fields
    row.basis, row.prosecutor_informed_on = fields.get("basis") or "", fields.get("prosecutor_informed_on")
    row.ready_at = situation.moment
    row.ready_colour = planned_powers(situation.session, row).colour


def _visit_is_open(situation: Situation) -> Refusal | None:
    visit = look_up(situation.session, Case, _record(situation).visit_id)
    if visit.state == "on_site":
        return None
    return Refusal(
        "visit_not_open",
        Text(
            "La visite n’est pas ouverte\u00a0: le service qui la mène n’est pas encore entré.",
            "The visit is not open: the agency that leads it has not entered yet.",
        ),
    )


def _may_enter_now(situation: Situation) -> Refusal | None:
    row = _record(situation)
    visits = Base.metadata.tables["visit"]
    activity = (
        situation.session.connection()
        .execute(sa.select(visits.c.activity_in_progress).where(visits.c.id == row.visit_id))
        .scalar()
    )
    return _as_refusal(
        powers_at(
            situation.session, row, basis=row.basis, at=situation.moment, activity=activity,
            prosecutor_informed=row.prosecutor_informed_on,
        )
    )  # fmt: skip


def _keep_entry(situation: Situation) -> None:
    _record(situation).entered_at = situation.moment


def _nothing_contested(situation: Situation) -> Refusal | None:
    contested = answer.contested_items(situation.session, situation.case.id)
    if not contested:
        return None
    return Refusal(
        "contested_answers",
        Text(
            "Deux réponses différentes attendent d’être départagées\u00a0: {items}.",
            "Two different answers wait to be settled: {items}.",
            items=", ".join(contested),
        ),
    )


def _hand_in(situation: Situation) -> None:
    row = _record(situation)
    row.measures = situation.fields.get("measures") or ""
    row.handed_in_at, row.ended = situation.moment, True
    row.not_checked += row.unanswered
    finding.open_findings(situation.session, row)


def _agency_was_there(situation: Situation) -> Iterable[Effect]:
    row = _record(situation)
    return [Effect("agency_was_there", {"operation": row.operation_id, "agency": row.agency})]


def _end_without(situation: Situation) -> None:
    row = _record(situation)
    row.not_carried_out_reason, row.ended = situation.fields.get("reason") or "", True


def _enter_finding(situation: Situation) -> None:
    row, fields = _record(situation), situation.fields
    made = finding.enter_finding(
        situation.session, row, item=fields["item"], label=fields["label"], note=fields.get("note") or "",
        route=fields["route"], moment=row.planned_at,
    )  # fmt: skip
    situation.session.flush()
    row.items_total, row.not_compliant = row.items_total + 1, row.not_compliant + 1
    enter_consequence(situation, made, place=row.place, words=fields.get("follow_up") or made.label)


def _end_as_recorded(situation: Situation) -> None:
    row = _record(situation)
    row.handed_in_at, row.ended = situation.moment, True


def _agency_leaves(delivery: Delivery) -> None:
    """End the sheets of an agency that declined, was released or stayed away."""
    with unit_of_work(delivery.engine, HOUSE_VIEWER) as session:
        table = Sheet.__table__.c
        rows = look(
            session, Sheet, table.operation_id == UUID(delivery.body["operation"]),
            table.agency == delivery.body["agency"], table.ended.is_(False),
        )  # fmt: skip
    for row in rows:
        take_quietly(delivery, row.id, "fall")


def _prepare_again(situation: Situation) -> None:
    row = _record(situation)
    visits = Base.metadata.tables["visit"]
    row.planned_at = situation.session.connection().execute(
        sa.select(visits.c.planned_at).where(visits.c.id == row.visit_id)
    ).scalar_one()  # fmt: skip
    row.basis, row.prosecutor_informed_on = "", None
    row.ready_at, row.ready_colour = None, ""


def _date_moves(delivery: Delivery) -> None:
    """Let every sheet of an operation be prepared again for its new date: what was ready was so for the old one."""
    with unit_of_work(delivery.engine, HOUSE_VIEWER) as session:
        table = Sheet.__table__.c
        rows = look(session, Sheet, table.operation_id == UUID(delivery.body["operation"]), table.ended.is_(False))
    for row in rows:
        take_quietly(delivery, row.id, "new_date")


def _note_presence(delivery: Delivery) -> None:
    """Note the presence of an agency that handed in a grid, where its team has not noted its arrival itself."""
    with unit_of_work(delivery.engine, HOUSE_VIEWER) as session:
        cases = Case.__table__.c
        rows = look(
            session, Case, cases.parent_id == UUID(delivery.body["operation"]), cases.workflow == "participation",
            cases.agency == delivery.body["agency"],
        )  # fmt: skip
    for row in rows:
        take_quietly(delivery, row.id, "note_presence")


_NO_POWER: Final = Text(
    "Aucun pouvoir d’entrée n’est décrit pour ce service : à vérifier avant la visite.",
    "No power of entry is described for this agency: to be checked before the visit.",
)

_FROM_A_RECORD: Final = only_from_a_record(lambda situation: _record(situation).operation_id)
HANDLERS: Final = {"agency_leaves": _agency_leaves, "agency_was_there": _note_presence, "new_date": _date_moves}

WORKFLOW: Final = Workflow(
    name="sheet",
    version=1,
    label=Text("Grille d’un service", "An agency’s grid"),
    states=(
        State("assigned", Text("À préparer", "To prepare"), INSPECT, expects=Text("Se déclarer prêt pour ce lieu", "Declare yourself ready for this place")),
        State("ready", Text("Prêt pour ce lieu", "Ready for this place"), INSPECT, expects=Text("Ouvrir la grille sur place", "Open the grid on site")),
        State("answering", Text("Contrôle en cours", "Inspecting"), INSPECT, expects=Text("Répondre à la grille et la remettre", "Answer the grid and hand it in")),
        State("handed_in", Text("Grille remise", "Grid handed in"), final=True),
        State("not_carried_out", Text("Non réalisé", "Not carried out"), final=True),
    ),
    steps=(
        Step(
            "declare_ready", ("assigned", "ready"), "ready", Text("Se déclarer prêt pour ce lieu", "Declare ready for this place"), INSPECT,
            asks=(
                Field("basis", Text("Pouvoir exercé", "Power used"), "choice", required=False, choices=_bases),
                Field("prosecutor_informed_on", Text("Procureur informé le (si la loi le demande)", "Prosecutor informed on (where the law asks)"), "day", required=False),
            ),
            guards=(_may_enter_by_default,), checks=(_power_is_named, _may_enter_as_typed), writes=_keep_readiness,
            done=Text("Service prêt pour ce lieu", "Agency ready for this place"),
        ),
        Step("begin", ("ready",), "answering", Text("Ouvrir la grille", "Open the grid"), INSPECT, guards=(_visit_is_open, _may_enter_now), writes=_keep_entry, done=Text("Grille ouverte sur place", "Grid opened on site")),
        Step(
            "hand_in", ("answering",), "handed_in", Text("Remettre la grille", "Hand in the grid"), INSPECT,
            asks=(Field("measures", Text("Mesures prises sur place", "Measures taken on site"), "text", required=False, secrecy=_FINDINGS,
                        help=Text("Ce qui reste sans réponse est remis comme «\u00a0non vérifié\u00a0».", "What was not answered is handed in as “not checked”.")),),
            guards=(_nothing_contested,), writes=_hand_in, effects=_agency_was_there, grave=True, done=Text("Grille remise", "Grid handed in"),
        ),
        Step(
            "record_finding", ("assigned",), None, Text("Inscrire un constat passé", "Enter a past finding"), COMMAND_LINE,
            asks=(
                Field("item", Text("Point", "Item"), "line", maximum=20, secrecy=_FINDINGS),
                Field("label", Text("Constat", "Finding"), "line", maximum=500, secrecy=_FINDINGS),
                Field("route", Text("Suite", "Consequence"), "choice", choices=tuple(ROUTES.items()), secrecy=_FINDINGS),
                Field("note", Text("Ce que dit le relevé", "What the record says"), "text", required=False, secrecy=_FINDINGS),
                Field("follow_up", Text("Suite engagée", "Follow-up begun"), "line", required=False, maximum=500, secrecy=_FINDINGS),
            ),
            guards=(_FROM_A_RECORD,), writes=_enter_finding, opens=("referral", "measure", "compliance"), done=RECORDED,
        ),
        Step("record_past", ("assigned",), "handed_in", Text("Inscrire une grille passée", "Enter a past grid"), COMMAND_LINE, guards=(_FROM_A_RECORD,), writes=_end_as_recorded, done=RECORDED),
        Step("give_up", ("assigned", "ready", "answering"), "not_carried_out", Text("Ne pas contrôler ce lieu", "Do not inspect this place"), INSPECT, asks=(Field("reason", Text("Motif", "Reason"), "text"),), writes=_end_without, done=Text("Contrôle non réalisé par ce service", "Not inspected by this agency")),
        Step("new_date", ("assigned", "ready"), "assigned", Text("Nouvelle date de l’opération", "New date of the operation"), HOUSE, writes=_prepare_again, done=Text("Nouvelle date\u00a0: lieu à préparer de nouveau", "New date: place to prepare again")),
        Step("fall", ("assigned", "ready", "answering"), "not_carried_out", Text("Sans objet\u00a0: la visite n’a pas eu lieu", "Pointless: the visit did not take place"), HOUSE, writes=_end_without, done=Text("Contrôle non réalisé", "Not carried out")),
    ),
)  # fmt: skip
