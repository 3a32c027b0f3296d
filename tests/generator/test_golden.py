"""Small definitions: tiny.json has each construct that the real one uses, zoo.json what else schemas may
have, brew.json what else operations may take and give. What is generated of them, and that compilers like it.

After an intended change of the output: ACAGEN_UPDATE=1 pytest test_golden.py, and read the difference.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from support import GOLDEN, PREFIXES, ROOT, Outcome, golden, tiny, tree

EXPECTED = {name: GOLDEN / "expected" / PREFIXES[name] for name in PREFIXES}
FLAGS = ["-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wshadow", "-Werror", "-fsyntax-only"]
FILES = {"tiny": 10, "zoo": 12, "brew": 26}
everyone = pytest.mark.parametrize("name", PREFIXES)


def folders(name: str) -> list[str]:
    return [f"-I{path}" for path in (EXPECTED[name] / "include", EXPECTED[name] / "src", ROOT / "src/include", ROOT / "src")]


@everyone
def test_bytes(name: str, tmp_path: Path) -> None:
    if os.environ.get("ACAGEN_UPDATE"):
        golden(name, "generate", EXPECTED[name])
    assert golden(name, "generate", tmp_path) == Outcome(0, f"{FILES[name]} files, {FILES[name]} changed\n", "")
    made, expected = tree(tmp_path), tree(EXPECTED[name])
    assert sorted(made) == sorted(expected)
    for file, content in made.items():
        assert content.decode().splitlines() == expected[file].decode().splitlines(), file
    assert made == expected


def test_again_changes_nothing(tmp_path: Path) -> None:
    tiny("generate", tmp_path)
    (tmp_path / "src/old_group.c").write_text("stale")
    (tmp_path / "src/api.c").write_text("edited")
    assert tiny("generate", tmp_path) == Outcome(0, "10 files, 2 changed\n", "")
    assert tree(tmp_path) == tree(EXPECTED["tiny"])
    assert tiny("generate", tmp_path) == Outcome(0, "10 files, 0 changed\n", "")
    assert tiny("check", tmp_path) == Outcome(0, "", "")


def compiler(name: str) -> str:
    path = shutil.which(name)
    if path is None:
        pytest.skip(f"{name} is missing")
    return path


@everyone
@pytest.mark.parametrize("program", ["gcc", "clang"])
def test_sources_compile(name: str, program: str) -> None:
    sources = sorted((EXPECTED[name] / "src").glob("*.c"))
    assert len(sources) >= 4
    done = subprocess.run([compiler(program), "-std=c11", *FLAGS, *folders(name), *map(str, sources)],
                          capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


@everyone
@pytest.mark.parametrize("program", ["g++", "clang++"])
def test_headers_compile_as_cpp(name: str, program: str) -> None:
    path = compiler(program)
    headers = sorted((EXPECTED[name] / "include" / PREFIXES[name]).glob("*.h"))
    assert len(headers) >= 5

    def build(header: Path) -> str:
        text = f'#include "{PREFIXES[name]}/{header.name}"\n' * 2
        return subprocess.run([path, "-std=c++17", *FLAGS, *folders(name), "-x", "c++", "-"], input=text,
                              capture_output=True, text=True).stderr

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        assert [fault for fault in pool.map(build, headers) if fault] == []
