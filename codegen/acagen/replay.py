"""Takes examples through the generated code: the aca command calls a server on loopback that answers as the example does.

Links of the service, to next pages and to where long-running operations are polled, are made to lead to that server: the
library follows none that lead elsewhere.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote

from .errors import SpecError, pointer
from .examples import Example, headers
from .fits import Fits, body_of
from .ir import Operation, Parameter
from .load import Node
from .names import kebab
from .values import ABSENT, differences, short

_LINKS = ("location", "azure-asyncoperation", "operation-location")
_LINK = "%s/verify/link"
_STATES = ("provisioningState", "operationState")
_OURS = ("ACA_", "AZURE_", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "CURL_", "SSL_")


@dataclass(frozen=True)
class Answer:
    """`%s` in `headers` is the server's URL."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: Any = ABSENT


@dataclass(frozen=True)
class Seen:
    method: str
    target: str
    headers: dict[str, str]
    body: bytes


class _Handler(BaseHTTPRequestHandler):
    server: Server

    def answer(self) -> None:
        length = int(self.headers.get("Content-Length", "0"))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.seen.append(Seen(self.command, self.path, headers, self.rfile.read(length)))
        said = self.server.answers.pop(0) if self.server.answers else Answer(410)
        body = b"" if said.body is ABSENT else json.dumps(said.body).encode()
        self.send_response(said.status)
        for name, value in {**said.headers, "Content-Length": str(len(body))}.items():
            if name != "Content-Length" or said.status != 204:
                self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_HEAD = do_GET = do_PUT = do_POST = do_PATCH = do_DELETE = answer

    def log_message(self, format: str, *args: Any) -> None:
        pass


class Server(ThreadingHTTPServer):
    """Gives its answers one after the other."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answers: list[Answer] = []
        self.seen: list[Seen] = []
        self.url = f"http://127.0.0.1:{self.server_port}"


@contextmanager
def serving() -> Iterator[Server]:
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


# ---- the command ----


@dataclass(frozen=True)
class Command:
    path: str
    version: str  # the api-version of its models

    def __call__(self, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        return run(self.path, *arguments, stdin=stdin)


def run(path: str, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    variables = {name: value for name, value in os.environ.items() if not name.upper().startswith(_OURS)}
    return subprocess.run([path, *arguments], input=stdin, env={**variables, "ACA_ACCESS_TOKEN": "any"},
                          capture_output=True, encoding="utf-8", errors="replace", timeout=120, check=False)


def find_command(given: Path | None, root: Path) -> Command:
    """The one given, else the latest of the build folders, else the one on the PATH."""
    built = [path for path in (*root.glob("build/aca"), *root.glob("build/*/aca")) if os.access(path, os.X_OK)]
    latest = max((str(path) for path in built if path.is_file()), key=os.path.getmtime, default=None)
    path = str(given) if given else latest or shutil.which("aca")
    if path is None:
        raise SpecError("--aca", "", "no aca command in build/ or on the PATH; build it, or say where it is")
    try:
        done = run(os.path.abspath(path), "version")
    except (OSError, subprocess.SubprocessError) as error:
        raise SpecError("--aca", "", f"{path} cannot be run: {getattr(error, 'strerror', None) or error}") from None
    version = re.fullmatch(r"aca \S+ \(\S+ (\S+)\)\s*", done.stdout)
    if done.returncode != 0 or version is None:
        raise SpecError("--aca", "", f"{path} is no aca command: 'version' gives {short(done.stdout)}")
    return Command(os.path.abspath(path), version[1])


# ---- one example ----


def text_of(value: Any) -> str:
    """A parameter as it stands in a URL."""
    if isinstance(value, list):
        return ",".join(map(text_of, value))
    return value if isinstance(value, str) else json.dumps(value)


class Replay:
    """`report` is told of each deviation by the place in the example and a message."""

    def __init__(self, command: Command, fits: Fits, operation: Operation, example: Example,
                 report: Callable[[Node, str, str], None]) -> None:
        self.command, self.fits, self.operation, self.example, self.report = command, fits, operation, example, report
        self.links = 0  # that were made to lead to the server
        self.given = example.parameters
        body = operation.body
        self.body = self.given.get(body.wire, ABSENT) if body else ABSENT
        self.arguments = [f"--{self.option(p)}={text_of(self.given[p.wire])}" for p in self.parameters()]

    def option(self, parameter: Parameter) -> str:
        return "subscription" if parameter.wire == "subscriptionId" else kebab(parameter.wire)

    def parameters(self) -> Iterator[Parameter]:
        """Those that the example gives and the command takes."""
        return (p for p in self.operation.parameters if p.wire in self.given and
                (not p.of_client or p.wire == "subscriptionId"))

    def all(self) -> None:
        """The request, and every answer: at once, and at the end of a long-running operation."""
        answers = list(self.example.answers())
        for number, (status, answer) in enumerate(answers):
            self.once(status, answer, number == 0)
        if self.operation.long_running and any(status in (201, 202) for status, _ in answers):
            for status, answer in answers:
                if status == 200 and ended(answer):
                    self.at_the_end(answer)

    def call(self, answers: list[Answer], answer: Node, *more: str) -> tuple[str | None, list[Seen]]:
        """What the command prints, None if it does not succeed; and the requests."""
        wanted = 1 if answers[0].status >= 400 else 0
        with serving() as server:
            server.answers = [Answer(a.status, {n: v.replace("%s", server.url) for n, v in a.headers.items()},
                                     linked(a.body, self.operation.next_link, server.url)) for a in answers]
            body = [] if self.body is ABSENT else ["--body", "-"]
            try:
                done = self.command(self.operation.id, *self.arguments, *body, "--endpoint", server.url, "--retries", "0",
                                    "--timeout", "30", *more, stdin="" if self.body is ABSENT else json.dumps(self.body))
            except (subprocess.TimeoutExpired, ValueError) as error:
                self.report(answer, "", f"the command does not end: {error}")
                return None, server.seen
            if done.returncode != wanted or server.answers:
                said = done.stderr.strip().rpartition("\n")[2] or f"{len(server.answers)} requests are missing"
                self.report(answer, "", f"the command ends with exit status {done.returncode}: {said}")
                return None, server.seen
        return done.stdout, server.seen

    def once(self, status: int, answer: Node, first: bool) -> None:
        body = answer.value.get("body", ABSENT)
        stated = headers(answer)
        sent = {name: _LINK if name.lower() in _LINKS else text_of(value) for name, value in stated.items()}
        self.links += sum(name.lower() in _LINKS for name in stated)
        more = ["--no-wait"] if self.operation.long_running else []
        if more and status == 202 and _LINK not in sent.values():
            sent["Location"] = _LINK
        answers = [Answer(status, sent, body)]
        if not more and self.has_next(body):
            self.links += 1
            answers.append(Answer(200, {}, {self.operation.items or "value": []}))
        printed, seen = self.call(answers, answer, *more)
        if first:
            self.check_request(seen)
        if printed is not None:
            self.check_output(answer, body if status < 400 else ABSENT, printed)

    def at_the_end(self, answer: Node) -> None:
        body = answer.value.get("body", ABSENT)
        begun = Answer(202, {"Location": _LINK})
        printed, _ = self.call([begun, Answer(200, {}, body)], answer)
        if printed is not None:
            self.check_output(answer, body, printed)

    def has_next(self, body: Any) -> bool:
        link = self.operation.next_link
        return bool(link and isinstance(body, dict) and isinstance(body.get(link), str) and body[link])

    def check_request(self, seen: list[Seen]) -> None:
        node = self.example.node.child("parameters")
        if not seen:
            self.report(node, "", "the command sends nothing")
            return
        path, _, query = seen[0].target.partition("?")
        values = {p.wire: text_of(self.given[p.wire]) for p in self.operation.parameters if p.wire in self.given}
        encoded = {p.wire: values[p.wire] if p.encoded else quote(values[p.wire], safe="-._~")
                   for p in self.operation.parameters if p.wire in values}
        wanted_path = re.sub(r"{([^}]*)}", lambda m: encoded[m[1]], self.operation.path)
        wanted_query = {p.wire: values[p.wire] for p in self.operation.parameters
                        if p.location == "query" and p.wire in values} | {"api-version": self.command.version}
        for what, one, other in (("method", self.operation.method, seen[0].method), ("path", wanted_path, path),
                                 ("query", sorted(wanted_query.items()), sorted(parse_qsl(query, True)))):
            if one != other:
                self.report(node, "", f"the {what} sent is {short(other)} instead of {short(one)}")
        for p in self.operation.parameters:
            if p.location == "header" and not p.of_client and p.wire in values:
                wanted, found = values[p.wire], seen[0].headers.get(p.wire.lower(), ABSENT)
                if wanted != found:
                    self.report(node, pointer(p.wire), f"the header sent is {short(found)} instead of {short(wanted)}")
        self.check_body(node, seen[0].body)

    def check_body(self, node: Node, sent: bytes) -> None:
        body, taken = self.operation.body, body_of(self.operation)
        wanted = self.fits.sent(taken, self.body) if taken else ABSENT
        got = parsed(sent.decode("utf-8", "replace"))
        for where, one, other in differences(wanted, got, nulls=self.operation.method == "PATCH"):
            place = pointer(body.wire) if body and body.wire in self.given else ""
            self.report(node, place + where, f"{short(other)} is sent instead of {short(one)}")

    def check_output(self, answer: Node, body: Any, printed: str) -> None:
        expected, prefix = body, "/body"
        if self.operation.pageable and isinstance(body, dict) and self.operation.items in body:
            expected, prefix = body[self.operation.items], "/body" + pointer(self.operation.items or "")
        for where, one, other in differences(expected, parsed(printed)):
            self.report(answer, prefix + where if body is not ABSENT else "",
                        f"the command prints {short(other)} instead of {short(one)}")


def linked(body: Any, link: str | None, url: str) -> Any:
    """A page whose next one is the server's."""
    if link and isinstance(body, dict) and isinstance(body.get(link), str) and body[link]:
        return {**body, link: f"{url}/verify/next"}
    return body


def ended(answer: Node) -> bool:
    """Whether a resource says of itself that nothing is going on."""
    body = answer.value.get("body")
    properties = body.get("properties") if isinstance(body, dict) else None
    states = [properties.get(name) for name in _STATES] if isinstance(properties, dict) else []
    return all(state in (None, "Succeeded") for state in states)


def parsed(text: str) -> Any:
    """JSON, or text that is none as it is."""
    try:
        return json.loads(text) if text.strip() else ABSENT
    except ValueError:
        return text
