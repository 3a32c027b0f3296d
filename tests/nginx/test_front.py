"""nginx in front of a file and of the emulator: what it negotiates, what it passes on, how it ends."""

import json
import os
import shutil
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPSConnection
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import configuration
import pytest
from front import Front, front

INSTALLED = configuration.nginx() and shutil.which("openssl")
pytestmark = pytest.mark.skipif(not INSTALLED, reason="nginx or openssl is not installed")

TESTS = Path(__file__).resolve().parents[1]
SPEC = json.loads(Path(os.environ.get("ACA_SPEC", TESTS.parent / "spec/2023-05-01.json")).read_text())
VERSION: str = SPEC["info"]["version"]
APP = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.App/containerApps/web?api-version=" + VERSION
PIPE = subprocess.PIPE


@pytest.fixture(scope="module")
def emulator_url() -> Iterator[str]:
    command = [sys.executable, "-m", "emulator", "--anonymous", "--until-stdin-closes", "--operation-ms", "200"]
    with subprocess.Popen(command, cwd=TESTS, stdin=PIPE, stdout=PIPE, text=True) as process:
        assert process.stdin and process.stdout
        yield process.stdout.readline().strip()
        process.stdin.close()
        process.wait(10)


@pytest.fixture(scope="module")
def secure(emulator_url: str) -> Iterator[Front]:
    with front(upstream=emulator_url) as found:
        yield found


@pytest.fixture
def body(tmp_path: Path) -> Path:
    file = tmp_path / "some file.json"
    file.write_text('{"value": []}')
    return file


def handshake(
    found: Front, offered: list[str], version: ssl.TLSVersion | None = None
) -> tuple[str | None, str | None]:
    """The protocols that come out: of the application and of TLS."""
    context = ssl.create_default_context(cafile=str(found.ca))
    context.set_alpn_protocols(offered)
    if version is not None:
        context.set_ciphers("DEFAULT:@SECLEVEL=0")
        context.minimum_version = context.maximum_version = version
    with socket.create_connection(("127.0.0.1", found.port), timeout=10) as plain:
        with context.wrap_socket(plain, server_hostname="localhost") as secured:
            return secured.selected_alpn_protocol(), secured.version()


def call(found: Front, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, dict[str, str], str]:
    """HTTP/1.1 with TLS."""
    context = ssl.create_default_context(cafile=str(found.ca))
    connection = HTTPSConnection("localhost", found.port, context=context, timeout=10)
    content = None if body is None else json.dumps(body)
    connection.request(method, path, content, {"Content-Type": "application/json", **headers} if content else headers)
    response = connection.getresponse()
    text = response.read().decode()
    connection.close()
    return response.status, {name.lower(): value for name, value in response.getheaders()}, text


def test_http2_is_negotiated(secure: Front) -> None:
    assert handshake(secure, ["h2", "http/1.1"]) == ("h2", "TLSv1.3")
    assert handshake(secure, ["http/1.1"])[0] == "http/1.1"


@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed")
def test_http2_is_spoken(secure: Front) -> None:
    command = ["curl", "-sS", "--http2", "--cacert", str(secure.ca), "-w", " %{http_version}"]
    done = subprocess.run([*command, f"{secure.url}/nowhere"], capture_output=True, text=True, timeout=20)
    assert "InvalidResourceType" in done.stdout and done.stdout.endswith(" 2"), done.stderr


def test_nobody_else_vouches_for_it(secure: Front) -> None:
    with pytest.raises(ssl.SSLCertVerificationError):
        with socket.create_connection(("127.0.0.1", secure.port), timeout=10) as plain:
            ssl.create_default_context().wrap_socket(plain, server_hostname="localhost")


def test_the_emulator_gives_urls_that_lead_through_it(secure: Front) -> None:
    status, headers, _ = call(secure, "PUT", APP, {"location": "x"})
    assert status == 201
    assert headers["azure-asyncoperation"].startswith(f"{secure.url}/subscriptions/s/")
    for _ in range(100):
        document = json.loads(call(secure, "GET", headers["azure-asyncoperation"].removeprefix(secure.url))[2])
        if document["status"] != "InProgress":
            break
        time.sleep(0.02)
    assert document["status"] == "Succeeded"


def test_long_urls_and_large_bodies_pass(secure: Front) -> None:
    status, _, text = call(secure, "GET", f"{APP}&x={'y' * 8000}", **{"x-mine": "z" * 8000})
    assert (status, json.loads(text)["name"]) == (200, "web")
    tags = {f"tag{number}": "v" * 200 for number in range(20000)}
    assert call(secure, "PATCH", APP, {"tags": tags})[0] == 202


def test_a_connection_that_breaks_is_a_bad_gateway(secure: Front) -> None:
    assert call(secure, "GET", APP, **{"x-emulator-fault": "reset"})[0] == 502


def test_a_file_is_the_answer_to_every_get(body: Path) -> None:
    with front(file=body, workers=2) as found:
        for path in ("/", "/a/b?c=d"):
            status, headers, text = call(found, "GET", path)
            assert (status, text) == (200, body.read_text())
            assert headers["content-type"].startswith("application/json")


def test_without_tls(body: Path) -> None:
    with front(file=body, tls=None) as found:
        assert found.ca is None
        with urlopen(found.url, timeout=10) as response:
            assert response.read() == body.read_bytes()


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion")
def test_only_the_protocols_asked_for(body: Path) -> None:
    with front(file=body, tls="TLSv1.1") as found:
        with pytest.raises(ssl.SSLError):
            handshake(found, ["h2"], ssl.TLSVersion.TLSv1_2)
        assert handshake(found, ["http/1.1"], ssl.TLSVersion.TLSv1_1)[1] == "TLSv1.1"


def start(*options: str, **environment: str) -> "subprocess.Popen[str]":
    command = [sys.executable, str(Path(__file__).with_name("front.py")), "--until-stdin-closes", *options]
    given = {**os.environ, **environment}
    return subprocess.Popen(command, stdin=PIPE, stdout=PIPE, stderr=PIPE, env=given, text=True)


def test_as_a_program_it_ends_with_its_input_and_cleans_up(body: Path) -> None:
    with start("--file", str(body)) as process:
        assert process.stdin and process.stdout and process.stderr
        url, ca = process.stdout.readline().split()
        port = int(url.removeprefix("https://localhost:"))
        assert handshake(Front(url, Path(ca), port, process), ["h2"])[0] == "h2"  # type: ignore[arg-type]
        process.stdin.close()
        assert process.wait(10) == 0
        assert (process.stdout.read(), process.stderr.read()) == ("", "")
    assert not Path(ca).parent.exists()
    with pytest.raises(OSError):
        socket.create_connection(("127.0.0.1", port), timeout=1).close()


def test_nginx_ends_even_when_the_program_is_killed(body: Path, tmp_path: Path) -> None:
    with start("--file", str(body), "--plain", TMPDIR=str(tmp_path)) as process:
        assert process.stdout is not None
        port = int(process.stdout.readline().split()[0].rpartition(":")[2])
        process.kill()
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            return
        time.sleep(0.05)
    pytest.fail("nginx is still there")


def test_says_what_is_missing(body: Path, tmp_path: Path) -> None:
    for options, path, missing in (
        (["--file", str(body)], str(tmp_path), "openssl"),
        (["--file", str(tmp_path / "none.json")], os.environ["PATH"], "none.json"),
    ):
        with start(*options, PATH=path) as process:
            assert process.stdout and process.stderr
            assert process.wait(10) == 1
            assert missing in process.stderr.read() and process.stdout.read() == ""


def test_needs_nginx(body: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(configuration, "SERVER_FOLDERS", ())
    monkeypatch.setenv("PATH", str(body.parent))
    with pytest.raises(FileNotFoundError, match="nginx"), front(file=body):
        pass
