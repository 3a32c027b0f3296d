"""The emulator as one function from request to answer: finds who answers, and what is to go wrong with it."""

from collections.abc import Callable
from dataclasses import replace

from . import checks, headers, polling
from .control import PREFIX, Control, Seen
from .errors import ArmError
from .exchange import Answer, Request, joined
from .faults import Faults, Role
from .registration import Registration
from .resources import Clock, utc_now
from .routes import Match, Router
from .service import Service
from .settings import Settings
from .spec import Spec

Answerer = Callable[[Request], Answer]


class Emulator:
    """One definition, one store. answer() needs no server."""

    def __init__(
        self, spec: Spec, anonymous: bool = False, clock: Clock = utc_now, settings: Settings | None = None
    ) -> None:
        settings = settings or Settings()
        self._spec = spec
        self._anonymous = anonymous
        self._clock = clock
        self._router = Router(spec.operations)
        self._service = Service(spec, settings, clock)
        self._registration = Registration(settings, clock)
        self._faults = Faults()
        self.control = Control(settings, self._faults, self._forget)

    def answer(self, request: Request) -> Answer:
        """Never raises ArmError: an error is an answer, too."""
        if request.path.startswith(PREFIX):
            return caught(self.control.answer, request)
        self._service.operations.settle()
        answer = caught(self._suffering, request)
        standard = headers.standard(request, self._spec.api_version, self._clock())
        answer.headers = joined(standard, answer.headers)
        return answer

    def _suffering(self, request: Request) -> Answer:
        """The answer with the faults that the request is to have; recorded whatever comes of it."""
        seen = Seen(request)
        self.control.seen.append(seen)
        role, answerer = self._find(request, seen)
        faults = self._faults.of(request, role)
        request = replace(request, faults={fault.name: fault.parameters for fault in faults})
        performs = all(fault.performs for fault in faults)
        answer = caught(self._allowed(answerer), request) if performs else Answer(200)
        for fault in faults:
            answer = fault.change(answer, request)
        return answer

    def _find(self, request: Request, seen: Seen) -> tuple[Role, Answerer]:
        """What the request is, and who answers it."""
        if polling.is_poll(request.path):
            return Role.POLL, self._service.poll
        if self._registration.owns(request):
            return Role.OTHER, self._registration.answer
        try:
            match = self._router.match(request.method, request.path)
        except ArmError as error:
            refusal = error.answer()
            return Role.OTHER, lambda _: refusal
        seen.operation_id = match.operation.id
        role = Role.OPERATION
        if match.operation.long_running:
            role |= Role.START
        if match.operation.pageable is not None:
            role |= Role.LIST
        return role, lambda asked: self._operation(asked, match)

    def _operation(self, request: Request, match: Match) -> Answer:
        if "unregistered" in request.faults:
            self._registration.require(request)
        return self._service.answer(request, match)

    def _allowed(self, answerer: Answerer) -> Answerer:
        def answer(request: Request) -> Answer:
            if not self._anonymous:
                checks.authorization(request.headers)
            return answerer(request)

        return answer

    def _forget(self) -> None:
        self._service.resources.store.clear()
        self._service.operations.clear()
        self._registration.clear()


def caught(answer: Answerer, request: Request) -> Answer:
    try:
        return answer(request)
    except ArmError as error:
        return error.answer()
