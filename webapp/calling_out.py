"""Calling an address that somebody gave us: over https, to the public internet only, once, briefly, following nothing."""

from __future__ import annotations

import http.client
import ipaddress
import re
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any, Final
from urllib.parse import SplitResult, urlsplit

from workflows.store.text import Text

LONGEST_ADDRESS: Final = 500
TIMEOUT: Final = 8.0
"""Seconds that a whole call may take, however slowly the other side drips its answer."""
_HOST: Final = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?")
_SIGNS: Final = re.compile(r"[!-~]+")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class CallFailed(Exception):
    """The call was not made, or not answered."""


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


def post(url: str, body: bytes, headers: Mapping[str, str], *, private: bool, timeout: float = TIMEOUT) -> int:
    """Send ``body`` to an address and return the status of the answer, of which nothing else is read.

    The name is looked up once, and the very address that was judged is called. Refuses with :class:`CallFailed` what
    :func:`why_not` would not call, a name that leads to a private address, and an answer that does not come in time.
    """
    refused, parts = why_not(url, private=private), _parts(url)
    if refused is not None or parts is None:
        raise CallFailed((refused or _NOT_HTTPS).en)
    connection = _Pinned(parts, private=private, timeout=timeout)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        with _cut_off(connection, timeout):
            connection.request("POST", path, body=body, headers=dict(headers))
            return connection.getresponse().status
    except (OSError, http.client.HTTPException, ValueError) as fault:
        raise CallFailed(f"{type(fault).__name__}: {fault}") from fault
    finally:
        connection.close()


class _Pinned(http.client.HTTPConnection):
    """A connection to an address that was judged after its name was looked up: no second look-up may lead elsewhere."""

    def __init__(self, parts: SplitResult, *, private: bool, timeout: float) -> None:
        encrypted = parts.scheme == "https"
        super().__init__(parts.hostname or "", parts.port or (443 if encrypted else 80), timeout=timeout)
        self._private = private
        self._context = ssl.create_default_context() if encrypted else None

    def connect(self) -> None:
        """Look the name up, judge every address that it has, and connect to the first."""
        found = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)
        addresses: list[Any] = [each[4][0] for each in found]
        if not self._private and not all(is_public(ipaddress.ip_address(each.split("%")[0])) for each in addresses):
            raise CallFailed(_NOT_PUBLIC.en)
        self.sock = socket.create_connection((addresses[0], self.port), self.timeout)
        if self._context is not None:
            self.sock = self._context.wrap_socket(self.sock, server_hostname=self.host)


@contextmanager
def _cut_off(connection: http.client.HTTPConnection, seconds: float) -> Iterator[None]:
    def cut() -> None:
        # It may end by itself at this very moment.
        with suppress(OSError, AttributeError):
            connection.sock.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


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
