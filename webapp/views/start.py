"""The first page: what Beffroi is, and one card for each desk."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, current_app, jsonify, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import text

from webapp.policies import policy
from webapp.settings import Settings
from webapp.unit import db, engine, moment
from workflows.register.agencies import Agency, UnknownAgency, agencies, agency
from workflows.register.users import User, demo_users
from workflows.store.text import PARIS

blueprint = Blueprint("start", __name__)


@dataclass(frozen=True, slots=True)
class DemoCard:
    """A demonstration account, as its card shows it."""

    agency: Agency
    name: str
    function: str
    user_name: str


@blueprint.get("/")
@policy("public")
def start_page() -> ResponseReturnValue:
    """What Beffroi is, the demonstration's people if there is one, and every agency's door."""
    settings: Settings = current_app.extensions["beffroi_settings"]
    cards = [card for user in demo_users(db()) if (card := _card(user))] if settings.demo else []
    return render_template(
        "pages/start.html",
        demo_cards=sorted(cards, key=lambda card: (card.agency.order, card.name)),
        demo_password=settings.demo_password,
        desks=agencies(moment().astimezone(PARIS).date()),
    )


@blueprint.get("/health")
@policy("public")
def health() -> ResponseReturnValue:
    """Whether the application and its database answer; nothing else."""
    with engine().connect() as connection:
        connection.execute(text("select 1"))
    return jsonify(status="ok")


def _card(user: User) -> DemoCard | None:
    try:
        return DemoCard(agency(user.agency), user.name, user.function, user.user_name)
    except UnknownAgency:
        return None
