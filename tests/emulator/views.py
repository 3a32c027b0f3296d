"""A resource between its three forms: as a client sends it, as it is kept, as the service shows it."""

import copy
import re
from collections.abc import Callable
from typing import Any

from .exchange import JsonObject
from .names import Subject
from .spec import Schema, Spec
from .synth import ABSENT, Synth

Keep = Callable[[Schema, Any], bool]


def merge(base: Any, patch: Any) -> Any:
    """JSON merge patch (RFC 7396)."""
    if not isinstance(patch, dict):
        return patch
    merged = dict(base) if isinstance(base, dict) else {}
    for name, value in patch.items():
        if value is None:
            merged.pop(name, None)
        else:
            merged[name] = merge(merged.get(name), value)
    return merged


class Views:
    """Walks values and schemas together; what no schema describes passes untouched."""

    def __init__(self, spec: Spec) -> None:
        self._spec = spec

    def written(self, schema: Schema, body: Any) -> Any:
        """What counts of a body: neither read-only properties nor nulls."""
        return self._filter(schema, body, lambda s, v: v is not None and not self._spec.flag(s, "readOnly"))

    def shown(self, schema: Schema, body: Any) -> Any:
        """What the service gives back: no secrets."""
        return self._filter(schema, body, lambda s, v: not self._spec.hidden(s))

    def complete(self, schema: Schema, body: JsonObject, subject: Subject, synth: Synth) -> JsonObject:
        """Adds in place what the service fills in: read-only properties and defaults of what is there."""
        if "properties" in self._spec.shape(schema).properties:
            body.setdefault("properties", {})
        self._complete(schema, body, subject, synth)
        return body

    def _filter(self, schema: Schema, value: Any, keep: Keep) -> Any:
        if isinstance(value, list):
            items = self._spec.resolve(schema).get("items", {})
            return [self._filter(items, item, keep) for item in value]
        if not isinstance(value, dict):
            return value
        shape = self._spec.shape(schema)
        kept = {}
        for name, member in value.items():
            described = shape.properties.get(name, shape.additional)
            if described is None:
                kept[name] = member
            elif keep(described, member):
                kept[name] = self._filter(described, member, keep)
        return kept

    def _complete(self, schema: Schema, value: Any, subject: Subject, synth: Synth) -> None:
        if isinstance(value, list):
            items = self._spec.resolve(schema).get("items", {})
            for item in value:
                self._complete(items, item, subject, synth)
        if not isinstance(value, dict):
            return
        shape = self._spec.shape(schema)
        for name, described in shape.properties.items():
            if name not in value:
                self._fill(value, name, described, subject, synth)
        for name, member in value.items():
            described = shape.properties.get(name) or shape.additional or {}
            self._complete(described, member, subject, synth)

    def _fill(self, value: JsonObject, name: str, schema: Schema, subject: Subject, synth: Synth) -> None:
        if self._spec.flag(schema, "readOnly"):
            if not re.search(ABSENT, name, re.IGNORECASE):
                value[name] = synth.value(schema, name, subject)
        elif "default" in self._spec.resolve(schema):
            value[name] = copy.deepcopy(self._spec.resolve(schema)["default"])
