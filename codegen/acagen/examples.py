"""Upstream's examples of an api-version, read where they are, never copied."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .check import METHODS
from .load import Files, Node


@dataclass(frozen=True)
class Example:
    """One use of an example file by an operation; `node` is the file."""

    operation_id: str
    node: Node

    @property
    def name(self) -> str:
        return self.node.path.stem

    @property
    def parameters(self) -> dict[str, Any]:
        return self.node.need("parameters").object()

    def answers(self) -> Iterator[tuple[int, Node]]:
        """Each answer by its status."""
        for status, answer in self.node.need("responses").items():
            if not (status.isascii() and status.isdigit() and len(status) == 3):
                raise answer.error("an HTTP status is expected")
            headers(answer)
            yield int(status), answer


def headers(answer: Node) -> dict[str, Any]:
    given = answer.get("headers")
    return {} if given is None or given.value is None else given.object()


@dataclass(frozen=True)
class Found:
    examples: tuple[Example, ...]
    missing: tuple[Node, ...]  # the references to files that are not there


def _references(root: Node) -> Iterator[tuple[str, Node]]:
    paths = root.get("paths")
    for _, item in paths.items() if paths else ():
        for method, operation in item.items():
            given = operation.get("x-ms-examples") if method in METHODS else None
            for _, example in given.items() if given else ():
                yield operation.need("operationId").text(), example.need("$ref")


def read(checkout: Path, files: Iterable[str]) -> Found:
    """The examples that the definitions `files`, relative to `checkout`, name."""
    reader = Files(checkout)
    found: list[Example] = []
    missing: list[Node] = []
    for file in files:
        for operation_id, reference in _references(reader.read(checkout / file)):
            if os.path.isfile(reference.path.parent / reference.text()):
                found.append(Example(operation_id, reference.target()))
            else:
                missing.append(reference)
    return Found(tuple(found), tuple(missing))
