"""The meeting: convened with an agenda that writes itself, its presences and decisions written as it sits, its decision log
issued when it ends, corrected by new versions and approved by its chair (domain §5.3).

Each decision is an action with an owner and a day, or changes an objective. The case has the class of its body.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4

import sqlalchemy as sa

from workflows.engine.cases import Actor, PartyTo, Taken, open_case
from workflows.engine.definition import Deadline, Field, Instant, Refusal, State, Step, Workflow
from workflows.engine.numbers import reserve_number
from workflows.engine.refusals import Refused, UnknownCase
from workflows.engine.tables import Case
from workflows.engine.viewer import ViewerSession
from workflows.law.bodies import body
from workflows.law.calendar import working_days
from workflows.law.days import paris_day
from workflows.processes import action, meeting_log, meeting_steps, quotes
from workflows.processes.agenda import proposals, write_items
from workflows.processes.house import look
from workflows.processes.meeting_facts import (
    PRESENCES,
    Meeting,
)
from workflows.processes.opening import SHARE, SHARED, STEER
from workflows.processes.strategy import Strategy
from workflows.register.agencies import holders
from workflows.store.text import PARIS, Text


def convene_meeting(
    session: ViewerSession,
    *,
    actor: Actor,
    moment: datetime,
    strategy_id: UUID,
    body_key: str,
    title: str,
    place: str,
    starts_at: datetime,
    chair: str,
    members: Sequence[str],
    quorum: int | None = None,
    command: str | None = None,
) -> Taken:
    """Convene a meeting of a body for a strategy, with the agenda that the records write by themselves.

    The actor's agency keeps it and is a member; ``chair`` is a capacity, never a name. Refuses with ``Refused`` a strategy
    that has ended, a day that has passed and a quorum of more than the members; ``UnknownCase`` without the strategy.
    """
    strategy = session.get(Strategy, strategy_id)
    if strategy is None:
        raise UnknownCase
    convened = [key for key in holders(SHARE) if key in {*members, actor.agency}]
    faults = list(_faults_of_convening(session, strategy_id, starts_at, quorum, len(convened), moment))
    if faults:
        raise Refused(faults)
    case_id, secrecy = uuid4(), max(SHARED, body(body_key).highest_class)

    def rows() -> list[Any]:
        row = Meeting(
            id=case_id, case_id=case_id, agency=actor.agency, secrecy=secrecy,
            number=reserve_number(session, "RD", moment.astimezone(PARIS).year, case_id),
            strategy_id=strategy_id, body=body_key, title=title, place=place, starts_at=starts_at, chair=chair,
            quorum=quorum, members=convened, previous_id=_previous(session, strategy_id, body_key, starts_at),
            earlier=[], demonstration=strategy.demonstration,
        )  # fmt: skip
        session.add(row)
        session.flush()
        return write_items(row, proposals(session, row, moment), after=0)

    return open_case(
        session,
        WORKFLOW.name,
        actor=actor,
        moment=moment,
        title=title,
        case_id=case_id,
        agency=actor.agency,
        secrecy=secrecy,
        parties=[PartyTo(STEER, actor.agency, secrecy), *(PartyTo(SHARE, key, secrecy) for key in convened)],
        records=rows,
        fields={"body": body_key, "title": title, "place": place, "starts_at": starts_at, "chair": chair,
                "members": convened, "quorum": quorum},
        command=command,
    )  # fmt: skip


def _faults_of_convening(
    session: ViewerSession, strategy_id: UUID, starts_at: datetime, quorum: int | None, members: int, moment: datetime
) -> Iterable[Refusal]:
    if look(session, Case, Case.__table__.c.id == strategy_id, Case.__table__.c.is_open.is_(False)):
        yield Refusal("strategy_ended", Text("Cette stratégie est terminée.", "This strategy has ended."))
    if paris_day(starts_at) < paris_day(moment):
        yield meeting_steps.DAY_PASSED
    if quorum is not None and not 0 < quorum <= members:
        yield Refusal(
            "quorum_out_of_reach",
            Text(
                "Le quorum va de un au nombre des services convoqués ({members}).",
                "The quorum goes from one to the number of agencies convened ({members}).",
                members=members,
            ),
        )


def _previous(session: ViewerSession, strategy_id: UUID, body_key: str, starts_at: datetime) -> UUID | None:
    """Return the last meeting of the same body that was held before."""
    table, cases = Meeting.__table__.c, Case.__table__.c
    rows = look(
        session, Meeting, table.strategy_id == strategy_id, table.body == body_key, table.starts_at < starts_at,
        table.id.in_(sa.select(cases.id).where(cases.workflow == WORKFLOW.name, cases.state.in_(("to_approve", "approved")))),
    )  # fmt: skip
    return max(rows, key=lambda row: row.starts_at).id if rows else None


_WHILE_OPEN: Final = ("convened", "in_session")
_ITEM: Final = Field("item", Text("Point", "Item"), "choice", choices=meeting_steps.item_choices)
_REASON: Final = Field("reason", Text("Motif", "Reason"), "line", maximum=300)

WORKFLOW: Final = Workflow(
    name="meeting",
    version=1,
    label=Text("Réunion", "Meeting"),
    states=(
        State("convened", Text("Convoquée", "Convened"), STEER, expects=Text("Préparer l’ordre du jour, puis ouvrir la séance", "Prepare the agenda, then open the sitting")),
        State("in_session", Text("En séance", "In session"), STEER, expects=Text("Noter les présences et les décisions, puis clore la séance", "Record presences and decisions, then close the sitting")),
        State("to_approve", Text("Relevé à approuver", "Log to approve"), STEER, expects=Text("Faire approuver le relevé par la présidence", "Have the log approved by the chair")),
        State("approved", Text("Relevé approuvé", "Log approved"), final=True),
        State("cancelled", Text("Annulée", "Cancelled"), final=True),
    ),
    steps=(
        Step(
            "add_item", _WHILE_OPEN, None, Text("Inscrire un point", "Add an item"), STEER,
            asks=(
                Field("title", Text("Point", "Item"), "line", maximum=300),
                Field("secrecy", Text("Classe", "Class"), "choice", choices=tuple(meeting_steps.CLASSES.items()), help=Text("Seul un point public figure dans la version publique.", "Only a public item stands in the public version.")),
                Field("context", Text("Contexte", "Context"), "text", required=False, maximum=2000),
            ),
            checks=(meeting_steps.not_above_the_body,), writes=meeting_steps.add_item, done=Text("Point inscrit", "Item added"),
        ),
        Step("propose_agenda", _WHILE_OPEN, None, Text("Compléter depuis les dossiers", "Complete from the records"), STEER, checks=(meeting_steps.something_to_propose,), writes=meeting_steps.propose_agenda, done=Text("Ordre du jour complété depuis les dossiers", "Agenda completed from the records")),
        Step(
            "quote_figure", _WHILE_OPEN, None, Text("Citer un chiffre", "Quote a figure"), STEER,
            asks=(_ITEM, Field("indicator", Text("Indicateur", "Indicator"), "choice", choices=quotes.indicator_choices)),
            checks=(quotes.not_quoted_yet,), writes=quotes.quote, done=Text("Chiffre cité\u00a0; il sera gardé tel qu’à la clôture", "Figure quoted; it will be kept as at the closing"),
        ),
        Step("withdraw_item", _WHILE_OPEN, None, Text("Retirer un point", "Withdraw an item"), STEER, asks=(_ITEM, _REASON), checks=(meeting_steps.not_decided_yet,), writes=meeting_steps.withdraw_item, done=Text("Point retiré, avec son motif", "Item withdrawn, with its reason")),
        Step("excuse", ("convened",), None, Text("Excuser mon service", "Excuse my agency"), SHARE, asks=(Field("reason", Text("Motif", "Reason"), "line", required=False, maximum=300),), writes=meeting_steps.excuse, done=Text("Service excusé, par lui-même", "Agency excused, by itself")),
        Step("start", ("convened",), "in_session", Text("Ouvrir la séance", "Open the sitting"), STEER, done=Text("Séance ouverte", "Sitting opened")),
        Step(
            "record_presence", ("in_session",), None, Text("Noter une présence", "Record a presence"), STEER,
            asks=(
                Field("agency", Text("Service", "Agency"), "choice", choices=meeting_steps.agency_choices),
                Field("who", Text("Nom ou fonction", "Name or function"), "line", required=False, maximum=160),
                Field("presence", Text("Présence", "Presence"), "choice", choices=tuple(PRESENCES.items())),
                Field("reason", Text("Motif", "Reason"), "line", required=False, maximum=300),
            ),
            writes=meeting_steps.record_presence, done=Text("Présence notée", "Presence recorded"),
        ),
        Step("give_opinion", ("convened", "in_session", "to_approve"), None, Text("Donner un avis", "Give an opinion"), SHARE, asks=(_ITEM, Field("words", Text("Avis ou réserve de mon service", "Opinion or reservation of my agency"), "text", maximum=1000)), writes=meeting_steps.give_opinion, done=Text("Avis d’un service", "Opinion of an agency")),
        Step(
            "decide", ("in_session",), None, Text("Décider", "Decide"), STEER,
            asks=(
                _ITEM,
                Field("words", Text("Décision", "Decision"), "line", maximum=meeting_steps.LONGEST_DECISION),
                Field("owner", Text("Service chargé", "Agency in charge"), "choice", choices=meeting_steps.agency_choices),
                Field("due_on", Text("Échéance", "Due on"), "day"),
                Field("secrecy", Text("Classe", "Class"), "choice", required=False, choices=tuple(meeting_steps.CLASSES.items()), help=Text("Vide\u00a0: celle du point.", "Empty: that of the item.")),
            ),
            guards=(meeting_steps.quorum_reached,), checks=(action.due_today_or_later, meeting_steps.not_below_its_item, meeting_steps.decision_not_above_the_body), writes=meeting_steps.decide, opens=("action",), done=Text("Décision prise", "Decision taken"),
        ),
        Step(
            "amend_objective", ("in_session",), None, Text("Changer un objectif", "Change an objective"), STEER,
            asks=(
                _ITEM,
                Field("words", Text("Décision", "Decision"), "line", maximum=meeting_steps.LONGEST_DECISION),
                Field("objective", Text("Objectif", "Objective"), "choice", choices=meeting_steps.objective_choices),
                Field("target", Text("Nouvelle cible", "New target"), "line", required=False, maximum=300, help=Text("Vide\u00a0: inchangée.", "Empty: unchanged.")),
                Field("due_on", Text("Nouvelle échéance", "New due day"), "day", required=False, help=Text("Vide\u00a0: inchangée.", "Empty: unchanged.")),
            ),
            guards=(meeting_steps.quorum_reached,), checks=(meeting_steps.due_in_the_future, meeting_steps.changes_something), writes=meeting_steps.amend_objective, done=Text("Objectif changé par décision", "Objective changed by decision"),
        ),
        Step("take_note", ("in_session",), None, Text("Prendre acte", "Take note"), STEER, asks=(Field("item", Text("Point", "Item"), "choice", required=False, choices=meeting_steps.item_choices, help=Text("Vide\u00a0: tous les points sans décision.", "Empty: every item without a decision.")),), writes=meeting_steps.take_note, done=Text("Pris acte", "Noted")),
        Step(
            "close_session", ("in_session",), "to_approve", Text("Clore la séance", "Close the sitting"), STEER,
            asks=(Field("next_at", Text("Prochaine réunion", "Next meeting"), "moment", required=False),),
            guards=(meeting_steps.quorum_reached, meeting_log.every_item_settled), checks=(meeting_log.next_after_this, meeting_log.nothing_is_missing), writes=meeting_log.close, effects=meeting_log.papers, grave=True, done=Text("Séance close, relevé établi", "Sitting closed, log drawn up"),
        ),
        Step(
            "correct", ("to_approve",), None, Text("Rectifier le relevé", "Correct the log"), STEER,
            asks=(
                Field("about", Text("Ce qui est rectifié", "What is corrected"), "choice", choices=meeting_steps.correctable),
                Field("words", Text("Nouvelle rédaction", "New wording"), "text", maximum=2000),
                Field("owner", Text("Service chargé", "Agency in charge"), "choice", required=False, choices=meeting_steps.agency_choices, help=Text("Vide\u00a0: inchangé.", "Empty: unchanged.")),
                Field("due_on", Text("Échéance", "Due on"), "day", required=False, help=Text("Vide\u00a0: inchangée.", "Empty: unchanged.")),
                Field("why", Text("Pourquoi", "Why"), "line", maximum=300),
            ),
            checks=(meeting_log.can_be_corrected_so, meeting_log.still_due), writes=meeting_log.correct, effects=meeting_log.papers, opens=("action",), done=Text("Relevé rectifié\u00a0: nouvelle version", "Log corrected: new version"),
        ),
        Step(
            "approve", ("to_approve",), "approved", Text("Approuver le relevé", "Approve the log"), STEER,
            asks=(Field("approved_by", Text("Qualité de qui préside", "Capacity of who chairs"), "line", maximum=160, help=Text("Une fonction, jamais un nom.", "A function, never a name.")),),
            writes=meeting_log.approve, effects=meeting_log.papers, grave=True, done=Text("Relevé approuvé", "Log approved"),
        ),
        Step(
            "put_off", _WHILE_OPEN, "convened", Text("Reporter la réunion", "Put the meeting off"), STEER,
            asks=(
                Field("starts_at", Text("Nouvelle date", "New date"), "moment"),
                Field("place", Text("Lieu", "Place"), "line", required=False, maximum=200, help=Text("Vide\u00a0: inchangé.", "Empty: unchanged.")),
                _REASON,
            ),
            checks=(meeting_log.not_in_the_past,), writes=meeting_log.put_off, done=Text("Réunion reportée\u00a0; l’ancienne date reste", "Meeting put off; the earlier date stays"),
        ),
        Step("cancel", _WHILE_OPEN, "cancelled", Text("Annuler la réunion", "Cancel the meeting"), STEER, asks=(_REASON,), guards=(meeting_log.nothing_decided,), writes=meeting_log.cancel, grave=True, done=Text("Réunion annulée", "Meeting cancelled")),
    ),
    deadlines=(
        Deadline("hold", Text("Tenir la réunion", "Hold the meeting"), ("convened",), Instant(), ends=meeting_log.starts),
        Deadline("approve", Text("Approuver le relevé", "Approve the log"), ("to_approve",), working_days(15)),
    ),
)  # fmt: skip
