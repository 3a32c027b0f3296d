"""What tests ask of the emulator itself, below /_emulator/: the requests so far, a clean slate, settings, faults."""

from collections.abc import Callable
from dataclasses import dataclass

from .checks import parsed
from .errors import ArmError
from .exchange import Answer, JsonObject, Request
from .faults import Faults, Rule
from .settings import Settings

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

    def __init__(self, settings: Settings, faults: Faults, forget: Callable[[], None]) -> None:
        self._settings = settings
        self._faults = faults
        self._forget = forget
        self.seen: list[Seen] = []

    def answer(self, request: Request) -> Answer:
        match request.method, request.path.removeprefix(PREFIX):
            case "GET", "requests":
                return Answer(200, [seen.shown() for seen in self.seen])
            case "DELETE", "requests":
                self.seen.clear()
                return Answer(204)
            case "DELETE", "state":
                self._forget()
                return Answer(204)
            case "GET", "settings":
                return Answer(200, self._settings.shown())
            case "PUT", "settings":
                self._settings.change(parsed(request.body))
                return Answer(200, self._settings.shown())
            case "GET", "faults":
                return Answer(200, [rule.shown() for rule in self._faults.rules])
            case "POST", "faults":
                rule = Rule.parse(parsed(request.body))
                self._faults.rules.append(rule)
                return Answer(201, rule.shown())
            case "DELETE", "faults":
                self._faults.rules.clear()
                return Answer(204)
        raise ArmError(404, "NotFound", f"There is no control {request.method} {request.path}.")
