#include "arguments.h"

#include <math.h>
#include <string.h>

#include "client.h"
#include "codec.h"
#include "url.h"

static const char *const misfits[] = {"not text", "not true or false", "not an int32", "not an int64", "not a number"};

/* The values of one argument, which is a list or a single one. */
typedef struct values {
  const aca_parameter *parameter;
  bool typed;
  const char *next; /* where the next one is; as text, what is left of it */
  size_t left;
} values;

static size_t size_of(aca_parameter_type type)
{
  static const size_t sizes[] = {sizeof(const char *), sizeof(bool), sizeof(int32_t), sizeof(int64_t), sizeof(double)};
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

/* Why the item is no value of the type, or NULL: they are written as in JSON. */
static const char *type_fault(aca__buffer *item, aca_parameter_type type, aca__arena *arena)
{
  struct cJSON *root = NULL;
  const char *message;
  aca__view view = {.kind = ACA__NULL};
  int64_t whole = 0;
  if (type == ACA_PARAMETER_TEXT || item->failed)
    return NULL;
  aca_status status = aca__json_parse(item->data, item->length, arena, &root, &message);
  item->failed = status == ACA_ERROR_MEMORY;
  if (item->failed)
    return NULL;
  if (status == ACA_OK && strpbrk(item->data, " \t\r\n") == NULL)
    aca__json_view(root, &view);
  bool fits = type == ACA_PARAMETER_BOOL ? view.kind == ACA__BOOLEAN : view.kind == ACA__NUMBER;
  if (fits && type == ACA_PARAMETER_DOUBLE)
    fits = isfinite(view.number);
  else if (fits && type != ACA_PARAMETER_BOOL)
    fits = aca__json_int64(&view, &whole) && (type == ACA_PARAMETER_INT64 || (whole >= INT32_MIN && whole <= INT32_MAX));
  aca__json_free(root);
  return fits ? NULL : misfits[type];
}

/* Appends the next value's text to the empty `item`. */
static const char *take(values *v, aca__buffer *item, aca__arena *arena)
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
  return v->typed ? NULL : type_fault(item, type, arena);
}

/* An empty or dotted path segment would name another resource. */
static bool leaves_path(const char *text)
{
  for (;; text++) {
    size_t length = strcspn(text, "/");
    if ((length == 1 || length == 2) && strspn(text, ".") >= length)
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

/* The usual case, without a copy. */
static const char *add_single_text(aca__buffer *out, const aca_parameter *p, const char *text)
{
  const char *fault = text == NULL ? "NULL" : text_fault(p, text);
  if (fault == NULL)
    add_text(out, p, text);
  return fault;
}

void aca__argument_add(aca__buffer *out, const aca_parameter *p, aca__arguments arguments, size_t index,
                       const char *between, aca__arena *arena, const char **fault)
{
  if (p->type == ACA_PARAMETER_TEXT && p->separator == '\0') {
    *fault = add_single_text(out, p, arguments.values[index]);
    return;
  }
  aca__buffer item = {0};
  values v = values_of(p, arguments, index);
  *fault = v.next == NULL ? "NULL" : v.left == 0 && !p->may_be_empty ? "empty" : NULL;
  for (size_t i = 0; *fault == NULL && v.left > 0; i++) {
    aca__buffer_clear(&item);
    *fault = take(&v, &item, arena);
    out->failed = out->failed || item.failed;
    if (*fault == NULL && !out->failed)
      *fault = text_fault(p, item.data);
    if (*fault != NULL || out->failed)
      break;
    if (i > 0)
      add_separator(out, p, between);
    add_text(out, p, item.data);
  }
  aca__buffer_free(&item);
}

const char *const *aca_parameter_known(const aca_parameter *parameter, size_t *count)
{
  const aca__enum *known = parameter != NULL ? parameter->known : NULL;
  if (count != NULL)
    *count = known != NULL ? known->count : 0;
  return known != NULL ? known->values : NULL;
}
