"""What of Swagger 2.0 is supported. Anything else is an error with its place, never a guess."""

from __future__ import annotations

import re

from .load import Node

# Members that constrain values but change neither the C type nor the wire form.
_CONSTRAINTS = {
    "pattern", "minLength", "maxLength", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum",
    "multipleOf", "minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties", "default",
}
_INERT = {"description", "title", "example", "externalDocs"}
# Vendor extensions that change neither C nor the wire, wherever they stand; so do those of the tools that write definitions.
_SILENT = {
    "x-accessibility", "x-apim-code-nillable", "x-azure-search-deprecated", "x-client-name", "x-comment", "x-example",
    "x-ms-arm-id-details", "x-ms-azure-resource", "x-ms-client-default", "x-ms-client-flatten", "x-ms-code-generation-settings",
    "x-ms-docs-override", "x-ms-examples", "x-ms-external", "x-ms-identifier", "x-ms-identifiers", "x-ms-internal",
    "x-ms-parameter-grouping", "x-ms-parent-resource", "x-ms-preview", "x-ms-request-id", "x-ms-text", "x-ms-version", "x-nullable",
}
_SILENT_FAMILIES = ("x-typespec-", "x-cadl-", "x-publish")
# Those that change the wire, where they are not supported.
_WIRE = {"x-ms-header-collection-prefix", "x-ms-parameterized-host", "x-ms-paths", "x-ms-skip-url-encoding"}
_SCHEMA = _CONSTRAINTS | _INERT | {
    "$ref", "type", "format", "properties", "required", "allOf", "additionalProperties", "items", "enum",
    "readOnly", "x-ms-enum", "x-ms-secret", "x-ms-mutability", "x-ms-client-name", "discriminator",
    "x-ms-discriminator-value", "xml",
}
# Members that give a schema its form, with the type that they belong to.
_FORM = {"properties": "object", "allOf": "object", "additionalProperties": "object", "discriminator": "object",
         "x-ms-discriminator-value": "object", "items": "array"}
_PARAMETER = _CONSTRAINTS | _INERT | {
    "name", "in", "required", "type", "format", "enum", "x-ms-enum", "schema",
    "x-ms-parameter-location", "x-ms-skip-url-encoding", "x-ms-client-name", "x-ms-parameter-grouping", "items",
    "collectionFormat", "allowEmptyValue", "x-ms-client-request-id", "x-ms-api-version", "x-ms-secret",
}
_ITEMS = _CONSTRAINTS | {"type", "format", "enum", "x-ms-enum", "collectionFormat", "description"}
_TYPES = ("string", "integer", "number", "boolean")
_OPERATION = {
    "operationId", "tags", "description", "summary", "parameters", "responses", "deprecated", "consumes",
    "produces", "schemes", "security", "x-ms-examples", "x-ms-pageable", "x-ms-long-running-operation",
    "x-ms-long-running-operation-options", "x-ms-odata", "externalDocs",
}
_RESPONSE = {"description", "schema", "headers", "examples", "x-ms-error-response"}
_HEADER = _ITEMS | _INERT | {"items", "x-ms-client-name", "x-ms-header-collection-prefix"}
_VIAS = {"azure-async-operation", "location", "original-uri", "operation-location", "custom-link", "custom-operation-reference"}
# Headers that are the library's own business: the token's, and those that say where the request ends.
_OWN_HEADERS = {"authorization", "proxy-authorization", "host", "content-length", "transfer-encoding", "connection", "expect"}
_TOP = {"swagger", "info", "host", "basePath", "schemes", "consumes", "produces", "paths", "definitions",
        "parameters", "responses", "securityDefinitions", "security", "tags", "externalDocs", "x-ms-paths",
        "x-ms-parameterized-host"}
_INFO = {"title", "version", "description", "termsOfService", "contact", "license", "x-origin"}
METHODS = ("get", "put", "post", "patch", "delete", "head")
# The formats of each type. Those of strings are remarks: any passes.
FORMATS: dict[str, tuple[str, ...]] = {
    "boolean": (),
    "integer": ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "unixtime"),
    "number": ("double", "float", "decimal"),
    "string": (),
    "object": (),
    "array": (),
}


def members(node: Node, allowed: set[str], what: str) -> None:
    """Refuses members beside those allowed; vendor extensions (`x-...`) that nothing is known of are warned of."""
    for key, child in node.items():
        if key in allowed or key in _SILENT or key.startswith(_SILENT_FAMILIES):
            continue
        if not key.startswith("x-") or key in _WIRE:
            raise child.error(f"'{key}' is not supported in {what}")
        child.warn(f"'{key}' is not known; ignored")


def document(root: Node) -> None:
    members(root, _TOP, "a definition")
    if root.need("swagger").value != "2.0":
        raise root.child("swagger").error("Swagger 2.0 is expected")
    base = root.object().get("basePath", "/")
    if not isinstance(base, str) or not base.startswith("/"):
        raise root.child("basePath").error("a text with '/' at its start is expected")
    host = root.get("x-ms-parameterized-host")
    template = host.need("hostTemplate").text() if host else ""
    if host is not None and re.search(r"[{}]", template) and not re.fullmatch(r"(https?://)?\{[^{}]+\}", template):
        raise host.error("a host with a parameter in it is not supported: the client's endpoint is fixed")
    members(root.need("info"), _INFO, "info")
    version = root.need("info").need("version")
    if not re.fullmatch(r"[0-9A-Za-z.-]+", version.text()):
        raise version.error("letters, digits, dots and dashes are expected")


def schema(node: Node) -> None:
    """Checks one schema, not those below it."""
    members(node, _SCHEMA, "a schema")
    kind = node.object().get("type")
    if kind is not None and (not isinstance(kind, str) or kind not in FORMATS):
        raise node.child("type").error(f"the type {kind!r} is not supported")
    form = node.get("format")
    if form is not None and kind is None:
        raise form.error("a format without a type is not supported")
    if form is not None and form.text() not in FORMATS[str(kind)] and kind != "string":
        raise form.error(f"the format {form.value!r} of {kind} is not supported")
    for name in ("enum", "x-ms-enum"):
        if name in node.object() and kind not in ("string", "integer", "number", "boolean"):
            raise node.child(name).error(f"an enum of {kind or 'no type'} is not supported")
    for name in _FORM:
        if "$ref" in node.object() and name in node.object():
            raise node.child(name).error(f"'{name}' beside $ref is not supported")
        if name in node.object() and kind not in (_FORM[name], None):
            raise node.child(name).error(f"'{name}' in {kind} is not supported")


def form(node: Node) -> None:
    """A format is a remark here, but for integers."""
    if "format" in node.object():
        node.child("format").text()


def path(node: Node) -> None:
    members(node, {"parameters", *METHODS}, "a path")


def parameter(node: Node) -> None:
    members(node, _PARAMETER, "a parameter")
    place = node.need("in").value
    if place not in ("path", "query", "header", "body"):
        raise node.child("in").error(f"a parameter in {place!r} is not supported")
    if place == "body":
        return
    kind = node.need("type").value
    if kind not in (*_TYPES, "array"):
        raise node.child("type").error(f"a parameter of type {kind!r} is not supported")
    form(node)
    if place == "path" and not node.flag("required"):
        raise node.error("a path parameter that is not required is not supported")
    name = node.need("name").text()
    if place == "header" and not re.fullmatch(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+", name):
        raise node.child("name").error(f"{name!r} is no name of a header")
    if place == "header" and name.lower() in _OWN_HEADERS:
        raise node.child("name").error(f"the header {name} is set by the library alone")
    if place == "query" and not re.fullmatch(r"[A-Za-z0-9._~!$'()*,;:@/?-]+", name):
        raise node.child("name").error(f"{name!r} would have to be encoded in a query")


def items(node: Node) -> None:
    """Of an array in a parameter."""
    if node.need("type").value not in _TYPES:
        raise node.child("type").error(f"items of type {node.value['type']!r} are not supported in a parameter")
    members(node, _ITEMS, "the items of a parameter")
    form(node)


def grouping(node: Node) -> None:
    members(node, {"name", "postfix"}, "a grouping")


def operation(node: Node) -> None:
    members(node, _OPERATION, "an operation")
    options = node.get("x-ms-long-running-operation-options")
    if options is not None:
        members(options, {"final-state-via", "final-state-schema"}, "the options of a long-running operation")
        via = options.get("final-state-via")
        if via is not None and via.text() not in _VIAS:
            raise via.error(f"{via.value!r} is not supported")


def pageable(node: Node) -> None:
    members(node, {"nextLinkName", "itemName", "operationName"}, "a list")


def response(node: Node) -> None:
    members(node, _RESPONSE, "a response")


def header(node: Node) -> None:
    """Of an answer."""
    members(node, _HEADER, "a header")
    if node.object().get("type", "string") not in (*_TYPES, "array"):
        raise node.child("type").error(f"a header of type {node.value['type']!r} is not supported")
    form(node)
