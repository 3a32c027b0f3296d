"""What a value looks like, by the name of its property: a host name, an endpoint, a token, a count."""

import hashlib
import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

from .exchange import JsonObject

ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789"

# States in the order in which a thing that has come to rest prefers them.
CALM = ("succeeded", "provisioned", "running", "healthy", "passed", "ready", "single", "none")


@dataclass(frozen=True)
class Subject:
    """Whose properties are made up. Equal subjects give equal values."""

    id: str
    name: str
    type: str
    location: str = "East US"
    body: JsonObject = field(default_factory=dict)

    @property
    def region(self) -> str:
        return re.sub(r"\s", "", str(self.location)).lower() or "eastus"

    @property
    def environment(self) -> str:
        """The id of the environment that gives the domain: the one referred to, else the subject itself."""
        properties = self.body.get("properties") or {}
        found = properties.get("environmentId") or properties.get("managedEnvironmentId")
        return found if isinstance(found, str) else self.id


def digest(*parts: str) -> str:
    """64 hexadecimal digits, the same for every casing of the parts."""
    return hashlib.sha256("\n".join(parts).lower().encode(errors="backslashreplace")).hexdigest()


def letters(length: int, *parts: str) -> str:
    """Small letters and digits as in the generated part of a revision's name."""
    number = int(digest(*parts), 16)
    picked = []
    for _ in range(length):
        number, rest = divmod(number, len(ALPHABET))
        picked.append(ALPHABET[rest])
    return "".join(picked)


def guid(*parts: str) -> str:
    return str(uuid.UUID(digest(*parts)[:32], version=5))


def domain(subject: Subject) -> str:
    return f"{letters(8, subject.environment)}-{digest(subject.environment)[:8]}.{subject.region}.azurecontainerapps.io"


def host(subject: Subject) -> str:
    return f"{subject.name.lower()}.{domain(subject)}"


def endpoint(subject: Subject, path: str, scheme: str = "https") -> str:
    """A data-plane address; its path is the resource's id without the provider."""
    place = re.sub(r"/providers/[^/]+", "", subject.id, flags=re.IGNORECASE)
    return f"{scheme}://{subject.region}.azurecontainerapps.dev{place}/{path}"


def words(name: str) -> str:
    """'runningStateDetails' as 'running state details'."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name).lower()


def singular(name: str) -> str:
    for ending, replacement in (("ies", "y"), ("sses", "ss"), ("s", "")):
        if name.endswith(ending):
            return name.removesuffix(ending) + replacement
    return name


Maker = Callable[[Subject, str], str]

STRINGS: tuple[tuple[str, Maker], ...] = (
    (r"^id$", lambda s, _: s.id),
    (r"^name$", lambda s, _: s.name),
    (r"^type$", lambda s, _: s.type),
    (r"^location$", lambda s, _: s.location),
    (r"createdBy$|modifiedBy$", lambda s, _: "someone@example.com"),
    (r"revisionName$", lambda s, _: f"{s.name.lower()}--{letters(7, s.id)}"),
    (r"defaultDomain$|^dnsSuffix$", lambda s, _: domain(s)),
    (r"fqdn$|hostName$", lambda s, _: host(s)),
    (r"verificationId$|thumbprint$|hash$", lambda s, n: digest(s.id, n).upper()),
    (r"eventStreamEndpoint$", lambda s, _: endpoint(s, "eventstream")),
    (r"endpoint$|url$|uri$|link$", lambda s, n: endpoint(s, n)),
    (r"token$", lambda s, n: f"testToken-{letters(32, s.id, n)}"),
    (r"ip$|ipAddress$", lambda s, n: f"20.0.{int(digest(s.id, n)[:2], 16)}.4"),
    (r"resourceId$", lambda s, _: s.id),
    (r"version$", lambda s, _: "v1"),
)

INTEGERS: tuple[tuple[str, int], ...] = ((r"port$", 80), (r"weight$|percent", 100), (r"timeout", 300))

TRUTHS = r"^(is)?(valid|ready|started|active|enabled|.*available)$"


def text(subject: Subject, name: str) -> str:
    for pattern, make in STRINGS:
        if re.search(pattern, name, re.IGNORECASE):
            return make(subject, name)
    return words(name)


def number(name: str) -> int:
    found = (value for pattern, value in INTEGERS if re.search(pattern, name, re.IGNORECASE))
    return next(found, 1)


def truth(name: str) -> bool:
    return re.search(TRUTHS, name, re.IGNORECASE) is not None


def choice(values: list[str]) -> str:
    """The value of an enum that a thing at rest has."""
    by_lower = {value.lower(): value for value in reversed(values)}
    return next((by_lower[calm] for calm in CALM if calm in by_lower), values[0])
