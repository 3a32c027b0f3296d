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
# Those of them that say nothing where the type is another.
_IDLE = ("properties", "additionalProperties", "x-ms-discriminator-value", "items")
# What later languages for schemas have, and would be wrong to leave out; other words are slips of the pen.
_LATER = {"oneOf", "anyOf", "not", "if", "then", "else", "const", "contains", "patternProperties", "propertyNames",
          "additionalItems", "prefixItems", "unevaluatedProperties", "dependencies", "dependentSchemas", "definitions", "$defs"}
_PARAMETER = _CONSTRAINTS | _INERT | {
    "name", "in", "required", "type", "format", "enum", "x-ms-enum", "schema",
    "x-ms-parameter-location", "x-ms-skip-url-encoding", "x-ms-client-name", "x-ms-parameter-grouping", "items",
    "collectionFormat", "allowEmptyValue", "x-ms-client-request-id", "x-ms-api-version", "x-ms-secret",
}
_ITEMS = _CONSTRAINTS | _INERT | {"type", "format", "enum", "x-ms-enum", "collectionFormat"}
_TYPES = ("string", "integer", "number", "boolean")
# What a schema without a type is by its format.
_FORMATTED = {"int32": "integer", "int64": "integer", "float": "number", "double": "number",
              **dict.fromkeys(("byte", "binary", "date", "date-time", "password", "uuid", "uri", "duration", "arm-id"), "string")}
_OPERATION = {
    "operationId", "tags", "description", "summary", "parameters", "responses", "deprecated", "consumes",
    "produces", "schemes", "security", "x-ms-examples", "x-ms-pageable", "x-ms-long-running-operation",
    "x-ms-long-running-operation-options", "x-ms-odata", "externalDocs",
}
_RESPONSE = {"description", "schema", "headers", "examples", "x-ms-error-response"}
_HEADER = _ITEMS | {"items", "x-ms-client-name", "x-ms-header-collection-prefix"}
_VIAS = {"azure-async-operation", "location", "original-uri", "operation-location", "custom-link", "custom-operation-reference"}
# Headers that are the library's own business: the token's, and those that say where the request ends.
_OWN_HEADERS = {"authorization", "proxy-authorization", "host", "content-length", "transfer-encoding", "connection", "expect"}
_TOP = {"swagger", "info", "host", "basePath", "schemes", "consumes", "produces", "paths", "definitions",
        "parameters", "responses", "securityDefinitions", "security", "tags", "externalDocs", "x-ms-paths",
        "x-ms-parameterized-host", "$schema", "id"}
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


def members(node: Node, allowed: set[str], what: str, idle: bool = False) -> None:
    """Refuses members beside those allowed; vendor extensions (`x-...`) that nothing is known of are warned of, with `idle`
    other words, too."""
    for key, child in node.items():
        if key in allowed or key in _SILENT or key.startswith(_SILENT_FAMILIES):
            continue
        if not (idle and key not in _LATER or key.startswith("x-")) or key in _WIRE:
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
    members(node, _SCHEMA, "a schema", idle=True)
    here = kind(node)
    form = node.get("format")
    if form is not None and form.text() not in FORMATS.get(here or "", ()) and here != "string":
        form.warn(f"the format {form.value!r} of {here or 'no type'} is not known; ignored")
    for name in ("enum", "x-ms-enum"):
        if name in node.object() and here not in _TYPES and "$ref" not in node.object():
            node.child(name).warn(f"an enum of {here or 'no type'} is not supported; ignored")
    for name in _FORM:
        if "$ref" in node.object() and name in node.object():
            node.child(name).warn(f"'{name}' beside $ref; ignored")
        elif name in node.object() and here not in (_FORM[name], None) and name != "allOf":  # which may stand for a text
            if name not in _IDLE:
                raise node.child(name).error(f"'{name}' in {here} is not supported")
            node.child(name).warn(f"'{name}' in {here}; ignored")


def kind(node: Node) -> str | None:
    """The type that a schema has by itself. One that leaves it out has it by what else is there; None: it may be any."""
    stated = node.object().get("type")
    if stated is not None and (not isinstance(stated, str) or stated not in FORMATS):
        raise node.child("type").error(f"the type {stated!r} is not supported")
    if stated is not None or "$ref" in node.object():
        return stated
    if any(_FORM.get(key) == "object" for key in node.object()):
        return "object"
    told = _told(node)
    if told:
        node.warn(f"the type is missing; taken for {told}")
    return told


def _told(node: Node) -> str | None:
    values = node.object().get("enum")
    types = {type(value) for value in values or () if value is not None} if isinstance(values, list | None) else set()
    by_value: dict[type, str] = {str: "string", bool: "boolean", int: "integer", float: "number"}
    if len(types) == 1:
        return by_value.get(types.pop())
    if "items" in node.object():
        return "array"
    if any(word in node.object() for word in ("pattern", "minLength", "maxLength")):
        return "string"
    form = node.object().get("format")
    return _FORMATTED.get(form) if isinstance(form, str) else None


def form(node: Node) -> None:
    """A format is a remark here, but for integers."""
    if "format" in node.object():
        node.child("format").text()


def path(node: Node) -> None:
    members(node, {"parameters", *METHODS}, "a path")


def parameter(node: Node) -> None:
    members(node, _PARAMETER, "a parameter")
    place = location(node)
    if place not in ("path", "query", "header", "body"):
        raise node.child("in").error(f"a parameter in {place!r} is not supported")
    if place == "body":
        return
    kind = node.need("type").value
    if kind not in (*_TYPES, "array"):
        raise node.child("type").error(f"a parameter of type {kind!r} is not supported")
    form(node)
    if place == "path" and not node.flag("required"):
        node.warn("a path parameter is always required")
    name = node.need("name").text()
    if place == "header" and not re.fullmatch(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+", name):
        raise node.child("name").error(f"{name!r} is no name of a header")
    if place == "header" and name.lower() in _OWN_HEADERS:
        raise node.child("name").error(f"the header {name} is set by the library alone")
    if place == "query" and not re.fullmatch(r"[A-Za-z0-9._~!$'()*,;:@/?-]+", name):
        raise node.child("name").error(f"{name!r} would have to be encoded in a query")


def location(node: Node) -> str:
    """Where a parameter goes."""
    stated = node.need("in").text()
    if stated.lower() != stated:
        node.child("in").warn(f"'{stated.lower()}' is expected")
    return stated if stated == "formData" else stated.lower()


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
