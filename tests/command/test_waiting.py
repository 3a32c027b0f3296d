"""Long-running operations: waited for, begun, taken up again, interrupted, logged."""

import json
import os
import pty
import re
import signal

import pytest
from shell import APP, CREATE, RG, WEB, Emulator, Shell, until

BODY = json.dumps(APP)
DELETE = ("container-apps", "delete", *WEB)
UPDATE = ("container-apps", "update", *WEB, "--body", '{"tags": {"team": "red"}}')


@pytest.mark.since("2023-05-01")
def test_each_method_is_waited_for(aca: Shell, azure: Emulator) -> None:
    assert aca(*CREATE, BODY).json["properties"]["provisioningState"] == "Succeeded"
    assert aca(*UPDATE).json["tags"] == {"team": "red"}
    assert aca("container-apps", "stop", *WEB).json["name"] == "web"
    deleted = aca(*DELETE)
    assert (deleted.code, deleted.out, deleted.err) == (0, "", "")
    assert azure.requests("GET", "OperationStatuses")
    for method in ("PUT", "PATCH", "POST", "DELETE"):
        assert len(azure.requests(method)) == 1, method
    assert len(azure.requests("GET", "OperationResults")) >= 6
    assert aca("container-apps", "get", *WEB).code == 1


def test_what_is_begun_can_be_taken_up_again(aca: Shell, azure: Emulator) -> None:
    azure.set(operation_ms=400)
    begun = aca(*CREATE, BODY, "--no-wait")
    assert json.loads(begun.out)["properties"]["provisioningState"] == "InProgress"
    assert azure.requests("GET") == []
    waited = aca("wait", begun.token)
    assert waited.json["properties"]["provisioningState"] == "Succeeded"
    azure.set(operation_ms=60)
    begun = aca(*DELETE, "--no-wait")
    assert begun.out == ""
    assert aca("wait", "-", stdin=f"aca: something else\n{begun.token}\n").code == 0


def test_what_is_done_at_once_has_no_token(aca: Shell, azure: Emulator) -> None:
    azure.set(operation_ms=0)
    done = aca(*CREATE, BODY, "--no-wait")
    assert json.loads(done.out)["name"] == "web"
    assert done.line == "container-apps create-or-update is finished: there is nothing to wait for"


@pytest.mark.parametrize(("given", "said"), [
    ("", "not one of this library"), ("aca1.", "not whole"), ("aca1.????", "not whole"),
    ("aca9.e30=", "not one of this library"), ("aca1.e30=", "of another operation"),
])
def test_tokens_of_no_use(aca: Shell, azure: Emulator, given: str, said: str) -> None:
    result = aca("wait", given)
    assert result.code == 2
    assert said in result.message
    assert azure.requests() == []


def test_tokens_cut_short_or_of_elsewhere(aca: Shell, azure: Emulator) -> None:
    token = aca(*CREATE, BODY, "--no-wait").token
    for length in range(len("aca1."), len(token) - 1, 97):
        assert aca("wait", token[:length]).code == 2
    elsewhere = aca("wait", token, "--endpoint", "http://127.0.0.1:9")
    assert (elsewhere.code, "of another endpoint" in elsewhere.message) == (2, True)


@pytest.mark.parametrize(("fault", "word"), [("operation-failed", "Failed"), ("operation-canceled", "Canceled")])
def test_an_operation_that_does_not_succeed(aca: Shell, fault: str, word: str) -> None:
    result = aca(*CREATE, BODY, "--header", f"x-emulator-fault: {fault}")
    assert result.code == 1
    assert result.message.startswith(f"the operation ended as {word}: ")


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interrupted_wait_can_go_on(aca: Shell, azure: Emulator, number: int, code: int) -> None:
    azure.set(operation_ms=1500)
    started = aca.start(*CREATE, BODY)
    until(lambda: azure.requests("GET", "OperationStatuses"))
    result = started.signal(number)
    assert (result.code, result.out) == (code, "")
    found = re.fullmatch(r"interrupted; container-apps create-or-update goes on: aca wait (aca1\.\S+)", result.line)
    assert found
    assert aca("wait", found[1]).json["properties"]["provisioningState"] == "Succeeded"


def test_a_time_limit_says_how_to_go_on(aca: Shell, azure: Emulator) -> None:
    azure.set(operation_ms=30000)
    result = aca(*CREATE, BODY, "--timeout", "0.3")
    assert result.code == 3
    assert re.fullmatch(r"the time limit passed; container-apps create-or-update goes on: aca wait aca1\.\S+",
                        result.message)


def test_a_terminal_shows_progress(aca: Shell, azure: Emulator) -> None:
    azure.set(operation_ms=300)
    ours, theirs = pty.openpty()
    started = aca.start(*CREATE, BODY, stderr=theirs, TERM="xterm")
    os.close(theirs)
    result = started.finish()
    shown = b""
    while True:
        try:
            shown += os.read(ours, 4096)
        except OSError:
            break
    os.close(ours)
    assert result.code == 0
    lines = shown.decode().split("\r")
    assert any(line.startswith("container-apps create-or-update: InProgress, 0 s") for line in lines)
    assert shown.endswith(b"\r\x1b[K")
    assert b"\n" not in shown


def test_the_log(aca: Shell, azure: Emulator) -> None:
    azure.fault("status;code=503;retry-after-ms=5", times=1, method="PUT")
    told = aca(*CREATE, BODY, ACA_LOG="info")
    assert told.code == 0
    lines = told.err.splitlines()
    assert all(line.startswith(("aca: info: ContainerApps_CreateOrUpdate: ", "aca: warning: ")) for line in lines)
    for part in ("HTTP status 503", "retry 1 of 3", "InProgress", "Succeeded", "HTTP status 20"):
        assert part in told.err
    assert "&t=REDACTED" in told.err
    quiet = aca(*DELETE, ACA_LOG="error")
    assert (quiet.code, quiet.err) == (0, "")
    assert aca(*DELETE, ACA_LOG="loud").code == 2


def test_a_conflict_is_explained(aca: Shell, azure: Emulator) -> None:
    azure.set(operation_ms=2000)
    aca(*CREATE, BODY, "--no-wait")
    result = aca(*UPDATE)
    assert result.code == 1
    assert "OperationInProgress" in result.message


def test_a_list_of_one_group(aca: Shell) -> None:
    assert aca(*CREATE, BODY).code == 0
    listed = aca("container-apps", "list-by-resource-group", *RG)
    assert [app["name"] for app in listed.json] == ["web"]
