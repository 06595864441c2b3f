"""A small house in which something happened: every table of the engine has rows, two heads are signed."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from tests.workflows.engine.small import CLERK, OFFICER, POLICE, T0, TOWN, do, open_board, open_opinion, open_permit
from workflows.engine.evidence.access import append_read, record_read
from workflows.engine.evidence.heads import sign_heads
from workflows.engine.outbox import Handlers, drain
from workflows.engine.sweeper import sweep
from workflows.engine.viewer import HOUSE_VIEWER, Viewer, unit_of_work
from workflows.processes.document import PressJob
from workflows.register.users import User
from workflows.store.sessions import SignInThrottle, WebSession

QUIET = Handlers({"announce": lambda _delivery: None})


def tell(engine: Engine, key: Ed25519PrivateKey) -> UUID:
    """Play the story and return the id of the permit that was decided."""
    decided, waiting = open_permit(engine, command="open-1"), open_permit(engine)
    for opinion in [open_opinion(engine, decided) for _ in range(2)]:
        do(engine, opinion, "give", OFFICER, fields={"words": "Très bien."}, command=f"give-{opinion}")
    open_opinion(engine, waiting)
    do(engine, decided, "submit", CLERK, command="submit-1")
    do(engine, waiting, "submit", CLERK)
    board = open_board(engine)
    do(engine, board, "stick", CLERK, fields={"words": "first"}, command="stick-1")
    drain(engine, QUIET, moment=T0)
    assert sign_heads(engine, key, moment=T0, at_once=True) == 1
    do(engine, board, "stick", CLERK, fields={"words": "second"}, moment=T0 + timedelta(minutes=10))
    sweep(engine, moment=T0 + timedelta(hours=2))
    _look(engine, decided)
    _sign_in(engine, decided)
    assert sign_heads(engine, key, moment=T0 + timedelta(hours=3), at_once=True) == 2
    return decided


def _look(engine: Engine, case_id: UUID) -> None:
    viewer = Viewer(POLICE, "b.officer")
    with unit_of_work(engine, viewer) as session:
        record_read(session, viewer, case_id=case_id, secrecy=2, reason="inspection", moment=T0)
        append_read(session, viewer, kind="list", reference="inbox", secrecy=2, reason="inspection", moment=T0)


def _sign_in(engine: Engine, case_id: UUID) -> None:
    with Session(engine) as session, session.begin():
        user = User(
            id=uuid4(), agency=TOWN, user_name="a.clerk", name="A. Clerk", function="Clerk", password_hash="x" * 20,
            competences=["apply"], created_at=T0, changed_at=T0,
        )  # fmt: skip
        session.add(user)
        session.flush()
        session.add(
            WebSession(
                token_hash="a" * 64, user_id=user.id, agency=TOWN, created_at=T0, seen_at=T0,
                expires_at=T0 + timedelta(hours=8), reason="inspection", kept={"words": "draft"},
            )
        )  # fmt: skip
        session.add(SignInThrottle(key="b" * 64, failures=2, last_at=T0, blocked_until=T0))
    with unit_of_work(engine, HOUSE_VIEWER) as session:
        session.add(
            PressJob(id=uuid4(), case_id=case_id, kind="minutes", stage="stopped", changed_at=T0, missing=[["a", "b"]])
        )
