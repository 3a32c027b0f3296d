"""Each node of each body replaced, in turn, by every other kind of JSON: nothing crashes and nothing is lost."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from definition import DEEPEST, MODELS, codec, make, without_nulls
from examples import examples

KINDS: list[Any] = [None, True, 0, 1.5, "", "x", [], {}, [[]], [None], {"a": 1}]


def mutations(value: Any) -> Iterator[Any]:
    """`value` with one node replaced."""
    for kind in KINDS:
        if type(kind) is not type(value) or kind != value:
            yield kind
    if isinstance(value, dict):
        for key, item in value.items():
            for changed in mutations(item):
                yield {**value, key: changed}
    elif isinstance(value, list):
        for index, item in enumerate(value):
            for changed in mutations(item):
                yield [*value[:index], changed, *value[index + 1:]]


def bodies() -> dict[tuple[str, str], Any]:
    """Each model with the models in it, and the examples where they are."""
    found: dict[tuple[str, str], Any] = {(model, "made"): make(model, depth=DEEPEST) for model in MODELS}
    for example in examples():
        for place, body in example.bodies:
            found[example.model(place), example.name] = body
    return found


def test_nothing_crashes_and_nothing_is_lost() -> None:
    jobs: list[tuple[str, Any]] = []
    seen: set[tuple[str, str]] = set()
    for (model, _), body in bodies().items():
        for changed in mutations(body):
            text = json.dumps(changed)
            if (model, text) not in seen:
                seen.add((model, text))
                jobs.append((model, changed))
    outcomes = codec(jobs)
    warned = 0
    for (model, changed), got in zip(jobs, outcomes):
        if not isinstance(changed, dict):
            assert got.status == 9 and got.text, (model, changed)
            continue
        warned += got.warnings > 0
        assert without_nulls(got.json) == without_nulls(changed), (model, changed)
    print(f"{len(jobs)} inputs, {warned} with warnings")
    assert len(jobs) > 10_000
    assert warned > len(jobs) / 2
