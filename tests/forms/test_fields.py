"""What may be written in each kind of field, and what is sent back with a sentence."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict
from wtforms.form import BaseForm

from forms.fields import Amount, Asked, Choice, Choices, Day, Line, Moment, Number, Paragraphs, Password, YesNo
from workflows.store.text import PARIS, Text

LABEL = Text("Réponse", "Answer")
TWO = (("bar", Text("Bar", "Bar")), ("grocery", Text("Épicerie", "Grocery")))


def ask(kind: type[Asked], *typed: str, **given: Any) -> tuple[Any, list[Text]]:
    """Send ``typed`` to one field; return what was read and the sentences that refuse it."""
    unbound: Any = kind(LABEL, **given)
    form = BaseForm({"answer": unbound})
    form.process(MultiDict([("answer", each) for each in typed]))
    form.validate()
    field: Any = form["answer"]
    return field.data, list(field.errors)


def reads(kind: type[Asked], *typed: str, **given: Any) -> Any:
    value, refused = ask(kind, *typed, **given)
    assert not refused
    return value


def refuses(kind: type[Asked], *typed: str, **given: Any) -> Text:
    _, refused = ask(kind, *typed, **given)
    assert len(refused) == 1
    return refused[0]


@pytest.mark.parametrize("typed", ["12", " 12", "1\u202f2", "0012"])
def test_a_number_is_read_in_plain_digits(typed: str) -> None:
    assert reads(Number, typed) == 12


@pytest.mark.parametrize(
    "typed", ["1_2", "١٢", "1e3", "-1", "+1", "1.0", "NaN", "Infinity", "douze", "9" * 40, "4001", "²", "1\n2"]
)
def test_anything_else_is_no_number(typed: str) -> None:
    assert "nombre entier" in refuses(Number, typed, maximum=4000).fr


@pytest.mark.parametrize(
    ("typed", "amount"), [("12", "12.00"), ("12,5", "12.5"), ("1 234,56", "1234.56"), ("0.05", "0.05")]
)
def test_an_amount_takes_a_comma_or_a_point(typed: str, amount: str) -> None:
    assert reads(Amount, typed) == Decimal(amount)


@pytest.mark.parametrize("typed", ["NaN", "Infinity", "1E+9999999", "1,234", "-1", "12,", "1_0"])
def test_an_amount_is_finite_and_bounded(typed: str) -> None:
    assert "montant" in refuses(Amount, typed, maximum=1000).fr


@pytest.mark.parametrize("typed", ["2026-11-27", "27/11/2026", "27.11.2026"])
def test_a_day_is_read_from_the_input_or_typed_the_french_way(typed: str) -> None:
    assert reads(Day, typed) == date(2026, 11, 27)


@pytest.mark.parametrize("typed", ["2026-02-30", "11/27/2026", "hier", "0026-11-27", "2026-11-27T21:30", "27/11/26"])
def test_a_day_that_does_not_exist_is_refused(typed: str) -> None:
    refuses(Day, typed)


@pytest.mark.parametrize(
    "typed", ["2026-11-27T21:30", "27/11/2026 21:30", "27/11/2026 à 21 h 30", "2026-11-27T21:30:00"]
)
def test_a_moment_is_typed_in_paris_and_kept_in_utc(typed: str) -> None:
    assert reads(Moment, typed) == datetime(2026, 11, 27, 20, 30, tzinfo=UTC)


def test_the_hour_that_spring_skips_does_not_exist() -> None:
    assert "n’existe pas" in refuses(Moment, "2026-03-29T02:30").fr


def test_of_the_hour_that_autumn_repeats_the_first_is_meant() -> None:
    assert reads(Moment, "2026-10-25T02:30") == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@given(st.integers(min_value=-600_000_000, max_value=3_700_000_000))
def test_a_moment_shown_and_sent_back_is_the_same_moment(second: int) -> None:
    moment = datetime.fromtimestamp(second, UTC)
    unbound: Any = Moment(LABEL)
    form = BaseForm({"answer": unbound})
    form.process(data={"answer": moment})
    field: Any = form["answer"]
    shown = field.typed
    again = reads(Moment, shown)
    assert again.astimezone(PARIS).strftime("%Y-%m-%dT%H:%M") == shown


@pytest.mark.parametrize("typed", ["a\x00b", "a\nb", "a\u202eb", "a\x1b[31m", "\x7f"])
def test_a_line_holds_no_invisible_character(typed: str) -> None:
    assert "invisible" in refuses(Line, typed).fr


def test_paragraphs_keep_their_lines_and_nothing_else_invisible() -> None:
    assert reads(Paragraphs, "  un\r\ndeux\rtrois\n") == "un\ndeux\ntrois"
    assert "invisible" in refuses(Paragraphs, "un\x00").fr


def test_words_are_kept_in_one_form_whatever_the_keyboard() -> None:
    assert reads(Line, "e\u0301te\u0301") == "été"


def test_too_many_words_are_counted_and_refused() -> None:
    assert refuses(Line, "x" * 81, maximum=80).render("fr").startswith("81 caractères sont écrits, 80")


def test_a_code_that_was_not_offered_is_refused() -> None:
    assert reads(Choice, "bar", choices=TWO) == "bar"
    assert "proposée" in refuses(Choice, "casino", choices=TWO).fr
    assert "proposée" in refuses(Choices, "bar", "casino", choices=TWO).fr


def test_ticked_codes_come_in_the_order_offered_and_once() -> None:
    assert reads(Choices, "grocery", "bar", "bar", choices=TWO) == ["bar", "grocery"]


@pytest.mark.parametrize(("typed", "answer"), [("yes", True), ("no", False)])
def test_yes_and_no_are_both_answers(typed: str, answer: bool) -> None:
    assert reads(YesNo, typed) is answer


@pytest.mark.parametrize("kind", [Line, Paragraphs, Number, Amount, Day, Moment, YesNo, Password])
def test_nothing_is_refused_where_something_is_required_and_none_elsewhere(kind: type[Asked]) -> None:
    assert refuses(kind, "").fr
    assert refuses(kind).fr
    assert reads(kind, "", required=False) is None


def test_blanks_alone_are_nothing() -> None:
    assert refuses(Line, "   \u00a0 ").fr == "Renseignez ce champ."


def test_a_password_is_kept_as_typed_and_never_shown_again() -> None:
    unbound: Any = Password(LABEL)
    form = BaseForm({"answer": unbound})
    form.process(MultiDict([("answer", "  phare de Walde ")]))
    field: Any = form["answer"]
    assert field.data == "  phare de Walde "
    assert field.typed == ""


@given(st.text(max_size=60), st.sampled_from([Line, Paragraphs, Number, Amount, Day, Moment]))
def test_whatever_is_typed_is_read_or_refused_and_shown_again(typed: str, kind: type[Asked]) -> None:
    unbound: Any = kind(LABEL, maximum=50)
    form = BaseForm({"answer": unbound})
    form.process(MultiDict([("answer", typed)]))
    form.validate()
    field: Any = form["answer"]
    assert field.typed == typed
    assert all(isinstance(error, Text) and error.render("fr") and error.render("en") for error in field.errors)
