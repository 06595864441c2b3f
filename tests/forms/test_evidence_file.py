"""Files that show something: kept if they are what they say, refused with a sentence, named without danger."""

from __future__ import annotations

import io

import pikepdf
import pytest

from forms.evidence_file import LARGEST_FILE, FileRefused, read_evidence, safe_name
from tests.forms.test_photo import CANARY, with_secrets
from tests.forms.test_spreadsheet import TABLE, package
from webapp.tables.opendocument import write_opendocument
from webapp.tables.workbook import write_workbook


def pdf(script: str = "", password: str = "") -> bytes:
    made = pikepdf.new()
    made.add_blank_page()
    if script:
        made.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=script)
    out = io.BytesIO()
    if password:
        made.save(out, encryption=pikepdf.Encryption(owner=password, user=password))
    else:
        made.save(out)
    return out.getvalue()


def refusal_of(content: bytes) -> str:
    with pytest.raises(FileRefused) as refused:
        read_evidence("pièce.pdf", content)
    assert refused.value.name == "pièce"
    return refused.value.text.fr


def test_a_photo_is_handed_out_without_what_it_says_of_place_and_device() -> None:
    read = read_evidence("../IMG 1.HEIC.jpeg", with_secrets())
    assert (read.name, read.kind) == ("IMG 1.HEIC.jpg", "jpg")
    assert CANARY.encode() in read.original
    assert CANARY.encode() not in read.handed_out


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (pdf(), "pdf"),
        (write_workbook(TABLE), "xlsx"),
        (write_opendocument(TABLE), "ods"),
        (package(word__document_xml=b"<a/>"), "docx"),
        ("Jour;Valeur\nété;1\n".encode("cp1252"), "csv"),
    ],
)
def test_what_a_file_is_comes_from_its_content_never_from_its_name(content: bytes, kind: str) -> None:
    read = read_evidence("bon n° 12.exe", content)
    assert (read.name, read.kind, read.handed_out) == (f"bon n° 12.{kind}", kind, content)


def test_what_is_not_kept_is_told_why() -> None:
    assert refusal_of(b"") == "Ce fichier est vide."
    assert "12\u00a0Mo" in refusal_of(b"x" * (LARGEST_FILE + 1))
    assert "sorte acceptée" in refusal_of(b"<svg onload='x()'/>")
    assert "sorte acceptée" in refusal_of(b"MZ\x90\x00\x03")
    assert "HEIC" in refusal_of(b"\x00\x00\x00\x18ftypheic\x00\x00")
    assert "abîmé" in refusal_of(b"%PDF-1.7\nrien")
    assert "mot de passe" in refusal_of(pdf(password="x"))
    assert "programme" in refusal_of(pdf(script="app.alert(1)"))
    assert "programme" in refusal_of(package(xl__workbook_xml=b"<a/>", xl__vbaProject_bin=b"x"))
    assert "bien plus" in refusal_of(package(word__document_xml=b" " * 3_000_000))


def test_a_name_keeps_its_words_and_loses_its_dangers() -> None:
    assert safe_name("C:\\Users\\a\\bon signé.pdf") == "bon signé"
    assert safe_name('a"\r\nb;c\u202egpj.exe') == "a b c gpj"
    assert safe_name("../../.htaccess") == "htaccess"
    assert safe_name("...") == "fichier"
    assert len(safe_name("x" * 300 + ".pdf")) == 80
