"""The bundle: a zip with the pieces of a consignment, their manifest, ``SHA256SUMS``, and a page that verifies each of them.

Equal pieces give equal bytes: entries in order, one date, nothing packed. The page needs no server and no account: it
carries the manifest and what it runs, and its own policy lets it load nothing.
"""

from __future__ import annotations

import base64
import hashlib
import io
import zipfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from pdf import french, words
from workflows.processes.bundle_manifest import MANIFEST, SUMS, VERIFIER, BundleRefused, Manifest, check_pieces

_HERE: Final = Path(__file__).parent
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_READABLE: Final = 0o644 << 16
_UNIX: Final = 3


def write_bundle(manifest: Manifest, contents: Mapping[str, bytes]) -> bytes:
    """Return the zip of a manifest, with the bytes of each piece by its SHA-256.

    Refuses (``BundleRefused``) unsafe or double names, a piece above the class of the bundle, and bytes that are absent or
    not those that the manifest says.
    """
    check_pieces(manifest.pieces, manifest.secrecy)
    pieces = {}
    for piece in manifest.pieces:
        content = contents.get(piece.sha256, b"")
        if hashlib.sha256(content).hexdigest() != piece.sha256 or len(content) != piece.size:
            raise BundleRefused(f"{piece.name} is not what the manifest says.")
        pieces[piece.name] = content
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as package:
        for name, content in [*pieces.items(), *_own_files(manifest)]:
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.create_system, entry.external_attr = _UNIX, _READABLE
            package.writestr(entry, content)
    return out.getvalue()


def write_verifier(manifest: Manifest) -> str:
    """Return the page that verifies the pieces of a manifest by itself, wherever it is opened from."""
    style, script = _asset("verifier.css"), _asset("verifier.js")
    return (
        _templates()
        .get_template("verifier.html.jinja")
        .render(
            m=manifest,
            digest=manifest.digest(),
            text=Markup(manifest.text()),  # noqa: S704 (it holds no "<", and a data block is read as it stands)
            style=Markup(style),  # noqa: S704 (ours)
            script=Markup(script),  # noqa: S704 (ours)
            style_hash=_policy_hash(style),
            script_hash=_policy_hash(script),
            secrecy_word=words.word(words.SECRECY, manifest.secrecy),
        )
    )


def _own_files(manifest: Manifest) -> list[tuple[str, bytes]]:
    text, page = manifest.text().encode(), write_verifier(manifest).encode()
    hashed = [(piece.sha256, piece.name) for piece in manifest.pieces]
    hashed += [(hashlib.sha256(content).hexdigest(), name) for content, name in ((text, MANIFEST), (page, VERIFIER))]
    # Two spaces: what ``sha256sum -c`` reads.
    sums = "".join(f"{digest}  {name}\n" for digest, name in hashed)
    return [(MANIFEST, text), (SUMS, sums.encode()), (VERIFIER, page)]


def _policy_hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


@cache
def _asset(name: str) -> str:
    return (_HERE / name).read_text("utf-8")


@cache
def _templates() -> Environment:
    templates = Environment(
        loader=FileSystemLoader(_HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    templates.filters.update(plain_day=french.plain_day, typeset=french.set_type, number=french.number_words)
    return templates
