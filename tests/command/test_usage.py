"""Command lines that are refused: one line that names the thing, exit status 2, and nothing is sent."""

from pathlib import Path

import pytest
from shell import RG, WEB, Canned, Shell

GET = ("container-apps", "get", *WEB)
PUT = ("container-apps", "create-or-update", *WEB)

CASES: list[tuple[tuple[str, ...], str]] = [
    ((), "an operation is expected; 'aca --help' says more"),
    (("--raw",), "an operation is expected; 'aca --help' says more"),
    (("-x",), "-x: not an option"),
    (("container-apps",), "'container-apps': a verb is expected after the group; 'aca ops container-apps' lists them"),
    (("xyzzy",), "'xyzzy': no such operation; 'aca ops' lists them"),
    ((*GET, "more"), "'more': nothing is expected here but options"),
    (("ContainerApps_Get", "get", *WEB), "'get': nothing is expected here but options"),
    (("ops", "a", "b"), "'b': nothing is expected here but options"),
    (("version", "now"), "'now': nothing is expected here but options"),
    (("ops", "xyzzy"), "'xyzzy': no operation has that in its name"),
    (("ops", "--raw"), "--raw: not an option of this command"),
    (("--container-app-name", "x", "container-apps", "get"),
     "--container-app-name: not an option that may stand before the operation"),
    ((*GET, "--nmae", "x"),
     "--nmae: not an option of container-apps get, which takes --resource-group-name, --container-app-name, "
     "--subscription; 'aca help' lists the common ones"),
    ((*PUT, "--bdoy={}"),
     "--bdoy: not an option of container-apps create-or-update, which takes --resource-group-name, "
     "--container-app-name, --subscription, --body; 'aca help' lists the common ones"),
    (("operations", "list", "--subscriptio=1"),
     "--subscriptio: not an option of operations list, which takes no parameters; 'aca help' lists the common ones"),
    (("container-apps", "get"), "container-apps get: missing --resource-group-name, --container-app-name"),
    (("jobs", "update", *RG), "jobs update: missing --job-name, --body"),
    (PUT, "container-apps create-or-update: missing --body"),
    ((*GET, "--timeout"), "--timeout: a value is expected (--timeout=VALUE for one that starts with dashes)"),
    ((*RG, "--container-app-name", "x"), "--resource-group-name: not an option that may stand before the operation"),
    (("container-apps", "get", "--resource-group-name", "--container-app-name", "x"),
     "--resource-group-name: a value is expected (--resource-group-name=VALUE for one that starts with dashes)"),
    ((*GET, "--raw=yes"), "--raw: takes no value"),
    ((*GET, "--container-app-name", "api"), "--container-app-name: given twice"),
    ((*GET, "--cloud=china", "--cloud=china"), "--cloud: given twice"),
    ((*GET, "--raw", "--raw"), "--raw: given twice"),
    ((*GET, "--body", "{}"), "--body: container-apps get takes none"),
    ((*PUT, "--body", "{no}"), "--body: not JSON: a member's name is missing at byte 1"),
    ((*PUT, "--body", '{"a":1,}'), "--body: not JSON: a member's name is missing at byte 7"),
    ((*PUT, "--body", '{"a":"\\x"}'), "--body: not JSON: an unknown escape at byte 8"),
    ((*PUT, "--body", ""), "--body: not JSON: the text ends too early at byte 0"),
    ((*PUT, "--body", "[]"), "--body: expected an object, found an array"),
    ((*PUT, "--body", "null"), "--body: expected an object, found null"),
    ((*PUT, "--body", "@none.json"), "--body: 'none.json' cannot be read: No such file or directory"),
    ((*PUT, "--body", "@/"), "--body: '/' cannot be read: Is a directory"),
    ((*PUT, "--body", '{"location":1}', "--strict"), "--body: location: expected a string, found a number"),
    ((*GET, "--output", "xml"), "--output: 'xml' is none of json, jsonl, table"),
    ((*GET, "--cloud", "mars"), "--cloud: 'mars' is none of public, usgov, china, and no URL"),
    ((*GET, "--header", "X"), "--header: 'X' is not of the form 'Name: value'"),
    ((*GET, "--header", ": x"), "--header: ': x' is not of the form 'Name: value'"),
    ((*GET, "--header", "a b: x"), "--header: 'a b: x' is not of the form 'Name: value'"),
    ((*GET, "--header", "A: x\r\nB: y"), "A: NULL or with a control character"),
    ((*GET, "--header", "Authorization: Bearer x"), "Authorization: set by the library alone"),
    ((*GET, "--timeout", "soon"), "--timeout: 'soon' is no number of seconds above 0"),
    ((*GET, "--timeout", "0"), "--timeout: '0' is no number of seconds above 0"),
    ((*GET, "--timeout=-1"), "--timeout: '-1' is no number of seconds above 0"),
    ((*GET, "--timeout", "1.2.3"), "--timeout: '1.2.3' is no number of seconds above 0"),
    ((*GET, "--timeout", "."), "--timeout: '.' is no number of seconds above 0"),
    ((*GET, "--timeout", "9999999999"), "--timeout: '9999999999' is no number of seconds above 0"),
    ((*GET, "--retries", "many"), "--retries: 'many' is no number from 0 to 1000"),
    ((*GET, "--retries=-1"), "--retries: '-1' is no number from 0 to 1000"),
    ((*GET, "--retries="), "--retries: '' is no number from 0 to 1000"),
    ((*GET, "--retries", "1001"), "--retries: '1001' is no number from 0 to 1000"),
    ((*GET, "--retries", "99999999999999999999"), "--retries: '99999999999999999999' is no number from 0 to 1000"),
    (("wait",), "wait: a resume token is expected, or - for standard input"),
    (("wait", "a", "b"), "'b': nothing is expected here but options"),
    (("wait", "a", "--no-wait"), "--no-wait: not an option of this command"),
    (("--dry-run", "wait", "a"), "--dry-run: not an option of this command"),
    (("wait", "a", "--container-app-name", "x"), "--container-app-name: not an option of this command"),
    (("wait", "a", "--timeout", "soon"), "--timeout: 'soon' is no number of seconds above 0"),
    (("wait", "-"), "wait: no resume token on standard input"),
    (("-",), "'-': no such operation; 'aca ops' lists them"),
    ((*GET, "--ca-file", "none.pem"), "--ca-file: 'none.pem' cannot be read"),
    ((*GET, "--endpoint", "ftp://x"), "endpoint: https:// is expected at its start"),
    ((*GET, "--endpoint="), "endpoint: empty"),
    ((*GET, "--endpoint", "http://example.com"), "endpoint: a token goes out over https alone, but for loopback"),
    ((*GET, "--subscription="), "subscription_id: empty"),
    ((*GET, "--api-version="), "api_version: empty"),
    (("container-apps", "get", *RG, "--container-app-name="), "--container-app-name: empty"),
    (("container-apps", "get", *RG, "--container-app-name", ".."), "--container-app-name: only dots"),
    (("help", "xyzzy", "plugh"), "'xyzzy plugh': no such operation; 'aca ops' lists them"),
]


@pytest.mark.parametrize(("arguments", "message"), CASES, ids=[" ".join(arguments) for arguments, _ in CASES])
@pytest.mark.since("2023-05-01")
def test_refused(told: Shell, canned: Canned, arguments: tuple[str, ...], message: str) -> None:
    result = told(*arguments)
    assert result.code == 2
    assert result.message == message
    assert canned.seen == []


@pytest.mark.since("2023-05-01")
def test_all_that_is_missing_is_named(bare: Shell) -> None:
    assert bare("jobs", "create-or-update").message == (
        "jobs create-or-update: missing --resource-group-name, --job-name, "
        "--subscription (or AZURE_SUBSCRIPTION_ID), --body"
    )


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("container-app get", "container-apps get"),
        ("containerapps get", "container-apps get"),
        ("apps list-by", "container-apps list-by-subscription"),
        ("jobs strat", "jobs start"),
        ("ContainerApps_Gett", "container-apps get"),
        ("GetAuthToken", "container-apps get-auth-token"),
        ("subscription jobs", "jobs list-by-subscription"),
    ],
)
@pytest.mark.since("2023-05-01")
def test_the_nearest_names_are_offered(bare: Shell, typed: str, meant: str) -> None:
    for command in (typed.split(), ["help", *typed.split()]):
        result = bare(*command)
        assert result.code == 2
        start = f"'{typed}': no such operation; did you mean "
        assert result.message.startswith(start) and result.message.endswith("?")
        offered = result.message.removeprefix(start).removesuffix("?").split(", ")
        assert f"'{meant}'" in offered
        assert len(offered) <= 3


def test_raw_bodies_cannot_hold_nul(told: Shell, canned: Canned, tmp_path: Path) -> None:
    file = tmp_path / "body"
    file.write_bytes(b'{"a":"\0"}')
    assert told(*PUT, "--raw", "--body", f"@{file}").message == "--body: byte 6 is NUL"
    typed = told(*PUT, "--body", f"@{file}")
    assert typed.message == "--body: not JSON: a control character in a string at byte 6"
    assert canned.seen == []


def test_standard_input_that_is_no_json(told: Shell, canned: Canned) -> None:
    result = told(*PUT, "--body", "-", stdin='{"a": tru}')
    assert (result.code, result.message) == (2, "--body: not JSON: not a value at byte 6")
    assert canned.seen == []


def test_the_token_is_not_taken_from_the_command_line(told: Shell) -> None:
    for option in ("--token", "--access-token"):
        assert told(*GET, option, "x").message.startswith(f"{option}: not an option of container-apps get")
