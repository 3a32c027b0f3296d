"""Reads definition files and follows references, within a file and across files.

A `Node` is a piece of JSON that knows where it stands, so that every error can name its place.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .errors import SpecError, pointer


@dataclass(frozen=True)
class Node:
    """A value in a definition file: `file` as shown in messages, `path` on disk, `where` its JSON pointer."""

    files: Files
    path: Path
    where: str
    value: Any

    @property
    def file(self) -> str:
        return self.files.shown(self.path)

    @property
    def place(self) -> tuple[Path, str]:
        """Tells nodes apart, those of several files included."""
        return self.path, self.where

    def error(self, message: str) -> SpecError:
        return SpecError(self.file, self.where, message)

    def warn(self, message: str) -> None:
        """Has `message` told once, on the standard error output, when all is read."""
        self.files.warnings[str(self.error(message))] = None

    def child(self, key: str | int) -> Node:
        return Node(self.files, self.path, self.where + pointer(key), self.value[key])

    def get(self, key: str) -> Node | None:
        return self.child(key) if key in self.object() else None

    def need(self, key: str) -> Node:
        found = self.get(key)
        if found is None:
            raise self.error(f"'{key}' is missing")
        return found

    def object(self) -> dict[str, Any]:
        if not isinstance(self.value, dict):
            raise self.error("an object is expected here")
        return self.value

    def items(self) -> Iterator[tuple[str, Node]]:
        for key in self.object():
            yield key, self.child(key)

    def elements(self) -> Iterator[Node]:
        if not isinstance(self.value, list):
            raise self.error("an array is expected here")
        for index in range(len(self.value)):
            yield self.child(index)

    def text(self) -> str:
        if not isinstance(self.value, str) or not self.value:
            raise self.error("a text is expected here")
        return self.value

    def texts(self) -> list[str]:
        return [element.text() for element in self.elements()]

    def flag(self, key: str) -> bool:
        """The boolean member `key`; absent is false."""
        value = self.object().get(key, False)
        if not isinstance(value, bool):
            raise self.child(key).error("true or false is expected here")
        return value

    def follow(self) -> Node:
        """The node that `$ref` names, or this one. References to references are followed to the end."""
        seen: set[tuple[Path, str]] = set()
        node = self
        while isinstance(node.value, dict) and "$ref" in node.value:
            if node.place in seen:
                raise self.error("the reference leads back to itself")
            seen.add(node.place)
            node = node.child("$ref").target()
        return node

    def target(self) -> Node:
        """The node that this text, a reference, names."""
        file, _, fragment = self.text().partition("#")
        path = self.path.parent / file if file else self.path
        if not os.path.isfile(path):
            raise self.error(f"{file} is not there")
        node = self.files.read(path)
        for part in filter(None, fragment.split("/")):
            key = part.replace("~1", "/").replace("~0", "~")
            if not isinstance(node.value, dict) or key not in node.value:
                raise self.error(f"nothing is at {self.value}")
            node = node.child(key)
        return node


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(f"the member '{twice}' stands twice in one object")
    return result


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no value")


def _parse(text: str) -> Any:
    """Strict JSON; a ValueError says what is wrong."""
    value = json.loads(text, object_pairs_hook=_unique, parse_constant=_no_constant)
    if "\\u" in text:
        json.dumps(value, ensure_ascii=False).encode()  # half a surrogate pair is a ValueError
    return value


class Files:
    """The definition files read so far; each is read once. Messages name them relative to `base`."""

    def __init__(self, base: Path) -> None:
        self._base = base.resolve()
        self._read: dict[Path, Any] = {}
        self.warnings: dict[str, None] = {}  # in the order in which they came, each once

    def shown(self, path: Path) -> str:
        return str(path.relative_to(self._base)) if path.is_relative_to(self._base) else path.name

    def read(self, path: Path) -> Node:
        path = path.resolve()
        if path not in self._read:
            try:
                self._read[path] = _parse(path.read_text("utf-8-sig"))
            except OSError as error:
                raise SpecError(self.shown(path), "", error.strerror or "cannot be read") from None
            except RecursionError:
                raise SpecError(self.shown(path), "", "nested too deeply") from None
            except ValueError as error:
                raise SpecError(self.shown(path), "", f"not JSON: {error}") from None
        return Node(self, path, "", self._read[path])
