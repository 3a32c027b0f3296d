"""add_subdirectory(): the library as part of another project, which it leaves as it was."""

import json
import re
from pathlib import Path

from consumer import HERE, PRINTED, ROOT, cmake, needs_libaca, run


def test_all_of_it(tmp_path: Path) -> None:
    cmake("subdirectory", tmp_path, f"-DACA_FOLDER={ROOT}")
    assert run(tmp_path / "program") == PRINTED
    built = {path.name for path in (tmp_path / "libaca").iterdir()}
    assert "libaca.a" in built and not built & {"libaca.so", "aca", "docs", "tests"}  # what is used, and no more

    cached = re.findall(r"^(\w+):", (tmp_path / "CMakeCache.txt").read_text(), re.M)
    assert [name for name in cached if re.match("BUILD_|CPACK_|CMAKE_INSTALL_(LIB|INCLUDE|DOC)DIR", name)] == []
    commands = json.loads((tmp_path / "compile_commands.json").read_text())
    [program] = [entry["command"] for entry in commands if entry["file"] == str(HERE / "program.c")]
    assert set(re.findall(r" (-[^Ico]\S*)", program)) == {"-DACA_STATIC"}
    assert len(re.findall(" -I", program)) == 3
    assert run("cmake", "--install", tmp_path, "--prefix", tmp_path / "prefix").count("\n") == 1
    assert "Total Tests: 0" in run("ctest", "-N", "--test-dir", tmp_path)

    # The same again: shared, and installed with the rest.
    cmake("subdirectory", tmp_path, f"-DACA_FOLDER={ROOT}", "-DBUILD_SHARED_LIBS=ON", "-DACA_INSTALL=ON")
    assert run(tmp_path / "program") == PRINTED and needs_libaca(tmp_path / "program")
    run("cmake", "--install", tmp_path, "--prefix", tmp_path / "prefix")
    cmake("find_package", tmp_path / "found", f"-DCMAKE_PREFIX_PATH={tmp_path}/prefix")
    assert run(tmp_path / "found/program") == PRINTED
