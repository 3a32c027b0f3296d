#include "buffer.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* A size that allocators keep at hand. */
enum { FIRST_CAPACITY = 960 };

/* What realloc() does, but it leaves no secret in the memory of before. */
static char *resize(aca__buffer *buffer, size_t capacity)
{
  if (!buffer->secret || buffer->data == NULL)
    return realloc(buffer->data, capacity);
  char *data = malloc(capacity);
  if (data == NULL)
    return NULL;
  memcpy(data, buffer->data, buffer->length + 1);
  aca__wipe(buffer->data, buffer->capacity);
  free(buffer->data);
  return data;
}

static bool make_room(aca__buffer *buffer, size_t more)
{
  if (buffer->failed)
    return false;
  if (more < buffer->capacity - buffer->length)
    return true;
  if (more > SIZE_MAX / 4 || (buffer->limit != 0 && more > buffer->limit - buffer->length)) {
    buffer->failed = buffer->full = true;
    return false;
  }
  size_t capacity = 2 * buffer->capacity;
  if (capacity < FIRST_CAPACITY)
    capacity = FIRST_CAPACITY;
  if (capacity <= buffer->length + more)
    capacity = buffer->length + more + 1;
  if (buffer->limit != 0 && capacity - 1 > buffer->limit)
    capacity = buffer->limit + 1;
  char *data = resize(buffer, capacity);
  if (data == NULL) {
    buffer->failed = true;
    return false;
  }
  buffer->data = data;
  buffer->capacity = capacity;
  return true;
}

void aca__buffer_reserve(aca__buffer *buffer, size_t length)
{
  size_t more = length > buffer->length ? length - buffer->length : 0;
  if (buffer->limit == 0 || length <= buffer->limit)
    (void)make_room(buffer, more);
}

void aca__buffer_add(aca__buffer *buffer, const void *bytes, size_t length)
{
  if (!make_room(buffer, length))
    return;
  if (length > 0)
    memcpy(buffer->data + buffer->length, bytes, length);
  buffer->length += length;
  buffer->data[buffer->length] = '\0';
}

void aca__buffer_text(aca__buffer *buffer, const char *text)
{
  aca__buffer_add(buffer, text, strlen(text));
}

void aca__buffer_char(aca__buffer *buffer, char c)
{
  aca__buffer_add(buffer, &c, 1);
}

void aca__buffer_clear(aca__buffer *buffer)
{
  buffer->length = 0;
  buffer->failed = buffer->full = false;
  if (buffer->data != NULL)
    buffer->data[0] = '\0';
}

void aca__buffer_free(aca__buffer *buffer)
{
  if (buffer->secret && buffer->data != NULL)
    aca__wipe(buffer->data, buffer->capacity);
  free(buffer->data);
  *buffer = (aca__buffer){.limit = buffer->limit, .secret = buffer->secret};
}

void aca__wipe(void *memory, size_t size)
{
  if (size > 0)
    explicit_bzero(memory, size);
}
