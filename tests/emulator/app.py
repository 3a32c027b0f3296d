"""The server: turns HTTP into requests and answers into HTTP. All that is asynchronous is here."""

from collections.abc import Callable

from aiohttp import hdrs, web

from . import checks, headers
from .control import PREFIX, Control, Seen
from .errors import ArmError
from .exchange import Answer, Request
from .resources import Clock, utc_now
from .routes import Router
from .service import Service
from .spec import Spec

JSON = "application/json; charset=utf-8"
BIGGEST_BODY = 16 * 1024 * 1024

Answerer = Callable[[Request], Answer]


class Emulator:
    """One definition, one store. answer() needs no server."""

    def __init__(self, spec: Spec, anonymous: bool = False, clock: Clock = utc_now) -> None:
        self._spec = spec
        self._anonymous = anonymous
        self._clock = clock
        self._router = Router(spec.operations)
        self._service = Service(spec, clock)
        self.control = Control(self._service.resources.store)

    def answer(self, request: Request) -> Answer:
        """Never raises ArmError: an error is an answer, too."""
        if request.path.startswith(PREFIX):
            return self._caught(self.control.answer, request)
        answer = self._caught(self._operation, request)
        standard = headers.standard(request, self._spec.api_version, self._clock())
        answer.headers = {**standard, **answer.headers}
        return answer

    def _operation(self, request: Request) -> Answer:
        """Records the request even when it is refused, with the operation when there is one."""
        seen = Seen(request)
        self.control.seen.append(seen)
        try:
            match = self._router.match(request.method, request.path)
            seen.operation_id = match.operation.id
        finally:
            if not self._anonymous:
                checks.authorization(request.headers)
        return self._service.answer(request, match)

    @staticmethod
    def _caught(answer: Answerer, request: Request) -> Answer:
        try:
            return answer(request)
        except ArmError as error:
            return error.answer()


async def received(request: web.Request) -> Request:
    """The request line's target as it was sent, except that an absolute one loses scheme and host."""
    target = request.raw_path
    if "://" in target.partition("?")[0] and not target.startswith("/"):
        target = "/" + target.split("://", 1)[1].partition("/")[2]
    names = {name.lower() for name in request.headers}
    together = {name: ", ".join(request.headers.getall(name)) for name in sorted(names)}
    return Request(request.method, target, together, await request.read())


def sent(answer: Answer) -> web.Response:
    response = web.Response(status=answer.status, body=answer.encoded(), headers=answer.headers)
    if answer.body is not None:
        response.headers[hdrs.CONTENT_TYPE] = JSON
    return response


async def without_type(_request: web.Request, response: web.StreamResponse) -> None:
    """The library names a content type even where there is no content."""
    if response.headers.get(hdrs.CONTENT_TYPE) != JSON:
        response.headers.popall(hdrs.CONTENT_TYPE, None)


def application(emulator: Emulator) -> web.Application:
    async def handle(http_request: web.Request) -> web.Response:
        try:
            request = await received(http_request)
        except web.HTTPRequestEntityTooLarge:
            return sent(ArmError(413, "RequestEntityTooLarge", f"A body has at most {BIGGEST_BODY} bytes.").answer())
        return sent(emulator.answer(request))

    app = web.Application(client_max_size=BIGGEST_BODY)
    app.router.add_route("*", "/{path:.*}", handle)
    app.on_response_prepare.append(without_type)
    return app
