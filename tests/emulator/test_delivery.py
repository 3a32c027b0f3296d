"""Answers that do not arrive, over a real connection; and what a real server adds to the rest."""

import json
import socket
import time
from collections.abc import Iterator

import pytest

from .conftest import APP, VERSION, Client, Reply, running, start

GET = f"GET {APP}?api-version={VERSION} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer t\r\n"


@pytest.fixture
def connection(client: Client) -> Iterator[socket.socket]:
    """To an emulator that has the app."""
    client.put(APP)
    host, _, port = client.url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=5) as found:
        yield found


def ask(connection: socket.socket, fault: str) -> None:
    connection.sendall(f"{GET}x-emulator-fault: {fault}\r\n\r\n".encode())


def rest(connection: socket.socket) -> bytes:
    """Everything until the server closes."""
    return b"".join(iter(lambda: connection.recv(65536), b""))


def silent(connection: socket.socket) -> bool:
    """Whether nothing comes for a while, and the connection stays open."""
    connection.settimeout(0.2)
    try:
        return connection.recv(1) == b"?"
    except TimeoutError:
        return True
    finally:
        connection.settimeout(5)


def test_reset(connection: socket.socket) -> None:
    ask(connection, "reset")
    with pytest.raises(ConnectionResetError):
        connection.recv(1)


def test_close(connection: socket.socket) -> None:
    ask(connection, "close")
    assert rest(connection) == b""


def test_stall(connection: socket.socket) -> None:
    ask(connection, "stall")
    assert silent(connection)


def test_stall_for_a_while(connection: socket.socket) -> None:
    begin = time.monotonic()
    ask(connection, "stall;seconds=1")
    assert rest(connection) == b"" and 0.9 < time.monotonic() - begin < 3


def test_stall_in_the_headers(connection: socket.socket) -> None:
    ask(connection, "stall-headers")
    assert connection.recv(65536).startswith(b"HTTP/1.1 200 OK\r\nx-ms-request-id: ")
    assert silent(connection)


def test_stall_in_the_body(connection: socket.socket) -> None:
    ask(connection, "stall-body")
    head, _, body = connection.recv(65536).partition(b"\r\n\r\n")
    assert b"Content-Length: " in head and body.startswith(b'{"id":') and not body.endswith(b"}")
    assert silent(connection)


def test_truncate(connection: socket.socket) -> None:
    ask(connection, "truncate")
    head, _, body = rest(connection).partition(b"\r\n\r\n")
    promised = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
    assert len(body) == promised // 2 > 100
    with pytest.raises(ValueError):
        json.loads(body)


def test_truncate_what_has_no_body(client: Client, connection: socket.socket) -> None:
    connection.sendall(GET.replace("GET", "DELETE").encode() + b"x-emulator-fault: truncate\r\n\r\n")
    assert b"Content-Length: 2\r\n" in rest(connection)
    assert client.get(APP).status == 404


def test_it_goes_on_and_ends_quietly() -> None:
    """Also with clients that wait in vain."""
    with start() as process:
        assert process.stdin and process.stdout and process.stderr
        client = Client(process.stdout.readline().strip())
        host, _, port = client.url.removeprefix("http://").partition(":")
        waiting = []
        for fault in ("reset", "close", "stall", "stall-body", "truncate", "stall"):
            waiting.append(socket.create_connection((host, int(port)), timeout=5))
            ask(waiting[-1], fault)
        waiting[2].close()
        assert client.put(APP).status == 201
        process.stdin.close()
        assert process.wait(5) == 0
        assert (process.stdout.read(), process.stderr.read()) == ("", "")


def finish(client: Client, answer: Reply) -> Reply:
    """Polls a status until it says that it is time to stop."""
    url = answer.headers["azure-asyncoperation"].removeprefix(client.url)
    while "retry-after-ms" in answer.headers:
        time.sleep(int(answer.headers["retry-after-ms"]) / 1000)
        answer = client.get(url)
    return answer


def test_operations_and_pages_over_http() -> None:
    with running("--operation-ms", "100", "--page-size", "1") as client:
        for name in ("one", "two"):
            assert finish(client, client.put(APP.replace("/web", f"/{name}"))).json["status"] == "Succeeded"
        first = client.get(APP.removesuffix("/web")).json
        assert first["nextLink"].startswith(client.url)
        second = client.get(first["nextLink"].removeprefix(client.url)).json
        assert [item["name"] for page in (first, second) for item in page["value"]] == ["one", "two"]
        assert "nextLink" not in second


def test_huge_urls_can_be_followed() -> None:
    with running("--operation-ms", "100") as client:
        url = client.put(APP, headers={"x-emulator-fault": "polling-url;kind=huge"}).headers["azure-asyncoperation"]
        assert len(url) > 40_000
        assert client.get(url.removeprefix(client.url)).json["name"]


@pytest.mark.parametrize("option", [("--operation-ms", "-1"), ("--page-size", "0"), ("--page-size", "x")])
def test_options_that_are_no_good(option: tuple[str, str]) -> None:
    with running(*option) as client:
        assert client.url == ""
