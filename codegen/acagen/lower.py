"""Swagger to IR: references followed, allOf flattened, inline objects named, x-ms-* read."""

from __future__ import annotations

import re
from pathlib import Path

from . import check
from .ir import Api, Body, Enum, Field, Model, Operation, Parameter, Shape, Type
from .load import Node

_SCALARS = {("boolean", None): "boolean", ("integer", None): "int32", ("integer", "int32"): "int32",
            ("integer", "int64"): "int64", ("number", None): "double", ("number", "double"): "double",
            ("number", "float"): "double"}


def pascal(name: str) -> str:
    return name[:1].upper() + name[1:]


def last_part(where: str) -> str:
    return where.rsplit("/", 1)[-1].replace("~1", "/").replace("~0", "~")


class _Lowering:
    def __init__(self, root: Node) -> None:
        self.root = root
        self.models: dict[str, Model] = {}
        self.places: dict[str, Node] = {}
        self.enums: dict[str, tuple[Enum, Node]] = {}

    # ---- schemas ----

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

    # ---- operations ----

    def parameters(self, path: Node, operation: Node) -> tuple[list[Parameter], Body | None]:
        """Path-level parameters first; one of the same name and place in the operation replaces it."""
        found: dict[tuple[str, str], Node] = {}
        for owner in (path, operation):
            for given in owner.child("parameters").elements() if "parameters" in owner.object() else ():
                node = given.follow()
                check.parameter(node)
                found[node.value["in"], node.need("name").text()] = node
        body: Body | None = None
        result: list[Parameter] = []
        for (location, wire), node in found.items():
            if location == "body":
                if body is not None:
                    raise node.error("a second body")
                body = self.body(wire, node)
                continue
            result.append(Parameter(
                wire=wire,
                location=location,  # type: ignore[arg-type]
                required=node.flag("required"),
                of_client=self.of_client(node),
                encoded=node.flag("x-ms-skip-url-encoding"),
            ))
        return result, body

    def of_client(self, node: Node) -> bool:
        """A global parameter is the client's unless it says otherwise."""
        if not node.where.startswith("/parameters/"):
            return False
        if node.value["name"] not in ("subscriptionId", "api-version"):
            where = node.object().get("x-ms-parameter-location", "client")
            if where != "method":
                raise node.error(f"the client has no '{node.value['name']}'; x-ms-parameter-location 'method' is expected")
            return False
        return True

    def body(self, wire: str, node: Node) -> Body:
        kind, shape = self.value(node.need("schema"), pascal(wire))
        if kind.model is None or shape != "one":
            raise node.child("schema").error("a body that is no object with properties is not supported")
        return Body(wire, kind.model, node.flag("required"))

    def operation(self, path: Node, method: str, node: Node) -> Operation:
        check.operation(node)
        name = node.need("operationId").text()
        parameters, body = self.parameters(path, node)
        template = last_part(path.where)
        self.check_braces(node, template, {p.wire for p in parameters if p.location == "path"})
        success, errors, result = self.responses(node, name)
        group, _, verb = name.rpartition("_")
        next_link, items = self.paging(node, result)
        options = node.get("x-ms-long-running-operation-options")
        final = options.get("final-state-via") if options else None
        return Operation(
            id=name,
            group=group,
            verb=verb,
            method=method.upper(),
            path=template,
            parameters=self.in_order(template, parameters),
            body=body,
            result=result,
            success=success,
            errors=errors,
            long_running=node.flag("x-ms-long-running-operation"),
            final_state_via=final.text() if final else None,
            next_link=next_link,
            items=items,
        )

    def check_braces(self, node: Node, template: str, declared: set[str]) -> None:
        """What stands in the path's braces, which come in pairs, are its declared parameters."""
        if not re.fullmatch(r"/([^{}?#\s]|\{[^{}]+\})*", template):
            raise node.error("the path is expected to be '/' and segments, with parameters in braces")
        found = re.findall(r"\{([^}]*)\}", template)
        for name in found:
            if name not in declared:
                raise node.error(f"the path parameter '{name}' is not declared")
        for name in sorted(declared - set(found)):
            raise node.error(f"the path parameter '{name}' is not in the path")

    def paging(self, node: Node, result: str | None) -> tuple[str | None, str | None]:
        """The members of a page that hold the next page's URL and the items; None when the answer is no list."""
        pageable = node.get("x-ms-pageable")
        if pageable is None:
            return None, None
        fields = {field.wire: field for field in self.models[result].fields} if result else {}
        named = pageable.get("itemName")
        items = named.text() if named else "value"
        if items not in fields or fields[items].shape != "array":
            raise pageable.error(f"the answer has no array '{items}'")
        link = pageable.get("nextLinkName")
        if link is None or link.value is None:
            return "", items
        if link.text() not in fields or fields[link.text()].type.kind != "string":
            raise pageable.error(f"the answer has no text '{link.text()}'")
        return link.text(), items

    def in_order(self, template: str, parameters: list[Parameter]) -> tuple[Parameter, ...]:
        """Path parameters as they come in the URL, then the query's, required ones first."""
        order = re.findall(r"\{([^}]*)\}", template)
        return tuple(sorted(parameters, key=lambda p: (
            (0, order.index(p.wire)) if p.location == "path" and p.wire in order else (1 if p.required else 2, 0))))

    def responses(self, node: Node, name: str) -> tuple[tuple[int, ...], tuple[int, ...], str | None]:
        success: list[int] = []
        errors: list[int] = []
        result: str | None = None
        for status, given in node.need("responses").items():
            answer = given.follow()
            check.response(answer)
            schema = answer.get("schema")
            if schema is None and status != "default":
                (errors if answer.flag("x-ms-error-response") else success).append(self.status(given, status))
                continue
            if schema is None:
                continue
            kind, shape = self.value(schema, name.replace("_", "") + "Response")
            if kind.model is None or shape != "one":
                raise schema.error("an answer that is no object with properties is not supported")
            if status == "default":
                continue
            if answer.flag("x-ms-error-response"):
                errors.append(self.status(given, status))
                continue
            success.append(self.status(given, status))
            if result not in (None, kind.model):
                raise schema.error(f"the answers have different models, {result} and {kind.model}")
            result = kind.model
        if not success:
            raise node.child("responses").error("no answer means success")
        return tuple(sorted(success)), tuple(sorted(errors)), result

    def status(self, node: Node, text: str) -> int:
        if not re.fullmatch(r"[1-5][0-9][0-9]", text):
            raise node.error("an HTTP status or 'default' is expected")
        return int(text)


def lower(root: Node) -> Api:
    check.document(root)
    info = root.need("info")
    run = _Lowering(root)
    operations: dict[str, Operation] = {}
    for path, item in root.need("paths").items():
        for method, node in item.items():
            if method == "parameters":
                continue
            if method not in check.METHODS:
                raise node.error(f"'{method}' is not supported in a path")
            operation = run.operation(item, method, node)
            if operation.id in operations:
                raise node.error(f"the operationId {operation.id} stands twice")
            operations[operation.id] = operation
    return Api(
        title=info.need("title").text(),
        version=info.need("version").text(),
        models=tuple(run.models[name] for name in sorted(run.models)),
        enums=tuple(run.enums[name][0] for name in sorted(run.enums)),
        operations=tuple(operations[name] for name in sorted(operations)),
    )
