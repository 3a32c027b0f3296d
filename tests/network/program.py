"""Runs network_calls, which makes one call for each line that it is given."""

import os
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import IntEnum
from urllib.parse import quote, unquote

BINARY = os.environ["ACA_CALLS"]
TOKEN = "eyJ0b2tlbiI6InRoYXQgbXVzdCBzaG93IHVwIG5vd2hlcmUifQ.c2lnbmF0dXJl"
PATIENCE_SECONDS = 30
DRIVERS = ("blocking", "loop")

Value = str | bytes | int | Sequence[str]


class Status(IntEnum):
    OK = 0
    DONE = 1
    ARGUMENT = 2
    MEMORY = 3
    AUTHENTICATION = 4
    TRANSPORT = 5
    TIMEOUT = 6
    CANCELED = 7
    SERVICE = 8
    DECODE = 9


# One operation for each method, none of them long-running.
OPERATIONS: dict[str, dict[str, Value]] = {
    "GET": {"operation": "ContainerApps_Get", "argument": ("rg", "web")},
    "PUT": {"operation": "DaprComponents_CreateOrUpdate", "argument": ("rg", "env", "part"), "body": "{}"},
    "POST": {"operation": "ContainerApps_ListSecrets", "argument": ("rg", "web")},
    "PATCH": {"operation": "Certificates_Update", "argument": ("rg", "env", "cert"), "body": "{}"},
    "DELETE": {"operation": "DaprComponents_Delete", "argument": ("rg", "env", "part")},
}


@dataclass
class Outcome:
    """What a call came to."""

    values: dict[str, str]
    log: list[str] = field(default_factory=list)

    @property
    def status(self) -> Status:
        return Status(self.number("status"))

    @property
    def attempts(self) -> int:
        return self.number("attempts")

    @property
    def http_status(self) -> int:
        return self.number("http_status")

    @property
    def message(self) -> str:
        return self.values.get("message", "")

    def number(self, name: str) -> int:
        return int(self.values.get(name, "0"))


def one_line(settings: dict[str, Value]) -> str:
    words = []
    for name, value in settings.items():
        for one in [value] if isinstance(value, str | bytes | int) else value:
            words.append(f"{name}={quote(one if isinstance(one, bytes) else str(one), safe='')}")
    return " ".join(words) + "\n"


def environment(**more: str) -> dict[str, str]:
    """Ours without what could be in it for libcurl."""
    skipped = ("_PROXY", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR", "SSLKEYLOGFILE")
    return {name: value for name, value in os.environ.items() if not name.upper().endswith(skipped)} | more


class Program:
    """Every call is also a test that the token shows up nowhere, that messages are one line, and that the program has
    as many descriptors after it as before."""

    def __init__(self, warm_up: dict[str, Value] | None = None, **variables: str) -> None:
        self._variables = variables
        self._warm_up = warm_up or {"endpoint": "http://127.0.0.1:1", "max_retries": -1} | OPERATIONS["GET"]
        self._process: subprocess.Popen[bytes] | None = None
        self._descriptors = 0

    def call(self, method: str, endpoint: str, **settings: Value) -> Outcome:
        """One call with OPERATIONS[method], or, where that has none, with the operation that `settings` name."""
        given: dict[str, Value] = {"endpoint": endpoint, "token": TOKEN, "max_retries": 2}
        return self.make(given | OPERATIONS.get(method, {}) | settings)

    def make(self, settings: dict[str, Value]) -> Outcome:
        outcome = self._exchange(one_line({name: value for name, value in settings.items() if value != ""}))
        assert outcome.message == "" or (outcome.message.isprintable() and outcome.message.isascii()), outcome.message
        if not settings.get("keep"):
            assert outcome.number("descriptors") == self._descriptors, "descriptors are left open, or too many closed"
        return outcome

    def _start(self) -> "subprocess.Popen[bytes]":
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(
            [BINARY], stdin=pipe, stdout=pipe, stderr=pipe, env=environment(**self._variables)
        )
        self._descriptors = self._exchange(one_line(self._warm_up)).number("descriptors")
        return self._process

    def _exchange(self, line: str) -> Outcome:
        process = self._process or self._start()
        assert process.stdin and process.stdout
        guard = threading.Timer(PATIENCE_SECONDS, process.kill)
        guard.start()
        said = []
        try:
            process.stdin.write(line.encode())
            process.stdin.flush()
            while (answer := process.stdout.readline()) not in (b"done\n", b""):
                said.append(answer)
        finally:
            guard.cancel()
        if answer == b"":
            self.end()
            raise AssertionError("the program has ended")
        return read(said)

    def end(self) -> None:
        """What the sanitizers found in it shows up here."""
        process, self._process = self._process, None
        if process is None:
            return
        _, errors = process.communicate(timeout=PATIENCE_SECONDS)
        assert errors.decode() == "" and process.returncode == 0, errors.decode()


def read(lines: list[bytes]) -> Outcome:
    assert TOKEN.encode() not in b"".join(lines)
    words = [word.split("=", 1) for word in lines[-1].decode().split()]
    return Outcome({name: unquote(value) for name, value in words}, [unquote(line.decode()) for line in lines[:-1]])


@contextmanager
def program(warm_up: dict[str, Value] | None = None, **variables: str) -> Iterator[Program]:
    """With these variables in its environment, and a first line that opens what stays open."""
    made = Program(warm_up, **variables)
    try:
        yield made
    finally:
        made.end()
