"""`acagen diff`: every change is found and, applied, gives the second definition; each is called what it is."""

from __future__ import annotations

import copy
import dataclasses
import functools
import itertools
import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from support import CODEGEN, GOLDEN, ROOT, Outcome, acagen, load, often
from test_mutations import mutate

from acagen import diff, diff_report, ir, overrides
from acagen.effects import BREAKING as BROKEN
from acagen.effects import COMPATIBLE as FINE
from acagen.effects import NONE as NOTHING
from acagen.effects import RULES, Effect, Effects
from acagen.errors import SpecError

RENAMED = overrides.read(ROOT / "spec/overrides.json")
TEA = overrides.read(GOLDEN / "overrides.json")
VERSIONS = sorted(path.stem for path in (ROOT / "spec").glob("20*.json"))


@functools.cache
def version(name: str) -> ir.Api:
    return diff.read(ROOT / f"spec/{name}.json", RENAMED)


def supported(*names: str) -> list[ir.Api]:
    """Those api-versions; the test is skipped where the generator does not support one."""
    try:
        return [version(name) for name in names]
    except SpecError as error:
        pytest.skip(str(error))


def report(old: ir.Api, new: ir.Api) -> diff_report.Report:
    return diff_report.Report(old, new, diff.compare(old, new), diff_report.CNames("tea", {}))


# ---- applied to the first it gives the second ----

Entry = dict[str, Any]


class Applied:
    """A definition as plain data, whose collections are lists of [label, element], and the changes made in it."""

    def __init__(self, definition: Any, keys: dict[str, list[str]]) -> None:
        self.keys = keys
        self.value = self.labelled(definition)

    def labelled(self, value: Any, member: str = "") -> Any:
        if isinstance(value, dict):
            return {key: self.labelled(inner, key) for key, inner in value.items()}
        if isinstance(value, list) and member in self.keys:
            names = self.keys[member]
            return [[" ".join(e[n] for n in names) if names else e, self.labelled(e)] for e in value]
        return value

    def unlabelled(self, value: Any, member: str = "") -> Any:
        if isinstance(value, dict):
            return {key: self.unlabelled(inner, key) for key, inner in value.items()}
        if isinstance(value, list) and member in self.keys:
            return [self.unlabelled(element) for _, element in value]
        return value

    def at(self, path: list[Any]) -> Any:
        found = self.value
        for step in path:
            found = found[step] if isinstance(found, dict) else next(e for label, e in found if label == step)
        return found

    def apply(self, entries: list[Entry]) -> Any:
        for entry in entries:
            *path, last = entry["path"]
            holder = self.at(path)
            if entry["change"] == "changed":
                assert holder[last] == entry["old"]
                holder[last] = entry["new"]
            elif entry["change"] == "removed":
                index = [label for label, _ in holder].index(last)
                assert self.unlabelled(holder[index][1]) == entry["old"]
                del holder[index]
            elif entry["change"] == "added":
                holder.insert(entry["at"], [last, self.labelled(entry["new"])])
            else:
                assert entry["change"] == "reordered"
                holder[last].sort(key=lambda pair: entry["new"].index(pair[0]))
        return self.unlabelled(self.value)


def applies(old: ir.Api, new: ir.Api) -> list[Entry]:
    """Asserts that what the JSON says makes `new` of `old`."""
    said = json.loads(diff_report.FORMATS["json"](report(old, new)))
    entries: list[Entry] = said["changes"]
    made = Applied(diff_report.plain(old), said["keys"]).apply(entries)
    expected = diff_report.plain(new)
    for section in ("operations", "models", "enums"):
        assert made[section] == expected[section], section
    assert made == expected
    return entries


@pytest.mark.skipif(not (ROOT / "spec/2024-03-01.json").exists(), reason="spec/2024-03-01.json is not here")
def test_2023_05_01_to_2024_03_01() -> None:
    entries = applies(version("2023-05-01"), version("2024-03-01"))
    kinds = {(entry["path"][0], entry["change"]) for entry in entries if len(entry["path"]) == 2}
    assert {("models", "added"), ("enums", "added"), ("operations", "added")} <= kinds
    assert len(entries) > 15


@pytest.mark.parametrize(("old", "new"), itertools.permutations(VERSIONS, 2))
def test_versions(old: str, new: str) -> None:
    assert applies(*supported(old, new))


@pytest.mark.parametrize("name", VERSIONS)
def test_nothing_changed(name: str) -> None:
    assert diff.compare(*supported(name, name)) == []


def tiny(definition: Any, folder: Path) -> ir.Api:
    folder.mkdir(exist_ok=True)
    shutil.copy(GOLDEN / "common.json", folder)
    (folder / "tiny.json").write_text(json.dumps(definition))
    return diff.read(folder / "tiny.json", TEA)


def test_random_mutations(tmp_path: Path) -> None:
    """Each definition against the last that could be read, with up to three things changed in it."""
    chance = random.Random(20240301)
    good = load(GOLDEN / "tiny.json")
    last, compared, kinds = tiny(good, tmp_path), 0, set()
    count = often(300, 3000)
    for _ in range(count):
        changed = copy.deepcopy(good)
        for _ in range(chance.randrange(1, 4)):
            mutate(changed, chance)
            changed = copy.deepcopy(changed)  # what was put in may be put in again
        try:
            new = tiny(changed, tmp_path)
        except (SpecError, OSError):
            continue
        kinds |= {entry["change"] for entry in applies(last, new)}
        compared, last = compared + 1, new
    assert compared > count / 15
    assert kinds >= {"added", "removed", "changed"}


def shuffled(chance: random.Random, value: Any) -> Any:
    """A piece of the IR with elements left out, flags turned over, and everything in another order."""
    if isinstance(value, tuple) and value and dataclasses.is_dataclass(value[0]):
        found = [shuffled(chance, element) for element in value if chance.random() > 0.1]
        chance.shuffle(found)
        return tuple(found)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.replace(value, **{m.name: shuffled(chance, getattr(value, m.name))
                                             for m in dataclasses.fields(value)})
    if isinstance(value, tuple):
        found = list(value)
        chance.shuffle(found)
        return tuple(found)
    return not value if isinstance(value, bool) and chance.random() < 0.05 else value


def test_random_orders(tmp_path: Path) -> None:
    chance = random.Random(20230501)
    api = tiny(load(GOLDEN / "tiny.json"), tmp_path)
    found = [entry for _ in range(often(50, 500)) for entry in applies(shuffled(chance, api), shuffled(chance, api))]
    assert {entry["change"] for entry in found} == {"added", "removed", "changed", "reordered"}


# ---- what a change means ----

Definition = dict[str, Any]
RESOURCE = "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Contoso.Tea/teapots/{teapotName}"
LIST = "/subscriptions/{subscriptionId}/providers/Contoso.Tea/teapots"
POUR = "/{scope}/providers/Contoso.Tea/teapots/{teapotName}/pour"


def of(definition: Definition, *path: Any) -> Any:
    found: Any = definition
    for step in path:
        found = found[step]
    return found


def inner(d: Definition) -> Any:
    """The properties of a teapot, which goes both ways."""
    return of(d, "definitions", "Teapot", "properties", "properties")


def state(d: Definition) -> Any:
    """An open enum, of a read-only property."""
    return of(inner(d), "properties", "state")


def parameters(d: Definition) -> Any:
    """Subscription, version, $filter (optional), maxSteepTime (required)."""
    return of(d, "paths", LIST, "get", "parameters")


def put(d: Definition) -> Any:
    return of(d, "paths", RESOURCE, "put")


def cup(d: Definition) -> Any:
    """A body, which goes to the service alone, of an operation that answers 200 with leaves, or 204."""
    return of(d, "paths", POUR, "post", "parameters", 3)


def leaves(d: Definition) -> Any:
    """A page, which is only ever an answer."""
    return of(d, "definitions", "leafCollection")


def rename(holder: Any, old: str, new: str) -> Any:
    """None."""
    holder[new] = holder.pop(old)
    return None


# What changes, what the change is called, and its effect on the wire, for C, and why.
CASES: dict[str, tuple[Callable[[Definition], Any], str, str, str]] = {
    "operation added": (lambda d: d["paths"].update({"/x": {"get": {"operationId": "X_Get", "responses": {"200": {}}}}}),
                        "Api.operations added", FINE, FINE),
    "operation removed": (lambda d: of(d, "paths", RESOURCE).pop("delete"), "Api.operations removed", BROKEN, BROKEN),
    "operation renamed": (lambda d: of(d, "paths", RESOURCE, "get").update(operationId="Teapots_Read"),
                          "Operation.verb", NOTHING, BROKEN),
    "operation of another group": (lambda d: of(d, "paths", RESOURCE, "get").update(operationId="Pots_Get"),
                                   "Operation.group", NOTHING, BROKEN),
    "path in other letter case": (lambda d: rename(d["paths"], LIST, LIST.lower().replace("subscriptionid", "subscriptionId")
                                                   .replace("contoso.tea", "contoso.TEA")), "Operation.path", NOTHING, NOTHING),
    "another path": (lambda d: rename(d["paths"], LIST, LIST + "/all"), "Operation.path", BROKEN, NOTHING),
    "another method": (lambda d: rename(of(d, "paths", POUR), "post", "put"), "Operation.method", BROKEN, NOTHING),
    "optional parameter added": (lambda d: parameters(d).append({"name": "colour", "in": "query", "type": "string"}),
                                 "Operation.parameters added", FINE, BROKEN),
    "required parameter added": (lambda d: parameters(d).append(
        {"name": "colour", "in": "query", "type": "string", "required": True}), "Operation.parameters added", BROKEN, BROKEN),
    "parameter removed": (lambda d: parameters(d).pop(2), "Operation.parameters removed", BROKEN, BROKEN),
    "parameter of the client removed": (lambda d: parameters(d).pop(1), "Operation.parameters removed", BROKEN, NOTHING),
    "parameter required now": (lambda d: parameters(d)[2].update(required=True), "Parameter.required", BROKEN, BROKEN),
    "parameter optional now": (lambda d: parameters(d)[3].update(required=False), "Parameter.required", FINE, FINE),
    "parameters in another order": (lambda d: parameters(d)[2].update(required=True), "Parameter.required", BROKEN, BROKEN),
    "arguments in another order": (lambda d: parameters(d)[3].update(required=False) or parameters(d).sort(
        key=lambda p: p.get("name") != "$filter"), "Operation.parameters reordered", NOTHING, BROKEN),
    "path parameter renamed": (lambda d: rename(d["paths"], POUR, POUR.replace("{scope}", "{id}")) or of(
        d, "paths", POUR.replace("{scope}", "{id}"), "post", "parameters", 1).update(name="id"), "Parameter.wire", NOTHING, NOTHING),
    "parameter encoded by the library": (lambda d: of(d, "paths", POUR, "post", "parameters", 1).pop("x-ms-skip-url-encoding"),
                                         "Parameter.encoded", BROKEN, BROKEN),
    "body added": (lambda d: of(d, "paths", RESOURCE, "delete").update(parameters=[
        {"name": "leaf", "in": "body", "schema": {"$ref": "#/definitions/Leaf"}}]), "Operation.body", FINE, BROKEN),
    "body needed": (lambda d: of(d, "paths", RESOURCE, "delete").update(parameters=put(d)["parameters"]),
                    "Operation.body", BROKEN, BROKEN),
    "body removed": (lambda d: of(d, "paths", POUR, "post", "parameters").pop(), "Operation.body", BROKEN, BROKEN),
    "body required now": (lambda d: cup(d).update(required=True), "Body.required", BROKEN, BROKEN),
    "body optional now": (lambda d: of(put(d), "parameters", 0).update(required=False), "Body.required", FINE, FINE),
    "body of another name": (lambda d: cup(d).update(name="Cup"), "Body.wire", NOTHING, NOTHING),
    "body's model renamed": (lambda d: cup(d).update(name="mug"), "Body.content", NOTHING, BROKEN),
    "another body": (lambda d: cup(d).update(schema={"$ref": "#/definitions/Leaf"}), "Body.content", BROKEN, BROKEN),
    "another result": (lambda d: of(d, "paths", RESOURCE, "get", "responses", "200").update(
        schema={"$ref": "#/definitions/Leaf"}), "Operation.result", BROKEN, BROKEN),
    "result's model renamed": (lambda d: d["definitions"].update(Pot=copy.deepcopy(d["definitions"]["Leaf"])) or of(
        d, "definitions", "Leaf", "properties")["name"].update({"x-ms-secret": False}) or of(
        d, "definitions", "Teapot", "properties", "properties", "properties").update(lid={"$ref": "#/definitions/Pot", "readOnly": True}),
        "Field.type", NOTHING, BROKEN),
    "status added": (lambda d: of(d, "paths", RESOURCE, "delete", "responses").update({"200": {}}), "Operation.success added", FINE, NOTHING),
    "status that may have no result": (lambda d: put(d)["responses"].update({"202": {}}), "Operation.success added", BROKEN, BROKEN),
    "status removed": (lambda d: put(d)["responses"].pop("201"), "Operation.success removed", FINE, NOTHING),
    "error status added": (lambda d: put(d)["responses"].update({"409": {"x-ms-error-response": True}}),
                           "Operation.errors added", FINE, NOTHING),
    "long-running now": (lambda d: of(d, "paths", POUR, "post").update({"x-ms-long-running-operation": True}),
                         "Operation.long_running", BROKEN, FINE),
    "no longer long-running": (lambda d: put(d).update({"x-ms-long-running-operation": False}), "Operation.long_running", FINE, BROKEN),
    "result elsewhere, of PUT": (lambda d: of(put(d), "x-ms-long-running-operation-options").update(
        {"final-state-via": "location"}), "Operation.final_state_via", FINE, NOTHING),
    "no list any more": (lambda d: of(d, "paths", LIST, "get").pop("x-ms-pageable"), "Operation.next_link", FINE, BROKEN),
    "pages now": (lambda d: leaves(d)["properties"].update(more={"type": "string"}) or of(
        d, "paths", POUR, "post", "x-ms-pageable").update(nextLinkName="more"), "Operation.next_link", BROKEN, NOTHING),
    "model removed": (lambda d: inner(d)["properties"].pop("cups"), "Api.models removed", NOTHING, BROKEN),
    "model added": (lambda d: inner(d)["properties"].update(x={"properties": {"a": {"type": "string"}}}),
                    "Api.models added", NOTHING, FINE),
    "property added": (lambda d: inner(d)["properties"].update(x={"type": "string"}), "Model.fields added", FINE, FINE),
    "property needed": (lambda d: inner(d)["properties"].update(x={"type": "string"}) or inner(d)["required"].append("x"),
                        "Model.fields added", BROKEN, FINE),
    "property that answers always have": (lambda d: leaves(d)["properties"].update(x={"type": "string"}) or leaves(d).update(
        required=["x"]), "Model.fields added", FINE, FINE),
    "read-only property added": (lambda d: inner(d)["properties"].update(x={"type": "string", "readOnly": True}) or
                                 inner(d)["required"].append("x"), "Model.fields added", FINE, FINE),
    "property removed": (lambda d: inner(d)["properties"].pop("recipe"), "Model.fields removed", BROKEN, BROKEN),
    "properties in another order": (lambda d: rename(inner(d)["properties"], "state", "state"), "Model.fields reordered", NOTHING, NOTHING),
    "property required now": (lambda d: inner(d)["required"].append("recipe"), "Field.required", BROKEN, BROKEN),
    "property of answers required now": (lambda d: leaves(d).update(required=["leaves"]), "Field.required", FINE, NOTHING),
    "property optional now": (lambda d: inner(d)["required"].remove("litres"), "Field.required", BROKEN, FINE),
    "property read-only now": (lambda d: inner(d)["properties"]["recipe"].update(readOnly=True), "Field.read_only", BROKEN, BROKEN),
    "property of answers read-only now": (lambda d: leaves(d)["properties"]["leaves"].update(readOnly=True),
                                          "Field.read_only", FINE, NOTHING),
    "property writable now": (lambda d: state(d).update(readOnly=False), "Field.read_only", FINE, FINE),
    "property secret now": (lambda d: inner(d)["properties"]["serial"].update({"x-ms-secret": True}), "Field.secret", NOTHING, FINE),
    "property fixed now": (lambda d: inner(d)["properties"]["handles"].update({"x-ms-mutability": ["create", "read"]}),
                           "Field.mutability", BROKEN, NOTHING),
    "property never answered now": (lambda d: inner(d)["properties"]["handles"].update({"x-ms-mutability": ["create", "update"]}),
                                    "Field.mutability", BROKEN, NOTHING),
    "property changeable now": (lambda d: of(d, "definitions", "Resource", "properties", "region").pop("x-ms-mutability"),
                                "Field.mutability", FINE, NOTHING),
    "int32 to int64": (lambda d: inner(d)["properties"]["handles"].update(format="int64"), "Field.type", BROKEN, BROKEN),
    "int32 to int64 in requests": (lambda d: cup(d)["schema"]["properties"]["size"].update(format="int64"), "Field.type", FINE, BROKEN),
    "int64 to int32 in answers": (lambda d: inner(d)["properties"]["pours"].update(format="int32"), "Field.type", FINE, BROKEN),
    "text to number": (lambda d: inner(d)["properties"].update(recipe={"type": "integer", "x-ms-secret": True}), "Field.type", BROKEN, BROKEN),
    "format added": (lambda d: inner(d)["properties"]["recipe"].update(format="date-time"), "Field.type", BROKEN, NOTHING),
    "one to many": (lambda d: inner(d)["properties"].update(recipe={"type": "array", "items": {"type": "string"}, "x-ms-secret": True}),
                    "Field.shape", BROKEN, BROKEN),
    "text to closed enum": (lambda d: inner(d)["properties"]["recipe"].update(enum=["a"]), "Field.type", BROKEN, NOTHING),
    "text to open enum": (lambda d: inner(d)["properties"]["recipe"].update(
        {"enum": ["a"], "x-ms-enum": {"name": "Recipe", "modelAsString": True}}), "Field.type", FINE, NOTHING),
    "enum removed": (lambda d: state(d).pop("enum") and state(d).pop("x-ms-enum"), "Api.enums removed", NOTHING, BROKEN),
    "closed enum to text": (lambda d: inner(d)["properties"]["cups"]["items"]["properties"]["handle"].pop("enum"),
                            "Field.type", BROKEN, NOTHING),
    "enum renamed": (lambda d: state(d)["x-ms-enum"].update(name="PotState"), "Field.type", NOTHING, NOTHING),
    "value of an open enum added": (lambda d: state(d)["enum"].append("Warm"), "Enum.values added", FINE, FINE),
    "value of a closed enum added": (lambda d: of(d, "definitions", "TeapotKind", "enum").append("Steel"),
                                     "Enum.values added", BROKEN, FINE),
    "value removed": (lambda d: of(d, "definitions", "TeapotKind", "enum").pop(), "Enum.values removed", BROKEN, BROKEN),
    "value of answers removed": (lambda d: state(d)["enum"].pop(), "Enum.values removed", FINE, BROKEN),
    "values in another order": (lambda d: state(d)["enum"].reverse(), "Enum.values reordered", NOTHING, NOTHING),
    "enum closed now": (lambda d: state(d)["x-ms-enum"].update(modelAsString=False), "Enum.open", FINE, NOTHING),
    "enum open now": (lambda d: of(d, "definitions", "TeapotKind", "x-ms-enum").update(modelAsString=True), "Enum.open", BROKEN, FINE),
    "parameter of another type": (lambda d: parameters(d)[3].update(type="integer"), "Parameter.type", BROKEN, BROKEN),
    "header added": (lambda d: parameters(d).append({"name": "If-Match", "in": "header", "type": "string"}),
                     "Operation.parameters added", FINE, BROKEN),
    "parameters in a struct": (lambda d: parameters(d)[2].update({"x-ms-parameter-grouping": {"name": "Options"}}),
                               "Parameter.group", NOTHING, BROKEN),
    "answer's header added": (lambda d: of(put(d), "responses", "200").update(headers={"ETag": {"type": "string"}}),
                              "Operation.headers added", FINE, FINE),
    "deprecated now": (lambda d: put(d).update(deprecated=True), "Operation.deprecated", NOTHING, FINE),
    "limit raised": (lambda d: inner(d)["properties"]["litres"].update(minimum=1), "Field.limits", BROKEN, BROKEN),
    "limit added to answers": (lambda d: leaves(d)["properties"]["leaves"].update(maxItems=9), "Field.limits", FINE, NOTHING),
    "limit gone": (lambda d: inner(d)["properties"]["guests"].pop("minItems"), "Field.limits", BROKEN, FINE),
    "null now": (lambda d: inner(d)["properties"]["recipe"].update({"x-nullable": True}), "Field.nullable", BROKEN, NOTHING),
    "another default": (lambda d: inner(d)["properties"]["handles"].update(default=2), "Field.default", BROKEN, NOTHING),
    "property renamed in C": (lambda d: inner(d)["properties"]["recipe"].update({"x-ms-client-name": "receipt"}),
                              "Field.words", NOTHING, BROKEN),
    "value renamed in C": (lambda d: state(d)["x-ms-enum"].update(values=[
        {"value": "Cold", "name": "Chilly"}, {"value": "Hot"}, {"value": "Unknown"}]), "Enum.words", NOTHING, BROKEN),
    "properties without a name": (lambda d: leaves(d).update(additionalProperties={"type": "string"}), "Model.additional", FINE, FINE),
    "title": (lambda d: d["info"].update(title="Tea"), "Api.title", NOTHING, NOTHING),
}


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> ir.Api:
    return tiny(load(GOLDEN / "tiny.json"), tmp_path_factory.mktemp("diff"))


@pytest.mark.parametrize("case", CASES)
def test_effect(case: str, before: ir.Api, tmp_path: Path) -> None:
    change, rule, wire, source = CASES[case]
    definition = load(GOLDEN / "tiny.json")
    change(definition)
    after = tiny(definition, tmp_path)
    found = {entry.change.rule: entry.effect for entry in report(before, after).entries}
    assert rule in found
    assert (found[rule].wire, found[rule].source) == (wire, source)
    assert found[rule].abi or source != BROKEN
    applies(before, after)
    applies(after, before)


def test_structs_that_grow_are_to_be_compiled_again() -> None:
    assert {rule for rule, row in RULES.items() if row.abi} >= {
        "Enum.values added", "Enum.values reordered", "Model.fields added", "Model.fields reordered"}


def with_member(value: Any, cls: type, more: type, strange: int) -> Any:
    """A piece of the IR in which each `cls` is a `more`, which has one member more."""
    if isinstance(value, tuple):
        return tuple(with_member(element, cls, more, strange) for element in value)
    if not dataclasses.is_dataclass(value) or isinstance(value, type):
        return value
    inner = {m.name: with_member(getattr(value, m.name), cls, more, strange) for m in dataclasses.fields(value)}
    return more(**inner, strange=strange) if isinstance(value, cls) else dataclasses.replace(value, **inner)


@pytest.mark.parametrize("cls", [ir.Api, ir.Operation, ir.Parameter, ir.Model, ir.Field, ir.Type, ir.Enum])
def test_members_without_a_rule_break_everything(cls: type, before: ir.Api) -> None:
    """As a later generator may have them."""
    more = dataclasses.make_dataclass(cls.__name__, [("strange", int)], bases=(cls,), frozen=True, kw_only=True)
    old, new = (with_member(before, cls, more, value) for value in (1, 2))
    entries = report(old, new).entries
    assert entries
    for entry in entries:
        assert (entry.effect.wire, entry.effect.source) == (BROKEN, BROKEN)
        if cls is not ir.Type:
            assert entry.change.path[-1] == "strange"
            assert entry.effect == Effect(BROKEN, BROKEN, True, "no rule knows this member: taken for breaking")
        for form in ("text", "markdown"):
            said = diff_report.FORMATS[form](report(old, new))
            assert sum("breaks wire and C" in line for line in said.splitlines()) == len(entries)
    applies(old, new)


def test_what_no_operation_names_goes_both_ways(before: ir.Api) -> None:
    effects = Effects(before, before)
    ways = {name: sorted(effects.uses.of(name)) for name in ("Teapot", "PourTeaCup", "Cup", "leafCollection", "Fault", "TeapotState")
            if name in effects.uses.known}
    assert ways == {"Teapot": ["answers", "requests"], "Cup": ["requests"], "leafCollection": ["answers"],
                    "Fault": ["answers", "requests"], "TeapotState": ["answers"]}


# ---- the command ----


@pytest.fixture
def changed(tmp_path: Path) -> Path:
    """The small definition, half a year later."""
    definition = load(GOLDEN / "tiny.json")
    definition["info"]["version"] = "2031-10-01"
    for name in ("optional parameter added", "operation renamed", "property added", "value removed", "property read-only now"):
        CASES[name][0](definition)
    of(definition, "paths", RESOURCE).pop("delete")
    tiny(definition, tmp_path / "spec")
    return tmp_path / "spec/tiny.json"


def run(old: str | Path, new: str | Path, *arguments: str) -> Outcome:
    return acagen("diff", old, new, "--overrides", GOLDEN / "overrides.json", "--prefix", "tea", *arguments)


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_output(form: str, changed: Path) -> None:
    """After an intended change: ACAGEN_UPDATE=1 pytest test_diff.py, and read the difference."""
    outcome = run(GOLDEN / "tiny.json", changed, "--format", form)
    expected = GOLDEN / f"diff.{'txt' if form == 'text' else 'md'}"
    if os.environ.get("ACAGEN_UPDATE"):
        expected.write_text(outcome.out)
    assert (outcome.status, outcome.err) == (1, "")
    assert outcome.out.splitlines() == expected.read_text().splitlines()


def test_output_of_every_run_is_the_same(changed: Path) -> None:
    def once(seed: str, form: str) -> str:
        return subprocess.run([sys.executable, "-m", "acagen", "diff", GOLDEN / "tiny.json", changed, "--format", form,
                               "--fail-on", "never", "--overrides", GOLDEN / "overrides.json"], cwd=CODEGEN, check=True,
                              env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, text=True).stdout

    for form in diff_report.FORMATS:
        assert once("1", form) == once("2", form) != ""


def test_nothing_to_say() -> None:
    heading = "Contoso.Tea 2031-04-01 -> 2031-04-01"
    assert run(GOLDEN / "tiny.json", GOLDEN / "tiny.json") == Outcome(0, f"{heading}\nnothing changed\n", "")


@pytest.mark.parametrize(("case", "on"), [
    ("value removed", "any wire source"), ("optional parameter added", "any source"), ("property needed", "any wire"),
    ("property added", ""), ("operation renamed", "any source"), ("another path", "any wire")])
def test_exit_status(case: str, on: str, tmp_path: Path) -> None:
    definition = load(GOLDEN / "tiny.json")
    CASES[case][0](definition)
    tiny(definition, tmp_path / "spec")
    for given in ("any", "wire", "source", "never"):
        outcome = run(GOLDEN / "tiny.json", tmp_path / "spec/tiny.json", "--fail-on", given)
        assert (outcome.status, outcome.err) == (1 if given in on.split() else 0, ""), given


@pytest.mark.parametrize(("given", "message"), [
    ("1999-01-01", "spec/1999-01-01.json#: No such file or directory"),
    ("golden/none.json", "golden/none.json#: No such file or directory"),
    ("golden", "golden#: Is a directory"),
    ("bad/not_json.json", "bad/not_json.json#: not JSON: "),
    ("bad/type_file.json", "bad/type_file.json#/definitions/"),
])
def test_bad_input(given: str, message: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(GOLDEN.parent)
    for arguments in ((given, "golden/tiny.json"), ("golden/tiny.json", given)):
        outcome = run(*arguments)
        assert (outcome.status, outcome.out) == (2, "")
        assert outcome.err.startswith(message) and outcome.err.count("\n") == 1
