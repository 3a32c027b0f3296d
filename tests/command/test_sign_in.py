"""Whom the command calls for, and how it gets tokens."""

import base64
import json
import os
import pty
from urllib.parse import parse_qs

import pytest
from shell import SUBSCRIPTION, TOKEN, WEB, Canned, Said, Shell

GET = ("container-apps", "get", *WEB)
SECRET = "S3cret~of+the app"


def jwt(**claims: str) -> str:
    inside = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    return f"eyJhbGciOiJub25lIn0.{inside}.c2ln"


def given(token: str) -> Said:
    return Said(json.dumps({"access_token": token, "expires_in": 3600, "token_type": "Bearer"}))


@pytest.fixture
def app(canned: Canned) -> Shell:
    """An application whose authority is the canned server, as its endpoint is."""
    return Shell({
        "ACA_ENDPOINT": canned.url,
        "AZURE_AUTHORITY_HOST": canned.url,
        "AZURE_CLIENT_ID": "app-id",
        "AZURE_CLIENT_SECRET": SECRET,
        "AZURE_SUBSCRIPTION_ID": SUBSCRIPTION,
        "AZURE_TENANT_ID": "contoso.example",
        "AZURE_TOKEN_CREDENTIALS": "EnvironmentCredential",
    })  # fmt: skip


def test_a_call_signs_in_first(app: Shell, canned: Canned) -> None:
    canned.says(given("the-token"), Said('{"name":"web"}'))
    result = app(*GET, "--verbose")
    assert json.loads(result.out) == {"name": "web"}
    signed_in, called = canned.seen
    assert signed_in.path == "/contoso.example/oauth2/v2.0/token"
    assert parse_qs(signed_in.body)["client_secret"] == [SECRET]
    assert called.headers["authorization"] == "Bearer the-token"
    assert SECRET not in result.err and "the-token" not in result.err


def test_clouds_have_their_own_scopes(app: Shell, canned: Canned) -> None:
    canned.says(given("t"))
    for cloud, audience in (("public", "windows.net"), ("china", "chinacloudapi.cn"), ("AzureUSGovernment", "usgovcloudapi.net")):
        chosen = () if cloud == "public" else ("--cloud", cloud)
        dry = app("token", *chosen, AZURE_TOKEN_CREDENTIALS="AzureCLICredential", PATH="/nowhere")
        assert dry.code == 4 and "az" in dry.message
    assert app("token").code == 0
    assert parse_qs(canned.seen[-1].body)["scope"] == ["https://management.core.windows.net//.default"]


def test_a_refusal_says_what_to_tell_support(app: Shell, canned: Canned) -> None:
    canned.says(Said(json.dumps({
        "error": "invalid_client",
        "error_description": "AADSTS7000215: Invalid client secret provided.\r\nTrace ID: trace-1",
        "error_codes": [7000215], "trace_id": "trace-1", "correlation_id": "correlation-1",
    }), 401))  # fmt: skip
    result = app(*GET)
    assert result.code == 4
    for part in ("client secret: ", "invalid_client", "AADSTS7000215", "trace-1", "correlation-1"):
        assert part in result.message
    assert len(canned.seen) == 1


def test_whom_it_would_be(app: Shell, canned: Canned) -> None:
    canned.says(given(jwt(app_displayname="Deploy \"it\"", appid="app-id", oid="o", tid="t", aud="https://m/")))
    shown = app("token").json
    assert shown.pop("expiresOn").endswith("Z")
    assert shown == {"credential": "client secret", "application": 'Deploy "it"', "clientId": "app-id",
                     "objectId": "o", "tenantId": "t", "audience": "https://m/"}  # fmt: skip


@pytest.mark.parametrize("token", ["opaque", "a.b.c", f"{jwt()}x.", "a.W10.c", "..", "a.IiI.c"])
def test_tokens_that_say_nothing(bare: Shell, token: str) -> None:
    assert bare("token", ACA_ACCESS_TOKEN=token).json == {"credential": "fixed token"}


def test_the_token_itself_only_when_asked(bare: Shell) -> None:
    shown = bare("token", "--show", ACA_ACCESS_TOKEN="just-this")
    assert (shown.code, shown.out, shown.err) == (0, "just-this\n", "")
    assert TOKEN not in bare("token", ACA_ACCESS_TOKEN=TOKEN).out


def test_nobody_is_signed_in(bare: Shell) -> None:
    result = bare("token", AZURE_TOKEN_CREDENTIALS="EnvironmentCredential")
    assert result.code == 4 and result.message.endswith("; 'aca login' tells how to sign in")
    result = bare("token", AZURE_TOKEN_CREDENTIALS="nonsense")
    assert result.code == 4 and "AZURE_TOKEN_CREDENTIALS is nonsense" in result.message


def test_how_to_sign_in(bare: Shell) -> None:
    told = bare("login")
    assert (told.code, told.err) == (0, "")
    for part in ("ACA_ACCESS_TOKEN", "AZURE_CLIENT_SECRET", "az login", "azd auth login", "--device-code"):
        assert part in told.out


def test_a_cloud_says_itself_what_it_is(bare: Shell, canned: Canned) -> None:
    cloud = {"name": "hub", "authentication": {"loginEndpoint": canned.url, "audiences": ["https://hub.example/"]}}
    canned.says(Said(json.dumps(cloud)), given("hub-token"), Said('{"name":"web"}'))
    variables = {"AZURE_TENANT_ID": "t", "AZURE_CLIENT_ID": "c", "AZURE_CLIENT_SECRET": "s",
                 "AZURE_TOKEN_CREDENTIALS": "EnvironmentCredential"}  # fmt: skip
    result = bare(*GET, "--subscription", "s", "--cloud", canned.url, **variables)
    assert result.json == {"name": "web"}
    asked, signed_in, called = canned.seen
    assert asked.path == "/metadata/endpoints?api-version=2022-09-01" and "authorization" not in asked.headers
    assert parse_qs(signed_in.body)["scope"] == ["https://hub.example//.default"]
    assert called.headers["authorization"] == "Bearer hub-token"
    canned.says(Said("<html>"))
    refused = bare(*GET, "--subscription", "s", "--cloud", canned.url, **variables)
    assert refused.code == 1 and "not JSON" in refused.message


def test_a_person_signs_in(bare: Shell, canned: Canned) -> None:
    code = {"user_code": "AB-12", "device_code": "d", "verification_uri": "https://there/", "interval": 1,
            "expires_in": 900, "message": "Type AB-12 at https://there/"}  # fmt: skip
    canned.says(Said(json.dumps(code)), Said('{"error":"authorization_pending"}', 400), given("a-token"))
    done = bare("login", "--device-code", "--tenant", "contoso.example", AZURE_AUTHORITY_HOST=canned.url)
    assert (done.code, done.out) == (0, "export ACA_ACCESS_TOKEN=a-token\n")
    assert done.err == "Type AB-12 at https://there/\n"
    assert [seen.path for seen in canned.seen] == [
        f"/contoso.example/oauth2/v2.0/{endpoint}" for endpoint in ("devicecode", "token", "token")
    ]


def test_no_token_on_a_terminal(bare: Shell) -> None:
    ours, theirs = pty.openpty()
    done = bare.start("login", "--device-code", stdout=theirs).finish()
    assert done.code == 2 and 'eval "$(aca login --device-code)"' in done.err
    os.close(ours)
    os.close(theirs)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("token", "--raw"), "--raw: not an option of this command"),
        (("token", "now"), "'now': nothing is expected here but options"),
        (("login", "--show"), "--show: not an option of this command"),
        ((*GET, "--show"), "--show: not an option of container-apps get"),
        (("--dry-run", "token"), "--dry-run: not an option of this command"),
    ],
)
def test_usage(bare: Shell, words: tuple[str, ...], message: str) -> None:
    result = bare(*words)
    assert result.code == 2 and result.message.startswith(message)
