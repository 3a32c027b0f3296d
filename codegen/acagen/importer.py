"""`acagen import`: one canonical file of facts from the definition files of upstream.

Paths, names, types, constraints, status codes and flags carry over; sentences and examples do not.
Every `$ref` across files becomes one within the file. The same input gives the same bytes.
"""

from __future__ import annotations

import collections
import dataclasses
import hashlib
import itertools
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from . import checkout
from .errors import SpecError, pointer
from .facts import SECTIONS, Facts, Origin, members
from .load import Node

# What an operation may state, too, so that files may differ.
_BY_OPERATION = ("schemes", "consumes", "produces", "security")


def _candidates(origin: Origin) -> Iterator[str]:
    """Names for another of the same name: with the version of the common types, or the file's name, added."""
    folder = origin.path.parent.name
    stem = "".join(word[:1].upper() + word[1:] for word in re.findall("[A-Za-z0-9]+", origin.path.stem))
    yield origin.name + (folder.upper() if re.fullmatch(r"v\d+", folder) else stem)
    yield origin.name + stem
    yield from (f"{origin.name}{stem}{count}" for count in itertools.count(2))


def _settled(tree: Any, names: dict[Origin, str]) -> Any:
    """`tree` with references to what `names` calls its origins."""
    if isinstance(tree, Origin):
        return "#" + pointer(tree.section, names[tree]).replace("%", "%25")
    if isinstance(tree, dict):
        return {key: _settled(value, names) for key, value in tree.items()}
    if isinstance(tree, list):
        return [_settled(value, names) for value in tree]
    return tree


def _refined(stated: dict[Origin, Any], names: dict[Origin, str]) -> dict[Origin, str]:
    """New names: the same where the facts are the same as long as references are told apart by `names`."""
    taken = {(origin.section, origin.name) for origin in stated}
    chosen: dict[tuple[str, str], dict[str, str]] = collections.defaultdict(dict)
    fresh = {}
    for origin, tree in stated.items():
        alike = chosen[origin.section, origin.name]
        text = json.dumps(_settled(tree, names), sort_keys=True)
        if text not in alike:
            free = (name for name in _candidates(origin) if (origin.section, name) not in taken)
            alike[text] = next(free) if alike else origin.name
            taken.add((origin.section, alike[text]))
        fresh[origin] = alike[text]
    return fresh


def _names(stated: dict[Origin, Any]) -> dict[Origin, str]:
    """Its own name for the first of a name; others share it where they and all they refer to state the same."""
    names = {origin: origin.name for origin in stated}
    while (fresh := _refined(stated, names)) != names:
        names = fresh
    return names


class _Document:
    """The parts of the canonical file."""

    def __init__(self, sources: checkout.Sources, version: str) -> None:
        self.roots = sources.roots
        self.ids: dict[str, tuple[tuple[str, str], Node]] = {}
        self.facts = Facts(sources.files)
        for root in self.roots:
            if root.need("swagger").value != "2.0":
                raise root.child("swagger").error("Swagger 2.0 is expected")
            stated = root.need("info").need("version")
            if self.serves(root) and stated.value != version:
                raise stated.error(f"'{version}' is expected")
            self.facts.used.add(root.path)
        tops = {}
        for root in self.roots:
            rest = {key: value for key, value in root.object().items() if key not in SECTIONS}
            tops[root.path] = self.facts.of(dataclasses.replace(root, value=rest))
            for section in SECTIONS:
                for _, node in members(root, section):
                    self.facts.carry(node)
        self.facts.carry_on()
        own = {root.path for root in self.roots}
        order = sorted(self.facts.stated, key=lambda o: (o.path not in own, sources.files.shown(o.path), o))
        self.stated = {origin: self.facts.stated[origin] for origin in order}
        self.names = _names(self.stated)
        self.tops = {path: _settled(top, self.names) for path, top in tops.items()}

    @staticmethod
    def serves(root: Node) -> bool:
        return bool(members(root, "paths") + members(root, "x-ms-paths"))

    def section(self, section: str) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for origin, tree in self.stated.items():
            if origin.section == section:
                found.setdefault(self.names[origin], tree)
        return _settled(dict(sorted(found.items())), self.names)  # type: ignore[no-any-return]

    def one_value(self, key: str) -> Any:
        """The value of the top-level member `key`, which must be the same wherever it stands."""
        found: Any = None
        for root in self.roots:
            value = self.tops[root.path].get(key)
            if found is not None and value not in (None, found):
                raise root.child(key).error(f"'{key}' differs from the other files'")
            found = value if found is None else found
        return found

    def by_operation(self) -> dict[str, Any]:
        """What the files that say anything say of their operations; where they differ, each operation says it."""
        tops = [self.tops[root.path] for root in self.roots if self.serves(root)] or list(self.tops.values())
        agreed: dict[str, Any] = {}
        for key in _BY_OPERATION:
            stated = [top for top in tops if key in top]
            if all(top[key] == stated[0][key] for top in stated):
                agreed[key] = stated[0][key] if stated else None
                continue
            for top in stated:
                for item in (*top.get("paths", {}).values(), *top.get("x-ms-paths", {}).values()):
                    for _, operation in _operations(item):
                        operation.setdefault(key, top[key])
        return agreed

    def paths(self, section: str) -> dict[str, Any]:
        """All paths; one that stands in several files has the operations of each."""
        merged: dict[str, Any] = {}
        first: dict[str, Node] = {}
        for root in self.roots:
            base = root.get("basePath") if root.value.get("basePath") else None
            for path, node in members(root, section):
                item = self.tops[root.path][section][path]
                if not isinstance(item, dict):
                    raise node.error("an object is expected here")
                path = (base.text().rstrip("/") if base else "") + path
                known = merged.setdefault(path, item)
                for key in sorted(known.keys() | item.keys()):
                    if known.get(key) != item.get(key) and (key == "parameters" or key in known and key in item):
                        raise node.error(f"'{key}' of this path differs from {first[path].file}#{first[path].where}")
                known.update(item)
                first.setdefault(path, node)
                self.claim_ids(path, item, node)
        return dict(sorted(merged.items()))

    def claim_ids(self, path: str, item: dict[str, Any], node: Node) -> None:
        for method, operation in _operations(item):
            if "operationId" in operation:
                stated, place = str(operation["operationId"]), (method, path)
                other, first = self.ids.setdefault(stated, (place, node))
                if other != place:
                    raise node.error(f"the operationId '{stated}' is also at {first.file}#{first.where}")

    def security(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for root in self.roots:
            for name, node in members(root, "securityDefinitions"):
                stated = self.tops[root.path]["securityDefinitions"][name]
                if found.get(name, stated) != stated:
                    raise node.error(f"'{name}' differs from the other files'")
                found[name] = stated
        return found

    def extensions(self) -> dict[str, Any]:
        """The `x-*` members at the top, but for paths."""
        keys = sorted({key for root in self.roots for key in root.object() if key.startswith("x-")} - {"x-ms-paths"})
        return {key: self.one_value(key) for key in keys}

    def info(self) -> dict[str, Any]:
        """The `x-*` members of `info`: of each, what the first file says that has it."""
        found: dict[str, Any] = {}
        for root in self.roots:
            for key, value in self.tops[root.path]["info"].items():
                if key.startswith("x-"):
                    found.setdefault(key, value)
        return found

    def files(self) -> dict[str, Any]:
        """The files used and a SHA-256 over each one's path, a NUL, and its bytes."""
        used = sorted((self.facts.files.shown(path), path) for path in self.facts.used)
        total = hashlib.sha256()
        for shown, path in used:
            total.update(shown.encode() + b"\0" + path.read_bytes())
        return {"files": [shown for shown, _ in used], "sha256": total.hexdigest()}


def _operations(item: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    for method, operation in item.items() if isinstance(item, dict) else ():
        if isinstance(operation, dict) and not method.startswith("x-"):
            yield method, operation


def _provider(paths: dict[str, Any]) -> str | None:
    """The provider that most paths name."""
    found = collections.Counter(re.findall(r"/providers/([A-Za-z0-9]+\.[A-Za-z0-9.]+)", "\n".join(paths)))
    return max(sorted(found), key=lambda name: found[name], default=None)


def _canonical(sources: checkout.Sources, version: str) -> str:
    document = _Document(sources, version)
    agreed = document.by_operation()
    paths, more_paths = document.paths("paths"), document.paths("x-ms-paths")
    title = sources.provider or _provider({**paths, **more_paths})
    if title is None:
        raise sources.roots[0].error("no path names a provider; give --provider")
    origin = {"repository": sources.repository} if sources.repository else {}
    result = {
        "swagger": "2.0",
        "info": {"title": title, "version": version, **document.info(), "x-origin": {**origin, **document.files()}},
        "host": document.one_value("host"),
        "schemes": agreed.get("schemes"),
        "consumes": agreed.get("consumes"),
        "produces": agreed.get("produces"),
        "securityDefinitions": document.security(),
        "security": agreed.get("security"),
        **document.extensions(),
        "paths": paths,
        "x-ms-paths": more_paths or None,
        **{section: document.section(section) or None for section in SECTIONS},
    }
    return json.dumps({k: v for k, v in result.items() if v is not None}, indent=1, ensure_ascii=False) + "\n"


def canonical(place: Path, version: str, provider: str | None = None, service: str | None = None) -> str:
    """The text of `spec/<version>.json`, from a checkout, from a folder with definitions or from one definition."""
    try:
        return _canonical(checkout.find(place, version, provider, service), version)
    except RecursionError:
        raise SpecError(str(place), "", "nested too deeply") from None
