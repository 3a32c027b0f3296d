"""The definition as the generator sees it, bodies made from it, and the program that runs the generated code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "codegen"))

from acagen import overrides  # noqa: E402
from acagen.ir import Api, Field, Model, Operation  # noqa: E402
from acagen.load import Files  # noqa: E402
from acagen.lower import lower  # noqa: E402

SHARED = Path(os.environ.get("ACA_SHARED", ROOT.parent / "shared"))
VERSION = "2023-05-01"
SPEC = ROOT / "spec" / f"{VERSION}.json"
API: Api = overrides.apply(lower(Files(ROOT).read(SPEC)), overrides.read(ROOT / "spec/overrides.json"))
MODELS: dict[str, Model] = {model.name: model for model in API.models}
OPERATIONS: dict[str, Operation] = {operation.id: operation for operation in API.operations}


def own_parameters(operation: Operation) -> list[str]:
    """The parameters that a call passes, in their order."""
    return [p.wire for p in operation.parameters if not p.of_client]


# ---- bodies ----


def scalar(field: Field, number: int) -> Any:
    if field.type.enum:
        values = next(e.values for e in API.enums if e.name == field.type.enum)
        return values[number % len(values)]
    texts = {"date-time": "2024-02-03T04:05:06.789", "byte": "dGVh", "uuid": "0b7a3f6e-3a52-4c3a-9d5e-7f1c2b3a4d5e"}
    return {
        "boolean": number % 2 == 0,
        "int32": number - 3,
        "int64": 2**53 + 1 + number,
        "double": number + 0.25,
        "json": {"free": [number, None, {"form": True}]},
        "string": texts.get(field.type.format or "", f"{field.wire} {number} é"),
    }[field.type.kind]


DEEPEST = 8  # models within models within ...


def make(name: str, depth: int = 0, request: bool = False) -> dict[str, Any]:
    """An object of the model with every property; of a model within itself, only the first time round."""
    result: dict[str, Any] = {}
    for number, field in enumerate(MODELS[name].fields):
        if request and field.read_only:
            continue
        if field.type.model and depth > DEEPEST:
            continue

        def one(offset: int, field: Field = field, number: int = number) -> Any:
            if field.type.model:
                return make(field.type.model, depth + 1, request)
            return scalar(field, number + offset)

        if field.shape == "array":
            result[field.wire] = [one(0), one(1)]
        elif field.shape == "map":
            result[field.wire] = {"first key": one(0), "zweiter/ß": one(1)}
        else:
            result[field.wire] = one(0)
    return result


def without_nulls(value: Any) -> Any:
    """`value` without members that are null; nulls in arrays stay."""
    if isinstance(value, dict):
        return {key: without_nulls(item) for key, item in value.items() if item is not None}
    return [without_nulls(item) for item in value] if isinstance(value, list) else value


def writable(name: str, value: Any) -> Any:
    """`value`, an object of the model, without read-only properties."""
    if not isinstance(value, dict):
        return value
    fields = {field.wire: field for field in MODELS[name].fields}
    result = {}
    for key, item in value.items():
        field = fields.get(key)
        if field is not None and field.read_only:
            continue
        if field is not None and field.type.model:
            model = field.type.model
            if field.shape == "array" and isinstance(item, list):
                item = [writable(model, element) for element in item]
            elif field.shape == "map" and isinstance(item, dict):
                item = {k: writable(model, element) for k, element in item.items()}
            elif field.shape == "one":
                item = writable(model, item)
        result[key] = item
    return result


# ---- the program ----


@dataclass(frozen=True)
class Outcome:
    status: int
    warnings: int
    text: str

    @property
    def json(self) -> Any:
        assert self.status == 0, self.text
        return json.loads(self.text)


def _run(program: str, lines: Iterable[str]) -> list[list[str]]:
    given = list(lines)
    done = subprocess.run([os.environ[program]], input="".join(line + "\n" for line in given), text=True,
                          capture_output=True, timeout=300)
    assert done.returncode == 0, done.stderr
    answers = [line.split("\t") for line in done.stdout.splitlines()]
    assert program != "ACA_CONTRACT" or len(answers) == len(given)
    return answers


def codec(jobs: Iterable[tuple[str, Any]], as_request: bool = False) -> list[Outcome]:
    """Each (model, value or JSON text on one line), decoded and encoded again."""
    word = "body" if as_request else "decode"
    lines = (f"{word}\t{model}\t{value if isinstance(value, str) else json.dumps(value)}" for model, value in jobs)
    return [Outcome(int(status), int(warnings), text) for status, warnings, text in _run("ACA_CONTRACT", lines)]


def requests(jobs: Iterable[tuple[str, Any, Sequence[str | None]]]) -> list[list[str]]:
    """[status, method, URL, body] for each (operationId, body or None, arguments)."""
    return _run("ACA_CONTRACT", (
        "\t".join(["request", name, "-" if body is None else json.dumps(body), *(a or "" for a in arguments)])
        for name, body, arguments in jobs))


def typed_requests() -> dict[str, list[str]]:
    """What each typed function's request is: operationId to [method, URL, body]."""
    return {name: rest for name, *rest in _run("ACA_CONTRACT_TYPED", [])}
