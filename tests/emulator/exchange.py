"""One request and one answer as plain data, so that everything but app.py works without a server."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl

JsonObject = dict[str, Any]


@dataclass(frozen=True)
class Request:
    """What a client sent. Header names are in lower case; path_qs is exactly what stood in the request line."""

    method: str
    path_qs: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def path(self) -> str:
        """The path, still percent-encoded."""
        return self.path_qs.partition("?")[0]

    @cached_property
    def query(self) -> dict[str, str]:
        """The decoded query; names are in lower case because the service does not care about their case."""
        pairs = parse_qsl(self.path_qs.partition("?")[2], keep_blank_values=True)
        return {name.lower(): value for name, value in pairs}

    @property
    def has_body(self) -> bool:
        return bool(self.body.strip())


@dataclass
class Answer:
    """What goes back. A body of None is no body at all; anything else is written as JSON."""

    status: int
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)

    def encoded(self) -> bytes:
        """UTF-8; half a surrogate pair, which UTF-8 cannot hold, becomes the JSON escape that it came as."""
        if self.body is None:
            return b""
        return json.dumps(self.body, separators=(",", ":"), ensure_ascii=False).encode(errors="backslashreplace")
