"""The frame around every page: whose desk it is, where the menu leads, who is signed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import uuid4

from flask import Flask, current_app, g, request

from webapp.desks import MenuItem, desk_kinds
from webapp.language import Words, language
from webapp.reasons import REASONS
from webapp.sessions import Person, person
from webapp.settings import Settings
from webapp.showing.case import alike
from webapp.showing.kept_words import kept_title, kept_words
from webapp.unit import moment
from webapp.words import WORDS
from workflows.law import references
from workflows.register.agencies import UnknownAgency, agency
from workflows.store.text import PARIS, Text


@dataclass(frozen=True, slots=True)
class Link:
    """A link of the menu or the breadcrumb, as the page draws it."""

    label: str
    endpoint: str
    icon: str = ""
    here: bool = False


def menu() -> list[Link]:
    """Return the menu of the person who is signed in: only pages that exist and that they may open."""
    someone = person()
    if someone is None:
        return []
    kind = desk_kinds()[someone.agency.desk]
    return [_link(item) for item in kind.menu if _is_open(item, someone)]


def agency_name(key: str | None) -> str | Text:
    """Return the short name of an agency; the key itself where the data no longer knows it; the house by its name."""
    if key is None:
        return ""
    try:
        return agency(key).short
    except UnknownAgency:
        return Words().by_the_house if key == "house" else key


def reason_label(code: str | None) -> Text | None:
    """Return a reason for reading in words."""
    return REASONS.get(code or "")


def reference(key: str, on: date | None = None) -> Text:
    """Return a legal reference in short as it stood on a day, today by default, marked where a lawyer must verify it."""
    try:
        found = references.reference(key, on or moment().astimezone(PARIS).date())
    except references.UnknownReferenceError:
        return Text(key, key)
    short = Text(found.short("fr"), found.short("en"))
    if found.to_verify:
        return WORDS["to_verify"].with_parameters(reference=short)
    return short


def new_command() -> str:
    """Return a fresh command id, for a button that takes a step at once."""
    return uuid4().hex


def is_demo() -> bool:
    """Tell whether this installation holds a demonstration."""
    settings: Settings = current_app.extensions["beffroi_settings"]
    return settings.demo


def _link(item: MenuItem) -> Link:
    # A page that says "there is nothing here" is the same wherever it was asked for.
    here = (
        "nowhere" not in g
        and request.endpoint is not None
        and request.endpoint.split(".")[0] == item.endpoint.split(".")[0]
    )
    return Link(label=getattr(Words(), item.word), endpoint=item.endpoint, icon=item.icon, here=here)


def _is_open(item: MenuItem, someone: Person) -> bool:
    if item.endpoint not in current_app.view_functions:
        return False
    return item.competence is None or item.competence in someone.competences


def install(app: Flask) -> None:
    """Give every template the frame."""
    app.add_template_filter(lambda words: kept_words(words, language()), "kept")
    app.add_template_filter(lambda title: kept_title(title, language()), "titled")
    app.add_template_filter(alike, "alike")
    app.jinja_env.globals.update(
        person=person,
        menu=menu,
        agency_name=agency_name,
        reason_label=reason_label,
        is_demo=is_demo,
        reference=reference,
        new_command=new_command,
    )
    desk_kinds()
