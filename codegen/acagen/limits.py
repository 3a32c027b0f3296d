"""Constraints on values: read, and said in words."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence

from . import patterns
from .ir import Kind, Limit, Shape
from .load import Node

_LENGTHS = ("minLength", "maxLength")
_COUNTS = {"array": ("minItems", "maxItems"), "map": ("minProperties", "maxProperties")}
_RANGES = {"int8": (-2**7, 2**7 - 1), "int16": (-2**15, 2**15 - 1), "uint8": (0, 2**8 - 1), "uint16": (0, 2**16 - 1),
           "uint32": (0, 2**32 - 1), "uint64": (0, None)}


def stated(chain: Sequence[Node], key: str) -> Node | None:
    """The member `key` of the first schema that has it."""
    return next((node.child(key) for node in chain if key in node.object()), None)


def is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _number(node: Node) -> float:
    value: float = node.value
    if not is_number(value) or value in (math.inf, -math.inf):
        raise node.error("a number is expected here")
    return value


def _count(node: Node) -> int:
    value = node.value
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise node.error("a whole number, not below 0, is expected here")
    return value


def of_container(chain: Sequence[Node], shape: Shape) -> list[Limit]:
    """What is said of an array or a map itself."""
    found = [Limit(word, _count(node)) for word in _COUNTS[shape] if (node := stated(chain, word))]
    if shape == "array" and any(node.flag("uniqueItems") for node in chain):
        found.append(Limit("uniqueItems", 1))
    return found


def of_scalar(chain: Sequence[Node], kind: Kind, form: str | None) -> list[Limit]:
    """What is said of a string, a number or a boolean."""
    if kind == "string":
        found = [Limit(word, _count(node)) for word in _LENGTHS if (node := stated(chain, word))]
        pattern = stated(chain, "pattern")
        return found + ([Limit("pattern", pattern.text())] if pattern else [])
    if kind not in ("int32", "int64", "double", "decimal"):
        return []
    low, high = _RANGES.get(form or "", (None, None))
    found = [Limit(word, bound) for word, bound in (("minimum", low), ("maximum", high)) if bound is not None]
    for word, only in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        bound = stated(chain, word)
        if bound:
            exclusive = next(node for node in chain if word in node.object()).flag(only)
            found = [limit for limit in found if limit.word != word]
            found.append(Limit(only if exclusive else word, _number(bound)))
    step = stated(chain, "multipleOf")
    if step and _number(step) <= 0:
        raise step.error("a number above 0 is expected here")
    return found + ([Limit("multipleOf", _number(step))] if step else [])


def default(chain: Sequence[Node]) -> str | None:
    node = stated(chain, "default")
    return json.dumps(node.value, ensure_ascii=False) if node and node.value is not None else None


def _plain(value: float) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(int(value)) if value == int(value) and abs(value) < 1e18 else repr(value)


def _range(low: float | None, high: float | None, what: str) -> str:
    if low is None and high is None:
        return ""
    last = high if high is not None else low
    what += "s" if what and last != 1 else ""
    if low is not None and high is not None:
        return f"{f'{_plain(low)} to ' if low != high else 'Exactly '}{_plain(high)}{what}."
    return f"At {'least' if high is None else 'most'} {_plain(last or 0)}{what}."


def _words(limits: Sequence[Limit], owner: str) -> list[str]:
    """Of one depth."""
    said = {limit.word: limit.value for limit in limits}

    def number(word: str) -> float | None:
        value = said.get(word)
        return value if isinstance(value, int | float) else None

    notes = [_range(number("minLength"), number("maxLength"), " character"),
             _range(number("minItems"), number("maxItems"), " item"),
             _range(number("minProperties"), number("maxProperties"), " key"),
             "No item twice." if "uniqueItems" in said else "",
             _range(number("minimum"), number("maximum"), "")]
    if (low := number("exclusiveMinimum")) is not None:
        notes.append(f"More than {_plain(low)}.")
    if (high := number("exclusiveMaximum")) is not None:
        notes.append(f"Less than {_plain(high)}.")
    if (step := number("multipleOf")) is not None:
        notes.append(f"A multiple of {_plain(step)}.")
    values = said.get("enum")
    if isinstance(values, tuple) and all(isinstance(value, bool) for value in values):  # others have names
        notes.append(f"{' or '.join(map(_plain, values))}.")
    if isinstance(pattern := said.get("pattern"), str):
        notes.append(f"Matches `{pattern}`" + (" (not checked here)." if patterns.posix(pattern) is None else "."))
    return [f"{owner}{note[0].lower() if owner else note[0]}{note[1:]}" for note in notes if note]


def said(limits: Sequence[Limit]) -> list[str]:
    """The constraints as sentences for a comment."""
    deepest = max((limit.depth for limit in limits), default=0)
    owners = ["", "Each: ", "In each, each: "]
    return [note for depth in range(deepest + 1)
            for note in _words([limit for limit in limits if limit.depth == depth], owners[min(depth, 2)])]
