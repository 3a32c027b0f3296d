"""A server that plays one answer for each connection, and keeps the requests of the play."""

import ssl
import threading
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from harm import Connection, Harm


def answers(body: str, status: int = 200, *headers: str) -> bytes:
    lines = (f"HTTP/1.1 {status} Said", "Content-Type: application/json", f"Content-Length: {len(body.encode())}",
             "Connection: close", *headers)  # fmt: skip
    return ("\r\n".join(lines) + "\r\n\r\n" + body).encode()


OK = answers("{}")


@dataclass
class Request:
    head: str
    body: str

    @property
    def method(self) -> str:
        return self.head.split(" ")[0]

    @property
    def path(self) -> str:
        return self.head.split(" ")[1]

    @property
    def query(self) -> dict[str, str]:
        return fields(self.path.partition("?")[2])

    @property
    def form(self) -> dict[str, str]:
        return fields(self.body)

    def header(self, name: str) -> str | None:
        lines = (line.partition(":") for line in self.head.split("\r\n")[1:])
        return next((value.strip() for found, _, value in lines if found.lower() == name.lower()), None)

    def has(self, header: str) -> bool:
        """A line of this name, or this very line."""
        lines = self.head.split("\r\n")[1:]
        return any(line == header or line.lower().startswith(f"{header.lower()}:") for line in lines)


def fields(text: str) -> dict[str, str]:
    """Of a form or query; none may be there twice."""
    pairs = parse_qsl(text, keep_blank_values=True, strict_parsing=text != "")
    assert len(dict(pairs)) == len(pairs), text
    return dict(pairs)


@dataclass
class Play:
    """Past its answers, the last one goes on."""

    answers: tuple[bytes, ...]
    connections: int = 0
    requests: list[Request] = field(default_factory=list)


class Server:
    """On a free port of loopback, for one play after the other."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self._harm = Harm(self._play, tls=tls)
        self._lock = threading.Lock()
        self._now = Play((OK,))
        self.port, self.url = self._harm.port, self._harm.url

    def plays(self, *said: bytes) -> Play:
        self._now = Play(said)
        return self._now

    def _play(self, connection: Connection) -> None:
        play = self._now
        with self._lock:
            said = play.answers[min(play.connections, len(play.answers) - 1)]
            play.connections += 1
        head, _, body = self._harm.read(connection).decode().partition("\r\n\r\n")
        play.requests.append(Request(head, body))
        connection.sendall(said)

    def close(self) -> None:
        self._harm.close()
