"""Runs the aca command and servers for it."""

import json
import os
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
BINARY = os.environ["ACA_BINARY"]
TOKEN = "eyJ0b2tlbiI6InRoYXQgbXVzdCBzaG93IHVwIG5vd2hlcmUifQ.c2lnbmF0dXJl"
SUBSCRIPTION = "651f8027-33e8-4ec4-97b4-f6e9f3dc8744"
RG = ("--resource-group-name", "rg")
WEB = (*RG, "--container-app-name", "web")


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
    def message(self) -> str:
        """The one line of a command that failed and had no output."""
        assert self.code != 0 and self.out == ""
        assert self.err.startswith("aca: ") and self.err.count("\n") == 1 and self.err.endswith("\n")
        return self.err.removeprefix("aca: ").rstrip("\n")


@dataclass
class Shell:
    """Every run is also a test that the token shows up nowhere and that the sanitizers are content."""

    variables: Mapping[str, str] = field(default_factory=dict)

    def __call__(self, *arguments: str, stdin: str = "", **variables: str) -> Result:
        given = environment(**{**self.variables, **variables})
        done = subprocess.run([BINARY, *arguments], input=stdin.encode(), env=given, capture_output=True, timeout=30)
        out, err = done.stdout.decode(), done.stderr.decode()
        assert TOKEN not in out + err
        assert "Sanitizer" not in err and "runtime error" not in err, err
        assert 0 <= done.returncode <= 4, err
        return Result(done.returncode, out, err)


@contextmanager
def emulator() -> Iterator[str]:
    """Gives its URL; it ends with its standard input."""
    command = [sys.executable, "-m", "emulator", "--port", "0", "--until-stdin-closes", "--operation-ms", "0"]
    given = environment(PYTHONPATH=str(ROOT / "tests"))
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=given, text=True) as process:
        assert process.stdin and process.stdout
        try:
            yield process.stdout.readline().strip()
        finally:
            process.stdin.close()
            process.wait(10)


@dataclass
class Seen:
    method: str
    path: str
    headers: dict[str, str]
    body: str


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
        """With `stall` the answer comes only after `release` is set."""
        self._status, self._body, self._headers, self._stall = status, body, headers or {}, stall
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
                if canned._stall:
                    canned.release.wait(10)
                    return
                self.send_response(canned._status)
                for name, value in canned._headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(canned._body.encode())))
                self.end_headers()
                self.wfile.write(canned._body.encode())

            do_GET = do_PUT = do_POST = do_PATCH = do_DELETE = answer

            def log_message(self, format: str, *args: Any) -> None:
                pass

        return Handler
