"""The answers of the public prosecution (domain §3.2), each a state with its data: one table, from which the steps are made.

Each may be entered at the prosecutor's desk, by its clerk with a link (``clerk_link``), or from paper by the author: the
same fields, the same state. A new answer may follow an earlier one, which stays readable.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final
from uuid import UUID, uuid4

from workflows.engine.cases import PartyTo, Situation, open_case, open_steps, take
from workflows.engine.definition import Effect, Field, Refusal, State, Step
from workflows.engine.viewer import ViewerSession
from workflows.law.clocks import clock
from workflows.law.days import paris_day, start_of_day
from workflows.law.referrals import Told, no_action_reasons, told_of
from workflows.processes.consequence import Consequence
from workflows.processes.house import look, look_up, on_each_child
from workflows.processes.paper_referral import issue_reply, reply_to_press
from workflows.processes.referral_facts import JUDICIAL, RECEIVE, Referral, ReferralAnswer, ReferralNotice
from workflows.processes.visit_facts import Visit
from workflows.register.agencies import holders
from workflows.register.establishments import Establishment
from workflows.store.plain import plain
from workflows.store.text import Text

OWNER: Final = "follow_up_judicial"
NOTICE: Final = "referral_notice"
NOTE: Final = "note_"
"""Before the name of an answer, where the author enters it from paper."""
HAS_IT: Final = Text("Au parquet", "With the prosecutor’s office")
"""The status of a referral for whom the law lets know no more."""
COMPETENCE_OF: Final[Mapping[str, str]] = {"mayor": "told_as_mayor", "prefect": "told_as_prefect"}
FROM_PROSECUTOR: Final = (
    "sent", "registered", "enquiry", "no_action", "challenged", "alternative", "penal_settlement", "transaction",
    "prosecution", "judicial_investigation", "judgment", "appeal",
)  # fmt: skip
"""Where a referral may stand while the prosecutor's office has it."""
_DECIDED: Final = ("no_action", "alternative", "penal_settlement", "transaction")
_BEFORE_COURT: Final = ("prosecution", "judicial_investigation")


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: the state that it leads to and its words, the step, from where, what it asks.

    ``turn`` is whose move the state leaves: the receiver's, the owner's, or nobody's while a court has the case. What is
    kept ``apart`` the prosecutor's office enters where its author does not read (``enquiry``).
    """

    state: str
    label: Text
    step: str
    says: Text
    sources: tuple[str, ...]
    turn: str | None
    expects: Text | None
    asks: tuple[Field, ...] = ()
    references: tuple[str, ...] = field(default=())
    apart: bool = False


def _line(name: str, fr: str, en: str, *, required: bool = True, maximum: int = 160, fr_help: str = "", en_help: str = "") -> Field:  # fmt: skip
    told = Text(fr_help, en_help) if fr_help else None
    return Field(name, Text(fr, en), "line", required, told, maximum=maximum)


def _words(name: str, fr: str, en: str, *, required: bool = True) -> Field:
    return Field(name, Text(fr, en), "text", required, maximum=2000)


def _day(name: str, fr: str, en: str, *, required: bool = False) -> Field:
    return Field(name, Text(fr, en), "day", required)


FORMS: Final[Mapping[str, tuple[Text, str]]] = {
    "guilty_plea": (Text("Comparution sur reconnaissance préalable de culpabilité", "Guilty plea"), "cpp_495_7"),
    "penal_order": (Text("Ordonnance pénale (délit)", "Penal order (misdemeanour)"), "cpp_495"),
    "penal_order_minor": (Text("Ordonnance pénale (contravention)", "Penal order (minor offence)"), "cpp_524"),
    "summons_by_officer": (Text("Convocation par officier de police judiciaire", "Summons by a judicial police officer"), "cpp_390_1"),
    "summons": (Text("Citation", "Summons"), "cpp_550"),
    "immediate_hearing": (Text("Comparution immédiate", "Immediate hearing"), "cpp_395"),
    "fixed_fine": (Text("Amende forfaitaire délictuelle", "Fixed fine for a misdemeanour"), "cpp_495_17"),
}  # fmt: skip
"""The forms of prosecution, each with its article."""
ALTERNATIVES: Final[Mapping[str, Text]] = {
    "warning": Text("Avertissement pénal probatoire", "Penal warning"),
    "regularisation": Text("Régularisation sur demande", "Putting right on request"),
    "repair": Text("Réparation", "Repair"),
    "mediation": Text("Médiation", "Mediation"),
    "course": Text("Stage", "Course"),
}
STANDINGS: Final[Mapping[str, Text]] = {
    "running": Text("en cours", "running"),
    "done": Text("exécutée", "carried out"),
    "failed": Text("non exécutée", "not carried out"),
}
ENQUIRIES: Final[Mapping[str, Text]] = {
    "preliminary": Text("Enquête préliminaire", "Preliminary enquiry"),
    "flagrancy": Text("Enquête de flagrance", "Enquiry of an offence just committed"),
}
TRANSACTIONS: Final[Mapping[str, Text]] = {
    "conso_l523_1": Text("Répression des fraudes", "Fraud control"),
    "crpm_l205_10": Text("Alimentation", "Food"),
    "cd_350": Text("Douanes", "Customs"),
    "ct_l8114_4": Text("Travail", "Labour"),
}
"""Transactions by their legal basis."""


def _listed(table: Mapping[str, Any]) -> tuple[tuple[str, Text], ...]:
    return tuple((key, row if isinstance(row, Text) else row[0]) for key, row in table.items())


def _reasons(_situation: Situation) -> Iterable[tuple[str, Text]]:
    return [(reason.key, reason.label) for reason in no_action_reasons()]


WHEN: Final = _day("answered_on", "Date de la décision", "Date of the decision", required=True)
_STANDING: Final = Field("standing", Text("Où en est la mesure", "Where the measure stands"), "choice", choices=_listed(STANDINGS))  # fmt: skip
_FROM: Final = _line("source", "Papier dont cela vient", "Paper that this comes from", fr_help="Numéro du bordereau ou de la lettre, et sa date.", en_help="Number of the slip or letter, and its date.", maximum=200)  # fmt: skip
_DECIDE: Final = Text("Dire ce qui est décidé, le moment venu", "Say what is decided, when it is")
_READ: Final = Text("Lire la réponse du parquet, puis clore la suite", "Read the prosecutor’s answer, then close the follow-up")  # fmt: skip

ANSWERS: Final[tuple[Answer, ...]] = (
    Answer(
        "registered", Text("Enregistré au parquet", "Registered by the prosecutor’s office"), "register", Text("Enregistrer", "Register"), ("sent", "registered"), RECEIVE, _DECIDE,
        (_line("case_number", "N° de parquet", "Case number of the prosecutor’s office", maximum=60, fr_help="Tel qu’il est écrit\u00a0: aucune forme n’est imposée.", en_help="As it is written: no form is imposed."), _line("section", "Section", "Section", required=False, maximum=120)),
    ),
    Answer(
        "enquiry", Text("Enquête en cours", "Enquiry under way"), "order_enquiry", Text("Faire enquêter", "Order an enquiry"), ("sent", "registered", "challenged", "enquiry", "no_action"), RECEIVE, _DECIDE,
        (Field("enquiry", Text("Cadre", "Kind"), "choice", choices=_listed(ENQUIRIES)), _line("service", "Service chargé", "Service in charge", required=False), _day("deadline", "Retour attendu pour le", "Expected back by")),
        ("cpp_53", "cpp_75"), apart=True,
    ),
    Answer(
        "no_action", Text("Classé sans suite", "Closed without action"), "close_without_action", Text("Classer sans suite", "Close without action"), ("sent", "registered", "enquiry", "challenged", "alternative", "penal_settlement", "transaction", "judicial_investigation"), OWNER, _READ,
        (Field("code", Text("Code du motif", "Code of the reason"), "choice", choices=_reasons), _words("reason", "Motif, en clair", "Reason, in plain words")),
        ("cpp_40_1",),
    ),
    Answer(
        "alternative", Text("Alternative aux poursuites", "Alternative measure"), "choose_alternative", Text("Choisir une alternative aux poursuites", "Choose an alternative measure"), ("sent", "registered", "enquiry", "challenged", "no_action", "alternative"), RECEIVE, _DECIDE,
        (Field("measure", Text("Mesure", "Measure"), "choice", choices=_listed(ALTERNATIVES)), _day("deadline", "À exécuter avant le", "To be carried out by"), _STANDING),
        ("cpp_41_1",),
    ),
    Answer(
        "penal_settlement", Text("Composition pénale", "Penal settlement"), "propose_settlement", Text("Proposer une composition pénale", "Propose a penal settlement"), ("registered", "enquiry", "challenged", "no_action", "alternative", "penal_settlement"), RECEIVE, _DECIDE,
        (_words("measures", "Mesures", "Measures"), _day("validated_on", "Validée le", "Validated on"), _STANDING),
        ("cpp_41_2",),
    ),
    Answer(
        "transaction", Text("Transaction", "Settlement with the administration"), "agree_transaction", Text("Accepter une transaction", "Agree to a transaction"), ("registered", "enquiry", "challenged", "no_action", "transaction"), RECEIVE, _DECIDE,
        (Field("basis", Text("Matière", "Matter"), "choice", choices=_listed(TRANSACTIONS)), Field("amount", Text("Montant, en euros", "Amount, in euros"), "amount"), Field("paid", Text("Payée", "Paid"), "yes_no")),
    ),
    Answer(
        "prosecution", Text("Poursuites engagées", "Prosecution under way"), "prosecute", Text("Poursuivre", "Prosecute"), ("sent", "registered", "enquiry", "challenged", "no_action", "alternative", "penal_settlement", "transaction", "judicial_investigation", "prosecution"), None, None,
        (Field("form", Text("Forme", "Form"), "choice", choices=_listed(FORMS)), _line("court", "Juridiction", "Court", required=False), _day("hearing_on", "Audience le", "Hearing on")),
        ("cpp_40_1",),
    ),
    Answer(
        "judicial_investigation", Text("Information judiciaire ouverte", "Judicial investigation opened"), "open_investigation", Text("Ouvrir une information judiciaire", "Open a judicial investigation"), ("sent", "registered", "enquiry", "challenged", "no_action"), None, None,
        (_line("judge", "Cabinet saisi", "Judge’s office in charge", required=False),),
        ("cpp_79",), apart=True,
    ),
    Answer(
        "judgment", Text("Jugé", "Judged"), "judge", Text("Noter le jugement", "Record the judgment"), ("registered", "enquiry", *_BEFORE_COURT, "appeal"), OWNER, _READ,
        (_line("court", "Juridiction", "Court"), _words("operative_part", "Dispositif", "Operative part")),
    ),
    Answer(
        "appeal", Text("En appel", "Under appeal"), "appeal", Text("Noter un appel", "Record an appeal"), ("judgment",), None, None,
        (_line("court", "Juridiction saisie", "Court that it goes to"), _line("by", "Par qui", "By whom", required=False)),
    ),
)  # fmt: skip
"""Every answer; the order is that of domain §3.2."""


_DECIDING: Final = frozenset(each.step for each in ANSWERS if not each.apart and each.state != "registered")
"""The steps after which nothing is looked into any more, unless it is ordered again."""


def answer_of(state: str) -> Answer | None:
    """Return the answer that leads to a state, ``None`` for a state that no answer leads to."""
    return next((answer for answer in ANSWERS if answer.state == state), None)


def answer_states() -> tuple[State, ...]:
    """Return the states that answers lead to. Nobody is expected at the prosecutor's before they were named."""
    return tuple(
        State(each.state, each.label, each.turn, expects=each.expects, once_named=each.turn == RECEIVE)
        for each in ANSWERS
    )


def answer_steps() -> tuple[Step, ...]:
    """Return the steps of every answer: at the prosecutor's desk or by its clerk's link, and from paper by the author."""
    return tuple(
        step for answer in ANSWERS for step in (*([] if answer.apart else [_desk_step(answer)]), _paper_step(answer))
    )


def _desk_step(answer: Answer) -> Step:
    return Step(
        answer.step, answer.sources, answer.state, answer.says, RECEIVE, asks=(WHEN, *answer.asks),
        checks=(not_to_come,), writes=_keep_answer, effects=_after_answer, opens=(NOTICE,), done=answer.label,
    )  # fmt: skip


def _paper_step(answer: Answer) -> Step:
    sources = ("sent_to_police_court", *answer.sources) if "sent" in answer.sources else answer.sources
    label = Text("Noter d’après un papier\u00a0: {what}", "Enter from paper: {what}", what=answer.label)
    return Step(
        NOTE + answer.step, sources, answer.state, label, OWNER, asks=(_FROM, WHEN, *answer.asks),
        checks=(not_to_come,), writes=_keep_answer, effects=_after_answer, opens=(NOTICE,), done=label, aside=True,
    )  # fmt: skip


# ------------------------------------------------------------------ entering one


def _keep_answer(situation: Situation) -> None:
    """Keep the answer beside the earlier ones, and give it to those that are handled under this referral."""
    answer = next(each for each in ANSWERS if situation.step in (each.step, NOTE + each.step))
    # Theirs first: what changes here belongs to the line of this step.
    _answer_followers(situation)
    _open_notice_to_mayor(situation, answer)
    issue_reply(situation, add_answer(situation, answer.state, situation.fields), answer.asks)


def _after_answer(situation: Situation) -> Iterable[Effect]:
    """Press the draft for the author; what was looked into apart rests once something is decided."""
    yield from reply_to_press(situation)
    if situation.step.removeprefix(NOTE) in _DECIDING:
        yield on_each_child("enquiry", [each.state for each in ANSWERS if each.apart], "rest")


def add_answer(situation: Situation, state: str, fields: Mapping[str, Any]) -> ReferralAnswer:
    """Keep an answer with what was written, and what it says of the case number."""
    row = record_of(situation)
    kept = new_answer(situation, row, state, fields, author_told=_author_is_told(row, state))
    situation.session.add(kept)
    if state == "registered":
        row.case_number, row.section = fields["case_number"], fields.get("section") or ""
        row.registered_on = fields["answered_on"]
    return kept


def new_answer(
    situation: Situation, referral: Any, state: str, fields: Mapping[str, Any], *, author_told: Sequence[str] = ()
) -> ReferralAnswer:
    """Return the row of an answer to a referral, as one of the situation's case; its rank counts those of that case."""
    answer, table = answer_of(state), ReferralAnswer.__table__.c
    assert answer is not None
    return ReferralAnswer(
        id=uuid4(), case_id=situation.case.id, agency=situation.actor.agency, secrecy=JUDICIAL, referral_id=referral.id,
        rank=len(look(situation.session, ReferralAnswer, table.case_id == situation.case.id)) + 1,
        answer=state, answered_on=fields["answered_on"], entered_at=situation.moment, way=_way(situation),
        source=fields.get("source", ""),
        facts={each.name: plain(fields[each.name]) for each in answer.asks if fields.get(each.name) not in (None, "")},
        author_told=list(author_told),
    )  # fmt: skip


def _author_is_told(row: Referral, state: str) -> list[str]:
    """Name the texts by which the author is told of an answer: that of a report, and that of the mayor for the mayor's own."""
    rules = [told_of(state, to="author") if row.kind == "signalement" else None]
    if row.agency in holders(COMPETENCE_OF["mayor"]):
        rules.append(told_of(state, to="mayor", when="reported"))
    return list(dict.fromkeys(key for rule in rules if rule is not None for key in rule.references))


def record_of(situation: Situation) -> Referral:
    """Return the referral's row in this situation."""
    row = situation.session.get(Referral, situation.case.id)
    assert row is not None
    return row


def followers_of(situation: Situation) -> list[Any]:
    """Return the referrals of others that are handled under this one; for the house's own reasoning."""
    return look(situation.session, Referral, Referral.__table__.c.grouped_with == situation.case.id)


def last_answer(session: ViewerSession, referral_id: UUID, state: str) -> Any:
    """Return the last answer that led to a state, ``None`` where none did; for the house's own reasoning."""
    table = ReferralAnswer.__table__.c
    rows = look(session, ReferralAnswer, table.referral_id == referral_id, table.answer == state)
    return max(rows, key=lambda row: row.rank, default=None)


def place_of(session: ViewerSession, referral_id: UUID) -> str:
    """Return the name of the place that a referral is about; for the house's own reasoning."""
    row = look_up(session, Consequence, referral_id)
    if row.visit_id is not None:
        return str(look_up(session, Visit, row.visit_id).trade_name)
    place = look_up(session, Establishment, row.establishment_id)
    return str(place.trade_name or place.name)


def _way(situation: Situation) -> str:
    if situation.step.startswith(NOTE):
        return "paper"
    return "link" if ":" in situation.actor.user else "desk"


def _answer_followers(situation: Situation) -> None:
    for follower in followers_of(situation):
        take_likewise(situation, follower.id)


def take_likewise(situation: Situation, case_id: UUID) -> None:
    """Take the step of the situation in another case too, with the same fields, if its door is open there."""
    doors = open_steps(situation.session, case_id, actor=situation.actor, moment=situation.moment)
    if any(door.step.name == situation.step and not door.refusals for door in doors):
        take(
            situation.session, case_id, situation.step, actor=situation.actor, moment=situation.moment,
            fields=situation.fields,
        )  # fmt: skip


def not_to_come(situation: Situation) -> Refusal | None:
    """Refuse a decision of a day to come."""
    return _DAY_TO_COME if situation.fields["answered_on"] > paris_day(situation.moment) else None


# ------------------------------------------------------------------ who else is told


def _open_notice_to_mayor(situation: Situation, answer: Answer) -> None:
    """Owe the mayor what followed an offence that disturbs public order, unless the mayor's own office reported it."""
    row = look_up(situation.session, Referral, situation.case.id)
    rule = told_of(answer.state, to="mayor", when="public_order")
    if rule is None or not row.public_order or row.addressee != "prosecutor":
        return
    if row.agency in holders(COMPETENCE_OF["mayor"]):
        return
    open_notice(situation, rule, answer.state, decided_on=situation.fields["answered_on"])


def open_notice(situation: Situation, rule: Told, state: str, *, decided_on: date | None = None) -> UUID:
    """Open what the prosecutor's office owes to, or allows, somebody beside the author; returns the new case's id.

    A time limit of the rule runs from the day of the decision, not from the day on which it was entered.
    """
    row, case_id = look_up(situation.session, Referral, situation.case.id), uuid4()
    notice = ReferralNotice(
        id=case_id, case_id=case_id, agency=holders(RECEIVE)[0], secrecy=JUDICIAL, referral_id=row.id, told_as=rule.to,
        answer="" if rule.content == "status" else state, due_at=clock(rule.clock).due(start_of_day(decided_on)) if rule.clock and decided_on else None,
    )  # fmt: skip
    open_case(
        situation.session,
        NOTICE,
        actor=situation.actor,
        moment=situation.moment,
        title=f"{NOTICE_TITLES[rule.to].fr} – {row.number}",
        case_id=case_id,
        agency=notice.agency,
        secrecy=JUDICIAL,
        parent=situation.case,
        parties=[PartyTo(RECEIVE, key, JUDICIAL) for key in holders(RECEIVE)],
        records=[notice],
    )
    return case_id


NOTICE_TITLES: Final[Mapping[str, Text]] = {
    "mayor": Text("Information du maire", "Telling the mayor"),
    "prefect": Text("Information du préfet", "Telling the prefect"),
}
_DAY_TO_COME: Final = Refusal("day_to_come", Text("Ce jour n’est pas encore venu.", "That day has not come yet."))
