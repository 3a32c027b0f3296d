"""spec/ read without the generator: what operations, bodies and properties there are, by rules of our own."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("ACA_SHARED", ROOT.parent / "shared"))
VERSION = "2023-05-01"
SPEC: dict[str, Any] = json.loads((ROOT / "spec" / f"{VERSION}.json").read_text("utf-8"))
OVERRIDES: dict[str, Any] = json.loads((ROOT / "spec/overrides.json").read_text("utf-8"))
METHODS = ("get", "put", "post", "patch", "delete")
Schema = dict[str, Any]


@dataclass(frozen=True)
class Property:
    """A property of an object; `name` is the name of the object's model when the property holds some."""

    schema: Schema
    read_only: bool
    model: str


def resolve(schema: Schema) -> Schema:
    while "$ref" in schema:
        section, name = schema["$ref"].removeprefix("#/").split("/")
        schema = SPEC[section][name]
    return schema


def pascal(name: str) -> str:
    return name[:1].upper() + name[1:]


def called(schema: Schema, otherwise: str) -> str:
    """The definition's name, or `otherwise` for an object without a name of its own."""
    return str(schema["$ref"]).rsplit("/", 1)[-1] if "$ref" in schema else otherwise


def inner(schema: Schema) -> tuple[Schema, str]:
    """What an array or map holds, and what is added to the name of such an object; or the schema itself."""
    found = resolve(schema)
    if found.get("type") == "array":
        return found["items"], "Item"
    values = found.get("additionalProperties")
    return (values, "Value") if isinstance(values, dict) and values else (schema, "")


def properties(schema: Schema, owner: str) -> dict[str, Property]:
    """All properties of an object, those that it builds on included."""
    found: dict[str, Property] = {}
    for base in schema.get("allOf", ()):
        found |= properties(resolve(base), called(base, owner))
    for name, given in schema.get("properties", {}).items():
        target = resolve(given)
        held, suffix = inner(given)
        own = called(given, owner + pascal(name)) + suffix
        read = given.get("readOnly") or target.get("readOnly") or \
            (given.get("x-ms-mutability") or target.get("x-ms-mutability")) == ["read"]
        found[name] = Property(given, bool(read), called(held, own))
    return found


def is_object(schema: Schema) -> bool:
    return bool(resolve(schema).get("properties")) or "allOf" in resolve(schema)


def is_array(schema: Schema) -> bool:
    return resolve(schema).get("type") == "array"


# ---- operations ----


@dataclass(frozen=True)
class Parameter:
    name: str
    in_query: bool
    required: bool


@dataclass(frozen=True)
class Operation:
    id: str
    group: str
    verb: str
    method: str
    path: str
    parameters: tuple[Parameter, ...]  # as a call passes them
    body: str | None  # the model's name
    body_name: str | None
    result: str | None
    statuses: tuple[int, ...]


def read_operation(path: str, shared: list[Schema], method: str, node: Schema) -> Operation:
    given = {(p["in"], p["name"]): p for p in map(resolve, [*shared, *node.get("parameters", ())])}
    found = [Parameter(name, place == "query", p.get("required", False)) for (place, name), p in given.items()
             if place != "body" and name not in ("subscriptionId", "api-version")]
    found.sort(key=lambda p: path.index(f"{{{p.name}}}") if not p.in_query else len(path) + (not p.required))
    body = next((p for (place, _), p in given.items() if place == "body"), None)
    good = {int(status): resolve(answer) for status, answer in node["responses"].items()
            if status != "default" and not resolve(answer).get("x-ms-error-response")}
    results = {called(answer["schema"], "?") for answer in good.values() if "schema" in answer}
    assert len(results) <= 1
    group, verb = OVERRIDES["operations"].get(node["operationId"], {}).get("name", node["operationId"]).rsplit("_", 1)
    return Operation(node["operationId"], group, verb, method.upper(), path, tuple(found),
                     called(body["schema"], pascal(body["name"])) if body else None, body["name"] if body else None,
                     results.pop() if results else None, tuple(sorted(good)))


def read_operations() -> Iterator[Operation]:
    for path, item in SPEC["paths"].items():
        for method in METHODS:
            if method in item:
                yield read_operation(path, item.get("parameters", []), method, item[method])


OPERATIONS = {operation.id: operation for operation in read_operations()}


# ---- models ----


def entry_schemas() -> Iterator[tuple[str, Schema]]:
    """What operations take and give, errors included."""
    for item in SPEC["paths"].values():
        for method in METHODS:
            node = item.get(method, {})
            for parameter in map(resolve, node.get("parameters", ())):
                if "schema" in parameter:
                    yield called(parameter["schema"], pascal(parameter["name"])), parameter["schema"]
            for answer in map(resolve, node.get("responses", {}).values()):
                if "schema" in answer:
                    yield called(answer["schema"], "?"), answer["schema"]


def find_models() -> dict[str, Schema]:
    """Every object that operations reach, by the name of its model."""
    found: dict[str, Schema] = {}
    rest = list(entry_schemas())
    while rest:
        name, schema = rest.pop()
        if name in found or not is_object(schema):
            continue
        found[name] = resolve(schema)
        rest += [(p.model, inner(p.schema)[0]) for p in properties(found[name], name).values()]
    return dict(sorted(found.items()))


MODELS = find_models()
PROPERTIES = {name: properties(schema, name) for name, schema in MODELS.items()}


# ---- bodies ----


def scalar(schema: Schema, name: str, number: int) -> Any:
    texts = {"date-time": "2024-02-03T04:05:06.789", "byte": "dGVh", "uuid": "0b7a3f6e-3a52-4c3a-9d5e-7f1c2b3a4d5e"}
    if "enum" in schema:
        return schema["enum"][number % len(schema["enum"])]
    kind, form = schema.get("type", "object"), schema.get("format")
    if kind == "integer":
        return 2**53 + 1 + number if form == "int64" else number - 3
    return {"boolean": number % 2 == 0, "number": number + 0.25, "object": {"free": [number, None, {"form": True}]},
            "string": texts.get(form or "", f"{name} {number} \u00e9")}[kind]


def make(model: str, levels: int = 99, request: bool = False, inside: tuple[str, ...] = ()) -> dict[str, Any]:
    """An object with every property, and `levels` of models in it; none is put within itself."""
    result: dict[str, Any] = {}
    for number, (name, given) in enumerate(PROPERTIES[model].items()):
        held = inner(given.schema)[0]
        if request and given.read_only or is_object(held) and (not levels or given.model in (*inside, model)):
            continue

        def one(offset: int) -> Any:
            if is_object(held):
                return make(given.model, levels - 1, request, (*inside, model))
            return scalar(resolve(held), name, number + offset)

        if is_array(given.schema):
            result[name] = [one(0), one(1)]
        elif held is not given.schema:
            result[name] = {"first key": one(0), "zweiter/\u00df": one(1)}
        else:
            result[name] = one(0)
    return result


def writable(model: str, value: Any) -> Any:
    """`value`, an object of the model, without read-only properties."""
    if not isinstance(value, dict):
        return value
    result = {}
    for key, item in value.items():
        given = PROPERTIES[model].get(key)
        if given is None or not given.read_only:
            result[key] = item if given is None else writable_property(given, item)
    return result


def writable_property(given: Property, item: Any) -> Any:
    held = inner(given.schema)[0]
    if not is_object(held):
        return item
    if is_array(given.schema) and isinstance(item, list):
        return [writable(given.model, element) for element in item]
    if held is given.schema:
        return writable(given.model, item)
    return {key: writable(given.model, element) for key, element in item.items()} if isinstance(item, dict) else item
