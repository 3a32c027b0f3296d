"""Values made up from a schema: complete, plausible, and the same every time for the same resource."""

import base64
import re
from datetime import datetime, timedelta
from typing import Any

from . import names
from .exchange import JsonObject
from .names import Subject
from .spec import Schema, Spec

# A healthy thing has no error and no conflict, and an answer that is not split has no next page.
ABSENT = r"error|failure|conflicting|^nextLink$"
EXPIRES = r"^expir"
MOMENT = "2023-05-01T12:00:00Z"
DEEPEST = 8


def ticks(moment: datetime) -> str:
    """A time as the service writes it: seven digits of a second, and no offset."""
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond * 10:07d}"


class Synth:
    """With writable_only, what a client could send; otherwise what the service could answer."""

    def __init__(self, spec: Spec, now: datetime, writable_only: bool = False) -> None:
        self._spec = spec
        self._now = now
        self._writable_only = writable_only

    def value(self, schema: Schema, name: str, subject: Subject, depth: int = 0) -> Any:
        flat = self._spec.resolve(schema)
        if "enum" in flat:
            return names.choice(flat["enum"])
        match flat.get("type"):
            case "string":
                return self._string(flat, name, subject)
            case "integer" | "number":
                return self._number(flat, name)
            case "boolean":
                return names.truth(name)
            case "array":
                return self._array(flat, name, subject, depth)
        return self._object(flat, subject, depth)

    def _string(self, schema: Schema, name: str, subject: Subject) -> str:
        match schema.get("format"):
            case "date-time" if re.search(EXPIRES, name):
                return ticks(self._now + timedelta(hours=1)) + "Z"
            case "date-time":
                return MOMENT
            case "uuid":
                return names.guid(subject.id, name)
            case "byte":
                return base64.b64encode(name.encode()).decode()
        made = names.text(subject, name).ljust(schema.get("minLength", 0), "x")
        return made[: schema.get("maxLength", len(made))]

    def _number(self, schema: Schema, name: str) -> int | float:
        made = max(names.number(name), schema.get("minimum", 0))
        made = min(made, schema.get("maximum", made))
        return float(made) if schema["type"] == "number" else int(made)

    def _array(self, schema: Schema, name: str, subject: Subject, depth: int) -> list[Any]:
        if depth >= DEEPEST:
            return []
        return [self.value(schema["items"], names.singular(name), subject, depth + 1)]

    def _object(self, schema: Schema, subject: Subject, depth: int) -> JsonObject:
        shape = self._spec.shape(schema)
        made: JsonObject = {}
        for name, member in shape.properties.items():
            if name in shape.required or self._wanted(member, name, depth):
                made[name] = self.value(member, name, subject, depth + 1)
        if shape.additional is not None and depth < DEEPEST:
            made["one"] = self.value(shape.additional, "one", subject, depth + 1)
        return made

    def _wanted(self, schema: Schema, name: str, depth: int) -> bool:
        if depth >= DEEPEST or re.search(ABSENT, name, re.IGNORECASE):
            return False
        return not (self._writable_only and self._spec.flag(schema, "readOnly"))
