"""What tests ask of the emulator itself, below /_emulator/: the requests so far, and a clean slate."""

from dataclasses import dataclass

from .errors import ArmError
from .exchange import Answer, JsonObject, Request
from .store import Store

PREFIX = "/_emulator/"


@dataclass
class Seen:
    """A request and the operation it was taken for."""

    request: Request
    operation_id: str | None = None

    def shown(self) -> JsonObject:
        return {
            "method": self.request.method,
            "path_qs": self.request.path_qs,
            "headers": dict(self.request.headers),
            "body": self.request.body.decode(errors="replace"),
            "operationId": self.operation_id,
        }


class Control:
    """Its own requests are neither recorded nor do they need a token."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.seen: list[Seen] = []

    def answer(self, request: Request) -> Answer:
        match request.method, request.path.removeprefix(PREFIX):
            case "GET", "requests":
                return Answer(200, [seen.shown() for seen in self.seen])
            case "DELETE", "requests":
                self.seen.clear()
                return Answer(204)
            case "DELETE", "state":
                self._store.clear()
                return Answer(204)
        raise ArmError(404, "NotFound", f"There is no control {request.method} {request.path}.")
