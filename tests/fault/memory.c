#include "memory.h"

#include <curl/curl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "buffer.h"

static bool refusing;
static bool on_hold;
static bool also_later;
static size_t refused_number;
static size_t requests;
static size_t refused;
static long blocks;

void memory_refuse(size_t n, bool all_later)
{
  refusing = true;
  on_hold = false;
  also_later = all_later;
  refused_number = n;
  requests = refused = 0;
}

size_t memory_relent(void)
{
  refusing = false;
  return refused;
}

size_t memory_requests(void)
{
  return requests;
}

size_t memory_refused(void)
{
  return refused;
}

void memory_hold(bool held)
{
  on_hold = held;
}

long memory_blocks(void)
{
  return blocks;
}

static bool is_refused(void)
{
  if (!refusing || on_hold)
    return false;
  requests++;
  if (refused_number == 0 || requests < refused_number || (requests > refused_number && !also_later))
    return false;
  refused++;
  return true;
}

static void *given(void *memory)
{
  blocks += memory != NULL;
  return memory;
}

/* ---- the C library's ---- */

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *memory, size_t size);
char *__real_strdup(const char *text);
void __real_free(void *memory);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *memory, size_t size);
char *__wrap_strdup(const char *text);
void __wrap_free(void *memory);

void *__wrap_malloc(size_t size)
{
  return is_refused() ? NULL : given(__real_malloc(size));
}

void *__wrap_calloc(size_t count, size_t size)
{
  return is_refused() ? NULL : given(__real_calloc(count, size));
}

void *__wrap_realloc(void *memory, size_t size)
{
  if (is_refused())
    return NULL;
  bool another = memory == NULL;
  void *grown = __real_realloc(memory, size);
  return another ? given(grown) : grown;
}

char *__wrap_strdup(const char *text)
{
  return is_refused() ? NULL : given(__real_strdup(text));
}

void __wrap_free(void *memory)
{
  blocks -= memory != NULL;
  __real_free(memory);
}

char *__real_strndup(const char *text, size_t size);
char *__wrap_strndup(const char *text, size_t size);
int __real_vasprintf(char **text, const char *format, va_list arguments) __attribute__((format(printf, 2, 0)));
int __wrap_vasprintf(char **text, const char *format, va_list arguments) __attribute__((format(printf, 2, 0)));
int __wrap_asprintf(char **text, const char *format, ...) __attribute__((format(printf, 2, 3)));

char *__wrap_strndup(const char *text, size_t size)
{
  return is_refused() ? NULL : given(__real_strndup(text, size));
}

int __wrap_vasprintf(char **text, const char *format, va_list arguments)
{
  int length = is_refused() ? -1 : __real_vasprintf(text, format, arguments);
  blocks += length >= 0;
  return length;
}

int __wrap_asprintf(char **text, const char *format, ...)
{
  va_list arguments;
  va_start(arguments, format);
  int length = __wrap_vasprintf(text, format, arguments);
  va_end(arguments);
  return length;
}

/* ---- libcurl's own is left alone ---- */

CURLcode __wrap_curl_global_init_mem(long flags, curl_malloc_callback m, curl_free_callback f, curl_realloc_callback r,
                                     curl_strdup_callback s, curl_calloc_callback c);

CURLcode __wrap_curl_global_init_mem(long flags, curl_malloc_callback m, curl_free_callback f, curl_realloc_callback r,
                                     curl_strdup_callback s, curl_calloc_callback c)
{
  (void)m, (void)f, (void)r, (void)s, (void)c;
  return curl_global_init(flags);
}

/* ---- the arena's and the buffer's: whether they need a new block for a request is chance, so each may fail ---- */

void *__real_aca__arena_alloc(aca__arena *arena, size_t size);
void *__real_aca__arena_zeroed(aca__arena *arena, size_t count, size_t size);
char *__real_aca__arena_copy(aca__arena *arena, const char *text, size_t length);
char *__real_aca__arena_vformat(aca__arena *arena, const char *format, va_list arguments)
    __attribute__((format(printf, 2, 0)));
void __real_aca__buffer_add(aca__buffer *buffer, const void *bytes, size_t length);
void *__wrap_aca__arena_alloc(aca__arena *arena, size_t size);
void *__wrap_aca__arena_zeroed(aca__arena *arena, size_t count, size_t size);
char *__wrap_aca__arena_copy(aca__arena *arena, const char *text, size_t length);
char *__wrap_aca__arena_vformat(aca__arena *arena, const char *format, va_list arguments)
    __attribute__((format(printf, 2, 0)));
char *__wrap_aca__arena_format(aca__arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
void __wrap_aca__buffer_add(aca__buffer *buffer, const void *bytes, size_t length);
void __wrap_aca__buffer_text(aca__buffer *buffer, const char *text);
void __wrap_aca__buffer_char(aca__buffer *buffer, char c);

void *__wrap_aca__arena_alloc(aca__arena *arena, size_t size)
{
  return is_refused() ? NULL : __real_aca__arena_alloc(arena, size);
}

void *__wrap_aca__arena_zeroed(aca__arena *arena, size_t count, size_t size)
{
  return is_refused() ? NULL : __real_aca__arena_zeroed(arena, count, size);
}

char *__wrap_aca__arena_copy(aca__arena *arena, const char *text, size_t length)
{
  return is_refused() ? NULL : __real_aca__arena_copy(arena, text, length);
}

char *__wrap_aca__arena_vformat(aca__arena *arena, const char *format, va_list arguments)
{
  return is_refused() ? NULL : __real_aca__arena_vformat(arena, format, arguments);
}

char *__wrap_aca__arena_format(aca__arena *arena, const char *format, ...)
{
  va_list arguments;
  va_start(arguments, format);
  char *text = __wrap_aca__arena_vformat(arena, format, arguments);
  va_end(arguments);
  return text;
}

void __wrap_aca__buffer_add(aca__buffer *buffer, const void *bytes, size_t length)
{
  if (!buffer->failed && is_refused())
    buffer->failed = true;
  __real_aca__buffer_add(buffer, bytes, length);
}

void __wrap_aca__buffer_text(aca__buffer *buffer, const char *text)
{
  __wrap_aca__buffer_add(buffer, text, strlen(text));
}

void __wrap_aca__buffer_char(aca__buffer *buffer, char c)
{
  __wrap_aca__buffer_add(buffer, &c, 1);
}
