"""What the tests of consumers share: where the installed library is, and how a program is built with it and run."""

import os
import re
import subprocess
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
TREE = Path(os.environ["ACA_CONSUMER_TREE"])
BUILD = TREE / "packages"
PREFIX = TREE / "prefix"
VERSION = re.findall(r"project\(libaca VERSION (\S+)", (ROOT / "CMakeLists.txt").read_text())[0]
ABI = f"{VERSION.partition('.')[0]}.20230501"  # the SONAME's version
MULTIARCH = next(PREFIX.glob("**/libaca.a")).parent.relative_to(PREFIX)  # lib, or lib/x86_64-linux-gnu on Debian
LIBRARIES = PREFIX / MULTIARCH

PRINTED = f"""\
GET https://management.azure.com/subscriptions/651f8027-33e8-4ec4-97b4-f6e9f3dc8744/resourceGroups/rg\
/providers/Microsoft.App/containerApps/web?api-version=2023-05-01
{{"tags":{{"team":"red"}},"location":"northeurope","later":1}}
libaca {VERSION}
"""


def run(*command: object, cwd: Path | None = None, **variables: object) -> str:
    """What it prints; it must succeed."""
    environment = {**os.environ, **{name: str(value) for name, value in variables.items()}}
    done = subprocess.run([str(word) for word in command], cwd=cwd, env=environment, capture_output=True, text=True,
                          timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def refusal(*command: object) -> str:
    """The standard error of a command that must fail."""
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode != 0, done.stdout
    return done.stderr


def cmake(project: str, build: Path, *arguments: object) -> None:
    """Configures and builds one of the projects here."""
    run("cmake", "-S", HERE / project, "-B", build, "-Werror=dev", *arguments)
    run("cmake", "--build", build, "--parallel", os.cpu_count())


def needs_libaca(program: Path) -> bool:
    """Whether the shared library is loaded with the program."""
    return f"[libaca.so.{ABI}]" in run("readelf", "-d", program)
