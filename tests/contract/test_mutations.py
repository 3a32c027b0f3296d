"""Each node of each body replaced, in turn, by every other kind of JSON: nothing crashes and nothing is lost."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from itertools import islice
from typing import Any

from examples import examples
from program import DECODE, codec_of_texts, same
from schema import MODELS, make, writable

KINDS: list[Any] = [None, True, 0, 1.5, 3_000_000_000, "", "x", [], {}, [[]], [None], {"a": 1}]
STEP = 1 if os.environ.get("ACA_NIGHTLY") else 5  # of the examples' mutations, one in so many
Job = tuple[str, str, Any]  # the model, the JSON text, and the value that it stands for


def mutations(value: Any) -> Iterator[Any]:
    """`value` with one node replaced."""
    yield from (kind for kind in KINDS if not same(value, kind))
    if isinstance(value, dict):
        for key, item in value.items():
            for changed in mutations(item):
                yield {**value, key: changed}
    elif isinstance(value, list):
        for index, item in enumerate(value):
            for changed in mutations(item):
                yield [*value[:index], changed, *value[index + 1:]]


def jobs_of(bodies: list[tuple[str, Any]], step: int = 1) -> list[Job]:
    """All mutations of the bodies, or one in `step` of each body's, each once."""
    found = {(model, json.dumps(changed)): changed
             for model, body in bodies for changed in islice(mutations(body), None, None, step)}
    return [(model, text, changed) for (model, text), changed in found.items()]


def check(jobs: list[Job]) -> str:
    warned = refused = 0
    for (model, _, changed), got in zip(jobs, codec_of_texts((model, text) for model, text, _ in jobs)):
        if isinstance(changed, dict):
            warned += got.warnings > 0
            assert same(changed, got.json), (model, changed)
        else:
            refused += 1
            assert got.status == DECODE and got.text.startswith("expected an object, found "), (model, changed, got)
    assert 0 < refused < warned
    return f"{len(jobs)} mutations, {warned} with warnings, {refused} refused"


def test_every_model() -> None:
    """With the models in it, and those again by themselves."""
    jobs = jobs_of([(model, make(model, levels=1)) for model in MODELS])
    print(check(jobs))
    assert len(jobs) > 10_000


def test_the_deepest_model() -> None:
    jobs = jobs_of([("ContainerApp", make("ContainerApp", levels=3))])
    print(check(jobs))
    assert len(jobs) > 1_000


def test_examples() -> None:
    """Where they are; elsewhere there are none."""
    jobs = jobs_of([(model, body) for example in examples() for _, model, body in example.bodies], STEP)
    if jobs:
        print(check(jobs))
        assert len(jobs) > 20_000 / STEP


def test_requests() -> None:
    """Read-only properties stay out of a request whatever they hold."""
    jobs = [job for job in jobs_of([(model, make(model, levels=0)) for model in MODELS]) if isinstance(job[2], dict)]
    outcomes = codec_of_texts(((model, text) for model, text, _ in jobs), as_request=True)
    for (model, _, changed), got in zip(jobs, outcomes):
        assert same(writable(model, changed), got.json), (model, changed)
    print(f"{len(jobs)} mutations as requests")
