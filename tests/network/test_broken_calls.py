"""Every step of a call can fail: what it comes to, and how often it is tried."""

import socket
from collections.abc import Iterator

import pytest
from harm import GOOD, harm, reset, rude
from program import DRIVERS, OPERATIONS, Program, Status

METHODS = tuple(OPERATIONS)
TRIES = 3  # two retries
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


@pytest.fixture(params=DRIVERS)
def driver(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def closed_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    yield port


# ---- before an answer ----


@pytest.mark.parametrize("method", METHODS)
def test_nobody_listens(calls: Program, driver: str, method: str, closed_port: int) -> None:
    outcome = calls.call(method, f"http://127.0.0.1:{closed_port}", driver=driver)
    assert (outcome.status, outcome.attempts) == (Status.TRANSPORT, TRIES)
    assert "onnect" in outcome.message


def test_the_name_does_not_exist(calls: Program, driver: str) -> None:
    outcome = calls.call("GET", "https://arm.invalid", driver=driver)
    assert (outcome.status, outcome.attempts) == (Status.TRANSPORT, TRIES)
    assert "arm.invalid" in outcome.message


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("answer", ["reset", b"", b"nonsense\r\n\r\n"])
def test_no_answer_comes(calls: Program, driver: str, method: str, answer: bytes | str) -> None:
    with harm(answer) as server:
        outcome = calls.call(method, server.url, driver=driver)
        garbage = bool(answer) and isinstance(answer, bytes)
        assert outcome.status == Status.TRANSPORT
        assert outcome.attempts == len(server.requests) == (1 if garbage else TRIES)
        assert outcome.message


@pytest.mark.parametrize("method", METHODS)
def test_the_second_try_succeeds(calls: Program, driver: str, method: str) -> None:
    with harm("reset", GOOD) as server:
        outcome = calls.call(method, server.url, driver=driver)
        assert (outcome.status, outcome.attempts, outcome.http_status) == (Status.OK, 2, 200)
        first, second = server.requests
        assert first == second and first.startswith(method.encode())


@pytest.mark.parametrize("method", METHODS)
def test_the_connection_breaks_in_the_handshake(calls: Program, driver: str, method: str) -> None:
    for deed in (reset, lambda connection: connection.sendall(b"SSH-2.0-none\r\n")):
        with rude(deed) as server:
            outcome = calls.call(method, server.url.replace("http:", "https:"), driver=driver)
            assert (outcome.status, outcome.attempts) == (Status.TRANSPORT, server.connections)
            assert outcome.attempts in (1, TRIES)


def test_a_post_is_sent_once_on_request(calls: Program, driver: str) -> None:
    with harm("reset") as server:
        assert calls.call("POST", server.url, driver=driver, never_post=1).attempts == len(server.requests) == 1
        assert calls.call("GET", server.url, driver=driver, never_post=1).attempts == TRIES


# ---- in the middle of an answer ----


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("answer", [
    HEAD, HEAD + b"|reset", HEAD + b"Content-Length: 100\r\n\r\n{", HEAD + b"Content-Length: 100\r\n\r\n{|reset",
    HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\n{\"nam",
])
def test_the_answer_is_cut_short(calls: Program, driver: str, method: str, answer: bytes) -> None:
    """GET, PUT and DELETE may be repeated; what POST or PATCH did is not to be done twice."""
    with harm(answer) as server:
        outcome = calls.call(method, server.url, driver=driver)
        assert outcome.attempts == len(server.requests) == (1 if method in ("POST", "PATCH") else TRIES)
        assert outcome.status == Status.TRANSPORT


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("answer", ["stall", HEAD + b"|stall", HEAD + b"Content-Length: 100\r\n\r\n{|stall"])
def test_the_service_falls_silent(calls: Program, driver: str, method: str, answer: bytes | str) -> None:
    with harm(answer) as server:
        outcome = calls.call(method, server.url, driver=driver, try_timeout_ms=100)
        begun = isinstance(answer, bytes) and method in ("POST", "PATCH")
        assert outcome.attempts == len(server.requests) == (1 if begun else TRIES)
        assert outcome.status == Status.TIMEOUT


def test_the_limit_is_for_all_tries(calls: Program, driver: str) -> None:
    with harm("stall") as server:
        outcome = calls.call("GET", server.url, driver=driver, timeout_ms=200)
        assert (outcome.status, outcome.attempts, len(server.requests)) == (Status.TIMEOUT, 1, 1)


@pytest.mark.parametrize(("answer", "status"), [
    (HEAD + b"Content-Encoding: gzip\r\nContent-Length: 4\r\n\r\nnone", Status.TRANSPORT),
    (HEAD + b"Content-Length: 20000\r\n\r\n" + b" " * 20000, Status.TRANSPORT),
    (HEAD + b"X-Long: " + b"x" * 1000000 + b"\r\n\r\n", Status.MEMORY),  # as libcurl calls it
    (HEAD + b"Content-Length: 6\r\n\r\n<html>", Status.DECODE),
    (HEAD + b"Content-Length: 0\r\n\r\n", Status.DECODE),
])
def test_what_will_not_get_better_is_tried_once(calls: Program, driver: str, answer: bytes, status: Status) -> None:
    with harm(answer) as server:
        outcome = calls.call("GET", server.url, driver=driver, max_response_bytes=10000)
        assert outcome.status == status
        assert outcome.attempts == len(server.requests) == 1
        assert outcome.message


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("http_status", [408, 429, 500, 502, 503, 504])
def test_the_service_is_busy(calls: Program, driver: str, method: str, http_status: int) -> None:
    busy = b"HTTP/1.1 %d Busy\r\nRetry-After: 0\r\nContent-Length: 0\r\nConnection: close\r\n\r\n" % http_status
    with harm(busy) as server:
        outcome = calls.call(method, server.url, driver=driver)
        assert (outcome.status, outcome.http_status) == (Status.SERVICE, http_status)
        assert outcome.attempts == len(server.requests) == TRIES
