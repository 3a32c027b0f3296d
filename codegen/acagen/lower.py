"""Operations to IR; what they take and give is left to parameters.py, answers.py and schemas.py."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator

from . import answers, check
from .ir import Api, Body, Content, Field, Operation, Parameter, Type
from .load import Node
from .parameters import Parameters, check_template, in_order, title
from .schemas import Schemas, last_part, pascal


class _Operations:
    def __init__(self, root: Node, schemas: Schemas) -> None:
        self.root = root
        self.schemas = schemas
        self.parameters = Parameters(schemas)

    def taken(self, path: Node, operation: Node, name: str) -> tuple[list[Parameter], Body | None]:
        """Path-level parameters first; one of the same name and place in the operation replaces it."""
        found: dict[tuple[str, str], Node] = {}
        for owner in (path, operation):
            for given in owner.child("parameters").elements() if "parameters" in owner.object() else ():
                node = given.follow()
                check.parameter(node)
                found[check.location(node), node.need("name").text()] = node
        body: Body | None = None
        result: list[Parameter] = []
        for (location, wire), node in found.items():
            if location != "body":
                result.append(self.parameters.make(node, name))
                continue
            if body is not None:
                raise node.error("a second body")
            self.schemas.describe_as(f"parameters.{wire}", node)
            media = answers.media_types(operation, self.root, "consumes")
            held = answers.content(self.schemas, node.need("schema"), media, pascal(wire), False)
            body = Body(wire, held, node.flag("required"))
        return result, body

    def operation(self, path: Node, template: str, method: str, node: Node) -> Operation:
        check.operation(node)
        name = node.need("operationId").text()
        for word in ("description", "summary"):
            self.schemas.describe_as(name, node, word)
        parameters, body = self.taken(path, node, name)
        used = check_template(node, template, {p.wire for p in parameters if p.location == "path"})
        parameters = [p for p in parameters if p.location != "path" or p.wire in used]
        given = answers.read(self.schemas, node, self.root, title(name), method)
        group, verb = self.group_and_verb(node, name, template)
        next_link, items = self.paging(node, given.result)
        options = node.get("x-ms-long-running-operation-options")
        final = options.get("final-state-via") if options else None
        return Operation(
            id=name,
            group=group,
            verb=verb,
            method=method.upper(),
            path=template,
            parameters=in_order(template, parameters),
            body=body,
            result=given.result,
            success=given.success,
            unlike=given.unlike,
            errors=given.errors,
            headers=given.headers,
            long_running=node.flag("x-ms-long-running-operation"),
            final_state_via=final.text() if final else None,
            next_link=next_link,
            items=items,
            deprecated=node.flag("deprecated"),
        )

    def group_and_verb(self, node: Node, name: str, template: str) -> tuple[str, str]:
        """`Group_Verb`; without a group, that is the first tag or else the resource type in the path."""
        group, _, verb = name.rpartition("_")
        if not group:
            tags = node.child("tags").texts() if "tags" in node.object() else []
            types = re.findall(r"(?<=/providers/)[^/{}]+/([^/{}?]+)", template) or re.findall(r"(?<=/)[^/{}?]+", template)
            group = next(iter([*tags, *types[-1:]]), "")
        return group, verb

    def paging(self, node: Node, result: Content | None) -> tuple[str | None, str | None]:
        """The members of a page that hold the next page's URL and the items; None when the answer is no list."""
        pageable = node.get("x-ms-pageable")
        if pageable is None:
            return None, None
        check.pageable(pageable)
        link = pageable.get("nextLinkName")
        named = pageable.get("itemName")
        items = named.text() if named else "value"
        alone = link is None or link.value is None
        if result is not None and result.form == "json" and result.shape == "array" and alone:
            return "", ""
        model = self.schemas.models[result.model] if result is not None and result.model is not None else None
        fields = {field.wire: field for field in model.fields} if model else {}
        if model is None or items not in fields or fields[items].shape != "array":
            pageable.warn(f"the answer has no array '{items}'; not taken for a list")
            return None, None
        if link is None or link.value is None:
            return "", items
        if link.text() not in fields and model.family is None:
            link.warn(f"the answer has no text '{link.text()}'; taken to have one")
            more = Field(link.text(), Type("string"), "one", False, True, False, (), f"{model.name}.{link.text()}")
            self.schemas.models[model.name] = dataclasses.replace(model, fields=(*model.fields, more))
        elif link.text() not in fields or fields[link.text()].type.kind != "string":
            raise pageable.error(f"the answer has no text '{link.text()}'")
        return link.text(), items

    def all(self) -> Iterator[tuple[Node, Operation]]:
        base = self.root.object().get("basePath", "").rstrip("/")
        places = [self.root.need("paths"), *filter(None, [self.root.get("x-ms-paths")])]
        for given in (item for place in places for _, item in place.items()):
            template = last_part(given.where)
            if template.startswith("x-"):
                continue
            item = given.follow()
            check.path(item)
            for method in check.METHODS:
                if method in item.object():
                    start = base if template.startswith("/") else ""
                    node = item.child(method)
                    yield node, self.operation(item, start + template, method, node)


def lower(root: Node) -> Api:
    check.document(root)
    info = root.need("info")
    schemas = Schemas()
    run = _Operations(root, schemas)
    operations: dict[str, Operation] = {}
    for node, operation in run.all():
        if operation.id in operations:
            raise node.error(f"the operationId {operation.id} stands twice")
        operations[operation.id] = operation
    schemas.finish(root.files)
    schemas.measure()
    return Api(
        title=info.need("title").text(),
        version=info.need("version").text(),
        models=tuple(schemas.models[name] for name in sorted(schemas.models)),
        enums=tuple(schemas.enums[name][0] for name in sorted(schemas.enums)),
        groups=run.parameters.groups(),
        operations=tuple(operations[name] for name in sorted(operations)),
        words=tuple(sorted(schemas.words.items())),
        sentences=tuple(sorted(schemas.sentences.items())),
    )
