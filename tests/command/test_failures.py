"""What goes wrong once the command line is understood: message and exit status."""

import os
import shutil
import socket
import subprocess
from pathlib import Path

import pytest
from shell import BINARY, SUBSCRIPTION, TOKEN, WEB, Canned, Shell, environment

GET = ("container-apps", "get", *WEB)
ERROR = '{"error":{"code":"NotYours","message":"Somebody else\'s.","target":"web"}}'


def test_the_service_refuses(aca: Shell) -> None:
    message = aca("container-apps", "get", "--resource-group-name", "rg", "--container-app-name", "none").message
    assert message.startswith("HTTP status 404: ResourceNotFound: There is no resource")
    assert " (request id " in message


@pytest.mark.parametrize(("status", "code"), [(400, 1), (401, 4), (403, 1), (404, 1), (409, 1), (429, 1), (500, 1)])
def test_exit_status_of_a_refusal(told: Shell, canned: Canned, status: int, code: int) -> None:
    canned.answers(ERROR, status, {"x-ms-request-id": "id-1"})
    result = told(*GET, "--retries", "0")
    assert result.code == code
    assert result.message == f"HTTP status {status}: NotYours: Somebody else's. (request id id-1)"


def test_details_and_odd_characters_stay_on_the_line(told: Shell, canned: Canned) -> None:
    details = '[{"code":"A","message":"one\\ntwo"},{"message":"three"},{"code":"B"}]'
    canned.answers(f'{{"error":{{"code":"X","message":"\\u001b[31m\\u009bred\\r\\n","details":{details}}}}}', 400)
    assert told(*GET).message == "HTTP status 400: X:  [31m red  ; A: one two; three; B"


def test_an_answer_that_cannot_be_read(told: Shell, canned: Canned) -> None:
    canned.answers('{"name":', 200, {"x-ms-request-id": "id-1"})
    result = told(*GET)
    assert result.code == 1
    assert result.message == "the answer: not JSON: the text ends too early at byte 8 (request id id-1)"


def test_strict_answers(told: Shell, canned: Canned) -> None:
    canned.answers('{"name":"web","location":1}')
    loose = told(*GET)
    assert (loose.code, loose.out) == (0, '{\n  "name": "web",\n  "location": 1\n}\n')
    assert loose.err == "aca: warning: the answer: location: expected a string, found a number\n"
    strict = told(*GET, "--strict")
    assert strict.code == 1
    assert strict.message == "the answer: location: expected a string, found a number"


def test_nobody_listens(bare: Shell) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        endpoint = f"http://127.0.0.1:{free.getsockname()[1]}"
        result = bare(*GET, "--subscription", "s", "--retries=0", "--endpoint", endpoint)
    assert result.code == 3
    assert "connect" in result.message.lower()


def test_time_runs_out(told: Shell, canned: Canned) -> None:
    canned.answers(stall=True)
    result = told(*GET, "--timeout", "0.15")
    assert result.code == 3
    assert "timed out" in result.message
    assert len(canned.seen) == 1
    assert told(*GET, "--timeout", "0.0001").code == 3


@pytest.mark.parametrize("given", [(), ("--cloud", "china"), ("--endpoint", "https://aca.example.com")])
def test_a_token_is_needed_before_anything_is_sent(bare: Shell, given: tuple[str, ...]) -> None:
    nothing: list[dict[str, str]] = [{}, {"ACA_ACCESS_TOKEN": ""}]
    for variables in nothing:
        result = bare(*GET, "--subscription", "s", *given, AZURE_TOKEN_CREDENTIALS="EnvironmentCredential", **variables)
        assert result.code == 4
        assert result.message == (
            "no credential is set up here: environment: AZURE_TENANT_ID is not set; 'aca login' tells how to sign in"
        )


def test_plain_http_is_no_loopback_by_its_name(bare: Shell) -> None:
    for endpoint in ("http://127.0.0.1.example.com", "http://localhost.example.com:80/x", "http://[::2]"):
        assert bare(*GET, "--subscription", "s", "--endpoint", endpoint).code == 2
        refused = bare(*GET, "--subscription", "s", "--endpoint", endpoint, ACA_ACCESS_TOKEN=TOKEN)
        assert refused.code == 2
        assert refused.message.startswith("endpoint: ")


def test_a_token_that_is_none(told: Shell, canned: Canned) -> None:
    result = told(*GET, ACA_ACCESS_TOKEN="two words")
    assert result.code == 4
    assert "access token" in result.message and "two words" not in result.message
    assert canned.seen == []


def test_the_emulator_wants_a_token(aca: Shell) -> None:
    result = aca(*GET, ACA_ACCESS_TOKEN="")
    assert result.code == 4
    assert result.message.startswith("HTTP status 401: AuthenticationFailed: ")


# ---- TLS ----


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With its key in the same file."""
    if shutil.which("openssl") is None:
        pytest.skip("makes its certificate with openssl")
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-days", "2"]
    subprocess.run([*command, *names, "-keyout", path, "-out", f"{path}.crt"], check=True, capture_output=True)
    path.write_text(path.read_text() + Path(f"{path}.crt").read_text())
    return path


def test_certificates(bare: Shell, certificate: Path) -> None:
    server = Canned(str(certificate))
    try:
        server.answers('{"name":"web"}')
        call = (*GET, "--subscription", "s", "--endpoint", server.url)
        refused = bare(*call)
        assert refused.code == 3
        assert "certificate" in refused.message
        assert server.seen == []
        assert bare(*call, "--ca-file", f"{certificate}.crt").json == {"name": "web"}
        assert bare(*call, "--insecure").json == {"name": "web"}
    finally:
        server.close()


# ---- standard output ----


def run_with(redirection: str, url: str, command: str) -> "subprocess.CompletedProcess[bytes]":
    variables = {"ACA_ENDPOINT": url, "ACA_ACCESS_TOKEN": TOKEN, "AZURE_SUBSCRIPTION_ID": SUBSCRIPTION}
    script = f'"$0" {command} {redirection}'
    return subprocess.run(["bash", "-c", script, BINARY], env=environment(**variables), capture_output=True, timeout=30)


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
@pytest.mark.parametrize("command", ["ops", "operations list", "--version", "--help"])
def test_a_full_disk_is_noticed(emulator_url: str, command: str) -> None:
    done = run_with(">/dev/full", emulator_url, command)
    assert done.returncode == 3
    assert done.stderr == b"aca: standard output cannot be written: No space left on device\n"


@pytest.mark.parametrize("command", ["ops", "operations list"])
def test_a_closed_output_is_noticed(emulator_url: str, command: str) -> None:
    done = run_with(">&-", emulator_url, command)
    assert (done.returncode, done.stderr) == (3, b"aca: standard output is closed\n")


@pytest.mark.parametrize("command", ["ops", "operations list"])
def test_a_closed_pipe_is_quiet(emulator_url: str, command: str) -> None:
    """The reading end is gone before the command starts."""
    reader, writer = os.pipe()
    os.close(reader)
    variables = environment(ACA_ENDPOINT=emulator_url, ACA_ACCESS_TOKEN=TOKEN, AZURE_SUBSCRIPTION_ID=SUBSCRIPTION)
    done = subprocess.run([BINARY, *command.split()], env=variables, stdout=writer, stderr=subprocess.PIPE, timeout=30)
    os.close(writer)
    assert (done.returncode, done.stderr) == (3, b"")


def test_other_streams_may_be_closed(emulator_url: str) -> None:
    done = run_with("<&- 2>&-", emulator_url, "operations list")
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.startswith(b"[\n")


def test_standard_input_that_cannot_be_read(emulator_url: str) -> None:
    put = "container-apps create-or-update --resource-group-name rg --container-app-name web --body -"
    done = run_with("</", emulator_url, put)
    message = b"aca: --body: standard input cannot be read: Is a directory\n"
    assert (done.returncode, done.stdout, done.stderr) == (2, b"", message)


def test_an_output_that_does_not_block(told: Shell, canned: Canned) -> None:
    """Some parents leave such a pipe behind; it takes 64 KiB and then says to try again."""
    body = '{"name":"' + "x" * 500_000 + '"}'
    canned.answers(body)
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    with subprocess.Popen([BINARY, *GET, "--raw"], env=environment(**told.variables), stdout=writer) as process:
        os.close(writer)
        with os.fdopen(reader, "rb") as pipe:
            assert pipe.read() == body.encode()
        assert process.wait(10) == 0
