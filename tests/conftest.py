"""The api-version that is tested, by the definition in $ACA_SPEC, and what is left out where it is too old."""

import json
import os
from pathlib import Path

import pytest

SPEC = Path(os.environ.get("ACA_SPEC") or Path(__file__).resolve().parents[1] / "spec/2023-05-01.json")
VERSION: str = json.loads(SPEC.read_text("utf-8"))["info"]["version"]


def pytest_runtest_setup(item: pytest.Item) -> None:
    mark = item.get_closest_marker("since")
    if mark is not None and VERSION < mark.args[0]:
        pytest.skip(f"not in {VERSION}")
