"""A copy of where a referral stands, as the mayor gets it: the number, the state and its day; everything else struck out."""

from __future__ import annotations

from tests.pdf.samples import head
from workflows.processes.shared_fields import REFERRAL
from workflows.processes.snapshot_parts import Citation
from workflows.processes.snapshots_sharing import CopiedLine, CopiedRecord, SharedCopySnapshot

SECRET = Citation("cpp_11", "article 11 du code de procédure pénale")
TOLD = {"referral_number": "SJ-2026-0003", "case_state": "Classé sans suite", "decided_on": "04/12/2026"}


def shared_copy() -> SharedCopySnapshot:
    """The copy."""
    lines = tuple(
        CopiedLine(name, label.words, (TOLD[name],))
        if name in TOLD
        else CopiedLine(name, label.words, is_struck=True, kept_under=SECRET)
        for name, label in REFERRAL.items()
    )
    return SharedCopySnapshot(
        head=head("CP-2026-0002", 4),
        kind="État d’un signalement, sans son contenu",
        recipient="Mairie de Calais",
        purpose="Informer le maire d’infractions troublant l’ordre public",
        opened_by=(
            Citation("csi_l132_3", "article L132-3 du code de la sécurité intérieure"),
            SECRET,
        ),
        met=("Les faits troublent l’ordre public",),
        why="Conseil local de sécurité du 8 décembre.",
        records=(CopiedRecord(lines),),
        state="no_action",
    )
