"""Runs the aca command and servers for it."""

import json
import os
import re
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

ROOT = Path(__file__).resolve().parents[2]
BINARY = os.environ["ACA_BINARY"]
SPEC = json.loads(Path(os.environ.get("ACA_SPEC", ROOT / "spec/2023-05-01.json")).read_text())
VERSION: str = SPEC["info"]["version"]
TOKEN = "eyJ0b2tlbiI6InRoYXQgbXVzdCBzaG93IHVwIG5vd2hlcmUifQ.c2lnbmF0dXJl"
SUBSCRIPTION = "651f8027-33e8-4ec4-97b4-f6e9f3dc8744"
RG = ("--resource-group-name", "rg")
WEB = (*RG, "--container-app-name", "web")
CREATE = ("container-apps", "create-or-update", *WEB, "--body")
SETTINGS = {"operation_ms": 60, "page_size": 20, "long_urls": False}

ENVIRONMENT = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.App/managedEnvironments/env"
APP: dict[str, Any] = {
    "location": "eastus",
    "tags": {"team": "blue"},
    "properties": {
        "managedEnvironmentId": ENVIRONMENT,
        "configuration": {"dapr": {"enabled": True}, "ingress": {"external": True, "targetPort": 80}},
        "template": {"containers": [{"name": "main", "image": "example.com/web:1"}]},
    },
}


def environment(**more: str) -> dict[str, str]:
    """Ours without what could be in it for the command or for libcurl."""
    skipped = ("ACA_", "AZURE_", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "CURL_", "SSL_")
    return {name: value for name, value in os.environ.items() if not name.upper().startswith(skipped)} | more


@dataclass
class Result:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The output of a command that succeeded and had nothing to say beside it."""
        assert (self.code, self.err) == (0, "")
        return json.loads(self.out)

    @property
    def line(self) -> str:
        """The one line that the command said, whatever its output."""
        assert self.err.startswith("aca: ") and self.err.count("\n") == 1 and self.err.endswith("\n")
        return self.err.removeprefix("aca: ").rstrip("\n")

    @property
    def message(self) -> str:
        """The one line of a command that failed and had no output."""
        assert self.code != 0 and self.out == ""
        return self.line

    @property
    def token(self) -> str:
        """What --no-wait says on standard error of what goes on."""
        assert self.code == 0 and re.fullmatch(r"aca1\.[A-Za-z0-9+/]+=*\n", self.err)
        return self.err.rstrip("\n")


@dataclass
class Shell:
    """Every run is also a test that the token shows up nowhere and that the sanitizers are content."""

    variables: Mapping[str, str] = field(default_factory=dict)
    binary: str = BINARY

    def __call__(self, *arguments: str, stdin: str = "", **variables: str) -> Result:
        done = self.start(*arguments, stdin=stdin, **variables).finish()
        assert 0 <= done.code <= 4, done.err
        return done

    def start(
        self,
        *arguments: str,
        stdin: str = "",
        stdout: int = subprocess.PIPE,
        stderr: int = subprocess.PIPE,
        **variables: str,
    ) -> "Started":
        given = environment(**{**self.variables, **variables})
        process = subprocess.Popen(
            [self.binary, *arguments], env=given, stdin=subprocess.PIPE, stdout=stdout, stderr=stderr
        )
        return Started(process, stdin.encode())


@dataclass
class Started:
    """A command that runs."""

    process: "subprocess.Popen[bytes]"
    stdin: bytes = b""

    def finish(self) -> Result:
        out, err = (stream.decode() if stream else "" for stream in self.process.communicate(self.stdin, timeout=30))
        assert TOKEN not in out + err
        assert "Sanitizer" not in err and "runtime error" not in err, err
        return Result(self.process.returncode, out, err)

    def signal(self, *numbers: int) -> Result:
        """Sends them, one right after the other."""
        for number in numbers:
            self.process.send_signal(number)
        return self.finish()


def until(true: Callable[[], object]) -> None:
    """Waits for what another process is about to do."""
    end = time.monotonic() + 10
    while not true():
        assert time.monotonic() < end
        time.sleep(0.005)


@contextmanager
def emulator() -> Iterator[str]:
    """Gives its URL; it ends with its standard input."""
    command = [sys.executable, "-m", "emulator", "--port", "0", "--until-stdin-closes"]
    given = os.environ | {"PYTHONPATH": str(ROOT / "tests")}
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=given, text=True) as process:
        assert process.stdin and process.stdout
        try:
            yield process.stdout.readline().strip()
        finally:
            process.stdin.close()
            process.wait(10)


@dataclass
class Emulator:
    """The emulator's own requests."""

    url: str

    def _control(self, method: str, name: str, body: Any = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        with urlopen(Request(f"{self.url}/_emulator/{name}", data, method=method), timeout=10) as answer:
            text = answer.read()
            return json.loads(text) if text else None

    def reset(self) -> None:
        for name in ("state", "faults", "requests"):
            self._control("DELETE", name)
        self.set(**SETTINGS)

    def set(self, **values: Any) -> None:
        self._control("PUT", "settings", values)

    def fault(self, fault: str, **rule: Any) -> None:
        self._control("POST", "faults", {"fault": fault, **rule})

    def requests(self, method: str = "", path: str = "") -> list[str]:
        """'GET /...' of those so far in which both occur."""
        seen = [f"{request['method']} {request['path_qs']}" for request in self._control("GET", "requests")]
        return [line for line in seen if line.startswith(method) and path in line]


@dataclass
class Seen:
    method: str
    path: str
    headers: dict[str, str]
    body: str


@dataclass(frozen=True)
class Said:
    """With `stall` the answer comes only after the server's `release` is set, and is none."""

    body: str = ""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    stall: bool = False
    delay_s: float = 0


class Canned:
    """Answers every request with the one answer that it was given last, and remembers the requests."""

    def __init__(self, certificate: str | None = None) -> None:
        """With a certificate (and its key in the same file, for localhost) it speaks https."""
        self.seen: list[Seen] = []
        self.release = threading.Event()
        self.answers()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self._server.socket = context.wrap_socket(
                self._server.socket, server_side=True, do_handshake_on_connect=False
            )
            self.url = f"https://localhost:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def answers(
        self, body: str = "", status: int = 200, headers: Mapping[str, str] | None = None, stall: bool = False
    ) -> None:
        self.says(Said(body, status, headers or {}, stall))

    def says(self, *answers: Said) -> None:
        """One after the other; the last one again and again."""
        self._answers = list(answers)
        self.seen.clear()

    def close(self) -> None:
        self.release.set()
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        canned = self

        class Handler(BaseHTTPRequestHandler):
            def answer(self) -> None:
                length = int(self.headers.get("Content-Length", "0"))
                headers = {name.lower(): value for name, value in self.headers.items()}
                canned.seen.append(Seen(self.command, self.path, headers, self.rfile.read(length).decode()))
                said = canned._answers.pop(0) if len(canned._answers) > 1 else canned._answers[0]
                time.sleep(said.delay_s)
                if said.stall:
                    canned.release.wait(10)
                    return
                self.send_response(said.status)
                for name, value in said.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(said.body.encode())))
                self.end_headers()
                self.wfile.write(said.body.encode())

            do_GET = do_HEAD = do_PUT = do_POST = do_PATCH = do_DELETE = answer

            def log_message(self, format: str, *args: Any) -> None:
                pass

        return Handler
