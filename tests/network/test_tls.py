"""TLS, with a real nginx on the other side."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from front import front
from program import DRIVERS, Program, Status, program

pytestmark = pytest.mark.skipif(shutil.which("nginx") is None, reason="nginx is not installed")

LENIENT = """
openssl_conf = all
[all]
ssl_conf = tls
[tls]
system_default = lenient
[lenient]
MinProtocol = TLSv1
CipherString = DEFAULT:@SECLEVEL=0
"""


@pytest.fixture(scope="module")
def lenient(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """On a system that would speak any version."""
    path = tmp_path_factory.mktemp("openssl") / "openssl.cnf"
    path.write_text(LENIENT)
    with program(OPENSSL_CONF=str(path)) as made:
        yield made


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tls") / "app.json"
    path.write_text('{"name": "web"}')
    return path


@pytest.mark.parametrize("driver", DRIVERS)
def test_a_certificate_must_be_trusted(calls: Program, app: Path, driver: str) -> None:
    with front(file=app) as server:
        trusted = calls.call("GET", server.url, driver=driver, ca_file=str(server.ca))
        assert (trusted.status, trusted.http_status) == (Status.OK, 200)
        unknown = calls.call("GET", server.url, driver=driver)
        assert (unknown.status, unknown.attempts) == (Status.TRANSPORT, 1)
        assert "certificate" in unknown.message.lower()
        asked = calls.call("GET", server.url, driver=driver, insecure_skip_verify=1)
        assert asked.status == Status.OK


@pytest.mark.parametrize("driver", DRIVERS)
def test_a_certificate_must_be_for_the_host(calls: Program, app: Path, driver: str) -> None:
    """It is for localhost and 127.0.0.1."""
    with front(file=app) as server:
        another = server.url.replace("localhost", "127.0.0.2")
        outcome = calls.call("GET", another, driver=driver, ca_file=str(server.ca))
        assert (outcome.status, outcome.attempts) == (Status.TRANSPORT, 1)
        assert "certificate" in outcome.message.lower()
        outcome = calls.call("GET", another, driver=driver, insecure_skip_verify=1)
        assert outcome.status == Status.OK


@pytest.mark.parametrize("driver", DRIVERS)
def test_old_versions_are_refused(lenient: Program, app: Path, driver: str) -> None:
    for version in ("TLSv1", "TLSv1.1"):
        with front(file=app, tls=version) as server:
            outcome = lenient.call("GET", server.url, driver=driver, ca_file=str(server.ca))
            assert (outcome.status, outcome.http_status) == (Status.TRANSPORT, 0)
    with front(file=app, tls="TLSv1.2") as server:
        assert lenient.call("GET", server.url, driver=driver, ca_file=str(server.ca)).status == Status.OK
