/* Memory that dies together. One thread at a time. */
#ifndef ACA_ARENA_H
#define ACA_ARENA_H

#include <stdarg.h>
#include <stddef.h>

typedef struct aca__chunk aca__chunk;

/* Zeroed is empty and ready. */
typedef struct aca__arena {
  aca__chunk *chunks;
  char *next;
  size_t left;
  size_t total; /* of all chunks */
} aca__arena;

/* Memory for any type, not zeroed, until aca__arena_free(). NULL when out of memory, or for a size beyond reason. */
void *aca__arena_alloc(aca__arena *arena, size_t size);

/* count * size bytes, zeroed; never NULL for a count of 0 but when out of memory. */
void *aca__arena_zeroed(aca__arena *arena, size_t count, size_t size);

/* The copies end in NUL. NULL when out of memory. */
char *aca__arena_copy(aca__arena *arena, const char *text, size_t length);
char *aca__arena_format(aca__arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
char *aca__arena_vformat(aca__arena *arena, const char *format, va_list arguments)
    __attribute__((format(printf, 2, 0)));

/* Frees all; the arena is empty and ready again. */
void aca__arena_free(aca__arena *arena);

#endif
