"""Finds the operation that a request line means."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import unquote

from .errors import ArmError
from .spec import Operation


def is_name(segment: str) -> bool:
    """Whether a segment of a template stands for a value."""
    return segment.startswith("{") and segment.endswith("}")


@dataclass(frozen=True)
class Match:
    """An operation, the decoded values of its path and the path itself with the template's casing."""

    operation: Operation
    values: dict[str, str]
    segments: tuple[str, ...]


@dataclass
class Template:
    """A path of the definition, split at the slashes, with an operation for each method."""

    segments: tuple[str, ...]
    operations: dict[str, Operation] = field(default_factory=dict)

    def values(self, segments: list[str]) -> dict[str, str] | None:
        """The path values when the segments fit, else None. An empty segment never stands for a value."""
        values = {}
        for mine, theirs in zip(self.segments, segments, strict=True):
            if is_name(mine) and theirs:
                values[mine[1:-1]] = theirs
            elif is_name(mine) or mine.lower() != theirs.lower():
                return None
        return values


def split(path: str) -> tuple[str, ...]:
    """The segments of a path; one slash at the end makes no difference."""
    return tuple(path.removesuffix("/").split("/"))


class Router:
    """All templates by number of segments; where two fit, the one with the earlier fixed segment wins."""

    def __init__(self, operations: Iterable[Operation]) -> None:
        templates: dict[tuple[str, ...], Template] = {}
        for operation in operations:
            segments = split(operation.path)
            templates.setdefault(segments, Template(segments)).operations[operation.method] = operation
        self._by_length: defaultdict[int, list[Template]] = defaultdict(list)
        for segments in sorted(templates, key=lambda s: [is_name(segment) for segment in s]):
            self._by_length[len(segments)].append(templates[segments])

    def match(self, method: str, path: str) -> Match:
        """Raises 404 for a path and 405 for a method that the definition does not have."""
        segments = [unquote(segment) for segment in split(path)]
        allowed: set[str] = set()
        for template in self._by_length[len(segments)]:
            values = template.values(segments)
            if values is None:
                continue
            if method in template.operations:
                filled = tuple(values[s[1:-1]] if is_name(s) else s for s in template.segments)
                return Match(template.operations[method], values, filled)
            allowed.update(template.operations)
        if allowed:
            verbs = ", ".join(sorted(allowed))
            message = f"The method {method} is not supported here; use {verbs}."
            raise ArmError(405, "MethodNotAllowed", message, headers={"Allow": verbs})
        raise ArmError(404, "InvalidResourceType", f"No resource type of this API answers at '{unquote(path)}'.")
