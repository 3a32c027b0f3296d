"""What can go wrong on the way, and what a call is to make of it."""

import gzip
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from program import Status
from server import Act, Connection, close, reset, sends, stall, then


class Retried(Enum):
    """By which methods. A part of an answer shows that the service has the request: POST and PATCH end there."""

    ALWAYS = ("GET", "PUT", "POST", "PATCH", "DELETE")
    IDEMPOTENT = ("GET", "PUT", "DELETE")
    NEVER = ()


@dataclass(frozen=True)
class Fault:
    name: str
    act: Act
    retried: Retried
    said: str  # a regular expression that the message fits
    status: Status = Status.TRANSPORT


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
HALF_HEAD = HEAD + b"Content-Len"
BODY = b'{"name": "here"}'
HALF_BODY = HEAD + b"Content-Length: %d\r\n\r\n" % (2 * len(BODY)) + BODY  # which is JSON all the same
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
PACKED = gzip.compress(BODY)
LIMIT = 4096
LARGE = b'{"name": "' + b"x" * 2 * LIMIT + b'"}'

CUT = "transfer closed with"
BROKEN = "reset|Recv failure"
TOO_LARGE = f"the answer is larger than {LIMIT} bytes"
HEADERS_TOO_LARGE = "the headers are larger than"


def with_length(body: bytes, more: bytes = b"") -> bytes:
    return HEAD + more + b"Content-Length: %d\r\n\r\n" % len(body) + body


def packed(body: bytes) -> bytes:
    return with_length(body, b"Content-Encoding: gzip\r\n")


def without_end(start: bytes, part: bytes) -> Act:
    def act(connection: Connection) -> None:
        connection.send(start)
        while True:
            connection.send(part)

    return act


HTTP = (
    Fault("reset before an answer", reset, Retried.ALWAYS, BROKEN),
    Fault("closed before an answer", close, Retried.ALWAYS, "Empty reply from server"),
    Fault("half a status line, closed", then(sends(b"HTTP/1."), close), Retried.ALWAYS, ""),
    Fault("half of the head, closed", then(sends(HALF_HEAD), close), Retried.IDEMPOTENT, ""),
    Fault("half of the head, reset", then(sends(HALF_HEAD), reset), Retried.IDEMPOTENT, BROKEN),
    Fault("the head alone, closed", then(sends(HEAD + b"Content-Length: 9\r\n\r\n"), close), Retried.IDEMPOTENT, CUT),
    Fault("an interim answer, closed", then(sends(b"HTTP/1.1 102 Processing\r\n\r\n"), close), Retried.IDEMPOTENT, ""),
    Fault("half a body, closed", then(sends(HALF_BODY), close), Retried.IDEMPOTENT, CUT),
    Fault("half a body, reset", then(sends(HALF_BODY), reset), Retried.IDEMPOTENT, BROKEN),
    Fault("a chunk is missing", then(sends(CHUNKED + b"10\r\n" + BODY + b"\r\n"), close), Retried.IDEMPOTENT, CUT),
    Fault("half a chunk", then(sends(CHUNKED + b"20\r\n" + BODY), close), Retried.IDEMPOTENT, CUT),
    Fault("no chunk", then(sends(CHUNKED + b"what?\r\n"), close), Retried.IDEMPOTENT, ""),
    Fault("not HTTP", then(sends(b"220 mail.example ready\r\n"), close), Retried.NEVER, "HTTP/0.9"),
    Fault("a later HTTP", then(sends(b"HTTP/7.0 200 OK\r\n\r\n"), close), Retried.NEVER, "HTTP version"),
    Fault("a negative length", then(sends(HEAD + b"Content-Length: -1\r\n\r\n"), close), Retried.NEVER, ""),
    Fault("broken gzip", then(sends(packed(PACKED[:-12] + b"\xff" * 12)), close), Retried.NEVER, "content encoding"),
    Fault("gzip that is none", then(sends(packed(BODY)), close), Retried.NEVER, "content encoding"),
    Fault("an unknown encoding", then(sends(with_length(BODY, b"Content-Encoding: x\r\n")), close), Retried.NEVER, ""),
    Fault("too large", sends(with_length(LARGE)), Retried.NEVER, TOO_LARGE),
    Fault("too large, in chunks", sends(CHUNKED + b"%x\r\n" % len(LARGE) + LARGE), Retried.NEVER, TOO_LARGE),
    Fault("too large, packed", sends(packed(gzip.compress(LARGE))), Retried.NEVER, TOO_LARGE),
    Fault("too large, without end", without_end(HEAD + b"\r\n", LARGE), Retried.NEVER, TOO_LARGE),
    Fault("a header of 1 MB", sends(HEAD + b"X: " + b"x" * 2**20 + b"\r\n\r\n"), Retried.NEVER, HEADERS_TOO_LARGE),
    Fault("headers of 1 MB", sends(HEAD + b"X-More: 0123456789abcde\r\n" * 40000), Retried.NEVER, HEADERS_TOO_LARGE),
    Fault("headers without end", without_end(HEAD, b"X: y\r\n" * 1000), Retried.NEVER, HEADERS_TOO_LARGE),
    Fault("interim answers without end", without_end(b"", b"HTTP/1.1 102 Processing\r\n\r\n" * 99), Retried.NEVER, ""),
)

STALLS = (
    Fault("silence", stall, Retried.ALWAYS, "timed out", Status.TIMEOUT),
    Fault("half of the head, silence", then(sends(HALF_HEAD), stall), Retried.IDEMPOTENT, "timed out", Status.TIMEOUT),
    Fault("half a body, silence", then(sends(HALF_BODY), stall), Retried.IDEMPOTENT, "timed out", Status.TIMEOUT),
    Fault("half a chunk, silence", then(sends(CHUNKED + b"20\r\n" + BODY), stall), Retried.IDEMPOTENT, "timed out",
          Status.TIMEOUT),  # fmt: skip
)

SERVER_HELLO_BEGINS = bytes.fromhex("160303007a0200007603 03")
ALERT = bytes.fromhex("1503030002 0228")  # fatal, handshake_failure


def after_hello(*acts: Act) -> Act:
    def act(connection: Connection) -> None:
        connection.receive()
        then(*acts)(connection)

    return act


# Instead of a handshake.
HANDSHAKE = (
    Fault("reset at once", reset, Retried.ALWAYS, ""),
    Fault("reset in the handshake", after_hello(reset), Retried.ALWAYS, ""),
    Fault("closed in the handshake", after_hello(close), Retried.ALWAYS, ""),
    Fault("reset in the server's hello", after_hello(sends(SERVER_HELLO_BEGINS), reset), Retried.ALWAYS, ""),
    Fault("garbage for a hello", after_hello(sends(b"HTTP/1.1 400 Bad Request\r\n\r\n"), close), Retried.ALWAYS, ""),
    Fault("the handshake refused", after_hello(sends(ALERT), close), Retried.ALWAYS, "alert"),
)


def raw(data: bytes) -> Act:
    """Past the encryption."""

    def act(connection: Connection) -> None:
        assert connection.secured
        connection.secured.setblocking(True)
        descriptor = connection.secured.fileno()
        import os

        os.write(descriptor, data)

    return act


BROKEN_RECORD = struct.pack("!BHH", 23, 0x303, 64) + bytes(64)

# After a handshake that went well.
ENCRYPTED = (
    Fault("reset before an answer", reset, Retried.ALWAYS, ""),
    Fault("closed before an answer", close, Retried.ALWAYS, ""),
    Fault("half a body, closed", then(sends(HALF_BODY), close), Retried.IDEMPOTENT, ""),
    Fault("half a body, reset", then(sends(HALF_BODY), reset), Retried.IDEMPOTENT, ""),
    Fault("a body whose end is the connection's, cut", then(sends(HEAD + b"\r\n" + BODY), close), Retried.IDEMPOTENT,
          ""),  # fmt: skip
    Fault("half a body, a broken record", then(sends(HALF_BODY), raw(BROKEN_RECORD), close), Retried.IDEMPOTENT, ""),
    Fault("too large", sends(with_length(LARGE)), Retried.NEVER, TOO_LARGE),
)

# The server's certificate, and what is said of it.
CERTIFICATES = (
    ("unknown", "unable to get local issuer|self-signed|issuer"),
    ("self-signed", "self.signed"),
    ("expired", "expired|not yet valid"),
    ("elsewhere", "does not match|no alternative"),
)


def names(faults: Sequence[Fault]) -> list[str]:
    return [fault.name for fault in faults]
