"""Writes a C program that calls the request twin of every typed function with arguments that tell which is which."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from definition import API, ROOT, own_parameters

from acagen import overrides
from acagen.names import Names

START = """\
#include <aca/aca.h>
#include <stdio.h>

static aca_client *client;

static void show(const char *id, aca_request *request)
{
  printf("%s\\t%s\\t%s\\t%s\\n", id, aca_request_method(request),
         aca_request_status(request) == ACA_OK ? aca_request_url(request) : aca_request_message(request),
         aca_request_body(request, NULL));
  aca_request_free(request);
}

int main(void)
{
  aca_request *request;
  if (aca_client_new(&(aca_client_options){.endpoint = "https://arm.example", .subscription_id = "SUBSCRIPTION"},
                     &client) != ACA_OK)
    return 2;
"""


def main() -> None:
    names = Names("aca", overrides.read(ROOT / "spec/overrides.json").names)
    lines = [START]
    for operation in API.operations:
        arguments = [json.dumps(f"<{wire}>") for wire in own_parameters(operation)]
        if operation.body:
            arguments.append(f"&({names.model(operation.body.model)}){{.extra_json = \"{{\\\"model\\\":\\\"{operation.body.model}\\\"}}\"}}")
        given = ", ".join(["client", *arguments, "NULL", "&request"])
        lines.append(f"  (void)!{names.request_function(operation)}({given});\n"
                     f"  show({json.dumps(operation.id)}, request);\n")
    lines.append("  aca_client_free(client);\n  return 0;\n}\n")
    Path(sys.argv[1]).write_text("".join(lines))


main()
