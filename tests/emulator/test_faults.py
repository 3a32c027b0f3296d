"""What can be made to go wrong in an answer, for one request and by rules; and settings."""

from typing import Any

import pytest

from emulator.exchange import Answer
from emulator.inside import HOST, Inside, code
from emulator.spec import Spec

from .conftest import APP, GROUP, VERSION

LIST = f"{GROUP}/containerApps"


@pytest.fixture
def app(inside: Inside) -> Inside:
    """There is an app, and operations take a second."""
    inside.made(APP)
    return inside


def header(answer: Answer, name: str) -> list[str]:
    return [value for key, value in answer.headers.items() if key.lower() == name]


# Answers in the place of the right one


@pytest.mark.parametrize(
    ("status", "name"),
    [
        (429, "TooManyRequests"),
        (408, "RequestTimeout"),
        (500, "InternalServerError"),
        (503, "ServiceUnavailable"),
        (504, "GatewayTimeout"),
        (599, "Unknown"),
    ],
)
def test_any_status(app: Inside, status: int, name: str) -> None:
    answer = app.call("DELETE", APP, None, f"status;code={status}")
    assert (answer.status, code(answer)) == (status, name)
    assert "\n" not in answer.body["error"]["message"]
    assert header(answer, "x-ms-request-id")
    assert app.get(APP).status == 200


@pytest.mark.parametrize("value", ["0", "-1", "7", "soon", "", "Wed, 01 May 2024 12:00:09 GMT", "9" * 40])
def test_headers_of_a_status_go_out_as_they_are(app: Inside, value: str) -> None:
    for name in ("retry-after", "retry-after-ms", "x-ms-retry-after-ms"):
        answer = app.get(APP, f"status;code=429;{name}={value}")
        assert header(answer, name) == [value]
    assert code(app.get(APP, "status;code=409;error=Mine")) == "Mine"


def test_a_status_after_the_work_is_done(app: Inside) -> None:
    assert app.put(f"{APP}2", fault="status;code=504;performed").status == 504
    assert app.get(f"{APP}2").status == 200


def test_a_conflict_is_flat(app: Inside) -> None:
    answer = app.call("PATCH", APP, {}, "conflict")
    assert (answer.status, set(answer.body)) == (409, {"code", "message"})
    assert answer.body["code"] == "ContainerAppLockConflict"


def test_a_redirect(app: Inside) -> None:
    answer = app.get(APP, "redirect;to=http://127.0.0.1:1/x?a=b")
    assert (answer.status, answer.body, header(answer, "location")) == (307, None, ["http://127.0.0.1:1/x?a=b"])


# The right answer, spoiled


def test_bodies_that_are_no_json(app: Inside) -> None:
    broken, page, empty = (app.get(APP, fault) for fault in ("not-json", "html", "empty"))
    assert (broken.status, page.status, empty.status) == (200, 200, 200)
    assert broken.wired()[0]["Content-Type"].startswith("application/json") and broken.wired()[1].startswith(b"{")
    assert page.wired()[0]["Content-Type"] == "text/html" and page.wired()[1].startswith(b"<!DOCTYPE html>")
    assert "Content-Type" not in empty.wired()[0] and empty.wired()[1] == b""
    assert app.call("DELETE", f"{APP}2", None, "html").wired()[1] == b""


def kinds(value: Any) -> Any:
    """A value with the names of types in place of its scalars."""
    if isinstance(value, dict):
        return {name: kinds(member) for name, member in value.items()}
    return [kinds(item) for item in value] if isinstance(value, list) else type(value).__name__


def test_wrong_types(app: Inside) -> None:
    right = app.get(APP).body
    for wrong in (app.get(APP, "wrong-types").body, app.get(LIST, "wrong-types").body["value"][0]):
        assert {**wrong, "properties": 0} == {**right, "properties": 0}
        for name, value in right["properties"].items():
            assert wrong["properties"].keys() == right["properties"].keys()
            if not isinstance(value, (dict, list)):
                assert kinds(wrong["properties"][name]) != kinds(value)
    error = app.get(f"{APP}2", "wrong-types").body["error"]
    assert error["code"] == 7


def test_the_end_of_an_operation_is_not_spoiled_for_good(app: Inside) -> None:
    url = app.call("PATCH", APP, {}).headers["Location"]
    app.wait(1000)
    assert app.get(url, "wrong-types").body["properties"] != app.get(url).body["properties"]
    assert app.get(url).body == app.get(APP).body


def test_a_header_replaces_ours(app: Inside) -> None:
    assert header(app.get(APP, "header;name=SERVER;value=a, b=c"), "server") == ["a, b=c"]


# Polling


@pytest.mark.parametrize(
    ("kind", "beginning"),
    [
        ("foreign", "https://elsewhere.invalid/"),
        ("foreign;to=http://127.0.0.1:1/x", "http://127.0.0.1:1/x"),
        ("relative", "/subscriptions/sub/providers/"),
        ("http", f"http://{HOST}/subscriptions/"),
        ("huge", f"https://{HOST}/subscriptions/"),
    ],
)
def test_urls_for_polling(app: Inside, kind: str, beginning: str) -> None:
    (status,) = header(app.put(f"{APP}2", fault=f"polling-url;kind={kind}"), "azure-asyncoperation")
    started = app.call("DELETE", APP, None, f"polling-url;kind={kind}")
    (result,) = header(started, "location")
    assert status.startswith(beginning) and result.startswith(beginning)
    assert (len(status) > 40_000) == (kind == "huge")
    if kind == "relative":
        assert app.get(status).body["status"] == "InProgress"


def test_no_url_for_polling(app: Inside) -> None:
    started = app.call("DELETE", APP, None, "polling-url;kind=missing")
    assert (started.status, header(started, "location")) == (202, [])


def test_bodies_of_a_status(app: Inside) -> None:
    url = app.put(f"{APP}2").headers["Azure-AsyncOperation"]
    assert app.get(url, "status-body;kind=not-json").content is not None
    assert set(app.get(url, "status-body;kind=no-status").body) == {"id", "name", "startTime"}
    assert app.get(url, "status-body;kind=null-status").body["status"] is None
    assert app.get(url, "status-body;kind=unknown-word").body["status"] == "Pondering"
    assert app.get(url, "status-body;kind=unknown-word;word=succeeded").body["status"] == "succeeded"
    assert (app.get(url, "status-body;kind=empty").status, app.get(url, "status-body;kind=empty").body) == (200, None)
    assert app.get(url, "status-body;kind=created").status == 201
    assert code(app.get(url, "status-body;kind=other")) == "InvalidRequestContent"


# Registration


def test_an_unregistered_subscription(app: Inside) -> None:
    provider = "/subscriptions/sub/providers/Microsoft.App?api-version=2019-05-01"
    register = provider.replace("?", "/register?")
    assert app.get(provider).body["registrationState"] == "Registered"
    app.rule("unregistered", times=0)
    refused = app.put(f"{APP}2")
    assert (refused.status, code(refused)) == (409, "MissingSubscriptionRegistration")
    assert app.get(provider).body["registrationState"] == "NotRegistered"
    started = app.call("POST", register)
    assert (started.status, started.body["registrationState"]) == (200, "Registering")
    assert header(app.get(provider), "retry-after-ms") == ["200"]
    assert app.put(f"{APP}2").status == 409
    app.wait(1000)
    assert app.get(provider).body["registrationState"] == "Registered"
    assert header(app.get(provider), "retry-after-ms") == []
    assert app.call("POST", register).body["registrationState"] == "Registered"
    assert app.put(f"{APP}2").status == 201
    assert app.put(APP.replace("/sub/", "/other/")).status == 409
    assert app.call("POST", provider).status == app.get(register).status == 405


# Rules


def test_a_rule_counts(app: Inside) -> None:
    app.rule("status;code=503", times=2, skip=1)
    assert [app.get(APP).status for _ in range(5)] == [200, 503, 503, 200, 200]
    assert app.get("/_emulator/faults").body == []


def test_a_rule_without_end(app: Inside) -> None:
    assert app.rule("status", times=0).status == 201
    assert [app.get(APP).status for _ in range(3)] == [500] * 3
    assert app.get("/_emulator/faults").body == [{"fault": "status", "skip": 0, "method": None, "path": None}]
    assert app.call("DELETE", "/_emulator/faults").status == 204
    assert app.get(APP).status == 200


def test_a_rule_waits_for_its_request(app: Inside) -> None:
    app.rule("status;code=503", method="PATCH", path=r"/web\?api-version=")
    assert (app.get(APP).status, app.call("PATCH", f"{APP}2", {}).status) == (200, 404)
    assert app.call("PATCH", APP, {}).status == 503


def test_faults_wait_for_what_they_are_about(app: Inside) -> None:
    for fault in ("operation-failed", "next-link;kind=empty", "status-body;kind=null-status"):
        app.rule(fault)
    assert "nextLink" not in app.get(APP).body
    assert app.get(LIST).body["nextLink"] == ""
    started = app.put(f"{APP}2")
    assert app.get(started.headers["Azure-AsyncOperation"]).body["status"] is None
    app.wait(1000)
    assert app.get(started.headers["Azure-AsyncOperation"]).body["status"] == "Failed"
    assert app.get("/_emulator/faults").body == []


def test_faults_add_up(app: Inside) -> None:
    app.rule("header;name=x-one;value=1")
    app.rule("not-json")
    answer = app.get(APP, "header;name=x-two;value=2")
    assert answer.content and (header(answer, "x-one"), header(answer, "x-two")) == (["1"], ["2"])


@pytest.mark.parametrize("fault", ["", "unknown", "status;code=many", "polling-url;kind=odd"])
def test_faults_that_there_are_not(app: Inside, fault: str) -> None:
    answer = app.call("PATCH", APP, {}, fault)
    assert (answer.status, code(answer)) in ((400, "UnknownFault"), (400, "InvalidRequestContent"))


@pytest.mark.parametrize(
    "rule",
    [[], {}, {"fault": 7}, {"fault": "other"}, {"fault": "empty", "times": -1}, {"fault": "empty", "path": "("},
     {"fault": "empty", "path": 7}, {"fault": "empty", "skip": "1"}],
)  # fmt: skip
def test_rules_that_are_none(app: Inside, rule: Any) -> None:
    assert app.call("POST", "/_emulator/faults", rule).status == 400
    assert app.get("/_emulator/faults").body == []


def test_what_goes_wrong_is_recorded_too(app: Inside) -> None:
    app.get(APP, "reset")
    app.get(APP, "other")
    seen = app.get("/_emulator/requests").body[-2:]
    assert [one["operationId"] for one in seen] == ["ContainerApps_Get"] * 2


# Settings


def test_settings_can_be_changed_and_seen(spec: Spec) -> None:
    inside = Inside(spec, operation_ms=5)
    assert inside.get("/_emulator/settings").body == {"operation_ms": 5, "page_size": 20, "long_urls": False}
    answer = inside.call("PUT", "/_emulator/settings", {"operation_ms": 0, "long_urls": True})
    assert answer.body == {"operation_ms": 0, "page_size": 20, "long_urls": True}
    assert "Location" not in inside.put(f"{APP}?api-version={VERSION}").headers


@pytest.mark.parametrize(
    "values", [[], None, {"other": 1}, {"page_size": 0}, {"operation_ms": -1}, {"long_urls": 1}, {"page_size": True}]
)
def test_settings_that_are_no_good_change_nothing(inside: Inside, values: Any) -> None:
    sent = {"operation_ms": 7, **values} if isinstance(values, dict) else values
    assert inside.call("PUT", "/_emulator/settings", sent).status == 400
    assert inside.get("/_emulator/settings").body["operation_ms"] == 1000
