"""Regular expressions of definitions (ECMA 262) as POSIX extended ones, where those say exactly the same."""

from __future__ import annotations

import functools
import re

_REPEAT_MOST = 255  # what POSIX promises
_LONGEST = 4000  # of a literal, in bytes; what can be translated is ASCII, or nearly so
_CLASSES = {"d": "0123456789", "w": "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz", "s": "\t\n\v\f\r "}
_CONTROLS = {"t": "\t", "n": "\n", "v": "\v", "f": "\f", "r": "\r"}


class _Untranslatable(Exception):
    """POSIX has nothing that is the same."""


def _bracket(characters: set[str], but: bool = False) -> str:
    """A bracket expression that lists its members: ranges depend on the locale."""
    if not characters or not all(0 < ord(c) < 128 for c in characters):
        raise _Untranslatable
    # these have a meaning at some places; "[^" and "[." cannot come about, as "]" is first and "^-" are last
    plain = "".join(sorted(characters - set("]^-[")))
    text = ("]" if "]" in characters else "") + plain + ("[" if "[" in characters else "")
    tail = ("^" if "^" in characters else "") + ("-" if "-" in characters else "")
    if not but and not text and tail.startswith("^"):
        if tail == "^":
            return r"\^"
        text, tail = "-", "^"
    return "[" + ("^" if but else "") + text + tail + "]"


class _Translation:
    def __init__(self, pattern: str) -> None:
        self.rest = pattern
        self.ascii_only = False

    def take(self, *starts: str) -> str:
        """The first of `starts` that comes next, taken away; '' when none does."""
        for start in starts:
            if self.rest.startswith(start):
                self.rest = self.rest[len(start):]
                return start
        return ""

    def next(self) -> str:
        if not self.rest:
            raise _Untranslatable
        first, self.rest = self.rest[0], self.rest[1:]
        return first

    def alternatives(self) -> str:
        parts = [self.sequence()]
        while self.take("|"):
            parts.append(self.sequence())
        return "|".join(parts)

    def sequence(self) -> str:
        """Pieces up to `|` or `)`; an empty one is nothing in POSIX."""
        made = ""
        while self.rest and self.rest[0] not in "|)":
            if self.take("^", ):
                made += "^"
            elif self.take("$"):
                made += "$"
            else:
                made += self.atom() + self.repeat()
                continue
            if self.rest[:1] in ("*", "+", "?", "{"):
                raise _Untranslatable
        if not made:
            raise _Untranslatable
        return made

    def repeat(self) -> str:
        times = self.take("*", "+", "?")
        if not times and self.rest.startswith("{"):
            found = re.match(r"\{(\d+)(,(\d*))?\}", self.rest)
            if not found or max(int(found[1]), int(found[3] or 0)) > _REPEAT_MOST:
                raise _Untranslatable
            if found[3] and int(found[3]) < int(found[1]):
                raise _Untranslatable
            times = self.take(found[0])
        if times:
            self.take("?")  # the shortest match is a match just the same
            if self.rest[:1] in ("*", "+", "?", "{"):
                raise _Untranslatable
        return times

    def atom(self) -> str:
        first = self.next()
        if first == "(":
            if self.rest.startswith("?") and not self.take("?:"):
                raise _Untranslatable
            inner = self.alternatives()
            if not self.take(")"):
                raise _Untranslatable
            return f"({inner})"
        if first == "[":
            return self.bracket()
        if first == ".":
            self.ascii_only = True
            return "[^\n\r]"
        if first == "\\":
            characters, but = self.escape(in_bracket=False)
            return _bracket(characters, but)
        if first in "*+?{}]":
            raise _Untranslatable
        return first if first.isascii() and first.isalnum() else _bracket({first})

    def escape(self, in_bracket: bool) -> tuple[set[str], bool]:
        """What the escape stands for: these characters, or all but these."""
        kind = self.next()
        if kind in _CLASSES:
            self.ascii_only = self.ascii_only or kind == "s"  # there are blanks beyond ASCII
            return set(_CLASSES[kind]), False
        if kind.lower() in _CLASSES:
            if in_bracket:
                raise _Untranslatable
            self.ascii_only = True
            return set(_CLASSES[kind.lower()]), True
        if kind in _CONTROLS:
            return {_CONTROLS[kind]}, False
        if kind.isalnum() or kind == "_":
            raise _Untranslatable  # \b, \1, \u, \p and the like
        return {kind}, False

    def bracket(self) -> str:
        but = bool(self.take("^"))
        self.ascii_only = self.ascii_only or but
        found: set[str] = set()
        while not self.take("]"):
            low = self.member()
            if not self.rest.startswith("-") or self.rest.startswith("-]"):
                found |= low
                continue
            self.take("-")
            high = self.member()
            if len(low) != 1 or len(high) != 1:
                raise _Untranslatable
            first, last = ord(min(low)), ord(min(high))
            if first > last or last > 127:
                raise _Untranslatable
            found |= {chr(code) for code in range(first, last + 1)}
        return _bracket(found, but)

    def member(self) -> set[str]:
        first = self.next()
        return self.escape(in_bracket=True)[0] if first == "\\" else {first}


@functools.cache
def posix(pattern: str) -> tuple[str, bool] | None:
    """The expression, and whether it is right for texts of ASCII alone; None when there is none."""
    translation = _Translation(pattern)
    try:
        made = translation.alternatives()
    except _Untranslatable:
        return None
    return (made, translation.ascii_only) if not translation.rest and len(made) <= _LONGEST else None
