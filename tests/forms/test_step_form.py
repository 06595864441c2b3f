"""The form of a step: made of what the step asks, and nothing that it does not ask."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from werkzeug.datastructures import MultiDict

from forms.step import StepForm, step_form
from workflows.engine.definition import Field, Step
from workflows.store.text import Text

LABEL = Text("Réponse", "Answer")


def step(*asks: Field) -> Step:
    return Step("go", ("here",), "there", LABEL, "pilot_operation", asks=asks)


def received(form: StepForm, **typed: str) -> StepForm:
    form.receive(MultiDict(typed))
    form.validate()
    return form


EVERY_KIND = step(
    Field("subject", LABEL, "line"),
    Field("reason", LABEL, "text"),
    Field("on", LABEL, "day"),
    Field("from_at", LABEL, "moment"),
    Field("agents", LABEL, "number"),
    Field("home", LABEL, "yes_no"),
    Field("kind", LABEL, "choice", choices=(("bar", LABEL),)),
    Field("dangers", LABEL, "choices", choices=(("dog", LABEL), ("crowd", LABEL)), required=False),
)


def test_each_kind_gives_its_own_type() -> None:
    form = received(
        step_form(EVERY_KIND),
        f_subject="Bar",
        f_reason="Bruit",
        f_on="2026-11-27",
        f_from_at="2026-11-27T21:30",
        f_agents="4",
        f_home="no",
        f_kind="bar",
        f_dangers="dog",
    )
    assert form.fields() == {
        "subject": "Bar",
        "reason": "Bruit",
        "on": date(2026, 11, 27),
        "from_at": datetime(2026, 11, 27, 20, 30, tzinfo=UTC),
        "agents": 4,
        "home": False,
        "kind": "bar",
        "dangers": ["dog"],
    }


def test_what_was_not_asked_is_not_read() -> None:
    form = received(step_form(step(Field("reason", LABEL))), f_reason="Bruit", f_role="admin", state="approved")
    assert form.fields() == {"reason": "Bruit"}


@pytest.mark.parametrize("name", ["data", "errors", "validate", "command", "version", "meta", "process", "fields"])
def test_a_field_may_bear_any_name(name: str) -> None:
    form = received(step_form(step(Field(name, LABEL))), **{f"f_{name}": "Bruit"})
    assert form.fields() == {name: "Bruit"}


def test_every_mistake_is_named_in_the_order_of_the_page() -> None:
    form = received(step_form(EVERY_KIND), f_subject="Bar", f_agents="douze")
    assert [field.name for field, _ in form.mistakes()] == [
        "f_reason",
        "f_on",
        "f_from_at",
        "f_agents",
        "f_home",
        "f_kind",
    ]


def test_the_command_and_the_version_come_back_as_they_were_sent() -> None:
    form = step_form(step())
    form.begin(7)
    again = received(step_form(step()), command=form.command, version="7")
    assert (again.command, again.version) == (form.command, 7)


@pytest.mark.parametrize("sent", ["", "1; drop table", "zzz", "0" * 33])
def test_a_command_that_is_none_is_replaced_by_a_fresh_one(sent: str) -> None:
    form = received(step_form(step()), command=sent, version="x")
    assert UUID(hex=form.command).version == 4
    assert form.version is None


def test_a_form_never_writes_on_a_record() -> None:
    with pytest.raises(TypeError, match="never writes"):
        step_form(EVERY_KIND).populate_obj(object())


def test_choices_that_depend_on_the_case_need_somebody_who_knows_it() -> None:
    asking = step(Field("kind", LABEL, "choice", choices=lambda _situation: [("bar", LABEL)]))
    with pytest.raises(TypeError, match="depend on the case"):
        step_form(asking)
    form = received(step_form(asking, lambda _field: [("bar", LABEL)]), f_kind="bar")
    assert form.fields() == {"kind": "bar"}
