"""Actions that mean the same for every resource that has them, by the last segment of their path."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from .exchange import Answer, JsonObject, Request
from .resources import Resources
from .spec import Operation
from .store import Stored
from .target import Target


@dataclass(frozen=True)
class Call:
    """A POST. The owner is None when the action hangs on a scope or on something that is never stored."""

    request: Request
    operation: Operation
    target: Target
    owner: Stored | None
    body: Any

    @property
    def action(self) -> str:
        return self.target.name.lower()

    @property
    def base(self) -> Target:
        """What the action is about: the owner, or the scope."""
        return self.target.owner or self.target.scope


Action = Callable[[Resources, Call], Answer | None]


def secrets_of(stored: Stored) -> list[JsonObject]:
    """The secrets that a client sent, wherever this type keeps them."""
    properties = stored.body.get("properties")
    if not isinstance(properties, dict):
        return []
    found = (properties.get("configuration") or {}).get("secrets") or properties.get("secrets") or []
    return [secret for secret in found if isinstance(secret, dict)]


def list_secrets(resources: Resources, call: Call) -> Answer | None:
    if call.owner is None:
        return None
    schema = call.operation.answer_schema(call.operation.success(200))
    items = resources.spec.item_schema(schema) or {}
    known = resources.spec.shape(items).properties
    secrets = [{k: v for k, v in secret.items() if k in known} for secret in secrets_of(call.owner)]
    return Answer(call.operation.success(200), {"value": secrets})


def get_auth_token(resources: Resources, call: Call) -> Answer | None:
    """The token has the owner's id and name, and a type of its own."""
    schema = call.operation.answer_schema(call.operation.success(200))
    if schema is None:
        return None
    subject = resources.subject(call.base)
    made = resources.synth().value(schema, "", replace(subject, type=f"{subject.type}/accesstoken"))
    shown = {name: value for name, value in made.items() if name not in ("tags", "systemData")}
    return Answer(call.operation.success(200), shown)


def check_name_availability(resources: Resources, call: Call) -> Answer | None:
    asked: JsonObject = call.body or {}
    name, type_name = str(asked.get("name", "")), str(asked.get("type") or "").lower()
    for stored in resources.store.under(call.base):
        same_type = type_name in ("", stored.target.type.lower())
        if same_type and stored.target.name.lower() == name.lower():
            message = f"There is already a {stored.target.type} with the name '{name}'."
            taken = {"nameAvailable": False, "reason": "AlreadyExists", "message": message}
            return Answer(200, taken)
    return Answer(200, {"nameAvailable": True})


def list_custom_host_name_analysis(resources: Resources, call: Call) -> Answer | None:
    """Made up, but about the host name that was asked for."""
    schema = call.operation.answer_schema(200)
    host = call.request.query.get("customhostname")
    if schema is None or not host:
        return None
    made = resources.synth().value(schema, "", resources.subject(call.base))
    return Answer(200, {**made, "hostName": host})


ACTIONS: dict[str, Action] = {
    "listsecrets": list_secrets,
    "getauthtoken": get_auth_token,
    "checknameavailability": check_name_availability,
    "listcustomhostnameanalysis": list_custom_host_name_analysis,
}
