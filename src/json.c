#include "json.h"

#include <cjson/cJSON.h>
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* cJSON keeps a number's text in a buffer of 64 bytes, and all numbers as doubles. */
enum { LONGEST_NUMBER = 63, DIGITS_OF_DOUBLE = 15 };

/* ---- a look at the text that cJSON does not take ---- */

typedef struct scan {
  const unsigned char *text;
  size_t length;
  size_t at;
  size_t ordinal; /* of the next number */
  const char *fault;
  /* Called for numbers that a double may not hold; NULL: none are wanted. */
  bool (*wide)(void *data, size_t ordinal, const char *digits, size_t length);
  void *data;
} scan;

static bool fail(scan *s, const char *fault)
{
  if (s->fault == NULL)
    s->fault = fault;
  return false;
}

static int peek(const scan *s)
{
  return s->at < s->length ? s->text[s->at] : -1;
}

static void skip_blanks(scan *s)
{
  while (peek(s) == ' ' || peek(s) == '\t' || peek(s) == '\n' || peek(s) == '\r')
    s->at++;
}

/* The length of the UTF-8 sequence at `text`, 0 when it is none (overlong, surrogate or cut ones included). */
static size_t utf8_sequence(const unsigned char *text, size_t left)
{
  unsigned char c = text[0];
  size_t length = c < 0x80 ? 1 : c >= 0xC2 && c < 0xE0 ? 2 : c >= 0xE0 && c < 0xF0 ? 3 : c >= 0xF0 && c < 0xF5 ? 4 : 0;
  if (length == 0 || length > left)
    return 0;
  for (size_t i = 1; i < length; i++)
    if ((text[i] & 0xC0) != 0x80)
      return 0;
  if ((c == 0xE0 && text[1] < 0xA0) || (c == 0xED && text[1] > 0x9F) || (c == 0xF0 && text[1] < 0x90) ||
      (c == 0xF4 && text[1] > 0x8F))
    return 0;
  return length;
}

/* Four hexadecimal digits, or -1. */
static int hex4(scan *s)
{
  int value = 0;
  for (int i = 0; i < 4; i++, s->at++) {
    int c = peek(s);
    if (c < 0 || !isxdigit(c))
      return -1;
    value = value * 16 + (c <= '9' ? c - '0' : (c | 32) - 'a' + 10);
  }
  return value;
}

static bool scan_escape(scan *s)
{
  int c = peek(s);
  s->at++;
  if (c != 'u')
    return c > 0 && strchr("\"\\/bfnrt", c) != NULL ? true : fail(s, "an unknown escape");
  int unit = hex4(s);
  if (unit < 0)
    return fail(s, "an unknown escape");
  if (unit == 0)
    return fail(s, "a NUL character in a string");
  if (unit < 0xD800 || unit > 0xDFFF)
    return true;
  if (unit > 0xDBFF || peek(s) != '\\')
    return fail(s, "half a surrogate pair");
  s->at++;
  if (peek(s) != 'u')
    return fail(s, "half a surrogate pair");
  s->at++;
  unit = hex4(s);
  return unit >= 0xDC00 && unit <= 0xDFFF ? true : fail(s, "half a surrogate pair");
}

static bool scan_string(scan *s)
{
  for (s->at++; peek(s) != '"';) {
    int c = peek(s);
    if (c < 0)
      return fail(s, "the text ends in a string");
    if (c < 0x20)
      return fail(s, "a control character in a string");
    size_t length = utf8_sequence(s->text + s->at, s->length - s->at);
    if (length == 0)
      return fail(s, "not UTF-8");
    s->at += length;
    if (c == '\\' && !scan_escape(s))
      return false;
  }
  s->at++;
  return true;
}

static size_t digits(scan *s)
{
  size_t start = s->at;
  while (peek(s) >= '0' && peek(s) <= '9')
    s->at++;
  return s->at - start;
}

static bool scan_number(scan *s)
{
  size_t start = s->at;
  if (peek(s) == '-')
    s->at++;
  size_t significant = digits(s);
  if (significant == 0)
    return fail(s, "not a value");
  if (peek(s) == '.') {
    s->at++;
    size_t fraction = digits(s);
    if (fraction == 0)
      return fail(s, "a number without digits after its point");
    significant += fraction;
  }
  bool wide = significant > DIGITS_OF_DOUBLE;
  if (peek(s) == 'e' || peek(s) == 'E') {
    s->at++;
    if (peek(s) == '-' || peek(s) == '+')
      s->at++;
    wide = wide || digits(s) > 2; /* perhaps out of range */
  }
  if (s->at - start > LONGEST_NUMBER)
    return fail(s, "a number of more than 63 characters");
  size_t ordinal = s->ordinal++;
  if (wide && s->wide != NULL && !s->wide(s->data, ordinal, (const char *)s->text + start, s->at - start))
    return fail(s, NULL);
  return true;
}

static bool scan_word(scan *s, const char *word)
{
  size_t length = strlen(word);
  if (s->length - s->at < length || memcmp(s->text + s->at, word, length) != 0)
    return fail(s, "not a value");
  s->at += length;
  return true;
}

static bool scan_value(scan *s, unsigned depth);

static bool scan_member(scan *s, unsigned depth)
{
  if (peek(s) != '"')
    return fail(s, "a member's name is missing");
  if (!scan_string(s))
    return false;
  skip_blanks(s);
  if (peek(s) != ':')
    return fail(s, "a colon is missing");
  s->at++;
  return scan_value(s, depth);
}

static bool scan_list(scan *s, unsigned depth, int close)
{
  if (depth >= ACA__JSON_DEPTH)
    return fail(s, "nested too deeply");
  s->at++;
  skip_blanks(s);
  if (peek(s) == close) {
    s->at++;
    return true;
  }
  for (;;) {
    skip_blanks(s);
    if (!(close == '}' ? scan_member(s, depth + 1) : scan_value(s, depth + 1)))
      return false;
    skip_blanks(s);
    int c = peek(s);
    if (c == close || c == ',')
      s->at++;
    if (c == close)
      return true;
    if (c != ',')
      return fail(s, c < 0 ? "the text ends too early" : "a comma is missing");
  }
}

static bool scan_value(scan *s, unsigned depth)
{
  skip_blanks(s);
  switch (peek(s)) {
  case -1: return fail(s, "the text ends too early");
  case '{': return scan_list(s, depth, '}');
  case '[': return scan_list(s, depth, ']');
  case '"': return scan_string(s);
  case 't': return scan_word(s, "true");
  case 'f': return scan_word(s, "false");
  case 'n': return scan_word(s, "null");
  default: return scan_number(s);
  }
}

static bool scan_text(scan *s)
{
  if (!scan_value(s, 0))
    return false;
  skip_blanks(s);
  return s->at == s->length ? true : fail(s, "something follows the value");
}

/* What a glance at some bytes shows; 255 bytes at most, so that a compiler can do sixteen at a time. */
typedef struct glance {
  unsigned char bits;     /* set in any of them */
  unsigned char brackets; /* that open */
  unsigned char odd;      /* control characters and backslashes */
} glance;

static glance glance_at(const unsigned char *text, size_t length)
{
  glance seen = {0};
  for (size_t i = 0; i < length; i++) {
    seen.bits |= text[i];
    seen.brackets = (unsigned char)(seen.brackets + ((text[i] | 0x20) == '{'));
    seen.odd = (unsigned char)(seen.odd + ((text[i] < 0x20) | (text[i] == '\\')));
  }
  return seen;
}

static bool is_digit_or_point(unsigned char c)
{
  return (c >= '0' && c <= '9') || c == '.';
}

/* Whether there is a run of digits that a double may not hold: it would cover one of the places looked at. */
static bool has_long_number(const unsigned char *text, size_t length)
{
  for (size_t i = DIGITS_OF_DOUBLE; i < length; i += DIGITS_OF_DOUBLE + 1) {
    size_t first = i, last = i;
    while (first > 0 && is_digit_or_point(text[first]) && is_digit_or_point(text[first - 1]))
      first--;
    while (last + 1 < length && is_digit_or_point(text[last]) && is_digit_or_point(text[last + 1]))
      last++;
    if (last - first >= DIGITS_OF_DOUBLE)
      return true;
  }
  return false;
}

/* Whether the text has anything that cJSON would let pass or lose. */
static bool needs_scan(const unsigned char *text, size_t length)
{
  enum { BLOCK = 128 };
  size_t brackets = 0;
  for (size_t at = 0; at < length; at += BLOCK) {
    glance seen = length - at >= BLOCK ? glance_at(text + at, BLOCK) : glance_at(text + at, length - at);
    brackets += seen.brackets;
    if ((seen.bits & 0x80) != 0 || seen.odd > 0 || brackets > ACA__JSON_DEPTH)
      return true;
  }
  return has_long_number(text, length);
}

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

static aca_status scanned(const char *text, size_t length, aca__arena *arena, wide_list *wide, const char **message)
{
  scan s = {.text = (const unsigned char *)text, .length = length, .wide = note_wide, .data = wide};
  if (scan_text(&s))
    return ACA_OK;
  *message = s.fault != NULL ? aca__arena_format(arena, "not JSON: %s at byte %zu", s.fault, s.at) : NULL;
  if (*message != NULL)
    return ACA_ERROR_DECODE;
  *message = aca_status_text(ACA_ERROR_MEMORY);
  return ACA_ERROR_MEMORY;
}

aca_status aca__json_parse(const char *text, size_t length, aca__arena *arena, struct cJSON **root,
                           const char **message)
{
  if (length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) {
    text += 3;
    length -= 3;
  }
  wide_list wide = {.arena = arena};
  wide.end = &wide.first;
  aca_status status = ACA_OK;
  bool looked = needs_scan((const unsigned char *)text, length);
  if (looked)
    status = scanned(text, length, arena, &wide, message);
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
    status = scanned(text, length, arena, &wide, message);
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

bool aca__json_int64(const aca__view *view, int64_t *value)
{
  if (view->text != NULL) {
    char *end;
    errno = 0;
    long long exact = strtoll(view->text, &end, 10);
    if (errno == 0 && *end == '\0') {
      *value = exact;
      return true;
    }
  }
  if (!(fabs(view->number) <= 9007199254740992.0) || trunc(view->number) < view->number ||
      trunc(view->number) > view->number)
    return false;
  *value = (int64_t)view->number;
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

void aca__write_member(aca__writer *writer, const char *name)
{
  aca__write_element(writer);
  aca__write_string(writer, name);
  aca__buffer_add(writer->out, ": ", writer->indented ? 2 : 1);
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
  if (isinf(value)) { /* only from a number beyond double that was read: it stays beyond */
    aca__buffer_text(writer->out, value > 0 ? "1e999" : "-1e999");
    return;
  }
  snprintf(text, sizeof text, "%.15g", value);
  double again = strtod(text, NULL);
  if (again < value || again > value)
    snprintf(text, sizeof text, "%.17g", value);
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
    size_t length = *at < 0x80 ? 0 : utf8_sequence(at, (size_t)(end - at));
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
