"""The protocol: starting, finding operations, storing resources, refusing requests, headers, control."""

import signal
from typing import Any

import pytest

from .conftest import APP, GROUP, VERSION, Client, running, start

ENVIRONMENT = f"{GROUP}/managedEnvironments/env"


def app(**properties: Any) -> dict[str, Any]:
    return {"location": "East US", "properties": properties}


# Starting and stopping


def test_prints_one_line_and_stops_on_a_signal() -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        with start("--port", "0") as process:
            assert process.stdout is not None and process.stderr is not None
            assert process.stdout.readline().startswith("http://127.0.0.1:")
            process.send_signal(number)
            assert process.wait(5) == 0
            assert (process.stdout.read(), process.stderr.read()) == ("", "")


def test_stops_when_standard_input_closes() -> None:
    with start() as process:
        assert process.stdout is not None and process.stdin is not None
        process.stdout.readline()
        process.stdin.close()
        assert process.wait(5) == 0


def test_says_what_is_wrong_with_the_definition() -> None:
    with start("--spec", "missing.json") as process:
        assert process.stdout is not None and process.stderr is not None
        assert process.wait(5) == 1
        assert process.stdout.read() == ""
        assert "missing.json" in process.stderr.read()


def test_anonymous_needs_no_token() -> None:
    with running("--anonymous") as client:
        assert client.put(APP, headers={"Authorization": None}).status == 201


# Finding operations


def test_fixed_segments_and_names_have_no_case(client: Client) -> None:
    assert client.put(APP).status == 201
    other = "/SUBSCRIPTIONS/SUB/resourcegroups/RG/PROVIDERS/microsoft.app/CONTAINERAPPS/WEB"
    assert client.get(other).json["name"] == "web"
    assert client.put(other).status == 200
    assert client.get(APP).json["name"] == "WEB"
    assert client.get(APP).json["id"] == f"{GROUP}/containerApps/WEB".replace("/sub/", "/SUB/").replace("/rg/", "/RG/")


def test_values_are_percent_decoded(client: Client) -> None:
    client.put(APP)
    assert client.put(f"{APP}/authConfigs/a%20b%2Fc%C3%A4").json["name"] == "a b/cä"
    assert client.get(f"{APP}/authConfigs/a%20b%2fc%c3%a4").status == 200
    assert client.names(f"{APP}/authConfigs") == ["a b/cä"]


def test_names_may_be_words_of_the_path(client: Client) -> None:
    path = "/subscriptions/subscriptions/resourceGroups/providers/providers/Microsoft.App/containerApps/providers"
    assert client.put(path).json["type"] == "Microsoft.App/containerApps"
    assert client.put(f"{path}/authConfigs/detectorProperties").json["name"] == "detectorProperties"
    assert client.get(f"{path}/authConfigs/detectorProperties").status == 200


@pytest.mark.since("2022-10-01")
def test_a_slash_at_the_end_makes_no_difference(client: Client) -> None:
    client.put(APP)
    for path in (f"{APP}/", f"{APP}/revisions/", f"{APP}/detectorProperties/rootApi"):
        assert client.get(path).status == 200


@pytest.mark.parametrize("path", ["/", "/nowhere", f"{GROUP}/unknownThings", f"{GROUP}/containerApps//revisions"])
def test_unknown_paths(client: Client, path: str) -> None:
    reply = client.get(path)
    assert (reply.status, reply.code) == (404, "InvalidResourceType")


def test_wrong_method(client: Client) -> None:
    reply = client.post(APP)
    assert (reply.status, reply.code) == (405, "MethodNotAllowed")
    assert reply.headers["allow"] == "DELETE, GET, PATCH, PUT"


# Storing resources


def test_create_find_replace_remove(client: Client) -> None:
    missing = client.get(APP)
    assert (missing.status, missing.code) == (404, "ResourceNotFound")
    assert "Microsoft.App/containerApps/web" in missing.json["error"]["message"]
    assert client.put(APP, {"location": "East US", "tags": {"a": "1"}}).status == 201
    assert client.put(APP, {"location": "eastus", "tags": {"b": "2"}}).status == 200
    assert client.get(APP).json["tags"] == {"b": "2"}
    assert client.call("DELETE", APP).status == 200
    assert client.call("DELETE", APP).status == 204
    assert client.get(APP).status == 404


def test_operations_without_201_answer_200(client: Client) -> None:
    client.put(ENVIRONMENT)
    assert client.put(f"{ENVIRONMENT}/storages/s", {}).status == 200


def test_patch_merges(client: Client) -> None:
    assert client.call("PATCH", APP, {"tags": {}}).code == "ResourceNotFound"
    ingress = {"targetPort": 80, "external": True}
    body = app(configuration={"ingress": ingress, "activeRevisionsMode": "Multiple"})
    client.put(APP, {**body, "tags": {"a": "1", "b": "2"}, "managedBy": "m"})
    patch = {"tags": {"c": "3"}, "managedBy": None, "properties": {"configuration": {"ingress": {"targetPort": 81}}}}
    changed = client.call("PATCH", APP, patch).json
    assert changed == client.get(APP).json
    assert changed["tags"] == {"c": "3"}
    assert "managedBy" not in changed
    assert changed["properties"]["configuration"]["activeRevisionsMode"] == "Multiple"
    assert changed["properties"]["configuration"]["ingress"].items() >= {"targetPort": 81, "external": True}.items()
    gone = client.call("PATCH", APP, {"properties": {"configuration": {"ingress": None}}}).json
    assert "ingress" not in gone["properties"]["configuration"]


def test_a_resource_cannot_move(client: Client) -> None:
    client.put(APP)
    assert client.put(APP, {"location": "West US"}).code == "InvalidResourceLocation"


def test_children_need_their_parent_and_go_with_it(client: Client) -> None:
    child = f"{ENVIRONMENT}/certificates/c"
    for reply in (client.put(child), client.get(child), client.get(f"{ENVIRONMENT}/certificates")):
        assert (reply.status, reply.code) == (404, "ParentResourceNotFound")
    client.put(ENVIRONMENT)
    assert client.put(child).status == 200
    client.call("DELETE", ENVIRONMENT)
    client.put(ENVIRONMENT)
    assert client.get(child).code == "ResourceNotFound"


@pytest.mark.since("2023-05-01")
def test_lists(client: Client) -> None:
    other = APP.replace("/rg/", "/other/")
    for path in (APP, APP + "2", other, ENVIRONMENT):
        client.put(path)
    client.put(APP.replace("/sub/", "/sub2/"))
    subscription = "/subscriptions/sub/providers/Microsoft.App/containerApps"
    assert client.names(subscription) == ["web", "web2", "web"]
    assert client.names(f"{GROUP}/containerApps") == ["web", "web2"]
    assert client.names(f"{GROUP}/jobs") == []
    assert set(client.get(subscription).json) == {"value"}
    assert client.get(subscription).json["value"][2] == client.get(other).json


# Refusing requests


@pytest.mark.parametrize("value", [None, "Basic abc", "Bearer", "Bearer "])
def test_a_token_is_needed(client: Client, value: str | None) -> None:
    reply = client.get(APP, headers={"Authorization": value})
    assert (reply.status, reply.code) == (401, "AuthenticationFailed")
    assert reply.headers["www-authenticate"].startswith("Bearer authorization_uri=")


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("?", "MissingApiVersionParameter"),
        ("?api-version=", "MissingApiVersionParameter"),
        ("?api-version=newest", "InvalidApiVersionParameter"),
        ("?api-version=2019-01-01", "NoRegisteredProviderFound"),
    ],
)
def test_api_version(client: Client, query: str, code: str) -> None:
    reply = client.get(APP + query)
    assert (reply.status, reply.code) == (400, code)


def test_api_version_is_found_among_others(client: Client) -> None:
    client.put(APP)
    assert client.get(f"{APP}?x=1&API-Version={VERSION}").status == 200


@pytest.mark.parametrize("body", [b"", b"  ", b"{", b"not json", b"[]", b"null", b'{"location": NaN}', b"\xff"])
def test_bodies_that_are_no_json_object(client: Client, body: bytes) -> None:
    reply = client.put(APP, body)
    assert (reply.status, reply.code) == (400, "InvalidRequestContent")


BAD: list[tuple[str, dict[str, Any]]] = [
    ("location", {}),
    ("location", {"location": None}),
    ("location", {"location": 7}),
    ("tags.a", {"location": "x", "tags": {"a": 1}}),
    ("properties.template.containers[1].image", app(template={"containers": [{}, {"image": []}]})),
    ("properties.configuration.ingress.external", app(configuration={"ingress": {"external": "yes"}})),
    ("properties.configuration.ingress.targetPort", app(configuration={"ingress": {"targetPort": 1.5}})),
    ("properties.configuration.ingress.targetPort", app(configuration={"ingress": {"targetPort": 1 << 31}})),
    ("properties.configuration.ingress.customDomains[0].name", app(configuration={"ingress": {"customDomains": [{}]}})),
    ("properties.configuration.service.type", app(configuration={"service": {}})),
]


@pytest.mark.parametrize(("path", "body"), BAD)
@pytest.mark.since("2023-05-01")
def test_bodies_that_do_not_fit_the_schema(client: Client, path: str, body: dict[str, Any]) -> None:
    reply = client.put(APP, body)
    assert (reply.status, reply.code) == (400, "InvalidRequestContent")
    assert f"'{path}'" in reply.json["error"]["message"]
    assert reply.json["error"]["target"] == path
    assert client.get(APP).status == 404


GOOD: list[dict[str, Any]] = [
    {"id": 7, "name": [], "type": {}, "systemData": "x", "location": "x"},
    app(provisioningState=["ignored"], latestRevisionName=4),
    app(configuration=None, template={"containers": None}),
    app(somethingNew={"deep": [None, 1]}),
    app(configuration={"ingress": {"transport": "HTTP2", "targetPort": "80"}}),
    app(configuration={"activeRevisionsMode": "SomethingNew"}),
]


@pytest.mark.parametrize("body", GOOD)
def test_bodies_that_the_service_takes(client: Client, body: dict[str, Any]) -> None:
    assert client.put(APP, body).status == 201
    assert client.get(APP).json["properties"]["provisioningState"] == "Succeeded"


def test_closed_enums_dates_and_binaries(client: Client) -> None:
    client.put(APP)
    config = f"{APP}/authConfigs/current"
    for action, status in (("allowANONYMOUS", 200), ("Shrug", 400)):
        body = {"properties": {"globalValidation": {"unauthenticatedClientAction": action}}}
        assert client.put(config, body).status == status
    client.put(ENVIRONMENT)
    for value, status in (("Zm9v", 200), ("not base64!", 400)):
        certificate = {"location": "x", "properties": {"value": value}}
        assert client.put(f"{ENVIRONMENT}/certificates/c", certificate).status == status


@pytest.mark.since("2023-05-01")
def test_a_patch_requires_nothing_but_types_fit(client: Client) -> None:
    job = f"{GROUP}/jobs/job"
    client.put(job)
    assert client.call("PATCH", job, {"properties": {"configuration": {"replicaTimeout": 5}}}).status == 200
    bad = client.call("PATCH", job, {"properties": {"configuration": {"replicaTimeout": "soon"}}})
    assert bad.json["error"]["target"] == "properties.configuration.replicaTimeout"
    client.put(APP)
    domains = {"properties": {"configuration": {"ingress": {"customDomains": [{"bindingType": "Disabled"}]}}}}
    assert client.call("PATCH", APP, domains).status == 400


@pytest.mark.parametrize("name", ["a" * 91, "ends.", "a%20b", "a*b"])
def test_resource_group_names(client: Client, name: str) -> None:
    reply = client.get(APP.replace("/rg/", f"/{name}/"))
    assert (reply.status, reply.code) == (400, "InvalidResourceGroup")
    assert client.put(APP.replace("/rg/", "/a.b_(c)-1/")).status == 201


@pytest.mark.since("2023-05-01")
def test_patterns_of_path_values(client: Client) -> None:
    reply = client.get(f"{GROUP}/jobs/a%20b")
    assert (reply.status, reply.code) == (400, "InvalidParameter")
    assert "jobName" in reply.json["error"]["message"]


@pytest.mark.since("2022-10-01")
def test_lengths_and_content_types(client: Client) -> None:
    client.put(APP)
    length = {"Content-Length": "2"}
    for method in ("GET", "DELETE"):
        assert client.call(method, APP, b"{}", headers={**length}).code == "InvalidRequestContent"
    for media in (None, "text/plain", "application/merge-patch+json"):
        assert client.put(APP, headers={"Content-Type": media}).code == "UnsupportedMediaType"
    assert client.put(APP, headers={"Content-Type": "Application/JSON; charset=utf-8"}).status == 200
    for method, path in (("PUT", APP), ("PATCH", APP), ("POST", f"{APP}/getAuthtoken")):
        reply = client.call(method, path, headers={"Content-Length": None})
        assert (reply.status, reply.code) == (411, "LengthRequired")
    assert client.post(f"{APP}/getAuthtoken").status == 200


# Headers and control


def test_headers_of_every_answer(client: Client) -> None:
    for reply, kind in ((client.put(APP), "writes"), (client.get(APP), "reads"), (client.get("/x"), "reads")):
        scope = "tenant" if reply.status == 404 else "subscription"
        assert reply.headers["content-type"] == "application/json; charset=utf-8"
        assert reply.headers["api-supported-versions"] == VERSION
        assert int(reply.headers[f"x-ms-ratelimit-remaining-{scope}-{kind}"]) > 0
        for name in ("x-ms-request-id", "x-ms-correlation-request-id", "x-ms-routing-request-id", "date"):
            assert reply.headers[name]
        assert "x-ms-client-request-id" not in reply.headers
    gone = client.call("DELETE", APP)
    assert (gone.text, gone.headers["content-length"]) == ("", "0")
    assert "content-type" not in gone.headers
    assert "x-ms-ratelimit-remaining-subscription-deletes" in gone.headers
    assert "content-type" not in client.call("DELETE", APP).headers


def test_request_ids_come_back(client: Client) -> None:
    ids = {"x-ms-client-request-id": "mine", "x-ms-correlation-request-id": "ours"}
    plain = client.get(APP, headers={**ids})
    assert plain.headers["x-ms-correlation-request-id"] == "ours"
    assert "x-ms-client-request-id" not in plain.headers
    echoed = client.get(APP, headers={**ids, "x-ms-return-client-request-id": "true"})
    assert echoed.headers["x-ms-client-request-id"] == "mine"
    assert echoed.headers["x-ms-request-id"] != plain.headers["x-ms-request-id"]


def test_requests_are_remembered(client: Client) -> None:
    client.put(APP, {"location": "x", "tags": {"ä": "ö"}}, headers={"X-Mine": "1"})
    client.get("/no%20where?a=b%20c")
    first, second = client.requests()
    assert (first["method"], first["operationId"]) == ("PUT", "ContainerApps_CreateOrUpdate")
    assert first["path_qs"] == f"{APP}?api-version={VERSION}"
    assert first["headers"].items() >= {"x-mine": "1", "authorization": "Bearer token"}.items()
    assert '"location": "x"' in first["body"]
    assert (second["path_qs"], second["operationId"], second["body"]) == ("/no%20where?a=b%20c", None, "")
    assert client.call("DELETE", "/_emulator/requests").status == 204
    assert client.requests() == []


def test_the_store_can_be_emptied(client: Client) -> None:
    client.put(APP)
    assert client.call("DELETE", "/_emulator/state").status == 204
    assert client.get(APP).status == 404
    assert client.get("/_emulator/other").status == 404
