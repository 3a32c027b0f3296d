"""IR and names to finished files: views in which every C word is ready, printed by templates."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import jinja2

from .ctext import Description, harmless
from .ir import Api, Model, Operation
from .model_views import ModelViews
from .names import Names, claim_all
from .operation_views import OperationViews


@functools.cache
def templates() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"), undefined=jinja2.StrictUndefined,
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True, autoescape=False)


class Emitter:
    def __init__(self, api: Api, names: Names, sentences: Mapping[str, str]) -> None:
        claim_all(names, api)
        self.api = api
        self.names = names
        self.models = api.named
        self.home = self._homes()
        described = Description(sentences)
        self.model_views = ModelViews(api, names, described)
        self.operation_views = OperationViews(api, names, described, self.model_views)

    def _reachable(self, start: Iterable[str | None]) -> set[str]:
        found: set[str] = set()
        rest = [name for name in start if name]
        while rest:
            name = rest.pop()
            if name not in found:
                found.add(name)
                rest += self._neighbours(name)
        return found

    @functools.cache
    def _neighbours(self, name: str) -> list[str]:
        model = self.models[name]
        found = [leaf for field in model.rows if (leaf := field.type.leaf.model)]
        found += [other.name for other in self.api.derived(name)]
        return found + ([model.family.base] if model.family and model.family.base else [])

    def _homes(self) -> dict[str, str]:
        """Each model's file: its group's, or 'models' when it belongs to several or to none."""
        users: dict[str, set[str]] = {name: set() for name in self.models}
        starts: dict[str, set[str | None]] = {}
        for operation in self.api.operations:
            starts.setdefault(self.names.group(operation.group), set()).update(
                content.type.leaf.model for content in operation.contents)
        for group, models in starts.items():
            for name in self._reachable(models):
                users[name].add(group)
        unused = [name for name, groups in users.items() if not groups]
        for name in self._reachable(unused):
            users[name].add("models")
        return {name: groups.pop() if len(groups) == 1 else "models" for name, groups in users.items()}

    def _group_homes(self) -> dict[str, str]:
        """Likewise for the structs of parameters."""
        users: dict[str, set[str]] = {}
        for operation in self.api.operations:
            for name in filter(None, (p.group for p in operation.parameters)):
                users.setdefault(name, set()).add(self.names.group(operation.group))
        return {name: next(iter(groups)) if len(groups) == 1 else "models" for name, groups in users.items()}

    def render(self, template: str, **view: object) -> str:
        return templates().get_template(template).render(
            prefix=self.names.prefix, macro_prefix=self.names.prefix.upper(), version=self.api.version,
            title=harmless(self.api.title), **view)

    def files(self) -> dict[str, str]:
        """Every generated file by its path."""
        prefix = self.names.prefix
        groups: dict[str, list[Operation]] = {}
        for operation in self.api.operations:
            groups.setdefault(self.names.group(operation.group), []).append(operation)
        homes: dict[str, list[Model]] = {"models": [], **{group: [] for group in groups}}
        for model in sorted(self.api.models, key=lambda model: self.api.line(model)):  # structs after those they begin with
            homes[self.home[model.name]].append(model)
        result: dict[str, str] = {}
        group_homes = self._group_homes()
        for base, models in homes.items():
            view = {
                "base": base,
                "guard": self.names.macro(base + "_h"),
                "models": [self.model_views.model(model) for model in models],
                "parameter_groups": [self.operation_views.group(g) for g in self.api.groups if group_homes.get(g.name) == base],
                "operations": [self.operation_views.operation(o, i) for i, o in enumerate(groups.get(base, []))],
            }
            result[f"include/{prefix}/{base}.h"] = self.render("group.h.j2", **view)
            result[f"src/{base}.c"] = self.render("group.c.j2", **view)
        enums = [self.model_views.enum(enum) for enum in self.api.enums if enum.kind == "string"]
        numbers = [self.model_views.numbers(enum) for enum in self.api.enums if enum.kind != "string"]
        result[f"include/{prefix}/enums.h"] = self.render("enums.h.j2", enums=enums, numbers=numbers)
        result["src/enums.c"] = self.render("enums.c.j2", enums=enums)
        date = re.match(r"\d{4}-\d\d-\d\d", self.api.version)
        containers = [self.model_views.container(kind, shape) for kind, shape in self.api.containers()]
        whole = {
            "models": [{"c": self.names.model(m.name), "descriptor": self.names.descriptor(m.name)}
                       for m in self.api.models],
            "lists": [view for view in containers if not view["nested"] and not view["map"]],
            "maps": [view for view in containers if not view["nested"] and view["map"]],
            "nested": [view for view in containers if view["nested"]],
            "groups": sorted(homes),
            "date": date.group().replace("-", "") if date else "0",
            "operation_groups": [{"base": base, "count": len(groups[base])} for base in sorted(groups)],
        }
        result[f"include/{prefix}/types.h"] = self.render("types.h.j2", **whole)
        result[f"include/{prefix}/api.h"] = self.render("api.h.j2", **whole)
        result["src/api.c"] = self.render("api.c.j2", **whole)
        result["src/tables.h"] = self.render("tables.h.j2", enums=enums, **whole)
        return result
