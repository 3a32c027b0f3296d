"""Recorded traffic of the real service: every body decoded and encoded again, equal up to nulls."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from program import ask, codec_of_texts, one_line, same
from schema import OPERATIONS, SHARED, VERSION, Operation
from urls import operation_of, path_of

FOLDER = SHARED / "recordings"
PAIRS = FOLDER / f"{VERSION}.jsonl"
CHAINS = FOLDER / f"lro-chains-{VERSION}.jsonl"
POLLING = re.compile(r"/locations/\w+/(\w+Operation(Results|Statuses))/[^/]+", re.I)
RESOURCES = {"microsoft.app/containerapps": "ContainerApp", "microsoft.app/managedenvironments": "ManagedEnvironment",
             "microsoft.app/jobs": "Job"}
pytestmark = pytest.mark.skipif(not PAIRS.is_file(), reason=f"no recordings of {VERSION} are in {SHARED.name}")


@dataclass(frozen=True)
class Exchange:
    method: str
    url: str
    status: int
    given: str
    answer: str

    @property
    def operation(self) -> Operation | None:
        return operation_of(self.method, self.url)

    @property
    def polls(self) -> bool:
        return POLLING.search(path_of(self.url)) is not None


def exchanges() -> Iterator[Exchange]:
    for path in (PAIRS, CHAINS):
        for line in path.read_text("utf-8").splitlines():
            record = json.loads(line)
            for step in record.get("steps") or [record]:
                yield Exchange(step["method"], step["url"], step["status"], step["request_body"] or "",
                               step["response_body"] or "")


def reason(exchange: Exchange) -> str:
    """Why a URL is no operation of the definition."""
    path = path_of(exchange.url)
    if exchange.polls:
        return "polling URL"
    if path.count("/subscriptions/") > 1:
        return "a resource id where a name belongs"
    if re.fullmatch(r".*/jobs/[^/]+/stop/[^/]+", path):
        return "an execution's name after stop, as a later api-version has it"
    return path


def test_every_url_is_understood() -> None:
    lines = [len(path.read_text("utf-8").splitlines()) for path in (PAIRS, CHAINS)]
    found = list(exchanges())
    assert (lines, len(found)) == ([713, 16], 766)
    unmatched = Counter(reason(e) for e in found if e.operation is None)
    seen = {e.operation.id for e in found if e.operation}
    print(f"{len(found)} exchanges, {len(found) - unmatched.total()} of {len(seen)} operations; else {dict(unmatched)}")
    assert unmatched == {"polling URL": 127, "a resource id where a name belongs": 6,
                         "an execution's name after stop, as a later api-version has it": 1}
    assert len(seen) == 51 and seen <= OPERATIONS.keys()


def test_statuses_are_those_of_the_definition() -> None:
    """What the service answers with success is success in the tables."""
    for exchange in exchanges():
        if exchange.operation and exchange.status < 400:
            assert exchange.status in exchange.operation.statuses, exchange.url


def model_of(exchange: Exchange) -> str | None:
    """The model of the answer; None where it is no object."""
    value = json.loads(exchange.answer)
    if not isinstance(value, dict):
        return None
    if exchange.status >= 400:
        return "DefaultErrorResponse"
    if exchange.operation:
        return exchange.operation.result
    # a polling URL gives the resource, or a status document, of which a resource has the id and the name
    return RESOURCES[value.get("type", "Microsoft.App/containerApps").lower()]


def check(jobs: list[tuple[str, str]]) -> str:
    warned: Counter[str] = Counter()
    for (model, text), got in zip(jobs, codec_of_texts(jobs)):
        assert same(json.loads(text), got.json), (model, text)
        warned[model] += got.warnings
    assert sum(warned.values()) == 0, warned
    return f"{len(jobs)} bodies, {len(set(model for model, _ in jobs))} models"


def test_answers() -> None:
    found = [(e, model_of(e)) for e in exchanges() if e.answer]
    without = Counter(json.loads(e.answer).split()[-1] for e, model in found if model is None)
    errors = sum(e.status >= 400 for e, _ in found)
    print(check([(model, e.answer) for e, model in found if model is not None]), f"{errors} errors", dict(without))
    assert (len(found), errors) == (723, 18)
    assert without == {"succeeded": 3, "successfully.": 1}


def test_request_bodies() -> None:
    """With all that clients send, read-only properties and nulls included."""
    found = [(e.operation, e.given) for e in exchanges() if e.given and e.operation and e.operation.body]
    jobs = [(operation.body or "?", text) for operation, text in found]
    outcomes = codec_of_texts(jobs)
    warnings = sum(got.warnings for got in outcomes)
    for (model, text), got in zip(jobs, outcomes):
        assert same(json.loads(text), got.json), (model, text)
    rest = [e.given for e in exchanges() if e.given and not (e.operation and e.operation.body)]
    print(f"{len(jobs)} request bodies, {warnings} values of another type; {len(rest)} where none is defined")
    assert len(jobs) + len(rest) == 211


def test_errors() -> None:
    found = [e for e in exchanges() if e.status >= 400]
    answers = ask([f"error\t{e.status}\t{one_line(e.answer)}" for e in found])
    for exchange, (code, message, target, details) in zip(found, answers):
        error = json.loads(exchange.answer)["error"]
        assert (code, message) == (error["code"], error["message"])
        assert target == (error.get("target") or "-")
        assert int(details) == len(error.get("details") or ())
    print(f"{len(found)} errors: {dict(Counter(code for code, *_ in answers))}")
    assert len(found) == 18
