"""Upstream's examples of the api-version, with the operations that schema.py reads."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from schema import OPERATIONS, ROOT, SHARED, VERSION, Operation

sys.path.insert(0, str(ROOT / "codegen"))

from acagen import examples as upstream  # noqa: E402

CHECKOUT = SHARED / "specs"
FOLDER = (CHECKOUT / "specification/app/resource-manager/Microsoft.App" / ("preview" if "preview" in VERSION else "stable")
          / VERSION)
THERE = (FOLDER / "examples").is_dir()
needed = pytest.mark.skipif(not THERE, reason=f"upstream's examples of {VERSION} are not in {SHARED.name}")


@dataclass(frozen=True)
class Example:
    name: str
    operation: Operation
    parameters: dict[str, Any]
    answers: dict[str, Any]

    @property
    def request_body(self) -> Any:
        return self.parameters.get(self.operation.body_name) if self.operation.body_name else None

    @property
    def bodies(self) -> list[tuple[str, str, Any]]:
        """(status or 'request', model, body) for each body there is."""
        found = [(status, self.operation.result or "?", answer["body"]) for status, answer in self.answers.items()
                 if answer.get("body") is not None]
        return found + ([("request", self.operation.body or "?", self.request_body)] if self.request_body else [])


def examples() -> Iterator[Example]:
    """One for each use of an example file by an operation; none where upstream is not at hand."""
    files = map(str, sorted(FOLDER.glob("*.json"))) if THERE else ()
    for found in upstream.read(CHECKOUT, files).examples:
        yield Example(found.name, OPERATIONS[found.operation_id], found.parameters, found.node.need("responses").object())
