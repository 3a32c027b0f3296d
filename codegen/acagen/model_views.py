"""Models and enums as templates print them: every C word is ready."""

from __future__ import annotations

from . import limits, patterns
from .ctext import Description, comment, harmless, quoted
from .ir import Api, Enum, Field, Limit, Model, Shape, Type
from .names import Names, members

_SCALARS = {"boolean": "bool", "int32": "int32", "int64": "int64", "double": "double"}
_ROW_TYPES = {"boolean": "ACA__T_BOOL", "int32": "ACA__T_INT32", "int64": "ACA__T_INT64", "double": "ACA__T_DOUBLE",
              "string": "ACA__T_STRING", "decimal": "ACA__T_DECIMAL", "json": "ACA__T_JSON", "model": "ACA__T_MODEL",
              "array": "ACA__T_NESTED", "map": "ACA__T_NESTED"}
_ROW_SHAPES = {"one": "ACA__ONE", "array": "ACA__LIST", "map": "ACA__MAP"}
_FORMATS = {
    "date-time": "See aca_time_parse().", "byte": "Base64: see aca_base64_decode().", "uuid": "A UUID.",
    "base64url": "Base64 of URLs: see aca_base64url_decode().", "duration": "ISO 8601: see aca_duration_parse().",
    "date-time-rfc1123": "A date as in HTTP, such as Sun, 06 Nov 1994 08:49:37 GMT.", "date": "A date, as 2022-07-14.",
    "time": "A time of day, as 19:22:50.", "uri": "A URI.", "url": "A URL.", "email": "An e-mail address.",
    "arm-id": "An ARM id: see aca_resource_id_parse().", "char": "One character.", "unixtime": "Seconds since 1970-01-01 UTC.",
    "uint64": "What is beyond int64 is in extra_json.",
}
_LIMITS = {
    "minLength": "ACA__MIN_LENGTH", "maxLength": "ACA__MAX_LENGTH", "pattern": "ACA__PATTERN", "minimum": "ACA__MINIMUM",
    "maximum": "ACA__MAXIMUM", "exclusiveMinimum": "ACA__ABOVE", "exclusiveMaximum": "ACA__BELOW",
    "multipleOf": "ACA__MULTIPLE_OF", "enum": "ACA__VALUES", "minItems": "ACA__MIN_COUNT", "maxItems": "ACA__MAX_COUNT",
    "minProperties": "ACA__MIN_COUNT", "maxProperties": "ACA__MAX_COUNT", "uniqueItems": "ACA__UNIQUE",
}


def _double(value: float) -> str | None:
    """The number in C; None when a double does not hold it."""
    try:
        return repr(float(value)) if float(value) == value else None
    except OverflowError:
        return None


def _literal(enum: Enum, value: str) -> str:
    """A value of an enum of numbers."""
    if value in (str(-2**31), str(-2**63)):
        return "INT32_MIN" if enum.kind == "int32" else "INT64_MIN"
    made = f"INT64_C({value})" if enum.kind == "int64" else value
    return f"({made})" if value.startswith("-") else made


class ModelViews:
    def __init__(self, api: Api, names: Names, described: Description) -> None:
        self.api = api
        self.names = names
        self.described = described
        self.listed = set(api.listed())
        self.models = api.named
        self.enums = {enum.name: enum for enum in api.enums}

    # ---- types ----

    def c_type(self, field: Field) -> str:
        if field.shape != "one":
            return self.names.container(field.type, field.shape) + " "
        if field.type.model:
            return f"const {self.names.model(field.type.model)} *"
        return f"aca_opt_{_SCALARS[field.type.kind]} " if field.type.kind in _SCALARS else "const char *"

    def container(self, kind: Type, shape: Shape) -> dict[str, object]:
        """A list or map, and for a map its entry."""
        if kind.model:
            single = f"const {self.names.model(kind.model)} *"
            items = single + "const *" if self.models[kind.model].family else single
        else:
            single = self.names.container(kind.item or kind, "array" if kind.kind == "array" else "map") + " "
            items = f"const {single}*"
        return {"c": self.names.container(kind, shape), "map": shape == "map", "nested": kind.item is not None,
                "items": items, "value": single,
                "pair": self.names.container(kind, shape, "pair") if shape == "map" else ""}

    # ---- members: a struct of a family begins with that of its base, and has what is new ----

    def base(self, model: Model) -> Model | None:
        return self.models[model.family.base] if model.family and model.family.base else None

    def inherited(self, model: Model, wire: str, c_type: str) -> Field | None:
        """The base's property of that name, if the base's member can hold it."""
        base = self.base(model)
        found = next((f for f in base.fields if f.wire == wire), None) if base else None
        return found if found and self.c_type(found) == c_type else None

    def own(self, model: Model) -> dict[str, str]:
        """The members that the struct does not have from its base, by the properties' names."""
        base = self.base(model)
        reserved = {"extra_json", "model" if base is None and model.family else "",
                    "base" if base else "", "additional_properties" if model.additional else ""}
        words = {f.wire: f.words or f.wire for f in model.fields if not self.inherited(model, f.wire, self.c_type(f))}
        return members(words, reserved, model.name, {f.wire for f in model.fields if f.words})

    def paths(self, model: Model) -> dict[str, str]:
        """The members of all properties as offsetof() takes them."""
        base, own = self.base(model), self.own(model)
        above = self.paths(base) if base else {}
        return {f.wire: own[f.wire] if f.wire in own else f"base.{above[f.wire]}" for f in model.fields}

    def additional_path(self, model: Model, additional: Field) -> str:
        base = self.base(model)
        if base and base.additional and self.c_type(base.additional) == self.c_type(additional):
            return f"base.{self.additional_path(base, base.additional)}"
        return "additional_properties"

    def extra_path(self, model: Model) -> str:
        base = self.base(model)
        return f"base.{self.extra_path(base)}" if base else "extra_json"

    # ---- comments ----

    def field_comment(self, field: Field) -> str:
        notes = []
        leaf = field.type.leaf
        if leaf.enum:
            one = self.enums[leaf.enum]
            c_name = self.names.enum(leaf.enum)
            notes.append(f"See {c_name}." if one.kind == "string" else f"See {c_name.upper()}_*.")
        if leaf.kind == "json":
            notes.append("JSON text.")
        if leaf.kind == "decimal":
            notes.append("A number, in digits.")
        notes.append(_FORMATS.get(leaf.format or "", ""))
        notes += limits.said(field.limits)
        if field.default is not None and "default" not in self.described.of(field.described_by):
            notes.append(f"Default: {field.default}.")
        notes += [word for word, on in (("Required.", field.required), ("Read-only.", field.read_only),
                                        ("Secret.", field.secret)) if on]
        if field.nullable:
            notes.append("A null is kept in extra_json.")
        if field.mutability and "update" not in field.mutability and not field.read_only:
            notes.append("Cannot be changed later.")
        if field.mutability and "read" not in field.mutability:
            notes.append("Never in an answer.")
        return self.described.of(field.described_by, *notes)

    def descendants(self, name: str) -> list[Model]:
        return [found for model in self.api.derived(name) for found in (model, *self.descendants(model.name))]

    def model_comment(self, model: Model) -> str:
        text = self.described.of(model.name) or model.name + "."
        if model.family is None:
            return self.described.of(model.name) or model.name
        base = self.base(model)
        first = self.models[self.api.line(model)[0]]
        notes = []
        casts = [f"{self.names.cast(first.name, one.name)}()" for one in self.descendants(model.name)]
        if base and base.family:
            way = self.extra_path(model).removesuffix("extra_json") + "model"
            notes.append(f"One kind of {self.names.model(base.name)}: `{base.family.discriminator}` is \"{model.family.kind}\". "
                         f"To make one, set `{way}` to &{self.names.descriptor(model.name)}.")
            notes += [f"`{model.family.discriminator}` says whether it is more: {', '.join(casts)}."] if casts else []
        else:
            if casts:
                notes.append(f"There are kinds of it, as `{model.family.discriminator}` says; these give what it is: "
                             f"{', '.join(casts)}.")
            notes.append("Of a kind that is not known here, the other properties are in extra_json.")
        return " ".join([text, *notes])

    # ---- rows ----

    def row(self, model: Model, field: Field, path: str) -> str:
        flags = [] if model.family is None or field.wire not in self.discriminators(model) else ["ACA__DISCRIMINATOR"]
        return self.struct_row(self.names.model(model.name), field, path, flags)

    def struct_row(self, struct: str, field: Field, c_member: str, flags: list[str] | None = None) -> str:
        return f"{{{quoted(field.wire)}, offsetof({struct}, {c_member}), {self.row_end(field, flags)}}}"

    def value_row(self, kind: Type, shape: Shape, secret: bool) -> str:
        """Of what is in a list or map."""
        return f"{{NULL, 0, {self.row_tail(kind, shape, ['ACA__SECRET'] if secret else [])}}}"

    def row_end(self, field: Field, more: list[str] | None = None) -> str:
        flags = [word for word, on in (("ACA__REQUIRED", field.required), ("ACA__READ_ONLY", field.read_only),
                                       ("ACA__SECRET", field.secret), ("ACA__NULLABLE", field.nullable)) if on]
        return self.row_tail(field.type, field.shape, flags + (more or []))

    def row_tail(self, kind: Type, shape: Shape, flags: list[str]) -> str:
        reference = "NULL"
        if kind.model:
            reference = "&" + self.names.descriptor(kind.model)
        elif kind.item and kind.kind in ("array", "map"):
            inner = self.value_row(kind.item, "array" if kind.kind == "array" else "map", "ACA__SECRET" in flags)
            reference = f"&(const aca__field){inner}"
        elif kind.enum and kind.kind == "string":
            reference = "&" + self.enum_table(kind.enum)
        return f"{_ROW_TYPES[kind.kind]}, {_ROW_SHAPES[shape]}, {' | '.join(flags) or '0'}, {reference}"

    def discriminators(self, model: Model) -> set[str]:
        """The properties that tell what the model is, and what builds on it."""
        found = {model.family.discriminator} if model.family else set()
        base = self.base(model)
        return found | self.discriminators(base) if base else found

    def limit_rows(self, model: Model) -> list[str]:
        return [row for index, field in enumerate(model.rows) for limit in field.limits
                if (row := self.limit_row(index, limit))]

    def limit_row(self, index: int, limit: Limit) -> str | None:
        """None for what cannot be checked."""
        kind, number, more = _LIMITS[limit.word], "0", "NULL"
        if isinstance(limit.value, str):
            translated = patterns.posix(limit.value)
            if translated is None:
                return None
            kind += "_ASCII" if translated[1] else ""
            more = quoted(translated[0])
        elif isinstance(limit.value, tuple):
            values = [_double(value) for value in limit.value]
            if None in values:
                return None
            number, more = str(len(values)), f"(const double[]){{{', '.join(map(str, values))}}}"
        else:
            exact = _double(limit.value)
            if exact is None:
                return None
            number = exact
        return f"{{{index}, {limit.depth}, {kind}, {number}, {more}}}"

    # ---- views ----

    def enum_table(self, name: str) -> str:
        return self.names.enum(name).replace(self.names.prefix + "_", self.names.prefix + "__", 1) + "_values"

    def members(self, model: Model) -> list[dict[str, str]]:
        base = self.base(model)
        own = self.own(model)
        found: list[tuple[str, str]] = []
        if base:
            found.append(("", f"{self.names.model(base.name)} base"))
        elif model.family:
            kinds = [f"&{self.names.descriptor(one.name)}" for one in self.api.derived(model.name)]
            such = f", such as {kinds[0]}" if kinds else ""
            found.append((f"Which struct this is the `base` of{such}; NULL: of none.", "const aca_model *model"))
        for field in model.fields:
            if field.wire in own:
                found.append((self.field_comment(field), self.c_type(field) + own[field.wire]))
        if model.additional and self.additional_path(model, model.additional) == "additional_properties":
            found.append((self.described.of(model.additional.described_by, "Properties of other names.",
                                            *limits.said(model.additional.limits)),
                          self.c_type(model.additional) + "additional_properties"))
        return [{"comment": comment(text, "  ") if text else "", "declaration": declaration} for text, declaration in found]

    def descriptor(self, model: Model, has_limits: bool) -> list[str]:
        """The parts of an initializer, beside the plain one of a model that has no more than rows."""
        c = self.names.model(model.name)
        parts = [f".name = {quoted(model.name)}", f"ACA__STRUCT({c}, {self.extra_path(model)})"]
        if model.fields:
            parts.append(f"ACA__FIELDS({self.names.table(model.name, 'fields')})")
        if has_limits:
            parts.append(f"ACA__LIMITS({self.names.table(model.name, 'limits')})")
        if model.additional:
            row = (f"{{NULL, offsetof({c}, {self.additional_path(model, model.additional)}), "
                   f"{self.row_end(model.additional)}}}")
            parts.append(f".additional = &(const aca__field){row}")
        if model.family:
            base = f"&{self.names.descriptor(model.family.base)}" if model.family.base else "NULL"
            derived = [f"&{self.names.descriptor(one.name)}" for one in self.api.derived(model.name)]
            parts.append(f".family = &(const aca__family){{{quoted(model.family.discriminator)}, {quoted(model.family.kind)}, "
                         f"{base}, (const aca_model *const[]){{{', '.join([*derived, 'NULL'])}}}}}")
        return parts

    def model(self, model: Model) -> dict[str, object]:
        limit_rows, paths = self.limit_rows(model), self.paths(model)
        plain = model.fields and not limit_rows and not model.additional and not model.family
        casts = [] if model.family is None or model.family.base else self.descendants(model.name)
        return {
            "name": quoted(model.name),
            "c": self.names.model(model.name),
            "fields_name": self.names.table(model.name, "fields"),
            "limits_name": self.names.table(model.name, "limits"),
            "descriptor": self.names.descriptor(model.name),
            "comment": comment(self.model_comment(model)),
            "members": self.members(model),
            "extra": self.base(model) is None,
            "rows": [self.row(model, f, paths[f.wire]) for f in model.fields],
            "limits": limit_rows,
            "parts": [] if plain else self.descriptor(model, bool(limit_rows)),
            "casts": [{"c": self.names.model(one.name), "function": self.names.cast(model.name, one.name),
                       "descriptor": self.names.descriptor(one.name)} for one in casts],
            "next": self.names.next_function(model.name) if model.name in self.listed else None,
        }

    def numbers(self, enum: Enum) -> dict[str, object]:
        """An enum of numbers."""
        note = "Others may come." if enum.open else "No others are expected."
        return {
            "comment": comment(self.described.of(enum.name, note)),
            "values": [{"name": self.names.enum_text(enum.name, words), "text": _literal(enum, value),
                        "comment": self.value_comment(enum, value)} for value, words in zip(enum.values, enum.words, strict=True)],
        }

    def value_comment(self, enum: Enum, value: str) -> str:
        sentence = self.described.of(f"{enum.name}.{value}")
        return f" /**< {harmless(sentence)} */" if sentence else ""

    def enum(self, enum: Enum) -> dict[str, object]:
        """An enum of texts."""
        pairs = list(zip(enum.values, enum.words, strict=True))
        # "unknown" stands last in the table, so that the constants are 1 + the index of the others
        known = [(value, words) for value, words in pairs if not self.names.says_unknown(enum.name, words)]
        unknown = [value for value, words in pairs if self.names.says_unknown(enum.name, words)]
        note = "Others may come." if enum.open else "No others are expected."
        return {
            "c": self.names.enum(enum.name),
            "texts_name": self.names.enum_texts(enum.name),
            "of": self.names.enum_of(enum.name),
            "table": self.enum_table(enum.name),
            "open": "true" if enum.open else "false",
            "comment": comment(self.described.of(enum.name, note)),
            "unknown": self.names.enum(enum.name).upper() + "_IS_UNKNOWN",
            "texts": [{"name": self.names.enum_text(enum.name, words), "text": quoted(value),
                       "comment": self.value_comment(enum, value)} for value, words in pairs],
            "constants": [self.names.enum_constant(enum.name, words) for _, words in known],
            "values": [quoted(value) for value, _ in known] + [quoted(value) for value in unknown],
            "known": len(known),
        }
