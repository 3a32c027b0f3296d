"""The same input gives the same bytes everywhere, and `check` sees whether generated/ is what spec/ gives."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from support import CODEGEN, GOLDEN, ROOT, Outcome, acagen, tiny, tree

GENERATED = ROOT / "generated"
HINT = "run: python3 -m acagen generate"


def program(*arguments: str | Path, seed: str, cwd: Path) -> None:
    environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(CODEGEN), "PYTHONDONTWRITEBYTECODE": "1"}
    subprocess.run([sys.executable, "-m", "acagen", *map(str, arguments)], cwd=cwd, env=environment, check=True,
                   capture_output=True)


def test_hash_seed_and_folder(tmp_path: Path) -> None:
    program("generate", "--out", tmp_path / "a", seed="1", cwd=CODEGEN)
    program("generate", "--out", "b", seed="4711", cwd=tmp_path)
    made = tree(tmp_path / "a")
    assert made == tree(tmp_path / "b") == tree(GENERATED)
    assert len(made) > 50


def test_no_trace_of_time_and_place() -> None:
    for name, content in tree(GENERATED).items():
        assert str(ROOT).encode() not in content, name
        assert b"\r" not in content and content.endswith(b"\n") and b" \n" not in content, name
        content.decode("ascii")


def test_committed_output_is_current() -> None:
    assert acagen("check") == Outcome(0, "", "")


def test_faults_are_named(tmp_path: Path) -> None:
    out = tmp_path / "generated"
    shutil.copytree(GENERATED, out)
    assert acagen("check", "--out", out) == Outcome(0, "", "")
    with (out / "include/aca/jobs.h").open("a") as file:
        file.write("\n")
    (out / "src/enums.c").unlink()
    (out / "src/old.c").write_text("")
    before = tree(out)
    assert acagen("check", "--out", out) == Outcome(1, "", "\n".join([
        f"{out}/include/aca/jobs.h: differs from what the definition gives",
        f"{out}/src/enums.c: missing",
        f"{out}/src/old.c: not generated from the definition", HINT, ""]))
    assert tree(out) == before
    assert acagen("generate", "--out", out).status == 0
    assert tree(out) == tree(GENERATED)


@pytest.mark.parametrize(("name", "fault"), [
    ("include/tea/teapots.h", "differs from what the definition gives"),
    ("src/tables.h", "missing"),
    ("src/cups.c", "not generated from the definition"),
])
def test_one_fault(name: str, fault: str, tmp_path: Path) -> None:
    shutil.copytree(GOLDEN / "expected/tea", tmp_path, dirs_exist_ok=True)
    path = tmp_path / name
    if fault == "missing":
        path.unlink()
    else:
        path.write_text("")
    assert tiny("check", tmp_path) == Outcome(1, "", f"{path}: {fault}\n{HINT}\n")
