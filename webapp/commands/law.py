"""``beffroi law``: what the law says, asked from the command line: time limits, powers of entry, measures, disclosure."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

import click

from webapp.command_parts import Group, command, option
from webapp.command_words import AgencyKey, Day, DayOrMoment, Moment, OneOf, ReadableFile, WholeNumber
from webapp.console import Misused, Stop, answer, language, spoken
from webapp.settings import home_folder
from webapp.wiring import tell_engine
from workflows.engine.definition import Refusal
from workflows.law.calendar import LONGEST, UNITS, Count, count
from workflows.law.days import paris_day
from workflows.law.gates import CONDITIONS, PURPOSES, Gate, UnknownWordOfGates, gates, in_force, is_known, may_pass
from workflows.law.order_facts import FactsFault, read_order
from workflows.law.orders import OrderVerdict, judge
from workflows.law.powers import Basis, Verdict, assess, bases, basis_of, default_basis, powers_of
from workflows.law.references import reference
from workflows.register.agencies import agency as agency_of
from workflows.store.text import PARIS, Text

COMMAND: Final = Group(
    "law",
    says=Text(
        "Ce que dit le droit\u00a0: délais, pouvoirs d’accès, mesures administratives et partage.",
        "What the law says: time limits, powers of entry, administrative measures and disclosure.",
    ),
)


@command(
    "clock",
    Text(
        "Compter un délai et dire pourquoi chaque jour compte ou non.\n"
        "Unités\u00a0: calendar (jours), working (jours ouvrés), franc (jours francs\u00a0: ni le jour de l’événement ni le "
        "dernier jour ne comptent), months (mois), hours (heures).",
        "Count a time limit and say why each day counts or not.\n"
        "Units: calendar (days), working (working days), franc (clear days: neither the day of the event nor the last day "
        "counts), months, hours.",
    ),
    parent=COMMAND,
)
@option(
    "--from", "start", type=DayOrMoment(), required=True, says=Text("Le jour de l’événement.", "The day of the event.")
)
@option(
    "--count", "number", type=WholeNumber(0, max(LONGEST.values())), required=True, says=Text("Combien.", "How many.")
)
@option("--unit", type=OneOf(sorted(UNITS)), required=True, says=Text("L’unité.", "The unit."))
@option(
    "--rolls",
    is_flag=True,
    says=Text(
        "Reporter la fin au jour ouvré suivant, là où le texte le dit.",
        "Move the end to the next working day, where the text says so.",
    ),
)
def clock(start: date | datetime, number: int, unit: str, rolls: bool) -> None:
    """Count a time limit."""
    counted = count(start, number, unit, rolls=rolls)
    told = counted.as_json(language())
    steps = [{"day": each["day"], "counted": each["counted"], "reason": each["why"]} for each in told["steps"]]
    answer({"due": told["due"], "steps": steps}, _lines_of(counted))


def _lines_of(counted: Count) -> Iterator[str | Text]:
    for step in counted.steps:
        if not step.counted:
            yield f"  {step.day.isoformat()}  {spoken(step.why)}"
    yield Text("Échéance\u00a0: {due}", "Due: {due}", due=counted.due)


@command(
    "powers",
    Text(
        "Dire si un service peut entrer, à cette heure, sur ce fondement\u00a0: vert, orange ou rouge, avec l’article.\n"
        "Sans --basis, le fondement habituel du service. Avec --list, les fondements connus.",
        "Say whether an agency may enter at that hour on that basis: green, amber or red, with the article.\n"
        "Without --basis, the agency’s usual one. With --list, the bases known.",
    ),
    parent=COMMAND,
)
@option("--list", "listing", is_flag=True, says=Text("Lister les fondements.", "List the bases."))
@option("--agency", type=AgencyKey(), says=Text("Le service.", "The agency."))
@option("--basis", "key", metavar="KEY", says=Text("La clé du fondement.", "The key of the basis."))
@option("--at", type=Moment(), says=Text("Le moment de l’entrée, à Paris.", "The moment of entry, in Paris."))
@option(
    "--activity",
    type=OneOf(("yes", "no")),
    says=Text(
        "Si une activité est en cours (inconnu par défaut).", "Whether activity is in progress (default: unknown)."
    ),
)
@option("--home", is_flag=True, says=Text("L’entrée concerne un domicile.", "The entry goes into a home."))
@option(
    "--prosecutor-informed",
    type=Day(),
    says=Text("Le jour où le procureur a été informé.", "The day on which the prosecutor was told."),
)
def powers(
    listing: bool,
    agency: str | None,
    key: str | None,
    at: datetime | None,
    activity: str | None,
    home: bool,
    prosecutor_informed: date | None,
) -> None:
    """Ask the matrix of access."""
    tell_engine(home_folder())
    if listing:
        _list(agency)
        return
    if agency is None or at is None:
        raise Misused(_NEEDED.with_parameters(what="--agency" if agency is None else "--at"))
    verdict = assess(
        agency,
        _basis(agency, key),
        at,
        activity=None if activity is None else activity == "yes",
        home=home,
        prosecutor_informed=prosecutor_informed,
        requisition_known=False,
    )
    answer(_as_json(verdict), [f"{spoken(_COLOURS[verdict.colour])}  {spoken(verdict.text)}"])


@command(
    "measure",
    Text(
        "Dire si un arrêté peut être signé, pourquoi non, quand il s’exécute et quand il prend fin.\n"
        "FILE contient un objet JSON\u00a0: basis, facts_on, signed_on, served_at, months, repetition, warning_on, hearing "
        "(received_on, days, urgency, proposed), delegation, remedies, linked_to_place. Une clé absente veut dire qu’on ne "
        "sait rien\u00a0; null, que cela n’est pas.",
        "Say whether an order may be signed, why not, when it binds and when it ends.\n"
        "FILE holds a JSON object: basis, facts_on, signed_on, served_at, months, repetition, warning_on, hearing "
        "(received_on, days, urgency, proposed), delegation, remedies, linked_to_place. An absent key means that nothing is "
        "known; null, that it is not.",
    ),
    parent=COMMAND,
)
@click.argument("file", type=ReadableFile())
def measure(file: Path) -> None:
    """Judge an order from plain facts."""
    try:
        facts = read_order(json.loads(file.read_text("utf-8")))
    except FactsFault as fault:
        raise Misused(fault.text) from None
    except ValueError:
        raise Misused(_NO_JSON.with_parameters(name=file.name)) from None
    verdict = judge(facts)
    day = facts.signed_on if isinstance(facts.signed_on, date) else date.max
    told = {
        "allowed": verdict.allowed,
        "refusals": [_refusal(each, day) for each in verdict.refusals],
        "warnings": [_refusal(each, day) for each in verdict.warnings],
        "enforceable_from": _in_paris(verdict.binds_from),
        "ends": verdict.ends_on.isoformat() if verdict.ends_on else None,
    }
    answer(told, _verdict_lines(verdict, day))


@command(
    "gates",
    Text(
        "Dire qui peut partager quoi avec qui, à quelle fin, et selon quel texte.\n"
        "Sans question, toutes les portes du jour. Avec --from, --to, --purpose et --kind, la réponse\u00a0; --met et --unmet disent "
        "les conditions, les autres sont inconnues.",
        "Say who may share what with whom, what for, and under which text.\n"
        "Without a question, every gate of the day. With --from, --to, --purpose and --kind, the answer; --met and --unmet tell "
        "the conditions, the others are unknown.",
    ),
    parent=COMMAND,
)
@option("--from", "from_", type=AgencyKey(), says=Text("Le service qui partage.", "The agency that shares."))
@option("--to", metavar="KEY", says=Text("Le destinataire.", "The recipient."))
@option("--purpose", metavar="KEY", says=Text("La finalité.", "The purpose."))
@option("--kind", metavar="KEY", says=Text("Ce qui est partagé.", "What is shared."))
@option(
    "--on",
    type=Day(),
    says=Text("Le jour dont le droit compte (aujourd’hui par défaut).", "The day whose law counts (default: today)."),
)
@option("--met", type=OneOf(CONDITIONS), multiple=True, says=Text("Une condition remplie.", "A condition that is met."))
@option(
    "--unmet",
    type=OneOf(CONDITIONS),
    multiple=True,
    says=Text("Une condition non remplie.", "A condition that is not met."),
)
def gates_(
    from_: str | None,
    to: str | None,
    purpose: str | None,
    kind: str | None,
    on: date | None,
    met: tuple[str, ...],
    unmet: tuple[str, ...],
) -> None:
    """Ask the gates."""
    tell_engine(home_folder())
    day = on or paris_day(datetime.now(UTC))
    asked = {"--from": from_, "--to": to, "--purpose": purpose, "--kind": kind}
    if not any(asked.values()):
        answer({"gates": [_gate(each, day) for each in gates(day)]}, _gate_lines(day))
        return
    if from_ is None or to is None or purpose is None or kind is None:
        raise Misused(_GATE_NEEDED.with_parameters(what=next(name for name, value in asked.items() if value is None)))
    if not is_known(to):
        to = AgencyKey().convert(to, None, None)
    facts = {**dict.fromkeys(met, True), **dict.fromkeys(unmet, False)}
    try:
        found = may_pass(from_, to, purpose, kind, on=day, facts=facts)
    except UnknownWordOfGates as fault:
        raise Misused(fault.text) from None
    if isinstance(found, Refusal):
        said = _refusal(found, day)
        answer({"passes": False, "gate": None, "refusal": said}, [_NOT_SHAREABLE, f"  – {said['sentence']}"])
    else:
        answer(
            {"passes": True, "gate": _gate(found.gate, day), "refusal": None}, [_SHAREABLE, _gate_line(found.gate, day)]
        )


def _gate(each: Gate, day: date) -> dict[str, Any]:
    return {
        "key": each.key,
        "from": list(each.from_),
        "to": list(each.to),
        "except": list(each.barred),
        "mutual": each.mutual,
        "purpose": each.purpose,
        "kinds": list(each.kinds),
        "conditions": list(each.conditions),
        "references": [reference(key, day).short(language()) for key in in_force(each, day)],
        "through_freeze": each.through_freeze,
        "confidence": list(each.confidence),
        "source": list(each.sources),
        "to_verify": spoken(each.to_verify) if each.to_verify else None,
    }


def _gate_lines(day: date) -> Iterator[str]:
    for each in gates(day):
        yield _gate_line(each, day)


def _gate_line(each: Gate, day: date) -> str:
    cited = "\u00a0; ".join(reference(key, day).short(language()) for key in in_force(each, day))
    arrow = "↔" if each.mutual else "→"
    checked = f" [{spoken(_TO_VERIFY)}]" if each.to_verify else ""
    return (
        f"  {', '.join(each.from_)} {arrow} {', '.join(each.to)}  {spoken(PURPOSES[each.purpose])} ({cited}){checked}"
    )


def _refusal(each: Refusal, day: date) -> dict[str, Any]:
    cited = [reference(key, day).short(language()) for key in each.references]
    return {"code": each.code, "sentence": spoken(each.text), "reference": "\u00a0; ".join(cited) or None}


def _in_paris(moment: datetime | None) -> str | None:
    return moment.astimezone(PARIS).isoformat(timespec="minutes") if moment is not None else None


def _verdict_lines(verdict: OrderVerdict, day: date) -> Iterator[str | Text]:
    yield _SIGNABLE if verdict.allowed else _NOT_SIGNABLE
    for each in (*verdict.refusals, *verdict.warnings):
        cited = _refusal(each, day)["reference"]
        mark = "!" if each in verdict.warnings else "–"
        yield f"  {mark} {spoken(each.text)}{f' ({cited})' if cited else ''}"
    if verdict.binds_from is not None:
        yield _BINDS.with_parameters(at=verdict.binds_from)
    if verdict.ends_on is not None:
        yield _ENDS.with_parameters(day=verdict.ends_on)


def _list(agency: str | None) -> None:
    found = powers_of(agency) if agency is not None else list(bases())
    rows = [
        {
            "basis": each.key,
            "label": spoken(each.label),
            "agencies": list(each.agencies),
            "default_for": list(each.default_for),
            "references": list(each.references),
        }
        for each in found
    ]
    widest = max((len(each.key) for each in found), default=0)
    lines = [f"{each.key:<{widest}}  {', '.join(each.agencies)}  {spoken(each.label)}" for each in found]
    answer({"bases": rows}, lines or [_NO_POWER.with_parameters(agency=agency_of(agency or "").name)])


def _basis(agency: str, key: str | None) -> Basis:
    if key is None:
        usual = default_basis(agency)
        if usual is None:
            raise Stop(_NO_POWER.with_parameters(agency=agency_of(agency).name))
        return usual
    if key not in {each.key for each in bases()}:
        raise Misused(_NO_BASIS.with_parameters(key=key))
    return basis_of(key)


def _as_json(verdict: Verdict) -> dict[str, Any]:
    told = verdict.as_json(language())
    return {name: told[name] for name in ("colour", "sentence", "references")}


_COLOURS: Final = {
    "green": Text("VERT", "GREEN"),
    "amber": Text("ORANGE", "AMBER"),
    "red": Text("ROUGE", "RED"),
}
_SIGNABLE: Final = Text("L’arrêté peut être signé.", "The order may be signed.")
_NOT_SIGNABLE: Final = Text("L’arrêté ne peut pas être signé\u00a0:", "The order may not be signed:")
_BINDS: Final = Text("Exécutoire à partir du {at}.", "It binds from {at}.")
_ENDS: Final = Text("Prend fin le {day}, dernier jour compris.", "It ends on {day}, last day included.")
_SHAREABLE: Final = Text("Le partage est ouvert.", "The sharing is open.")
_NOT_SHAREABLE: Final = Text("Le partage n’est pas ouvert\u00a0:", "The sharing is not open:")
_TO_VERIFY: Final = Text("à vérifier", "to verify")
_GATE_NEEDED: Final = Text(
    "Il manque {what}. Voir beffroi law gates --help.", "{what} is missing. See beffroi law gates --help."
)
_NO_JSON: Final = Text("{name} ne contient pas de JSON lisible.", "{name} holds no readable JSON.")
_NEEDED: Final = Text(
    "Il manque {what}. Voir beffroi law powers --help.", "{what} is missing. See beffroi law powers --help."
)
_NO_BASIS: Final = Text(
    "Aucun fondement ne porte la clé {key}. Voir beffroi law powers --list.",
    "No basis bears the key {key}. See beffroi law powers --list.",
)
_NO_POWER: Final = Text(
    "Ce service n’a pas de pouvoir d’entrée connu\u00a0: {agency}.",
    "This agency has no known power of entry: {agency}.",
)
