"""The URLs at which operations are followed: where they are, and the tokens that keep them from being made up."""

import base64
import hashlib
import itertools
import re
import secrets
from datetime import datetime
from urllib.parse import urlencode

from .errors import ArmError
from .exchange import Request
from .settings import Settings

STATUSES, RESULTS = "Statuses", "Results"
PATH = re.compile(
    rf"(/subscriptions/[^/]+)?/providers/[^/]+/locations/[^/]+/\w+operation({STATUSES}|{RESULTS})/([-0-9a-f]+)/?",
    re.IGNORECASE,
)
EPOCH = datetime(1, 1, 1)

# Characters of the longest token. The service's URLs have come to some 3,500 in all.
USUAL, LONG = 60, 3200


def is_poll(path: str) -> bool:
    return PATH.fullmatch(path) is not None


class Tickets:
    """Makes URLs whose tokens are never the same twice, and knows its own again."""

    def __init__(self, settings: Settings, api_version: str) -> None:
        self._settings = settings
        self._api_version = api_version
        self._key = secrets.token_hex(16)
        self._serial = itertools.count()

    def url(self, origin: str, path: str, now: datetime) -> str:
        """A URL on the origin; what the tokens say is known to nobody else."""
        ticks = (now.replace(tzinfo=None) - EPOCH).total_seconds() * 10**7
        tokens = {"t": f"{int(ticks) + next(self._serial):019d}"}
        tokens["c"] = made(LONG if self._settings.long_urls else USUAL, path, tokens["t"])
        tokens["h"] = made(43, tokens["c"])
        tokens["s"] = self._signature(path, tokens)
        status = {"azureAsyncOperation": "true"} if f"operation{STATUSES}".lower() in path.lower() else {}
        shown = {name: tokens[name] for name in "tcsh"}
        return f"{origin}{path}?" + urlencode({"api-version": self._api_version, **status, **shown})

    def guid(self, request: Request) -> tuple[str, str]:
        """Which operation a poll is about, and whether it asks for STATUSES or RESULTS."""
        tokens = {name: request.query.get(name, "") for name in "tch"}
        found = PATH.fullmatch(request.path)
        if found is None or request.query.get("s") != self._signature(request.path, tokens):
            raise ArmError(403, "AuthorizationFailed", "The tokens in the URL do not belong to this operation.")
        return found[3].lower(), found[2].capitalize()

    def _signature(self, path: str, tokens: dict[str, str]) -> str:
        return made(64, self._key, path.removesuffix("/").lower(), *(tokens[name] for name in "tch"))


def made(length: int, *parts: str) -> str:
    """As many characters as wanted that look like base64, the same for the same parts."""
    digest = hashlib.shake_256("\n".join(parts).encode()).digest(length)
    return base64.urlsafe_b64encode(digest).decode()[:length]
