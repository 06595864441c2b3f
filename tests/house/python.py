"""Rules about Python code, read as a syntax tree."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Callable, Iterator
from typing import Final

from tests.house.rule import Breach, Rule, is_python, is_room_python

_SLOW_TO_IMPORT: Final = ("weasyprint", "pyhanko", "pyhanko_certvalidator", "pdf")
_CLOCKS: Final = {"now", "utcnow", "today"}
_LONGEST: Final = 500
Find = Callable[[str], Iterator[Breach]]


def _where(words: str) -> Callable[[Find], Find]:
    """Read a file as a syntax tree only if it holds one of these words: most hold none, and reading all of them takes long."""
    known = re.compile(words, re.MULTILINE)

    def only(find: Find) -> Find:
        return lambda source: find(source) if known.search(source) else iter(())

    return only


def _dotted(node: ast.expr) -> str:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{_dotted(node.value)}.{node.attr}".lstrip(".")
    return ""


def _calls(source: str) -> Iterator[tuple[ast.Call, str]]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            yield node, _dotted(node.func)


def _imports(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [name.name for name in node.names]
    if isinstance(node, ast.ImportFrom):
        return [node.module or "."]
    return []


@_where(r'\A(?!""")')
def _without_docstring(source: str) -> Iterator[Breach]:
    if not ast.get_docstring(ast.parse(source)):
        yield 1, "the module has no docstring"


def _too_long(source: str) -> Iterator[Breach]:
    lines = source.count("\n")
    if lines > _LONGEST:
        yield lines, f"{lines} lines"


@_where(r"^[ \t]+(import|from)\b")
def _local_imports(source: str) -> Iterator[Breach]:
    for function in ast.walk(ast.parse(source)):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            for node in ast.walk(function):
                for name in _imports(node):
                    if name.split(".")[0] not in _SLOW_TO_IMPORT:
                        yield getattr(node, "lineno", 1), f"{name} is imported inside {function.name}"


@_where(r"\b(populate_obj|from_string|eval|exec|compile|Markup|shell|text)\b")
def _dangerous_calls(source: str) -> Iterator[Breach]:
    lines = source.splitlines()
    for node, name in _calls(source):
        last = name.rpartition(".")[2]
        if last in ("populate_obj", "from_string") or name in ("eval", "exec", "compile"):
            yield node.lineno, f"{name}() is banned"
        literal = all(isinstance(word, ast.Constant) for word in node.args)
        if last == "Markup" and not literal and "# noqa: S704 (" not in lines[node.lineno - 1]:
            yield node.lineno, "Markup() of something that is not written right there, without a reason beside it"
        if any(word.arg == "shell" and not _is_false(word.value) for word in node.keywords):
            yield node.lineno, f"{name}(shell=…) is banned"
        if last == "text" and node.args and _is_built(node.args[0]):
            yield node.lineno, "SQL is built from pieces: bind parameters instead"


def _is_false(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is False


def _is_built(node: ast.expr) -> bool:
    if isinstance(node, ast.Call):
        return _dotted(node.func).endswith("format") or (
            isinstance(node.func, ast.Attribute) and node.func.attr == "format"
        )
    return isinstance(node, ast.JoinedStr | ast.BinOp)


@_where(r"pickle|marshal|shelve|dill")
def _pickles(source: str) -> Iterator[Breach]:
    for node in ast.walk(ast.parse(source)):
        for name in _imports(node):
            if name.split(".")[0] in ("pickle", "marshal", "shelve", "dill", "cloudpickle", "jsonpickle"):
                yield getattr(node, "lineno", 1), f"{name} is banned: what it reads may run"


@_where(r"now|today|time\.time|localtime")
def _clocks(source: str) -> Iterator[Breach]:
    threads = [
        range(node.lineno, (node.end_lineno or node.lineno) + 1)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ClassDef) and any(_dotted(base).endswith("Thread") for base in node.bases)
    ]
    for node, name in _calls(source):
        if any(node.lineno in lines for lines in threads):
            continue  # a thread that watches the clock is an edge of its own
        owner, _, last = name.rpartition(".")
        asks_the_clock = last in _CLOCKS and owner.rpartition(".")[2] in ("datetime", "date")
        if asks_the_clock or name in ("time.time", "time.localtime"):
            yield node.lineno, f"{name}(): the moment is a parameter"


@_where(r"TODO|FIXME|XXX|HACK|NotImplementedError")
def _unfinished(source: str) -> Iterator[Breach]:
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT and re.search(r"\b(TODO|FIXME|XXX|HACK)\b", token.string):
            yield token.start[0], token.string
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Name) and node.id == "NotImplementedError":
            yield node.lineno, "unfinished: NotImplementedError"


@_where(r"skip|xfail")
def _silent_skips(source: str) -> Iterator[Breach]:
    for node in ast.walk(ast.parse(source)):
        name = _dotted(node.func) if isinstance(node, ast.Call) else ""
        if name == "pytest.skip" and isinstance(node, ast.Call) and not (node.args or node.keywords):
            yield node.lineno, "a skip must say why"
        if name in ("pytest.mark.skip", "pytest.mark.skipif", "pytest.mark.xfail", "pytest.importorskip"):
            reasons = [word for word in getattr(node, "keywords", []) if word.arg == "reason"]
            if not reasons:
                yield getattr(node, "lineno", 1), f"{name} must say why (reason=…)"
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef):
            for decorator in node.decorator_list:
                if _dotted(decorator) in ("pytest.mark.skip", "pytest.mark.xfail"):
                    yield decorator.lineno, f"{_dotted(decorator)} must say why (reason=…)"


PYTHON_RULES: Final = {
    "docstrings": Rule(
        "Every module says in its docstring what it is.",
        is_python,
        _without_docstring,
        bad="import os\n",
        good='"""The clock of the law."""\n',
    ),
    "length": Rule(
        "A file holds one thought.",
        lambda path: is_python(path) and "migrations/versions" not in path,
        _too_long,
        bad="x = 1\n" * (_LONGEST + 1),
        good="x = 1\n",
    ),
    "imports": Rule(
        "Imports stand at the top; only the press and the seal, slow to start, may be imported where they serve.",
        is_python,
        _local_imports,
        bad="def draw():\n    from flask import request\n",
        good="import flask\ndef press():\n    import weasyprint\n",
    ),
    "calls": Rule(
        "Nothing typed by people becomes code, mark-up, columns or SQL by itself.",
        is_room_python,
        _dangerous_calls,
        bad='session.execute(sa.text(f"DELETE FROM {table}"))\n',
        good='session.execute(sa.text("DELETE FROM visit WHERE id = :id"), {"id": 1})\nMarkup("<b>{}</b>").format(name)\n',
    ),
    "pickles": Rule(
        "Nothing that can run code when it is read back is ever stored.",
        is_python,
        _pickles,
        bad="from pickle import loads\n",
        good="from json import loads\n",
    ),
    "clocks": Rule(
        "What is true with pen and paper never asks the clock.",
        lambda path: is_room_python(path) and not path.startswith("webapp/"),
        _clocks,
        bad="from datetime import datetime, UTC\nopened = datetime.now(UTC)\n",
        good="class Sweeper(Thread):\n    def run(self):\n        sweep(datetime.now(UTC))\n",
    ),
    "unfinished": Rule(
        "Nothing is left for later.",
        is_python,
        _unfinished,
        bad="def seal():  # TODO\n    raise NotImplementedError\n",
        good="def seal():\n    return b'sealed'\n",
    ),
    "skips": Rule(
        "A test that is skipped says why.",
        lambda path: path.startswith("tests/") and is_python(path),
        _silent_skips,
        bad="import pytest\n@pytest.mark.skip\ndef test_it():\n    pass\n",
        good="import pytest\n@pytest.mark.skipif(True, reason='no printer here')\ndef test_it():\n    pass\n",
    ),
}
