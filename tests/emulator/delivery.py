"""The faults of the connection: writes as much of an answer as is to arrive straight to the socket, and ends it."""

import asyncio
import socket
import struct
from http import HTTPStatus

from aiohttp import web

from .exchange import Answer, Delivery

# Linger on, for no time at all: closing sends a reset.
RESET = struct.pack("ii", 1, 0)
LOOK_MS = 20


def wire(answer: Answer) -> tuple[bytes, bytes]:
    """The header block and the body. An answer without a body still promises one, to break that promise."""
    headers, body = answer.wired()
    body = body or b"  "
    phrase = HTTPStatus(answer.status).phrase if answer.status in set(HTTPStatus) else ""
    lines = [f"HTTP/1.1 {answer.status} {phrase}", *(f"{name}: {value}" for name, value in headers.items())]
    lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode(), body


def written(answer: Answer, name: str) -> bytes:
    """What goes out before the connection stalls or ends."""
    head, body = wire(answer)
    match name:
        case "stall-headers":
            return head[: len(head) // 2]
        case "stall-body" | "truncate":
            return head + body[: len(body) // 2]
    return b""


async def deliver(request: web.Request, answer: Answer, delivery: Delivery) -> None:
    """Returns when the connection is closed, or when the client has closed it."""
    transport = request.transport
    if not isinstance(transport, asyncio.Transport):
        return
    transport.write(written(answer, delivery.name))
    end = asyncio.get_running_loop().time() + delivery.seconds
    while asyncio.get_running_loop().time() < end and not transport.is_closing():
        await asyncio.sleep(LOOK_MS / 1000)
    if delivery.name == "reset":
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        transport.abort()
    else:
        transport.close()
