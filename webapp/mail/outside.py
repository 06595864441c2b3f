"""How a letter to somebody outside reads: who asks, what, until when, the link; never the code, which comes another way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from email.message import EmailMessage
from typing import Final

from markupsafe import Markup

from webapp.counting import counted_word
from webapp.mail.letter import envelope, tell_how_to_stop
from webapp.mail.stopping import outside_stop_token
from webapp.settings import Settings
from webapp.showing.kept_words import kept_title
from webapp.words import WORDS
from workflows.law.days import paris_day
from workflows.processes.outside_answer import KINDS, OutsideAnswer
from workflows.processes.outside_letter import FIRST, OutsideContact, OutsideLetter
from workflows.register.agencies import agency
from workflows.store.text import Text, say

_PAGE: Final = Markup(
    '<!doctype html><html lang="{language}"><head><meta charset="utf-8"><meta name="viewport"'
    ' content="width=device-width"></head><body>{words}<hr><p><small><strong>{why_title}</strong><br>{why}</small></p>'
    "<p><small>{stops}</small></p></body></html>"
)
_LINK: Final = Markup('<a href="{address}">{words}</a>')


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing that a letter asks for: the link's row, the title of what it is about, and when it was first written of.

    ``token`` opens it; it is empty where the house can no longer make it, since its key was renewed.
    """

    letter: OutsideLetter
    row: OutsideAnswer
    title: str
    token: str
    first_on: date


def compose_outside(asked: Sequence[Asked], contact: OutsideContact, settings: Settings) -> EmailMessage:
    """Return the letter about these things, all asked of one address; sent twice, it is known as the same."""
    writer = _Writer(contact.language, settings)
    head = asked[0].letter
    is_first = head.occasion == FIRST
    subject = WORDS["outside_mail_subject"] if is_first else counted_word("outside_mail_again", len(asked))
    letter = envelope(
        settings, message_id=head.id, to=contact.address, subject=writer.say(subject, asker=_asker(asked[0])),
        at=head.made_at,
    )  # fmt: skip
    tell_how_to_stop(letter, writer.stop(asked))
    letter.set_content("\n".join(writer.lines(asked)) + "\n")
    letter.add_alternative(str(writer.page(asked)), subtype="html")
    letter["Content-Language"] = contact.language
    return letter


@dataclass(frozen=True, slots=True)
class _Writer:
    language: str
    settings: Settings

    def say(self, words: str | Text, **parameters: object) -> str:
        text = WORDS[words] if isinstance(words, str) else words
        return say(text.with_parameters(**parameters), self.language)

    def stop(self, asked: Iterable[Asked]) -> str:
        token = outside_stop_token(self.settings.secret_key, [each.row.id for each in asked])
        return f"{self.settings.address}/answer/stop/{token}"

    def lines(self, asked: Sequence[Asked]) -> Iterator[str]:
        """Give the plain words line by line: a reader that shows no HTML misses nothing."""
        yield from (self.say("outside_mail_hello"), "")
        for each in asked:
            yield from self._told(each)
            if each.token:
                yield from ("", f"{self.say('outside_mail_answer')}{self.say('colon')}{self._address(each)}")
            yield ""
        yield from (self.say("outside_mail_code"), "", "-- ", self.say("mail_why"), *self._why(asked))
        for each in asked:
            yield f"{self._stops(each, asked)}{self.say('colon')}{self.stop([each])}"

    def page(self, asked: Sequence[Asked]) -> Markup:
        """Return the same words as a simple page."""
        found = [Markup("<p>{}</p>").format(self.say("outside_mail_hello"))]
        for each in asked:
            found.append(Markup("<p>{}</p>").format(Markup("<br>").join(self._told(each))))
            if each.token:
                button = _LINK.format(address=self._address(each), words=self.say("outside_mail_answer"))
                found.append(Markup("<p><strong>{}</strong></p>").format(button))
        found.append(Markup("<p>{}</p>").format(self.say("outside_mail_code")))
        stops = [_LINK.format(address=self.stop([each]), words=self._stops(each, asked)) for each in asked]
        return _PAGE.format(
            language=self.language,
            words=Markup("").join(found),
            why_title=self.say("mail_why"),
            why=Markup("<br>").join(self._why(asked)),
            stops=Markup("<br>").join(stops),
        )

    def _told(self, asked: Asked) -> Iterator[str]:
        row, asker = asked.row, _asker(asked)
        assert row.agency is not None
        yield self.say("outside_mail_to", person=row.person, partner=agency(row.agency).name)
        yield self.say("outside_mail_asks", asker=asker)
        title = kept_title(asked.title, self.language)
        yield self.say("outside_mail_what", kind=KINDS[row.kind].label, title=title)
        yield self.say("outside_mail_until", day=row.due_on)
        if not asked.token:
            yield self.say("outside_mail_by_earlier", day=asked.first_on)
        yield self.say("outside_mail_questions", asker=asker, number=row.number)

    def _address(self, asked: Asked) -> str:
        return f"{self.settings.address}/answer/{asked.token}"

    def _why(self, asked: Sequence[Asked]) -> list[str]:
        return [self.say("outside_mail_why", asker=_asker(asked[0])), self.say("outside_mail_erased")]

    def _stops(self, asked: Asked, all_of_them: Sequence[Asked]) -> str:
        words = self.say("outside_mail_stop")
        return words if len(all_of_them) == 1 else f"{words} ({asked.row.number})"


def _asker(asked: Asked) -> Text:
    return agency(asked.row.asked_by).name


def first_day(letters: Iterable[OutsideLetter]) -> date:
    """Return the day on which somebody was first written to about a link."""
    return paris_day(min(each.made_at for each in letters))
