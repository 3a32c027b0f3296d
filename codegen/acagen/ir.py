"""What the emitters see of a definition: plain, frozen data with wire names; no C, no Swagger."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

Kind = Literal["boolean", "int32", "int64", "double", "string", "decimal", "json", "model", "array", "map"]
Shape = Literal["one", "array", "map"]


@dataclass(frozen=True)
class Type:
    """The type of one value. `model` is set for kind model; `enum` where a string or a number has known values; `item`
    for an array or map that stands in another one: what it is made of."""

    kind: Kind
    model: str | None = None
    enum: str | None = None
    format: str | None = None
    item: Type | None = None

    @property
    def leaf(self) -> Type:
        """What arrays and maps are made of in the end."""
        return self.item.leaf if self.item else self


@dataclass(frozen=True)
class Limit:
    """A constraint, by the definition's word for it, on the member itself (depth 0), the items in it (1) and so on."""

    word: str
    value: float | str | tuple[float, ...]
    depth: int = 0


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
    nullable: bool = False
    limits: tuple[Limit, ...] = ()
    default: str | None = None  # JSON
    words: str | None = None  # x-ms-client-name


@dataclass(frozen=True)
class Family:
    """Where a model stands among those that are told apart by a discriminator. `base`: the model that it builds on, None
    for the first; `discriminator`: the property that tells apart what builds on it; `kind`: what the base's holds for it."""

    base: str | None
    discriminator: str
    kind: str | None


@dataclass(frozen=True)
class Model:
    """`fields` are all properties, those of its bases first; `additional` is a map for those that have no name here."""

    name: str
    fields: tuple[Field, ...]
    additional: Field | None = None
    family: Family | None = None

    @property
    def rows(self) -> tuple[Field, ...]:
        return (*self.fields, self.additional) if self.additional else self.fields


@dataclass(frozen=True)
class Enum:
    """Known values of a string, or of a number. `open`: the service may send others (x-ms-enum modelAsString). `words`: a
    name for each value."""

    name: str
    open: bool
    values: tuple[str, ...]
    words: tuple[str, ...] = ()
    kind: Kind = "string"


@dataclass(frozen=True)
class Parameter:
    """A parameter in the URL or a header.

    `client_name`: what C calls it after. `of_client`: it belongs to the client (subscription id, api-version, request id), not
    to the call. `group`: the struct that it is a member of. `separator`: between the items of a list, '&' where each gets the
    name before it; '' when it is none. `default`: what the service takes for one that is not sent.
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
    default: str | None

    @property
    def place(self) -> str:
        """Tells it from others of the operation, which may have the same name."""
        return f"{self.wire} in {self.location}"


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
    words: tuple[tuple[str, str], ...] = ()  # x-ms-client-name: `models.X` and the words to use for X
    sentences: tuple[tuple[str, str], ...] = ()  # its own; an operation's by its id, others by their key in descriptions.json

    @cached_property
    def named(self) -> dict[str, Model]:
        return {model.name: model for model in self.models}

    @cached_property
    def _derived(self) -> dict[str, list[Model]]:
        found: dict[str, list[Model]] = {}
        for model in self.models:
            if model.family and model.family.base:
                found.setdefault(model.family.base, []).append(model)
        return found

    def derived(self, name: str) -> list[Model]:
        """The models that build on this one directly."""
        return self._derived.get(name, [])

    def line(self, model: Model) -> tuple[str, ...]:
        """The names of the models that this one builds on, from the first on, and its own."""
        if model.family is None or model.family.base is None:
            return (model.name,)
        return (*self.line(self.named[model.family.base]), model.name)

    def containers(self) -> list[tuple[Type, Shape]]:
        """The arrays and maps for which types are generated, and of what they are: inner ones first, arrays before maps."""
        found: dict[tuple[int, bool, str], tuple[Type, Shape]] = {}

        def add(kind: Type, shape: Shape) -> tuple[int, str]:
            depth, name = 0, kind.model or ("string" if kind.kind in ("decimal", "json") else kind.kind)
            if kind.item and kind.kind in ("array", "map"):
                depth, name = add(kind.item, kind.kind)  # type: ignore[arg-type]
            if kind.model or kind.item:
                found.setdefault((depth, shape == "map", name), (kind, shape))
            return depth + 1, f"{name} {shape}"

        for model in self.models:
            for field in model.rows:
                if field.shape != "one":
                    add(field.type, field.shape)
        for content in (content for operation in self.operations for content in operation.contents):
            if content.shape != "one":
                add(content.type, content.shape)
        return [found[key] for key in sorted(found)]

    def item(self, operation: Operation) -> str | None:
        """The model of the items of a list; None when they are no models or the operation is no list."""
        if not operation.pageable or operation.result is None:
            return None
        if operation.items == "":
            return operation.result.type.model
        page = self.named.get(operation.result.model or "")
        return next((f.type.model for f in page.fields if f.wire == operation.items), None) if page else None

    def listed(self) -> list[str]:
        """The models that are items of lists."""
        return sorted({item for operation in self.operations if (item := self.item(operation)) is not None})
