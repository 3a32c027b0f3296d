"""JSON values: where two differ, and how they are shown."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from .errors import pointer

ABSENT: Final[Any] = object()  # where one of two values has nothing


def short(value: Any) -> str:
    """The beginning of a value as JSON."""
    if value is ABSENT:
        return "nothing"
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 80 else text[:77] + "..."


def _given(value: dict[str, Any], nulls: bool) -> dict[str, Any]:
    return value if nulls else {key: inner for key, inner in value.items() if inner is not None}


def differences(expected: Any, got: Any, nulls: bool = False, where: str = "") -> Iterator[tuple[str, Any, Any]]:
    """The JSON pointers at which the values differ, with what each has there or ABSENT. Members that are null count with
    `nulls` alone; true is not 1, but 1.0 is."""
    if isinstance(expected, dict) and isinstance(got, dict):
        sides = _given(expected, nulls), _given(got, nulls)
        for key in dict.fromkeys((*sides[0], *sides[1])):
            yield from differences(sides[0].get(key, ABSENT), sides[1].get(key, ABSENT), nulls, where + pointer(key))
    elif isinstance(expected, list) and isinstance(got, list):
        for index in range(max(len(expected), len(got))):
            one, other = (side[index] if index < len(side) else ABSENT for side in (expected, got))
            yield from differences(one, other, nulls, where + pointer(index))
    elif isinstance(expected, bool) != isinstance(got, bool) or expected != got:
        yield where, expected, got


def same(expected: Any, got: Any) -> bool:
    """Up to members that are null."""
    return next(differences(expected, got), None) is None
