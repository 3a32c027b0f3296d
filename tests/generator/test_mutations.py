"""The small definition with one thing replaced or removed, many times: generated, or refused in one line. Never a guess
that crashes."""

from __future__ import annotations

import copy
import json
import random
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from support import GOLDEN, MESSAGE, ROOT, golden, load, often

COUNT = often(60, 1000)
VALUES: list[Any] = [None, True, False, 0, -1, 1.5, "", "x", "object", "array", "a\nb", "\u00e9", "*/", "a b", [], [[]],
                     ["x"], [None], {}, {"a": 1}, {"$ref": "#/definitions/Leaf"}, {"$ref": "#"}, {"type": "string"},
                     {"type": "object", "properties": {"a": {"type": "string"}}}, "#/definitions/Teapot", "multi", "file", "header"]
Place = tuple[Any, Any]  # a list or object, and the index or name in it


def places(value: Any) -> list[Place]:
    """Where each value below `value` stands."""
    found: list[Place] = []
    for key in list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
        found.append((value, key))
        found += places(value[key])
    return found


def mutate(definition: Any, chance: random.Random) -> str:
    """Changes one thing; returns what was done."""
    holder, key = chance.choice(places(definition))
    action = chance.choice(["remove", "replace", "replace", "swap", "rename"])
    if action == "remove":
        del holder[key]
    elif action == "swap":
        other, place = chance.choice(places(definition))
        holder[key] = copy.deepcopy(other[place])
    elif action == "rename" and isinstance(holder, dict):
        holder[chance.choice(["x", "type", "$ref", "default", "a*/b", "\u2028", "allOf", "readOnly", "discriminator", "enum"])] = holder.pop(key)
    else:
        holder[key] = chance.choice(VALUES)
    return f"{action} {key}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "spec"
    path.mkdir()
    for name in ("tiny.json", "common.json", "zoo.json", "brew.json", "cups.json"):
        shutil.copy(GOLDEN / name, path)
    return path


@pytest.mark.parametrize(("definition", "files"), [("tiny", ["tiny.json", "tiny.json", "tiny.json", "common.json"]),
                                                   ("zoo", ["zoo.json"]),
                                                   ("brew", ["brew.json", "brew.json", "brew.json", "cups.json"])])
def test_mutations(definition: str, files: list[str], folder: Path, tmp_path: Path) -> None:
    chance = random.Random(20310401)
    good = {name: load(GOLDEN / name) for name in files}
    compiled, refused = [], 0
    for number in range(COUNT):
        name = chance.choice(files)
        changed = copy.deepcopy(good[name])
        what = mutate(changed, chance)
        (folder / name).write_text(json.dumps(changed))
        out = tmp_path / str(number)
        outcome = golden(definition, "generate", out, folder)
        (folder / name).write_text(json.dumps(good[name]))
        if outcome.status == 0:
            assert all(MESSAGE.fullmatch(line) for line in outcome.err.splitlines()), what
            compiled.append(out)
            continue
        refused += 1
        assert (outcome.status, outcome.out) == (1, ""), what
        assert MESSAGE.fullmatch(outcome.err.removesuffix("\n")), (what, outcome.err)
        assert not out.exists(), what
    assert refused > COUNT / 6 and len(compiled) > COUNT / 5
    compile_some(chance.sample(compiled, often(10, 100)))


def test_what_no_operation_gives_has_its_members_beside_it(folder: Path, tmp_path: Path) -> None:
    """The answer of a status that is not the result: nobody's model, of one that is a group's."""
    definition = load(GOLDEN / "tiny.json")
    (path,) = [path for path, item in definition["paths"].items() if item.get("get", {}).get("operationId") == "Teapots_List"]
    answer = {"type": "object", "properties": {"lid": {"$ref": "#/definitions/Leaf"}}}
    definition["paths"][path]["get"]["responses"]["202"] = {"description": "Later.", "schema": answer}
    (folder / "tiny.json").write_text(json.dumps(definition))
    outcome = golden("tiny", "generate", tmp_path / "out", folder)
    assert (outcome.status, outcome.err) == (0, "")
    assert "tea_teapots_list_" in (tmp_path / "out/include/tea/models.h").read_text()
    compile_some([tmp_path / "out"])


def compile_some(outputs: list[Path]) -> None:
    """What is not refused is C."""
    if shutil.which("gcc") is None:
        return
    for out in outputs:
        folders = [f"-I{path}" for path in (out / "include", out / "src", ROOT / "src/include", ROOT / "src")]
        done = subprocess.run(["gcc", "-std=c11", "-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Werror",
                               "-fsyntax-only", *folders, *map(str, sorted((out / "src").glob("*.c")))],
                              capture_output=True, text=True)
        assert (done.returncode, done.stderr) == (0, ""), out
