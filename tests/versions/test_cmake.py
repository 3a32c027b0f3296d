"""The options of a build that say which api-versions it has."""

import json
import os
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NEW = "2031-04-01"
FOLDER = f"specification/app/resource-manager/Microsoft.App/ContainerApps/stable/{NEW}"
FAST = ("-G", "Ninja", "-DCMAKE_BUILD_TYPE=Debug", "-DACA_TESTS=OFF", "-DACA_EXAMPLES=OFF")


def cmake(*words: str | Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(["cmake", *words], capture_output=True, text=True, timeout=300, check=False)


def configured(build: Path, *options: str) -> str:
    """What CMake complains of, in one line; nothing where it is content."""
    done = cmake("-S", ROOT, "-B", build, *FAST, *options)
    assert (done.returncode == 0) == (done.stderr == ""), done.stderr
    return re.sub(r"\s+", " ", done.stderr)


@pytest.fixture
def upstream(tmp_path: Path) -> Path:
    """A checkout with an api-version that spec/ does not have: 2023-05-01 by another name."""
    definition = json.loads((ROOT / "spec/2023-05-01.json").read_text())
    definition["info"] = {"title": "Container Apps", "version": NEW}
    folder = tmp_path / "upstream" / FOLDER
    folder.mkdir(parents=True)
    (folder / "openapi.json").write_text(json.dumps(definition))
    return tmp_path / "upstream"


def test_a_version_of_upstream(upstream: Path, tmp_path: Path) -> None:
    build = tmp_path / "build"
    more = "-DACA_MORE_API_VERSIONS=aca22=2022-03-01"
    assert configured(build, f"-DACA_API_VERSION={NEW}", f"-DACA_UPSTREAM={upstream}", more) == ""
    done = cmake("--build", build, "--parallel", str(os.cpu_count()))
    assert done.returncode == 0, done.stdout
    shown = subprocess.run([build / "aca", "version"], capture_output=True, text=True, check=True)
    assert shown.stdout.endswith(f"(Microsoft.App {NEW})\n")
    assert (build / f"libaca.so.0.{NEW.replace('-', '')}").exists()

    assert cmake("--install", build, "--prefix", tmp_path / "prefix").returncode == 0
    for prefix in ("aca", "aca22"):
        program = tmp_path / f"{prefix}.c"
        program.write_text(f"#include <{prefix}/api.h>\nint main(void) {{ return {prefix}_operations(0) == 0; }}\n")
        library = next((tmp_path / "prefix").glob("**/libaca.so")).parent
        words = ["cc", program, f"-I{tmp_path}/prefix/include", f"-L{library}", "-laca", f"-Wl,-rpath,{library}", "-o"]
        subprocess.run([*words, tmp_path / prefix], check=True)
        subprocess.run([tmp_path / prefix], check=True)

    definition = upstream / FOLDER / "openapi.json"
    definition.write_text(definition.read_text().replace('"Multiple"', '"Numerous"'))
    header = build / "generated/aca/include/aca/enums.h"
    assert "ACA_ACTIVE_REVISIONS_MODE_NUMEROUS" not in header.read_text()
    done = cmake("--build", build, "--target", "build.ninja")
    assert done.returncode == 0, done.stdout
    assert "ACA_ACTIVE_REVISIONS_MODE_NUMEROUS" in header.read_text()


@pytest.mark.parametrize(("options", "message"), [
    ([f"-DACA_API_VERSION={NEW}"], f"spec/ has no {NEW}; -DACA_UPSTREAM=<checkout of azure-rest-api-specs> imports it"),
    (["-DACA_API_VERSION=nowhere.json"], "nowhere.json#: No such file or directory"),
    (["-DACA_MORE_API_VERSIONS=2022-03-01"], "PREFIX=VERSION is expected, with another prefix than aca, not '2022-03-01'"),
    (["-DACA_MORE_API_VERSIONS=aca=2022-03-01"], "PREFIX=VERSION is expected, with another prefix than aca, not 'aca=2022-03-01'"),
    (["-DACA_MORE_API_VERSIONS=a_=2022-03-01"], "--prefix#: lower-case letters, digits and underscores are expected"),
    ([f"-DACA_API_VERSION={NEW}", "-DACA_UPSTREAM=/nonexistent"], "nonexistent"),
])
def test_refused(options: list[str], message: str, tmp_path: Path) -> None:
    assert message in configured(tmp_path / "build", *options)
    assert not (tmp_path / "build/generated").exists()
