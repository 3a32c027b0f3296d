"""What definition files state, without their sentences, and everything they refer to, in whatever file it stands."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from .errors import SpecError
from .load import Files, Node

SECTIONS = ("definitions", "parameters", "responses")
# Members for people, by the end of their names.
_SENTENCE = re.compile(r"(?i).*(description|summary|title|example|externaldocs|documentation|comment)s?")
# Members whose own members are named by the definition, not by Swagger: none of those names is a sentence.
_NAMED_BY_AUTHOR = {"properties", "definitions", "parameters", "paths", "x-ms-paths", "responses", "headers",
                    "patternProperties", "securityDefinitions"}
# Members that carry over as they are.
_VALUES = {"enum", "default", "required", "pattern", "tags", "consumes", "produces", "discriminator",
           "x-ms-identifiers", "x-ms-mutability", "x-ms-client-default", "x-ms-discriminator-value"}
# Elsewhere a text of several words is a sentence, but for these.
_TEXTS = {"name", "value", "x-ms-client-name"}
# Texts that name a definition without being a `$ref`.
_POINTERS = {"x-ms-odata", "final-state-schema"}
_MOST_COPIES = 10_000  # of objects; each reference may double them


class Origin(NamedTuple):
    """A definition, parameter or response, by where it stands; among facts, a reference to it."""

    section: str
    name: str
    path: Path


def members(root: Node, section: str) -> list[tuple[str, Node]]:
    node = root.get(section)
    return list(node.items()) if node is not None else []


def _for_people(key: str, value: Any) -> bool:
    return bool(_SENTENCE.fullmatch(key)) or isinstance(value, str) and " " in value.strip() and key not in _TEXTS


class Facts:
    """`stated` fills up with what is carried over, and all it refers to, once carry_on() has been called."""

    def __init__(self, files: Files) -> None:
        self.files = files
        self.used: set[Path] = set()
        self.stated: dict[Origin, Any] = {}
        self._waiting: list[tuple[Origin, Node]] = []
        self._copying: list[tuple[Path, str]] = []
        self._copies = 0

    def carry(self, node: Node) -> Origin:
        """Carries a definition, parameter or response over, unless it already is."""
        origin = Origin(node.where.split("/")[1], node.name, node.path)
        if origin not in self.stated:
            node.object()
            node.follow()
            self.used.add(node.path)
            self.stated[origin] = None
            self._waiting.append((origin, node))
        return origin

    def carry_on(self) -> None:
        """Carries over what is referred to, and what derives from that by a discriminator, until there is no more."""
        while self._waiting:
            while self._waiting:
                origin, node = self._waiting.pop()
                self.stated[origin] = self.of(node)
            self._carry_derived()

    def _carry_derived(self) -> None:
        """A model with a discriminator may be any of those that build on it, though nobody refers to them."""
        bases = {origin for origin, tree in self.stated.items() if "discriminator" in tree}
        count = 0
        while len(bases) > count:
            count = len(bases)
            for path in sorted(self.used):
                for _, node in members(self.files.read(path), "definitions"):
                    if isinstance(node.value, dict) and isinstance(node.value.get("allOf"), list):
                        if bases.intersection(self._named(node.child("allOf").elements())):
                            bases.add(self.carry(node))

    def _named(self, bases: Iterable[Node]) -> Iterable[Origin]:
        for base in bases:
            if isinstance(base.value, dict) and isinstance(base.value.get("$ref"), str):
                path, where = base.child("$ref").address()
                section, _, name = where.removeprefix("/").partition("/")
                yield Origin(section, name.replace("~1", "/").replace("~0", "~"), path)

    def of(self, node: Node, key: str = "") -> Any:
        """What `node`, which stands under `key`, states."""
        if isinstance(node.value, list):
            return [self.of(element) for element in node.elements() if not _for_people(key, element.value)]
        if not isinstance(node.value, dict):
            return node.value
        self._copies += bool(self._copying)
        if self._copies > _MOST_COPIES:
            raise node.error("too much is referred to that is no definition, parameter or response")
        if key in _NAMED_BY_AUTHOR:
            return {name: self.of(child) for name, child in node.items()}
        result: dict[str, Any] = {}
        for name, child in node.items():
            if name == "$ref":
                for stated, value in self._referred(child).items():
                    result.setdefault(stated, value)  # what stands beside the reference has precedence
            elif name in _VALUES:
                result[name] = child.value
            elif name == "scopes" and isinstance(child.value, dict):
                result[name] = {scope: "" for scope in child.object()}
            elif name in _POINTERS and isinstance(child.value, str):
                result[name] = self._pointer(child)
            elif not _for_people(name, child.value):
                result[name] = self.of(child, name)
        return result

    def _referred(self, reference: Node) -> dict[str, Any]:
        """A reference to a definition, parameter or response; a copy of what stands anywhere else."""
        if "examples" in Path(reference.text().partition("#")[0]).parts:
            raise reference.error("examples are not read")
        target = reference.target()
        if self._can_be_named(target):
            return {"$ref": self.carry(target)}
        target.object()
        if target.place in self._copying:
            raise reference.error("the reference leads back to itself; only a definition may")
        self._copying.append(target.place)
        self.used.add(target.path)
        result: dict[str, Any] = self.of(target)
        self._copying.pop()
        return result

    def _pointer(self, node: Node) -> Any:
        try:
            target = node.target()
        except SpecError:
            return node.value  # no reference, or one that names something in another file
        return self.carry(target) if self._can_be_named(target) else node.value

    def _can_be_named(self, node: Node) -> bool:
        return node.where.count("/") == 2 and node.where.split("/")[1] in SECTIONS
