"""python3 -m emulator: serves one definition until SIGTERM, SIGINT or, if asked, the end of standard input."""

import argparse
import asyncio
import contextlib
import os
import signal
import sys
import threading
from pathlib import Path

from aiohttp import web

from .app import runner
from .emulator import Emulator
from .settings import Settings
from .spec import Spec

DEFAULT_SPEC = Path(os.environ.get("ACA_SPEC") or Path(__file__).resolve().parents[2] / "spec/2023-05-01.json")


def arguments() -> argparse.Namespace:
    usual = Settings()
    parser = argparse.ArgumentParser(prog="emulator", description="Azure Container Apps on your own machine.")
    parser.add_argument("--spec", type=Path, default=DEFAULT_SPEC, help="the definition, canonical Swagger 2.0 (default: $ACA_SPEC, or that of 2023-05-01)")
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on")
    parser.add_argument("--port", type=int, default=0, help="the port to listen on; 0 takes a free one")
    parser.add_argument("--anonymous", action="store_true", help="answer without an Authorization header, too")
    parser.add_argument("--until-stdin-closes", action="store_true", help="stop at the end of standard input")
    parser.add_argument("--operation-ms", type=int, default=usual.operation_ms, help="how long operations take")
    parser.add_argument("--page-size", type=int, default=usual.page_size, help="how many items a page has")
    options = parser.parse_args()
    if options.operation_ms < 0 or options.page_size < 1:
        parser.error("--operation-ms is at least 0, --page-size at least 1")
    return options


def watch_stdin(loop: asyncio.AbstractEventLoop, stop: asyncio.Event) -> None:
    """Ends the emulator with whoever started it. os.read because a buffered read would block the exit."""

    def drain() -> None:
        while os.read(0, 65536):
            pass
        with contextlib.suppress(RuntimeError):  # a signal was first, and the loop is closed
            loop.call_soon_threadsafe(stop.set)

    threading.Thread(target=drain, daemon=True).start()


async def serve(options: argparse.Namespace, spec: Spec) -> None:
    settings = Settings(options.operation_ms, options.page_size)
    emulator = Emulator(spec, options.anonymous, settings=settings)
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    if options.until_stdin_closes:
        watch_stdin(loop, stop)
    server = runner(emulator)
    await server.setup()
    await web.TCPSite(server, options.host, options.port, shutdown_timeout=0.2).start()
    host, port = server.addresses[0][:2]
    print(f"http://{host}:{port}", flush=True)
    await stop.wait()
    await server.cleanup()


def main() -> int:
    options = arguments()
    try:
        spec = Spec.load(options.spec)
    except (OSError, ValueError, LookupError) as problem:
        print(f"emulator: {options.spec} is no definition: {problem}", file=sys.stderr)
        return 1
    try:
        asyncio.run(serve(options, spec))
    except OSError as problem:
        print(f"emulator: {problem}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
