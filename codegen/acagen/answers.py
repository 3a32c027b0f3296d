"""Bodies and answers to IR: what they hold, which answer is the result, and the headers that come with it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from . import check
from .ir import Content, Field, Type
from .load import Node
from .parameters import scalar
from .schemas import Schemas, is_definition, last_part

_JSON = re.compile(r"(application|text)/([\w.-]+\+)?json")
# Of answers that lead to the end of a long-running operation, which is the poller's business.
_OF_POLLER = {"location", "azure-asyncoperation", "operation-location", "retry-after"}


@dataclass(frozen=True)
class Answers:
    success: tuple[int, ...]
    unlike: tuple[int, ...]
    errors: tuple[int, ...]
    result: Content | None
    headers: tuple[Field, ...]


def media_types(operation: Node, root: Node, key: str) -> list[str]:
    """What `consumes` or `produces` says, the operation's own before that of the whole definition."""
    stated = operation.get(key) or root.get(key)
    return [text.partition(";")[0].strip().lower() for text in stated.texts()] if stated else []


def content(schemas: Schemas, node: Node, media: list[str], name: str, accepts: bool) -> Content:
    """What the schema `node` says; `media` are the declared types. `accepts`: of an answer, whose error may be JSON all the
    same."""
    target = node.follow()
    kind, form = target.object().get("type"), target.object().get("format")
    kind = kind if kind == "file" else check.kind(target)
    as_json = [text for text in media if _JSON.fullmatch(text)]
    other = [text for text in media if text not in as_json]
    if kind == "file" or (kind == "string" and form == "binary"):
        return plain("bytes", other or ["application/octet-stream"], accepts)
    if not as_json and other:
        if kind != "string":
            raise node.error(f"{kind or 'object'} as {other[0]} is not supported")
        return plain("text" if other[0].startswith("text/") else "bytes", other, accepts)
    stated = None if not as_json or "application/json" in as_json else as_json[0]
    value, shape = schemas.value(node, name)
    return Content("json", value, shape, stated)


def plain(form: str, media: list[str], accepts: bool) -> Content:
    stated = ", ".join([*media, "application/json"]) if accepts else media[0]
    return Content("text" if form == "text" else "bytes", Type("string"), "one", stated)


class _Reader:
    def __init__(self, schemas: Schemas, operation: Node, root: Node, name: str, method: str) -> None:
        self.schemas = schemas
        self.media = media_types(operation, root, "produces")
        self.name = name
        self.method = method
        self.long_running = operation.flag("x-ms-long-running-operation")
        self.good: dict[int, Content | None] = {}
        self.bad: list[int] = []
        self.default: tuple[Content | None] | None = None
        self.headers: dict[str, Field] = {}

    def content(self, answer: Node, media: list[str]) -> Content | None:
        schema = answer.get("schema")
        return content(self.schemas, schema, media, self.name + "Response", True) if schema else None

    def read(self, given: Node, status: str) -> None:
        answer = given.follow()
        check.response(answer)
        error = answer.flag("x-ms-error-response")
        number = self.status(given, status) if status != "default" else 0
        error = error or (number >= 400 and self.method != "head")
        held = self.content(answer, [] if error or (number == 0 and self.good) else self.media)
        if number == 0:
            self.default = None if error else (held,)
            return
        if error:
            self.bad.append(number)
            return
        self.good[number] = None if self.method == "head" or number in (204, 304) or number < 200 else held
        self.add_headers(answer)

    def status(self, node: Node, text: str) -> int:
        if not re.fullmatch(r"[1-5][0-9][0-9]", text):
            raise node.error("an HTTP status or 'default' is expected")
        return int(text)

    def add_headers(self, answer: Node) -> None:
        for name, node in answer.child("headers").items() if "headers" in answer.object() else ():
            check.header(node)
            self.schemas.describe_as(f"headers.{name}", node)
            if "x-ms-header-collection-prefix" in node.object() or (self.long_running and name.lower() in _OF_POLLER):
                continue
            made = Field(name, self.header_type(node), "one", False, False, False, (), f"headers.{name}")
            first = self.headers.setdefault(name.lower(), made)
            if first.type != made.type:
                raise node.error(f"the header {name} has another type in another answer")

    def header_type(self, node: Node) -> Type:
        """A list stays the text that it is."""
        kind, form = node.object().get("type", "string"), node.object().get("format")
        return Type("string") if kind == "array" else Type(scalar(kind, form), format=form)

    def result(self) -> Content | None:
        """That of 200, else 201, else 202, else whichever there is."""
        first = [status for status in (200, 201, 202) if status in self.good]
        found = (self.good[status] for status in [*first, *sorted(self.good)])
        return next((held for held in found if held is not None), None)


def read(schemas: Schemas, operation: Node, root: Node, name: str, method: str) -> Answers:
    reader = _Reader(schemas, operation, root, name, method)
    responses = operation.need("responses")
    for status, given in sorted(responses.items(), key=lambda item: item[0] == "default"):  # which comes last
        if not status.startswith("x-"):
            reader.read(given, status)
    result = reader.result()
    if not any(status < 400 for status in reader.good):
        if reader.default is None or reader.bad:
            raise responses.error("no answer means success")
        result = reader.default[0] if method != "head" else None  # all there is, so it is not only for errors
    final = final_schema(operation)
    if final is not None:
        called = last_part(final.where) if is_definition(final) else name + "Result"
        result = content(schemas, final, reader.media, called, True)
    unlike = (status for status, held in reader.good.items()
              if result is not None and held != result and (held is not None or status not in (202, 204)))
    return Answers(tuple(sorted(reader.good)), tuple(sorted(unlike)), tuple(sorted(reader.bad)), result,
                   tuple(reader.headers.values()))


def final_schema(operation: Node) -> Node | None:
    """Of the result in the end, where the answers do not say."""
    options = operation.get("x-ms-long-running-operation-options")
    stated = options.get("final-state-schema") if options else None
    return stated.target() if stated else None
