"""Applications with a secret."""

import json
import re
import time
from typing import Any

import pytest
from program import Outcome, Status, Value
from server import Request, Server, answers
from tokens import CLIENT, GOT, SCOPE, SECRET, TENANT, Tokens, given, is_given, is_refused

APP = {"tenant_id": TENANT, "client_id": CLIENT, "client_secret": SECRET}
CLAIMS = '{"access_token":{"xms_cc":{"values":["CP1"]}}}'


def ask(tokens: Tokens, server: Server, **settings: Value) -> Outcome:
    app: dict[str, Value] = {**APP, "authority_host": server.url}
    return tokens.ask("client_secret", {"AZURE_AUTHORITY_HOST": None}, **(app | settings))


def test_the_request(tokens: Tokens, server: Server) -> None:
    play = server.plays(given())
    outcome = ask(tokens, server)
    assert is_given(outcome) and outcome.values["source"] == "client secret"
    (request,) = play.requests
    assert (request.method, request.path) == ("POST", f"/{TENANT}/oauth2/v2.0/token")
    assert request.header("Content-Type") == "application/x-www-form-urlencoded"
    assert request.header("Accept") == "application/json"
    assert request.header("Host") == server.url.removeprefix("http://")
    assert re.fullmatch(r"libaca/\S+ \(C11\)", request.header("User-Agent") or "")
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", request.header("client-request-id") or "")
    assert not request.has("Authorization")
    assert request.form == {
        "grant_type": "client_credentials",
        "scope": SCOPE,
        "client_id": CLIENT,
        "client_secret": SECRET,
        "claims": CLAIMS,
    }


def test_another_scope(tokens: Tokens, server: Server) -> None:
    play = server.plays(given())
    assert is_given(ask(tokens, server, scope="api://app id&x=y/.default"))
    assert play.requests[0].form["scope"] == "api://app id&x=y/.default"


def test_ad_fs_has_another_path(tokens: Tokens, server: Server) -> None:
    play = server.plays(given())
    assert is_given(ask(tokens, server, tenant_id="adfs"))
    assert play.requests[0].path == "/adfs/oauth2/token"


def test_many_threads_send_one_request(tokens: Tokens, server: Server) -> None:
    play = server.plays(given())
    outcome = ask(tokens, server, threads=64, times=2)
    assert (outcome.status, outcome.number("good"), len(play.requests)) == (Status.OK, 64, 1)


def test_what_is_wrong_with_the_options(tokens: Tokens, server: Server) -> None:
    play = server.plays(given())
    odd = "has another character than letters, digits, '.' and '-'"
    faults: list[tuple[dict[str, Value], str]] = [
        ({"tenant_id": ""}, "tenant_id: needed"),
        ({"client_id": ""}, "client_id: needed"),
        ({"client_secret": ""}, "client_secret: needed"),
        ({"try_timeout_ms": -1}, "try_timeout_ms: negative"),
    ]
    for text in ("a/b", "a?b", "a#b", "..%2f", "a b", "a\n", "ä", "a_b", "{a}", "@a", "a:b"):
        faults.append(({"tenant_id": text}, f"tenant_id: {odd}"))
        faults.append(({"client_id": text}, f"client_id: {odd}"))
    for wrong, fault in faults:
        outcome = ask(tokens, server, **wrong)
        assert is_refused(outcome) and outcome.message == f"client secret: {fault}"
    assert play.requests == []


# ---- answers ----


def refusal(code: int, error: Any = "invalid_client", status: int = 401, **members: Any) -> bytes:
    """As Microsoft Entra ID writes them."""
    text = f"AADSTS{code}: This and that.\r\nTrace ID: 0-1\r\nCorrelation ID: 2-3\r\nTimestamp: 2026-01-01 00:00:00Z"
    body: dict[str, Any] = {"error": error, "error_description": text, "error_codes": [code],
                            "timestamp": "2026-01-01 00:00:00Z", "trace_id": "0-1", "correlation_id": "2-3"}  # fmt: skip
    return answers(json.dumps(body | members), status)


IDS = "request id 0-1, correlation id 2-3"


@pytest.mark.parametrize(
    "code, error, status, advice",
    [
        (7000215, "invalid_client", 401, "use the secret's value, not its id, and one of this application"),
        (7000222, "invalid_client", 401, "make a new secret for the application: this one has expired"),
        (700016, "unauthorized_client", 400, "check the client id, and that its application is in this tenant"),
        (700027, "invalid_client", 401, "upload the certificate to the application, or check that it is the one that "
                                        "is there"),
        (70011, "invalid_scope", 400, "check the scope: one resource, followed by /.default"),
        (1002012, "invalid_request", 400, "end the scope in /.default"),
        (50001, "invalid_resource", 400, "check the scope: this tenant does not know the resource"),
    ],
)  # fmt: skip
def test_what_to_do(tokens: Tokens, server: Server, code: int, error: str, status: int, advice: str) -> None:
    play = server.plays(refusal(code, error, status))
    outcome = ask(tokens, server)
    assert is_refused(outcome)
    assert outcome.message == f"client secret: Microsoft Entra ID: {error}: AADSTS{code}: This and that., {IDS}; {advice}"
    assert len(play.requests) == 1


def test_errors_of_other_shapes(tokens: Tokens, server: Server) -> None:
    said = "invalid_client: AADSTS1: This and that."
    in_one_line = "AADSTS1: This. And that. Trace ID: 0-1 Correlation ID: 2-3 Timestamp: 2026-01-01 00:00:00Z"
    for answer, message in (
        (refusal(1), f"{said}, {IDS}"),
        (refusal(1, error_codes=None), f"{said}, {IDS}"),
        (refusal(1, error_codes=[]), f"{said}, {IDS}"),
        (refusal(1, error_codes={"a": 70011}), f"{said}, {IDS}"),
        (refusal(1, error_codes=[{}, None, 1.5, 1002012]), f"{said}, {IDS}; end the scope in /.default"),
        (refusal(1, trace_id=None, correlation_id=5), said),
        (refusal(1, trace_id="a\r\nb\x1b[1m"), f"{said}, request id a  b [1m, correlation id 2-3"),
        (refusal(1, error_description=in_one_line), f"invalid_client: AADSTS1: This. And that., {IDS}"),
        (refusal(1, error_description=""), f"invalid_client, {IDS}"),
        (refusal(1, error_description=None), f"invalid_client, {IDS}"),
        (refusal(1, error=None), "HTTP status 401, without an error code"),
        (refusal(1, error={"code": "x"}), "HTTP status 401, without an error code"),
        (answers("{}", 400), "HTTP status 400, without an error code"),
    ):
        server.plays(answer)
        outcome = ask(tokens, server)
        assert is_refused(outcome) and outcome.message == f"client secret: Microsoft Entra ID: {message}"


def test_answers_that_are_none(tokens: Tokens, server: Server) -> None:
    html = "<html>Sign in to the hotel's network</html>"
    for body, status, message in (
        (html, 200, "HTTP status 200: the answer is not JSON: not a value at byte 0"),
        (html, 400, "HTTP status 400: the answer is not JSON: not a value at byte 0"),
        ("", 200, "HTTP status 200: the answer is not JSON: the text ends too early at byte 0"),
        ("", 401, "HTTP status 401: the answer is not JSON: the text ends too early at byte 0"),
        ('{"access_token":', 200, "HTTP status 200: the answer is not JSON: the text ends too early at byte 16"),
        ("[]", 200, "HTTP status 200: the answer is an array instead of an object"),
    ):
        play = server.plays(answers(body, status))
        outcome = ask(tokens, server)
        assert is_refused(outcome) and outcome.message == f"client secret: Microsoft Entra ID, {message}"
        assert len(play.requests) == 1


def test_tokens_that_are_none(tokens: Tokens, server: Server) -> None:
    faults: list[tuple[dict[str, Any], str]] = [
        ({"access_token": None}, "the answer has no access_token"),
        ({"access_token": 5}, "the answer has no access_token"),
        ({"access_token": ""}, "the access token is empty"),
        ({"access_token": "a\r\nHost: b"}, "the access token has a character that no token has"),
        ({"expires_in": None}, "the answer does not say when the token expires"),
        ({"expires_in": "soon"}, "the answer does not say when the token expires"),
        ({"expires_in": ""}, "the answer does not say when the token expires"),
        ({"expires_in": 10**30}, "the answer does not say when the token expires"),
        ({"expires_in": 0}, "the token in the answer has expired"),
        ({"expires_in": -1}, "the token in the answer has expired"),
        ({"expires_in": None, "expires_on": 1}, "the token in the answer has expired"),
    ]
    for members, message in faults:
        server.plays(given(**members))
        outcome = ask(tokens, server)
        assert is_refused(outcome) and outcome.message == f"client secret: Microsoft Entra ID: {message}"


def test_ways_to_say_when_it_expires(tokens: Tokens, server: Server) -> None:
    for value, seconds in ((3599, 3599), ("3599", 3599), (3599.5, 3599), (999999999999, 999999999999)):
        server.plays(given(expires_in=value))
        outcome = ask(tokens, server)
        assert is_given(outcome) and abs(outcome.number("expires_on") - seconds - time.time()) < 60


def test_redirects_are_not_followed(tokens: Tokens, server: Server) -> None:
    play = server.plays(answers("{}", 307, f"Location: {server.url}/elsewhere"), given())
    outcome = ask(tokens, server)
    assert is_refused(outcome, "HTTP status 307, without an error code") and len(play.requests) == 1


# ---- once more ----


@pytest.mark.parametrize("first", [answers("<html>", 500), answers("", 503), b""])
def test_what_is_sent_again(tokens: Tokens, server: Server, first: bytes) -> None:
    play = server.plays(first, given())
    assert is_given(ask(tokens, server))
    assert len(play.requests) == 2 and play.requests[0].form == play.requests[1].form


def test_throttled(tokens: Tokens, server: Server) -> None:
    play = server.plays(answers("{}", 429, "Retry-After: 2"), given())
    begun = time.monotonic()
    assert is_given(ask(tokens, server)) and len(play.requests) == 2
    assert time.monotonic() - begun >= 2


def test_throttled_for_longer_than_anyone_waits(tokens: Tokens, server: Server) -> None:
    for status in (429, 503):
        play = server.plays(answers('{"error":"temporarily_unavailable"}', status, "Retry-After: 3600"))
        outcome = ask(tokens, server)
        assert is_refused(outcome) and len(play.requests) == 1
        assert outcome.message == "client secret: Microsoft Entra ID: temporarily_unavailable"


# ---- tokens that are kept ----


def test_a_token_that_ends_soon_is_not_asked_for_each_time(tokens: Tokens, server: Server) -> None:
    play = server.plays(given("first", expires_in=250), given("second"))
    assert is_given(ask(tokens, server, times=9), "first") and len(play.requests) == 1


def test_a_token_that_has_ended_is_replaced(tokens: Tokens, server: Server) -> None:
    play = server.plays(given("first", expires_in=1), given("second"))
    assert is_given(ask(tokens, server, times=2, pause_ms=1100), "second") and len(play.requests) == 2


def test_a_token_that_has_ended_is_not_used(tokens: Tokens, server: Server) -> None:
    play = server.plays(given(expires_in=1), refusal(7000222))
    outcome = ask(tokens, server, times=2, pause_ms=1100)
    assert is_refused(outcome, "AADSTS7000222") and len(play.requests) == 2


# ---- where to ----


def seen(requests: list[Request]) -> list[str]:
    return [f"{request.method} {request.path}" for request in requests]


def test_which_authority(tokens: Tokens, server: Server) -> None:
    """The credential's, then the client's, then the environment's."""
    path = f"POST /{TENANT}/oauth2/v2.0/token"
    wrong = "https://wrong.invalid"
    for variable, client, options in (
        (wrong, wrong, server.url),
        (None, "", server.url + "/"),
        (wrong, server.url, ""),
        (None, server.url + "//", ""),
        (server.url, "", ""),
        (server.url + "/", "", ""),
    ):
        play = server.plays(given())
        outcome = tokens.ask("client_secret", {"AZURE_AUTHORITY_HOST": variable}, authority_host=options,
                             client_authority_host=client, **APP)  # fmt: skip
        assert is_given(outcome) and seen(play.requests) == [path]


def test_authorities_that_are_none(tokens: Tokens) -> None:
    plain = "a token goes out over https alone, but for loopback"
    for url, fault in (
        ("http://login.example", plain),
        ("http://127.0.0.1.example", plain),
        ("http://localhost.example:80/", plain),
        ("login.example", "https:// is expected at its start"),
        ("ftp://login.example", "https:// is expected at its start"),
        ("https://", "a host, with or without a port, is expected"),
        ("https://user@login.example", "a host, with or without a port, is expected"),
        ("https://login.example?a", "a path without query or fragment is expected after the host"),
    ):
        outcome = tokens.ask("client_secret", {"AZURE_AUTHORITY_HOST": None}, authority_host=url, **APP)
        assert is_refused(outcome) and outcome.message == f"client secret: authority_host: {fault}"
        outcome = tokens.ask("client_secret", {"AZURE_AUTHORITY_HOST": url}, **APP)
        assert is_refused(outcome) and outcome.message == f"client secret: AZURE_AUTHORITY_HOST: {fault}"
        outcome = tokens.ask("client_secret", None, client_authority_host=url, **APP)
        assert outcome.status == Status.ARGUMENT


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_plain_http_to_this_machine(tokens: Tokens, server: Server, host: str) -> None:
    play = server.plays(given())
    assert is_given(ask(tokens, server, authority_host=f"http://{host}:{server.port}"))
    assert len(play.requests) == 1
