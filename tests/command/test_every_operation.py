"""Each operation of the definition: the request is what the definition says, and both of its names lead to it."""

import json
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import pytest
from shell import ROOT, SPEC, SUBSCRIPTION, VERSION, Result, Shell

NOT_OPTIONS = ("subscriptionId", "api-version")


@dataclass(frozen=True)
class Operation:
    id: str
    method: str
    path: str
    parameters: tuple[tuple[str, str, str], ...]  # name, "path", "query" or "header", and the value that is given
    has_body: bool
    body_required: bool


def resolved(parameter: dict[str, Any]) -> dict[str, Any]:
    reference = parameter.get("$ref")
    found: dict[str, Any] = SPEC["parameters"][reference.rpartition("/")[2]] if reference else parameter
    return found


def value_of(name: str) -> str:
    """One that must be percent-encoded."""
    return f"a {name}/é"


def operations() -> Iterator[Operation]:
    for path, methods in SPEC["paths"].items():
        for method, operation in methods.items():
            if method == "parameters":
                continue
            given = [resolved(p) for p in [*methods.get("parameters", []), *operation.get("parameters", [])]]
            bodies = [p for p in given if p["in"] == "body"]
            options = tuple((p["name"], p["in"], "false" if p["type"] == "boolean" else value_of(p["name"]))
                            for p in given if p["in"] != "body" and p["name"] not in NOT_OPTIONS)
            required = any(p.get("required", False) for p in bodies)
            yield Operation(operation["operationId"], method.upper(), path, options, bool(bodies), required)


OPERATIONS = {operation.id: operation for operation in operations()}


def kebab(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", name.lstrip("$")).lower()


def arguments(operation: Operation) -> list[str]:
    made = [word for name, _, value in operation.parameters for word in (f"--{kebab(name)}", value)]
    return [*made, *(["--body", '{"tags":{"k":"v"}}'] if operation.has_body else []), "--dry-run"]


def url(operation: Operation) -> str:
    values = {"subscriptionId": SUBSCRIPTION, **{name: value for name, _, value in operation.parameters}}
    path = re.sub(r"{(\w+)}", lambda m: quote(values[m[1]], safe=""), operation.path)
    query = "".join(f"&{n}={quote(value, safe='')}" for n, where, value in operation.parameters if where == "query")
    return f"https://management.azure.com{path}?api-version={VERSION}{query}"


def names_of(listing: str) -> dict[str, tuple[str, str]]:
    """From `aca ops`: the group and the verb of each operationId."""
    rows = [re.split(r"\s+", line, maxsplit=3) for line in listing.splitlines()]
    return {row[2]: (row[0], row[1]) for row in rows}


@pytest.fixture(scope="module")
def listed() -> dict[str, tuple[str, str]]:
    return names_of(Shell()("ops").out)


@pytest.fixture(scope="module")
def results(listed: dict[str, tuple[str, str]]) -> dict[str, Result]:
    """A run of each, some at once."""
    shell = Shell({"AZURE_SUBSCRIPTION_ID": SUBSCRIPTION})
    with ThreadPoolExecutor(4) as pool:
        return dict(zip(OPERATIONS, pool.map(lambda o: shell(*listed[o.id], *arguments(o)), OPERATIONS.values())))


def test_the_list_is_complete_and_sorted(listed: dict[str, tuple[str, str]]) -> None:
    assert len(OPERATIONS) == 98 or VERSION != "2023-05-01"
    assert set(listed) == set(OPERATIONS)
    assert list(listed.values()) == sorted(set(listed.values()))
    for id, (group, verb) in listed.items():
        if "_" in id:
            assert (group, verb) == tuple(kebab(part) for part in id.split("_"))


@pytest.mark.parametrize("id", OPERATIONS)
def test_request(id: str, results: dict[str, Result]) -> None:
    operation = OPERATIONS[id]
    result = results[id]
    assert (result.code, result.err) == (0, "")
    head, _, body = result.out.partition("\n\n")
    request_line, *headers = head.rstrip("\n").split("\n")
    assert request_line == f"{operation.method} {url(operation)}"
    assert body == ('{"tags":{"k":"v"}}\n' if operation.has_body else "")
    assert headers[0] == "Accept: application/json" and headers[1].startswith("x-ms-client-request-id: ")
    assert headers[2:] == (["Content-Type: application/json"] if operation.has_body else []) + [
        f"{name}: {value}" for name, where, value in operation.parameters if where == "header"]


def test_help_of_every_operation(bare: Shell, listed: dict[str, tuple[str, str]]) -> None:
    """Which is asked for by the operationId."""
    with ThreadPoolExecutor(4) as pool:
        texts = dict(zip(OPERATIONS, pool.map(lambda id: bare("help", id).out, OPERATIONS)))
    for id, operation in OPERATIONS.items():
        options = re.findall(r"^  --([\w-]+)", texts[id], re.M)
        expected = [kebab(name) for name, *_ in operation.parameters]
        expected += ["subscription"] if "{subscriptionId}" in operation.path else []
        assert options == expected + (["body"] if operation.has_body else [])
        assert texts[id].startswith(f"{' '.join(listed[id])} ({id})\n")
        assert f"\n{operation.method} {operation.path}\n" in texts[id]
