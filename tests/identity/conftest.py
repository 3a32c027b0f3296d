"""The program that asks for tokens, and a server that gives them."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS / "network"), str(TESTS / "nginx")]

from server import Server  # noqa: E402
from tokens import Tokens  # noqa: E402


@pytest.fixture(scope="session")
def tokens() -> Iterator[Tokens]:
    made = Tokens()
    yield made
    made.end()


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.close()
