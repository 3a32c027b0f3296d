"""Every model and every operation, with bodies made from the definition."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import quote

from definition import API, MODELS, codec, make, own_parameters, requests, typed_requests, writable


def expected_url(path: str, values: dict[str, str], query: dict[str, str]) -> str:
    values = {"subscriptionId": "SUBSCRIPTION", **values}
    filled = re.sub(r"\{(\w+)\}", lambda m: quote(values[m.group(1)], safe="-._~"), path)
    return "https://arm.example" + filled + "?api-version=2023-05-01" + "".join(
        f"&{name}={quote(value, safe='-._~')}" for name, value in query.items())


def test_every_model_is_there_and_loses_nothing() -> None:
    assert len(MODELS) > 180
    made = {name: make(name) for name in MODELS}
    for (name, value), got in zip(made.items(), codec(made.items())):
        assert got.json == value, name
        assert got.warnings == 0, name


def test_requests_leave_out_what_is_read_only() -> None:
    made = {name: make(name) for name in MODELS}
    outcomes = codec(made.items(), as_request=True)
    for (name, value), got in zip(made.items(), outcomes):
        assert got.json == writable(name, value), name
    dropped = sum(got.json != made[name] for name, got in zip(made, outcomes))
    assert dropped > 30


def test_every_operation_by_the_table() -> None:
    jobs = []
    for operation in API.operations:
        body = make(operation.body.model, request=True) if operation.body else None
        jobs.append((operation.id, body, [f"ö {wire}/?&" for wire in own_parameters(operation)]))
    assert len(jobs) == 98
    for operation, (_, body, _), got in zip(API.operations, jobs, requests(jobs)):
        query = {p.wire: f"ö {p.wire}/?&" for p in operation.parameters if p.location == "query" and not p.of_client}
        values = {p.wire: f"ö {p.wire}/?&" for p in operation.parameters if p.location == "path" and not p.of_client}
        status, method, url, text = got
        assert (status, method) == ("0", operation.method), operation.id
        assert url == expected_url(operation.path, values, query)
        assert (json.loads(text) if text else None) == body, operation.id


def test_optional_arguments_may_be_left_out() -> None:
    found = 0
    for operation in API.operations:
        optional = [p.wire for p in operation.parameters if not p.required]
        if optional:
            found += 1
            arguments = [None if wire in optional else "x" for wire in own_parameters(operation)]
            body: dict[str, str] | None = {} if operation.body else None
            (got,) = requests([(operation.id, body, arguments)])
            assert got[0] == "0"
            assert "&" not in got[2]
    assert found == 4


def test_every_argument_that_is_needed_is_named_when_missing() -> None:
    jobs: list[tuple[str, Any, list[str | None]]] = []
    missing = []
    for operation in API.operations:
        for wire in (p.wire for p in operation.parameters if p.required and not p.of_client):
            arguments: list[str | None] = [None if other == wire else "x" for other in own_parameters(operation)]
            jobs.append((operation.id, {} if operation.body else None, arguments))
            missing.append(wire)
    assert len(jobs) > 150
    for wire, got in zip(missing, requests(jobs)):
        assert got[0] == "2"
        assert got[2] == f"{wire}: NULL"


def test_every_typed_function_passes_its_arguments_in_order() -> None:
    typed = typed_requests()
    assert len(typed) == 98
    for operation in API.operations:
        method, url, body = typed[operation.id]
        query = {p.wire: f"<{p.wire}>" for p in operation.parameters if p.location == "query" and not p.of_client}
        values = {p.wire: f"<{p.wire}>" for p in operation.parameters if p.location == "path" and not p.of_client}
        assert method == operation.method
        assert url == expected_url(operation.path, values, query)
        assert body == (json.dumps({"model": operation.body.model}, separators=(",", ":")) if operation.body else "")
