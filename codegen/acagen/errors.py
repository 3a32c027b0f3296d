"""The one kind of error that a definition or an argument can cause."""

from __future__ import annotations


def pointer(*parts: str | int) -> str:
    """A JSON pointer (RFC 6901) from its unescaped parts."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)


def printable(text: str) -> str:
    """`text` on one line; a name in a definition may hold any character."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


class SpecError(Exception):
    """Says what is wrong and where, as `file#/json/pointer: message`, on one line."""

    def __init__(self, file: str, where: str, message: str) -> None:
        super().__init__(printable(f"{file}#{where}: {message}"))
