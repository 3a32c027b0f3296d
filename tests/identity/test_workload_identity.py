"""Applications that the token of a file vouches for."""

import os
import threading
from pathlib import Path

import pytest
from program import Outcome, Value
from server import Server
from tokens import CLIENT, GOT, SCOPE, TENANT, Tokens, given, is_given, is_refused

JWT = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJzeXN0ZW0ifQ.c2lnbmVk-_"
NOTHING: dict[str, str | None] = {
    name: None for name in ("AZURE_TENANT_ID", "AZURE_CLIENT_ID", "AZURE_FEDERATED_TOKEN_FILE", "AZURE_AUTHORITY_HOST")
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "token"
    path.write_text(JWT + "\n")
    return path


Environment = dict[str, str | None]


def ask(tokens: Tokens, env: Environment, **settings: Value) -> Outcome:
    outcome = tokens.ask("workload_identity", NOTHING | env, **settings)
    assert JWT not in repr(outcome.values)
    return outcome


def environment(server: Server, file: Path) -> Environment:
    return {
        "AZURE_TENANT_ID": TENANT,
        "AZURE_CLIENT_ID": CLIENT,
        "AZURE_FEDERATED_TOKEN_FILE": str(file),
        "AZURE_AUTHORITY_HOST": server.url,
    }


def test_the_request(tokens: Tokens, server: Server, file: Path) -> None:
    play = server.plays(given())
    outcome = ask(tokens, environment(server, file))
    assert is_given(outcome) and outcome.values["source"] == "workload identity"
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


def test_options_go_before_the_environment(tokens: Tokens, server: Server, file: Path) -> None:
    play = server.plays(given())
    wrong: Environment = {
        "AZURE_TENANT_ID": "wrong",
        "AZURE_CLIENT_ID": "wrong",
        "AZURE_FEDERATED_TOKEN_FILE": "/wrong",
        "AZURE_AUTHORITY_HOST": "https://wrong.invalid",
    }
    options = {"tenant_id": TENANT, "client_id": CLIENT, "token_file": str(file), "authority_host": server.url}
    nothing: Environment = {}
    for env in (wrong, nothing):
        assert is_given(ask(tokens, env, **options))
        request = play.requests.pop()
        assert request.path == f"/{TENANT}/oauth2/v2.0/token"
        assert (request.form["client_id"], request.form["client_assertion"]) == (CLIENT, JWT)


def test_what_is_not_set_up(tokens: Tokens, server: Server, file: Path) -> None:
    play = server.plays(given())
    for missing in ("AZURE_TENANT_ID", "AZURE_CLIENT_ID", "AZURE_FEDERATED_TOKEN_FILE"):
        env = environment(server, file)
        for env[missing] in ("", None):
            outcome = ask(tokens, env)
            assert is_refused(outcome) and outcome.message == f"workload identity: {missing} is not set"
            chain = tokens.ask(["workload_identity", "token"], NOTHING | env, token=GOT)
            assert is_given(chain)
    assert play.requests == []


def test_ids_that_are_none(tokens: Tokens, server: Server, file: Path) -> None:
    for name, fault in (
        ("AZURE_TENANT_ID", "tenant_id: has another character than letters, digits, '.' and '-'"),
        ("AZURE_CLIENT_ID", "client_id: has another character than letters, digits, '.' and '-'"),
        ("AZURE_AUTHORITY_HOST", "AZURE_AUTHORITY_HOST: https:// is expected at its start"),
    ):
        env = NOTHING | environment(server, file) | {name: "a/../b"}
        outcome = tokens.ask(["workload_identity", "token"], env, token=GOT)
        assert is_refused(outcome, f"workload identity: {fault}")


def test_white_space_at_the_end_is_left_out(tokens: Tokens, server: Server, file: Path) -> None:
    play = server.plays(given())
    for end in ("", "\n", "\r\n", " \t\n\n", "\n" * 5000):
        file.write_text(JWT + end)
        assert is_given(ask(tokens, environment(server, file)))
    assert {request.form["client_assertion"] for request in play.requests} == {JWT}


def test_what_is_wrong_with_the_file(tokens: Tokens, server: Server, file: Path) -> None:
    play = server.plays(given())
    odd = "it has a character that no token has"
    for content, fault in (
        ("", "empty"),
        (" \r\n\t\n", "empty"),
        ("\0", odd),
        (f" {JWT}", odd),
        (f"{JWT}\n{JWT}\n", odd),
        (f"{JWT}\0", odd),
        (f"{JWT}\x7f", odd),
        (f"\ufeff{JWT}", odd),
        ("x" * 65537, "larger than 65536 bytes"),
    ):
        file.write_text(content)
        outcome = ask(tokens, environment(server, file))
        assert is_refused(outcome) and outcome.message == f"workload identity: token file: {file}: {fault}"
        assert is_refused(tokens.ask(["workload_identity", "token"], NOTHING | environment(server, file), token=GOT))
    assert play.requests == []


def test_what_is_no_file(tokens: Tokens, server: Server, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path, fault in (
        (tmp_path / "missing", "No such file or directory"),
        (tmp_path, "not a regular file"),
        (pipe, "not a regular file"),
    ):
        outcome = ask(tokens, environment(server, path))
        assert is_refused(outcome) and outcome.message == f"workload identity: token file: {path}: {fault}"


def test_a_large_token(tokens: Tokens, server: Server, file: Path) -> None:
    play = server.plays(given())
    file.write_text("x" * 65536)
    assert is_given(ask(tokens, environment(server, file)))
    assert play.requests[0].form["client_assertion"] == "x" * 65536


def test_the_file_is_rotated(tokens: Tokens, server: Server, file: Path) -> None:
    """As Kubernetes does it: the name leads elsewhere from one moment to the next."""
    play = server.plays(given(expires_in=1))
    after = file.with_name("after")
    after.symlink_to(file.with_name("other"))
    file.with_name("other").write_text("rotated\n")
    threading.Timer(0.5, lambda: after.rename(file)).start()
    assert is_given(ask(tokens, environment(server, file), times=2, pause_ms=1100))
    assert [request.form["client_assertion"] for request in play.requests] == [JWT, "rotated"]
