"""What one basis says of one entry, piece by piece: formality, home, activity, hours; each with its colour."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Final, Literal

from workflows.law.bases import WORDS_OUTSIDE, Basis, Window
from workflows.law.days import paris_day
from workflows.law.references import UnknownReferenceError, reference
from workflows.law.requisitions import RequisitionFacts, covers
from workflows.store.text import PARIS, Text

Colour = Literal["green", "amber", "red"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that the matrix has to say about an entry: its colour, code, clause and further references."""

    colour: Colour
    code: str
    clause: Text
    references: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Visit:
    """What is known of an entry: moment (aware), activity (``None`` = unknown), home, formalities, address."""

    at: datetime
    activity: bool | None = None
    home: bool = False
    prosecutor_informed: date | None = None
    prosecutor_opposes: bool = False
    requisition: RequisitionFacts | None = None
    """``None``: there is none, unless ``requisition_known`` is false."""
    address: str | None = None
    convention_hours: tuple[time, time] | None = None
    requisition_known: bool = True


def findings(agency: str, basis: Basis, visit: Visit) -> Iterator[Finding]:
    """Yield everything that the basis says of that entry: refusals, conditions and what allows it."""
    if agency not in basis.agencies:
        yield Finding(
            "red", "not_theirs", Text("ce texte n’habilite pas ce service", "this text does not empower this agency")
        )
        return
    try:
        reference(basis.references[0], paris_day(visit.at))
    except UnknownReferenceError:
        yield Finding(
            "red",
            "law_not_in_force",
            Text(
                "ce texte n’est pas en vigueur à cette date\u00a0; les références sont à mettre à jour",
                "this text is not in force on that day; the references are to be brought up to date",
            ),
        )
        return
    yield from _formality(basis, visit)
    yield from _home(basis, visit)
    yield from _activity(basis, visit)
    yield from _hours(basis, visit)
    if basis.condition is not None:
        yield Finding("amber", "condition", basis.condition)


def _formality(basis: Basis, visit: Visit) -> Iterator[Finding]:
    if basis.formality == "requisition":
        yield from _requisition(basis, visit)
    elif basis.formality == "prosecutor":
        yield from _prosecutor(visit)
    elif basis.formality == "notice":
        yield Finding(
            "amber",
            "notice_on_site",
            Text("l’avis doit être remis au début de l’intervention", "the notice must be handed at the start"),
        )


def _requisition(basis: Basis, visit: Visit) -> Iterator[Finding]:
    facts = visit.requisition
    if not visit.requisition_known:
        yield Finding(
            "amber",
            "requisition_unknown",
            Text(
                "seulement avec une réquisition du procureur qui désigne ce lieu et cette heure",
                "only with a requisition of the prosecutor that names this place and this hour",
            ),
        )
        return
    if facts is None or facts.basis != basis.key:
        yield Finding(
            "red",
            "requisition_missing",
            Text(
                "il n’y a pas de réquisition du procureur sur ce fondement",
                "there is no requisition of the prosecutor on this basis",
            ),
        )
        return
    refusal = covers(facts, visit.at, visit.address)
    if refusal is not None:
        yield Finding("red", refusal.code, _clause(refusal.text), refusal.references)
    elif visit.address is None:
        yield Finding(
            "amber",
            "place_unknown",
            Text(
                "seulement si la réquisition désigne le lieu, dont l’adresse n’est pas donnée",
                "only if the requisition names the place, whose address is not given",
            ),
        )
    else:
        yield Finding(
            "green",
            "allowed",
            Text(
                "la réquisition désigne ce lieu et vaut jusqu’au {ends}",
                "the requisition names this place and is valid until {ends}",
                ends=facts.ends,
            ),
        )


def _prosecutor(visit: Visit) -> Iterator[Finding]:
    if visit.prosecutor_opposes:
        yield Finding("red", "prosecutor_opposes", Text("le procureur s’y oppose", "the prosecutor opposes it"))
    elif visit.prosecutor_informed is None:
        yield Finding(
            "red",
            "prosecutor_not_informed",
            Text(
                "le procureur n’en a pas été informé au préalable\u00a0; le service reste hors des parties non "
                "ouvertes au public",
                "the prosecutor was not told beforehand; the agency stays outside the parts not open to the public",
            ),
        )
    elif visit.prosecutor_informed > paris_day(visit.at):
        yield Finding(
            "red",
            "prosecutor_told_late",
            Text(
                "le procureur n’en serait informé que le {day}, après la visite",
                "the prosecutor would be told on {day} only, after the visit",
                day=visit.prosecutor_informed,
            ),
        )
    else:
        yield Finding(
            "green",
            "allowed",
            Text(
                "le procureur en a été informé le {day}",
                "the prosecutor was told on {day}",
                day=visit.prosecutor_informed,
            ),
        )


def _home(basis: Basis, visit: Visit) -> Iterator[Finding]:
    if visit.home:
        yield replace(_of_home(basis, visit), references=basis.home_reference)


def _of_home(basis: Basis, visit: Visit) -> Finding:
    rule, window = basis.home.rule, basis.home.window
    if rule == "never":
        return Finding("red", "home_never", Text("ce texte n’ouvre pas le domicile", "this text does not open a home"))
    if window is not None and not window.holds(visit.at):
        return Finding(
            "red",
            "home_hours",
            Text(
                "la partie habitée ne se visite que de {starts} à {ends}",
                "the inhabited part is visited from {starts} to {ends} only",
                starts=_hour(window.starts),
                ends=_hour(window.ends),
            ),
        )
    if rule == "consent":
        return Finding(
            "amber",
            "home_consent",
            Text(
                "la partie habitée demande l’accord exprès de l’occupant",
                "the inhabited part needs the occupant’s express consent",
            ),
        )
    return Finding(
        "amber",
        "home_judge",
        Text(
            "si l’occupant s’oppose, la partie habitée demande l’autorisation du juge des libertés",
            "if the occupant opposes, the inhabited part needs the liberty judge’s authorisation",
        ),
    )


def _activity(basis: Basis, visit: Visit) -> Iterator[Finding]:
    if basis.activity == "free":
        return
    ruling = ("crim_2020_09_01",) if basis.key == "cpp_78_2_1" else ()
    if visit.activity is False:
        yield Finding(
            "red",
            "no_activity",
            Text("aucune activité n’y est en cours", "no activity is in progress there"),
            ruling,
        )
    elif visit.activity:
        yield Finding("green", "allowed", WORDS_OUTSIDE["activity"])
    elif basis.activity == "required":
        yield Finding(
            "amber",
            "activity_unknown",
            Text(
                "seulement si une activité est en cours à l’entrée",
                "only if activity is in progress on entry",
            ),
            ruling,
        )


def _hours(basis: Basis, visit: Visit) -> Iterator[Finding]:
    windows = _windows(basis, visit)
    if not windows:
        yield NO_HOURS
        return
    span = _span(windows, visit.at)
    if any(window.holds(visit.at) for window in windows):
        yield Finding("green", "allowed", span, basis.hours_reference)
        return
    found = _outside(basis, visit, span)
    yield replace(found, references=basis.hours_reference)


def _outside(basis: Basis, visit: Visit, span: Text) -> Finding:
    if basis.outside in {"never", "convention", "special"}:
        return Finding(
            "red", "outside_hours", Text("{span}{rest}", "{span}{rest}", span=span, rest=_UNLESS[basis.outside])
        )
    opening = WORDS_OUTSIDE["business_hours" if basis.outside == "to_verify" else basis.outside]
    if visit.activity is False:
        return Finding(
            "red",
            "outside_hours",
            Text("{span}, et rien n’est ouvert ni en cours", "{span}, and nothing is open or in progress", span=span),
        )
    if visit.activity is None:
        return Finding(
            "amber",
            "outside_hours_activity_unknown",
            Text("{span}\u00a0: seulement si {opening}", "{span}: only if {opening}", span=span, opening=opening),
        )
    if basis.outside == "to_verify":
        return Finding(
            "amber",
            "outside_hours_to_verify",
            Text(
                "{span}, {opening}, mais la lecture du texte est à vérifier",
                "{span}, {opening}, but the reading of the text is to be verified",
                span=span,
                opening=opening,
            ),
        )
    return Finding(
        "green", "allowed", Text("{span}, mais {opening}", "{span}, but {opening}", span=span, opening=opening)
    )


NO_HOURS: Final = Finding("green", "allowed", Text("ce texte ne fixe pas d’heure", "this text sets no hours"))
"""Said only where nothing else is."""

_UNLESS: Final = {
    "never": Text(", et ce texte n’en ouvre pas d’autre", ", and this text opens no other"),
    "convention": Text(
        ", sauf autres heures dans la convention de coordination",
        ", unless the coordination agreement sets other hours",
    ),
    "special": Text(", sauf règle spéciale", ", unless a special rule applies"),
}


def _windows(basis: Basis, visit: Visit) -> tuple[Window, ...]:
    if basis.outside == "convention" and visit.convention_hours is not None:
        return (Window(frozenset(), *visit.convention_hours),)
    return basis.windows_on(paris_day(visit.at))


def _span(windows: tuple[Window, ...], at: datetime) -> Text:
    inside = next((window for window in windows if window.holds(at)), None)
    window = inside or windows[0]
    said = {"at": _hour(at.astimezone(PARIS).time()), "starts": _hour(window.starts), "ends": _hour(window.ends)}
    if inside is not None:
        return Text("{at} est dans la plage de {starts} à {ends}", "{at} is between {starts} and {ends}", **said)
    return Text("{at} est hors de la plage de {starts} à {ends}", "{at} is outside {starts} to {ends}", **said)


def _hour(moment: time) -> Text:
    minutes = f"\u00a0{moment.minute:02d}" if moment.minute else ""
    return Text(f"{moment.hour}\u00a0h{minutes}", f"{moment.hour}:{moment.minute:02d}")


def _clause(sentence: Text) -> Text:
    """Turn a refusal's sentence into a clause that can stand after a colon."""
    fr, en = (words[0].lower() + words[1:].rstrip(".") for words in (sentence.fr, sentence.en))
    return Text(fr, en, **sentence.parameters)
