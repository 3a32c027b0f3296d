"""The definition: reads one canonical Swagger 2.0 file and answers questions about its operations and schemas."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .exchange import JsonObject

Schema = Mapping[str, Any]

METHODS = ("get", "put", "post", "patch", "delete", "head")


@dataclass(frozen=True)
class Shape:
    """An object schema with everything inherited through allOf folded in."""

    properties: Mapping[str, Schema]
    required: frozenset[str]
    additional: Schema | None


@dataclass(frozen=True)
class Operation:
    """One method of one path. The raw object keeps the x-ms-* flags for whoever needs them."""

    id: str
    method: str
    path: str
    parameters: tuple[Schema, ...]
    responses: Mapping[int, Schema]
    raw: Schema = field(repr=False)

    def success(self, *preferred: int) -> int:
        """The first preferred status that is declared as a success, else the lowest declared one."""
        for status in preferred:
            if status in self.responses:
                return status
        return min(self.responses, default=200)

    def answer_schema(self, status: int = 200) -> Schema | None:
        """The schema of a success; None when the definition has no body there."""
        schema: Schema | None = self.responses.get(status, {}).get("schema")
        return schema

    @property
    def long_running(self) -> bool:
        return self.raw.get("x-ms-long-running-operation") is True

    @property
    def final_state_via(self) -> str | None:
        """Where the definition says that a long-running operation's result is found."""
        via: str | None = self.raw.get("x-ms-long-running-operation-options", {}).get("final-state-via")
        return via

    @property
    def pageable(self) -> Schema | None:
        """The names of the members of a page; None when the answer is no list, or never split."""
        names: Schema = self.raw.get("x-ms-pageable") or {}
        return names if names.get("nextLinkName") else None

    @property
    def body(self) -> Schema | None:
        """The body parameter, if there is one."""
        return next((p for p in self.parameters if p["in"] == "body"), None)


class Spec:
    """A definition and the look-ups that its $refs need."""

    def __init__(self, document: JsonObject) -> None:
        self.document = document
        self.api_version: str = document["info"]["version"]
        self.operations = tuple(self._operations())

    @classmethod
    def load(cls, path: Path) -> "Spec":
        return cls(json.loads(path.read_text(encoding="utf-8")))

    def resolve(self, schema: Schema) -> Schema:
        """Follows $ref. What stands beside a $ref is not merged: flag() looks at both."""
        while "$ref" in schema:
            node: Any = self.document
            for step in schema["$ref"].removeprefix("#/").split("/"):
                node = node[step.replace("~1", "/").replace("~0", "~")]
            schema = node
        return schema

    def flag(self, schema: Schema, name: str) -> bool:
        """Whether a flag such as readOnly stands beside the $ref or at its end."""
        return bool(schema.get(name) or self.resolve(schema).get(name))

    def hidden(self, schema: Schema) -> bool:
        """Whether the service takes the value but never gives it back in a resource."""
        mutability = self.resolve(schema).get("x-ms-mutability", ["read"])
        return self.flag(schema, "x-ms-secret") or "read" not in mutability

    def shape(self, schema: Schema) -> Shape:
        schema = self.resolve(schema)
        properties: dict[str, Schema] = {}
        required: set[str] = set()
        additional: Schema | None = None
        for base in schema.get("allOf", ()):
            inherited = self.shape(base)
            properties.update(inherited.properties)
            required |= inherited.required
            additional = inherited.additional or additional
        properties.update(schema.get("properties", {}))
        required.update(schema.get("required", ()))
        if isinstance(schema.get("additionalProperties"), Mapping):
            additional = schema["additionalProperties"]
        return Shape(properties, frozenset(required), additional)

    def item_schema(self, schema: Schema | None) -> Schema | None:
        """The schema of the items when the schema is that of a list answer ({"value": [...]})."""
        if schema is None:
            return None
        value = self.resolve(self.shape(schema).properties.get("value", {}))
        items: Schema | None = value.get("items") if value.get("type") == "array" else None
        return items

    def same(self, one: Schema | None, other: Schema | None) -> bool:
        """Whether two schemas are the same definition."""
        return one is not None and other is not None and self.resolve(one) is self.resolve(other)

    def _operations(self) -> Iterator[Operation]:
        for path, item in self.document["paths"].items():
            shared = item.get("parameters", [])
            for method in METHODS:
                if method in item:
                    yield self._operation(path, method, item[method], shared)

    def _operation(self, path: str, method: str, raw: Schema, shared: Sequence[Schema]) -> Operation:
        parameters = tuple(self.resolve(p) for p in (*shared, *raw.get("parameters", ())))
        responses = {
            int(status): self.resolve(response)
            for status, response in raw["responses"].items()
            if status.startswith("2") and not response.get("x-ms-error-response")
        }
        return Operation(raw["operationId"], method.upper(), path, parameters, responses, raw)
