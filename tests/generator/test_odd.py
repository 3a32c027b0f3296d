"""Definitions that are sloppy or unlucky in their names, and pass: odd/warnings.txt has what is said of a file, whose name is left
out there, and odd/names.txt what things are called in C where their own names would clash."""

from __future__ import annotations

import collections
import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from support import BAD, HERE, ROOT, Outcome, acagen, load
from test_golden import FLAGS, compiler

ODD = HERE / "odd"
NAMES = {line.split()[0]: line.split()[1:] for line in (ODD / "names.txt").read_text().splitlines()}
WARNINGS: dict[str, list[str]] = collections.defaultdict(list)
for text in (ODD / "warnings.txt").read_text().splitlines():
    WARNINGS[text.split(" ", 1)[0]].append(text.split(" ", 1)[1])


def generate(spec: Path, out: Path, prefix: str = "aca", overrides: str = "{}") -> Outcome:
    none, chosen = out.parent / "none.json", out.parent / "overrides.json"
    none.write_text("{}")
    chosen.write_text(overrides)
    return acagen("generate", "--spec", spec, "--descriptions", none, "--overrides", chosen, "--out", out, "--prefix", prefix)


def compiles(out: Path) -> None:
    folders = [f"-I{path}" for path in (out / "include", out / "src", ROOT / "src/include", ROOT / "src")]
    done = subprocess.run([compiler("gcc"), "-std=c11", *FLAGS, *folders, *map(str, sorted((out / "src").glob("*.c")))],
                          capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def identifiers(out: Path) -> set[str]:
    return set(re.findall(r"\w+", "".join(path.read_text() for path in out.rglob("*.[ch]"))))


def test_all_are_listed() -> None:
    assert sorted({*NAMES, *WARNINGS}) == sorted(path.stem for path in ODD.glob("*.json"))


@pytest.mark.parametrize("name", sorted({*NAMES, *WARNINGS}))
def test_passes(name: str, tmp_path: Path) -> None:
    outcome = generate(ODD / f"{name}.json", tmp_path / "out")
    said = [line.replace(f"odd/{name}.json#", "#") for line in outcome.err.splitlines()]
    assert (outcome.status, said) == (0, WARNINGS.get(name, []))
    assert set(NAMES.get(name, [])) - identifiers(tmp_path / "out") == set()
    compiles(tmp_path / "out")


def write(folder: Path, definitions: dict[str, Any], more: dict[str, Any] | None = None) -> Path:
    """The good definition of bad/ with other definitions, and `more` in its operation."""
    whole = load(BAD / "base.json")
    whole["definitions"].update(definitions)
    next(iter(whole["paths"].values()))["get"].update(more or {})
    folder.joinpath("spec").mkdir()
    path = folder / "spec" / "made.json"
    path.write_text(json.dumps(whole))
    return path


def properties(**found: Any) -> dict[str, Any]:
    return {"Cup": {"properties": found}}


def test_overrides(tmp_path: Path) -> None:
    """Of properties, also as those of a base, values and parameters; of what is not there they do nothing."""
    spec = write(tmp_path, {
        "Cup": {"allOf": [{"$ref": "#/definitions/Mug"}], "properties": {"größe": {"type": "string"}}},
        "Mug": {"properties": {"id": {"type": "string"}, "kind": {"type": "string", "enum": ["ö", "b"]}}}})
    entries = {"properties": {"Cup.größe": "width", "Mug.id": "number", "Cup.none": "x"}, "values": {"MugKind.ö": "Odd", "None.x": "x"},
               "parameters": {"Cups_Get.name": "cup", "None_Get.x": "x"}}
    rules = {section: {key: {"name": name, "why": "It is odd."} for key, name in found.items()} for section, found in entries.items()}
    assert generate(spec, tmp_path / "out", overrides=json.dumps(rules)).status == 0
    header = (tmp_path / "out/include/aca/cups.h").read_text()
    assert "const char *width;" in header and "const char *number;" in header and "const char *cup," in header
    assert "ACA_MUG_KIND_ODD" in (tmp_path / "out/include/aca/enums.h").read_text()
    compiles(tmp_path / "out")


def test_overrides_collide(tmp_path: Path) -> None:
    spec = write(tmp_path, properties(a={"type": "string"}, b={"type": "string"}))
    rules = {"properties": {f"Cup.{name}": {"name": "same", "why": "It is odd."} for name in "ab"}}
    assert generate(spec, tmp_path / "out", overrides=json.dumps(rules)) == Outcome(
        1, "", "spec/made.json#: Cup: 'a' and 'b' are both same in C; rename one in overrides.json\n")


def test_hostile_texts(tmp_path: Path) -> None:
    """None of them leaves its literal or comment."""
    evil = '*/ /* ??/ \\ " % \t\n\0 \N{RIGHT-TO-LEFT OVERRIDE} ??='
    spec = write(tmp_path, {"Cup": {"description": evil, "properties": {
        "a" + evil: {"type": "string", "description": evil, "pattern": evil, "default": evil},
        "kind": {"type": "string", "enum": ["a", "*/", "\\", '"', "??/"], "description": evil, "x-ms-enum": {
            "name": "Kind", "values": [{"value": "a", "description": evil}]}}}}},
        {"description": evil * 200, "summary": evil, "tags": [evil]})
    whole = load(spec)
    whole["info"]["title"] = evil
    whole["paths"]["/cups/{name}"]["get"]["parameters"][0]["description"] = evil
    spec.write_text(json.dumps(whole))
    rules = {"properties": {f"Cup.a{evil}": {"name": "a", "why": "It is odd."}}}
    assert generate(spec, tmp_path / "out", overrides=json.dumps(rules)).status == 0
    compiles(tmp_path / "out")


def test_own_sentences(tmp_path: Path) -> None:
    """A definition's own are used where there are no others."""
    spec = write(tmp_path, {"Cup": {"description": "Holds tea.", "properties": {"size": {"type": "string", "description": "In\n ml."}}}},
                 {"summary": "Reads a cup."})
    assert generate(spec, tmp_path / "out").status == 0
    header = (tmp_path / "out/include/aca/cups.h").read_text()
    assert "/** Holds tea. */" in header and "/** In ml. */" in header and "/** Reads a cup." in header
    given = tmp_path / "given.json"
    given.write_text('{"Cup": "For coffee.", "Cups_Get": "Takes a cup."}')
    acagen("generate", "--spec", spec, "--descriptions", given, "--overrides", tmp_path / "none.json", "--out", tmp_path / "out")
    header = (tmp_path / "out/include/aca/cups.h").read_text()
    assert "/** For coffee. */" in header and "/** In ml. */" in header and "/** Takes a cup." in header


def test_unused(tmp_path: Path) -> None:
    """What no operation reaches may be broken; what builds on something that one reaches may not."""
    broken = {"Lost": {"allOf": [{"$ref": "#/definitions/Nowhere"}]}, "File": {"properties": {"a": {"type": "file"}}}, "Number": 7,
              "Text": {"allOf": "no"}}
    spec = write(tmp_path, broken)
    assert generate(spec, tmp_path / "out") == Outcome(0, "10 files, 10 changed\n", "")


@pytest.mark.parametrize("links", [30, 100])
def test_long_chains(links: int, tmp_path: Path) -> None:
    """Of bases with a discriminator and without: neither takes longer than its length."""
    made: dict[str, Any] = {"Cup0": {"properties": {"kind": {"type": "string"}, "next": {"$ref": "#/definitions/Cup0"}},
                                     "discriminator": "kind"}, "Pot0": {"properties": {"a": {"type": "string"}}}}
    for index in range(links):
        for name in ("Cup", "Pot"):
            made[f"{name}{index + 1}"] = {"allOf": [{"$ref": f"#/definitions/{name}{index}"}],
                                          "properties": {f"p{index}": {"type": "string"}}}
    made["Cup"] = {"properties": {"cup": {"$ref": "#/definitions/Cup0"}, "pot": {"$ref": f"#/definitions/Pot{links}"}}}
    assert generate(write(tmp_path, made), tmp_path / "out").status == 0
    compiles(tmp_path / "out")


def test_long_lines(tmp_path: Path) -> None:
    """Models that refer to one another, and objects in objects, in lines longer than functions may call one another."""
    made: dict[str, Any] = {f"Pot{index}": {"properties": {"next": {"$ref": f"#/definitions/Pot{index + 1}"}}} for index in range(1500)}
    made["Pot1500"] = {"properties": {"a": {"type": "string"}}}
    inner: dict[str, Any] = {"type": "string"}
    for _ in range(100):
        inner = {"properties": {"a": inner}}
    spec = write(tmp_path, {**made, **properties(pot={"$ref": "#/definitions/Pot0"}, inner=inner)})
    assert generate(spec, tmp_path / "out").status == 0
    assert {"aca_pot1500", "aca_cup_inner"} <= identifiers(tmp_path / "out")


@pytest.mark.parametrize(("members", "message"), [
    ({f"p{index}": {"type": "string"} for index in range(2001)}, "/definitions/Cup: too many properties or constraints for one struct"),
    ({"kind": {"type": "string", "enum": [f"v{index}" for index in range(65536)]}},
     "/definitions/Cup/properties/kind: more than 65535 values are not supported"),
])
def test_too_large(members: dict[str, Any], message: str, tmp_path: Path) -> None:
    assert generate(write(tmp_path, properties(**members)), tmp_path / "out") == Outcome(1, "", f"spec/made.json#{message}\n")
