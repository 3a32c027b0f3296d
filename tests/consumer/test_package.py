"""The Debian packages: what they say, that apt takes them, and that a program is built with what is in them."""

import shutil
from pathlib import Path

import pytest
from consumer import ABI, BUILD, HERE, PRINTED, VERSION, run

TOOLS = "cpack", "dpkg-deb", "dpkg-shlibdeps", "apt-get"
MISSING = [tool for tool in TOOLS if shutil.which(tool) is None]
pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"packages are made on Debian: no {' '.join(MISSING)} here")


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("packages")
    run("cpack", "--config", BUILD / "CPackConfig.cmake", "-B", folder)
    return sorted(folder.glob("*.deb"))


def fields(package: Path, *names: str) -> list[str]:
    return [run("dpkg-deb", "--field", package, name).strip() for name in names]


def test_what_they_say(packages: list[Path]) -> None:
    said = {name: (version, depends) for name, version, depends in
            (fields(package, "Package", "Version", "Depends") for package in packages)}  # fmt: skip
    assert set(said) == {"aca", "libaca-dev", f"libaca{ABI}"}
    assert {version for version, _ in said.values()} == {f"{VERSION}-1"}
    own = f"libaca{ABI} (= {VERSION}-1)"
    assert own in said["aca"][1] and own in said["libaca-dev"][1]
    for name in ("libcurl4", "libcjson1", "libssl"):
        assert name in said[f"libaca{ABI}"][1]
    for name in ("libcurl4-openssl-dev", "libcjson-dev", "libssl-dev"):
        assert name in said["libaca-dev"][1]


def test_apt_would_install_them(packages: list[Path]) -> None:
    said = run("apt-get", "--simulate", "install", *packages)
    for package in packages:
        assert f"\nInst {fields(package, 'Package')[0]} " in said
    assert "\nRemv" not in said


def test_a_program(packages: list[Path], tmp_path: Path) -> None:
    root = tmp_path / "root"
    for package in packages:
        run("dpkg-deb", "--extract", package, root)
    libraries = next(root.glob("usr/**/libaca.a")).parent
    run("make", "-f", HERE / "pkg_config/Makefile", cwd=tmp_path, PKG_CONFIG_PATH=libraries / "pkgconfig")
    assert run(tmp_path / "program", LD_LIBRARY_PATH=libraries) == PRINTED
    assert VERSION in run(root / "usr/bin/aca", "--version", LD_LIBRARY_PATH=libraries)
    assert "RUNPATH" not in run("readelf", "-d", root / "usr/bin/aca")
    assert (root / "usr/share/man/man1/aca.1.gz").exists()
    for name in ("aca", "libaca-dev", f"libaca{ABI}"):
        documents = {path.name for path in (root / "usr/share/doc" / name).iterdir()}
        assert {"copyright", "changelog.Debian.gz"} <= documents
