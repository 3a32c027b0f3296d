"""A server on loopback that does what it is told to its connections, and counts them."""

import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

PATIENCE_SECONDS = 20

Act = Callable[["Connection"], None]


class Connection:
    """One connection. A server lets go of it when the act is over, so reset() and close() come last."""

    def __init__(self, plain: socket.socket, context: ssl.SSLContext | None, over: threading.Event) -> None:
        self.plain = plain
        self.context = context
        self.secured: ssl.SSLSocket | None = None
        self.over = over

    @property
    def socket(self) -> socket.socket:
        return self.secured or self.plain

    def shake_hands(self) -> None:
        if self.context is not None:
            self.secured = self.context.wrap_socket(self.plain, server_side=True, suppress_ragged_eofs=False)

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

    def receive(self) -> bytes:
        return self.socket.recv(65536)

    def close(self) -> None:
        """Without TLS's closing alert: the connection is cut."""
        try:
            self.socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self.socket.close()

    def reset(self) -> None:
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()

    def stall(self) -> None:
        self.over.wait(PATIENCE_SECONDS)


@dataclass
class Request:
    """As it came in."""

    head: bytes
    body: bytes

    @property
    def line(self) -> str:
        return self.head.split(b"\r\n", 1)[0].decode()

    @property
    def path(self) -> str:
        return self.line.split(" ")[1]

    def has(self, part: str) -> bool:
        return part.encode() in self.head


def read_request(connection: Connection, rest: bytes) -> tuple[Request | None, bytes]:
    """A request and what came after it; None at the end."""
    data = rest
    while b"\r\n\r\n" not in data:
        more = connection.receive()
        if not more:
            return None, b""
        data += more
    head, data = data.split(b"\r\n\r\n", 1)
    lengths = [line.split(b":")[1] for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    length = int(lengths[0]) if lengths else 0
    while len(data) < length:
        more = connection.receive()
        if not more:
            return None, b""
        data += more
    return Request(head, data[:length]), data[length:]


@dataclass
class Play:
    """What the server does, and what it has seen since."""

    answers: tuple[Act, ...]
    on_connection: Act | None
    connections: int = 0
    requests: list[Request] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def counted(self, expected: int) -> int:
        """The requests, or, where none can come, the connections. A client may be quicker than the server."""
        end = time.monotonic() + 2
        while self._count() < expected and time.monotonic() < end:
            time.sleep(0.005)
        return self._count()

    def _count(self) -> int:
        return self.connections if self.on_connection else len(self.requests)

    def saw(self, text: str) -> bool:
        return any(request.has(text) or text.encode() in request.body for request in self.requests)


class Server:
    """Speaks TLS with a context. Nothing is done before plays()."""

    def __init__(self, context: ssl.SSLContext | None = None, host: str = "127.0.0.1") -> None:
        self.context = context
        self._listener = socket.create_server((host, 0), backlog=50, family=socket.AF_INET6 if ":" in host else socket.AF_INET)
        self.port: int = self._listener.getsockname()[1]
        self.host = f"[{host}]" if ":" in host else host
        self.url = f"https://localhost:{self.port}" if context else f"http://{self.host}:{self.port}"
        self._play = Play((), None)
        threading.Thread(target=self._accept, daemon=True).start()

    def plays(self, *answers: Act, on_connection: Act | None = None) -> Play:
        """The n-th request gets the n-th answer, the last goes on and on; or `on_connection` is all that happens."""
        self._play.over.set()
        self._play = Play(answers, on_connection)
        return self._play

    def close(self) -> None:
        self._play.over.set()
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                plain, _ = self._listener.accept()
            except OSError:
                return
            play = self._play
            play.connections += 1
            connection = Connection(plain, self.context, play.over)
            threading.Thread(target=self._serve, args=(connection, play), daemon=True).start()

    def _serve(self, connection: Connection, play: Play) -> None:
        connection.plain.settimeout(PATIENCE_SECONDS)
        try:
            if play.on_connection:
                play.on_connection(connection)
            else:
                connection.shake_hands()
                self._answer(connection, play)
        except OSError:
            pass
        finally:
            connection.close()

    def _answer(self, connection: Connection, play: Play) -> None:
        request, rest = read_request(connection, b"")
        while request is not None:
            play.requests.append(request)
            place = min(len(play.requests), len(play.answers)) - 1
            play.answers[place](connection)
            request, rest = read_request(connection, rest)


# ---- acts ----


def sends(*parts: bytes) -> Act:
    def act(connection: Connection) -> None:
        for part in parts:
            connection.send(part)

    return act


def answers(body: str | bytes = "{}", status: int = 200, *lines: str) -> Act:
    """A whole answer; `lines` are more header lines."""
    content = body.encode() if isinstance(body, str) else body
    more = "".join(f"{line}\r\n" for line in lines)
    return sends(f"HTTP/1.1 {status} Status\r\nContent-Length: {len(content)}\r\n{more}\r\n".encode() + content)


def then(*acts: Act) -> Act:
    def act(connection: Connection) -> None:
        for one in acts:
            one(connection)

    return act


def reset(connection: Connection) -> None:
    connection.reset()


def close(connection: Connection) -> None:
    connection.close()


def stall(connection: Connection) -> None:
    connection.stall()


OK = answers('{"name": "here"}')
