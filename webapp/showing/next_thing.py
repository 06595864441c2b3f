"""The one thing to do next in an operation: what, why now, and the door or the page where it is done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

import sqlalchemy as sa

from webapp.counting import counted
from webapp.showing.case import Door, Doors
from webapp.showing.kept_words import kept_title
from webapp.showing.minutes import Glance
from webapp.showing.night import Night
from webapp.showing.operation import Asked, Invited, Target
from webapp.showing.planning import Plan
from webapp.showing.rows import state_of
from workflows.engine.statements import NO_DUE
from workflows.engine.tables import Case, Turn
from workflows.engine.viewer import ViewerSession
from workflows.store.text import Text

ACT: Final = "act"
WAIT: Final = "wait"
OVER: Final = "over"
_DEEPEST: Final = 3
_ANSWERED: Final = frozenset({"ready", "declined", "silent", "released", "present", "absent"})


@dataclass(frozen=True, slots=True)
class Link:
    """A page where the next thing is done: the endpoint, its words, the case that it is about."""

    endpoint: str
    label: Text
    case_id: UUID
    anchor: str | None = None


@dataclass(frozen=True, slots=True)
class NextThing:
    """What to do next. ``kind``: act, wait (somebody else must), over. ``due`` where a date was set."""

    kind: str
    title: Text
    more: Text | None = None
    doors: tuple[Door, ...] = ()
    link: Link | None = None
    due: datetime | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What the pilot's next thing depends on."""

    case: Case
    targets: Sequence[Target]
    invited: Sequence[Invited]
    requisitions: Sequence[Asked]
    plan: Plan
    night: Night
    minutes: Glance | None
    open_consequences: int
    late_consequences: int


def next_for_pilot(standing: Standing, doors: Doors) -> NextThing:
    """Return what the pilot does next, or for whom the operation waits."""
    told: NextThing = _BY_STATE[standing.case.state](standing, doors)
    return told


def next_for_others(session: ViewerSession, case: Case, agency: str, doors: Doors) -> NextThing | None:
    """Return what is expected of an agency anywhere in the operation, the nearest date first; ``None`` if nothing is."""
    family = [case.id]
    reach = family
    for _ in range(_DEEPEST):
        reach = list(session.scalars(sa.select(Case.id).where(Case.parent_id.in_(reach))))
        family.extend(reach)
    found = session.execute(
        sa.select(Turn, Case)
        .join(Case, Case.id == Turn.case_id)
        .where(Turn.agency == agency, Turn.case_id.in_(family))
        .order_by(Turn.due, Case.opened_at, Turn.case_id)
        .limit(1)
    ).first()
    if found is None:
        return None
    turn, of_case = found
    state = state_of(of_case)
    due = None if turn.due == NO_DUE else turn.due
    title = state.expects or state.label
    if of_case.id == case.id:
        return NextThing(ACT, title, doors=doors.open, due=due)
    more = Text(of_case.title, kept_title(of_case.title, "en"))
    return NextThing(ACT, title, more, link=Link("case.case_page", OPEN, of_case.id), due=due)


def _draft(standing: Standing, doors: Doors) -> NextThing:
    if not standing.targets:
        return NextThing(
            ACT,
            Text("Choisir les cibles", "Choose the targets"),
            Text(
                "Chaque lieu demande un motif\u00a0: des faits datés et vérifiables.",
                "Each place needs a reason: dated facts that can be checked.",
            ),
            link=Link("operations.target.search_page", Text("Chercher un établissement", "Find an establishment"), standing.case.id),
        )  # fmt: skip
    return NextThing(
        ACT,
        Text("Proposer l’opération au parquet", "Propose the operation to the prosecutor’s office"),
        counted(
            len(standing.targets),
            Text(
                "Une cible, avec son motif. Le parquet la lira telle quelle.",
                "One target, with its reason. The prosecutor’s office will read it as it is.",
            ),
            Text(
                "{count} cibles, chacune avec son motif. Le parquet les lira telles quelles.",
                "{count} targets, each with its reason. The prosecutor’s office will read them as they are.",
            ),
        ),
        doors=_named(doors, "propose"),
    )


def _proposed(_standing: Standing, _doors: Doors) -> NextThing:
    return NextThing(
        WAIT,
        Text("Le parquet examine l’opération", "The prosecutor’s office is reading the operation"),
        Text("Aucun délai ne lui est opposé.", "No time limit is held against it."),
    )


def _approved(standing: Standing, doors: Doors) -> NextThing:
    if not standing.invited:
        return NextThing(
            ACT,
            Text("Inviter les services", "Invite the agencies"),
            Text(
                "Chacun répond pour lui-même\u00a0; le silence sera noté comme tel.",
                "Each answers for itself; silence will be recorded as such.",
            ),
            doors=_named(doors, "invite"),
        )
    if not any(asked.case.state in ("requested", "granted") for asked in standing.requisitions):
        return NextThing(
            ACT,
            Text("Demander la réquisition du procureur", "Ask for the prosecutor’s requisition"),
            Text(
                "Sans elle, la police nationale n’entre pas. Les autres services agissent sous leurs propres pouvoirs.",
                "Without it, the national police does not enter. The other agencies act under their own powers.",
            ),
            link=Link("requisitions.ask_page", ASK, standing.case.id),
        )
    return _requisition_pending(standing, doors)


def _requisition_pending(standing: Standing, doors: Doors) -> NextThing:
    refused = next((asked for asked in standing.requisitions if asked.case.state == "refused"), None)
    waiting = any(asked.case.state == "requested" for asked in standing.requisitions)
    if refused is not None and not waiting:
        return NextThing(
            ACT,
            Text("La réquisition a été refusée", "The requisition was refused"),
            Text(
                "Demandez-en une autre, ou planifiez sans elle, avec un motif.",
                "Ask for another one, or plan without it, with a reason.",
            ),
            doors=_named(doors, "plan_without_requisition"),
            link=Link("requisitions.ask_page", ASK, standing.case.id),
        )
    if not waiting:
        return NextThing(
            ACT,
            Text("Demander une réquisition", "Ask for a requisition"),
            doors=_named(doors, "plan_without_requisition"),
            link=Link("requisitions.ask_page", ASK, standing.case.id),
        )
    if not standing.invited:
        return _approved(standing, doors)
    return NextThing(
        WAIT,
        Text("Le parquet examine la réquisition", "The prosecutor’s office is reading the requisition"),
        Text(
            "Vous pouvez encore inviter des services et répartir ceux qui ont accepté.",
            "You may still invite agencies and assign those that accepted.",
        ),
    )


def _planned(standing: Standing, doors: Doors) -> NextThing:
    if not standing.invited:
        return _approved(standing, doors)
    if standing.plan.unassigned:
        return NextThing(
            ACT,
            Text("Répartir les services par visite", "Assign the agencies to visits"),
            counted(
                standing.plan.unassigned,
                Text("Une visite n’a encore aucun service.", "One visit has no agency yet."),
                Text("{count} visites n’ont encore aucun service.", "{count} visits have no agency yet."),
            ),
            link=Link("operations.planning.planning_page", TO_PLAN, standing.case.id),
        )
    waiting = [each for each in standing.invited if each.case.state not in _ANSWERED]
    if waiting:
        return NextThing(
            WAIT,
            counted(
                len(waiting),
                Text("Un service n’est pas encore prêt", "One agency is not ready yet"),
                Text("{count} services ne sont pas encore prêts", "{count} agencies are not ready yet"),
            ),
            Text(
                "Ils se déclarent prêts lieu par lieu\u00a0; ce qui les retient est dit plus bas.",
                "They declare themselves ready place by place; what keeps them is said below.",
            ),
            link=Link("operations.planning.planning_page", TO_PLAN, standing.case.id),
        )
    return NextThing(
        ACT,
        Text("Déclarer l’opération prête", "Declare the operation ready"),
        Text("Chaque service a répondu et chaque lieu est préparé.", "Every agency has answered and every place is prepared."),
        doors=_named(doors, "declare_ready"),
    )  # fmt: skip


def _ready(_standing: Standing, doors: Doors) -> NextThing:
    early = next((door for door in doors.closed if door.step.name == "start"), None)
    if early is not None:
        return NextThing(
            WAIT, Text("Tout est prêt pour la nuit", "Everything is ready for the night"), early.refusals[0].text
        )
    return NextThing(
        ACT,
        Text("Tenir le briefing, puis lancer l’opération", "Hold the briefing, then start the operation"),
        Text(
            "Les services qui n’ont jamais répondu seront notés absents.",
            "Agencies that never answered will be recorded as absent.",
        ),
        doors=_named(doors, "start"),
    )


def _in_progress(standing: Standing, doors: Doors) -> NextThing:
    left = len(standing.night.passages) - standing.night.ended
    if left:
        return NextThing(
            WAIT,
            counted(
                left,
                Text("Une visite n’est pas finie", "One visit has not ended"),
                Text("{count} visites ne sont pas finies", "{count} visits have not ended"),
            ),
            link=Link(
                "operations.operation_page", Text("Suivre la nuit", "Follow the night"), standing.case.id, "night"
            ),
        )
    return NextThing(ACT, Text("Tenir le débriefing à chaud", "Hold the debriefing"), doors=_named(doors, "debrief"))


def _debriefed(_standing: Standing, doors: Doors) -> NextThing:
    return NextThing(
        ACT,
        Text("Ouvrir le compte rendu", "Open the minutes"),
        Text(
            "Chaque service présent recevra sa partie à valider.", "Every agency present will get its part to validate."
        ),
        doors=_named(doors, "open_report"),
    )


def _in_validation(standing: Standing, doors: Doors) -> NextThing:
    minutes = standing.minutes
    if minutes is None or minutes.case.state == "closed":
        return NextThing(ACT, Text("Clore l’opération", "Close the operation"), _AFTER, doors=_named(doors, "close"))
    link = Link("case.case_page", Text("Ouvrir le compte rendu", "Open the minutes"), minutes.case.id)
    if minutes.case.state == "to_close":
        return NextThing(ACT, Text("Relire et clore le compte rendu", "Read again and close the minutes"), link=link)
    return NextThing(
        WAIT,
        counted(
            len(minutes.waiting),
            Text("Une partie du compte rendu est attendue", "One part of the minutes is still to come"),
            Text("{count} parties du compte rendu sont attendues", "{count} parts of the minutes are still to come"),
        ),
        Text("Le silence sera noté comme tel, jamais comme un accord.", "Silence will be recorded as such, never as agreement."),
        link=link,
        due=minutes.due,
    )  # fmt: skip


def _closed(standing: Standing, _doors: Doors) -> NextThing:
    if not standing.open_consequences:
        return NextThing(
            OVER, Text("L’opération est close, et toutes ses suites", "The operation and all that followed are closed")
        )
    return NextThing(
        ACT if standing.late_consequences else OVER,
        Text("Suivre les suites", "Follow the consequences"),
        counted(
            standing.open_consequences,
            Text("Une suite est ouverte{late}.", "One consequence is open{late}."),
            Text("{count} suites sont ouvertes{late}.", "{count} consequences are open{late}."),
            late=_said_late(standing.late_consequences, standing.open_consequences),
        ),
        link=Link("consequences.of_operation", Text("Voir les suites", "See the consequences"), standing.case.id),
    )  # fmt: skip


def _said_late(late: int, of: int) -> Text:
    if not late:
        return Text(", sans retard", ", not late") if of == 1 else Text(", sans retard", ", none of them late")
    if of == 1:
        return Text(", en retard", ", and late")
    return Text(", dont {late} en retard", ", {late} of them late", late=late)


def _postponed(_standing: Standing, doors: Doors) -> NextThing:
    return NextThing(
        ACT, Text("Fixer une nouvelle date, ou annuler", "Set a new date, or cancel"), doors=_named(doors, "resume")
    )


def _cancelled(_standing: Standing, _doors: Doors) -> NextThing:
    return NextThing(OVER, Text("L’opération est annulée", "The operation is cancelled"))


def _named(doors: Doors, *names: str) -> tuple[Door, ...]:
    return tuple(door for door in doors.open if door.step.name in names)


OPEN: Final = Text("Ouvrir", "Open")
ASK: Final = Text("Préparer la demande", "Prepare the request")
TO_PLAN: Final = Text("Ouvrir le planning", "Open the plan")
_AFTER: Final = Text(
    "Les suites des constats restent ouvertes et gardent leurs dates.",
    "What follows from the findings stays open and keeps its dates.",
)
_BY_STATE: Final = {
    "draft": _draft,
    "proposed": _proposed,
    "approved": _approved,
    "requisition_pending": _requisition_pending,
    "planned": _planned,
    "ready": _ready,
    "in_progress": _in_progress,
    "debriefed": _debriefed,
    "report_in_validation": _in_validation,
    "closed": _closed,
    "postponed": _postponed,
    "cancelled": _cancelled,
}
