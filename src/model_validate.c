/* Checks models against their definition before they are sent. */
#include <math.h>
#include <regex.h>
#include <string.h>

#include "response.h"

/* `limits` are those of one member, `limit_count` of them, at all depths. */
typedef struct validator {
  aca_response *response;
  const aca__limit *limits;
  size_t limit_count;
} validator;

static aca_status validate_object(aca_response *r, const aca_model *model, const void *value, const aca__path *path);

static aca_status fault(aca_response *r, const aca__path *path, const char *what)
{
  const char *where = aca__path_text(path, &r->arena);
  return where != NULL ? aca__response_fail(r, ACA_ERROR_ARGUMENT, "%s: %s", where, what)
                       : aca__response_fail(r, ACA_ERROR_MEMORY, "out of memory");
}

/* `words` and the number of the limit. */
static aca_status break_limit(aca_response *r, const aca__path *path, const char *words, const aca__limit *limit)
{
  aca__buffer text = {0};
  aca__buffer_text(&text, words);
  aca__write_double(&(aca__writer){.out = &text}, limit->number);
  aca_status status =
      text.failed ? aca__response_fail(r, ACA_ERROR_MEMORY, "out of memory") : fault(r, path, text.data);
  aca__buffer_free(&text);
  return status;
}

static double characters(const char *text)
{
  size_t count = 0;
  for (; *text != '\0'; text++)
    count += (*text & 0xC0) != 0x80;
  return (double)count;
}

static aca_status check_pattern(aca_response *r, const aca__limit *limit, const char *text, const aca__path *path)
{
  for (const char *c = text; limit->kind == ACA__PATTERN_ASCII && *c != '\0'; c++)
    if ((unsigned char)*c > 127)
      return ACA_OK;
  regex_t compiled;
  int failure = regcomp(&compiled, limit->more, REG_EXTENDED | REG_NOSUB);
  if (failure == 0) {
    failure = regexec(&compiled, text, 0, NULL, 0);
    regfree(&compiled);
  }
  if (failure == REG_NOMATCH)
    return fault(r, path, "does not match the pattern");
  return failure == 0 ? ACA_OK : aca__response_fail(r, ACA_ERROR_MEMORY, "out of memory");
}

static aca_status check_text(aca_response *r, const aca__limit *limit, const char *text, const aca__path *path)
{
  switch ((aca__limit_kind)limit->kind) {
  case ACA__MIN_LENGTH:
    return characters(text) >= limit->number ? ACA_OK : break_limit(r, path, "fewer characters than ", limit);
  case ACA__MAX_LENGTH:
    return characters(text) <= limit->number ? ACA_OK : break_limit(r, path, "more characters than ", limit);
  default: return check_pattern(r, limit, text, path);
  }
}

static bool is_among(const aca__limit *limit, long double value)
{
  const double *known = limit->more;
  for (size_t i = 0; i < (size_t)limit->number; i++)
    if (known[i] == value)
      return true;
  return false;
}

/* There is no tenth in binary: a multiple of one is so to some digits. */
static bool is_multiple(long double value, double of)
{
  long double times = value / of;
  if (fmod(of, 1) == 0)
    return fmodl(value, of) == 0;
  return fabsl(times - roundl(times)) <= fabsl(times) * 1e-15L;
}

static aca_status check_number(aca_response *r, const aca__limit *limit, long double value, const aca__path *path)
{
  switch ((aca__limit_kind)limit->kind) {
  case ACA__MINIMUM: return value >= limit->number ? ACA_OK : break_limit(r, path, "less than ", limit);
  case ACA__MAXIMUM: return value <= limit->number ? ACA_OK : break_limit(r, path, "more than ", limit);
  case ACA__ABOVE: return value > limit->number ? ACA_OK : break_limit(r, path, "not more than ", limit);
  case ACA__BELOW: return value < limit->number ? ACA_OK : break_limit(r, path, "not less than ", limit);
  case ACA__MULTIPLE_OF:
    return is_multiple(value, limit->number) ? ACA_OK : break_limit(r, path, "not a multiple of ", limit);
  default: return is_among(limit, value) ? ACA_OK : fault(r, path, "not one of the known values");
  }
}

/* Parses JSON text that is in a model. `*root` is NULL when it is none, which is for the encoder to say. */
static aca_status parse_given(aca_response *r, const char *text, struct cJSON **root)
{
  const char *message;
  *root = NULL;
  if (aca__json_parse(text, strlen(text), &r->arena, root, &message) == ACA_ERROR_MEMORY)
    return aca__response_fail(r, ACA_ERROR_MEMORY, "out of memory");
  return ACA_OK;
}

/* As near as a double comes. */
static aca_status check_decimal(aca_response *r, const aca__limit *limit, const char *text, const aca__path *path)
{
  double value;
  return aca__read_double(text, &value) ? check_number(r, limit, value, path) : fault(r, path, "not a number");
}

/* A scalar without its `set`, or a text that is not NULL. */
static aca_status check_scalar(validator *v, const aca__field *field, const void *slot, const aca__path *path,
                               unsigned depth)
{
  aca_status status = ACA_OK;
  for (size_t i = 0; i < v->limit_count && status == ACA_OK; i++) {
    const aca__limit *limit = &v->limits[i];
    if (limit->depth != depth)
      continue;
    switch ((aca__type)field->type) {
    case ACA__T_BOOL: status = check_number(v->response, limit, *(const bool *)slot, path); break;
    case ACA__T_INT32: status = check_number(v->response, limit, *(const int32_t *)slot, path); break;
    case ACA__T_INT64: status = check_number(v->response, limit, (long double)*(const int64_t *)slot, path); break;
    case ACA__T_DOUBLE: status = check_number(v->response, limit, *(const double *)slot, path); break;
    case ACA__T_DECIMAL: status = check_decimal(v->response, limit, *(const char *const *)slot, path); break;
    case ACA__T_STRING: status = check_text(v->response, limit, *(const char *const *)slot, path); break;
    default: break;
    }
  }
  return status;
}

static aca_status validate_member(validator *v, const aca__field *field, const void *slot, const aca__path *path,
                                  unsigned depth);

/* The counterpart of decode_plain(). */
static aca_status validate_plain(validator *v, const aca__field *field, const void *slot, const aca__path *path,
                                 unsigned depth)
{
  if (field->type == ACA__T_MODEL)
    return validate_object(v->response, field->ref, slot, path);
  if (field->type == ACA__T_NESTED)
    return validate_member(v, field->ref, slot, path, depth);
  const aca__enum *values = field->type == ACA__T_STRING ? field->ref : NULL;
  if (values != NULL && !values->open && aca__enum_index(values, *(const char *const *)slot) == 0)
    return fault(v->response, path, "not one of the known values");
  return check_scalar(v, field, slot, path, depth);
}

/* The counterpart of decode_one(). */
static aca_status validate_one(validator *v, const aca__field *field, const void *slot, const aca__path *path,
                               unsigned depth)
{
  if (!aca__value_present(field, slot))
    return ACA_OK;
  if (field->type == ACA__T_MODEL)
    slot = *(const void *const *)slot;
  return validate_plain(v, field, (const char *)slot + aca__optional_offset(field), path, depth);
}

static bool are_equal(const aca__field *field, const void *a, const void *b)
{
  switch ((aca__type)field->type) {
  case ACA__T_BOOL: return *(const bool *)a == *(const bool *)b;
  case ACA__T_INT32: return *(const int32_t *)a == *(const int32_t *)b;
  case ACA__T_INT64: return *(const int64_t *)a == *(const int64_t *)b;
  case ACA__T_DOUBLE: return !(*(const double *)a < *(const double *)b) && !(*(const double *)a > *(const double *)b);
  case ACA__T_STRING: {
    const char *one = *(const char *const *)a, *other = *(const char *const *)b;
    return one == other || (one != NULL && other != NULL && strcmp(one, other) == 0);
  }
  default: return false; /* JSON has several texts for one value */
  }
}

static bool has_equal_items(const aca__field *field, const aca__any_list *list)
{
  size_t size = aca__item_size(field);
  const char *items = list->items;
  for (size_t i = 0; i < list->count; i++)
    for (size_t j = 0; j < i; j++)
      if (are_equal(field, items + i * size, items + j * size))
        return true;
  return false;
}

static aca_status check_count(validator *v, const aca__field *field, const aca__any_list *list, const aca__path *path,
                              unsigned depth)
{
  aca_status status = ACA_OK;
  for (size_t i = 0; i < v->limit_count && status == ACA_OK; i++) {
    const aca__limit *limit = &v->limits[i];
    if (limit->depth != depth)
      continue;
    if (limit->kind == ACA__MIN_COUNT && (double)list->count < limit->number)
      status = break_limit(v->response, path, "fewer entries than ", limit);
    else if (limit->kind == ACA__MAX_COUNT && (double)list->count > limit->number)
      status = break_limit(v->response, path, "more entries than ", limit);
    else if (limit->kind == ACA__UNIQUE && has_equal_items(field, list))
      status = fault(v->response, path, "has an entry twice");
  }
  return status;
}

/* A list or map that is there, or a value as validate_one() takes it. */
static aca_status validate_member(validator *v, const aca__field *field, const void *slot, const aca__path *path,
                                  unsigned depth)
{
  if (field->shape == ACA__ONE)
    return validate_one(v, field, slot, path, depth);
  const aca__any_list *list = slot;
  bool bare = field->shape == ACA__LIST && aca__is_bare(field);
  size_t size = field->shape == ACA__LIST ? aca__item_size(field) : aca__entry_size(field);
  aca_status status = check_count(v, field, list, path, depth);
  for (size_t i = 0; i < list->count && status == ACA_OK; i++) {
    const char *item = (const char *)list->items + i * size;
    aca__path below = {.up = path, .index = i};
    if (field->shape == ACA__MAP) {
      below.name = ((const aca__any_entry *)(const void *)item)->key;
      item += aca__value_offset(field);
    }
    status = (bare ? validate_plain : validate_one)(v, field, item, &below, depth + 1);
  }
  return status;
}

/* A required property that is not set may be told by the tag, or be a null among the extras. */
static aca_status check_absent(aca_response *r, const aca_model *model, const aca__field *field, const void *value,
                               const aca__path *path)
{
  if ((field->flags & ACA__DISCRIMINATOR) != 0 && *(const aca_model *const *)value != NULL &&
      aca__kind_of(model, field->name) != NULL)
    return ACA_OK;
  const char *extra = *(const char *const *)((const char *)value + model->extra);
  struct cJSON *root = NULL;
  if ((field->flags & ACA__NULLABLE) != 0 && extra != NULL && parse_given(r, extra, &root) != ACA_OK)
    return ACA_ERROR_MEMORY;
  bool found = root != NULL && aca__json_member(root, field->name) != NULL;
  aca__json_free(root);
  return found ? ACA_OK : fault(r, path, "required, and not set");
}

/* A text that differs from what the tag says would be another kind's for the service. */
static aca_status check_kind(aca_response *r, const aca_model *model, const aca__field *field, const void *value,
                             const aca__path *path)
{
  const char *kind = *(const aca_model *const *)value != NULL ? aca__kind_of(model, field->name) : NULL;
  const aca__enum known = {.count = 1, .values = &kind};
  const char *text = *(const char *const *)(const void *)((const char *)value + field->offset);
  if (kind == NULL || aca__enum_index(&known, text) != 0)
    return ACA_OK;
  return fault(r, path, "differs from the tag, the member `model`");
}

/* The limits of the field with that index, which stand together. */
static validator validator_of(aca_response *r, const aca_model *model, size_t index)
{
  validator v = {.response = r};
  for (size_t i = 0; i < model->limit_count; i++)
    if (model->limits[i].field == index && v.limit_count++ == 0)
      v.limits = &model->limits[i];
  return v;
}

static aca_status validate_field(aca_response *r, const aca_model *model, size_t index, const void *value,
                                 const aca__path *path)
{
  const aca__field *field = index < model->count ? &model->fields[index] : model->additional;
  validator v = validator_of(r, model, index);
  aca__path here = {.up = path, .name = field->name};
  if (!aca__present(field, value))
    return (field->flags & ACA__REQUIRED) != 0 ? check_absent(r, model, field, value, &here) : ACA_OK;
  aca_status status = (field->flags & ACA__DISCRIMINATOR) != 0 ? check_kind(r, model, field, value, &here) : ACA_OK;
  if (status != ACA_OK)
    return status;
  return validate_member(&v, field, (const char *)value + field->offset, field->name != NULL ? &here : path, 0);
}

/* A struct may lead to itself. */
static bool is_too_deep(const aca__path *path)
{
  size_t depth = 0;
  for (; path != NULL; path = path->up)
    depth++;
  return depth >= ACA__JSON_DEPTH;
}

static aca_status validate_object(aca_response *r, const aca_model *expected, const void *value,
                                  const aca__path *path)
{
  const aca_model *model = aca__actual(expected, value);
  if (model == NULL)
    return fault(r, path, "its tag, the member `model`, is of another model");
  if (is_too_deep(path))
    return fault(r, path, "nested too deeply");
  aca_status status = ACA_OK;
  for (size_t i = 0; i < model->count && status == ACA_OK; i++)
    if ((model->fields[i].flags & ACA__READ_ONLY) == 0)
      status = validate_field(r, model, i, value, path);
  if (status == ACA_OK && model->additional != NULL)
    status = validate_field(r, model, model->count, value, path);
  return status;
}

aca_status aca_model_validate(const aca_model *model, const void *value, aca_response **response)
{
  *response = aca__response_new();
  if (aca__response_is_constant(*response))
    return ACA_ERROR_MEMORY;
  if (model == NULL || value == NULL)
    return aca__response_fail(*response, ACA_ERROR_ARGUMENT, "%s is NULL", model == NULL ? "model" : "value");
  const aca__field *whole = aca__whole(model);
  if (whole == NULL)
    return validate_object(*response, model, value, NULL);
  const void *slot = aca__whole_slot(whole, &value);
  validator v = {.response = *response};
  return aca__present(whole, slot) ? validate_member(&v, whole, slot, NULL, 0) : fault(*response, NULL, "not set");
}
