"""An emulator without a server and with a clock of its own, for tests."""

import json
from datetime import datetime, timedelta, timezone
from typing import Any

from .emulator import Emulator
from .exchange import Answer, Request
from .settings import Settings
from .spec import Spec

HOST = "management.example.com"
BEGIN = datetime(2024, 5, 1, 12, tzinfo=timezone.utc)


class Inside:
    """Sends good requests, as an https proxy passes them on. Time stands still until somebody waits."""

    def __init__(self, spec: Spec, **settings: Any) -> None:
        self.now = BEGIN
        self.version = spec.api_version
        self.settings = Settings(**settings)
        self._emulator = Emulator(spec, clock=lambda: self.now, settings=self.settings)

    def call(self, method: str, target: str, body: Any = None, fault: str | None = None, **headers: str) -> Answer:
        """The target may be an absolute URL. Underscores in headers' names are dashes."""
        path_qs = target.removeprefix(f"https://{HOST}")
        if "?" not in path_qs and not path_qs.startswith("/_emulator"):
            path_qs += f"?api-version={self.version}"
        content = b"" if body is None else json.dumps(body).encode()
        usual = {"host": HOST, "x-forwarded-proto": "https", "authorization": "Bearer t"}
        usual |= {"content-type": "application/json", "content-length": str(len(content))}
        if fault is not None:
            usual["x-emulator-fault"] = fault
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        return self._emulator.answer(Request(method, path_qs, usual | given, content))

    def get(self, target: str, fault: str | None = None) -> Answer:
        return self.call("GET", target, fault=fault)

    def put(self, target: str, body: Any = None, fault: str | None = None, **headers: str) -> Answer:
        return self.call("PUT", target, {"location": "East US"} if body is None else body, fault, **headers)

    def made(self, target: str, body: Any = None, **headers: str) -> None:
        """Creates and waits until that is done."""
        assert self.put(target, body, **headers).status in (200, 201)
        self.wait(self.settings.operation_ms)

    def rule(self, fault: str, **more: Any) -> Answer:
        return self.call("POST", "/_emulator/faults", {"fault": fault, **more})

    def wait(self, ms: float) -> None:
        self.now += timedelta(milliseconds=ms)


def state(answer: Answer) -> str:
    return str(answer.body["properties"]["provisioningState"])


def code(answer: Answer) -> str:
    return str(answer.body["error"]["code"])
