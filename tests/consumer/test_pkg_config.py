"""A Makefile that asks pkg-config."""

from pathlib import Path

import pytest
from consumer import HERE, LIBRARIES, PRINTED, VERSION, needs_libaca, run

PATH = LIBRARIES / "pkgconfig"


@pytest.mark.parametrize("package", ["aca", "aca-static"])
def test_the_makefile(package: str, tmp_path: Path) -> None:
    run("make", "-f", HERE / "pkg_config/Makefile", f"PACKAGE={package}", cwd=tmp_path, PKG_CONFIG_PATH=PATH)
    assert needs_libaca(tmp_path / "program") == (package == "aca")
    assert run(tmp_path / "program", LD_LIBRARY_PATH=LIBRARIES) == PRINTED


def asked(*options: str) -> list[str]:
    return run("pkg-config", *options, PKG_CONFIG_PATH=PATH).split()


def test_what_is_said() -> None:
    assert asked("--modversion", "aca") == [VERSION]
    shared = asked("--libs", "aca")
    assert "-laca" in shared and "-lcurl" not in shared
    # For programs that are static altogether: what is used comes after what uses it.
    everything = asked("--static", "--libs", "aca")
    for below in ("-lcurl", "-lcjson", "-lcrypto"):
        assert everything.index("-laca") < everything.index(below)
    static = asked("--libs", "aca-static")
    assert static.index("-l:libaca.a") < static.index("-lcurl") and "-laca" not in static
