"""A library that was built with -DACA_OPENSSL=OFF."""

import pytest
from keys import SIGNS
from tokens import CLIENT, TENANT, Tokens, is_refused

pytestmark = pytest.mark.skipif(SIGNS, reason="the library was built with OpenSSL")


def test_certificates(tokens: Tokens) -> None:
    outcome = tokens.ask("client_certificate", None, tenant_id=TENANT, client_id=CLIENT, path="/missing")
    assert is_refused(outcome) and outcome.message == (
        "client certificate: this libaca was built without OpenSSL, which signs; build it with -DACA_OPENSSL=ON"
    )
