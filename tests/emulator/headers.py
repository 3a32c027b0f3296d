"""The headers that the Resource Manager puts on every answer."""

import uuid
from datetime import datetime

from .exchange import Request

# The sizes of the token buckets: what is left of each after one request.
LEFT = {"reads": (249, 3749), "writes": (199, 2999), "deletes": (199, 2999)}


def bucket(method: str) -> str:
    return {"GET": "reads", "HEAD": "reads", "DELETE": "deletes"}.get(method, "writes")


def standard(request: Request, api_version: str, now: datetime) -> dict[str, str]:
    """A client's ids come back only as far as the protocol says."""
    kind = bucket(request.method)
    scope = "subscription" if request.path.lower().startswith("/subscriptions/") else "tenant"
    own, everybody = LEFT[kind]
    headers = {
        "x-ms-request-id": str(uuid.uuid4()),
        "x-ms-correlation-request-id": request.headers.get("x-ms-correlation-request-id") or str(uuid.uuid4()),
        "x-ms-routing-request-id": f"EMULATOR:{now:%Y%m%dT%H%M%SZ}:{uuid.uuid4()}",
        f"x-ms-ratelimit-remaining-{scope}-{kind}": str(own),
        f"x-ms-ratelimit-remaining-{scope}-global-{kind}": str(everybody),
        "api-supported-versions": api_version,
        "Cache-Control": "no-cache",
        "X-Content-Type-Options": "nosniff",
        "Server": "emulator",
    }
    client_id = request.headers.get("x-ms-client-request-id")
    if client_id and request.headers.get("x-ms-return-client-request-id", "").lower() == "true":
        headers["x-ms-client-request-id"] = client_id
    return headers
