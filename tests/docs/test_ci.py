"""The workflow for users and the guides beside it do what they say."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("ACA_SHARED", ROOT.parent / "shared"))
UPSTREAM = SHARED / "specs"
WORKFLOW: dict[Any, Any] = yaml.safe_load((ROOT / "docs/examples/ci/github-workflow.yml").read_text())
(JOB,) = WORKFLOW["jobs"].values()
RUNS: dict[str, str] = {step["name"]: step["run"] for step in JOB["steps"] if "run" in step}
PROVIDER = "specification/app/resource-manager/Microsoft.App"

# In place of the runner's: everything is here already, and what is named is what is needed.
APT_GET = """#!/bin/sh
[ "$1" = install ] && command -v dpkg-query >/dev/null || exit 0
for package; do
  case $package in install | -*) continue ;; esac
  [ "$(dpkg-query -W -f '${db:Status-Status}' "$package")" = installed ] || { echo "no $package" >&2; exit 1; }
done
"""


def program(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)


def environment(folder: Path, **more: str) -> dict[str, str]:
    """Ours without what is about Azure, and with the programs in bin/ first."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ACA_", "AZURE_", "PYTHON"))}
    return {**kept, "PATH": f"{folder}/bin:{os.environ['PATH']}", "PYTHONDONTWRITEBYTECODE": "1", **more}


def bash(script: str, folder: Path, variables: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    """As GitHub runs a step."""
    (folder / "step.sh").write_text(script)
    return subprocess.run(["bash", "--noprofile", "--norc", "-eo", "pipefail", "step.sh"], cwd=folder, env=variables,
                          capture_output=True, text=True, timeout=900, check=False)


def own_upstream(folder: Path) -> None:
    """A checkout that says what spec/ says."""
    version = WORKFLOW["env"]["API_VERSION"]
    definition = json.loads((ROOT / f"spec/{version}.json").read_text())
    definition["info"].pop("x-origin")
    place = folder / PROVIDER / "stable" / version
    place.mkdir(parents=True)
    (place / "openapi.json").write_text(json.dumps(definition))


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the checkouts leave behind."""
    folder = tmp_path_factory.mktemp("workflow")
    (folder / "libaca").symlink_to(ROOT)
    if UPSTREAM.is_dir():
        (folder / "azure-rest-api-specs").symlink_to(UPSTREAM)
    else:
        own_upstream(folder / "azure-rest-api-specs")
    program(folder / "bin/sudo", '#!/bin/sh\nexec "$@"\n')
    program(folder / "bin/apt-get", APT_GET)
    return folder


def variables(workspace: Path, **more: str) -> dict[str, str]:
    summary = {"GITHUB_STEP_SUMMARY": str(workspace / "summary.md"), "CMAKE_BUILD_TYPE": "Debug"}
    return environment(workspace, **{**WORKFLOW["env"], **summary, **more})


def test_the_workflow_is_one() -> None:
    assert {"pull_request", "push", "schedule"} == set(WORKFLOW[True])  # YAML 1.1 takes `on` for a boolean
    assert all(isinstance(value, str) for value in WORKFLOW["env"].values())
    checkouts = [step for step in JOB["steps"] if "run" not in step]
    assert [step["uses"] for step in checkouts] == ["actions/checkout@v4"] * 2
    assert checkouts[1]["with"]["path"] == "azure-rest-api-specs"
    assert all((UPSTREAM / path).is_dir() for path in checkouts[1]["with"]["sparse-checkout"].split() if UPSTREAM.is_dir())
    assert len(RUNS) == 6
    assert WORKFLOW["defaults"]["run"]["shell"] == "bash"


def test_the_steps_work(workspace: Path) -> None:
    if not (ROOT / "spec" / f"{WORKFLOW['env']['PREVIOUS']}.json").exists():
        pytest.skip("spec/ has one api-version alone")
    said = {}
    for name, script in RUNS.items():
        done = bash(script, workspace, variables(workspace))
        assert done.returncode == 0, (name, done.stdout[-2000:], done.stderr[-2000:])
        said[name] = done.stdout
    summary = (workspace / "summary.md").read_text()
    assert summary.startswith(f"## Microsoft.App {WORKFLOW['env']['PREVIOUS']} -\\> {WORKFLOW['env']['API_VERSION']}\n")
    assert "**breaks wire and C**" in summary
    verified = said["The definition and the code are what upstream says"]
    assert ("105 of 105 examples passed" if UPSTREAM.is_dir() else "no example was run") in verified
    assert "testcontainerapp0 in westeurope" in said["The program does what the service expects"]
    last = bash(RUNS["The program does what the service expects"], workspace, variables(workspace, PROGRAM="false"))
    assert last.returncode == 1


def blocks(guide: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", (ROOT / f"docs/guide/{guide}.md").read_text(), re.S)


def test_regenerating(tmp_path: Path) -> None:
    """The guide's commands in a copy of what they are for."""
    names = dict(re.findall(r"(\w+)=(\S+)", re.findall(r"    export (UPSTREAM.*)", (ROOT / "docs/guide/regenerate.md").read_text())[0]))
    new = ROOT / "spec" / f"{names['NEW']}.json"
    if not UPSTREAM.is_dir() or not new.exists():
        pytest.skip("needs upstream's definitions, and what spec/ has of them")
    for part in ("codegen", "spec", "generated", "src/include"):
        shutil.copytree(ROOT / part, tmp_path / "project" / part, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "project/spec" / new.name).unlink()
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/python3").symlink_to(sys.executable)
    given = environment(tmp_path, UPSTREAM=str(UPSTREAM), OLD=names["OLD"], NEW=names["NEW"], PYTHONPATH="codegen")
    commands = blocks("regenerate", "sh")
    assert len(commands) == 4
    done = bash("\n".join(commands), tmp_path / "project", given)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "project/spec" / new.name).read_text() == new.read_text()
    assert f"Microsoft.App {names['OLD']} -> {names['NEW']}\n" in done.stdout
    assert f'"{names["NEW"]}"' in (tmp_path / "project/generated/include/aca/api.h").read_text()


def test_the_output_shown_is_real() -> None:
    """Every line of diff's output in the guide, but for what is left out."""
    (shown,) = blocks("ci", "text")
    old, new = "2022-10-01", "2023-05-01"
    if not (ROOT / f"spec/{old}.json").exists():
        pytest.skip(f"spec/ has no {old}")
    done = subprocess.run([sys.executable, "-m", "acagen", "diff", old, new], cwd=ROOT / "codegen", capture_output=True,
                          text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "")
    assert [line for line in shown.splitlines() if line != "..." and line not in done.stdout.splitlines()] == []


def test_every_option_named_exists() -> None:
    helps = "".join(subprocess.run([sys.executable, "-m", "acagen", command, "--help"], cwd=ROOT / "codegen", check=True,
                                   capture_output=True, text=True).stdout for command in ("import", "generate", "diff", "verify"))
    known = set(re.findall(r"--[a-z][\w-]*", helps)) | {"--build"}
    for guide in ("ci", "regenerate"):
        named = set(re.findall(r"(?<![\w-])--[a-z][\w-]*", (ROOT / f"docs/guide/{guide}.md").read_text()))
        assert named and named - known == set()
