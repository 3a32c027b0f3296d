"""Small checkouts in upstream's layouts, all of our own making."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from support import Outcome, acagen, load

VERSION = "2031-04-01"
BASE = "specification/app/resource-manager/Microsoft.App"
COMMON = "specification/common-types/resource-management/v9/types.json"
FOLDERS = {"flat": f"{BASE}/stable/{VERSION}", "nested": f"{BASE}/ContainerApps/stable/{VERSION}"}
TYPES = "../" * 5 + "common-types/resource-management/v9/types.json"
HEAD: dict[str, Any] = {"swagger": "2.0", "info": {"title": "Tea service", "version": VERSION},
                        "host": "management.contoso.example"}


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
            "definitions": {"Cup": {"properties": {"in": {"$ref": "#/definitions/Cup"},
                                                   "size": {"type": "integer"}}}}}


def common() -> dict[str, Any]:
    return {**HEAD, "info": {"title": "Common", "version": "9"}, "paths": {},
            "definitions": {"Fault": {"properties": {"code": {"type": "string",
                                                              "description": "The code of a fault."}}},
                            "Unused": {"properties": {"a": {"type": "string"}}}},
            "parameters": {"Version": {"name": "api-version", "in": "query", "required": True, "type": "string",
                                       "description": "The version of the tea service."}}}


def write(path: Path, value: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value))


def checkout(root: Path, layout: str = "flat") -> Path:
    """A checkout of upstream in one of its layouts."""
    folder = root / FOLDERS[layout]
    types = TYPES if layout == "flat" else "../" + TYPES
    write(folder / "pots.json", pots(types))
    write(folder / "cups.json", cups(types))
    write(folder / "examples/Pots_List.json", {"not": "a definition"})
    write(root / COMMON, common())
    return root


def run(root: Path, out: Path, version: str = VERSION, *more: str) -> Outcome:
    return acagen("import", root, version, "--out", out, *more)


def imported(root: Path, files: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """What becomes of files with these members, named from the version's folder. That of `tea.json` has a path."""
    for name, members in files.items():
        write(root / FOLDERS["flat"] / name, {**HEAD, **members})
    outcome = run(root, root / "spec")
    assert (outcome.status, outcome.err) == (0, "")
    made: dict[str, Any] = load(root / f"spec/{VERSION}.json")
    return made


def operation(name: str, **members: Any) -> dict[str, Any]:
    return {"operationId": name, "responses": {"200": {}}, **members}
