"""The answers: every operation of the definition, the looks of resources, and what Microsoft.App does by itself."""

import json
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import]
import pytest

from emulator.__main__ import DEFAULT_SPEC
from emulator.names import Subject
from emulator.resources import utc_now
from emulator.routes import is_name, split
from emulator.spec import Operation, Schema, Spec
from emulator.synth import Synth

from .conftest import APP, GROUP, VERSION, Client, find, headers_for, minimal, running

JOB = f"{GROUP}/jobs/job"
ENVIRONMENT = f"{GROUP}/managedEnvironments/env"
OPERATIONS = {operation.id: operation for operation in Spec.load(DEFAULT_SPEC).operations}
PUTS = [operation.id for operation in OPERATIONS.values() if operation.method == "PUT"]


def name_for(client: Client, spec: Spec, template: str, filled: str, parameter: str) -> str:
    """A name that exists: created, listed, or, where nothing is ever stored, any."""
    put = find(spec, "PUT", f"{template}/{parameter}")
    if put is not None and put.body is not None:
        made = client.put(f"{filled}/thing", minimal(spec, put.body["schema"]), headers={**headers_for(put)})
        assert made.status in (200, 201), made.text
        return "thing"
    if filled.endswith("/executions"):
        assert client.post(filled.removesuffix("executions") + "start").status == 200
    if find(spec, "GET", template) is not None:
        return client.names(filled)[0]
    return "thing"


def prepare(client: Client, spec: Spec, operation: Operation) -> str:
    """The operation's path, with everything there that it names."""
    template = filled = ""
    for segment in split(operation.path)[1:]:
        known = next((p["enum"] for p in operation.parameters if f"{{{p['name']}}}" == segment and "enum" in p), None)
        if known is not None:
            name = known[0]
        else:
            name = name_for(client, spec, template, filled, segment) if is_name(segment) else segment
        template, filled = f"{template}/{segment}", f"{filled}/{name}"
    return filled


def fits(spec: Spec, schema: Schema, value: Any) -> None:
    resolver = jsonschema.RefResolver.from_schema(spec.document)
    jsonschema.Draft4Validator(schema, resolver=resolver).validate(value)


@pytest.mark.parametrize("operation_id", OPERATIONS)
def test_every_operation_answers_as_declared(client: Client, spec: Spec, operation_id: str) -> None:
    operation = OPERATIONS[operation_id]
    path = prepare(client, spec, operation)
    body = minimal(spec, operation.body["schema"]) if operation.body else None
    reply = client.call(operation.method, path, body, {**headers_for(operation)})
    assert reply.status in operation.responses, reply.text
    schema = operation.answer_schema(reply.status)
    if schema is not None:
        fits(spec, schema, reply.json)
    else:
        assert reply.text == "" or isinstance(reply.json, str)
    assert reply.text != '""'
    assert client.requests()[-1]["operationId"] == operation_id


def contains(spec: Spec, schema: Schema, sent: Any, got: Any) -> None:
    """Everything that was sent has come back, except what the service never shows."""
    if isinstance(sent, dict):
        shape = spec.shape(schema)
        for name, value in sent.items():
            described = shape.properties.get(name, shape.additional) or {}
            if spec.hidden(described):
                assert name not in got
            else:
                contains(spec, described, value, got[name])
    elif isinstance(sent, list):
        items = spec.resolve(schema).get("items", {})
        assert len(sent) == len(got)
        for mine, theirs in zip(sent, got):
            contains(spec, items, mine, theirs)
    else:
        assert sent == got


@pytest.mark.parametrize("operation_id", PUTS)
def test_what_was_set_comes_back_complete(client: Client, spec: Spec, operation_id: str) -> None:
    operation = OPERATIONS[operation_id]
    path = prepare(client, spec, operation)
    headers: dict[str, str | None] = {**headers_for(operation)}
    client.call("DELETE", path, headers=headers)
    assert operation.body is not None
    schema = operation.body["schema"]
    body = Synth(spec, utc_now(), writable_only=True).value(schema, "", Subject(path, "thing", "t"))
    body["unknown"] = {"kept": [1, None]}
    made = client.put(path, body, headers=headers)
    assert made.status == (201 if 201 in operation.responses else 200), made.text
    contains(spec, schema, body, made.json)
    assert made.json == client.get(path).json
    fits(spec, schema, made.json)
    assert made.json["id"].lower() == path.lower()
    assert made.json["name"] == "thing"
    if find(spec, "GET", operation.path.rpartition("/")[0]) is not None:
        assert client.get(path.rpartition("/")[0]).json["value"] == [made.json]


# The looks of a resource


def full_app() -> dict[str, Any]:
    secrets = [{"name": "one", "value": "hush"}, {"name": "two", "keyVaultUrl": "https://v/s", "identity": "system"}]
    configuration = {"secrets": secrets, "ingress": {"external": True, "targetPort": 80}, "dapr": None}
    template = {"containers": [{"name": "main", "image": "i"}], "initContainers": [{"name": "init", "image": "i"}]}
    properties = {"environmentId": ENVIRONMENT, "configuration": configuration, "template": template}
    return {"location": "East US", "properties": properties}


def test_the_service_fills_in_what_is_its_own(client: Client) -> None:
    domain = client.put(ENVIRONMENT).json["properties"]["defaultDomain"]
    made = client.put(APP, full_app()).json
    assert (made["id"], made["name"], made["type"]) == (APP, "web", "Microsoft.App/containerApps")
    assert made["location"] == "East US"
    data = made["systemData"]
    assert set(data) == {f"{did}{what}" for did in ("created", "lastModified") for what in ("By", "ByType", "At")}
    assert data["createdByType"] == "User" and data["createdAt"][-1].isdigit() and "+" not in data["createdAt"]
    properties = made["properties"]
    assert properties["provisioningState"] == "Succeeded"
    assert properties["configuration"]["ingress"]["fqdn"] == f"web.{domain}"
    assert properties["configuration"]["ingress"]["transport"] == "auto"
    assert "dapr" not in properties["configuration"]
    revision = properties["latestRevisionName"]
    assert revision.startswith("web--") and len(revision) == len("web--abc1234")
    assert properties["latestRevisionFqdn"] == f"{revision}.{domain}"
    later = client.put(APP, full_app()).json
    assert later["systemData"]["createdAt"] == data["createdAt"]
    assert later["systemData"]["lastModifiedAt"] > data["lastModifiedAt"]
    assert later["properties"] == properties


@pytest.mark.since("2023-05-01")
def test_secrets_are_remembered_but_not_shown(client: Client) -> None:
    assert "hush" not in client.put(APP, full_app()).text
    assert client.get(APP).json["properties"]["configuration"]["secrets"][0] == {"name": "one"}
    wanted = full_app()["properties"]["configuration"]["secrets"]
    assert client.post(f"{APP}/listSecrets").json == {"value": wanted}
    client.call("PATCH", APP, {"tags": {"a": "b"}})
    assert client.post(f"{APP}/listSecrets").json == {"value": wanted}
    assert client.put(APP, client.get(APP).json).code == "ContainerAppSecretInvalid"
    client.put(ENVIRONMENT)
    component = f"{ENVIRONMENT}/daprComponents/c"
    client.put(component, {"properties": {"secrets": [{"name": "n", "value": "v"}]}})
    assert client.post(f"{component}/listSecrets").json == {"value": [{"name": "n", "value": "v"}]}


def test_made_up_answers_are_always_the_same(client: Client) -> None:
    client.put(APP)
    for path in (f"{APP}/detectors", f"{APP}/detectors/d", "/providers/Microsoft.App/operations"):
        assert client.get(path).text == client.get(path).text


@pytest.mark.since("2022-10-01")
def test_get_auth_token(client: Client) -> None:
    path = f"{APP}/getAuthToken"
    missing = client.post(path)
    assert (missing.status, missing.code) == (404, "ResourceNotFound")
    client.put(APP)
    reply = client.post(path.replace("/web/", "/WEB/"))
    properties = reply.json["properties"]
    assert properties["token"].startswith("testToken") and properties["expires"].endswith("Z")
    kept = {name: reply.json[name] for name in ("id", "name", "location", "type")}
    kind = "Microsoft.App/containerApps/accesstoken"
    assert kept == {"id": APP, "name": "web", "location": "East US", "type": kind}


def test_check_name_availability(client: Client) -> None:
    client.put(ENVIRONMENT)
    client.put(f"{ENVIRONMENT}/certificates/taken")
    asked = {"name": "Taken", "type": "Microsoft.App/managedEnvironments/certificates"}
    reply = client.post(f"{ENVIRONMENT}/checkNameAvailability", asked).json
    assert (reply["nameAvailable"], reply["reason"]) == (False, "AlreadyExists")
    free = client.post(f"{ENVIRONMENT}/checkNameAvailability", {**asked, "name": "free"}).json
    assert free == {"nameAvailable": True}


def test_host_name_analysis_is_about_the_host_asked_for(client: Client) -> None:
    client.put(APP)
    path = f"{APP}/listCustomHostNameAnalysis?api-version={VERSION}&customHostname=my.example.com"
    assert client.post(path).json["hostName"] == "my.example.com"


# What Microsoft.App does by itself


@pytest.mark.since("2022-10-01")
def test_an_app_has_a_revision_with_a_replica(client: Client) -> None:
    name = client.put(APP, full_app()).json["properties"]["latestRevisionName"]
    revision = f"{APP}/revisions/{name}"
    found = client.get(revision).json
    assert client.get(f"{APP}/revisions").json == {"value": [found]}
    assert client.get(f"{APP}/detectorProperties/revisionsApi/revisions/{name}").json == found
    assert found["type"] == "Microsoft.App/containerApps/revisions"
    assert found["properties"]["template"] == client.get(APP).json["properties"]["template"]
    assert found["properties"]["active"] is True
    (replica,) = client.get(f"{revision}/replicas").json["value"]
    assert client.get(f"{revision}/replicas/{replica['name']}").json == replica
    assert [c["name"] for c in replica["properties"]["containers"]] == ["main"]
    assert [c["name"] for c in replica["properties"]["initContainers"]] == ["init"]
    assert client.get(f"{APP}/revisions/other").code == "ResourceNotFound"


def test_a_new_template_makes_a_new_revision(client: Client) -> None:
    first = client.put(APP, full_app()).json["properties"]["latestRevisionName"]
    client.call("PATCH", APP, {"tags": {"a": "b"}})
    assert client.names(f"{APP}/revisions") == [first]
    suffix = {"properties": {"template": {"revisionSuffix": "v2"}}}
    assert client.call("PATCH", APP, suffix).json["properties"]["latestRevisionName"] == "web--v2"
    assert client.names(f"{APP}/revisions") == [first, "web--v2"]
    revisions = client.get(f"{APP}/revisions").json["value"]
    assert [r["properties"]["active"] for r in revisions] == [False, True]
    assert client.names(f"{APP}/revisions/{first}/replicas") == []


def test_revision_actions_answer_with_a_string(client: Client) -> None:
    revision = f"{APP}/revisions/" + client.put(APP).json["properties"]["latestRevisionName"]
    for action, active in (("deactivate", False), ("restart", False), ("activate", True)):
        reply = client.post(f"{revision}/{action}")
        assert reply.status == 200 and isinstance(reply.json, str)
        assert client.get(revision).json["properties"]["active"] is active
    assert client.post(f"{APP}/revisions/other/restart").code == "ResourceNotFound"


@pytest.mark.since("2023-05-01")
def test_apps_start_and_stop(client: Client) -> None:
    client.put(APP)
    for action, state in (("stop", "Stopped"), ("start", "Running")):
        assert client.post(f"{APP}/{action}").json["properties"]["runningStatus"] == state
        assert client.get(APP).json["properties"]["runningStatus"] == state


@pytest.mark.since("2023-05-01")
def test_jobs_have_executions(client: Client) -> None:
    template = {"containers": [{"name": "c", "image": "i"}]}
    client.put(JOB, {"location": "East US", "properties": {"template": template}})
    assert client.names(f"{JOB}/executions") == []
    first = client.post(f"{JOB}/start").json
    own = {"containers": [{"name": "own", "image": "i"}]}
    second = client.post(f"{JOB}/start", own).json
    assert client.names(f"{JOB}/executions") == [first["name"], second["name"]]
    found = [client.get(execution["id"]).json["properties"] for execution in (first, second)]
    assert [p["template"] for p in found] == [template, own]
    assert [p["status"] for p in found] == ["Running", "Running"]
    assert client.post(f"{first['id']}/stop").status == 200
    assert client.get(first["id"]).json["properties"]["status"] == "Stopped"
    stopped = client.post(f"{JOB}/stop").json["value"]
    assert [execution["name"] for execution in stopped] == [second["name"]]


# Another definition


def other_definition() -> dict[str, Any]:
    base = "/subscriptions/{subscriptionId}/providers/Contoso.Toys/robots"
    sent = {"name": "robot", "in": "body", "required": True, "schema": {"$ref": "#/definitions/Robot"}}
    serial = {"type": "string", "readOnly": True, "minLength": 20}
    robot = {
        "type": "object",
        "properties": {
            "name": {"type": "string", "readOnly": True},
            "serial": serial,
            "legs": {"type": "integer", "minimum": 2, "maximum": 4},
            "code": {"type": "string", "pattern": "^[A-Z]+$", "maxLength": 3},
            "pin": {"type": "string", "x-ms-secret": True},
            "mood": {"type": "string", "enum": ["calm", "wild"]},
        },
    }
    many = {"type": "object", "properties": {"value": {"type": "array", "items": {"$ref": "#/definitions/Robot"}}}}

    def operation(name: str, schema: str | None, *parameters: Any) -> dict[str, Any]:
        answer = {"schema": {"$ref": f"#/definitions/{schema}"}} if schema else {}
        return {"operationId": name, "parameters": list(parameters), "responses": {"200": answer, "default": {}}}

    item = {
        "get": operation("Robots_Get", "Robot"),
        "put": operation("Robots_Put", "Robot", sent),
        "delete": operation("Robots_Delete", None, {"name": "Key", "in": "header", "required": True, "type": "string"},
                            {"name": "force", "in": "query", "type": "boolean"}),
        "parameters": [{"name": "robotName", "in": "path", "required": True, "type": "string"}],
    }
    paths = {base: {"get": operation("Robots_List", "Robots")}, f"{base}/{{robotName}}": item}
    definitions = {"Robot": robot, "Robots": many}
    return {"swagger": "2.0", "info": {"version": "2030-01-01"}, "paths": paths, "definitions": definitions}


def test_another_definition_works_too(tmp_path: Path) -> None:
    file = tmp_path / "toys.json"
    file.write_text(json.dumps(other_definition()), encoding="utf-8")
    robots, version = "/subscriptions/s/providers/Contoso.Toys/robots", "?api-version=2030-01-01"
    with running("--spec", str(file)) as client:
        for name, bad in (("legs", 5), ("legs", 1), ("code", "a"), ("code", "ABCD"), ("mood", "sad")):
            assert client.put(f"{robots}/r{version}", {name: bad}).json["error"]["target"] == name
        made = client.put(f"{robots}/r{version}", {"legs": 4, "code": "AB", "mood": "CALM", "pin": "1234"})
        assert made.status == 200
        assert set(made.json) == {"name", "serial", "legs", "code", "mood"}
        assert made.json["name"] == "r" and len(made.json["serial"]) >= 20
        assert client.get(f"{robots}{version}").json == {"value": [made.json]}
        refused = client.call("DELETE", f"{robots}/r{version}")
        assert (refused.code, refused.json["error"]["target"]) == ("MissingParameter", "Key")
        key: dict[str, str | None] = {"key": "k"}
        refused = client.call("DELETE", f"{robots}/r{version}&force=perhaps", headers=key)
        assert (refused.code, refused.json["error"]["target"]) == ("InvalidParameter", "force")
        for force in ("true", "False"):
            assert client.call("DELETE", f"{robots}/r{version}&force={force}", headers=key).status == 200
        assert client.get(f"{robots}/r{version}").code == "ResourceNotFound"
