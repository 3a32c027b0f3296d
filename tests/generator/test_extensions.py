"""Vendor extensions: inert ones pass, unknown ones pass with a warning, those that change the wire do not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from support import BAD, Outcome, acagen, load, tree


def generate(members: dict[str, Any], folder: Path) -> Outcome:
    """Generates from the good definition with `members` in a property, an operation and the whole."""
    definition = load(BAD / "base.json")
    definition["definitions"]["Cup"]["properties"]["size"].update(members)
    next(iter(definition["paths"].values()))["get"].update(members)
    definition.update(members)
    spec = folder / "spec" / "odd.json"
    spec.parent.mkdir()
    spec.write_text(json.dumps(definition))
    (folder / "none.json").write_text("{}")
    return acagen("generate", "--spec", spec, "--overrides", folder / "none.json",
                  "--descriptions", folder / "none.json", "--out", folder / "out")


def test_inert(tmp_path: Path) -> None:
    outcome = generate({"x-ms-identifiers": [], "x-typespec-name": "a", "x-cadl-name": 1, "x-ms-azure-resource": True}, tmp_path)
    assert (outcome.status, outcome.err) == (0, "")


def test_unknown(tmp_path: Path) -> None:
    outcome = generate({"x-foo": {}, "x-\n": 1}, tmp_path)
    lines = [line for place in ("", "/paths/~1cups~1{name}/get", "/definitions/Cup/properties/size") for line in (
        f"spec/odd.json#{place}/x-foo: 'x-foo' is not known; ignored",
        f"spec/odd.json#{place}/x-\\n: 'x-\\n' is not known; ignored")]
    assert (outcome.status, sorted(outcome.err.splitlines())) == (0, sorted(lines))
    (tmp_path / "again").mkdir()
    generate({}, tmp_path / "again")
    assert tree(tmp_path / "again/out") == tree(tmp_path / "out")


@pytest.mark.parametrize("name", ["x-ms-skip-url-encoding", "x-ms-header-collection-prefix", "oneOf"])
def test_refused(name: str, tmp_path: Path) -> None:
    assert generate({name: {}}, tmp_path) == Outcome(1, "", f"spec/odd.json#/{name}: '{name}' is not supported in a definition\n")
