"""`acagen import`: facts carry over, sentences do not, and either upstream layout gives the same."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
import upstream
from support import MESSAGE, ROOT, UPSTREAM, Outcome, acagen, load

VERSION = "2031-04-01"
BASE = "specification/app/resource-manager/Microsoft.App"
COMMON = "specification/common-types/resource-management/v9/types.json"
FOLDERS = {"flat": f"{BASE}/stable/{VERSION}", "nested": f"{BASE}/ContainerApps/stable/{VERSION}"}
needs_upstream = pytest.mark.skipif(not upstream.present(), reason="the upstream definitions are not here")

HEAD: dict[str, Any] = {"swagger": "2.0", "info": {"title": "Tea service", "version": VERSION},
                        "host": "management.contoso.example"}
TYPES = "../" * 5 + "common-types/resource-management/v9/types.json"


def reference(file: str, where: str) -> dict[str, str]:
    return {"$ref": f"{file}#{where}"}


def pots(types: str) -> dict[str, Any]:
    """A path, a definition with members that are named like sentences, and references to both other files."""
    return {**HEAD, "paths": {"/pots": {"get": {
        "operationId": "Pots_List", "summary": "Lists all the pots.", "description": "A sentence about all the pots.",
        "x-ms-examples": {"One pot": {"$ref": "./examples/Pots_List.json"}},
        "externalDocs": {"description": "More about it.", "url": "https://contoso.example"},
        "parameters": [reference(types, "/parameters/Version")],
        "responses": {"200": {"description": "All the pots there are.", "schema": {"$ref": "#/definitions/Pot"}},
                      "default": reference("./cups.json", "/responses/Fault")}}}},
        "definitions": {"Pot": {
            "title": "A pot of tea.", "description": "What tea is made in.", "required": ["title", "description"],
            "properties": {
                "title": {"type": "string", "description": "The title on the pot."},
                "description": {"type": "string", "description": "A description of the pot.", "title": "Says more."},
                "example": {"type": "string", "example": "a pot of an example", "default": "a default of four words"},
                "cup": reference("cups.json", "/definitions/Cup"),
                "kind": {"type": "string", "description": "Its kind.", "enum": ["Clay", "Iron"], "x-ms-enum": {
                    "name": "Kind", "modelAsString": True,
                    "values": [{"value": "Clay", "name": "Fired clay", "description": "A pot made of clay."}]}}}}}}


def cups(types: str) -> dict[str, Any]:
    return {**HEAD, "paths": {}, "responses": {"Fault": {"description": "What went wrong with tea.", "schema":
                                                         reference(types, "/definitions/Fault")}},
            "definitions": {"Cup": {"properties": {"in": {"$ref": "#/definitions/Cup"}, "size": {"type": "integer"}}}}}


def common() -> dict[str, Any]:
    return {**HEAD, "info": {"title": "Common", "version": "9"}, "paths": {},
            "definitions": {"Fault": {"properties": {"code": {"type": "string", "description": "The code of a fault."}}},
                            "Unused": {"properties": {"a": {"type": "string"}}}},
            "parameters": {"Version": {"name": "api-version", "in": "query", "required": True, "type": "string",
                                       "description": "The version of the tea service."}}}


def write(path: Path, value: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value))


def checkout(root: Path, layout: str) -> Path:
    """A checkout of upstream in one of its layouts."""
    folder = root / FOLDERS[layout]
    types = TYPES if layout == "flat" else "../" + TYPES
    write(folder / "pots.json", pots(types))
    write(folder / "cups.json", cups(types))
    write(folder / "examples/Pots_List.json", {"not": "a definition"})
    write(root / COMMON, common())
    return root


def run(root: Path, out: Path, version: str = VERSION) -> Outcome:
    return acagen("import", root, version, "--out", out)


def test_facts(tmp_path: Path) -> None:
    outcome = run(checkout(tmp_path / "up", "flat"), tmp_path / "spec")
    made = load(tmp_path / f"spec/{VERSION}.json")
    origin = made["info"].pop("x-origin")
    assert outcome == Outcome(0, f"{VERSION}.json: sha256 of its sources {origin['sha256']}\n", "")
    assert origin["files"] == [f"{FOLDERS['flat']}/cups.json", f"{FOLDERS['flat']}/pots.json", COMMON]
    assert made == {
        "swagger": "2.0", "info": {"title": "Microsoft.App", "version": VERSION}, "host": "management.contoso.example",
        "securityDefinitions": {},
        "paths": {"/pots": {"get": {
            "operationId": "Pots_List", "parameters": [{"$ref": "#/parameters/Version"}],
            "responses": {"200": {"schema": {"$ref": "#/definitions/Pot"}}, "default": {"$ref": "#/responses/Fault"}}}}},
        "definitions": {
            "Cup": {"properties": {"in": {"$ref": "#/definitions/Cup"}, "size": {"type": "integer"}}},
            "Fault": {"properties": {"code": {"type": "string"}}},
            "Pot": {"required": ["title", "description"], "properties": {
                "title": {"type": "string"}, "description": {"type": "string"},
                "example": {"type": "string", "default": "a default of four words"},
                "cup": {"$ref": "#/definitions/Cup"},
                "kind": {"type": "string", "enum": ["Clay", "Iron"],
                         "x-ms-enum": {"name": "Kind", "modelAsString": True,
                                       "values": [{"value": "Clay", "name": "Fired clay"}]}}}}},
        "parameters": {"Version": {"name": "api-version", "in": "query", "required": True, "type": "string"}},
        "responses": {"Fault": {"schema": {"$ref": "#/definitions/Fault"}}}}


def test_layouts_agree(tmp_path: Path) -> None:
    made = []
    for layout in FOLDERS:
        assert run(checkout(tmp_path / layout, layout), tmp_path / "spec").status == 0
        first = (tmp_path / f"spec/{VERSION}.json").read_bytes()
        assert run(tmp_path / layout, tmp_path / "spec").status == 0
        assert (tmp_path / f"spec/{VERSION}.json").read_bytes() == first
        made.append(json.loads(first))
    for one in made:
        origin = one["info"].pop("x-origin")
        assert len(origin["files"]) == 3 and len(origin["sha256"]) == 64
    assert made[0] == made[1]


def test_one_file(tmp_path: Path) -> None:
    """Later api-versions are one openapi.json, without folders of common types."""
    whole = pots(TYPES)
    whole["paths"]["/pots"]["get"]["parameters"] = []
    whole["paths"]["/pots"]["get"]["responses"].pop("default")
    whole["definitions"]["Cup"] = {"properties": {"size": {"type": "integer"}}}
    whole["definitions"]["Pot"]["properties"]["cup"] = {"$ref": "#/definitions/Cup"}
    write(tmp_path / f"{BASE}/ContainerApps/preview/{VERSION}-preview/openapi.json",
          {**whole, "info": {"title": "T", "version": f"{VERSION}-preview"}})
    assert run(tmp_path, tmp_path / "spec", f"{VERSION}-preview").status == 0
    assert list(load(tmp_path / f"spec/{VERSION}-preview.json")["definitions"]) == ["Cup", "Pot"]


def broken(root: Path, change: str) -> None:
    """Spoils the checkout."""
    folder = root / FOLDERS["flat"]
    one, other = copy.deepcopy(pots(TYPES)), copy.deepcopy(cups(TYPES))
    if change == "path twice":
        other["paths"] = {"/pots": {"get": {"operationId": "Pots_Other", "responses": {}}}}
    elif change == "dangling":
        other["definitions"]["Cup"]["properties"]["size"] = {"$ref": "#/definitions/Size"}
    elif change == "missing file":
        other["definitions"]["Cup"]["properties"]["size"] = {"$ref": "sizes.json#/definitions/Size"}
    elif change == "host differs":
        other["host"] = "elsewhere.contoso.example"
    elif change == "version differs":
        one["info"] = {"title": "Tea", "version": "2030-01-01"}
    elif change == "swagger differs":
        other["swagger"] = "3.0"
    write(folder / "pots.json", one)
    write(folder / "cups.json", other)
    if change == "not JSON":
        (folder / "cups.json").write_text("{")


FAULTS = {
    "path twice": "pots.json#/paths/~1pots: 'get' of this path differs from "
                  f"{FOLDERS['flat']}/cups.json#/paths/~1pots",
    "dangling": "cups.json#/definitions/Cup/properties/size/$ref: nothing is at #/definitions/Size",
    "missing file": "cups.json#/definitions/Cup/properties/size/$ref: sizes.json is not there",
    "host differs": "pots.json#/host: 'host' differs from the other files'",
    "version differs": f"pots.json#/info/version: '{VERSION}' is expected",
    "swagger differs": "cups.json#/swagger: Swagger 2.0 is expected",
    "not JSON": "cups.json#: not JSON: ",
}


@pytest.mark.parametrize("change", FAULTS)
def test_faults(change: str, tmp_path: Path) -> None:
    root = checkout(tmp_path / "up", "flat")
    broken(root, change)
    outcome = run(root, tmp_path / "spec")
    assert (outcome.status, outcome.out) == (1, "")
    assert FAULTS[change] in outcome.err
    assert MESSAGE.fullmatch(outcome.err.removesuffix("\n"))
    assert not (tmp_path / "spec").exists()


def test_no_such_version(tmp_path: Path) -> None:
    message = "up#: no definition of Microsoft.App 1999-01-01\n"
    assert run(checkout(tmp_path / "up", "flat"), tmp_path / "spec", "1999-01-01") == Outcome(1, "", message)


@pytest.mark.parametrize(("version", "count"), upstream.VERSIONS.items())
def test_operations(version: str, count: int) -> None:
    paths = load(ROOT / f"spec/{version}.json")["paths"]
    assert sum("operationId" in member for item in paths.values() for member in item.values()) == count


@needs_upstream
@pytest.mark.parametrize("version", upstream.VERSIONS)
def test_upstream_gives_what_is_committed(version: str, tmp_path: Path) -> None:
    assert run(UPSTREAM, tmp_path, version).status == 0
    assert (tmp_path / f"{version}.json").read_bytes() == (ROOT / f"spec/{version}.json").read_bytes()


@needs_upstream
def test_no_sentence_of_upstream() -> None:
    """In an imported file no text of four words or more; nowhere else one of seven or more."""
    texts = upstream.texts()
    assert len(upstream.long(texts, 4)) > 1000
    for path in sorted((ROOT / "spec").iterdir()):
        content = f" {upstream.plain(path.read_text('utf-8'))} "
        words = 4 if path.name[0].isdigit() else 7
        assert [text for text in upstream.long(texts, words) if f" {text} " in content] == [], path.name
