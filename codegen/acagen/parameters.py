"""Parameters to IR: their types, and the structs that group some of them."""

from __future__ import annotations

import json
import re

from . import check
from .ir import Group, Kind, Parameter, Type
from .load import Node
from .schemas import Schemas, pascal

_SEPARATORS = {"csv": ",", "ssv": " ", "tsv": "\t", "pipes": "|", "multi": "&"}
# What the client has: no argument of a call.
_OF_CLIENT = {("path", "subscriptionId"), ("query", "api-version"), ("header", "x-ms-client-request-id")}
# Headers with one value to choose from, which the library sends as it is.
_CONSTANT = ("accept", "content-type")


def title(operation: str) -> str:
    """The operationId as the start of a name: `Teapots_List` gives `TeapotsList`."""
    return "".join(map(pascal, operation.split("_")))


def scalar(kind: str, form: object) -> Kind:
    """Of a parameter or a header."""
    kinds: dict[str, Kind] = {"string": "string", "boolean": "boolean", "number": "double",
                              "integer": "int32" if form in (None, "int32") else "int64"}
    return kinds[kind]


class Parameters:
    """Makes parameters, and keeps the groups met so far."""

    def __init__(self, schemas: Schemas) -> None:
        self.schemas = schemas
        self.named: dict[tuple[object, str], str] = {}  # where an enum without a name stands, and the name it got
        self.members: dict[str, dict[str, Parameter]] = {}

    def make(self, node: Node, operation: str) -> Parameter:
        """A parameter that is no body."""
        wire = node.need("name").text()
        self.schemas.describe_as(f"parameters.{wire}", node)
        location = check.location(node)
        array = node.need("type").value == "array"
        one = node.need("items") if array else node
        if array:
            check.items(one)
        made = Parameter(
            wire=wire,
            client_name=self.client_name(node, wire),
            location=location,  # type: ignore[arg-type]
            type=self.type(one, wire, operation),
            separator=self.separator(node, location) if array else "",
            required=location == "path" or node.flag("required"),
            of_client=self.of_client(node, location, wire),
            encoded=node.flag("x-ms-skip-url-encoding"),
            may_be_empty=node.flag("allowEmptyValue"),
            group=self.group(node, operation),
            default=json.dumps(node.value["default"]) if "default" in node.object() else None,
        )
        if made.group is not None and not made.of_client:
            self.join(node, made, made.group)
        return made

    def client_name(self, node: Node, wire: str) -> str:
        stated = node.get("x-ms-client-name")
        return stated.text() if stated else wire

    def type(self, node: Node, wire: str, operation: str) -> Type:
        stated, form = node.need("type").value, node.object().get("format")
        kind = scalar(stated, form)
        return Type(kind, enum=self.enum(node, kind, wire, operation), format=form)

    def enum(self, node: Node, kind: Kind, wire: str, operation: str) -> str | None:
        """An enum without a name is called after the operation that is read first."""
        shared = node.where.startswith("/parameters/")
        name = self.named.setdefault(node.place, pascal(wire) if shared else title(operation) + pascal(wire))
        found = self.schemas.enum(node, kind, name)
        return found.name if found and kind != "boolean" else None

    def separator(self, node: Node, location: str) -> str:
        given = node.get("collectionFormat")
        stated = given.text() if given else "csv"
        if given and (stated not in _SEPARATORS or (stated == "multi" and location != "query")):
            raise given.error(f"{stated!r} is not supported in {location}")
        return _SEPARATORS[stated]

    def of_client(self, node: Node, location: str, wire: str) -> bool:
        name = wire.lower() if location == "header" else wire
        known = node.get("enum")
        constant = name in _CONSTANT and known is not None and len(list(known.elements())) == 1
        return (location, name) in _OF_CLIENT or (location == "header" and constant)

    def group(self, node: Node, operation: str) -> str | None:
        stated = node.get("x-ms-parameter-grouping")
        if stated is None:
            return None
        check.grouping(stated)
        name, postfix = stated.get("name"), stated.get("postfix")
        if name is not None:
            return pascal(name.text())
        return title(operation) + pascal(postfix.text() if postfix else "Parameters")

    def join(self, node: Node, made: Parameter, group: str) -> None:
        """Operations may share a group: it has the members of all, which must agree."""
        members = self.members.setdefault(group, {})
        first = members.setdefault(made.client_name, made)
        if (first.wire, first.location, first.type, first.separator) != (made.wire, made.location, made.type, made.separator):
            raise node.child("x-ms-parameter-grouping").error(f"the group {group} has another '{made.client_name}' already")
        if made.required and not first.required:
            members[made.client_name] = made

    def groups(self) -> tuple[Group, ...]:
        return tuple(Group(name, tuple(self.members[name].values())) for name in sorted(self.members))


def in_order(template: str, parameters: list[Parameter]) -> tuple[Parameter, ...]:
    """Path parameters as they come in the URL, then the others, required ones first."""
    order = re.findall(r"\{([^}]*)\}", template)
    return tuple(sorted(parameters, key=lambda p: (
        (0, order.index(p.wire)) if p.location == "path" else (1 if p.required else 2, 0))))


def check_template(node: Node, template: str, declared: set[str]) -> set[str]:
    """The path, maybe with a query, is such that only parameters need encoding. Returns the parameters that it has."""
    plain = r"[A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2}|\{[^{}]+\}"
    if not re.fullmatch(rf"/(?:/|{plain})*(?:\?(?:[/?]|{plain})+)?", template):
        raise node.error("the path is expected to be '/' and segments, with parameters in braces")
    found = re.findall(r"\{([^}]*)\}", template)
    for name in found:
        if name not in declared:
            raise node.error(f"the path parameter '{name}' is not declared")
    for name in sorted(declared - set(found)):
        node.warn(f"the path parameter '{name}' is not in the path; ignored")
    return set(found)
