"""The papers of a referral: everything that the law's usage asks for is printed in its order, and nothing suspected as settled."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from pdf.documents import referral as letter_of
from pdf.documents import reply_40_2, transmittal
from pdf.stopped import PressStopped
from tests.pdf.printed import everything_in, page_texts, press, printed, text_of
from tests.pdf.samples_referral import ARTICLE_40, referral, reply
from tests.pdf.samples_referral import transmittal as slip
from workflows.processes.plain import strings_of
from workflows.processes.snapshot_parts import Annex, Citation
from workflows.processes.snapshots_referral import EvidenceLine, PieceLine, ProposedOffence
from workflows.store.text import Text

SETTLED = re.compile(
    r"coupable|a commis|ont commis|délinquant|mis en cause|auteurs? des faits|infractions? constatée", re.I
)
ORDER = (
    "Auteur du signalement",
    "Comment les faits ont été connus",
    "Constatés personnellement",
    "Rapportés à l’auteur",
    "présumée innocente",
    "susceptibles de recevoir",
    "Préjudice et victimes",
    "Éléments de preuve",
    "Urgence et risques",
    "Démarches déjà faites",
    "avisé des suites",
    "Fait à Arras",
    "Prénom, nom, signature",
    "Annexes",
)
CODES = ("state", "kind", "key", "sha256", "answer", "head.letterhead.agency")


def in_french(missing: list[Text]) -> list[str]:
    return [text.render("fr") for text in missing]


def test_the_letter_prints_every_word_that_it_received_in_the_order_of_the_usage() -> None:
    words = text_of(printed("referral"))
    told = [text for path, text in strings_of(referral()) if not path.endswith(CODES) and text]
    told = [text for text in told if not text.startswith(ARTICLE_40.words[:7]) or text == ARTICLE_40.words]
    told = [
        text for text in told if text != referral().head.letterhead.name and text != referral().head.letterhead.place
    ]
    assert [text for text in told if " ".join(text.split()).lower() not in words.lower()] == []
    places = [
        words.index(title, words.index("1 Auteur")) if title != ORDER[0] else words.index(title) for title in ORDER
    ]
    assert places == sorted(places)


def test_what_was_seen_stands_apart_from_what_was_said() -> None:
    words = text_of(printed("referral"))
    seen, said = words.index("Constatés personnellement"), words.index("qui ne les a pas constatés")
    assert seen < words.index("remplissent des rayons") < said < words.index("Des livraisons auraient lieu")
    assert "Rapporté par un agent de la police municipale" in words
    bare = replace(referral(), reported=(replace(referral().reported[0], source=""),))
    assert in_french(bare.missing()) == ["fait rapporté du 2026-11-20\u00a0: par qui"]


@pytest.mark.parametrize("name", ["referral", "transmittal"])
def test_nothing_suspected_is_worded_as_settled(name: str) -> None:
    words = text_of(printed(name))
    assert SETTLED.findall(words) == []
    assert "présumée innocente" in words
    assert re.search("sous réserve de l’appréciation du ministère public", words, re.I)


def test_natinf_numbers_are_on_the_slip_and_in_no_byte_of_the_letter() -> None:
    assert all(
        b"natinf" not in part.lower() and b"1508" not in part
        for part in everything_in(printed("referral"))
        if b"/Type" not in part
    )
    words = text_of(printed("transmittal"))
    assert "NATINF" in words
    assert "1508" in words
    with_code = replace(referral(), classification="Travail dissimulé (NATINF 1508)")
    (said,) = in_french(with_code.missing())
    assert said.startswith("un texte sans code NATINF, dont la place est au bordereau")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"learnt": ""}, "comment les faits ont été connus"),
        ({"observed": (), "reported": ()}, "les faits"),
        ({"classification": "", "offences": ()}, "la qualification proposée"),
        ({"basis": Citation("cpp_40", "")}, "le fondement du signalement"),
        ({"evidence": (EvidenceLine("photo", "Façade", annex=7),)}, "l’annexe 7"),
        ({"annexes": (Annex(2, "Registre", 3, "a" * 64),), "evidence": ()}, "des annexes numérotées de 1 en 1"),
    ],
)
def test_a_letter_that_lacks_a_mention_is_not_printed(changed: dict[str, object], said: str) -> None:
    with pytest.raises(PressStopped) as caught:
        press(replace(referral(), **changed))  # type: ignore[arg-type]
    assert said in in_french(list(caught.value.missing))


def test_what_only_a_lawyer_may_settle_is_marked() -> None:
    unsure = Citation("ct_l8221_5", "article L8221-5 du code du travail", to_verify=True)
    words = text_of(press(replace(referral(), offences=(ProposedOffence("Travail dissimulé", unsure),))))
    assert "article L8221-5 du code du travail (à vérifier)" in words
    assert "Signalement au titre du deuxième alinéa de l’article 40 du code de procédure pénale" in words


def test_a_contravention_goes_to_the_police_court_by_a_slip_that_holds_no_file_of_the_pv() -> None:
    other = replace(
        slip(), kind="contravention", addressee="L’officier du ministère public", addressee_of="près le tribunal de police",
        pieces=(PieceLine(1, "Procès-verbal n° 2026/31", 4, sheets=2),),
    )  # fmt: skip
    words = text_of(press(other))
    assert "Transmission d’une contravention" in words
    assert "SHA-256" not in words.split("Fait à")[0]
    assert other.printed_states() == (("pv_transmission", "sent"),)
    bare = replace(other, kind="article_40")
    assert in_french(bare.missing()) == ["pièce 1\u00a0: l’empreinte"]


def test_the_slip_lists_each_piece_with_its_class_and_leaves_the_receipt_to_fill() -> None:
    words = text_of(printed("transmittal"))
    for line in slip().pieces:
        assert line.title in words
        assert line.sha256 in words
        assert f"K{line.secrecy}" in words
    assert "Accusé de réception" in words
    assert referral().fingerprint() in text_of(printed("referral")), "the letter is known by what stands at its foot"
    above = replace(slip(), head=replace(slip().head, secrecy=2))
    assert len(above.missing()) == len(slip().pieces)


def test_a_closing_is_told_with_its_reasons_and_the_appeal_and_signed_by_the_magistrate() -> None:
    words = text_of(printed("reply_40_2"))
    assert "Projet – sans effet avant la signature du magistrat" in words
    assert "infraction insuffisamment caractérisée" in words
    assert "recours auprès du procureur général, en application de l’article 40-3" in words
    bare = replace(reply(), reason="", appeal=None)
    assert in_french(bare.missing()) == ["les raisons du classement", "le recours"]


@pytest.mark.parametrize("answer", ["prosecution", "alternative", "penal_settlement", "transaction"])
def test_an_answer_that_is_no_closing_offers_no_appeal(answer: str) -> None:
    told = reply(answer)
    words = text_of(press(told))
    assert "procureur général" not in words
    assert reply_40_2.PRINTS["referral"][answer] in words
    assert SETTLED.findall(words) == []
    assert in_french(replace(told, measure="").missing()) == ["la décision prise"]


def test_a_state_that_a_paper_may_not_print_stops_the_press() -> None:
    """The letter goes out in the step that sends it; a judicial investigation is told to nobody by this draft."""
    for paper, table in ((slip(), transmittal.PRINTS), (referral(), letter_of.PRINTS), (reply(), reply_40_2.PRINTS)):
        assert all(state in table[workflow] for workflow, state in paper.printed_states())
    with pytest.raises(PressStopped, match="judicial_investigation"):
        press(replace(reply("prosecution"), answer="judicial_investigation"))
    with pytest.raises(PressStopped, match="due"):
        press(replace(slip(), state="due"))


def test_a_short_slip_is_one_sheet_receipt_included_whatever_it_sends() -> None:
    pv = replace(
        slip(), kind="pv", means="", offences=(), pieces=(PieceLine(1, "Procès-verbal n° 2026/114", 4, sheets=3),)
    )
    for each in (slip(), pv):
        (page,) = page_texts(press(each))
        assert "Accusé de réception" in page
        assert "N° de parquet" in page


def test_a_letter_prints_that_there_is_none_only_where_its_author_said_so() -> None:
    empty = replace(referral(), persons=(), evidence=(), annexes=(), loss="", told="")
    assert in_french(empty.missing()) == [
        "les personnes, ou aucune", "les preuves, ou aucune", "le préjudice, ou aucun", "les démarches, ou aucune",
    ]  # fmt: skip
    said = replace(empty, none_of=("persons", "evidence", "harm", "told"))
    assert said.missing() == []
    assert "Aucun préjudice ni victime" in text_of(press(said))
