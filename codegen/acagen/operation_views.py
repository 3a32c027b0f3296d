"""Operations as templates print them."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence

from .ctext import WIDTH, Description, comment, harmless, listed, quoted
from .ir import Api, Content, Field, Group, Operation, Parameter, Shape, Type
from .model_views import ModelViews
from .names import Names, kebab, members

# Parameters and variables of the generated functions.
_OWN = ("client", "body", "options", "response", "result", "request", "pager", "poller", "value", "status", "arguments")
_PLACES = {"path": "ACA_IN_PATH", "query": "ACA_IN_QUERY", "header": "ACA_IN_HEADER"}
_TYPES = {"string": "", "boolean": "ACA_PARAMETER_BOOL", "int32": "ACA_PARAMETER_INT32", "int64": "ACA_PARAMETER_INT64",
          "double": "ACA_PARAMETER_DOUBLE"}


def _field(content: Content) -> Field:
    """The value of a body or an answer, as if a model had it."""
    return Field("", content.type, content.shape, False, False, False, (), "")


def words(kind: Type, shape: Shape) -> str:
    """What a value is, for people."""
    item = {"double": "number", "decimal": "number", "json": "JSON"}.get(kind.kind, kind.model or kind.kind)
    if kind.item is not None:
        item = words(kind.item, "array" if kind.kind == "array" else "map")
    return {"one": item, "array": f"list of {item}", "map": f"map of {item}"}[shape]


def called(parameters: Sequence[Parameter], structs: Sequence[str], reserved: Sequence[str], where: str) -> dict[str, str]:
    """The arguments or members for parameters, by the place of each, and for structs of some, by the name of each."""
    given = {**{p.place: p.client_name for p in parameters}, **{name: name for name in structs}}
    return members(given, reserved, where, {p.place for p in parameters if p.client_name != p.wire})


class OperationViews:
    def __init__(self, api: Api, names: Names, described: Description, model_views: ModelViews) -> None:
        self.api = api
        self.grouped = {group.name: called(group.members, (), (), group.name) for group in api.groups}
        self.names = names
        self.described = described
        self.model_views = model_views

    # ---- arguments ----

    def argument_type(self, p: Parameter) -> str:
        """Structs go by pointer."""
        made = self.member_type(p)
        return f"const {made}*" if p.separator else made

    def member_type(self, p: Parameter) -> str:
        return self.model_views.c_type(Field("", p.type, "array" if p.separator else "one", False, False, False, (), ""))

    def value(self, p: Parameter, c_member: str) -> str:
        """What the table of arguments holds, where the C expression `c_member` is the argument."""
        return f"&{c_member}" if not p.separator and p.type.kind != "string" else c_member

    def grouped_value(self, p: Parameter, struct: str) -> str:
        address = "&" if p.separator or p.type.kind != "string" else ""
        member = self.grouped[p.group or ""][p.place]
        return f"{struct} != NULL ? {address}{struct}->{member} : NULL"

    def notes(self, p: Parameter, absent: str) -> str:
        """Sentences about one parameter; `absent` says how it is left out."""
        said = [f"See {self.names.enum(p.type.enum)}."] if p.type.enum else []
        if p.default is not None and not p.required:
            said.append(f"Default: {p.default}.")
        if p.encoded:
            said.append("Percent-encoded by the caller.")
        return self.described.of("parameters." + p.wire, *said, "" if p.required else absent)

    def group(self, group: Group) -> dict[str, object]:
        c_members = self.grouped[group.name]
        return {
            "c": self.names.parameter_group(group.name),
            "members": [
                {"comment": comment(text, "  ") if (text := self.notes(p, "Optional.")) else "",
                 "declaration": self.member_type(p) + c_members[p.place]} for p in group.members],
        }

    # ---- what is no model ----

    def whole(self, content: Content | None, table: str) -> dict[str, str] | None:
        """The table of a value that is no object of a model; None where there is another."""
        if content is None or content.form != "json" or content.model is not None:
            return None
        return {"table": table, "name": quoted(words(content.type, content.shape)), "row": self.model_views.value_row(content.type, content.shape, False)}

    def reference(self, content: Content | None, table: str) -> str:
        if content is None:
            return "NULL"
        if content.form != "json":
            return f"&aca_as_{content.form}"
        return "&" + (self.names.descriptor(content.model) if content.model else table)

    def content_type(self, content: Content) -> str:
        """With the blank or asterisk after it."""
        if content.form != "json":
            return "const char *" if content.form == "text" else "const aca_bytes *"
        made = self.model_views.c_type(_field(content))
        return made if made.endswith("*") else f"const {made}*"

    # ---- the whole ----

    def operation(self, operation: Operation, index: int) -> dict[str, object]:
        mine = [p for p in operation.parameters if not p.of_client]
        single = [p for p in mine if p.group is None]
        groups = list(dict.fromkeys(p.group for p in mine if p.group is not None))
        c_arguments = called(single, groups, _OWN, operation.id)
        taken = [self.argument_type(p) + c_arguments[p.place] for p in single]
        taken += [f"const {self.names.parameter_group(g)} *{c_arguments[g]}" for g in groups]
        if operation.body:
            taken.append(self.content_type(operation.body.content) + "body")
        taken.append("const aca_call_options *options")
        outputs = ["aca_response **response"]
        if operation.pageable:
            outputs = ["aca_pager **pager"]
        elif operation.result:
            outputs.append(self.content_type(operation.result) + "*result")
        function, request = self.names.function(operation), self.names.request_function(operation)
        begin = self.names.begin_function(operation) if operation.long_running else None
        local = self.names.local(function) + "_"  # what no argument can be called
        body, result = operation.body.content if operation.body else None, operation.result
        passed = [c_arguments[p.place] for p in single] + [c_arguments[g] for g in groups]
        passed += ["body"] * (body is not None) + ["options"]
        values = [self.value(p, c_arguments[p.place]) if p.group is None
                  else self.grouped_value(p, c_arguments[p.group]) for p in mine]
        return {
            "id": quoted(operation.id),
            "group": quoted(kebab(operation.group)),
            "verb": quoted(kebab(operation.verb)),
            "method": quoted(operation.method),
            "path": quoted(operation.path),
            "description": quoted(self.sentence(operation)),
            "index": index,
            "function": function,
            "request_function": request,
            "declaration": listed(["aca_client *client", *taken, *outputs], " " * (len(function) + 1)),
            "request_declaration": listed(["aca_client *client", *taken, "aca_request **request"], " " * (len(request) + 1)),
            "begin_function": begin,
            "begin_declaration": listed(["aca_client *client", *taken, "aca_poller **poller"], " " * (len(begin or "") + 1)),
            "passed": listed(["client", *passed, "&request"], " " * len(f"  (void)!{request}(")),
            "pageable": operation.pageable,
            "comment": self.comment(operation, single, groups, c_arguments),
            "values": listed(values, " " * len("  const void *const arguments[] = {")),
            "table": f"{local}_parameters" if mine else "NULL",
            "parameters": [self.parameter(p) for p in mine],
            "count": len(mine),
            "wholes": [w for w in (self.whole(body, local + "_body"), self.whole(result, local + "_result")) if w],
            "body": self.reference(body, local + "_body"),
            "body_argument": "body" if body else "NULL",
            "body_name": quoted(operation.body.wire if operation.body else None),
            "body_required": str(bool(operation.body and operation.body.required)).lower(),
            "content_type": quoted(body.media) if body and body.media else "",
            "result": self.reference(result, local + "_result"),
            "accept": quoted(result.media) if result and result.media else "",
            "has_result": result is not None,
            "items": quoted(operation.items),
            "next_link": quoted(operation.next_link or None),
            "long_running": str(operation.long_running).lower(),
            "final_state_via": quoted(operation.final_state_via),
            "success": ", ".join(map(str, (*operation.success, 0))),
            "unlike": ", ".join(map(str, (*operation.unlike, 0))) if operation.unlike else "",
            "headers": self.headers(operation, local) if operation.headers else None,
        }

    def parameter(self, p: Parameter) -> str:
        """The row of one, without what is zero in it."""
        known = self.model_views.enum_table(p.type.enum) if p.type.enum and p.type.kind == "string" else ""
        parts = {"name": quoted(p.wire), "place": _PLACES[p.location] if p.location != "path" else "",
                 "type": _TYPES[p.type.kind], "separator": {"": "", "\t": "'\\t'"}.get(p.separator, f"'{p.separator}'"),
                 "required": "true" if p.required else "", "encoded": "true" if p.encoded else "",
                 "may_be_empty": "true" if p.may_be_empty else "", "known": f"&{known}" if known else "",
                 "description": quoted(self.described.of("parameters." + p.wire))}
        return "{" + ", ".join(f".{name} = {text}" for name, text in parts.items() if text) + "}"

    def headers(self, operation: Operation, local: str) -> dict[str, object]:
        c = self.names.headers(operation)
        c_members = members({f.wire: f.wire for f in operation.headers}, (), operation.id)
        return {
            "c": c,
            "function": self.names.headers_function(operation),
            "model": f"{local}_headers",
            "rows_name": f"{local}_headers_rows",
            "name": quoted(f"headers of {operation.id}"),
            "members": [
                {"comment": comment(text, "  ") if (text := self.model_views.field_comment(f)) else "",
                 "declaration": self.model_views.c_type(f) + c_members[f.wire]} for f in operation.headers],
            "rows": [self.model_views.struct_row(c, f, c_members[f.wire]) for f in operation.headers],
        }

    def comment(self, operation: Operation, single: Sequence[Parameter], groups: Sequence[str],
                c_arguments: Mapping[str, str]) -> str:
        lines = [self.sentence(operation) or operation.id, "",
                 f"{operation.method} {operation.path}"]
        if operation.deprecated:
            lines.append("Deprecated: a later api-version may be without it.")
        for p in single:
            absent = "{0}: not sent." if not p.separator and p.type.kind != "string" else "NULL: not sent."
            lines.append(f"@param {c_arguments[p.place]} {self.notes(p, absent)}".rstrip())
        for g in groups:
            inside = [p for p in operation.parameters if p.group == g]
            absent = "" if any(p.required for p in inside) else " NULL: none of them."
            lines.append(f"@param {c_arguments[g]} {', '.join(self.grouped[g][p.place] for p in inside)}.{absent}")
        if operation.body:
            optional = "" if operation.body.required else "NULL: none."
            what = self.content_note(operation.body.content)
            lines.append(f"@param body {self.described.of('parameters.' + operation.body.wire, what, optional)}".rstrip())
        if operation.long_running and not operation.pageable:
            lines.append("Waits until the operation has ended.")
        lines += self.outputs(operation)
        wrapped = [part for line in lines
                   for part in (textwrap.wrap(harmless(line), WIDTH - 6, break_long_words=False, break_on_hyphens=False) or [""])]
        return "/** " + "\n".join((" * " + line if number else line).rstrip() for number, line in enumerate(wrapped)) + " */"

    def outputs(self, operation: Operation) -> list[str]:
        if operation.pageable:
            item = self.api.item(operation)
            function = self.names.next_function(item) if item else "aca_pager_next"
            waits = " It waits until the operation has ended." if operation.long_running else ""
            return [f"@param pager always set, and nothing is sent yet: {function}() does, and gives the items.{waits} "
                    "Free it with aca_pager_free()."]
        if operation.result is None:
            head = operation.method == "HEAD" and any(status >= 400 for status in operation.success)
            return ["The answer is the HTTP status: see aca_response_http_status()."] if head else []
        empty = " NULL for an answer without a body (202, 204)." if {202, 204} & set(operation.success) else ""
        if operation.unlike:
            unlike = ", ".join(map(str, operation.unlike))
            empty += f" NULL with HTTP status {unlike}: aca_response_body() has what came."
        note = self.content_note(operation.result)
        return [f"@param result set on success; lives in the response.{' ' if note else ''}{note}{empty}"]

    def sentence(self, operation: Operation) -> str:
        return self.described.of(f"{operation.group}_{operation.verb}") or self.described.of(operation.id)

    def content_note(self, content: Content) -> str:
        """What cannot be seen from the C type."""
        if content.form == "bytes":
            return "Bytes as they are."
        if content.form == "text":
            return "Text that is no JSON."
        if content.type.kind == "json":
            return "JSON text." if content.shape == "one" else "Each is JSON text."
        return f"See {self.names.enum(content.type.enum)}." if content.type.enum else ""
