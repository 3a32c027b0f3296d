"""The one kind of error that a definition or an argument can cause."""

from __future__ import annotations


def pointer(*parts: str | int) -> str:
    """A JSON pointer (RFC 6901) from its unescaped parts."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)


class SpecError(Exception):
    """Says what is wrong and where, as `file#/json/pointer: message`, on one line."""

    def __init__(self, file: str, where: str, message: str) -> None:
        # a name in the definition may hold any character
        text = f"{file}#{where}: {message}"
        super().__init__("".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text))
