"""Where the lines of a strategy go: readings to their indicator, actions to the agency's own commitment, objectives to
their axis. Everything is read once for a file, however long it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from babel.numbers import format_decimal

from forms.strategy_lines import ACTIONS, OBJECTIVES, READINGS, Line, likened
from webapp.importing.fates import Unplaced
from webapp.showing.rows import with_cases
from workflows.engine.tables import Case
from workflows.engine.viewer import ViewerSession
from workflows.processes.action import Action
from workflows.processes.axis import Axis
from workflows.processes.commitment import Commitment
from workflows.processes.indicator import Indicator, hundredths, readings_of
from workflows.processes.objective import Objective
from workflows.register.agencies import agencies, agency
from workflows.store.text import Text

_CODE: Final = re.compile(r"([0-9]{1,3})[.,]([0-9]{1,3})(?:\s|$)")
_DAY_FOR_CODE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}")


class Readings:
    """Readings of the indicators of a strategy that an agency reads."""

    kind = READINGS
    step = "read"

    def __init__(self, session: ViewerSession, strategy_id: UUID, own: str) -> None:
        """Read the indicators of the strategy; ``own`` is the agency that brings the lines."""
        self.own = own
        self.codes = _codes(session, strategy_id)
        self.rows = with_cases(session, Indicator, Indicator.strategy_id == strategy_id)
        self.by_case = {case.id: row for row, case in self.rows}
        self.standing = {
            (key, reading.on_day): (reading.value, reading.source)
            for key, readings in readings_of(session, self.by_case).items()
            for reading in readings
        }
        self.brought: dict[tuple[UUID, date], int] = {}

    def case_of(self, line: Line) -> Case:
        """Return the indicator that bears that name, of that objective if it is given."""
        wanted, code = line.given["indicator"], _code_in(line.given.get("code", ""))
        found = [
            (row, case)
            for row, case in self.rows
            if likened(row.label) == likened(wanted) and code in ("", self.codes.get(row.objective_id))
        ]
        if not found:
            raise Unplaced(_NO_INDICATOR.with_parameters(words=wanted))
        if len(found) > 1:
            raise Unplaced(_TWO_INDICATORS.with_parameters(words=wanted))
        return self._own(*found[0])

    def typed(self, case: Case, line: Line) -> Mapping[str, str]:
        """Return value, day and source; the indicator's own unit, written after the value, is not part of it."""
        value, unit = line.given["value"], self.by_case[case.id].unit
        return {
            "value": value[: -len(unit)] if value.casefold().endswith(unit.casefold()) else value,
            "on_day": line.given["on_day"],
            "source": line.given.get("source", ""),
        }

    def look(self, case: Case, line: Line, fields: Mapping[str, Any]) -> tuple[bool, Sequence[Text]]:
        """Tell whether that value of that day stands already; refuses a second value for one day in one file."""
        row, day = self.by_case[case.id], fields["on_day"]
        value, source = hundredths(fields["value"]), fields.get("source") or row.source
        before = self.standing.get((row.id, day))
        if before == (value, source):
            return True, ()
        earlier = self.brought.get((row.id, day))
        if earlier is not None:
            raise Unplaced(_TWO_VALUES.with_parameters(number=earlier))
        return False, () if before is None else (_REPLACES.with_parameters(value=said_amount(before[0], row.unit)),)

    def keep(self, case: Case, line: Line, fields: Mapping[str, Any]) -> None:
        """Remember the value of that day."""
        row, day = self.by_case[case.id], fields["on_day"]
        self.standing[row.id, day] = hundredths(fields["value"]), fields.get("source") or row.source
        self.brought[row.id, day] = line.number

    def _own(self, row: Indicator, case: Case) -> Case:
        if row.agency != self.own:
            raise Unplaced(_READ_BY_ANOTHER.with_parameters(agency=agency(row.agency or "").short))
        return case


class ReadingsOfOne(Readings):
    """Readings of one indicator, whatever the lines call it."""

    def __init__(self, session: ViewerSession, row: Indicator, own: str) -> None:
        """Read the indicators of the strategy, among which this one."""
        super().__init__(session, row.strategy_id, own)
        self.only = row

    def case_of(self, _line: Line) -> Case:
        """Return the indicator."""
        return self._own(*next((row, case) for row, case in self.rows if row.id == self.only.id))


class Actions:
    """Actions of an agency under the commitments that it has accepted."""

    kind = ACTIONS
    step = "add_action"

    def __init__(self, session: ViewerSession, strategy_id: UUID, own: str) -> None:
        """Read the agency's commitments in the strategy, and their actions."""
        self.own = own
        self.codes = _codes(session, strategy_id)
        self.titles = _titles(session, strategy_id)
        self.shares = with_cases(session, Commitment, Commitment.strategy_id == strategy_id, Commitment.agency == own)
        rows = with_cases(session, Action, Action.strategy_id == strategy_id, Action.agency == own)
        self.known = {(row.commitment_id, likened(row.title), row.due_on) for row, _case in rows}

    def case_of(self, line: Line) -> Case:
        """Return the agency's commitment in the objective of that code or title."""
        partner = line.given.get("partner", "")
        if partner and likened(partner) not in _names_of(self.own):
            raise Unplaced(_OF_ANOTHER.with_parameters(words=partner))
        objective_id = self._objective(line.given["code"])
        found = [case for row, case in self.shares if row.objective_id == objective_id and case.state == "accepted"]
        if not found:
            raise Unplaced(_NOT_ACCEPTED.with_parameters(code=self.codes[objective_id]))
        return found[-1]

    def typed(self, case: Case, line: Line) -> Mapping[str, str]:
        """Return title and due day."""
        return {"title": line.given["title"], "due_on": line.given["due_on"]}

    def look(self, case: Case, line: Line, fields: Mapping[str, Any]) -> tuple[bool, Sequence[Text]]:
        """Tell whether that action is there already, for that day."""
        return (case.id, likened(fields["title"]), fields["due_on"]) in self.known, ()

    def keep(self, case: Case, line: Line, fields: Mapping[str, Any]) -> None:
        """Remember the action."""
        self.known.add((case.id, likened(fields["title"]), fields["due_on"]))

    def _objective(self, words: str) -> UUID:
        if _DAY_FOR_CODE.fullmatch(words):
            raise Unplaced(_CODE_BECAME_A_DAY.with_parameters(words=words))
        code = _code_in(words)
        named = {key for key, each in self.codes.items() if each == code} if code else set()
        named = named or {key for key, title in self.titles.items() if likened(title) == likened(words)}
        if len(named) != 1:
            raise Unplaced(_NO_OBJECTIVE.with_parameters(words=words))
        return named.pop()


class Objectives:
    """Objectives proposed under the axes of a strategy."""

    kind = OBJECTIVES
    step = "add_objective"

    def __init__(self, session: ViewerSession, strategy_id: UUID, own: str) -> None:
        """Read the axes of the strategy, and their objectives."""
        self.own = own
        self.axes = with_cases(session, Axis, Axis.strategy_id == strategy_id)
        rows = with_cases(session, Objective, Objective.strategy_id == strategy_id)
        self.known = {(row.axis_id, likened(row.title)): (row.target, row.due_on) for row, _case in rows}

    def case_of(self, line: Line) -> Case:
        """Return the axis of that number or title, written alone or together."""
        wanted = likened(line.given["axis"])
        for row, case in self.axes:
            if wanted in (str(row.position), likened(row.title), likened(f"{row.position} {row.title}")):
                return case
        raise Unplaced(_NO_AXIS.with_parameters(words=line.given["axis"]))

    def typed(self, case: Case, line: Line) -> Mapping[str, str]:
        """Return title, reason, target and due day."""
        return {name: line.given.get(name, "") for name in ("title", "aim", "target", "due_on")}

    def look(self, case: Case, line: Line, fields: Mapping[str, Any]) -> tuple[bool, Sequence[Text]]:
        """Tell whether that objective is there already; refuses one that differs by its target or day alone."""
        known = self.known.get((case.id, likened(fields["title"])))
        if known is not None and known != (fields["target"], fields["due_on"]):
            raise Unplaced(_ANOTHER_TARGET)
        return known is not None, ()

    def keep(self, case: Case, line: Line, fields: Mapping[str, Any]) -> None:
        """Remember the objective."""
        self.known[case.id, likened(fields["title"])] = fields["target"], fields["due_on"]


PLACES: Final[Mapping[str, type[Readings] | type[Actions] | type[Objectives]]] = {
    "readings": Readings,
    "actions": Actions,
    "objectives": Objectives,
}


def said_amount(value: int, unit: str) -> Text:
    """Return a value kept in hundredths with its unit, in both languages."""
    french, english = (format_decimal(Decimal(value) / 100, locale=locale) for locale in ("fr_FR", "en_GB"))
    return Text(f"{french}\u00a0{unit}", f"{english}\u00a0{unit}")


def _codes(session: ViewerSession, strategy_id: UUID) -> dict[UUID, str]:
    return {row.id: row.code for row in _objectives(session, strategy_id)}


def _titles(session: ViewerSession, strategy_id: UUID) -> dict[UUID, str]:
    return {row.id: row.title for row in _objectives(session, strategy_id)}


def _objectives(session: ViewerSession, strategy_id: UUID) -> Iterable[Objective]:
    return [row for row, _case in with_cases(session, Objective, Objective.strategy_id == strategy_id)]


def _code_in(words: str) -> str:
    """Return the code (1.2) at the beginning of words; spreadsheets in French make 1,2 of it."""
    found = _CODE.match(words)
    return f"{int(found[1])}.{int(found[2])}" if found else ""


def _names_of(key: str) -> set[str]:
    one = next(each for each in agencies() if each.key == key)
    return {likened(each) for each in (key, one.name.fr, one.name.en, one.short.fr, one.short.en)}


_NO_INDICATOR: Final = Text(
    "Aucun indicateur de cette stratégie ne s’appelle «\u00a0{words}\u00a0».",
    "No indicator of this strategy is called “{words}”.",
)
_TWO_INDICATORS: Final = Text(
    "Plusieurs indicateurs s’appellent «\u00a0{words}\u00a0»\u00a0: donnez aussi le code de l’objectif.",
    "Several indicators are called “{words}”: give the code of the objective too.",
)
_READ_BY_ANOTHER: Final = Text(
    "Cet indicateur est relevé par un autre service\u00a0: {agency}.",
    "This indicator is read by another agency: {agency}.",
)
_TWO_VALUES: Final = Text(
    "La ligne {number} donne déjà une autre valeur pour ce jour.",
    "Line {number} already gives another value for that day.",
)
_REPLACES: Final = Text("Remplace le relevé de ce jour\u00a0: {value}.", "Replaces the reading of that day: {value}.")
_OF_ANOTHER: Final = Text(
    "Cette action est d’un autre service («\u00a0{words}\u00a0»), qui l’importe lui-même.",
    "This action is of another agency (“{words}”), which imports it itself.",
)
_NOT_ACCEPTED: Final = Text(
    "Votre service n’a pas d’engagement accepté dans l’objectif {code}.",
    "Your agency has no accepted commitment in objective {code}.",
)
_NO_OBJECTIVE: Final = Text(
    "Aucun objectif de cette stratégie n’a le code ou le titre «\u00a0{words}\u00a0».",
    "No objective of this strategy has the code or title “{words}”.",
)
_CODE_BECAME_A_DAY: Final = Text(
    "Votre tableur a fait une date du code de l’objectif («\u00a0{words}\u00a0»). Mettez cette colonne au format texte.",
    "Your spreadsheet made a date of the objective’s code (“{words}”). Format that column as text.",
)
_NO_AXIS: Final = Text(
    "Aucun axe de cette stratégie n’a le numéro ou le titre «\u00a0{words}\u00a0».",
    "No axis of this strategy has the number or title “{words}”.",
)
_ANOTHER_TARGET: Final = Text(
    "Cet objectif existe avec une autre cible ou une autre échéance\u00a0: elles ne changent que par une décision de réunion.",
    "This objective exists with another target or due day: they change by the decision of a meeting alone.",
)
