/* Models to JSON. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "codec.h"
#include "json_scan.h"

typedef struct encoder {
  aca__writer writer;
  unsigned flags;
  aca__arena *arena;
  aca_status status;
  const char *message;
} encoder;

static bool complain(encoder *e, const aca__path *path, const char *what)
{
  if (e->status == ACA_OK) {
    const char *where = aca__path_text(path, e->arena);
    e->message = where != NULL ? aca__arena_format(e->arena, "%s: %s", where, what) : NULL;
    e->status = e->message != NULL ? ACA_ERROR_ARGUMENT : ACA_ERROR_MEMORY;
  }
  return false;
}

/* Parses text the caller gave; NULL after a complaint. */
static struct cJSON *parse_given(encoder *e, const char *text, const aca__path *path)
{
  struct cJSON *root = NULL;
  const char *message = NULL;
  aca_status status = aca__json_parse(text, strlen(text), e->arena, &root, &message);
  if (status == ACA_ERROR_DECODE)
    complain(e, path, message);
  else if (status != ACA_OK)
    e->status = status;
  return root;
}

static bool encode_object(encoder *e, const aca_model *model, const void *value, const aca__path *path);

static bool encode_json(encoder *e, const char *text, const aca__path *path)
{
  struct cJSON *root = parse_given(e, text, path);
  if (root == NULL)
    return false;
  aca__write_node(&e->writer, root);
  aca__json_free(root);
  return true;
}

static bool encode_string(encoder *e, const char *text, const aca__path *path)
{
  return aca__write_string(&e->writer, text) || complain(e, path, "not UTF-8");
}

/* The digits go out as they are, if they are a number. */
static bool encode_decimal(encoder *e, const char *text, const aca__path *path)
{
  if (!aca__is_number(text))
    return complain(e, path, "not a number");
  aca__buffer_text(e->writer.out, text);
  return true;
}

static bool encode_text(encoder *e, const aca__field *field, const char *text, const aca__path *path)
{
  if (text == NULL) {
    aca__write_null(&e->writer);
    return true;
  }
  if (field->type == ACA__T_STRING)
    return encode_string(e, text, path);
  return (field->type == ACA__T_JSON ? encode_json : encode_decimal)(e, text, path);
}

static bool encode_member(encoder *e, const aca__field *field, const void *slot, const aca__path *path);

static bool is_hidden(const encoder *e, const aca__field *field)
{
  return (field->flags & ACA__SECRET) != 0 && (e->flags & ACA_ENCODE_REDACTED) != 0;
}

/* The counterpart of decode_plain(). */
static bool encode_plain(encoder *e, const aca__field *field, const void *slot, const aca__path *path)
{
  if (is_hidden(e, field))
    return aca__write_string(&e->writer, "***");
  switch ((aca__type)field->type) {
  case ACA__T_BOOL: aca__write_boolean(&e->writer, *(const bool *)slot); return true;
  case ACA__T_INT32: aca__write_int64(&e->writer, *(const int32_t *)slot); return true;
  case ACA__T_INT64: aca__write_int64(&e->writer, *(const int64_t *)slot); return true;
  case ACA__T_DOUBLE:
    if (!isfinite(*(const double *)slot))
      return complain(e, path, "not a finite number");
    aca__write_double(&e->writer, *(const double *)slot);
    return true;
  case ACA__T_STRING:
  case ACA__T_DECIMAL:
  case ACA__T_JSON: return encode_text(e, field, *(const char *const *)slot, path);
  case ACA__T_MODEL: return encode_object(e, field->ref, slot, path);
  case ACA__T_NESTED: return encode_member(e, field->ref, slot, path);
  }
  return false;
}

/* A member that is there, or the value of an entry that is. */
static bool encode_value(encoder *e, const aca__field *field, const void *slot, const aca__path *path)
{
  if (field->type <= ACA__T_DOUBLE)
    slot = (const char *)slot + aca__optional_offset(field);
  else if (field->type == ACA__T_MODEL)
    slot = *(const void *const *)slot;
  return encode_plain(e, field, slot, path);
}

/* The counterpart of decode_one(); what is absent goes out as null. */
static bool encode_one(encoder *e, const aca__field *field, const void *slot, const aca__path *path)
{
  if (aca__value_present(field, slot) || is_hidden(e, field)) /* whether it is null, too */
    return encode_value(e, field, slot, path);
  aca__write_null(&e->writer);
  return true;
}

static bool encode_list(encoder *e, const aca__field *field, const aca__any_list *list, const aca__path *path)
{
  bool bare = aca__is_bare(field);
  size_t size = aca__item_size(field);
  aca__write_open(&e->writer, '[');
  for (size_t i = 0; i < list->count; i++) {
    aca__write_element(&e->writer);
    if (!(bare ? encode_plain : encode_one)(e, field, (const char *)list->items + i * size,
                                            &(aca__path){.up = path, .index = i}))
      return false;
  }
  aca__write_close(&e->writer, ']');
  return true;
}

/* An entry of a map, as a member of the object that is open. */
static bool encode_entry(encoder *e, const aca__field *field, const char *entry, const aca__path *path)
{
  const char *key = ((const aca__any_entry *)entry)->key;
  if (key == NULL)
    return complain(e, path, "an entry has no key");
  if (!aca__write_member(&e->writer, key))
    return complain(e, path, "a key is not UTF-8");
  return encode_one(e, field, entry + aca__value_offset(field), &(aca__path){.up = path, .name = key});
}

static bool encode_map(encoder *e, const aca__field *field, const aca__any_list *map, const aca__path *path)
{
  size_t size = aca__entry_size(field);
  aca__write_open(&e->writer, '{');
  for (size_t i = 0; i < map->count; i++)
    if (!encode_entry(e, field, (const char *)map->items + i * size, path))
      return false;
  aca__write_close(&e->writer, '}');
  return true;
}

/* The counterpart of decode_member(), of what is there. */
static bool encode_member(encoder *e, const aca__field *field, const void *slot, const aca__path *path)
{
  if (field->shape == ACA__ONE)
    return encode_value(e, field, slot, path);
  return (field->shape == ACA__LIST ? encode_list : encode_map)(e, field, slot, path);
}

/* What an absent member holds by the struct's tag, if it is a discriminator and there is a tag. */
static const char *tag_text(const aca_model *model, const aca__field *field, const void *value)
{
  if ((field->flags & ACA__DISCRIMINATOR) == 0 || *(const aca_model *const *)value == NULL)
    return NULL;
  return aca__kind_of(model, field->name);
}

static bool left_out(const encoder *e, const aca__field *field)
{
  return (field->flags & ACA__READ_ONLY) != 0 && (e->flags & ACA_ENCODE_REQUEST) != 0;
}

static bool may_hide_secret(const aca__field *field)
{
  return (field->flags & ACA__SECRET) != 0 || field->type == ACA__T_MODEL || field->type == ACA__T_NESTED;
}

/* Whether the property called `name` may be a secret of the model, or of a kind that an object of it may be. */
static bool is_delicate(const aca_model *model, const char *name)
{
  const aca__field *field = aca__property(model, name);
  if (field == NULL)
    field = model->additional;
  if (field != NULL && may_hide_secret(field))
    return true;
  if (model->family == NULL)
    return false;
  for (const aca_model *const *one = model->family->derived; *one != NULL; one++)
    if (is_delicate(*one, name))
      return true;
  return false;
}

/* The entry at `index` of the additional properties; NULL after the last one. */
static const aca__any_entry *additional_entry(const aca_model *model, const void *value, size_t index)
{
  const aca__any_list *map = (const void *)((const char *)value + model->additional->offset);
  if (map->items == NULL || index >= map->count)
    return NULL;
  return (const void *)((const char *)map->items + index * aca__entry_size(model->additional));
}

/* The names of the additional properties, sorted, since a service may send as many as it likes. */
typedef struct names {
  const char **items;
  size_t count;
} names;

static int compare_names(const void *a, const void *b)
{
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* All have a key: they are encoded already. */
static bool sort_names(encoder *e, const aca_model *model, const void *value, names *sorted)
{
  const aca__any_list *map = (const void *)((const char *)value + model->additional->offset);
  sorted->items = aca__arena_zeroed(e->arena, map->items != NULL ? map->count : 0, sizeof(const char *));
  if (sorted->items == NULL) {
    e->status = ACA_ERROR_MEMORY;
    return false;
  }
  const aca__any_entry *entry;
  while ((entry = additional_entry(model, value, sorted->count)) != NULL)
    sorted->items[sorted->count++] = entry->key;
  qsort(sorted->items, sorted->count, sizeof(const char *), compare_names);
  return true;
}

static bool has_name(const names *sorted, const char *name)
{
  return sorted->count > 0 && bsearch(&name, sorted->items, sorted->count, sizeof name, compare_names) != NULL;
}

/* Whether the property is the typed member's alone: that is set, or the property may not go out. */
static bool is_members(const encoder *e, const aca_model *model, const aca__field *field, const void *value)
{
  return left_out(e, field) || aca__present(field, value) || tag_text(model, field, value) != NULL;
}

/* Whether the extra called `name` goes out, when the additional ones are. What did not fit a model may hold a secret
 * just as the model. */
static bool wanted_extra(const encoder *e, const aca_model *model, const void *value, const names *additional,
                         const char *name)
{
  if ((e->flags & ACA_ENCODE_REDACTED) != 0 && is_delicate(model, name))
    return false;
  const aca__field *field = aca__property(model, name);
  return field != NULL ? !is_members(e, model, field, value) : !has_name(additional, name);
}

static bool encode_extra(encoder *e, const aca_model *model, const void *value, const char *text,
                         const aca__path *path)
{
  aca__path here = {.up = path, .name = "extra_json"};
  names additional = {0};
  if (model->additional != NULL && !sort_names(e, model, value, &additional))
    return false;
  struct cJSON *root = parse_given(e, text, &here);
  if (root == NULL)
    return false;
  aca__view view;
  aca__json_view(root, &view);
  bool object = view.kind == ACA__OBJECT;
  for (aca__node *node = view.child; object && node != NULL; node = view.next) {
    aca__json_view(node, &view);
    if (wanted_extra(e, model, value, &additional, view.name)) {
      aca__write_member(&e->writer, view.name);
      aca__write_node(&e->writer, node);
    }
  }
  aca__json_free(root);
  return object || complain(e, &here, "not a JSON object");
}

static bool encode_field(encoder *e, const aca_model *model, const aca__field *field, const void *value,
                         const aca__path *path)
{
  const void *slot = (const char *)value + field->offset;
  const char *text = NULL;
  if (!aca__present(field, value)) {
    text = tag_text(model, field, value);
    slot = &text;
    if (text == NULL)
      return true;
  }
  if (left_out(e, field))
    return true;
  aca__write_member(&e->writer, field->name);
  return encode_member(e, field, slot, &(aca__path){.up = path, .name = field->name});
}

/* An entry that has the name of a property goes out as an extra of that name would. */
static bool encode_additional(encoder *e, const aca_model *model, const void *value, const aca__path *path)
{
  const aca__any_entry *entry;
  for (size_t i = 0; (entry = additional_entry(model, value, i)) != NULL; i++) {
    const aca__field *field = entry->key != NULL ? aca__property(model, entry->key) : NULL;
    if ((field == NULL || !is_members(e, model, field, value)) &&
        !encode_entry(e, model->additional, (const char *)entry, path))
      return false;
  }
  return true;
}

static bool encode_object(encoder *e, const aca_model *expected, const void *value, const aca__path *path)
{
  const aca_model *model = aca__actual(expected, value);
  if (model == NULL)
    return complain(e, path, "its tag, the member `model`, is of another model");
  if (e->writer.depth >= ACA__JSON_DEPTH) /* it may lead to itself */
    return complain(e, path, "nested too deeply");
  aca__write_open(&e->writer, '{');
  for (size_t i = 0; i < model->count; i++)
    if (!encode_field(e, model, &model->fields[i], value, path))
      return false;
  if (model->additional != NULL && !encode_additional(e, model, value, path))
    return false;
  const char *extra = *(const char *const *)((const char *)value + model->extra);
  if (extra != NULL && !encode_extra(e, model, value, extra, path))
    return false;
  aca__write_close(&e->writer, '}');
  return true;
}

/* A value that is no object cannot be left out. */
static bool encode_whole(encoder *e, const aca__field *whole, const void *slot)
{
  return aca__present(whole, slot) ? encode_member(e, whole, slot, NULL) : complain(e, NULL, "not set");
}

aca_status aca__encode(const aca_model *model, const void *value, unsigned flags, aca__buffer *out,
                       aca__arena *arena, const char **message)
{
  encoder e = {.writer = {.out = out, .indented = (flags & ACA_ENCODE_INDENTED) != 0},
               .flags = flags,
               .arena = arena};
  const aca__field *whole = aca__whole(model);
  if (aca__is_plain(model))
    return aca__plain_encode(model, value, out, message);
  if (whole == NULL)
    encode_object(&e, model, value, NULL);
  else
    encode_whole(&e, whole, aca__whole_slot(whole, &value));
  if (e.status == ACA_OK && out->failed)
    e.status = ACA_ERROR_MEMORY;
  *message = e.message != NULL ? e.message : aca_status_text(e.status);
  return e.status;
}
