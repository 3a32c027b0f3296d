"""The identities of machines and services: the requests that each source gets, and what its answers come to."""

import hashlib
import os
import ssl
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import certificates
import pytest
from keys import needs_openssl
from program import Outcome, Value
from server import Play, Request, Server, answers
from tokens import RESOURCE, Tokens, given, is_given, is_refused

ID = "1b3c5d7e-0000-4000-8000-00000000c11e"
PATH = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/me"
KINDS: dict[str, str] = {"client_id": ID, "object_id": ID, "resource_id": PATH}
HEADER = "S3cret~with/odd=characters&+%"  # which no answer of the program may have
KEYS = Path("/var/opt/azcmagent/tokens")

Environment = dict[str, str | None]


def environment_of(source: str, url: str) -> Environment:
    environments: dict[str, Environment] = {
        "IMDS": {"AZURE_POD_IDENTITY_AUTHORITY_HOST": url},
        "App Service": {"IDENTITY_ENDPOINT": f"{url}/msi/token", "IDENTITY_HEADER": HEADER},
        "Azure ML": {"MSI_ENDPOINT": f"{url}/ml/token?x=y", "MSI_SECRET": HEADER},
        "Cloud Shell": {"MSI_ENDPOINT": f"{url}/shell"},
        "Azure Arc": {"IDENTITY_ENDPOINT": f"{url}/arc", "IMDS_ENDPOINT": "any"},
    }
    return environments[source]


@pytest.fixture
def ask(tokens: Tokens, server: Server) -> Callable[..., Outcome]:
    def asking(source: str, kind: list[str] | None = None, more: Environment | None = None, **settings: Value) -> Outcome:
        return tokens.ask(kind or ["managed_identity"], environment_of(source, server.url) | (more or {}), **settings)

    return asking


Ask = Callable[..., Outcome]

# The source's path, query beside the resource, and header; then what it calls the ids.
ROWS: dict[str, tuple[str, dict[str, str], tuple[str, str], dict[str, str]]] = {
    "IMDS": (
        "/metadata/identity/oauth2/token", {"api-version": "2018-02-01"}, ("Metadata", "true"),
        {"client_id": "client_id", "object_id": "object_id", "resource_id": "msi_res_id"},
    ),
    "App Service": (
        "/msi/token", {"api-version": "2019-08-01"}, ("X-IDENTITY-HEADER", HEADER),
        {"client_id": "client_id", "object_id": "object_id", "resource_id": "mi_res_id"},
    ),
    "Azure ML": (
        "/ml/token", {"x": "y", "api-version": "2017-09-01"}, ("secret", HEADER), {"client_id": "clientid"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("source", ROWS)
def test_the_request(ask: Ask, server: Server, source: str) -> None:
    path, query, (name, value), _ = ROWS[source]
    play = server.plays(given())
    outcome = ask(source)
    assert is_given(outcome) and outcome.values["source"] == "managed identity"
    (request,) = play.requests
    assert (request.method, request.path.partition("?")[0]) == ("GET", path)
    assert request.query == query | {"resource": RESOURCE}
    assert request.header(name) == value


@pytest.mark.parametrize("source", ROWS)
@pytest.mark.parametrize("kind", KINDS)
def test_identities_that_users_assign(ask: Ask, server: Server, source: str, kind: str) -> None:
    names = ROWS[source][3]
    play = server.plays(given())
    outcome = ask(source, **{kind: KINDS[kind]})
    if kind in names:
        assert is_given(outcome)
        assert play.requests[0].query[names[kind]] == KINDS[kind]
    else:
        assert is_refused(outcome, f"{source}: takes no {kind}") and play.requests == []


def test_azure_ml_has_an_identity_of_its_own(ask: Ask, server: Server) -> None:
    play = server.plays(given())
    assert is_given(ask("Azure ML", more={"DEFAULT_IDENTITY_CLIENT_ID": "default"}))
    assert play.requests[0].query["clientid"] == "default"
    assert is_given(ask("Azure ML", more={"DEFAULT_IDENTITY_CLIENT_ID": "default"}, client_id=ID))
    assert play.requests[1].query["clientid"] == ID


def test_cloud_shell(ask: Ask, server: Server) -> None:
    play = server.plays(given())
    assert is_given(ask("Cloud Shell"))
    (request,) = play.requests
    assert (request.method, request.path, request.form) == ("POST", "/shell", {"resource": RESOURCE})
    assert request.header("Metadata") == "true"
    assert request.header("Content-Type") == "application/x-www-form-urlencoded"
    for kind, value in KINDS.items():
        assert is_refused(ask("Cloud Shell", **{kind: value}), f"Cloud Shell: takes no {kind}")
    assert len(play.requests) == 1


def test_one_id_at_most(ask: Ask, server: Server) -> None:
    play = server.plays(given())
    assert is_refused(ask("IMDS", client_id=ID, object_id=ID), "only one of client_id, object_id and resource_id")
    assert play.requests == []


# ---- answers ----

AT = "the answer does not say when the token expires"


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"expires_on": "4000000000", "expires_in": None}, 4000000000),
        ({"expires_on": 4000000000, "expires_in": "1"}, 4000000000),
        ({"expires_on": "10/02/2096 07:06:40", "expires_in": None}, 4000000000),
        ({"expires_on": "10/02/2096 07:06:40 +00:00", "expires_in": None}, 4000000000),
        ({"expires_on": "2096-10-02 07:06:40", "expires_in": None}, 4000000000),
        ({"expires_on": "2096-10-02T07:06:40Z", "expires_in": None}, 4000000000),
        ({"expires_on": "2096-10-02T09:06:40.5+02:00", "expires_in": None}, 4000000000),
        ({"expires_in": "86399", "refresh_in": "43200"}, None),
        ({"expires_on": "soon"}, None),
    ],
)
def test_when_a_token_expires(ask: Ask, server: Server, members: dict[str, Value], expected: int | None) -> None:
    server.plays(given(**members))
    outcome = ask("App Service")
    assert is_given(outcome), outcome.message
    at = outcome.number("expires_on")
    assert at == expected if expected else 0 < at - time.time() < 90000


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (given(expires_in=None), AT),
        (given(expires_in=None, expires_on="99/99/2096 07:06:40"), AT),
        (given(expires_in="a while"), AT),
        (given(expires_in=-1), "the token in the answer has expired"),
        (given(expires_in=0), "the token in the answer has expired"),
        (given(expires_on="1"), "the token in the answer has expired"),
        (given(""), "the access token is empty"),
        (given(access_token=None), "the answer has no access_token"),
        (given("two words"), "a character that no token has"),
        (answers("<html>Sign in</html>"), "not JSON"),
        (answers(""), "not JSON"),
        (answers("[]"), "an array instead of an object"),
        (answers('{"error":"invalid_resource","error_description":"AADSTS500011: none\\r\\nmore"}', 400),
         "HTTP status 400: AADSTS500011: none"),
        (answers('{"statusCode":500,"message":"No Managed Identity found."}', 403), "403: No Managed Identity found."),
        (answers('{"error":{"code":"x","message":"nested"}}', 400), "HTTP status 400: nested"),
        (answers("", 401), "HTTP status 401"),
        (answers("", 302, "Location: /elsewhere"), "HTTP status 302"),
    ],
)  # fmt: skip
def test_answers_that_are_no_use(ask: Ask, server: Server, answer: bytes, message: str) -> None:
    play = server.plays(answer)
    assert is_refused(ask("App Service"), "managed identity: App Service", message)
    assert len(play.requests) == 1


def test_the_header_is_read_each_time(ask: Ask, server: Server) -> None:
    play = server.plays(given())
    assert is_given(ask("App Service", more={"IDENTITY_HEADER": "first"}))
    assert is_given(ask("App Service", more={"IDENTITY_HEADER": "second"}))
    assert [request.header("X-IDENTITY-HEADER") for request in play.requests] == ["first", "second"]


@pytest.mark.parametrize("endpoint", ["ftp://x", "file:///etc/passwd", "localhost:1"])
def test_endpoints_that_are_none(tokens: Tokens, endpoint: str) -> None:
    outcome = tokens.ask("managed_identity", {"IDENTITY_ENDPOINT": endpoint, "IDENTITY_HEADER": "h"})
    assert is_refused(outcome, "its endpoint is no http or https URL")


def test_a_busy_service_is_asked_again(ask: Ask, server: Server) -> None:
    play = server.plays(answers("", 503), given())
    assert is_given(ask("App Service"))
    assert len(play.requests) == 2


def test_no_proxy_and_no_redirect(ask: Ask, server: Server) -> None:
    play = server.plays(given())
    assert is_given(ask("IMDS", more={"http_proxy": "http://127.0.0.1:1", "all_proxy": "http://127.0.0.1:1"}))
    assert len(play.requests) == 1


# ---- IMDS in a chain ----


def unavailable(outcome: Outcome, *parts: str) -> bool:
    return is_refused(outcome, "no credential is set up here: ", *parts)


CHAIN = ["managed_identity", "environment"]


def test_in_a_chain_it_is_looked_for_first(ask: Ask, server: Server) -> None:
    play = server.plays(answers("", 400), given())
    assert is_given(ask("IMDS", CHAIN))
    probe, request = play.requests
    assert probe.header("Metadata") is None and request.header("Metadata") == "true"
    play = server.plays(given())
    assert is_given(ask("IMDS", CHAIN, {"AZURE_TOKEN_CREDENTIALS": "managedidentitycredential"}))
    assert len(play.requests) == 1


def test_in_a_chain_it_may_be_missing(tokens: Tokens, ask: Ask, server: Server) -> None:
    nobody: Environment = {"AZURE_POD_IDENTITY_AUTHORITY_HOST": "http://127.0.0.1:1"}
    assert unavailable(tokens.ask(CHAIN, nobody), "managed identity: IMDS", "; environment: ")
    server.plays(answers("<html>"))
    assert unavailable(ask("IMDS", CHAIN), "managed identity: IMDS: ", "not JSON")
    server.plays(answers("", 400))
    assert unavailable(ask("IMDS", CHAIN), "HTTP status 400")
    server.plays(answers("a socket operation was attempted to an unreachable network", 403))
    assert unavailable(ask("IMDS", CHAIN), "HTTP status 403")


def test_an_identity_that_is_not_assigned_ends_a_chain(ask: Ask, server: Server) -> None:
    server.plays(answers('{"error":"invalid_request","error_description":"Identity not found"}', 400))
    outcome = ask("IMDS", CHAIN, client_id=ID)
    assert is_refused(outcome, "the identity is not assigned to this machine", "Identity not found")
    assert "no credential is set up here" not in outcome.message and "environment" not in outcome.message


# ---- Azure Arc ----


@pytest.fixture
def key() -> Iterator[Path]:
    """A file where the agent has its own."""
    if os.geteuid() != 0 or KEYS.exists():
        pytest.skip("needs root, on a machine without the agent")
    KEYS.mkdir(parents=True)
    path = KEYS / "of-this-test.key"
    path.write_text("the-key")
    yield path
    for made in KEYS.iterdir():
        made.unlink()
    KEYS.rmdir()


def challenge(path: object) -> bytes:
    return answers("", 401, f"WWW-Authenticate: Basic realm={path}")


def arc_requests(play: Play) -> list[Request]:
    for request in play.requests:
        assert (request.method, request.path.partition("?")[0]) == ("GET", "/arc")
        assert request.header("Metadata") == "true"
    return play.requests


def test_arc_answers_the_challenge(ask: Ask, server: Server, key: Path) -> None:
    play = server.plays(challenge(key), given())
    assert is_given(ask("Azure Arc"))
    first, second = arc_requests(play)
    assert first.query == second.query == {"api-version": "2020-06-01", "resource": RESOURCE}
    assert first.header("Authorization") is None and second.header("Authorization") == "Basic the-key"


@pytest.mark.parametrize(("kind", "name"), [("client_id", "client_id"), ("object_id", "object_id"), ("resource_id", "msi_res_id")])
def test_arc_must_say_whose_token_it_is(ask: Ask, server: Server, key: Path, kind: str, name: str) -> None:
    play = server.plays(challenge(key), given(**{name: KINDS[kind].upper()}))
    assert is_given(ask("Azure Arc", **{kind: KINDS[kind]}))
    assert arc_requests(play)[1].query[name] == KINDS[kind]
    server.plays(challenge(key), given())
    assert is_refused(ask("Azure Arc", **{kind: KINDS[kind]}), "knows no user-assigned identities; update it")


@pytest.mark.parametrize(
    "path",
    ["/etc/passwd", f"{KEYS}/x.txt", f"{KEYS}/../x.key", f"{KEYS}/a/b.key", f"{KEYS}/.key", "x.key", f"{KEYS}x/a.key", ""],
)
def test_arc_does_not_choose_the_file(ask: Ask, server: Server, path: str) -> None:
    play = server.plays(challenge(path), given())
    assert is_refused(ask("Azure Arc"), "names no key file in /var/opt/azcmagent/tokens/")
    assert len(play.requests) == 1


def test_keys_that_are_none(ask: Ask, server: Server, key: Path) -> None:
    def refused(path: Path) -> bool:
        play = server.plays(challenge(path), given())
        return is_refused(ask("Azure Arc"), f"{path} cannot be read") and len(play.requests) == 1

    key.write_text("k" * 4096)
    server.plays(challenge(key), given())
    assert is_given(ask("Azure Arc"))
    for content in ("k" * 4097, "", "a\r\nX: y"):
        key.write_text(content)
        assert refused(key)
    link = KEYS / "link.key"
    link.symlink_to("/etc/hostname")
    assert refused(link)
    assert refused(KEYS / "none.key")


@pytest.mark.parametrize("answer", [given(), answers("", 400), answers("", 401), answers("", 401, "WWW-Authenticate: Bearer x")])
def test_arc_must_challenge(ask: Ask, server: Server, answer: bytes) -> None:
    play = server.plays(answer)
    assert is_refused(ask("Azure Arc"), "Azure Arc: HTTP status", "instead of a challenge")
    assert len(play.requests) == 1


# ---- Service Fabric ----


def test_the_sources_are_told_apart(tokens: Tokens, server: Server) -> None:
    """By the first that fits, in this order."""
    everything: Environment = {
        "IDENTITY_ENDPOINT": server.url, "IDENTITY_HEADER": "h", "IDENTITY_SERVER_THUMBPRINT": "00",
        "MSI_ENDPOINT": server.url, "MSI_SECRET": "s", "IMDS_ENDPOINT": "any",
        "AZURE_POD_IDENTITY_AUTHORITY_HOST": server.url,
    }  # fmt: skip
    server.plays(answers("", 418))
    for removed, source in (
        ("", "Service Fabric"),
        ("IDENTITY_SERVER_THUMBPRINT", "App Service"),
        ("IDENTITY_HEADER", "Azure ML"),
        ("MSI_SECRET", "Cloud Shell"),
        ("MSI_ENDPOINT", "Azure Arc"),
        ("IMDS_ENDPOINT", "IMDS"),
    ):
        everything.pop(removed, None)
        assert is_refused(tokens.ask("managed_identity", everything), f"managed identity: {source}: ")


@pytest.fixture(scope="module")
def fabric(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, str]]:
    """A server with a certificate, and its thumbprint."""
    folder = tmp_path_factory.mktemp("fabric")
    certificates.make(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem", folder / "server.key")
    server = Server(tls=context)
    der = ssl.PEM_cert_to_DER_cert((folder / "server.pem").read_text())
    yield server, hashlib.sha1(der).hexdigest()
    server.close()


@needs_openssl
def test_service_fabric_is_known_by_its_thumbprint(tokens: Tokens, fabric: tuple[Server, str]) -> None:
    server, thumbprint = fabric
    environment: Environment = {"IDENTITY_ENDPOINT": f"{server.url}/sf", "IDENTITY_HEADER": HEADER}
    play = server.plays(given())
    for text in (thumbprint, thumbprint.upper()):
        assert is_given(tokens.ask("managed_identity", environment | {"IDENTITY_SERVER_THUMBPRINT": text}))
    request = play.requests[-1]
    assert request.path.startswith("/sf?") and request.header("Secret") == HEADER
    assert request.query == {"api-version": "2019-07-01-preview", "resource": RESOURCE}
    play = server.plays(given())
    wrong = environment | {"IDENTITY_SERVER_THUMBPRINT": "00" * 20}
    assert is_refused(tokens.ask("managed_identity", wrong), "not that of IDENTITY_SERVER_THUMBPRINT")
    assert play.requests == []
    right = environment | {"IDENTITY_SERVER_THUMBPRINT": thumbprint}
    assert is_refused(tokens.ask("managed_identity", right, client_id=ID), "Service Fabric: takes no client_id")
    plain = right | {"IDENTITY_ENDPOINT": "http://127.0.0.1:1"}
    assert is_refused(tokens.ask("managed_identity", plain), "IDENTITY_ENDPOINT is no https URL")
    nobody = right | {"IDENTITY_ENDPOINT": "https://127.0.0.1:1"}
    assert is_refused(tokens.ask("managed_identity", nobody), "its endpoint does not answer")
