#!/usr/bin/env python3
"""Puts a real nginx with TLS and HTTP/2 in front of a server, or of a file, for as long as it is wanted.

As a program it prints one line when it answers, `https://localhost:PORT CA_PEM` (`http://localhost:PORT -` with
--plain), and stops on SIGTERM, SIGINT or, if asked, the end of standard input. Tests use front().
"""

import argparse
import ctypes
import os
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import certificates
from configuration import Program, Wanted, configuration

MODERN = "TLSv1.2 TLSv1.3"
READY_SECONDS = 10
PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None)


@dataclass(frozen=True)
class Front:
    """Where it answers, and the certificate that vouches for it (None without TLS)."""

    url: str
    ca: Path | None
    port: int
    process: "subprocess.Popen[bytes]"


@contextmanager
def front(
    upstream: str | None = None, file: Path | None = None, workers: int = 1, tls: str | None = MODERN
) -> Iterator[Front]:
    """Raises FileNotFoundError where nginx or openssl is not installed, RuntimeError when nginx does not start."""
    program = Program()
    with tempfile.TemporaryDirectory(prefix="front-") as name:
        folder = Path(name)
        ca = certificates.make(folder) if tls else None
        if file is not None:
            (folder / "body").symlink_to(file.resolve(strict=True))
        port = free_port()
        wanted = Wanted(upstream, file, workers, tls)
        (folder / "nginx.conf").write_text(configuration(program, wanted, folder, port))
        command = [program.path, "-e", "stderr", "-p", name, "-c", str(folder / "nginx.conf")]
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, preexec_fn=end_with_parent)
        try:
            wait(process, port)
            yield Front(f"{'https' if tls else 'http'}://localhost:{port}", ca, port, process)
        finally:
            process.terminate()
            process.wait(10)


def end_with_parent() -> None:
    """Where there is Linux, nginx ends even when we are killed."""
    if sys.platform == "linux":
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def wait(process: "subprocess.Popen[bytes]", port: int) -> None:
    """Until it accepts connections; what it says about itself is on standard error."""
    end = time.monotonic() + READY_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.01)
    raise RuntimeError("nginx does not start")


def watch_stdin(stop: threading.Event) -> None:
    """os.read because a buffered read would block the exit."""

    def drain() -> None:
        while os.read(0, 65536):
            pass
        stop.set()

    threading.Thread(target=drain, daemon=True).start()


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="front", description="nginx with TLS and HTTP/2 on the loopback address.")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--upstream", help="pass requests on to this URL, such as http://127.0.0.1:8080")
    what.add_argument("--file", type=Path, help="answer every GET with this JSON file")
    parser.add_argument("--workers", type=int, default=1, help="worker processes")
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--tls", default=MODERN, help="nginx's ssl_protocols, such as TLSv1.1")
    how.add_argument("--plain", action="store_true", help="neither TLS nor HTTP/2")
    parser.add_argument("--until-stdin-closes", action="store_true", help="stop at the end of standard input")
    return parser.parse_args()


def main() -> int:
    options = arguments()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    if options.until_stdin_closes:
        watch_stdin(stop)
    try:
        with front(options.upstream, options.file, options.workers, None if options.plain else options.tls) as found:
            print(found.url, found.ca or "-", flush=True)
            while not stop.wait(0.2) and found.process.poll() is None:
                pass
    except FileNotFoundError as problem:
        hint = " (Debian: nginx-light, openssl)" if problem.filename in ("nginx", "openssl") else ""
        print(f"front: {problem.filename} is not there{hint}", file=sys.stderr)
        return 1
    except RuntimeError as problem:
        print(f"front: {problem}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
