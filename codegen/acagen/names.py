"""The only place that makes a C identifier. Two things with one name are an error."""

from __future__ import annotations

import collections
import functools
import itertools
import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field

from .ir import Api, Enum, Operation, Shape, Type

_KEYWORDS = set(
    """
    alignas alignof and and_eq asm auto bitand bitor bool break case catch char char8_t char16_t char32_t class compl
    concept const const_cast consteval constexpr constinit continue co_await co_return co_yield decltype default delete
    do double dynamic_cast else enum explicit export extern false final float for friend goto if import inline int long
    module mutable namespace new noexcept not not_eq nullptr operator or or_eq override private protected public
    register reinterpret_cast requires restrict return short signed sizeof static static_assert static_cast struct
    switch template this thread_local throw true try typedef typeid typename union unsigned using virtual void volatile
    wchar_t while xor xor_eq
    """.split()
)
# Macros that compilers and system headers define with plain names.
_MACROS = {"linux", "unix", "i386", "errno", "stdin", "stdout", "stderr", "assert", "major", "minor", "makedev",
           "near", "far", "small", "interface", "min", "max", "signbit", "isnan", "isinf", "complex", "noreturn"}
# Words whose capitals mislead.
_WORDS = {"ETag": "Etag", "GitHub": "Github", "IPs": "Ips", "OAuth": "Oauth", "VNet": "Vnet"}


class NameError_(Exception):
    """A name that cannot be made, or made twice."""


def words(name: str) -> list[str]:
    """The words of `containerAppName`, `IPAddresses`, `SystemAssigned,UserAssigned`, `$filter`."""
    if not name.isascii():
        raise NameError_(f"no C name can be made of '{name}'")
    for odd, plain in _WORDS.items():
        name = name.replace(odd, plain)
    name = re.sub(r"([a-z0-9])([A-Z])", r"\1 \2", name)
    name = re.sub(r"([A-Z]+)([A-Z][a-z])", r"\1 \2", name)
    found = re.findall(r"[A-Za-z0-9]+", name)
    if not found:
        raise NameError_(f"no C name can be made of '{name}'")
    return [word.lower() for word in found]


@functools.cache
def snake(name: str) -> str:
    return "_".join(words(name))


def kebab(name: str) -> str:
    return "-".join(words(name))


def member(wire: str) -> str:
    """A struct member or function parameter."""
    made = snake(wire)
    if made in _KEYWORDS or made in _MACROS:
        return made + "_"
    return "_" + made if made[0].isdigit() else made


def value_words(text: str) -> str:
    """The words for an enum's value: characters have names where there is neither letter nor digit."""
    text = re.sub(r"^-(?=\d)", "minus ", text)
    return text if re.search(r"[^\W_]", text) else spelled(text)


def spelled(text: str) -> str:
    """`text` with the names of its characters, as Unicode has them, for all that are no letters and digits."""
    named = (c if c.isalnum() else f" {unicodedata.name(c, f'U{ord(c):04X}').removesuffix(' SIGN')} " for c in text)
    return "".join(named) or "empty"


def distinct(names: Mapping[str, str], fixed: Collection[str], usual: Callable[[str, str], bool], where: str) -> dict[str, str]:
    """`names` by their keys, all different: of those with one name a fixed one keeps it, else one whose key is as `usual` for
    it, else the first in the order of characters; others get a number."""
    found: dict[str, list[str]] = {}
    for key, name in names.items():
        found.setdefault(name, []).append(key)
    made = dict(names)
    for name, alike in found.items():
        if len(alike) == 1:
            continue
        alike.sort(key=lambda key: (key not in fixed, not usual(key, name), key))
        if alike[1] in fixed:
            raise NameError_(f"{where}: '{alike[0]}' and '{alike[1]}' are both {name} in C; rename one in overrides.json")
        free = (text for number in itertools.count(2) if (text := f"{name.rstrip('_')}_{number}") not in found)
        made.update(zip(alike[1:], free))
    return made


def pascal(name: str) -> str:
    return "".join(map(str.capitalize, name.split("_")))


def camel(name: str) -> str:
    made = pascal(name.strip("_"))
    return made[:1].lower() + made[1:]


def members(words: Mapping[str, str], reserved: Collection[str], where: str, fixed: Collection[str] = ()) -> dict[str, str]:
    """Struct members or function parameters, all different, from the words to use for each; one that is called as the
    library's own gets a `_`. Those of `fixed` keep their names."""
    made: dict[str, str] = {}
    for wire, text in words.items():
        try:
            name = member(text)
        except NameError_ as error:
            raise NameError_(f"{where}: {error}; x-ms-client-name or overrides.json can give one") from None
        made[wire] = name + "_" * (name in reserved)
    return distinct(made, fixed, lambda wire, name: words[wire] == camel(name), where)


# What the library has lists and maps of, in value.h.
_LIBRARY = {"boolean": "bool", "int32": "int32", "int64": "int64", "double": "double", "string": "string",
            "decimal": "string", "json": "string"}


# The headers that every definition gives, beside those of its groups.
_HEADERS = ("api", "enums", "models", "types")
# What is added to the name of one that has another's; who comes later here yields. See docs/guide/regenerate.md.
_YIELDING = {"models": "object", "enums": "values", "parameters": "arguments"}


@dataclass
class Names:
    """C names for one definition. `renamed` maps `models.X`, `enums.X` to the words to use instead of X's own;
    `taken` are the library's own names. Names that clash are told apart once settle() knows all of them."""

    prefix: str
    renamed: Mapping[str, str] = field(default_factory=dict)
    taken: frozenset[str] = frozenset()
    _owner: dict[str, str] = field(default_factory=dict)
    _settled: dict[str, str] = field(default_factory=dict)  # by owner; of values, their words
    _first: frozenset[str] = frozenset()  # names that those derived from others yield to

    def claim(self, name: str, owner: str) -> str:
        """`name`, which from now on belongs to `owner` alone."""
        other = "the library" if name in self.taken else self._owner.setdefault(name, owner)
        if other != owner:
            raise NameError_(f"{owner} and {other} are both called {name} in C; rename one in overrides.json")
        return name

    def _upper(self, text: str) -> str:
        return f"{self.prefix}_{text}".upper()

    def _plain(self, owner: str) -> str:
        section, _, name = owner.partition(".")
        return f"{self.prefix}_{snake(self.renamed.get(owner, name))}"

    def _named(self, owner: str) -> str:
        return self.claim(self._settled.get(owner) or self._plain(owner), owner)

    def _derived(self, base: str, suffix: str, owner: str) -> str:
        """What goes with the thing called `base`: `x_cup_list`, or `x_list_of_cup` where a thing of the definition or of the
        library is called so."""
        name = f"{base}_{suffix}"
        if name in self._first or name in self.taken:
            name = f"{self.prefix}_{suffix}_of_{base.removeprefix(self.prefix + '_')}"
        return self.claim(name, owner)

    def settle(self, api: Api) -> None:
        """Tells apart models, enums, groups of parameters and operations that have one name."""
        for base in _HEADERS:
            self.header(base, "the library")
            self.macro(base + "_h")
        for name in ("operations", "models", "API_VERSION", "API_DATE"):
            self.claim(f"{self.prefix.upper() if name.isupper() else self.prefix}_{name}", "the library")
        for operation in api.operations:
            self.function(operation)
        things = {"models": [one.name for one in api.models], "enums": [one.name for one in api.enums],
                  "parameters": [one.name for one in api.groups]}
        for section, found in things.items():
            owners = [f"{section}.{name}" for name in found]
            apart = distinct({owner: self._plain(owner) for owner in owners}, [o for o in owners if o in self.renamed],
                             lambda owner, name: owner.partition(".")[2] == pascal(name.removeprefix(self.prefix + "_")),
                             section)
            for owner, name in apart.items():
                clashes = owner not in self.renamed and (name in self.taken or name in self._owner)
                self._settled[owner] = self.claim(f"{name}_{_YIELDING[section]}" if clashes else name, owner)
        self._first = frozenset(self._owner)
        for enum in api.enums:
            self._settle_values(enum)

    def _settle_values(self, enum: Enum) -> None:
        """Values that differ in punctuation alone have the names of their characters."""
        found: dict[str, list[str]] = {}
        for words_, count in collections.Counter(enum.words).items():
            if count > 1:
                raise NameError_(f"enums.{enum.name}: two values are called '{words_}'; rename one in overrides.json")
            found.setdefault(self._words(f"enums.{enum.name}", words_), []).append(words_)
        for alike in found.values():
            if len(alike) > 1:
                self._settled.update({f"enums.{enum.name}.{words_}": spelled(words_) for words_ in alike})

    def _words(self, enum: str, text: str) -> str:
        try:
            return snake(self._settled.get(f"{enum}.{text}") or value_words(text))
        except NameError_ as error:
            raise NameError_(f"{enum}: {error}; x-ms-enum or overrides.json can give one") from None

    def model(self, name: str) -> str:
        return self._named(f"models.{name}")

    def descriptor(self, name: str) -> str:
        return self._derived(self.model(name), "model", f"models.{name}")

    def table(self, name: str, what: str) -> str:
        """The rows or the limits of a model."""
        return self._derived(self.model(name), what, f"models.{name}")

    def container(self, kind: Type, shape: Shape, suffix: str | None = None) -> str:
        """The list or map of what `kind` is; with `suffix` "pair", the entry of such a map."""
        suffix = suffix or ("list" if shape == "array" else "map")
        if kind.model:
            return self._derived(self.model(kind.model), suffix, f"models.{kind.model}")
        if kind.item and kind.kind in ("array", "map"):
            inner = self.container(kind.item, "array" if kind.kind == "array" else "map")
            library = not kind.item.model and not kind.item.item
            words = inner.removeprefix("aca_" if library else self.prefix + "_")
            return self._derived(f"{self.prefix}_{words}", suffix, f"{shape}s of {words}")
        return f"aca_{_LIBRARY[kind.kind]}_{suffix}"

    def cast(self, base: str, name: str) -> str:
        words = self.model(name).removeprefix(self.prefix + "_")
        return self._derived(self.model(base), f"as_{words}", f"models.{base}.as.{name}")

    def enum(self, name: str) -> str:
        return self._named(f"enums.{name}")

    def enum_of(self, name: str) -> str:
        return self._derived(self.enum(name), "of", f"enums.{name}")

    def enum_texts(self, name: str) -> str:
        return self._derived(self.enum(name), "texts", f"enums.{name}")

    def enum_text(self, name: str, words: str) -> str:
        made = self._words(f"enums.{name}", words)
        return self.claim(f"{self.enum(name)}_{made}".upper(), f"enums.{name}.{words}")

    def enum_constant(self, name: str, words: str) -> str:
        made = self._words(f"enums.{name}", words)
        return self.claim(f"{self.enum(name)}_is_{made}".upper(), f"enums.{name}.is.{words}")

    def says_unknown(self, name: str, words: str) -> bool:
        """Whether the value shares the constant for what is not known."""
        return self._words(f"enums.{name}", words) == "unknown"

    def group(self, name: str) -> str:
        """A group's base name, of its files; one that is called as another header has `_group` at its end."""
        base = snake(name)
        if base in _HEADERS or f"{self.prefix}/{base}.h" in self.taken:
            base += "_group"
        self.header(base, f"groups.{base}")
        return base

    def header(self, base: str, owner: str) -> str:
        return self.claim(f"{self.prefix}/{base}.h", owner)

    def function(self, operation: Operation) -> str:
        return self.claim(f"{self.prefix}_{snake(operation.group)}_{snake(operation.verb)}", operation.id)

    def request_function(self, operation: Operation) -> str:
        return self._derived(self.function(operation), "request", operation.id)

    def begin_function(self, operation: Operation) -> str:
        return self._derived(self.function(operation), "begin", operation.id)

    def headers(self, operation: Operation) -> str:
        """The struct of the headers of its answers."""
        return self._derived(self.function(operation), "headers", operation.id)

    def headers_function(self, operation: Operation) -> str:
        return self._derived(self.headers(operation), "of", operation.id)

    def local(self, function: str) -> str:
        """`function` for names in one file."""
        short = function.removeprefix(self.prefix + "_")
        return "_" + short if short[0].isdigit() else short

    def parameter_group(self, name: str) -> str:
        return self._named(f"parameters.{name}")

    def next_function(self, name: str) -> str:
        return self._derived(self.model(name), "next", f"models.{name}")

    def macro(self, text: str) -> str:
        return self.claim(self._upper(text), text)


def claim_all(names: Names, api: Api) -> None:
    """Makes every global name once, so that a collision shows before anything is written."""
    names.settle(api)
    for model in api.models:
        names.descriptor(model.name)
        for table in ("fields", "limits"):
            names.table(model.name, table)
    for kind, shape in api.containers():
        names.container(kind, shape)
        if shape == "map":
            names.container(kind, shape, "pair")
    for enum in api.enums:
        if enum.kind == "string":
            names.enum_of(enum.name)
            names.enum_texts(enum.name)
            names.enum_constant(enum.name, "unknown")
        for words_ in enum.words:
            names.enum_text(enum.name, words_)
            if enum.kind == "string" and not names.says_unknown(enum.name, words_):
                names.enum_constant(enum.name, words_)
    for operation in api.operations:
        names.group(operation.group)
        names.request_function(operation)
        if operation.long_running:
            names.begin_function(operation)
        if operation.headers:
            names.headers_function(operation)
    for item in api.listed():
        names.next_function(item)
