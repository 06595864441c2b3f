"""Calling an address: the whole call has one time limit, the look-up of its name included, and nothing is left hanging."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from webapp.calling_out import CallFailed, Resolver, post

SOON = 0.4
"""Seconds that a call may take here."""
FAR_LATER = 5.0
"""Well before whatever hangs here ends by itself."""


class DeadNameServer:
    """A name server that never answers until it is told to; it remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.heard = threading.Semaphore(0)
        self.answers = threading.Event()

    def __call__(self, host: str) -> list[str]:
        self.asked.append(host)
        self.heard.release()
        self.answers.wait(10)
        return ["192.0.2.1"]


@pytest.fixture
def dead_server() -> Iterator[DeadNameServer]:
    """A name server that is let go at the end of the test."""
    server = DeadNameServer()
    yield server
    server.answers.set()


def call(host: str, resolver: Resolver) -> str:
    """Call somebody in vain; return why it failed, and see that it did not take long."""
    began = time.monotonic()
    with pytest.raises(CallFailed) as failed:
        post(f"https://{host}/hook", b"{}", {}, private=False, timeout=SOON, resolver=resolver)
    assert time.monotonic() - began < FAR_LATER
    return failed.value.reason


def test_a_name_server_that_never_answers_holds_a_call_up_no_longer_than_its_time(dead_server: DeadNameServer) -> None:
    assert call("partner.test", Resolver(dead_server)) == "no_name"


def test_the_same_name_is_asked_for_once_while_it_hangs_and_only_so_many_names_hang(
    dead_server: DeadNameServer,
) -> None:
    resolver = Resolver(dead_server, most=2)

    def ask(host: str) -> None:
        with pytest.raises(CallFailed, match="looked up"):
            resolver.look_up(host, seconds=0.01)

    for _ in range(3):
        ask("one.test")
    assert dead_server.heard.acquire(timeout=10)
    assert dead_server.asked == ["one.test"], "who asks again waits for the look-up that hangs"
    for host in ("two.test", "three.test", "four.test"):
        ask(host)
    assert dead_server.heard.acquire(timeout=10)
    assert dead_server.asked == ["one.test", "two.test"], "no more look-ups hang than there are places"


def test_a_place_is_free_again_once_the_name_server_answers(dead_server: DeadNameServer) -> None:
    resolver = Resolver(dead_server, most=1)
    call("one.test", resolver)
    dead_server.answers.set()
    for host in ("one.test", "two.test", "one.test"):
        assert resolver.look_up(host, seconds=30) == ["192.0.2.1"]
    assert dead_server.asked[-2:] == ["two.test", "one.test"], "an answer is not kept for the next call"


def test_a_name_that_does_not_exist_is_told_to_whoever_calls() -> None:
    def unknown(_host: str) -> list[str]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    assert call("nowhere.test", Resolver(unknown)) == "no_name"


@contextmanager
def somebody(answer: Callable[[socket.socket, threading.Event], None]) -> Iterator[int]:
    """A server that does with its first caller what a test wants; gives its port."""
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            try:
                peer, _ = server.accept()
                with peer:
                    answer(peer, over)
            except OSError:
                return

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield server.getsockname()[1]
        over.set()
        thread.join(5)


def never(_peer: socket.socket, over: threading.Event) -> None:
    """Take the call and say nothing."""
    over.wait(10)


def drip(first: bytes) -> Callable[[socket.socket, threading.Event], None]:
    """Answer byte by byte, for far longer than anybody waits."""

    def answer(peer: socket.socket, over: threading.Event) -> None:
        peer.sendall(first)
        for _ in range(500):
            if over.wait(0.02):
                return
            peer.sendall(b"H")

    return answer


@pytest.mark.parametrize(
    ("scheme", "answer"),
    [
        ("http", never),
        ("http", drip(b"HTTP/1.1 200 OK\r\nX: ")),
        ("https", never),
        ("https", drip(b"\x16\x03\x03\x40\x00")),
    ],
    ids=["silent", "dripping", "silent-tls", "dripping-tls"],
)
def test_who_never_comes_to_an_end_is_cut_off(
    scheme: str, answer: Callable[[socket.socket, threading.Event], None]
) -> None:
    with somebody(answer) as port:
        began = time.monotonic()
        with pytest.raises(CallFailed) as failed:
            post(f"{scheme}://127.0.0.1:{port}/", b"{}", {}, private=True, timeout=SOON)
        assert time.monotonic() - began < FAR_LATER
        assert failed.value.reason == "no_answer"
