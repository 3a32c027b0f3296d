#include "aca/resource_id.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "arena.h"
#include "buffer.h"

/* The public part comes first, so that a pointer to it is a pointer to the whole. */
typedef struct owned_id {
  aca_resource_id id;
  aca__arena arena;
} owned_id;

typedef struct segments {
  const char **items;
  size_t count;
} segments;

/* Copies the segments that are not empty, without the blanks around them. */
static bool split(const char *text, aca__arena *arena, segments *out)
{
  out->items = aca__arena_zeroed(arena, strlen(text) / 2 + 1, sizeof *out->items);
  if (out->items == NULL)
    return false;
  while (*text != '\0') {
    text += strspn(text, "/ ");
    size_t length = strcspn(text, "/");
    size_t kept = length;
    while (kept > 0 && text[kept - 1] == ' ')
      kept--;
    if (kept > 0 && (out->items[out->count++] = aca__arena_copy(arena, text, kept)) == NULL)
      return false;
    text += length;
  }
  return true;
}

/* "/a/b/c" of the first `count` segments. */
static const char *join(const segments *parts, size_t count, aca__arena *arena)
{
  aca__buffer text = {0};
  for (size_t i = 0; i < count; i++) {
    aca__buffer_char(&text, '/');
    aca__buffer_text(&text, parts->items[i]);
  }
  const char *copy = text.failed ? NULL : aca__arena_copy(arena, text.data, text.length);
  aca__buffer_free(&text);
  return copy;
}

static bool is(const char *segment, const char *word)
{
  return strcasecmp(segment, word) == 0;
}

static bool is_subscription(const aca_resource_id *id)
{
  return id->subscription_id != NULL && id->subscription_id == id->name;
}

/* What is at parts[at], below `parent`: fills `id` and gives how many segments it takes; 0: none that is valid.
 * `*memory` is cleared when out of it. */
static size_t read_resource(const segments *parts, size_t at, const aca_resource_id *parent, aca_resource_id *id,
                            aca__arena *arena, bool *memory)
{
  const char *word = parts->items[at];
  size_t left = parts->count - at;
  *id = parent != NULL ? *parent : (aca_resource_id){0};
  id->parent = parent;
  if (is(word, "providers")) {
    bool alone = left == 2 || (left > 2 && is(parts->items[at + 2], "providers"));
    if (alone && (parent == NULL || is_subscription(parent))) {
      id->provider = parts->items[at + 1];
      id->type = id->name = NULL;
      return 2;
    }
    if (alone || left < 4)
      return 0;
    id->provider = parts->items[at + 1];
    id->type = parts->items[at + 2];
    id->name = parts->items[at + 3];
    if (is(id->type, "locations"))
      id->location = id->name;
    return 4;
  }
  if (left < 2)
    return 0;
  id->name = parts->items[at + 1];
  if (parent == NULL) {
    if (!is(word, "subscriptions"))
      return 0;
    id->provider = "Microsoft.Resources";
    id->type = "subscriptions";
    id->subscription_id = id->name;
    return 2;
  }
  if (is_subscription(parent) && is(word, "resourceGroups")) {
    id->type = "resourceGroups";
    id->resource_group = id->name;
    return 2;
  }
  if (is(word, "locations"))
    id->location = id->name;
  id->type = aca__arena_format(arena, "%s/%s", parent->type, word);
  *memory = id->type != NULL;
  return *memory ? 2 : 0;
}

static aca_status parse(const char *text, owned_id *owned)
{
  segments parts = {0};
  bool memory = true;
  if (!split(text, &owned->arena, &parts))
    return ACA_ERROR_MEMORY;
  aca_resource_id *current = NULL;
  for (size_t at = 0; at < parts.count;) {
    aca_resource_id *next = aca__arena_alloc(&owned->arena, sizeof *next);
    if (next == NULL)
      return ACA_ERROR_MEMORY;
    size_t taken = read_resource(&parts, at, current, next, &owned->arena, &memory);
    if (taken == 0)
      return memory ? ACA_ERROR_ARGUMENT : ACA_ERROR_MEMORY;
    at += taken;
    next->text = join(&parts, at, &owned->arena);
    if (next->text == NULL)
      return ACA_ERROR_MEMORY;
    current = next;
  }
  if (current == NULL)
    return ACA_ERROR_ARGUMENT;
  owned->id = *current;
  return ACA_OK;
}

aca_status aca_resource_id_parse(const char *text, aca_resource_id **id)
{
  if (text == NULL || text[0] != '/' || id == NULL)
    return ACA_ERROR_ARGUMENT;
  owned_id *owned = calloc(1, sizeof *owned);
  if (owned == NULL)
    return ACA_ERROR_MEMORY;
  aca_status status = parse(text, owned);
  if (status != ACA_OK) {
    aca_resource_id_free(&owned->id);
    return status;
  }
  *id = &owned->id;
  return ACA_OK;
}

void aca_resource_id_free(aca_resource_id *id)
{
  if (id == NULL)
    return;
  owned_id *owned = (owned_id *)id;
  aca__arena_free(&owned->arena);
  free(owned);
}

bool aca_resource_id_equal(const char *a, const char *b)
{
  if (a == NULL || b == NULL)
    return false;
  for (;;) {
    size_t left = strspn(a, "/"), right = strspn(b, "/");
    a += left;
    b += right;
    size_t length = strcspn(a, "/");
    if (length != strcspn(b, "/") || strncasecmp(a, b, length) != 0)
      return false;
    if (length == 0)
      return true;
    a += length;
    b += length;
  }
}
