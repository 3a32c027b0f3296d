"""`acagen import` of what is broken: one line that says where, status 1, and what is there stays."""

from __future__ import annotations

import copy
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from checkouts import COMMON, FOLDERS, HEAD, TYPES, VERSION, checkout, common, cups, operation, pots, run, write
from support import MESSAGE, Outcome, tree

FLAT = FOLDERS["flat"]
DEEP = 100_000


def to(where: str) -> dict[str, str]:
    return {"$ref": where}


def size(schema: Any) -> dict[str, Any]:
    """cups.json with another Cup.size."""
    return {"definitions": {"Cup": {"properties": {"size": schema}}}}


def path(name: str, item: Any) -> dict[str, Any]:
    return {"paths": {name: item}}


# Changes of cups.json, and the message below its folder.
FAULTS: dict[str, tuple[dict[str, Any], str]] = {
    "path twice": (path("/pots", {"get": operation("Pots_Other")}),
                   f"pots.json#/paths/~1pots: 'get' of this path differs from {FLAT}/cups.json#/paths/~1pots"),
    "path with other parameters": (
        path("/pots", {"parameters": [], "put": operation("Pots_Put")}),
        f"pots.json#/paths/~1pots: 'parameters' of this path differs from {FLAT}/cups.json#/paths/~1pots"),
    "operation twice": (path("/cups", {"get": operation("Pots_List")}),
                        "pots.json#/paths/~1pots: the operationId 'Pots_List' is also at "
                        f"{FLAT}/cups.json#/paths/~1cups"),
    "operation twice, once elsewhere": (
        {"x-ms-paths": {"/cups?a": {"get": operation("Pots_List")}}},
        f"cups.json#/x-ms-paths/~1cups?a: the operationId 'Pots_List' is also at {FLAT}/pots.json#/paths/~1pots"),
    "path is a text": (path("/cups", "a cup"), "cups.json#/paths/~1cups: an object is expected here"),
    "paths are a list": ({"paths": []}, "cups.json#/paths: an object is expected here"),
    "other paths are a list": ({"x-ms-paths": [], **path("/c", {})},
                               "cups.json#/x-ms-paths: an object is expected here"),
    "definitions are a list": ({"definitions": []}, "cups.json#/definitions: an object is expected here"),
    "definition is a number": ({"definitions": {"Cup": 1}}, "cups.json#/definitions/Cup: an object is expected here"),
    "host differs": ({"host": "elsewhere.contoso.example"}, "pots.json#/host: 'host' differs from the other files'"),
    "base path is a number": ({"basePath": 1, **path("/c", {})}, "cups.json#/basePath: a text is expected here"),
    "version differs": ({"info": {"version": "2030-01-01"}, **path("/c", {})},
                        f"cups.json#/info/version: '{VERSION}' is expected"),
    "no version": ({"info": {}}, "cups.json#/info: 'version' is missing"),
    "swagger differs": ({"swagger": "3.0"}, "cups.json#/swagger: Swagger 2.0 is expected"),
    "security differs": ({"securityDefinitions": {"aad": {"type": "basic"}}},
                         "pots.json#/securityDefinitions/aad: 'aad' differs from the other files'"),
    "nothing there": (size(to("#/definitions/Size")),
                      "cups.json#/definitions/Cup/properties/size/$ref: nothing is at #/definitions/Size"),
    "no such element": (size(to("#/definitions/Cup/required/01")),
                        "size/$ref: nothing is at #/definitions/Cup/required/01"),
    "no such file": (size(to("sizes.json#/definitions/Size")), "size/$ref: sizes.json is not there"),
    "file in other letters": (size(to("Pots.json#/definitions/Pot")), "size/$ref: Pots.json is not there"),
    "folder": (size(to("examples#/definitions/Pot")), "size/$ref: examples are not read"),
    "example": (size(to("./examples/Pots_List.json")), "size/$ref: examples are not read"),
    "address": (size(to("https://contoso.example/a.json#/definitions/A")),
                "size/$ref: https://contoso.example/a.json is not there"),
    "NUL": (size(to("a%00.json#/definitions/A")), "size/$ref: a%00.json is not there"),
    "reference is a number": (size({"$ref": 5}),
                              "cups.json#/definitions/Cup/properties/size/$ref: a text is expected here"),
    "text referred to": (size(to("#/info/version")), "cups.json#/info/version: an object is expected here"),
    "reference to itself": ({"definitions": {"Cup": to("#/definitions/Cup")}},
                            "cups.json#/definitions/Cup: the reference leads back to itself"),
    "references in a circle": ({"definitions": {"Cup": to("cups.json#/definitions/Mug"),
                                                "Mug": to("#/definitions/Cup")}},
                               "the reference leads back to itself"),
    "copy of itself": (size({"properties": {"in": to("#/definitions/Cup/properties/size")}}),
                       "size/properties/in/$ref: the reference leads back to itself; only a definition may"),
    "copy of all": (size(to("#")), "size/$ref: the reference leads back to itself; only a definition may"),
    "out of the checkout": (size(to("../" * 7 + "outside.json#/definitions/A")),
                            "size/$ref: leads out of the checkout"),
}


def fault(root: Path, out: Path) -> str:
    """The message of an import that must fail; what is there must stay."""
    write(out / f"{VERSION}.json", "as it was")
    before = tree(out)
    outcome = run(root, out)
    assert (outcome.status, outcome.out) == (1, "")
    assert MESSAGE.fullmatch(outcome.err.removesuffix("\n")), outcome.err
    assert tree(out) == before
    return outcome.err.removesuffix("\n")


@pytest.mark.parametrize("change", FAULTS)
def test_faults(change: str, tmp_path: Path) -> None:
    members, message = FAULTS[change]
    root = checkout(tmp_path / "up")
    write(tmp_path / "outside.json", {"definitions": {"A": {}}})
    if "security" in change:
        write(root / FLAT / "pots.json", {**pots(TYPES), "securityDefinitions": {"aad": {"type": "oauth2"}}})
    write(root / FLAT / "cups.json", {**cups(TYPES), **members})
    assert fault(root, tmp_path / "spec").endswith(message)


BYTES = {
    "empty": (b"", "not JSON: Expecting value"), "half": (b"{", "not JSON: Expecting property name"),
    "list": (b"[]", "an object is expected here"), "no Swagger": (b"{}", "'swagger' is missing"),
    "member twice": (b'{"swagger": "2.0", "swagger": "2.0"}',
                     "not JSON: the member 'swagger' stands twice in one object"),
    "not UTF-8": (b'{"swagger": "\xff"}', "not JSON: 'utf-8' codec can't decode byte 0xff"),
    "UTF-16": ('{"swagger": "2.0"}'.encode("utf-16"), "not JSON: 'utf-8' codec can't decode byte 0xff"),
    "half a pair": (b'{"swagger": "\\ud800"}', "not JSON: 'utf-8' codec can't encode"),
    "infinite": (b'{"swagger": 1e999}', "not JSON: the number 1e999 is too large"),
    "not a number": (b'{"swagger": NaN}', "not JSON: NaN is no value"),
    "too many digits": (b'{"swagger": ' + b"9" * 5000 + b"}", "not JSON: Exceeds the limit"),
    "too deep": (b'{"swagger":' * DEEP + b"1" + b"}" * DEEP, "nested too deeply"),
}


@pytest.mark.parametrize("content", BYTES)
def test_bytes(content: str, tmp_path: Path) -> None:
    data, message = BYTES[content]
    root = checkout(tmp_path / "up")
    (root / FLAT / "cups.json").write_bytes(data)
    assert fault(root, tmp_path / "spec").startswith(f"{FLAT}/cups.json#: {message}")


@pytest.mark.parametrize("depth", [150, 300, 600, 900])
def test_deep(depth: int, tmp_path: Path) -> None:
    """Deep nesting is imported or refused, whichever part of the way it is too deep for."""
    root = checkout(tmp_path / "up")
    schema: dict[str, Any] = {}
    for _ in range(depth):
        schema = {"items": schema}
    write(root / FLAT / "cups.json", {**cups(TYPES), "definitions": {"Cup": schema}})
    outcome = run(root, tmp_path / "spec")
    assert outcome.status == 0 or outcome.err.endswith("#: nested too deeply\n")


def test_copies_that_multiply(tmp_path: Path) -> None:
    """Each is twice the one before: some are copied, not all of 2^60."""
    levels = {f"p{n}": {"properties": dict.fromkeys("ab", to(f"#/definitions/Cup/properties/p{n + 1}"))}
              for n in range(60)}
    root = checkout(tmp_path / "up")
    write(root / FLAT / "cups.json", {**cups(TYPES), "definitions": {"Cup": {"properties": {**levels, "p60": {}}}}})
    assert fault(root, tmp_path / "spec").endswith(
        ": too much is referred to that is no definition, parameter or response")


def test_long_chain(tmp_path: Path) -> None:
    """Definitions that refer to the next one are no nesting, however many."""
    root = checkout(tmp_path / "up")
    chain = {f"Cup{n}": {"properties": {"next": to(f"#/definitions/Cup{n + 1}")}} for n in range(3000)}
    write(root / FLAT / "cups.json", {**cups(TYPES), "definitions": {"Cup": {}, **chain, "Cup3000": {}}})
    assert run(root, tmp_path / "spec").status == 0


@pytest.mark.parametrize("link", ["file", "folder", "common"])
def test_link_out_of_the_checkout(link: str, tmp_path: Path) -> None:
    root = checkout(tmp_path / "up")
    inside = root / {"file": f"{FLAT}/cups.json", "folder": FLAT, "common": COMMON}[link]
    inside.rename(tmp_path / "outside")
    inside.symlink_to(tmp_path / "outside")
    assert fault(root, tmp_path / "spec").endswith(": leads out of the checkout")


def test_file_name_of_no_text(tmp_path: Path) -> None:
    root = checkout(tmp_path / "up")
    try:
        (root / FLAT / "cups.json").rename(os.fsdecode(os.fsencode(root / FLAT) + b"/\xff.json"))
    except OSError:
        pytest.skip("file names are UTF-8 here")
    assert fault(root, tmp_path / "spec").startswith(f"{FLAT}/\\udcff.json#: ")


def test_common_types_are_missing(tmp_path: Path) -> None:
    root = checkout(tmp_path / "up")
    (root / COMMON).unlink()
    assert fault(root, tmp_path / "spec").endswith(f"$ref: {TYPES} is not there")


def changed(value: Any) -> Iterator[Any]:
    """`value` with each of its parts, one at a time, replaced by each of what does not belong there."""
    others: list[Any] = [None, [], {}, 5, "a text", {"$ref": "#"}, {"a": {"$ref": ["b"]}}]
    for key in value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
        for other in others:
            yield {**value, key: other} if isinstance(value, dict) else [*value[:key], other, *value[key + 1:]]
        for inner in changed(value[key]):
            yield {**value, key: inner} if isinstance(value, dict) else [*value[:key], inner, *value[key + 1:]]


FILES = {f"{FLAT}/pots.json": pots(TYPES), f"{FLAT}/cups.json": {
    **cups(TYPES), "basePath": "/b", "consumes": ["a"], "security": [{"aad": ["b"]}],
    "x-ms-parameterized-host": {"a": []},
    "securityDefinitions": {"aad": {"scopes": {"b": "c"}}}, "parameters": {"P": {"name": "p"}},
    "x-ms-paths": {"/a?b": {"parameters": [], "get": operation("A_Get", **{"x-ms-odata": "#/definitions/Cup"})}}},
    COMMON: common()}


@pytest.mark.parametrize("name", FILES)
def test_anything_anywhere(name: str, tmp_path: Path) -> None:
    """No part of a file makes an import fail in another way than by a message, whatever stands in its place."""
    root = checkout(tmp_path / "up")
    for file, value in FILES.items():
        write(root / file, value)
    assert run(root, tmp_path / "spec").status == 0
    refused = count = 0
    for value in changed(FILES[name]):
        write(root / name, value)
        outcome = run(root, tmp_path / "spec")
        count += 1
        refused += outcome.status
        if outcome.status:
            assert (outcome.status, outcome.out) == (1, ""), value
            assert MESSAGE.fullmatch(outcome.err.removesuffix("\n")), value
        else:
            made = json.loads((tmp_path / f"spec/{VERSION}.json").read_text())
            assert made["info"]["version"] == VERSION
    assert 10 < refused < count
