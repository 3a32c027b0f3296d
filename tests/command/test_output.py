"""The answer on standard output."""

import json

import pytest
from shell import RG, SUBSCRIPTION, WEB, Canned, Shell

LIST = ("container-apps", "list-by-subscription")
GET = ("container-apps", "get", *WEB)


def app(name: str, location: str = "", state: str = "", group: str = "") -> dict[str, object]:
    made: dict[str, object] = {"name": name}
    if group:
        made["id"] = f"/subscriptions/s/resourceGroups/{group}/providers/Microsoft.App/containerApps/{name}"
    if location:
        made["location"] = location
    if state:
        made["properties"] = {"provisioningState": state}
    return made


def page(*items: object, **more: object) -> str:
    return json.dumps({"value": items, **more})


def test_json_is_indented_as_the_library_does_it(told: Shell, canned: Canned) -> None:
    """Everything that an app can hold, also what the model does not know."""
    template: dict[str, object] = {"containers": [{"args": []}]}
    known: dict[str, object] = {"name": 'q"\\\n\u007f é', "tags": {}, "properties": {"template": template}}
    odd: dict[str, object] = {"empty": {}, "list": [[], [1, -2.5e300, True, None], {"a": [{}]}], "text": "a, b: {[\\"}
    canned.answers(json.dumps({**known, **odd}))
    out = told(*GET).out
    assert json.loads(out) == {**known, **odd}
    expected = json.dumps({**known, **odd}, indent=2, ensure_ascii=False)
    assert out == expected + "\n"


def test_a_list_is_the_array_of_its_items(told: Shell, canned: Canned) -> None:
    items = [app("web", "eastus"), app("api")]
    canned.answers(page(*items))
    assert told(*LIST).out == json.dumps(items, indent=2) + "\n"
    canned.answers(page())
    assert told(*LIST).out == "[]\n"
    canned.answers("{}")
    assert told(*LIST).out == "[]\n"


def test_a_list_that_is_none_is_no_empty_list(told: Shell, canned: Canned) -> None:
    canned.answers('{"value":"x"}')
    result = told(*LIST)
    assert (result.code, result.message) == (1, "the answer: value cannot be read")


def test_secrets_are_the_users_own(told: Shell, canned: Canned) -> None:
    canned.answers('{"value":[{"name":"s","value":"my own"}]}')
    assert told("container-apps", "list-secrets", *WEB).json == {"value": [{"name": "s", "value": "my own"}]}


def test_json_lines(told: Shell, canned: Canned) -> None:
    canned.answers(page(app("web", "eastus"), {"name": 'a",\n]'}))
    assert told(*LIST, "--output", "jsonl").out == '{"name":"web","location":"eastus"}\n{"name":"a\\",\\n]"}\n'
    canned.answers(page())
    assert told(*LIST, "--output=jsonl").out == ""
    canned.answers('{"name": "web", "tags": {"a": "b"}}')
    assert told(*GET, "--output", "JSONL").out == '{"name":"web","tags":{"a":"b"}}\n'


def test_table(told: Shell, canned: Canned) -> None:
    canned.answers(page(app("web", "eastus", "Succeeded", "rg"), app("é-long-name", "", "InProgress", "a-long-group")))
    assert told(*LIST, "--output", "table").out.splitlines() == [
        "NAME         LOCATION  RESOURCE GROUP  STATE",
        "web          eastus    rg              Succeeded",
        "é-long-name            a-long-group    InProgress",
    ]


def test_a_table_has_only_columns_with_values(told: Shell, canned: Canned) -> None:
    canned.answers(json.dumps(app("web", "East US")))
    assert told(*GET, "--output", "table").out == "NAME  LOCATION\nweb   East US\n"
    canned.answers(page(app("web"), app("api")))
    assert told(*LIST, "--output", "table").out == "NAME\nweb\napi\n"
    canned.answers('{"name": "web", "location": 5}')
    assert told(*GET, "--output", "table").out == "NAME  LOCATION\nweb   5\n"
    canned.answers(page())
    assert told(*LIST, "--output", "table").out == ""


@pytest.mark.parametrize(
    ("properties", "state"),
    [
        ({"properties": {"provisioningState": "Failed", "runningState": "Running"}}, "Failed"),
        ({"properties": {"runningState": "Running"}}, "Running"),
        ({"properties": {"status": "Stopped"}}, "Stopped"),
        ({"status": "Done"}, "Done"),
    ],
)
def test_the_state_in_a_table(told: Shell, canned: Canned, properties: dict[str, object], state: str) -> None:
    canned.answers(json.dumps({"name": "web", **properties}))
    assert told(*GET, "--output", "table").out == f"NAME  STATE\nweb   {state}\n"


def test_a_table_cannot_steer_a_terminal(told: Shell, canned: Canned) -> None:
    canned.answers(json.dumps(app("\x1b[2J\u009b\x7f\nx", 'a"\\\tb')))
    assert told(*GET, "--output", "table").out == 'NAME      LOCATION\n [2J   x  a"\\ b\n'


@pytest.mark.since("2022-10-01")
def test_what_is_no_resource_is_json_even_as_a_table(told: Shell, canned: Canned) -> None:
    canned.answers('{"nameAvailable":true}')
    check = ("namespaces", "check-name-availability", *RG, "--connected-environment-name", "e", "--body", "{}")
    plain = ("connected-environments", *check[1:])
    assert told(*plain, "--output", "table").out == '{\n  "nameAvailable": true\n}\n'
    canned.answers(page(app("web"), {"location": "eastus"}))
    assert json.loads(told(*LIST, "--output", "table").out) == [{"name": "web"}, {"location": "eastus"}]


@pytest.mark.parametrize("output", ["json", "jsonl", "table"])
def test_an_answer_without_model_comes_as_it_is(told: Shell, canned: Canned, output: str) -> None:
    restart = ("container-apps-revisions", "restart-revision", *WEB, "--revision-name", "r", "--output", output)
    canned.answers('"Restarted r"')
    assert told(*restart).out == '"Restarted r"\n'
    canned.answers("")
    assert told(*restart).out == ""


def test_a_list_from_the_emulator(aca: Shell) -> None:
    listed = aca("operations", "list")
    names = [item["name"] for item in listed.json]
    assert names
    assert aca("operations", "list", "--output", "table").out.split() == ["NAME", *names]
    whole = json.loads(aca("operations", "list", "--raw").out)
    assert [item["name"] for item in whole["value"]] == names
    assert SUBSCRIPTION not in listed.out
