"""Reading a Petri net from a PNML file, as modelling tools publish them, without trusting the file.

Place/transition nets are read: places, transitions, arcs with whole weights, initial tokens, pages and reference nodes,
old and new namespaces. What only serves drawing is passed over, and so is what a tool says for itself: WoPeD's
operators are written out as ordinary transitions beside it. A net inside a page (a WoPeD subprocess) is left closed:
its transition stands for it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from workflows.store.text import Text

LARGEST_FILE: Final = 5_000_000
"""In bytes."""
DEEPEST: Final = 100
LARGEST_NUMBER: Final = 1_000_000
NODES_AT_MOST: Final = 20_000


class NotANet(ValueError):
    """The file is not a Petri net that can be read; ``text`` says why in one sentence."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.render("en"))
        self.text = text


@dataclass(frozen=True, slots=True)
class Transition:
    """What a transition takes from each place and puts into each place, in tokens."""

    key: str
    label: str
    takes: Mapping[str, int]
    puts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Net:
    """A place/transition net: places with their labels, transitions, and the tokens at the start."""

    places: Mapping[str, str]
    transitions: tuple[Transition, ...]
    tokens: Mapping[str, int]

    @property
    def arcs(self) -> int:
        """How many arcs the net has."""
        return sum(len(each.takes) + len(each.puts) for each in self.transitions)

    @property
    def sources(self) -> tuple[str, ...]:
        """The places into which nothing puts a token."""
        fed = {place for each in self.transitions for place in each.puts}
        return tuple(place for place in self.places if place not in fed)

    @property
    def sinks(self) -> tuple[str, ...]:
        """The places from which nothing takes a token."""
        emptied = {place for each in self.transitions for place in each.takes}
        return tuple(place for place in self.places if place not in emptied)


def read_net(path: Path) -> Net:
    """Read the one net of a PNML file; refuses anything else with :class:`NotANet`."""
    return _net(_parsed(_content(path)))


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise NotANet(
            Text(
                "{file} ne peut pas être lu\u00a0: {why}.",
                "{file} cannot be read: {why}.",
                file=path.name,
                why=error.strerror,
            )
        ) from error
    if len(content) > LARGEST_FILE:
        raise NotANet(
            Text(
                "{file} dépasse {most}\u00a0Mo.",
                "{file} is larger than {most} MB.",
                file=path.name,
                most=LARGEST_FILE // 1_000_000,
            )
        )
    return content


def _parsed(content: bytes) -> Element:
    """Return the root element. No document type is accepted, so no entity can be declared, expanded or fetched."""
    builder = TreeBuilder()
    parser = expat.ParserCreate(namespace_separator="}")
    depth = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise NotANet(
                Text(
                    "Les éléments du fichier sont trop profondément imbriqués.",
                    "The file has elements nested too deeply to be a net.",
                )
            )
        builder.start(_bare(name), {_bare(key): value for key, value in attributes.items()})

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(_bare(name))

    def refuse(*_declared: object) -> None:
        raise NotANet(
            Text(
                "Le fichier déclare un type de document (DTD), ce dont un réseau n’a pas besoin.",
                "The file declares a document type (DTD), which a net does not need.",
            )
        )

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = builder.data
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise NotANet(
            Text(
                "Le fichier n’est pas du XML bien formé\u00a0: ligne {line}, {why}.",
                "The file is not well-formed XML: line {line}, {why}.",
                line=str(error.lineno),
                why=expat.ErrorString(error.code),
            )
        ) from error
    except (LookupError, ValueError) as error:
        if isinstance(error, NotANet):
            raise
        raise NotANet(
            Text(
                "L’encodage du fichier ne peut pas être lu\u00a0: {why}.",
                "The file's encoding cannot be read: {why}.",
                why=str(error),
            )
        ) from error
    return builder.close()


def _bare(name: str) -> str:
    return name.rpartition("}")[2]


def _net(root: Element) -> Net:
    if root.tag != "pnml":
        raise NotANet(
            Text(
                "Le fichier n’est pas du PNML\u00a0: son premier élément est <{tag}>.",
                "The file is not PNML: its outermost element is <{tag}>.",
                tag=root.tag,
            )
        )
    nets = root.findall("net")
    if len(nets) != 1:
        raise NotANet(
            Text(
                "Le fichier contient {n} réseaux\u00a0; il en faut un seul.",
                "The file holds {n} nets; exactly one is expected.",
                n=len(nets),
            )
        )
    parts = list(_parts(nets[0]))
    places = [part for part in parts if part.tag == "place"]
    transitions = [part for part in parts if part.tag == "transition"]
    if not places or not transitions:
        raise NotANet(
            Text("Le réseau n’a pas de place ou pas de transition.", "The net has no place or no transition.")
        )
    if len(places) + len(transitions) > NODES_AT_MOST:
        raise NotANet(
            Text(
                "Le réseau a plus de {most} places et transitions.",
                "The net has more than {most} places and transitions.",
                most=NODES_AT_MOST,
            )
        )
    _refuse_doubled([*places, *transitions])
    takes, puts = _arcs(parts, {_key(part) for part in places}, {_key(part) for part in transitions})
    return Net(
        _labels(places),
        tuple(Transition(key, label, takes[key], puts[key]) for key, label in _labels(transitions).items()),
        {_key(part): tokens for part in places if (tokens := _number(part, "initialMarking", 0))},
    )


def _refuse_doubled(nodes: list[Element]) -> None:
    known: set[str] = set()
    for node in nodes:
        if _key(node) in known:
            raise NotANet(
                Text("L’identifiant {key} est donné deux fois.", "The identifier {key} is given twice.", key=_key(node))
            )
        known.add(_key(node))


def _parts(element: Element) -> Iterator[Element]:
    """Give the nodes and arcs of a net and of its pages, whatever their order."""
    for part in element:
        if part.tag == "page":
            yield from _parts(part)
        elif part.tag in ("place", "transition", "arc", "referencePlace", "referenceTransition"):
            yield part


def _arcs(
    parts: list[Element], places: set[str], transitions: set[str]
) -> tuple[dict[str, dict[str, int]], dict[str, dict[str, int]]]:
    stands_for = {_key(part): part.get("ref", "") for part in parts if part.tag.startswith("reference")}
    takes: dict[str, dict[str, int]] = {key: {} for key in transitions}
    puts: dict[str, dict[str, int]] = {key: {} for key in transitions}
    for arc in (part for part in parts if part.tag == "arc"):
        _refuse_other_kinds(arc)
        source, target = (_meant(arc.get(end, ""), stands_for) for end in ("source", "target"))
        weight = _number(arc, "inscription", 1)
        if weight < 1:
            raise NotANet(
                Text(
                    "L’arc {arc} a le poids {weight}.",
                    "The arc {arc} has the weight {weight}.",
                    arc=_name(arc),
                    weight=weight,
                )
            )
        if source in places and target in transitions:
            takes[target][source] = takes[target].get(source, 0) + weight
        elif source in transitions and target in places:
            puts[source][target] = puts[source].get(target, 0) + weight
        else:
            raise NotANet(
                Text(
                    "L’arc {arc} ne relie pas une place et une transition du réseau.",
                    "The arc {arc} does not join a place and a transition of the net.",
                    arc=_name(arc),
                )
            )
    return takes, puts


def _refuse_other_kinds(arc: Element) -> None:
    """Refuse inhibitor, reset and read arcs: with them the verdict would be about another net."""
    for tag in ("type", "arctype"):
        for kind in arc.findall(tag):
            said = (kind.get("value") or kind.findtext("text") or "normal").strip()
            if said != "normal":
                raise NotANet(
                    Text(
                        "L’arc {arc} est de nature «\u00a0{kind}\u00a0»\u00a0; seuls les arcs ordinaires sont lus.",
                        "The arc {arc} is of kind {kind}; only ordinary arcs are read.",
                        arc=_name(arc),
                        kind=said[:40],
                    )
                )
    if arc.find("hlinscription") is not None:
        raise NotANet(
            Text(
                "Le réseau est coloré\u00a0; seuls les réseaux places-transitions sont lus.",
                "The net is a coloured one; only place/transition nets are read.",
            )
        )


def _meant(key: str, stands_for: Mapping[str, str]) -> str:
    for _ in range(len(stands_for)):
        if key not in stands_for:
            break
        key = stands_for[key]
    return key


def _name(part: Element) -> str:
    return part.get("id") or "?"


def _key(part: Element) -> str:
    key = part.get("id")
    if not key:
        raise NotANet(
            Text("Un élément <{tag}> n’a pas d’identifiant.", "An element <{tag}> has no identifier.", tag=part.tag)
        )
    return key


def _labels(nodes: list[Element]) -> dict[str, str]:
    """Return what each node is called by its key; nodes of one name are told apart by their keys."""
    said = {
        _key(node): " ".join((node.findtext("name/text") or node.findtext("name/value") or "").split())
        for node in nodes
    }
    shared = Counter(said.values())
    return {key: (label if shared[label] == 1 else f"{label} ({key})") if label else key for key, label in said.items()}


def _number(part: Element, tag: str, default: int) -> int:
    """Return a whole number written as ``3``, or as other tools do ``Default,3``."""
    said = part.findtext(f"{tag}/text") or part.findtext(f"{tag}/value") or ""
    said = said.strip().rpartition(",")[2].strip()
    if not said:
        return default
    if not (said.isascii() and said.isdigit()) or len(said) > len(str(LARGEST_NUMBER)) or int(said) > LARGEST_NUMBER:
        raise NotANet(
            Text(
                "{tag} de {key} n’est pas un nombre entier d’au plus {most}\u00a0: {said}.",
                "The {tag} of {key} is not a whole number up to {most}: {said}.",
                tag=tag,
                key=_name(part),
                most=LARGEST_NUMBER,
                said=said[:40],
            )
        )
    return int(said)
