"""The joint minutes: sections written by each agency, gathered, closed by the pilot, pressed in two versions.

They coordinate and prove nothing (domain §7.1, §7.4): each agency's own report stays its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final
from uuid import UUID, uuid4

from workflows.engine.cases import HOUSE_ACTOR, PartyTo, Situation, open_case, take
from workflows.engine.definition import (
    COMMAND_LINE,
    HOUSE,
    Deadline,
    Effect,
    Field,
    Join,
    Refusal,
    Settled,
    State,
    Step,
    Workflow,
)
from workflows.engine.numbers import reserve_number
from workflows.engine.tables import Case
from workflows.engine.viewer import ViewerSession
from workflows.law.calendar import working_days
from workflows.processes import section
from workflows.processes.document import press
from workflows.processes.frozen_paper import FrozenPaper, freeze
from workflows.processes.house import house_look, look
from workflows.processes.minutes_facts import Minutes
from workflows.processes.paper import PAPERS, draw_papers
from workflows.processes.partner_task import open_task
from workflows.processes.past import RECORDED, only_from_a_record
from workflows.processes.sheet import Sheet
from workflows.register.agencies import agencies, agency
from workflows.store.plain import plain
from workflows.store.text import PARIS, Text

PILOT: Final = "pilot_operation"


def open_minutes(situation: Situation) -> UUID:
    """Open the minutes of the operation of the situation and ask each agency that was there for its part."""
    present = agencies_there(situation.session, situation.case.id)
    case_id = _open(situation, ("CR", "PP", "FE"), present)
    take(situation.session, case_id, "ask_sections", actor=situation.actor, moment=situation.moment)
    return case_id


def enter_minutes(situation: Situation, *, signatory: str) -> UUID:
    """Draw up the minutes of an operation known from an original record: for its pilot alone, validated by nobody."""
    case_id = _open(situation, ("CR",), [])
    fields = {"signatory": signatory}
    take(situation.session, case_id, "record_past", actor=HOUSE_ACTOR, moment=situation.moment, fields=fields)
    return case_id


def _open(situation: Situation, series: Sequence[str], readers: Sequence[str]) -> UUID:
    session, owner = situation.session, situation.case.agency or ""
    case_id = uuid4()
    year = situation.moment.astimezone(PARIS).year
    numbers = {name: reserve_number(session, name, year, case_id) for name in series}
    row = Minutes(
        id=case_id, case_id=case_id, agency=owner, secrecy=2, operation_id=situation.case.id, number=numbers["CR"],
        board_number=numbers.get("PP", ""), attendance_number=numbers.get("FE", ""), incidents=[], decisions=[],
        partner_tasks=[],
    )  # fmt: skip
    open_case(
        session,
        WORKFLOW.name,
        actor=situation.actor,
        moment=situation.moment,
        title=f"{situation.case.title} – {row.number}",
        case_id=case_id,
        agency=owner,
        parent=situation.case,
        parties=[
            PartyTo(PILOT, owner, 3),
            *(PartyTo(name, key, 3) for name, key, _c in situation.case.parties if name == "approve_operation"),
            *(PartyTo("read_minutes", key, 2) for key in readers),
        ],
        records=[row],
    )
    return case_id


def _ask_sections(situation: Situation) -> None:
    operation_id = _record(situation).operation_id
    for key in agencies_there(situation.session, operation_id):
        section.open_section(situation, agency=key, operation_id=operation_id)


def agencies_there(session: ViewerSession, operation_id: UUID) -> list[str]:
    """Return the agencies that are noted present, and those that handed in a grid, whatever they forgot to note."""
    cases, sheets = Case.__table__.c, Sheet.__table__.c
    rows = [
        *look(
            session, Case, cases.parent_id == operation_id, cases.workflow == "participation", cases.state == "present"
        ),
        *look(session, Sheet, sheets.operation_id == operation_id, sheets.handed_in_at.is_not(None)),
    ]
    there = {row.agency for row in rows}
    return [each.key for each in agencies() if each.key in there]


def _record(situation: Situation) -> Minutes:
    row = situation.session.get(Minutes, situation.case.id)
    assert row is not None
    return row


def _add_incident(situation: Situation) -> None:
    row = _record(situation)
    row.incidents = [*row.incidents, plain({name: situation.fields[name] for name in ("kind", "at", "place", "words")})]


def _add_decision(situation: Situation) -> None:
    row, fields = _record(situation), situation.fields
    row.decisions = [
        *row.decisions,
        plain({"words": fields["words"], "owner": fields["owner"], "due": fields.get("due")}),
    ]


def _add_partner_task(situation: Situation) -> None:
    row, fields = _record(situation), situation.fields
    task = plain({"words": fields["words"], "agency": fields["agency"], "due": fields.get("due")})
    row.partner_tasks = [*row.partner_tasks, task]


def _nothing_is_missing(situation: Situation) -> Refusal | None:
    """Refuse to close minutes of which the press would stop a paper, with the list of what the papers lack."""
    with house_look(situation.session) as house:
        drawn = draw_papers(house, _record(situation), situation.moment, signatory=situation.fields["signatory"])
    missing = list(dict.fromkeys(text for paper in drawn for text in paper.missing()))
    if not missing:
        return None
    return Refusal(
        "mentions_missing",
        Text(
            "Il manque au compte rendu\u00a0: {mentions}.",
            "The minutes lack: {mentions}.",
            mentions=Text(
                "\u00a0; ".join(text.render("fr") for text in missing), "; ".join(text.render("en") for text in missing)
            ),
        ),
    )


def _close(situation: Situation) -> None:
    """Close, and freeze each paper as it stands: the press may take it tonight, it prints what was closed."""
    row, session = _record(situation), situation.session
    row.signatory, row.closed_at = situation.fields["signatory"], situation.moment
    session.flush()
    with house_look(session) as house:
        drawn = draw_papers(house, row, situation.moment)
    session.add_all(freeze(paper, case_id=row.id, agency=row.agency, moment=situation.moment) for paper in drawn)


def _close_and_ask(situation: Situation) -> None:
    """From here on each partner reads what it is asked, by a case of its own: it sees nothing of the minutes."""
    _close(situation)
    for task in _record(situation).partner_tasks:
        due_on = date.fromisoformat(task["due"]) if task["due"] else None
        open_task(situation, agency=task["agency"], words=task["words"], due_on=due_on)


def _documents(situation: Situation) -> Iterable[Effect]:
    rows = look(situation.session, FrozenPaper, FrozenPaper.__table__.c.case_id == situation.case.id)
    drawn = {row.kind for row in rows}
    return [press(kind) for kind in PAPERS if kind in drawn]


def _agencies(_situation: Situation) -> Iterable[tuple[str, Text]]:
    return [(each.key, each.name) for each in agencies()]


def name_of(key: str) -> str:
    """Return the French name of an agency, for what is printed."""
    return agency(key).name.fr


_INCIDENTS: Final = (
    ("refusal", Text("refus ou opposition", "refusal or opposition")),
    ("injury", Text("blessure", "injury")),
    ("complaint", Text("réclamation", "complaint")),
    ("press", Text("presse", "press")),
    ("other", Text("autre", "other")),
)
_OPEN: Final = ("in_validation", "to_close")
_FULL: Final = 3
"""The class of what the full version alone prints; the minutes themselves, which every agency present reads, are K2."""

WORKFLOW: Final = Workflow(
    name="minutes",
    version=1,
    label=Text("Compte rendu conjoint", "Joint minutes"),
    states=(
        State("drafting", Text("En préparation", "Drafting"), PILOT, expects=Text("Demander aux services leur partie", "Ask the agencies for their part")),
        State("in_validation", Text("En validation", "In validation"), PILOT, expects=Text("Compléter le compte rendu pendant que les services valident", "Complete the minutes while the agencies validate")),
        State("to_close", Text("À clore", "To close"), PILOT, expects=Text("Relire et clore le compte rendu", "Read again and close the minutes")),
        State("closed", Text("Clos", "Closed"), final=True),
    ),
    steps=(
        Step("ask_sections", ("drafting",), "in_validation", Text("Demander aux services leur partie", "Ask the agencies for their part"), PILOT, writes=_ask_sections, opens=("section",), done=Text("Parties demandées aux services présents", "Parts asked of the agencies present")),
        Step(
            "add_incident", _OPEN, None, Text("Noter un incident", "Record an incident"), PILOT,
            asks=(
                Field("kind", Text("Nature", "Kind"), "choice", choices=_INCIDENTS, secrecy=_FULL),
                Field("at", Text("Heure", "Time"), "moment", secrecy=_FULL),
                Field("place", Text("Lieu", "Place"), "line", maximum=200, secrecy=_FULL),
                Field("words", Text("Faits", "Facts"), "text", secrecy=_FULL),
            ),
            writes=_add_incident, done=Text("Incident noté", "Incident recorded"),
        ),
        Step(
            "propose_decision", _OPEN, None, Text("Proposer une décision", "Propose a decision"), PILOT,
            asks=(
                Field("words", Text("Décision proposée à l’autorité compétente", "Decision proposed to the competent authority"), "text", secrecy=_FULL),
                Field("owner", Text("Service chargé", "Agency in charge"), "choice", choices=_agencies, secrecy=_FULL),
                Field("due", Text("Échéance", "Due date"), "day", required=False, secrecy=_FULL),
            ),
            writes=_add_decision, done=Text("Décision proposée", "Decision proposed"),
        ),
        Step(
            "ask_partner", _OPEN, None, Text("Demander une action à un partenaire", "Ask a partner to act"), PILOT,
            asks=(
                Field("agency", Text("Partenaire", "Partner"), "choice", choices=_agencies),
                Field("words", Text("Ce qui est attendu, sans rien dire des constats", "What is expected, without a word of the findings"), "text"),
                Field("due", Text("Échéance", "Due date"), "day", required=False),
            ),
            writes=_add_partner_task, done=Text("Action demandée à un partenaire", "Partner asked to act"),
        ),
        Step("gather", ("in_validation",), "to_close", Text("Parties réunies", "Parts gathered"), HOUSE, done=Text("Chaque partie est validée, ou notée non reçue", "Each part is validated, or recorded as not received")),
        Step(
            "close", ("to_close",), "closed", Text("Clore le compte rendu", "Close the minutes"), PILOT,
            asks=(Field("signatory", Text("Qualité du signataire", "Capacity of the signatory"), "line", maximum=160, help=Text("Par exemple\u00a0: le sous-préfet de Calais.", "For instance: the sub-prefect of Calais.")),),
            awaits=((Settled("section", frozenset({"validated", "silent"}), "none_open"), Refusal("sections_open", Text("Des parties ne sont ni validées ni notées non reçues.", "Some parts are neither validated nor recorded as not received."))),),
            checks=(_nothing_is_missing,), writes=_close_and_ask, effects=_documents, opens=("partner_task",), grave=True, done=Text("Compte rendu clos", "Minutes closed"),
        ),
        Step(
            "record_past", ("drafting",), "closed", Text("Établir le compte rendu d’un relevé", "Draw up the minutes of a record"), COMMAND_LINE,
            asks=(Field("signatory", Text("Qualité du signataire", "Capacity of the signatory"), "line", maximum=160),),
            guards=(only_from_a_record(lambda situation: _record(situation).operation_id),), checks=(_nothing_is_missing,),
            writes=_close, effects=_documents, done=RECORDED,
        ),
    ),
    joins=(Join("all_sections", Settled("section", frozenset({"validated", "silent"}), "all"), "gather"),),
    deadlines=(Deadline("gathering", Text("Réunir les parties du compte rendu", "Gather the parts of the minutes"), ("in_validation",), working_days(10), step="gather"),),
)  # fmt: skip
