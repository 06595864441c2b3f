"""Packed documents, opened only if they unpack to little and no password protects them."""

from __future__ import annotations

import io
import zipfile
from typing import Final

from forms.limited import Unreadable

_MOST_UNPACKED: Final = 25 * 1024 * 1024
_MOST_ENTRIES: Final = 1000
_MOST_RATIO: Final = 100
_SMALL: Final = 1024 * 1024
"""Bytes below which an entry may be packed as tightly as it likes."""


def open_package(content: bytes) -> zipfile.ZipFile:
    """Open a packed document that unpacks to what it may; refuses with :class:`Unreadable` one that does not, or that a
    password protects.
    """
    package = zipfile.ZipFile(io.BytesIO(content))
    entries = package.infolist()
    if len(entries) > _MOST_ENTRIES or sum(each.file_size for each in entries) > _MOST_UNPACKED:
        raise Unreadable("too_big_inside")
    if any(each.file_size > _SMALL and each.file_size > _MOST_RATIO * each.compress_size for each in entries):
        raise Unreadable("too_big_inside")
    names = {each.filename for each in entries}
    manifest = package.read("META-INF/manifest.xml") if "META-INF/manifest.xml" in names else b""
    if b"encryption-data" in manifest or any(each.flag_bits & 1 for each in entries):
        raise Unreadable("old_excel")
    return package


def package_type(package: zipfile.ZipFile) -> bytes:
    """Return what an OpenDocument file says that it is, nothing for another package."""
    return package.read("mimetype").strip() if "mimetype" in package.namelist() else b""
