"""Checks a JSON value against a schema of the definition the way the service reads requests.

The service is both stricter and laxer than JSON Schema: an int32 has a range, but null counts as absent, read-only
properties are ignored, open enums take any text, closed ones any casing, and "50" passes for a number.
"""

import base64
import re
from collections.abc import Callable, Iterator
from typing import Any

import jsonschema  # type: ignore[import]

from .errors import ArmError, bad_content
from .spec import Schema, Spec

Errors = Iterator[Any]

NUMBER = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?")
INTEGER = re.compile(r"[+-]?\d{1,30}")
DATE_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?", re.IGNORECASE)
UUID = re.compile(r"\{?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\}?", re.IGNORECASE)
KINDS = {dict: "object", list: "array", str: "string", bool: "boolean", int: "integer", float: "number"}


def is_base64(text: str) -> bool:
    try:
        base64.b64decode(text, validate=True)
    except ValueError:
        return False
    return True


def in_bits(bits: int) -> Callable[[Any], bool]:
    return lambda value: -(1 << (bits - 1)) <= int(value) < 1 << (bits - 1)


def whole(value: Any) -> bool:
    if isinstance(value, str):
        return INTEGER.fullmatch(value) is not None
    return not isinstance(value, bool) and (isinstance(value, int) or (isinstance(value, float) and value.is_integer()))


def numeric(value: Any) -> bool:
    if isinstance(value, str):
        return NUMBER.fullmatch(value) is not None
    return isinstance(value, (int, float)) and not isinstance(value, bool)


TYPES: dict[str, Callable[[Any], bool]] = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "integer": whole,
    "number": numeric,
}

FORMATS: dict[str, tuple[Callable[[Any], bool], Callable[[Any], bool]]] = {
    "int32": (whole, in_bits(32)),
    "int64": (whole, in_bits(64)),
    "date-time": (TYPES["string"], lambda text: DATE_TIME.fullmatch(text) is not None),
    "uuid": (TYPES["string"], lambda text: UUID.fullmatch(text) is not None),
    "byte": (TYPES["string"], is_base64),
}


def error(message: str, *path: str) -> Any:
    return jsonschema.ValidationError(message, path=path)


def check_type(_validator: Any, wanted: str, value: Any, schema: Schema) -> Errors:
    """What stands beside a $ref counts for nothing, here as in Spec.resolve()."""
    if "$ref" not in schema and not TYPES[wanted](value):
        yield error(f"expected {wanted}, got {KINDS.get(type(value), 'null')}")


def check_format(_validator: Any, name: str, value: Any, _schema: Schema) -> Errors:
    applies, fits = FORMATS.get(name, (lambda _: False, lambda _: True))
    if applies(value) and not fits(value):
        yield error(f"the value does not fit the format {name}")


def check_enum(_validator: Any, allowed: list[Any], value: Any, schema: Schema) -> Errors:
    if schema.get("x-ms-enum", {}).get("modelAsString") is True:
        return
    known = {str(item).lower() for item in allowed}
    if isinstance(value, str) and value.lower() not in known:
        yield error(f"the value is not one of {', '.join(map(str, allowed))}")


def check_additional(validator: Any, extra: Any, value: Any, schema: Schema) -> Errors:
    """Only maps: unknown properties of an object are accepted, so `false` counts for nothing."""
    if not isinstance(extra, dict) or not isinstance(value, dict):
        return
    for name, member in value.items():
        if member is not None and name not in schema.get("properties", {}):
            yield from validator.descend(member, extra, path=name)


class BodyValidator:
    """Validators for one definition: one for whole bodies, one for merge patches, where nothing is required."""

    def __init__(self, spec: Spec) -> None:
        self._spec = spec
        self._resolver = jsonschema.RefResolver.from_schema(spec.document)
        common: dict[str, Any] = {
            "type": check_type,
            "format": check_format,
            "enum": check_enum,
            "additionalProperties": check_additional,
            "properties": self._check_properties,
        }
        extend, draft4 = jsonschema.validators.extend, jsonschema.Draft4Validator
        self._whole = extend(draft4, {**common, "required": self._check_required})
        self._partial = extend(draft4, {**common, "required": None, "items": self._check_patch_items})

    def check(self, schema: Schema, body: Any, partial: bool) -> None:
        """Raises the first error in document order; the message names the JSON path and never the value."""
        kind = self._partial if partial else self._whole
        errors = kind(schema, resolver=self._resolver).iter_errors(body)
        first = min(errors, key=lambda e: [str(step) for step in e.absolute_path], default=None)
        if first is not None:
            path = json_path(list(first.absolute_path))
            raise bad_content(f"The request body is not valid at '{path}': {message_of(first)}.", path)

    def check_parameter(self, parameter: Schema, value: str) -> None:
        """The constraints of a parameter, which is always text."""
        words = {"true": True, "false": False} if parameter.get("type") == "boolean" else {}
        found = next(self._whole(parameter_schema(parameter)).iter_errors(words.get(value.lower(), value)), None)
        if found is not None:
            name = parameter["name"]
            message = f"The value of the parameter '{name}' is not valid: {message_of(found)}."
            raise ArmError(400, "InvalidParameter", message, name)

    def _check_properties(self, validator: Any, properties: Schema, value: Any, _schema: Schema) -> Errors:
        if not isinstance(value, dict):
            return
        for name, schema in properties.items():
            if value.get(name) is not None and not self._spec.flag(schema, "readOnly"):
                yield from validator.descend(value[name], schema, path=name)

    def _check_required(self, _validator: Any, required: list[str], value: Any, schema: Schema) -> Errors:
        if not isinstance(value, dict):
            return
        for name in required:
            read_only = self._spec.flag(schema.get("properties", {}).get(name, {}), "readOnly")
            if value.get(name) is None and not read_only:
                yield error("a required property is missing", name)

    def _check_patch_items(self, _validator: Any, items: Schema, value: Any, _schema: Schema) -> Errors:
        """A merge patch replaces an array as a whole, so what is in it must be whole."""
        if not isinstance(value, list):
            return
        for index, item in enumerate(value):
            yield from self._whole(items, resolver=self._resolver).descend(item, items, path=index)


def parameter_schema(parameter: Schema) -> Schema:
    """A parameter without what means something else in a schema."""
    return {key: value for key, value in parameter.items() if key not in ("name", "in", "required")}


def message_of(found: Any) -> str:
    """Our own words for the rules that jsonschema checks itself: its messages repeat the value."""
    limit = found.validator_value
    match found.validator:
        case "pattern":
            return f"the value does not match the pattern {limit}"
        case "minLength" | "maxLength" | "minItems" | "maxItems" | "minimum" | "maximum" | "multipleOf":
            return f"{found.validator} is {limit}"
        case "uniqueItems":
            return "an item is there twice"
    return str(found.message)


def json_path(steps: list[str | int]) -> str:
    """'properties.template.containers[0].name'; '$' for the body itself."""
    path = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps)
    return path.removeprefix(".") or "$"
