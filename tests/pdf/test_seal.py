"""A seal shows that not a byte has changed, by whose key, and claims nothing more."""

from __future__ import annotations

import random
import stat
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from pdf.seal import FIELD, KeyRefused, SealKey, check_seal, make_key, read_key, seal
from tests.pdf.printed import printed, text_of
from workflows.register.agencies import agencies

MOMENT = datetime(2026, 12, 8, 9, 30, tzinfo=UTC)


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    return tmp_path / "keys"


@pytest.fixture
def key(keys: Path) -> SealKey:
    return make_key(keys, owner="Sous-préfecture de Calais", moment=MOMENT)


@pytest.fixture
def sealed(key: SealKey) -> bytes:
    return seal(printed("attendance"), key, moment=MOMENT)


def test_a_key_is_made_once_for_its_owner_only(keys: Path, key: SealKey) -> None:
    assert (key.owner, key.self_signed) == ("Sous-préfecture de Calais", True)
    assert stat.S_IMODE((keys / "seal-key.pem").stat().st_mode) == 0o600
    assert stat.S_IMODE(keys.stat().st_mode) == 0o700
    before = (keys / "seal-key.pem").read_bytes()
    with pytest.raises(KeyRefused) as caught:
        make_key(keys, owner="Autre", moment=MOMENT)
    assert caught.value.text.render("fr") == "Une clé de cachet existe déjà."
    assert (keys / "seal-key.pem").read_bytes() == before


@pytest.mark.parametrize("name", [each.name.fr for each in agencies()])
def test_every_agency_may_be_the_first_to_seal(tmp_path: Path, name: str) -> None:
    """A name of a certificate holds 64 bytes; an accent takes two of them, an apostrophe three."""
    made = make_key(tmp_path, owner=name, moment=MOMENT)
    assert made.owner and name.startswith(made.owner)


def test_an_intact_file_is_known_by_its_certificate(key: SealKey, sealed: bytes) -> None:
    report = check_seal(sealed, key.certificate, moment=MOMENT)
    assert (report.sealed, report.intact, report.known) == (True, True, True)
    assert (report.owner, report.sealed_at) == ("Sous-préfecture de Calais", MOMENT)
    assert "n’a pas changé" in report.text.render("fr")
    later = check_seal(sealed, key.certificate, moment=MOMENT + timedelta(days=365 * 30))
    assert later.intact, "a certificate that has expired since does not break what it sealed"


def test_the_seal_is_one_invisible_field(sealed: bytes) -> None:
    with pikepdf.open(BytesIO(sealed)) as read:
        (field,) = read.Root.AcroForm.Fields
        assert str(field.T) == FIELD
        assert [float(side) for side in field.Rect] == [0, 0, 0, 0]
        assert str(field.V.SubFilter) == "/ETSI.CAdES.detached"
    assert text_of(sealed) == text_of(printed("attendance"))


def test_any_flipped_byte_is_detected(key: SealKey, sealed: bytes) -> None:
    places = random.Random(7).sample(range(len(sealed)), 150)
    start = sealed.index(b"/Contents <") if b"/Contents <" in sealed else sealed.index(b"/ByteRange")
    places += range(start, start + 40)  # the signature's own spelling, which it does not sign
    for place in places:
        flipped = bytearray(sealed)
        flipped[place] ^= 0x20
        report = check_seal(bytes(flipped), key.certificate, moment=MOMENT)
        assert not report.intact, f"byte {place} changed unseen"


@pytest.mark.parametrize(
    "change", [lambda raw: raw + b"\n", lambda raw: raw[:-9], lambda raw: raw[:1000], lambda raw: b"\n" + raw]
)
def test_a_file_cut_or_completed_is_detected(key: SealKey, sealed: bytes, change: object) -> None:
    assert callable(change)
    assert not check_seal(change(sealed), key.certificate, moment=MOMENT).intact


def test_a_later_revision_is_detected(key: SealKey, sealed: bytes) -> None:
    with pikepdf.open(BytesIO(sealed)) as read:
        read.docinfo["/Title"] = "Un autre titre"
        out = BytesIO()
        read.save(out)
    assert not check_seal(out.getvalue(), key.certificate, moment=MOMENT).intact
    completed = IncrementalPdfFileWriter(BytesIO(sealed))
    completed.add_object(generic.pdf_string("une phrase de plus"))
    added = BytesIO()
    completed.write(added)
    assert added.getvalue().startswith(sealed)
    assert not check_seal(added.getvalue(), key.certificate, moment=MOMENT).intact


def test_another_key_is_told_apart(sealed: bytes, tmp_path: Path) -> None:
    other = make_key(tmp_path / "others", owner="Quelqu’un d’autre", moment=MOMENT)
    report = check_seal(sealed, other.certificate, moment=MOMENT)
    assert (report.intact, report.known) == (True, False)
    assert "autre certificat" in report.text.render("fr")


@pytest.mark.parametrize("raw", [b"", b"x", b"%PDF-1.7\n%%EOF"])
def test_a_file_without_a_seal_says_so(raw: bytes) -> None:
    report = check_seal(raw, moment=MOMENT)
    assert (report.sealed, report.intact) == (False, False)
    assert report.text.render("fr") == "Ce fichier ne porte pas de cachet."
    assert not check_seal(printed("attendance"), moment=MOMENT).sealed


def test_only_a_pdf_can_be_sealed(key: SealKey) -> None:
    with pytest.raises(ValueError, match="Only a PDF"):
        seal(b"plain text", key, moment=MOMENT)


def test_nothing_claims_a_legal_level(key: SealKey, sealed: bytes) -> None:
    said = [text_of(printed(name)) for name in ("minutes", "minutes_partner", "attendance")]
    said += [check_seal(sealed, key.certificate, moment=MOMENT).text.render(language) for language in ("fr", "en")]
    for words in said:
        assert "qualifi" not in words.lower()


def test_no_key_is_said_with_its_folder(tmp_path: Path) -> None:
    with pytest.raises(KeyRefused) as caught:
        read_key(tmp_path)
    assert str(tmp_path) in caught.value.text.render("fr")


def test_a_key_that_others_can_read_is_refused_with_the_cure(keys: Path, key: SealKey) -> None:
    (keys / "seal-key.pem").chmod(0o640)
    with pytest.raises(KeyRefused) as caught:
        read_key(keys)
    assert "chmod 600" in caught.value.text.render("fr")


def test_a_broken_key_is_refused(keys: Path, key: SealKey) -> None:
    (keys / "seal-key.pem").write_bytes(b"-----BEGIN PRIVATE KEY-----\nnothing\n-----END PRIVATE KEY-----\n")
    with pytest.raises(KeyRefused) as caught:
        read_key(keys)
    assert "n’est pas une clé lisible" in caught.value.text.render("fr")


def test_a_real_bundle_replaces_the_key_made_at_install(keys: Path, key: SealKey, tmp_path: Path) -> None:
    real = tmp_path / "real"
    make_key(real, owner="Autorité de démonstration", moment=MOMENT)
    private = serialization.load_pem_private_key((real / "seal-key.pem").read_bytes(), None)
    assert isinstance(private, ec.EllipticCurvePrivateKey)
    certificate = x509.load_pem_x509_certificate((real / "seal-cert.pem").read_bytes())
    bundle = pkcs12.serialize_key_and_certificates(
        b"cachet",
        private,
        certificate,
        None,
        serialization.BestAvailableEncryption(b"mot de passe"),
    )
    for name, content in (("seal.p12", bundle), ("seal-passphrase.txt", b"mot de passe\n")):
        (keys / name).write_bytes(content)
        (keys / name).chmod(0o600)
    replaced = read_key(keys)
    assert replaced.owner == "Autorité de démonstration"
    sealed = seal(printed("attendance"), replaced, moment=MOMENT)
    assert check_seal(sealed, replaced.certificate, moment=MOMENT).known
    (keys / "seal-passphrase.txt").write_bytes(b"autre")
    with pytest.raises(KeyRefused):
        read_key(keys)
