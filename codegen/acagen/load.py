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
from urllib.parse import unquote

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

    @property
    def name(self) -> str:
        """What the value is called where it stands: the last part of its pointer."""
        return self.where.rpartition("/")[2].replace("~1", "/").replace("~0", "~")

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

    def address(self) -> tuple[Path, str]:
        """The file and the JSON pointer that this text, a reference, consists of. Neither needs to be there."""
        file, _, fragment = self.text().partition("#")
        return _real(self.path.parent / unquote(file)) if file else self.path, unquote(fragment)

    def target(self) -> Node:
        """The node that this text, a reference, names."""
        path, where = self.address()
        if path != self.path and not os.path.isfile(path):
            raise self.error(f"{self.text().partition('#')[0]} is not there")
        node = self.files.read(path, self)
        for part in filter(None, where.split("/")):
            key = part.replace("~1", "/").replace("~0", "~")
            if isinstance(node.value, dict) and key in node.value:
                node = node.child(key)
            elif isinstance(node.value, list) and key in map(str, range(len(node.value))):
                node = node.child(int(key))
            else:
                raise self.error(f"nothing is at {self.value}")
        return node


def _real(path: Path) -> Path:
    """`path` without links; other than resolve() it lets pass what cannot be a file."""
    return path if "\0" in str(path) else Path(os.path.realpath(path))


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(f"the member '{twice}' stands twice in one object")
    return result


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no value")


def _number(text: str) -> float:
    value = float(text)
    if value in (float("inf"), float("-inf")):
        raise ValueError(f"the number {text} is too large")
    return value


def _parse(text: str) -> Any:
    """Strict JSON; a ValueError says what is wrong."""
    value = json.loads(text, object_pairs_hook=_unique, parse_constant=_no_constant,
                       parse_float=_number)
    if "\\u" in text:
        json.dumps(value, ensure_ascii=False).encode()  # half a surrogate pair is a ValueError
    return value


class Files:
    """The definition files read so far; each is read once. Messages name them relative to `base`; where that is
    `closed`, no reference and no link leads out of it."""

    def __init__(self, base: Path, closed: bool = False) -> None:
        self._base = _real(base)
        self._closed = closed
        self._read: dict[Path, Any] = {}
        self.warnings: dict[str, None] = {}  # in the order in which they came, each once

    def definitions(self) -> list[Node]:
        """The definitions of all files that were read so far."""
        roots = [Node(self, path, "", value) for path, value in self._read.items() if isinstance(value, dict)]
        return [node for root in roots if "definitions" in root.value for _, node in root.child("definitions").items()]

    def shown(self, path: Path) -> str:
        return Path(os.path.relpath(path, self._base)).as_posix()

    def read(self, path: Path, reference: Node | None = None) -> Node:
        """The whole of a file, which `reference` names if one does."""
        if path not in self._read:
            named, path = path, _real(path)
        if path not in self._read:
            if self._closed and not path.is_relative_to(self._base):
                message = "leads out of the checkout"
                raise reference.error(message) if reference else SpecError(named.name, "", message)
            try:
                self.shown(path).encode()
                self._read[path] = _parse(path.read_text("utf-8-sig"))
            except OSError as error:
                raise SpecError(self.shown(path), "", error.strerror or "cannot be read") from None
            except RecursionError:
                raise SpecError(self.shown(path), "", "nested too deeply") from None
            except ValueError as error:
                raise SpecError(self.shown(path), "", f"not JSON: {error}") from None
        return Node(self, path, "", self._read[path])
