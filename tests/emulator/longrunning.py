"""Operations that take their time: what the first answer says, what polls say meanwhile, and how it all ends."""

from copy import deepcopy
from datetime import timedelta
from urllib.parse import quote

from . import special
from .errors import ArmError
from .exchange import Answer, Request
from .names import singular
from .polling import RESULTS, STATUSES, Tickets
from .resources import Resources
from .running import Perform, Running
from .settings import Settings
from .spec import Operation
from .states import CANCELED, FAILED, SUCCEEDED, States
from .store import Stored
from .target import Target

# The faults that say how an operation is to go; each of them also makes it take its time where it would not.
OUTCOMES = {"operation-failed": FAILED, "operation-canceled": CANCELED}
STATUS_AT_LOCATION, BOTH_HEADERS, NO_CONTENT, ASYNCHRONOUS = COURSES = (
    "location-status",
    "both-headers",
    "no-content",
    "asynchronous",
)


class LongRunning:
    """All operations since the start. Time passes for them when settle() is called."""

    def __init__(self, resources: Resources, settings: Settings) -> None:
        self._resources = resources
        self._settings = settings
        self._states = States(resources)
        self._tickets = Tickets(settings, resources.spec.api_version)
        self._known: dict[str, Running] = {}
        self._running: list[Running] = []

    def run(self, request: Request, operation: Operation, target: Target, perform: Perform) -> Answer:
        """The first answer to a request; perform() is what answers it at once."""
        if request.method in ("PUT", "PATCH", "DELETE"):
            self._refuse_when_busy(target)
        stored = self._resources.store.get(target)
        if not self._takes_time(request, operation, target) or (request.method == "DELETE" and stored is None):
            return perform()
        if stored is not None and request.method == "DELETE":
            self._states.leaving(stored)
            return self._started(request, operation, target, Answer(202), lambda: self._removed(perform))
        answer = perform()
        if request.method == "POST":
            return self._started(request, operation, target, Answer(202), lambda: answer)
        written = self._existing(target)
        self._states.busy(written)
        shown = self._resources.shown(written, operation.answer_schema(answer.status))
        first = Answer(answer.status, shown) if request.method == "PUT" else Answer(202)
        return self._started(request, operation, target, first, lambda: self._written(target))

    def poll(self, request: Request) -> Answer:
        guid, kind = self._tickets.guid(request)
        found = self._known.get(guid)
        if found is None:
            raise ArmError(404, "OperationNotFound", f"There is no operation '{guid}'.")
        pace = found.pace(self._resources.clock())
        if kind == STATUSES:
            return Answer(200, found.status(), pace)
        if found.ending is None:
            return Answer(202, None, {"Location": self._url(request, found, RESULTS), **pace})
        return deepcopy(found.ending)

    def settle(self) -> None:
        """Ends what is due by now."""
        now = self._resources.clock()
        due = [running for running in self._running if running.due <= now]
        self._running = [running for running in self._running if running.due > now]
        for running in due:
            try:
                running.ending = running.finish()
            except ArmError as error:
                running.outcome, running.ending = CANCELED, error.answer()

    def clear(self) -> None:
        self._known.clear()
        self._running.clear()

    def _takes_time(self, request: Request, operation: Operation, target: Target) -> bool:
        if not operation.long_running:
            return False
        if any(name in request.faults for name in (*OUTCOMES, *COURSES)):
            return True
        return self._settings.operation_ms > 0 and not special.at_once(request.method, target)

    def _refuse_when_busy(self, target: Target) -> None:
        if any(running.lock == target.key for running in self._running):
            word = singular(target.type.rpartition("/")[2])
            message = f"Another operation on '{target.short_name}' is still in progress; try again when it has ended."
            raise ArmError(409, f"{word[:1].upper()}{word[1:]}OperationInProgress", message)

    def _started(
        self, request: Request, operation: Operation, target: Target, first: Answer, succeed: Perform
    ) -> Answer:
        """Adds to the first answer where to ask for more."""
        about = (target.owner or target) if request.method == "POST" else target
        outcome = next((word for name, word in OUTCOMES.items() if name in request.faults), SUCCEEDED)

        def finish() -> Answer:
            ending = succeed() if outcome == SUCCEEDED else self._ended_badly(about, outcome)
            return Answer(204) if NO_CONTENT in request.faults else ending

        now = self._resources.clock()
        due = now + timedelta(milliseconds=self._settings.operation_ms)
        lock = None if request.method == "POST" else target.key
        running = Running(self._base(about), now, due, outcome, finish, lock)
        self._known[running.guid] = running
        self._running.append(running)
        first.headers |= self._follow(request, operation, running) | running.pace(now)
        return first

    def _follow(self, request: Request, operation: Operation, running: Running) -> dict[str, str]:
        """The headers to follow an operation by. The service gives one of the two, whatever the protocol allows."""
        wanted = {"azure-async-operation": STATUSES, "location": RESULTS}.get(operation.final_state_via or "")
        kind = wanted or (STATUSES if request.method == "PUT" else RESULTS)
        if STATUS_AT_LOCATION in request.faults:
            return {"Location": self._url(request, running, STATUSES)}
        headers = {}
        if kind == STATUSES or BOTH_HEADERS in request.faults:
            headers["Azure-AsyncOperation"] = self._url(request, running, STATUSES)
            headers["x-ms-async-operation-timeout"] = "PT15M"
        if kind == RESULTS or BOTH_HEADERS in request.faults:
            headers["Location"] = self._url(request, running, RESULTS)
        return headers

    def _written(self, target: Target) -> Answer:
        stored = self._existing(target)
        self._states.set(stored, SUCCEEDED)
        return Answer(200, self._resources.shown(stored))

    def _removed(self, perform: Perform) -> Answer:
        perform()
        return Answer(204)

    def _ended_badly(self, target: Target, outcome: str) -> Answer:
        stored = self._existing(target)
        self._states.set(stored, outcome)
        return Answer(200, self._resources.shown(stored))

    def _existing(self, target: Target) -> Stored:
        """What an operation is about may have gone with its parent."""
        stored = self._resources.store.get(target)
        if stored is None:
            raise ArmError(404, "ResourceNotFound", f"There is no resource '{target.short_name}' any more.")
        return stored

    def _base(self, target: Target) -> str:
        """The beginning of the paths for polling, up to the type's name."""
        subscription = target.after("subscriptions")
        provider, _, kind = target.type.partition("/")
        scope = f"/subscriptions/{subscription}" if subscription else ""
        region = self._resources.subject(target).region
        return quote(f"{scope}/providers/{provider}/locations/{region}/{singular(kind.rpartition('/')[2]).lower()}")

    def _url(self, request: Request, running: Running, kind: str) -> str:
        return self._tickets.url(request.origin, running.path(kind), self._resources.clock())
