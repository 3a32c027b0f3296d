"""`acagen verify`: agrees where all agree, and names the place of what does not."""

from __future__ import annotations

import contextlib
import copy
import io
import json
import os
import re
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from examples import CHECKOUT, FOLDER, needed
from schema import METHODS, OPERATIONS, ROOT, SPEC, VERSION

from acagen import __main__ as command
from acagen import replay
from acagen.errors import SpecError

pytestmark = pytest.mark.since("2022-10-01")  # the examples made up here are of auth tokens, too
ACA = os.environ["ACA_BINARY"]
PLACE = f"specification/app/resource-manager/Microsoft.App/stable/{VERSION}"
SUBSCRIPTION = "651f8027-33e8-4ec4-97b4-f6e9f3dc8744"
Json = dict[str, Any]


@dataclass(frozen=True)
class Outcome:
    status: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        """The findings, without notes and the folder of the examples."""
        return [line.replace(f"{PLACE}/", "") for line in self.out.splitlines()[:-1] if ": note: " not in line]


def acagen(*arguments: str | Path) -> Outcome:
    """As its command line does, in this process."""
    out, err = io.StringIO(), io.StringIO()
    with mock.patch.object(sys, "argv", ["acagen", *map(str, arguments)]), \
            contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = command.main()
    return Outcome(status, out.getvalue(), err.getvalue())


# ---- upstream's own ----


@needed
def test_upstream_agrees() -> None:
    """With every api-version, and the command with the examples of its own."""
    outcome = acagen("verify", "--upstream", CHECKOUT, "--aca", ACA, "--format", "json")
    results = {found["version"]: found for found in json.loads(outcome.out)}
    assert [f for found in results.values() for f in found["findings"] if f["level"] == "error"] == []
    assert (outcome.status, outcome.err) == (0, "")
    assert VERSION in results
    assert set(results) <= {path.stem for path in (ROOT / "spec").glob("20*.json")}
    for version, found in results.items():
        assert found["passed"] == found["run"] == (found["examples"] if version == VERSION else 0)
    assert results[VERSION]["examples"] == 105 or VERSION != "2023-05-01"
    warnings = [f for f in results[VERSION]["findings"] if f["level"] == "warning"]
    assert warnings and all(f["file"].startswith(f"{PLACE}/examples/") and f["pointer"] for f in warnings)
    print(", ".join(results), f"{results[VERSION]['passed']} examples passed, {len(warnings)} warnings")


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of what upstream has of the api-version and of one of its examples, with spec/ beside it."""
    more = sorted(path.name for path in (FOLDER / "examples").iterdir())[1:]
    shutil.copytree(FOLDER, tmp_path / "up" / PLACE, ignore=shutil.ignore_patterns(*more))
    shutil.copytree(CHECKOUT / "specification/common-types", tmp_path / "up/specification/common-types")
    for path in tmp_path.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)
    (tmp_path / "spec").mkdir()
    shutil.copy(ROOT / f"spec/{VERSION}.json", tmp_path / "spec")
    return tmp_path


def verify(folder: Path, *more: str | Path, aca: str | Path = ACA) -> Outcome:
    return acagen("verify", "--upstream", folder / "up", "--spec", folder / "spec", "--aca", aca, *more)


def edit(path: Path, change: Callable[[Any], object]) -> None:
    value = json.loads(path.read_text("utf-8-sig"))
    change(value)
    path.write_text(json.dumps(value, indent=1, ensure_ascii=False) + "\n")


@needed
def test_upstream_moved_on(copied: Path) -> None:
    """Upstream's definition says something else than it did."""
    (file,) = [path for path in (copied / "up" / PLACE).glob("*.json") if '"Dapr": {' in path.read_text()]
    edit(file, lambda d: d["definitions"]["Dapr"]["properties"].update(appPort={"type": "string"}))
    outcome = verify(copied)
    assert outcome.status == 1
    where = f"spec/{VERSION}.json#/definitions/Dapr/properties/appPort"
    assert [line for line in outcome.lines if "warning" not in line] == [
        f'{where}/type: "integer"; upstream has "string"', f'{where}/format: "int32"; upstream has nothing']


@needed
def test_upstream_says_the_same_in_other_words(copied: Path) -> None:
    edit(copied / "up" / PLACE / "ContainerApps.json", lambda d: d["info"].update(description="Something else."))
    outcome = verify(copied)
    assert outcome.status == 0
    assert f"spec/{VERSION}.json#/info/x-origin/sha256: note: " in outcome.out
    assert ": 1 of 1 examples passed; 0 deviations, " in outcome.out


# ---- of our own making ----

GROUP = {"subscriptionId": SUBSCRIPTION, "resourceGroupName": "rg one", "api-version": VERSION}
APP: Json = {"location": "eastus", "tags": {"a/b": "c"}, "properties": {
    "managedEnvironmentId": "/env", "configuration": {"ingress": {"external": True, "targetPort": 80}}}}
MADE: Json = {**APP, "id": "/a", "name": "web", "type": "Microsoft.App/containerApps", "properties": {
    **APP["properties"], "provisioningState": "Succeeded", "outboundIpAddresses": ["192.0.2.1"]}}
EXAMPLES: dict[str, Json] = {
    "ContainerApps_GetAuthToken": {"parameters": {**GROUP, "containerAppName": "web"}, "responses": {
        "200": {"body": {"location": "eastus", "properties": {"token": "t", "expires": "2031-04-01T00:00:00Z"}}}, "404": {}}},
    "ContainerApps_CreateOrUpdate": {"parameters": {**GROUP, "containerAppName": "web", "containerAppEnvelope": APP},
                                     "responses": {"200": {"headers": {}, "body": MADE}, "201": {"body": MADE, "headers": {
                                         "Azure-AsyncOperation": "https://elsewhere.example/operations/1"}}}},
    "ContainerApps_Update": {"parameters": {**GROUP, "containerAppName": "web", "containerAppEnvelope": {
        "location": "eastus", "tags": {"gone": None}}}, "responses": {"202": {}, "200": {"body": MADE}}},
    "ContainerApps_Delete": {"parameters": {**GROUP, "containerAppName": "web"}, "responses": {
        "202": {"headers": {"location": "https://elsewhere.example/operations/2"}}, "204": {}}},
    "ContainerApps_ListBySubscription": {"parameters": {"subscriptionId": SUBSCRIPTION, "api-version": VERSION}, "responses": {
        "200": {"body": {"value": [MADE, {"location": "westus", "name": "second"}], "nextLink": "https://elsewhere.example/"}}}},
    "ContainerAppsRevisions_ListRevisions": {"parameters": {**GROUP, "containerAppName": "web", "$filter": "a eq 'b&c'"},
                                             "responses": {"200": {"body": {"value": []}}}},
}


def write_upstream(folder: Path, examples: dict[str, Json]) -> None:
    """A checkout that has some operations of our own definition, with examples."""
    definition = copy.deepcopy(SPEC)
    definition["info"].pop("x-origin")
    paths = definition.pop("paths")
    definition["paths"] = {path: kept for path, item in paths.items() if (kept := {
        method: {**operation, "x-ms-examples": {"One": {"$ref": f"./examples/{operation['operationId']}.json"}}}
        for method, operation in item.items() if method in METHODS and operation["operationId"] in EXAMPLES})}
    named: set[str] = set()
    rest = [json.dumps(definition["paths"])]
    while rest:
        fresh = set(re.findall(r'"#/definitions/([^"]*)"', rest.pop())) - named
        named |= fresh
        rest += [json.dumps(definition["definitions"][name]) for name in fresh]
    definition["definitions"] = {name: definition["definitions"][name] for name in sorted(named)}
    place = folder / "up" / PLACE
    (place / "examples").mkdir(parents=True, exist_ok=True)
    (place / "openapi.json").write_text(json.dumps(definition))
    for name, example in examples.items():
        (place / f"examples/{name}.json").write_text(json.dumps(example))


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("imported")
    write_upstream(folder, EXAMPLES)
    outcome = acagen("import", folder / "up", VERSION, "--out", folder / "spec")
    assert (outcome.status, outcome.err) == (0, "")
    return folder


@pytest.fixture
def made(imported: Path, tmp_path: Path) -> Path:
    """A copy of it, to be changed."""
    shutil.copytree(imported, tmp_path, dirs_exist_ok=True)
    return tmp_path


def keep(made: Path, name: str) -> None:
    """The one example alone, to be quick."""
    for path in (made / "up" / PLACE / "examples").iterdir():
        if path.stem != name:
            path.unlink()


def test_agrees(made: Path) -> None:
    outcome = verify(made, "--strict")
    assert (outcome.status, outcome.err, outcome.lines) == (0, "", [])
    assert outcome.out.splitlines() == [
        f"spec/{VERSION}.json#: note: 3 links in examples were made to lead to this machine: the library follows none that "
        "lead elsewhere", f"{VERSION}: 6 of 6 examples passed; 0 deviations, 0 warnings"]


def of(value: Any, *path: Any) -> Any:
    for step in path:
        value = value[step]
    return value


SPEC_CHANGES: dict[str, tuple[Callable[[Json], object], list[str]]] = {
    "type": (lambda d: of(d, "definitions", "Dapr", "properties", "appPort").update(format="int64"),
             ['/definitions/Dapr/properties/appPort/format: "int64"; upstream has "int32"']),
    "removed": (lambda d: of(d, "definitions", "Dapr", "properties").pop("appId"),
                ['/definitions/Dapr/properties/appId: nothing; upstream has {"type": "string"}']),
    "added": (lambda d: of(d, "definitions", "ContainerAppAuthToken", "properties").update(more={"type": "string"}),
             ['/definitions/ContainerAppAuthToken/properties/more: {"type": "string"}; upstream has nothing']),
    "null": (lambda d: of(d, "definitions", "Dapr", "properties", "appPort").update(default=None),
             ["/definitions/Dapr/properties/appPort/default: null; upstream has nothing"]),
    "order": (lambda d: of(d, "definitions", "Dapr", "properties").update(
        enabled=of(d, "definitions", "Dapr", "properties").pop("enabled")),
        ["/definitions/Dapr/properties: the members come in another order than upstream's"]),
}


@pytest.mark.parametrize("name", SPEC_CHANGES)
def test_spec_deviates(name: str, made: Path) -> None:
    change, lines = SPEC_CHANGES[name]
    edit(made / f"spec/{VERSION}.json", change)
    keep(made, "ContainerApps_GetAuthToken")
    outcome = verify(made)
    assert (outcome.status, outcome.err) == (1, "")
    assert outcome.lines == [f"spec/{VERSION}.json#{line}" for line in lines]


def test_spec_in_another_form(made: Path) -> None:
    path = made / f"spec/{VERSION}.json"
    path.write_text(json.dumps(json.loads(path.read_text())))
    outcome = verify(made)
    assert (outcome.status, outcome.lines) == (1, [f"spec/{VERSION}.json#: the same as upstream's, but not as import writes it"])


# The example, what is changed in it, and what is said.
BODY = ("responses", "200", "body")
WARNINGS: dict[str, tuple[str, Callable[[Json], object], str]] = {
    "unknown property": ("ContainerApps_GetAuthToken", lambda e: of(e, *BODY, "properties").update(colour="red"),
                         "/responses/200/body/properties/colour: warning: 'colour' is no property of ContainerAppAuthTokenProperties"),
    "wrong type": ("ContainerApps_GetAuthToken", lambda e: of(e, *BODY, "properties").update(token=7),
                   "/responses/200/body/properties/token: warning: string is expected, not 7"),
    "wrong number": ("ContainerApps_CreateOrUpdate", lambda e: of(e, *BODY, "properties", "configuration", "ingress").update(
        targetPort=2**31), "/responses/200/body/properties/configuration/ingress/targetPort: warning: int32 is expected, not 2147483648"),
    "no array": ("ContainerApps_ListBySubscription", lambda e: of(e, *BODY, "value", 0, "properties").update(outboundIpAddresses="x"),
                 '/responses/200/body/value/0/properties/outboundIpAddresses: warning: an array is expected, not "x"'),
    "no object": ("ContainerApps_GetAuthToken", lambda e: of(e, *BODY).update(tags=["x"]),
                  '/responses/200/body/tags: warning: an object is expected, not ["x"]'),
    "missing": ("ContainerApps_GetAuthToken", lambda e: of(e, *BODY).pop("location"),
                "/responses/200/body: warning: 'location' is missing"),
    "enum": ("ContainerApps_GetAuthToken", lambda e: e["responses"].update({"200": {"body": {"location": "x", "systemData": {
        "createdByType": "Robot"}}}}), '/responses/200/body/systemData/createdByType: warning: "Robot" is no value of '),
    "read-only": ("ContainerApps_CreateOrUpdate", lambda e: of(e, "parameters", "containerAppEnvelope").update(id="/x"),
                  "/parameters/containerAppEnvelope/id: warning: a read-only property is not sent"),
    "parameter": ("ContainerApps_Delete", lambda e: e["parameters"].update(colour="red"),
                  "/parameters/colour: warning: ContainerApps_Delete has no parameter 'colour'"),
    "parameter missing": ("ContainerApps_Delete", lambda e: e["parameters"].pop("containerAppName"),
                          "/parameters: warning: 'containerAppName' is missing"),
    "version": ("ContainerApps_Delete", lambda e: e["parameters"].update({"api-version": "2020-01-01"}),
                f'/parameters/api-version: warning: "2020-01-01" instead of "{VERSION}"'),
    "status": ("ContainerApps_Delete", lambda e: e["responses"].update({"203": {}}),
               "/responses/203: warning: ContainerApps_Delete does not answer 203"),
    "member": ("ContainerApps_Delete", lambda e: e["responses"].update({"400": {"code": "x"}}),
               "/responses/400/code: warning: neither body nor headers"),
}


@pytest.mark.parametrize("name", WARNINGS)
def test_example_does_not_fit(name: str, made: Path) -> None:
    file, change, line = WARNINGS[name]
    keep(made, file)
    edit(made / "up" / PLACE / f"examples/{file}.json", change)
    outcome = verify(made, "--strict")
    assert (outcome.status, outcome.err) == (1, "")
    (only,) = outcome.lines
    assert only.startswith(f"examples/{file}.json#{line}")
    ran = "no example was run" if name == "parameter missing" else "1 of 1 examples passed"
    assert f": {ran}; 0 deviations, 1 warnings" in outcome.out


def test_a_warning_is_a_success_unless_strict(made: Path) -> None:
    file, change, _ = WARNINGS["status"]
    keep(made, file)
    edit(made / "up" / PLACE / f"examples/{file}.json", change)
    assert (verify(made).status, verify(made, "--strict").status) == (0, 1)


@pytest.mark.parametrize(("name", "text", "message"), [
    ("ContainerApps_Delete", "{", "#: not JSON: "), ("ContainerApps_Delete", "[]", "#: an object is expected here"),
    ("ContainerApps_Delete", "{}", "#: 'parameters' is missing"),
    ("ContainerApps_Delete", '{"parameters": 1, "responses": {}}', "#/parameters: an object is expected here"),
    ("ContainerApps_Delete", json.dumps({**EXAMPLES["ContainerApps_Delete"], "responses": {"200": 1}}),
     "#/responses/200: an object is expected here"),
    ("ContainerApps_Delete", json.dumps({**EXAMPLES["ContainerApps_Delete"], "responses": {"200": {"headers": 1}}}),
     "#/responses/200/headers: an object is expected here"),
    ("ContainerApps_Delete", json.dumps({**EXAMPLES["ContainerApps_Delete"], "responses": {"ok": {}}}),
     "#/responses/ok: an HTTP status is expected"),
])
def test_malformed_example(name: str, text: str, message: str, made: Path) -> None:
    (made / "up" / PLACE / f"examples/{name}.json").write_text(text)
    outcome = verify(made)
    assert (outcome.status, outcome.out) == (2, "")
    assert outcome.err.startswith(f"{PLACE}/examples/{name}.json{message}") and outcome.err.count("\n") == 1


def test_missing_examples(made: Path) -> None:
    for name in list(EXAMPLES)[1:]:
        (made / "up" / PLACE / f"examples/{name}.json").unlink()
    outcome = verify(made, "--strict")
    assert (outcome.status, outcome.err) == (0, "")
    assert f"spec/{VERSION}.json#: note: 5 example files that upstream names are not there\n" in outcome.out
    assert outcome.out.endswith(": 1 of 1 examples passed; 0 deviations, 0 warnings\n")


def test_without_examples_no_command_is_needed(made: Path) -> None:
    shutil.rmtree(made / "up" / PLACE / "examples")
    outcome = verify(made, aca=made / "none")
    assert (outcome.status, outcome.err) == (0, "")
    assert outcome.out.endswith(": no example was run; 0 deviations, 0 warnings\n")


# ---- a command that does not do what the definition says ----


def wrapper(folder: Path, lines: str) -> Path:
    """A command before ours; `aca` is ours, and its version is not touched."""
    path = folder / "wrapped"
    path.write_text(f"#!/usr/bin/env bash\nset -o pipefail\naca() {{ {ACA} \"$@\"; }}\n"
                    f'[ "$1" != version ] || exec {ACA} version\n{lines}\n')
    path.chmod(0o755)
    return path


BROKEN: dict[str, tuple[str, str, list[str]]] = {
    "output": ("ContainerApps_GetAuthToken", "aca \"$@\" | sed 's/eastus/westus/'",
               ['/responses/200/body/location: the command prints "westus" instead of "eastus"']),
    "item lost": ("ContainerApps_ListBySubscription", "aca \"$@\" | sed 's/\"name\": \"second\"/\"extra\": 1/'",
                  ['/responses/200/body/value/1/name: the command prints nothing instead of "second"',
                   "/responses/200/body/value/1/extra: the command prints 1 instead of nothing"]),
    "no JSON": ("ContainerApps_GetAuthToken", 'aca "$@" | sed "s/{/(/"', ["/responses/200/body: the command prints "]),
    "api-version": ("ContainerApps_GetAuthToken", 'aca "$@" --api-version 2020-01-01', ["/parameters: the query sent is "]),
    "path": ("ContainerApps_GetAuthToken", 'aca "${@/container-app-name=web/container-app-name=other}"', ["/parameters: the path sent is "]),
    "operation": ("ContainerApps_Delete", 'aca ContainerApps_Get "${@:2}" | head -c0; exit 0',
                  ["/parameters: the method sent is \"GET\" instead of \"DELETE\""]),
    "body": ("ContainerApps_CreateOrUpdate", 'sed "s/eastus/westus/" | aca "$@"',
             ['/parameters/containerAppEnvelope/location: "westus" is sent instead of "eastus"']),
    "null": ("ContainerApps_Update", 'sed "s/null/\\"x\\"/" | aca "$@"',
             ['/parameters/containerAppEnvelope/tags/gone: "x" is sent instead of null']),
    "nothing": ("ContainerApps_GetAuthToken", "exit 0", ["/responses/200: the command ends with exit status 0: 1 requests are missing"]),
    "failure": ("ContainerApps_GetAuthToken", 'aca "$@"; exit 3', ["/responses/200: the command ends with exit status 3: "]),
}


@pytest.mark.parametrize("name", BROKEN)
def test_command_deviates(name: str, made: Path) -> None:
    example, lines, expected = BROKEN[name]
    keep(made, example)
    outcome = verify(made, aca=wrapper(made, lines))
    assert (outcome.status, outcome.err) == (1, "")
    said = [line for line in outcome.lines if line.startswith(f"examples/{example}.json#")]
    for line in expected:
        assert any(one.startswith(f"examples/{example}.json#{line}") for one in said), said


@pytest.mark.parametrize(("lines", "message"), [
    ("exit 1", 'is no aca command: \'version\' gives ""'),
    ("echo aca 0.1.0", "is no aca command: 'version' gives \"aca 0.1.0\\n\""),
    ("echo 'aca 0.1.0 (Microsoft.App 1999-01-01)'", "speaks 1999-01-01, of which there is no example"),
])
def test_no_such_command(lines: str, message: str, made: Path) -> None:
    path = made / "other"
    path.write_text(f"#!/bin/sh\n{lines}\n")
    path.chmod(0o755)
    assert verify(made, aca=path) == Outcome(2, "", f"--aca#: {path} {message}\n")


def test_nothing_to_run(made: Path) -> None:
    (made / "plain").write_text("no program")
    assert verify(made, aca=made / "none") == Outcome(2, "", f"--aca#: {made}/none cannot be run: No such file or directory\n")
    assert verify(made, aca=made / "plain") == Outcome(2, "", f"--aca#: {made}/plain cannot be run: Permission denied\n")


def test_finding_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    with pytest.raises(SpecError, match="no aca command in build/ or on the PATH"):
        replay.find_command(None, tmp_path)
    for name in ("bin/aca", "build/old/aca", "build/new/aca"):
        (tmp_path / name).parent.mkdir(parents=True)
        shutil.copy(ACA, tmp_path / name)
        found = replay.find_command(None, tmp_path)
        assert (found.path, found.version) == (str(tmp_path / name), VERSION)
        os.utime(tmp_path / name, (len(name), 1000 if "old" in name else 2000))


@pytest.mark.parametrize(("arguments", "message"), [
    (["--upstream", "none"], "none#: no folder"),
    (["--upstream", "."], ".#: no definition of an api-version in spec/"),
    (["--upstream", "up", "--api-version", "1999-01-01"], "spec/1999-01-01.json#: No such file or directory"),
])
def test_bad_arguments(arguments: list[str], message: str, made: Path) -> None:
    given = [str(made / a) if a in ("none", "up", ".") else a for a in arguments]
    outcome = acagen("verify", *given, "--spec", made / "spec", "--aca", ACA)
    assert (outcome.status, outcome.out) == (2, "")
    assert outcome.err.replace(f"{made}/", "").replace(str(made), ".") == message + "\n"


def test_operations_of_the_examples_are_there() -> None:
    assert set(EXAMPLES) <= set(OPERATIONS)
