"""One operation that takes its time: its schedule, its paths, and the document that tells how far it is."""

import math
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from .exchange import Answer, JsonObject
from .polling import STATUSES
from .states import SUCCEEDED
from .synth import ticks
from .target import Key

# What Retry-After and retry-after-ms say at most.
MOST_SECONDS, MOST_MS = 5, 200

Perform = Callable[[], Answer]


@dataclass
class Running:
    """The lock keeps others from its resource; the ending is None as long as it runs."""

    base: str
    begun: datetime
    due: datetime
    outcome: str
    finish: Perform
    lock: Key | None = None
    ending: Answer | None = None
    guid: str = field(default_factory=lambda: str(uuid.uuid4()))

    def path(self, kind: str) -> str:
        return f"{self.base}Operation{kind}/{self.guid}"

    def pace(self, now: datetime) -> dict[str, str]:
        """When to ask again: whole seconds for everybody; who reads milliseconds asks a few times before the end."""
        if self.ending is not None:
            return {}
        left = max((self.due - now) / timedelta(milliseconds=1), 1)
        whole = (self.due - self.begun) / timedelta(milliseconds=1)
        often = min(max(whole / 4, 1), MOST_MS, left)
        seconds = min(math.ceil(left / 1000), MOST_SECONDS)
        return {"Retry-After": str(seconds), "retry-after-ms": str(math.ceil(often))}

    def status(self) -> JsonObject:
        document: JsonObject = {"id": self.path(STATUSES), "name": self.guid}
        document["status"] = "InProgress" if self.ending is None else self.outcome
        document["startTime"] = ticks(self.begun)
        if self.ending is not None:
            document["endTime"] = ticks(self.due)
            if self.outcome != SUCCEEDED:
                message = f"The operation did not succeed: it is {self.outcome}."
                document["error"] = {"code": f"Operation{self.outcome}", "message": message}
        return document
