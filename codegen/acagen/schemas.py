"""Schemas to IR: references followed, allOf flattened, inline objects and enums named."""

from __future__ import annotations

from pathlib import Path

from . import check
from .ir import Enum, Field, Model, Shape, Type
from .load import Node

_SCALARS = {("boolean", None): "boolean", ("integer", None): "int32", ("integer", "int32"): "int32",
            ("integer", "int64"): "int64", ("number", None): "double", ("number", "double"): "double",
            ("number", "float"): "double"}


def pascal(name: str) -> str:
    return name[:1].upper() + name[1:]


def last_part(where: str) -> str:
    return where.rsplit("/", 1)[-1].replace("~1", "/").replace("~0", "~")


class Schemas:
    """The models and enums met so far."""

    def __init__(self) -> None:
        self.models: dict[str, Model] = {}
        self.places: dict[str, Node] = {}
        self.enums: dict[str, tuple[Enum, Node]] = {}

    def value(self, node: Node, inline_name: str) -> tuple[Type, Shape]:
        """The type and shape of a property. `inline_name` is given to an object or enum without a name of its own."""
        check.schema(node)
        target = node.follow()
        check.schema(target)
        if target.place != node.place and target.where.startswith("/definitions/"):
            inline_name = last_part(target.where)
        kind = self.kind(target)
        if kind == "array":
            return self.item(target.need("items"), inline_name + "Item"), "array"
        if kind == "object" and self.is_map(target):
            values = target.child("additionalProperties")
            entry = self.item(values, inline_name + "Value")
            if entry.kind not in ("string", "json", "model"):
                raise values.error(f"a map of {entry.kind} values is not supported")
            return entry, "map"
        return self.single(target, kind, inline_name), "one"

    def item(self, node: Node, inline_name: str) -> Type:
        target = node.follow()
        check.schema(target)
        if self.kind(target) == "array" or self.kind(target) == "object" and self.is_map(target):
            raise node.error("a list or map in a list or map is not supported")
        return self.value(node, inline_name)[0]

    def single(self, node: Node, kind: str, name: str) -> Type:
        if kind == "object":
            if not self.members(node):
                return Type("json")
            self.model(name, node)
            return Type("model", model=name)
        form = node.object().get("format")
        if kind == "string":
            return Type("string", enum=self.enum(node, name), format=form)
        return Type(_SCALARS[kind, form])  # type: ignore[arg-type]

    def kind(self, node: Node) -> str:
        """The Swagger type; an object may leave it out."""
        stated = node.object().get("type")
        if stated is None and not any(k in node.object() for k in ("properties", "allOf", "additionalProperties")):
            raise node.error("the type is missing")
        return stated or "object"

    def is_map(self, node: Node) -> bool:
        extra = node.get("additionalProperties")
        if extra is None or extra.value is False:
            return False
        if "properties" in node.object() or "allOf" in node.object():
            raise extra.error("additionalProperties beside properties is not supported")
        return extra.value is not True and bool(extra.object())

    def members(self, node: Node) -> bool:
        return bool(node.object().get("properties")) or "allOf" in node.object()

    def model(self, name: str, node: Node) -> None:
        first = self.places.setdefault(name, node)
        if first.place != node.place:
            raise node.error(f"the name {name} is already used by {first.file}#{first.where}")
        if first is node:
            fields: dict[str, Field] = {}
            self.collect(name, node, fields, ())
            if not fields:
                raise node.error("an object that builds on others but has no properties is not supported")
            self.models[name] = Model(name, tuple(fields.values()))

    def collect(self, owner: str, node: Node, fields: dict[str, Field], above: tuple[tuple[Path, str], ...]) -> None:
        """Adds the properties of `node` to `fields`, those of its bases first."""
        if node.place in above:
            raise node.error("allOf leads back to itself")
        for base in node.child("allOf").elements() if "allOf" in node.object() else ():
            check.schema(base)
            target = base.follow()
            check.schema(target)
            self.collect(last_part(target.where) if target.place != base.place else owner,
                         target, fields, (*above, node.place))
        required = node.child("required").texts() if "required" in node.object() else []
        for wire, child in node.child("properties").items() if "properties" in node.object() else ():
            if wire in fields and fields[wire].described_by != f"{owner}.{wire}":
                del fields[wire]  # a property of the same name replaces its base's
            fields[wire] = self.field(owner, wire, child, wire in required)
        for wire in required:
            if wire not in fields:
                raise node.child("required").error(f"'{wire}' is required but not a property")

    def field(self, owner: str, wire: str, node: Node, required: bool) -> Field:
        kind, shape = self.value(node, owner + pascal(wire))
        target = node.follow()
        stated = node.get("x-ms-mutability") or target.get("x-ms-mutability")
        mutability = stated.texts() if stated else []
        return Field(
            wire=wire,
            type=kind,
            shape=shape,
            required=required,
            read_only=node.flag("readOnly") or target.flag("readOnly") or mutability == ["read"],
            secret=node.flag("x-ms-secret") or target.flag("x-ms-secret"),
            mutability=tuple(sorted(mutability)),
            described_by=f"{owner}.{wire}",
        )

    def enum(self, node: Node, inline_name: str) -> str | None:
        listed = node.get("enum")
        if listed is None:
            return None
        details = node.get("x-ms-enum")
        name = pascal(details.need("name").text() if details else inline_name)
        made = Enum(name, details.flag("modelAsString") if details else False, tuple(listed.texts()))
        if len(set(made.values)) != len(made.values) or not made.values:
            raise listed.error("one value or more are expected, each of them once")
        first, place = self.enums.setdefault(name, (made, node))
        if first != made:
            raise node.error(f"the enum {name} has other values than at {place.file}#{place.where}")
        return name
