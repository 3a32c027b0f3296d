"""Runs the generator in this process, as its command line does, and says where things are."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
CODEGEN = ROOT / "codegen"
GOLDEN = HERE / "golden"
BAD = HERE / "bad"
PREFIXES = {"tiny": "tea", "zoo": "zoo", "brew": "brew"}
SHARED = Path(os.environ.get("ACA_SHARED", ROOT.parent / "shared"))
UPSTREAM = SHARED / "specs"
MESSAGE = re.compile(r"[^#\n]+#(/[^\n]*?)?: [^\n]+")

sys.path.insert(0, str(CODEGEN))

from acagen import __main__ as command  # noqa: E402
from acagen.ir import Api  # noqa: E402
from acagen.load import Files  # noqa: E402
from acagen.lower import lower  # noqa: E402


@dataclass(frozen=True)
class Outcome:
    status: int
    out: str
    err: str


def often(few: int, many: int) -> int:
    """How many times: `many` where there is a night for it."""
    return many if os.environ.get("ACA_NIGHTLY") else few


def acagen(*arguments: str | Path) -> Outcome:
    out, err = io.StringIO(), io.StringIO()
    with mock.patch.object(sys, "argv", ["acagen", *map(str, arguments)]), \
            contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = command.main()
    return Outcome(status, out.getvalue(), err.getvalue())


def golden(name: str, run: str, out: Path, folder: Path = GOLDEN) -> Outcome:
    """`acagen RUN` on a definition of our own making; its names have the prefix that is in PREFIXES."""
    return acagen(run, "--spec", folder / f"{name}.json", "--overrides", GOLDEN / "overrides.json",
                  "--descriptions", GOLDEN / "descriptions.json", "--prefix", PREFIXES[name], "--out", out)


def tiny(run: str, out: Path, folder: Path = GOLDEN) -> Outcome:
    return golden("tiny", run, out, folder)


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below `folder` with its bytes."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def api(path: Path) -> Api:
    return lower(Files(path.parent.parent).read(path))


def load(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))
