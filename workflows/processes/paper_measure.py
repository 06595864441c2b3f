"""The papers of a measure: drawn by the house from its rows, frozen with the step that issues each, sent to the press.

What would stop the press stops the step: nothing is signed, sent or served whose paper the law, or a mention, refuses.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from workflows.engine.cases import Situation
from workflows.engine.definition import Effect, Effects, Refusal
from workflows.engine.numbers import reserve_number
from workflows.engine.refusals import Refused
from workflows.engine.viewer import ViewerSession
from workflows.law.days import paris_day
from workflows.processes import paper_measure_acts as acts
from workflows.processes import paper_measure_after as after
from workflows.processes.consequence import Consequence, establishment_of
from workflows.processes.document import press
from workflows.processes.frozen_paper import FrozenPaper, freeze, last_version
from workflows.processes.house import house_look, look
from workflows.processes.measure_facts import DECISION, INSTRUCTION, AdministrativeMeasure, MeasureWatch
from workflows.processes.measure_law import last_letter, law_of, standing_facts
from workflows.processes.paper_measure_file import MeasureFile, number_in
from workflows.processes.plain import Snapshot
from workflows.store.text import Text

Draw = Callable[[MeasureFile, str, int], Snapshot]

_DRAWS: Final[Mapping[str, Draw]] = {
    "warning": acts.draw_warning,
    "contradictory_letter": acts.draw_letter,
    "hearing_minutes": acts.draw_hearing,
    "order": acts.draw_order,
    "admin_report": after.draw_report,
    "inspection_report": after.draw_inspection,
    "service_record": after.draw_service,
    "posting_sheet": after.draw_posting,
    "watch_report": after.draw_watch,
}
_SERIES: Final = {
    "contradictory_letter": ("LC", INSTRUCTION),
    "hearing_minutes": ("OO", INSTRUCTION),
    "admin_report": ("RA", INSTRUCTION),
    "inspection_report": ("RA", INSTRUCTION),
    "service_record": ("NO", DECISION),
    "posting_sheet": ("AF", DECISION),
    "watch_report": ("SU", DECISION),
}
"""The house numbers every paper but the acts: a warning and an order bear the number that was typed."""


def issuing(write: Callable[[Situation], None] | None, *kinds: str) -> Callable[[Situation], None]:
    """Return what a step writes: its rows, then the next version of each of these papers, frozen.

    A paper that the step does not call for (an order that closes nothing, observations in writing) is left out. Refuses
    the step with ``Refused`` where a paper lacks a mention or the law refuses it.
    """

    def rows_and_papers(situation: Situation) -> None:
        # In a savepoint: a paper is drawn from rows that are written, and none of them may outlive its refusal.
        with situation.session.begin_nested():
            if write is not None:
                write(situation)
            situation.session.flush()
            for kind in kinds:
                if _called_for(situation, kind):
                    _issue(situation, kind)

    return rows_and_papers


def to_press(*kinds: str, then: Effects | None = None) -> Effects:
    """Return the effects of a step that issues these papers: those that it issued are pressed, ``then`` follows."""

    def effects(situation: Situation) -> list[Effect]:
        pressed = [press(each.kind, each.version) for kind in kinds for each in _issued_now(situation, kind)]
        return [*pressed, *(then(situation) if then is not None else ())]

    return effects


def something_to_report(situation: Situation) -> Refusal | None:
    """Refuse a report that would tell nothing."""
    return None if standing_facts(situation.session, situation.case.id) else _NOTHING_TO_REPORT


def something_found(situation: Situation) -> Refusal | None:
    """Refuse a report by an agency that found nothing from which the measure comes."""
    found = after.found_by(situation.session, situation.case.id, situation.actor.agency or "")
    return None if found else _NOTHING_FOUND


def something_watched(situation: Situation) -> Refusal | None:
    """Refuse a report of a watch that nobody has kept."""
    watched = look(situation.session, MeasureWatch, MeasureWatch.__table__.c.measure_id == situation.case.id)
    return None if watched else _NOTHING_WATCHED


def _called_for(situation: Situation, kind: str) -> bool:
    if kind == "hearing_minutes":
        return bool(situation.fields.get("oral")) and last_letter(situation.session, situation.case.id) is not None
    if kind in ("order", "service_record", "posting_sheet"):
        order = acts.signed_in(situation.session, situation.case.id)
        if order.kind == "warning":
            return True
        law = [law_of(key, order.signed_on) for key in (order.basis, order.second_basis) if key]
        return any(each is not None and each.closes for each in law)
    return True


def _issue(situation: Situation, kind: str) -> None:
    session, case_id = situation.session, situation.case.id
    version, number = last_version(session, kind, case_id) + 1, _number(situation, kind)
    with house_look(session) as house:
        row = (
            _reported(house, situation)
            if kind == "inspection_report"
            else house.get_one(AdministrativeMeasure, case_id)
        )
        drawn, agency = _DRAWS[kind](_file(house, row, situation), number, version), row.agency
    missing: list[Text] = drawn.missing()  # type: ignore[attr-defined]
    if missing:
        raise Refused([_lacks(missing)])
    session.add(freeze(drawn, case_id=case_id, agency=agency, moment=situation.moment))


def _reported(house: ViewerSession, situation: Situation) -> AdministrativeMeasure:
    """What an inspecting agency knows of a measure: its place. The row of who instructs, if there is one, is not its to read."""
    case_id = situation.case.id
    return AdministrativeMeasure(
        id=case_id, case_id=case_id, agency=situation.actor.agency, secrecy=INSTRUCTION,
        establishment_id=establishment_of(house, house.get_one(Consequence, case_id)),
    )  # fmt: skip


def _file(house: ViewerSession, row: AdministrativeMeasure, situation: Situation) -> MeasureFile:
    return MeasureFile(house, row, situation.moment, situation.actor.agency or "", situation.fields)


def _number(situation: Situation, kind: str) -> str:
    """The number that the house gives, empty where the act bears its own; a watch that goes on keeps the one it has."""
    if kind not in _SERIES:
        return ""
    series, secrecy = _SERIES[kind]
    if kind in ("watch_report", "admin_report", "inspection_report"):
        earlier = look(situation.session, FrozenPaper, *_frozen(situation, kind))
        if earlier:
            return number_in(earlier[0].content)
    year = paris_day(situation.moment).year
    return reserve_number(situation.session, series, year, situation.case.id, secrecy=secrecy)


def _issued_now(situation: Situation, kind: str) -> list[Any]:
    now = FrozenPaper.__table__.c.drawn_at == situation.moment
    return look(situation.session, FrozenPaper, *_frozen(situation, kind), now)


def _frozen(situation: Situation, kind: str) -> tuple[Any, Any]:
    table = FrozenPaper.__table__.c
    return table.case_id == situation.case.id, table.kind == kind


def _lacks(missing: list[Text]) -> Refusal:
    said = Text(
        "\u00a0; ".join(each.render("fr") for each in missing), "; ".join(each.render("en") for each in missing)
    )
    return Refusal(
        "mentions_missing",
        Text("Il manque au document\u00a0: {mentions}.", "The paper lacks: {mentions}.", mentions=said),
    )


_NOTHING_TO_REPORT: Final = Refusal("no_fact", Text("Aucun fait n’est versé.", "No fact was entered."))
_NOTHING_FOUND: Final = Refusal(
    "nothing_found",
    Text(
        "Cette suite ne vient d’aucun constat de votre service.", "This follow-up comes from no finding of your agency."
    ),
)
_NOTHING_WATCHED: Final = Refusal("nothing_watched", Text("Aucun passage n’est rapporté.", "No watch was reported."))
