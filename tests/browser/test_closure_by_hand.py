"""A closure by hand, desk by desk, in a real Chromium: instructed, argued, signed, served, watched, read, and ended by the house.

The facts are older than forty-five days, so that the order waits two days after its service; every day lies before now,
because the pages refuse one that has not come yet.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Stage
from tests.browser.desk import Desk, short_day
from tests.pdf.printed import text_of
from workflows.law.calendar import months_after
from workflows.law.days import paris_day
from workflows.store.text import PARIS

BAR: Final = "Bar de démonstration Le Quinquet"
FACTS: Final = {
    -40: "Rixe entre clients devant l’entrée, deux blessés légers (démonstration).",
    -33: "Musique et cris sur la terrasse à 1 h 40, onze appels de riverains (démonstration).",
}
LINK: Final = "Clients de l’établissement, à ses heures d’ouverture, devant son entrée."
SENT, RECEIVED, SAID, SIGNED = -25, -24, -18, 0
"""Days from today. Signed and served today, on fresh facts: the order binds at once."""
SAID_IN_WRITING: Final = "Un agent de sécurité est recruté pour les fins de semaine (démonstration)."
SAID_ALOUD: Final = "Trois emplois dépendent de l’établissement (démonstration)."
NUMBER: Final = "arrêté de démonstration n° 7"
NOT_YET: Final = "(Pas encore possible)"
UNLINKED, LINKED = "Noa Démo", "Lou Démo"
"""Who has a delegation for warnings alone, and who has one for closures as well."""
QUALITY: Final = "Sous-préfet de Calais (démonstration)"


@dataclass
class Play:
    """The stage, its desks, and the days of the measure, counted from today."""

    stage: Stage
    today: date = field(default_factory=lambda: paris_day(datetime.now(UTC)))
    measure: str = ""

    def __post_init__(self) -> None:
        self.pilot = self.stage.desk("prefecture")
        self.police = self.stage.desk("police_nationale", width=390, height=844)

    def day(self, number: int) -> date:
        """Return the day that many days from today."""
        return self.today + timedelta(days=number)

    def at(self, number: int, hour: int, minute: int = 0) -> datetime:
        """Return that hour in Paris, that many days from today."""
        return datetime.combine(self.day(number), time(hour, minute), PARIS)

    def shortly_before(self, minutes: int) -> datetime:
        """Return the moment so many minutes ago, today at the earliest."""
        return max(self.at(0, 0, 1), datetime.now(UTC) - timedelta(minutes=minutes))

    def open_measure(self, desk: Desk) -> None:
        """Open the measure at a desk."""
        desk.go(f"/measures/{self.measure}")
        desk.is_titled(BAR)

    def let_the_house_work(self) -> None:
        """Let the house do what is due by now."""
        self.stage.let_time_pass(datetime.now(UTC))


@pytest.mark.long
def test_a_closure_by_hand(stage: Stage) -> None:
    play = Play(stage)
    open_the_measure(play)
    enter_facts(play)
    choose_the_ground(play)
    read_the_clock(play)
    write_to_the_operator(play)
    hear_the_operator(play)
    give_reasons(play)
    answer_the_operator(play)
    be_refused_then_sign(play)
    serve_and_post(play)
    watch_at_night(play)
    the_mayor_reads_it(play)
    read_the_papers(play)
    end_by_itself(play)


# ---------------------------------------------------------------------- instruction


def open_the_measure(play: Play) -> None:
    """The prefecture opens a measure from the page of the place; the ground is a closed door while no fact is entered."""
    pilot = play.pilot
    pilot.go("/establishments")
    pilot.write("Nom, adresse, SIRET", "Quinquet")
    pilot.press("Chercher")
    pilot.follow(BAR)
    pilot.inspect_on_phone_and_desktop()
    pilot.follow("Ouvrir une suite")
    pilot.choose("Voie", "Suite administrative")
    pilot.write("De quoi il s’agit", "Troubles répétés autour du bar (démonstration)")
    pilot.inspect_on_phone_and_desktop()
    pilot.press("Ouvrir une suite")
    pilot.is_titled(BAR)
    play.measure = pilot.page.url.partition("/measures/")[2].partition("?")[0]
    closed = door(pilot, "Choisir le fondement")
    expect(closed).to_contain_text(NOT_YET)
    expect(closed).to_contain_text("Aucun fait daté n’est versé\u00a0: une mesure repose sur des faits de ce lieu.")
    pilot.inspect_on_phone_and_desktop()


def door(desk: Desk, name: str) -> Locator:
    """The closed door of that name, with what it says."""
    return desk.page.get_by_role("main").locator(".door-closed").filter(has_text=name)


def enter_facts(play: Play) -> None:
    """Each fact has its day, its proof, and its link with the place."""
    pilot = play.pilot
    for day, words in FACTS.items():
        pilot.step("Verser un fait")
        pilot.write("Jour du fait", play.day(day).isoformat())
        pilot.write("Le fait", words)
        pilot.write("Source", "Police nationale (démonstration)")
        pilot.write("Preuve", "Rapport administratif de démonstration")
        pilot.write("Lien avec la fréquentation ou l’exploitation du lieu", LINK)
        pilot.press("Verser un fait")
        pilot.is_told("Fait versé")
        pilot.reads(words)


def choose_the_ground(play: Play) -> None:
    """First the ground, then what the law and the register say of it; a length above the cap is refused with its reason."""
    pilot = play.pilot
    pilot.follow("Choisir le fondement")
    pilot.is_titled("Choisir le fondement")
    pilot.inspect_on_phone_and_desktop()
    pilot.open_line("A2, ")
    pilot.reads("Le registre ne connaît aucun arrêté précédent sur ce fondement.")
    pilot.reads("une procédure contradictoire")
    pilot.inspect_on_phone_and_desktop()
    pilot.write("Pourquoi ce fondement", "Deux atteintes à la tranquillité publique, liées à l’exploitation.")
    pilot.write("Durée, en mois", "9")
    pilot.press("Choisir le fondement")
    pilot.reads("dépassent le plafond")
    pilot.inspect_on_phone_and_desktop()
    pilot.write("Durée, en mois", "2")
    pilot.press("Choisir le fondement")
    pilot.is_told("Fondement choisi")


def read_the_clock(play: Play) -> None:
    """Beside the draft: who may sign today, and when it would bind and end if it were served then."""
    pilot = play.pilot
    panel = pilot.page.get_by_role("region", name="Horloge du droit")
    expect(panel).to_contain_text("Le préfet, en son nom.")
    expect(panel).to_contain_text("Personne d’autre\u00a0: aucune délégation pour cette matière aujourd’hui.")
    pilot.write_moment("Notifié le", play.at(21, 10))
    pilot.write("Signé le", play.day(20).isoformat())
    pilot.press("Compter", inside=panel)
    expect(panel).to_contain_text("Exécutoire à partir du")
    expect(panel).to_contain_text("48\u00a0heures après la notification")
    expect(panel).to_contain_text(short_day(months_after(play.day(23), 2)))
    pilot.inspect_on_phone_and_desktop()


# ---------------------------------------------------------------------- the contradictory procedure


def write_to_the_operator(play: Play) -> None:
    """One measure, its length, fifteen days; the receipt is proven, and the days have passed."""
    pilot = play.pilot
    pilot.step("Envoyer la lettre contradictoire")
    pilot.inspect_on_phone_and_desktop()
    pilot.write("La mesure envisagée, une seule", "Fermeture administrative")
    pilot.write("Jours pour répondre", "15")
    pilot.write("Référence de la lettre", "Lettre de démonstration n° 7")
    pilot.write("Signataire de la lettre", f"{LINKED}, {QUALITY}")
    pilot.write("Envoyée le", play.day(SENT).isoformat())
    pilot.choose("Comment", "Remise en main propre contre procès-verbal")
    pilot.press("Envoyer la lettre contradictoire")
    pilot.is_told("Lettre contradictoire envoyée")
    pilot.reads("Pas encore prouvée")
    pilot.step("Prouver la réception")
    pilot.choose("Ce que dit la preuve", "Reçue")
    pilot.write("Jour qui compte", play.day(RECEIVED).isoformat())
    pilot.write("Preuve", "Procès-verbal de notification de démonstration n° 7")
    pilot.press("Prouver la réception")
    pilot.is_told("Réception prouvée")
    play.let_the_house_work()
    play.open_measure(pilot)
    pilot.reads("Contradictoire clos")
    pilot.reads("jour non compté, puis 15 jours")
    pilot.inspect_on_phone_and_desktop()


def hear_the_operator(play: Play) -> None:
    """The operator wrote, then came."""
    pilot = play.pilot
    for number, words in enumerate((SAID_IN_WRITING, SAID_ALOUD)):
        pilot.step("Enregistrer des observations")
        pilot.write("Reçues ou entendues le", play.day(SAID + number).isoformat())
        pilot.write("De qui (qualité)", "L’exploitant")
        if words == SAID_ALOUD:
            pilot.choose("Présentées oralement", "Oui")
            pilot.write("Entendues par", "Bureau des sécurités")
            pilot.write("Lieu de l’entretien", "Sous-préfecture de Calais")
        pilot.write("Ce qui est dit", words)
        pilot.press("Enregistrer des observations")
        pilot.is_told("Observations enregistrées")
        pilot.reads(words)


def give_reasons(play: Play) -> None:
    """Reasons that could be those of any place are refused; then the note names the days of the facts."""
    pilot = play.pilot
    pilot.step("Écrire la note de décision")
    for label, words in {
        "Gravité": "Deux blessés, appels répétés.",
        "Réitération et mesures précédentes": "Première mesure connue.",
        "Corrections faites": "Un agent de sécurité depuis peu.",
        "Emplois": "Trois emplois déclarés.",
        "Motifs de fait de l’arrêté": "Des troubles graves et répétés ont été constatés.",
        "Durée, en mois": "2",
    }.items():
        pilot.write(label, words)
    pilot.press("Écrire la note de décision")
    pilot.reads("Les motifs ne citent aucun fait daté de ce lieu\u00a0: ils seraient stéréotypés.")
    pilot.inspect_on_phone_and_desktop()
    first, last = (play.day(day).strftime("%d/%m/%Y") for day in FACTS)
    pilot.write(
        "Motifs de fait de l’arrêté",
        f"Le {first}, une rixe a éclaté devant l’entrée entre clients de l’établissement\u00a0; le {last}, onze riverains ont "
        "appelé pour le bruit de sa terrasse. Leur répétition justifie deux mois.",
    )
    pilot.press("Écrire la note de décision")
    pilot.is_told("Note de décision écrite")


def answer_the_operator(play: Play) -> None:
    """Nothing is signed before each argument has its answer, and the closed door says so."""
    pilot = play.pilot
    expect(door(pilot, "Signer l’arrêté")).to_contain_text("2 observation(s) sans réponse")
    pilot.inspect_on_phone_and_desktop()
    for words, answer in {
        SAID_IN_WRITING: "Le recrutement est postérieur aux faits\u00a0; il en est tenu compte dans la durée.",
        SAID_ALOUD: "Les salaires restent dus\u00a0; la durée est limitée à deux mois.",
    }.items():
        pilot.step("Répondre à une observation")
        pilot.page.get_by_role("radio", name=words).check()
        pilot.write("Réponse, reprise dans l’arrêté", answer)
        pilot.press("Répondre à une observation")
        pilot.is_told("Réponse écrite")
    pilot.does_not_read("Sans réponse")


# ---------------------------------------------------------------------- the order


def be_refused_then_sign(play: Play) -> None:
    """Who has a delegation for warnings alone does not sign a closure; who has one for closures does."""
    pilot = play.pilot
    enter_delegation(play, UNLINKED, ("A1",))
    enter_delegation(play, LINKED, ("A1", "A2"))
    pilot.reads(LINKED)
    pilot.inspect_on_phone_and_desktop()
    play.open_measure(pilot)
    panel = pilot.page.get_by_role("region", name="Horloge du droit")
    expect(panel).to_contain_text(LINKED)
    expect(panel).not_to_contain_text(UNLINKED)
    pilot.step("Signer l’arrêté")
    pilot.inspect_on_phone_and_desktop()
    pilot.write("Numéro de l’acte", NUMBER)
    pilot.choose("Signataire", f"{UNLINKED}, {QUALITY}")
    pilot.write("Signé le", play.day(SIGNED).isoformat())
    pilot.choose("Les voies et délais de recours y figurent", "Oui")
    pilot.tick("Police nationale")
    pilot.press("Signer l’arrêté")
    pilot.reads("Le signataire n’avait pas délégation pour cette matière à cette date.")
    pilot.inspect_on_phone_and_desktop()
    pilot.choose("Signataire", f"{LINKED}, {QUALITY}")
    pilot.press("Signer l’arrêté")
    pilot.is_told("Arrêté signé")
    pilot.reads(NUMBER)
    pilot.inspect_on_phone_and_desktop()


def enter_delegation(play: Play, signatory: str, subjects: tuple[str, ...]) -> None:
    """Enter a delegation for these subjects in the register."""
    pilot = play.pilot
    pilot.go("/delegations")
    pilot.follow("Inscrire une délégation")
    pilot.write("Prénom et nom", signatory)
    pilot.write("Qualité", QUALITY)
    for key in subjects:
        pilot.page.get_by_role("checkbox", name=re.compile(rf"^{key}\b")).check()
    pilot.write("À compter du", play.day(-200).isoformat())
    pilot.write("Arrêté de délégation", "arrêté de délégation de démonstration")
    pilot.write("Recueil des actes administratifs", "recueil de démonstration, sans numéro")
    pilot.press("Inscrire")
    pilot.is_titled("Délégations de signature")


# ---------------------------------------------------------------------- the door, the night


def serve_and_post(play: Play) -> None:
    """On a phone: the police hand the order over, and post it when it binds."""
    police = play.police
    police.take_up("Notifier l’arrêté", BAR)
    police.does_not_read(LINK)
    police.does_not_read(SAID_IN_WRITING)
    police.inspect_on_phone_and_desktop()
    police.step("Notifier en main propre")
    police.write_moment("Notifié le", play.shortly_before(12))
    police.choose("Ce qui s’est passé", "Reçue")
    police.write("Remis à (qualité)", "L’exploitant")
    police.write("Preuve", "Procès-verbal de notification de démonstration n° 8")
    police.inspect_on_phone_and_desktop()
    police.press("Notifier en main propre")
    police.is_told("Arrêté notifié")
    play.let_the_house_work()
    play.open_measure(police)
    police.reads("En vigueur")
    police.reads(f"jusqu’au {short_day(last_day(play))}, ")
    police.step("Afficher sur la porte")
    police.write_moment("Affiché le", play.shortly_before(9))
    police.write("Où, par qui", "Sur la porte d’entrée, par l’équipe qui a notifié.")
    police.press("Afficher sur la porte")
    police.is_told("Arrêté affiché")


def last_day(play: Play) -> date:
    """The last day of the closure: two months from the day on which it binds."""
    return months_after(play.day(SIGNED), 2)


def watch_at_night(play: Play) -> None:
    """On the same phone, the register shows what is in force tonight, and a patrol reports from it."""
    police = play.police
    police.go("/measures")
    tonight(police, shown=True)
    police.reads("Aucun passage rapporté")
    police.inspect_on_phone_and_desktop()
    police.follow(f"Rendre compte\u00a0: {BAR}")
    police.write_moment("Vu le", datetime.now(UTC) - timedelta(minutes=5))
    police.choose("Le lieu était", "Fermé")
    police.choose("L’arrêté est encore affiché", "Oui")
    police.write("Ce qui a été vu", "Rideau baissé.")
    police.inspect_on_phone_and_desktop()
    police.press("Rendre compte d’un passage")
    police.is_told("Passage rapporté")
    police.inspect_on_phone_and_desktop()
    police.go("/measures")
    police.reads("Dernier passage\u00a0: Fermé")


def tonight(desk: Desk, *, shown: bool) -> None:
    """See whether the register shows the place as shut tonight."""
    here = desk.page.get_by_role("main").get_by_role("link", name="En vigueur ce soir")
    expect(here).to_have_attribute("aria-current", "true")
    expect(here).to_contain_text("1" if shown else "0")
    expect(desk.page.get_by_role("main").get_by_role("link", name=BAR, exact=True)).to_have_count(int(shown))


def the_mayor_reads_it(play: Play) -> None:
    """The mayor's desk reads the order and what became of it, and nothing of the instruction; a landlord reads no page."""
    mayor = play.stage.desk("mairie", width=390, height=844)
    mayor.go("/measures")
    tonight(mayor, shown=True)
    mayor.inspect_on_phone_and_desktop()
    mayor.follow(BAR)
    mayor.is_titled(BAR)
    mayor.reads(NUMBER)
    mayor.reads("Rideau baissé.")
    for words in (*FACTS.values(), LINK, SAID_IN_WRITING, SAID_ALOUD, "Deux blessés, appels répétés."):
        mayor.does_not_read(words)
    mayor.inspect_on_phone_and_desktop()
    assert "Arrêté n° 7" in text_of(mayor.open_paper("Arrêté n°"))
    landlord = play.stage.desk("bailleur")
    landlord.is_refused(f"{play.stage.address}/bailleur/measures/{play.measure}")


# ---------------------------------------------------------------------- the papers, the end


def read_the_papers(play: Play) -> None:
    """Every paper is sealed and says what was done; who serves reads the order, not the letter."""
    pilot = play.pilot
    play.open_measure(pilot)
    for title, said in {
        "Lettre de procédure contradictoire": ("Fermeture administrative", "quinze jours", BAR),
        "Compte rendu d’observations orales": (SAID_ALOUD, "L’exploitant"),
        "Arrêté n°": ("n° 7", "Article 1", "Considérant", LINKED, "les salaires restent dus"),
        "Notification de l’arrêté": ("n° 7", "Procès-verbal de notification de démonstration n° 8"),
        "Fermeture administrative –": (BAR, "n° 7"),
    }.items():
        words = text_of(pilot.open_paper(title))
        for each in said:
            assert " ".join(each.split()) in words, f"{title}: {each} is not in {words}"
    pilot.inspect_on_phone_and_desktop()
    letter = pilot.page.get_by_role("link", name="Lettre de procédure contradictoire").get_attribute("href")
    play.police.is_refused(f"{play.stage.address}{str(letter).replace('/prefecture/', '/police_nationale/')}")
    play.open_measure(play.police)
    play.police.does_not_read("Lettre de procédure contradictoire")
    play.police.open_paper("Fermeture administrative –")


def end_by_itself(play: Play) -> None:
    """When its time has passed the house ends it: it leaves what is in force tonight, at every desk."""
    play.stage.let_time_pass(datetime.combine(last_day(play), time(23), PARIS) - timedelta(hours=1))
    play.open_measure(play.pilot)
    play.pilot.reads("En vigueur")
    play.stage.let_time_pass(datetime.combine(last_day(play) + timedelta(days=1), time(1), PARIS))
    for desk in (play.pilot, play.police):
        play.open_measure(desk)
        desk.reads("Terminée")
        desk.inspect_on_phone_and_desktop()
        desk.go("/measures")
        tonight(desk, shown=False)
        desk.follow("Passées 1")
        desk.reads(BAR)
        desk.inspect_on_phone_and_desktop()
