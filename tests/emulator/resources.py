"""Resources from body to answer: what the service adds to one when it is saved, and what it shows of it."""

from collections.abc import Callable
from datetime import datetime, timezone
from typing import Any

from .catalog import Catalog
from .exchange import JsonObject
from .names import Subject
from .spec import Schema, Spec
from .store import Store, Stored
from .synth import Synth, ticks
from .target import Target
from .views import Views, merge

ANYWHERE = "East US"
SOMEONE = {"By": "someone@example.com", "ByType": "User"}

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    return datetime.now(timezone.utc)


class Resources:
    """The store together with the schemas that say how its resources look."""

    def __init__(self, spec: Spec, catalog: Catalog, clock: Clock = utc_now) -> None:
        self.spec = spec
        self.catalog = catalog
        self.clock = clock
        self.store = Store()
        self._views = Views(spec)

    def save(self, target: Target, body: JsonObject) -> Stored:
        """Creates or replaces. Whatever read-only property the body already has is kept: see written()."""
        schema = self._schema(target)
        old = self.store.get(target)
        subject = self.subject(target, body)
        self._views.complete(schema, body, subject, self.synth())
        envelope: JsonObject = {"id": subject.id, "name": subject.name, "type": subject.type}
        if "location" in body:
            envelope["location"] = body["location"]
        envelope["systemData"] = self._system_data(old)
        known = self.spec.shape(schema).properties
        added = {name: value for name, value in envelope.items() if name in known}
        return self.store.put(target, {**added, **body, **added})

    def written(self, target: Target, body: JsonObject) -> JsonObject:
        """What counts of a client's body when it is a whole resource."""
        kept: JsonObject = self._views.written(self._schema(target), body)
        return kept

    def patched(self, stored: Stored, patch: JsonObject) -> JsonObject:
        """A resource's next body. Tags are replaced as a whole, all else is merged."""
        merged = merge(stored.body, patch)
        if isinstance(patch.get("tags"), dict):
            merged["tags"] = patch["tags"]
        return self.written(stored.target, merged)

    def shown(self, stored: Stored, schema: Schema | None = None) -> JsonObject:
        """What a client gets to see."""
        seen: JsonObject = self._views.shown(schema or self._schema(stored.target), stored.body)
        return seen

    def subject(self, target: Target, body: JsonObject | None = None) -> Subject:
        """Whom made-up values are about: the casing and the body of what is stored, the owner's location."""
        stored = None if body else self.store.get(target)
        if stored is not None:
            target, body = stored.target, stored.body
        own = body or {}
        location = own.get("location") or target.after("locations")
        for owner in target.owners():
            found = self.store.get(owner)
            location = location or (found.body.get("location") if found else None)
        return Subject(target.id, target.name, target.type, location or ANYWHERE, own)

    def synth(self) -> Synth:
        return Synth(self.spec, self.clock())

    def _schema(self, target: Target) -> Schema:
        kind = self.catalog.kind(target.type)
        return kind.schema if kind else {}

    def _system_data(self, old: Stored | None) -> dict[str, Any]:
        now = ticks(self.clock())
        created = {f"created{key}": value for key, value in SOMEONE.items()} | {"createdAt": now}
        if old is not None:
            before = old.body.get("systemData") or {}
            created = {name: before.get(name, value) for name, value in created.items()}
        return created | {f"lastModified{key}": value for key, value in SOMEONE.items()} | {"lastModifiedAt": now}
