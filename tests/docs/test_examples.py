"""The examples run, against the emulator."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = Path(os.environ["ACA_BUILD"]) / "docs/examples"
SUBSCRIPTION = "651f8027-33e8-4ec4-97b4-f6e9f3dc8744"


@pytest.fixture(scope="module")
def variables() -> Iterator[dict[str, str]]:
    """Those that the examples read."""
    command = [sys.executable, "-m", "emulator", "--until-stdin-closes", "--operation-ms", "60", "--page-size", "1"]
    with subprocess.Popen(command, cwd=ROOT / "tests", stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin and process.stdout
        url = process.stdout.readline().strip()
        yield {**os.environ, "ACA_ENDPOINT": url, "ACA_ACCESS_TOKEN": "any", "AZURE_SUBSCRIPTION_ID": SUBSCRIPTION}
        process.stdin.close()


def run(name: str, variables: dict[str, str], *arguments: str) -> str:
    done = subprocess.run([EXAMPLES / f"example_{name}", *arguments], env=variables, capture_output=True, text=True,
                          timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


@pytest.mark.since("2022-10-01")
def test_they_run_one_after_the_other(variables: dict[str, str]) -> None:
    demo = run("demo", variables)
    assert "InProgress after" in demo and "Succeeded after" in demo
    assert "testcontainerapp0 in westeurope" in demo
    assert run("quick_start", variables, "rg", "testcontainerapp0").count("\n") == 1
    assert run("event_loop", variables) == "testcontainerapp0 in westeurope\n"
