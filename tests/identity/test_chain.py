"""One credential after the other."""

import re
from pathlib import Path

import pytest
from program import Outcome, Value
from server import Server, answers
from tokens import CLIENT, GOT, SECRET, TENANT, Tokens, given, is_given, is_refused

NOTHING: dict[str, str | None] = {
    name: None
    for name in ("AZURE_TENANT_ID", "AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET", "AZURE_CLIENT_CERTIFICATE_PATH",
                 "AZURE_FEDERATED_TOKEN_FILE", "AZURE_AUTHORITY_HOST", "AZURE_TOKEN_CREDENTIALS")
}  # fmt: skip
APP = {"tenant_id": TENANT, "client_id": CLIENT, "client_secret": SECRET}
REFUSAL = answers('{"error":"invalid_client","error_description":"AADSTS1: No."}', 401)


NO_MORE: dict[str, str] = {}


def ask(tokens: Tokens, kind: str | list[str], env: dict[str, str], **settings: Value) -> Outcome:
    return tokens.ask(kind, NOTHING | env, **settings)


# ---- chains ----


def test_it_goes_on_while_nothing_is_set_up(tokens: Tokens, server: Server) -> None:
    play = server.plays(given())
    outcome = ask(tokens, ["environment", "workload_identity", "client_secret", "token"], NO_MORE, token="wrong",
                  authority_host=server.url, **APP)  # fmt: skip
    assert is_given(outcome) and outcome.values["source"] == "client secret"
    assert len(play.requests) == 1


def test_it_ends_at_a_refusal(tokens: Tokens, server: Server) -> None:
    play = server.plays(REFUSAL)
    outcome = ask(tokens, ["environment", "client_secret", "token"], NO_MORE, token=GOT, authority_host=server.url, **APP)
    assert is_refused(outcome)
    assert outcome.message == (
        "environment: AZURE_TENANT_ID is not set; client secret: Microsoft Entra ID: invalid_client: AADSTS1: No."
    )
    assert len(play.requests) == 1


def test_nothing_is_set_up(tokens: Tokens) -> None:
    outcome = ask(tokens, ["environment", "workload_identity", "callback"], NO_MORE, unavailable=1, token=GOT)
    assert is_refused(outcome)
    assert outcome.message == (
        "no credential is set up here: environment: AZURE_TENANT_ID is not set; workload identity: "
        "AZURE_FEDERATED_TOKEN_FILE is not set; callback: not yet"
    )
    assert (outcome.number("asked"), outcome.number("released")) == (1, 1)


def test_the_first_that_has_a_token_is_remembered(tokens: Tokens, server: Server) -> None:
    """The callback, which comes first, could give a token from the second time on."""
    play = server.plays(given(expires_in=1))
    outcome = ask(tokens, ["callback", "client_secret"], NO_MORE, unavailable=1, token="wrong", times=2, pause_ms=1100,
                  authority_host=server.url, **APP)  # fmt: skip
    assert is_given(outcome) and outcome.values["source"] == "client secret"
    assert (outcome.number("asked"), len(play.requests)) == (1, 2)


def test_nothing_is_remembered_of_failures(tokens: Tokens) -> None:
    outcome = ask(tokens, ["environment", "callback"], NO_MORE, unavailable=1, token=GOT, times=2)
    assert is_given(outcome) and outcome.values["source"] == "callback"
    assert outcome.number("asked") == 2


def test_the_one_that_is_remembered_is_not_replaced(tokens: Tokens, server: Server) -> None:
    play = server.plays(given(expires_in=1), REFUSAL)
    outcome = ask(tokens, ["environment", "client_secret", "callback"], NO_MORE, token="wrong", times=2, pause_ms=1100,
                  authority_host=server.url, **APP)  # fmt: skip
    assert is_refused(outcome) and outcome.message == "client secret: Microsoft Entra ID: invalid_client: AADSTS1: No."
    assert (outcome.number("asked"), len(play.requests)) == (0, 2)


def test_many_threads(tokens: Tokens, server: Server) -> None:
    play = server.plays(given())
    kinds = ["environment", "callback", "client_secret"]
    outcome = ask(tokens, kinds, NO_MORE, unavailable=9, threads=32, times=2, authority_host=server.url, **APP)
    assert (outcome.number("good"), outcome.number("asked"), len(play.requests)) == (32, 1, 1)


def test_a_chain_in_a_chain(tokens: Tokens) -> None:
    """It goes on after one whose members are all unavailable; only members have names."""
    env = {"AZURE_TOKEN_CREDENTIALS": "EnvironmentCredential"}
    assert is_given(ask(tokens, ["default", "token"], env, token=GOT))
    outcome = ask(tokens, ["default", "callback"], env, unavailable=1)
    assert is_refused(outcome) and outcome.message == (
        "no credential is set up here: no credential is set up here: environment: AZURE_TENANT_ID is not set; callback: "
        "not yet"
    )


# ---- the default chain ----

MEMBERS = {
    "EnvironmentCredential": "environment",
    "WorkloadIdentityCredential": "workload identity",
    "ManagedIdentityCredential": "managed identity",
    "AzureCLICredential": "azure cli",
    "AzureDeveloperCLICredential": "azure developer cli",
}


@pytest.fixture
def lonely(tmp_path: Path) -> dict[str, str]:
    """No developer's tools, and no metadata service: what asks for a token there finds a machine's port closed."""
    return {
        "PATH": str(tmp_path),
        "HOME": str(tmp_path),
        "AZURE_POD_IDENTITY_AUTHORITY_HOST": "http://127.0.0.1:1",
    }


def members_in(outcome: Outcome) -> list[str]:
    """Those that the message has something of, in its order."""
    pattern = "|".join(sorted(MEMBERS.values(), key=len, reverse=True))
    return [name.lower() for name in re.findall(rf"(?:^|: |; )({pattern}): ", outcome.message, re.IGNORECASE)]


def test_the_members(tokens: Tokens, lonely: dict[str, str]) -> None:
    everything = list(MEMBERS.values())
    for wanted, names in (
        (None, everything),
        ("prod", everything[:3]),
        ("PROD", everything[:3]),
        ("dev", everything[3:]),
        ("Dev", everything[3:]),
    ):
        outcome = ask(tokens, "default", lonely | ({"AZURE_TOKEN_CREDENTIALS": wanted} if wanted else {}))
        assert is_refused(outcome, "no credential is set up here: ") and members_in(outcome) == names


@pytest.mark.parametrize("name", [name for name in MEMBERS if not name.startswith("Managed")])
def test_one_member(tokens: Tokens, lonely: dict[str, str], name: str) -> None:
    for spelling in (name, name.lower(), name.upper()):
        outcome = ask(tokens, "default", lonely | {"AZURE_TOKEN_CREDENTIALS": spelling})
        assert is_refused(outcome) and members_in(outcome) == [MEMBERS[name]]


def test_a_member_that_there_is_not(tokens: Tokens) -> None:
    for name in ("production", "AzurePowerShellCredential", "environment", " dev"):
        outcome = ask(tokens, ["default", "token"], {"AZURE_TOKEN_CREDENTIALS": name}, token=GOT)
        assert is_refused(outcome) and outcome.message == (
            f"default chain: AZURE_TOKEN_CREDENTIALS is {name}; expected: dev, prod, or the name of a credential, such "
            "as ManagedIdentityCredential"
        )


def test_the_environment_comes_first(tokens: Tokens, server: Server, lonely: dict[str, str], tmp_path: Path) -> None:
    play = server.plays(given())
    file = tmp_path / "token"
    file.write_text("jwt")
    app = {"AZURE_TENANT_ID": TENANT, "AZURE_CLIENT_ID": CLIENT, "AZURE_FEDERATED_TOKEN_FILE": str(file)}
    for secret, source in ((SECRET, "client secret"), ("", "workload identity")):
        outcome = ask(tokens, "default", lonely | app | {"AZURE_CLIENT_SECRET": secret}, authority_host=server.url)
        assert is_given(outcome) and outcome.values["source"] == source
    assert [("client_secret" in request.form, "client_assertion" in request.form) for request in play.requests] == [
        (True, False),
        (False, True),
    ]


def test_it_ends_where_a_member_is_refused(
    tokens: Tokens, server: Server, lonely: dict[str, str], tmp_path: Path
) -> None:
    play = server.plays(REFUSAL, given())
    file = tmp_path / "token"
    file.write_text("jwt")
    env = {
        "AZURE_TENANT_ID": TENANT,
        "AZURE_CLIENT_ID": CLIENT,
        "AZURE_CLIENT_SECRET": SECRET,
        "AZURE_FEDERATED_TOKEN_FILE": str(file),
        "AZURE_AUTHORITY_HOST": server.url,
    }
    outcome = ask(tokens, "default", lonely | env)
    assert is_refused(outcome) and outcome.message.endswith(
        "client secret: Microsoft Entra ID: invalid_client: AADSTS1: No."
    )
    assert len(play.requests) == 1


def test_the_options_reach_the_members(tokens: Tokens, server: Server, lonely: dict[str, str], tmp_path: Path) -> None:
    play = server.plays(given())
    file = tmp_path / "token"
    file.write_text("jwt")
    env = lonely | {"AZURE_CLIENT_ID": CLIENT, "AZURE_FEDERATED_TOKEN_FILE": str(file)}
    assert is_given(ask(tokens, "default", env, tenant_id=TENANT, authority_host=server.url))
    assert play.requests[0].path == f"/{TENANT}/oauth2/v2.0/token"
