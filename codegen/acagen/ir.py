"""What the emitters see of a definition: plain, frozen data with wire names; no C, no Swagger."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["boolean", "int32", "int64", "double", "string", "json", "model"]
Shape = Literal["one", "array", "map"]


@dataclass(frozen=True)
class Type:
    """The type of one value. `model` is set for kind model; `enum` where a string has known values."""

    kind: Kind
    model: str | None = None
    enum: str | None = None
    format: str | None = None


@dataclass(frozen=True)
class Field:
    """A property of a model. `described_by` is the key of its sentence in descriptions.json."""

    wire: str
    type: Type
    shape: Shape
    required: bool
    read_only: bool
    secret: bool
    mutability: tuple[str, ...]  # of x-ms-mutability: create, read, update; empty when it is not stated
    described_by: str


@dataclass(frozen=True)
class Model:
    name: str
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class Enum:
    """Known values of a string. `open`: the service may send others (x-ms-enum modelAsString)."""

    name: str
    open: bool
    values: tuple[str, ...]


@dataclass(frozen=True)
class Parameter:
    """A parameter in the URL or a header.

    `client_name`: what C calls it after. `of_client`: it belongs to the client (subscription id, api-version, request id), not
    to the call. `group`: the struct that it is a member of. `separator`: between the items of a list, '&' where each gets the
    name before it; '' when it is none. `values`: known ones of what is no text. `default`: what the service takes for
    one that is not sent.
    """

    wire: str
    client_name: str
    location: Literal["path", "query", "header"]
    type: Type
    separator: str
    required: bool
    of_client: bool
    encoded: bool  # the caller's value is percent-encoded already (x-ms-skip-url-encoding)
    may_be_empty: bool
    group: str | None
    values: tuple[str, ...]
    default: str | None


@dataclass(frozen=True)
class Group:
    """Parameters that a call takes as one struct, sorted by name."""

    name: str
    members: tuple[Parameter, ...]


Form = Literal["json", "text", "bytes"]


@dataclass(frozen=True)
class Content:
    """What a body or an answer holds. `type` and `shape` say more only of JSON; `media`: None for application/json."""

    form: Form
    type: Type
    shape: Shape
    media: str | None

    @property
    def model(self) -> str | None:
        """The model of an object; None for what is none."""
        return self.type.model if self.form == "json" and self.shape == "one" else None


@dataclass(frozen=True)
class Body:
    wire: str
    content: Content
    required: bool


@dataclass(frozen=True)
class Operation:
    """One method of one path.

    `success` are the declared statuses, `unlike` those among them whose answer is not `result`. `next_link`: the
    member that holds the next page's URL ('' when there is only ever one page), None when the answer is no list; `items`:
    the member that holds a page's items, '' when the page is the array itself. `headers`: of its answers.
    """

    id: str
    group: str
    verb: str
    method: str
    path: str
    parameters: tuple[Parameter, ...]
    body: Body | None
    result: Content | None
    success: tuple[int, ...]
    unlike: tuple[int, ...]
    errors: tuple[int, ...]
    headers: tuple[Field, ...]
    long_running: bool
    final_state_via: str | None
    next_link: str | None
    items: str | None
    deprecated: bool

    @property
    def contents(self) -> tuple[Content, ...]:
        """What it takes and gives, as far as that is JSON."""
        found = (self.body.content if self.body else None, self.result)
        return tuple(content for content in found if content is not None and content.form == "json")

    @property
    def pageable(self) -> bool:
        return self.next_link is not None


@dataclass(frozen=True)
class Api:
    """Models, enums, groups and operations are sorted by name; fields keep the definition's order."""

    title: str
    version: str
    models: tuple[Model, ...]
    enums: tuple[Enum, ...]
    groups: tuple[Group, ...]
    operations: tuple[Operation, ...]

    def item(self, operation: Operation) -> str | None:
        """The model of the items of a list; None when they are no models or the operation is no list."""
        if not operation.pageable or operation.result is None:
            return None
        if operation.items == "":
            return operation.result.type.model
        page = next((model for model in self.models if model.name == operation.result.model), None)
        return next((f.type.model for f in page.fields if f.wire == operation.items), None) if page else None

    def listed(self) -> list[str]:
        """The models that are items of lists."""
        return sorted({item for operation in self.operations if (item := self.item(operation)) is not None})

    def in_shape(self, shape: Shape) -> list[str]:
        """The models that stand in lists, or in maps."""
        fields = {f.type.model for model in self.models for f in model.fields if f.shape == shape}
        contents = {c.type.model for operation in self.operations for c in operation.contents if c.shape == shape}
        return sorted(name for name in fields | contents if name)
