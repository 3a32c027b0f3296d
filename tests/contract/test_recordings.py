"""Recorded traffic of the real service: every body decoded and encoded again, equal up to nulls."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from definition import API, SHARED, codec, without_nulls

from acagen.ir import Operation

FOLDER = SHARED / "recordings"
FILES = sorted(FOLDER.glob("*2023-05-01.jsonl"))
needed = pytest.mark.skipif(not FILES, reason=f"nothing to compare with: no recordings in {SHARED.name}")
PATHS = [(re.compile(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(o.path)) + "/?", re.I), o) for o in API.operations]


def exchanges() -> Iterator[dict[str, Any]]:
    for path in FILES:
        for line in path.read_text("utf-8").splitlines():
            record = json.loads(line)
            yield from record.get("steps") or [record]


def operation_of(exchange: dict[str, Any]) -> Operation | None:
    path = re.sub(r"^https?://[^/]+|\?.*", "", exchange["url"])
    return next((o for pattern, o in PATHS if o.method == exchange["method"] and pattern.fullmatch(path)), None)


@needed
def test_bodies_are_equal_up_to_nulls() -> None:
    jobs: list[tuple[str, str]] = []
    without_model: Counter[str] = Counter()
    for exchange in exchanges():
        operation = operation_of(exchange)
        answer, given = exchange.get("response_body"), exchange.get("request_body")
        if answer and exchange["status"] >= 400:
            jobs.append(("DefaultErrorResponse", answer))
        elif answer and operation and operation.result:
            jobs.append((operation.result, answer))
        elif answer:
            without_model[operation.id if operation else re.sub(r".*/providers/|\?.*|/[^/]*$", "", exchange["url"])] += 1
        if given and operation and operation.body:
            jobs.append((operation.body.model, given))
    outcomes = codec((model, " ".join(text.splitlines())) for model, text in jobs)
    for (model, text), got in zip(jobs, outcomes):
        assert without_nulls(got.json) == without_nulls(json.loads(text)), model
    print(f"{len(jobs)} bodies; without a model in the definition: {dict(without_model)}")
    assert len(jobs) > 700
    # polling URLs are no operations of the definition, and some actions answer a bare text
    expected = re.compile(r"Operation(Results|Statuses)|(Activate|Deactivate|Restart)Revision|managedEnvironments|stop", re.I)
    assert [name for name in without_model if not expected.search(name)] == []
