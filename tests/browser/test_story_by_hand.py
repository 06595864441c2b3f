"""The whole story by hand: one joint inspection, desk by desk, in a real Chromium, from its targets to its sealed minutes.

Its hours lie around now, because the pages refuse a time that has not come yet; the powers used hold at any hour.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Stage
from tests.browser.desk import Desk
from tests.browser.pictures import photo_of_a_bar
from tests.pdf.printed import text_of
from workflows.law.clocks import clock
from workflows.law.grids import ROUTES
from workflows.law.powers import basis_of
from workflows.register.agencies import agency

TITLE: Final = "Contrôle conjoint du quartier Beau-Marais"
BAR: Final = "Bar de démonstration Le Mirliton"
SHUT: Final = "Bar de démonstration Le Quinquet"
TARGETS: Final = {
    BAR: "Onze appels pour bruit depuis septembre, entre 23 h et 2 h.",
    SHUT: "Deux signalements du bailleur, datés des 3 et 17 du mois dernier.",
}
INVITED: Final = ("police_nationale", "ddpp_ssa", "urssaf", "inspection_travail")
NOTE: Final = "Affiche absente du comptoir, place vide au-dessus de la caisse."
SECRET: Final = "Vitrine réfrigérée à 9,6 °C relevés à cœur."
REQUISITION: Final = basis_of("cpp_78_2_1").label.fr
HYGIENE_BASIS: Final = basis_of("crpm_l205_5_public").label.fr
URSSAF_BASIS: Final = basis_of("css_l243_7").label.fr
"""Powers that hold at any hour of the day and night."""
PAPERS: Final = 4
"""Full version, partner version, attendance sheet, photo board."""


@dataclass
class Play:
    """The stage, its desks, and the hours of the night."""

    stage: Stage
    now: datetime = field(default_factory=lambda: datetime.now(UTC).replace(second=0, microsecond=0))
    operation: str = ""
    minutes: str = ""
    papers: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.starts, self.ends = self.now - timedelta(hours=1), self.now + timedelta(hours=4)
        self.pilot = self.stage.desk("prefecture")
        self.prosecutor = self.stage.desk("parquet")
        self.police = self.stage.desk("police_nationale", width=820, height=1180)
        self.hygiene = self.stage.desk("ddpp_ssa", width=820, height=1180)
        self.urssaf = self.stage.desk("urssaf", width=390, height=844)

    def open_operation(self, desk: Desk) -> None:
        """Open the operation at a desk."""
        desk.go(f"/operations/{self.operation}")
        desk.is_titled(TITLE)


@pytest.mark.long
def test_the_whole_story_by_hand(stage: Stage, tmp_path: Path) -> None:
    play = Play(stage)
    propose(play)
    invite(play)
    allow(play)
    prepare(play)
    arrive(play)
    inspect(play, photo_of_a_bar(tmp_path))
    leave(play)
    validate(play)
    fall_silent_and_close(play)
    read_the_papers(play)
    follow_up(play)
    a_landlord_reads_the_partner_version_alone(play)


# ---------------------------------------------------------------------- before


def propose(play: Play) -> None:
    """The sous-préfecture opens the operation and chooses two targets; the prosecutor's office approves."""
    pilot = play.pilot
    pilot.go("/operations")
    pilot.follow("Nouvelle opération")
    pilot.write("Titre", TITLE)
    pilot.write("Périmètre", "Beau-Marais")
    pilot.write_moment("Début", play.starts)
    pilot.write_moment("Fin", play.ends)
    pilot.write("Objet", "Nuisances nocturnes signalées autour de deux commerces.")
    pilot.press("Ouvrir le brouillon")
    pilot.is_titled(TITLE)
    play.operation = pilot.page.url.partition("/operations/")[2].partition("?")[0]
    pilot.follow("Chercher un établissement")
    for name, reason in TARGETS.items():
        pilot.write("Nom, adresse, SIRET", name.rpartition(" ")[2])
        pilot.press("Chercher")
        pilot.inspect_page()
        pilot.follow(f"Ajouter comme cible\u00a0: {name}")
        pilot.write("Motif objectif du ciblage", reason)
        pilot.write_moment("Heure prévue", play.now)
        pilot.press("Ajouter une cible")
        pilot.is_told("Cible ajoutée")
        pilot.reads(reason)
        if name != SHUT:
            pilot.follow("Ajouter une cible")
    pilot.step("Proposer l’opération")
    pilot.is_told("Opération proposée")
    pilot.reads("Le parquet examine l’opération")

    play.prosecutor.take_up("Approuver l’opération", TITLE)
    play.prosecutor.reads(TARGETS[BAR])
    play.prosecutor.inspect_page()
    play.prosecutor.step("Approuver")
    play.prosecutor.is_told("Opération approuvée")


def invite(play: Play) -> None:
    """Four agencies are invited; three accept, one declines with its reason."""
    pilot = play.pilot
    pilot.take_up("Inviter les services", TITLE)
    pilot.step("Inviter des services")
    for key in INVITED:
        pilot.tick(agency(key).name.fr)
    pilot.write("Rôle attendu", "Contrôle selon ses pouvoirs")
    pilot.press("Inviter des services")
    pilot.is_told("Services invités")

    for desk in (play.police, play.hygiene, play.urssaf):
        desk.take_up("Répondre à l’invitation", TITLE)
        desk.reads("Contrôle selon ses pouvoirs")
        desk.step("Accepter")
        desk.is_told("Invitation acceptée")
    play.urssaf.inspect_page()
    labour = play.stage.desk("inspection_travail")
    labour.take_up("Répondre à l’invitation", TITLE)
    labour.step("Décliner")
    labour.write("Motif", "Effectif déjà engagé ce soir-là sur un chantier du port.")
    labour.press("Décliner")
    labour.is_told("Invitation déclinée")

    play.open_operation(pilot)
    pilot.reads("Effectif déjà engagé ce soir-là sur un chantier du port.")


def allow(play: Play) -> None:
    """The police cannot be ready before the requisition, and the page says why; the prosecutor's office grants it."""
    pilot, police, prosecutor = play.pilot, play.police, play.prosecutor
    play.open_operation(pilot)
    pilot.step("Préparer la demande")
    pilot.page.get_by_label("L8221-1").first.check()
    pilot.write_moment("Début", play.starts)
    pilot.write_moment("Fin", play.ends)
    pilot.write("Éléments à l’appui", "Signalements concordants d’emploi non déclaré.")
    pilot.press("Demander la réquisition")
    pilot.is_told("Réquisition demandée")
    assign(play)

    police.go("/tablet/")
    police.page.get_by_role("link", name=BAR).click()
    police.is_titled(BAR)
    police.inspect_page()
    ready = police.page.get_by_role("region", name="La grille", exact=True)
    expect(ready).to_contain_text("Se déclarer prêt pour ce lieu (Pas encore possible)")
    expect(ready).to_contain_text("le procureur n’a pas accordé la réquisition")
    expect(ready).to_contain_text("78-2-1")
    expect(ready.get_by_role("link", name="Se déclarer prêt pour ce lieu")).to_have_count(0)

    prosecutor.take_up("Délivrer la réquisition ou la refuser")
    prosecutor.inspect_page()
    for name in TARGETS:
        expect(prosecutor.page.get_by_role("checkbox", name=name)).to_be_checked()
    prosecutor.write("Qualité du signataire", "Le substitut de permanence")
    prosecutor.press("Délivrer la réquisition")
    prosecutor.is_told("Réquisition délivrée")


def assign(play: Play) -> None:
    """The sous-préfecture says who goes where, from the plan that shows who may enter."""
    pilot = play.pilot
    pilot.go(f"/operations/{play.operation}/planning")
    pilot.reads("Impossible")
    pilot.inspect_page()
    for place, keys in {BAR: INVITED[:3], SHUT: INVITED[:2]}.items():
        panel = pilot.page.get_by_role("region").filter(has=pilot.page.get_by_role("heading", name=place))
        for key in keys:
            pilot.tick(agency(key).short.fr, inside=panel)
        pilot.choose("Service qui ouvre la visite", agency("police_nationale").short.fr, inside=panel)
        pilot.press("Affecter les services cochés", inside=panel)
        pilot.is_told("Services affectés")


def prepare(play: Play) -> None:
    """Each team is ready place by place, then its agency, then the operation, which starts."""
    for desk, basis, places in (
        (play.police, REQUISITION, TARGETS),
        (play.hygiene, HYGIENE_BASIS, TARGETS),
        (play.urssaf, URSSAF_BASIS, (BAR,)),
    ):
        for place in places:
            desk.go("/tablet/")
            desk.page.get_by_role("link", name=place).click()
            desk.step("Se déclarer prêt pour ce lieu")
            desk.choose("Pouvoir exercé", basis)
            desk.press("Se déclarer prêt pour ce lieu")
            desk.is_told("Service prêt pour ce lieu")
        desk.take_up("Préparer chaque visite", TITLE)
        desk.step("Déclarer le service prêt")
        desk.write("Chef d’équipe (nom et qualité)", "Cheffe d’équipe, service de nuit")
        desk.write("Nombre d’agents", "2")
        desk.press("Déclarer le service prêt")
        desk.is_told("Service prêt")

    pilot = play.pilot
    pilot.take_up("Répartir les services par visite", TITLE)
    pilot.step("Déclarer l’opération prête")
    pilot.is_told("Opération déclarée prête")
    pilot.step("Lancer l’opération")
    pilot.write_moment("Heure du briefing", play.starts)
    pilot.press("Lancer l’opération")
    pilot.is_told("Opération lancée")


# ---------------------------------------------------------------------- the night


def arrive(play: Play) -> None:
    """Each agency notes its arrival; the sous-préfecture reads it on the page of the night."""
    for desk in (play.police, play.hygiene, play.urssaf):
        desk.take_up("Noter l’arrivée", TITLE)
        desk.step("Noter l’arrivée")
        desk.write_moment("Heure d’arrivée", play.now)
        desk.press("Noter l’arrivée")
        desk.is_told("Équipe arrivée")
    play.pilot.go(f"/operations/{play.operation}/night")
    play.pilot.reads("3/3")
    play.pilot.inspect_page()


def inspect(play: Play, photo: Path) -> None:
    """The police open one place and find the other one shut; three teams answer their grids on their tablets."""
    police = play.police
    open_place(police, BAR)
    police.step("Entrer")
    police.write_moment("Heure d’entrée", play.now)
    police.write(
        "Conditions d’entrée (à qui la réquisition a été montrée, accueil)",
        "Réquisition montrée au responsable présent.",
    )
    police.choose("Activité en cours à l’entrée", "Oui")
    police.write("Nombre de personnes présentes", "24")
    police.press("Entrer")
    police.is_told("Entrée des services")
    for desk, note in ((police, NOTE), (play.hygiene, SECRET), (play.urssaf, "")):
        answer_grid(desk, note, photo if desk is police else None)

    open_place(police, SHUT)
    police.page.get_by_text("Autres issues").first.click()
    police.step("Fermé à l’arrivée")
    police.write_moment("Heure", play.now)
    police.write("Ce qui a été constaté", "Rideau baissé, personne ne répond.")
    police.press("Fermé à l’arrivée")
    police.is_told("Établissement fermé à l’arrivée")


def open_place(desk: Desk, place: str) -> None:
    """Open an agency's grid in a place from the list of the night."""
    desk.go("/tablet/")
    desk.page.get_by_role("link", name=place).click()
    desk.is_titled(place)


def answer_grid(desk: Desk, note: str, photo: Path | None) -> None:
    """Answer a grid by tapping: one breach with its note if there is one, the rest in order; then hand it in."""
    open_place(desk, BAR)
    desk.press("Ouvrir la grille")
    cards = desk.page.get_by_role("article")
    expect(cards.first.get_by_role("button", name="conforme", exact=True)).to_be_enabled()
    if note:
        first = cards.first
        first.get_by_role("button", name="non conforme", exact=True).click()
        first.get_by_label("Note").fill(note)
        first.get_by_label("Note").blur()
        if photo is not None:
            first.get_by_label("Prendre une photo").set_input_files(photo)
            expect(first).to_contain_text("Photo")
    for card in cards.all()[1:4]:
        card.get_by_role("button", name="conforme", exact=True).click()
    expect(desk.page.get_by_role("status").filter(has_text="Tout est envoyé")).to_be_visible()
    desk.inspect_page()
    desk.step("Remettre la grille")
    desk.write("Mesures prises sur place", "")
    desk.press("Remettre la grille")
    desk.is_told("Grille remise")


def leave(play: Play) -> None:
    """The police close the visit; the sous-préfecture debriefs and opens the minutes."""
    police, pilot = play.police, play.pilot
    open_place(police, BAR)
    police.step("Clore la visite")
    police.write_moment("Heure de sortie", play.now)
    police.write("Nombre de personnes au travail", "2")
    police.write("Documents remis, et à qui (par qualité)", "Procès-verbal de contrôle")
    police.press("Clore la visite")
    police.is_told("Visite close")
    play.open_operation(pilot)
    pilot.reads("Tenir le débriefing")
    pilot.step("Clore le débriefing")
    pilot.step("Ouvrir le compte rendu")
    pilot.is_told("Compte rendu ouvert à la validation")


# ---------------------------------------------------------------------- after


def validate(play: Play) -> None:
    """Two agencies read their part, choose what follows, and validate it; nobody else reads it before."""
    pilot = play.pilot
    pilot.follow("Ouvrir le compte rendu")
    pilot.is_titled(TITLE)
    pilot.inspect_page()
    play.minutes = pilot.page.url.partition("?")[0]
    pilot.does_not_read(NOTE)
    pilot.does_not_read(SECRET)
    for desk, note in ((play.police, NOTE), (play.hygiene, SECRET)):
        desk.take_up("Relire et valider votre partie", TITLE)
        desk.reads(note)
        desk.inspect_page()
        if desk is play.police:
            finding = desk.page.get_by_role("article").filter(has_text=note)
            desk.choose("Suite donnée par votre service", ROUTES["administrative"].fr, inside=finding)
            desk.write("Pourquoi cette suite", "Avertissement à proposer au préfet.", inside=finding)
            finding.get_by_role("button", name="Garder cette suite").click()
            desk.is_told("Suite choisie")
        desk.press("Valider définitivement")
        desk.is_told("Partie validée par le service")
    pilot.page.goto(play.minutes)
    pilot.reads(NOTE)
    pilot.reads(SECRET)


def fall_silent_and_close(play: Play) -> None:
    """The third agency says nothing: its part is recorded as not received, and the minutes are closed without it."""
    pilot = play.pilot
    play.stage.let_time_pass(clock("minutes_section").due(datetime.now(UTC)) + timedelta(hours=1))
    pilot.take_up("Relire et clore le compte rendu", TITLE)
    pilot.reads("Non reçue")
    pilot.inspect_page()
    pilot.step("Clore le compte rendu")
    pilot.write("Qualité du signataire", "Le sous-préfet de Calais")
    pilot.press("Clore le compte rendu")
    pilot.is_told("Compte rendu clos")


def read_the_papers(play: Play) -> None:
    """The page shows the press at work, then the papers; they are sealed, and each is for those who may read it."""
    pilot = play.pilot
    seen, papers = set[str](), pilot.page.get_by_role("link", name="Ouvrir\u00a0:")
    limit = time.monotonic() + 240
    while papers.count() < PAPERS:
        assert time.monotonic() < limit, f"The press only went through {seen}."
        seen.update(pilot.page.get_by_text("L’impression est en cours").all_inner_texts())
        pilot.page.reload()
    assert seen, "Nobody saw the press at work."
    pilot.inspect_page()
    number = (
        pilot.page.get_by_role("heading", level=1).locator("xpath=preceding-sibling::p[1]").inner_text().split()[-1]
    )
    for title in (number, f"{number}, version partenaires"):
        address = pilot.page.get_by_role("link", name=re.compile(rf"{re.escape(title)}$")).get_attribute("href")
        pilot.read_paper(str(address))
        play.papers.append(str(address))


def follow_up(play: Play) -> None:
    """The operation closes; what follows from its findings stays open, each at its owner's desk with its date."""
    pilot = play.pilot
    pilot.take_up("Clore le compte rendu, puis l’opération", TITLE)
    pilot.step("Clore l’opération")
    pilot.is_told("Opération close")
    pilot.inspect_page()
    pilot.follow("Voir les suites")
    pilot.reads(BAR)
    pilot.inspect_page()
    for desk in (pilot, play.hygiene):
        desk.inbox()
        line = desk.page.get_by_role("main").get_by_role("link").filter(has_text=BAR).first
        expect(line).to_contain_text("pour le")
        line.click()
        desk.reads("À faire")
        desk.inspect_page()


def a_landlord_reads_the_partner_version_alone(play: Play) -> None:
    """An agency that was not invited has an empty desk; of the whole operation, only the partners' paper is for it."""
    landlord = play.stage.desk("bailleur", width=390, height=844)
    landlord.inbox()
    landlord.reads("Rien n’est attendu de votre service.")
    landlord.go("/operations")
    landlord.reads("Aucune opération ici.")
    landlord.does_not_read(TITLE)
    landlord.inspect_page()
    full, partner = play.papers
    for page in (f"/prefecture/operations/{play.operation}", play.minutes.removeprefix(play.stage.address), full):
        landlord.is_refused(play.stage.address + page.replace("/prefecture/", "/bailleur/"))
        landlord.is_refused(play.stage.address + page)
    words = text_of(landlord.read_paper(partner.replace("/prefecture/", "/bailleur/")))
    assert "Diffusion partenaires" in words
    assert NOTE not in words
    assert SECRET not in words
