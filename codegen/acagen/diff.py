"""`acagen diff`: what changed between two definitions, member by member of the IR.

Nothing of the IR is left out: members that no rule knows are compared, too. Applied to the first definition, the changes
give the second.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import overrides
from .ir import Api, Operation, Parameter
from .load import Files
from .lower import lower

Label = str | int  # tells the elements of a collection apart


@dataclass(frozen=True)
class Change:
    """`path` leads from the Api to what changed by members and labels; those are the first definition's, but for what was
    added. `old` or `new` is None where there is none, and both are lists of labels where elements were reordered.
    `owners` are the pairs that it is in, the Apis first. `rule` is its key in effects.RULES."""

    path: tuple[Label, ...]
    what: str  # added, removed, changed, reordered
    old: Any
    new: Any
    at: int | None  # the place of what was added among its like
    rule: str
    owners: tuple[tuple[Any, Any], ...]

    def owner(self, of: type) -> tuple[Any, Any]:
        """The innermost pair of this class."""
        return next(pair for pair in reversed(self.owners) if isinstance(pair[0], of))

    def within(self, of: type) -> bool:
        return any(isinstance(old, of) for old, _ in self.owners)


def route(operation: Operation, _: int = 0) -> str:
    """Method and path, whatever the path's parameters are called."""
    return f"{operation.method} {re.sub(r'{[^}]*}', '{}', operation.path).lower()}"


def _id(operation: Operation, _: int) -> str:
    return operation.id


def _nth(element: Parameter, index: int) -> Label | None:
    return index if element.location == "path" else None


# The members that label the elements of a collection; none: the elements are their own labels.
KEYS: dict[str, tuple[str, ...]] = {
    "Api.models": ("name",), "Api.enums": ("name",), "Api.operations": ("method", "path"),
    "Api.groups": ("name",), "Group.members": ("location", "wire"), "Model.fields": ("wire",), "Enum.values": (),
    "Operation.parameters": ("location", "wire"), "Operation.success": (), "Operation.unlike": (), "Operation.errors": (),
    "Operation.headers": ("wire",),
}
# By what else elements are the same when their labels differ, one after the other.
_ALIKE: dict[str, tuple[Callable[[Any, int], Label | None], ...]] = {
    "Api.operations": (route, _id),
    "Operation.parameters": (_nth,),
}
_WHOLE = ("Type", "Content")  # classes of which a part alone says nothing


def label(rule: str, element: Any) -> Any:
    """A Label."""
    keys = KEYS[rule]
    return " ".join(getattr(element, key) for key in keys) if keys else element


def pairs(rule: str, old: Sequence[Any], new: Sequence[Any]) -> dict[int, int]:
    """The indexes of `old` whose elements are still in `new`, and where."""
    found: dict[int, int] = {}
    for key in (lambda element, _: label(rule, element), *_ALIKE.get(rule, ())):
        places: dict[Label | None, list[int]] = {}
        for index, element in enumerate(new):
            if index not in found.values():
                places.setdefault(key(element, index), []).append(index)
        for index, element in enumerate(old):
            candidates = places.get(key(element, index), []) if key(element, index) is not None else []
            if index not in found and candidates:
                found[index] = candidates.pop(0)
    return found


class _Comparison:
    def __init__(self) -> None:
        self.found: list[Change] = []

    def members(self, old: Any, new: Any, path: tuple[Label, ...], owners: tuple[tuple[Any, Any], ...]) -> None:
        owners = (*owners, (old, new))
        for member in dataclasses.fields(old):
            here, rule = (*path, member.name), f"{type(old).__name__}.{member.name}"
            before, after = getattr(old, member.name), getattr(new, member.name)
            if rule in KEYS:
                self.elements(rule, before, after, here, owners)
            elif dataclasses.is_dataclass(before) and type(before) is type(after) \
                    and type(before).__name__ not in _WHOLE:
                self.members(before, after, here, owners)
            elif before != after:
                self.found.append(Change(here, "changed", before, after, None, rule, owners))

    def elements(self, rule: str, old: Sequence[Any], new: Sequence[Any], path: tuple[Label, ...],
                 owners: tuple[tuple[Any, Any], ...]) -> None:
        kept = pairs(rule, old, new)
        for index, element in enumerate(old):
            here = (*path, label(rule, element))
            if index not in kept:
                self.found.append(Change(here, "removed", element, None, None, f"{rule} removed", owners))
            elif dataclasses.is_dataclass(element):
                self.members(element, new[kept[index]], here, owners)
        for index, element in enumerate(new):
            if index not in kept.values():
                here = (*path, label(rule, element))
                self.found.append(Change(here, "added", None, element, index, f"{rule} added", owners))
        if sorted(kept.values()) != [kept[index] for index in sorted(kept)]:
            back = {after: before for before, after in kept.items()}
            order = [label(rule, old[back[i]] if i in back else element) for i, element in enumerate(new)]
            self.found.append(Change(path, "reordered", [label(rule, element) for element in old], order, None,
                                     f"{rule} reordered", owners))


def compare(old: Api, new: Api) -> list[Change]:
    run = _Comparison()
    run.members(old, new, (), ())
    return run.found


def read(path: Path, rules: overrides.Overrides) -> Api:
    """The definition at `path`, with C's names for its operations."""
    root = Files(path.parent.parent).read(path)
    try:
        return overrides.apply(lower(root), rules)
    except RecursionError:
        raise root.error("nested too deeply") from None


def find(given: str, folder: Path) -> Path:
    """A file, or the definition in `folder` of an api-version."""
    path = folder / f"{given}.json"
    return path if path.is_file() or not (given.endswith(".json") or Path(given).exists()) else Path(given)


