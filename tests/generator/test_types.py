"""The generator, its tests and the contract tests under a strict type checker."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest
from support import CODEGEN, ROOT

CACHE = Path(os.environ.get("ACA_BUILD", ROOT / "build")) / "mypy"
WHAT = {"codegen": "acagen", "tests/generator": ".", "tests/contract": ".", "tests/headers": "."}


def start(folder: str, source: str) -> subprocess.Popen[str]:
    cache = CACHE / folder.replace("/", "-")
    return subprocess.Popen([sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(cache), source],
                            cwd=ROOT / folder, env={**os.environ, "MYPYPATH": str(CODEGEN)},
                            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


@pytest.mark.skipif(importlib.util.find_spec("mypy") is None, reason="mypy is missing")
def test_mypy() -> None:
    runs = {folder: start(folder, source) for folder, source in WHAT.items() if any((ROOT / folder).rglob("*.py"))}
    found = {folder: run.communicate()[0] for folder, run in runs.items()}
    faults = [f"{folder}: {found[folder]}" for folder, run in runs.items() if run.returncode != 0]
    assert not faults, "\n".join(faults)
