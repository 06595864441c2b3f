"""The command ``beffroi``: what it answers to people and to programs, and one line for whatever goes wrong."""

from __future__ import annotations

import csv
import json
import os
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import click
import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.fixtures.command_line import Ask
from tests.fixtures.databases import DATABASES
from webapp.cli import beffroi
from webapp.command_parts import Group, Option
from workflows.engine.tables import Read
from workflows.store.database import make_engine

ROOT = Path(__file__).parents[2]
EXTRACTS = ROOT / "workflows" / "register" / "data" / "extracts"
ESTABLISHMENTS = EXTRACTS / "sirene_2017020_debits-restauration-alimentation_dep59-62.csv"
INSPECTIONS = EXTRACTS / "alimconfiance_2017-04-11_dep59-62.csv"


@pytest.fixture(params=DATABASES)
def database_kind(request: pytest.FixtureRequest) -> str:
    """Each kind of database in turn."""
    return str(request.param)


def everything(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Give each command with the words that call it."""
    context = click.Context(group)
    for name in group.list_commands(context):
        found = group.get_command(context, name)
        assert found is not None, name
        yield (*path, name), found
        if isinstance(found, click.Group):
            yield from everything(found, (*path, name))


def test_the_promised_commands_are_there() -> None:
    found = {" ".join(path) for path, _ in everything(beffroi())}
    promised = (
        "demo, serve, worker, doctor, user add, db upgrade, import establishments, import inspections, import offences, "
        "workflow list, workflow check, workflow diagram, journal verify, journal rebuild, log export, law clock, law powers, "
        "law measure"
    )
    assert set(promised.split(", ")) <= found


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_command_explains_itself(ask: Ask, language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BEFFROI_LANG", language)
    for path, found in everything(beffroi()):
        helped = ask(" ".join(path), "--help")
        assert (helped.code, helped.err) == (0, ""), path
        assert helped.out.startswith(f"Usage{chr(160)}: " if language == "fr" else "Usage: "), path
        assert "--json" in helped.out
        assert ("[required]" in helped.out) <= (language == "en")
        assert isinstance(found, Group) or all(isinstance(each, Option | click.Argument) for each in found.params), (
            f"{path} has an option that does not explain itself"
        )


def test_help_comes_in_the_language_of_the_environment(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Ce que dit le droit" in ask("").out
    monkeypatch.setenv("BEFFROI_LANG", "en_GB.UTF-8")
    assert "What the law says" in ask("").out
    monkeypatch.setenv("BEFFROI_LANG", "tlh")
    other = ask("law --help")
    assert "Ce que dit le droit" in other.out
    assert other.err.count("\n") == 1
    assert "BEFFROI_LANG=tl n’est ni fr ni en" in other.err
    assert "BEFFROI_LANG=tl is neither fr nor en" in other.err
    monkeypatch.setenv("BEFFROI_LANG", "")
    assert ask("law --help").err == ""


WRONG_CALLS = {
    "nothing": "La commande nothing n’existe pas.",
    "law": "Il manque une commande.",
    "law clock --count 3 --unit calendar": "Il manque --from.",
    "law measure nowhere.json": "nowhere.json",
    "law clock --from 2026-02-30 --count 3 --unit calendar": "2026-02-30 n’est pas un jour",
    "law clock --from 2026-04-03 --count -3 --unit calendar": "-3 n’est pas un nombre entier",
    "law clock --from 2026-04-03 --count 3 --unit weeks": "weeks n’est pas l’un de",
    "law clock --from 2026-04-03 --count 3 --unit hours more words": "En trop\u00a0: more words.",
    "law clock --form 2026-04-03": "L’option --form n’existe pas.",
    "law clock --from": "L’option --from attend une valeur.",
    "law powers --agency prefet --at 2026-11-27T21:30": "aucun service ne porte la clé prefet",
    "law powers --agency ddpp_ssa": "Il manque --at.",
    "law powers --agency ddpp_ssa --at 2026-11-27T21:30 --basis none": "Aucun fondement ne porte la clé none.",
    "law powers --agency ddpp_ssa --at 2026-11-27": "2026-11-27 est un jour sans heure",
    "import establishments": "Il manque FICHIER.",
    "import establishments nowhere.csv": "nowhere.csv n’est pas un fichier lisible.",
    "workflow check nothing": "Aucun processus ne s’appelle nothing",
    "workflow diagram --svg all.svg": "Dites quel processus",
    "log export --format xes nowhere/log.xes": "son dossier n’existe pas",
    "log export --format xes /tmp": "/tmp est un dossier",
}


@pytest.mark.parametrize("words", WRONG_CALLS)
def test_a_wrong_call_is_one_line_with_the_way_out(ask: Ask, words: str) -> None:
    told = ask(words)
    assert told.code == 2
    assert told.out == ""
    assert told.err.count("\n") == 1
    assert WRONG_CALLS[words] in told.err
    in_json = ask(words, "--json")
    assert (in_json.code, in_json.err) == (2, "")
    assert set(in_json.json) == {"error"}


def test_what_nobody_foresaw_is_one_line_and_a_trace_in_the_log(
    ask: Ask, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("webapp.commands.law.count", lambda *_words, **_named: 1 / 0)
    told = ask("law clock --from 2026-04-03 --count 3 --unit hours")
    assert told.code == 1
    assert (
        told.err
        == f"beffroi\u00a0: Une erreur inattendue a arrêté la commande\u00a0; le détail est dans {home}/errors.log.\n"
    )
    assert "ZeroDivisionError" in (home / "errors.log").read_text()
    assert stat.S_IMODE((home / "errors.log").stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("postgresql://nobody@127.0.0.1:1/none", "La base de données ne répond pas"),
        ("mysql://somewhere/else", "BEFFROI_DATABASE_URL n’est pas l’adresse d’une base"),
        ("not an address", "BEFFROI_DATABASE_URL n’est pas l’adresse d’une base"),
        ("sqlite://", "BEFFROI_DATABASE_URL n’est pas l’adresse d’une base"),
        ("", "beffroi db upgrade"),
    ],
)
def test_a_database_that_is_not_there_is_one_line(
    ask: Ask, address: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BEFFROI_DATABASE_URL", address)
    told = ask("journal verify")
    assert (told.code, told.out, told.err.count("\n")) == (1, "", 1)
    assert said in told.err


def test_an_unsafe_home_is_refused_with_the_way_out(ready: Ask, home: Path) -> None:
    (home / "keys" / "web").chmod(0o644)
    told = ready("journal verify")
    assert told.code == 1
    assert "chmod 600" in told.err


def test_the_law_counts_days_and_says_which_it_skips(ask: Ask) -> None:
    told = ask("law clock --from 2026-04-03 --count 10 --unit working --json").json
    assert set(told) == {"due", "steps"}
    assert told["due"] == "2026-04-20"
    skipped = {step["day"]: step["reason"] for step in told["steps"] if not step["counted"]}
    assert skipped["2026-04-06"] == "jour férié\u00a0: Lundi de Pâques"
    assert ask("law clock --from 2026-04-03 --count 10 --unit franc --json").json["due"] == "2026-04-14"
    assert ask("law clock --from 2026-04-03 --count 10 --unit calendar --json").json["due"] == "2026-04-13"
    assert ask("law clock --from 2026-01-31 --count 1 --unit months --json").json["due"] == "2026-02-28"
    # The clocks change in the night between.
    hours = ask("law clock --from 2026-03-28T22:00 --count 10 --unit hours --json").json
    assert hours["due"] == "2026-03-29T09:00:00+02:00"


def test_the_law_refuses_what_it_cannot_count(ask: Ask) -> None:
    told = ask("law clock --from 1850-04-03 --count 10 --unit working --json")
    assert (told.code, set(told.json)) == (1, {"error"})
    assert "1982" in told.json["error"]


def test_the_law_says_who_may_enter(ask: Ask) -> None:
    asked = "law powers --agency ddpp_ssa --at 2026-11-27T21:30 --json"
    red = ask(asked).json
    assert set(red) == {"colour", "sentence", "references"}
    assert red["colour"] == "red"
    assert "procureur" in red["sentence"]
    told = ask(f"{asked} --activity yes --prosecutor-informed 2026-11-25").json
    assert told["colour"] == "green"
    assert ask("law powers --agency bailleur --at 2026-11-27T21:30").code == 1


def test_what_the_command_cannot_be_told_is_a_condition_not_a_refusal(ask: Ask) -> None:
    asked = "law powers --agency police_nationale --basis cpp_78_2_1 --at 2026-11-27T21:30 --activity yes --json"
    told = ask(asked).json
    assert told["colour"] == "amber"
    assert "seulement avec une réquisition du procureur" in told["sentence"]
    assert "78-2-1" in told["sentence"]
    assert ask(asked.replace(" --json", " --home --json")).json["colour"] == "red"


def test_the_law_says_whether_an_order_may_be_signed(ask: Ask, tmp_path: Path) -> None:
    file = tmp_path / "order.json"
    facts = {
        "basis": "A2", "facts_on": ["2026-10-01"], "signed_on": "2026-11-20", "served_at": "2026-11-21T10:00",
        "months": 3, "repetition": False, "warning_on": None, "delegation": True, "remedies": True,
        "linked_to_place": True,
        "hearing": {"received_on": "2026-10-20", "days": 15, "urgency": None, "proposed": ["closure 3 months"]},
    }  # fmt: skip
    file.write_text(json.dumps(facts))
    assert ask(f"law measure {file} --json").json == {
        "allowed": True, "refusals": [], "warnings": [], "enforceable_from": "2026-11-23T10:00+01:00",
        "ends": "2027-02-23",
    }  # fmt: skip
    file.write_text(json.dumps({**facts, "hearing": None}))
    [refusal] = ask(f"law measure {file} --json").json["refusals"]
    assert (refusal["code"], refusal["reference"]) == (
        "no_hearing",
        "CRPA, art.\u00a0L121-1\u00a0; CAA Douai, 20DA01013",
    )
    assert "ne peut pas être signé" in ask(f"law measure {file}").out
    file.write_text("{")
    assert "JSON" in ask(f"law measure {file}").err


def test_the_law_lists_its_bases(ask: Ask) -> None:
    every = ask("law powers --list --json").json["bases"]
    own = ask("law powers --list --agency urssaf --json").json["bases"]
    assert 0 < len(own) < len(every)
    assert all("urssaf" in each["agencies"] for each in own)
    key = own[0]["basis"]
    assert ask(f"law powers --agency urssaf --basis {key} --at 2026-11-27T10:00 --json").json["colour"] in (
        "green",
        "amber",
        "red",
    )


def test_a_register_is_imported_and_imported_again(ready_everywhere: Ask) -> None:
    first = ready_everywhere("import establishments", str(ESTABLISHMENTS), "--json").json
    names = {"read", "added", "changed", "unchanged", "closed", "hidden", "refused", "refusals"}
    assert set(first) == names
    assert first["read"] == first["added"] + first["closed"] + first["changed"] + first["unchanged"] + first["hidden"]
    again = ready_everywhere("import establishments", str(ESTABLISHMENTS), "--json").json
    assert again["unchanged"] == again["read"] == first["read"]
    for_people = ready_everywhere("import inspections", str(INSPECTIONS))
    assert for_people.out.startswith("Lignes lues\u00a0: 68\n")
    assert for_people.err == ""  # no bar where nobody watches
    assert ready_everywhere("journal verify --json").json["ok"]
    assert ready_everywhere("journal rebuild --json").json == {
        "ok": True,
        "lines": ready_everywhere("journal verify --json").json["lines"],
        "first_bad": None,
        "differences": [],
    }


def test_a_refused_line_is_told_with_its_number(ready: Ask, tmp_path: Path) -> None:
    broken = tmp_path / ESTABLISHMENTS.name
    lines = ESTABLISHMENTS.read_bytes().split(b"\r\n" if b"\r\n" in ESTABLISHMENTS.read_bytes() else b"\n")
    lines[3] = lines[3][:40]
    broken.write_bytes(b"\n".join(lines))
    told = ready("import establishments", str(broken), "--json")
    assert told.code == 0
    assert told.json["refused"] == 1
    (refusal,) = told.json["refusals"]
    assert set(refusal) == {"line", "reason"}
    assert refusal["line"] == 4


def test_a_wrong_file_is_refused_whole(ready: Ask) -> None:
    told = ready("import offences", str(INSPECTIONS))
    assert (told.code, told.err.count("\n")) == (1, 1)
    assert "import inspections" in told.err


def test_every_workflow_of_the_house_is_sound(ask: Ask) -> None:
    told = ask("workflow check --json")
    assert told.code == 0
    assert {"operation", "visit", "minutes"} <= {each["name"] for each in told.json["results"]}
    for each in told.json["results"]:
        assert set(each) == {"name", "sound", "states", "faults"}
        assert each["sound"]
        assert each["states"] > 0


def test_an_unsound_net_is_refused_with_the_way_to_its_fault(ask: Ask, tmp_path: Path) -> None:
    net = tmp_path / "stuck.pnml"
    net.write_text(_STUCK)
    told = ask("workflow check --pnml", str(net), "--json")
    assert told.code == 1
    (result,) = told.json["results"]
    assert not result["sound"]
    assert all(set(fault) == {"kind", "where", "path"} for fault in result["faults"])
    assert any(fault["path"] for fault in result["faults"])
    assert "stuck.pnml" in ask("workflow check --pnml", str(net)).out
    assert ask("workflow check operation --pnml", str(net)).code == 2
    net.write_text("not a net")
    assert ask("workflow check --pnml", str(net)).code == 1


def test_workflows_are_listed_and_drawn(ask: Ask, tmp_path: Path) -> None:
    names = {each["name"] for each in ask("workflow list --json").json["workflows"]}
    assert "operation" in names
    assert "Opération conjointe" in ask("workflow diagram operation").out
    chart = tmp_path / "operation.svg"
    assert ask("workflow diagram operation --svg", str(chart)).code == 0
    assert ET.fromstring(chart.read_text()).tag.endswith("svg")
    (drawn,) = ask("workflow diagram operation --json").json["diagrams"]
    assert drawn["svg"].startswith("<svg")


def test_an_altered_journal_is_found(ready: Ask, home: Path) -> None:
    ready("import inspections", str(INSPECTIONS))
    with sqlite3.connect(home / "beffroi.sqlite") as database:
        database.execute("drop trigger journal_keeps_headers")
        database.execute("update journal set step = 'enter' where seq = 2")
    told = ready("journal verify --json")
    assert told.code == 1
    assert set(told.json) == {"ok", "lines", "first_bad", "differences"}
    assert not told.json["ok"]
    assert told.json["first_bad"]["line"] == 2
    said = ready("journal verify")
    assert said.code == 1
    assert "l’en-tête ne correspond pas" in said.out


def test_an_altered_row_is_found(ready: Ask, home: Path) -> None:
    ready("import inspections", str(INSPECTIONS))
    with sqlite3.connect(home / "beffroi.sqlite") as database:
        database.execute("update import_run set file_name = 'another.csv'")
    told = ready("journal rebuild --json")
    assert told.code == 1
    (difference,) = told.json["differences"]
    assert (difference["table"], difference["column"], difference["live"]) == ("import_run", "file_name", "another.csv")


def test_the_journal_leaves_as_an_event_log(ready: Ask, home: Path, tmp_path: Path) -> None:
    ready("import inspections", str(INSPECTIONS))
    xes, table = tmp_path / "log.xes", tmp_path / "log.csv"
    told = ready("log export --format xes", str(xes), "--json").json
    events = [each for each in ET.parse(xes).getroot().iter() if each.tag.endswith("}event")]
    assert told["events"] == len(events) > 0
    assert ready("log export --format csv", str(table)).code == 0
    with table.open(newline="") as opened:
        assert len(list(csv.DictReader(opened))) == told["events"]
    engine = make_engine(f"sqlite:///{home / 'beffroi.sqlite'}")
    with Session(engine) as session:
        assert list(session.scalars(sa.select(Read.reference).order_by(Read.line))) == [
            "event_log.xes",
            "event_log.csv",
        ]
    engine.dispose()
    assert not list(tmp_path.glob(".log*"))


def test_the_installed_command_behaves_in_a_pipe(home: Path) -> None:
    program = [sys.executable, "-c", "from webapp.cli import main; main()"]
    with subprocess.Popen(
        [*program, "workflow", "diagram"], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as piped:
        assert piped.stdout is not None
        assert piped.stderr is not None
        piped.stdout.readline()
        piped.stdout.close()
        assert piped.stderr.read() == b""
    made = subprocess.run([*program, "db", "upgrade"], cwd=ROOT, check=True, capture_output=True)
    assert made.stderr == b""
    assert stat.S_IMODE((home / "beffroi.sqlite").stat().st_mode) == 0o600


def test_a_terminal_without_curly_apostrophes_still_gets_its_sentence(home: Path) -> None:
    program = [sys.executable, "-c", "from webapp.cli import main; main()", "law", "clock", "--form"]
    environment = {**os.environ, "PYTHONIOENCODING": "iso8859-1"}
    told = subprocess.run(program, cwd=ROOT, env=environment, capture_output=True, check=False)
    assert told.returncode == 2
    assert told.stderr.decode("iso8859-1").startswith("beffroi\u00a0: L?option --form n?existe pas.")


_STUCK = """<pnml xmlns="http://www.pnml.org/version-2009/grammar/pnml"><net id="n"><page id="p">
<place id="begin"/><place id="aside"/><place id="end"/><transition id="go"/><transition id="stray"/><transition id="both"/>
<arc id="a" source="begin" target="go"/><arc id="b" source="go" target="end"/>
<arc id="c" source="begin" target="stray"/><arc id="d" source="stray" target="aside"/>
<arc id="e" source="aside" target="both"/><arc id="f" source="begin" target="both"/><arc id="g" source="both" target="end"/>
</page></net></pnml>"""
