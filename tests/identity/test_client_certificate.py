"""Applications with a certificate."""

import base64
import hashlib
import os
import re
import time
from pathlib import Path

import pytest
from keys import PASSWORD, Pair, needs_openssl, plain_pkcs12
from program import Outcome, Value
from server import Server
from tokens import CLIENT, SCOPE, TENANT, Tokens, given, is_given, is_refused

APP = {"tenant_id": TENANT, "client_id": CLIENT}

pytestmark = needs_openssl


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    return Pair(tmp_path_factory.mktemp("pair"), "application")


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    return Pair(tmp_path_factory.mktemp("other"), "other")


@pytest.fixture(scope="module")
def elliptic(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    return Pair(tmp_path_factory.mktemp("elliptic"), "elliptic", ("ec", "-pkeyopt", "ec_paramgen_curve:P-256"))


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    return Pair(tmp_path_factory.mktemp("small"), "small", ("rsa", "-pkeyopt", "rsa_keygen_bits:1024"))


def ask(tokens: Tokens, server: Server, **settings: Value) -> Outcome:
    outcome = tokens.ask("client_certificate", None, authority_host=server.url, **APP, **settings)
    assert PASSWORD not in repr(outcome.values) and "PRIVATE KEY" not in repr(outcome.values)
    return outcome


def thumbprint(pair: Pair) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(pair.der()).digest()).decode().rstrip("=")


def test_the_request(tokens: Tokens, server: Server, pair: Pair) -> None:
    play = server.plays(given())
    outcome = ask(tokens, server, path=str(pair.file(pair.pem)))
    assert is_given(outcome) and outcome.values["source"] == "client certificate"
    (request,) = play.requests
    assert (request.method, request.path) == ("POST", f"/{TENANT}/oauth2/v2.0/token")
    assert request.header("Content-Type") == "application/x-www-form-urlencoded"
    form = request.form
    header, claims = pair.opened(form.pop("client_assertion"))
    assert form == {
        "grant_type": "client_credentials",
        "scope": SCOPE,
        "client_id": CLIENT,
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        "claims": '{"access_token":{"xms_cc":{"values":["CP1"]}}}',
    }
    assert header == {"alg": "PS256", "typ": "JWT", "x5t#S256": thumbprint(pair)}
    issued, unique = claims.pop("iat"), claims.pop("jti")
    assert abs(issued - time.time()) < 60
    assert re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", unique)
    assert claims == {
        "aud": f"{server.url}/{TENANT}/oauth2/v2.0/token",
        "iss": CLIENT,
        "sub": CLIENT,
        "nbf": issued,
        "exp": issued + 600,
    }


def test_the_audience_is_where_it_is_sent(tokens: Tokens, server: Server, pair: Pair) -> None:
    play = server.plays(given())
    settings: dict[str, Value] = {"tenant_id": "adfs", "client_id": CLIENT, "data": pair.pem}
    assert is_given(tokens.ask("client_certificate", None, client_authority_host=server.url + "/", **settings))
    (request,) = play.requests
    assert request.path == "/adfs/oauth2/token"
    assert pair.opened(request.form["client_assertion"])[1]["aud"] == f"{server.url}/adfs/oauth2/token"


def test_each_request_has_an_assertion_of_its_own(tokens: Tokens, server: Server, pair: Pair) -> None:
    play = server.plays(given(expires_in=1))
    path = pair.file(pair.pem)
    assert is_given(ask(tokens, server, path=str(path), times=2, pause_ms=1100))
    opened = [pair.opened(request.form["client_assertion"]) for request in play.requests]
    assert len({claims["jti"] for _, claims in opened}) == len(opened) == 2


def test_the_chain_goes_along(tokens: Tokens, server: Server, pair: Pair, other: Pair, elliptic: Pair) -> None:
    play = server.plays(given())
    content = elliptic.certificate + other.certificate + pair.pem
    assert is_given(ask(tokens, server, data=content, send_chain=1))
    header, _ = pair.opened(play.requests[0].form["client_assertion"])
    assert header["x5t#S256"] == thumbprint(pair)
    chain = [base64.b64decode(text, validate=True) for text in header["x5c"]]
    assert chain == [pair.der(), elliptic.der(), other.der()]


def signed(tokens: Tokens, server: Server, pair: Pair, **settings: Value) -> bool:
    play = server.plays(given())
    outcome = ask(tokens, server, **settings)
    assert is_given(outcome), outcome.values
    header, _ = pair.opened(play.requests[0].form["client_assertion"])
    return bool(header["x5t#S256"] == thumbprint(pair))


def test_forms_of_pem(tokens: Tokens, server: Server, pair: Pair) -> None:
    about = "Bag Attributes\n    friendlyName: 1\nsubject=CN = application\n"
    for content in (
        pair.certificate + pair.key,
        pair.old_key + pair.certificate,
        about + pair.certificate + about + pair.key + "\n\nthe end",
        pair.pem.replace("\n", "\r\n"),
        pair.certificate + pair.pem,
    ):
        assert signed(tokens, server, pair, data=content)
    for key in (pair.encrypted_key, pair.old_encrypted_key):
        assert signed(tokens, server, pair, data=key + pair.certificate, password=PASSWORD)
    assert signed(tokens, server, pair, data=pair.pem, password="not needed")


def test_forms_of_pkcs12(tokens: Tokens, server: Server, pair: Pair, other: Pair) -> None:
    more = other.file(other.certificate)
    for path in (
        pair.pkcs12(PASSWORD),
        pair.pkcs12(PASSWORD, "-certfile", more),
        pair.pkcs12(PASSWORD, "-certpbe", "NONE"),
        pair.pkcs12(PASSWORD, "-nomac"),
        pair.pkcs12(PASSWORD, "-keypbe", "PBE-SHA1-3DES", "-certpbe", "PBE-SHA1-3DES", "-macalg", "sha1"),
    ):
        assert signed(tokens, server, pair, path=str(path), password=PASSWORD)
    assert signed(tokens, server, pair, path=str(pair.pkcs12("pässwörd")), password="pässwörd")
    for path in (
        pair.pkcs12(""),
        pair.pkcs12("", "-keypbe", "PBE-SHA1-3DES", "-certpbe", "PBE-SHA1-3DES", "-macalg", "sha1"),
        pair.pkcs12("", "-keypbe", "NONE", "-certpbe", "NONE", "-nomac"),
        pair.file(plain_pkcs12([pair.key_der()], [other.der(), pair.der()])),
    ):
        assert signed(tokens, server, pair, path=str(path))


def faults(pair: Pair, other: Pair, elliptic: Pair, small: Pair) -> dict[str, tuple[str, ...]]:
    """What is wrong, and what is with it, as texts of PEM."""
    return {
        "no private key in it": (pair.certificate,),
        "more than one private key": (pair.pem + pair.key, pair.pem + other.pem, elliptic.pem + pair.pem),
        "no certificate in it": (pair.key,),
        "the private key is not one of RSA": (elliptic.pem,),
        "the private key has fewer than 2048 bits": (small.pem,),
        "the private key belongs to none of its certificates": (pair.key + other.certificate,),
        "password: needed, since the private key is encrypted": (
            pair.encrypted_key + pair.certificate,
            pair.old_encrypted_key + pair.certificate,
        ),
        "its PEM is damaged": (pair.pem[:-100], pair.pem.replace("MII", "!!!")),
        "the private key cannot be read": (
            "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n" + pair.certificate,
            "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n",
        ),
        "a certificate in it cannot be read": ("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",),
        "neither PEM nor PKCS#12": ("garbage", "-----BEGIN", "0"),
    }


def test_what_is_wrong_with_the_content(
    tokens: Tokens, server: Server, pair: Pair, other: Pair, elliptic: Pair, small: Pair
) -> None:
    play = server.plays(given())
    for fault, contents in faults(pair, other, elliptic, small).items():
        for content in contents:
            outcome = ask(tokens, server, data=content)
            assert is_refused(outcome) and outcome.message == f"client certificate: data: {fault}"
            path = str(pair.file(content))
            assert ask(tokens, server, path=path).message == f"client certificate: {path}: {fault}"
    assert play.requests == []


def test_the_wrong_password(tokens: Tokens, server: Server, pair: Pair) -> None:
    for key in (pair.encrypted_key, pair.old_encrypted_key):
        outcome = ask(tokens, server, data=key + pair.certificate, password="wrong")
        assert is_refused(outcome, "client certificate: data: password: does not open the private key")
    for path, password, fault in (
        (pair.pkcs12(PASSWORD), "wrong", "password: does not open the PKCS#12 file"),
        (pair.pkcs12(PASSWORD), "", "password: needed for the PKCS#12 file"),
        (pair.pkcs12(PASSWORD, "-nomac"), "wrong", "password: does not open the private key"),
        (pair.pkcs12(PASSWORD, "-nomac"), "", "password: needed, since the private key is encrypted"),
        (pair.pkcs12(""), "wrong", "password: does not open the PKCS#12 file"),
    ):
        outcome = ask(tokens, server, path=str(path), password=password)
        assert is_refused(outcome) and outcome.message == f"client certificate: {path}: {fault}"


def test_a_long_password(tokens: Tokens, server: Server, pair: Pair) -> None:
    for key in (pair.encrypted_key, pair.old_encrypted_key):
        assert is_refused(ask(tokens, server, data=key + pair.certificate, password="x" * 5000), "password: does not")


def test_what_is_wrong_with_pkcs12(tokens: Tokens, server: Server, pair: Pair, other: Pair, elliptic: Pair) -> None:
    for content, fault in (
        (plain_pkcs12([], [pair.der()]), "no private key in it"),
        (plain_pkcs12([pair.key_der()], []), "no certificate in it"),
        (plain_pkcs12([pair.key_der(), other.key_der()], [pair.der()]), "more than one private key"),
        (plain_pkcs12([pair.key_der()], [other.der()]), "the private key belongs to none of its certificates"),
        (plain_pkcs12([elliptic.key_der()], [elliptic.der()]), "the private key is not one of RSA"),
        (plain_pkcs12([pair.key_der()], [b"0"]), "a certificate in it cannot be read"),
        (plain_pkcs12([pair.key_der()], [pair.der()])[:-1], "neither PEM nor PKCS#12"),
        (pair.der(), "neither PEM nor PKCS#12"),
        (b"\0\1\2", "neither PEM nor PKCS#12"),
    ):
        path = str(pair.file(content))
        assert ask(tokens, server, path=path).message == f"client certificate: {path}: {fault}"


def test_algorithms_that_are_given_up(tokens: Tokens, server: Server, pair: Pair) -> None:
    path = str(pair.pkcs12(PASSWORD, "-legacy"))
    outcome = ask(tokens, server, path=path, password=PASSWORD)
    assert is_refused(outcome, path, "encrypted in a way that OpenSSL has given up, such as RC2; export it again")


def test_what_is_wrong_with_the_file(tokens: Tokens, server: Server, pair: Pair, tmp_path: Path) -> None:
    pipe, empty, huge, unreadable = (tmp_path / name for name in ("pipe", "empty", "huge", "unreadable"))
    os.mkfifo(pipe)
    empty.touch()
    huge.write_text(pair.pem + "#" * 1024 * 1024)
    unreadable.symlink_to(unreadable)
    for path, fault in (
        (tmp_path / "missing", "No such file or directory"),
        (tmp_path, "not a regular file"),
        (pipe, "not a regular file"),
        (Path("/dev/zero"), "not a regular file"),
        (empty, "empty"),
        (huge, "larger than 1048576 bytes"),
        (unreadable, "Too many levels of symbolic links"),
    ):
        outcome = ask(tokens, server, path=str(path))
        assert is_refused(outcome) and outcome.message == f"client certificate: path: {path}: {fault}"


def test_what_is_wrong_with_the_options(tokens: Tokens, server: Server, pair: Pair) -> None:
    good: dict[str, Value] = {**APP, "authority_host": server.url, "data": pair.pem}
    for wrong, fault in (
        ({"tenant_id": ""}, "tenant_id: needed"),
        ({"tenant_id": "a/b"}, "tenant_id: has another character than letters, digits, '.' and '-'"),
        ({"client_id": ""}, "client_id: needed"),
        ({"data": ""}, "path or data: needed"),
        ({"path": "/x"}, "path and data: one of them is expected"),
        ({"data": "#" * 1024 * 1024 + "#"}, "data: larger than 1048576 bytes"),
        ({"authority_host": "ftp://x"}, "authority_host: https:// is expected at its start"),
    ):
        outcome = tokens.ask("client_certificate", None, **(good | wrong))
        assert is_refused(outcome) and outcome.message == f"client certificate: {fault}"


def test_many_threads(tokens: Tokens, server: Server, pair: Pair) -> None:
    play = server.plays(given())
    assert ask(tokens, server, data=pair.pem, threads=32).number("good") == 32 and len(play.requests) == 1
