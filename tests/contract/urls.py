"""URLs to operations and back."""

from __future__ import annotations

import re
from urllib.parse import quote

from schema import OPERATIONS, VERSION, Operation

ENDPOINT = "https://arm.example"
_PATTERNS = [(o, re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(o.path.rstrip("/"))) + "/?", re.I))
             for o in OPERATIONS.values()]


def url(operation: Operation, values: dict[str, str]) -> str:
    """Of a request with these arguments; those that are not given are not sent."""
    given = {"subscriptionId": "SUBSCRIPTION", **values}
    path = re.sub(r"\{(\w+)\}", lambda m: quote(given[m.group(1)], safe="-._~"), operation.path)
    query = [f"&{p.name}={quote(values[p.name], safe='-._~')}" for p in operation.parameters
             if p.place == "query" and p.name in values]
    return f"{ENDPOINT}{path}?api-version={VERSION}{''.join(query)}"


def path_of(address: str) -> str:
    return re.sub(r"^https?://[^/]+|\?.*", "", address)


def operation_of(method: str, address: str) -> Operation | None:
    """The operation that a URL calls, in any letter case."""
    path = path_of(address)
    found = [operation for operation, pattern in _PATTERNS if operation.method == method and pattern.fullmatch(path)]
    assert len(found) <= 1, path
    return found[0] if found else None
