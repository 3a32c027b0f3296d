#include "arguments.h"

#include <math.h>
#include <string.h>
#include <strings.h>

#include "client.h"
#include "codec.h"
#include "url.h"

static const char *const misfits[] = {"not text", "not true or false", "not an int32", "not an int64",
                                      "not a number"};

/* The values of one argument, which is a list or a single one. */
typedef struct values {
  const aca_parameter *parameter;
  bool typed;
  const char *next; /* where the next one is; as text, what is left of it */
  size_t left;
} values;

static size_t size_of(aca_parameter_type type)
{
  static const size_t sizes[] = {sizeof(const char *), sizeof(bool), sizeof(int32_t), sizeof(int64_t),
                                 sizeof(double)};
  return sizes[type];
}

/* Where an optional has its value; NULL for an absent one. */
static const void *value_in(const void *optional, aca_parameter_type type)
{
  static const size_t offsets[] = {0, offsetof(aca_opt_bool, value), offsetof(aca_opt_int32, value),
                                   offsetof(aca_opt_int64, value), offsetof(aca_opt_double, value)};
  return *(const bool *)optional ? (const char *)optional + offsets[type] : NULL;
}

/* `left` is 0 for what is not given. */
static values values_of(const aca_parameter *p, aca__arguments arguments, size_t index)
{
  const void *given = arguments.values[index];
  values v = {.parameter = p, .typed = arguments.typed, .next = given, .left = 1};
  if (given == NULL || !v.typed) {
    v.left = given != NULL && (p->separator == '\0' || *v.next != '\0');
    return v;
  }
  if (p->separator != '\0') {
    const aca__any_list *list = given;
    v.next = list->items;
    v.left = list->items != NULL ? list->count : 0;
  } else if (p->type != ACA_PARAMETER_TEXT) {
    v.next = value_in(given, p->type);
    v.left = v.next != NULL;
  }
  return v;
}

bool aca__argument_given(const aca_parameter *p, aca__arguments arguments, size_t index)
{
  const values v = values_of(p, arguments, index);
  return v.next != NULL;
}

/* Appends the number or boolean at `value`, or says why it cannot be sent. */
static const char *add_typed(aca__buffer *out, aca_parameter_type type, const void *value)
{
  aca__writer writer = {.out = out};
  switch (type) {
  case ACA_PARAMETER_BOOL: aca__write_boolean(&writer, *(const bool *)value); break;
  case ACA_PARAMETER_INT32: aca__write_int64(&writer, *(const int32_t *)value); break;
  case ACA_PARAMETER_INT64: aca__write_int64(&writer, *(const int64_t *)value); break;
  case ACA_PARAMETER_DOUBLE:
    if (!isfinite(*(const double *)value))
      return "not a finite number";
    aca__write_double(&writer, *(const double *)value);
    break;
  case ACA_PARAMETER_TEXT: break;
  }
  return NULL;
}

static bool is_whole(const char *text, int64_t least, int64_t most)
{
  aca__view view = {.text = strpbrk(text, "eE") == NULL ? text : NULL};
  int64_t whole;
  return aca__read_double(text, &view.number) && aca__json_int64(&view, &whole) && whole >= least && whole <= most;
}

/* Why the text is no value of the type, or NULL: they are written as in JSON. */
static const char *type_fault(const char *text, aca_parameter_type type)
{
  double number;
  bool fits = true;
  switch (type) {
  case ACA_PARAMETER_TEXT: break;
  case ACA_PARAMETER_BOOL: fits = strcmp(text, "true") == 0 || strcmp(text, "false") == 0; break;
  case ACA_PARAMETER_INT32: fits = is_whole(text, INT32_MIN, INT32_MAX); break;
  case ACA_PARAMETER_INT64: fits = is_whole(text, INT64_MIN, INT64_MAX); break;
  case ACA_PARAMETER_DOUBLE: fits = aca__read_double(text, &number) && isfinite(number); break;
  }
  return fits ? NULL : misfits[type];
}

/* Appends the next value's text to the empty `item`. */
static const char *take(values *v, aca__buffer *item)
{
  aca_parameter_type type = v->parameter->type;
  v->left--;
  if (v->typed && type != ACA_PARAMETER_TEXT) {
    const char *fault = add_typed(item, type, v->next);
    v->next += size_of(type);
    return fault;
  }
  if (v->typed && v->parameter->separator != '\0') {
    const char *text = *(const char *const *)(const void *)v->next;
    v->next += size_of(type);
    if (text == NULL)
      return "an item is NULL";
    aca__buffer_text(item, text);
    return NULL;
  }
  size_t length = v->parameter->separator != '\0' ? strcspn(v->next, ",") : strlen(v->next);
  aca__buffer_add(item, v->next, length);
  v->left = v->next[length] == ',';
  v->next += length + v->left;
  return v->typed || item->failed ? NULL : type_fault(item->data, type);
}

/* Whether the path segment of `length` bytes is "." or "..", in whichever way it is written. */
static bool is_dots(const char *segment, size_t length)
{
  int dots = 0;
  for (size_t at = 0; at < length; dots++) {
    size_t step = segment[at] == '.' ? 1 : strncasecmp(segment + at, "%2e", 3) == 0 ? 3 : 0;
    if (step == 0)
      return false;
    at += step;
  }
  return dots == 1 || dots == 2;
}

/* A dotted segment would name another resource. */
static bool leaves_path(const char *text)
{
  for (;; text++) {
    size_t length = strcspn(text, "/");
    if (is_dots(text, length))
      return true;
    text += length;
    if (*text == '\0')
      return false;
  }
}

/* What keeps `text` from being the argument, or an item of it, or NULL. */
static const char *text_fault(const aca_parameter *p, const char *text)
{
  bool in_path = p->place == ACA_IN_PATH;
  if (*text == '\0')
    return p->may_be_empty && !in_path ? NULL : "empty";
  if (!aca__is_header_value(text))
    return "has a control character";
  if (in_path && (p->encoded ? leaves_path(text) : strcmp(text, ".") == 0 || strcmp(text, "..") == 0))
    return "only dots";
  if (p->encoded && p->place != ACA_IN_HEADER && text[strcspn(text, " ?#")] != '\0')
    return "not percent-encoded";
  return NULL;
}

static void add_text(aca__buffer *out, const aca_parameter *p, const char *text)
{
  if (p->place == ACA_IN_PATH && p->encoded && *text == '/' && out->length > 0 && out->data[out->length - 1] == '/')
    text++; /* a resource id starts with the slash that the path has before its place */
  if (p->encoded || p->place == ACA_IN_HEADER)
    aca__buffer_text(out, text);
  else
    aca__percent_encode(out, text);
}

static void add_separator(aca__buffer *out, const aca_parameter *p, const char *between)
{
  const char text[] = {p->separator, '\0'};
  if (p->separator == '&')
    aca__buffer_text(out, between);
  else if (p->separator == ',' || p->place == ACA_IN_HEADER)
    aca__buffer_text(out, text);
  else
    aca__percent_encode(out, text);
}

const char *aca__argument_add_text(aca__buffer *out, const aca_parameter *p, const char *text)
{
  const char *fault = text == NULL ? "NULL" : text_fault(p, text);
  if (fault == NULL)
    add_text(out, p, text);
  return fault;
}

const char *aca__argument_add_values(aca__buffer *out, const aca_parameter *p, aca__arguments arguments, size_t index,
                                     const char *between)
{
  aca__buffer item = {.secret = out->secret};
  values v = values_of(p, arguments, index);
  const char *fault = v.next == NULL ? "NULL" : v.left == 0 && !p->may_be_empty ? "empty" : NULL;
  for (size_t i = 0; fault == NULL && v.left > 0; i++) {
    aca__buffer_clear(&item);
    fault = take(&v, &item);
    out->failed = out->failed || item.failed;
    if (fault != NULL || out->failed)
      break;
    if (i > 0)
      add_separator(out, p, between);
    fault = aca__argument_add_text(out, p, item.data);
  }
  aca__buffer_free(&item);
  return fault;
}

const char *const *aca_parameter_known(const aca_parameter *parameter, size_t *count)
{
  const aca__enum *known = parameter != NULL ? parameter->known : NULL;
  if (count != NULL)
    *count = known != NULL ? known->count : 0;
  return known != NULL ? known->values : NULL;
}
