"""What is installed is locked with hashes, recent enough, named by no address, and the package carries all its files."""

from __future__ import annotations

import ast
import configparser
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.house.rule import ROOMS, ROOT, our_files

LOCKS = ("run", "test")
FLOORS = {
    "flask": (3, 1, 3),
    "jinja2": (3, 1, 6),
    "werkzeug": (3, 0, 6),
    "weasyprint": (70, 0),
    "pillow": (12, 3, 0),
    "gunicorn": (23, 0),
}
IMPORTED_AS = {"argon2-cffi": "argon2", "pillow": "PIL", "python-stdnum": "stdnum"}
NEVER_IMPORTED = {
    "gunicorn",
    "import-linter",
    "mypy",
    "opendataloader-pdf",
    "psycopg",
    "pytest-xdist",
    "ruff",
    "setuptools",
    "types-defusedxml",
    "types-openpyxl",
    "types-wtforms",
    "tzdata",
}
_ENTRY = re.compile(
    r"^(?P<name>[a-z0-9._-]+)(?:\[[a-z,]+\])?==(?P<version>[^\s;\\]+)(?P<rest>(?:.*\\\n)*.*)", re.MULTILINE
)


def read_lock(text: str) -> dict[str, str]:
    """Return the version of each locked package; refuse one without a hash, and any line that is something else."""
    locked: dict[str, str] = {}
    for entry in _ENTRY.finditer(text):
        if "--hash=sha256:" not in entry["rest"]:
            raise ValueError(f"{entry['name']} has no hash")
        locked[entry["name"]] = entry["version"]
    left = [line for line in _ENTRY.sub("", text).splitlines() if line.strip() and not line.lstrip().startswith("#")]
    if left:
        raise ValueError(f"not a locked package: {left[0]}")
    return locked


def _asked(lock: str) -> dict[str, str]:
    lines = (ROOT / "requirements" / f"{lock}.in").read_text(encoding="utf-8").splitlines()
    asked = [line.split("==") for line in lines if line and not line.startswith(("#", "-"))]
    return {name.partition("[")[0]: version for name, version in asked}


def _locked(lock: str) -> dict[str, str]:
    return read_lock((ROOT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8"))


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_asked_for_is_locked_at_that_version(lock: str) -> None:
    assert _asked(lock).items() <= _locked(lock).items()


def test_both_locks_agree() -> None:
    run, test = _locked("run"), _locked("test")
    assert {name: run[name] for name in run.keys() & test.keys()} == {
        name: test[name] for name in run.keys() & test.keys()
    }


@pytest.mark.parametrize("text", ["flask==3.1.3\n", "flask>=3.1.3 \\\n    --hash=sha256:aa\n", "-e .\n"])
def test_a_loose_lock_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="flask has no hash|not a locked package"):
        read_lock(text)


@pytest.mark.parametrize(("name", "floor"), FLOORS.items(), ids=str)
def test_no_version_below_a_known_hole(name: str, floor: tuple[int, ...]) -> None:
    version = tuple(int(part) for part in _locked("run")[name].split("."))
    assert version >= floor


def test_no_lock_names_an_address() -> None:
    for path in (ROOT / "requirements").iterdir():
        assert "://" not in path.read_text(encoding="utf-8"), path.name


def imported(source: str) -> set[str]:
    """Return the first names of the modules that a Python text imports."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return {name.partition(".")[0] for name in names}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_dependency_is_used(lock: str) -> None:
    places = ROOMS if lock == "run" else ("tests", "bench")
    files = [path for path in our_files() if path.endswith(".py") and path.split("/")[0] in places]
    used = set().union(*(imported((ROOT / path).read_text(encoding="utf-8")) for path in files))
    asked = {name: IMPORTED_AS.get(name, name.replace("-", "_")) for name in _asked(lock).keys() - NEVER_IMPORTED}
    unused = sorted(name for name, module in asked.items() if module not in used)
    assert not unused, f"take them out of requirements/{lock}.in, or use them: {', '.join(unused)}"


@pytest.mark.parametrize("lock", LOCKS)
def test_every_dependency_has_its_reason(lock: str) -> None:
    reasons = (ROOT / "docs/decisions/0001-dependencies.md").read_text(encoding="utf-8")
    assert [name for name in _asked(lock) if f"| {name} " not in reasons] == []


def test_the_package_carries_every_file(tmp_path: Path) -> None:
    source = tmp_path / "source"
    ours = [path for path in our_files() if path.split("/")[0] in ROOMS]
    for path in (*ours, "setup.cfg", "pyproject.toml", "requirements/run.in"):
        (source / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / path, source / path)
    (source / "README.md").write_text("# Beffroi\n", encoding="utf-8")
    build = "import sys; from setuptools.build_meta import build_wheel; build_wheel(sys.argv[1])"
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", build, str(tmp_path)],
        cwd=source,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        missing = set(ours) - set(archive.namelist())
    # What git alone reads has no place in a wheel.
    missing = {path for path in missing if not path.endswith(".gitattributes")}
    assert missing == set(), "name these kinds of file under [options.package_data] in setup.cfg"


def test_the_command_is_installed() -> None:
    description = configparser.ConfigParser()
    description.read(ROOT / "setup.cfg", encoding="utf-8")
    assert "beffroi = webapp.cli:main" in description["options.entry_points"]["console_scripts"]
    assert (Path(sys.executable).parent / "beffroi").exists()
