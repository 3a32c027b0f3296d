"""Patterns as POSIX expressions: they match what the definition's own expression matches, or there are none."""

from __future__ import annotations

import ctypes
import itertools
import re

import pytest
from support import CODEGEN  # noqa: F401, which makes acagen importable

from acagen.patterns import posix

LIBC = ctypes.CDLL(None)
EXTENDED, NO_SUB = 1, 8  # of glibc and musl
TEXTS = ["", *map("".join, itertools.product("aZ0-", repeat=3)), *"aZ5_-. /^[]\\|(){}*+?$\n\t~", "a.b", "a/b", "a-b-c", "A_1",
         "sub/x", "]a", "^a", "a]", "x" * 63, "x" * 64, "ab" * 9, "\u00e4", "a\u00e4b"]

SAME = [
    "^[a-z]+$", "^[a-zA-Z0-9]([-a-zA-Z0-9]{0,61}[a-zA-Z0-9])?$", "^[-\\w\\._\\(\\)]+$", "^\\d{1,3}(?:\\.\\d{1,3}){3}$", "a|b",
    "^(a|Z)0-$", "[.]", "^[^/]+$", "^.{1,3}$", "\\/", "^[]a-]$".replace("[]", "[\\]"), "[\\^]", "[^\\^]", "^[\\[\\]]$", "\\^", "^x{63}$",
    "^x{64,}$", "(ab){2,3}?$", "a*?b", "\\W", "^\\S+$", "\\s", "^a.b$", "[-a]", "[a-]", "[+-.]", "^\\[", "[\\d-]+", "[*-/]", "~",
    "^[\\w-]*$", "^$", "a+b?", "^-?[0-9]+$", "[a^]", "[\\\\]",
]
NONE = ["(?=a)b", "(?!a)", "(?<n>a)", "\\bword", "(a)\\1", "a{256}", "a{2,1}", "a{", "a**", "a(|b)", "()", "[", "(", "a)", "*a", "^*",
        "[z-a]", "[\\w-z]", "[\\S]", "\\u0041", "\\p{L}", "[^]", "[]", "[\u00e4]", "\u00e4", "(?i)a", "a|", "", "]", "}", "\\", "[a\\"]


class Expression:
    """A compiled expression of the C library's."""

    def __init__(self, text: str) -> None:
        self.memory = ctypes.create_string_buffer(512)  # a regex_t, with room
        assert LIBC.regcomp(self.memory, text.encode(), EXTENDED | NO_SUB) == 0, text

    def matches(self, text: str) -> bool:
        return bool(LIBC.regexec(self.memory, text.encode(), 0, None, 0) == 0)


@pytest.mark.parametrize("pattern", SAME)
def test_matches_the_same(pattern: str) -> None:
    translated = posix(pattern)
    assert translated is not None
    expression, ascii_only = translated
    compiled = Expression(expression)
    own = re.compile(pattern.removesuffix("$") + r"\Z" if pattern.endswith("$") else pattern, re.ASCII)
    for text in TEXTS:
        if text.isascii() or not ascii_only:
            assert compiled.matches(text) == bool(own.search(text)), (expression, text)


@pytest.mark.parametrize("pattern", NONE)
def test_is_not_guessed(pattern: str) -> None:
    assert posix(pattern) is None
