"""The faults that are in an answer: each makes one answer of another. See faults.py for their names."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from .errors import ArmError, bad_content
from .exchange import Answer, Delivery, JsonObject, Parameters, Request, joined

Change = Callable[[Answer, Request, Parameters], Answer]

ELSEWHERE = "https://elsewhere.invalid/subscriptions"
PAGE = b"<!DOCTYPE html><html><head><title>Sorry</title></head><body><h1>Something is wrong</h1></body></html>"
POLLING_HEADERS = ("azure-asyncoperation", "location")


def number(parameters: Parameters, name: str, usual: int) -> int:
    value = parameters.get(name, str(usual))
    if not value.isdecimal():
        raise bad_content(f"A fault's '{name}' is a number, not '{value}'.", name)
    return int(value)


def with_headers(answer: Answer, headers: Parameters) -> Answer:
    answer.headers = joined(answer.headers, headers)
    return answer


def unchanged(answer: Answer, _request: Request, _parameters: Parameters) -> Answer:
    return answer


def status(_answer: Answer, _request: Request, parameters: Parameters) -> Answer:
    """An error body whose code fits the status. Every parameter but code and error becomes a header as it is."""
    code = number(parameters, "code", 500)
    known = code in set(HTTPStatus)
    name = parameters.get("error") or (HTTPStatus(code).phrase.title() if known else "Unknown").replace(" ", "")
    headers = {name: value for name, value in parameters.items() if name not in ("code", "error", "performed")}
    return with_headers(ArmError(code, name, f"The answer is {code}, as it was asked for.").answer(), headers)


def conflict(_answer: Answer, _request: Request, _parameters: Parameters) -> Answer:
    """The service answers this one with a flat body."""
    message = "Another request holds the lock of this container app; try again later."
    return Answer(409, {"code": "ContainerAppLockConflict", "message": message})


def redirect(_answer: Answer, _request: Request, parameters: Parameters) -> Answer:
    return Answer(307, None, {"Location": parameters.get("to", ELSEWHERE)})


def header(answer: Answer, _request: Request, parameters: Parameters) -> Answer:
    return with_headers(answer, {parameters.get("name", "x-emulator"): parameters.get("value", "")})


def not_json(answer: Answer, _request: Request, _parameters: Parameters) -> Answer:
    answer.content = b'{"value": [{"name": "half'
    return answer


def html(answer: Answer, _request: Request, _parameters: Parameters) -> Answer:
    answer.content, answer.media_type = PAGE, "text/html"
    return answer


def empty(answer: Answer, _request: Request, _parameters: Parameters) -> Answer:
    answer.body = None
    return answer


def wrong_types(answer: Answer, _request: Request, _parameters: Parameters) -> Answer:
    """In a resource and in the members of a list only the properties; else all."""
    body = answer.body
    resources = body.get("value") if isinstance(body, dict) else None
    for resource in resources if isinstance(resources, list) else [body]:
        if isinstance(resource, dict):
            for name in {"properties"} & set(resource) or set(resource):
                resource[name] = other_type(resource[name])
    return answer


def other_type(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: other_type(member) for name, member in value.items()}
    if isinstance(value, list):
        return [other_type(item) for item in value]
    if isinstance(value, bool):
        return "yes"
    if isinstance(value, str):
        return 7
    return None if value is None else [value]


def other_url(url: str, parameters: Parameters) -> str:
    """What becomes of a URL that the service gives, for the kinds that links and polling have in common."""
    path = "/" + url.partition("://")[2].partition("/")[2]
    match parameters.get("kind", "foreign"):
        case "foreign":
            return parameters.get("to", ELSEWHERE)
        case "relative":
            return path
        case "http":
            return "http://" + url.partition("://")[2]
        case "huge":
            return f"{url}&padding={'x' * number(parameters, 'bytes', 40_000)}"
    raise bad_content(f"There is no kind '{parameters.get('kind')}' of this fault.", "kind")


def next_link(answer: Answer, request: Request, parameters: Parameters) -> Answer:
    """What stands for an end, a loop or another place is there on every page, the rest where there is a link."""
    if not isinstance(answer.body, dict):
        return answer
    own = request.origin + request.path_qs
    kind = "value" if "value" in parameters else parameters.get("kind", "foreign")
    always: JsonObject = {"null": None, "empty": "", "number": 7, "same": own, "value": parameters.get("value")}
    if kind in always:
        answer.body["nextLink"] = always[kind]
    elif kind == "foreign" or "nextLink" in answer.body:
        answer.body["nextLink"] = other_url(answer.body.get("nextLink", own), parameters)
    return answer


def foreign_next_link(answer: Answer, request: Request, parameters: Parameters) -> Answer:
    return next_link(answer, request, {**parameters, "kind": "foreign"})


def polling_url(answer: Answer, _request: Request, parameters: Parameters) -> Answer:
    for name, url in list(answer.headers.items()):
        if name.lower() in POLLING_HEADERS:
            del answer.headers[name]
            if parameters.get("kind") != "missing":
                answer.headers[name] = other_url(url, parameters)
    return answer


def status_body(answer: Answer, request: Request, parameters: Parameters) -> Answer:
    """What a poll answers. An empty body is 200 all the same."""
    document = answer.body if isinstance(answer.body, dict) else {}
    match parameters.get("kind", "not-json"):
        case "not-json":
            return not_json(answer, request, parameters)
        case "no-status":
            answer.body = {name: value for name, value in document.items() if name != "status"}
        case "null-status":
            answer.body = {**document, "status": None}
        case "unknown-word":
            answer.body = {**document, "status": parameters.get("word", "Pondering")}
        case "empty":
            answer.body = None
        case "created":
            answer.status = 201
        case kind:
            raise bad_content(f"There is no kind '{kind}' of this fault.", "kind")
    return answer


def delivery(name: str, seconds: int = 0) -> Change:
    """The answer is all right, but does not arrive: see delivery.py."""

    def change(answer: Answer, _request: Request, parameters: Parameters) -> Answer:
        answer.delivery = Delivery(name, number(parameters, "seconds", seconds))
        return answer

    return change
