"""How a message reads: its headers, its words as plain text and as simple HTML, its event where it invites."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from typing import Any, Final
from uuid import UUID

from markupsafe import Markup

from webapp.mail.stopping import stop_token
from webapp.settings import Settings
from webapp.words import WORDS
from workflows.register.messages import Message
from workflows.store.text import say

_PAGE: Final = Markup(
    '<!doctype html><html lang="{language}"><head><meta charset="utf-8"><meta name="viewport"'
    ' content="width=device-width"></head><body><p>{hello}</p>{things}{words}<hr><p><small><strong>{why_title}</strong><br>'
    '{why}</small></p><p><small><a href="{choose}">{choose_words}</a> · <a href="{stop}">{stop_words}</a></small></p>'
    "</body></html>"
)
_FIRST: Final = Markup('<p><strong>{title}</strong></p><p>{words}<br><a href="{link}"><strong>{open}</strong></a></p>')
_THING: Final = Markup('<li>{section}{colon}<a href="{link}">{words}</a></li>')


def compose(message: Message, settings: Settings) -> EmailMessage:
    """Return the message as it leaves. Its id never changes: one sent twice is known as the same.

    A ``bare`` one has its words and nothing else: it may reach somebody who is not its person.
    """
    content = message.content
    letter = envelope(
        settings, message_id=message.id, to=message.address, subject=content["subject"], at=message.made_at
    )  # fmt: skip
    if content.get("bare"):
        letter.set_content("\n\n".join(content["words"]) + "\n")
        letter["Content-Language"] = content["language"]
        return letter
    stop = stop_address(settings, message.user_id, message.level)
    tell_how_to_stop(letter, stop)
    choose = f"{settings.address}/{content['desk']}/messages"
    letter.set_content("\n".join(_lines(content, choose, stop)) + "\n")
    letter.add_alternative(str(_page(content, choose, stop)), subtype="html")
    event: Mapping[str, str] | None = content.get("event")
    if event is not None:
        letter.add_alternative(event["words"], subtype="calendar", params={"method": event["method"]})
        letter.add_attachment(
            event["words"].encode(),
            maintype="text",
            subtype="calendar",
            filename="evenement.ics",
            params={"charset": "utf-8", "method": event["method"]},
        )
    # Last: what sets the words takes away every header that speaks of them.
    letter["Content-Language"] = content["language"]
    return letter


def envelope(settings: Settings, *, message_id: UUID, to: str, subject: str, at: datetime) -> EmailMessage:
    """Return a message without words: its headers."""
    letter = EmailMessage()
    letter["From"] = settings.mail_from
    letter["To"] = to
    letter["Subject"] = subject
    letter["Date"] = format_datetime(at)
    letter["Message-ID"] = f"<{message_id}@{parseaddr(settings.mail_from)[1].partition('@')[2]}>"
    letter["Auto-Submitted"] = "auto-generated"
    return letter


def tell_how_to_stop(letter: EmailMessage, stop: str) -> None:
    """Write into a message the address that stops its like at one press (RFC 8058)."""
    letter["List-Unsubscribe"] = f"<{stop}>"
    letter["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"


def stop_address(settings: Settings, user_id: UUID, level: str) -> str:
    """Return the address that stops one kind of message for a person."""
    return f"{settings.address}/messages/stop/{stop_token(settings.secret_key, user_id, level)}"


def _lines(content: Mapping[str, Any], choose: str, stop: str) -> Iterator[str]:
    """Give the plain words line by line: a reader that shows no HTML misses nothing."""
    yield _say(content, "mail_hello", name=content["name"])
    yield ""
    first, others = content["things"][:1], content["things"][1:]
    for thing in first:
        yield _say(content, "mail_first") + _say(content, "colon").rstrip()
        yield from (f"  {thing['words']}", f"  {thing['link']}", "")
    section = None
    for thing in others:
        if thing["section"] != section:
            section = thing["section"]
            yield section
        yield from (f"- {thing['words']}", f"  {thing['link']}")
    if others:
        yield ""
    yield from content["words"]
    if content["words"]:
        yield ""
    yield "-- "
    yield _say(content, "mail_why")
    yield from content["why"]
    yield _say(content, "mail_choose") + _say(content, "colon") + choose
    yield _say(content, "mail_stop") + _say(content, "colon") + stop


def _page(content: Mapping[str, Any], choose: str, stop: str) -> Markup:
    first, others = content["things"][:1], content["things"][1:]
    things = Markup("").join(
        _FIRST.format(
            title=_say(content, "mail_first"), words=thing["words"], link=thing["link"], open=_say(content, "mail_open")
        )
        for thing in first
    )
    if others:
        colon = _say(content, "colon")
        things += Markup("<ul>{}</ul>").format(Markup("").join(_THING.format(colon=colon, **thing) for thing in others))
    return _PAGE.format(
        language=content["language"],
        hello=_say(content, "mail_hello", name=content["name"]),
        things=things,
        words=Markup("").join(Markup("<p>{}</p>").format(line) for line in content["words"]),
        why_title=_say(content, "mail_why"),
        why=Markup("<br>").join(content["why"]),
        choose=choose,
        choose_words=_say(content, "mail_choose"),
        stop=stop,
        stop_words=_say(content, "mail_stop"),
    )


def _say(content: Mapping[str, Any], word: str, **parameters: Any) -> str:
    return say(WORDS[word].with_parameters(**parameters), content["language"])
