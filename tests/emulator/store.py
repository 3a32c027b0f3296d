"""What exists: resources by path, in the order in which they came."""

from dataclasses import dataclass

from .exchange import JsonObject
from .target import Key, Target


@dataclass
class Stored:
    """A resource as it was sent and completed, secrets included; the views leave those out."""

    target: Target
    body: JsonObject

    @property
    def properties(self) -> JsonObject:
        """The resource's own properties, made when missing, to be changed in place."""
        properties: JsonObject = self.body.setdefault("properties", {})
        return properties


class Store:
    """Keys are lower-case path segments, so a prefix of a key is the key of an owner or a scope."""

    def __init__(self) -> None:
        self._resources: dict[Key, Stored] = {}

    def get(self, target: Target) -> Stored | None:
        return self._resources.get(target.key)

    def put(self, target: Target, body: JsonObject) -> Stored:
        """Creates or replaces; a replaced resource keeps its place in lists and its children."""
        stored = Stored(target, body)
        self._resources[target.key] = stored
        return stored

    def delete(self, target: Target) -> bool:
        """Removes a resource and all below it; False when it was not there."""
        key = target.key
        if key not in self._resources:
            return False
        for other in [k for k in self._resources if k[: len(key)] == key]:
            del self._resources[other]
        return True

    def under(self, base: Target) -> list[Stored]:
        """Everything in a scope or below an owner, which itself is not part of it."""
        key = base.key
        return [s for other, s in self._resources.items() if other[: len(key)] == key and other != key]

    def below(self, base: Target, type_name: str) -> list[Stored]:
        """The resources of one type in a scope or below an owner."""
        wanted = type_name.lower()
        return [stored for stored in self.under(base) if stored.target.type.lower() == wanted]

    def clear(self) -> None:
        self._resources.clear()
