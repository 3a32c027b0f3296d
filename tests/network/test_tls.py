"""TLS, with a real nginx on the other side."""

import shutil
from pathlib import Path

import pytest
from front import front
from program import DRIVERS, Program, Status

pytestmark = pytest.mark.skipif(shutil.which("nginx") is None, reason="nginx is not installed")


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
        # the certificate is for localhost and 127.0.0.1, and not for this name of the same machine
        elsewhere = calls.call("GET", server.url.replace("localhost", "127.0.0.2"), driver=driver, ca_file=str(server.ca))
        assert (elsewhere.status, elsewhere.attempts) == (Status.TRANSPORT, 1 if "certificate" in elsewhere.message else 3)


@pytest.mark.parametrize("driver", DRIVERS)
def test_old_versions_are_refused(calls: Program, app: Path, driver: str) -> None:
    with front(file=app, tls="TLSv1.1") as server:
        outcome = calls.call("GET", server.url, driver=driver, ca_file=str(server.ca))
        assert (outcome.status, outcome.http_status) == (Status.TRANSPORT, 0)
    with front(file=app, tls="TLSv1.2") as server:
        assert calls.call("GET", server.url, driver=driver, ca_file=str(server.ca)).status == Status.OK
