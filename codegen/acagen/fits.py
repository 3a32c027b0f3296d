"""Whether a JSON value is what the definition says, and what of it is sent."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .errors import pointer
from .ir import Api, Field, Type
from .values import short

_RANGES = {"int32": 31, "int64": 63}


class Fits:
    def __init__(self, api: Api) -> None:
        self.models = {model.name: model for model in api.models}
        self.enums = {enum.name: enum for enum in api.enums}

    def faults(self, model: str, value: Any, request: bool, where: str = "") -> Iterator[tuple[str, str]]:
        """What of `value` does not fit the model, as pointers and messages."""
        if not isinstance(value, dict):
            yield where, f"an object is expected, not {short(value)}"
            return
        fields = {field.wire: field for field in self.models[model].fields}
        for name, inner in value.items():
            here, field = where + pointer(name), fields.get(name)
            if field is None:
                yield here, f"'{name}' is no property of {model}"
            elif request and field.read_only:
                yield here, "a read-only property is not sent"
            elif inner is not None:
                yield from self.field_faults(field, inner, request, here)
        for field in fields.values():
            if field.required and value.get(field.wire) is None and not (request and field.read_only):
                yield where, f"'{field.wire}' is missing"

    def field_faults(self, field: Field, value: Any, request: bool, where: str) -> Iterator[tuple[str, str]]:
        if field.shape == "one":
            yield from self.type_faults(field.type, value, request, where)
        elif not isinstance(value, list if field.shape == "array" else dict):
            yield where, f"{'an array' if field.shape == 'array' else 'an object'} is expected, not {short(value)}"
        else:
            for key, inner in enumerate(value) if field.shape == "array" else value.items():
                if inner is not None:
                    yield from self.type_faults(field.type, inner, request, where + pointer(key))

    def type_faults(self, given: Type, value: Any, request: bool, where: str) -> Iterator[tuple[str, str]]:
        if given.model:
            yield from self.faults(given.model, value, request, where)
        elif not _is(given.kind, value):
            yield where, f"{given.kind} is expected, not {short(value)}"
        elif given.enum and value.lower() not in (known.lower() for known in self.enums[given.enum].values):
            yield where, f"{short(value)} is no value of {given.enum}"

    def sent(self, model: str, value: Any) -> Any:
        """`value` without read-only properties."""
        if not isinstance(value, dict):
            return value
        fields = {field.wire: field for field in self.models[model].fields}
        return {name: self.sent_field(fields.get(name), inner) for name, inner in value.items()
                if name not in fields or not fields[name].read_only}

    def sent_field(self, field: Field | None, value: Any) -> Any:
        model = field.type.model if field else None
        if field is None or model is None or field.shape == "one":
            return self.sent(model, value) if model else value
        if field.shape == "array":
            return [self.sent(model, inner) for inner in value] if isinstance(value, list) else value
        return {key: self.sent(model, inner) for key, inner in value.items()} if isinstance(value, dict) else value


def _is(kind: str, value: Any) -> bool:
    if kind in _RANGES:
        bits = _RANGES[kind]
        return isinstance(value, (int, float)) and not isinstance(value, bool) and value == int(value) \
            and -2**bits <= value < 2**bits
    if kind == "double":
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    return isinstance(value, {"boolean": bool, "string": str}.get(kind, object))
