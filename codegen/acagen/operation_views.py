"""Operations as templates print them."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping

from .ctext import WIDTH, Description, harmless, listed, quoted
from .ir import Api, Operation
from .names import Names, kebab, members


class OperationViews:
    def __init__(self, api: Api, names: Names, described: Description) -> None:
        self.api = api
        self.names = names
        self.described = described

    def operation(self, operation: Operation, index: int) -> dict[str, object]:
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
            "comment": self.comment(operation, c_members),
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

    def comment(self, operation: Operation, c_members: Mapping[str, str]) -> str:
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
