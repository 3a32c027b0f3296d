"""A server that does harm: what it does with each connection is a function. It counts the requests that it has read."""

from __future__ import annotations

import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Connection = socket.socket
Deed = Callable[[Connection], None]

GOOD = (b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 14\r\nConnection: close\r\n\r\n"
        b'{"name":"web"}')


class Harm:
    """On a free port of loopback, until closed. The n-th connection is for the n-th deed; the last one goes on."""

    def __init__(self, *deeds: Deed, tls: ssl.SSLContext | None = None) -> None:
        self._deeds = list(deeds)
        self._tls = tls
        self._closed = False
        self.connections = 0
        self.requests: list[bytes] = []
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port: int = self._listener.getsockname()[1]
        self.url = f"{'https://localhost' if tls else 'http://127.0.0.1'}:{self.port}"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            deed = self._deeds[min(self.connections, len(self._deeds) - 1)]
            self.connections += 1
            threading.Thread(target=self._one, args=(connection, deed), daemon=True).start()

    def _one(self, connection: Connection, deed: Deed) -> None:
        try:
            if self._tls is not None:
                connection = self._tls.wrap_socket(connection, server_side=True)
            deed(connection)
        except OSError:
            pass
        finally:
            connection.close()

    def read(self, connection: Connection) -> bytes:
        """One request, head and body."""
        received = b""
        while b"\r\n\r\n" not in received:
            more = connection.recv(65536)
            if not more:
                raise OSError("no request")
            received += more
        head, _, body = received.partition(b"\r\n\r\n")
        length = next((int(line.split(b":")[1]) for line in head.split(b"\r\n")
                       if line.lower().startswith(b"content-length:")), 0)
        while len(body) < length:
            body += connection.recv(65536)
        self.requests.append(head + b"\r\n\r\n" + body)
        return self.requests[-1]

    def close(self) -> None:
        self._listener.close()


def reset(connection: Connection) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


@contextmanager
def harm(*answers: bytes | str, tls: ssl.SSLContext | None = None) -> Iterator[Harm]:
    """Each connection gets one answer: bytes are sent, then it is closed; of the words, `reset` breaks it, `stall` says
    nothing more; b"...|reset" and b"...|stall" send first."""
    made: list[Harm] = []

    def deed_of(answer: bytes | str) -> Deed:
        sent, _, end = (answer if isinstance(answer, bytes) else b"|" + answer.encode()).partition(b"|")

        def deed(connection: Connection) -> None:
            made[0].read(connection)
            if sent:
                connection.sendall(sent)
            if end == b"reset":
                time.sleep(0.02)
                reset(connection)
            elif end == b"stall":
                time.sleep(3)

        return deed

    made.append(Harm(*map(deed_of, answers), tls=tls))
    try:
        yield made[0]
    finally:
        made[0].close()


@contextmanager
def rude(deed: Deed) -> Iterator[Harm]:
    """A server that does this with each connection, without reading a request."""
    server = Harm(deed)
    try:
        yield server
    finally:
        server.close()
