"""The papers of a measure: what the law refuses is not printed, what is only envisaged is never worded as decided."""

from __future__ import annotations

import dataclasses
import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from pdf.documents.order import title_of
from pdf.measure_words import PRIORS, PRIORS_SEEN, RECEIPTS, REMEDIES, SEEN, SIGNED, WAYS
from pdf.stopped import PressStopped
from tests.pdf import samples_measure as samples
from tests.pdf.printed import press, printed, text_of
from workflows.law.calendar import calendar_days
from workflows.law.order_texts import REMEDIES as KNOWN_REMEDIES
from workflows.processes import measure_facts
from workflows.processes.citations import cite_in_full, cite_in_short
from workflows.processes.snapshot_parts_measure import (
    DatedFact,
    EffectLine,
    PriorAct,
    Proposed,
    Signatory,
    Subject,
    Urgency,
)
from workflows.processes.snapshots_execution import PostingSheetSnapshot
from workflows.processes.snapshots_measure import ContradictoryLetterSnapshot, OrderSnapshot

TODAY = samples.DAY
FRESH = DatedFact(date(2026, 12, 1), "bagarre devant la porte", "clients sortants", "rapport n° 1")


def changed(**changes: Any) -> OrderSnapshot:
    return replace(samples.order(), **changes)


def heard(**changes: Any) -> OrderSnapshot:
    full = samples.order()
    assert full.hearing is not None
    return replace(full, hearing=replace(full.hearing, **changes))


def on(*bases: str) -> OrderSnapshot:
    return changed(bases=tuple(samples.basis(key) for key in bases), signatory=Signatory("Camille Démo", "Préfet"))


def why_stopped(content: Any) -> list[str]:
    """What the press says when it prints nothing, with plain spaces."""
    with pytest.raises(PressStopped) as stopped:
        press(content)
    assert all(text.render("en") for text in stopped.value.missing)
    return [text.render("fr").replace("\u00a0", " ") for text in stopped.value.missing]


REFUSED: dict[str, tuple[OrderSnapshot, str, str]] = {
    "no hearing, no urgency": (changed(hearing=None), "n’a pas pu présenter ses observations", "CAA Douai, 20DA01013"),
    "urgency two months after": (changed(hearing=None, urgency=Urgency("risque immédiat", ())), "l’urgence n’est pas établie", "CAA Douai, 20DA01013"),
    "too long": (changed(months=4), "4 mois dépassent le plafond de 3 mois", "TA Lyon, 4 déc. 2013"),
    "two months before the law moved": (changed(months=3, signed_on=date(2026, 8, 19)), "3 mois dépassent le plafond de 2 mois", "TA Lyon, 4 déc. 2013"),
    "too long, nobody knows whether again": (changed(months=5, repetition=None), "s’il y a réitération", "CSP, art. L3332-15 § 2"),
    "two grounds, above the lower cap": (replace(on("A2", "A3"), months=4), "4 mois dépassent le plafond de 3 mois", "TA Lyon, 4 déc. 2013"),
    "no length": (changed(months=None), "Une fermeture dit sa durée", "CSP, art. L3332-15 § 2"),
    "no warning": (on("A1"), "L’avertissement, obligatoire, n’a pas précédé", "CSP, art. L3332-15 § 1"),
    "no formal notice": (on("A12"), "Aucune mise en demeure n’a précédé", "CRPM, art. L233-1"),
    "no opinion": (on("A13"), "L’avis de la commission de sécurité manque", "CCH, art. L143-3"),
    "no proposal of customs": (on("A14"), "La proposition des douanes manque", "CGI, art. 1825"),
    "no delegation for the subject": (
        changed(signatory=replace(samples.SIGNATORY, delegation=replace(samples.DELEGATION, subjects=(Subject("A9", "travail illégal"),)))),
        "n’avait pas délégation pour cette matière", "CRPA, art. L212-1",
    ),
    "no delegation any more": (
        changed(signatory=replace(samples.SIGNATORY, delegation=replace(samples.DELEGATION, valid_to=TODAY - timedelta(days=1)))),
        "n’avait pas délégation pour cette matière", "CRPA, art. L212-1",
    ),
    "no fact": (changed(facts=()), "la motivation serait stéréotypée", "CRPA, art. L211-5"),
    "a fact not tied to the place": (changed(facts=(replace(samples.FACTS[0], link=""),)), "ne sont liés ni à la fréquentation", "CSP, art. L3332-15"),
    "a fact after the signature": (changed(facts=(replace(samples.FACTS[0], on=TODAY + timedelta(days=1)),)), "postérieur à la signature", "CRPA, art. L211-5"),
    "remedies missing": (changed(remedies=()), "Les voies et délais de recours manquent", "CJA, art. R421-5"),
    "the court missing": (changed(remedies=tuple(each for each in samples.remedies() if each.kind != "court")), "Les voies et délais de recours manquent", "CJA, art. R421-5"),
    "several measures announced": (heard(proposed=(Proposed("un refus"), Proposed("une fermeture", 2))), "La lettre annonçait plusieurs mesures", "TA Lyon, 8 déc. 2009"),
    "nothing announced": (heard(proposed=()), "La lettre n’annonçait aucune mesure", "CRPA, art. L122-1"),
    "no proof of receipt": (heard(received_on=None), "Rien ne prouve que la lettre a été reçue", "CRPA, art. L122-1"),
    "signed while the days run": (heard(received_on=date(2026, 11, 22)), "l’arrêté se signe ensuite", "CRPA, art. L122-1"),
    "fourteen days for illegal work": (replace(on("A9"), hearing=heard(days=14).hearing), "le texte en donne 15", "C. trav., art. R8272-7"),
    "no name": (changed(signatory=replace(samples.SIGNATORY, name="Démo")), "L’acte porte le prénom et le nom", "CRPA, art. L212-1"),
    "anonymous where the law does not allow it": (
        changed(signatory=replace(samples.anonymous_order().signatory, delegation=None)), "ne peut être anonymisé", "CSI, art. L333-2",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_the_press_refuses_an_order_with_the_sentence_and_the_source(case: str) -> None:
    order, sentence, source = REFUSED[case]
    said = why_stopped(order)
    assert [each for each in said if sentence in each and source in each], said


def test_an_order_that_the_law_lets_pass_lacks_nothing() -> None:
    assert samples.order().missing() == []
    assert samples.anonymous_order().missing() == []
    assert changed(months=5, repetition=True).missing() == []


def test_an_argument_without_its_answer_stops_the_order() -> None:
    argued = samples.order().hearing
    assert argued is not None
    assert why_stopped(heard(arguments=(replace(argued.arguments[0], answer=""),))) == ["la réponse à l’argument 1"]


def test_an_order_that_closes_nothing_is_no_order_of_closure() -> None:
    said = why_stopped(replace(on("A10"), months=None))
    assert "une mesure de fermeture : celle-ci ne ferme rien" in said


def test_the_order_says_where_it_comes_from_why_and_how_to_contest_it() -> None:
    words = text_of(printed("order"))
    in_order = (
        "portant fermeture administrative temporaire de l’établissement « L’Ancre et la Chope »",
        "Le préfet du Pas-de-Calais,",
        "Vu le code de la santé publique, notamment ses articles L3332-15 § 2 et L3352-6 ;",
        "Vu l’arrêté n° DÉMO-2026-11 du 1er septembre 2026 (recueil des actes administratifs : n° DÉMO-2026-45), portant délégation",
        "de signature à Camille Démo, sous-préfet de Calais, en matière de fermeture, ordre public ;",
        "Vu le rapport administratif de la police nationale n° 2026/418 ;",
        "Vu la preuve de la réception de cette lettre",
        "Vu les observations orales présentées le 25 novembre 2026",
        "le samedi 3 octobre 2026",
        "relèvent de l’article L3332-15 § 2 du code de la santé publique",
        "qu’il y est répondu",
        "Considérant, pour fixer la durée à deux mois, que, sur la gravité des faits, il est retenu ce qui suit : deux personnes",
        "; que, sur la réitération, il est retenu ce qui suit : aucune mesure antérieure",
        "; que, sur les corrections apportées, il est retenu ce qui suit : limiteur commandé",
        "; que, sur les emplois en cause, il est retenu ce qui suit : trois salariés ;",
        "Arrête :",
        "Article 1er",
        "quarante-huit heures suivant la notification du présent arrêté, les faits datant tous de plus de quarante-cinq jours",
        "affiché sur la porte",
        "peines prévues par l’article L3352-6",
        "d’un recours gracieux devant le préfet du Pas-de-Calais, dans un délai de deux mois",
        "d’un recours en annulation devant le tribunal administratif de Lille, dans un délai de deux mois",
        "d’un référé-liberté",
        "chacun en ce qui le concerne",
        "Pour le préfet du Pas-de-Calais et par délégation,",
        "Le sous-préfet de Calais Signature Camille Démo",
    )
    places = [words.find(each) for each in in_order]
    assert [each for each, found in zip(in_order, places, strict=True) if found < 0] == []
    assert places == sorted(places)


def test_agencies_and_who_signs_have_their_articles() -> None:
    agencies = ("Sous-préfecture de Calais", "Police municipale de Calais", "URSSAF Nord-Pas-de-Calais")
    signatory = replace(samples.SIGNATORY, quality="Sous-préfet de Calais")
    words = text_of(press(changed(executed_by=agencies, signatory=signatory)))
    assert ": la sous-préfecture de Calais, la police municipale de Calais et l’URSSAF Nord-Pas-de-Calais." in words
    assert "et par délégation, Le sous-préfet de Calais Signature Camille Démo" in words
    letter = text_of(press(replace(samples.contradictory_letter(), answer_to="Sous-préfecture de Calais")))
    assert "adressées à la sous-préfecture de Calais ;" in letter


def test_a_fresh_order_binds_on_service_and_its_articles_close_up() -> None:
    words = text_of(press(changed(facts=(FRESH,), penalties=())))
    assert "à compter de la notification du présent arrêté" in words
    assert "quarante-huit heures suivant" not in words
    assert re.findall(r"Article (\w+)", words) == ["1er", "2", "3", "4"]


def test_silence_is_said_and_an_annulled_permit_has_its_article() -> None:
    effect = EffectLine(
        "La fermeture emporte l’annulation du permis d’exploitation.", (cite_in_short("csp_l3332_15_3", TODAY),)
    )
    words = text_of(press(replace(heard(arguments=()), effects=(effect,))))
    assert "Vu l’absence d’observations dans ce délai" in words
    assert "n’en a présenté aucune" in words
    assert "Article 2 La fermeture emporte l’annulation du permis d’exploitation (CSP, art. L3332-15 § 3)." in words


def test_urgency_stands_in_the_reasons_and_no_letter_in_the_visas() -> None:
    urgent = changed(
        hearing=None,
        urgency=Urgency("menaces répétées chaque nuit", (cite_in_short("crpa_l121_2", TODAY),)),
        facts=(FRESH,),
    )
    words = text_of(press(urgent))
    assert "Considérant l’urgence, qui dispense de la procédure contradictoire préalable (CRPA, art. L121-2)" in words
    assert "Vu la lettre" not in words


def test_the_anonymous_signatory_is_in_no_word_of_the_copy() -> None:
    words = text_of(press(samples.anonymous_order()))
    assert "Camille Démo" not in words
    assert "Copie certifiée conforme à l’original : la cheffe du bureau des sécurités" in words
    assert "conservé par le bureau des sécurités" in words
    assert any("qui certifie" in each for each in why_stopped(
        replace(samples.anonymous_order(), signatory=replace(samples.anonymous_order().signatory, certified_by=""))
    ))  # fmt: skip


def test_an_order_without_a_length_lasts_until_it_is_lifted() -> None:
    order = replace(
        on("A12"),
        months=None,
        prior=(PriorAct("formal_notice", date(2026, 11, 1), "n° MD-1", date(2026, 11, 15)),),
        facts=(FRESH,),
    )
    words = text_of(press(order))
    assert title_of(order).startswith("portant fermeture administrative de")
    assert "jusqu’à ce que la mise en conformité soit constatée et la mesure levée" in words
    assert "Vu la mise en demeure du 1er novembre 2026, n° MD-1" in words


def test_the_letter_announces_one_measure_that_nobody_has_decided() -> None:
    words = text_of(printed("contradictory_letter"))
    for said in (
        "la mesure suivante, et elle seule",
        "durée envisagée : deux mois",
        "Aucune décision n’est prise à ce jour",
        "présenter des observations écrites",
        "si vous le demandez, des observations orales",
        "assister par un conseil ou représenter par un mandataire",
        "quinze jours à compter de la réception",
        "jeudi 24 décembre 2026 inclus",
        "le jour de la réception ne compte pas",
    ):
        assert said in words, said
    assert "est fermé" not in words
    assert "Arrête" not in words


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"proposed": (Proposed("un refus"), Proposed("une fermeture", 2))}, "plusieurs mesures"),
        ({"proposed": (Proposed("une fermeture", 7),)}, "7 mois dépassent"),
        ({"proposed": ()}, "n’annonçait aucune mesure"),
        ({"basis": samples.basis("A1"), "prior": ()}, "L’avertissement, obligatoire"),
        ({"basis": samples.basis("A9"), "days": 10}, "le texte en donne 15"),
        ({"facts": (replace(samples.FACTS[0], link=""),)}, "ne sont liés ni à la fréquentation"),
    ],
)
def test_the_press_refuses_a_letter_that_would_annul_the_order(changes: dict[str, Any], sentence: str) -> None:
    assert any(sentence in each for each in why_stopped(replace(samples.contradictory_letter(), **changes)))


def test_the_last_day_of_the_letter_is_what_the_calendar_counts() -> None:
    letter = samples.contradictory_letter()
    assert isinstance(letter, ContradictoryLetterSnapshot)
    assert calendar_days(letter.days).counted(letter.counted_from).due == letter.answer_by


def test_a_warning_is_for_one_ground_and_says_what_may_follow() -> None:
    words = text_of(printed("warning"))
    assert "vous demande : – de poser l’affiche réglementaire" in words
    assert "– de mettre des éthylotests à disposition du public." in words
    assert "pour six mois au plus, et douze mois au plus en cas de réitération" in words
    assert "n’est pas une décision susceptible de recours ; la fermeture" in words, "a source in doubt is not cited"
    sure = replace(samples.warning().not_appealable[0], to_verify=False)
    assert f"susceptible de recours ({sure.words})" in text_of(
        press(replace(samples.warning(), not_appealable=(sure,)))
    )
    assert "recours gracieux" not in words
    said = why_stopped(replace(samples.warning(), basis=samples.basis("A2")))
    assert any("L’avertissement n’est prévu que" in each for each in said)
    unsourced = text_of(press(replace(samples.warning(), not_appealable=())))
    assert "susceptible de recours" not in unsourced


def test_a_paper_cites_the_law_of_its_day() -> None:
    assert "(à vérifier)" in text_of(printed("contradictory_letter"))
    earlier = replace(samples.basis("A2", date(2026, 8, 19)))
    assert not earlier.citation.to_verify
    assert cite_in_full("csp_l3332_15_2", TODAY).to_verify


def test_no_mark_of_the_house_stands_in_an_act_that_was_signed() -> None:
    order = samples.order()
    assert any(each.to_verify for line in order.visas for each in line.articles), "the page of the case still marks it"
    told = replace(samples.service_record(), effect=replace(samples.service_record().effect, to_verify=True))
    for act in (order, samples.warning(), told):
        assert "à vérifier" not in text_of(press(act))


def test_the_sheet_on_the_door_has_no_place_for_a_ground_a_fact_or_a_person() -> None:
    names = {field.name for field in dataclasses.fields(PostingSheetSnapshot)}
    assert names == {"head", "trade_name", "address", "order", "authority", "binds_from", "ends_on"}
    sheet, words = samples.posting_sheet(), text_of(printed("posting_sheet"))
    for never in ("L3332", "code", "Démo Chope", "rixe", "exploitant", "article"):
        assert never not in words, never
    assert "du samedi 5 décembre 2026 à 10 h 40 au vendredi 5 février 2027 à 10 h 40" in words
    assert "inclus" not in words
    assert why_stopped(replace(sheet, head=replace(sheet.head, secrecy=2))) == ["la classe K0"]
    assert why_stopped(replace(sheet, ends_on=None)) == ["le dernier jour"]


def test_the_service_says_when_it_binds_when_it_ends_and_that_a_signature_was_refused() -> None:
    words = text_of(printed("service_record"))
    for said in (
        "quarante-huit heures après sa notification",
        "5 décembre 2026 à 10 h 40",
        "La fermeture prend fin le vendredi 5 février 2027 à 10 h 40.",
        "a refusé de signer",
    ):
        assert said in words, said
    posted = replace(samples.service_record(), kind="registered", state="unclaimed", waits=None)
    words = text_of(press(posted))
    assert "avisé et non réclamé, tenu pour notifié au jour de la présentation" in words
    assert "a effet dès sa notification" in words
    early = replace(samples.service_record(), order=replace(samples.ORDER, dated=date(2026, 12, 4)))
    assert why_stopped(early) == ["une notification postérieure à la signature"]


def test_the_service_of_a_warning_closes_nothing_and_says_no_way_to_contest_it() -> None:
    record = replace(samples.service_record(), act="warning", remedies=(), ends_on=None, waits=None)
    record = replace(record, effect=cite_in_short("csp_l3332_15_1", TODAY))
    words = text_of(press(record))
    assert "Notification d’un avertissement" in words
    assert "ne ferme pas l’établissement" in words
    for never in ("arrêté", "recours", "prend fin", "exécutoire"):
        assert never not in words.casefold(), never
    assert why_stopped(replace(record, act="order")) == ["les voies et délais de recours"]


def test_the_watch_report_says_the_hour_at_which_the_closure_ends() -> None:
    words = text_of(printed("watch_report"))
    assert "à compter du 5 décembre 2026 à 10 h 40, jusqu’au vendredi 5 février 2027 à 10 h 40" in words


@pytest.mark.parametrize("name", ["admin_report", "inspection_report", "watch_report", "hearing_minutes"])
def test_what_is_no_pv_says_so(name: str) -> None:
    assert "Ce n’est pas un procès-verbal" in text_of(printed(name))


def test_a_report_marks_what_is_not_tied_to_the_place_and_refuses_what_is_to_come() -> None:
    assert "1 fait n’est pas encore rattaché" in text_of(printed("admin_report"))
    report = samples.admin_report()
    later = replace(report.facts[0], on=TODAY + timedelta(days=1))
    assert any("postérieur au rapport" in each for each in why_stopped(replace(report, facts=(later,))))
    assert any(
        "la source" in each for each in why_stopped(replace(report, facts=(replace(report.facts[0], source=""),)))
    )


def test_the_minutes_of_a_hearing_wait_for_a_signature_or_say_that_it_was_refused() -> None:
    assert "À signer après lecture" in text_of(printed("hearing_minutes"))
    refused = replace(samples.hearing_minutes(), state="refused", refused_because="conteste le compte rendu")
    assert "la personne refuse de signer : conteste le compte rendu" in text_of(press(refused))
    assert "copie lui est remise" in text_of(press(replace(samples.hearing_minutes(), state="signed")))


def test_every_code_of_a_measure_has_its_word() -> None:
    assert set(WAYS) == set(measure_facts.WAYS)
    assert set(RECEIPTS) == set(measure_facts.RECEIPTS)
    assert set(SEEN) == set(measure_facts.SEEN)
    assert set(PRIORS) == set(PRIORS_SEEN) == {*measure_facts.PRIORS, "closure"}
    assert set(REMEDIES) == set(KNOWN_REMEDIES)
    assert set(SIGNED) == {"to_sign", "signed", "refused"}
