"""Runs the generated code: contract.c, which does what it is told line by line, and the calls of all typed functions."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from schema import ROOT

sys.path.insert(0, str(ROOT / "codegen"))

from acagen.values import same as same  # noqa: E402

OK, ARGUMENT, DECODE = 0, 2, 9  # of aca_status
HEADERS = sorted(Path(os.environ.get("ACA_GENERATED", ROOT / "generated"), "include/aca").glob("*.h"))


@dataclass(frozen=True)
class Sent:
    status: int
    method: str
    url: str  # on success, else a message
    body: str
    headers: dict[str, str]  # without the request's id

    @staticmethod
    def of(status: str | int, fields: Sequence[str]) -> Sent:
        method, url, body, *headers = fields
        pairs = dict(header.split(": ", 1) for header in headers)
        assert int(status) != OK or pairs.pop("x-ms-client-request-id")
        return Sent(int(status), method, url, body, pairs)


@dataclass(frozen=True)
class Outcome:
    status: int
    warnings: int
    text: str  # JSON on success, else a message

    @property
    def json(self) -> Any:
        assert self.status == OK, self.text
        return json.loads(self.text)


def run(program: str, lines: Iterable[str] = ()) -> list[list[str]]:
    """What the program whose path is in the environment prints, by line and field."""
    done = subprocess.run([os.environ[program]], input="".join(line + "\n" for line in lines), text=True,
                          encoding="utf-8", capture_output=True, timeout=300)
    assert (done.returncode, done.stderr) == (0, "")
    return [line.split("\t") for line in done.stdout.splitlines()]


def ask(lines: Sequence[str]) -> list[list[str]]:
    """One answer for each line."""
    answers = run("ACA_CONTRACT", lines)
    assert len(answers) == len(lines)
    return answers


def one_line(text: str) -> str:
    """JSON text without line breaks and tabs, which only stand between its values."""
    return re.sub(r"[\r\n\t]", " ", text)


def answers(jobs: Iterable[tuple[str, Any]]) -> list[Outcome]:
    """Each (operationId, answer) decoded as the operation's result, and encoded again."""
    told = ask([f"answer\t{operation}\t{json.dumps(value)}" for operation, value in jobs])
    return [Outcome(int(status), int(warnings), text) for status, warnings, text in told]


def codec_of_texts(jobs: Iterable[tuple[str, str]], as_request: bool = False) -> list[Outcome]:
    """Each (model, JSON text) decoded, and encoded again: with everything, or as the body of a request."""
    word = "body" if as_request else "decode"
    answers = ask([f"{word}\t{model}\t{one_line(text)}" for model, text in jobs])
    return [Outcome(int(status), int(warnings), text) for status, warnings, text in answers]


def codec(jobs: Iterable[tuple[str, Any]], as_request: bool = False) -> list[Outcome]:
    """Likewise for values."""
    return codec_of_texts(((model, json.dumps(value)) for model, value in jobs), as_request)


def requests(jobs: Iterable[tuple[str, Any, Sequence[str | None]]]) -> list[Sent]:
    """For each (operationId, body or None, arguments)."""
    answers = ask(["\t".join(["request", name, "-" if body is None else json.dumps(body), *(a or "" for a in arguments)])
                   for name, body, arguments in jobs])
    return [Sent.of(status, fields) for status, *fields in answers]
