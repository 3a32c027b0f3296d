"""Every model and every operation, with bodies made from the definition."""

from __future__ import annotations

import json
import re
import sys
from typing import Any

from program import ARGUMENT, HEADERS, OK, Sent, answers, ask, codec, requests, run, same
from schema import COUNTED, KINDS, MODELS, OPERATIONS, PROPERTIES, ROOT, SPEC, VERSION, make, row, writable
from urls import url

sys.path.insert(0, str(ROOT / "codegen"))

from acagen.names import member, snake  # noqa: E402

MADE = {name: make(name) for name in MODELS}


def test_the_comparison_itself() -> None:
    assert same({"a": [1, None], "b": None}, {"a": [1.0, None], "c": None})
    different: list[tuple[Any, Any]] = [(True, 1), (0, False), ({"a": 1}, {}), ([None], []), ("1", 1), ({}, []),
                                        (None, False), ({}, None)]
    for given, got in different:
        assert not same(given, got) and not same(got, given)


def test_every_model_is_there() -> None:
    assert ask(["models"]) == [sorted(MODELS)]
    assert len(MODELS) == 185 or VERSION != "2023-05-01"


def test_every_property_is_in_the_tables() -> None:
    """In its place and with its type: else it would pass through as unknown, and nobody would see that."""
    answers = ask([f"rows\t{name}" for name in MODELS])
    for (name, found), rows in zip(PROPERTIES.items(), answers):
        assert rows == [row(wire, given) for wire, given in found.items()], name
    print(f"{sum(map(len, answers))} properties")


def test_every_operation_is_in_the_table() -> None:
    answers = ask([f"operation\t{name}" for name in OPERATIONS])
    assert answers == [operation.row for operation in OPERATIONS.values()]


def test_nothing_is_lost() -> None:
    for (name, value), got in zip(MADE.items(), codec(MADE.items())):
        assert same(value, got.json), name
        assert got.json == value, name
        assert got.warnings == 0, name
        assert value.keys() == PROPERTIES[name].keys(), name
    print(f"{len(MADE)} models")


def test_kinds_are_told_apart() -> None:
    """Where the object that they build on is expected, what is read-only in one of them shows that it was recognised."""
    jobs = [(base, make(kind)) for base, kinds in KINDS.items() for kind in kinds.values()]
    for (base, value), whole, sent in zip(jobs, codec(jobs), codec(jobs, as_request=True)):
        assert (whole.json, whole.warnings, sent.json) == (value, 0, writable(base, value)), base
        unknown = {**value, **{name: "other" for name, given in PROPERTIES[base].items() if given.tells}}
        assert codec([(base, unknown)])[0].json == unknown
    kinds = [definition for definition in SPEC["definitions"].values() if "x-ms-discriminator-value" in definition]
    assert len(jobs) == len(kinds)
    print(f"{len(jobs)} kinds")


def test_results_are_read_whole() -> None:
    """As operations name them, also what is no object."""
    jobs = [(o.id, {"string": "caf\u00e9", "JSON": {"any": [1, None]}}.get(o.result) or MADE[o.result])
            for o in OPERATIONS.values() if o.result]
    for (name, value), got in zip(jobs, answers(jobs)):
        assert (got.json, got.warnings) == (value, 0), name
    print(f"{len(jobs)} results")


def test_requests_leave_out_what_is_read_only() -> None:
    outcomes = codec(MADE.items(), as_request=True)
    for (name, value), got in zip(MADE.items(), outcomes):
        assert same(writable(name, value), got.json), name
        assert same(make(name, request=True), got.json), name
    dropped = sum(got.json != MADE[name] for name, got in zip(MADE, outcomes))
    print(f"{dropped} models with read-only properties")
    assert dropped > 30


def test_every_operation_by_the_table() -> None:
    jobs, arguments = [], []
    for operation in OPERATIONS.values():
        values = operation.arguments({p.name: f"\u00f6 {p.name}/?&" for p in operation.parameters})
        arguments.append(values)
        jobs.append((operation.id, MADE[operation.body] if operation.body else None, [*values.values()]))
    assert len(jobs) == COUNTED.get(VERSION, len(OPERATIONS))
    for operation, values, got in zip(OPERATIONS.values(), arguments, requests(jobs)):
        assert (got.status, got.method) == (OK, operation.method), operation.id
        assert got.url == url(operation, values)
        assert got.headers == operation.headers(values, body=operation.body is not None)
        expected = make(operation.body, request=True) if operation.body else None
        assert same(expected, json.loads(got.body) if got.body else None), operation.id
    print(f"{len(jobs)} requests, {sum(o.body is not None for o in OPERATIONS.values())} with a body")


def test_optional_arguments_may_be_left_out() -> None:
    optional = [o for o in OPERATIONS.values() if not all(p.required for p in o.parameters)]
    assert optional
    for operation in optional:
        values = operation.arguments({p.name: "x" for p in operation.parameters if p.required})
        body: dict[str, str] | None = {} if operation.body else None
        (sent,) = requests([(operation.id, body, [values.get(p.name) for p in operation.parameters])])
        assert (sent.status, sent.url) == (OK, url(operation, values))
        assert sent.headers == operation.headers(values, body=body is not None)


def test_every_argument_that_is_needed_is_named_when_missing() -> None:
    jobs: list[tuple[str, dict[str, str] | None, list[str | None]]] = []
    missing: list[str] = []
    for operation in OPERATIONS.values():
        given = operation.arguments({p.name: "x" for p in operation.parameters})
        for wire in (p.name for p in operation.parameters if p.required):
            arguments = [None if p.name == wire else given[p.name] for p in operation.parameters]
            jobs.append((operation.id, {} if operation.body else None, arguments))
            missing.append(wire)
        if operation.body_name and operation.body_required:
            jobs.append((operation.id, None, [*given.values()]))
            missing.append(operation.body_name)
    for (name, _, _), wire, got in zip(jobs, missing, requests(jobs)):
        assert (got.status, got.url) == (ARGUMENT, f"{wire}: NULL"), name
    print(f"{len(jobs)} requests that lack one thing")
    assert len(jobs) > 100


def test_optional_bodies_may_be_left_out() -> None:
    optional = [o for o in OPERATIONS.values() if o.body and not o.body_required]
    assert optional
    for sent in requests([(o.id, None, ["x" for _ in o.parameters]) for o in optional]):
        assert (sent.status, sent.body) == (OK, "")


# ---- typed functions ----


def test_every_typed_function_passes_its_arguments_in_order() -> None:
    typed = {name: Sent.of(OK, rest) for name, *rest in run("ACA_CONTRACT_TYPED")}
    assert list(typed) == list(OPERATIONS)
    for operation in OPERATIONS.values():
        body = json.dumps({"model": operation.body}, separators=(",", ":")) if operation.body else ""
        values = operation.arguments({p.name: f"<{p.name}>" for p in operation.parameters})
        assert typed[operation.id] == Sent(OK, operation.method, url(operation, values), body,
                                           operation.headers(values, body=bool(body)))
    print(f"{len(typed)} typed functions")


def prototypes() -> dict[str, list[str]]:
    """The names of the parameters of every function in the generated headers."""
    found = {}
    for path in HEADERS:
        for name, parameters in re.findall(r"^(aca_\w+)\(([^)]*)\);", path.read_text(), flags=re.M):
            found[name] = [re.split(r"[ *]", parameter)[-1] for parameter in parameters.split(",")]
    return found


def test_every_typed_function_names_its_arguments() -> None:
    found = prototypes()
    begun = [o for o in OPERATIONS.values() if o.long_running]
    assert len(found) == 2 * len(OPERATIONS) + len(begun) and begun
    for operation in OPERATIONS.values():
        name = f"aca_{snake(operation.group)}_{snake(operation.verb)}"
        start = ["client", *(member(p.name) for p in operation.parameters), *(["body"] if operation.body else []), "options"]
        assert found[name + "_request"] == [*start, "request"]
        outputs = ["pager"] if operation.next_link else ["response", *(["result"] if operation.result else [])]
        assert found[name] == [*start, *outputs]
        if operation.long_running:
            assert found[name + "_begin"] == [*start, "poller"]
