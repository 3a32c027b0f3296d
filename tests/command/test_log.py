"""What the library does, told on standard error: ACA_LOG and --verbose."""

import json

import pytest
from shell import APP, CREATE, SUBSCRIPTION, VERSION, WEB, Canned, Emulator, Said, Shell

GET = ("container-apps", "get", *WEB)
ID = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.App/containerApps/web"


def levels(err: str) -> set[str]:
    """Of lines all of which have one."""
    words = {line.split()[1] for line in err.splitlines() if line.startswith("aca: ")}
    assert len([line for line in err.splitlines() if line.split()[1].endswith(":")]) == err.count("\n")
    return words


@pytest.mark.parametrize(("level", "told_of"), [
    ("off", set()),
    ("error", set()),
    ("warning", {"warning:"}),
    ("info", {"warning:", "info:"}),
    ("DEBUG", {"warning:", "info:", "debug:"}),
])
def test_levels(told: Shell, canned: Canned, level: str, told_of: set[str]) -> None:
    canned.says(Said("", 503), Said('{"name":"web"}'))
    result = told(*GET, ACA_LOG=level)
    assert json.loads(result.out) == {"name": "web"}
    assert levels(result.err) == told_of
    assert ("HTTP status 503" in result.err) == bool(told_of)


def test_a_level_that_is_none(told: Shell, canned: Canned) -> None:
    for command in (GET, ("wait", "aca1.x")):
        result = told(*command, ACA_LOG="loud")
        assert result.code == 2
        assert result.message == "ACA_LOG: 'loud' is none of off, error, warning, info, debug"
    assert canned.seen == []
    canned.answers("{}")
    assert told(*GET, ACA_LOG="").json == {}
    assert told("ops", ACA_LOG="loud").code == 0


def test_debug_has_no_headers_and_verbose_has(told: Shell, canned: Canned) -> None:
    canned.answers("{}", headers={"x-ms-request-id": "id-1"})
    debug = told(*GET, ACA_LOG="debug").err
    assert "x-ms-request-id: " not in debug and "try 1" in debug
    verbose = told(*GET, "--verbose").err
    assert "aca: < x-ms-request-id: id-1\n" in verbose
    assert told(*GET, "--verbose", ACA_LOG="error").err.count("\n") == verbose.count("\n")


def test_verbose_says_what_goes_over_the_wire(told: Shell, canned: Canned) -> None:
    hidden = {"Set-Cookie": "hidden", "Authentication-Info": "hidden", "X-Whatever": "hidden"}
    shown = {"x-ms-request-id": "id-1", "x-ms-ratelimit-remaining-subscription-reads": "7", "Retry-After": "9"}
    link = {"Location": "https://management.azure.com/operations/1?api-version=1&s=hidden"}
    canned.answers('{"name":"web"}', 200, {**hidden, **shown, **link})
    result = told(*GET, "--verbose", "--header", "X-Key: hidden", "--header", "If-Match: *")
    assert json.loads(result.out) == {"name": "web"}
    assert f"aca: > GET {canned.url}{ID}?api-version={VERSION}\n" in result.err
    assert "aca: > x-ms-client-request-id: " in result.err
    assert "aca: > If-Match: *\n" in result.err
    assert "aca: > X-Key: REDACTED\n" in result.err
    assert "aca: < HTTP status 200\n" in result.err
    for name, value in shown.items():
        assert f"aca: < {name}: {value}\n" in result.err
    for name in hidden:
        assert f"aca: < {name}: REDACTED\n" in result.err
    assert "aca: < Location: https://management.azure.com/operations/1?api-version=1&s=REDACTED\n" in result.err
    assert "hidden" not in result.err and "uthorization" not in result.err


def test_verbose_shows_each_try(told: Shell, canned: Canned) -> None:
    canned.says(Said("", 503, {"x-ms-request-id": "id-1"}), Said("{}"))
    lines = told(*GET, "--verbose").err.splitlines()
    said = [line for line in lines if line.startswith(("aca: > GET", "aca: < HTTP", "aca: warning: "))]
    assert [line.split()[1] for line in said] == [">", "<", "warning:", ">", "<"]
    assert "retry 1 of 3" in said[2]
    assert (said[1], said[4]) == ("aca: < HTTP status 503", "aca: < HTTP status 200")


def test_verbose_says_why_there_is_no_answer(told: Shell, canned: Canned) -> None:
    canned.answers(stall=True)
    result = told(*GET, "--verbose", "--timeout", "0.1")
    assert result.code == 3
    assert "aca: > GET " in result.err and "aca: < " not in result.err
    assert any(line.startswith("aca: warning: ContainerApps_Get: ") and "timed out" in line
               for line in result.err.splitlines())


def test_nothing_of_a_body_or_of_signed_urls_is_told(aca: Shell, azure: Emulator) -> None:
    azure.set(long_urls=True)
    body = json.dumps({**APP, "tags": {"secret": "what-is-in-it"}})
    signed = aca(*CREATE, body, "--no-wait").token
    assert aca("wait", signed).code == 0
    polled = azure.requests("GET", "OperationStatuses")[0]
    signatures = [part.partition("=")[2] for part in polled.partition("?")[2].split("&") if part[1] == "="]
    assert len(signatures) == 4
    for way in ({"ACA_LOG": "debug"}, {}):
        result = aca(*CREATE, body, *(() if way else ("--verbose",)), **way)
        assert "OperationStatuses" in result.err and "&t=REDACTED" in result.err
        assert "what-is-in-it" not in result.err
        later = azure.requests("GET", "OperationStatuses")[-1]
        for part in later.partition("?")[2].split("&"):
            assert part[1] != "=" or part[2:] not in result.err
