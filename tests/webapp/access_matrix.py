"""The access matrix: who reads which word of the canary house, who opens which record, what each address is about.

Written by hand from the classes K0 to K4 and from the clearances that the cases give; an agency reads its own findings
alone until it has validated them. It shares no code with the application.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, product
from typing import Final

from tests.webapp import access_referral as referrals
from tests.webapp import canary_evidence
from tests.webapp.access_gates import also_reads, words_of_sharing
from tests.webapp.access_measure import OPENED_BY, papers_of_measures
from tests.webapp.canary_compliance import words_of_compliance
from tests.webapp.canary_measure import words_of_measures
from tests.webapp.canary_meeting import KEEPER, MEMBER, words_of_the_meeting
from tests.webapp.canary_problem import GROUP, words_of_the_problem
from tests.webapp.canary_referral import words_of_the_referrals
from tests.webapp.canary_sharing import SHARED_WITH
from tests.webapp.canary_strategy import WRITTEN
from tests.webapp.canary_words import SILENT_POINT, canary

# ------------------------------------------------------------------ who there is

PILOT: Final = "prefecture"
JUSTICE: Final = "parquet"
POLICE, TOWN_POLICE, FRAUD = "police_nationale", "police_municipale", "ddpp_ccrf"
HYGIENE, CONTRIBUTIONS, LABOUR = "ddpp_ssa", "urssaf", "inspection_travail"
LANDLORD, CUSTOMS = "bailleur", "douanes"
"""Nobody invited these two to anything; the customs inspect, the landlord does not."""
EVERY_DESK: Final = frozenset(
    {PILOT, JUSTICE, POLICE, TOWN_POLICE, FRAUD, HYGIENE, CONTRIBUTIONS, LABOUR, LANDLORD, CUSTOMS}
)
INSPECT: Final = EVERY_DESK - {PILOT, JUSTICE, LANDLORD}
INVITED: Final = {
    "night": frozenset({POLICE, TOWN_POLICE, FRAUD, HYGIENE, CONTRIBUTIONS, LABOUR}),
    "coming": frozenset({POLICE, TOWN_POLICE, HYGIENE}),
    "draft": frozenset[str](),
}
CAME: Final = INVITED["night"] - {LABOUR}
"""The labour inspection declined."""
SPOKE: Final = CAME - {CONTRIBUTIONS}
"""URSSAF never validated its part."""
ASSIGNED: Final = {
    ("night", "bar_1"): CAME,
    ("night", "bar_2"): CAME,
    ("night", "bar_3"): CAME - {TOWN_POLICE},
    ("night", "night_grocery"): CAME,
    ("coming", "night_grocery"): frozenset[str](),
    ("coming", "bar_3"): frozenset[str](),
    ("draft", "bar_2"): frozenset[str](),
}
"""Nobody knows yet who goes where in the operations to come."""
PLACES: Final = ("bar_1", "bar_2", "bar_3", "night_grocery")
INSPECTED: Final = ("bar_1", "bar_2", "night_grocery")
"""The third bar was closed on arrival."""

# ------------------------------------------------------------------ who reads which word


def plan_of(operation: str) -> frozenset[str]:
    """K2, the plan of an operation: who leads it, who approves it, who was invited to it."""
    return INVITED[operation] | {PILOT, JUSTICE}


def visit_of(operation: str, place: str) -> frozenset[str]:
    """K2, a visit: who leads the operation, who approves it, who is assigned to that place."""
    return ASSIGNED[operation, place] | {PILOT, JUSTICE}


def findings_of(agency: str) -> frozenset[str]:
    """K3, what an agency found: its own until it validates its part; then who gets the full minutes reads it too."""
    return frozenset({agency, PILOT, JUSTICE} if agency in SPOKE else {agency})


@dataclass(frozen=True)
class Secret:
    """A word: its class, and who reads it somewhere."""

    secrecy: int
    readers: frozenset[str]


Secrets = Iterator[tuple[str, int, frozenset[str]]]
"""Words with their class and their readers."""
TOLD_AS: Final = {"night": "operation", "coming": "coming", "draft": "draft"}
"""By which first word the canaries of an operation's steps are called."""
FOUND: Final = (
    ("bar_1", POLICE, ("PN-07", "PN-10", "PN-15")),
    ("bar_1", TOWN_POLICE, ("PM-02",)),
    ("bar_1", FRAUD, ("CC-01",)),
    ("bar_1", CONTRIBUTIONS, ("UR-02",)),
    ("night_grocery", TOWN_POLICE, ("PM-03",)),
    ("night_grocery", FRAUD, ("CC-05", "CC-02")),
    ("night_grocery", HYGIENE, ("SS-04",)),
)
"""Points found not compliant, with a note."""
PICTURES: Final = (
    ("bar_1", POLICE, "PN-15"),
    ("bar_1", TOWN_POLICE, "PM-02"),
    ("bar_1", CONTRIBUTIONS, "UR-02"),
    ("night_grocery", TOWN_POLICE, "PM-03"),
    ("night_grocery", FRAUD, "CC-05"),
    ("night_grocery", HYGIENE, "SS-04"),
)
UNCHECKED: Final = (("bar_1", POLICE, "PN-12"), ("night_grocery", HYGIENE, "SS-14"))
"""Points left unchecked, with a note: no findings, so they enter no minutes."""


def of_the_partnership() -> Secrets:
    """K0, the register, which every desk looks up; K1, that an action took place and what each partner must do."""
    for place in PLACES:
        yield canary("establishment", place), 0, EVERY_DESK
    for step, name in (("ask_partner", "words"), ("close", "signatory")):
        yield canary("minutes", step, name), 1, EVERY_DESK
    yield canary("partner_task", "report", "answer"), 1, EVERY_DESK
    for step, names in WRITTEN.items():
        for name in names:
            yield canary("strategy", step, name), 1, EVERY_DESK
    # Where the house writes to somebody without an account: whoever may make links, and nobody else.
    yield canary("strategy", "ask_outside", "address"), 1, frozenset({PILOT})
    yield canary("evidence", "local"), 1, EVERY_DESK
    yield canary("evidence", "hidden"), 2, frozenset({LANDLORD, PILOT})


def of_the_plans() -> Secrets:
    """K2: what an operation is for, where it goes and why, who does what, what was asked of the prosecutor."""
    for operation, word in product(INVITED, ("title", "purpose")):
        yield canary(operation, word), 2, plan_of(operation)
    for operation, place in ASSIGNED:
        yield canary(TOLD_AS[operation], place, "add_target", "reason"), 2, plan_of(operation)
    for operation, agencies in INVITED.items():
        for agency in agencies:
            yield canary(TOLD_AS[operation], agency, "invite", "role"), 2, plan_of(operation)
    yield canary("operation", "ask_requisition", "reason"), 2, plan_of("night")
    yield canary("operation", "renew_requisition", "reason"), 2, plan_of("night")
    yield canary("requisition", "grant", "magistrate"), 2, plan_of("night")
    yield canary("coming", "ask_requisition", "reason"), 2, plan_of("coming")


def of_the_answers() -> Secrets:
    """K2: one agency's answer to its invitation; the attendance sheet of the night tells it to all who came."""
    for agency in CAME:
        yield canary("participation", agency, "declare_ready", "leader"), 2, CAME | {PILOT, JUSTICE}
    yield canary("participation", LABOUR, "decline", "reason"), 2, CAME | {LABOUR, PILOT, JUSTICE}
    yield canary("coming", POLICE, "accept_with_reservation", "reason"), 2, frozenset({POLICE, PILOT})
    yield canary("coming", HYGIENE, "decline", "reason"), 2, frozenset({HYGIENE, PILOT})


def of_the_visits() -> Secrets:
    """K2: what took place at each door; what is asked of an operator, known to who asks, who found it, who leads."""
    for place, (step, name) in product(
        INSPECTED, (("enter", "entry_note"), ("enter", "licence"), ("leave", "documents_handed"), ("leave", "remarks"))
    ):
        yield canary("visit", place, step, name), 2, visit_of("night", place)
    yield canary("visit", "bar_3", "find_closed", "reason"), 2, visit_of("night", "bar_3")
    yield from words_of_compliance(canary)


def of_the_findings() -> Secrets:
    """K3: what each agency found and did, and its part of the minutes."""
    for place, agency, items in FOUND:
        for item in items:
            yield canary(place, agency, item, "note"), 3, findings_of(agency) | also_reads(agency, item)
    for place, agency, item in PICTURES:
        yield canary(place, agency, item, "photo"), 3, findings_of(agency)
    for place, agency, item in UNCHECKED:
        yield canary(place, agency, item, "note"), 3, frozenset({agency})
    for place, agency in product(INSPECTED, CAME):
        yield canary("sheet", place, agency, "hand_in", "measures"), 3, findings_of(agency)
    for agency in SPOKE:
        yield canary("section", agency, "validate", "validated_by"), 3, findings_of(agency)
        yield canary("section", agency, "validate", "remarks"), 3, frozenset({agency, PILOT})
    yield canary("finding", "PN-10", "route_reason"), 3, frozenset({POLICE})
    yield canary("finding", "UR-02", "route_reason"), 3, frozenset({CONTRIBUTIONS})
    yield SILENT_POINT, 3, frozenset({CONTRIBUTIONS})


def of_the_full_minutes() -> Secrets:
    """K3: what the full version alone says, for who leads the operation and who approved it."""
    for step, name in (("add_incident", "place"), ("add_incident", "words"), ("propose_decision", "words")):
        yield canary("minutes", step, name), 3, frozenset({PILOT, JUSTICE})


SECRETS: Final = {
    word: Secret(secrecy, readers)
    for word, secrecy, readers in chain(
        of_the_partnership(),
        of_the_plans(),
        of_the_answers(),
        of_the_visits(),
        of_the_findings(),
        of_the_full_minutes(),
        words_of_the_referrals(canary),
        words_of_the_meeting(canary, EVERY_DESK),
        words_of_the_problem(canary),
        canary_evidence.words_of_the_evidence(canary),
        words_of_measures(canary, EVERY_DESK),
        words_of_sharing(canary),
    )
}

TITLES: Final = frozenset(
    {canary(operation, "title") for operation in INVITED}
    | {canary("meeting", "decide2", "words")}
    | canary_evidence.listed(canary)
    | {canary("problem", "propose", "title"), canary("problem", "decide", "words")}
)
"""What lists say of a protected case: opening it is the reading that is written down."""

# ------------------------------------------------------------------ who opens which record


PARTNERSHIP: Final = frozenset(
    {
        "establishment", "partner_task", "strategy", "axis", "objective", "commitment", "action", "indicator", "reading",
        "contest", "evidence_file", "steering_note", "outside_answer", "means", "training", "signing_delegation",
    }
)  # fmt: skip
"""K0 and K1: what every desk opens."""
OTHERS: Final = {
    **canary_evidence.MAY_OPEN,
    "meeting": frozenset({KEEPER, MEMBER}),
    "problem": GROUP,
    "minutes": CAME | {PILOT, JUSTICE},
    "register_import": frozenset[str](),
    "mail_day": frozenset[str](),
}


def may_open(name: str) -> frozenset[str]:
    """Say which desks may open a record by its name, such as ``sheet night bar_1 urssaf``."""
    kind, *rest = name.split()
    match kind:
        case "operation" | "requisition":
            return plan_of(rest[0])
        case "visit":
            return visit_of(rest[0], rest[1])
        case "finding" | "compliance" if kind == "finding" or rest[0] == "elsewhere":
            return frozenset({rest[-1]})
        case "measure" if rest[0] in OPENED_BY:
            return OPENED_BY[rest[0]]
        case "participation" | "sheet" | "section" | "measure" | "compliance":
            return frozenset({rest[-1], PILOT})
        case "sharing":
            return SHARED_WITH[rest[-1]]
        case "paper":
            return may_read_paper(rest[0], " ".join(rest[2:]))
        case "referral" | "pv_transmission" | "referral_notice" | "clerk_answer" | "enquiry" | "bundle":
            return referrals.may_open_referral(kind, rest)
        case "photo":
            return frozenset({rest[2]})
        case "action" | "evidence_file" if rest[0] == "hidden":
            return frozenset({rest[-1], PILOT})
        case "action" if rest[0] == "problem":
            return GROUP
    assert kind in PARTNERSHIP or kind in OTHERS, f"The matrix does not know what a {name} is: say who may open it."
    return EVERY_DESK if kind in PARTNERSHIP else OTHERS[kind]


def may_read_paper(kind: str, of: str) -> frozenset[str]:
    """Say which desks may read a paper of a record: each version is for other readers."""
    return {
        "requisition": may_open(of),
        "minutes": frozenset({PILOT, JUSTICE}),
        "photo_board": frozenset({PILOT, JUSTICE}),
        "attendance": CAME | {PILOT, JUSTICE},
        "minutes_partner": EVERY_DESK,
        "decisions": OTHERS["meeting"],
        "decisions_public": EVERY_DESK,
        "problem_sheet": GROUP,
        "steering_note": EVERY_DESK,
        **papers_of_measures(EVERY_DESK),
        "exhibit_register": canary_evidence.MAY_OPEN["exhibit_sheet"],
        **dict.fromkeys(("referral", "transmittal", "reply_40_2", "shared_copy"), may_open(of)),
    }[kind]


CASES: Final = (
    "operation", "visit", "participation", "sheet", "requisition", "minutes", "section", "referral", "measure",
    "compliance", "partner_task", "register_import", "mail_day", "strategy", "axis", "objective", "commitment", "action",
    "indicator", "contest", "meeting", "problem", "steering_note", "outside_answer", "means", "training", "sharing",
    *canary_evidence.STEPS,
    "signing_delegation",
    *referrals.CASES_OF_REFERRALS,
)  # fmt: skip
STEPS: Final[Mapping[str, tuple[str, str]]] = {
    **canary_evidence.STEPS,
    **referrals.STEPS_OF_REFERRALS,
    "sharing": ("withdraw", "its agency"),
    "operation": ("cancel", PILOT),
    "visit": ("cancel", PILOT),
    "participation": ("decline", "its agency"),
    "sheet": ("give_up", "its agency"),
    "requisition": ("refuse", JUSTICE),
    "minutes": ("ask_partner", PILOT),
    "section": ("validate", "its agency"),
    "referral": ("set_aside", "its agency"),
    "measure": ("set_aside", PILOT),
    "compliance": ("set_aside", "its agency"),
    "partner_task": ("decline", "its agency"),
    "register_import": ("finish", "nobody here"),
    "mail_day": ("end", "nobody here"),
    "strategy": ("end", PILOT),
    "axis": ("end", PILOT),
    "objective": ("abandon", PILOT),
    "commitment": ("give_up", "its agency"),
    "action": ("postpone", "its agency"),
    "indicator": ("end", PILOT),
    "contest": ("withdraw", "its agency"),
    "meeting": ("cancel", PILOT),
    "problem": ("put_off", POLICE),
    "steering_note": ("withdraw", PILOT),
    "outside_answer": ("revoke", PILOT),
    "means": ("change_need", PILOT),
    "training": ("cancel", "its agency"),
    "signing_delegation": ("end", PILOT),
}
"""For each kind of case, a step that addresses name, and who takes it."""
