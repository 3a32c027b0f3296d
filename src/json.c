#include "json.h"

#include <cjson/cJSON.h>
#include <errno.h>
#include <inttypes.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json_scan.h"

/* ---- parsing ---- */

typedef struct wide_number {
  struct wide_number *next;
  size_t ordinal;
  const char *digits;
} wide_number;

typedef struct wide_list {
  aca__arena *arena;
  wide_number *first;
  wide_number **end;
} wide_list;

static bool note_wide(void *data, size_t ordinal, const char *text, size_t length)
{
  wide_list *list = data;
  wide_number *number = aca__arena_alloc(list->arena, sizeof *number);
  char *copy = aca__arena_copy(list->arena, text, length);
  if (number == NULL || copy == NULL)
    return false;
  *number = (wide_number){.ordinal = ordinal, .digits = copy};
  *list->end = number;
  list->end = &number->next;
  return true;
}

/* Turns the noted numbers below `node` into raw nodes, which keep every digit. Nodes come in the text's order. */
static bool keep_digits(cJSON *node, size_t *ordinal, wide_number **next)
{
  for (; node != NULL && *next != NULL; node = node->next) {
    if (cJSON_IsNumber(node) && (*ordinal)++ == (*next)->ordinal) {
      size_t size = strlen((*next)->digits) + 1;
      char *digits = cJSON_malloc(size);
      if (digits == NULL)
        return false;
      memcpy(digits, (*next)->digits, size);
      node->valuestring = digits;
      node->type = (node->type & cJSON_StringIsConst) | cJSON_Raw;
      *next = (*next)->next;
    }
    if (!keep_digits(node->child, ordinal, next))
      return false;
  }
  return true;
}

/* `skipped`: the bytes before `text` that count in messages. */
static aca_status scanned(const char *text, size_t length, size_t skipped, aca__arena *arena, wide_list *wide,
                          const char **message)
{
  aca__scan s = {.text = (const unsigned char *)text, .length = length, .wide = note_wide, .data = wide};
  if (aca__scan_text(&s))
    return ACA_OK;
  *message = s.fault != NULL ? aca__arena_format(arena, "not JSON: %s at byte %zu", s.fault, skipped + s.at) : NULL;
  if (*message != NULL)
    return ACA_ERROR_DECODE;
  *message = aca_status_text(ACA_ERROR_MEMORY);
  return ACA_ERROR_MEMORY;
}

aca_status aca__json_parse(const char *text, size_t length, aca__arena *arena, struct cJSON **root,
                           const char **message)
{
  size_t mark = length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
  text += mark;
  length -= mark;
  wide_list wide = {.arena = arena};
  wide.end = &wide.first;
  aca_status status = ACA_OK;
  bool looked = aca__needs_scan(text, length);
  if (looked)
    status = scanned(text, length, mark, arena, &wide, message);
  if (status != ACA_OK)
    return status;

  const char *end = NULL;
  cJSON *tree = cJSON_ParseWithLengthOpts(text, length, &end, false);
  while (tree != NULL && end < text + length && strchr(" \t\r\n", *end) != NULL)
    end++;
  size_t ordinal = 0;
  if (tree != NULL && end == text + length && keep_digits(tree, &ordinal, &wide.first)) {
    *root = tree;
    return ACA_OK;
  }
  cJSON_Delete(tree);
  if (!looked)
    status = scanned(text, length, mark, arena, &wide, message);
  if (status == ACA_OK) { /* the text is all right, so it was the memory */
    *message = aca_status_text(ACA_ERROR_MEMORY);
    status = ACA_ERROR_MEMORY;
  }
  return status;
}

void aca__json_free(struct cJSON *root)
{
  cJSON_Delete(root);
}

static void wipe_texts(cJSON *node)
{
  for (; node != NULL; node = node->next) {
    if (node->valuestring != NULL)
      aca__wipe(node->valuestring, strlen(node->valuestring));
    wipe_texts(node->child);
  }
}

void aca__json_free_secret(struct cJSON *root)
{
  wipe_texts(root);
  aca__json_free(root);
}

/* ---- reading the tree ---- */

void aca__json_view(aca__node *node, aca__view *view)
{
  *view = (aca__view){.name = node->string, .child = node->child, .next = node->next};
  switch (node->type & 0xFF) {
  case cJSON_True: view->boolean = true; /* fall through */
  case cJSON_False: view->kind = ACA__BOOLEAN; break;
  case cJSON_Raw: view->text = node->valuestring; /* fall through */
  case cJSON_Number:
    view->kind = ACA__NUMBER;
    view->number = node->valuedouble;
    break;
  case cJSON_String:
    view->kind = ACA__STRING;
    view->text = node->valuestring;
    break;
  case cJSON_Array: view->kind = ACA__ARRAY; break;
  case cJSON_Object: view->kind = ACA__OBJECT; break;
  default: view->kind = ACA__NULL; break;
  }
}

size_t aca__json_count(aca__node *array)
{
  size_t count = 0;
  for (aca__node *item = array->child; item != NULL; item = item->next)
    count++;
  return count;
}

aca__node *aca__json_member(aca__node *object, const char *name)
{
  return cJSON_IsObject(object) ? cJSON_GetObjectItem(object, name) : NULL;
}

const char *aca__json_text(aca__node *node)
{
  return cJSON_GetStringValue(node);
}

bool aca__json_int64(const aca__view *view, int64_t *value)
{
  if (view->text != NULL) {
    char *end;
    errno = 0;
    long long exact = strtoll(view->text, &end, 10);
    if (*end == '.')
      end += 1 + strspn(end + 1, "0");
    if (errno != 0 || *end != '\0')
      return false;
    *value = exact;
    return true;
  }
  if (!(fabs(view->number) <= 9007199254740992.0) || trunc(view->number) < view->number ||
      trunc(view->number) > view->number)
    return false;
  *value = (int64_t)view->number;
  return true;
}

bool aca__read_double(const char *text, double *value)
{
  char copy[ACA__NUMBER_SIZE];
  if (!aca__is_number(text))
    return false;
  memcpy(copy, text, strlen(text) + 1);
  char *point = strchr(copy, '.');
  if (point != NULL)
    *point = *localeconv()->decimal_point;
  *value = strtod(copy, NULL);
  return true;
}

const char *aca__kind_text(aca__kind kind)
{
  static const char *const texts[] = {"null", "a boolean", "a number", "a string", "an array", "an object"};
  return texts[kind];
}

/* ---- writing ---- */

static void new_line(aca__writer *writer)
{
  if (!writer->indented)
    return;
  aca__buffer_char(writer->out, '\n');
  for (unsigned i = 0; i < writer->depth; i++)
    aca__buffer_add(writer->out, "  ", 2);
}

void aca__write_element(aca__writer *writer)
{
  if (writer->begun)
    aca__buffer_char(writer->out, ',');
  writer->begun = true;
  new_line(writer);
}

void aca__write_open(aca__writer *writer, char bracket)
{
  aca__buffer_char(writer->out, bracket);
  writer->depth++;
  writer->begun = false;
}

void aca__write_close(aca__writer *writer, char bracket)
{
  writer->depth--;
  if (writer->begun)
    new_line(writer);
  aca__buffer_char(writer->out, bracket);
  writer->begun = true;
}

bool aca__write_member(aca__writer *writer, const char *name)
{
  aca__write_element(writer);
  bool utf8 = aca__write_string(writer, name);
  aca__buffer_add(writer->out, ": ", writer->indented ? 2 : 1);
  return utf8;
}

void aca__write_boolean(aca__writer *writer, bool value)
{
  aca__buffer_text(writer->out, value ? "true" : "false");
}

void aca__write_null(aca__writer *writer)
{
  aca__buffer_text(writer->out, "null");
}

void aca__write_int64(aca__writer *writer, int64_t value)
{
  char text[sizeof "-9223372036854775808"];
  snprintf(text, sizeof text, "%" PRId64, value);
  aca__buffer_text(writer->out, text);
}

void aca__write_double(aca__writer *writer, double value)
{
  char text[32]; /* the longest %.17g is 24 bytes */
  if (isinf(value)) { /* read from a number beyond double: it stays beyond */
    aca__buffer_text(writer->out, value > 0 ? "1e999" : "-1e999");
    return;
  }
  for (int digits = ACA__DIGITS_OF_DOUBLE; digits <= ACA__DIGITS_OF_DOUBLE + 2; digits++) {
    snprintf(text, sizeof text, "%.*g", digits, value);
    double again = strtod(text, NULL);
    if (!(again < value) && !(again > value))
      break;
  }
  char *point = strpbrk(text, localeconv()->decimal_point);
  if (point != NULL)
    *point = '.';
  aca__buffer_text(writer->out, text);
}

static void write_escape(aca__writer *writer, unsigned char c)
{
  static const char from[] = "\"\\\b\f\n\r\t";
  static const char to[] = "\"\\bfnrt";
  const char *known = strchr(from, c);
  if (known != NULL) {
    aca__buffer_char(writer->out, '\\');
    aca__buffer_char(writer->out, to[known - from]);
    return;
  }
  char text[sizeof "\\u0000"];
  snprintf(text, sizeof text, "\\u%04x", (unsigned)c);
  aca__buffer_text(writer->out, text);
}

bool aca__write_string(aca__writer *writer, const char *text)
{
  bool utf8 = true;
  const unsigned char *at = (const unsigned char *)text;
  const unsigned char *plain = at;
  const unsigned char *end = at + strlen(text);
  aca__buffer_char(writer->out, '"');
  while (at < end) {
    if (*at >= 0x20 && *at < 0x80 && *at != '"' && *at != '\\') {
      at++;
      continue;
    }
    size_t length = *at < 0x80 ? 0 : aca__utf8_sequence(at, (size_t)(end - at));
    if (length > 0) {
      at += length;
      continue;
    }
    aca__buffer_add(writer->out, plain, (size_t)(at - plain));
    if (*at < 0x80)
      write_escape(writer, *at);
    else
      utf8 = false;
    plain = ++at;
  }
  aca__buffer_add(writer->out, plain, (size_t)(at - plain));
  aca__buffer_char(writer->out, '"');
  return utf8;
}

void aca__write_node(aca__writer *writer, aca__node *node)
{
  aca__view view;
  aca__json_view(node, &view);
  switch (view.kind) {
  case ACA__NULL: aca__write_null(writer); break;
  case ACA__BOOLEAN: aca__write_boolean(writer, view.boolean); break;
  case ACA__NUMBER:
    if (view.text != NULL)
      aca__buffer_text(writer->out, view.text);
    else
      aca__write_double(writer, view.number);
    break;
  case ACA__STRING: aca__write_string(writer, view.text); break;
  case ACA__ARRAY:
  case ACA__OBJECT:
    aca__write_open(writer, view.kind == ACA__ARRAY ? '[' : '{');
    for (aca__node *child = view.child; child != NULL; child = child->next) {
      if (view.kind == ACA__ARRAY)
        aca__write_element(writer);
      else
        aca__write_member(writer, child->string);
      aca__write_node(writer, child);
    }
    aca__write_close(writer, view.kind == ACA__ARRAY ? ']' : '}');
    break;
  }
}
