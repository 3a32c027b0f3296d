"""Calls as people make them, against the emulator and against canned answers where the request is what matters."""

import json
import re
from pathlib import Path

import pytest
from shell import APP, RG, SUBSCRIPTION, TOKEN, VERSION, WEB, Canned, Shell

ID = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.App/containerApps/web"


@pytest.mark.since("2022-10-01")
def test_the_life_of_an_app(aca: Shell) -> None:
    environment = aca(
        "managed-environments", "create-or-update", *RG, "--environment-name", "env", "--body", '{"location":"eastus"}'
    )
    assert environment.json["name"] == "env"
    made = aca("container-apps", "create-or-update", *WEB, "--body", "-", stdin=json.dumps(APP)).json
    assert (made["name"], made["tags"]) == ("web", {"team": "blue"})
    assert aca("containerapps_get", *WEB).json == made
    assert [app["name"] for app in aca("ContainerApps_ListBySubscription").json] == ["web"]
    assert aca("container-apps", "get-auth-token", *WEB).json["properties"]["token"]

    patched = aca("container-apps", "update", *WEB, "--body", '{"tags":{"team":"red","tier":"1"}}').json
    assert patched["tags"] == {"team": "red", "tier": "1"}
    assert patched["properties"]["configuration"]["dapr"]["enabled"] is True

    (revision,) = aca("container-apps-revisions", "list-revisions", *WEB).json
    restarted = aca("container-apps-revisions", "restart-revision", *WEB, "--revision-name", revision["name"])
    assert restarted.json == f"Restarted {revision['name']}"

    assert aca("container-apps", "delete", *WEB).out == ""
    assert aca("container-apps", "get", *WEB).code == 1
    assert aca("container-apps", "list-by-resource-group", *RG).out == "[]\n"


@pytest.mark.since("2024-02-02-preview")
def test_an_answer_that_is_a_text(aca: Shell) -> None:
    assert re.fullmatch("[0-9A-F]{64}", aca("subscriptions", "get-custom-domain-verification-id").json)


@pytest.mark.skipif(VERSION != "2024-02-02-preview", reason="not in other api-versions")
def test_headers_flags_kinds_and_free_answers(aca: Shell) -> None:
    aca("managed-environments", "create-or-update", *RG, "--environment-name", "env", "--body", '{"location":"eastus"}')
    nacos = {"properties": {"componentType": "Nacos", "ingress": {"fqdn": "read-only"}}}
    java = aca("java-components", "create-or-update", *RG, "--environment-name", "env", "--name", "java", "--body",
               json.dumps(nacos)).json
    assert java["properties"] == {"componentType": "Nacos", "provisioningState": "Succeeded", "ingress": {}}

    aca("container-apps", "create-or-update", *WEB, "--body", json.dumps(APP))
    source = (*WEB, "--source-control-name", "current", "--x-ms-github-auxiliary", "token")
    assert aca("container-apps-source-controls", "create-or-update", *source, "--body", '{"properties":{}}').code == 0
    assert aca("container-apps-source-controls", "delete", *source, "--delete-workflow", "true").out == ""

    logic = (*WEB, "--logic-app-name", "logic")
    assert aca("logic-apps", "create-or-update", *logic, "--body", "{}").json["name"] == "logic"
    proxied = ("--x-ms-logic-apps-proxy-path", "/", "--x-ms-logic-apps-proxy-method", "GET")
    assert aca("logic-apps", "invoke", *logic, *proxied).json == {}


def test_a_patch_deletes_by_null(aca: Shell) -> None:
    name = (*RG, "--container-app-name=nulls")
    aca("container-apps", "create-or-update", *name, "--body", json.dumps(APP))
    body = '{"tags":{"team":null},"properties":{"configuration":{"dapr":null}}}'
    patched = aca("container-apps", "update", *name, "--body", body).json
    assert patched["tags"] == {}
    assert "dapr" not in patched["properties"]["configuration"]
    assert patched["properties"]["configuration"]["ingress"]["targetPort"] == 80


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ('{"properties":null}', '{"properties":null}'),
        ('{"tags":{},"location":null,"tags2":null}', '{"tags":{},"location":null,"tags2":null}'),
        (' { "tags" : { "a\\"}" : "[" , "b" : null } } ', '{"tags":{"a\\"}":"[","b":null}}'),
        ('{"properties":{"template":null,"configuration":{}}}', '{"properties":{"configuration":{},"template":null}}'),
        ("\ufeff{}", "{}"),
    ],
)
def test_what_a_patch_sends(told: Shell, given: str, sent: str) -> None:
    result = told("container-apps", "update", *WEB, "--body", given, "--dry-run")
    assert result.code == 0
    assert result.out.partition("\n\n")[2] == sent + "\n"


def test_a_body_goes_through_the_model(told: Shell, canned: Canned, tmp_path: Path) -> None:
    """No read-only property, no null in a PUT; what the model does not know stays."""
    canned.answers('{"name":"web"}')
    file = tmp_path / "app.json"
    file.write_text(json.dumps({**APP, "id": ID, "name": "web", "identity": None, "newThing": [1]}, indent=2))
    assert told("container-apps", "create-or-update", *WEB, "--body", f"@{file}").json == {"name": "web"}
    assert json.loads(canned.seen[0].body) == {**APP, "newThing": [1]}
    assert canned.seen[0].headers["content-type"] == "application/json"


@pytest.mark.since("2022-10-01")
def test_what_does_not_fit_the_model_is_warned_of_and_sent(told: Shell, canned: Canned) -> None:
    canned.answers("{}")
    body = '{"location":1,"properties":{"template":[]},"tags":5,"identity":6,"extendedLocation":7}'
    result = told("container-apps", "create-or-update", *WEB, "--body", body)
    assert (result.code, result.out) == (0, "{}\n")
    assert result.err.splitlines() == [
        "aca: warning: --body: location: expected a string, found a number",
        "aca: warning: --body: properties.template: expected an object, found an array",
        "aca: warning: --body: tags: expected an object, found a number",
        "aca: warning: --body: 2 more like these (--verbose shows them)",
    ]
    assert json.loads(canned.seen[0].body) == json.loads(body)
    verbose = told("container-apps", "create-or-update", *WEB, "--body", body, "--verbose")
    assert verbose.err.count("aca: warning: --body: ") == 5


def test_raw_touches_nothing(told: Shell, canned: Canned) -> None:
    answer = '{ "name":"web",\n "id" : null}'
    canned.answers(answer)
    body = ' {"id":"sent", "properties":null} '
    result = told("container-apps", "create-or-update", *WEB, "--body", body, "--raw")
    assert (result.code, result.out, result.err) == (0, answer, "")
    assert canned.seen[0].body == body
    told("container-apps", "create-or-update", *WEB, "--body", "-", "--raw", stdin="no JSON")
    assert canned.seen[1].body == "no JSON"


@pytest.mark.since("2023-05-01")
def test_raw_gives_a_body_to_an_operation_that_has_none(told: Shell, canned: Canned) -> None:
    canned.answers('"done"')
    assert told("container-apps", "stop", *WEB, "--raw", "--body={}").out == '"done"'
    assert (canned.seen[0].method, canned.seen[0].body) == ("POST", "{}")


def test_raw_shows_what_cannot_be_read(told: Shell, canned: Canned) -> None:
    canned.answers("<html>")
    result = told("container-apps", "get", *WEB, "--raw")
    assert (result.code, result.out) == (0, "<html>")
    assert result.err.startswith("aca: warning: the answer: not JSON")
    assert told("container-apps", "get", *WEB, "--raw", "--strict").code == 1


def test_raw_shows_the_body_of_a_refusal(told: Shell, canned: Canned) -> None:
    canned.answers('{"error":{"code":"No","message":"Not now."}}', 409)
    result = told("container-apps", "get", *WEB, "--raw")
    assert (result.code, result.out) == (1, '{"error":{"code":"No","message":"Not now."}}')
    assert result.err == "aca: HTTP status 409: No: Not now.\n"


def test_headers_are_sent(told: Shell, canned: Canned) -> None:
    canned.answers("{}")
    told("container-apps", "get", *WEB, "--header", "If-Match: *", "--header=X-Two:  a: b", "--header", "X-Empty:")
    sent = canned.seen[0].headers
    assert (sent["if-match"], sent["x-two"], sent["x-empty"]) == ("*", "a: b", "")
    assert sent["authorization"] == f"Bearer {TOKEN}"
    assert sent["user-agent"].startswith("aca libaca/")


def test_options_win_over_the_environment(told: Shell, canned: Canned) -> None:
    canned.answers("{}")
    nowhere = {"ACA_ENDPOINT": "http://127.0.0.1:1"}
    found = told("container-apps", "get", *WEB, "--endpoint", canned.url, "--subscription", "other", **nowhere)
    assert found.code == 0
    assert canned.seen[0].path.startswith("/subscriptions/other/resourceGroups/rg/")
    usgov = told("container-apps", "get", *WEB, "--cloud", "USGov", "--dry-run", **nowhere)
    assert usgov.out.startswith(f"GET https://management.usgovcloudapi.net/subscriptions/{SUBSCRIPTION}/")


@pytest.mark.parametrize(
    ("cloud", "host"),
    [
        ("public", "management.azure.com"),
        ("usgov", "management.usgovcloudapi.net"),
        ("china", "management.chinacloudapi.cn"),
    ],
)
def test_clouds(bare: Shell, cloud: str, host: str) -> None:
    shown = bare("container-apps", "get", *WEB, "--subscription", "s", "--cloud", cloud, "--dry-run")
    assert shown.out.startswith(f"GET https://{host}/subscriptions/s/")


def test_empty_variables_are_as_good_as_none(bare: Shell) -> None:
    empty = {"ACA_ENDPOINT": "", "AZURE_SUBSCRIPTION_ID": "", "ACA_ACCESS_TOKEN": ""}
    shown = bare("container-apps", "get", *WEB, "--subscription", "s", "--dry-run", **empty)
    assert shown.out.startswith("GET https://management.azure.com/subscriptions/s/")
    assert "--subscription (or AZURE_SUBSCRIPTION_ID)" in bare("container-apps", "get", *WEB, **empty).message


def test_the_api_version_can_be_chosen(bare: Shell) -> None:
    shown = bare("container-apps", "get", *WEB, "--subscription", "s", "--api-version", "2024-03-01", "--dry-run")
    assert "?api-version=2024-03-01\n" in shown.out


def test_dry_run_shows_all_and_sends_nothing(told: Shell, canned: Canned) -> None:
    secret = '{"properties":{"configuration":{"secrets":[{"name":"s","value":"my own"}]}}}'
    create = ("container-apps", "create-or-update", *WEB, "--body", secret, "--header", "X-Mine: 1")
    shown = told(*create, "--dry-run")
    head, _, body = shown.out.partition("\n\n")
    assert shown.code == 0
    assert head.splitlines()[0] == f"PUT {canned.url}{ID}?api-version={VERSION}"
    assert {"Accept: application/json", "Content-Type: application/json", "X-Mine: 1"} < set(head.splitlines())
    assert body == secret + "\n"
    assert canned.seen == []


def test_a_loopback_endpoint_needs_no_token(bare: Shell, canned: Canned) -> None:
    canned.answers("{}")
    for host in ("127.0.0.1", "localhost"):
        endpoint = canned.url.replace("127.0.0.1", host)
        assert bare("container-apps", "get", *WEB, "--subscription", "s", "--endpoint", endpoint).json == {}
    assert ["authorization" in seen.headers for seen in canned.seen] == [False, False]
