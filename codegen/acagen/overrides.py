"""spec/overrides.json: names that the definition chose badly, each with its reason."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path

from .errors import SpecError
from .ir import Api
from .load import Files


@dataclasses.dataclass(frozen=True)
class Overrides:
    """`names`: `models.X` and `enums.X` to other words. `operations`: an operationId to `Group_Verb`."""

    names: Mapping[str, str]
    operations: Mapping[str, str]


def read(path: Path) -> Overrides:
    root = Files(path.parent).read(path)
    names: dict[str, str] = {}
    operations: dict[str, str] = {}
    for section, entries in root.items():
        if section not in ("models", "enums", "operations"):
            raise entries.error("'models', 'enums' or 'operations' is expected")
        for key, entry in entries.items():
            entry.need("why").text()
            name = entry.need("name").text()
            if section == "operations":
                operations[key] = name
            else:
                names[f"{section}.{key}"] = name
    return Overrides(names, operations)


def apply(api: Api, overrides: Overrides) -> Api:
    """`api` with its operations renamed. Overrides of another api-version's operations do nothing."""
    changed = []
    for operation in api.operations:
        group, verb = operation.group, operation.verb
        if operation.id in overrides.operations:
            group, _, verb = overrides.operations[operation.id].rpartition("_")
        if not group:
            raise SpecError("overrides.json", "/operations",
                            f"the operationId {operation.id} has no group; give it a name 'Group_Verb'")
        changed.append(dataclasses.replace(operation, group=group, verb=verb))
    return dataclasses.replace(api, operations=tuple(sorted(changed, key=lambda o: (o.group, o.verb))))
