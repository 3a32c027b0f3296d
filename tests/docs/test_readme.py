"""What README.md shows is what is built and what there is."""

import os
import re
import subprocess
import pytest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text()


BLOCKS = re.findall(r"```c\n(.*?)```", README, re.S)


def test_quick_start_is_the_compiled_example() -> None:
    assert BLOCKS[0] == (ROOT / "docs/examples/quick_start.c").read_text()
    assert BLOCKS[0].count("\n") <= 30


@pytest.mark.since("2023-05-01")
def test_the_other_blocks_compile(tmp_path: Path) -> None:
    source = tmp_path / "blocks.c"
    functions = [f"void block_{number}(aca_client *client);\nvoid block_{number}(aca_client *client)\n{{\n{block}}}\n"
                 for number, block in enumerate(BLOCKS[1:])]
    source.write_text("#include <aca/aca.h>\n#include <stdio.h>\n" + "".join(functions))
    folders = ROOT / "src/include", Path(os.environ["ACA_GENERATED"]) / "include", Path(os.environ["ACA_BUILD"]) / "include"
    includes = [f"-I{folder}" for folder in folders]
    done = subprocess.run(["gcc", "-std=c11", "-Wall", "-Wextra", "-Werror", "-fsyntax-only", *includes, source],
                          capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert len(functions) >= 2


def test_every_path_named_exists() -> None:
    named = set(re.findall(r"`((?:docs|spec|codegen|generated|src|tests)/[\w./]*)`", README))
    assert named
    assert [path for path in sorted(named) if not (ROOT / path).exists()] == []


def test_every_run_command_exists() -> None:
    run = (ROOT / "run").read_text()
    commands = set(re.findall(r"\./run (\w+)", README))
    assert {"demo", "test"} <= commands
    assert [command for command in sorted(commands) if f"./run {command}" not in run] == []
