"""What docs/guide/linking.md shows is what was run."""

import re
from pathlib import Path

from consumer import ABI, BUILD, HERE, PRINTED, ROOT, TREE, VERSION, needs_libaca, run

GUIDE = (ROOT / "docs/guide/linking.md").read_text()


def test_the_commands_work(tmp_path: Path) -> None:
    """All of them in one shell, where the packages' build is there already."""
    blocks = re.findall(r"```sh\n(.*?)```", GUIDE, re.S)
    assert len(blocks) == 3
    (TREE / "program.c").write_text((HERE / "program.c").read_text())
    run("bash", "-ec", "".join(blocks), cwd=TREE, LIBACA=ROOT, PREFIX=tmp_path)
    assert run(TREE / "program") == run(TREE / "program_static") == PRINTED
    assert needs_libaca(TREE / "program") and not needs_libaca(TREE / "program_static")
    assert VERSION in run(tmp_path / "bin/aca", "--version")
    assert {path.name.split("_")[0] for path in BUILD.glob("*.deb")} == {f"libaca{ABI}", "libaca-dev", "aca"}


def test_the_projects_have_its_lines() -> None:
    blocks = re.findall(r"```cmake\n(.*?)```", GUIDE, re.S)
    lines = {line for block in blocks for line in block.splitlines() if line}
    projects = "".join(path.read_text() for path in HERE.glob("*/CMakeLists.txt")).replace("${KIND}", "static")
    assert len(blocks) == 5
    # Without components is what an empty KIND gives.
    assert sorted(lines - set(projects.splitlines())) == ["find_package(aca 0.1 REQUIRED)"]
