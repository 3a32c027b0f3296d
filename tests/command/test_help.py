"""What the command says about itself."""

import re

import pytest
from shell import ROOT, SPEC, VERSION, Shell

PROJECT_VERSION = re.search(r"project\(libaca VERSION ([\d.]+)", (ROOT / "CMakeLists.txt").read_text())


def names(listing: str) -> list[str]:
    """'GROUP VERB' of each line, in which columns are aligned."""
    lines = listing.splitlines()
    starts = {line.index(word) for line in lines for word in [line.split()[2]]}
    assert len(starts) <= 1
    return [" ".join(line.split()[:2]) for line in lines]


def test_version(bare: Shell) -> None:
    assert PROJECT_VERSION is not None
    expected = f"aca {PROJECT_VERSION[1]} (Microsoft.App {VERSION})\n"
    for way in (["version"], ["--version"], ["version", "--help"]):
        assert (bare(*way).code, bare(*way).out) == (0, expected)


def test_general_help(bare: Shell) -> None:
    result = bare("--help")
    assert (result.code, result.err) == (0, "")
    for way in (["help"], ["-h"], ["ops", "--help"], ["help", "--help"], ["wait", "--help"]):
        assert bare(*way).out == result.out
    said = ["aca ops", "aca help", "aca wait", "aca version", "is waited for", "page by page", "Exit status: 0"]
    said += ["ACA_LOG", "ACA_ENDPOINT", "ACA_ACCESS_TOKEN", "AZURE_SUBSCRIPTION_ID"]
    assert [text for text in said if text not in result.out] == []
    assert max(len(line) for line in result.out.splitlines()) <= 110


def test_every_common_option_is_in_the_help_and_known(bare: Shell) -> None:
    options = re.findall(r"^  (--[\w-]+)", bare("--help").out, re.M)
    assert len(options) == 17
    for option in options:
        result = bare(option, "--version")
        assert "not an option" not in result.err
        assert result.code == 0 or result.message.startswith(f"{option}: a value is expected")


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("get-AUTH-token", ["container-apps get-auth-token", "managed-environments get-auth-token"]),
        ("JobExecution", ["jobs-executions get"]),
        ("container-apps s*", ["container-apps start", "container-apps stop"]),
        ("jobs*list-by*", ["jobs list-by-resource-group", "jobs list-by-subscription"]),
        ("jobs*s list", ["jobs-executions list"]),
        ("*_checkNAME*", ["connected-environments check-name-availability", "namespaces check-name-availability"]),
        ("*-states", ["managed-environments list-workload-profile-states"]),
    ],
)
@pytest.mark.since("2023-05-01")
def test_ops_with_a_pattern(bare: Shell, pattern: str, found: list[str]) -> None:
    result = bare("ops", pattern)
    assert (result.code, result.err) == (0, "")
    assert names(result.out) == found


@pytest.mark.since("2023-05-01")
def test_help_of_a_group_lists_it(bare: Shell) -> None:
    listed = names(bare("help", "jobs").out)
    assert len(listed) == str(SPEC["paths"]).count("'operationId': 'Jobs_") >= 10
    assert {name.split()[0] for name in listed} == {"jobs"}


def test_help_of_an_operation(bare: Shell) -> None:
    text = bare("help", "container-apps", "create-or-update").out
    assert text.splitlines() == [
        "container-apps create-or-update (ContainerApps_CreateOrUpdate)",
        "Creates or replaces a container app and returns it; long-running.",
        "",
        "PUT /subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.App/containerApps/"
        "{containerAppName}",
        "",
        "  --resource-group-name       Name of the resource group, 1 to 90 characters; case does not matter.",
        "  --container-app-name        Name of the container app.",
        "  --subscription              Subscription id; default: AZURE_SUBSCRIPTION_ID.",
        "  --body                      containerAppEnvelope (ContainerApp): JSON text, @FILE, or - for standard input.",
        "",
        "Answer: ContainerApp.",
        "Long-running: its end is waited for, unless --no-wait is given.",
        "",
        "Example:",
        "  aca container-apps create-or-update --resource-group-name my-resource-group "
        "--container-app-name my-container-app --body @body.json",
    ]
    for way in (["help", "containerapps_createorupdate"], ["Container-Apps", "Create-Or-Update", "--help"],
                ["ContainerApps_CreateOrUpdate", "-h"]):
        assert bare(*way).out == text


def test_help_tells_lists_and_options_apart(bare: Shell) -> None:
    listing = bare("help", "container-apps-revisions", "list-revisions").out
    assert "A list: the array in its 'value' is printed, of all pages.\n" in listing
    assert re.search(r"^  --filter .* Optional\.$", listing, re.M)
    assert "--filter" not in listing.partition("Example:")[2]
    restart = bare("help", "container-apps-revisions", "restart-revision").out
    assert "Answer: no model; a body is printed as it came.\n" in restart
    assert "Long-running" not in restart


@pytest.mark.since("2023-05-01")
def test_the_example_of_the_help_works(bare: Shell) -> None:
    for operation in ("ContainerApps_Get", "Jobs_StopExecution", "AvailableWorkloadProfiles_Get"):
        example = bare("help", operation).out.partition("Example:\n  aca ")[2].split()
        shown = bare(*example, "--subscription", "s", "--dry-run")
        assert (shown.code, shown.err) == (0, "")
        assert "/my-" in shown.out
