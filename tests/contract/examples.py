"""Upstream's examples of the api-version, read where they are, never copied."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from schema import OPERATIONS, SHARED, VERSION, Operation

FOLDER = SHARED / "specs/specification/app/resource-manager/Microsoft.App/stable" / VERSION
needed = pytest.mark.skipif(not (FOLDER / "examples").is_dir(), reason=f"upstream's examples of {VERSION} are not in {SHARED.name}")


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
    for path in sorted(FOLDER.glob("*.json")) if (FOLDER / "examples").is_dir() else ():
        for item in json.loads(path.read_text("utf-8-sig")).get("paths", {}).values():
            for operation in item.values():
                for given in operation.get("x-ms-examples", {}).values():
                    text = json.loads((FOLDER / given["$ref"]).read_text("utf-8-sig"))
                    yield Example(given["$ref"].removeprefix("./examples/"), OPERATIONS[operation["operationId"]],
                                  text["parameters"], text["responses"])
