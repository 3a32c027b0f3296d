"""Upstream's examples: requests as the definition says, answers without loss."""

from __future__ import annotations

import json

from examples import examples, needed
from program import OK, codec, requests, same
from schema import OPERATIONS, VERSION, writable
from urls import url


@needed
def test_requests() -> None:
    found = list(examples())
    assert len(found) == 105 or VERSION != "2023-05-01"
    assert {e.operation.id for e in found} == set(OPERATIONS)
    jobs = [(e.operation.id, e.request_body, [e.parameters.get(p.name) for p in e.operation.parameters]) for e in found]
    bodies = 0
    for example, sent in zip(found, requests(jobs)):
        operation = example.operation
        assert (sent.status, sent.method) == (OK, operation.method), (example.name, sent.url)
        given = {p.name: example.parameters[p.name] for p in operation.parameters if p.name in example.parameters}
        assert sent.url == url(operation, given)
        assert bool(sent.body) == (example.request_body is not None)
        if sent.body:
            bodies += 1
            assert same(writable(operation.body or "?", example.request_body), json.loads(sent.body)), example.name
    print(f"{len(found)} requests, {bodies} with a body")


@needed
def test_bodies_are_equal_up_to_nulls() -> None:
    found = [(example.name, *body) for example in examples() for body in example.bodies]
    for (name, place, _, body), got in zip(found, codec((model, body) for _, _, model, body in found)):
        assert same(body, got.json), (name, place)
    answers = sum(place != "request" for _, place, _, _ in found)
    print(f"{answers} answers and {len(found) - answers} request bodies")
    assert (answers, len(found) - answers) == (98, 28) or VERSION != "2023-05-01"
