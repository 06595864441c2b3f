"""The key that signs the heads of the journal: made at the set-up, readable by the house alone, its public part beside."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final
from uuid import uuid4

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

PublicKeys = Mapping[str, Ed25519PublicKey]
"""The public keys of the house, present and past, by their id."""
_PRIVATE: Final = "journal.key"
_PUBLIC: Final = "journal.{key_id}.pub"


class KeyUnsafe(Exception):
    """The key of the journal may be read by others, or cannot be read by us."""


def journal_key(folder: Path) -> Ed25519PrivateKey:
    """Return the key kept in ``folder`` (``keys`` of the home), made on first use with its public part beside it.

    Refuses with :class:`KeyUnsafe` a key that other accounts of the machine may read. To change it, move
    ``journal.key`` away and leave the public parts: heads signed before stay valid.
    """
    path = folder / _PRIVATE
    if not path.exists():
        _make(folder)
    if path.stat().st_mode & 0o077:
        raise KeyUnsafe(f"Other accounts of this machine may read the key {path}. Set it right with chmod 600.")
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except ValueError as error:
        raise KeyUnsafe(f"The key {path} cannot be read.") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyUnsafe(f"The key {path} is not an Ed25519 key.")
    _write(folder / _PUBLIC.format(key_id=key_id_of(key.public_key())), _public_pem(key.public_key()), 0o644)
    return key


def public_keys(folder: Path) -> dict[str, Ed25519PublicKey]:
    """Return every public key of the journal kept in ``folder``, by id; refuses a damaged one with ``KeyUnsafe``."""
    keys = {}
    for path in sorted(folder.glob(_PUBLIC.format(key_id="*"))):
        try:
            key = serialization.load_pem_public_key(path.read_bytes())
        except ValueError as error:
            raise KeyUnsafe(f"The public key {path} cannot be read.") from error
        if not isinstance(key, Ed25519PublicKey):
            raise KeyUnsafe(f"The public key {path} is not an Ed25519 key.")
        keys[key_id_of(key)] = key
    return keys


def key_id_of(key: Ed25519PublicKey) -> str:
    """Return the id of a public key: the first 32 hexadecimal digits of its SHA-256."""
    raw = key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return hashlib.sha256(raw).hexdigest()[:32]


def _make(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    pem = Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    _write(folder / _PRIVATE, pem, 0o600)


def _write(path: Path, content: bytes, mode: int) -> None:
    """Write a file once; of two processes that start together, the first one wins."""
    if path.exists():
        return
    aside = path.with_name(f".{path.name}.{uuid4().hex}")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.link(aside, path)
    except FileExistsError:
        return
    finally:
        aside.unlink(missing_ok=True)


def _public_pem(key: Ed25519PublicKey) -> bytes:
    return key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
