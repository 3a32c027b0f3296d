"""spec/ read without the generator: what operations, bodies and properties there are, by rules of our own."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("ACA_SHARED", ROOT.parent / "shared"))
SPEC: dict[str, Any] = json.loads(Path(os.environ.get("ACA_SPEC", ROOT / "spec/2023-05-01.json")).read_text("utf-8"))
VERSION: str = SPEC["info"]["version"]
OVERRIDES: dict[str, Any] = json.loads((ROOT / "spec/overrides.json").read_text("utf-8"))
METHODS = ("get", "put", "post", "patch", "delete")
# How many operations upstream's own files have, counted there.
COUNTED = {"2022-03-01": 45, "2022-10-01": 79, "2023-05-01": 98, "2024-02-02-preview": 166, "2024-03-01": 104}
Schema = dict[str, Any]


@dataclass(frozen=True)
class Property:
    """A property of an object; `name` is the name of the object's model when the property holds some."""

    schema: Schema
    read_only: bool
    required: bool
    secret: bool
    tells: bool  # which kind of object it is
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
        secret = given.get("x-ms-secret") or target.get("x-ms-secret")
        found[name] = Property(given, bool(read), name in schema.get("required", ()), bool(secret),
                               name == schema.get("discriminator"), called(held, own))
    return found


def is_object(schema: Schema) -> bool:
    return bool(resolve(schema).get("properties")) or "allOf" in resolve(schema)


def is_array(schema: Schema) -> bool:
    return resolve(schema).get("type") == "array"


def find_kinds() -> dict[str, dict[str, str]]:
    """Of each object with a discriminator, the definitions that build on it by what the discriminator holds for them."""
    definitions: dict[str, Schema] = SPEC["definitions"]
    found: dict[str, dict[str, str]] = {name: {} for name, schema in definitions.items() if "discriminator" in schema}
    for name, schema in definitions.items():
        for base in schema.get("allOf", ()):
            if called(base, "") in found:
                found[called(base, "")][schema.get("x-ms-discriminator-value", name)] = name
    return found


KINDS = find_kinds()


def kind_of(model: str, value: Schema) -> str:
    """The model of what an object says to be, where `model` is expected."""
    for name, given in PROPERTIES[model].items():
        if given.tells and isinstance(value.get(name), str):
            return KINDS.get(model, {}).get(value[name], model)
    return model


def row(name: str, given: Property) -> str:
    """The property as contract.c prints it; without a name, all of an answer."""
    held = resolve(inner(given.schema)[0])
    shape = "array" if is_array(given.schema) else "map" if held is not resolve(given.schema) else "one"
    kind = held.get("type", "object")
    kind = {"integer": held.get("format", "int32"), "number": "double",
            "object": "model" if is_object(held) else "json"}.get(kind, kind)
    flags = "".join(f"{word}," for word, on in (("required", given.required), ("read-only", given.read_only),
                                                ("secret", given.secret), ("discriminator", given.tells)) if on)
    text = f"{name} {kind} {shape} {flags}"
    if kind == "model":
        return f"{text} {given.model}"
    if "enum" in held:
        known = sorted(held["enum"], key=lambda value: str(value).lower() == "unknown")  # which stands last
        text += " " + " ".join(["open" if held.get("x-ms-enum", {}).get("modelAsString") else "closed",
                                *(f'"{value}"' for value in known)])
    return text


# ---- operations ----


@dataclass(frozen=True)
class Parameter:
    name: str
    place: str  # path, query or header
    type: str
    required: bool

    def argument(self, text: str, number: int) -> str:
        """`text`, or, of the `number`th argument, something that is no text."""
        return text if self.type == "string" else ("true", "false")[number % 2]


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
    body_required: bool
    result: str | None  # likewise, or "string" or "JSON" for what is no object
    whole: str | None  # of such a result, what the table says of it
    items: str | None
    next_link: str | None
    long_running: bool
    final_state_via: str | None
    statuses: tuple[int, ...]

    @property
    def row(self) -> list[str]:
        """As contract.c prints it."""
        parameters = (f"{p.name} {p.place} {p.type} {int(p.required)} 0," for p in self.parameters)
        return [kebab(self.group), kebab(self.verb), self.method, self.path, VERSION, self.body or "-",
                self.body_name or "-", str(int(self.body_required)), self.whole or self.result or "-", self.items or "-",
                self.next_link or "-", str(int(self.long_running)), self.final_state_via or "-", "".join(parameters),
                "".join(f"{status}," for status in self.statuses)]

    def arguments(self, texts: dict[str, str]) -> dict[str, str]:
        """What is sent for each of the parameters that `texts` has something for."""
        return {p.name: p.argument(texts[p.name], number) for number, p in enumerate(self.parameters) if p.name in texts}

    def headers(self, arguments: dict[str, str], body: bool) -> dict[str, str]:
        """Of a request."""
        given = {p.name: arguments[p.name] for p in self.parameters if p.place == "header" and p.name in arguments}
        return {"Accept": "application/json", **({"Content-Type": "application/json"} if body else {}), **given}


def kebab(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", name).lower()


def read_parameter(node: Schema) -> Parameter:
    return Parameter(node["name"], node["in"], node["type"], node.get("required", False))


def position(path: str, parameter: Parameter) -> int:
    """Those of the path stand as there, then others that are required."""
    return path.index(f"{{{parameter.name}}}") if parameter.place == "path" else len(path) + (not parameter.required)


def read_operation(path: str, shared: list[Schema], method: str, node: Schema) -> Operation:
    given = {(p["in"], p["name"]): p for p in map(resolve, [*shared, *node.get("parameters", ())])}
    found = [read_parameter(p) for (place, name), p in given.items()
             if place != "body" and name not in ("subscriptionId", "api-version")]
    found.sort(key=lambda p: position(path, p))
    body = next((p for (place, _), p in given.items() if place == "body"), None)
    good = {int(status): resolve(answer) for status, answer in node["responses"].items()
            if status != "default" and not resolve(answer).get("x-ms-error-response")}
    answers = [answer["schema"] for answer in good.values() if "schema" in answer]
    results = {called(answer, "?") if is_object(answer) else {"string": "string", "object": "JSON"}[resolve(answer)["type"]]
               for answer in answers}
    assert len(results) <= 1
    whole = row("", Property(answers[0], False, False, False, False, "")) if answers and not is_object(answers[0]) else None
    group, verb = OVERRIDES["operations"].get(node["operationId"], {}).get("name", node["operationId"]).rsplit("_", 1)
    page = node.get("x-ms-pageable")
    return Operation(
        id=node["operationId"], group=group, verb=verb, method=method.upper(), path=path, parameters=tuple(found),
        body=called(body["schema"], pascal(body["name"])) if body else None, body_name=body["name"] if body else None,
        body_required=bool(body and body.get("required")), result=results.pop() if results else None,
        whole=whole, items=page.get("itemName", "value") if page else None,
        next_link=page.get("nextLinkName") if page else None,
        long_running=node.get("x-ms-long-running-operation", False),
        final_state_via=node.get("x-ms-long-running-operation-options", {}).get("final-state-via"),
        statuses=tuple(sorted(good)))


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
        rest += [(kind, SPEC["definitions"][kind]) for kind in KINDS.get(name, {}).values()]
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
    """An object with every property, and `levels` of models in it; each is within itself at most once. What tells kinds
    apart holds that of the model, or, of the one that they build on, nothing known."""
    result: dict[str, Any] = {}
    for number, (name, given) in enumerate(PROPERTIES[model].items()):
        held = inner(given.schema)[0]
        if request and given.read_only or is_object(held) and (not levels or (*inside, model).count(given.model) > 1):
            continue

        def one(offset: int) -> Any:
            if is_object(held):
                return make(given.model, levels - 1, request, (*inside, model))
            return scalar(resolve(held), name, number + offset)

        if given.tells:
            names = {known: kind for kinds in KINDS.values() for kind, known in kinds.items()}
            result[name] = names.get(model, "other")
        elif is_array(given.schema):
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
        given = PROPERTIES[kind_of(model, value)].get(key)
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
