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
    """A path or query parameter of type string.

    `of_client`: it belongs to the client (subscription id, api-version), not to the call.
    """

    wire: str
    location: Literal["path", "query"]
    required: bool
    of_client: bool
    encoded: bool  # the caller's value is percent-encoded already (x-ms-skip-url-encoding)


@dataclass(frozen=True)
class Body:
    wire: str
    model: str
    required: bool


@dataclass(frozen=True)
class Operation:
    """One method of one path.

    `next_link`: the member that holds the next page's URL ('' when there is only ever one page), None
    when the answer is no list; `items`: the member that holds a page's items.
    """

    id: str
    group: str
    verb: str
    method: str
    path: str
    parameters: tuple[Parameter, ...]
    body: Body | None
    result: str | None
    success: tuple[int, ...]
    errors: tuple[int, ...]
    long_running: bool
    final_state_via: str | None
    next_link: str | None
    items: str | None

    @property
    def pageable(self) -> bool:
        return self.next_link is not None


@dataclass(frozen=True)
class Api:
    """Models, enums and operations are sorted by name; fields keep the definition's order."""

    title: str
    version: str
    models: tuple[Model, ...]
    enums: tuple[Enum, ...]
    operations: tuple[Operation, ...]

    def item(self, operation: Operation) -> str | None:
        """The model of the items of a list; None when they are no models or the operation is no list."""
        page = next((model for model in self.models if model.name == operation.result), None)
        if not operation.pageable or page is None:
            return None
        return next((f.type.model for f in page.fields if f.wire == operation.items), None)

    def listed(self) -> list[str]:
        """The models that are items of lists."""
        return sorted({item for operation in self.operations if (item := self.item(operation)) is not None})
