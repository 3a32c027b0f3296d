"""FetchContent, from an archive and from a folder."""

import json
import tarfile
from pathlib import Path

from consumer import HERE, PRINTED, ROOT, cmake, run


def test_an_archive(tmp_path: Path) -> None:
    """It has what a build needs and nothing else."""
    archive = tmp_path / "libaca.tar"
    with tarfile.open(archive, "w") as tar:
        for name in ("CMakeLists.txt", "src", "generated", "codegen/generate.cmake"):
            tar.add(ROOT / name, f"libaca/{name}")
    cmake("fetch_content", tmp_path / "build", f"-DACA_URL={archive}")
    assert run(tmp_path / "build/program") == PRINTED


def test_a_folder(tmp_path: Path) -> None:
    """It is configured as the archive is, and built from where it is."""
    run("cmake", "-S", HERE / "fetch_content", "-B", tmp_path, "-DACA_URL=unused", f"-DFETCHCONTENT_SOURCE_DIR_ACA={ROOT}",
        "-DCMAKE_EXPORT_COMPILE_COMMANDS=ON")  # fmt: skip
    compiled = {entry["file"] for entry in json.loads((tmp_path / "compile_commands.json").read_text())}
    assert {str(ROOT / "src/codec.c"), str(HERE / "program.c")} < compiled
    assert str(ROOT / "src/cli/main.c") not in compiled
