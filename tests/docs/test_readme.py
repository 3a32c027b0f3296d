"""What README.md shows is what is built and what there is."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text()


def test_quick_start_is_the_compiled_example() -> None:
    blocks = re.findall(r"```c\n(.*?)```", README, re.S)
    assert blocks == [(ROOT / "docs/examples/quick_start.c").read_text()]
    assert blocks[0].count("\n") <= 30


def test_every_path_named_exists() -> None:
    named = set(re.findall(r"`((?:docs|spec|codegen|generated|src|tests)/[\w./]*)`", README))
    assert named
    assert [path for path in sorted(named) if not (ROOT / path).exists()] == []


def test_every_run_command_exists() -> None:
    run = (ROOT / "run").read_text()
    commands = set(re.findall(r"\./run (\w+)", README))
    assert {"demo", "test"} <= commands
    assert [command for command in sorted(commands) if f"./run {command}" not in run] == []
