"""One program for the session, and what TLS needs."""

import ssl
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from program import Program, program

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "nginx"))


@pytest.fixture(scope="session")
def calls() -> Iterator[Program]:
    with program() as made:
        yield made


@pytest.fixture(autouse=True)
def no_warnings_of_ssl(recwarn: pytest.WarningsRecorder) -> None:
    """Old versions of TLS are offered on purpose."""
    del recwarn
    assert ssl.HAS_TLSv1_2
