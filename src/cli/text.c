#include "text.h"

#include <stdlib.h>
#include <string.h>

enum { SMALLEST = 64, CHUNK = 65536 };

bool cli_text_reserve(cli_text *text, size_t extra)
{
  if (text->failed || extra >= (size_t)-1 - text->length) {
    text->failed = true;
    return false;
  }
  size_t needed = text->length + extra + 1;
  if (needed <= text->capacity)
    return true;
  size_t capacity = text->capacity > needed / 2 ? 2 * text->capacity : needed;
  capacity = capacity > SMALLEST ? capacity : SMALLEST;
  char *data = realloc(text->data, capacity);
  if (data == NULL) {
    text->failed = true;
    return false;
  }
  text->data = data;
  text->capacity = capacity;
  return true;
}

void cli_text_add(cli_text *text, const char *bytes, size_t length)
{
  if (!cli_text_reserve(text, length))
    return;
  memcpy(text->data + text->length, bytes, length);
  text->length += length;
  text->data[text->length] = '\0';
}

void cli_text_put(cli_text *text, const char *string)
{
  cli_text_add(text, string, strlen(string));
}

void cli_text_char(cli_text *text, char c)
{
  cli_text_add(text, &c, 1);
}

void cli_text_repeat(cli_text *text, char c, size_t count)
{
  if (!cli_text_reserve(text, count))
    return;
  memset(text->data + text->length, c, count);
  text->length += count;
  text->data[text->length] = '\0';
}

void cli_text_vformat(cli_text *text, const char *format, va_list arguments)
{
  va_list again;
  va_copy(again, arguments);
  int length = vsnprintf(NULL, 0, format, arguments);
  if (length < 0)
    text->failed = true;
  else if (cli_text_reserve(text, (size_t)length)) {
    vsnprintf(text->data + text->length, (size_t)length + 1, format, again);
    text->length += (size_t)length;
  }
  va_end(again);
}

void cli_text_format(cli_text *text, const char *format, ...)
{
  va_list arguments;
  va_start(arguments, format);
  cli_text_vformat(text, format, arguments);
  va_end(arguments);
}

bool cli_text_read(cli_text *text, FILE *stream)
{
  size_t got;
  do {
    if (!cli_text_reserve(text, CHUNK))
      return true;
    got = fread(text->data + text->length, 1, CHUNK, stream);
    text->length += got;
    text->data[text->length] = '\0';
  } while (got > 0);
  return ferror(stream) == 0;
}

void cli_text_printable(cli_text *text, const char *bytes, size_t length)
{
  for (size_t i = 0; i < length; i++) {
    unsigned char c = (unsigned char)bytes[i];
    unsigned char next = i + 1 < length ? (unsigned char)bytes[i + 1] : 0;
    bool longer = c == 0xC2 && next >= 0x80 && next < 0xA0; /* U+0080 to U+009F */
    if (longer || c < 0x20 || c == 0x7F)
      cli_text_char(text, ' ');
    else
      cli_text_char(text, bytes[i]);
    i += longer;
  }
}

const char *cli_text_string(const cli_text *text)
{
  return text->data != NULL ? text->data : "";
}

void cli_text_free(cli_text *text)
{
  free(text->data);
  *text = (cli_text){0};
}
