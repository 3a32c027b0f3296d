"""Applications that a callback of the program vouches for."""

from program import Outcome, Value
from server import Server
from tokens import CLIENT, GOT, SCOPE, TENANT, Tokens, given, is_given, is_refused

JWT = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJwaXBlbGluZSJ9.c2lnbmVk-_"


def ask(tokens: Tokens, server: Server, kind: str | list[str] = "client_assertion", **settings: Value) -> Outcome:
    app: dict[str, Value] = {"tenant_id": TENANT, "client_id": CLIENT, "authority_host": server.url}
    outcome = tokens.ask(kind, None, **(app | settings))
    assert JWT not in repr(outcome.values)
    return outcome


def test_the_request(tokens: Tokens, server: Server) -> None:
    play = server.plays(given())
    outcome = ask(tokens, server, assertion=JWT)
    assert is_given(outcome) and outcome.values["source"] == "client assertion"
    assert outcome.number("released") == 1
    (request,) = play.requests
    assert (request.method, request.path) == ("POST", f"/{TENANT}/oauth2/v2.0/token")
    assert request.header("Content-Type") == "application/x-www-form-urlencoded"
    assert request.form == {
        "grant_type": "client_credentials",
        "scope": SCOPE,
        "client_id": CLIENT,
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        "client_assertion": JWT,
        "claims": '{"access_token":{"xms_cc":{"values":["CP1"]}}}',
    }


def test_it_is_asked_for_each_request(tokens: Tokens, server: Server) -> None:
    play = server.plays(given(expires_in=1))
    outcome = ask(tokens, server, assertion=JWT, times=2, pause_ms=1100)
    assert is_given(outcome) and outcome.number("asked") == len(play.requests) == 2
    play = server.plays(given())
    outcome = ask(tokens, server, assertion=JWT, times=2, threads=16)
    assert (outcome.number("good"), outcome.number("asked"), len(play.requests)) == (16, 1, 1)


def test_the_callback_has_none(tokens: Tokens, server: Server) -> None:
    play = server.plays(given())
    faults: list[tuple[dict[str, Value], str]] = [
        ({"assertion_error": "the pipeline\nis closed"}, "the pipeline is closed"),
        ({}, ""),
        ({"assertion": "a b"}, "the access token has a character that no token has"),
    ]
    for settings, fault in faults:
        outcome = ask(tokens, server, "client_assertion", **settings)
        assert is_refused(outcome) and outcome.message == f"client assertion: the callback: {fault}"
        assert is_refused(ask(tokens, server, ["client_assertion", "token"], token=GOT, **settings))
    assert play.requests == []


def test_what_is_wrong_with_the_options(tokens: Tokens, server: Server) -> None:
    faults: list[tuple[dict[str, Value], str]] = [
        ({"tenant_id": ""}, "tenant_id: needed"),
        ({"client_id": "a b"}, "client_id: has another character than letters, digits, '.' and '-'"),
        ({"no_callback": 1}, "callback: needed"),
        ({"try_timeout_ms": -1}, "try_timeout_ms: negative"),
    ]
    for wrong, fault in faults:
        outcome = ask(tokens, server, "client_assertion", assertion=JWT, **wrong)
        assert is_refused(outcome) and outcome.message == f"client assertion: {fault}"
        assert outcome.number("released") == 1
