"""`acagen import`: one canonical file of facts from a checkout of the upstream definitions.

Paths, names, types, constraints, status codes and flags carry over; sentences and examples do not.
Every `$ref` across files becomes one within the file. The same input gives the same bytes.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from .errors import SpecError
from .load import Files, Node

_LAYOUTS = (
    "specification/app/resource-manager/Microsoft.App/{stage}/{version}",
    "specification/app/resource-manager/Microsoft.App/ContainerApps/{stage}/{version}",
)
_SENTENCES = {"description", "summary", "title", "example", "externalDocs", "x-ms-examples", "x-ms-summary"}
# Members whose own members are named by the definition, not by Swagger: none of those names is a sentence.
_NAMED_BY_AUTHOR = {"properties", "definitions", "parameters", "paths", "responses", "headers", "patternProperties"}
_VALUES = {"enum", "default", "required", "x-ms-identifiers", "x-ms-mutability", "tags"}
_SECTIONS = ("definitions", "parameters", "responses")


def find_folder(checkout: Path, version: str) -> Path:
    """The folder of `version` in either upstream layout."""
    stage = "preview" if version.endswith("-preview") else "stable"
    for layout in _LAYOUTS:
        folder = checkout / layout.format(stage=stage, version=version)
        if folder.is_dir() and any(folder.glob("*.json")):
            return folder
    raise SpecError(checkout.name, "", f"no definition of Microsoft.App {version} in either upstream layout")


def _members(root: Node, section: str) -> list[tuple[str, Node]]:
    node = root.get(section)
    return list(node.items()) if node is not None else []


class _Import:
    def __init__(self, checkout: Path, folder: Path) -> None:
        self.files = Files(checkout)
        self.roots = [self.files.read(path) for path in sorted(folder.glob("*.json"))]
        self.own = {root.path for root in self.roots}
        self.used: set[Path] = set(self.own)
        self.sections: dict[str, dict[str, Any]] = {name: {} for name in _SECTIONS}
        self.origin: dict[tuple[str, str], tuple[Path, str]] = {}

    def reference(self, node: Node) -> str:
        """The canonical form of the reference `node`; what it names is carried over first."""
        target = node.target()
        section, _, name = target.where.removeprefix("/").partition("/")
        if section not in self.sections or not name or "/" in name:
            raise node.error("only definitions, parameters and responses can be referred to")
        self.carry(section, name, target)
        return f"#/{section}/{name}"

    def carry(self, section: str, name: str, node: Node) -> None:
        place = (node.path, node.where)
        first = self.origin.setdefault((section, name), place)
        if first == place:
            if name not in self.sections[section]:
                self.used.add(node.path)
                self.sections[section][name] = {}  # a definition may refer to itself
                self.sections[section][name] = self.facts(node)
        elif self.facts(node) != self.sections[section][name]:
            raise node.error(f"'{name}' is defined differently in {self.files.shown(first[0])}")

    def facts(self, node: Node, named: bool = False) -> Any:
        """`node` without sentences and with canonical references."""
        if isinstance(node.value, list):
            return [self.facts(element) for element in node.elements()]
        if not isinstance(node.value, dict):
            return node.value
        result: dict[str, Any] = {}
        for key, child in node.items():
            if named:
                result[key] = self.facts(child)
            elif key == "$ref":
                result[key] = self.reference(child)
            elif key == "x-ms-enum":
                result[key] = {k: v for k, v in child.object().items() if k != "values"}
            elif key in _VALUES:
                result[key] = child.value
            elif key not in _SENTENCES:
                result[key] = self.facts(child, key in _NAMED_BY_AUTHOR and isinstance(child.value, dict))
        return result

    def paths(self) -> dict[str, Any]:
        merged: dict[str, Any] = {}
        for root in self.roots:
            for path, item in _members(root, "paths"):
                if path in merged:
                    raise item.error("the path is defined in two files")
                merged[path] = self.facts(item)
        return dict(sorted(merged.items()))

    def one_value(self, key: str) -> Any:
        """The value of the top-level member `key`, which must be the same wherever it stands."""
        found: Any = None
        for root in self.roots:
            node = root.get(key)
            if node is not None:
                value = self.facts(node)
                if found is not None and value != found:
                    raise node.error(f"'{key}' differs from the other files'")
                found = value
        return found

    def security(self) -> Any:
        definitions = self.one_value("securityDefinitions") or {}
        for definition in definitions.values():
            definition["scopes"] = {scope: "" for scope in definition.get("scopes", {})}
        return definitions

    def digest(self) -> str:
        """SHA-256 over every file used: its path, a NUL, its bytes, in the order of the paths."""
        total = hashlib.sha256()
        for path in sorted(self.used, key=self.files.shown):
            total.update(self.files.shown(path).encode() + b"\0" + path.read_bytes())
        return total.hexdigest()


def canonical(checkout: Path, version: str) -> str:
    """The text of `spec/<version>.json`."""
    folder = find_folder(checkout, version)
    run = _Import(checkout, folder)
    for root in run.roots:
        if root.need("swagger").value != "2.0":
            raise root.child("swagger").error("Swagger 2.0 is expected")
        if root.need("info").need("version").value != version:
            raise root.child("info").child("version").error(f"'{version}' is expected")
    paths = run.paths()
    for root in run.roots:
        for section in ("definitions", "parameters"):
            for name, node in _members(root, section):
                run.carry(section, name, node)
    result = {
        "swagger": "2.0",
        "info": {
            "title": "Microsoft.App",
            "version": version,
            "x-origin": {
                "repository": "Azure/azure-rest-api-specs",
                "files": sorted(run.files.shown(path) for path in run.used),
                "sha256": run.digest(),
            },
        },
        "host": run.one_value("host"),
        "schemes": run.one_value("schemes"),
        "consumes": run.one_value("consumes"),
        "produces": run.one_value("produces"),
        "securityDefinitions": run.security(),
        "security": run.one_value("security"),
        "paths": paths,
    }
    for section in _SECTIONS:
        if run.sections[section]:
            result[section] = dict(sorted(run.sections[section].items()))
    return json.dumps({k: v for k, v in result.items() if v is not None}, indent=1, ensure_ascii=False) + "\n"
