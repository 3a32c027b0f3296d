"""A server that plays one answer for each connection, and keeps the requests of the play."""

import threading
from dataclasses import dataclass, field

from harm import Connection, Harm


def answers(body: str, status: int = 200, *headers: str) -> bytes:
    lines = (f"HTTP/1.1 {status} Said", "Content-Type: application/json", f"Content-Length: {len(body.encode())}",
             "Connection: close", *headers)  # fmt: skip
    return ("\r\n".join(lines) + "\r\n\r\n" + body).encode()


OK = answers("{}")


@dataclass
class Request:
    head: str

    @property
    def path(self) -> str:
        return self.head.split(" ")[1]

    def has(self, header: str) -> bool:
        """A line of this name, or this very line."""
        lines = self.head.split("\r\n")[1:]
        return any(line == header or line.lower().startswith(f"{header.lower()}:") for line in lines)


@dataclass
class Play:
    """Past its answers, the last one goes on."""

    answers: tuple[bytes, ...]
    connections: int = 0
    requests: list[Request] = field(default_factory=list)


class Server:
    """On a free port of loopback, for one play after the other."""

    def __init__(self) -> None:
        self._harm = Harm(self._play)
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
        play.requests.append(Request(self._harm.read(connection).decode()))
        connection.sendall(said)

    def close(self) -> None:
        self._harm.close()
