"""Schemas to IR: references followed, allOf flattened, inline objects and enums named, families put together."""

from __future__ import annotations

import collections
import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from . import check, limits
from .errors import SpecError
from .ir import Enum, Family, Field, Kind, Limit, Model, Shape, Type
from .load import Files, Node

_KINDS: dict[str, Kind] = {"boolean": "boolean", "integer": "int64", "number": "double", "string": "string"}
_SMALL = (None, "int8", "int16", "int32", "uint8", "uint16")  # integers that int32 holds
_MOST = 65535
_MOST_ROWS = 2000  # of which each has at most 16 bytes in a struct, and as much again in its base
_LONGEST = 4000  # bytes of a sentence
Place = tuple[Path, str]


def pascal(name: str) -> str:
    return name[:1].upper() + name[1:]


def last_part(where: str) -> str:
    return where.rsplit("/", 1)[-1].replace("~1", "/").replace("~0", "~")


def name_of(where: str) -> str | None:
    """The name of the definition that stands there, or of the property of one; None for what is elsewhere."""
    parts = where.split("/")[2:]
    if not where.startswith("/definitions/") or any(part != "properties" for part in parts[1::2]):
        return None
    names = [last_part(part) for part in parts[::2]]
    return names[0] + "".join(map(pascal, names[1:]))


def is_definition(node: Node) -> bool:
    return node.where.startswith("/definitions/") and node.where.count("/") == 2


def same_word(text: str) -> str:
    """Texts that the library takes for one are one."""
    return "".join(c.lower() if c.isascii() else c for c in text if c != " ")


@dataclass(frozen=True)
class Value:
    """What a schema says of a value."""

    type: Type
    shape: Shape
    limits: tuple[Limit, ...]
    secret: bool
    nullable: bool


@dataclass
class _Parts:
    """What an object is made of."""

    fields: dict[str, Field] = field(default_factory=dict)
    additional: Field | None = None


class Schemas:
    """The models and enums met so far."""

    def __init__(self) -> None:
        self.models: dict[str, Model] = {}
        self.places: dict[str, Node] = {}
        self.enums: dict[str, tuple[Enum, Node]] = {}
        self.words: dict[str, str] = {}  # x-ms-client-name
        self.sentences: dict[str, str] = {}  # the definition's own, by the keys of descriptions.json
        self._bases: dict[Place, Node | None] = {}  # those with a discriminator; looked for once, or long chains take forever
        self._open: tuple[Place, ...] = ()  # the lists and maps around the schema at hand, up to a model
        self._waiting: collections.deque[tuple[str, Node]] = collections.deque()  # models to be made

    def describe_as(self, key: str, node: Node, word: str = "description") -> None:
        """Keeps what the definition says of `node`, on one line and no longer than a literal may be."""
        text = node.object().get(word)
        if isinstance(text, str) and text.strip():
            self.sentences.setdefault(key, " ".join(text.split()).encode()[:_LONGEST].decode(errors="ignore"))

    def value(self, node: Node, inline_name: str) -> tuple[Type, Shape]:
        """The type and shape of a value. `inline_name` is given to an object or enum without a name of its own."""
        found = self.describe(node, inline_name)
        self.make_all()
        return found.type, found.shape

    def chain(self, node: Node) -> list[Node]:
        """`node` and what it stands for, to the schema that has the form: by $ref, or by an allOf of one $ref, which is how
        a property has members beside a reference."""
        check.schema(node)
        found = [node]
        while True:
            here = found[-1]
            target = here.follow()
            if target.place == here.place:
                if not self.stands_for_another(here):
                    self.check_types(found)
                    return found
                target = here.child("allOf").child(0)
            if any(target.place == one.place for one in found):
                raise node.error("allOf leads back to itself")
            check.schema(target)
            found.append(target)

    def check_types(self, chain: Sequence[Node]) -> None:
        """What builds on something is of no other type."""
        kind = self.kind(chain[-1])
        for node in chain:
            stated = node.object().get("type", kind)
            if "allOf" in node.object() and (stated != kind or kind != "object" and node is chain[-1]):
                raise node.child("allOf").error(f"'allOf' in {stated} is not supported")

    def only_base(self, node: Node) -> Node | None:
        """The reference of an allOf that has one and nothing beside it that adds to an object."""
        bases = node.object().get("allOf")
        if not isinstance(bases, list) or len(bases) != 1 or any(node.object().get(key) for key in (
                "properties", "additionalProperties", "discriminator", "required", "x-ms-discriminator-value")):
            return None
        base = node.child("allOf").child(0)
        return base if "$ref" in base.object() else None

    def stands_for_another(self, node: Node) -> bool:
        """A property that has but a base is what that is. A definition that has one is so only where that is no object."""
        base = self.only_base(node)
        return base is not None and not (is_definition(node) and self.is_model(base, (node.place,)))

    def is_model(self, node: Node, above: tuple[Place, ...]) -> bool:
        """Whether this is, or builds on, an object with a struct of its own."""
        target = node.follow()
        if target.place in above:
            raise node.error("allOf leads back to itself")
        base = self.only_base(target)
        if base is not None:
            return self.is_model(base, (*above, target.place))
        return self.kind(target) == "object" and not self.is_map(target) and self.has_parts(target)

    def describe(self, node: Node, inline_name: str) -> Value:
        chain = self.chain(node)
        target = chain[-1]
        if target.place != node.place:
            inline_name = name_of(target.where) or inline_name
        kind = self.kind(target)
        if kind == "array":
            return self.container(chain, "array", target.need("items"), inline_name + "Item")
        if kind == "object" and self.is_map(target):
            return self.container(chain, "map", target.child("additionalProperties"), inline_name + "Value")
        return self.single(chain, kind, inline_name)

    def container(self, chain: Sequence[Node], shape: Shape, items: Node, name: str) -> Value:
        if chain[-1].place in self._open:
            raise items.error("a list or map of itself has no end")
        around, self._open = self._open, (*self._open, chain[-1].place)
        inner = self.describe(items, name)
        self._open = around
        kind = inner.type if inner.shape == "one" else Type(inner.shape, item=inner.type)
        below = tuple(dataclasses.replace(limit, depth=limit.depth + 1) for limit in inner.limits)
        return Value(kind, shape, (*limits.of_container(chain, shape), *below), inner.secret or self.secret(chain),
                     self.nullable(chain))

    def single(self, chain: Sequence[Node], kind: str, name: str) -> Value:
        node = chain[-1]
        form = node.object().get("format")
        made: Type
        found: list[Limit] = []
        if kind == "object":
            made = Type("model", model=name) if self.has_parts(node) and self.model(name, node) else Type("json")
        elif kind == "any":
            made = Type("json")
        else:
            scalar = _KINDS[kind]
            if kind == "integer" and form in _SMALL:
                scalar = "int32"
            elif kind == "number" and form == "decimal":
                scalar = "decimal"
            enum = self.enum(node, scalar, name)
            made = Type(scalar, enum=enum.name if enum and scalar != "boolean" else None, format=form)
            found = limits.of_scalar(chain, scalar, form)
            if enum and scalar != "string" and not enum.open:
                found.append(Limit("enum", tuple(v for v in node.value["enum"] if v is not None)))
        return Value(made, "one", tuple(found), form == "password" or self.secret(chain), self.nullable(chain))

    def secret(self, chain: Sequence[Node]) -> bool:
        return any(node.flag("x-ms-secret") for node in chain)

    def nullable(self, chain: Sequence[Node]) -> bool:
        enum = chain[-1].object().get("enum")
        return any(node.flag("x-nullable") for node in chain) or (isinstance(enum, list) and None in enum)

    def kind(self, node: Node) -> str:
        """The Swagger type. A schema that says nothing is for any JSON."""
        return check.kind(node) or "any"

    def is_map(self, node: Node) -> bool:
        """Whether all properties are of one type and none has a name here."""
        return self.additional(node) is not None and not self.has_parts(node)

    def additional(self, node: Node) -> Node | None:
        """The schema of properties without a name here; None where there are none, or of any JSON."""
        extra = node.get("additionalProperties")
        if extra is None or isinstance(extra.value, bool) or not extra.object():
            return None
        return extra

    def has_parts(self, node: Node) -> bool:
        properties = node.get("properties")
        return (properties is not None and bool(properties.object())) or "allOf" in node.object() or \
            "discriminator" in node.object()

    # ---- models ----

    def model(self, name: str, node: Node) -> bool:
        """Has make_all() make the model, unless it is made; false when there is nothing in it."""
        first = self.places.setdefault(name, node)
        if first.place != node.place:
            raise node.error(f"the name {name} is already used by {first.file}#{first.where}")
        if first is node:
            self._waiting.append((name, node))
        return self.is_filled(node, ())

    def make_all(self) -> None:
        """One after the other: models may refer to one another in longer lines than functions may call one another."""
        while self._waiting:
            self.make(*self._waiting.popleft())

    def is_filled(self, node: Node, above: tuple[Place, ...]) -> bool:
        """Whether the object has properties, of its own or of a base."""
        if node.place in above:
            raise node.error("allOf leads back to itself")
        return bool(node.object().get("properties")) or self.additional(node) is not None or any(
            self.is_filled(base.follow(), (*above, node.place)) for base in self.bases(node))

    def make(self, name: str, node: Node) -> None:
        parts = _Parts()
        self.describe_as(name, node)
        self.collect(name, node, parts, ())
        family = self.family(name, node, parts)
        if not parts.fields and not parts.additional:
            return
        self.models[name] = Model(name, tuple(parts.fields.values()), parts.additional, family)
        words = node.get("x-ms-client-name")
        if words:
            self.words[f"models.{name}"] = words.text()

    def bases(self, node: Node) -> list[Node]:
        return list(node.child("allOf").elements()) if "allOf" in node.object() else []

    def collect(self, owner: str, node: Node, parts: _Parts, above: tuple[Place, ...]) -> None:
        """Adds the properties of `node` to `parts`, those of its bases first."""
        if node.place in above:
            raise node.error("allOf leads back to itself")
        for base in self.bases(node):
            check.schema(base)
            target = base.follow()
            check.schema(target)
            if self.kind(target) not in ("object", "any"):
                base.warn("an object cannot build on what is none; ignored")
                continue
            self.collect((name_of(target.where) if target.place != base.place else None) or owner, target, parts,
                         (*above, node.place))
        required = node.child("required").texts() if "required" in node.object() else []
        fields = parts.fields
        for wire, child in node.child("properties").items() if "properties" in node.object() else ():
            known = fields.get(wire)
            if known and known.described_by != f"{owner}.{wire}":
                del fields[wire]  # a property of the same name replaces its base's
            fields[wire] = self.field(owner, wire, child, wire in required or (known is not None and known.required))
        for wire in required:
            if wire not in fields:
                node.child("required").warn(f"'{wire}' is required but not a property; ignored")
                continue
            fields[wire] = dataclasses.replace(fields[wire], required=True)
        extra = self.additional(node)
        if extra is not None:
            made = self.describe(extra, owner + "Value")
            kind = made.type if made.shape == "one" else Type(made.shape, item=made.type)
            parts.additional = Field(
                wire="additionalProperties", type=kind, shape="map", required=False, read_only=False, secret=made.secret,
                mutability=(), described_by=f"{owner}.additionalProperties",
                limits=tuple(dataclasses.replace(limit, depth=limit.depth + 1) for limit in made.limits))

    def field(self, owner: str, wire: str, node: Node, required: bool) -> Field:
        made = self.describe(node, owner + pascal(wire))
        self.describe_as(f"{owner}.{wire}", node)
        chain = self.chain(node)
        stated = limits.stated(chain, "x-ms-mutability")
        mutability = stated.texts() if stated else []
        words = node.get("x-ms-client-name")
        return Field(
            wire=wire,
            type=made.type,
            shape=made.shape,
            required=required,
            read_only=any(one.flag("readOnly") for one in chain) or mutability == ["read"],
            secret=made.secret,
            mutability=tuple(sorted(mutability)),
            described_by=f"{owner}.{wire}",
            nullable=made.nullable,
            limits=made.limits,
            default=limits.default(chain),
            words=words.text() if words else None,
        )

    # ---- families ----

    def teller(self, node: Node, above: tuple[Place, ...] = ()) -> str | None:
        """The discriminator of the object or of what it builds on."""
        if node.place in above:
            raise node.error("allOf leads back to itself")
        own = node.get("discriminator")
        if own is not None:
            return own.text()
        base = self.base(node, above)
        return self.teller(base, (*above, node.place)) if base else None

    def base(self, node: Node, above: tuple[Place, ...] = ()) -> Node | None:
        """The one of the object's bases that is told apart by a discriminator."""
        if node.place not in self._bases:
            self._bases[node.place] = self.find_base(node, above)
        return self._bases[node.place]

    def find_base(self, node: Node, above: tuple[Place, ...]) -> Node | None:
        found = [(base, base.follow()) for base in self.bases(node)]
        found = [pair for pair in found if self.teller(pair[1], (*above, node.place))]
        if len(found) > 1:
            raise found[1][0].error("a second base with a discriminator")
        if found and not is_definition(found[0][1]):
            raise found[0][0].error("a base with a discriminator is expected to be a definition")
        return found[0][1] if found else None

    def family(self, name: str, node: Node, parts: _Parts) -> Family | None:
        base = self.base(node)
        teller = self.teller(node)
        kind = node.get("x-ms-discriminator-value")
        if teller is None:
            return None
        own = node.get("discriminator") or node
        if teller not in parts.fields:
            raise own.error(f"the discriminator '{teller}' is not a property")
        if parts.fields[teller].type.kind != "string" or parts.fields[teller].shape != "one":
            raise own.error(f"the discriminator '{teller}' is not a string")
        if base is None:
            return Family(None, teller, kind.text() if kind else None)
        parent = last_part(base.where)
        self.model(parent, base)
        return Family(parent, teller, kind.text() if kind else name)

    def finish(self, files: Files) -> None:
        """Makes the models that nothing but a base stands for, and compares the kinds of each family."""
        count = -1
        while count != len(self.places):
            count = len(self.places)
            for node in files.definitions():
                try:
                    base = self.base(node)
                except SpecError:
                    if self.is_used(node):
                        raise
                    continue
                first = self.places.get(last_part(base.where)) if base else None
                if base and first and first.place == base.place:
                    check.schema(node)
                    self.model(last_part(node.where), node)
                    self.make_all()
        kinds: dict[tuple[str, str], str] = {}
        for name in sorted(self.models):
            family = self.models[name].family
            if family is None or family.kind is None:
                continue
            other = kinds.setdefault((self.scope(family.base or name), same_word(family.kind)), name)
            if other != name:
                raise self.places[name].error(f"the kind '{family.kind}' is already {other}'s")

    def is_used(self, node: Node) -> bool:
        """Whether the definition builds on a model that there is, however wrong it is elsewhere."""
        bases = node.value.get("allOf") if isinstance(node.value, dict) else None
        named = [base["$ref"] for base in bases if isinstance(base, dict) and "$ref" in base] if isinstance(bases, list) else []
        used = {place.place for place in self.places.values()}
        return any(dataclasses.replace(node, value=text).address() in used for text in named if isinstance(text, str))

    def measure(self) -> None:
        """What the tables' numbers of 16 and 8 bits have no room for is an error."""
        for name, model in self.models.items():
            found = [limit for field in model.rows for limit in field.limits]
            if len(model.rows) > _MOST_ROWS or len(found) > _MOST or any(limit.depth > 255 for limit in found):
                raise self.places[name].error("too many properties or constraints for one struct")
        for enum, node in self.enums.values():
            if len(enum.values) > _MOST:
                raise node.error(f"more than {_MOST} values are not supported")

    def scope(self, name: str) -> str:
        """The first model that has the same discriminator as this one."""
        family = self.models[name].family
        above = self.models[family.base].family if family and family.base else None
        if family and family.base and above and above.discriminator == family.discriminator:
            return self.scope(family.base)
        return name

    # ---- enums ----

    def enum(self, node: Node, kind: Kind, inline_name: str) -> Enum | None:
        listed = node.get("enum")
        if listed is None:
            return None
        if listed.value == []:
            listed.warn("no value; ignored")
            return None
        if kind == "decimal":
            raise listed.error("an enum of decimals is not supported")
        details = node.get("x-ms-enum")
        stated = details.get("name") if details else None
        name = pascal(stated.text() if stated else inline_name)
        given = [one for one in listed.elements() if one.value is not None]
        words = self.enum_words(details)
        values: dict[str, str] = {}
        known: set[str] = set()  # values as the library compares them
        for one in given:
            text = self.enum_text(one, kind)
            if text in values:
                one.warn("a value that is there already; ignored")
            elif kind != "string" or same_word(text) not in known:
                values[text] = words.get(text) or (text if kind == "string" else number_words(text))
            known.add(same_word(text))
        if not values:
            raise listed.error("a value that is not null is expected")
        made = Enum(name, details.flag("modelAsString") if details else False, tuple(values), tuple(values.values()), kind)
        if kind == "boolean":
            return made
        called = node.get("x-ms-client-name") if is_definition(node) and stated is None else None
        if called:
            self.words[f"enums.{name}"] = called.text()
        first, place = self.enums.setdefault(name, (made, node))
        if first.kind != kind:
            raise node.error(f"the enum {name} is of {kind}, but of {first.kind} at {place.file}#{place.where}")
        self.describe_as(name, node)
        for one in details.child("values").elements() if details and details.get("values") else ():
            self.describe_as(f"{name}.{one.value['value']}", one)
        whole = union(first, made)
        if set(first.values) ^ set(made.values):
            node.warn(f"the enum {name} has other values than at {place.file}#{place.where}; it gets those of both")
        self.enums[name] = (whole, place)
        return made

    def enum_text(self, node: Node, kind: Kind) -> str:
        """The value as text; numbers in C's digits."""
        value = node.value
        if kind == "string":
            return node.text() if value != "" else ""
        if kind == "boolean" and isinstance(value, bool):
            return str(value)
        if kind in ("int32", "int64"):
            bits = 31 if kind == "int32" else 63
            if isinstance(value, int) and not isinstance(value, bool) and -2**bits <= value < 2**bits:
                return str(value)
            raise node.error(f"an {kind} is expected here")
        if kind == "double" and limits.is_number(value):
            return repr(value)
        raise node.error(f"{'a boolean' if kind == 'boolean' else 'a number'} is expected here")

    def enum_words(self, details: Node | None) -> dict[str, str]:
        """The names that x-ms-enum gives to values."""
        listed = details.get("values") if details else None
        found: dict[str, str] = {}
        taken: set[str] = set()
        for one in listed.elements() if listed else ():
            name, value = one.get("name"), one.need("value").value
            if name and name.text() in taken:
                name.warn("two values have this name; ignored")
            elif name:
                taken.add(name.text())
                found[value if isinstance(value, str) else repr(value)] = name.text()
        return found


def union(first: Enum, other: Enum) -> Enum:
    """The values of both, in order; a name that one value has is no other's."""
    words = dict(zip(first.values, first.words))
    known, taken = set(map(same_word, words)), set(words.values())
    for value, called in zip(other.values, other.words):
        if same_word(value) not in known:
            words[value] = value if called in taken else called
    return dataclasses.replace(first, open=first.open or other.open, values=tuple(words), words=tuple(words.values()))


def number_words(text: str) -> str:
    return text.replace("-", "minus ").replace(".", " ").replace("+", "")
