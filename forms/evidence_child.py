"""Telling of which kind one file is, within limits; runs in a child process that ``evidence_file.py`` starts."""

from __future__ import annotations

import io
import sys
from typing import Any, Final

import pikepdf

from forms.limited import Unreadable, answer
from forms.packed import open_package, package_type

_OPENDOCUMENT: Final = {
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
    b"application/vnd.oasis.opendocument.text": "odt",
}
_OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0"
_ACTIVE: Final = ("/JavaScript", "/Launch")


def kind_of(content: bytes) -> str:
    """Return the ending of the kind of a file; refuses with :class:`Unreadable`."""
    if content.startswith(b"%PDF-"):
        _check_pdf(content)
        return "pdf"
    if content.startswith(b"PK\x03\x04"):
        return _kind_of_package(content)
    if content.startswith(_OLD_OFFICE):
        raise Unreadable("old_excel")
    if content[4:12] in (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypheif"):
        raise Unreadable("heic")
    return _kind_of_text(content)


def _check_pdf(content: bytes) -> None:
    try:
        with pikepdf.open(io.BytesIO(content)) as document:
            if not len(document.pages):
                raise Unreadable("broken")
            if any(_is_active(each) for each in document.objects):
                raise Unreadable("active")
    except pikepdf.PasswordError:
        raise Unreadable("old_excel") from None
    except pikepdf.PdfError:
        raise Unreadable("broken") from None


def _is_active(held: Any) -> bool:
    """Tell whether an object of a PDF, or one written inside it, runs something."""
    inside = [held]
    while inside:
        each = inside.pop()
        if isinstance(each, (pikepdf.Dictionary, pikepdf.Stream)):
            if "/JS" in each or str(each.get("/S", "")) in _ACTIVE:
                return True
            children = [each[key] for key in each.keys()]  # noqa: SIM118 (it is no mapping)
        else:
            children = list(each) if isinstance(each, pikepdf.Array) else []
        # What bears a number of its own is met among the document's objects.
        inside += [child for child in children if isinstance(child, pikepdf.Object) and not child.is_indirect]
    return False


def _kind_of_package(content: bytes) -> str:
    with open_package(content) as package:
        names = package.namelist()
        if any(name.endswith("vbaProject.bin") or name.startswith(("Basic/", "Scripts/")) for name in names):
            raise Unreadable("active")
        if package.testzip() is not None:
            raise Unreadable("broken")
        said = package_type(package)
        if said in _OPENDOCUMENT:
            return _OPENDOCUMENT[said]
        for part, kind in (("xl/workbook.xml", "xlsx"), ("word/document.xml", "docx")):
            if part in names:
                return kind
    raise Unreadable("unknown")


def _kind_of_text(content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    if text.lstrip()[:1] == "<" or any(not (each.isprintable() or each in "\r\n\t") for each in text):
        raise Unreadable("unknown")
    return "csv"


def main() -> int:
    """Read one file from standard input, and write its kind, or why it has none, to standard output."""
    return answer(lambda content: ({"kind": kind_of(content)}, b""))


if __name__ == "__main__":
    sys.exit(main())
