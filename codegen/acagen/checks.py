"""The commands diff and verify: their arguments, and what they end with."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path

from . import diff, diff_report, overrides, replay, verify

ROOT = Path(__file__).resolve().parents[2]


def _diff(arguments: argparse.Namespace) -> int:
    rules = overrides.read(arguments.overrides)
    old, new = (diff.read(diff.find(given, ROOT / "spec"), rules) for given in (arguments.old, arguments.new))
    report = diff_report.Report(old, new, diff.compare(old, new), diff_report.CNames(arguments.prefix, rules.names))
    print(diff_report.FORMATS[arguments.format](report), end="")
    return 1 if report.fails(arguments.fail_on) else 0


def _verify(arguments: argparse.Namespace) -> int:
    run = verify.Verification(arguments.spec, arguments.upstream, overrides.read(arguments.overrides),
                              lambda: replay.find_command(arguments.aca, ROOT))
    results = run.all(arguments.api_version)
    print(verify.FORMATS[arguments.format](results), end="")
    return 1 if verify.deviates(results, arguments.strict) else 0


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    text = "say what changed between two definitions, on the wire and for C programs"
    command = commands.add_parser("diff", help=text, description=text, epilog="Exit status: 0, 1 when something "
                                  "breaks, 2 when a definition cannot be used.")
    command.add_argument("old", help="an api-version in spec/, or a file")
    command.add_argument("new", help="likewise")
    command.add_argument("--fail-on", choices=("any", "wire", "source", "never"), default="any",
                         help="what is a failure: any breaking change, one on the wire, one for C sources, nothing")
    command.add_argument("--prefix", default="aca", help="of all generated names (default: %(default)s)")
    _shared(command, _diff, diff_report.FORMATS)

    text = "say whether spec/, upstream's definition, its examples and the generated code agree"
    command = commands.add_parser("verify", help=text, description=text, epilog="Exit status: 0 when they agree, 1 "
                                  "when not, 2 when something cannot be read or run.")
    command.add_argument("--upstream", type=Path, required=True, metavar="DIR", help="a checkout of azure-rest-api-specs")
    command.add_argument("--api-version", help="default: all that spec/ and upstream have")
    command.add_argument("--spec", type=Path, default=ROOT / "spec", help="folder (default: spec)")
    command.add_argument("--aca", type=Path, metavar="PATH", help="the aca command (default: of build/, or on the PATH)")
    command.add_argument("--strict", action="store_true", help="examples that do not fit the definition are failures, too")
    _shared(command, _verify, verify.FORMATS)


def _shared(command: argparse.ArgumentParser, run: object, formats: Mapping[str, object]) -> None:
    command.add_argument("--format", choices=sorted(formats), default="text", help="default: %(default)s")
    command.add_argument("--overrides", type=Path, default=ROOT / "spec/overrides.json")
    command.set_defaults(run=run, bad_input=2)
