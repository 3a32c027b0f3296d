"""What is to go wrong: faults by name, asked for by a request's own header or by rules for the requests to come."""

import re
from dataclasses import dataclass
from enum import Flag, auto
from typing import Any

from . import changes
from .changes import Change
from .errors import ArmError, bad_content
from .exchange import Answer, JsonObject, Parameters, Request
from .longrunning import COURSES, OUTCOMES

HEADER = "x-emulator-fault"


class Role(Flag):
    """What a request is, so that a rule does not waste its fault on another."""

    OPERATION = auto()
    START = auto()
    LIST = auto()
    POLL = auto()
    OTHER = auto()


ANY = ~Role(0)


@dataclass(frozen=True)
class Kind:
    """What a fault does to an answer; without `performs` the request is not carried out.

    Where nothing is changed, the fault is carried out by whoever finds it in Request.faults.
    """

    change: Change = changes.unchanged
    performs: bool = True
    role: Role = ANY


KINDS: dict[str, Kind] = {
    "status": Kind(changes.status, performs=False),
    "conflict": Kind(changes.conflict, performs=False),
    "redirect": Kind(changes.redirect, performs=False),
    "reset": Kind(changes.delivery("reset"), performs=False),
    "close": Kind(changes.delivery("close"), performs=False),
    "stall": Kind(changes.delivery("stall", seconds=60), performs=False),
    "stall-headers": Kind(changes.delivery("stall-headers", seconds=60)),
    "stall-body": Kind(changes.delivery("stall-body", seconds=60)),
    "truncate": Kind(changes.delivery("truncate")),
    "not-json": Kind(changes.not_json),
    "html": Kind(changes.html),
    "empty": Kind(changes.empty),
    "wrong-types": Kind(changes.wrong_types),
    "header": Kind(changes.header),
    "next-link": Kind(changes.next_link, role=Role.LIST),
    "foreign-next-link": Kind(changes.foreign_next_link, role=Role.LIST),
    "page": Kind(role=Role.LIST),
    "empty-page": Kind(role=Role.LIST),
    "polling-url": Kind(changes.polling_url, role=Role.START | Role.POLL),
    "status-body": Kind(changes.status_body, role=Role.POLL),
    "unregistered": Kind(role=Role.OPERATION),
    **{name: Kind(role=Role.START) for name in (*OUTCOMES, *COURSES)},
}


@dataclass(frozen=True)
class Fault:
    """A fault with its parameters, written NAME;key=value;key=value."""

    name: str
    parameters: Parameters

    @classmethod
    def parse(cls, text: str) -> "Fault":
        name, *pairs = [part.strip() for part in text.split(";")]
        if name not in KINDS:
            raise ArmError(400, "UnknownFault", f"There is no fault '{name}', only {', '.join(KINDS)}.")
        split = (pair.partition("=") for pair in pairs if pair)
        return cls(name, {key.strip(): value.strip() for key, _, value in split})

    @property
    def kind(self) -> Kind:
        return KINDS[self.name]

    @property
    def performs(self) -> bool:
        """Whether the request is carried out: 'performed' says so for a fault that otherwise prevents it."""
        return self.kind.performs or "performed" in self.parameters

    def change(self, answer: Answer, request: Request) -> Answer:
        return self.kind.change(answer, request, self.parameters)


@dataclass
class Rule:
    """A fault for the requests that fit, after the first few; `left` is None for a rule without end."""

    text: str
    left: int | None
    skip: int
    method: str | None
    path: str | None

    @classmethod
    def parse(cls, given: Any) -> "Rule":
        if not isinstance(given, dict) or not isinstance(given.get("fault"), str):
            raise bad_content("A rule is a JSON object with a fault.", "fault")
        Fault.parse(given["fault"])
        counts = [given.get("times", 1), given.get("skip", 0)]
        if any(type(count) is not int or count < 0 for count in counts):
            raise bad_content("A rule's times and skip are integers of at least 0.")
        try:
            re.compile(given.get("path") or "")
        except (re.error, TypeError) as problem:
            raise bad_content(f"A rule's path is a regular expression: {problem}.", "path") from None
        return cls(given["fault"], counts[0] or None, counts[1], given.get("method"), given.get("path"))

    def take(self, request: Request, role: Role) -> Fault | None:
        """The fault, if the request is to have it; counts."""
        fault = Fault.parse(self.text)
        fits = self.method in (None, request.method) and re.search(self.path or "", request.path_qs)
        if not fits or not fault.kind.role & role or self.left == 0:
            return None
        if self.skip:
            self.skip -= 1
            return None
        if self.left is not None:
            self.left -= 1
        return fault

    def shown(self) -> JsonObject:
        left = {"left": self.left} if self.left is not None else {}
        return {"fault": self.text, **left, "skip": self.skip, "method": self.method, "path": self.path}


class Faults:
    """The rules that are still to be used, in the order in which they came."""

    def __init__(self) -> None:
        self.rules: list[Rule] = []

    def of(self, request: Request, role: Role) -> list[Fault]:
        """What the request is to suffer: what its header says, and what the rules do."""
        found = [rule.take(request, role) for rule in self.rules]
        self.rules = [rule for rule in self.rules if rule.left != 0]
        own = Fault.parse(request.headers[HEADER]) if HEADER in request.headers else None
        if own is not None and own.kind.role & role:
            found.insert(0, own)
        return [fault for fault in found if fault is not None]
