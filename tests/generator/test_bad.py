"""Definitions that cannot be used: one line that names the place, exit status 1, and nothing written.

bad/messages.txt has a line for each file in bad/: its name and the message, whose file name is left out.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from support import BAD, CODEGEN, GOLDEN, MESSAGE, Outcome, acagen, tiny, tree

EXPECTED = dict(line.split(" ", 1) for line in (BAD / "messages.txt").read_text().splitlines())


def generate(name: str, out: Path) -> Outcome:
    """Generates from bad/NAME.json, which is what the name begins with, beside good files."""
    given = {"spec": BAD / "base.json", "overrides": out.parent / "none.json", "descriptions": out.parent / "none.json"}
    given["none"] = given["overrides"]
    given["none"].write_text("{}")
    kind = name.split("_")[0]
    given[kind if kind in ("overrides", "descriptions") else "spec"] = BAD / f"{name}.json"
    return acagen("generate", "--spec", given["spec"], "--overrides", given["overrides"],
                  "--descriptions", given["descriptions"], "--out", out)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An output folder that holds what the good definition gives."""
    out = tmp_path_factory.mktemp("bad") / "generated"
    assert generate("base", out).status == 0
    return out


def test_messages_are_complete() -> None:
    assert sorted(EXPECTED) == sorted(path.stem for path in BAD.glob("*.json") if path.stem != "base")


@pytest.mark.parametrize("name", EXPECTED)
def test_refused(name: str, filled: Path) -> None:
    before = tree(filled)
    outcome = generate(name, filled)
    message = EXPECTED[name]
    if message.startswith("#"):
        message = ("" if name.startswith(("overrides_", "descriptions_")) else "bad/") + f"{name}.json{message}"
    assert outcome == Outcome(1, "", message + "\n")
    assert MESSAGE.fullmatch(message)
    assert tree(filled) == before


def test_command_line(tmp_path: Path) -> None:
    """The same through the program itself."""
    done = subprocess.run([sys.executable, "-m", "acagen", "generate", "--spec", BAD / "type_file.json",
                           "--out", tmp_path / "out"], cwd=CODEGEN, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"bad/type_file.json{EXPECTED['type_file']}\n"
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(("depth", "start", "end"), [
    (700, '{"type": "array", "items": ', "}"), (5000, '{"properties": {"a": ', "}}")])
def test_nested_too_deeply(depth: int, start: str, end: str, tmp_path: Path) -> None:
    folder = tmp_path / "deep"
    folder.mkdir()
    inner = start * depth + '{"type": "string"}' + end * depth
    text = (BAD / "base.json").read_text()
    (folder / "deep.json").write_text(text.replace('{"type": "integer"}', inner))
    assert acagen("generate", "--spec", folder / "deep.json", "--out", tmp_path / "out") == \
        Outcome(1, "", "deep/deep.json#: nested too deeply\n")


@pytest.mark.parametrize(("arguments", "message"), [
    (["--prefix", "Tea"], "--prefix#: lower-case letters, digits and underscores are expected"),
    (["--prefix", ""], "--prefix#: lower-case letters, digits and underscores are expected"),
    (["--prefix", "tea_"], "--prefix#: lower-case letters, digits and underscores are expected"),
    (["--overrides", "none.json"], "none.json#: No such file or directory"),
    (["--descriptions", "none.json"], "none.json#: No such file or directory"),
    (["--spec", "golden/none.json"], "golden/none.json#: No such file or directory"),
    (["--spec", "golden"], "golden#: Is a directory"),
    (["--api-version", "1999-01-01"], "spec/1999-01-01.json#: No such file or directory"),
])
def test_arguments(arguments: list[str], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(GOLDEN.parent)
    assert acagen("generate", "--out", tmp_path / "out", *arguments) == Outcome(1, "", message + "\n")
    assert not (tmp_path / "out").exists()


def test_output_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file, not a folder")
    outcome = tiny("generate", tmp_path / "out")
    assert outcome.status == 1
    assert MESSAGE.fullmatch(outcome.err.removesuffix("\n"))
    assert os.listdir(tmp_path) == ["out"]
