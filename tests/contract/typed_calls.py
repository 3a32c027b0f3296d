"""Writes a C program that calls the request twin of every typed function with arguments that tell which is which, and
has the compiler compare the type of the function that performs it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from schema import OPERATIONS, OVERRIDES, ROOT, Operation

sys.path.insert(0, str(ROOT / "codegen"))

from acagen.names import snake  # noqa: E402

START = """\
#include <aca/aca.h>
#include <stdio.h>

static void show(const char *id, aca_request *request)
{
  printf("%s\\t%s\\t%s\\t%s", id, aca_request_method(request),
         aca_request_status(request) == ACA_OK ? aca_request_url(request) : aca_request_message(request),
         aca_request_body(request, NULL));
  for (size_t i = 0; i < aca_request_header_count(request); i++)
    printf("\\t%s: %s", aca_request_header_at(request, i)->name, aca_request_header_at(request, i)->value);
  printf("\\n");
  aca_request_free(request);
}
"""
MAIN = """
int main(void)
{
  aca_client *client;
  if (aca_client_new(&(aca_client_options){.endpoint = "https://arm.example", .subscription_id = "SUBSCRIPTION"},
                     &client) != ACA_OK)
    return 2;
"""
TYPES = {"string": "const char *", "boolean": "aca_opt_bool"}  # of arguments


def type_of(model: str) -> str:
    """In C, of what a model or a result that is no object gives."""
    if model in ("string", "JSON"):
        return "const char"
    return "const aca_" + snake(OVERRIDES["models"].get(model, {}).get("name", model))


def call(number: int, operation: Operation) -> str:
    """A function that calls both."""
    name = f"aca_{snake(operation.group)}_{snake(operation.verb)}"
    texts = operation.arguments({p.name: f"<{p.name}>" for p in operation.parameters})
    given = [json.dumps(texts[p.name]) if p.type == "string" else f"ACA_BOOL({texts[p.name]})" for p in operation.parameters]
    types = ["aca_client *", *(TYPES[p.type] for p in operation.parameters)]
    body = ""
    if operation.body:
        types.append(f"{type_of(operation.body)} *")
        given.append("&body")
        text = json.dumps(json.dumps({"model": operation.body}, separators=(",", ":")))
        body = f"  {type_of(operation.body)} body = {{.extra_json = {text}}};\n"
    types.append("const aca_call_options *")
    begins = f"  aca_status (*begins)({', '.join([*types, 'aca_poller **'])}) = {name}_begin;\n  (void)begins;\n"
    if operation.next_link:
        types.append("aca_pager **")
    else:
        types.append("aca_response **")
        if operation.result:
            types.append(f"{type_of(operation.result)} **")
    return (f"\nstatic void call_{number}(aca_client *client)\n{{\n"
            f"  aca_status (*performs)({', '.join(types)}) = {name};\n"
            f"  aca_request *request;\n{body}{begins if operation.long_running else ''}"
            f"  (void)performs;\n"
            f"  (void)!{name}_request({', '.join(['client', *given, 'NULL', '&request'])});\n"
            f"  show({json.dumps(operation.id)}, request);\n}}\n")


def main() -> None:
    lines = [START]
    lines += [call(number, operation) for number, operation in enumerate(OPERATIONS.values())]
    lines += [MAIN, *(f"  call_{number}(client);\n" for number in range(len(OPERATIONS)))]
    lines.append("  aca_client_free(client);\n  return 0;\n}\n")
    Path(sys.argv[1]).write_text("".join(lines))


if __name__ == "__main__":
    main()
