"""Whether a JSON value is what the definition says, and what of it is sent."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from .errors import pointer
from .ir import Api, Field, Content, Operation, Shape, Type
from .values import short

_BITS = {"int32": 31, "int64": 63}


class Held(NamedTuple):
    """What a property, body or result is."""

    type: Type
    shape: Shape


def body_of(operation: Operation) -> Held | None:
    return _held(operation.body.content) if operation.body else None


def result_of(operation: Operation) -> Held | None:
    return _held(operation.result) if operation.result else None


def _held(content: Content) -> Held:
    return Held(content.type if content.form == "json" else Type("string"), content.shape)


class Fits:
    def __init__(self, api: Api) -> None:
        self.api = api
        self.fields = {model.name: {field.wire: field for field in model.fields} for model in api.models}
        self.additional = {model.name: model.additional for model in api.models}
        self.enums = {enum.name: {value.lower() for value in enum.values} for enum in api.enums}

    def faults(self, held: Held, value: Any, request: bool, where: str = "") -> Iterator[tuple[str, str]]:
        """What of `value` does not fit, as pointers and messages."""
        if held.shape == "one":
            yield from self.faults_of_one(held.type, value, request, where)
        elif not isinstance(value, list if held.shape == "array" else dict):
            yield where, f"{'an array' if held.shape == 'array' else 'an object'} is expected, not {short(value)}"
        else:
            for key, inner in enumerate(value) if held.shape == "array" else value.items():
                if inner is not None:
                    yield from self.faults_of_one(held.type, inner, request, where + pointer(key))

    def faults_of_one(self, given: Type, value: Any, request: bool, where: str) -> Iterator[tuple[str, str]]:
        if given.model:
            yield from self.faults_of_model(given.model, value, request, where)
        elif given.item and given.kind in ("array", "map"):
            yield from self.faults(Held(given.item, given.kind), value, request, where)  # type: ignore[arg-type]
        elif not _is(given.kind, value):
            yield where, f"{given.kind} is expected, not {short(value)}"
        elif given.enum and str(value).lower() not in self.enums[given.enum]:
            yield where, f"{short(value)} is no value of {given.enum}"

    def actual(self, model: str, value: dict[str, Any]) -> str:
        """The model that a value says it is by a discriminator."""
        for derived in self.api.derived(model):
            if derived.family and value.get(derived.family.discriminator) == derived.family.kind:
                return self.actual(derived.name, value)
        return model

    def field(self, model: str, name: str) -> Field | None:
        """What a property is, also one without a name of its own."""
        return self.fields[model].get(name) or self.additional[model]

    def faults_of_model(self, model: str, value: Any, request: bool, where: str) -> Iterator[tuple[str, str]]:
        if not isinstance(value, dict):
            yield where, f"an object is expected, not {short(value)}"
            return
        model = self.actual(model, value)
        for name, inner in value.items():
            here, field = where + pointer(name), self.field(model, name)
            if field is None:
                yield here, f"'{name}' is no property of {model}"
            elif request and field.read_only:
                yield here, "a read-only property is not sent"
            elif inner is not None:
                yield from self.faults(self.held(field), inner, request, here)
        for field in self.fields[model].values():
            if field.required and value.get(field.wire) is None and not (request and field.read_only):
                yield where, f"'{field.wire}' is missing"

    def sent(self, held: Held, value: Any) -> Any:
        """`value` without read-only properties."""
        if held.shape == "array" and isinstance(value, list):
            return [self.sent(Held(held.type, "one"), inner) for inner in value]
        if held.shape == "map" and isinstance(value, dict):
            return {key: self.sent(Held(held.type, "one"), inner) for key, inner in value.items()}
        if held.type.item and held.type.kind in ("array", "map"):
            return self.sent(Held(held.type.item, held.type.kind), value)  # type: ignore[arg-type]
        if held.type.model is None or not isinstance(value, dict):
            return value
        fields = {name: self.field(self.actual(held.type.model, value), name) for name in value}
        return {name: self.sent(self.held(field), inner) if field else inner
                for (name, inner), field in zip(value.items(), fields.values()) if not field or not field.read_only}

    def held(self, field: Field) -> Held:
        """The value of a property; `additional` is a map of those without a name of their own."""
        return Held(field.type, "one" if field in self.additional.values() else field.shape)


def _is(kind: str, value: Any) -> bool:
    if isinstance(value, bool) or kind not in ("int32", "int64", "double"):
        return isinstance(value, {"boolean": bool, "string": str, "json": object}.get(kind, ()))
    if kind == "double" or not isinstance(value, (int, float)):
        return isinstance(value, (int, float))
    return (isinstance(value, int) or value.is_integer()) and -2**_BITS[kind] <= value < 2**_BITS[kind]
