"""Asks credentials for tokens by way of identity_tokens."""

import json
import os
from typing import Any

from program import Outcome, Program, Status, Value
from server import answers

SECRET = "S3cret~with/odd=characters&+%"
TENANT = "contoso.example-1"
CLIENT = "1b3c5d7e-0000-4000-8000-00000000c11e"
GOT = "eyJhbGciOiJub25lIn0.e30.given-by-the-server"
SCOPE = "https://management.core.windows.net//.default"
RESOURCE = "https://management.core.windows.net/"

# What must not be there by chance.
VARIABLES = [
    name for name in os.environ if name.startswith(("AZURE_", "IDENTITY_", "IMDS_", "MSI_"))
]  # fmt: skip


class Tokens:
    """Every answer is also a test that the secret shows up nowhere."""

    def __init__(self, **variables: str) -> None:
        self._program = Program({"kind": "token", "token": "x"}, **variables)

    def ask(self, kind: str | list[str], env: dict[str, str | None] | None = None, **settings: Value) -> Outcome:
        """`env`: variables to set, or, with None, to unset."""
        lines = [name if value is None else f"{name}={value}" for name, value in (env or {}).items()]
        lines = [name for name in VARIABLES if name not in (env or {})] + lines
        outcome = self._program.make({"kind": kind, "env": lines} | settings)
        assert SECRET not in json.dumps(outcome.values)
        return outcome

    def end(self) -> None:
        self._program.end()


def given(token: str = GOT, **members: Any) -> bytes:
    """A good answer of a token endpoint; None takes a member away."""
    body = {"token_type": "Bearer", "expires_in": 3599, "access_token": token} | members
    return answers(json.dumps({name: value for name, value in body.items() if value is not None}))


def is_given(outcome: Outcome, token: str = GOT) -> bool:
    return outcome.status == Status.OK and outcome.values["text"] == token


def is_refused(outcome: Outcome, *parts: str) -> bool:
    """With all of these parts in its message."""
    return outcome.status == Status.AUTHENTICATION and all(part in outcome.message for part in parts)
