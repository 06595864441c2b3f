"""A report to the prosecutor by hand, desk by desk, in a real Chromium: written, refused, signed, registered, answered, closed.

What is in it belongs to its author and the prosecutor's office alone; everybody else gets a number at most.
"""

from __future__ import annotations

import hashlib
import re
import subprocess
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Stage
from tests.browser.desk import Desk
from tests.fixtures.offences import offence
from tests.pdf.printed import text_of
from workflows.engine.cases import HOUSE_ACTOR, open_case
from workflows.engine.viewer import HOUSE_VIEWER, unit_of_work
from workflows.law.days import paris_day

SHOP: Final = "Épicerie de nuit de démonstration La Chouette"
ABOUT: Final = "Denrées périmées remises en rayon (démonstration)"
OBSERVED: Final = "Sept produits à date limite dépassée, proposés à la vente, relevés un à un (démonstration)."
REPORTED: Final = "Les produits seraient remis en rayon le soir (démonstration)."
SOURCE: Final = "la personne responsable sur place"
OPERATOR: Final = "Exploitant de démonstration n° 9"
NATINF: Final = "149"
CASE_NUMBER: Final = "26327000123"
"""The usual form of a number of a prosecutor's office (domain §3.2); it is no real one."""
WHY: Final = "Une amende administrative est engagée par le service\u00a0: la réponse pénale n’ajouterait rien."
SECRET: Final = (ABOUT, OBSERVED, REPORTED, OPERATOR, CASE_NUMBER, WHY)
"""What nobody but the author and the prosecutor's office may read."""
ONE_UNSEEN: Final = "Une suite n’est pas montrée\u00a0: elle revient à un autre service ou à l’autorité judiciaire."
LETTER, SIGN, CLOSE = "Écrire le signalement", "Signer et transmettre le signalement", "Classer sans suite"


@dataclass
class Play:
    """The stage and its desks: who writes, who answers, who is not concerned."""

    stage: Stage
    place: str = ""
    referral: str = ""

    def __post_init__(self) -> None:
        self.author = self.stage.desk("ddpp_ccrf")
        self.prosecutor = self.stage.desk("parquet")
        self.others = (self.stage.desk("bailleur", width=390, height=844), self.stage.desk("urssaf"))


@pytest.mark.long
def test_a_referral_by_hand(stage: Stage, tmp_path: Path) -> None:
    list_the_offence(stage)
    play = Play(stage)
    begin(play)
    sign_too_early(play)
    write(play)
    sign_and_send(play)
    nobody_else_reads_a_word(play)
    register(play)
    order_an_enquiry(play)
    close_without_action(play)
    check_the_bundle(play, tmp_path / "envoi")
    the_author_is_told_and_closes(play)
    nobody_else_reads_a_word(play, shown=0)


def list_the_offence(stage: Stage) -> None:
    """The house has read a list of offences with the one that will be proposed."""
    with unit_of_work(stage.app.extensions["beffroi_engine"], HOUSE_VIEWER) as session:
        open_case(
            session, "register_import", actor=HOUSE_ACTOR, moment=datetime.now(UTC) - timedelta(hours=1), title="NATINF",
            records=[offence(NATINF, "misdemeanour", "TROMPERIE SUR UNE MARCHANDISE")],
        )  # fmt: skip


# ---------------------------------------------------------------------- the author


def begin(play: Play) -> None:
    """The author begins a report from the page of the place."""
    author = play.author
    author.go("/establishments")
    author.write("Nom, adresse, SIRET", "Chouette")
    author.press("Chercher")
    author.follow(SHOP)
    play.place = author.page.url.partition("/establishments/")[2].partition("?")[0]
    author.follow("Ouvrir une suite")
    author.choose("Voie", "Suite judiciaire")
    author.write("De quoi il s’agit", ABOUT)
    author.inspect_on_phone_and_desktop()
    author.press("Ouvrir une suite")
    author.is_titled(LETTER)
    play.referral = author.page.url.partition("/referrals/")[2].partition("/")[0]
    author.inspect_on_phone_and_desktop()


def sign_too_early(play: Play) -> None:
    """An empty letter goes no further than the door that says what it lacks."""
    author = play.author
    author.press("Enregistrer, puis signer")
    author.is_titled(SIGN)
    for words in ("Il manque au signalement\u00a0:", "les faits, datés et situés", "la qualification proposée", "s’il y a urgence"):  # fmt: skip
        author.reads(words)
    author.inspect_on_phone_and_desktop()
    fill_in_the_signature(author)
    author.press(SIGN)
    author.reads("Cette action n’a pas été faite")
    author.reads("Il manque au signalement\u00a0:")
    author.inspect_on_phone_and_desktop()


def fill_in_the_signature(author: Desk) -> None:
    """Who signs, and in which capacity."""
    author.choose("Qui signe", "l’agent qui a eu connaissance des faits")
    author.write("Nom du signataire", "Maxime Démo")
    author.write("Qualité", "inspecteur de la concurrence")
    author.write("Service et contact", "Service de démonstration, concurrence et consommation, Calais")


def write(play: Play) -> None:
    """What was observed apart from what was reported, who, which offence of the list, which evidence, and the rest."""
    author = play.author
    author.go(f"/referrals/{play.referral}/letter")
    seen = datetime.now(UTC) - timedelta(days=2)
    write_fact(author, "Constaté personnellement", seen, OBSERVED)
    write_fact(author, "Rapporté par d’autres", seen + timedelta(minutes=15), REPORTED, SOURCE)
    author.write("Identité connue", OPERATOR)
    author.choose("Rôle", "exploitant de droit")
    keep(author, "Ajouter cette personne", OPERATOR)
    author.reads("Toute personne citée est présumée innocente.")
    author.write("Chercher dans la liste NATINF", "tromperie")
    author.press("Chercher", inside=author.page.get_by_role("main"))
    author.page.get_by_role("radio", name=re.compile(f"^NATINF {NATINF} ")).check()
    author.inspect_on_phone_and_desktop()
    keep(author, "Proposer cette infraction", f"NATINF {NATINF}")
    piece = author.page.get_by_role("region", name="Pièces")
    author.choose("Nature", "Rapport", inside=piece)
    author.write("Pièce", "Relevé des sept produits", inside=piece)
    author.write("Nombre de feuillets", "2")
    keep(author, "Ajouter cette pièce", "Relevé des sept produits")
    author.write("Faits connus le", paris_day(seen).isoformat())
    author.write("Comment", "Contrôle de la concurrence et de la consommation (démonstration).")
    for question, answer in {
        "Préjudice et victimes": "Aucun préjudice ni victime connus",
        "Démarches faites, autorités déjà informées": "Aucune démarche faite, aucune autre autorité informée",
        "Y a-t-il urgence\u00a0?": "Non",
        "Des mineurs sont-ils concernés\u00a0?": "Non",
        "L’infraction trouble-t-elle l’ordre public dans la commune\u00a0?": "Non",
        "Demander à connaître la suite donnée\u00a0?": "Oui",
    }.items():
        author.choose(question, answer)
    author.press("Garder le brouillon", inside=author.page.get_by_role("main").locator(".form-actions"))
    author.reads("Brouillon gardé.")
    author.inspect_on_phone_and_desktop()


def write_fact(author: Desk, side: str, moment: datetime, words: str, source: str = "") -> None:
    """Add one fact to the letter."""
    author.choose("Comment ce fait est connu", side)
    author.write_moment("Quand", moment)
    author.write("Où", "Rayon frais")
    author.write("Le fait", words)
    author.write("Rapporté par", source)
    keep(author, "Ajouter ce fait", words)


def keep(author: Desk, button: str, words: str) -> None:
    """Press the button of a section, and see the line in the letter."""
    author.press(button)
    author.reads("Brouillon gardé.")
    expect(author.page.get_by_role("main").get_by_role("listitem").filter(has_text=words)).to_be_visible()


def sign_and_send(play: Play) -> None:
    """Whole, it is signed and leaves; it can be written on no longer."""
    author = play.author
    author.press("Enregistrer, puis signer")
    author.is_titled(SIGN)
    author.does_not_read("Il manque au signalement")
    fill_in_the_signature(author)
    author.press(SIGN)
    author.is_told("Signalement transmis au procureur")
    author.reads("Le parquet n’est tenu à aucun délai\u00a0: seul l’âge est montré.")
    author.inspect_on_phone_and_desktop()


# ---------------------------------------------------------------------- the prosecutor's office


def register(play: Play) -> None:
    """On its first screen the prosecutor's office reads what came in; it opens it and registers it."""
    prosecutor = play.prosecutor
    prosecutor.inbox()
    came_in = prosecutor.page.get_by_role("region", name="Signalements et procès-verbaux reçus")
    expect(came_in).to_contain_text(SHOP)
    expect(came_in).to_contain_text("reçu aujourd’hui")
    expect(came_in).not_to_contain_text("retard")
    prosecutor.inspect_on_phone_and_desktop()
    came_in.get_by_role("link").filter(has_text=SHOP).click()
    for words in (OBSERVED, REPORTED, f"Rapporté par {SOURCE}", OPERATOR, f"NATINF {NATINF}", "présumée innocente"):
        prosecutor.reads(words)
    prosecutor.inspect_on_phone_and_desktop()
    prosecutor.step("Enregistrer")
    prosecutor.write("Date de la décision", paris_day(datetime.now(UTC)).isoformat())
    prosecutor.write("N° de parquet", CASE_NUMBER)
    prosecutor.inspect_on_phone_and_desktop()
    prosecutor.press("Enregistrer")
    prosecutor.is_told("Enregistré au parquet")
    prosecutor.reads(CASE_NUMBER)


def order_an_enquiry(play: Play) -> None:
    """It has it looked into, which its author's page does not show."""
    play.author.go(f"/referrals/{play.referral}")
    before = play.author.page.get_by_role("main").inner_text()
    prosecutor = play.prosecutor
    prosecutor.step("Faire enquêter")
    prosecutor.write("Date de la décision", paris_day(datetime.now(UTC)).isoformat())
    prosecutor.choose("Cadre", "Enquête préliminaire")
    prosecutor.inspect_on_phone_and_desktop()
    prosecutor.press("Faire enquêter")
    prosecutor.is_told("Enquête en cours")
    prosecutor.inspect_on_phone_and_desktop()
    prosecutor.go(f"/referrals/{play.referral}")
    prosecutor.reads("Le parquet seul le lit")
    prosecutor.inspect_on_phone_and_desktop()
    play.author.go(f"/referrals/{play.referral}")
    assert play.author.page.get_by_role("main").inner_text() == before


def close_without_action(play: Play) -> None:
    """It closes it without action, with the code and the reason."""
    prosecutor = play.prosecutor
    prosecutor.step(CLOSE)
    prosecutor.write("Date de la décision", paris_day(datetime.now(UTC)).isoformat())
    prosecutor.choose("Code du motif", "61 – autres poursuites ou sanctions de nature non pénale")
    prosecutor.write("Motif, en clair", WHY)
    prosecutor.inspect_on_phone_and_desktop()
    prosecutor.press(CLOSE)
    prosecutor.is_told("Classé sans suite")
    prosecutor.reads("L’auteur en est avisé au titre de")
    prosecutor.reads("40-2")
    prosecutor.inspect_on_phone_and_desktop()


def check_the_bundle(play: Play, folder: Path) -> None:
    """The letter and its slip are sealed; the zip that holds them is downloaded, and each piece verifies without the house."""
    prosecutor = play.prosecutor
    words = text_of(prosecutor.open_paper("Signalement n°"))
    assert OBSERVED in words
    assert NATINF not in words.replace(CASE_NUMBER, ""), "the number is on the slip alone"
    assert NATINF in text_of(prosecutor.open_paper("Bordereau d’envoi n°"))
    open_bundle(prosecutor)
    prosecutor.inspect_on_phone_and_desktop()
    with prosecutor.page.expect_download() as begun:
        prosecutor.follow("Télécharger l’archive")
    with zipfile.ZipFile(begun.value.path()) as package:
        package.extractall(folder)
    checked = subprocess.run(
        ["sha256sum", "--strict", "-c", "SHA256SUMS"], cwd=folder, capture_output=True, check=False
    )
    assert checked.returncode == 0, checked.stderr
    told = hashlib.sha256((folder / "manifest.json").read_bytes()).hexdigest()
    prosecutor.reads(told)
    verifier = prosecutor.page.context.new_page()
    verifier.goto((folder / "verifier.html").as_uri())
    verifier.get_by_label("Choisir le dossier entier").set_input_files(folder)
    expect(verifier.get_by_role("status")).to_have_text(re.compile(r"^Les \d+\spièces sont intactes\.$"))
    expect(verifier.locator("#digest")).to_have_text(told)
    verifier.close()


def open_bundle(desk: Desk) -> None:
    """Open the page of the bundle, which is packed when both papers are pressed."""
    link = desk.page.get_by_role("link", name=re.compile(r"^Envoi "))
    desk.look_until(link)
    link.click()
    desk.reads("Empreinte à communiquer")


def the_author_is_told_and_closes(play: Play) -> None:
    """The answer waits in the author's inbox, with the article that tells it; the author reads it and ends the follow-up."""
    author = play.author
    author.take_up("Lire la réponse du parquet, puis clore la suite", SHOP)
    for words in (CASE_NUMBER, WHY, "Votre service en est avisé au titre de", "40-2", "contesté devant le procureur général"):  # fmt: skip
        author.reads(words)
    author.inspect_on_phone_and_desktop()
    author.step("Clore la suite")
    author.write("Motif", "Amende administrative notifiée par le service (démonstration).")
    author.press("Clore la suite")
    author.is_told("Suite close")
    author.inspect_on_phone_and_desktop()


# ---------------------------------------------------------------------- everybody else


def nobody_else_reads_a_word(play: Play, shown: int = 1) -> None:
    """Neither a landlord nor another agency reads anything of it; the page of the place counts it while it is open."""
    for desk in play.others:
        house = f"{play.stage.address}/{desk.agency}"
        for page in ("", "/letter", "/bundle", "/bundle.zip", "/slip"):
            desk.is_refused(f"{house}/referrals/{play.referral}{page}")
        desk.is_refused(f"{house}/cases/{play.referral}")
        desk.is_refused(f"{house}/cases/{play.referral}/history")
        for page in ("/", f"/establishments/{play.place}", f"/establishments/{play.place}/consequences", "/referrals", "/measures"):  # fmt: skip
            desk.go(page)
            for words in SECRET:
                expect(desk.page.locator("body")).not_to_contain_text(words)
            if page == f"/establishments/{play.place}" and shown:
                desk.reads(ONE_UNSEEN)
                desk.inspect_on_phone_and_desktop()
