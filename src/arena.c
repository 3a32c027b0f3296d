#include "arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The first chunks are of a size that allocators keep at hand; later ones double the whole. */
enum { SMALL_CHUNK = 960, SMALL_TOTAL = 6 * SMALL_CHUNK, LARGEST_CHUNK = 64 * 1024 };

struct aca__chunk {
  aca__chunk *previous;
  size_t size;
  max_align_t memory[];
};

static int add_chunk(aca__arena *arena, size_t needed)
{
  size_t size = arena->total < SMALL_TOTAL ? SMALL_CHUNK : arena->total;
  if (size > LARGEST_CHUNK)
    size = LARGEST_CHUNK;
  if (size < needed)
    size = needed;
  aca__chunk *chunk = malloc(sizeof *chunk + size);
  if (chunk == NULL)
    return 0;
  *chunk = (aca__chunk){.previous = arena->chunks, .size = size};
  arena->chunks = chunk;
  arena->next = (char *)chunk->memory;
  arena->left = size;
  arena->total += size;
  return 1;
}

void *aca__arena_alloc(aca__arena *arena, size_t size)
{
  if (size > SIZE_MAX / 4)
    return NULL;
  size = (size + _Alignof(max_align_t) - 1) & ~(_Alignof(max_align_t) - 1);
  if (size == 0)
    size = _Alignof(max_align_t);
  if (size > arena->left && !add_chunk(arena, size))
    return NULL;
  void *memory = arena->next;
  arena->next += size;
  arena->left -= size;
  return memory;
}

void *aca__arena_zeroed(aca__arena *arena, size_t count, size_t size)
{
  if (size != 0 && count > SIZE_MAX / 4 / size)
    return NULL;
  void *memory = aca__arena_alloc(arena, count * size);
  return memory != NULL ? memset(memory, 0, count * size) : NULL;
}

char *aca__arena_copy(aca__arena *arena, const char *text, size_t length)
{
  char *copy = aca__arena_alloc(arena, length + 1);
  if (copy == NULL)
    return NULL;
  if (length > 0)
    memcpy(copy, text, length);
  copy[length] = '\0';
  return copy;
}

char *aca__arena_vformat(aca__arena *arena, const char *format, va_list arguments)
{
  va_list again;
  va_copy(again, arguments);
  int length = vsnprintf(NULL, 0, format, arguments);
  char *text = length < 0 ? NULL : aca__arena_alloc(arena, (size_t)length + 1);
  if (text != NULL)
    vsnprintf(text, (size_t)length + 1, format, again);
  va_end(again);
  return text;
}

char *aca__arena_format(aca__arena *arena, const char *format, ...)
{
  va_list arguments;
  va_start(arguments, format);
  char *text = aca__arena_vformat(arena, format, arguments);
  va_end(arguments);
  return text;
}

void aca__arena_free(aca__arena *arena)
{
  while (arena->chunks != NULL) {
    aca__chunk *chunk = arena->chunks;
    arena->chunks = chunk->previous;
    free(chunk);
  }
  *arena = (aca__arena){0};
}
