"""What holds a step now: the rules of ``law/holds`` against what stands, said to whom it may be said.

A door may be closed for a reason that its reader may not know, such as a referral of class 4. The sentence is then one and
the same whatever holds, with no article and no date, so that it tells nothing but that somebody must wait; and it is said
only to whoever could otherwise take the step. A hold ends by itself with its cause.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from workflows.engine import registry
from workflows.engine.cases import Situation
from workflows.engine.definition import Refusal
from workflows.engine.tables import Case, Party
from workflows.engine.viewer import Viewer, ViewerSession, may_see
from workflows.law.holds import Hold, dangling_names, holds, holds_on
from workflows.processes.consequence import Consequence, about_establishment, establishment_of
from workflows.processes.house import look_up
from workflows.store.text import Text

Fact = Callable[[Situation], bool | None]
"""What a case states of itself; ``None`` where nobody knows."""
HELD: Final = "held"
UNTOLD: Final = Refusal(
    HELD,
    Text(
        "Cette étape attend ce qui ne dépend pas de votre service, et dont le motif ne peut pas être dit ici. Elle "
        "s’ouvrira d’elle-même\u00a0: vous n’avez rien à faire.",
        "This step waits for something that does not depend on your agency, and the reason cannot be told here. It will "
        "open by itself: there is nothing for you to do.",
    ),
)
"""The one sentence for whoever may not know what holds."""
_FACTS: Final[dict[str, Mapping[str, Fact]]] = {}


@dataclass(frozen=True, slots=True)
class Held:
    """A rule that holds now. ``holder`` is the case that holds, ``None`` where the held case itself does; ``told`` is whether
    the one who asks may know of it.
    """

    rule: Hold
    holder: UUID | None
    told: bool

    @property
    def refusal(self) -> Refusal:
        """Why the step may not be taken, as far as it may be said."""
        return Refusal(HELD, self.rule.says, self.rule.references) if self.told else UNTOLD


def held_by(situation: Situation, step: str | None = None) -> Refusal | None:
    """Refuse a step while something holds it: that of the situation, or the one named. A guard like any other.

    Of several holds, one is said: first one that the actor may know of.
    """
    return _said(holds_in_force(situation, step or situation.step))


def holds_in_force(situation: Situation, step: str) -> list[Held]:
    """Return what holds a step of the situation's case now, as its actor may know it."""
    case = situation.case
    rules = [rule for rule in holds_on(case.workflow, step) if rule.version <= case.workflow_version]
    if not rules:
        return []
    row = look_up(situation.session, Consequence, case.id)
    finding = row.finding_id if row is not None else None
    found: list[Held] = []
    for rule in rules:
        if not _facts_are_so(rule, situation):
            continue
        if rule.holder is None:
            found.append(Held(rule, None, told=True))
        elif row is not None:
            place = establishment_of(situation.session, row)
            found += _held(situation.session, rule, situation.actor.agency, place, finding)
    return found


def learn_facts(modules: Iterable[ModuleType]) -> None:
    """Learn which facts each workflow states for the rules: the ``HOLD_FACTS`` of its module, by name."""
    for module in modules:
        if hasattr(module, "HOLD_FACTS"):
            _FACTS[module.WORKFLOW.name] = module.HOLD_FACTS


def faults_of_holds() -> list[Text]:
    """Say, a sentence each, which names of the rules no registered workflow knows."""
    stated = {name: frozenset(facts) for name, facts in _FACTS.items()}
    return list(dangling_names(holds(), registry.workflows(), stated))


def _said(found: list[Held]) -> Refusal | None:
    return min(found, key=lambda held: not held.told).refusal if found else None


def _facts_are_so(rule: Hold, situation: Situation) -> bool:
    """Tell whether the facts that the rule asks for hold the case: what is unknown neither begins nor ends a hold."""
    stated = _FACTS.get(situation.case.workflow, {})

    def is_so(name: str) -> bool:
        return name in stated and stated[name](situation) is True

    return all(is_so(name) for name in rule.when) and not (rule.until is not None and is_so(rule.until))


def _held(
    session: ViewerSession, rule: Hold, agency: str, establishment_id: UUID, finding_id: UUID | None
) -> Iterator[Held]:
    """Give the branches that hold by a rule about this place or finding."""
    if rule.about == "finding" and finding_id is None:
        return
    lead = aliased(Case)
    about = about_establishment(establishment_id) if rule.about == "place" else Consequence.finding_id == finding_id
    standing = (
        sa.select(Case.id, Case.secrecy, Case.agency)
        .join(Consequence, Consequence.id == Case.id)
        .outerjoin(lead, lead.id == Consequence.joined_to)
        .where(
            about,
            Case.workflow == rule.holder,
            Case.workflow_version >= rule.holder_version,
            sa.or_(Case.state.in_(rule.states), sa.and_(Case.state == "joined", lead.state.in_(rule.states))),
        )
        .order_by(Case.opened_at, Case.id)
    )
    for case in session.connection().execute(standing):
        yield Held(rule, case.id, _may_know(session, case, agency))


def _may_know(session: ViewerSession, case: Any, agency: str) -> bool:
    party = Party.__table__.c
    clearance = session.connection().scalar(
        sa.select(sa.func.max(party.clearance)).where(party.case_id == case.id, party.agency == agency)
    )
    return may_see(Viewer(agency), secrecy=case.secrecy, agency=case.agency, clearance=clearance)


HOLD: Final = held_by
"""What the engine asks of every step that people take."""
