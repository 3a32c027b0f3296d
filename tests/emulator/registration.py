"""Whether a subscription may use a provider. It may, until the fault `unregistered` finds out that it may not."""

import math
import re
from datetime import datetime, timedelta, timezone

from .errors import ArmError
from .exchange import Answer, Request
from .resources import Clock
from .settings import Settings

OWN = re.compile(r"/subscriptions/([^/]+)/providers/([^/]+)(/register)?/?", re.IGNORECASE)
USED = re.compile(r"/subscriptions/([^/]+)/.*?providers/([^/]+)/", re.IGNORECASE)
NEVER = datetime.max.replace(tzinfo=timezone.utc)


class Registration:
    """By subscription, since when it is registered; registering takes as long as an operation."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._since: dict[str, datetime] = {}

    def owns(self, request: Request) -> bool:
        return OWN.fullmatch(request.path) is not None

    def answer(self, request: Request) -> Answer:
        found = OWN.fullmatch(request.path)
        assert found is not None
        wanted = "POST" if found[3] else "GET"
        if request.method != wanted:
            message = f"The method {request.method} is not supported here; use {wanted}."
            raise ArmError(405, "MethodNotAllowed", message, headers={"Allow": wanted})
        subscription, namespace = found[1], found[2]
        if found[3] and self._state(subscription) == "NotRegistered":
            duration = timedelta(milliseconds=self._settings.operation_ms)
            self._since[subscription.lower()] = self._clock() + duration
        state = self._state(subscription)
        body = {"id": f"/subscriptions/{subscription}/providers/{namespace}", "namespace": namespace}
        return Answer(200, {**body, "registrationState": state}, self._pace(subscription))

    def require(self, request: Request) -> None:
        """Finds the subscription unregistered when it is asked about for the first time."""
        found = USED.match(request.path)
        if found is None:
            return
        self._since.setdefault(found[1].lower(), NEVER)
        if self._state(found[1]) != "Registered":
            message = f"The subscription '{found[1]}' has not been registered for the namespace '{found[2]}'."
            raise ArmError(409, "MissingSubscriptionRegistration", message)

    def clear(self) -> None:
        self._since.clear()

    def _state(self, subscription: str) -> str:
        since = self._since.get(subscription.lower())
        if since is None or since <= self._clock():
            return "Registered"
        return "NotRegistered" if since == NEVER else "Registering"

    def _pace(self, subscription: str) -> dict[str, str]:
        """When to look again, as long as it is on its way."""
        if self._state(subscription) != "Registering":
            return {}
        left = (self._since[subscription.lower()] - self._clock()) / timedelta(milliseconds=1)
        return {"retry-after-ms": str(min(max(math.ceil(left), 1), 200))}
