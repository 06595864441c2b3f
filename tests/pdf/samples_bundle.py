"""A small bundle to pack: a letter, its slip, a photo and a copy, with the bytes of each."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date

from workflows.processes.bundle_manifest import BundlePiece, Manifest, name_of_piece

CONTENTS = {
    "Lettre": (0, "Lettre SJ-2026-0003", "pdf", b"%PDF-1.7 the letter"),
    "Bordereau": (0, "Bordereau BE-2026-0005", "pdf", b"%PDF-1.7 the slip"),
    "1": (1, "Photographie des étiquettes </script><b>", "jpg", b"\xff\xd8\xff the photo"),
    "2": (2, "Copie du registre", "pdf", b"%PDF-1.7 the register"),
}


def bundle() -> tuple[Manifest, Mapping[str, bytes]]:
    """The manifest and the bytes of each piece by SHA-256; a title tries to end the page that carries it."""
    pieces, contents = [], {}
    for number, (rank, title, ending, content) in CONTENTS.items():
        digest = hashlib.sha256(content).hexdigest()
        contents[digest] = content
        pieces.append(
            BundlePiece(number, name_of_piece(rank, title, ending), title, 4 if rank == 0 else 3, len(content), digest)
        )
    manifest = Manifest(
        reference="SJ-2026-0003", slip="BE-2026-0005", sender="DDPP – consommation (CCRF)",
        addressee="Le procureur de la République près le tribunal judiciaire de Boulogne-sur-Mer",
        sent_on=date(2026, 12, 7), secrecy=4, copy_number=1, demonstration=True, pieces=tuple(pieces),
    )  # fmt: skip
    return manifest, contents
