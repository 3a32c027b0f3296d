"""FetchContent, from an archive."""

import tarfile
from pathlib import Path

from consumer import HERE, PRINTED, ROOT, cmake, run


def test_an_archive(tmp_path: Path) -> None:
    """It has what a build needs and nothing else."""
    archive = tmp_path / "libaca.tar"
    with tarfile.open(archive, "w") as tar:
        for name in ("CMakeLists.txt", "src", "generated"):
            tar.add(ROOT / name, f"libaca/{name}")
    cmake("fetch_content", tmp_path / "build", f"-DACA_URL={archive}")
    assert run(tmp_path / "build/program") == PRINTED
