"""The judicial branches of a joint inspection, in a house that has a list of offences."""

from __future__ import annotations

from tests.fixtures.offences import offence
from webapp.demonstration.referral import ReferralTelling
from webapp.demonstration.story import Story
from workflows.engine.cases import HOUSE_ACTOR, open_case
from workflows.engine.viewer import HOUSE_VIEWER, unit_of_work


def referral_telling(told: Story) -> ReferralTelling:
    """Give the branches of a story told to its end; the house knows two offences, one of them minor."""
    with unit_of_work(told.engine, HOUSE_VIEWER) as session:
        open_case(
            session, "register_import", actor=HOUSE_ACTOR, moment=told.at(-2, 9), title="NATINF", records=[
                offence("149", "misdemeanour", "TROMPERIE SUR UNE MARCHANDISE"),
                offence("2897", "minor_offence_5", "VENTE SUR LE DOMAINE PUBLIC"),
            ],
        )  # fmt: skip
    return ReferralTelling(engine=told.engine, handlers=told.handlers, night=told.night, tell=told.tell)
