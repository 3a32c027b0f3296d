"""How far a resource has come: the state among its properties, in the words that its type has for it."""

from collections.abc import Sequence

from .resources import Resources
from .store import Stored
from .target import Target

SUCCEEDED, FAILED, CANCELED = "Succeeded", "Failed", "Canceled"

# In the order in which the service prefers them, where a type's definition has them.
BUSY = ("InProgress", "Waiting", "Pending")
LEAVING = ("Deleting", "ScheduledForDelete")


class States:
    """A state is a property such as provisioningState whose enum has the word Succeeded."""

    def __init__(self, resources: Resources) -> None:
        self._resources = resources

    def busy(self, stored: Stored) -> None:
        self._choose(stored, BUSY)

    def leaving(self, stored: Stored) -> None:
        self._choose(stored, LEAVING)

    def set(self, stored: Stored, word: str) -> None:
        stored.properties[self._property(stored.target)[0]] = word

    def _choose(self, stored: Stored, words: Sequence[str]) -> None:
        name, known = self._property(stored.target)
        stored.properties[name] = next((word for word in words if word in known), words[0])

    def _property(self, target: Target) -> tuple[str, list[str]]:
        spec, kind = self._resources.spec, self._resources.catalog.kind(target.type)
        own = spec.shape(kind.schema).properties.get("properties", {}) if kind else {}
        for name, schema in spec.shape(own).properties.items():
            known = spec.resolve(schema).get("enum", [])
            if name.endswith("State") and SUCCEEDED in known:
                return name, known
        return "provisioningState", []
