"""Everything that users see has a sentence of ours, and none of them is upstream's."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import upstream
from support import ROOT, api, load

from acagen import overrides
from acagen.ir import Api

SENTENCES: dict[str, str] = load(ROOT / "spec/descriptions.json")
API = overrides.apply(api(ROOT / "spec/2023-05-01.json"), overrides.read(ROOT / "spec/overrides.json"))


def wanted(of: Api) -> Iterator[str]:
    """The keys of all that can be described."""
    for model in of.models:
        yield model.name
        yield from (field.described_by for field in model.fields)
    for enum in of.enums:
        yield enum.name
        yield from (f"{enum.name}.{value}" for value in enum.values)
    for operation in of.operations:
        yield f"{operation.group}_{operation.verb}"
        yield from (f"parameters.{p.wire}" for p in operation.parameters if not p.of_client)
        if operation.body:
            yield f"parameters.{operation.body.wire}"


def test_all_are_described() -> None:
    keys = set(wanted(API))
    assert len(keys) > 900
    assert sorted(keys - set(SENTENCES)) == []


@pytest.mark.parametrize("key", ["one line", "no blanks", "begins", "ends"])
def test_form(key: str) -> None:
    """One line each, as a sentence."""
    faults: dict[str, Callable[[str], bool]] = {
        "one line": lambda text: "\n" in text,
        "no blanks": lambda text: text != text.strip() or "  " in text,
        "begins": lambda text: text[0].isalpha() and text[0].islower() and " " in text,
        "ends": lambda text: not text.endswith("."),
    }
    assert {name: text for name, text in SENTENCES.items() if faults[key](text)} == {}


def test_sorted() -> None:
    assert list(SENTENCES) == sorted(SENTENCES)


@pytest.mark.skipif(not upstream.present(), reason="the upstream definitions are not here")
def test_none_is_of_upstream() -> None:
    texts = upstream.long(upstream.texts() | upstream.sentences(), 7)
    assert len(texts) > 1000
    ours = {key: f" {upstream.plain(text)} " for key, text in SENTENCES.items()}
    assert [(key, text) for key, mine in ours.items() for text in texts if f" {text} " in mine] == []
