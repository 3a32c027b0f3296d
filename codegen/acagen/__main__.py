"""The command line: import, generate, check, diff, verify."""

from __future__ import annotations

import argparse
import json
import re
import sys
from pathlib import Path

from . import checkout, emit, importer, overrides, write
from .checks import register
from .errors import SpecError
from .load import Files
from .lower import lower
from .names import NameError_, Names

ROOT = Path(__file__).resolve().parents[2]
DEFAULT_VERSION = "2023-05-01"


def library_names() -> frozenset[str]:
    """Every identifier of the hand-written public headers, and the headers: generated names must differ from them."""
    headers = sorted((ROOT / "src/include/aca").glob("*.h*"))
    text = "".join(path.read_text() for path in headers)
    found = re.findall(r"\b(?:aca|ACA)_\w+", re.sub(r"/\*.*?\*/", "", text, flags=re.S))
    return frozenset(found) | {f"aca/{path.name.removesuffix('.in')}" for path in headers}


def render(arguments: argparse.Namespace) -> dict[str, str]:
    """The generated files, in memory."""
    if not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", arguments.prefix):
        raise SpecError("--prefix", "", "lower-case letters, digits and underscores are expected")
    path: Path = arguments.spec or ROOT / "spec" / f"{arguments.api_version}.json"
    rules = overrides.read(arguments.overrides)
    root = Files(path.parent.parent).read(path)
    sentences = {key: node.text() for key, node in Files(arguments.descriptions.parent).read(arguments.descriptions).items()}
    try:
        api = overrides.apply(lower(root), rules)
        texts = {**dict(api.sentences), **sentences}
        files = emit.Emitter(api, Names(arguments.prefix, {**dict(api.words), **rules.names}, library_names()), texts).files()
    except RecursionError:
        raise root.error("nested too deeply") from None
    except NameError_ as error:
        raise root.error(str(error)) from None
    for line in root.files.warnings:
        print(line, file=sys.stderr)
    return files


def generate(arguments: argparse.Namespace) -> int:
    files = render(arguments)
    changed = write.write(arguments.out, files)
    print(f"{len(files)} files, {changed} changed")
    return 0


def check(arguments: argparse.Namespace) -> int:
    found = write.differences(arguments.out, render(arguments))
    for line in found:
        print(line, file=sys.stderr)
    if found:
        print("run: python3 -m acagen generate", file=sys.stderr)
    return 1 if found else 0


def import_(arguments: argparse.Namespace) -> int:
    text = importer.canonical(arguments.checkout, arguments.api_version, arguments.provider, arguments.service)
    path: Path = arguments.out / f"{arguments.api_version}.json"
    write.put(path, text)
    print(f"{path.name}: sha256 of its sources {json.loads(text)['info']['x-origin']['sha256']}")
    return 0


def part(text: str) -> str:
    """A part of a path: an api-version, a provider, a service."""
    if not re.fullmatch(r"[0-9A-Za-z][0-9A-Za-z._-]*", text):
        raise argparse.ArgumentTypeError(f"{text!r}: letters, digits, dots and dashes are expected")
    return text


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="acagen", description="C from a resource provider's OpenAPI definition.")
    top.set_defaults(bad_input=1)  # the exit status
    commands = top.add_subparsers(required=True, metavar="COMMAND")
    for name, run, text in (("generate", generate, "fill generated/ from spec/"),
                            ("check", check, "say whether generated/ is what spec/ gives")):
        command = commands.add_parser(name, help=text, description=text)
        command.add_argument("--api-version", default=DEFAULT_VERSION, help="default: %(default)s")
        command.add_argument("--spec", type=Path, help="a definition instead of spec/API-VERSION.json")
        command.add_argument("--descriptions", type=Path, default=ROOT / "spec/descriptions.json")
        command.add_argument("--overrides", type=Path, default=ROOT / "spec/overrides.json")
        command.add_argument("--out", type=Path, default=ROOT / "generated", help="folder (default: generated)")
        command.add_argument("--prefix", default="aca", help="of all generated names (default: %(default)s)")
        command.set_defaults(run=run)
    command = commands.add_parser("import", help="write spec/API-VERSION.json from a checkout of upstream",
                                  description="Write spec/API-VERSION.json from a checkout of upstream.")
    command.add_argument("checkout", type=Path,
                         help="of azure-rest-api-specs; or a folder with definitions, or one of them")
    command.add_argument("api_version", metavar="api-version", type=part)
    command.add_argument("--provider", type=part,
                         help=f"default: {checkout.DEFAULT_PROVIDER} of a checkout, else the one that the paths name")
    command.add_argument("--service", type=part,
                         help="where several services of the provider have the api-version")
    command.add_argument("--out", type=Path, default=ROOT / "spec", help="folder (default: spec)")
    command.set_defaults(run=import_)
    register(commands)
    return top


def main() -> int:
    arguments = parser().parse_args()
    try:
        result: int = arguments.run(arguments)
    except SpecError as error:
        print(error, file=sys.stderr)
        return int(arguments.bad_input)
    except OSError as error:
        print(SpecError(str(error.filename), "", error.strerror or "cannot be used"), file=sys.stderr)
        return int(arguments.bad_input)
    return result


if __name__ == "__main__":
    sys.exit(main())
