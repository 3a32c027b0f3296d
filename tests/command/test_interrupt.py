"""SIGINT and SIGTERM, whenever they come."""

import fcntl
import json
import os
import signal
import subprocess
import time

import pytest
from shell import APP, BINARY, CREATE, WEB, Canned, Emulator, Shell, environment, until

BODY = json.dumps(APP)
GOES_ON = "interrupted; container-apps create-or-update goes on: aca wait aca1."


def polled(azure: Emulator) -> list[str]:
    return azure.requests("GET", "OperationStatuses")


@pytest.mark.parametrize("call", [("container-apps", "get", *WEB), (*CREATE, "{}")])
def test_before_the_first_answer(told: Shell, canned: Canned, call: tuple[str, ...]) -> None:
    canned.answers(stall=True)
    started = told.start(*call)
    until(lambda: canned.seen)
    result = started.signal(signal.SIGINT)
    assert (result.code, result.message) == (130, "interrupted before the answer came")
    canned.release.set()
    canned.release.clear()


def test_a_wait_that_was_taken_up_can_be_interrupted_again(aca: Shell, azure: Emulator) -> None:
    azure.set(operation_ms=2000)
    token = aca(*CREATE, BODY, "--no-wait").token
    started = aca.start("wait", token)
    until(lambda: polled(azure))
    result = started.signal(signal.SIGTERM)
    assert result.code == 143
    assert result.message.startswith(GOES_ON)


def test_the_same_signal_for_process_and_group_is_one(aca: Shell, azure: Emulator) -> None:
    """As timeout(1) sends it."""
    azure.set(operation_ms=2000)
    started = aca.start(*CREATE, BODY)
    until(lambda: polled(azure))
    result = started.signal(signal.SIGTERM, signal.SIGINT)
    assert result.code in (130, 143)
    assert result.message.startswith(GOES_ON)


def test_a_second_one_ends_it_at_once(aca: Shell, azure: Emulator) -> None:
    """Standard error takes no more, so that the first one cannot say what it has to say."""
    azure.set(operation_ms=2000)
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    for size in (4096, 1):
        try:
            while os.write(writer, b"x" * size):
                pass
        except BlockingIOError:
            pass
    os.set_blocking(writer, True)
    started = aca.start(*CREATE, BODY, stderr=writer)
    os.close(writer)
    until(lambda: polled(azure))
    started.process.send_signal(signal.SIGINT)
    time.sleep(0.5)
    assert started.process.poll() is None
    started.process.send_signal(signal.SIGINT)
    assert started.process.wait(5) == 130
    os.close(reader)


def test_what_is_ignored_stays_ignored(aca: Shell, azure: Emulator) -> None:
    azure.set(operation_ms=400)
    script = f"""trap '' INT; "$0" "$@" & kill -INT $!; sleep 0.2; kill -INT $!; wait $!"""
    command = ["bash", "-c", script, BINARY, *CREATE, BODY]
    done = subprocess.run(command, env=environment(**aca.variables), capture_output=True, timeout=30)
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout)["name"] == "web"


def test_while_the_output_is_not_read(told: Shell, canned: Canned) -> None:
    canned.answers(json.dumps({"name": "x" * 500_000}))
    started = told.start("container-apps", "get", *WEB)
    assert started.process.stdout is not None
    until(lambda: fcntl.ioctl(started.process.stdout, 0x541B, b"\0\0\0\0") != b"\0\0\0\0")  # FIONREAD
    time.sleep(0.1)
    started.process.send_signal(signal.SIGINT)
    assert started.process.wait(10) == 130
    result = started.finish()
    assert result.err == "aca: interrupted\n"
    with pytest.raises(json.JSONDecodeError):
        json.loads(result.out)
