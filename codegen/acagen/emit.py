"""IR and names to finished texts: builds small views in which every C word is ready, and prints templates."""

from __future__ import annotations

import functools
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import jinja2

from .ir import Api, Enum, Field, Model, Operation
from .names import Names, claim_all, kebab, members, snake

WIDTH = 118
_SCALARS = {"boolean": "bool", "int32": "int32", "int64": "int64", "double": "double"}
_ROW_TYPES = {"boolean": "ACA__T_BOOL", "int32": "ACA__T_INT32", "int64": "ACA__T_INT64", "double": "ACA__T_DOUBLE",
              "string": "ACA__T_STRING", "json": "ACA__T_JSON", "model": "ACA__T_MODEL"}
_ROW_SHAPES = {"one": "ACA__ONE", "array": "ACA__LIST", "map": "ACA__MAP"}
_FORMATS = {"date-time": "See aca_time_parse().", "byte": "Base64: see aca_base64_decode().", "uuid": "A UUID."}


def quoted(text: str | None) -> str:
    """A C string literal, or NULL."""
    if text is None:
        return "NULL"
    plain = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "?": "\\?"}
    return '"' + "".join(
        plain.get(c, c if c.isprintable() else "".join(f"\\{byte:03o}" for byte in c.encode())) for c in text) + '"'


def harmless(text: str) -> str:
    """`text` for the inside of a comment."""
    return " ".join(text.replace("*/", "* /").replace("/*", "/ *").split())


def comment(text: str, indent: str = "") -> str:
    """A Doxygen comment of as many lines as needed."""
    text = harmless(text)
    lines = textwrap.wrap(text, WIDTH - len(indent) - 7, break_long_words=False,
                          break_on_hyphens=False)
    if len(lines) <= 1:
        return f"{indent}/** {text} */"
    return f"{indent}/** " + f"\n{indent} * ".join(lines) + " */"


def listed(items: Sequence[str], indent: str) -> str:
    """Arguments or parameters after an opening parenthesis, wrapped and aligned."""
    return f",\n{indent}".join(items) if sum(map(len, items)) + 2 * len(items) + len(indent) > WIDTH else ", ".join(items)


@dataclass(frozen=True)
class Description:
    """Sentences by key; none is fine."""

    sentences: Mapping[str, str]

    def of(self, key: str, *more: str) -> str:
        return " ".join(part for part in (self.sentences.get(key, ""), *more) if part)


@functools.cache
def templates() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"), undefined=jinja2.StrictUndefined,
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True, autoescape=False)


class Emitter:
    def __init__(self, api: Api, names: Names, sentences: Mapping[str, str]) -> None:
        claim_all(names, api)
        self.api = api
        self.names = names
        self.described = Description(sentences)
        self.models = {model.name: model for model in api.models}
        self.home = self._homes()
        self.listed = set(api.listed())

    # ---- which model goes to which group ----

    def _reachable(self, start: Iterable[str | None]) -> set[str]:
        found: set[str] = set()
        rest = [name for name in start if name]
        while rest:
            name = rest.pop()
            if name not in found:
                found.add(name)
                rest += [field.type.model for field in self.models[name].fields if field.type.model]
        return found

    def _homes(self) -> dict[str, str]:
        """Each model's file: its group's, or 'models' when it belongs to several or to none."""
        users: dict[str, set[str]] = {name: set() for name in self.models}
        for operation in self.api.operations:
            body = operation.body.model if operation.body else None
            for name in self._reachable([body, operation.result]):
                users[name].add(self.names.group(operation.group))
        return {name: groups.pop() if len(groups) == 1 else "models" for name, groups in users.items()}

    # ---- views ----

    def c_type(self, field: Field) -> str:
        kind, shape = field.type.kind, field.shape
        if field.type.model:
            if shape == "one":
                return f"const {self.names.model(field.type.model)} *"
            return (self.names.list if shape == "array" else self.names.map)(field.type.model) + " "
        if shape == "map":
            return "aca_string_map "
        if kind in _SCALARS:
            return f"aca_{_SCALARS[kind]}_list " if shape == "array" else f"aca_opt_{_SCALARS[kind]} "
        return "aca_string_list " if shape == "array" else "const char *"

    def field_comment(self, field: Field) -> str:
        notes = []
        if field.type.enum:
            notes.append(f"See {self.names.enum(field.type.enum)}.")
        if field.type.kind == "json":
            notes.append("JSON text.")
        notes.append(_FORMATS.get(field.type.format or "", ""))
        notes += [word for word, on in (("Required.", field.required), ("Read-only.", field.read_only),
                                        ("Secret.", field.secret)) if on]
        if field.mutability and "update" not in field.mutability and not field.read_only:
            notes.append("Cannot be changed later.")
        if field.mutability and "read" not in field.mutability:
            notes.append("Never in an answer.")
        return self.described.of(field.described_by, *notes)

    def row(self, model: Model, field: Field, c_member: str) -> str:
        flags = [word for word, on in (("ACA__REQUIRED", field.required), ("ACA__READ_ONLY", field.read_only),
                                       ("ACA__SECRET", field.secret)) if on]
        reference = "NULL"
        if field.type.model:
            reference = "&" + self.names.descriptor(field.type.model)
        elif field.type.enum:
            reference = "&" + self.enum_table(field.type.enum)
        return (f"{{{quoted(field.wire)}, offsetof({self.names.model(model.name)}, {c_member}), "
                f"{_ROW_TYPES[field.type.kind]}, {_ROW_SHAPES[field.shape]}, {' | '.join(flags) or '0'}, {reference}}}")

    def enum_table(self, name: str) -> str:
        return self.names.enum(name).replace(self.names.prefix + "_", self.names.prefix + "__", 1) + "_values"

    def model_view(self, model: Model) -> dict[str, object]:
        c_members = members((f.wire for f in model.fields), ("extra_json",), model.name)
        return {
            "name": quoted(model.name),
            "c": self.names.model(model.name),
            "descriptor": self.names.descriptor(model.name),
            "comment": comment(self.described.of(model.name) or model.name),
            "members": [
                {"comment": comment(text, "  ") if (text := self.field_comment(f)) else "",
                 "declaration": self.c_type(f) + c_members[f.wire]}
                for f in model.fields],
            "rows": [self.row(model, f, c_members[f.wire]) for f in model.fields],
            "next": self.names.next_function(model.name) if model.name in self.listed else None,
        }

    def enum_view(self, enum: Enum) -> dict[str, object]:
        def sentence(value: str) -> str:
            return self.described.of(f"{enum.name}.{value}")

        unknown = [value for value in enum.values if snake(value) == "unknown"]
        note = "Others may come." if enum.open else "No others are expected."
        return {
            "c": self.names.enum(enum.name),
            "of": self.names.enum_of(enum.name),
            "table": self.enum_table(enum.name),
            "open": "true" if enum.open else "false",
            "comment": comment(self.described.of(enum.name, note)),
            "unknown": self.names.enum(enum.name).upper() + "_IS_UNKNOWN",
            "texts": [{"name": self.names.enum_text(enum.name, value), "text": quoted(value),
                       "comment": f" /**< {harmless(sentence(value))} */" if sentence(value) else ""} for value in enum.values],
            "constants": [self.names.enum_constant(enum.name, value) for value in enum.values if value not in unknown],
            # "unknown" stands last in the table, so that the constants are 1 + the index of the others
            "values": [quoted(value) for value in enum.values if value not in unknown] + [quoted(v) for v in unknown],
            "known": len(enum.values) - len(unknown),
        }

    def operation_view(self, operation: Operation, index: int) -> dict[str, object]:
        parameters = [p for p in operation.parameters if not p.of_client]
        fixed = ("client", "body", "options", "response", "result", "request", "pager", "poller", "value", "status", "arguments")
        c_members = members((p.wire for p in parameters), fixed, operation.id)
        key = f"{operation.group}_{operation.verb}"
        arguments = [f"const char *{c_members[p.wire]}" for p in parameters]
        if operation.body:
            arguments.append(f"const {self.names.model(operation.body.model)} *body")
        arguments.append("const aca_call_options *options")
        outputs = ["aca_response **response"]
        if operation.pageable:
            outputs = ["aca_pager **pager"]
        elif operation.result:
            outputs.append(f"const {self.names.model(operation.result)} **result")
        function, request = self.names.function(operation), self.names.request_function(operation)
        begin = self.names.begin_function(operation) if operation.long_running else None
        return {
            "id": quoted(operation.id),
            "group": quoted(kebab(operation.group)),
            "verb": quoted(kebab(operation.verb)),
            "method": quoted(operation.method),
            "path": quoted(operation.path),
            "description": quoted(self.described.of(key)),
            "index": index,
            "function": function,
            "request_function": request,
            "declaration": listed(["aca_client *client", *arguments, *outputs], " " * (len(function) + 1)),
            "request_declaration": listed(["aca_client *client", *arguments, "aca_request **request"],
                                          " " * (len(request) + 1)),
            "begin_function": begin,
            "begin_declaration": listed(["aca_client *client", *arguments, "aca_poller **poller"],
                                        " " * (len(begin or "") + 1)),
            "pageable": operation.pageable,
            "comment": self.operation_comment(operation, c_members),
            "arguments": ", ".join(c_members[p.wire] for p in parameters),
            "table": f"{function}_parameters".replace(self.names.prefix + "_", "", 1) if parameters else "NULL",
            "parameters": [
                f"{{{quoted(p.wire)}, {str(p.location == 'query').lower()}, {str(p.required).lower()}, "
                f"{str(p.encoded).lower()}, {quoted(self.described.of('parameters.' + p.wire))}}}" for p in parameters],
            "count": len(parameters),
            "body": "&" + self.names.descriptor(operation.body.model) if operation.body else "NULL",
            "body_argument": "body" if operation.body else "NULL",
            "body_name": quoted(operation.body.wire if operation.body else None),
            "body_required": str(bool(operation.body and operation.body.required)).lower(),
            "result": "&" + self.names.descriptor(operation.result) if operation.result else "NULL",
            "has_result": operation.result is not None,
            "items": quoted(operation.items),
            "next_link": quoted(operation.next_link or None),
            "long_running": str(operation.long_running).lower(),
            "final_state_via": quoted(operation.final_state_via),
            "success": ", ".join(map(str, (*operation.success, 0))),
        }

    def operation_comment(self, operation: Operation, c_members: Mapping[str, str]) -> str:
        lines = [self.described.of(f"{operation.group}_{operation.verb}") or operation.id, "",
                 f"{operation.method} {operation.path}"]
        for p in operation.parameters:
            if p.wire in c_members:
                optional = "" if p.required else "NULL: not sent."
                lines.append(f"@param {c_members[p.wire]} {self.described.of('parameters.' + p.wire, optional)}".rstrip())
        if operation.body:
            optional = "" if operation.body.required else "NULL: none."
            lines.append(f"@param body {self.described.of('parameters.' + operation.body.wire, optional)}".rstrip())
        if operation.long_running:
            lines.append("Waits until the operation has ended.")
        if operation.pageable:
            item = self.api.item(operation)
            function = self.names.next_function(item) if item else "aca_pager_next"
            lines.append(f"@param pager always set, and nothing is sent yet: {function}() does, and gives the items. "
                         "Free it with aca_pager_free().")
        elif operation.result:
            empty = " NULL for an answer without a body (202, 204)." if {202, 204} & set(operation.success) else ""
            lines.append(f"@param result set on success; lives in the response.{empty}")
        wrapped = [part for line in lines
                   for part in (textwrap.wrap(harmless(line), WIDTH - 6, break_long_words=False, break_on_hyphens=False) or [""])]
        return "/** " + "\n".join((" * " + line if number else line).rstrip() for number, line in enumerate(wrapped)) + " */"

    # ---- files ----

    def render(self, template: str, **view: object) -> str:
        return templates().get_template(template).render(
            prefix=self.names.prefix, macro_prefix=self.names.prefix.upper(), version=self.api.version,
            title=harmless(self.api.title), **view)

    def files(self) -> dict[str, str]:
        """Every generated file by its path."""
        prefix = self.names.prefix
        groups: dict[str, list[Operation]] = {}
        for operation in self.api.operations:
            groups.setdefault(self.names.group(operation.group), []).append(operation)
        homes: dict[str, list[Model]] = {"models": [], **{group: [] for group in groups}}
        for model in self.api.models:
            homes[self.home[model.name]].append(model)
        result: dict[str, str] = {}
        for base, models in homes.items():
            view = {
                "base": base,
                "guard": self.names.macro(base + "_h"),
                "models": [self.model_view(model) for model in models],
                "operations": [self.operation_view(o, i) for i, o in enumerate(groups.get(base, []))],
            }
            result[f"include/{prefix}/{base}.h"] = self.render("group.h.j2", **view)
            result[f"src/{base}.c"] = self.render("group.c.j2", **view)
        enums = [self.enum_view(enum) for enum in self.api.enums]
        result[f"include/{prefix}/enums.h"] = self.render("enums.h.j2", enums=enums)
        result["src/enums.c"] = self.render("enums.c.j2", enums=enums)
        whole = {
            "models": [{"c": self.names.model(m.name), "descriptor": self.names.descriptor(m.name)}
                       for m in self.api.models],
            "lists": self.used("array"),
            "maps": self.used("map"),
            "groups": sorted(homes),
            "operation_groups": [{"base": base, "count": len(groups[base])} for base in sorted(groups)],
        }
        result[f"include/{prefix}/types.h"] = self.render("types.h.j2", **whole)
        result[f"include/{prefix}/api.h"] = self.render("api.h.j2", **whole)
        result["src/api.c"] = self.render("api.c.j2", **whole)
        result["src/tables.h"] = self.render("tables.h.j2", enums=enums, **whole)
        return result

    def used(self, shape: str) -> list[dict[str, str]]:
        """The models that stand in lists or maps."""
        found = {f.type.model for m in self.api.models for f in m.fields if f.shape == shape and f.type.model}
        make = self.names.list if shape == "array" else self.names.map
        return [{"c": self.names.model(name), shape: make(name)} for name in sorted(found)]
