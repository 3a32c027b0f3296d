"""The guide's commands work, and what it says of them is so."""

import os
import re
import subprocess
from pathlib import Path

import pytest
from shell import BINARY, ROOT, SUBSCRIPTION, TOKEN, Shell, environment

GUIDE = (ROOT / "docs/guide/command.md").read_text()
BLOCKS = re.findall(r"```sh\n(.*?)```", GUIDE, re.S)


@pytest.fixture
def printed(aca: Shell, emulator_url: str, tmp_path: Path) -> "subprocess.CompletedProcess[str]":
    """All of the guide in one shell, with the emulator that `aca` has emptied."""
    (tmp_path / "aca").symlink_to(BINARY)
    variables = {"ACA_ENDPOINT": emulator_url, "ACA_ACCESS_TOKEN": TOKEN, "AZURE_SUBSCRIPTION_ID": SUBSCRIPTION}
    path = f"{tmp_path}:{os.environ['PATH']}"
    script = "set -eo pipefail\n" + "\n".join(BLOCKS)
    given = environment(**variables, PATH=path)
    return subprocess.run(["bash", "-c", script], cwd=tmp_path, env=given, capture_output=True, text=True, timeout=30)


@pytest.mark.since("2023-05-01")
def test_the_commands_work(printed: "subprocess.CompletedProcess[str]") -> None:
    assert len(BLOCKS) == 9
    assert printed.returncode == 0, printed.stderr
    table = re.search(r"The last one prints:\n\n((?:    .*\n)+)", GUIDE)
    assert table is not None
    assert table[1].replace("    NAME", "NAME").replace("    web", "web") in printed.stdout
    assert '"team": "red"' in printed.stdout
    assert printed.stdout.endswith("exit status 1\nexit status 2\n")
    *log, first, second = printed.stderr.splitlines()
    assert any("HTTP status 202" in line for line in log)
    assert "ResourceNotFound" in first and "did you mean 'container-apps get'" in second
    assert TOKEN not in printed.stdout + printed.stderr


def test_every_option_it_names_exists(bare: Shell) -> None:
    known = set(re.findall(r"--[\w-]+", bare("--help").out)) | {"--help", "--name", "--filter"}
    for group in ("container-apps", "managed-environments"):
        known |= set(re.findall(r"--[\w-]+", bare("help", group, "create-or-update").out))
    text = re.sub(r"\$\(az [^)]*\)|./run [^`]*", "", GUIDE)
    named = set(re.findall(r"(?<![\w-])--[a-z][\w-]*", text))
    assert named - known == set()
    assert {"--body", "--output", "--dry-run"} < named
