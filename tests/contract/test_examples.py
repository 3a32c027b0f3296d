"""Upstream's examples: requests as the definition says, answers without loss."""

from __future__ import annotations

import json
import re
from urllib.parse import quote

from definition import codec, own_parameters, requests, without_nulls, writable
from examples import examples, needed


@needed
def test_requests() -> None:
    found = list(examples())
    assert len(found) == 105
    jobs = [(e.operation.id, e.request_body, [e.parameters.get(wire) for wire in own_parameters(e.operation)])
            for e in found]
    for example, (status, method, url, body) in zip(found, requests(jobs)):
        assert status == "0", (example.name, url)
        assert method == example.operation.method
        values = {**example.parameters, "subscriptionId": "SUBSCRIPTION"}
        path = re.sub(r"\{(\w+)\}", lambda m: quote(values[m.group(1)], safe="-._~"), example.operation.path)
        given_query = [p.wire for p in example.operation.parameters
                       if p.location == "query" and not p.of_client and p.wire in example.parameters]
        query = "".join(f"&{wire}={quote(example.parameters[wire], safe='-._~')}" for wire in given_query)
        assert url == f"https://arm.example{path}?api-version=2023-05-01{query}"
        if example.request_body is None:
            assert body == ""
        else:
            assert example.operation.body
            expected = writable(example.operation.body.model, example.request_body)
            assert without_nulls(json.loads(body)) == without_nulls(expected), example.name
    print(f"{len(found)} requests")


@needed
def test_bodies_are_equal_up_to_nulls() -> None:
    jobs, places = [], []
    for example in examples():
        for place, body in example.bodies:
            jobs.append((example.model(place), body))
            places.append((example.name, place))
    for where, (_, body), got in zip(places, jobs, codec(jobs)):
        assert without_nulls(got.json) == without_nulls(body), where
    answers = sum(place != "request" for _, place in places)
    print(f"{answers} answers, {len(places) - answers} request bodies")
    assert (answers, len(places) - answers) == (98, 28)
