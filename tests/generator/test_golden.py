"""Small definitions with each construct that is supported: what is generated, and that compilers like it.

After an intended change of the output: ACAGEN_UPDATE=1 pytest test_golden.py, and read the difference.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from support import BREW, ROOT, TINY, Golden, Outcome, tree

FLAGS = ["-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wshadow", "-Werror", "-fsyntax-only"]
every = pytest.mark.parametrize("golden", [TINY, BREW], ids=["tiny", "brew"])


def folders(golden: Golden) -> list[str]:
    return [f"-I{path}" for path in (golden.expected / "include", golden.expected / "src", ROOT / "src/include", ROOT / "src")]


@every
def test_bytes(golden: Golden, tmp_path: Path) -> None:
    if os.environ.get("ACAGEN_UPDATE"):
        golden.run("generate", golden.expected)
    count = len(tree(golden.expected))
    assert golden.run("generate", tmp_path) == Outcome(0, f"{count} files, {count} changed\n", "")
    made, expected = tree(tmp_path), tree(golden.expected)
    assert sorted(made) == sorted(expected)
    for name, content in made.items():
        assert content.decode().splitlines() == expected[name].decode().splitlines(), name
    assert made == expected


@every
def test_again_changes_nothing(golden: Golden, tmp_path: Path) -> None:
    count = len(tree(golden.expected))
    golden.run("generate", tmp_path)
    (tmp_path / "src/old_group.c").write_text("stale")
    (tmp_path / "src/api.c").write_text("edited")
    assert golden.run("generate", tmp_path) == Outcome(0, f"{count} files, 2 changed\n", "")
    assert tree(tmp_path) == tree(golden.expected)
    assert golden.run("generate", tmp_path) == Outcome(0, f"{count} files, 0 changed\n", "")
    assert golden.run("check", tmp_path) == Outcome(0, "", "")


def compiler(name: str) -> str:
    path = shutil.which(name)
    if path is None:
        pytest.skip(f"{name} is missing")
    return path


@every
@pytest.mark.parametrize("name", ["gcc", "clang"])
def test_sources_compile(name: str, golden: Golden) -> None:
    sources = sorted((golden.expected / "src").glob("*.c"))
    assert len(sources) >= 4
    done = subprocess.run([compiler(name), "-std=c11", *FLAGS, *folders(golden), *map(str, sources)],
                          capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


@every
@pytest.mark.parametrize("name", ["g++", "clang++"])
def test_headers_compile_as_cpp(name: str, golden: Golden) -> None:
    path = compiler(name)
    headers = sorted((golden.expected / "include" / golden.prefix).glob("*.h"))
    assert len(headers) >= 5

    def build(header: Path) -> str:
        text = f'#include "{golden.prefix}/{header.name}"\n' * 2
        return subprocess.run([path, "-std=c++17", *FLAGS, *folders(golden), "-x", "c++", "-"], input=text,
                              capture_output=True, text=True).stderr

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        assert [fault for fault in pool.map(build, headers) if fault] == []
