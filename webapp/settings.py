"""What the web application needs to know before it starts, read from the environment and refused where unsafe."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.utils import parseaddr
from pathlib import Path
from typing import Final
from urllib.parse import SplitResult, unquote, urlsplit

from workflows.store.text import Text

LOOPBACK: Final = ("127.0.0.1", "localhost", "[::1]")
_YES: Final = frozenset({"1", "yes", "oui", "true", "on"})
_NO: Final = frozenset({"", "0", "no", "non", "false", "off"})
_KEY_BYTES: Final = 32
_SMTP_PORTS: Final = {"smtp": 587, "smtps": 465}
NOBODY: Final = "Beffroi <beffroi@beffroi.invalid>"
"""Who signs messages that only go into a folder."""


class UnsafeSettings(Exception):
    """The settings would open a hole. ``text`` says which, and the way out."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.render("en"))
        self.text = text


@dataclass(frozen=True, slots=True)
class Smtp:
    """A mail server. ``security`` is ``tls`` (from the first byte), ``starttls``, or ``none`` on this machine alone."""

    host: str
    port: int
    security: str
    user: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that differs from one installation to the next.

    ``home`` holds the database, files and keys; ``hosts`` are the only names under which the site answers; ``https``
    says that browsers reach it encrypted; ``proxies`` counts the trusted proxies in front; ``demo`` opens the
    demonstration accounts, and ``demo_password`` is theirs. ``smtp`` sends messages signed ``mail_from`` (without it they
    go into a folder), whose links begin with ``address``. ``private_webhooks`` lets webhooks reach this machine's own
    network over plain http, for tests and demonstrations.
    """

    home: Path
    database_url: str
    secret_key: bytes
    hosts: tuple[str, ...] = LOOPBACK
    https: bool = False
    redis_url: str | None = None
    proxies: int = 0
    demo_password: str | None = None
    smtp: Smtp | None = None
    mail_from: str = NOBODY
    address: str = "http://127.0.0.1:8000"
    private_webhooks: bool = False

    @property
    def demo(self) -> bool:
        """Whether this installation shows demonstration accounts on its start page."""
        return self.demo_password is not None


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings from ``BEFFROI_*`` variables; makes the key on first use.

    Refuses with :class:`UnsafeSettings` what would not be safe: plain http under a public name, a key that others
    may read, an unknown word for yes or no, a demonstration under a public name that nobody asked for, a mail server that
    would be spoken to in clear.
    """
    home = home_folder(environment)
    hosts = _read_hosts(environment.get("BEFFROI_HOSTS", ""))
    https = _read_yes_no(environment, "BEFFROI_HTTPS")
    if not https and not set(hosts) <= set(LOOPBACK):
        raise UnsafeSettings(_PLAIN_HTTP.with_parameters(hosts=", ".join(hosts)))
    password = _read_demo_password(home)
    if password is not None and not set(hosts) <= set(LOOPBACK) and not _read_yes_no(environment, "BEFFROI_DEMO"):
        raise UnsafeSettings(_PUBLIC_DEMO.with_parameters(home=str(home)))
    private_webhooks = _read_yes_no(environment, "BEFFROI_PRIVATE_WEBHOOKS")
    if private_webhooks and not set(hosts) <= set(LOOPBACK):
        raise UnsafeSettings(_OPEN_WEBHOOKS)
    return Settings(
        home=home,
        database_url=environment.get("BEFFROI_DATABASE_URL") or f"sqlite:///{home / 'beffroi.sqlite'}",
        secret_key=read_key(home),
        hosts=hosts,
        https=https,
        redis_url=environment.get("BEFFROI_REDIS_URL") or None,
        proxies=_read_count(environment, "BEFFROI_PROXIES"),
        demo_password=password,
        smtp=_read_smtp(environment.get("BEFFROI_SMTP_URL", "")),
        mail_from=_read_sender(environment),
        address=_read_address(environment.get("BEFFROI_ADDRESS", ""), hosts, https=https),
        private_webhooks=private_webhooks,
    )


def home_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """Return the folder of the database, files and keys: ``BEFFROI_HOME``, or ``var`` where the command is run."""
    return Path(environment.get("BEFFROI_HOME") or "var").resolve()


def read_key(home: Path) -> bytes:
    """Return the key that signs what browsers hand back, made in ``home/keys`` on first use (readable by us alone).

    Refuses a key that others may read, or that was cut short.
    """
    path = home / "keys" / "web"
    if not path.exists():
        _write_secret(path, secrets.token_hex(_KEY_BYTES))
    if path.stat().st_mode & 0o077:
        raise UnsafeSettings(_OPEN_KEY.with_parameters(path=str(path)))
    key = path.read_text(encoding="ascii", errors="replace").strip().encode()
    if len(key) < 2 * _KEY_BYTES:
        raise UnsafeSettings(_SHORT_KEY.with_parameters(path=str(path)))
    return key


def make_demo_password(home: Path) -> str:
    """Return the password of this home's demonstration accounts, drawn at random on first use."""
    path = _demo_path(home)
    if not path.exists():
        _write_secret(path, secrets.token_urlsafe(12))
    return path.read_text(encoding="ascii").strip()


def _demo_path(home: Path) -> Path:
    return home / "keys" / "demo"


def _read_demo_password(home: Path) -> str | None:
    return make_demo_password(home) if _demo_path(home).exists() else None


def _write_secret(path: Path, content: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.parent.chmod(0o700)
    aside = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        # Two processes that start together must end with the same key: the first link wins.
        os.link(aside, path)
    except FileExistsError:
        pass
    finally:
        aside.unlink()


def _read_hosts(value: str) -> tuple[str, ...]:
    return tuple(host.strip().lower() for host in value.split(",") if host.strip()) or LOOPBACK


def _read_yes_no(environment: Mapping[str, str], name: str) -> bool:
    word = environment.get(name, "").strip().lower()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise UnsafeSettings(_NEITHER.with_parameters(name=name, word=word))


def _read_count(environment: Mapping[str, str], name: str) -> int:
    word = environment.get(name, "").strip() or "0"
    if not (word.isascii() and word.isdigit() and int(word) <= 5):
        raise UnsafeSettings(_NO_COUNT.with_parameters(name=name, word=word))
    return int(word)


def _read_smtp(value: str) -> Smtp | None:
    if not value.strip():
        return None
    parts = _split(value)
    # The address may hold a password: what is refused is told without it.
    if parts is None or parts.scheme not in _SMTP_PORTS or not parts.hostname or parts.query not in ("", "starttls=no"):
        raise UnsafeSettings(_NO_SMTP)
    local = parts.hostname in ("127.0.0.1", "localhost", "::1")
    if parts.query and (parts.scheme != "smtp" or not local):
        raise UnsafeSettings(_CLEAR_SMTP)
    security = "tls" if parts.scheme == "smtps" else "none" if parts.query else "starttls"
    return Smtp(
        host=parts.hostname,
        port=parts.port or _SMTP_PORTS[parts.scheme],
        security=security,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )


def _read_sender(environment: Mapping[str, str]) -> str:
    said = environment.get("BEFFROI_MAIL_FROM", "").strip()
    if not said:
        if environment.get("BEFFROI_SMTP_URL", "").strip():
            raise UnsafeSettings(_NO_SENDER.with_parameters(sender="–"))
        return NOBODY
    name, address = parseaddr(said)
    if not said.isprintable():
        return _refused(said)
    try:
        return (
            str(Address(display_name=name, addr_spec=address)) if "." in address.partition("@")[2] else _refused(said)
        )
    except (ValueError, IndexError):
        return _refused(said)


def _refused(sender: str) -> str:
    raise UnsafeSettings(
        _NO_SENDER.with_parameters(sender=ascii(sender)[:80] if not sender.isprintable() else sender[:80])
    )


def _read_address(value: str, hosts: tuple[str, ...], *, https: bool) -> str:
    if not value.strip():
        return f"https://{hosts[0]}" if https else "http://127.0.0.1:8000"
    parts = _split(value)
    if parts is None or parts.scheme not in ("https", "http") or (parts.hostname or "") not in _bare(hosts):
        raise UnsafeSettings(_NO_ADDRESS.with_parameters(address=value[:80]))
    return f"{parts.scheme}://{parts.netloc}"


def _bare(hosts: tuple[str, ...]) -> set[str]:
    return {host.strip("[]") for host in hosts}


def _split(value: str) -> SplitResult | None:
    try:
        parts = urlsplit(value.strip())
        _ = parts.port
    except ValueError:
        return None
    return parts


_PLAIN_HTTP: Final = Text(
    "Le site répondrait sans chiffrement sous {hosts}. Placez-le derrière un serveur https et posez BEFFROI_HTTPS=yes,"
    " ou gardez 127.0.0.1.",
    "The site would answer unencrypted as {hosts}. Put it behind an https server and set BEFFROI_HTTPS=yes,"
    " or keep 127.0.0.1.",
)
_PUBLIC_DEMO: Final = Text(
    "{home} contient une démonstration, dont les mots de passe sont affichés. Choisissez un autre BEFFROI_HOME, ou"
    " posez BEFFROI_DEMO=yes si c’est voulu.",
    "{home} holds a demonstration, whose passwords are shown. Choose another BEFFROI_HOME, or set BEFFROI_DEMO=yes"
    " if that is meant.",
)
_OPEN_WEBHOOKS: Final = Text(
    "BEFFROI_PRIVATE_WEBHOOKS=yes laisserait des partenaires appeler des machines de ce réseau. Enlevez-le\u00a0: il sert aux"
    " essais, sous 127.0.0.1.",
    "BEFFROI_PRIVATE_WEBHOOKS=yes would let partners call machines of this network. Take it out: it is for trials, at"
    " 127.0.0.1.",
)
_OPEN_KEY: Final = Text(
    "D’autres comptes de la machine peuvent lire la clé {path}. Corrigez avec chmod 600.",
    "Other accounts of this machine may read the key {path}. Set it right with chmod 600.",
)
_SHORT_KEY: Final = Text(
    "La clé {path} est trop courte. Supprimez ce fichier\u00a0: une clé neuve sera faite au démarrage.",
    "The key {path} is too short. Delete that file: a new key is made at the next start.",
)
_NEITHER: Final = Text(
    "{name} vaut «\u00a0{word}\u00a0», qui n’est ni yes ni no.", "{name} is {word}, which is neither yes nor no."
)
_NO_COUNT: Final = Text(
    "{name} vaut «\u00a0{word}\u00a0»\u00a0: un nombre de 0 à 5 est attendu.",
    "{name} is {word}: a number from 0 to 5 is expected.",
)
_NO_SMTP: Final = Text(
    "BEFFROI_SMTP_URL s’écrit smtp://serveur:587 ou smtps://serveur:465, avec compte:motdepasse@ devant le serveur si besoin.",
    "BEFFROI_SMTP_URL is written smtp://server:587 or smtps://server:465, with account:password@ before the server if needed.",
)
_CLEAR_SMTP: Final = Text(
    "Le courrier partirait en clair\u00a0: ?starttls=no ne vaut que pour un serveur de cette machine.",
    "Mail would leave in clear: ?starttls=no is only for a server on this machine.",
)
_NO_SENDER: Final = Text(
    "BEFFROI_MAIL_FROM vaut «\u00a0{sender}\u00a0»\u00a0: une adresse est attendue, comme Beffroi <beffroi@relais.example>.",
    "BEFFROI_MAIL_FROM is {sender}: an address is expected, such as Beffroi <beffroi@relay.example>.",
)
_NO_ADDRESS: Final = Text(
    "BEFFROI_ADDRESS vaut «\u00a0{address}\u00a0»\u00a0: https:// et l’un des noms de BEFFROI_HOSTS sont attendus.",
    "BEFFROI_ADDRESS is {address}: https:// and one of the names of BEFFROI_HOSTS are expected.",
)
