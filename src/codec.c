#include "codec.h"

#include <math.h>
#include <string.h>

/* An entry of a map of lists or maps. */
typedef struct nested_entry {
  const char *key;
  aca__any_list value;
} nested_entry;

_Static_assert(offsetof(aca__any_list, items) == offsetof(aca_string_list, items), "lists have one layout");
_Static_assert(sizeof(aca__any_entry) == sizeof(aca_string_pair), "map entries have one layout");
_Static_assert(offsetof(nested_entry, key) == 0 && offsetof(aca_bool_pair, key) == 0, "entries start with the key");

/* The scalars: an item of a list, the value in an optional (which has `set` first), an entry of a map. */
typedef struct layout {
  uint8_t item;
  uint8_t optional_value;
  uint8_t entry;
  uint8_t entry_value;
} layout;

#define LAYOUT(type, optional, pair) {sizeof(type), offsetof(optional, value), sizeof(pair), offsetof(pair, value)}
static const layout scalars[] = {
    LAYOUT(bool, aca_opt_bool, aca_bool_pair),
    LAYOUT(int32_t, aca_opt_int32, aca_int32_pair),
    LAYOUT(int64_t, aca_opt_int64, aca_int64_pair),
    LAYOUT(double, aca_opt_double, aca_double_pair),
};

static bool is_optional(const aca__field *field)
{
  return field->type <= ACA__T_DOUBLE;
}

static const char *const type_texts[] = {"a boolean", "an int32", "an int64", "a number", "a string",
                                         "a number",  "JSON",     "an object"};

bool aca__is_bare(const aca__field *field)
{
  return is_optional(field) || (field->type == ACA__T_MODEL && ((const aca_model *)field->ref)->family == NULL);
}

size_t aca__item_size(const aca__field *field)
{
  if (is_optional(field))
    return scalars[field->type].item;
  if (field->type == ACA__T_NESTED)
    return sizeof(aca__any_list);
  return aca__is_bare(field) ? ((const aca_model *)field->ref)->size : sizeof(const void *);
}

size_t aca__entry_size(const aca__field *field)
{
  if (is_optional(field))
    return scalars[field->type].entry;
  return field->type == ACA__T_NESTED ? sizeof(nested_entry) : sizeof(aca__any_entry);
}

size_t aca__value_offset(const aca__field *field)
{
  if (is_optional(field))
    return scalars[field->type].entry_value;
  return field->type == ACA__T_NESTED ? offsetof(nested_entry, value) : offsetof(aca__any_entry, value);
}

size_t aca__optional_offset(const aca__field *field)
{
  return is_optional(field) ? scalars[field->type].optional_value : 0;
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

/* Services keep to the definition's order, so the search starts at `*next`, the row after that of the last one. */
static const aca__field *find_property(const aca_model *model, const char *name, size_t *next)
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

const aca__field *aca__whole(const aca_model *model)
{
  return model->count == 1 && model->fields->name == NULL ? model->fields : NULL;
}

const aca__field *aca__property(const aca_model *model, const char *name)
{
  size_t next = 0;
  return aca__whole(model) == NULL ? find_property(model, name, &next) : NULL;
}

/* ---- families ---- */

/* Whether `model` is `base` or builds on it. */
static bool builds_on(const aca_model *model, const aca_model *base)
{
  while (model != base && model->family != NULL && model->family->base != NULL)
    model = model->family->base;
  return model == base;
}

const aca_model *aca__actual(const aca_model *model, const void *value)
{
  if (model->family == NULL)
    return model;
  const aca_model *tag = *(const aca_model *const *)value;
  if (tag == NULL)
    return model;
  return builds_on(tag, model) ? tag : NULL;
}

const void *aca__cast(const void *value, const aca_model *model)
{
  const aca_model *tag = value != NULL ? *(const aca_model *const *)value : NULL;
  return tag != NULL && builds_on(tag, model) ? value : NULL;
}

const char *aca__kind_of(const aca_model *model, const char *name)
{
  const char *kind = NULL;
  for (; kind == NULL && model != NULL && model->family != NULL; model = model->family->base) {
    const aca_model *teller = model->family->base != NULL ? model->family->base : model;
    if (strcmp(teller->family->discriminator, name) == 0)
      kind = model->family->kind;
  }
  return kind;
}

/* The model among those that build on `model` whose kind is `text`. What has a discriminator of its own has kinds of
 * its own. */
static const aca_model *find_kind(const aca_model *model, const char *text)
{
  for (const aca_model *const *derived = model->family->derived; *derived != NULL; derived++) {
    if (same_word((*derived)->family->kind, text))
      return *derived;
    if (strcmp((*derived)->family->discriminator, model->family->discriminator) == 0) {
      const aca_model *found = find_kind(*derived, text);
      if (found != NULL)
        return found;
    }
  }
  return NULL;
}

/* The string called `name` among the members from `first` on, of several the last; NULL: none. */
static const char *text_of(aca__node *first, const char *name)
{
  const char *text = NULL;
  aca__view view;
  for (aca__node *node = first; node != NULL; node = view.next) {
    aca__json_view(node, &view);
    if (view.kind == ACA__STRING && strcmp(view.name, name) == 0)
      text = view.text;
  }
  return text;
}

/* What the object whose members start at `first` says to be, as far as that is known; NULL: nothing that is known. */
static const aca_model *named_model(const aca_model *model, aca__node *first)
{
  const aca_model *teller = model->family->base != NULL ? model->family->base : model;
  const char *text = text_of(first, teller->family->discriminator);
  const char *kind = model->family->kind;
  const aca_model *found = text != NULL && kind != NULL && same_word(kind, text) ? model : NULL;
  for (;;) {
    const aca_model *from = found != NULL ? found : model;
    text = text_of(first, from->family->discriminator);
    const aca_model *next = text != NULL ? find_kind(from, text) : NULL;
    if (next == NULL)
      return found;
    found = next;
  }
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
static fit decode_member(decoder *d, const aca__field *field, aca__node *node, const aca__view *view, void *slot,
                         const aca__path *path);

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

/* The digits of a number as they came, or as many as tell it from every other. */
static const char *number_text(decoder *d, aca__node *node, const aca__view *view)
{
  return view->text != NULL ? view->text : node_text(d, node);
}

/* A value that is there: a scalar without its `set`, a text, or the struct of a model. */
static fit decode_plain(decoder *d, const aca__field *field, aca__node *node, const aca__view *view, void *slot,
                        const aca__path *path)
{
  enum { ANY = 0xFF, NUMBER = 1 << ACA__NUMBER };
  static const uint8_t kinds[] = {1 << ACA__BOOLEAN, NUMBER, NUMBER, NUMBER, 1 << ACA__STRING, NUMBER, ANY,
                                  1 << ACA__OBJECT,  ANY};
  fit outcome = (kinds[field->type] >> view->kind & 1) != 0 ? FITS : MISFIT;
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
    case ACA__T_DECIMAL:
    case ACA__T_JSON:
      *(const char **)slot = field->type == ACA__T_JSON ? node_text(d, node) : number_text(d, node, view);
      return *(const char **)slot != NULL ? FITS : STOP;
    case ACA__T_MODEL: return decode_object(d, field->ref, view->child, slot, path);
    case ACA__T_NESTED: return decode_member(d, field->ref, node, view, slot, path);
    }
  return outcome == FITS ? FITS : misfit(d, path, type_texts[field->type], aca__kind_text(view->kind));
}

/* The struct of a model in the arena, of what the JSON says that it is. */
static fit decode_model(decoder *d, const aca_model *model, aca__node *first, const void **slot,
                        const aca__path *path)
{
  const aca_model *named = model->family != NULL ? named_model(model, first) : NULL;
  const aca_model *actual = named != NULL ? named : model;
  void *value = aca__arena_zeroed(d->arena, 1, actual->size);
  if (value == NULL)
    return STOP;
  if (named != NULL)
    *(const aca_model **)value = named;
  fit outcome = decode_object(d, actual, first, value, path);
  if (outcome == FITS)
    *slot = value;
  return outcome;
}

/* A value that may be absent, as members and map entries hold it. */
static fit decode_one(decoder *d, const aca__field *field, aca__node *node, const aca__view *view, void *slot,
                      const aca__path *path)
{
  if (is_optional(field)) {
    fit outcome = decode_plain(d, field, node, view, (char *)slot + scalars[field->type].optional_value, path);
    *(bool *)slot = outcome == FITS;
    return outcome;
  }
  if (field->type == ACA__T_MODEL && view->kind == ACA__OBJECT)
    return decode_model(d, field->ref, view->child, slot, path);
  return decode_plain(d, field, node, view, slot, path);
}

/* In a list of free-form JSON, null is a text like any other; elsewhere it leaves what may be absent so. */
static bool is_absent(const aca__field *field, const aca__view *view)
{
  return view->kind == ACA__NULL && field->type != ACA__T_JSON;
}

static fit decode_list(decoder *d, const aca__field *field, aca__node *array, aca__any_list *list,
                       const aca__path *path)
{
  bool bare = aca__is_bare(field);
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
    if (!bare && is_absent(field, &view))
      continue;
    fit outcome = (bare ? decode_plain : decode_one)(d, field, node, &view, items + i * size,
                                                     &(aca__path){.up = path, .index = i});
    if (outcome != FITS)
      return outcome;
  }
  *list = (aca__any_list){count, items};
  return FITS;
}

static fit decode_entry(decoder *d, const aca__field *field, aca__node *node, const aca__view *view, char *entry,
                        const aca__path *path)
{
  *(const char **)entry = view->name;
  if (is_absent(field, view))
    return FITS;
  return decode_one(d, field, node, view, entry + aca__value_offset(field),
                    &(aca__path){.up = path, .name = view->name});
}

static fit decode_map(decoder *d, const aca__field *field, aca__node *object, aca__any_list *map,
                      const aca__path *path)
{
  size_t size = aca__entry_size(field);
  size_t count = aca__json_count(object);
  char *entries = aca__arena_zeroed(d->arena, count, size);
  if (entries == NULL)
    return STOP;
  aca__view view;
  aca__json_view(object, &view);
  aca__node *node = view.child;
  for (size_t i = 0; i < count; i++, node = view.next) {
    aca__json_view(node, &view);
    fit outcome = decode_entry(d, field, node, &view, entries + i * size, path);
    if (outcome != FITS)
      return outcome;
  }
  *map = (aca__any_list){count, entries};
  return FITS;
}

/* A member that is known to the model and not null. */
static fit decode_member(decoder *d, const aca__field *field, aca__node *node, const aca__view *view, void *slot,
                         const aca__path *path)
{
  if (field->shape == ACA__ONE && field->type == ACA__T_STRING && view->kind == ACA__STRING) {
    *(const char **)slot = view->text; /* as most are, so without detours */
    return FITS;
  }
  if (field->shape == ACA__ONE)
    return decode_one(d, field, node, view, slot, path);
  aca__kind kind = field->shape == ACA__LIST ? ACA__ARRAY : ACA__OBJECT;
  if (view->kind != kind)
    return misfit(d, path, aca__kind_text(kind), aca__kind_text(view->kind));
  return (field->shape == ACA__LIST ? decode_list : decode_map)(d, field, node, slot, path);
}

/* A member that is not known to the model, for the map of such. The first one makes room for all that may follow. */
static fit decode_additional(decoder *d, const aca__field *field, aca__node *node, const aca__view *view,
                             aca__any_list *map, const aca__path *path)
{
  size_t size = aca__entry_size(field);
  if (map->items == NULL) {
    size_t room = 0;
    aca__view rest;
    for (aca__node *one = node; one != NULL; one = rest.next, room++)
      aca__json_view(one, &rest);
    map->items = aca__arena_zeroed(d->arena, room, size);
    if (map->items == NULL)
      return STOP;
  }
  char *entry = (char *)map->items + map->count * size;
  fit outcome = decode_entry(d, field, node, view, entry, path);
  if (outcome == FITS)
    map->count++;
  else
    memset(entry, 0, size);
  return outcome;
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
    const aca__field *field = find_property(model, view.name, &next);
    bool null = field != NULL && view.kind == ACA__NULL;
    if (null && !d->keep_nulls && (field->flags & ACA__NULLABLE) == 0)
      continue;
    outcome = MISFIT;
    if (field != NULL && !null)
      outcome = decode_member(d, field, node, &view, (char *)value + field->offset,
                              &(aca__path){.up = path, .name = view.name});
    else if (field == NULL && model->additional != NULL)
      outcome = decode_additional(d, model->additional, node, &view,
                                  (aca__any_list *)((char *)value + model->additional->offset), path);
    if (outcome == MISFIT)
      add_extra(&extra, view.name, node);
  }
  if (outcome == STOP) {
    aca__buffer_free(&text);
    return STOP;
  }
  return keep_extra(d, &extra, (const char **)((char *)value + model->extra));
}

static bool is_text(const aca__field *field)
{
  return field->shape == ACA__ONE && field->type > ACA__T_DOUBLE;
}

const void *aca__whole_slot(const aca__field *whole, const void *const *value)
{
  return is_text(whole) ? (const void *)value : *value;
}

/* As large as any that is no struct of a model. */
typedef union whole_value {
  aca__any_list list;
  aca_opt_int64 large;
  aca_opt_double real;
} whole_value;

static fit decode_whole(decoder *d, const aca__field *field, aca__node *root, const void **value)
{
  void *slot = aca__arena_zeroed(d->arena, 1, sizeof(whole_value));
  aca__view view;
  aca__json_view(root, &view);
  fit outcome = slot != NULL ? decode_member(d, field, root, &view, slot, NULL) : STOP;
  if (outcome == FITS)
    *value = is_text(field) ? *(const void *const *)slot : slot;
  return outcome;
}

aca_status aca__decode(const aca_model *model, aca__node *root, bool keep_nulls, aca__arena *arena,
                       const aca__mismatch *mismatch, const void **value)
{
  decoder d = {.arena = arena, .mismatch = mismatch, .keep_nulls = keep_nulls};
  const aca__field *whole = aca__whole(model);
  aca__view view;
  aca__json_view(root, &view);
  fit outcome = whole != NULL ? decode_whole(&d, whole, root, value)
                              : decode_model(&d, model, view.child, value, NULL);
  return outcome == FITS ? ACA_OK : outcome == MISFIT ? ACA_ERROR_DECODE : ACA_ERROR_MEMORY;
}
