"""Published nets get the verdict that the literature gives them; a wrong file gets a sentence."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workflows.engine.checker.pnml import NotANet, check_net, check_pnml, read_net
from workflows.engine.checker.pnml_reader import Net, Transition
from workflows.engine.checker.result import Fault, TooManyStates


def net(arrows: str, tokens: Iterable[str] = ()) -> Net:
    """A net in a few words: ``a > begin > b + c; b + c > end > d``."""
    places: dict[str, str] = {}
    transitions = []
    for arrow in arrows.split(";"):
        takes, name, puts = (part.strip() for part in arrow.split(">"))
        before, after = ([key.strip() for key in side.split("+") if key.strip()] for side in (takes, puts))
        places.update({key: key for key in (*before, *after)})
        transitions.append(
            Transition(name, name, {k: before.count(k) for k in before}, {k: after.count(k) for k in after})
        )
    return Net(places, tuple(transitions), dict.fromkeys(tokens, 1))


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "net.pnml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


SMALL = """<?xml version="1.0" encoding="UTF-8"?>
<pnml xmlns="http://www.pnml.org/version-2009/grammar/pnml"><net id="n" type="http://www.pnml.org/version-2009/grammar/ptnet">
<page id="one">
 <arc id="a1" source="i" target="send"/><arc id="a2" source="send" target="r"><inscription><text>2</text></inscription></arc>
 <place id="i"><name><text>draft</text></name><initialMarking><text>1</text></initialMarking></place>
 <transition id="send"><name><text>send
   twice</text></name></transition>
 <page id="two">
  <referencePlace id="r" ref="p"/>
  <place id="p"><name><value>post</value></name></place><place id="o"/>
  <transition id="read"><toolspecific tool="WoPeD" version="1.0"><operator id="x" type="102"/></toolspecific></transition>
  <arc id="a3" source="p" target="read"><inscription><value>Default,2</value></inscription></arc>
  <arc id="a4" source="read" target="o"><type value="normal"/></arc>
 </page>
</page></net></pnml>
"""


def test_a_file_with_pages_references_and_weights_is_read(tmp_path: Path) -> None:
    found = read_net(written(tmp_path, SMALL))
    assert found.places == {"i": "draft", "p": "post", "o": "o"}
    assert found.transitions == (
        Transition("send", "send twice", {"i": 1}, {"p": 2}),
        Transition("read", "read", {"p": 2}, {"o": 1}),
    )
    assert found.tokens == {"i": 1}
    assert (found.sources, found.sinks, found.arcs) == (("i",), ("o",), 4)


def test_its_verdict_is_plain_data(tmp_path: Path) -> None:
    assert check_pnml(written(tmp_path, SMALL)).as_json() == {
        "name": "net.pnml",
        "sound": True,
        "states": 3,
        "faults": [],
    }


def test_parallel_branches_that_meet_again_are_sound() -> None:
    result = check_net("n", net("i > split > a + b; a > left > c; b > right > d; c + d > meet > o"))
    assert (result.sound, result.states, result.faults) == (True, 6, ())


def test_a_choice_that_ends_in_a_meeting_never_ends() -> None:
    result = check_net("n", net("i > left > a; i > right > b; a + b > meet > o"))
    assert result.faults == (Fault("dead_end", "i"), Fault("dead_transition", "meet"))


def test_the_nearest_marking_that_cannot_end_is_the_one_told() -> None:
    result = check_net("n", net("i > begin > a; a > end > o; a > split > c + d; c > left > e; d + e + e > late > o"))
    assert result.faults == (Fault("dead_end", "c, d", ("begin", "split")), Fault("dead_transition", "late"))


def test_tokens_left_behind_are_named_with_the_way_to_them() -> None:
    result = check_net("n", net("i > split > a + b; a > left > o; b > right > o"))
    assert result.faults == (
        Fault("dead_end", "i"),
        Fault("improper_completion", "b", ("split", "left")),
    )


def test_a_net_without_limit_is_told_and_its_transitions_still_judged() -> None:
    result = check_net(
        "n", net("i > begin > a; a > write > a + mail; a + mail > read > a; a + q > stop > o; i > odd > q")
    )
    assert result.faults == (
        Fault("unbounded", "mail", ("begin", "write")),
        Fault("dead_transition", "stop"),
    )


def test_a_net_that_is_no_workflow_net_is_told_why() -> None:
    assert check_net("n", net("a > go > b; b > back > a", tokens=["a"])).faults == (
        Fault("not_a_workflow_net", "sources: 0"),
        Fault("not_a_workflow_net", "sinks: 0"),
    )
    astray = check_net("n", net("i > go > o; i > aside > b; b > round > c; c > and_round > b")).faults
    assert [fault.where for fault in astray] == ["b", "c", "aside", "round", "and_round"]
    assert {fault.kind for fault in astray} == {"not_a_workflow_net"}


def test_too_many_markings_are_refused_and_not_waited_for() -> None:
    many = "; ".join(f"s{n} > t{n} > e{n}" for n in range(20))
    opened = " + ".join(f"s{n}" for n in range(20))
    closed = " + ".join(f"e{n}" for n in range(20))
    with pytest.raises(TooManyStates, match="too many to check"):
        check_net("n", net(f"i > open > {opened}; {many}; {closed} > close > o"), most=2_000)


BOMB = b'<!DOCTYPE p [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><pnml><net id="n">&b;</net></pnml>'
STOLEN = b'<!DOCTYPE p [<!ENTITY a SYSTEM "file:///etc/passwd">]><pnml>&a;</pnml>'


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "not well-formed XML: line 1"),
        (b"date;reason\n1;2\n", "not well-formed XML"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "not well-formed XML"),
        (SMALL[:400].encode(), "not well-formed XML"),
        (b'<?xml version="1.0" encoding="klingon"?><pnml/>', "not well-formed XML|encoding"),
        (b"<definitions/>", "outermost element is <definitions>"),
        (b"<pnml/>", "holds 0 nets"),
        (b'<pnml><net id="a"/><net id="b"/></pnml>', "holds 2 nets"),
        (b'<pnml><net id="a"><place id="p"/></net></pnml>', "no place or no transition"),
        (BOMB, "document type"),
        (STOLEN, "document type"),
        (b"<pnml>" + b"<page>" * 200 + b"</page>" * 200 + b"</pnml>", "nested too deeply"),
        (SMALL.replace('id="o"', 'id="p"').encode(), "identifier p is given twice"),
        (SMALL.replace(' id="o"', "").encode(), "has no identifier"),
        (SMALL.replace('target="send"', 'target="elsewhere"').encode(), "a1 does not join"),
        (SMALL.replace('target="send"', 'target="o"').encode(), "a1 does not join"),
        (SMALL.replace(">2<", ">two<").encode(), "not a whole number"),
        (SMALL.replace(">2<", ">0<").encode(), "has the weight 0"),
        (SMALL.replace(">1<", f">{'9' * 5000}<").encode(), "not a whole number"),
        (SMALL.replace('value="normal"', 'value="inhibitor"').encode(), "is of kind inhibitor"),
        (SMALL.replace("<inscription><text>2</text></inscription>", "<hlinscription/>").encode(), "coloured"),
        (SMALL.replace('ref="p"', 'ref="r"').encode(), "does not join"),
    ],
)
def test_a_wrong_file_gets_a_sentence(tmp_path: Path, content: bytes, sentence: str) -> None:
    with pytest.raises(NotANet, match=sentence):
        check_pnml(written(tmp_path, content))


def test_a_missing_file_a_folder_and_a_huge_file_get_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(NotANet, match=r"nowhere\.pnml cannot be read"):
        check_pnml(tmp_path / "nowhere.pnml")
    with pytest.raises(NotANet, match="cannot be read"):
        check_pnml(tmp_path)
    with pytest.raises(NotANet, match="larger than 5 MB"):
        check_pnml(written(tmp_path, b" " * 5_000_001))


@pytest.fixture
def nets(shared_data: Path) -> Path:
    return shared_data / "reseaux"


def test_every_published_net_gets_its_known_verdict(nets: Path) -> None:
    verdicts: dict[str, dict[str, Any]] = json.loads((nets / "verdicts.json").read_text())
    assert len(verdicts) == 13
    for name, known in verdicts.items():
        found = read_net(nets / name)
        assert (len(found.places), len(found.transitions), found.arcs) == (
            known["places"],
            known["transitions"],
            known["arcs"],
        )
        assert (len(found.sources), len(found.sinks)) == (known["sources"], known["sinks"])
        result = check_pnml(nets / name)
        kinds = {fault.kind for fault in result.faults}
        assert result.sound is (known["verdict"] == "sound"), name
        assert ("not_a_workflow_net" in kinds) is (known["verdict"] == "not_a_workflow_net"), name
        if known["verdict"] != "not_a_workflow_net":
            dead = [fault.where for fault in result.faults if fault.kind == "dead_transition"]
            assert (result.states, "unbounded" in kinds, dead) == (
                known["states"],
                known["unbounded"],
                known["dead_transitions"],
            ), name
            assert ("dead_end" not in kinds) is known["option_to_complete"], name
            assert ("improper_completion" not in kinds) is known["proper_completion"], name


def test_the_faults_of_published_nets_come_with_their_way(nets: Path) -> None:
    assert check_pnml(nets / "woped_MailboxUnbounded.pnml").faults[-1] == Fault(
        "unbounded", "mailbox", ("write mail", "send mail")
    )
    insurance = check_pnml(nets / "woped_Insurance.pnml")
    assert [(fault.kind, len(fault.path)) for fault in insurance.faults] == [
        ("dead_end", 2),
        ("improper_completion", 3),
    ]


@st.composite
def small_nets(draw: st.DrawFn) -> Net:
    """A workflow net more often than not: from ``i`` over a few places to ``o``, with tokens doubled now and then."""
    inner = ["a", "b", "c"][: draw(st.integers(1, 3))]
    arrows = []
    for number in range(draw(st.integers(2, 5))):
        before = ["i"] if number == 0 else draw(st.lists(st.sampled_from(inner), min_size=1, max_size=2))
        after = draw(st.lists(st.sampled_from([*inner, "o"]), min_size=1, max_size=3))
        arrows.append(f"{' + '.join(before)} > t{number} > {' + '.join(after)}")
    return net("; ".join(arrows))


def found_slowly(example: Net) -> dict[str, int] | None:
    """Return the length of the shortest path for each kind of fault, or nothing if the markings have no end in sight."""
    source, sink = example.sources[0], example.sinks[0]
    lengths: dict[frozenset[tuple[str, int]], int] = {frozenset({(source, 1)}): 0}
    after: dict[frozenset[tuple[str, int]], set[frozenset[tuple[str, int]]]] = {}
    fired = set()
    waiting = list(lengths)
    for marking in waiting:
        after[marking] = set()
        for each in example.transitions:
            left = Counter(dict(marking))
            left.subtract(each.takes)
            if min(left.values()) >= 0:
                fired.add(each.key)
                left.update(each.puts)
                reached = frozenset((place, held) for place, held in left.items() if held)
                after[marking].add(reached)
                if reached not in lengths:
                    lengths[reached] = lengths[marking] + 1
                    waiting.append(reached)
        if len(waiting) > 150:
            return None
    end = frozenset({(sink, 1)})
    ending = {end} & set(lengths)
    for _ in lengths:
        ending |= {marking for marking, following in after.items() if following & ending}
    improper = [lengths[marking] for marking in lengths if sink in dict(marking) and marking != end]
    stuck = [lengths[marking] for marking in lengths if marking not in ending]
    faults = {"dead_transition": 0} if len(fired) < len(example.transitions) else {}
    return faults | {
        kind: min(found) for kind, found in (("improper_completion", improper), ("dead_end", stuck)) if found
    }


@given(small_nets())
@settings(max_examples=300)
def test_brute_force_gives_the_same_verdict(example: Net) -> None:
    result = check_net("n", example)
    found = {fault.kind: len(fault.path) for fault in result.faults}
    if "not_a_workflow_net" not in found:
        expected = found_slowly(example)
        assert ("unbounded" in found) is (expected is None)
        if expected is not None:
            assert found == expected
