"""The journal line of a move: its body as plain JSON, its salted digest, its chained header."""

from __future__ import annotations

import os
from typing import Any

from workflows.engine.chain import digest_of_body, hash_of_header
from workflows.engine.situation import Situation
from workflows.engine.statements import Line, Move
from workflows.store.plain import canonical, plain


def body_of(given: Any, changes: list[Any], move: Move) -> dict[str, Any]:
    """Return what the line keeps: the values typed, the rows changed, and what the move does to the live tables."""
    body: dict[str, Any] = {}
    if given:
        body["fields"] = given
    if changes:
        body["records"] = changes
    if move.parties:
        body["parties"] = move.parties
    if move.turns or move.ends_turns:
        body["turns"] = [[competence, agency, plain(due)] for competence, agency, due in move.turns]
    if move.clocks_started or move.clocks_stopped:
        body["clocks"] = {"started": plain(move.clocks_started), "stopped": move.clocks_stopped}
    if move.effects:
        body["effects"] = [[effect_id.hex, topic, text] for effect_id, topic, text in move.effects]
    return body


def line_of(
    situation: Situation,
    step: str,
    source: str,
    target: str,
    *,
    seq: int,
    previous: bytes,
    body: dict[str, Any],
    command: str | None,
) -> Line:
    """Return the line of a step, chained to the hash of the line before it."""
    case, actor = situation.case, situation.actor
    text = canonical(body)
    salt = os.urandom(16)
    digest = digest_of_body(salt, text)
    hash_ = hash_of_header(
        case_id=case.id, seq=seq, workflow=case.workflow, step=step, source=source, target=target,
        agency=actor.agency, user=actor.user, at=situation.moment, command=command, secrecy=case.secrecy,
        case_agency=case.agency, body_digest=digest, previous=previous,
    )  # fmt: skip
    return Line(
        case.id, seq, case.workflow, step, source, target, actor.agency, actor.user, situation.moment, command,
        case.secrecy, case.agency, digest, previous, hash_, salt, text,
    )  # fmt: skip
