"""The seal: a PAdES B-B signature by the house's own key, invisible on the page, that any later change of the file breaks.

The key lives in ``BEFFROI_HOME/keys``, readable by its owner only, and only what seals reads it. ``make_key`` writes one at
install, with a certificate that vouches for itself. A real one replaces it: put ``seal.p12`` there (its passphrase, if any, in
``seal-passphrase.txt``), or ``seal-key.pem`` and ``seal-cert.pem`` (the certificate first, then its issuers); ``docs/seal.md``
says how. What is claimed is a seal whose breaking shows, nothing about its legal level.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.validation import EmbeddedPdfSignature, SignatureCoverageLevel, validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from workflows.store.text import Text

FIELD: Final = "Cachet"
_KEY, _CERTIFICATE, _BUNDLE, _PASSPHRASE = "seal-key.pem", "seal-cert.pem", "seal.p12", "seal-passphrase.txt"
_YEARS: Final = 10
_NAME_BYTES: Final = 64
_OWNER_ONLY: Final = 0o600


class KeyRefused(Exception):
    """The key cannot be used or made: absent, unreadable, readable by others, already there."""

    def __init__(self, text: Text) -> None:
        self.text = text
        super().__init__(text.render("en"))


@dataclass(frozen=True, slots=True)
class SealKey:
    """A key ready to seal. ``owner`` is the name in its certificate; ``self_signed`` when nobody else vouches for it."""

    signer: Any
    owner: str
    certificate: bytes
    self_signed: bool


@dataclass(frozen=True, slots=True)
class SealReport:
    """What a file's seal tells. ``intact``: not a byte has changed since; ``known``: sealed by the certificate expected.

    ``sealed_at`` is the moment that the house's clock gave, not a time-stamp of a third party.
    """

    sealed: bool
    intact: bool
    known: bool
    owner: str
    sealed_at: datetime | None
    certificate: str
    text: Text


def make_key(folder: Path, *, owner: str, moment: datetime) -> SealKey:
    """Write a new P-256 key and its self-signed certificate, valid ten years from ``moment``, and return it.

    Refuses (``KeyRefused``) when the folder already holds a key: a key is never overwritten.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if (folder / _KEY).exists() or (folder / _BUNDLE).exists():
        raise KeyRefused(Text("Une clé de cachet existe déjà.", "There is a sealing key already."))
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, _cut(f"Cachet {owner}")),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, _cut(owner)),
        ]
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(moment - timedelta(hours=1))
        .not_valid_after(moment + timedelta(days=365 * _YEARS + 2))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_only_for_sealing(), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    _write_secret(folder / _CERTIFICATE, certificate.public_bytes(serialization.Encoding.PEM))
    _write_secret(folder / _KEY, secret)
    return read_key(folder)


def _cut(name: str) -> str:
    """A name as long as a certificate may hold it: 64 bytes, and no half of a letter."""
    return name.encode()[:_NAME_BYTES].decode(errors="ignore")


def read_key(folder: Path) -> SealKey:
    """Return the key of the folder, the PKCS#12 bundle first; refuses (``KeyRefused``) none, a broken one, an open one."""
    if (folder / _BUNDLE).exists():
        return _opened(folder / _BUNDLE, _read_bundle, _passphrase(folder))
    if (folder / _KEY).exists() and (folder / _CERTIFICATE).exists():
        return _opened(folder / _KEY, _read_pair, None)
    raise KeyRefused(
        Text("Aucune clé de cachet dans {folder}.", "There is no sealing key in {folder}.", folder=str(folder))
    )


def seal(pdf: bytes, key: SealKey, *, moment: datetime) -> bytes:
    """Return the file with an invisible PAdES B-B seal dated ``moment``; it stays PDF/A-3a and PDF/UA-1.

    Refuses a file that is no PDF (``ValueError``).
    """
    said = PdfSignatureMetadata(
        field_name=FIELD, subfilter=SigSeedSubFilter.PADES, md_algorithm="sha256", name=key.owner
    )
    try:
        writer = IncrementalPdfFileWriter(BytesIO(pdf))
    except (PdfError, ValueError, OSError) as error:
        raise ValueError("Only a PDF can be sealed.") from error
    sealed: BytesIO = _DatedSigner(said, key.signer, moment).sign_pdf(writer)
    return sealed.getvalue()


def check_seal(pdf: bytes, expected: bytes | None = None, *, moment: datetime) -> SealReport:
    """Return what the seal of a file tells at ``moment``. ``expected`` is the DER certificate that should have sealed it.

    A file that was cut, completed or altered anywhere, even inside the signature's own padding, is not intact.
    """
    try:
        signatures = PdfFileReader(BytesIO(pdf)).embedded_signatures
        if not signatures:
            return _report(_UNSEALED)
        return _check(pdf, signatures[-1], expected, moment)
    except Exception:  # noqa: BLE001 a file from anywhere may break the reader in any way: the answer is the same
        bears_one = b"/ByteRange" in pdf
        return _report(_BROKEN if bears_one else _UNSEALED, sealed=bears_one)


_UNSEALED: Final = Text("Ce fichier ne porte pas de cachet.", "This file bears no seal.")
_BROKEN: Final = Text(
    "Le cachet est rompu\u00a0: le fichier a changé depuis le scellement.",
    "The seal is broken: the file has changed since it was sealed.",
)


def _check(pdf: bytes, signature: EmbeddedPdfSignature, expected: bytes | None, moment: datetime) -> SealReport:
    certificate: bytes = signature.signer_cert.dump()
    context = ValidationContext(trust_roots=[signature.signer_cert], allow_fetching=False, moment=moment)
    status = validate_pdf_signature(signature, context, skip_diff=True)
    whole = status.coverage == SignatureCoverageLevel.ENTIRE_FILE and _signature_is_canonical(pdf, signature)
    intact = bool(status.intact and status.valid and whole)
    known = intact and certificate == expected
    owner = _owner(x509.load_der_x509_certificate(certificate).subject)
    if not intact:
        text = _BROKEN
    elif expected is not None and not known:
        text = Text(
            "Cachet intact, mais d’un autre certificat\u00a0: {owner}.",
            "The seal is intact, but of another certificate: {owner}.",
            owner=owner,
        )
    else:
        text = Text(
            "Cachet intact\u00a0: le fichier n’a pas changé depuis le scellement par {owner}.",
            "The seal is intact: the file has not changed since {owner} sealed it.",
            owner=owner,
        )
    at = signature.self_reported_timestamp
    return SealReport(True, intact, known, owner, at, hashlib.sha256(certificate).hexdigest(), text)


def _report(text: Text, *, sealed: bool = False) -> SealReport:
    return SealReport(sealed, False, False, "", None, "", text)


def _signature_is_canonical(pdf: bytes, signature: EmbeddedPdfSignature) -> bool:
    """The signature itself lies outside what it signs: hold it to the one spelling that the sealing writes."""
    start, length, resumes, _ = (int(number) for number in signature.byte_range)
    written = pdf[start + length : resumes]
    cms = signature.pkcs7_content
    return written == b"<" + cms.hex().upper().encode() + b">" and not any(cms[_der_length(cms) :])


def _der_length(encoded: bytes) -> int:
    """How many bytes the first DER value takes, its head included."""
    first = encoded[1]
    if first < 0x80:
        return 2 + first
    head = 2 + (first & 0x7F)
    return head + int.from_bytes(encoded[2:head], "big")


class _DatedSigner(PdfSigner):
    """Signs at a moment that is given, so that sealing too takes its time from outside."""

    def __init__(self, said: PdfSignatureMetadata, signer: SimpleSigner, moment: datetime) -> None:
        super().__init__(said, signer)
        self._moment = moment

    def init_signing_session(self, *arguments: Any, **named: Any) -> Any:
        """Open the session at the given moment."""
        session = super().init_signing_session(*arguments, **named)
        session.system_time = self._moment.astimezone(UTC)
        return session


def _only_for_sealing() -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )


def _write_secret(path: Path, content: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _read_secret(path: Path) -> bytes:
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise KeyRefused(
            Text(
                "D’autres que son propriétaire peuvent lire {path}\u00a0: chmod 600.",
                "Others than its owner can read {path}: chmod 600.",
                path=str(path),
            )
        )
    return path.read_bytes()


def _read_bundle(folder: Path) -> bytes:
    return _read_secret(folder / _BUNDLE)


def _passphrase(folder: Path) -> bytes | None:
    path = folder / _PASSPHRASE
    return _read_secret(path).strip() if path.exists() else None


def _read_pair(folder: Path) -> bytes:
    """The key and its certificates as the one bundle that the signing library takes; it never leaves memory."""
    private = serialization.load_pem_private_key(_read_secret(folder / _KEY), password=None)
    first, *issuers = x509.load_pem_x509_certificates((folder / _CERTIFICATE).read_bytes())
    if not isinstance(private, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
        raise TypeError("Only EC and RSA keys seal.")
    return pkcs12.serialize_key_and_certificates(None, private, first, issuers, serialization.NoEncryption())


def _opened(path: Path, read: Callable[[Path], bytes], passphrase: bytes | None) -> SealKey:
    try:
        bundle = read(path.parent)
        signer = SimpleSigner.load_pkcs12_data(bundle, [], passphrase=passphrase)
        _, certificate, _ = pkcs12.load_key_and_certificates(bundle, passphrase)
    except (ValueError, TypeError, OSError) as error:
        raise KeyRefused(
            Text("{path} n’est pas une clé lisible.", "{path} is not a readable key.", path=str(path))
        ) from error
    if certificate is None:
        raise KeyRefused(Text("{path} n’a pas de certificat.", "{path} has no certificate.", path=str(path)))
    return SealKey(
        signer,
        _owner(certificate.subject),
        certificate.public_bytes(serialization.Encoding.DER),
        certificate.issuer == certificate.subject,
    )


def _owner(subject: x509.Name) -> str:
    for kind in (NameOID.ORGANIZATION_NAME, NameOID.COMMON_NAME):
        for attribute in subject.get_attributes_for_oid(kind):
            return str(attribute.value)
    return subject.rfc4514_string()
