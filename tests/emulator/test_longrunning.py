"""Operations that take their time, from the first answer over the polls to the end."""

import re
from collections.abc import Iterator

import pytest

from emulator.__main__ import DEFAULT_SPEC
from emulator.exchange import Answer
from emulator.inside import HOST, Inside, code, state
from emulator.polling import is_poll
from emulator.routes import is_name
from emulator.spec import Operation, Spec

from .conftest import APP, GROUP, VERSION, find, headers_for, minimal

ENVIRONMENT = f"{GROUP}/managedEnvironments/env"
JOB = f"{GROUP}/jobs/job"
STATUS, RESULT = "Azure-AsyncOperation", "Location"


def followed(answer: Answer) -> list[str]:
    """The headers that say where to ask for more."""
    return [name for name in (STATUS, RESULT) if name in answer.headers]


def polls(inside: Inside, first: Answer) -> Iterator[Answer]:
    """The answers until the end, to one who waits as long as he is told and takes every new Location."""
    answer, url = first, first.headers.get(STATUS) or first.headers[RESULT]
    while "retry-after-ms" in answer.headers:
        inside.wait(int(answer.headers["retry-after-ms"]))
        url = answer.headers.get(RESULT, url)
        answer = inside.get(url)
        yield answer


def end(inside: Inside, first: Answer) -> Answer:
    return list(polls(inside, first))[-1]


# One test for each row of what the service does


def test_put_has_a_status(inside: Inside) -> None:
    first = inside.put(APP)
    assert (first.status, state(first), followed(first)) == (201, "InProgress", [STATUS])
    assert state(inside.get(APP)) == "InProgress"
    *before, last = polls(inside, first)
    assert len(before) > 1
    for answer in before:
        assert (answer.status, followed(answer)) == (200, [])
        assert set(answer.body) == {"id", "name", "status", "startTime"}
        assert answer.body["status"] == "InProgress"
        assert answer.body["id"].endswith(answer.body["name"])
        assert re.fullmatch(r"2024-05-01T12:00:00\.\d{7}", answer.body["startTime"])
    assert last.body["status"] == "Succeeded" and "endTime" in last.body
    assert "Retry-After" not in last.headers
    assert state(inside.get(APP)) == "Succeeded"


def test_put_of_what_is_there_is_200(inside: Inside) -> None:
    inside.made(APP)
    again = inside.put(APP)
    assert (again.status, state(again), followed(again)) == (200, "InProgress", [STATUS])
    assert end(inside, again).body["status"] == "Succeeded"


def test_environments_wait(inside: Inside) -> None:
    first = inside.put(ENVIRONMENT)
    assert (first.status, state(first), state(inside.get(ENVIRONMENT))) == (201, "Waiting", "Waiting")
    end(inside, first)
    assert state(inside.get(ENVIRONMENT)) == "Succeeded"


def test_patch_has_a_location(inside: Inside) -> None:
    inside.made(APP)
    first = inside.call("PATCH", APP, {"tags": {"a": "b"}})
    assert (first.status, first.body, followed(first)) == (202, None, [RESULT])
    assert state(inside.get(APP)) == "InProgress"
    *before, last = polls(inside, first)
    assert {(answer.status, answer.body) for answer in before} == {(202, None)}
    locations = [answer.headers[RESULT] for answer in (first, *before)]
    assert len(set(locations)) == len(locations) > 2
    assert (last.status, last.body, followed(last)) == (200, inside.get(APP).body, [])
    assert (state(last), last.body["tags"]) == ("Succeeded", {"a": "b"})


def test_patch_of_an_environment_is_done_at_once(inside: Inside) -> None:
    inside.made(ENVIRONMENT)
    done = inside.call("PATCH", ENVIRONMENT, {"tags": {"a": "b"}})
    assert (done.status, state(done), followed(done)) == (200, "Succeeded", [])
    asked = inside.call("PATCH", ENVIRONMENT, {}, "asynchronous")
    assert (asked.status, followed(asked)) == (202, [RESULT])


def test_delete_ends_in_204(inside: Inside) -> None:
    for path, word in ((APP, "Deleting"), (ENVIRONMENT, "ScheduledForDelete")):
        assert inside.call("DELETE", path).status == 204
        inside.made(path)
        first = inside.call("DELETE", path)
        assert (first.status, first.body, followed(first)) == (202, None, [RESULT])
        assert state(inside.get(path)) == word
        *before, last = polls(inside, first)
        assert {(answer.status, answer.body, *followed(answer)) for answer in before} == {(202, None, RESULT)}
        assert (last.status, last.body) == (204, None)
        assert inside.get(path).status == 404
        assert inside.call("DELETE", path).status == 204


@pytest.mark.since("2023-05-01")
def test_post_ends_with_its_own_answer(inside: Inside) -> None:
    inside.made(JOB)
    first = inside.call("POST", f"{JOB}/start")
    assert (first.status, first.body, followed(first)) == (202, None, [RESULT])
    last = end(inside, first)
    assert last.status == 200
    assert inside.get(last.body["id"]).body["name"] == last.body["name"]
    inside.made(APP)
    stopped = end(inside, inside.call("POST", f"{APP}/stop"))
    assert stopped.body["properties"]["runningStatus"] == "Stopped"


@pytest.mark.since("2023-05-01")
def test_actions_of_one_resource_run_side_by_side(inside: Inside) -> None:
    inside.made(JOB)
    first, second = (inside.call("POST", f"{JOB}/start") for _ in "12")
    assert end(inside, first).body != end(inside, second).body
    assert len(inside.get(f"{JOB}/executions").body["value"]) == 2


# Every one of the definition


SPEC = Spec.load(DEFAULT_SPEC)


def is_stored(operation: Operation) -> bool:
    """Whether there is a way to create what the operation is about: a PUT, or a start."""
    resource = operation.path if is_name(operation.path.rpartition("/")[2]) else operation.path.rpartition("/")[0]
    return "/executions/" in resource or any(find(SPEC, "PUT", path) for path in (resource, operation.path))


LONG_RUNNING = [operation for operation in SPEC.operations if operation.long_running and is_stored(operation)]


def prepared(inside: Inside, spec: Spec, operation: Operation) -> str:
    """The path of an operation, with everything there that it names; every name is thing."""
    template = filled = ""
    for segment in operation.path.split("/")[1:]:
        template, filled = f"{template}/{segment}", f"{filled}/{'thing' if is_name(segment) else segment}"
        put = find(spec, "PUT", template)
        if put is not None and put.body is not None and (template != operation.path or operation.method != "PUT"):
            inside.made(filled, minimal(spec, put.body["schema"]), **headers_for(put))
    if "/executions/" in filled:
        owner = filled.partition("/executions/")[0]
        return str(end(inside, inside.call("POST", f"{owner}/start")).body["id"]) + "/stop"
    return filled


@pytest.mark.parametrize("operation", LONG_RUNNING, ids=[operation.id for operation in LONG_RUNNING])
def test_every_long_running_operation_takes_its_time(inside: Inside, spec: Spec, operation: Operation) -> None:
    path = prepared(inside, spec, operation)
    body = minimal(spec, operation.body["schema"]) if operation.method == "PUT" and operation.body else None
    if operation.method == "PATCH":
        body = {}
    first = inside.call(operation.method, path, body, "asynchronous", **headers_for(operation))
    by_status = operation.method == "PUT" or operation.final_state_via == "azure-async-operation"
    assert followed(first) == ([STATUS] if by_status else [RESULT])
    url = first.headers.get(STATUS) or first.headers[RESULT]
    assert is_poll(url.removeprefix(f"https://{HOST}").partition("?")[0])
    *before, last = polls(inside, first)
    assert len(before) > 2
    assert last.status == (204 if operation.method == "DELETE" else 200)


# Failing, and other endings


@pytest.mark.parametrize(("fault", "word"), [("operation-failed", "Failed"), ("operation-canceled", "Canceled")])
@pytest.mark.since("2023-05-01")
def test_operations_can_fail(inside: Inside, fault: str, word: str) -> None:
    document = end(inside, inside.put(APP, fault=fault)).body
    assert (document["status"], set(document["error"])) == (word, {"code", "message"})
    assert state(inside.get(APP)) == word
    for method, path in (("PATCH", APP), ("DELETE", APP), ("POST", f"{APP}/start")):
        last = end(inside, inside.call(method, path, {} if method == "PATCH" else None, fault))
        assert (last.status, state(last), last.body["id"]) == (200, word, APP)
    assert state(inside.get(APP)) == word
    inside.made(APP)
    assert state(inside.get(APP)) == "Succeeded"


def test_a_location_may_be_that_of_a_status(inside: Inside) -> None:
    inside.made(APP)
    first = inside.call("PATCH", APP, {}, "location-status")
    assert (first.status, followed(first)) == (202, [RESULT])
    answers = list(polls(inside, first))
    words = [answer.body["status"] for answer in answers]
    assert {answer.status for answer in answers} == {200} and words[0] == "InProgress" and words[-1] == "Succeeded"


@pytest.mark.since("2023-05-01")
def test_both_headers_and_no_content(inside: Inside) -> None:
    inside.made(JOB)
    assert followed(inside.call("PATCH", JOB, {}, "both-headers")) == [STATUS, RESULT]
    inside.wait(1000)
    assert end(inside, inside.call("PATCH", JOB, {}, "no-content")).status == 204


@pytest.mark.since("2023-05-01")
def test_a_resource_that_is_gone_ends_its_operation(inside: Inside) -> None:
    inside.made(ENVIRONMENT)
    certificate = {"location": "x", "properties": {}}
    first = inside.put(f"{ENVIRONMENT}/managedCertificates/c", certificate)
    assert (first.status, state(first)) == (201, "Pending")
    inside.settings.operation_ms = 0
    inside.call("DELETE", ENVIRONMENT)
    inside.wait(1000)
    assert inside.get(first.headers[STATUS]).body["status"] == "Canceled"


def test_others_have_to_wait(inside: Inside) -> None:
    first = inside.put(APP)
    for method, body in (("PUT", {"location": "East US"}), ("PATCH", {}), ("DELETE", None)):
        refused = inside.call(method, APP, body)
        assert (refused.status, code(refused)) == (409, "ContainerAppOperationInProgress")
    assert inside.put(f"{APP}2").status == 201
    end(inside, first)
    assert inside.call("PATCH", APP, {}).status == 202


def test_a_refused_request_starts_nothing(inside: Inside) -> None:
    assert code(inside.put(APP, {"location": 7})) == "InvalidRequestContent"
    assert code(inside.call("PATCH", APP, {})) == "ResourceNotFound"
    assert inside.put(APP).status == 201


# Time


def test_no_time_at_all(spec: Spec) -> None:
    inside = Inside(spec, operation_ms=0)
    assert (state(inside.put(APP)), followed(inside.put(APP))) == ("Succeeded", [])
    assert inside.call("PATCH", APP, {}).status == 200
    assert inside.call("DELETE", APP).status == 200
    failing = inside.put(APP, fault="operation-failed")
    assert followed(failing) == [STATUS]
    assert inside.get(failing.headers[STATUS]).body["status"] == "Failed"


@pytest.mark.parametrize(
    ("whole", "passed", "seconds", "ms"),
    [(1000, 0, 1, 200), (1000, 900, 1, 100), (40, 0, 1, 10), (1, 0, 1, 1), (60_000, 0, 5, 200), (2500, 1000, 2, 200)],
)
def test_when_to_ask_again(spec: Spec, whole: int, passed: int, seconds: int, ms: int) -> None:
    inside = Inside(spec, operation_ms=whole)
    answer = inside.put(APP)
    if passed:
        inside.wait(passed)
        answer = inside.get(answer.headers[STATUS])
    assert (answer.headers["Retry-After"], answer.headers["retry-after-ms"]) == (str(seconds), str(ms))


# The URLs


def test_where_to_ask(inside: Inside) -> None:
    inside.made(APP)
    guid, tokens = "[-0-9a-f]{36}", r"t=\d+&c=[-\w]+&s=[-\w]+&h=[-\w]+"
    place = rf"https://{HOST}/subscriptions/sub/providers/Microsoft\.App/locations/eastus/containerappOperation"
    status = inside.put(APP).headers[STATUS]
    async_too = "azureAsyncOperation=true&"
    assert re.fullmatch(rf"{place}Statuses/{guid}\?api-version={VERSION}&{async_too}{tokens}", status)
    inside.wait(1000)
    result = inside.call("DELETE", APP).headers[RESULT]
    assert re.fullmatch(rf"{place}Results/{guid}\?api-version={VERSION}&{tokens}", result)
    assert 250 < len(result) < len(status) < 450
    inside.call("PUT", "/_emulator/settings", {"long_urls": True})
    assert 3400 < len(inside.put(f"{APP}2").headers[STATUS]) < 3600


def test_tokens_are_checked(inside: Inside) -> None:
    url = inside.put(APP).headers[STATUS]
    other = (("Statuses/.", "Statuses/"), ("Statuses", "Results"))
    changes = ((r"&t=\d", "&t=9"), (r"&s=.*?&", "&"), ("$", "x"), *other)
    for pattern, replacement in changes:
        answer = inside.get(re.sub(pattern, replacement, url))
        assert (answer.status, code(answer)) == (403, "AuthorizationFailed")
    assert inside.call("GET", url, authorization="").status == 401
    assert code(inside.get(url.replace(f"api-version={VERSION}&", ""))) == "MissingApiVersionParameter"
    inside.call("DELETE", "/_emulator/state")
    assert (inside.get(url).status, code(inside.get(url))) == (404, "OperationNotFound")
