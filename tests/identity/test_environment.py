"""Applications that variables describe."""

import base64
from pathlib import Path

import pytest
from keys import PASSWORD, Pair, needs_openssl
from program import Outcome, Value
from server import Server
from tokens import CLIENT, GOT, SECRET, TENANT, Tokens, given, is_given, is_refused

NOTHING: dict[str, str | None] = {
    f"AZURE_{name}": None
    for name in ("TENANT_ID", "CLIENT_ID", "CLIENT_SECRET", "CLIENT_CERTIFICATE_PATH", "CLIENT_CERTIFICATE_PASSWORD",
                 "CLIENT_SEND_CERTIFICATE_CHAIN", "AUTHORITY_HOST")
}  # fmt: skip
APP = {"AZURE_TENANT_ID": TENANT, "AZURE_CLIENT_ID": CLIENT}


def ask(tokens: Tokens, env: dict[str, str], kind: str | list[str] = "environment", **settings: Value) -> Outcome:
    return tokens.ask(kind, NOTHING | env, **settings)


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    return Pair(tmp_path_factory.mktemp("pair"), "application")


def test_a_secret(tokens: Tokens, server: Server) -> None:
    play = server.plays(given())
    for path in ("", "/not/looked/at"):
        env = {"AZURE_CLIENT_SECRET": SECRET, "AZURE_AUTHORITY_HOST": server.url, "AZURE_CLIENT_CERTIFICATE_PATH": path}
        outcome = ask(tokens, APP | env)
        assert is_given(outcome) and outcome.values["source"] == "client secret"
        request = play.requests.pop()
        assert request.path == f"/{TENANT}/oauth2/v2.0/token"
        assert (request.form["client_id"], request.form["client_secret"]) == (CLIENT, SECRET)
        assert "client_assertion" not in request.form


@needs_openssl
def test_a_certificate(tokens: Tokens, server: Server, pair: Pair) -> None:
    play = server.plays(given())
    plain = {"AZURE_CLIENT_CERTIFICATE_PATH": str(pair.file(pair.pem))}
    locked = {
        "AZURE_CLIENT_CERTIFICATE_PATH": str(pair.pkcs12(PASSWORD)),
        "AZURE_CLIENT_CERTIFICATE_PASSWORD": PASSWORD,
    }
    for variables in (plain, locked):
        outcome = ask(tokens, APP | variables, authority_host=server.url)
        assert is_given(outcome) and outcome.values["source"] == "client certificate"
        request = play.requests.pop()
        assert "client_secret" not in request.form
        _, claims = pair.opened(request.form["client_assertion"])
        assert (claims["iss"], claims["aud"]) == (CLIENT, f"{server.url}/{TENANT}/oauth2/v2.0/token")


@needs_openssl
def test_the_chain_goes_along_when_asked_for(tokens: Tokens, server: Server, pair: Pair) -> None:
    play = server.plays(given())
    path = str(pair.file(pair.pem))
    for value, sent in (("1", True), ("true", True), ("TRUE", True), ("0", False), ("false", False), ("yes", False)):
        env = {"AZURE_CLIENT_CERTIFICATE_PATH": path, "AZURE_CLIENT_SEND_CERTIFICATE_CHAIN": value}
        assert is_given(ask(tokens, APP | env, authority_host=server.url))
        header, _ = pair.opened(play.requests.pop().form["client_assertion"])
        assert header.get("x5c") == ([base64.b64encode(pair.der()).decode()] if sent else None)


def test_what_is_not_set_up(tokens: Tokens) -> None:
    secret = {"AZURE_CLIENT_SECRET": SECRET}
    neither = "neither AZURE_CLIENT_SECRET nor AZURE_CLIENT_CERTIFICATE_PATH is set"
    faults: list[tuple[dict[str, str], str]] = [
        ({}, "AZURE_TENANT_ID is not set"),
        (secret | {"AZURE_CLIENT_ID": CLIENT}, "AZURE_TENANT_ID is not set"),
        (secret | {"AZURE_CLIENT_ID": CLIENT, "AZURE_TENANT_ID": ""}, "AZURE_TENANT_ID is not set"),
        (secret | {"AZURE_TENANT_ID": TENANT}, "AZURE_CLIENT_ID is not set"),
        (APP, neither),
        (APP | {"AZURE_CLIENT_SECRET": "", "AZURE_CLIENT_CERTIFICATE_PATH": ""}, neither),
    ]
    for env, fault in faults:
        outcome = ask(tokens, env)
        assert is_refused(outcome) and outcome.message == f"environment: {fault}"
        assert is_given(ask(tokens, env, ["environment", "token"], token=GOT))


@needs_openssl
def test_what_is_set_up_wrong(tokens: Tokens, tmp_path: Path) -> None:
    secret = APP | {"AZURE_CLIENT_SECRET": SECRET}
    path = tmp_path / "missing"
    for env, fault in (
        (secret | {"AZURE_TENANT_ID": "a b"}, "client secret: tenant_id: has another character than letters, digits, "
                                              "'.' and '-'"),
        (secret | {"AZURE_CLIENT_ID": "?"}, "client secret: client_id: has another character than letters, digits, "
                                            "'.' and '-'"),
        (secret | {"AZURE_AUTHORITY_HOST": "login"}, "client secret: AZURE_AUTHORITY_HOST: https:// is expected at its "
                                                     "start"),
        (APP | {"AZURE_CLIENT_CERTIFICATE_PATH": str(path)},
         f"client certificate: path: {path}: No such file or directory"),
    ):  # fmt: skip
        outcome = ask(tokens, env)
        assert is_refused(outcome) and outcome.message == fault
        assert is_refused(ask(tokens, env, ["environment", "token"], token=GOT))
