"""The only place that makes a C identifier. Two things with one name are an error."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from .ir import Api, Operation, Shape, Type

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


def members(wires: Iterable[str], reserved: tuple[str, ...], where: str) -> dict[str, str]:
    """The members for `wires`, all different from each other and from `reserved`."""
    made: dict[str, str] = {}
    for wire in wires:
        name = member(wire)
        other = next((w for w, n in made.items() if n == name), None)
        if other is not None or name in reserved:
            owner = f"'{other}'" if other is not None else "a member of the library"
            raise NameError_(f"{where}: '{wire}' and {owner} are both {name} in C")
        made[wire] = name
    return made


def arguments(wires: Iterable[str], reserved: tuple[str, ...], where: str) -> dict[str, str]:
    """The function parameters for `wires`; one that is called as the function's own gets an underscore."""
    return {wire: name + "_" * (name in reserved) for wire, name in members(wires, (), where).items()}


def struct_members(words: Mapping[str, str], reserved: Iterable[str], where: str) -> dict[str, str]:
    """The members for properties, from the words to use for each; one that is called as the library's own gets a `_`."""
    made: dict[str, str] = {}
    for wire, text in words.items():
        try:
            name = member(text)
        except NameError_ as error:
            raise NameError_(f"{where}: {error}; x-ms-client-name can give one") from None
        name += "_" * (name in reserved)
        other = next((w for w, n in made.items() if n == name), None)
        if other is not None:
            raise NameError_(f"{where}: '{wire}' and '{other}' are both {name} in C")
        made[wire] = name
    return made


# What the library has lists and maps of, in value.h.
_LIBRARY = {"boolean": "bool", "int32": "int32", "int64": "int64", "double": "double", "string": "string",
            "decimal": "string", "json": "string"}


@dataclass
class Names:
    """C names for one definition. `renamed` maps `models.X`, `enums.X` to the words to use instead of X's own;
    `taken` are the library's own names."""

    prefix: str
    renamed: Mapping[str, str] = field(default_factory=dict)
    taken: frozenset[str] = frozenset()
    _owner: dict[str, str] = field(default_factory=dict)

    def claim(self, name: str, owner: str) -> str:
        """`name`, which from now on belongs to `owner` alone."""
        other = "the library" if name in self.taken else self._owner.setdefault(name, owner)
        if other != owner:
            raise NameError_(f"{owner} and {other} are both called {name} in C; rename one in overrides.json")
        return name

    def _upper(self, text: str) -> str:
        return f"{self.prefix}_{text}".upper()

    def model(self, name: str) -> str:
        return self.claim(f"{self.prefix}_{snake(self.renamed.get(f'models.{name}', name))}", f"models.{name}")

    def descriptor(self, name: str) -> str:
        return self.claim(self.model(name) + "_model", f"models.{name}")

    def list(self, name: str) -> str:
        return self.claim(self.model(name) + "_list", f"models.{name}")

    def map(self, name: str) -> str:
        return self.claim(self.model(name) + "_map", f"models.{name}")

    def pair(self, name: str) -> str:
        return self.claim(self.model(name) + "_pair", f"models.{name}")

    def container(self, kind: Type, shape: Shape, suffix: str | None = None) -> str:
        """The list or map of what `kind` is; with `suffix` "pair", the entry of such a map."""
        suffix = suffix or ("list" if shape == "array" else "map")
        if kind.model:
            return {"list": self.list, "map": self.map, "pair": self.pair}[suffix](kind.model)
        if kind.item and kind.kind in ("array", "map"):
            inner = self.container(kind.item, "array" if kind.kind == "array" else "map")
            library = not kind.item.model and not kind.item.item
            words = inner.removeprefix("aca_" if library else self.prefix + "_")
            return self.claim(f"{self.prefix}_{words}_{suffix}", f"{shape}s of {words}")
        return f"aca_{_LIBRARY[kind.kind]}_{suffix}"

    def cast(self, base: str, name: str) -> str:
        words = self.model(name).removeprefix(self.prefix + "_")
        return self.claim(f"{self.model(base)}_as_{words}", f"models.{base}.as.{name}")

    def enum(self, name: str) -> str:
        return self.claim(f"{self.prefix}_{snake(self.renamed.get(f'enums.{name}', name))}", f"enums.{name}")

    def enum_of(self, name: str) -> str:
        return self.claim(self.enum(name) + "_of", f"enums.{name}")

    def enum_text(self, name: str, words: str) -> str:
        try:
            made = snake(words)
        except NameError_ as error:
            raise NameError_(f"enums.{name}: {error}; x-ms-enum can give one") from None
        return self.claim(f"{self.enum(name)}_{made}".upper(), f"enums.{name}.{words}")

    def enum_constant(self, name: str, words: str) -> str:
        return self.claim(f"{self.enum(name)}_is_{snake(words)}".upper(), f"enums.{name}.is.{words}")

    def group(self, name: str) -> str:
        """A group's base name, of its files and functions."""
        base = snake(name)
        self.header(base, f"groups.{base}")
        return base

    def header(self, base: str, owner: str) -> str:
        return self.claim(f"{self.prefix}/{base}.h", owner)

    def function(self, operation: Operation) -> str:
        return self.claim(f"{self.prefix}_{snake(operation.group)}_{snake(operation.verb)}", operation.id)

    def request_function(self, operation: Operation) -> str:
        return self.claim(self.function(operation) + "_request", operation.id)

    def begin_function(self, operation: Operation) -> str:
        return self.claim(self.function(operation) + "_begin", operation.id)

    def headers(self, operation: Operation) -> str:
        """The struct of the headers of its answers."""
        return self.claim(self.function(operation) + "_headers", operation.id)

    def headers_function(self, operation: Operation) -> str:
        return self.claim(self.headers(operation) + "_of", operation.id)

    def parameter_group(self, name: str) -> str:
        return self.claim(f"{self.prefix}_{snake(name)}", f"parameters.{name}")

    def next_function(self, name: str) -> str:
        return self.claim(self.model(name) + "_next", f"models.{name}")

    def macro(self, text: str) -> str:
        return self.claim(self._upper(text), text)


def claim_all(names: Names, api: Api) -> None:
    """Makes every global name once, so that a collision shows before anything is written."""
    for base in ("api", "enums", "models", "types"):
        names.header(base, "the library")
        names.macro(base + "_h")
    for name in ("operations", "models", "API_VERSION", "API_DATE"):
        names.claim(f"{names.prefix.upper() if name.isupper() else names.prefix}_{name}", "the library")
    for model in api.models:
        names.descriptor(model.name)
        for table in ("fields", "limits"):
            names.claim(f"{names.model(model.name)}_{table}", f"models.{model.name}")
    for kind, shape in api.containers():
        names.container(kind, shape)
        if shape == "map":
            names.container(kind, shape, "pair")
    for enum in api.enums:
        names.enum(enum.name)
        if enum.kind == "string":
            names.enum_of(enum.name)
            names.claim(names.enum(enum.name) + "_texts", f"enums.{enum.name}")
            names.enum_constant(enum.name, "unknown")
        for words_ in enum.words:
            names.enum_text(enum.name, words_)
            if enum.kind == "string" and snake(words_) != "unknown":
                names.enum_constant(enum.name, words_)
    for operation in api.operations:
        names.group(operation.group)
        names.request_function(operation)
        if operation.long_running:
            names.begin_function(operation)
        if operation.headers:
            names.headers_function(operation)
    for group in api.groups:
        names.parameter_group(group.name)
    for item in api.listed():
        names.next_function(item)
