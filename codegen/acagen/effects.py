"""What a change means: on the wire, for C programs, and for programs that are compiled already.

RULES has a row for each member of the IR. A row says how the new set of what may be sent or answered lies to the old one,
from which the effect on the wire follows by direction, and what becomes of C programs. Members without a row break
everything.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from .diff import Change, route
from .ir import Api, Body, Enum, Field, Group, Model, Operation, Parameter, Type

Level = Literal["breaking", "compatible", "none"]
BREAKING: Level = "breaking"
COMPATIBLE: Level = "compatible"
NONE: Level = "none"

Relation = Literal["same", "extra", "wider", "narrower", "other"]
SAME: Relation = "same"          # the same bytes
EXTRA: Relation = "extra"        # more than before, which nobody needs to know
WIDER: Relation = "wider"        # all that was valid, and more: breaks those who read it
NARROWER: Relation = "narrower"  # not all that was valid: breaks those who send it
OTHER: Relation = "other"        # breaks both

REQUESTS, ANSWERS = "requests", "answers"
BOTH = frozenset((REQUESTS, ANSWERS))


@dataclass(frozen=True)
class Effect:
    """`source`: breaking when a program that did its work has to be changed: it is not compiled any more, or the library
    refuses or does not send what it did. `abi`: it has to be compiled again."""

    wire: Level
    source: Level
    abi: bool
    why: str


# ---- where models and enums are used ----

# Which way what a member of an operation names goes; none: it names nothing.
_WAYS: dict[str, frozenset[str]] = {
    "parameters": frozenset((REQUESTS,)), "body": frozenset((REQUESTS,)), "result": frozenset((ANSWERS,)),
    "headers": frozenset((ANSWERS,)),
    **{name: frozenset() for name in ("id", "group", "verb", "method", "path", "success", "unlike", "errors",
                                      "long_running", "final_state_via", "next_link", "items", "deprecated")}}


def _texts(value: Any) -> Iterator[str]:
    """All texts in a piece of the IR, names of models and enums among them."""
    if isinstance(value, str):
        yield value
    elif dataclasses.is_dataclass(value):
        for member in dataclasses.fields(value):
            if member.name not in ("wire", "described_by"):
                yield from _texts(getattr(value, member.name))
    elif isinstance(value, Iterable):
        for element in value:
            yield from _texts(element)


class Uses:
    """The directions in which each model and enum goes. One that no operation names goes both ways."""

    def __init__(self, api: Api) -> None:
        self.models = {model.name: model for model in api.models}
        self.known = {*self.models, *(enum.name for enum in api.enums)}
        self.found: dict[str, set[str]] = {REQUESTS: set(), ANSWERS: set()}
        for operation in api.operations:
            for member in dataclasses.fields(operation):
                for way in _WAYS.get(member.name, BOTH):
                    self.reach(way, _texts(getattr(operation, member.name)))

    def reach(self, way: str, names: Iterable[str]) -> None:
        rest = list(names)
        while rest:
            name = rest.pop()
            if name not in self.known or name in self.found[way]:
                continue
            self.found[way].add(name)
            if name in self.models:
                model = self.models[name]
                rest += _texts([field for field in model.fields if way != REQUESTS or not field.read_only])
                rest += _texts([getattr(model, m.name) for m in dataclasses.fields(model)
                                if m.name not in ("name", "fields")])

    def of(self, name: str) -> frozenset[str]:
        return frozenset(way for way, names in self.found.items() if name in names) or BOTH


# ---- how types lie to each other ----

_WIDER = {("int32", "int64"), ("int32", "double"), ("model", "json"), ("array", "json"), ("map", "json"),
          *((kind, "decimal") for kind in ("int32", "int64", "double"))}


class Types:
    def __init__(self, old: Api, new: Api) -> None:
        self.apis = old, new
        self.models = [{model.name: model for model in api.models} for api in self.apis]
        self.enums = [{enum.name: enum for enum in api.enums} for api in self.apis]

    def alike(self, old: Any, new: Any, seen: frozenset[tuple[str, str]] = frozenset()) -> bool:
        """Whether two pieces of the IR, names of models among them, are the same on the wire, whatever models are called."""
        if isinstance(old, Type) and isinstance(new, Type):
            named = dataclasses.replace(old, model=new.model, enum=new.enum, item=new.item)
            return named == new and self.alike((old.model, old.item), (new.model, new.item), seen) \
                and self.by_values(old.enum, new.enum) == SAME
        if isinstance(old, str) and isinstance(new, str):
            models = self.models[0].get(old), self.models[1].get(new)
            return (old, new) in seen or self.alike(*models, seen | {(old, new)}) if all(models) else old == new
        if isinstance(old, tuple) and isinstance(new, tuple):
            sides = [sorted(side, key=lambda element: getattr(element, "wire", "")) for side in (old, new)]
            return len(old) == len(new) and all(self.alike(one, other, seen) for one, other in zip(*sides))
        if dataclasses.is_dataclass(old) and type(old) is type(new):
            return all(self.alike(getattr(old, member.name), getattr(new, member.name), seen)
                       for member in dataclasses.fields(old) if member.name not in ("name", "described_by", "words"))
        return bool(old == new)

    def relation(self, old: Type, new: Type) -> Relation:
        if old.kind != new.kind:
            return WIDER if (old.kind, new.kind) in _WIDER else NARROWER if (new.kind, old.kind) in _WIDER else OTHER
        if dataclasses.replace(old, model=new.model, enum=new.enum, format=new.format, item=new.item) != new:
            return OTHER
        if old.item and new.item:
            return self.relation(old.item, new.item)
        if old.model and new.model and old.model != new.model:
            return SAME if self.alike(old.model, new.model) else OTHER
        parts = {self.by_format(old.format, new.format), self.by_values(old.enum, new.enum)} - {SAME}
        return parts.pop() if len(parts) == 1 else OTHER if parts else SAME

    def by_format(self, old: str | None, new: str | None) -> Relation:
        return SAME if old == new else NARROWER if old is None else WIDER if new is None else OTHER

    def by_values(self, old: str | None, new: str | None) -> Relation:
        before = self.enums[0].get(old or "")
        after = self.enums[1].get(new or "")
        if old == new:
            return SAME  # changes of an enum are changes of its own
        if before is None or after is None:
            enum = before or after
            return EXTRA if enum is None or enum.open else NARROWER if before is None else WIDER
        values = set(before.values), set(after.values)
        if values[0] == values[1] and before.open == after.open:
            return SAME
        return WIDER if values[0] <= values[1] else NARROWER if values[0] >= values[1] else OTHER


# ---- the rules ----


@dataclass(frozen=True)
class Rule:
    """A row of the table; what depends on the change is a function of it."""

    wire: Relation | Callable[[Change, Types], Relation]
    source: Level | Callable[[Change, Types], Level]
    why: str | Callable[[Change, Types], str] = ""
    abi: bool = False
    sent: bool = False  # the effect on C is there only for what goes into requests


def _by(yes: Any, no: Any) -> Callable[[Change, Types], Any]:
    """The one if the member is true now, else the other."""
    return lambda change, _: yes if change.new else no


def _needed(change: Change, _: Types) -> Relation:
    return NARROWER if change.new.required else EXTRA


def _positional(change: Change, _: Types) -> Level:
    """A parameter of the call's is one of the C function; one of the client's is not, nor one that is a member of a struct
    which the function takes anyway."""
    parameter: Parameter = change.new or change.old
    grouped = parameter.group is not None and all(
        any(p.group == parameter.group for p in side.parameters) for side in change.owner(Operation))
    return NONE if parameter.of_client or grouped else BREAKING


def _order(change: Change, _: Types) -> Level:
    old, new = ([(p.location, p.wire) for p in o.parameters if not p.of_client and p.group is None]
                for o in change.owner(Operation))
    return BREAKING if [p for p in old if p in new] != [p for p in new if p in old] else NONE


def _values(change: Change, _: Types) -> Relation:
    """Of a parameter; none: any."""
    old, new = set(change.old), set(change.new)
    return NARROWER if not old or new and new < old else WIDER if not new or old < new else OTHER


def _body(change: Change, _: Types) -> Relation:
    return OTHER if change.new is None else NARROWER if change.new.required else EXTRA


def _held(change: Change, types: Types) -> Relation:
    """What a body or result holds."""
    return SAME if types.alike(change.old, change.new) else OTHER


def _result(change: Change, types: Types) -> Relation:
    return EXTRA if change.old is None else OTHER if change.new is None else _held(change, types)


def _may_be_empty(change: Change) -> bool:
    """Whether an operation with a result may now succeed without."""
    old, _ = change.owner(Operation)
    return bool(change.new in (202, 204) and old.result and not old.pageable and not {202, 204} & set(old.success))


def _success(change: Change, _: Types) -> Relation:
    if not 200 <= change.new <= 299:
        return OTHER
    return WIDER if change.new == 202 or _may_be_empty(change) else EXTRA


def _path(change: Change, _: Types) -> Relation:
    old, new = (route(o) for o in change.owner(Operation))
    return SAME if old == new else OTHER


def _final(change: Change, _: Types) -> Relation:
    """Where a result is is a question for POST alone: what PUT and PATCH made is at their URL, DELETE has none."""
    return OTHER if change.owner(Operation)[0].method == "POST" else EXTRA


def _link(change: Change, _: Types) -> Relation:
    return EXTRA if not change.new else OTHER


def _pager(change: Change, _: Types) -> Level:
    return BREAKING if None in (change.old, change.new) else NONE


def _writable(change: Change, _: Types) -> Relation:
    """Of a property that is read-only now, or is not any more."""
    return NARROWER if change.new or change.owner(Field)[1].required else EXTRA


def _mutability(change: Change, _: Types) -> Relation:
    old, new = (set(side or ("create", "read", "update")) for side in (change.old, change.new))
    return OTHER if "read" in old - new else NARROWER if old - new else EXTRA


def _declared(change: Change, _: Types) -> Level:
    """Whether a member's C type is another."""
    return BREAKING if _in_c(change.old) != _in_c(change.new) else NONE


def _in_c(given: Type) -> Type:
    """Without what makes no other C type."""
    return dataclasses.replace(given, enum=None, format=None, item=_in_c(given.item) if given.item else None)


_LEAST = ("minimum", "minLength", "minItems", "minProperties")
_MOST = ("maximum", "maxLength", "maxItems", "maxProperties")


def _limits(change: Change, _: Types) -> Relation:
    """Each limit narrows; how far says its value."""
    old, new = ({(limit.word, limit.depth): limit.value for limit in side} for side in (change.old, change.new))
    found: set[Relation] = set()
    for key in old.keys() | new.keys():
        if key not in old or key not in new:
            found.add(NARROWER if key in new else WIDER)
        elif old[key] != new[key] and key[0] in (*_LEAST, *_MOST):
            found.add(NARROWER if (old[key] < new[key]) == (key[0] in _LEAST) else WIDER)
        elif old[key] != new[key]:
            found.add(OTHER)
    return found.pop() if len(found) == 1 else OTHER if found else SAME


def _stricter(change: Change, types: Types) -> Level:
    return COMPATIBLE if _limits(change, types) in (WIDER, SAME) else BREAKING


def _renamed(change: Change, _: Types) -> Level:
    """Whether what is still there, models or an enum's values, is called otherwise in C."""
    if change.within(Enum):
        sides = [dict(zip(enum.values, words)) for enum, words in zip(change.owner(Enum), (change.old, change.new))]
        kept = sides[0].keys() & sides[1].keys()
    else:
        sides = [dict(change.old), dict(change.new)]
        names = ({*(f"models.{m.name}" for m in api.models), *(f"enums.{e.name}" for e in api.enums)}
                 for api in change.owner(Api))
        kept = next(names) & next(names)
    return BREAKING if any(sides[0].get(key) != sides[1].get(key) for key in kept) else NONE


def _known(change: Change, _: Types) -> Relation:
    """A value more: a surprise only where no others were expected."""
    return EXTRA if change.owner(Enum)[0].open else WIDER


RULES: dict[str, Rule] = {
    # said in the heading of every report
    "Api.title": Rule(SAME, NONE),
    "Api.version": Rule(SAME, NONE),
    "Api.words": Rule(SAME, _renamed, "other names in C"),
    # a model or enum by itself is not on the wire; the properties, bodies and results of its type are
    "Api.models added": Rule(SAME, COMPATIBLE),
    "Api.models removed": Rule(SAME, BREAKING, "the struct is gone"),
    "Api.models reordered": Rule(SAME, NONE),
    "Api.enums added": Rule(SAME, COMPATIBLE),
    "Api.enums removed": Rule(SAME, BREAKING, "the constants are gone"),
    "Api.enums reordered": Rule(SAME, NONE),
    "Api.operations added": Rule(EXTRA, COMPATIBLE),
    "Api.operations removed": Rule(OTHER, BREAKING, "the functions are gone"),
    "Api.operations reordered": Rule(SAME, NONE),

    "Operation.id": Rule(SAME, COMPATIBLE, "the operation's name for the aca command and in its table"),
    "Operation.group": Rule(SAME, BREAKING, "the functions are called otherwise"),
    "Operation.verb": Rule(SAME, BREAKING, "the functions are called otherwise"),
    "Operation.method": Rule(OTHER, NONE),
    "Operation.path": Rule(_path, NONE),
    "Operation.parameters added": Rule(_needed, _positional, "the functions have one argument more"),
    "Operation.parameters removed": Rule(OTHER, _positional, "the functions have one argument less"),
    "Operation.parameters reordered": Rule(SAME, _order, "the arguments come in another order"),
    "Operation.body": Rule(_body, BREAKING, _by("the functions take a body", "the functions take no body")),
    "Operation.result": Rule(_result, BREAKING, "the result is another"),
    "Operation.success added": Rule(_success, lambda c, _: BREAKING if _may_be_empty(c) else NONE,
                                    lambda c, _: "*result may be NULL" if _may_be_empty(c) else ""),
    "Operation.success removed": Rule(NARROWER, NONE),
    "Operation.success reordered": Rule(SAME, NONE),
    "Operation.unlike added": Rule(WIDER, BREAKING, "*result may be NULL"),
    "Operation.unlike removed": Rule(EXTRA, COMPATIBLE),
    "Operation.unlike reordered": Rule(SAME, NONE),
    "Operation.headers added": Rule(EXTRA, COMPATIBLE, abi=True),
    "Operation.headers removed": Rule(OTHER, BREAKING, "the member is gone"),
    "Operation.headers reordered": Rule(SAME, NONE, abi=True),
    "Operation.errors added": Rule(EXTRA, NONE),
    "Operation.errors removed": Rule(EXTRA, NONE),
    "Operation.errors reordered": Rule(SAME, NONE),
    "Operation.long_running": Rule(_by(OTHER, EXTRA), _by(COMPATIBLE, BREAKING),
                                   _by("the function waits for the end", "the function that only begins is gone")),
    "Operation.final_state_via": Rule(_final, NONE, lambda c, types: "the result is elsewhere"
                                      if _final(c, types) == OTHER else ""),
    "Operation.next_link": Rule(_link, _pager, lambda c, _: "the function gives no pager" if c.new is None else
                                "the function gives a pager" if c.old is None else ""),
    "Operation.items": Rule(OTHER, BREAKING, "the items are others"),
    "Operation.deprecated": Rule(SAME, COMPATIBLE, _by("a later api-version may be without it", "")),

    "Parameter.wire": Rule(lambda c, _: SAME if c.owner(Parameter)[0].location == "path" else OTHER, NONE,
                           "the argument's name, which C does not see; the aca command's option does"),
    "Parameter.location": Rule(OTHER, NONE),
    "Parameter.client_name": Rule(SAME, lambda c, _: BREAKING if c.within(Group) else NONE, "its name in C"),
    "Parameter.type": Rule(lambda c, types: types.relation(c.old, c.new), _declared,
                           lambda c, types: "the argument has another type" if _declared(c, types) == BREAKING else ""),
    "Parameter.separator": Rule(OTHER, lambda c, _: BREAKING if "" in (c.old, c.new) else NONE),
    "Parameter.may_be_empty": Rule(_by(WIDER, NARROWER), _by(COMPATIBLE, BREAKING),
                                   _by("may be empty", "an empty one is refused")),
    "Parameter.group": Rule(SAME, BREAKING, "the functions take it otherwise"),
    "Parameter.values": Rule(_values, NONE),
    "Parameter.default": Rule(lambda c, _: EXTRA if c.old is None else OTHER, NONE),
    "Parameter.required": Rule(_by(NARROWER, WIDER), _by(BREAKING, COMPATIBLE),
                               _by("NULL is refused", "may be NULL")),
    "Parameter.of_client": Rule(SAME, BREAKING, _by("the functions have one argument less",
                                                    "the functions have one argument more")),
    "Parameter.encoded": Rule(OTHER, BREAKING, _by("is to be passed percent-encoded",
                                                   "is to be passed without percent-encoding")),

    "Body.wire": Rule(SAME, NONE, "its name is not sent"),
    "Body.content": Rule(_held, BREAKING, "the argument has another type"),
    "Body.required": Rule(_by(NARROWER, WIDER), _by(BREAKING, COMPATIBLE), _by("NULL is refused", "may be NULL")),

    # what is in a struct of parameters is on the wire by the operations that take it
    "Api.groups added": Rule(SAME, COMPATIBLE),
    "Api.groups removed": Rule(SAME, BREAKING, "the struct is gone"),
    "Api.groups reordered": Rule(SAME, NONE),
    "Group.name": Rule(SAME, BREAKING),
    "Group.members added": Rule(SAME, COMPATIBLE, abi=True),
    "Group.members removed": Rule(SAME, BREAKING, "the member is gone"),
    "Group.members reordered": Rule(SAME, NONE, abi=True),

    "Model.name": Rule(SAME, BREAKING),
    "Model.fields added": Rule(_needed, COMPATIBLE, lambda c, _: "must be set in requests" if c.new.required and
                               not c.new.read_only else "", abi=True),
    "Model.fields removed": Rule(OTHER, BREAKING, "the member is gone"),
    "Model.fields reordered": Rule(SAME, NONE, abi=True),

    "Model.additional": Rule(lambda c, _: OTHER if c.new is None else EXTRA,
                             lambda c, _: BREAKING if c.new is None else COMPATIBLE,
                             "for properties without a name", abi=True),
    "Model.family": Rule(OTHER, BREAKING, "its struct begins with another one"),
    "Family.base": Rule(OTHER, BREAKING, "its struct begins with another one"),
    "Family.discriminator": Rule(OTHER, BREAKING),
    "Family.kind": Rule(OTHER, BREAKING),

    "Field.wire": Rule(OTHER, BREAKING),
    "Field.type": Rule(lambda c, types: types.relation(c.old, c.new), _declared,
                       lambda c, types: "the member has another type" if _declared(c, types) == BREAKING else ""),
    "Field.shape": Rule(OTHER, BREAKING, "the member has another type"),
    "Field.required": Rule(_by(NARROWER, WIDER), _by(BREAKING, COMPATIBLE),
                           _by("aca_model_validate() misses it when it is not set", "may be left out"), sent=True),
    "Field.read_only": Rule(_writable, _by(BREAKING, COMPATIBLE), _by("is no longer sent", "is sent now"), sent=True),
    "Field.secret": Rule(SAME, COMPATIBLE, _by("is redacted", "is no longer redacted")),
    "Field.mutability": Rule(_mutability, NONE),
    "Field.nullable": Rule(_by(WIDER, NARROWER), NONE),
    "Field.limits": Rule(_limits, _stricter, "what aca_model_validate() looks at", sent=True),
    "Field.default": Rule(lambda c, _: EXTRA if c.old is None else OTHER, NONE),
    "Field.words": Rule(SAME, BREAKING, "the member is called otherwise"),
    "Field.described_by": Rule(SAME, NONE),

    "Enum.name": Rule(SAME, BREAKING),
    "Enum.open": Rule(_by(WIDER, NARROWER), _by(COMPATIBLE, BREAKING),
                      _by("others may come", "aca_model_validate() refuses other values"), sent=True),
    "Enum.words": Rule(SAME, _renamed, "other names in C"),
    "Enum.kind": Rule(OTHER, BREAKING),
    "Enum.values added": Rule(_known, COMPATIBLE, abi=True),
    "Enum.values removed": Rule(NARROWER, BREAKING, "the constants are gone"),
    "Enum.values reordered": Rule(SAME, NONE, abi=True),
}
UNKNOWN = Rule(OTHER, BREAKING, "no rule knows this member: taken for breaking", abi=True)


class Effects:
    """What changes from `old` to `new` mean."""

    def __init__(self, old: Api, new: Api) -> None:
        self.uses = Uses(old)
        self.types = Types(old, new)

    def ways(self, change: Change) -> frozenset[str]:
        """The directions in which old programs meet what changed."""
        if change.within(Group):
            return frozenset()  # the operations say it
        if change.within(Model):
            ways = self.uses.of(change.owner(Model)[0].name)
            fields = change.owner(Field) if change.within(Field) else (change.old, change.new)
            given = [field for field in fields if isinstance(field, Field)]
            return ways - {REQUESTS} if given and all(field.read_only for field in given) else ways
        if change.within(Enum):
            return self.uses.of(change.owner(Enum)[0].name)
        if change.within(Parameter) or change.within(Body) or change.rule.startswith("Operation.parameters") \
                or change.rule == "Operation.body":
            return frozenset((REQUESTS,))
        answered = ("Operation.success", "Operation.unlike", "Operation.headers")
        return frozenset((ANSWERS,)) if change.within(Field) or change.rule.startswith(answered) else BOTH

    def of(self, change: Change) -> Effect:
        rule = RULES.get(change.rule, UNKNOWN)
        relation: Relation = rule.wire(change, self.types) if callable(rule.wire) else rule.wire
        source: Level = rule.source(change, self.types) if callable(rule.source) else rule.source
        why = rule.why(change, self.types) if callable(rule.why) else rule.why
        ways = self.ways(change)
        if rule.sent and REQUESTS not in ways:
            source, why = NONE, ""
        return Effect(level(relation, ways), source, rule.abi or source == BREAKING, why)


def level(relation: Relation, ways: frozenset[str]) -> Level:
    """The effect on the wire."""
    if relation == SAME:
        return NONE
    breaks = {OTHER: BOTH, WIDER: frozenset((ANSWERS,)), NARROWER: frozenset((REQUESTS,))}.get(relation, frozenset())
    return BREAKING if breaks & ways else COMPATIBLE
