"""Applications with a secret."""

from program import Status
from server import Server
from tokens import CLIENT, SCOPE, SECRET, TENANT, Tokens, given, is_given

APP = {"tenant_id": TENANT, "client_id": CLIENT, "client_secret": SECRET}


def test_the_request(tokens: Tokens, server: Server) -> None:
    play = server.plays(given())
    outcome = tokens.ask("client_secret", None, authority_host=server.url, **APP)
    assert is_given(outcome) and outcome.values["source"] == "client secret"
    (request,) = play.requests
    assert (request.method, request.path) == ("POST", f"/{TENANT}/oauth2/v2.0/token")
    assert request.header("Content-Type") == "application/x-www-form-urlencoded"
    assert request.form == {
        "grant_type": "client_credentials",
        "scope": SCOPE,
        "client_id": CLIENT,
        "client_secret": SECRET,
        "claims": '{"access_token":{"xms_cc":{"values":["CP1"]}}}',
    }


def test_many_threads_send_one_request(tokens: Tokens, server: Server) -> None:
    play = server.plays(given())
    outcome = tokens.ask("client_secret", None, authority_host=server.url, threads=64, times=2, **APP)
    assert (outcome.status, outcome.number("good"), len(play.requests)) == (Status.OK, 64, 1)
