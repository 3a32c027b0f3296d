"""The server: turns HTTP into requests and answers into HTTP. All that is asynchronous is here and in delivery.py."""

from aiohttp import hdrs, web

from .delivery import deliver
from .emulator import Emulator
from .errors import ArmError
from .exchange import Answer, Request

BIGGEST_BODY = 16 * 1024 * 1024
BIGGEST_HEADER = 128 * 1024


async def received(request: web.Request) -> Request:
    """The request line's target as it was sent, except that an absolute one loses scheme and host."""
    target = request.raw_path
    if "://" in target.partition("?")[0] and not target.startswith("/"):
        target = "/" + target.split("://", 1)[1].partition("/")[2]
    names = {name.lower() for name in request.headers}
    together = {name: ", ".join(request.headers.getall(name)) for name in sorted(names)}
    return Request(request.method, target, together, await request.read())


def sent(answer: Answer) -> web.Response:
    headers, body = answer.wired()
    return web.Response(status=answer.status, body=body, headers=headers)


async def without_type(_request: web.Request, response: web.StreamResponse) -> None:
    """The library names a content type even where there is no content."""
    if isinstance(response, web.Response) and not response.body:
        response.headers.popall(hdrs.CONTENT_TYPE, None)


def application(emulator: Emulator) -> web.Application:
    async def handle(http_request: web.Request) -> web.Response:
        try:
            request = await received(http_request)
        except web.HTTPRequestEntityTooLarge:
            return sent(ArmError(413, "RequestEntityTooLarge", f"A body has at most {BIGGEST_BODY} bytes.").answer())
        answer = emulator.answer(request)
        if answer.delivery is not None:
            await deliver(http_request, answer, answer.delivery)
        return sent(answer)

    app = web.Application(client_max_size=BIGGEST_BODY)
    app.router.add_route("*", "/{path:.*}", handle)
    app.on_response_prepare.append(without_type)
    return app


def runner(emulator: Emulator) -> web.AppRunner:
    """With room in header and request line for the longest URLs that the emulator gives out."""
    return web.AppRunner(
        application(emulator), access_log=None, max_line_size=BIGGEST_HEADER, max_field_size=BIGGEST_HEADER
    )
