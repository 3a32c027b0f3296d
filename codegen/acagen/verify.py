"""`acagen verify`: whether spec/ says what upstream says, upstream's examples what the definition says, and the generated
code what the examples say."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from . import diff, examples, importer, overrides
from .errors import SpecError, pointer, printable
from .examples import Example
from .fits import Fits, body_of, result_of
from .ir import Operation
from .load import Files, Node
from .replay import Command, Replay
from .values import ABSENT, differences, short

ERROR, WARNING, NOTE = "error", "warning", "note"
_ORIGIN = pointer("info", "x-origin")
_LAYOUTS = ("stable", "preview", "*/stable", "*/preview")


@dataclass(frozen=True)
class Finding:
    """`where` is a JSON pointer into `file`."""

    level: str
    file: str
    where: str
    message: str

    def __str__(self) -> str:
        return printable(f"{self.file}#{self.where}: {'' if self.level == ERROR else self.level + ': '}{self.message}")


@dataclass
class Result:
    """What was looked at for one api-version."""

    version: str
    examples: int = 0
    run: int = 0
    passed: int = 0
    links: int = 0  # of the service, which were made to lead to this machine
    findings: list[Finding] = field(default_factory=list)

    def add(self, level: str, node: Node, where: str, message: str) -> None:
        self.findings.append(Finding(level, node.file, node.where + where, message))


# ---- spec/ ----


def has(upstream: Path, provider: str, version: str) -> bool:
    """Whether a checkout has an api-version, in either of upstream's layouts."""
    pattern = f"specification/*/resource-manager/{provider}"
    return any(any(upstream.glob(f"{pattern}/{layout}/{version}/*.json")) for layout in _LAYOUTS)


def reordered(expected: Any, got: Any, where: str = "") -> Iterable[str]:
    """Where the members of objects come in another order: it is that of members in C."""
    if isinstance(expected, dict) and isinstance(got, dict):
        if expected.keys() == got.keys() and list(expected) != list(got):
            yield where
        for key in expected.keys() & got.keys():
            yield from reordered(expected[key], got[key], where + pointer(key))
    elif isinstance(expected, list) and isinstance(got, list):
        for index, (one, other) in enumerate(zip(expected, got)):
            yield from reordered(one, other, where + pointer(index))


def check_definition(root: Node, text: str, result: Result) -> None:
    """Compares a definition of spec/ with `text`, which import makes of upstream. That upstream's files have changed is
    worth a note, as long as they state the same."""
    upstream = json.loads(text)
    for where, theirs, ours in differences(upstream, root.value, nulls=True):
        level = NOTE if where.startswith(_ORIGIN) else ERROR
        result.add(level, root, where, f"{short(ours)}; upstream has {short(theirs)}")
    if any(finding.level == ERROR for finding in result.findings):
        return
    orders = sorted(where for where in reordered(upstream, root.value) if not where.startswith(_ORIGIN))
    for where in orders:
        result.add(ERROR, root, where, "the members come in another order than upstream's")
    if not result.findings and root.path.read_text("utf-8") != text:
        result.add(ERROR, root, "", "the same as upstream's, but not as import writes it")


# ---- examples ----


def check_example(example: Example, operation: Operation, fits: Fits, version: str, result: Result) -> bool:
    """Warns of what does not fit the definition. False if not even a request can be made of it."""
    node = example.node
    given = node.need("parameters")
    known = {p.wire for p in operation.parameters} | ({operation.body.wire} if operation.body else set())
    for name in example.parameters:
        if name not in known:
            result.add(WARNING, given, pointer(name), f"{example.operation_id} has no parameter '{name}'")
    needed = [p.wire for p in operation.parameters if p.required and p.wire != "api-version"]
    needed += [operation.body.wire] if operation.body and operation.body.required else []
    missing = [name for name in needed if example.parameters.get(name) in (None, "")]
    for name in missing:
        result.add(WARNING, given, "", f"'{name}' is missing")
    stated = example.parameters.get("api-version", version)
    if stated != version:
        result.add(WARNING, given, "/api-version", f"{short(stated)} instead of {short(version)}")
    taken = body_of(operation)
    if taken and operation.body and operation.body.wire in example.parameters and operation.body.wire not in missing:
        body = given.child(operation.body.wire)
        for where, message in fits.faults(taken, body.value, True):
            result.add(WARNING, body, where, message)
    for status, answer in example.answers():
        check_answer(status, answer, operation, fits, result)
    return not missing


def check_answer(status: int, answer: Node, operation: Operation, fits: Fits, result: Result) -> None:
    if status not in (*operation.success, *operation.errors) and status < 400:
        result.add(WARNING, answer, "", f"{operation.id} does not answer {status}")
    for name in answer.object():
        if name not in ("body", "headers"):
            result.add(WARNING, answer, pointer(name), "neither body nor headers")
    body = answer.get("body")
    if body is None or body.value is None or status >= 400:
        return
    expected = result_of(operation)
    if expected is None:
        result.add(WARNING, body, "", f"{operation.id} answers without a body")
        return
    for where, message in fits.faults(expected, body.value, False):
        result.add(WARNING, body, where, message)


def replay_all(jobs: list[tuple[Example, Operation]], fits: Fits, command: Command, result: Result) -> None:
    """Runs the examples, some at once; what they find stays in their order."""

    def one(job: tuple[Example, Operation]) -> tuple[list[Finding], int]:
        own = Result(result.version)

        def report(node: Node, where: str, message: str) -> None:
            own.add(ERROR, node, where, message)

        replay = Replay(command, fits, job[1], job[0], report)
        replay.all()
        return own.findings, replay.links

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for findings, links in pool.map(one, jobs):
            result.passed += not findings
            result.findings += findings
            result.links += links
    result.run = len(jobs)


# ---- all of it ----


def versions(spec: Path, upstream: Path, wanted: str | None) -> list[str]:
    """Those to look at."""
    if not upstream.is_dir():
        raise SpecError(str(upstream), "", "no folder")
    known = [wanted] if wanted else sorted(path.stem for path in spec.glob("[0-9]*.json"))
    found = [version for version in known if has(upstream, provider_of(spec, version), version)]
    if not found:
        raise SpecError(str(upstream), "", f"no definition of {wanted or 'an api-version in ' + spec.name + '/'}")
    return found


def provider_of(spec: Path, version: str) -> str:
    return Files(spec.parent).read(spec / f"{version}.json").need("info").need("title").text()


@dataclass
class Verification:
    spec: Path
    upstream: Path
    rules: overrides.Overrides
    find_command: Callable[[], Command]
    command: Command | None = None

    def version(self, version: str) -> Result:
        result = Result(version)
        text = importer.canonical(self.upstream, version)
        root = Files(self.spec.parent).read(self.spec / f"{version}.json")
        check_definition(root, text, result)
        found = examples.read(self.upstream, json.loads(text)["info"]["x-origin"]["files"])
        if found.missing:
            result.add(NOTE, root, "", f"{len(found.missing)} example files that upstream names are not there")
        if found.examples:
            self.examples(root, found.examples, result)
        result.findings = list(dict.fromkeys(result.findings))
        return result

    def examples(self, root: Node, found: tuple[Example, ...], result: Result) -> None:
        api = diff.read(root.path, self.rules)
        operations = {operation.id: operation for operation in api.operations}
        fits, jobs = Fits(api), []
        for example in found:
            operation = operations.get(example.operation_id)
            if operation is None:
                result.add(WARNING, example.node, "", f"the definition has no operation {example.operation_id}")
            elif check_example(example, operation, fits, result.version, result):
                jobs.append((example, operation))
        result.examples = len(found)
        if not jobs:
            return
        self.command = self.command or self.find_command()
        if self.command.version != result.version:
            result.add(NOTE, root, "", f"{len(jobs)} examples are not run: {self.command.path} speaks "
                       f"{self.command.version}")
            return
        replay_all(jobs, fits, self.command, result)
        if result.links:
            result.add(NOTE, root, "", f"{result.links} links in examples were made to lead to this machine: the library "
                       "follows none that lead elsewhere")

    def all(self, wanted: str | None) -> list[Result]:
        results = [self.version(version) for version in versions(self.spec, self.upstream, wanted)]
        if self.command and all(result.version != self.command.version for result in results if result.examples):
            raise SpecError("--aca", "", f"{self.command.path} speaks {self.command.version}, "
                            "of which there is no example")
        return results


def text(results: list[Result]) -> str:
    lines = [str(finding) for result in results for finding in result.findings]
    for result in results:
        counts = [sum(f.level == level for f in result.findings) for level in (ERROR, WARNING)]
        ran = f"{result.passed} of {result.run} examples passed" if result.run else "no example was run"
        lines.append(f"{result.version}: {ran}; {counts[0]} deviations, {counts[1]} warnings")
    return "\n".join(lines) + "\n"


def as_json(results: list[Result]) -> str:
    return json.dumps([{
        "version": result.version, "examples": result.examples, "run": result.run, "passed": result.passed,
        "findings": [{"level": f.level, "file": f.file, "pointer": f.where, "message": f.message}
                     for f in result.findings],
    } for result in results], indent=1) + "\n"


FORMATS: dict[str, Callable[[list[Result]], str]] = {"text": text, "json": as_json}


def deviates(results: list[Result], strict: bool) -> bool:
    levels = (ERROR, WARNING) if strict else (ERROR,)
    return any(finding.level in levels for result in results for finding in result.findings)
