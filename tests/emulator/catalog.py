"""Which resource types a definition has, which of them live in the store, and their schemas."""

from dataclasses import dataclass

from .routes import is_name, split
from .spec import Operation, Schema, Spec
from .target import Target


@dataclass(frozen=True)
class Kind:
    """A resource type. Not stored means: never created, so every name has a synthesised answer."""

    type: str
    schema: Schema
    stored: bool


class Catalog:
    """Kinds by lower-case type name. `produced` are the types that others make, not a PUT."""

    def __init__(self, spec: Spec, produced: frozenset[str]) -> None:
        self._kinds: dict[str, Kind] = {}
        self._singletons: set[str] = set()
        writable = {operation.path for operation in spec.operations if operation.method == "PUT"}
        for operation in spec.operations:
            if operation.method != "GET":
                continue
            segments = split(operation.path)
            if not is_name(segments[-1]) and operation.path not in writable:
                continue
            if not is_name(segments[-1]):
                self._singletons.add(operation.path)
            self._add(Target.of(segments).type, operation, operation.path in writable, produced)

    def _add(self, type_name: str, get: Operation, writable: bool, produced: frozenset[str]) -> None:
        schema = get.answer_schema(get.success(200))
        known = self._kinds.get(type_name.lower())
        if schema is not None and not (known and known.stored):
            stored = writable or type_name.lower() in produced
            self._kinds[type_name.lower()] = Kind(type_name, schema, stored)

    def kind(self, type_name: str) -> Kind | None:
        return self._kinds.get(type_name.lower())

    def stores(self, type_name: str) -> bool:
        kind = self.kind(type_name)
        return kind is not None and kind.stored

    def is_item(self, operation: Operation) -> bool:
        """Whether the path names one resource, not a collection or an action."""
        return is_name(split(operation.path)[-1]) or operation.path in self._singletons
