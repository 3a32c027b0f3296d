/* JSON text to a tree and back. The only door to cJSON. */
#ifndef ACA_JSON_H
#define ACA_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "aca/status.h"
#include "arena.h"
#include "buffer.h"

struct cJSON;
typedef const struct cJSON aca__node;

/* Deeper nesting is an error; no model of an ARM resource comes near. */
enum { ACA__JSON_DEPTH = 128 };

typedef enum aca__kind { ACA__NULL, ACA__BOOLEAN, ACA__NUMBER, ACA__STRING, ACA__ARRAY, ACA__OBJECT } aca__kind;

/* One node, laid open. Texts live as long as the tree. */
typedef struct aca__view {
  aca__kind kind;
  bool boolean;
  double number;
  const char *name;  /* as a member of an object, else NULL */
  const char *text;  /* of a string; of a number, its digits where a double cannot hold them, else NULL */
  aca__node *child;  /* the first one, or NULL */
  aca__node *next;   /* the sibling, or NULL */
} aca__view;

void aca__json_view(aca__node *node, aca__view *view);
size_t aca__json_count(aca__node *array);

/* The member called `name` in any letter case; NULL when there is none or `object` is none. */
aca__node *aca__json_member(aca__node *object, const char *name);

/* The text of a string; NULL for anything else, NULL included. */
const char *aca__json_text(aca__node *node);

/* The exact integer of a number; false when it is none or beyond int64. */
bool aca__json_int64(const aca__view *view, int64_t *value);

/* Parses UTF-8 text, with or without a byte order mark. On success the tree is the caller's to free with
 * aca__json_free(). On failure `*message`, in the arena or constant, says what is wrong, with the byte.
 * ACA_OK, ACA_ERROR_DECODE or ACA_ERROR_MEMORY. */
aca_status aca__json_parse(const char *text, size_t length, aca__arena *arena, struct cJSON **root,
                           const char **message);
void aca__json_free(struct cJSON *root);
void aca__json_free_secret(struct cJSON *root); /* wipes the texts before */

/* Reads text that is a number and no more, whatever the locale: infinite when beyond double. False when it is none. */
bool aca__read_double(const char *text, double *value);

/* "null", "a string", ... */
const char *aca__kind_text(aca__kind kind);

/* Writes JSON piece by piece, compact or indented. Memory failures are on the buffer. */
typedef struct aca__writer {
  aca__buffer *out;
  bool indented;
  bool begun; /* something stands before in the array or object that is open */
  unsigned depth;
} aca__writer;

void aca__write_open(aca__writer *writer, char bracket);
void aca__write_close(aca__writer *writer, char bracket);
void aca__write_element(aca__writer *writer); /* the element comes next */
void aca__write_boolean(aca__writer *writer, bool value);
void aca__write_int64(aca__writer *writer, int64_t value);
void aca__write_double(aca__writer *writer, double value); /* finite */
void aca__write_null(aca__writer *writer);
/* False when the text is not UTF-8; something that is JSON was written all the same. */
bool aca__write_string(aca__writer *writer, const char *text);
bool aca__write_member(aca__writer *writer, const char *name); /* the member's value comes next */
void aca__write_node(aca__writer *writer, aca__node *node);

#endif
