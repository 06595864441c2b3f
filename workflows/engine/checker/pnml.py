"""A verdict on any published Petri net: a workflow net or not, sound or not, and the shortest way to each fault.

A workflow net has one place where it begins, one where it ends, and every node lies on a way from one to the other. It
is sound (van der Aalst) when, from one token at the beginning:

- whatever has happened, one token alone at the end can still be reached (else ``dead_end``);
- when a token is at the end, none is left elsewhere (else ``improper_completion``);
- every transition can fire at some time (else ``dead_transition``).

A net in which tokens can pile up without limit (``unbounded``) is never sound. Limits are looked for first, so that
the search always ends: a marking that covers one of those on the way to it proves that there is none. The transitions
of an unbounded net are judged by its coverability tree (Karp and Miller).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from workflows.engine.checker.pnml_reader import Net, NotANet, Transition, read_net
from workflows.engine.checker.result import Fault, Result, TooManyStates, verdict
from workflows.store.text import Text

__all__ = ["MARKINGS_AT_MOST", "NotANet", "check_net", "check_pnml", "read_net"]

MARKINGS_AT_MOST: Final = 200_000
"""How many markings are looked at, at most; fewer where a marking is long."""
TOKENS_COUNTED_AT_MOST: Final = 20_000_000
_MANY: Final = float("inf")

Marking = tuple[float, ...]
"""Tokens in each place, in the order of the net's places; infinity where there is no limit."""


def check_pnml(path: Path) -> Result:
    """Give a verdict on the net of a PNML file, under the file's name.

    ``states`` counts its reachable markings: those seen until the first that proves the lack of a limit, if there is
    one. Refuses with :class:`NotANet` a file that is not one place/transition net, and with :class:`TooManyStates` a
    net with more than ``MARKINGS_AT_MOST`` markings.
    """
    return check_net(path.name, read_net(path))


def check_net(name: str, net: Net, most: int = MARKINGS_AT_MOST) -> Result:
    """Give a verdict on a net; see :func:`check_pnml`.

    A workflow net starts with one token in its first place, whatever the file says. Of another net, what can be said is
    said from the tokens in the file, if it has any: limits and dead transitions. ``most`` bounds the markings looked at.
    """
    shape = _not_a_workflow_net(net)
    walk = _Walk(net, [] if shape else [net.sources[0]], most)
    faults = [Fault("not_a_workflow_net", reason) for reason in shape]
    if walk.piling_up is not None:
        places, path = walk.piling_up
        faults.append(Fault("unbounded", ", ".join(places), path))
        alive = _coverable(walk)
    else:
        alive = walk.fired
        if not shape:
            faults += _endings(walk)
    if any(walk.start):
        faults += [Fault("dead_transition", each.label) for each in net.transitions if each.key not in alive]
    return verdict(name, 1, len(walk.markings), faults)


class _Walk:
    """The reachable markings of a net, nearest first, each with the transition and the marking that it comes from."""

    def __init__(self, net: Net, begin: list[str], most: int) -> None:
        self.net = net
        self.places = list(net.places)
        place = {key: number for number, key in enumerate(self.places)}
        self.takes = {
            each.key: [(place[key], weight) for key, weight in each.takes.items()] for each in net.transitions
        }
        self.puts = {each.key: [(place[key], weight) for key, weight in each.puts.items()] for each in net.transitions}
        tokens = dict.fromkeys(begin, 1) if begin else net.tokens
        self.start: Marking = tuple(tokens.get(key, 0) for key in self.places)
        self.markings: dict[Marking, int] = {self.start: 0}
        self.seen = [self.start]
        self.most = min(most, TOKENS_COUNTED_AT_MOST // len(self.places))
        self.came: list[tuple[int, str]] = [(-1, "")]
        self.before: list[list[int]] = [[]]
        self.fired: set[str] = set()
        self.piling_up: tuple[list[str], tuple[str, ...]] | None = None
        self._explore()

    def _explore(self) -> None:
        waiting = deque([self.start])
        while waiting:
            marking = waiting.popleft()
            here = self.markings[marking]
            for transition, after in self.next(marking):
                self.fired.add(transition.key)
                there = self.markings.get(after)
                if there is None:
                    there = self._seen_first(after, here, transition.label)
                    waiting.append(after)
                    grown = self._grown(after, there)
                    if grown:
                        self.piling_up = [self.net.places[key] for key in grown], self.path(there)
                        return
                self.before[there].append(here)

    def _seen_first(self, marking: Marking, here: int, label: str) -> int:
        self.refuse_more(len(self.markings))
        self.came.append((here, label))
        self.before.append([])
        self.seen.append(marking)
        self.markings[marking] = len(self.markings)
        return len(self.markings) - 1

    def refuse_more(self, number: int) -> None:
        """Refuse to look at more markings than memory is meant for."""
        if number >= self.most:
            raise TooManyStates(
                Text(
                    "Le réseau a plus de {most} marquages\u00a0: c’est trop pour être vérifié.",
                    "The net has more than {most} markings: that is too many to check.",
                    most=self.most,
                )
            )

    def next(self, marking: Marking) -> Iterator[tuple[Transition, Marking]]:
        """Give each transition that can fire and the marking after it."""
        for transition in self.net.transitions:
            takes = self.takes[transition.key]
            if all(marking[place] >= weight for place, weight in takes):
                after = list(marking)
                for place, weight in takes:
                    after[place] -= weight
                for place, weight in self.puts[transition.key]:
                    after[place] += weight
                yield transition, tuple(after)

    def _grown(self, marking: Marking, number: int) -> list[str]:
        """Return the places that have gained tokens since a marking on the way here that had nowhere more."""
        while (number := self.came[number][0]) >= 0:
            earlier = self.seen[number]
            if all(now >= then for now, then in zip(marking, earlier, strict=True)):
                return [key for key, now, then in zip(self.places, marking, earlier, strict=True) if now > then]
        return []

    def path(self, number: int) -> tuple[str, ...]:
        """Return the labels of the transitions on a shortest way to a marking."""
        told = []
        while number > 0:
            number, label = self.came[number]
            told.append(label)
        return tuple(reversed(told))

    def leading_to(self, number: int | None) -> set[int]:
        """Return the markings from which the one of that number can be reached."""
        found = {number} if number is not None else set()
        waiting = list(found)
        while waiting:
            for there in self.before[waiting.pop()]:
                if there not in found:
                    found.add(there)
                    waiting.append(there)
        return found


def _not_a_workflow_net(net: Net) -> list[str]:
    reasons = []
    for title, places in (("sources", net.sources), ("sinks", net.sinks)):
        if len(places) != 1:
            names = f" ({_named(net, places)})" if places else ""
            reasons.append(f"{title}: {len(places)}{names}")
    if not reasons:
        onward: dict[str, set[str]] = {key: set() for key in net.places}
        back: dict[str, set[str]] = {key: set() for key in net.places}
        for each in net.transitions:
            onward[each.key] = set(each.puts)
            back[each.key] = set(each.takes)
            for place in each.takes:
                onward[place].add(each.key)
            for place in each.puts:
                back[place].add(each.key)
        joined = _linked(net.sources[0], onward) & _linked(net.sinks[0], back)
        labels = {**net.places, **{each.key: each.label for each in net.transitions}}
        reasons += [label for key, label in labels.items() if key not in joined]
    return reasons


def _linked(start: str, links: dict[str, set[str]]) -> set[str]:
    found = {start}
    waiting = [start]
    while waiting:
        for each in links[waiting.pop()] - found:
            found.add(each)
            waiting.append(each)
    return found


def _endings(walk: _Walk) -> Iterator[Fault]:
    """Give what is wrong with how a bounded workflow net ends: the nearest marking of each kind."""
    sink = walk.places.index(walk.net.sinks[0])
    end = tuple(int(place == sink) for place in range(len(walk.places)))
    ending = walk.leading_to(walk.markings.get(end))
    ended = [(marking, number) for marking, number in walk.markings.items() if marking[sink]]
    for marking, number in ended:
        if marking != end:
            left = [key for key, now, then in zip(walk.places, marking, end, strict=True) if now > then]
            yield Fault("improper_completion", _named(walk.net, left), walk.path(number))
            break
    for marking, number in walk.markings.items():
        if number not in ending:
            held = [key for key, now in zip(walk.places, marking, strict=True) if now]
            yield Fault("dead_end", _named(walk.net, held), walk.path(number))
            break


def _named(net: Net, keys: Iterable[str]) -> str:
    return ", ".join(net.places[key] for key in keys)


def _coverable(walk: _Walk) -> set[str]:
    """Return the transitions that can fire at some time, by the coverability tree of an unbounded net."""
    fired: set[str] = set()
    known = {walk.start}
    waiting: list[tuple[Marking, tuple[Marking, ...]]] = [(walk.start, ())]
    while waiting:
        marking, way = waiting.pop()
        for transition, after in walk.next(marking):
            fired.add(transition.key)
            grown = _without_limit(after, (*way, marking))
            if grown not in known:
                walk.refuse_more(len(known))
                known.add(grown)
                waiting.append((grown, (*way, marking)))
    return fired


def _without_limit(marking: Marking, way: Iterable[Marking]) -> Marking:
    grown = marking
    for earlier in way:
        if all(then <= now for then, now in zip(earlier, grown, strict=True)):
            grown = tuple(_MANY if now > then else now for then, now in zip(earlier, grown, strict=True))
    return grown
