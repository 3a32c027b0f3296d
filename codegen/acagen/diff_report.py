"""The changes between two definitions for people and programs: text, Markdown, JSON."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .diff import KEYS, Change, Label
from .effects import BREAKING, NONE, Effect, Effects
from .errors import printable
from .ir import Api, Content, Enum, Field, Group, Model, Operation, Parameter, Type
from .names import NameError_, Names, member

_SECTIONS = ("operations", "groups", "models", "enums")
_ELEMENTS = {"fields": "property", "values": "value", "parameters": "parameter", "members": "member", "headers": "header",
             "success": "success status", "unlike": "status without the result", "errors": "error status"}


def plain(value: Any) -> Any:
    """A piece of the IR as JSON has it."""
    return json.loads(json.dumps(value, default=dataclasses.asdict))


# ---- C names ----


@dataclass(frozen=True)
class CNames:
    """What the generated headers call things. Two things may have one name here: nothing is generated."""

    prefix: str
    renamed: Mapping[str, str]

    @property
    def names(self) -> Names:
        return Names(self.prefix, self.renamed)

    def of(self, element: Any, owner: Any = None) -> list[str]:
        """Those of an operation, model, enum, of a model's property or an enum's value."""
        try:
            return list(self._of(element, owner))
        except NameError_:
            return []  # `generate` says so

    def _of(self, element: Any, owner: Any) -> Iterator[str]:
        if isinstance(element, Operation):
            yield self.names.function(element) + "()"
            yield self.names.request_function(element) + "()"
            if element.long_running:
                yield self.names.begin_function(element) + "()"
        elif isinstance(element, Model):
            yield self.names.model(element.name)
        elif isinstance(element, Field):
            struct = self.names.headers(owner) if isinstance(owner, Operation) else self.names.model(owner.name)
            yield f"{struct}.{member(element.words or element.wire)}"
        elif isinstance(element, Group):
            yield self.names.parameter_group(element.name)
        elif isinstance(element, Parameter) and isinstance(owner, Group):
            yield f"{self.names.parameter_group(owner.name)}.{member(element.client_name)}"
        elif isinstance(element, Enum):
            yield self.names.enum_of(element.name) + "()"
        elif isinstance(element, str) and isinstance(owner, Enum):
            yield self.names.enum_text(owner.name, element)
            if not self.names.says_unknown(owner.name, element):
                yield self.names.enum_constant(owner.name, element)

    def touched(self, change: Change, new: bool) -> list[str]:
        """By `change`, as they are in one of the definitions."""
        element = change.new if new else change.old
        if change.what == ("removed" if new else "added"):
            return []
        owners = [pair[new] for pair in change.owners]
        if change.what in ("added", "removed") and (found := self.of(element, owners[-1])):
            return found
        for index in range(len(owners) - 1, 0, -1):
            if found := self.of(owners[index], owners[index - 1]):
                return found
        return []


# ---- one entry for each change ----


@dataclass(frozen=True)
class Entry:
    change: Change
    effect: Effect
    c_old: list[str]
    c_new: list[str]

    @property
    def breaks(self) -> list[str]:
        return [where for where, level in (("wire", self.effect.wire), ("C", self.effect.source)) if level == BREAKING]

    @property
    def matters(self) -> bool:
        return (self.effect.wire, self.effect.source, self.effect.abi) != (NONE, NONE, False)

    @property
    def json(self) -> dict[str, Any]:
        change = self.change
        place = {} if change.at is None else {"at": change.at}
        return {"path": list(change.path), "change": change.what, "old": plain(change.old), "new": plain(change.new),
                **place, "effect": dataclasses.asdict(self.effect), "c": {"old": self.c_old, "new": self.c_new}}


class Report:
    def __init__(self, old: Api, new: Api, changes: Sequence[Change], names: CNames) -> None:
        effects = Effects(old, new)
        self.old, self.new = old, new
        self.entries = [Entry(change, effects.of(change), names.touched(change, False), names.touched(change, True))
                        for change in changes]

    def count(self, where: str | None = None) -> int:
        """Of the changes that break there, or of all that matter."""
        return sum(where in entry.breaks if where else entry.matters for entry in self.entries)

    def fails(self, on: str) -> bool:
        places: dict[str, list[str]] = {"wire": ["wire"], "source": ["C"], "any": ["wire", "C"], "never": []}
        return any(where in entry.breaks for entry in self.entries for where in places[on])

    @property
    def heading(self) -> str:
        old, new = (f"{api.title} {api.version}" for api in (self.old, self.new))
        return f"{old} -> {new if self.new.title != self.old.title else self.new.version}"

    @property
    def counts(self) -> str:
        breaking = sum(bool(entry.breaks) for entry in self.entries)
        if not self.count():
            return "nothing changed"
        return (f"{number(breaking, 'breaking change')}: {self.count('wire')} on the wire, {self.count('C')} for C "
                f"programs; {number(self.count() - breaking, 'other')}")

    @property
    def hidden(self) -> str:
        """A sentence about what is in the JSON alone."""
        count = sum(not entry.matters and len(entry.change.path) > 1 for entry in self.entries)
        return f"{number(count, 'change')} without any effect: see --format json." if count else ""

    @property
    def general(self) -> list[Entry]:
        """What changed beside operations, models and enums."""
        return [entry for entry in self.entries if entry.matters and entry.change.path[0] not in _SECTIONS]

    def things(self, section: str) -> list[Thing]:
        """The operations, models or enums that changed, those with breaking changes first."""
        found: dict[Label, list[Entry]] = {}
        for entry in self.entries:
            if entry.change.path[0] == section and len(entry.change.path) > 1 and entry.matters:
                found.setdefault(entry.change.path[1], []).append(entry)
        things = [Thing(section, entries) for entries in found.values()]
        return sorted(things, key=lambda thing: (not thing.breaks, thing.name))

    def json(self) -> str:
        return json.dumps({
            "old": {"title": self.old.title, "version": self.old.version},
            "new": {"title": self.new.title, "version": self.new.version},
            "breaking": {"wire": self.count("wire"), "source": self.count("C")},
            "keys": {rule.partition(".")[2]: list(keys) for rule, keys in KEYS.items()},
            "changes": [entry.json for entry in self.entries],
        }, indent=1) + "\n"


@dataclass(frozen=True)
class Thing:
    """An operation, model or enum with what changed in it."""

    section: str
    entries: list[Entry]

    @property
    def breaks(self) -> list[str]:
        return [where for where in ("wire", "C") if any(where in entry.breaks for entry in self.entries)]

    @property
    def element(self) -> Any:
        """As it was, or is new."""
        first = self.entries[0].change
        return first.owners[1][0] if len(first.owners) > 1 else first.old or first.new

    @property
    def name(self) -> str:
        return str(self.element.id if self.section == "operations" else self.element.name)

    @property
    def what(self) -> str:
        change = self.entries[0].change
        return change.what if len(change.path) == 2 else "changed"

    @property
    def note(self) -> str:
        """What kind of thing it is."""
        thing = self.element
        if self.section == "operations":
            return f"{thing.method} {re.sub(r'^.*(?=/providers/)', '...', thing.path)}"
        if self.section == "models":
            return number(len(thing.fields), "property", "properties") if self.what == "added" else ""
        return ", ".join(thing.values) if self.what != "changed" else ""

    @property
    def inner(self) -> list[Entry]:
        """The changes within; breaking ones first."""
        return sorted((e for e in self.entries if len(e.change.path) > 2), key=lambda entry: not entry.breaks)


# ---- sentences ----


def number(count: int, word: str, words: str = "") -> str:
    return f"{count} {word if count == 1 else words or word + 's'}"


def type_text(given: Type, shape: str = "one") -> str:
    if given.item and given.kind in ("array", "map"):
        return type_text(Type("map"), shape).removesuffix("map") + type_text(given.item, given.kind)
    name = given.model or given.enum or given.kind
    form = f" ({given.format})" if given.format else ""
    return {"one": "", "array": "array of ", "map": "map of "}[shape] + name + form


def value_text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None or value in ("", (), []):
        return "none"
    if isinstance(value, Type):
        return type_text(value)
    if isinstance(value, Field):
        flags = [word for word, on in (("required", value.required), ("read-only", value.read_only),
                                       ("secret", value.secret)) if on]
        return ", ".join([type_text(value.type, value.shape), *flags])
    if isinstance(value, Parameter):
        shape = "array" if value.separator else "one"
        return f"{type_text(value.type, shape)}, {value.location}, {'required' if value.required else 'optional'}"
    if isinstance(value, Content):
        return type_text(value.type, value.shape) if value.form == "json" else value.form
    if dataclasses.is_dataclass(value):
        return value_text(list(plain(value).values()))
    if isinstance(value, (list, tuple)):
        return ", ".join(map(value_text, value))
    return str(value)


def sentence(change: Change) -> str:
    """What changed within an operation, model or enum."""
    path = change.path[2:] if change.path[0] in _SECTIONS else change.path
    if change.what == "reordered":
        return f"{path[0]}: another order"
    text = ""
    if path[0] in _ELEMENTS and len(path) > 1:
        label = str(path[1]).partition(" ")[2] if path[0] in ("parameters", "members") else path[1]
        text, path = f"{_ELEMENTS[str(path[0])]} {label}", path[2:]
    if change.what == "changed":
        words = " ".join(str(part).replace("_", " ") for part in path)
        return f"{text}{': ' if text else ''}{words} {value_text(change.old)} -> {value_text(change.new)}"
    element = change.new if change.what == "added" else change.old
    details = value_text(element) if dataclasses.is_dataclass(element) else ""
    return f"{text} {change.what}" + (f": {details}" if details else "")


def c_text(entry: Entry) -> str:
    """The C name that callers use most."""
    old, new = entry.c_old[:1], entry.c_new[:1]
    return " -> ".join(old if old == new else [*old, *new])


def breaks_text(breaks: Sequence[str]) -> str:
    return f"breaks {' and '.join(breaks)}" if breaks else ""


# ---- for people ----


def finished(lines: Sequence[str], report: Report) -> str:
    """With the last sentence, and one line for each: a name in a definition may hold any character."""
    return "".join(f"{printable(line)}\n" for line in (*lines, *(("", report.hidden) if report.hidden else ())))


def headline(report: Report, section: str, things: Sequence[Thing]) -> str:
    counts = [f"{count} {what}" for what in ("added", "removed", "changed")
              if (count := sum(thing.what == what for thing in things))]
    return f"{section.capitalize()}: {', '.join(counts)}"


def entry_line(entry: Entry) -> str:
    about = [sentence(entry.change), breaks_text(entry.breaks), entry.effect.why, c_text(entry)]
    return f"{'!' if entry.breaks else ' '} {'; '.join(filter(None, about))}"


def text(report: Report) -> str:
    lines = [report.heading, report.counts]
    if report.general:
        lines += ["", "Definition", *(entry_line(entry) for entry in report.general)]
    for section in _SECTIONS:
        things = report.things(section)
        if things:
            lines += ["", headline(report, section, things)]
        for thing in things:
            about = [thing.what, breaks_text(thing.breaks) if not thing.inner else "", thing.note,
                     "" if thing.inner else c_text(thing.entries[0])]
            lines.append(f"{'!' if thing.breaks else ' '} {thing.name}: {'; '.join(filter(None, about))}")
            for entry in thing.inner:
                lines.append("    " + entry_line(entry))
    return finished(lines, report)


def _code(given: str) -> str:
    return f"`{given}`" if given else ""


def _escaped(given: str) -> str:
    """Text that Markdown does not take for marks of its own."""
    return "".join("\\" + c if c in "\\`*_{}[]<>#|$~" else c for c in given)


def _bullet(entry: Entry) -> str:
    breaks = f"**{breaks_text(entry.breaks)}**" if entry.breaks else ""
    about = [_escaped(sentence(entry.change)), breaks, _escaped(entry.effect.why), _code(c_text(entry))]
    return f"- {'; '.join(filter(None, about))}"


def _bullets(things: Sequence[Thing]) -> Iterator[str]:
    for thing in things:
        breaks = f"**{breaks_text(thing.breaks)}**" if thing.breaks and not thing.inner else ""
        about = [thing.what, breaks, _code(thing.note) if thing.section == "operations" else _escaped(thing.note),
                 "" if thing.inner else _code(c_text(thing.entries[0]))]
        yield f"- **{_escaped(thing.name)}** {'; '.join(filter(None, about))}"
        for entry in thing.inner:
            yield "  " + _bullet(entry)


def markdown(report: Report) -> str:
    """Breaking changes in full, the others behind a fold."""
    lines = [f"## {_escaped(report.heading)}", "", f"{report.counts}."]
    if report.general:
        lines += ["", "### Definition", "", *map(_bullet, report.general)]
    for section in _SECTIONS:
        things = report.things(section)
        if not things:
            continue
        lines += ["", f"### {headline(report, section, things)}"]
        breaking = [thing for thing in things if thing.breaks]
        others = things[len(breaking):]
        if breaking:
            lines += ["", *_bullets(breaking)]
        if others:
            lines += ["", f"<details><summary>{len(others)} without breaking changes</summary>", "", *_bullets(others),
                      "", "</details>"]
    return finished(lines, report)


FORMATS: dict[str, Callable[[Report], str]] = {"text": text, "markdown": markdown, "json": Report.json}
