"""Texts in C: literals, comments, argument lists."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

WIDTH = 118


def quoted(text: str | None) -> str:
    """A C string literal, or NULL."""
    if text is None:
        return "NULL"
    plain = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "?": "\\?"}
    return '"' + "".join(
        plain.get(c, c if c.isprintable() else "".join(f"\\{byte:03o}" for byte in c.encode())) for c in text) + '"'


def harmless(text: str) -> str:
    """`text` for the inside of a comment."""
    for odd in ("*/", "/*", "??/"):
        text = text.replace(odd, f"{odd[:-1]} {odd[-1]}")
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def comment(text: str, indent: str = "") -> str:
    """A Doxygen comment of as many lines as needed."""
    text = harmless(text)
    lines = textwrap.wrap(text, WIDTH - len(indent) - 7, break_long_words=False,
                          break_on_hyphens=False)
    if len(lines) <= 1:
        return f"{indent}/** {text} */"
    return f"{indent}/** " + f"\n{indent} * ".join(lines) + " */"


def listed(items: Sequence[str], indent: str) -> str:
    """Arguments or parameters after an opening parenthesis, wrapped and aligned."""
    return f",\n{indent}".join(items) if sum(map(len, items)) + 2 * len(items) + len(indent) > WIDTH else ", ".join(items)


@dataclass(frozen=True)
class Description:
    """Sentences by key; none is fine."""

    sentences: Mapping[str, str]

    def of(self, key: str, *more: str) -> str:
        return " ".join(part for part in (self.sentences.get(key, ""), *more) if part)
