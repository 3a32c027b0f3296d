"""A small definition with each construct that the real one uses: what is generated, and that compilers like it.

After an intended change of the output: ACAGEN_UPDATE=1 pytest test_golden.py, and read the difference.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from support import GOLDEN, ROOT, Outcome, tiny, tree

EXPECTED = GOLDEN / "expected"
FLAGS = ["-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wshadow", "-Werror", "-fsyntax-only"]
FOLDERS = [f"-I{path}" for path in (EXPECTED / "include", EXPECTED / "src", ROOT / "src/include", ROOT / "src")]


def test_bytes(tmp_path: Path) -> None:
    if os.environ.get("ACAGEN_UPDATE"):
        tiny("generate", EXPECTED)
    assert tiny("generate", tmp_path) == Outcome(0, "10 files, 10 changed\n", "")
    made, expected = tree(tmp_path), tree(EXPECTED)
    assert sorted(made) == sorted(expected)
    for name, content in made.items():
        assert content.decode().splitlines() == expected[name].decode().splitlines(), name
    assert made == expected


def test_again_changes_nothing(tmp_path: Path) -> None:
    tiny("generate", tmp_path)
    (tmp_path / "src/old_group.c").write_text("stale")
    (tmp_path / "src/api.c").write_text("edited")
    assert tiny("generate", tmp_path) == Outcome(0, "10 files, 2 changed\n", "")
    assert tree(tmp_path) == tree(EXPECTED)
    assert tiny("generate", tmp_path) == Outcome(0, "10 files, 0 changed\n", "")
    assert tiny("check", tmp_path) == Outcome(0, "", "")


def compiler(name: str) -> str:
    path = shutil.which(name)
    if path is None:
        pytest.skip(f"{name} is missing")
    return path


@pytest.mark.parametrize("name", ["gcc", "clang"])
def test_sources_compile(name: str) -> None:
    sources = sorted((EXPECTED / "src").glob("*.c"))
    assert len(sources) == 4
    done = subprocess.run([compiler(name), "-std=c11", *FLAGS, *FOLDERS, *map(str, sources)],
                          capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("name", ["g++", "clang++"])
def test_headers_compile_as_cpp(name: str) -> None:
    path = compiler(name)
    headers = sorted((EXPECTED / "include/tea").glob("*.h"))
    assert len(headers) == 5

    def build(header: Path) -> str:
        text = f'#include "tea/{header.name}"\n' * 2
        return subprocess.run([path, "-std=c++17", *FLAGS, *FOLDERS, "-x", "c++", "-"], input=text,
                              capture_output=True, text=True).stderr

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        assert [fault for fault in pool.map(build, headers) if fault] == []
