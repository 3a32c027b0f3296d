"""Starts the emulator as its users do, as a program, and speaks HTTP with it."""

import http.client
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from emulator.__main__ import DEFAULT_SPEC
from emulator.inside import Inside
from emulator.routes import is_name, split
from emulator.spec import Operation, Schema, Spec

VERSION: str = Spec.load(DEFAULT_SPEC).api_version
GROUP = "/subscriptions/sub/resourceGroups/rg/providers/Microsoft.App"
APP = f"{GROUP}/containerApps/web"


def minimal(spec: Spec, schema: Schema) -> dict[str, Any]:
    """The least that a body needs: what is required of it and of its properties."""
    shape = spec.shape(schema)
    return {name: least(spec, given) for name, given in shape.properties.items() if name in shape.required | {"properties"}}


def least(spec: Spec, schema: Schema) -> Any:
    schema = spec.resolve(schema)
    if "enum" in schema:
        return schema["enum"][0]
    kind = schema.get("type", "object")
    return minimal(spec, schema) if kind == "object" else {"string": "x", "array": [], "boolean": True}.get(kind, 1)


def shape_of(path: str) -> str:
    """A path without the names of its parameters, to find the operations of one path."""
    return "/".join("{}" if is_name(segment) else segment.lower() for segment in split(path))


def find(spec: Spec, method: str, path: str) -> Operation | None:
    wanted = shape_of(path)
    return next((o for o in spec.operations if o.method == method and shape_of(o.path) == wanted), None)


def headers_for(operation: Operation) -> dict[str, str]:
    """What the operation wants in headers."""
    return {p["name"].lower(): p.get("enum", ["x"])[0] for p in operation.parameters if p["in"] == "header"}


@dataclass
class Reply:
    status: int
    headers: dict[str, str]
    text: str

    @property
    def json(self) -> Any:
        return json.loads(self.text)

    @property
    def code(self) -> str:
        """The code of an error body, which has just this form."""
        assert set(self.json) == {"error"}
        assert self.json["error"]["message"] and "\n" not in self.json["error"]["message"]
        return str(self.json["error"]["code"])


class Client:
    """Sends a good request unless told otherwise; a header of None is left out."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=10)

    def send(self, method: str, path: str, body: bytes, headers: dict[str, str | None]) -> Reply:
        self._connection.putrequest(method, path, skip_accept_encoding=True)
        for name, value in headers.items():
            if value is not None:
                self._connection.putheader(name, value)
        self._connection.endheaders(body)
        response = self._connection.getresponse()
        text = response.read().decode()
        return Reply(response.status, {k.lower(): v for k, v in response.getheaders()}, text)

    def call(self, method: str, path: str, body: Any = None, headers: dict[str, str | None] | None = None) -> Reply:
        """A body of bytes goes out as it is, anything else as JSON."""
        content = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        usual: dict[str, str | None] = {"Authorization": "Bearer token"}
        if content or method in ("PUT", "POST", "PATCH"):
            usual["Content-Length"] = str(len(content))
        if content:
            usual["Content-Type"] = "application/json"
        if "?" not in path and not path.startswith("/_emulator"):
            path += f"?api-version={VERSION}"
        return self.send(method, path, content, {**usual, **(headers or {})})

    def get(self, path: str, **kwargs: Any) -> Reply:
        return self.call("GET", path, **kwargs)

    def put(self, path: str, body: Any = None, **kwargs: Any) -> Reply:
        return self.call("PUT", path, {"location": "East US"} if body is None else body, **kwargs)

    def post(self, path: str, body: Any = None, **kwargs: Any) -> Reply:
        return self.call("POST", path, body, **kwargs)

    def names(self, path: str) -> list[str]:
        """The names in a list."""
        return [item["name"] for item in self.get(path).json["value"]]

    def requests(self) -> list[dict[str, Any]]:
        seen: list[dict[str, Any]] = self.get("/_emulator/requests").json
        return seen


Start = Callable[..., "subprocess.Popen[str]"]


def start(*options: str) -> "subprocess.Popen[str]":
    """The program, with a standard input that ends at the latest with this process. Operations take no time."""
    command = [sys.executable, "-m", "emulator", "--until-stdin-closes", "--operation-ms", "0", *options]
    folder = Path(__file__).resolve().parents[1]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=folder, stdin=pipe, stdout=pipe, stderr=pipe, text=True)


@contextmanager
def running(*options: str) -> Iterator[Client]:
    with start(*options) as process:
        assert process.stdout is not None
        try:
            yield Client(process.stdout.readline().strip())
        finally:
            process.terminate()


@pytest.fixture(scope="session")
def server() -> Iterator[Client]:
    with running() as client:
        yield client


@pytest.fixture
def client(server: Client) -> Client:
    """The one emulator of the session, emptied."""
    server.call("DELETE", "/_emulator/state")
    server.call("DELETE", "/_emulator/requests")
    return server


@pytest.fixture(scope="session")
def spec() -> Spec:
    return Spec.load(DEFAULT_SPEC)


@pytest.fixture
def inside(spec: Spec) -> Inside:
    """One without a server, where an operation takes a second."""
    return Inside(spec)
