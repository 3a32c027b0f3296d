"""A person who signs in with a browser elsewhere. Intervals are fractions of a second, which count."""

import json
import subprocess
import time
from typing import Any

import pytest
from program import BINARY, Outcome, Status, Value, environment, one_line
from server import Play, Request, Server, answers
from tokens import CLIENT, GOT, SCOPE, SECRET, TENANT, Tokens, given, is_given, is_refused

CLAIMS = '{"access_token":{"xms_cc":{"values":["CP1"]}}}'
DEFAULT_CLIENT = "04b07795-8ddb-461a-bbee-02f9e1bf7b46"
URI = "https://microsoft.example/devicelogin"
MESSAGE = f"Open {URI} and enter ABC123."
SHORT = 0.03
CODE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"


def code(**members: Any) -> bytes:
    """A good answer to the request for a code; None takes a member away."""
    body = {"user_code": "ABC123", "device_code": f"{SECRET}-code", "verification_uri": URI, "expires_in": 900,
            "interval": SHORT, "message": MESSAGE} | members  # fmt: skip
    return answers(json.dumps({name: value for name, value in body.items() if value is not None}))


def error(name: str, status: int = 400, **members: str) -> bytes:
    return answers(json.dumps({"error": name} | members), status)


PENDING = error("authorization_pending")


def ask(tokens: Tokens, server: Server, **settings: Any) -> Outcome:
    given: dict[str, Any] = {"authority_host": server.url, "client_id": CLIENT} | settings
    return tokens.ask("device_code", **given)


def sign_in(tokens: Tokens, server: Server, *said: bytes, **settings: Any) -> tuple[Outcome, list[Request]]:
    """With these answers, of which the last goes on."""
    play: Play = server.plays(*said)
    return ask(tokens, server, **settings), play.requests


# ---- requests ----


def test_the_requests(tokens: Tokens, server: Server) -> None:
    outcome, (first, *polls) = sign_in(tokens, server, code(), PENDING, PENDING, given())
    assert is_given(outcome) and outcome.values["source"] == "device code"
    assert (first.method, first.path) == ("POST", "/organizations/oauth2/v2.0/devicecode")
    assert first.header("Content-Type") == "application/x-www-form-urlencoded"
    assert first.form == {"scope": f"{SCOPE} offline_access", "client_id": CLIENT, "claims": CLAIMS}
    assert len(polls) == 3
    for poll in polls:
        assert (poll.method, poll.path) == ("POST", "/organizations/oauth2/v2.0/token")
        assert poll.header("Content-Type") == "application/x-www-form-urlencoded"
        assert poll.form == {
            "grant_type": CODE_GRANT,
            "device_code": f"{SECRET}-code",
            "client_id": CLIENT,
            "claims": CLAIMS,
        }


def test_what_it_defaults_to(tokens: Tokens, server: Server) -> None:
    outcome, requests = sign_in(tokens, server, code(), given(), client_id="")
    assert is_given(outcome)
    assert [request.form["client_id"] for request in requests] == [DEFAULT_CLIENT] * 2


def test_a_tenant(tokens: Tokens, server: Server) -> None:
    outcome, requests = sign_in(tokens, server, code(), given(), tenant_id=TENANT)
    assert is_given(outcome)
    assert [request.path for request in requests] == [f"/{TENANT}/oauth2/v2.0/{end}" for end in ("devicecode", "token")]


def test_many_threads_ask_the_person_once(tokens: Tokens, server: Server) -> None:
    outcome, requests = sign_in(tokens, server, code(), PENDING, given(), threads=16, times=2)
    assert (outcome.number("good"), len(requests)) == (16, 3)


@pytest.mark.parametrize("option", ["tenant_id", "client_id"])
def test_options_that_are_no_good(tokens: Tokens, server: Server, option: str) -> None:
    outcome, requests = sign_in(tokens, server, code(), **{option: "a/b"})
    assert outcome.message.startswith(f"device code: {option}: has another character than")
    assert requests == []


# ---- what the person is shown ----


def test_the_person_is_told(tokens: Tokens, server: Server) -> None:
    before = int(time.time()) - 1  # the clock of time() may be a tick behind
    outcome, _ = sign_in(tokens, server, code(expires_in="600"), given())
    shown = outcome.values
    assert (shown["user_code"], shown["verification_uri"], shown["shown"]) == ("ABC123", URI, MESSAGE)
    assert before + 600 <= outcome.number("code_expires_on") <= int(time.time()) + 600


@pytest.mark.parametrize("expires_in, seconds", [(None, 900), ("soon", 900), (-1, 900), (0, 900), (1e300, 86400)])
def test_the_end_of_a_code(tokens: Tokens, server: Server, expires_in: object, seconds: int) -> None:
    before = int(time.time()) - 1  # the clock of time() may be a tick behind
    outcome, _ = sign_in(tokens, server, code(expires_in=expires_in), given())
    assert is_given(outcome) and 0 <= outcome.number("code_expires_on") - before - seconds <= 6


@pytest.mark.parametrize("message", [None, "", 5])
def test_without_a_message_there_is_ours(tokens: Tokens, server: Server, message: object) -> None:
    outcome, _ = sign_in(tokens, server, code(message=message), given())
    assert is_given(outcome)
    assert outcome.values["shown"] == f"To sign in, open {URI} in a browser and enter the code ABC123"


def test_a_terminal_is_told_nothing_else(tokens: Tokens, server: Server) -> None:
    evil = "a\x1b[2Jb\r\nc\x07d\x7fe\u009b31mf\u0085g\u00e4\u20ac"
    clean = "a [2Jb  c d e 31mf g\u00e4\u20ac"
    outcome, _ = sign_in(tokens, server, code(message=evil, user_code=evil, verification_uri=evil), given())
    assert is_given(outcome)
    for name in ("shown", "user_code", "verification_uri"):
        assert outcome.values[name] == clean
    outcome, _ = sign_in(tokens, server, code(message=None, verification_uri="http://a\x1b/"), given())
    assert outcome.values["shown"] == "To sign in, open http://a / in a browser and enter the code ABC123"


def test_by_default_the_message_goes_to_stderr(server: Server) -> None:
    server.plays(code(), given())
    settings: dict[str, Value] = {"kind": "device_code", "authority_host": server.url, "default_callback": 1}
    done = subprocess.run([BINARY], input=one_line(settings).encode(), capture_output=True, timeout=30,
                          env=environment(), check=True)  # fmt: skip
    assert done.stderr.decode() == MESSAGE + "\n"
    assert f"text={GOT}".encode() in done.stdout


def test_the_callback_gives_up(tokens: Tokens, server: Server) -> None:
    outcome, requests = sign_in(tokens, server, code(), given(), give_up=1)
    assert outcome.status == Status.AUTHENTICATION and len(requests) == 1
    assert outcome.message == "device code: given up: the code was not shown"


# ---- answers to the request for a code ----


@pytest.mark.parametrize("member", ["user_code", "device_code", "verification_uri"])
@pytest.mark.parametrize("value", [None, "", 5])
def test_a_code_that_lacks_something(tokens: Tokens, server: Server, member: str, value: object) -> None:
    outcome, requests = sign_in(tokens, server, code(**{member: value}), given())
    assert outcome.message == f"device code: Microsoft Entra ID: the answer has no {member}"
    assert len(requests) == 1 and "shown" not in outcome.values


def test_no_code_is_given(tokens: Tokens, server: Server) -> None:
    said = error("invalid_client", 401, error_description="AADSTS7000218: no such thing.\r\nTrace", trace_id="t-1")
    outcome, requests = sign_in(tokens, server, said)
    assert outcome.message == (
        "device code: Microsoft Entra ID: invalid_client: AADSTS7000218: no such thing., request id t-1"
    )
    assert len(requests) == 1
    assert is_refused(sign_in(tokens, server, answers("<html>"))[0], "HTTP status 200", "the answer is not JSON")
    assert is_refused(sign_in(tokens, server, answers("[]"))[0], "is an array instead of an object")


# ---- polling ----


@pytest.mark.parametrize("said, message", [
    (error("authorization_declined"), "the person declined to sign in"),
    (error("access_denied"), "the person declined to sign in"),
    (error("expired_token"), "nobody signed in before the code expired: try again for a new one"),
    (error("code_expired"), "nobody signed in before the code expired: try again for a new one"),
    (error("bad_verification_code", error_description="AADSTS70020"),
     "Microsoft Entra ID: bad_verification_code: AADSTS70020"),
    (error("invalid_grant", error_description="AADSTS50076: MFA\r\n"),
     "Microsoft Entra ID: invalid_grant: AADSTS50076: MFA"),
    (answers("{}", 400), "Microsoft Entra ID: HTTP status 400, without an error code"),
    (answers('{"error": 5}', 400), "Microsoft Entra ID: HTTP status 400, without an error code"),
    (answers("{}"), "the answer has no access_token"),
])  # fmt: skip
def test_what_ends_it(tokens: Tokens, server: Server, said: bytes, message: str) -> None:
    outcome, requests = sign_in(tokens, server, code(), PENDING, said)
    assert (outcome.status, outcome.message) == (Status.AUTHENTICATION, f"device code: {message}")
    assert len(requests) == 3


def test_what_is_no_json_ends_it(tokens: Tokens, server: Server) -> None:
    outcome, requests = sign_in(tokens, server, code(), answers("<html>", 400))
    assert is_refused(outcome, "device code: Microsoft Entra ID, HTTP status 400: the answer is not JSON")
    assert len(requests) == 2


def test_a_code_that_expires_is_asked_about_no_more(tokens: Tokens, server: Server) -> None:
    before = time.monotonic()
    outcome, requests = sign_in(tokens, server, code(expires_in=0.3, interval=0.1), PENDING)
    assert outcome.message == "device code: nobody signed in before the code expired: try again for a new one"
    assert 2 <= len(requests) <= 3 and time.monotonic() - before < 5


def test_slow_down_means_five_seconds_more(tokens: Tokens, server: Server) -> None:
    outcome, requests = sign_in(tokens, server, code(expires_in=0.5), PENDING, error("slow_down"), given())
    assert is_refused(outcome, "nobody signed in") and len(requests) == 3


@pytest.mark.parametrize("interval", [None, 0, -1, "often", "-1", {}, 1e300, "9" * 400])
def test_an_interval_that_is_none(tokens: Tokens, server: Server, interval: object) -> None:
    """Then it is five seconds or more, and this code does not live so long."""
    outcome, requests = sign_in(tokens, server, code(interval=interval, expires_in=0.1), given())
    assert is_refused(outcome, "nobody signed in") and len(requests) == 1


def test_intervals_are_seconds(tokens: Tokens, server: Server) -> None:
    before = time.monotonic()
    assert is_given(sign_in(tokens, server, code(interval="1"), given())[0])
    assert time.monotonic() - before >= 1


# ---- refresh tokens ----

SOON = 1  # a token that lives so long is not kept, but asked for anew


def refreshed(token: str, refresh_token: str | None = None) -> bytes:
    return given(token, expires_in=SOON, refresh_token=refresh_token)


def test_later_tokens_come_without_the_person(tokens: Tokens, server: Server) -> None:
    play = server.plays(code(), refreshed("first", f"{SECRET}-1"), refreshed("second", f"{SECRET}-2"),
                        refreshed("third"))  # fmt: skip
    outcome = ask(tokens, server, times=3, pause_ms=1100)
    assert is_given(outcome, "third")
    forms = [request.form for request in play.requests]
    assert [form.get("grant_type") for form in forms] == [None, CODE_GRANT] + 2 * ["refresh_token"]
    assert [form["refresh_token"] for form in forms[2:]] == [f"{SECRET}-{number}" for number in (1, 2)]
    assert forms[2] == {
        "grant_type": "refresh_token",
        "refresh_token": f"{SECRET}-1",
        "scope": f"{SCOPE} offline_access",
        "client_id": CLIENT,
        "claims": CLAIMS,
    }
    assert all(request.path == "/organizations/oauth2/v2.0/token" for request in play.requests[1:])
