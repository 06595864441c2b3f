"""The problem: noticed, analysed, acted upon, assessed before it is closed (domain §5.2: GPO and SARA).

Any partner proposes one; whoever leads the groups decides. Analysis and assessment, the two weak steps, are the only way
to an end. A problem that comes back is a new turn of it, and the earlier one stays as it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID, uuid4

from workflows.engine.cases import Actor, PartyTo, Situation, Taken, open_case, take
from workflows.engine.definition import HOUSE, Deadline, Field, Instant, Refusal, Settled, State, Step, Workflow
from workflows.engine.numbers import reserve_number
from workflows.engine.refusals import Refused, UnknownCase
from workflows.engine.tables import Case
from workflows.engine.viewer import ViewerSession
from workflows.law.days import paris_day
from workflows.processes import action, problem_steps
from workflows.processes.house import look, look_up
from workflows.processes.indicator import LARGEST
from workflows.processes.opening import SHARE, STEER
from workflows.processes.paper_problem import sheet_to_press
from workflows.processes.problem_facts import (
    AMONG_MEMBERS,
    CLOSED,
    LEAD,
    OPEN,
    VERDICTS,
    Problem,
)
from workflows.processes.strategy import Strategy
from workflows.register.agencies import holders
from workflows.store.text import PARIS, Text


def open_problem(
    session: ViewerSession,
    *,
    actor: Actor,
    moment: datetime,
    strategy_id: UUID,
    title: str,
    place: str,
    observed: str,
    since: date,
    sufferers: str,
    times: str,
    sources: str,
    members: Sequence[str] = (),
    command: str | None = None,
) -> Taken:
    """Propose a problem to whoever leads the groups, for the actor's agency, which is a member with ``members``.

    ``since`` is the first day on which it was noticed; ``moment`` is aware. Refuses with ``Refused`` a strategy that has
    ended and a day to come; ``UnknownCase`` without the strategy.
    """
    strategy = session.get(Strategy, strategy_id)
    if strategy is None:
        raise UnknownCase
    faults = list(_faults_of_opening(session, strategy_id, since, moment))
    if faults:
        raise Refused(faults)
    named = {*members, actor.agency, *holders(LEAD)}
    facts = {
        "title": title, "place": place, "observed": observed, "since": since, "sufferers": sufferers, "times": times,
        "sources": sources,
    }  # fmt: skip
    return _open(
        session, actor, moment, command,
        {**facts, "strategy_id": strategy_id, "demonstration": strategy.demonstration},
        [PartyTo(SHARE, key, AMONG_MEMBERS) for key in holders(SHARE) if key in named],
    )  # fmt: skip


def _open(
    session: ViewerSession,
    actor: Actor,
    moment: datetime,
    command: str | None,
    facts: dict[str, Any],
    members: list[PartyTo],
) -> Taken:
    case_id = uuid4()

    def rows() -> list[Problem]:
        number = reserve_number(session, "PB", moment.astimezone(PARIS).year, case_id)
        return [
            Problem(
                id=case_id,
                case_id=case_id,
                agency=actor.agency,
                secrecy=AMONG_MEMBERS,
                number=number,
                earlier=[],
                **facts,
            )
        ]

    return open_case(
        session,
        WORKFLOW.name,
        actor=actor,
        moment=moment,
        title=facts["title"],
        case_id=case_id,
        agency=actor.agency,
        secrecy=AMONG_MEMBERS,
        parties=[
            *(PartyTo(LEAD, key, AMONG_MEMBERS) for key in holders(LEAD)),
            *(PartyTo(STEER, key, AMONG_MEMBERS) for key in holders(STEER)),
            *members,
        ],
        records=rows,
        fields={**{name: value for name, value in facts.items() if name != "demonstration"}, "members": [each.agency for each in members]},
        command=command,
    )  # fmt: skip


def _faults_of_opening(session: ViewerSession, strategy_id: UUID, since: date, moment: datetime) -> Iterable[Refusal]:
    if look(session, Case, Case.__table__.c.id == strategy_id, Case.__table__.c.is_open.is_(False)):
        yield Refusal("strategy_ended", Text("Cette stratégie est terminée.", "This strategy has ended."))
    if since > paris_day(moment):
        yield _DAY_TO_COME


def _reopen(situation: Situation) -> None:
    """Open the next turn with what is noticed now, for the same group, already taken up."""
    row, fields = look_up(situation.session, Problem, situation.case.id), situation.fields
    kept = {
        name: getattr(row, name) for name in ("title", "place", "sufferers", "times", "strategy_id", "demonstration")
    }
    opened = _open(
        situation.session, situation.actor, situation.moment, None,
        {
            **kept, "observed": fields["observed"], "since": fields["since"], "sources": fields["sources"],
            "turn": row.turn + 1, "previous_id": row.id,
        },
        problem_steps.members_named(situation),
    )  # fmt: skip
    take(situation.session, opened.case_id, "take_up", actor=situation.actor, moment=situation.moment)


def _not_to_come(situation: Situation) -> Refusal | None:
    return None if situation.fields["since"] <= paris_day(situation.moment) else _DAY_TO_COME


_DAY_TO_COME: Final = Refusal("day_to_come", Text("Ce jour n’est pas encore venu.", "That day has not come yet."))
_ACTIONS_OPEN: Final = Refusal(
    "actions_open",
    Text(
        "Des actions sont encore ouvertes\u00a0: elles se terminent ou s’abandonnent d’abord.",
        "Some actions are still open: they are finished or abandoned first.",
    ),
)
_REASON: Final = Field("reason", Text("Motif", "Reason"), "text", maximum=1000)
_ASSESS_ON: Final = Field("assess_on", Text("Évaluer au plus tard le", "Assess by"), "day")
_TRIANGLE: Final = (
    Field(
        "offenders",
        Text("Auteurs", "Offenders"),
        "text",
        maximum=2000,
        help=Text(
            "Ce qui les amène là et ce qui le leur permet\u00a0; aucun nom.",
            "What brings them there and what lets them; no name.",
        ),
    ),
    Field(
        "targets",
        Text("Cibles et victimes", "Targets and victims"),
        "text",
        maximum=2000,
        help=Text("Qui, quoi, et pourquoi ceux-là\u00a0; aucun nom.", "Who, what, and why these; no name."),
    ),
    Field(
        "setting",
        Text("Lieu", "Place"),
        "text",
        maximum=2000,
        help=Text(
            "Ce qui, dans le lieu et ses heures, rend le problème possible.",
            "What, in the place and its hours, makes the problem possible.",
        ),
    ),
    Field("tried", Text("Ce qui a déjà été essayé", "What was tried before"), "text", maximum=2000),
    Field("supposed", Text("Hypothèses", "Hypotheses"), "text", maximum=2000),
    Field("sources", Text("Sources", "Sources"), "line", maximum=300),
)
_STARTS_ON: Final = Field("starts_on", Text("Premier jour compté", "First day counted"), "day")
_VALUE: Final = Field("value", Text("Valeur", "Value"), "amount", maximum=LARGEST)
_SOURCE: Final = Field("source", Text("Source", "Source"), "line", maximum=200)

WORKFLOW: Final = Workflow(
    name="problem",
    version=1,
    label=Text("Problème", "Problem"),
    states=(
        State("proposed", Text("Proposé", "Proposed"), LEAD, expects=Text("Prendre ce problème, le transmettre ou l’écarter", "Take this problem up, hand it over or set it aside")),
        State("opened", Text("Ouvert", "Opened"), LEAD, expects=Text("Analyser ce problème avec ses partenaires", "Analyse this problem with its partners")),
        State("analysed", Text("Analysé", "Analysed"), LEAD, expects=Text("Décider des actions", "Decide on actions")),
        State("acting", Text("En action", "Acting"), LEAD, expects=Text("Suivre les actions, puis évaluer", "Follow the actions, then assess")),
        State("assessing", Text("En évaluation", "Being assessed"), LEAD, expects=Text("Compter après, écrire l’évaluation, puis clore", "Count after, write the assessment, then close")),
        State("closed_solved", Text("Clos, résolu", "Closed, solved"), final=True),
        State("closed_unsolved", Text("Clos, non résolu", "Closed, not solved"), final=True),
        State("handed_over", Text("Transmis", "Handed over"), final=True),
        State("set_aside", Text("Écarté", "Set aside"), final=True),
    ),
    steps=(
        Step("take_up", ("proposed",), "opened", Text("Prendre ce problème", "Take this problem up"), LEAD, done=Text("Problème ouvert", "Problem opened")),
        Step("set_aside", ("proposed",), "set_aside", Text("Écarter", "Set aside"), LEAD, asks=(_REASON,), writes=problem_steps.set_aside, grave=True, done=Text("Proposition écartée", "Proposal set aside")),
        Step("analyse", ("opened",), "analysed", Text("Écrire l’analyse", "Write the analysis"), LEAD, asks=(*_TRIANGLE, _ASSESS_ON), checks=(problem_steps.is_ahead,), writes=problem_steps.analyse, done=Text("Problème analysé", "Problem analysed")),
        Step("decide", ("analysed", "acting"), "acting", Text("Décider une action", "Decide on an action"), LEAD, asks=(Field("words", Text("Décision", "Decision"), "line", maximum=200), Field("owner", Text("Service chargé", "Agency in charge"), "choice", choices=problem_steps.member_choices), Field("due_on", Text("Échéance", "Due on"), "day")), checks=(action.due_today_or_later,), writes=problem_steps.decide, opens=("action",), done=Text("Décision prise\u00a0: une action", "Decision taken: an action")),
        Step("hear_decision", ("analysed",), "acting", Text("Une réunion a décidé", "A meeting has decided"), HOUSE, asks=(Field("decided", Text("Décision", "Decision"), "line", maximum=200),), done=Text("Une réunion a décidé d’une action", "A meeting has decided on an action")),
        Step(
            "add_measure", OPEN, None, Text("Compter avant", "Count before"), SHARE,
            asks=(
                Field("label", Text("Ce qui est compté", "What is counted"), "line", maximum=200),
                Field("unit", Text("Unité", "Unit"), "line", maximum=40),
                Field("weeks", Text("Durée comptée, en semaines", "Length counted, in weeks"), "number", help=Text("La même avant et après\u00a0; des semaines entières, pour comparer les mêmes jours.", "The same before and after; whole weeks, so as to compare the same days.")),
                _STARTS_ON, _VALUE, _SOURCE,
            ),
            checks=(problem_steps.whole_weeks, problem_steps.period_is_over), writes=problem_steps.add_measure, done=Text("Compté avant", "Counted before"),
        ),
        Step(
            "count", OPEN, None, Text("Compter après, ou corriger", "Count after, or correct"), SHARE,
            asks=(Field("measure", Text("Ce qui est compté", "What is counted"), "choice", choices=problem_steps.measure_choices), Field("side", Text("Avant ou après", "Before or after"), "choice", choices=problem_steps.side_choices), _STARTS_ON, _VALUE, _SOURCE),
            guards=(problem_steps.something_counted,), checks=(problem_steps.period_is_over, problem_steps.periods_apart), writes=problem_steps.count, done=Text("Valeur comptée", "Value counted"),
        ),
        Step("assess_now", ("acting",), "assessing", Text("Passer à l’évaluation", "Go on to the assessment"), LEAD, guards=(problem_steps.something_counted,), writes=problem_steps.begin_assessment, done=Text("Évaluation commencée", "Assessment begun")),
        Step(
            "assess", ("assessing",), None, Text("Écrire l’évaluation", "Write the assessment"), LEAD,
            asks=(
                Field("verdict", Text("Ce qu’il en est", "What came of it"), "choice", choices=tuple(VERDICTS.items())),
                Field("moved", Text("S’est-il déplacé ailleurs\u00a0?", "Has it moved elsewhere?"), "text", maximum=2000),
                Field("residents", Text("Ce qu’en disent les habitants", "What residents say"), "text", maximum=2000),
                Field("shown_by", Text("Ce qui permet de le dire", "What shows it"), "text", maximum=2000),
            ),
            guards=(problem_steps.both_sides_counted,), writes=problem_steps.assess, done=Text("Évaluation écrite", "Assessment written"),
        ),
        Step("close_solved", ("assessing",), "closed_solved", Text("Clore, résolu", "Close, solved"), LEAD, awaits=((Settled("action", frozenset({"done", "checked", "abandoned"}), "none_open"), _ACTIONS_OPEN),), guards=(problem_steps.is_analysed, problem_steps.is_assessed, problem_steps.says_solved), writes=problem_steps.close_solved, effects=sheet_to_press, grave=True, done=Text("Problème clos, résolu", "Problem closed, solved")),
        Step("close_unsolved", ("assessing",), "closed_unsolved", Text("Clore, non résolu", "Close, not solved"), LEAD, asks=(_REASON,), guards=(problem_steps.is_analysed, problem_steps.is_assessed, problem_steps.says_not_solved), writes=problem_steps.close_unsolved, effects=problem_steps.end_actions, grave=True, done=Text("Problème clos, non résolu", "Problem closed, not solved")),
        Step("act_again", ("assessing",), "acting", Text("Reprendre l’action", "Act again"), LEAD, asks=(_ASSESS_ON, _REASON), guards=(problem_steps.is_assessed,), checks=(problem_steps.is_ahead,), writes=problem_steps.put_off, done=Text("Retour à l’action", "Back to action")),
        Step("put_off", ("analysed", "acting"), None, Text("Changer le jour de l’évaluation", "Change the day of the assessment"), LEAD, asks=(_ASSESS_ON, _REASON), checks=(problem_steps.is_ahead,), writes=problem_steps.put_off, done=Text("Jour de l’évaluation changé\u00a0; l’ancien reste", "Day of the assessment changed; the earlier one stays")),
        Step("complete_analysis", ("analysed", "acting", "assessing"), None, Text("Compléter l’analyse", "Complete the analysis"), LEAD, asks=_TRIANGLE, writes=problem_steps.analyse, done=Text("Analyse complétée\u00a0; l’ancienne reste", "Analysis completed; the earlier one stays")),
        Step("name_member", ("proposed", *OPEN), None, Text("Associer un service", "Bring an agency in"), LEAD, asks=(Field("partner", Text("Service", "Agency"), "choice", choices=problem_steps.partner_choices),), writes=problem_steps.name_member, done=Text("Service associé", "Agency brought in")),
        Step("hand_over", ("proposed", *OPEN), "handed_over", Text("Transmettre à d’autres", "Hand over to others"), LEAD, asks=(Field("handed_to", Text("À qui", "To whom"), "line", maximum=200, help=Text("Un service, une instance\u00a0; jamais une personne.", "An agency, a body; never a person.")), _REASON), writes=problem_steps.hand_over, effects=problem_steps.end_actions, grave=True, done=Text("Problème transmis", "Problem handed over")),
        Step("print", (*OPEN, *CLOSED), None, Text("Éditer la fiche", "Issue the sheet"), LEAD, writes=problem_steps.print_sheet, effects=sheet_to_press, done=Text("Fiche éditée", "Sheet issued")),
        Step(
            "reopen", CLOSED, None, Text("Rouvrir", "Reopen"), LEAD,
            asks=(
                Field("observed", Text("Ce qui est de nouveau constaté", "What is noticed again"), "text", maximum=2000, help=Text("Des faits datés\u00a0; aucun nom de personne.", "Dated facts; no person’s name.")),
                Field("since", Text("Depuis le", "Since"), "day"),
                Field("sources", Text("Sources", "Sources"), "line", maximum=300),
            ),
            guards=(problem_steps.not_reopened_yet,), checks=(_not_to_come,), writes=_reopen, done=Text("Problème rouvert\u00a0: un nouveau tour", "Problem reopened: a new turn"),
        ),
    ),
    deadlines=(Deadline("assess", Text("Évaluer le problème", "Assess the problem"), ("analysed", "acting"), Instant(), ends=problem_steps.assessment_due),),
)  # fmt: skip
