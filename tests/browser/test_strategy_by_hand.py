"""A strategy by hand, desk by desk, in a real Chromium: promised, counted, contested, decided, done, and brought again.

One objective of the quarter: three partners are asked, two accept, one declines with its reason; a figure is contested
and both stand; a committee decides, in one line that is an action; its log is printed in two versions.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Final

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Stage
from tests.browser.desk import Desk
from tests.pdf.printed import text_of
from workflows.law.bodies import body
from workflows.law.days import paris_day
from workflows.register.agencies import agency

STRATEGY: Final = "Stratégie de Beau-Marais"
AXIS: Final = "Tranquillité des immeubles"
OBJECTIVE: Final = "Des halls tranquilles le soir"
ASKED: Final = {
    "bailleur": "Réparer chaque porte de hall sous deux jours.",
    "mairie": "Passer chaque soir avec la médiation.",
    "urssaf": "Contrôler les commerces signalés.",
}
PROMISED: Final = "Une équipe passe chaque soir, sauf le dimanche."
DECLINED: Final = "Nos contrôles se décident au niveau régional."
COUNTED: Final = "Halls signalés dans le mois"
DOUBTED: Final = "Le compte oublie la tour nord, où trois halls sont signalés."
DECISION: Final = "Poser un contrôle d’accès dans la tour nord"
SECRET: Final = "Renseignement sur le hall 4, à ne pas diffuser"
SECRET_DECISION: Final = "Surveiller discrètement le hall 4"
TOWER: Final = "Accès à la tour nord"
VERSIONS: Final = 2
"""Full and public."""
EVIDENCE: Final = "Bon de travaux du hall, signé."


@dataclass
class Play:
    """The stage, its desks, and what was opened."""

    stage: Stage
    today: date = field(default_factory=lambda: paris_day(datetime.now(UTC)))
    axis: str = ""
    objective: str = ""
    indicator: str = ""
    meeting: str = ""

    def __post_init__(self) -> None:
        self.steering = self.stage.desk("prefecture")
        self.landlord = self.stage.desk("bailleur", width=390, height=844)
        self.town = self.stage.desk("mairie", width=820, height=1180)
        self.urssaf = self.stage.desk("urssaf", width=390, height=844)

    def in_days(self, count: int) -> str:
        """A day from today, as a field of days takes it."""
        return (self.today + timedelta(days=count)).isoformat()


@pytest.mark.long
def test_a_strategy_by_hand(stage: Stage) -> None:
    play = Play(stage)
    propose(play)
    answer(play)
    count_and_contest(play)
    decide(play)
    read_the_logs(play)
    act(play)
    meet_again(play)


def propose(play: Play) -> None:
    """The sous-préfecture opens a strategy, an axis, an objective with its partners, and what will be counted."""
    desk = play.steering
    desk.go("/objectives")
    desk.follow("Nouvelle stratégie")
    desk.write("Titre", STRATEGY)
    desk.choose("Quartier", "Beau-Marais / Centre-ville")
    desk.write("Premier jour", play.in_days(0))
    desk.write("Dernier jour", play.in_days(700))
    desk.press("Ouvrir la stratégie")
    desk.step("Ajouter un axe")
    desk.write("Intitulé", AXIS)
    desk.press("Ajouter un axe")
    desk.is_told("Axe ajouté")
    desk.step("Mettre en vigueur")
    desk.is_told("Stratégie mise en vigueur")
    desk.open_line(AXIS)
    desk.step("Proposer un objectif")
    desk.write("Objectif", OBJECTIVE)
    desk.write("Cible", "Moins de cinq halls signalés chaque mois")
    desk.write("Échéance", play.in_days(300))
    desk.press("Proposer un objectif")
    desk.is_told("Objectif proposé")
    desk.open_line(OBJECTIVE)
    play.objective = desk.page.url.partition("/objectives/")[2].partition("?")[0]
    for key, asked in ASKED.items():
        desk.step("Désigner un partenaire")
        desk.choose("Partenaire", agency(key).name.fr)
        desk.write("Ce qui lui est demandé", asked)
        desk.press("Désigner un partenaire")
        desk.is_told("Partenaire désigné")
    desk.step("Ajouter un indicateur")
    desk.write("Ce qui est compté", COUNTED)
    desk.choose("Nature", "Résultat")
    desk.write("Unité", "halls")
    desk.write("Valeur de départ", "12")
    desk.write("Valeur visée", "5")
    desk.choose("Sens", "doit baisser")
    desk.choose("Rythme", "chaque mois")
    desk.write("Source", "Registre du gardien")
    desk.choose("Service qui relève", agency("bailleur").name.fr)
    desk.press("Ajouter un indicateur")
    desk.is_told("Indicateur ajouté")
    desk.inspect_page()


def answer(play: Play) -> None:
    """Two accept, one of them in its own words; one declines with its reason; only then can the objective be settled."""
    go_to_objective(play, play.steering)
    play.steering.does_not_read("Arrêter l’objectif")
    play.town.take_up("Accepter cet engagement", OBJECTIVE)
    play.town.step("Accepter")
    play.town.write("Ce que nous ferons", PROMISED)
    play.town.press("Accepter")
    play.town.is_told("Engagement accepté")
    play.landlord.take_up("Accepter cet engagement", OBJECTIVE)
    play.landlord.inspect_page()
    play.landlord.step("Accepter")
    play.landlord.press("Accepter")
    play.landlord.is_told("Engagement accepté")
    play.urssaf.take_up("Accepter cet engagement", OBJECTIVE)
    play.urssaf.step("Décliner")
    play.urssaf.press("Décliner")
    expect(play.urssaf.page.locator("#mistakes")).to_be_focused()
    play.urssaf.write("Motif", DECLINED)
    play.urssaf.press("Décliner")
    play.urssaf.is_told("Engagement décliné")
    play.steering.take_up("Arrêter l’objectif", OBJECTIVE)
    play.steering.reads(PROMISED)
    play.steering.reads(DECLINED)
    play.steering.step("Arrêter l’objectif")
    play.steering.is_told("Objectif arrêté")


def count_and_contest(play: Play) -> None:
    """The landlord reads four halls; the town hall says seven, and why: both stand until the sous-préfecture settles."""
    go_to_objective(play, play.landlord)
    play.landlord.open_line(COUNTED)
    play.indicator = play.landlord.page.url.partition("/indicators/")[2].partition("?")[0]
    play.landlord.step("Saisir un relevé")
    play.landlord.write("Valeur", "4")
    play.landlord.write("Relevé du", play.in_days(0))
    play.landlord.press("Saisir un relevé")
    play.landlord.is_told("Relevé saisi")

    play.town.go(f"/indicators/{play.indicator}")
    play.town.open_line("Contester")
    play.town.write("Valeur juste selon vous", "7")
    play.town.write("Motif", DOUBTED)
    play.town.press("Contester le relevé")
    for desk in (play.town, play.landlord, play.urssaf):
        desk.go(f"/indicators/{play.indicator}")
        desk.reads("Contesté par")
        desk.reads(DOUBTED)
        desk.reads("valeur proposée\u00a0: 7")
    play.town.inspect_page()
    play.steering.take_up("Trancher entre les deux valeurs", COUNTED)
    play.steering.step("Remplacer le relevé")
    play.steering.write("Valeur retenue", "7")
    play.steering.write("Source", "Registre du gardien et tour nord")
    play.steering.write("Motif", "La tour nord avait été oubliée.")
    play.steering.press("Remplacer le relevé")
    play.steering.is_told("Relevé remplacé")
    play.landlord.go(f"/indicators/{play.indicator}")
    play.landlord.reads("Registre du gardien et tour nord")
    play.landlord.reads("La tour nord avait été oubliée.")


def decide(play: Play) -> None:
    """The committee meets on an agenda that has written itself, decides in one line, and takes note of the rest."""
    desk = play.steering
    desk.go("/meetings")
    desk.follow("Convoquer une réunion")
    desk.choose("Instance", body("steering_committee").label.fr)
    desk.write_moment("Date et heure", datetime.now(UTC) + timedelta(hours=1))
    desk.write("Lieu", "Sous-préfecture de Calais")
    desk.write("Présidence", "Le sous-préfet de Calais")
    for key in ("bailleur", "mairie", "urssaf"):
        desk.tick(agency(key).short.fr)
    desk.press("Convoquer")
    play.meeting = desk.page.url.partition("/meetings/")[2].partition("?")[0].partition("#")[0]
    desk.reads(DECLINED)
    write_item(desk, SECRET, "Membres de la réunion")
    write_item(desk, TOWER, "Public")
    desk.press("Ouvrir la séance")
    desk.is_told("Séance ouverte")
    for key in ("bailleur", "mairie"):
        desk.press("présent", inside=desk.page.get_by_role("form", name=f"Présence de {agency(key).short.fr}"))
    tower, secret = (desk.page.locator(".point").filter(has_text=words) for words in (TOWER, SECRET))
    decide_on(desk, tower, DECISION, "bailleur", play.in_days(20))
    desk.is_told("Décision prise")
    decide_on(desk, secret, SECRET_DECISION, "police_nationale", play.in_days(10))
    play.town.go(f"/meetings/{play.meeting}")
    play.town.reads(DECISION)
    play.town.inspect_page()


def read_the_logs(play: Play) -> None:
    """The sitting closes: two versions of the log come out, and the confidential item is in no byte of the public one."""
    desk = play.steering
    desk.go(f"/meetings/{play.meeting}")
    desk.press("Prendre acte de tout le reste")
    desk.is_told("Pris acte")
    desk.press("Clore la séance")
    desk.is_told("Séance close")
    papers = desk.page.get_by_role("link", name="Ouvrir\u00a0:")
    limit = time.monotonic() + 60
    while papers.count() < VERSIONS:
        assert time.monotonic() < limit, "The press made nothing."
        desk.page.reload()
    addresses = [(each.inner_text(), str(each.get_attribute("href"))) for each in papers.all()]
    [full] = [desk.read_paper(address) for title, address in addresses if "version publique" not in title]
    [public] = [desk.read_paper(address) for title, address in addresses if "version publique" in title]
    assert SECRET_DECISION in text_of(full)
    said = text_of(public)
    assert DECISION in said
    for word in (SECRET, SECRET_DECISION, "hall 4"):
        assert word not in said
        assert word.encode() not in public


def act(play: Play) -> None:
    """The decision is in the landlord's inbox as an action: it starts it, shows that it is done, the chair's office checks."""
    desk = play.landlord
    desk.take_up("Lancer cette action", DECISION)
    desk.step("Lancer ou reprendre")
    desk.is_told("Action en cours")
    desk.step("Déclarer faite")
    desk.write("Ce qui le montre", EVIDENCE)
    desk.press("Déclarer faite")
    desk.is_told("Action déclarée faite")
    play.steering.take_up("Vérifier que l’action est faite", DECISION)
    play.steering.reads(EVIDENCE)
    play.steering.step("Confirmer")
    play.steering.is_told("Action vérifiée")


def meet_again(play: Play) -> None:
    """The log is approved, and the next agenda already holds what was not done, without what was."""
    desk = play.steering
    desk.go(f"/meetings/{play.meeting}")
    desk.write("Qualité de qui préside", "Le sous-préfet de Calais")
    desk.press("Approuver")
    desk.is_told("Relevé approuvé")
    desk.follow("Convoquer la suivante")
    desk.write_moment("Date et heure", datetime.now(UTC) + timedelta(days=60))
    desk.press("Convoquer")
    desk.reads(SECRET_DECISION)
    desk.does_not_read(DECISION)
    desk.inspect_page()


# ---------------------------------------------------------------------- the small moves


def go_to_objective(play: Play, desk: Desk) -> None:
    desk.go(f"/objectives/{play.objective}")
    desk.is_titled(OBJECTIVE)


def write_item(desk: Desk, title: str, level: str) -> None:
    """Write an item of that class on the agenda."""
    form = desk.page.locator("#write-item")
    desk.write("Point", title, inside=form)
    desk.choose("Classe", level, inside=form)
    desk.press("Inscrire", inside=form)
    desk.is_told("Point inscrit")


def decide_on(desk: Desk, point: Locator, words: str, owner: str, due_on: str) -> None:
    """Decide on one item, in its one line."""
    form = point.locator("form.short-form-decide").first
    desk.write("Décision", words, inside=form)
    desk.choose("Service chargé", agency(owner).short.fr, inside=form)
    desk.write("Échéance", due_on, inside=form)
    desk.press("Décider", inside=form)
