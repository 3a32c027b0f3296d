/* Models as tables, and the engine that reads and writes them. The rows are generated beside the structs. */
#ifndef ACA_CODEC_H
#define ACA_CODEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "aca/model.h"
#include "aca/value.h"
#include "json.h"

/* Raised with every change of what generated code sees here. */
#define ACA__TABLES 3

typedef enum aca__type {
  ACA__T_BOOL,
  ACA__T_INT32,
  ACA__T_INT64,
  ACA__T_DOUBLE,
  ACA__T_STRING,  /* const char *; `ref` is its aca__enum or NULL */
  ACA__T_DECIMAL, /* const char *, the text of a JSON number */
  ACA__T_JSON,    /* const char *, JSON text of any kind */
  ACA__T_MODEL,   /* const T *; in an array T unless T has a tag; `ref` is its aca_model */
  ACA__T_NESTED   /* an item that is a list or map itself: `ref` is the aca__field that says of what */
} aca__type;

typedef enum aca__shape { ACA__ONE, ACA__LIST, ACA__MAP } aca__shape;

enum {
  ACA__REQUIRED = 1,
  ACA__READ_ONLY = 2,
  ACA__SECRET = 4,
  ACA__NULLABLE = 8,      /* a null that is received is kept */
  ACA__DISCRIMINATOR = 16 /* says what the struct is: see aca__family */
};

typedef struct aca__field {
  const char *name; /* on the wire */
  uint16_t offset;
  uint8_t type;
  uint8_t shape;
  uint8_t flags;
  const void *ref;
} aca__field;

/* Known values of a string. */
typedef struct aca__enum {
  bool open; /* others are fine too */
  uint16_t count;
  const char *const *values;
} aca__enum;

/* Models that build on one another and say which they are. Their structs start with a tag, `const aca_model *model`. */
typedef struct aca__family {
  const char *discriminator;       /* the property that tells apart what builds on this model */
  const char *kind;                /* what the base's discriminator holds for this one; NULL: nothing, it is the first */
  const aca_model *base;           /* NULL: this is the first one */
  const aca_model *const *derived; /* what builds on this one directly, up to a NULL */
} aca__family;

typedef enum aca__limit_kind {
  ACA__MIN_LENGTH, /* in characters */
  ACA__MAX_LENGTH,
  ACA__PATTERN,       /* `more` is a POSIX extended expression that is right for every text */
  ACA__PATTERN_ASCII, /* and one that is so for texts of ASCII alone */
  ACA__MINIMUM,
  ACA__MAXIMUM,
  ACA__ABOVE,
  ACA__BELOW,
  ACA__MULTIPLE_OF,
  ACA__VALUES, /* `more` are the numbers that are known, as many as `number` says */
  ACA__MIN_COUNT,
  ACA__MAX_COUNT,
  ACA__UNIQUE
} aca__limit_kind;

/* What aca_model_validate() checks beside the rows. */
typedef struct aca__limit {
  uint16_t field; /* its index; the count of the fields is the additional properties */
  uint8_t depth;  /* 0: the member itself, 1: the items or values in it, and so on */
  uint8_t kind;
  double number;
  const void *more;
} aca__limit;

struct aca_model {
  const char *name;
  const aca__field *fields;
  uint16_t count;
  uint16_t size;                /* of the struct */
  uint16_t extra;               /* offset of extra_json */
  uint16_t limit_count;
  const aca__limit *limits;
  const aca__field *additional; /* a map for the properties that are none of the fields; NULL: extra_json has them */
  const aca__family *family;    /* NULL: the struct has no tag */
};

/* The lists and maps of all types start alike. */
typedef struct aca__any_list {
  size_t count;
  const void *items;
} aca__any_list;

/* So do the entries of all maps; the value, as a member of a struct would have it, stands at aca__value_offset(). */
typedef struct aca__any_entry {
  const char *key;
  const void *value;
} aca__any_entry;

/* Whether an item of a list of the field's type is a value that is there, and not one that may be absent. */
bool aca__is_bare(const aca__field *field);

/* The bytes of one item of a list, and of one entry of a map, of the field's type. */
size_t aca__item_size(const aca__field *field);
size_t aca__entry_size(const aca__field *field);
size_t aca__value_offset(const aca__field *field);

/* Where the value is in an optional scalar. */
size_t aca__optional_offset(const aca__field *field);

/* Whether the value at `slot`, one of those that may be absent, is there: a member's or an entry's, or in a list. */
static inline bool aca__value_present(const aca__field *field, const void *slot)
{
  if (field->type == ACA__T_NESTED)
    return ((const aca__any_list *)slot)->items != NULL;
  return field->type <= ACA__T_DOUBLE ? *(const bool *)slot : *(const void *const *)slot != NULL;
}

/* Whether the struct at `value` has the field. */
static inline bool aca__present(const aca__field *field, const void *value)
{
  const void *slot = (const char *)value + field->offset;
  return field->shape != ACA__ONE ? ((const aca__any_list *)slot)->items != NULL : aca__value_present(field, slot);
}

/* A model that has no more than rows, and the parts of one that has. */
#define ACA__MODEL(text, type, rows) {.name = (text), ACA__STRUCT(type, extra_json), ACA__FIELDS(rows)}
#define ACA__STRUCT(type, extra_member) .size = sizeof(type), .extra = offsetof(type, extra_member)
#define ACA__FIELDS(rows) .fields = (rows), .count = sizeof(rows) / sizeof(rows)[0]
#define ACA__LIMITS(rows) .limits = (rows), .limit_count = sizeof(rows) / sizeof(rows)[0]

/* A value that is no object, as a model: one row without a name. aca_as_text and aca_as_bytes have none. */
#define ACA__WHOLE(text, row)                                                                               \
  {                                                                                                         \
    .name = (text), .fields = &(row), .count = 1                                                             \
  }

/* The headers of an answer: rows of single values, not of models. */
#define ACA__HEADERS(text, type, rows)                                                                      \
  {                                                                                                         \
    .name = (text), ACA__FIELDS(rows), .size = sizeof(type)                                                  \
  }

/* The row of such a model, NULL for another. */
const aca__field *aca__whole(const aca_model *model);

/* Where the value of the row is, which is what decoding gave or encoding takes: of a text, it is the text itself. */
const void *aca__whole_slot(const aca__field *whole, const void *const *value);

/* Whether the model is aca_as_text or aca_as_bytes. */
bool aca__is_plain(const aca_model *model);

/* As aca__encode(), for these. */
aca_status aca__plain_encode(const aca_model *model, const void *value, aca__buffer *out, const char **message);

/* 1 + the index of `text` in the known values, 0 when it is none of them; letter case and blanks do not count. */
int aca__enum_index(const aca__enum *values, const char *text);

/* The row of the property called `name`, or NULL: a whole value has none. */
const aca__field *aca__property(const aca_model *model, const char *name);

/* What the struct at `value` is by its tag, where a `model` is expected; NULL when the tag says something else. */
const aca_model *aca__actual(const aca_model *model, const void *value);

/* What the property called `name` holds for the model, where it is a discriminator; else NULL. */
const char *aca__kind_of(const aca_model *model, const char *name);

/* `value`, a struct with a tag, when that is `model` or builds on it, else NULL. For the casts. */
const void *aca__cast(const void *value, const aca_model *model);

/* Where a value stands, from the inside out, for messages. */
typedef struct aca__path {
  const struct aca__path *up;
  const char *name; /* NULL: an index */
  size_t index;
} aca__path;

/* "properties.template.containers[0].image", or "the value" at the top. NULL when out of memory. */
const char *aca__path_text(const aca__path *path, aca__arena *arena);

/* Told of each JSON value that does not fit; returns false to end the decoding. */
typedef struct aca__mismatch {
  bool (*fn)(void *data, const aca__path *path, const char *expected, const char *found);
  void *data;
} aca__mismatch;

/* Fills a struct of `model` from the tree, whose texts it borrows; the rest is in the arena. A value that does not fit
 * stays absent and goes to extra_json; so does a null of a known property with `keep_nulls`. `root` must be an object,
 * unless the model is one of a whole value. ACA_OK; ACA_ERROR_DECODE: a whole value that does not fit, of which the
 * reporter has been told; ACA_ERROR_MEMORY: that, or the reporter wanted to end. `*value` is set with ACA_OK only. */
aca_status aca__decode(const aca_model *model, aca__node *root, bool keep_nulls, aca__arena *arena,
                       const aca__mismatch *mismatch, const void **value);

/* Appends the JSON of `value`. `*message`, in the arena or constant, says what is wrong and where.
 * ACA_OK, ACA_ERROR_ARGUMENT or ACA_ERROR_MEMORY. */
aca_status aca__encode(const aca_model *model, const void *value, unsigned flags, aca__buffer *out,
                       aca__arena *arena, const char **message);

#endif
