"""The token goes to its own endpoint alone, wherever the service, a caller or a redirect points."""

import base64
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from program import DRIVERS, OPERATIONS, TOKEN, Outcome, Program, Status, Value, program
from server import OK, Play, Server, answers

each_driver = pytest.mark.parametrize("driver", DRIVERS)
each_token = pytest.mark.parametrize("token", [TOKEN, ""], ids=["with a token", "without a token"])

AWAY = "leads away from the endpoint, where the token may not go"
PUT: dict[str, Value] = {
    "operation": "ContainerApps_CreateOrUpdate", "argument": ("rg", "web"), "body": "{}", "what": "wait"}  # fmt: skip
DELETE: dict[str, Value] = {"operation": "ContainerApps_Delete", "argument": ("rg", "web"), "what": "wait"}
POST: dict[str, Value] = {"operation": "ContainerApps_Start", "argument": ("rg", "web"), "what": "wait"}
LIST: dict[str, Value] = {"operation": "ContainerApps_ListBySubscription", "what": "list"}


def elsewhere(here: int, there: int) -> dict[str, str]:
    """Links that must not be followed, with the ports of the endpoint and of another server."""
    return {
        "another port": f"http://127.0.0.1:{there}/x?sig=1",
        "another name": f"http://localhost:{here}/x",
        "another scheme": f"https://127.0.0.1:{here}/x",
        "no scheme": f"//127.0.0.1:{there}/x",
        "capitals": f"HTTP://127.0.0.1:{there}/x",
        "a user": f"http://127.0.0.1:{here}@127.0.0.1:{there}/x",
        "a user of ours": f"http://user@127.0.0.1:{here}/x",
        "a backslash": f"http://127.0.0.1:{there}\\@127.0.0.1:{here}/x",
        "two backslashes": f"\\\\127.0.0.1:{there}/x",
        "slash and backslash": f"/\\127.0.0.1:{there}/x",
        "a blank": f" http://127.0.0.1:{there}/x",
        "another protocol": f"file://127.0.0.1:{here}/etc/passwd",
        "a longer port": f"http://127.0.0.1:{here}0/x",
    }


LINKS = list(elsewhere(1, 2))
each_link = pytest.mark.parametrize("kind", LINKS)


@pytest.fixture(scope="module", name="here")
def endpoint() -> Iterator[Server]:
    server = Server()
    yield server
    server.close()


@pytest.fixture(scope="module", name="there")
def another() -> Iterator[Server]:
    server = Server()
    yield server
    server.close()


@pytest.fixture
def link(here: Server, there: Server, kind: str) -> str:
    return elsewhere(here.port, there.port)[kind]


@pytest.fixture
def trap(there: Server) -> Play:
    return there.plays(OK)


def is_refused(outcome: Outcome, what: str) -> bool:
    """The link is named, and either leads away or is no link at all."""
    refused = outcome.status in (Status.AUTHENTICATION, Status.DECODE)
    return refused and outcome.message.startswith(what) and ("leads away" in outcome.message or "is neither" in outcome.message)


# ---- links of the service ----


@each_token
@each_link
def test_next_link(calls: Program, here: Server, trap: Play, link: str, token: str) -> None:
    for driver in DRIVERS:
        play = here.plays(answers(json.dumps({"value": [], "nextLink": link})))
        outcome = calls.call("", here.url, token=token, driver=driver, **LIST)
        assert is_refused(outcome, "nextLink "), outcome.message
        assert (len(play.requests), trap.connections) == (1, 0)


@each_token
@each_link
@pytest.mark.parametrize("header", ["Azure-AsyncOperation", "Operation-Location"])
def test_polling_url(calls: Program, here: Server, trap: Play, link: str, token: str, header: str) -> None:
    for driver in DRIVERS:
        play = here.plays(answers("{}", 201, f"{header}: {link.strip()}"))
        outcome = calls.call("", here.url, token=token, driver=driver, **PUT)
        assert is_refused(outcome, f"{header} "), outcome.message
        assert (len(play.requests), trap.connections) == (1, 0)


@each_token
@each_link
def test_first_location(calls: Program, here: Server, trap: Play, link: str, token: str) -> None:
    for driver in DRIVERS:
        play = here.plays(answers("", 202, f"Location: {link.strip()}"))
        outcome = calls.call("", here.url, token=token, driver=driver, **DELETE)
        assert is_refused(outcome, "Location "), outcome.message
        assert (len(play.requests), trap.connections) == (1, 0)


def accepted(here: Server, header: str, *more: str) -> bytes:
    return answers("", 202, f"{header}: {here.url}/poll", *more)


@each_token
@each_link
def test_replaced_location(calls: Program, here: Server, trap: Play, link: str, token: str) -> None:
    for driver in DRIVERS:
        play = here.plays(accepted(here, "Location"), answers("", 202, f"Location: {link.strip()}"))
        outcome = calls.call("", here.url, token=token, driver=driver, **DELETE)
        assert is_refused(outcome, "Location "), outcome.message
        assert (len(play.requests), trap.connections) == (2, 0)


@each_token
@each_link
@pytest.mark.since("2023-05-01")
def test_location_of_the_result(calls: Program, here: Server, trap: Play, link: str, token: str) -> None:
    for driver in DRIVERS:
        play = here.plays(accepted(here, "Azure-AsyncOperation", f"Location: {link.strip()}"))
        outcome = calls.call("", here.url, token=token, driver=driver, **POST)
        assert is_refused(outcome, "Location "), outcome.message
        assert (len(play.requests), trap.connections) == (1, 0)


@each_token
@each_link
@pytest.mark.since("2023-05-01")
def test_resource_location(calls: Program, here: Server, trap: Play, link: str, token: str) -> None:
    done = answers(json.dumps({"status": "Succeeded", "resourceLocation": link}))
    for driver in DRIVERS:
        play = here.plays(accepted(here, "Azure-AsyncOperation"), done)
        outcome = calls.call("", here.url, token=token, driver=driver, **POST)
        assert is_refused(outcome, "resourceLocation "), outcome.message
        assert (len(play.requests), trap.connections) == (2, 0)


# ---- links that callers have kept ----


@each_token
@each_link
@pytest.mark.since("2023-05-01")
def test_continuation(calls: Program, here: Server, trap: Play, link: str, token: str) -> None:
    play = here.plays(OK)
    outcome = calls.call("", here.url, token=token, continuation=link, **LIST)
    assert outcome.status == Status.ARGUMENT and outcome.message.startswith("continuation: ")
    assert (play.connections, trap.connections) == (0, 0)


def changed(token: str, **members: str) -> str:
    """The resume token with other members."""
    inside = json.loads(base64.b64decode(token.removeprefix("aca1.")))
    assert set(members) <= set(inside)
    return "aca1." + base64.b64encode(json.dumps(inside | members).encode()).decode()


def begun(calls: Program, here: Server, more: str = "X: y") -> str:
    here.plays(accepted(here, "Azure-AsyncOperation", more))
    outcome = calls.call("", here.url, **(POST | {"what": "begin"}))
    assert outcome.status == Status.OK, outcome.message
    return outcome.values["resume"]


@each_token
@each_link
@pytest.mark.parametrize("member", ["url", "resource", "result"])
@pytest.mark.since("2023-05-01")
def test_resume_token(calls: Program, here: Server, trap: Play, link: str, token: str, member: str) -> None:
    resume = changed(begun(calls, here), **{member: link})
    play = here.plays(answers('{"status": "Succeeded"}'))
    for driver in DRIVERS:
        outcome = calls.call("", here.url, token=token, driver=driver, resume=resume, **POST)
        assert outcome.status == Status.ARGUMENT, outcome.message
        assert outcome.message in ("resume token: of another endpoint", "resume token: not whole")
        assert (play.connections, trap.connections) == (0, 0)


@pytest.mark.since("2023-05-01")
def test_a_resume_token_has_no_access_token(calls: Program, here: Server) -> None:
    resume = begun(calls, here, f"Location: {here.url}/result")
    assert TOKEN not in base64.b64decode(resume.removeprefix("aca1.")).decode()


# ---- the same endpoint, for comparison ----


@each_driver
def test_links_to_the_endpoint_are_followed(calls: Program, here: Server, driver: str) -> None:
    port = here.port
    for link in (f"{here.url}/next", "/next", f"HTTP://127.0.0.1:{port}/next", f"http://127.0.0.1:0{port}/next"):
        play = here.plays(answers(json.dumps({"value": [], "nextLink": link})), answers('{"value": []}'))
        assert calls.call("", here.url, driver=driver, **LIST).number("pages") == 2
        assert [request.path for request in play.requests[1:]] == ["/next"]
        assert all(request.has(f"Authorization: Bearer {TOKEN}") for request in play.requests)


@each_driver
def test_dots_in_a_path_lead_nowhere_else(calls: Program, here: Server, driver: str) -> None:
    path = "/subscriptions/sub/../other/./%2e%2e/.."
    play = here.plays(answers(json.dumps({"value": [], "nextLink": path})), answers('{"value": []}'))
    assert calls.call("", here.url, driver=driver, **LIST).number("pages") == 2
    assert play.requests[1].path == path


@each_driver
@pytest.mark.since("2023-05-01")
def test_a_poller_goes_its_way_with_the_token(calls: Program, here: Server, driver: str) -> None:
    done = answers(json.dumps({"status": "Succeeded", "resourceLocation": "/result"}))
    play = here.plays(accepted(here, "Azure-AsyncOperation"), done, OK)
    assert calls.call("", here.url, driver=driver, **POST).status == Status.OK
    assert [request.path for request in play.requests[1:]] == ["/poll", "/result"]
    assert all(request.has(f"Authorization: Bearer {TOKEN}") for request in play.requests)


@each_driver
def test_a_registration_goes_to_the_endpoint(calls: Program, here: Server, driver: str) -> None:
    unregistered = answers('{"error": {"code": "MissingSubscriptionRegistration"}}', 409)
    play = here.plays(unregistered, answers('{"registrationState": "Registered"}'), OK)
    assert calls.call("GET", here.url, driver=driver, register=1).status == Status.OK
    assert play.requests[1].path.startswith("/subscriptions/sub/providers/Microsoft.App/register?")
    assert all(request.has(f"Authorization: Bearer {TOKEN}") for request in play.requests)


# ---- redirects and their kin ----


@each_driver
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(
    calls: Program, here: Server, there: Server, trap: Play, status: int, driver: str
) -> None:
    for target in (there.url, here.url):
        for method in OPERATIONS:
            play = here.plays(answers("", status, f"Location: {target}/moved"), OK)
            outcome = calls.call(method, here.url, driver=driver)
            assert (outcome.status, outcome.http_status, outcome.attempts) == (Status.SERVICE, status, 1)
            assert outcome.message == f"HTTP status {status}"
            assert (len(play.requests), trap.connections) == (1, 0)


@each_driver
@pytest.mark.since("2023-05-01")
def test_a_redirected_operation_has_not_begun(calls: Program, here: Server, trap: Play, driver: str) -> None:
    for settings in (PUT, DELETE, POST):
        play = here.plays(answers("", 307, f"Location: {here.url}/moved"), OK)
        outcome = calls.call("", here.url, driver=driver, **settings)
        assert (outcome.status, outcome.http_status, len(play.requests)) == (Status.SERVICE, 307, 1)


def test_nothing_is_remembered_but_the_connection(calls: Program, here: Server) -> None:
    """Neither cookies, nor questions for other credentials."""
    play = here.plays(
        answers("{}", 200, "Set-Cookie: a=b; Path=/"),
        answers("", 401, 'WWW-Authenticate: Basic realm="x"', "WWW-Authenticate: NTLM", "WWW-Authenticate: Negotiate"),
    )
    assert calls.call("GET", here.url, keep=1).status == Status.OK
    assert calls.call("GET", here.url, kept=1).http_status == 401
    assert len(play.requests) == 2
    assert not any(request.has("Cookie") for request in play.requests)


def test_the_file_of_passwords_is_not_read(here: Server, tmp_path: Path) -> None:
    (tmp_path / ".netrc").write_text("default login somebody password hunter2\n")
    play = here.plays(OK)
    with program(HOME=str(tmp_path)) as at_home:
        assert at_home.call("GET", here.url, token="").status == Status.OK
    assert not play.requests[0].has("Authorization")
