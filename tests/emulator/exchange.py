"""One request and one answer as plain data, so that everything but the server itself works without one."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl

JsonObject = dict[str, Any]
Parameters = Mapping[str, str]

JSON = "application/json; charset=utf-8"


@dataclass(frozen=True)
class Request:
    """What a client sent. Header names are in lower case; path_qs is exactly what stood in the request line.

    The faults are those that concern this request, with their parameters: see faults.py.
    """

    method: str
    path_qs: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    faults: Mapping[str, Parameters] = field(default_factory=dict)

    @property
    def path(self) -> str:
        """The path, still percent-encoded."""
        return self.path_qs.partition("?")[0]

    @property
    def origin(self) -> str:
        """How the client reaches us: the host that it named, and its scheme even when a proxy ends TLS."""
        return f"{self.headers.get('x-forwarded-proto', 'http')}://{self.headers.get('host', 'localhost')}"

    @cached_property
    def query(self) -> dict[str, str]:
        """The decoded query; names are in lower case because the service does not care about their case."""
        pairs = parse_qsl(self.path_qs.partition("?")[2], keep_blank_values=True)
        return {name.lower(): value for name, value in pairs}

    @property
    def has_body(self) -> bool:
        return bool(self.body.strip())


@dataclass(frozen=True)
class Delivery:
    """A way to fail at sending an answer: see delivery.py."""

    name: str
    seconds: float


@dataclass
class Answer:
    """What goes back. A body of None is no body at all; anything else is written as JSON.

    Content, when given, is sent in the body's place as it is.
    """

    status: int
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    content: bytes | None = None
    media_type: str = JSON
    delivery: Delivery | None = None

    def encoded(self) -> bytes:
        """UTF-8; half a surrogate pair, which UTF-8 cannot hold, becomes the JSON escape that it came as."""
        if self.content is not None or self.body is None:
            return self.content or b""
        return json.dumps(self.body, separators=(",", ":"), ensure_ascii=False).encode(errors="backslashreplace")

    def wired(self) -> tuple[dict[str, str], bytes]:
        """Headers and body as they go out: a content type only where there is content, and none in a 204."""
        body = b"" if self.status == 204 else self.encoded()
        return ({**self.headers, "Content-Type": self.media_type} if body else self.headers), body


def joined(first: Mapping[str, str], second: Mapping[str, str]) -> dict[str, str]:
    """Headers, where those of the second replace the first's in any casing."""
    replaced = {name.lower() for name in second}
    return {**{name: value for name, value in first.items() if name.lower() not in replaced}, **second}
