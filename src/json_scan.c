#include "json_scan.h"

#include <ctype.h>
#include <string.h>

#include "json.h"

/* cJSON keeps a number's text in a buffer of 64 bytes. */
enum { LONGEST_NUMBER = ACA__NUMBER_SIZE - 1 };

typedef aca__scan scan;

static bool fail(scan *s, const char *fault)
{
  if (s->fault == NULL)
    s->fault = fault;
  return false;
}

static int peek(const scan *s)
{
  return s->at < s->length ? s->text[s->at] : -1;
}

static void skip_blanks(scan *s)
{
  while (peek(s) == ' ' || peek(s) == '\t' || peek(s) == '\n' || peek(s) == '\r')
    s->at++;
}

size_t aca__utf8_sequence(const unsigned char *text, size_t left)
{
  unsigned char c = text[0];
  size_t length = c < 0x80 ? 1 : c >= 0xC2 && c < 0xE0 ? 2 : c >= 0xE0 && c < 0xF0 ? 3 : c >= 0xF0 && c < 0xF5 ? 4 : 0;
  if (length == 0 || length > left)
    return 0;
  for (size_t i = 1; i < length; i++)
    if ((text[i] & 0xC0) != 0x80)
      return 0;
  if ((c == 0xE0 && text[1] < 0xA0) || (c == 0xED && text[1] > 0x9F) || (c == 0xF0 && text[1] < 0x90) ||
      (c == 0xF4 && text[1] > 0x8F))
    return 0;
  return length;
}

/* Four hexadecimal digits, or -1. */
static int hex4(scan *s)
{
  int value = 0;
  for (int i = 0; i < 4; i++, s->at++) {
    int c = peek(s);
    if (c < 0 || !isxdigit(c))
      return -1;
    value = value * 16 + (c <= '9' ? c - '0' : (c | 32) - 'a' + 10);
  }
  return value;
}

static bool scan_escape(scan *s)
{
  int c = peek(s);
  s->at++;
  if (c != 'u')
    return c > 0 && strchr("\"\\/bfnrt", c) != NULL ? true : fail(s, "an unknown escape");
  int unit = hex4(s);
  if (unit < 0)
    return fail(s, "an unknown escape");
  if (unit == 0)
    return fail(s, "a NUL character in a string");
  if (unit < 0xD800 || unit > 0xDFFF)
    return true;
  if (unit > 0xDBFF || peek(s) != '\\')
    return fail(s, "half a surrogate pair");
  s->at++;
  if (peek(s) != 'u')
    return fail(s, "half a surrogate pair");
  s->at++;
  unit = hex4(s);
  return unit >= 0xDC00 && unit <= 0xDFFF ? true : fail(s, "half a surrogate pair");
}

/* A character that stands for itself in a string. */
static bool is_plain(unsigned char c)
{
  return c >= 0x20 && c < 0x80 && c != '"' && c != '\\';
}

static bool scan_string(scan *s)
{
  for (s->at++;;) {
    while (s->at < s->length && is_plain(s->text[s->at]))
      s->at++;
    int c = peek(s);
    if (c == '"')
      break;
    if (c < 0)
      return fail(s, "the text ends in a string");
    if (c < 0x20)
      return fail(s, "a control character in a string");
    size_t length = aca__utf8_sequence(s->text + s->at, s->length - s->at);
    if (length == 0)
      return fail(s, "not UTF-8");
    s->at += length;
    if (c == '\\' && !scan_escape(s))
      return false;
  }
  s->at++;
  return true;
}

static size_t digits(scan *s)
{
  size_t start = s->at;
  while (peek(s) >= '0' && peek(s) <= '9')
    s->at++;
  return s->at - start;
}

static bool scan_number(scan *s)
{
  size_t start = s->at;
  if (peek(s) == '-')
    s->at++;
  bool zero = peek(s) == '0';
  size_t significant = digits(s);
  if (significant == 0)
    return fail(s, "not a value");
  if (zero && significant > 1)
    return fail(s, "a number with a zero at its start");
  if (peek(s) == '.') {
    s->at++;
    size_t fraction = digits(s);
    if (fraction == 0)
      return fail(s, "a number without digits after its point");
    significant += fraction;
  }
  bool wide = significant > ACA__DIGITS_OF_DOUBLE;
  if (peek(s) == 'e' || peek(s) == 'E') {
    s->at++;
    if (peek(s) == '-' || peek(s) == '+')
      s->at++;
    size_t exponent = digits(s);
    if (exponent == 0)
      return fail(s, "a number without digits in its exponent");
    wide = wide || exponent > 2; /* perhaps out of range */
  }
  if (s->at - start > LONGEST_NUMBER)
    return fail(s, "a number of more than 63 characters");
  size_t ordinal = s->ordinal++;
  if (wide && s->wide != NULL && !s->wide(s->data, ordinal, (const char *)s->text + start, s->at - start))
    return fail(s, NULL);
  return true;
}

static bool scan_word(scan *s, const char *word)
{
  size_t length = strlen(word);
  if (s->length - s->at < length || memcmp(s->text + s->at, word, length) != 0)
    return fail(s, "not a value");
  s->at += length;
  return true;
}

static bool scan_value(scan *s, unsigned depth);

static bool scan_member(scan *s, unsigned depth)
{
  if (peek(s) != '"')
    return fail(s, "a member's name is missing");
  if (!scan_string(s))
    return false;
  skip_blanks(s);
  if (peek(s) != ':')
    return fail(s, "a colon is missing");
  s->at++;
  return scan_value(s, depth);
}

static bool scan_list(scan *s, unsigned depth, int close)
{
  if (depth >= ACA__JSON_DEPTH)
    return fail(s, "nested too deeply");
  s->at++;
  skip_blanks(s);
  if (peek(s) == close) {
    s->at++;
    return true;
  }
  for (;;) {
    skip_blanks(s);
    if (!(close == '}' ? scan_member(s, depth + 1) : scan_value(s, depth + 1)))
      return false;
    skip_blanks(s);
    int c = peek(s);
    if (c == close || c == ',')
      s->at++;
    if (c == close)
      return true;
    if (c != ',')
      return fail(s, c < 0 ? "the text ends too early" : "a comma is missing");
  }
}

static bool scan_value(scan *s, unsigned depth)
{
  skip_blanks(s);
  switch (peek(s)) {
  case -1: return fail(s, "the text ends too early");
  case '{': return scan_list(s, depth, '}');
  case '[': return scan_list(s, depth, ']');
  case '"': return scan_string(s);
  case 't': return scan_word(s, "true");
  case 'f': return scan_word(s, "false");
  case 'n': return scan_word(s, "null");
  default: return scan_number(s);
  }
}

bool aca__scan_text(aca__scan *s)
{
  if (!scan_value(s, 0))
    return false;
  skip_blanks(s);
  return s->at == s->length ? true : fail(s, "something follows the value");
}

bool aca__is_number(const char *text)
{
  scan s = {.text = (const unsigned char *)text, .length = strlen(text)};
  return text[strspn(text, "+-.0123456789Ee")] == '\0' && aca__scan_text(&s);
}

/* What a glance at some bytes shows; 255 bytes at most, so that a compiler can do sixteen at a time. */
typedef struct glance {
  unsigned char bits;     /* set in any of them */
  unsigned char brackets; /* that open */
  unsigned char odd;      /* control characters and backslashes */
} glance;

static glance glance_at(const unsigned char *text, size_t length)
{
  glance seen = {0};
  for (size_t i = 0; i < length; i++) {
    seen.bits |= text[i];
    seen.brackets = (unsigned char)(seen.brackets + ((text[i] | 0x20) == '{'));
    seen.odd = (unsigned char)(seen.odd + ((text[i] < 0x20) | (text[i] == '\\')));
  }
  return seen;
}

static bool is_digit_or_point(unsigned char c)
{
  return (c >= '0' && c <= '9') || c == '.';
}

/* Whether there is a run of digits that a double may not hold: it would cover one of the places looked at. */
static bool has_long_number(const unsigned char *text, size_t length)
{
  for (size_t i = ACA__DIGITS_OF_DOUBLE; i < length; i += ACA__DIGITS_OF_DOUBLE + 1) {
    size_t first = i, last = i;
    if (!is_digit_or_point(text[i]))
      continue;
    while (first > 0 && is_digit_or_point(text[first - 1]))
      first--;
    while (last + 1 < length && is_digit_or_point(text[last + 1]))
      last++;
    if (last - first >= ACA__DIGITS_OF_DOUBLE)
      return true;
  }
  return false;
}

/* Whether the text has anything that cJSON would lose or that is not safe to give it. It lets numbers such as 01 and
 * 1. pass, which is harmless: to look at every number, and not mistake the times in strings for some, takes a full
 * scan, and that would cost as much as parsing. */
bool aca__needs_scan(const char *bytes, size_t length)
{
  const unsigned char *text = (const unsigned char *)bytes;
  enum { BLOCK = 128 };
  size_t brackets = 0;
  for (size_t at = 0; at < length; at += BLOCK) {
    glance seen = length - at >= BLOCK ? glance_at(text + at, BLOCK) : glance_at(text + at, length - at);
    brackets += seen.brackets;
    if ((seen.bits & 0x80) != 0 || seen.odd > 0 || brackets > ACA__JSON_DEPTH)
      return true;
  }
  return has_long_number(text, length);
}
