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
#define ACA__TABLES 2

typedef enum aca__type {
  ACA__T_BOOL,
  ACA__T_INT32,
  ACA__T_INT64,
  ACA__T_DOUBLE,
  ACA__T_STRING, /* const char *; `ref` is its aca__enum or NULL */
  ACA__T_JSON,   /* const char *, JSON text of any kind */
  ACA__T_MODEL   /* const T *, in an array T; `ref` is its aca_model */
} aca__type;

typedef enum aca__shape { ACA__ONE, ACA__LIST, ACA__MAP } aca__shape;

enum { ACA__REQUIRED = 1, ACA__READ_ONLY = 2, ACA__SECRET = 4 };

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

struct aca_model {
  const char *name;
  const aca__field *fields;
  uint16_t count;
  uint16_t size;  /* of the struct */
  uint16_t extra; /* offset of extra_json */
};

/* The lists and maps of all types start alike. */
typedef struct aca__any_list {
  size_t count;
  const void *items;
} aca__any_list;

/* So do the entries of all maps: string maps have the text in `value`, maps of models a pointer to the struct. */
typedef struct aca__any_entry {
  const char *key;
  const void *value;
} aca__any_entry;

/* The bytes of one item of a list of the field's type. */
size_t aca__item_size(const aca__field *field);

#define ACA__MODEL(name, type, fields)                                                                      \
  {                                                                                                         \
    name, fields, sizeof(fields) / sizeof(fields)[0], sizeof(type), offsetof(type, extra_json)               \
  }

/* A value that is no object, as a model: one row without a name. aca_as_text and aca_as_bytes have none. */
#define ACA__WHOLE(text, row)                                                                               \
  {                                                                                                         \
    .name = (text), .fields = &(row), .count = 1                                                             \
  }

/* The headers of an answer: rows of single values, not of models. */
#define ACA__HEADERS(text, type, rows)                                                                      \
  {                                                                                                         \
    .name = (text), .fields = (rows), .count = sizeof(rows) / sizeof(rows)[0], .size = sizeof(type)          \
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
 * unless the model is one of a whole value. ACA_OK; ACA_ERROR_DECODE: a whole value that does not fit, of which the reporter
 * has been told; ACA_ERROR_MEMORY, or the reporter wanted to end. */
aca_status aca__decode(const aca_model *model, aca__node *root, bool keep_nulls, aca__arena *arena,
                       const aca__mismatch *mismatch, const void **value);

/* Appends the JSON of `value`. `*message`, in the arena or constant, says what is wrong and where.
 * ACA_OK, ACA_ERROR_ARGUMENT or ACA_ERROR_MEMORY. */
aca_status aca__encode(const aca_model *model, const void *value, unsigned flags, aca__buffer *out,
                       aca__arena *arena, const char **message);

/* Whether the struct at `value` has the field. */
bool aca__present(const aca__field *field, const void *value);

#endif
