"""find_package(aca), for C and C++, shared and static, from a folder that the library was moved to."""

import shutil
from pathlib import Path

import pytest
from consumer import HERE, PREFIX, PRINTED, cmake, needs_libaca, refusal, run


@pytest.mark.parametrize("kind", ["", "shared", "static"])
def test_c(kind: str, tmp_path: Path) -> None:
    cmake("find_package", tmp_path, f"-DCMAKE_PREFIX_PATH={PREFIX}", f"-DKIND={kind}")
    assert run(tmp_path / "program") == PRINTED
    assert needs_libaca(tmp_path / "program") == (kind != "static")


def test_cxx(tmp_path: Path) -> None:
    cmake("find_package_cxx", tmp_path, f"-DCMAKE_PREFIX_PATH={PREFIX}")
    assert run(tmp_path / "program") == run(tmp_path / "program_static") == PRINTED
    assert needs_libaca(tmp_path / "program") and not needs_libaca(tmp_path / "program_static")


def test_it_can_be_moved(tmp_path: Path) -> None:
    moved = tmp_path / "other place"
    shutil.copytree(PREFIX, moved, symlinks=True)
    cmake("find_package", tmp_path / "build", f"-DCMAKE_PREFIX_PATH={moved}")
    assert run(tmp_path / "build/program") == PRINTED
    assert str(moved) in run("readelf", "-d", tmp_path / "build/program")


def test_a_shared_library_asks_for_no_other(tmp_path: Path) -> None:
    """Neither libcurl's headers nor pkg-config must be there."""
    hidden = "-DCMAKE_DISABLE_FIND_PACKAGE_CURL=ON", "-DCMAKE_DISABLE_FIND_PACKAGE_PkgConfig=ON"
    cmake("find_package", tmp_path, f"-DCMAKE_PREFIX_PATH={PREFIX}", *hidden)
    configure = "cmake", "-S", HERE / "find_package", "-B", tmp_path / "static", f"-DCMAKE_PREFIX_PATH={PREFIX}"
    assert "CURL" in refusal(*configure, "-DKIND=static", *hidden[:1])


@pytest.mark.parametrize(("before", "after", "said"), [
    ("aca 0.1 REQUIRED COMPONENTS ${KIND}", "aca 0.1 REQUIRED COMPONENTS frozen", "frozen"),
    ("aca 0.1", "aca 7.0", "7.0"),
])  # fmt: skip
def test_what_is_not_there_is_named(before: str, after: str, said: str, tmp_path: Path) -> None:
    text = (HERE / "find_package/CMakeLists.txt").read_text()
    assert before in text
    (tmp_path / "CMakeLists.txt").write_text(text.replace(before, after))
    assert said in refusal("cmake", "-S", tmp_path, "-B", tmp_path / "build", f"-DCMAKE_PREFIX_PATH={PREFIX}")
