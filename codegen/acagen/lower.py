"""Operations to IR; what they take and give is left to schemas.py."""

from __future__ import annotations

import re

from . import check
from .ir import Api, Body, Operation, Parameter
from .load import Node
from .schemas import Schemas, last_part, pascal


class _Operations:
    def __init__(self, schemas: Schemas) -> None:
        self.schemas = schemas

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
        kind, shape = self.schemas.value(node.need("schema"), pascal(wire))
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
        fields = {field.wire: field for field in self.schemas.models[result].fields} if result else {}
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
            kind, shape = self.schemas.value(schema, name.replace("_", "") + "Response")
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
    schemas = Schemas()
    run = _Operations(schemas)
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
    schemas.finish(root.files)
    return Api(
        title=info.need("title").text(),
        version=info.need("version").text(),
        models=tuple(schemas.models[name] for name in sorted(schemas.models)),
        enums=tuple(schemas.enums[name][0] for name in sorted(schemas.enums)),
        operations=tuple(operations[name] for name in sorted(operations)),
        words=tuple(sorted(schemas.words.items())),
    )
