#include "buffer.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

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
  size_t capacity = buffer->capacity != 0 ? buffer->capacity : 256;
  while (capacity <= buffer->length + more)
    capacity *= 2;
  if (buffer->limit != 0 && capacity - 1 > buffer->limit)
    capacity = buffer->limit + 1;
  char *data = realloc(buffer->data, capacity);
  if (data == NULL) {
    buffer->failed = true;
    return false;
  }
  buffer->data = data;
  buffer->capacity = capacity;
  return true;
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
  free(buffer->data);
  *buffer = (aca__buffer){.limit = buffer->limit};
}

void aca__wipe(void *memory, size_t size)
{
  volatile unsigned char *byte = memory;
  while (size-- > 0)
    *byte++ = 0;
}
