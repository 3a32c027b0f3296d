"""One emulator and one server with canned answers for the session, and the command set up for each."""

from collections.abc import Iterator
from urllib.request import Request, urlopen

import pytest
from shell import SUBSCRIPTION, TOKEN, Canned, Shell, emulator


@pytest.fixture(scope="session")
def emulator_url() -> Iterator[str]:
    with emulator() as url:
        yield url


@pytest.fixture
def aca(emulator_url: str) -> Shell:
    """Set up by the environment alone to talk with the emulator, which is empty."""
    urlopen(Request(f"{emulator_url}/_emulator/state", method="DELETE"), timeout=10).close()
    variables = {"ACA_ENDPOINT": emulator_url, "ACA_ACCESS_TOKEN": TOKEN, "AZURE_SUBSCRIPTION_ID": SUBSCRIPTION}
    return Shell(variables)


@pytest.fixture
def bare() -> Shell:
    """Nothing in the environment."""
    return Shell()


@pytest.fixture(scope="session")
def canned_server() -> Iterator[Canned]:
    server = Canned()
    yield server
    server.close()


@pytest.fixture
def canned(canned_server: Canned) -> Canned:
    canned_server.answers()
    return canned_server


@pytest.fixture
def told(canned: Canned) -> Shell:
    """Set up to talk with the canned server."""
    return Shell({"ACA_ENDPOINT": canned.url, "ACA_ACCESS_TOKEN": TOKEN, "AZURE_SUBSCRIPTION_ID": SUBSCRIPTION})
