/* json.h  A walk through JSON text that is known to be valid: the library has written or accepted it. */
#ifndef ACA_CLI_JSON_H
#define ACA_CLI_JSON_H

#include <stdbool.h>
#include <stddef.h>

#include "text.h"

/* A member of an object or an element of an array; points into the text. */
typedef struct cli_json_item {
  const char *name; /* as written, without its quotes; "" in an array */
  size_t name_length;
  const char *value;
  size_t value_length;
} cli_json_item;

/* The first byte that matters. */
const char *cli_json_start(const char *json);

/* The next item of the object or array at whose bracket `*at` stands at first. False after the last. */
bool cli_json_next(const char **at, cli_json_item *item);

/* The first member of the object `json` with this name; false when there is none or `json` is no object. */
bool cli_json_find(const char *json, const char *name, size_t name_length, cli_json_item *item);

/* Adds the value that `json` begins with in the layout of ACA_ENCODE_INDENTED, as it is `depth` levels deep. */
void cli_json_indent(cli_text *out, const char *json, size_t depth);

/* Adds a string, number or boolean for people to read; nothing for other values. */
void cli_json_plain(cli_text *out, const char *json);

#endif
