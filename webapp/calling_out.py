"""Calling an address that somebody gave us: over https, to the public internet only, once, briefly, following nothing."""

from __future__ import annotations

import http.client
import ipaddress
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from typing import Any, Final
from urllib.parse import SplitResult, urlsplit

from workflows.store.text import Text

LONGEST_ADDRESS: Final = 500
TIMEOUT: Final = 8.0
"""Seconds that a whole call may take: the look-up of the name, and however slowly the other side drips its answer."""
_HOST: Final = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?")
_SIGNS: Final = re.compile(r"[!-~]+")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class CallFailed(Exception):
    """The call was not made, or not answered; ``reason`` is why, in one word that can be kept."""

    def __init__(self, reason: str, words: str) -> None:
        """``words`` are for the log and the outbox."""
        super().__init__(words)
        self.reason = reason


class Resolver:
    """Looks names up within a time limit, though the system's own look-up can neither be limited nor interrupted.

    Each look-up has a thread, which ends when the system gives up. A name that hangs is not asked for twice at a time, and
    at most ``most`` names hang: beyond that nothing is asked. The threads are daemons, so that no end of a process waits
    for a name server.
    """

    def __init__(self, ask: Callable[[str], list[str]] | None = None, *, most: int = 8) -> None:
        """``ask`` returns the addresses of a name, or raises ``OSError``; by default it is the system that is asked."""
        self._ask = ask or _ask_system
        self._most = most
        self._lock = threading.Lock()
        self._asked: dict[str, Future[list[str]]] = {}

    def look_up(self, host: str, *, seconds: float) -> list[str]:
        """Return the addresses of a name; refuses with :class:`CallFailed` one that has none, or not in time."""
        try:
            return self._answer_for(host).result(seconds)
        except TimeoutError as fault:
            raise CallFailed("no_name", "The name could not be looked up in time.") from fault
        except (OSError, UnicodeError) as fault:
            raise CallFailed("no_name", f"{type(fault).__name__}: {fault}") from fault

    def _answer_for(self, host: str) -> Future[list[str]]:
        with self._lock:
            known = self._asked.get(host)
            if known is not None:
                return known
            if len(self._asked) >= self._most:
                raise CallFailed("no_name", "Too many names are being looked up.")
            answer: Future[list[str]] = Future()
            threading.Thread(target=self._find, args=(host, answer), name="look-up", daemon=True).start()
            self._asked[host] = answer
            return answer

    def _find(self, host: str, answer: Future[list[str]]) -> None:
        try:
            found, fault = self._ask(host), None
        except (OSError, UnicodeError) as refused:
            found, fault = [], refused
        with self._lock:
            del self._asked[host]
        if fault is None:
            answer.set_result(found)
        else:
            answer.set_exception(fault)


def _ask_system(host: str) -> list[str]:
    return [str(each[4][0]) for each in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)]


RESOLVER: Final = Resolver()
"""Of this process: its places are shared by every call."""


def why_not(url: str, *, private: bool) -> Text | None:
    """Return why we would not call an address, ``None`` if we would; names are looked up at the call itself.

    ``private`` lets plain http and the machine's own network through: for tests and demonstrations.
    """
    parts = _parts(url)
    if parts is None or parts.scheme not in (("https", "http") if private else ("https",)):
        return _NOT_HTTPS
    host = parts.hostname or ""
    try:
        literal = ipaddress.ip_address(host)
    except ValueError:
        return None if _HOST.fullmatch(host) and (private or "." in host) else _NOT_HTTPS
    return None if private or is_public(literal) else _NOT_PUBLIC


def is_public(address: Address) -> bool:
    """Tell whether an address is one of the public internet, also where it wraps another one."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo and address.teredo[1])
        if inner or address in _NAT64:
            return is_public(inner or ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return address.is_global and not address.is_multicast and not address.is_reserved


def post(
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    private: bool,
    timeout: float = TIMEOUT,
    resolver: Resolver = RESOLVER,
) -> int:
    """Send ``body`` to an address and return the status of the answer, of which nothing else is read.

    The name is looked up once, and the very address that was judged is called; all of it within ``timeout`` seconds.
    Refuses with :class:`CallFailed` what :func:`why_not` would not call, a name that leads to a private address, and an
    answer that does not come in time.
    """
    refused, parts = why_not(url, private=private), _parts(url)
    if refused is not None or parts is None:
        raise CallFailed("not_public", (refused or _NOT_HTTPS).en)
    connection = _Pinned(parts, private=private, seconds=timeout, resolver=resolver)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        with _cut_off(connection, timeout):
            connection.request("POST", path, body=body, headers=dict(headers))
            status = connection.getresponse().status
            # The end of a line that was cut off also ends the headers.
            connection.check()
            return status
    except (OSError, http.client.HTTPException, ValueError) as fault:
        reason = "no_answer" if connection.is_over else _reason_of(fault)
        raise CallFailed(reason, f"{type(fault).__name__}: {fault}") from fault
    finally:
        connection.close()


class _Pinned(http.client.HTTPConnection):
    """A connection to an address that was judged after its name was looked up: no second look-up may lead elsewhere."""

    def __init__(self, parts: SplitResult, *, private: bool, seconds: float, resolver: Resolver) -> None:
        encrypted = parts.scheme == "https"
        super().__init__(parts.hostname or "", parts.port or (443 if encrypted else 80), timeout=seconds)
        self.is_over = False
        self._private = private
        self._resolver = resolver
        self._context = ssl.create_default_context() if encrypted else None
        self._limit = time.monotonic() + seconds

    def connect(self) -> None:
        """Look the name up, judge every address that it has, and connect to the first, in the time that is left."""
        addresses = self._resolver.look_up(self.host, seconds=self._left())
        if not self._private and not all(is_public(ipaddress.ip_address(each.split("%")[0])) for each in addresses):
            raise CallFailed("not_public", _NOT_PUBLIC.en)
        self._hold(socket.create_connection((addresses[0], self.port), self._left()))
        if self._context is not None:
            # The handshake comes once the socket is held: it can be cut off too.
            secured = self._context.wrap_socket(self.sock, server_hostname=self.host, do_handshake_on_connect=False)
            self._hold(secured)
            secured.do_handshake()

    def cut(self) -> None:
        """End whatever goes on; a connection that is only just being made ends as soon as it is there."""
        self.is_over = True
        # It may end by itself at this very moment.
        with suppress(OSError, AttributeError):
            self.sock.shutdown(socket.SHUT_RDWR)

    def check(self) -> None:
        """Refuse to go on (``TimeoutError``) once the time is over."""
        if self.is_over:
            raise TimeoutError

    def _hold(self, line: Any) -> None:
        self.sock = line
        self.check()

    def _left(self) -> float:
        left = self._limit - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left


@contextmanager
def _cut_off(connection: _Pinned, seconds: float) -> Iterator[None]:
    timer = threading.Timer(seconds, connection.cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _reason_of(fault: Exception) -> str:
    if isinstance(fault, TimeoutError):
        return "no_answer"
    if isinstance(fault, ssl.SSLError):
        return "not_secure"
    return "unreachable" if isinstance(fault, OSError) else "not_http"


def _parts(url: str) -> SplitResult | None:
    if len(url) > LONGEST_ADDRESS or not _SIGNS.fullmatch(url):
        return None
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    odd = parts.username is not None or parts.password is not None or parts.fragment or port == 0
    return None if odd or not parts.hostname else parts


_NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")
_NOT_HTTPS: Final = Text(
    "L’adresse commence par https:// et porte un nom de machine complet, sans identifiant ni ancre.",
    "The address begins with https:// and bears a full host name, without user name or anchor.",
)
_NOT_PUBLIC: Final = Text(
    "Cette adresse mène à un réseau privé\u00a0: Beffroi n’y envoie rien.",
    "This address leads to a private network: Beffroi sends nothing there.",
)
