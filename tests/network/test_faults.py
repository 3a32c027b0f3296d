"""Every step of a call goes wrong, for every method, blocking and on a loop."""

import re
import socket
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

import faults
import pytest
from faults import Fault, Retried
from papers import Papers
from program import DRIVERS, OPERATIONS, Outcome, Program, Status, Value
from server import OK, PATIENCE_SECONDS, Play, Server

TRIES = 3
METHODS = tuple(OPERATIONS)
STALL: dict[str, Value] = {"try_timeout_ms": 200, "max_retries": 1}

Secure = Callable[[str], Server]

each_method = pytest.mark.parametrize("method", METHODS)
each_driver = pytest.mark.parametrize("driver", DRIVERS)


def each(some: tuple[Fault, ...]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("fault", some, ids=faults.names(some))


def check(fault: Fault, method: str, outcome: Outcome, tries: int = TRIES, play: Play | None = None) -> None:
    expected = tries if method in fault.retried.value else 1
    assert outcome.status == fault.status, outcome.message
    assert outcome.http_status == 0
    assert outcome.message and re.search(fault.said, outcome.message), outcome.message
    assert outcome.attempts == expected
    if play is not None:
        assert play.counted(expected) == expected


# ---- on the way to the server ----


def closed_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as found:
        port: int = found.getsockname()[1]
        return port


REFUSED = Fault("refused", faults.reset, Retried.ALWAYS, "connect to 127.0.0.1")
UNKNOWN_NAME = Fault("no such name", faults.reset, Retried.ALWAYS, "resolve host: nowhere.invalid")
DEAF = Fault("no answer to SYN", faults.reset, Retried.ALWAYS, "timed out|Timeout|timeout", Status.TIMEOUT)


@each_driver
@each_method
def test_a_refused_connection(calls: Program, method: str, driver: str) -> None:
    check(REFUSED, method, calls.call(method, f"http://127.0.0.1:{closed_port()}", driver=driver))


@pytest.fixture(scope="module")
def no_names() -> None:
    """Where there is no network to ask, some systems take long to say so."""
    try:
        socket.getaddrinfo("nowhere.invalid", 80)
    except socket.gaierror:
        return
    pytest.skip("somebody answers for nowhere.invalid")


@each_driver
@each_method
def test_an_unknown_name(calls: Program, no_names: None, method: str, driver: str) -> None:
    check(UNKNOWN_NAME, method, calls.call(method, "https://nowhere.invalid", driver=driver))


@contextmanager
def deaf_port() -> Iterator[int]:
    """Connections wait for others that nobody accepts."""
    with closing(socket.socket()) as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        waiting = [socket.socket() for _ in range(3)]
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(listener.getsockname())
        try:
            socket.create_connection(listener.getsockname(), timeout=0.1).close()
            pytest.skip("a full backlog does not keep connections out here")
        except TimeoutError:
            yield listener.getsockname()[1]
        finally:
            for one in waiting:
                one.close()


@each_driver
def test_a_connection_that_is_not_accepted(calls: Program, driver: str) -> None:
    with deaf_port() as port:
        for method in METHODS:
            outcome = calls.call(method, f"http://127.0.0.1:{port}", connect_timeout_ms=30, driver=driver)
            check(DEAF, method, outcome)


# ---- TLS ----


@each_driver
@each_method
@each(faults.HANDSHAKE)
def test_a_handshake(
    calls: Program, certificates: Papers, secure: Secure, fault: Fault, method: str, driver: str
) -> None:
    server = secure("good")
    play = server.plays(on_connection=fault.act)
    check(fault, method, calls.call(method, server.url, ca_file=certificates.ca, driver=driver), play=play)


@each_driver
def test_silence_in_the_handshake(calls: Program, certificates: Papers, secure: Secure, driver: str) -> None:
    server = secure("good")
    for method in METHODS:
        play = server.plays(on_connection=faults.stall)
        outcome = calls.call(method, server.url, ca_file=certificates.ca, connect_timeout_ms=50, driver=driver)
        check(DEAF, method, outcome, play=play)


@each_driver
@each_method
@pytest.mark.parametrize("name, said", faults.CERTIFICATES)
def test_a_certificate(
    calls: Program, certificates: Papers, secure: Secure, name: str, said: str, method: str, driver: str
) -> None:
    server = secure(name)
    play = server.plays(OK)
    outcome = calls.call(method, server.url, ca_file=certificates.ca, driver=driver)
    check(Fault(name, faults.reset, Retried.NEVER, said), method, outcome)
    assert (play.connections, len(play.requests)) == (1, 0)


@each_driver
@each_method
@each(faults.ENCRYPTED)
def test_an_encrypted_answer(
    calls: Program, certificates: Papers, secure: Secure, fault: Fault, method: str, driver: str
) -> None:
    server = secure("good")
    play = server.plays(fault.act)
    outcome = calls.call(
        method, server.url, ca_file=certificates.ca, max_response_bytes=faults.LIMIT, driver=driver
    )
    check(fault, method, outcome, play=play)


# ---- HTTP ----


@each_driver
@each_method
@each(faults.HTTP)
def test_an_answer(calls: Program, here: Server, fault: Fault, method: str, driver: str) -> None:
    play = here.plays(fault.act)
    outcome = calls.call(method, here.url, max_response_bytes=faults.LIMIT, driver=driver)
    check(fault, method, outcome, play=play)


@each_driver
@pytest.mark.parametrize("method", ["GET", "POST"])
@each(faults.STALLS)
def test_a_stalled_answer(calls: Program, here: Server, fault: Fault, method: str, driver: str) -> None:
    play = here.plays(fault.act)
    check(fault, method, calls.call(method, here.url, driver=driver, **STALL), 2, play)
