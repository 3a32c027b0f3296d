"""Models and enums as templates print them: every C word is ready."""

from __future__ import annotations

from .ctext import Description, comment, harmless, quoted
from .ir import Api, Enum, Field, Model
from .names import Names, members, snake

_SCALARS = {"boolean": "bool", "int32": "int32", "int64": "int64", "double": "double"}
_ROW_TYPES = {"boolean": "ACA__T_BOOL", "int32": "ACA__T_INT32", "int64": "ACA__T_INT64", "double": "ACA__T_DOUBLE",
              "string": "ACA__T_STRING", "json": "ACA__T_JSON", "model": "ACA__T_MODEL"}
_ROW_SHAPES = {"one": "ACA__ONE", "array": "ACA__LIST", "map": "ACA__MAP"}
_FORMATS = {"date-time": "See aca_time_parse().", "byte": "Base64: see aca_base64_decode().", "uuid": "A UUID."}


class ModelViews:
    def __init__(self, api: Api, names: Names, described: Description) -> None:
        self.api = api
        self.names = names
        self.described = described
        self.listed = set(api.listed())

    def c_type(self, field: Field) -> str:
        kind, shape = field.type.kind, field.shape
        if field.type.model:
            if shape == "one":
                return f"const {self.names.model(field.type.model)} *"
            return (self.names.list if shape == "array" else self.names.map)(field.type.model) + " "
        if shape == "map":
            return "aca_string_map "
        if kind in _SCALARS:
            return f"aca_{_SCALARS[kind]}_list " if shape == "array" else f"aca_opt_{_SCALARS[kind]} "
        return "aca_string_list " if shape == "array" else "const char *"

    def field_comment(self, field: Field) -> str:
        notes = []
        if field.type.enum:
            notes.append(f"See {self.names.enum(field.type.enum)}.")
        if field.type.kind == "json":
            notes.append("JSON text.")
        notes.append(_FORMATS.get(field.type.format or "", ""))
        notes += [word for word, on in (("Required.", field.required), ("Read-only.", field.read_only),
                                        ("Secret.", field.secret)) if on]
        if field.mutability and "update" not in field.mutability and not field.read_only:
            notes.append("Cannot be changed later.")
        if field.mutability and "read" not in field.mutability:
            notes.append("Never in an answer.")
        return self.described.of(field.described_by, *notes)

    def row(self, model: Model, field: Field, c_member: str) -> str:
        return self.struct_row(self.names.model(model.name), field, c_member)

    def struct_row(self, struct: str, field: Field, c_member: str) -> str:
        return f"{{{quoted(field.wire)}, offsetof({struct}, {c_member}), {self.row_end(field)}}}"

    def value_row(self, field: Field) -> str:
        """Of a value that is no member of anything."""
        return f"{{NULL, 0, {self.row_end(field)}}}"

    def row_end(self, field: Field) -> str:
        flags = [word for word, on in (("ACA__REQUIRED", field.required), ("ACA__READ_ONLY", field.read_only),
                                       ("ACA__SECRET", field.secret)) if on]
        reference = "NULL"
        if field.type.model:
            reference = "&" + self.names.descriptor(field.type.model)
        elif field.type.enum:
            reference = "&" + self.enum_table(field.type.enum)
        return f"{_ROW_TYPES[field.type.kind]}, {_ROW_SHAPES[field.shape]}, {' | '.join(flags) or '0'}, {reference}"

    def enum_table(self, name: str) -> str:
        return self.names.enum(name).replace(self.names.prefix + "_", self.names.prefix + "__", 1) + "_values"

    def model(self, model: Model) -> dict[str, object]:
        c_members = members((f.wire for f in model.fields), ("extra_json",), model.name)
        return {
            "name": quoted(model.name),
            "c": self.names.model(model.name),
            "descriptor": self.names.descriptor(model.name),
            "comment": comment(self.described.of(model.name) or model.name),
            "members": [
                {"comment": comment(text, "  ") if (text := self.field_comment(f)) else "",
                 "declaration": self.c_type(f) + c_members[f.wire]}
                for f in model.fields],
            "rows": [self.row(model, f, c_members[f.wire]) for f in model.fields],
            "next": self.names.next_function(model.name) if model.name in self.listed else None,
        }

    def enum(self, enum: Enum) -> dict[str, object]:
        def sentence(value: str) -> str:
            return self.described.of(f"{enum.name}.{value}")

        unknown = [value for value in enum.values if snake(value) == "unknown"]
        note = "Others may come." if enum.open else "No others are expected."
        return {
            "c": self.names.enum(enum.name),
            "of": self.names.enum_of(enum.name),
            "table": self.enum_table(enum.name),
            "open": "true" if enum.open else "false",
            "comment": comment(self.described.of(enum.name, note)),
            "unknown": self.names.enum(enum.name).upper() + "_IS_UNKNOWN",
            "texts": [{"name": self.names.enum_text(enum.name, value), "text": quoted(value),
                       "comment": f" /**< {harmless(sentence(value))} */" if sentence(value) else ""} for value in enum.values],
            "constants": [self.names.enum_constant(enum.name, value) for value in enum.values if value not in unknown],
            # "unknown" stands last in the table, so that the constants are 1 + the index of the others
            "values": [quoted(value) for value in enum.values if value not in unknown] + [quoted(v) for v in unknown],
            "known": len(enum.values) - len(unknown),
        }
