"""What is checked of every request before an operation sees it, in the order in which the service does."""

import json
import math
import re
from collections.abc import Mapping
from typing import Any

from .errors import ArmError, bad_content
from .exchange import Request
from .routes import Match
from .spec import Spec
from .validate import BodyValidator

GROUP_NAME = re.compile(r"[-\w.()]{0,89}[-\w()]")
API_VERSION = re.compile(r"\d{4}-\d\d-\d\d(-\w+)?")
CHALLENGE = (
    'Bearer authorization_uri="https://login.microsoftonline.com/common", '
    'error="invalid_token", error_description="{}"'
)


def authorization(headers: Mapping[str, str]) -> None:
    """Any token will do, as long as there is one."""
    scheme, _, token = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token.strip():
        return
    problem = "is not a bearer token" if scheme else "is missing"
    message = f"Authentication is needed: the Authorization header {problem}."
    raise ArmError(401, "AuthenticationFailed", message, headers={"WWW-Authenticate": CHALLENGE.format(message)})


def api_version(query: Mapping[str, str], wanted: str) -> None:
    given = query.get("api-version", "")
    if not given:
        message = "Every request needs the query parameter api-version (api-version=YYYY-MM-DD)."
        raise ArmError(400, "MissingApiVersionParameter", message)
    if not API_VERSION.fullmatch(given):
        message = f"'{given}' is not an api-version; supported is '{wanted}'."
        raise ArmError(400, "InvalidApiVersionParameter", message)
    if given.lower() != wanted.lower():
        message = f"No resource provider is registered for the api-version '{given}'; supported is '{wanted}'."
        raise ArmError(400, "NoRegisteredProviderFound", message)


def body_headers(request: Request) -> None:
    """The length must be known for what may carry a body, and a body must be JSON."""
    known = "content-length" in request.headers or "transfer-encoding" in request.headers
    if request.method in ("PUT", "POST", "PATCH") and not known:
        message = f"A {request.method} needs a Content-Length, even when it is 0."
        raise ArmError(411, "LengthRequired", message)
    if not request.has_body:
        return
    if request.method in ("GET", "HEAD", "DELETE"):
        raise bad_content(f"A {request.method} takes no request body.")
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media != "application/json":
        message = f"The content type '{media}' is not supported; use application/json."
        raise ArmError(415, "UnsupportedMediaType", message)


def names(match: Match, request: Request, validator: BodyValidator) -> None:
    """The values in the path, the query and headers, and the rules for resource groups, which no definition repeats."""
    for before, value in zip(match.segments, match.segments[1:]):
        if before.lower() == "resourcegroups" and not GROUP_NAME.fullmatch(value):
            rules = "up to 90 letters, digits and -_.(), without a dot at the end"
            raise ArmError(400, "InvalidResourceGroup", f"'{value}' is not a resource group's name: {rules}.")
    places = {"query": request.query, "header": request.headers}
    for parameter in match.operation.parameters:
        name, place = parameter["name"], parameter["in"]
        if name == "subscriptionId" or place == "body":
            continue  # any will do, as any token will
        given = match.values.get(name) if place == "path" else places[place].get(name.lower())
        if given is not None:
            validator.check_parameter(parameter, given)
        elif parameter.get("required"):
            raise ArmError(400, "MissingParameter", f"The {place} parameter '{name}' is missing.", name)


def parsed(body: bytes) -> Any:
    """The JSON value of a body; what Python takes and JSON cannot say, such as NaN, is refused."""

    def finite(number: str) -> float:
        if not math.isfinite(float(number)):
            raise ValueError(f"{number} is no number")
        return float(number)

    try:
        return json.loads(body.decode("utf-8-sig"), parse_constant=finite, parse_float=finite)
    except (ValueError, RecursionError) as problem:
        raise bad_content(f"The request body is not JSON: {problem}.") from None


def body(match: Match, request: Request, validator: BodyValidator) -> Any:
    """The checked body; None when there is none. A body that no definition mentions is read but not judged."""
    parameter = match.operation.body
    value = parsed(request.body) if request.has_body else None
    if value is None:
        if parameter is not None and parameter.get("required"):
            raise bad_content("The request body is missing.")
        return None
    if parameter is not None:
        validator.check(parameter["schema"], value, partial=request.method == "PATCH")
    if request.method in ("PUT", "PATCH") and not isinstance(value, dict):
        raise bad_content("The request body is not a JSON object.")
    return value


def everything(spec: Spec, match: Match, request: Request, validator: BodyValidator) -> Any:
    """All of the above that comes after authorization; gives the body."""
    api_version(request.query, spec.api_version)
    body_headers(request)
    names(match, request, validator)
    return body(match, request, validator)
