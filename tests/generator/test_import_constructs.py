"""`acagen import`, construct by construct: what becomes of it in the one file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from checkouts import COMMON, FOLDERS, HEAD, TYPES, VERSION, checkout, imported, operation, run, write
from support import load

OLDER = TYPES.replace("v9", "v8")
OBJECT = {"type": "object"}


def to(where: str) -> dict[str, str]:
    return {"$ref": where}


def common(root: Path, version: str, **members: Any) -> None:
    write(root / COMMON.replace("v9", version), {**HEAD, "paths": {}, **members})


# ---- names ----


def test_names_of_common_types(tmp_path: Path) -> None:
    """Two versions of the common types: what they state alike is one, what differs by what it refers to is two."""
    for version, detail in (("v8", "string"), ("v9", "integer")):
        common(tmp_path, version, definitions={
            "Detail": {"properties": {"code": {"type": detail}}},
            "Fault": {"properties": {"in": to("#/definitions/Detail")}},
            "Same": {"description": f"Of {version}.", "properties": {"in": to("#/definitions/Same")},
                     "type": "object"}
            if version == "v8" else {"type": "object", "properties": {"in": to("#/definitions/Same")}}})
    made = imported(tmp_path, {
        "a.json": {"definitions": {"A": {"properties": {"fault": to(f"{TYPES}#/definitions/Fault"),
                                                        "same": to(f"{TYPES}#/definitions/Same")}}}},
        "b.json": {"definitions": {"B": {"properties": {"fault": to(f"{OLDER}#/definitions/Fault"),
                                                        "same": to(f"{OLDER}#/definitions/Same")}}}}})
    assert made["definitions"] == {
        "A": {"properties": {"fault": to("#/definitions/FaultV9"), "same": to("#/definitions/Same")}},
        "B": {"properties": {"fault": to("#/definitions/Fault"), "same": to("#/definitions/Same")}},
        "Detail": {"properties": {"code": {"type": "string"}}},
        "DetailV9": {"properties": {"code": {"type": "integer"}}},
        "Fault": {"properties": {"in": to("#/definitions/Detail")}},
        "FaultV9": {"properties": {"in": to("#/definitions/DetailV9")}},
        "Same": {"properties": {"in": to("#/definitions/Same")}, "type": "object"}}


def test_own_names_win(tmp_path: Path) -> None:
    """A service's definition keeps its name, though the common types come first by path; a name that is taken is not
    given again; what nobody refers to in common types does not carry over."""
    common(tmp_path, "v8", definitions={"Cup": OBJECT, "CupV8": {"type": "integer"}},
           parameters={"Cup": {"name": "cup", "in": "query", "type": "string"}})
    write(tmp_path / f"specification/tea/resource-manager/Microsoft.App/stable/{VERSION}/tea.json",
          {**HEAD, "definitions": {
        "Cup": {"type": "string"}, "A": to(f"{OLDER}#/definitions/Cup"), "B": to(f"{OLDER}#/definitions/CupV8")}})
    assert run(tmp_path, tmp_path / "spec").status == 0
    made = load(tmp_path / f"spec/{VERSION}.json")
    assert made["definitions"] == {"Cup": {"type": "string"}, "A": to("#/definitions/CupTypes"),
                                   "B": to("#/definitions/CupV8"), "CupTypes": OBJECT, "CupV8": {"type": "integer"}}
    assert "parameters" not in made


def test_names_of_files(tmp_path: Path) -> None:
    """The name of the file tells definitions apart, if need be with a number."""
    made = imported(tmp_path, {name: {"definitions": {"Cup": {"type": kind}}} for name, kind in (
        ("a.json", "string"), ("green-tea.json", "integer"), ("green_tea.json", "number"), ("z.json", "string"))})
    assert made["definitions"] == {"Cup": {"type": "string"}, "CupGreenTea": {"type": "integer"},
                                   "CupGreenTea2": {"type": "number"}}


def test_files_in_any_order(tmp_path: Path) -> None:
    made = []
    for count, names in enumerate((["a.json", "b.json", "c.json"], ["c.json", "a.json", "b.json"])):
        root = tmp_path / str(count)
        for name in names:
            write(root / FOLDERS["flat"] / name, {**HEAD,
                                                  "definitions": {"Cup": {"title": name, "maximum": ord(name[0])}}})
        assert run(root, root / "spec").status == 0
        made.append((root / f"spec/{VERSION}.json").read_bytes())
    assert made[0] == made[1]


# ---- references ----


def test_references_into_definitions(tmp_path: Path) -> None:
    """What has no name of its own is copied; what stands beside a reference has precedence."""
    made = imported(tmp_path, {
        "tea.json": {"paths": {
            "/a": {"get": operation("A_Get", parameters=[{"name": "x", "in": "query", "description": "No.",
                                                          "type": "string"}])},
            "/b": {"get": operation("B_Get", parameters=[to("#/paths/~1a/get/parameters/0")])},
            "/c": to("drawer/paths.json#/paths/~1c~1%7Bcup%7D")},
            "definitions": {"Pot": {"properties": {
                "lid": {"type": "object", "description": "No.",
                        "properties": {"cup": to("cups.json#/definitions/Cup")}},
                "second": {"readOnly": True, **to("#/definitions/Pot/properties/lid")},
                "third": {**to("#/definitions/Pot/properties/list/items"), "type": "integer"},
                "list": {"type": "array", "items": {"type": "string", "maxLength": 3}},
                "whole": to("drawer/whole%20cup.json")}}}},
        "cups.json": {"definitions": {"Cup": to("#/definitions/Mug"), "Mug": OBJECT, "A cup/of %": OBJECT,
                                      "B": to("./cups.json#/definitions/A%20cup~1of%20%25")}},
        "drawer/paths.json": {"paths": {"/c/{cup}": {"put": operation("C_Put")}}},
        "drawer/whole cup.json": {"properties": {"pot": to("../tea.json#/definitions/Pot")}}})
    lid: dict[str, Any] = {"type": "object", "properties": {"cup": to("#/definitions/Cup")}}
    assert made["definitions"]["Pot"]["properties"] == {
        "lid": lid, "second": {"readOnly": True, **lid}, "third": {"type": "integer", "maxLength": 3},
        "list": {"type": "array", "items": {"type": "string", "maxLength": 3}},
        "whole": {**HEAD, "properties": {"pot": to("#/definitions/Pot")}, "info": {"version": VERSION}}}
    assert made["definitions"]["Cup"] == to("#/definitions/Mug")
    assert made["definitions"]["B"] == to("#/definitions/A cup~1of %25")
    assert made["paths"]["/c"] == {"put": operation("C_Put")}
    assert made["paths"]["/b"]["get"]["parameters"] == [{"name": "x", "in": "query", "type": "string"}]
    assert f"{FOLDERS['flat']}/drawer/whole cup.json" in made["info"]["x-origin"]["files"]


def test_path_of_another_file(tmp_path: Path) -> None:
    """A path that is a reference is copied, so it is the same path where both files state it."""
    made = imported(tmp_path, {"tea.json": {"paths": {"/c": to("cups.json#/paths/~1c")}},
                               "cups.json": {"paths": {"/c": {"put": operation("C_Put")}}}})
    assert made["paths"] == {"/c": {"put": operation("C_Put")}}


def test_circles(tmp_path: Path) -> None:
    """Definitions of several files refer to each other and to themselves, also by their own file's name."""
    made = imported(tmp_path, {
        "a.json": {"definitions": {"A": {"properties": {"b": to("b.json#/definitions/B"),
                                                        "a": to("a.json#/definitions/A")}}}},
        "b.json": {"definitions": {"B": {"properties": {"a": to("./a.json#/definitions/A"),
                                                        "b": to("#/definitions/B")}}}}})
    assert made["definitions"] == {"A": {"properties": {"b": to("#/definitions/B"), "a": to("#/definitions/A")}},
                                   "B": {"properties": {"a": to("#/definitions/A"), "b": to("#/definitions/B")}}}


def test_pointers_that_are_no_references(tmp_path: Path) -> None:
    """Texts that name a definition follow it to its new name; one that leads nowhere stays a fact."""
    common(tmp_path, "v9", definitions={"Cup": OBJECT})
    made = imported(tmp_path, {"tea.json": {"definitions": {"Cup": {"type": "string"}}, "paths": {
        "/a": {"get": operation("A_Get", **{
            "x-ms-odata": f"{TYPES}#/definitions/Cup",
            "x-ms-long-running-operation-options": {"final-state-via": "location",
                                                    "final-state-schema": "#/definitions/Cup"}}),
               "put": operation("A_Put", **{"x-ms-odata": "#/definitions/Gone"})}}}})
    assert made["paths"]["/a"]["get"] == operation("A_Get", **{
        "x-ms-odata": "#/definitions/CupV9",
        "x-ms-long-running-operation-options": {"final-state-via": "location",
                                                "final-state-schema": "#/definitions/Cup"}})
    assert made["paths"]["/a"]["put"]["x-ms-odata"] == "#/definitions/Gone"


def test_discriminated(tmp_path: Path) -> None:
    """What derives from a carried base with a discriminator carries over, in steps, too; nothing else does."""
    common(tmp_path, "v9", definitions={
        "Green": {"allOf": [to("#/definitions/Leaf")]}, "Leaf": {"allOf": [to("#/definitions/Drink")]},
        "Drink": {"discriminator": "kind", "properties": {"kind": {"type": "string"},
                                                          "cup": to("#/definitions/Cup")}},
        "Cup": OBJECT, "Mug": {"allOf": [to("#/definitions/Cup")]},
        "Gone": {"allOf": [to("gone.json#/definitions/X")]}})
    made = imported(tmp_path, {"tea.json": {"definitions": {
        "Pot": {"properties": {"in": to(f"{TYPES}#/definitions/Drink")}},
        "Own": {"allOf": [to(f"{TYPES}#/definitions/Drink")], "x-ms-discriminator-value": "Own blend"}}}})
    assert list(made["definitions"]) == ["Cup", "Drink", "Green", "Leaf", "Own", "Pot"]
    assert made["definitions"]["Own"] == {"allOf": [to("#/definitions/Drink")],
                                          "x-ms-discriminator-value": "Own blend"}


# ---- extensions and sentences ----


def test_extensions(tmp_path: Path) -> None:
    facts: dict[str, Any] = {
        "x-typespec-name": "Tea.Pot", "x-cadl-name": "Tea.Pot", "x-nullable": True, "x-ms-client-name": "The name",
        "x-ms-identifiers": [], "x-ms-parameter-grouping": {"name": "group", "postfix": "more"}, "x-ms-secret": False,
        "x-ms-arm-id-details": {"allowedResources": [{"type": "Contoso.Tea/pots"}]},
        "x-ms-client-default": "a default here"}
    enum: dict[str, Any] = {"type": "string", "enum": ["a b", "c"], "x-ms-enum": {
        "name": "Kind", "modelAsString": True, "values": [{"value": "a b", "name": "A of B"},
                                                          {"value": "c", "name": "C"}]}}
    spoken: dict[str, Any] = json.loads(json.dumps({"kind": enum, "of": {"type": "string", **facts}}))
    for value in spoken["kind"]["x-ms-enum"]["values"]:
        value["description"] = "A sentence."
    spoken["of"].update({
        "x-ms-summary": "Sentence", "x-deprecated": "Use the other one.", "x-description": "One",
        "x-example": {"a": 1},
        "x-examples": ["a"], "x-ms-docs": {"longDescription": "One", "lines": ["A sentence.", "word"]}})
    made = imported(tmp_path, {"tea.json": {"definitions": {"Pot": {"properties": spoken}}}})
    assert made["definitions"]["Pot"]["properties"] == {
        "kind": enum, "of": {"type": "string", **facts, "x-ms-docs": {"lines": ["word"]}}}


def test_top(tmp_path: Path) -> None:
    """Extensions of a whole file, other paths, and a host in parts."""
    host = {"hostTemplate": "{vault}.contoso.example", "useSchemePrefix": False,
            "parameters": [{"name": "vault", "in": "path", "required": True, "type": "string", "description": "No."}]}
    made = imported(tmp_path, {
        "tea.json": {"info": {**HEAD["info"], "description": "Of tea.",
                              "x-typespec-generated": [{"emitter": "@tea/pot"}],
                              "x-ms-code-generation-settings": {"name": "TeaClient", "title": "A client of tea"}},
                     "tags": [{"name": "Pots", "description": "All pots."}], "x-ms-parameterized-host": host,
                     "paths": {"/a": {"get": operation("A_Get")}},
                     "x-ms-paths": {"/a?x": {"get": operation("A_X")}}},
        "cups.json": {"x-ms-paths": {"/a?b": {"get": operation("A_B")}}}})
    assert made["info"].pop("x-origin") and made["info"] == {
        "title": "Microsoft.App", "version": VERSION, "x-typespec-generated": [{"emitter": "@tea/pot"}],
        "x-ms-code-generation-settings": {"name": "TeaClient"}}
    del host["parameters"][0]["description"]  # type: ignore[index]
    assert made["x-ms-parameterized-host"] == host
    assert list(made["paths"]) == ["/a"] and list(made["x-ms-paths"]) == ["/a?b", "/a?x"]
    assert "tags" not in made


def test_security(tmp_path: Path) -> None:
    made = imported(tmp_path, {
        "a.json": {"securityDefinitions": {"description": {"type": "oauth2", "description": "A sentence.",
                                                           "scopes": {"use": "To use."}}}},
        "b.json": {"securityDefinitions": {"key": {"type": "apiKey", "name": "api key", "in": "header"}}}})
    assert made["securityDefinitions"] == {"description": {"type": "oauth2", "scopes": {"use": ""}},
                                           "key": {"type": "apiKey", "name": "api key", "in": "header"}}


def test_examples_of_responses(tmp_path: Path) -> None:
    response = {"description": "No.", "examples": {"application/json": {"a": "b"}},
                "headers": {"description": {"type": "string", "description": "No."}}}
    made = imported(tmp_path, {"tea.json": {"paths": {"/a": {"get": {"operationId": "A_Get",
                                                                     "responses": {"200": response}}}}}})
    assert made["paths"]["/a"]["get"]["responses"] == {"200": {"headers": {"description": {"type": "string"}}}}


# ---- several files ----


@pytest.mark.parametrize(("key", "one", "other"), [
    ("consumes", ["application/json"], ["text/json; charset=utf-8"]),
    ("produces", ["application/json"], ["text/plain"]),
    ("schemes", ["https"], ["http"]), ("security", [{"aad": ["use"]}], [])])
def test_what_operations_may_state(key: str, one: Any, other: Any, tmp_path: Path) -> None:
    """Where files differ, each operation has its file's; where they agree or say nothing, it stands once."""
    paths = {"/a": {"parameters": [], "get": operation("A_Get"), "put": operation("A_Put", **{key: ["own"]})}}
    files = {"a.json": {key: one, "paths": paths}, "b.json": {key: other,
                                                              "x-ms-paths": {"/b": {"get": operation("B_Get")}}},
             "c.json": {"paths": {"/c": {"get": operation("C_Get")}}},
             "d.json": {key: ["of nothing"], "definitions": {}}}
    made = imported(tmp_path / "differ", files)
    assert key not in made
    assert made["paths"]["/a"] == {"parameters": [], "get": operation("A_Get", **{key: one}),
                                   "put": operation("A_Put", **{key: ["own"]})}
    assert made["x-ms-paths"]["/b"] == {"get": operation("B_Get", **{key: other})}
    assert made["paths"]["/c"] == {"get": operation("C_Get")}
    files["b.json"][key] = one
    made = imported(tmp_path / "agree", files)
    assert made[key] == one and made["paths"]["/a"]["get"] == operation("A_Get")


def test_base_paths(tmp_path: Path) -> None:
    made = imported(tmp_path, {"a.json": {"basePath": "/", "paths": {"/a": {"get": operation("A_Get")}}},
                               "b.json": {"basePath": "/tea/", "paths": {"/b": {"get": operation("B_Get")}}},
                               "c.json": {"basePath": "", "paths": {"/c": {"get": operation("C_Get")}}}})
    assert list(made["paths"]) == ["/a", "/c", "/tea/b"] and "basePath" not in made


def test_path_in_two_files(tmp_path: Path) -> None:
    """Its operations are those of both; the same operation may stand in both."""
    parameters = [{"name": "x", "in": "query", "type": "string"}]
    made = imported(tmp_path, {
        "a.json": {"paths": {"/a": {"parameters": parameters, "get": operation("A_Get"), "put": operation("A_Put")}}},
        "b.json": {"paths": {"/a": {"parameters": parameters, "put": operation("A_Put"),
                                    "delete": operation("A_Delete")}}}})
    assert made["paths"] == {"/a": {"parameters": parameters, "get": operation("A_Get"), "put": operation("A_Put"),
                                    "delete": operation("A_Delete")}}


def test_version_of_files_without_paths(tmp_path: Path) -> None:
    made = imported(tmp_path, {"tea.json": {"paths": {"/a": {"get": operation("A_Get")}}},
                               "types.json": {"info": {"title": "T", "version": "1.0"},
                                              "definitions": {"A": OBJECT}}})
    assert made["info"]["version"] == VERSION and list(made["definitions"]) == ["A"]


def test_byte_order_mark(tmp_path: Path) -> None:
    root = checkout(tmp_path)
    assert run(root, root / "spec").status == 0
    before = load(root / f"spec/{VERSION}.json")
    cups = root / FOLDERS["flat"] / "cups.json"
    cups.write_bytes(b"\xef\xbb\xbf" + cups.read_bytes())
    assert run(root, root / "spec").status == 0
    after = load(root / f"spec/{VERSION}.json")
    assert after["info"].pop("x-origin") != before["info"].pop("x-origin") and after == before


def test_links(tmp_path: Path) -> None:
    """A link within the checkout is the file it leads to, which counts once."""
    root = checkout(tmp_path / "up")
    (root / FOLDERS["flat"] / "again.json").symlink_to("pots.json")
    (root / FOLDERS["flat"] / "folder.json").mkdir()
    (root / FOLDERS["flat"] / "gone.json").symlink_to("nothing.json")
    assert run(root, tmp_path / "spec").status == 0
    assert len(load(tmp_path / f"spec/{VERSION}.json")["info"]["x-origin"]["files"]) == 3
