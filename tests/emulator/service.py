"""The operations: what each method does to the store, and what it answers."""

from functools import partial
from typing import Any

from . import checks, pages, special
from .actions import Call
from .catalog import Catalog
from .errors import ArmError
from .exchange import Answer, JsonObject, Request
from .longrunning import LongRunning
from .names import singular
from .resources import Clock, Resources, utc_now
from .routes import Match
from .settings import Settings
from .spec import Operation, Schema, Spec
from .store import Stored
from .target import Target
from .validate import BodyValidator


class Service:
    """Answers matched requests. No operation is known by its name: path, method and schemas say what it does."""

    def __init__(self, spec: Spec, settings: Settings, clock: Clock = utc_now) -> None:
        self._spec = spec
        self._settings = settings
        self._catalog = Catalog(spec, special.PRODUCED)
        self._validator = BodyValidator(spec)
        self.resources = Resources(spec, self._catalog, clock)
        self.operations = LongRunning(self.resources, settings)

    def answer(self, request: Request, match: Match) -> Answer:
        body = checks.everything(self._spec, match, request, self._validator)
        target = Target.of(match.segments)
        self._require_owners(target, request.method)
        perform = partial(self._perform, request, match.operation, target, body)
        answer = self.operations.run(request, match.operation, target, perform)
        return pages.first_or_next(request, match.operation, answer, self._settings.page_size)

    def poll(self, request: Request) -> Answer:
        checks.api_version(request.query, self._spec.api_version)
        return self.operations.poll(request)

    def _perform(self, request: Request, operation: Operation, target: Target, body: Any) -> Answer:
        if operation.method == "POST":
            return self._act(request, operation, target, body)
        if operation.method == "PUT":
            return self._put(operation, target, body or {})
        if operation.method == "PATCH":
            return self._patch(operation, target, body or {})
        if operation.method == "DELETE":
            return self._delete(operation, target)
        return self._get(operation, target)

    def _get(self, operation: Operation, target: Target) -> Answer:
        status = operation.success(200)
        schema = operation.answer_schema(status)
        if self._catalog.stores(target.type):
            items = self._spec.item_schema(schema)
            if items is not None and not self._catalog.is_item(operation):
                return Answer(status, {"value": self._members(target, items)})
            return Answer(status, self.resources.shown(self._existing(target), schema))
        return Answer(status, self._made_up(schema, target))

    def _put(self, operation: Operation, target: Target, body: JsonObject) -> Answer:
        old = self.resources.store.get(target)
        self._same_location(old, body)
        wanted = self.resources.written(target, body)
        special.check(target, wanted)
        stored = self.resources.save(target, wanted)
        special.saved(self.resources, stored)
        status = operation.success(200) if old else operation.success(201, 200)
        return Answer(status, self.resources.shown(stored, operation.answer_schema(status)))

    def _patch(self, operation: Operation, target: Target, body: JsonObject) -> Answer:
        old = self._existing(target)
        self._same_location(old, body)
        wanted = self.resources.patched(old, body)
        special.check(target, wanted)
        stored = self.resources.save(old.target, wanted)
        special.saved(self.resources, stored)
        status = operation.success(200)
        return Answer(status, self.resources.shown(stored, operation.answer_schema(status)))

    def _delete(self, operation: Operation, target: Target) -> Answer:
        if self.resources.store.delete(target):
            return Answer(operation.success(200, 204))
        return Answer(operation.success(204, 200))

    def _act(self, request: Request, operation: Operation, target: Target, body: Any) -> Answer:
        base = target.owner
        owner = self._existing(base) if base and self._catalog.stores(base.type) else None
        answer = special.act(self.resources, Call(request, operation, target, owner, body))
        if answer is not None:
            return answer
        status = operation.success(200)
        schema = operation.answer_schema(status)
        if schema is None:
            return Answer(status)
        kind = self._catalog.kind(owner.target.type) if owner else None
        if owner is not None and kind is not None and self._spec.same(schema, kind.schema):
            return Answer(status, self.resources.shown(owner, schema))
        return Answer(status, self._made_up(schema, base or target, target.name))

    def _members(self, target: Target, items: Schema) -> list[JsonObject]:
        base = target.owner or target.scope
        return [self.resources.shown(stored, items) for stored in self.resources.store.below(base, target.type)]

    def _made_up(self, schema: Schema | None, target: Target, name: str = "") -> Any:
        """An answer from the schema alone; the member of a list gets a name of its own. Where it is a text, `name` says
        what it is about."""
        if schema is None:
            return None
        if self._spec.item_schema(schema) is not None and target.has_tail:
            target = target.child(f"{singular(target.name)}1")
        return self.resources.synth().value(schema, name, self.resources.subject(target))

    def _existing(self, target: Target) -> Stored:
        stored = self.resources.store.get(target)
        if stored is not None:
            return stored
        group = target.after("resourceGroups")
        where = f" in the resource group '{group}'" if group else ""
        message = f"There is no resource '{target.short_name}'{where}."
        raise ArmError(404, "ResourceNotFound", message)

    def _require_owners(self, target: Target, method: str) -> None:
        """A child needs all of its owners; for an action the innermost one is the resource itself."""
        owners = list(target.owners())[1 if method == "POST" and target.has_tail else 0 :]
        for owner in reversed(owners):
            if self._catalog.stores(owner.type) and self.resources.store.get(owner) is None:
                message = f"'{target.type}' needs the parent resource '{owner.short_name}', which does not exist."
                raise ArmError(404, "ParentResourceNotFound", message)

    def _same_location(self, old: Stored | None, body: JsonObject) -> None:
        """A resource cannot move. Blanks and case make no difference between locations."""
        before, now = (old.body.get("location") if old else None), body.get("location")
        if before and now and plain(before) != plain(now):
            message = f"'{old.target.short_name if old else ''}' is in '{before}' and cannot move to '{now}'."
            raise ArmError(409, "InvalidResourceLocation", message)


def plain(location: Any) -> str:
    return str(location).replace(" ", "").lower()
