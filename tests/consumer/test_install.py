"""What `cmake --install` puts where."""

import os
import re
from pathlib import Path

from consumer import ABI, BUILD, HERE, LIBRARIES, MULTIARCH, PREFIX, PRINTED, ROOT, VERSION, cmake, needs_libaca, run


def files(folder: Path) -> set[str]:
    """All below the folder, without the headers."""
    return {str(path.relative_to(folder)) for path in folder.rglob("*")
            if not path.is_dir() and path.suffix != ".h"}  # fmt: skip


RUNTIME = {f"{MULTIARCH}/libaca.so.{ABI}.{VERSION.partition('.')[2]}", f"{MULTIARCH}/libaca.so.{ABI}"}
COMMAND = {"bin/aca", "share/man/man1/aca.1"}
DEVELOPMENT = {"share/doc/libaca/README.md", "share/doc/libaca/LICENSE"} | {
    f"{MULTIARCH}/{name}"
    for name in (
        "libaca.so", "libaca.a", "pkgconfig/aca.pc", "pkgconfig/aca-static.pc",
        "cmake/aca/aca-config.cmake", "cmake/aca/aca-config-version.cmake",
        "cmake/aca/aca-shared.cmake", "cmake/aca/aca-shared-release.cmake",
        "cmake/aca/aca-static.cmake", "cmake/aca/aca-static-release.cmake",
    )
}  # fmt: skip


def test_all_of_it() -> None:
    assert files(PREFIX) == RUNTIME | DEVELOPMENT | COMMAND
    sources = [*(ROOT / "src/include/aca").glob("*.h"), *(BUILD / "include/aca").glob("*.h")]
    headers = {path.name for path in (PREFIX / "include/aca").iterdir()}
    assert {path.name for path in sources} < headers and "container_apps.h" in headers
    assert run("readelf", "-d", LIBRARIES / "libaca.so").count(f"Library soname: [libaca.so.{ABI}]") == 1


def test_the_components(tmp_path: Path) -> None:
    parts = {"aca_runtime": RUNTIME, "aca_development": DEVELOPMENT, "aca_command": COMMAND}
    for component, expected in parts.items():
        run("cmake", "--install", BUILD, "--component", component, "--prefix", "/opt/aca", DESTDIR=tmp_path / component)
        assert files(tmp_path / component / "opt/aca") == expected
        assert (tmp_path / component / "opt/aca/include").exists() == (component == "aca_development")


def test_the_manual_page_says_what_the_command_says() -> None:
    page = (PREFIX / "share/man/man1/aca.1").read_text().replace("\\-", "-")
    said = run(PREFIX / "bin/aca", "--help", LD_LIBRARY_PATH=LIBRARIES)
    commands = re.findall(r"^\.B aca (\w+)", page, re.M)
    options = re.findall(r"--[a-z-]+", page.replace("--resource-group-name", "").replace("--container-app-name", ""))
    variables = re.findall(r"^\.B ([A-Z_]+)$", page, re.M)
    assert len(commands) >= 6 and len(options) >= 5 and len(variables) == 4
    assert [word for word in (*commands, *options, *variables) if word not in f"{said} --help"] == []


def test_no_path_of_this_machine_is_in_it() -> None:
    for path in PREFIX.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert [folder for folder in (ROOT, BUILD, PREFIX) if os.fsencode(folder) in content] == [], path


def test_the_static_library_alone(tmp_path: Path) -> None:
    """And with folders that are absolute, as some distributions have them."""
    library = tmp_path / "out/lib"
    less = (f"-D{name}=OFF" for name in ("BUILD_SHARED_LIBS", "ACA_TESTS", "ACA_EXAMPLES", "ACA_COMMAND"))
    folders = f"-DCMAKE_INSTALL_LIBDIR={library}", f"-DCMAKE_INSTALL_PREFIX={tmp_path}/dev"
    run("cmake", "-S", ROOT, "-B", tmp_path / "build", "-DCMAKE_BUILD_TYPE=Debug", *less, *folders)
    run("cmake", "--build", tmp_path / "build", "--parallel", os.cpu_count())
    run("cmake", "--install", tmp_path / "build")
    assert not list(tmp_path.glob("*/**/libaca.so*")) and (library / "libaca.a").exists()

    cmake("find_package", tmp_path / "found", f"-Daca_DIR={library}/cmake/aca")
    run("make", "-f", HERE / "pkg_config/Makefile", cwd=tmp_path, PKG_CONFIG_PATH=library / "pkgconfig")
    for program in (tmp_path / "found/program", tmp_path / "program"):
        assert run(program) == PRINTED and not needs_libaca(program)
