"""What the guides show compiles, and what they name is there."""

import os
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GUIDES = sorted((ROOT / "docs/guide").glob("*.md"))
START = """#include <aca/aca.h>
#include <stdio.h>
#include <stdlib.h>

aca_status fetch_assertion(aca_token *assertion, void *user_data);
"""


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.stem)
def test_the_blocks_compile(guide: Path, tmp_path: Path) -> None:
    blocks = re.findall(r"```c\n(.*?)```", guide.read_text(), re.S)
    if not blocks:
        pytest.skip("has no C")
    source = tmp_path / "blocks.c"
    functions = (f"void block_{number}(void);\nvoid block_{number}(void)\n{{\n{block}}}\n" for number, block in enumerate(blocks))
    source.write_text(START + "".join(functions))
    folders = ROOT / "src/include", Path(os.environ["ACA_GENERATED"]) / "include", Path(os.environ["ACA_BUILD"]) / "include"
    done = subprocess.run(["gcc", "-std=c11", "-Wall", "-Wextra", "-Werror", "-fsyntax-only",
                           *(f"-I{folder}" for folder in folders), source],
                          capture_output=True, text=True, check=False)  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.stem)
def test_every_function_named_exists(guide: Path) -> None:
    headers = "".join(header.read_text() for header in (ROOT / "src/include/aca").glob("*.h"))
    named = set(re.findall(r"`(aca_\w+)\(\)`", guide.read_text()))
    assert [name for name in sorted(named) if f"{name}(" not in headers] == []
