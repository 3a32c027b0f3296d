#include "codec.h"

#include <math.h>
#include <string.h>

_Static_assert(offsetof(aca__any_list, items) == offsetof(aca_string_list, items), "lists have one layout");
_Static_assert(sizeof(aca__any_list) >= sizeof(aca_opt_int64) && sizeof(aca__any_list) >= sizeof(aca_opt_double), "");
_Static_assert(sizeof(aca__any_entry) == sizeof(aca_string_pair), "map entries have one layout");

/* The optional scalars all have `set` first; where `value` is depends on the type. */
static const size_t value_offset[] = {offsetof(aca_opt_bool, value), offsetof(aca_opt_int32, value),
                                      offsetof(aca_opt_int64, value), offsetof(aca_opt_double, value)};

static bool is_optional(const aca__field *field)
{
  return field->type <= ACA__T_DOUBLE;
}

static const char *const type_texts[] = {"a boolean", "an int32", "an int64",   "a number",
                                         "a string",  "JSON",     "an object"};

size_t aca__item_size(const aca__field *field)
{
  static const size_t sizes[] = {sizeof(bool),   sizeof(int32_t),      sizeof(int64_t),
                                 sizeof(double), sizeof(const char *), sizeof(const char *)};
  return field->type == ACA__T_MODEL ? ((const aca_model *)field->ref)->size : sizes[field->type];
}

const char *aca__path_text(const aca__path *path, aca__arena *arena)
{
  if (path == NULL)
    return "the value";
  const char *up = path->up != NULL ? aca__path_text(path->up, arena) : "";
  if (up == NULL)
    return NULL;
  if (path->name == NULL)
    return aca__arena_format(arena, "%s[%zu]", up, path->index);
  return aca__arena_format(arena, "%s%s%s", up, path->up != NULL ? "." : "", path->name);
}

static unsigned char fold(unsigned char c)
{
  return c >= 'A' && c <= 'Z' ? (unsigned char)(c + ('a' - 'A')) : c;
}

static bool same_word(const char *a, const char *b)
{
  for (;; a++, b++) {
    while (*a == ' ')
      a++;
    while (*b == ' ')
      b++;
    if (fold((unsigned char)*a) != fold((unsigned char)*b))
      return false;
    if (*a == '\0')
      return true;
  }
}

int aca__enum_index(const aca__enum *values, const char *text)
{
  for (int i = 0; text != NULL && i < values->count; i++)
    if (same_word(values->values[i], text))
      return i + 1;
  return 0;
}

/* ---- decoding ---- */

typedef struct decoder {
  aca__arena *arena;
  const aca__mismatch *mismatch;
  bool keep_nulls;
} decoder;

/* MISFIT: the value does not fit; the reporter has been told and wants to go on. STOP: memory, or it does not. */
typedef enum fit { FITS, MISFIT, STOP } fit;

static fit misfit(decoder *d, const aca__path *path, const char *expected, const char *found)
{
  return d->mismatch->fn(d->mismatch->data, path, expected, found) ? MISFIT : STOP;
}

static fit decode_object(decoder *d, const aca_model *model, aca__node *first, void *value, const aca__path *path);

static fit decode_int32(const aca__view *view, int32_t *value)
{
  int64_t wide;
  if (!aca__json_int64(view, &wide) || wide < INT32_MIN || wide > INT32_MAX)
    return MISFIT;
  *value = (int32_t)wide;
  return FITS;
}

/* The JSON text of `node` in the arena; NULL when out of memory. */
static const char *node_text(decoder *d, aca__node *node)
{
  aca__buffer text = {0};
  aca__write_node(&(aca__writer){.out = &text}, node);
  const char *copy = text.failed ? NULL : aca__arena_copy(d->arena, text.data, text.length);
  aca__buffer_free(&text);
  return copy;
}

/* A value without a tag for presence, as lists hold it; of a model, the struct itself. */
static fit decode_plain(decoder *d, const aca__field *field, aca__node *node, const aca__view *view, void *slot,
                            const aca__path *path)
{
  static const aca__kind kinds[] = {ACA__BOOLEAN, ACA__NUMBER, ACA__NUMBER, ACA__NUMBER, ACA__STRING, ACA__NULL,
                                    ACA__OBJECT};
  fit outcome = field->type == ACA__T_JSON || view->kind == kinds[field->type] ? FITS : MISFIT;
  if (outcome == FITS)
    switch ((aca__type)field->type) {
    case ACA__T_BOOL: *(bool *)slot = view->boolean; break;
    case ACA__T_INT32: outcome = decode_int32(view, slot); break;
    case ACA__T_INT64: outcome = aca__json_int64(view, slot) ? FITS : MISFIT; break;
    case ACA__T_DOUBLE:
      *(double *)slot = view->number;
      outcome = isfinite(view->number) ? FITS : MISFIT;
      break;
    case ACA__T_STRING: *(const char **)slot = view->text; break;
    case ACA__T_JSON:
      *(const char **)slot = node_text(d, node);
      return *(const char **)slot != NULL ? FITS : STOP;
    case ACA__T_MODEL: return decode_object(d, field->ref, view->child, slot, path);
    }
  return outcome == FITS ? FITS : misfit(d, path, type_texts[field->type], aca__kind_text(view->kind));
}

static fit decode_list(decoder *d, const aca__field *field, aca__node *array, aca__any_list *list,
                           const aca__path *path)
{
  size_t size = aca__item_size(field);
  size_t count = aca__json_count(array);
  char *items = aca__arena_zeroed(d->arena, count, size);
  if (items == NULL)
    return STOP;
  aca__view view;
  aca__json_view(array, &view);
  aca__node *node = view.child;
  for (size_t i = 0; i < count; i++, node = view.next) {
    aca__json_view(node, &view);
    if (view.kind == ACA__NULL && field->type == ACA__T_STRING)
      continue;
    fit outcome =
        decode_plain(d, field, node, &view, items + i * size, &(aca__path){.up = path, .index = i});
    if (outcome != FITS)
      return outcome;
  }
  *list = (aca__any_list){count, items};
  return FITS;
}

static fit decode_entry(decoder *d, const aca__field *field, aca__node *node, const aca__view *view,
                            aca__any_entry *entry, const aca__path *path)
{
  if (view->kind == ACA__NULL && field->type != ACA__T_JSON)
    return FITS;
  if (field->type != ACA__T_MODEL)
    return decode_plain(d, field, node, view, &entry->value, path);
  void *value = aca__arena_zeroed(d->arena, 1, aca__item_size(field));
  entry->value = value;
  return value != NULL ? decode_plain(d, field, node, view, value, path) : STOP;
}

static fit decode_map(decoder *d, const aca__field *field, aca__node *object, aca__any_list *map,
                          const aca__path *path)
{
  size_t count = aca__json_count(object);
  aca__any_entry *entries = aca__arena_zeroed(d->arena, count, sizeof *entries);
  if (entries == NULL)
    return STOP;
  aca__view view;
  aca__json_view(object, &view);
  aca__node *node = view.child;
  for (size_t i = 0; i < count; i++, node = view.next) {
    aca__json_view(node, &view);
    entries[i].key = view.name;
    fit outcome =
        decode_entry(d, field, node, &view, &entries[i], &(aca__path){.up = path, .name = view.name});
    if (outcome != FITS)
      return outcome;
  }
  *map = (aca__any_list){count, entries};
  return FITS;
}

static fit decode_one(decoder *d, const aca__field *field, aca__node *node, const aca__view *view, void *slot,
                      const aca__path *path)
{
  if (field->type == ACA__T_STRING || field->type == ACA__T_JSON)
    return decode_plain(d, field, node, view, slot, path);
  if (is_optional(field)) {
    fit outcome = decode_plain(d, field, node, view, (char *)slot + value_offset[field->type], path);
    *(bool *)slot = outcome == FITS;
    return outcome;
  }
  const aca_model *model = field->ref;
  void *value = aca__arena_zeroed(d->arena, 1, model->size);
  fit outcome = value != NULL ? decode_plain(d, field, node, view, value, path) : STOP;
  if (outcome == FITS)
    *(const void **)slot = value;
  return outcome;
}

/* A member that is known to the model and not null. */
static fit decode_member(decoder *d, const aca__field *field, aca__node *node, const aca__view *view, void *slot,
                             const aca__path *path)
{
  if (field->shape == ACA__ONE)
    return decode_one(d, field, node, view, slot, path);
  aca__kind kind = field->shape == ACA__LIST ? ACA__ARRAY : ACA__OBJECT;
  if (view->kind != kind)
    return misfit(d, path, aca__kind_text(kind), aca__kind_text(view->kind));
  return (field->shape == ACA__LIST ? decode_list : decode_map)(d, field, node, slot, path);
}

/* Services keep to the definition's order, so the search starts where the last one ended. */
static const aca__field *find_field(const aca_model *model, const char *name, size_t *next)
{
  for (size_t tried = 0, i = *next; tried < model->count; tried++, i++) {
    if (i >= model->count)
      i = 0;
    if (model->fields[i].name[0] == name[0] && strcmp(model->fields[i].name, name) == 0) {
      *next = i + 1;
      return &model->fields[i];
    }
  }
  return NULL;
}

static void add_extra(aca__writer *extra, const char *name, aca__node *node)
{
  if (!extra->begun)
    aca__write_open(extra, '{');
  aca__write_member(extra, name);
  aca__write_node(extra, node);
}

/* The extras, if any, go to the arena. */
static fit keep_extra(decoder *d, aca__writer *extra, const char **slot)
{
  if (extra->begun) {
    aca__write_close(extra, '}');
    *slot = extra->out->failed ? NULL : aca__arena_copy(d->arena, extra->out->data, extra->out->length);
    aca__buffer_free(extra->out);
    if (*slot == NULL)
      return STOP;
  }
  return FITS;
}

static fit decode_object(decoder *d, const aca_model *model, aca__node *first, void *value, const aca__path *path)
{
  aca__buffer text = {0};
  aca__writer extra = {.out = &text};
  aca__view view;
  size_t next = 0;
  fit outcome = FITS;
  for (aca__node *node = first; node != NULL && outcome != STOP; node = view.next) {
    aca__json_view(node, &view);
    const aca__field *field = find_field(model, view.name, &next);
    bool null = field != NULL && view.kind == ACA__NULL;
    if (null && !d->keep_nulls)
      continue;
    outcome = MISFIT;
    if (field != NULL && !null)
      outcome = decode_member(d, field, node, &view, (char *)value + field->offset,
                              &(aca__path){.up = path, .name = view.name});
    if (outcome == MISFIT)
      add_extra(&extra, view.name, node);
  }
  if (outcome == STOP) {
    aca__buffer_free(&text);
    return STOP;
  }
  return keep_extra(d, &extra, (const char **)((char *)value + model->extra));
}

const aca__field *aca__whole(const aca_model *model)
{
  return model->count == 1 && model->fields->name == NULL ? model->fields : NULL;
}

static bool is_text(const aca__field *field)
{
  return field->shape == ACA__ONE && !is_optional(field);
}

const void *aca__whole_slot(const aca__field *whole, const void *const *value)
{
  return is_text(whole) ? (const void *)value : *value;
}

static aca_status decode_whole(decoder *d, const aca__field *field, aca__node *root, const void **value)
{
  void *slot = aca__arena_zeroed(d->arena, 1, sizeof(aca__any_list)); /* an optional is no larger */
  aca__view view;
  aca__json_view(root, &view);
  fit outcome = slot != NULL ? decode_member(d, field, root, &view, slot, NULL) : STOP;
  if (outcome == FITS)
    *value = is_text(field) ? *(const void *const *)slot : slot;
  return outcome == FITS ? ACA_OK : outcome == MISFIT ? ACA_ERROR_DECODE : ACA_ERROR_MEMORY;
}

aca_status aca__decode(const aca_model *model, aca__node *root, bool keep_nulls, aca__arena *arena,
                       const aca__mismatch *mismatch, const void **value)
{
  decoder d = {.arena = arena, .mismatch = mismatch, .keep_nulls = keep_nulls};
  const aca__field *whole = aca__whole(model);
  if (whole != NULL)
    return decode_whole(&d, whole, root, value);
  aca__view view;
  aca__json_view(root, &view);
  void *object = aca__arena_zeroed(arena, 1, model->size);
  if (object == NULL || decode_object(&d, model, view.child, object, NULL) == STOP)
    return ACA_ERROR_MEMORY;
  *value = object;
  return ACA_OK;
}

/* ---- encoding ---- */

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

bool aca__present(const aca__field *field, const void *value)
{
  const void *slot = (const char *)value + field->offset;
  if (field->shape != ACA__ONE)
    return ((const aca__any_list *)slot)->items != NULL;
  return is_optional(field) ? *(const bool *)slot : *(const void *const *)slot != NULL;
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

/* The counterpart of decode_plain(). */
static bool encode_plain(encoder *e, const aca__field *field, const void *slot, const aca__path *path)
{
  if ((field->flags & ACA__SECRET) != 0 && (e->flags & ACA_ENCODE_REDACTED) != 0)
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
  case ACA__T_JSON: {
    const char *text = *(const char *const *)slot;
    if (text == NULL) {
      aca__write_null(&e->writer);
      return true;
    }
    return field->type == ACA__T_JSON ? encode_json(e, text, path) : encode_string(e, text, path);
  }
  case ACA__T_MODEL: return encode_object(e, field->ref, slot, path);
  }
  return false;
}

static bool encode_list(encoder *e, const aca__field *field, const aca__any_list *list, const aca__path *path)
{
  size_t size = aca__item_size(field);
  aca__write_open(&e->writer, '[');
  for (size_t i = 0; i < list->count; i++) {
    aca__write_element(&e->writer);
    if (!encode_plain(e, field, (const char *)list->items + i * size, &(aca__path){.up = path, .index = i}))
      return false;
  }
  aca__write_close(&e->writer, ']');
  return true;
}

static bool encode_map(encoder *e, const aca__field *field, const aca__any_list *map, const aca__path *path)
{
  const aca__any_entry *entries = map->items;
  aca__write_open(&e->writer, '{');
  for (size_t i = 0; i < map->count; i++) {
    if (entries[i].key == NULL)
      return complain(e, path, "an entry has no key");
    aca__path below = {.up = path, .name = entries[i].key};
    if (!aca__write_member(&e->writer, entries[i].key))
      return complain(e, path, "a key is not UTF-8");
    if (entries[i].value == NULL)
      aca__write_null(&e->writer);
    else if (!encode_plain(e, field, field->type == ACA__T_MODEL ? entries[i].value : &entries[i].value, &below))
      return false;
  }
  aca__write_close(&e->writer, '}');
  return true;
}

static bool encode_field(encoder *e, const aca__field *field, const void *slot, const aca__path *path)
{
  if (field->shape == ACA__LIST)
    return encode_list(e, field, slot, path);
  if (field->shape == ACA__MAP)
    return encode_map(e, field, slot, path);
  if (is_optional(field))
    slot = (const char *)slot + value_offset[field->type];
  if (field->type == ACA__T_MODEL)
    slot = *(const void *const *)slot;
  return encode_plain(e, field, slot, path);
}

/* Whether the extra called `name` goes out: not beside a typed member of that name, nor where that may not. What did
 * not fit a model may hold a secret just as the model. */
static bool wanted_extra(const encoder *e, const aca_model *model, const void *value, const char *name)
{
  size_t next = 0;
  const aca__field *field = find_field(model, name, &next);
  if (field == NULL)
    return true;
  if ((field->flags & ACA__READ_ONLY) != 0 && (e->flags & ACA_ENCODE_REQUEST) != 0)
    return false;
  if ((e->flags & ACA_ENCODE_REDACTED) != 0 && ((field->flags & ACA__SECRET) != 0 || field->type == ACA__T_MODEL))
    return false;
  return !aca__present(field, value);
}

static bool encode_extra(encoder *e, const aca_model *model, const void *value, const char *text,
                         const aca__path *path)
{
  aca__path here = {.up = path, .name = "extra_json"};
  struct cJSON *root = parse_given(e, text, &here);
  if (root == NULL)
    return false;
  aca__view view;
  aca__json_view(root, &view);
  bool object = view.kind == ACA__OBJECT;
  for (aca__node *node = view.child; object && node != NULL; node = view.next) {
    aca__json_view(node, &view);
    if (wanted_extra(e, model, value, view.name)) {
      aca__write_member(&e->writer, view.name);
      aca__write_node(&e->writer, node);
    }
  }
  aca__json_free(root);
  return object || complain(e, &here, "not a JSON object");
}

static bool encode_object(encoder *e, const aca_model *model, const void *value, const aca__path *path)
{
  aca__write_open(&e->writer, '{');
  for (size_t i = 0; i < model->count; i++) {
    const aca__field *field = &model->fields[i];
    if (((field->flags & ACA__READ_ONLY) != 0 && (e->flags & ACA_ENCODE_REQUEST) != 0) ||
        !aca__present(field, value))
      continue;
    aca__write_member(&e->writer, field->name);
    if (!encode_field(e, field, (const char *)value + field->offset, &(aca__path){.up = path, .name = field->name}))
      return false;
  }
  const char *extra = *(const char *const *)((const char *)value + model->extra);
  if (extra != NULL && !encode_extra(e, model, value, extra, path))
    return false;
  aca__write_close(&e->writer, '}');
  return true;
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
    encode_field(&e, whole, aca__whole_slot(whole, &value), NULL);
  if (e.status == ACA_OK && out->failed)
    e.status = ACA_ERROR_MEMORY;
  *message = e.message != NULL ? e.message : aca_status_text(e.status);
  return e.status;
}
