#include "json_scan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "help.h"
#include "json.h"

static void assert_scans(const char *text)
{
  aca__scan scan = {.text = (const unsigned char *)text, .length = strlen(text)};
  if (!aca__scan_text(&scan))
    fail_msg("%s: %s at byte %zu", text, scan.fault, scan.at);
}

static void assert_fault(const char *text, const char *fault, size_t at)
{
  aca__scan scan = {.text = (const unsigned char *)text, .length = strlen(text)};
  if (aca__scan_text(&scan) || strcmp(scan.fault, fault) != 0 || scan.at != at)
    fail_msg("%s: %s at byte %zu", text, scan.fault != NULL ? scan.fault : "no fault", scan.at);
}

static void all_of_rfc_8259_is_read(void **state)
{
  (void)state;
  static const char *const texts[] = {
      "null", "true", "false", "0", "-0", "1", "-1", "10", "0.5", "-0.5", "1e5", "1E5", "1e+5", "1e-05", "0e0",
      "1.25e100", "\"\"", "\"a\"", "\"\\u0041\\ud83d\\ude00\\/\"", "[]", "[ ]", "[1]", "[1,2]", "{}", "{ }",
      "{\"a\":1}", " \t\n\r{ \"a\" : [ 1 , { } ] , \"b\" : \"\" } \t\n\r",
  };
  for (size_t i = 0; i < COUNT(texts); i++)
    assert_scans(texts[i]);
}

static void each_fault_is_named(void **state)
{
  (void)state;
  assert_fault("", "the text ends too early", 0);
  assert_fault("[1,", "the text ends too early", 3);
  assert_fault("\"a", "the text ends in a string", 2);
  assert_fault("\"a\nb\"", "a control character in a string", 2);
  assert_fault("\"\xFF\"", "not UTF-8", 1);
  assert_fault("\"\\q\"", "an unknown escape", 3);
  assert_fault("\"\\u00zz\"", "an unknown escape", 5);
  assert_fault("\"\\u0000\"", "a NUL character in a string", 7);
  assert_fault("\"\\ud800\"", "half a surrogate pair", 7);
  assert_fault("\"\\udc00\"", "half a surrogate pair", 7);
  assert_fault("x", "not a value", 0);
  assert_fault("01", "a number with a zero at its start", 2);
  assert_fault("1.", "a number without digits after its point", 2);
  assert_fault("1e", "a number without digits in its exponent", 2);
  assert_fault("{1}", "a member's name is missing", 1);
  assert_fault("{\"a\"}", "a colon is missing", 4);
  assert_fault("[1 1]", "a comma is missing", 3);
  assert_fault("1 1", "something follows the value", 2);
}

typedef struct sighting {
  size_t count;
  size_t ordinals[8];
  char digits[8][80];
  size_t stop_after; /* 0: never */
} sighting;

static bool note(void *data, size_t ordinal, const char *digits, size_t length)
{
  sighting *seen = data;
  assert_true(seen->count < 8 && length < 80);
  seen->ordinals[seen->count] = ordinal;
  memcpy(seen->digits[seen->count], digits, length);
  seen->digits[seen->count++][length] = '\0';
  return seen->count != seen->stop_after;
}

static const char numbers[] = "[1,1234567890123456,{\"a\":2,\"b\":1e100},123456789012345,[0.1234567890123456],1e99]";

static void wide_numbers_are_told_with_their_place(void **state)
{
  (void)state;
  sighting seen = {0};
  aca__scan scan = {
      .text = (const unsigned char *)numbers, .length = sizeof numbers - 1, .wide = note, .data = &seen};
  assert_true(aca__scan_text(&scan));
  assert_int_equal(seen.count, 3);
  assert_int_equal(seen.ordinals[0], 1);
  assert_string_equal(seen.digits[0], "1234567890123456");
  assert_int_equal(seen.ordinals[1], 3);
  assert_string_equal(seen.digits[1], "1e100");
  assert_int_equal(seen.ordinals[2], 5);
  assert_string_equal(seen.digits[2], "0.1234567890123456");
}

static void the_listener_can_end_the_scan(void **state)
{
  (void)state;
  sighting seen = {.stop_after = 2};
  aca__scan scan = {
      .text = (const unsigned char *)numbers, .length = sizeof numbers - 1, .wide = note, .data = &seen};
  assert_false(aca__scan_text(&scan));
  assert_null(scan.fault);
  assert_int_equal(seen.count, 2);
}

/* The length of the sequence as its definition has it: what an encoder would write for some code point. */
static size_t reference_length(const unsigned char *text, size_t left)
{
  static const uint32_t first[] = {0, 0, 0x80, 0x800, 0x10000};
  size_t length = text[0] < 0x80 ? 1 : text[0] >> 5 == 6 ? 2 : text[0] >> 4 == 14 ? 3 : text[0] >> 3 == 30 ? 4 : 0;
  if (length < 2 || length > left)
    return length == 1;
  uint32_t point = text[0] & (0x7Fu >> length);
  for (size_t i = 1; i < length; i++) {
    if (text[i] >> 6 != 2)
      return 0;
    point = point << 6 | (text[i] & 0x3F);
  }
  return point < first[length] || point > 0x10FFFF || (point >= 0xD800 && point < 0xE000) ? 0 : length;
}

static void utf8_is_told_from_other_bytes(void **state)
{
  (void)state;
  static const unsigned char followers[] = {0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xFF};
  for (int lead = 0; lead < 256; lead++)
    for (size_t a = 0; a < COUNT(followers); a++)
      for (size_t b = 0; b < COUNT(followers); b++)
        for (size_t c = 0; c < COUNT(followers); c++)
          for (size_t left = 1; left <= 4; left++) {
            const unsigned char text[] = {(unsigned char)lead, followers[a], followers[b], followers[c]};
            assert_int_equal(aca__utf8_sequence(text, left), reference_length(text, left));
          }
}

/* `part` must be seen wherever it begins in a text of otherwise harmless letters. */
static void assert_seen_everywhere(const char *part)
{
  enum { SIZE = 600 };
  for (size_t at = 0; at + strlen(part) <= SIZE; at++) {
    char text[SIZE];
    memset(text, 'a', SIZE);
    memcpy(text + at, part, strlen(part));
    if (!aca__needs_scan(text, SIZE))
      fail_msg("\"%s\" is overlooked at byte %zu", part, at);
  }
}

static void what_needs_a_scan_is_seen_wherever_it_is(void **state)
{
  (void)state;
  assert_seen_everywhere("\\");
  assert_seen_everywhere("\n");
  assert_seen_everywhere("\x1F");
  assert_seen_everywhere("\x80");
  assert_seen_everywhere("\xC3\xA4");
  assert_seen_everywhere("1234567890123456");
  assert_seen_everywhere("0.123456789012345");
  assert_seen_everywhere("123456789012345.6");
}

static void many_open_brackets_need_a_scan(void **state)
{
  (void)state;
  char text[3 * ACA__JSON_DEPTH + 3];
  for (size_t count = 0; count <= 3 * ACA__JSON_DEPTH; count++) {
    memset(text, 'a', sizeof text);
    for (size_t i = 0; i < count; i++)
      text[i] = i % 2 != 0 ? '{' : '[';
    assert_true(aca__needs_scan(text, sizeof text) == (count > ACA__JSON_DEPTH));
  }
}

static void plain_texts_need_none(void **state)
{
  (void)state;
  static const char text[] =
      "{\"id\": \"/subscriptions/651f8027-33e8-4ec4-97b4-f6e9f3dc8744\", \"port\": 80, \"cpu\": 0.25, "
      "\"at\": \"2022-07-14T19:22:50.3080223Z\", \"list\": [1, 2, 123456789012345, null, true]}";
  assert_false(aca__needs_scan(text, sizeof text - 1));
  assert_false(aca__needs_scan("", 0));
  for (size_t length = 0; length < sizeof text; length++)
    assert_false(aca__needs_scan(text, length > 0 ? length - 1 : 0));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(all_of_rfc_8259_is_read),
      cmocka_unit_test(each_fault_is_named),
      cmocka_unit_test(wide_numbers_are_told_with_their_place),
      cmocka_unit_test(the_listener_can_end_the_scan),
      cmocka_unit_test(utf8_is_told_from_other_bytes),
      cmocka_unit_test(what_needs_a_scan_is_seen_wherever_it_is),
      cmocka_unit_test(many_open_brackets_need_a_scan),
      cmocka_unit_test(plain_texts_need_none),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
