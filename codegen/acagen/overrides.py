"""spec/overrides.json: names that the definition chose badly, each with its reason."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path

from .errors import SpecError
from .ir import Api, Enum, Field, Group, Model, Operation, Parameter
from .load import Files

_SECTIONS = ("models", "enums", "operations", "properties", "values", "parameters")


@dataclasses.dataclass(frozen=True)
class Overrides:
    """Other words, by `models.X`, `enums.X`, `properties.X.property`, `values.X.value` and `parameters.operationId.name`.
    `operations`: an operationId to `Group_Verb`."""

    names: Mapping[str, str]
    operations: Mapping[str, str]

    def property(self, model: Model, field: Field) -> Field:
        """One that a model has from a base may be called as the base's, too."""
        keys = (f"properties.{model.name}.{field.wire}", f"properties.{field.described_by}")
        return dataclasses.replace(field, words=next((self.names[key] for key in keys if key in self.names), field.words))

    def model(self, model: Model) -> Model:
        return dataclasses.replace(model, fields=tuple(self.property(model, field) for field in model.fields))

    def enum(self, enum: Enum) -> Enum:
        pairs = zip(enum.values, enum.words, strict=True)
        return dataclasses.replace(enum, words=tuple(self.names.get(f"values.{enum.name}.{value}", words) for value, words in pairs))

    def parameter(self, owner: str, parameter: Parameter) -> Parameter:
        """Of an operation, or of a group of parameters."""
        words = self.names.get(f"parameters.{parameter.group or owner}.{parameter.wire}", parameter.client_name)
        return dataclasses.replace(parameter, client_name=words)

    def group(self, group: Group) -> Group:
        return dataclasses.replace(group, members=tuple(self.parameter(group.name, p) for p in group.members))

    def operation(self, operation: Operation) -> Operation:
        group, verb = operation.group, operation.verb
        if operation.id in self.operations:
            group, _, verb = self.operations[operation.id].rpartition("_")
        if not group:
            raise SpecError("overrides.json", "/operations",
                            f"the operationId {operation.id} has no group; give it a name 'Group_Verb'")
        parameters = tuple(self.parameter(operation.id, p) for p in operation.parameters)
        return dataclasses.replace(operation, group=group, verb=verb, parameters=parameters)


def read(path: Path) -> Overrides:
    root = Files(path.parent).read(path)
    names: dict[str, str] = {}
    operations: dict[str, str] = {}
    for section, entries in root.items():
        if section not in _SECTIONS:
            raise entries.error(f"'{', '.join(_SECTIONS[:-1])}' or '{_SECTIONS[-1]}' is expected".replace(", ", "', '"))
        for key, entry in entries.items():
            entry.need("why").text()
            name = entry.need("name").text()
            if section == "operations":
                operations[key] = name
            else:
                names[f"{section}.{key}"] = name
    return Overrides(names, operations)


def apply(api: Api, overrides: Overrides) -> Api:
    """`api` with other names. Those of another api-version's things do nothing."""
    operations = map(overrides.operation, api.operations)
    return dataclasses.replace(
        api, operations=tuple(sorted(operations, key=lambda o: (o.group, o.verb))),
        models=tuple(map(overrides.model, api.models)), enums=tuple(map(overrides.enum, api.enums)),
        groups=tuple(map(overrides.group, api.groups)))
