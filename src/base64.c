#include "base64.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "buffer.h"

/* The digits, and what stands for no digit. */
enum { PADDING = 64 };
static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=";

/* The six bits of `c`, or -1. */
static int six_bits(char c)
{
  const char *found = c != '\0' ? strchr(alphabet, c) : NULL;
  return found != NULL && *found != '=' ? (int)(found - alphabet) : -1;
}

aca_status aca_base64_decode(const char *text, unsigned char **bytes, size_t *length)
{
  if (text == NULL || bytes == NULL || length == NULL)
    return ACA_ERROR_ARGUMENT;
  size_t size = strlen(text);
  if (size % 4 != 0)
    return ACA_ERROR_ARGUMENT;
  size_t padding = size == 0 ? 0 : (size_t)(text[size - 1] == '=') + (size_t)(strcmp(text + size - 2, "==") == 0);
  unsigned char *out = malloc(size / 4 * 3 + 1);
  if (out == NULL)
    return ACA_ERROR_MEMORY;
  size_t written = 0;
  uint32_t bits = 0;
  for (size_t i = 0; i < size; i++) {
    int value = i < size - padding ? six_bits(text[i]) : 0;
    if (value < 0) {
      free(out);
      return ACA_ERROR_ARGUMENT;
    }
    bits = bits << 6 | (uint32_t)value;
    if (i % 4 == 3) {
      out[written++] = (unsigned char)(bits >> 16);
      out[written++] = (unsigned char)(bits >> 8);
      out[written++] = (unsigned char)bits;
    }
  }
  *length = written - padding;
  out[*length] = '\0';
  *bytes = out;
  return ACA_OK;
}

static char standard(char c)
{
  switch (c) {
  case '-': return '+';
  case '_': return '/';
  default: return c;
  }
}

aca_status aca__base64_decode_any(const char *text, size_t length, unsigned char **bytes, size_t *count)
{
  aca__buffer whole = {.secret = true};
  while (length > 0 && text[length - 1] == '=')
    length--;
  for (size_t i = 0; i < length; i++)
    aca__buffer_char(&whole, standard(text[i]));
  while (whole.length % 4 != 0 && !whole.failed)
    aca__buffer_char(&whole, '=');
  aca_status status = whole.failed ? ACA_ERROR_MEMORY
                                   : aca_base64_decode(whole.data != NULL ? whole.data : "", bytes, count);
  aca__buffer_free(&whole);
  return status;
}

aca_status aca_base64_encode(const void *bytes, size_t length, char **text)
{
  const unsigned char *in = bytes;
  if ((in == NULL && length > 0) || text == NULL || length > SIZE_MAX / 2)
    return ACA_ERROR_ARGUMENT;
  char *out = malloc((length + 2) / 3 * 4 + 1);
  if (out == NULL)
    return ACA_ERROR_MEMORY;
  size_t written = 0;
  for (size_t i = 0; i < length; i += 3) {
    size_t left = length - i;
    uint32_t bits = (uint32_t)in[i] << 16 | (left > 1 ? (uint32_t)in[i + 1] << 8 : 0) | (left > 2 ? in[i + 2] : 0);
    out[written++] = alphabet[bits >> 18];
    out[written++] = alphabet[bits >> 12 & 63];
    out[written++] = alphabet[left > 1 ? bits >> 6 & 63 : PADDING];
    out[written++] = alphabet[left > 2 ? bits & 63 : PADDING];
  }
  out[written] = '\0';
  *text = out;
  return ACA_OK;
}

aca_status aca_base64url_decode(const char *text, unsigned char **bytes, size_t *length)
{
  if (text == NULL || bytes == NULL || length == NULL)
    return ACA_ERROR_ARGUMENT;
  return aca__base64_decode_any(text, strlen(text), bytes, length);
}

static char of_urls(char c)
{
  switch (c) {
  case '+': return '-';
  case '/': return '_';
  default: return c;
  }
}

aca_status aca_base64url_encode(const void *bytes, size_t length, char **text)
{
  aca_status status = aca_base64_encode(bytes, length, text);
  if (status != ACA_OK)
    return status;
  char *c = *text;
  for (; *c != '\0' && *c != '='; c++)
    *c = of_urls(*c);
  *c = '\0';
  return ACA_OK;
}
