"""The api-versions at hand with the number of their operations; the sentences of upstream: none of them is here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from support import UPSTREAM, load

VERSIONS = {"2022-03-01": 45, "2022-10-01": 79, "2023-05-01": 98, "2024-03-01": 104, "2024-02-02-preview": 166}
SENTENCES = ("description", "summary", "title")


def present() -> bool:
    return (UPSTREAM / "specification").is_dir()


def files() -> list[Path]:
    """Every upstream definition at hand, of all api-versions, without examples."""
    return sorted(path for path in (UPSTREAM / "specification").rglob("*.json") if "examples" not in path.parts)


def plain(text: str) -> str:
    """For comparing: lower case, words and one blank between them."""
    return " ".join(re.findall(r"[a-z0-9$']+", text.lower()))


def walk(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, child in value.items():
            if key in SENTENCES and isinstance(child, str):
                yield child
            yield from walk(child)
    elif isinstance(value, list):
        for child in value:
            yield from walk(child)


def texts() -> set[str]:
    """Whole texts, as plain() gives them."""
    return {plain(text) for path in files() for text in walk(load(path))}


def sentences() -> set[str]:
    """Single sentences."""
    return {plain(part) for path in files() for text in walk(load(path)) for part in re.split(r"[.!?;:]\s+|\n", text)}


def long(found: set[str], count: int) -> list[str]:
    return sorted(text for text in found if len(text.split()) >= count)
