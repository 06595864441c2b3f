"""Words of the derived views of a photo: what is cropped, what is blurred, and the original that never changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from workflows.store.text import Text

WORDS: Final[Mapping[str, Text]] = {
    "derived_title": Text("Recadrer ou flouter une photo", "Crop or blur a photo"),
    "derived_lead": Text(
        "L’original ne change jamais. Chaque vue est un fichier à part\u00a0; la dernière faite est celle que les papiers impriment.",
        "The original never changes. Each view is a file of its own; the last one made is the one that papers print.",
    ),
    "derived_taken": Text("La photo, telle que prise", "The photo, as it was taken"),
    "derived_taken_by": Text("Prise par {who}, {at}", "Taken by {who}, {at}"),
    "derived_original": Text("Empreinte SHA-256 de l’original", "SHA-256 of the original"),
    "derived_own": Text("Empreinte SHA-256 de la vue", "SHA-256 of the view"),
    "derived_views": Text("Vues dérivées", "Derived views"),
    "derived_none": Text(
        "Aucune vue dérivée\u00a0: les papiers impriment la photo entière.",
        "No derived view: papers print the whole photo.",
    ),
    "derived_view_no": Text("Vue {number}\u00a0: {done}", "View {number}: {done}"),
    "derived_made_by": Text("Faite par {who}, {at}", "Made by {who}, {at}"),
    "derived_printed": Text("Imprimée", "Printed"),
    "derived_make": Text("Faire une vue dérivée", "Make a derived view"),
    "derived_make_lead": Text(
        "En pour cent de la photo, depuis son coin en haut à gauche\u00a0: écrivez les nombres, ou tracez chaque zone sur la photo.",
        "In per cent of the photo, from its top left corner: write the numbers, or draw each area on the photo.",
    ),
    "derived_crop": Text("Cadre gardé", "Frame that is kept"),
    "derived_blur": Text("Zone floutée {number}", "Blurred area {number}"),
    "derived_draw": Text("Tracer sur la photo", "Draw on the photo"),
    "derived_left": Text("Gauche", "Left"),
    "derived_top": Text("Haut", "Top"),
    "derived_right": Text("Droite", "Right"),
    "derived_bottom": Text("Bas", "Bottom"),
    "derived_button": Text("Faire la vue", "Make the view"),
    "derived_not_a_number": Text(
        "Chaque zone demande quatre nombres entiers de 0 à 100, ou aucun.",
        "Each area needs four whole numbers from 0 to 100, or none.",
    ),
    "derived_back": Text("Revenir à la grille", "Back to the grid"),
}
