"""The way to the token endpoint: TLS, the authorities of the clouds, proxies."""

import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from harm import Connection, Harm
from keys import Pair
from server import Request, Server
from tokens import CLIENT, SECRET, TENANT, Tokens, given, is_given, is_refused

APP = {"tenant_id": TENANT, "client_id": CLIENT, "client_secret": SECRET}
HOSTS = {0: "login.microsoftonline.com", 1: "login.microsoftonline.us", 2: "login.chinacloudapi.cn"}
SCOPES = {
    0: "https://management.core.windows.net//.default",
    1: "https://management.core.usgovcloudapi.net//.default",
    2: "https://management.core.chinacloudapi.cn//.default",
}
NO_PROXIES: dict[str, str | None] = {
    name: None
    for name in ("AZURE_AUTHORITY_HOST", "http_proxy", "https_proxy", "all_proxy", "no_proxy", "HTTPS_PROXY",
                 "ALL_PROXY", "NO_PROXY")
}  # fmt: skip


@dataclass
class Tunnel:
    """A proxy that answers for the hosts behind it."""

    pairs: dict[str, Pair]
    asked: list[str] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._harm = Harm(self._serve)
        self.url = self._harm.url

    def _serve(self, connection: Connection) -> None:
        line, *headers = self._harm.read(connection).decode().split("\r\n")
        assert not any(SECRET in header or header.lower().startswith("authorization") for header in headers)
        self.asked.append(line)
        connection.sendall(b"HTTP/1.1 200 Connected\r\n\r\n")
        pair = self.pairs[line.split(" ")[1].removesuffix(":443")]
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pair.file(pair.pem))
        with context.wrap_socket(connection, server_side=True) as inside:
            head, _, body = self._harm.read(inside).decode().partition("\r\n\r\n")
            self.requests.append(Request(head, body))
            inside.sendall(given())

    def close(self) -> None:
        self._harm.close()


@pytest.fixture(scope="module")
def pairs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Pair]:
    return {host: Pair(tmp_path_factory.mktemp("pair"), host) for host in HOSTS.values()}


@pytest.fixture
def tunnel(pairs: dict[str, Pair]) -> Iterator[Tunnel]:
    made = Tunnel(pairs)
    yield made
    made.close()


def authority_file(pair: Pair) -> str:
    return str(pair.file(pair.certificate))


@pytest.mark.parametrize("cloud", HOSTS)
def test_the_authority_of_a_cloud(tokens: Tokens, tunnel: Tunnel, cloud: int) -> None:
    host = HOSTS[cloud]
    outcome = tokens.ask("client_secret", NO_PROXIES, cloud=cloud, proxy=tunnel.url,
                         ca_file=authority_file(tunnel.pairs[host]), **APP)  # fmt: skip
    assert is_given(outcome), outcome.message
    assert tunnel.asked == [f"CONNECT {host}:443 HTTP/1.1"]
    (request,) = tunnel.requests
    assert (request.method, request.path) == ("POST", f"/{TENANT}/oauth2/v2.0/token")
    assert request.header("Host") == host
    assert (request.form["scope"], request.form["client_secret"]) == (SCOPES[cloud], SECRET)


def test_the_environment_changes_the_public_cloud_alone(tokens: Tokens, tunnel: Tunnel) -> None:
    variables = NO_PROXIES | {"AZURE_AUTHORITY_HOST": f"https://{HOSTS[2]}/", "https_proxy": tunnel.url}
    for cloud, host in ((0, HOSTS[2]), (1, HOSTS[1])):
        outcome = tokens.ask("client_secret", variables, cloud=cloud, ca_file=authority_file(tunnel.pairs[host]), **APP)
        assert is_given(outcome), outcome.message
        assert tunnel.asked.pop() == f"CONNECT {host}:443 HTTP/1.1"


def test_a_stranger_gets_no_secret(tokens: Tokens, tunnel: Tunnel) -> None:
    """Whose certificate is for another host, or by nobody that is trusted."""
    host, other = HOSTS[0], HOSTS[1]
    for trusted in (tunnel.pairs[other], None):
        outcome = tokens.ask("client_secret", NO_PROXIES, proxy=tunnel.url,
                             ca_file=authority_file(trusted) if trusted else "", **APP)  # fmt: skip
        assert is_refused(outcome, f"client secret: https://{host}/{TENANT}/oauth2/v2.0/token: ", "certificate")
    tunnel.pairs[host], before = tunnel.pairs[other], tunnel.pairs[host]
    outcome = tokens.ask("client_secret", NO_PROXIES, proxy=tunnel.url,
                         ca_file=authority_file(tunnel.pairs[other]), **APP)  # fmt: skip
    tunnel.pairs[host] = before
    assert is_refused(outcome, "certificate") or is_refused(outcome, "subject name")
    assert tunnel.requests == []


def test_the_environment_names_who_needs_no_proxy(tokens: Tokens, tunnel: Tunnel) -> None:
    """The server gets as far as to show a certificate that is not for its address."""
    pair = tunnel.pairs[HOSTS[0]]
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pair.file(pair.pem))
    direct = Harm(lambda connection: None, tls=context)
    url = direct.url.replace("localhost", "127.0.0.1")
    variables = NO_PROXIES | {"https_proxy": tunnel.url, "no_proxy": "127.0.0.1"}
    outcome = tokens.ask("client_secret", variables, authority_host=url, ca_file=authority_file(pair), **APP)
    direct.close()
    assert is_refused(outcome, f"client secret: {url}/{TENANT}/oauth2/v2.0/token: ")
    assert (direct.connections, tunnel.asked) == (1, [])


def test_over_plain_http_no_proxy_reads_along(tokens: Tokens, server: Server) -> None:
    play = server.plays(given())
    proxy = Server()
    reads = proxy.plays(given("wrong"))
    variables = NO_PROXIES | {"http_proxy": proxy.url, "all_proxy": proxy.url}
    for more in ("", proxy.url):
        assert is_given(tokens.ask("client_secret", variables, authority_host=server.url, proxy=more, **APP))
    proxy.close()
    assert (len(play.requests), reads.connections) == (2, 0)
