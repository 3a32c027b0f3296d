#include "challenge.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base64.h"

/* RFC 9110, 11.6.1: challenges are separated by commas, as are the parameters of each, so a word that no '=' follows
 * begins a new one. */
typedef struct reader {
  const char *at;
  bool bearer; /* in a challenge of this scheme */
} reader;

static size_t word_length(const char *text)
{
  return strcspn(text, " \t,=\"");
}

static const char *skip(const char *text, const char *characters)
{
  return text + strspn(text, characters);
}

/* The value after '=', without quotes; moves past it. A backslash in quotes stands for the character after it, which no
 * base64 has, so it stays. */
static const char *read_value(reader *r, size_t *length)
{
  const char *value = skip(r->at + 1, " \t");
  if (*value == '"') {
    value++;
    *length = 0;
    while (value[*length] != '\0' && value[*length] != '"')
      *length += value[*length] == '\\' && value[*length + 1] != '\0' ? 2 : 1;
    r->at = value + *length + (value[*length] == '"');
  } else {
    *length = strcspn(value, " \t,");
    r->at = value + *length;
  }
  return value;
}

/* The next claims; NULL at the end. */
static const char *next_claims(reader *r, size_t *length)
{
  while (*(r->at = skip(r->at, " \t,")) != '\0') {
    const char *word = r->at;
    size_t size = word_length(word);
    r->at = skip(word + size, " \t");
    if (*r->at == '=') {
      const char *value = read_value(r, length);
      if (r->bearer && size == 6 && strncasecmp(word, "claims", 6) == 0 && *length > 0)
        return value;
    } else {
      r->bearer = size == 6 && strncasecmp(word, "Bearer", 6) == 0;
      r->at += size == 0; /* a quote astray */
    }
  }
  return NULL;
}

static aca_status decode(const char *text, size_t length, aca__buffer *claims)
{
  unsigned char *bytes = NULL;
  size_t count = 0;
  aca_status status = aca__base64_decode_any(text, length, &bytes, &count);
  if (status == ACA_OK && memchr(bytes, '\0', count) == NULL && count > 0)
    aca__buffer_add(claims, bytes, count);
  else if (status != ACA_ERROR_MEMORY)
    status = ACA_DONE;
  free(bytes);
  return claims->failed ? ACA_ERROR_MEMORY : status;
}

aca_status aca__challenge_claims(const aca_response *response, aca__buffer *claims)
{
  const char *name, *value, *text;
  size_t length;
  for (size_t i = 0; aca_response_header_at(response, i, &name, &value); i++) {
    if (strcasecmp(name, "WWW-Authenticate") != 0)
      continue;
    reader r = {.at = value};
    while ((text = next_claims(&r, &length)) != NULL) {
      aca_status status = decode(text, length, claims);
      if (status != ACA_DONE)
        return status;
    }
  }
  return ACA_DONE;
}
