"""Runs a measurement against a server of ours: with.py nginx|emulator PROGRAM [ARGUMENT...]. The program's first arguments
are the server's URL and, of nginx, the file of its certificate authority."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]


def app() -> str:
    """The app of app.h."""
    literals = re.findall(r'"((?:[^"\\]|\\.)*)"', (TESTS / "bench" / "app.h").read_text())
    return "".join(literals).replace('\\"', '"')


@contextmanager
def server(*command: str) -> Iterator[list[str]]:
    """What the server prints when it is ready."""
    with subprocess.Popen([sys.executable, *command, "--until-stdin-closes"], stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE, cwd=TESTS, text=True) as process:
        assert process.stdin and process.stdout
        try:
            yield process.stdout.readline().split()
        finally:
            process.stdin.close()


def main() -> int:
    kind, program, *arguments = sys.argv[1:]
    with tempfile.NamedTemporaryFile("w", suffix=".json") as body:
        body.write(app())
        body.flush()
        command = {"nginx": ("nginx/front.py", "--file", body.name),
                   "emulator": ("-m", "emulator", "--operation-ms", "30", "--page-size", "2")}[kind]
        with server(*command) as ready:
            return subprocess.run([program, *ready, *arguments], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
