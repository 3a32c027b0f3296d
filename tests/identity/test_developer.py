"""Developers' tools: a script in the place of `az` and `azd` says what it was given, and does what it is told."""

import json
import time
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from program import Outcome, Status, Value
from tokens import GOT, RESOURCE, SCOPE, SECRET, TENANT, Tokens, is_given, is_refused

SYSTEM = "/usr/bin:/bin"
KINDS = {"azure_cli": ("az", "azure cli"), "azure_developer_cli": ("azd", "azure developer cli")}
INSTALL = {
    "azure_cli": "az is not on PATH: install the Azure CLI and run `az login`",
    "azure_developer_cli": "azd is not on PATH: install the Azure Developer CLI and run `azd auth login`",
}
AZ = ["account", "get-access-token", "-o", "json", "--resource", RESOURCE]
AZD = ["auth", "token", "-o", "json", "--no-prompt", "--scope", SCOPE]


@dataclass
class Tool:
    """One of them, in a folder of its own that comes first on PATH."""

    tokens: Tokens
    kind: str
    folder: Path

    @property
    def program(self) -> str:
        return KINDS[self.kind][0]

    @property
    def source(self) -> str:
        return KINDS[self.kind][1]

    def does(self, script: str) -> None:
        """From now on; its arguments are written down first."""
        path = self.folder / self.program
        path.write_text(f"#!/bin/sh\nprintf '%s\\n' \"$@\" >> '{self.folder}/arguments'\n{script}\n")
        path.chmod(0o755)

    def prints(self, answer: str) -> None:
        (self.folder / "answer").write_text(answer)
        self.does(f"cat '{self.folder}/answer'")

    def arguments(self) -> list[str]:
        written = self.folder / "arguments"
        return written.read_text().splitlines() if written.exists() else []

    def ask(self, then: list[str] | None = None, env: dict[str, str | None] | None = None, **settings: Value) -> Outcome:
        """`then`: kinds that come after it in a chain."""
        kind: str | list[str] = [self.kind, *then] if then else self.kind
        return self.tokens.ask(kind, env={"PATH": f"{self.folder}:{SYSTEM}"} | (env or {}), **settings)

    def refuses(self, *parts: str, **settings: Any) -> None:
        """Alone it says so; in a chain the next one is asked."""
        outcome = self.ask(**settings)
        assert is_refused(outcome, f"{self.source}: ", *parts), outcome
        assert is_given(self.ask(then=["token"], token=GOT, **settings))


@pytest.fixture(params=list(KINDS))
def tool(request: pytest.FixtureRequest, tokens: Tokens, tmp_path: Path) -> Tool:
    return Tool(tokens, request.param, tmp_path)


@pytest.fixture
def az(tokens: Tokens, tmp_path: Path) -> Tool:
    return Tool(tokens, "azure_cli", tmp_path)


@pytest.fixture
def azd(tokens: Tokens, tmp_path: Path) -> Tool:
    return Tool(tokens, "azure_developer_cli", tmp_path)


def in_an_hour() -> int:
    return int(time.time()) + 3600


def written(seconds: int, hours_east: int = 0, form: str = "%Y-%m-%d %H:%M:%S.000000") -> str:
    return datetime.fromtimestamp(seconds, timezone(timedelta(hours=hours_east))).strftime(form)


def answer_of(tool: Tool, token: str = GOT) -> str:
    end = in_an_hour()
    if tool.program == "az":
        return json.dumps({"accessToken": token, "expires_on": end, "expiresOn": written(end), "tokenType": "Bearer"})
    return json.dumps({"token": token, "expiresOn": written(end, form="%Y-%m-%dT%H:%M:%SZ")})


# ---- what is run ----


def test_the_arguments_of_az(az: Tool) -> None:
    az.prints(answer_of(az))
    outcome = az.ask()
    assert is_given(outcome) and outcome.values["source"] == "azure cli"
    assert az.arguments() == AZ


def test_all_arguments_of_az(az: Tool) -> None:
    az.prints(answer_of(az))
    assert is_given(az.ask(tenant_id=TENANT, subscription="My one_Sub-scription.1"))
    assert az.arguments() == [*AZ, "--tenant", TENANT, "--subscription", "My one_Sub-scription.1"]


def test_the_arguments_of_azd(azd: Tool) -> None:
    azd.prints(answer_of(azd))
    outcome = azd.ask()
    assert is_given(outcome) and outcome.values["source"] == "azure developer cli"
    assert azd.arguments() == AZD


def test_all_arguments_of_azd(azd: Tool) -> None:
    azd.prints(answer_of(azd))
    assert is_given(azd.ask(tenant_id=TENANT))
    assert azd.arguments() == [*AZD, "--tenant-id", TENANT]


def test_the_scope_is_the_clients(tool: Tool) -> None:
    tool.prints(answer_of(tool))
    assert is_given(tool.ask(scope="api://Some-app_1/.default"))
    assert tool.arguments()[-1] == ("api://Some-app_1" if tool.program == "az" else "api://Some-app_1/.default")


@pytest.mark.parametrize("text", ["a;b", "$(id)", "`id`", "a b!", "a'b", 'a"b', "a|b", "a&b", "a\\b", "-a", "\xe4"])
def test_what_could_mean_more_is_not_passed_on(tool: Tool, text: str) -> None:
    tool.prints(answer_of(tool))
    named = {"tenant_id": "tenant_id: ", "subscription": "subscription: ", "scope": "scope: "}
    for name, part in named.items():
        given: dict[str, Any] = {name: text}
        assert is_refused(tool.ask(**given), f"{tool.source}: {part}"), name
    assert tool.arguments() == []


def test_options_that_are_no_good(tool: Tool) -> None:
    assert tool.ask(timeout_ms=-1).message == f"{tool.source}: timeout_ms: negative"
    assert tool.ask(tenant_id="a b").message.startswith(f"{tool.source}: tenant_id: has another character")


def test_azd_takes_no_subscription(azd: Tool) -> None:
    assert azd.ask(subscription="sub").message == "azure developer cli: subscription: only the Azure CLI takes one"


def test_it_has_our_environment_and_nothing_to_read(tool: Tool) -> None:
    answer = answer_of(tool, "from-%s-at-%s")
    tool.does(f"cat; printf '{answer}' \"$AZURE_CONFIG_DIR\" \"$(pwd)\"")
    outcome = tool.ask(env={"AZURE_CONFIG_DIR": "here"})
    assert is_given(outcome, "from-here-at-/")


def test_it_runs_once_for_many_threads(tool: Tool) -> None:
    tool.prints(answer_of(tool))
    assert tool.ask(threads=16, times=2).number("good") == 16
    assert tool.arguments() == (AZ if tool.program == "az" else AZD)


# ---- good answers ----


def test_the_end_of_az_is_in_seconds(az: Tool) -> None:
    end = in_an_hour()
    for given in (end, str(end)):
        az.prints(json.dumps({"accessToken": GOT, "expires_on": given, "expiresOn": "2001-01-01 00:00:00.000000"}))
        assert az.ask().number("expires_on") == end


@pytest.mark.parametrize("zone, hours_east", [("UTC0", 0), ("ABC-9", 9), ("XYZ11", -11)])
def test_the_end_of_an_older_az_is_in_local_time(az: Tool, zone: str, hours_east: int) -> None:
    end = in_an_hour()
    az.prints(json.dumps({"accessToken": GOT, "expiresOn": written(end, hours_east)}))
    assert az.ask(env={"TZ": zone}).number("expires_on") == end


def test_the_end_of_azd_is_in_utc(azd: Tool) -> None:
    end = in_an_hour()
    for form in ("%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%dT%H:%M:%S.123456789Z", "%Y-%m-%dT%H:%M:%S+00:00"):
        azd.prints(json.dumps({"token": GOT, "expiresOn": written(end, form=form)}))
        assert azd.ask(env={"TZ": "ABC-9"}).number("expires_on") == end


def test_warnings_beside_an_answer_do_not_matter(tool: Tool) -> None:
    tool.prints(answer_of(tool))
    tool.does(f"echo WARNING: old >&2; cat '{tool.folder}/answer'")
    assert is_given(tool.ask())


def test_a_process_left_behind_is_not_waited_for(tool: Tool) -> None:
    tool.does(f"sleep 8 & cat <<'END'\n{answer_of(tool)}\nEND")
    before = time.monotonic()
    assert is_given(tool.ask())
    assert time.monotonic() - before < 6


# ---- not set up ----


def test_not_on_path(tool: Tool) -> None:
    outcome = tool.ask(env={"PATH": str(tool.folder)})
    assert is_refused(outcome) and outcome.message == f"{tool.source}: {INSTALL[tool.kind]}"
    assert is_given(tool.ask(then=["token"], token=GOT, env={"PATH": str(tool.folder)}))


def test_not_found_by_a_shell_in_between(tool: Tool) -> None:
    tool.does("echo 'sh: python3: not found' >&2; exit 127")
    assert tool.ask().message == f"{tool.source}: {INSTALL[tool.kind]}"


def test_the_current_folder_is_not_on_path(tool: Tool) -> None:
    tool.prints(answer_of(tool))
    outcome = tool.ask(env={"PATH": f".::{tool.folder.name}"})
    assert is_refused(outcome, INSTALL[tool.kind])


def test_both_missing_says_both(tokens: Tokens, tmp_path: Path) -> None:
    outcome = tokens.ask(list(KINDS), env={"PATH": str(tmp_path)})
    assert is_refused(outcome, "no credential is set up here: ", *INSTALL.values())


# ---- failures ----


@pytest.mark.parametrize("errors, quoted", [
    ("ERROR: Please run 'az login' to set up an account.\\nmore\\n", "ERROR: Please run 'az login' to set up an account."),
    ("\\n \\nthe first line\\r\\nthe second", "the first line"),
    ("WARNING: old\\nERROR: AADSTS70043: sign in again\\n", "ERROR: AADSTS70043: sign in again"),
    ("\\033[31mred\\a\\342\\202\\254", "?[31mred????"),
])  # fmt: skip
def test_it_says_why_it_fails(tool: Tool, errors: str, quoted: str) -> None:
    tool.does(f'printf "{errors}" >&2; exit 1')
    assert tool.ask().message == f"{tool.source}: {tool.program} ended with exit code 1: {quoted}"
    assert is_given(tool.ask(then=["token"], token=GOT))


def test_azd_says_it_as_json(azd: Tool) -> None:
    said = {"type": "consoleMessage", "data": {"message": "\nERROR: not signed in, run `azd auth login`\n"}}
    (azd.folder / "errors").write_text(json.dumps(said) + "\n")
    azd.does(f"cat '{azd.folder}/errors' >&2; exit 1")
    azd.refuses("azd ended with exit code 1: ERROR: not signed in, run `azd auth login`")
    (azd.folder / "errors").write_text('{"data": 1}\n')
    azd.refuses('azd ended with exit code 1: {"data": 1}')


def test_a_long_reason_is_cut(tool: Tool) -> None:
    tool.does("head -c 9000 /dev/zero | tr '\\0' x >&2; exit 2")
    assert 300 < len(tool.ask().message) < 600


def test_it_fails_without_a_word(tool: Tool) -> None:
    tool.does(f"echo {SECRET!r}; exit 5")
    sign_in = "az login" if tool.program == "az" else "azd auth login"
    tool.refuses(f"{tool.program} ended with exit code 5 and said nothing: try `{sign_in}`")


@pytest.mark.parametrize("answer, part", [
    (SECRET, "the answer is not JSON"),
    (f'{{"accessToken": "{SECRET}"', "the answer is not JSON"),
    (f'["{SECRET}"]', "the answer is an array instead of an object"),
    ("{}", "the answer has no "),
    ('{"accessToken": 1, "token": 1, "expires_on": 1}', "the answer has no "),
    (f'{{"accessToken": "{SECRET}", "token": "{SECRET}"}}', "does not say when the token expires"),
    (f'{{"accessToken": "{SECRET}", "token": "{SECRET}", "expiresOn": "soon"}}', "does not say when the token expires"),
    (f'{{"accessToken": "{SECRET}", "token": "{SECRET}", "expiresOn": "2001-01-01 00:00:00.0"}}', "has expired"),
    ('{"accessToken": "a b", "token": "a b", "expiresOn": "2999-01-01 00:00:00.0"}', "has a character that no token has"),
])  # fmt: skip
def test_answers_that_are_no_good(tool: Tool, answer: str, part: str) -> None:
    tool.prints(answer)
    tool.refuses(f"output of {tool.program}: ", part)


def test_it_prints_nothing(tool: Tool) -> None:
    tool.does(":")
    assert tool.ask().message == f"{tool.source}: {tool.program} printed nothing"
    tool.does("echo but this >&2")
    tool.refuses(f"{tool.program} printed nothing, but said: but this")


def test_it_prints_for_ever(tool: Tool) -> None:
    tool.does("while :; do echo 0123456789012345678901234567890123456789012345678901234567890123456789; done")
    tool.refuses(f"{tool.program} printed more than any token takes")


@pytest.mark.parametrize("script", ["sleep 60", "exec >&- 2>&-; sleep 60", "sleep 60 & wait", "yes >&2"])
def test_it_hangs(tool: Tool, script: str) -> None:
    tool.does(script)
    before = time.monotonic()
    tool.refuses(f"{tool.program} took longer than 150 ms: raise timeout_ms, or try `", timeout_ms=150)
    assert time.monotonic() - before < 10


def test_it_is_killed(tool: Tool) -> None:
    tool.does("kill -9 $$")
    tool.refuses(f"{tool.program} was ended by signal 9")


def test_it_cannot_be_run(tool: Tool) -> None:
    path = tool.folder / tool.program
    path.write_text("#!/nowhere/sh\n")
    path.chmod(0o755)
    tool.refuses(f"{tool.program} cannot be run: No such file or directory")


def test_a_failure_is_not_the_last_word(tool: Tool) -> None:
    tool.does("echo ERROR: not yet >&2; exit 1")
    assert tool.ask().status == Status.AUTHENTICATION
    tool.prints(answer_of(tool))
    assert is_given(tool.ask())
