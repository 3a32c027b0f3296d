"""One emulator for the session, servers with canned answers, and the command set up for each."""

from collections.abc import Iterator

import pytest
from shell import SUBSCRIPTION, TOKEN, Canned, Emulator, Shell, emulator


@pytest.fixture(scope="session")
def emulator_url() -> Iterator[str]:
    with emulator() as url:
        yield url


@pytest.fixture
def azure(emulator_url: str) -> Emulator:
    """Empty, and as it was at first."""
    found = Emulator(emulator_url)
    found.reset()
    return found


@pytest.fixture
def aca(azure: Emulator) -> Shell:
    """Set up by the environment alone to talk with the emulator."""
    return Shell({"ACA_ENDPOINT": azure.url, "ACA_ACCESS_TOKEN": TOKEN, "AZURE_SUBSCRIPTION_ID": SUBSCRIPTION})


@pytest.fixture
def bare() -> Shell:
    """Nothing in the environment."""
    return Shell()


@pytest.fixture
def canned() -> Iterator[Canned]:
    """One for each test, which no command that an earlier test has killed can reach any more."""
    server = Canned()
    yield server
    server.close()


@pytest.fixture
def told(canned: Canned) -> Shell:
    """Set up to talk with the canned server."""
    return Shell({"ACA_ENDPOINT": canned.url, "ACA_ACCESS_TOKEN": TOKEN, "AZURE_SUBSCRIPTION_ID": SUBSCRIPTION})
