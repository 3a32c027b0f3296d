/* Writing JSON. Reading it: test_json.c. */
#include <float.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "help.h"
#include "json.h"

static void strings_are_escaped(void **state)
{
  (void)state;
  static const struct {
    const char *text;
    const char *json;
  } cases[] = {
      {"", "\"\""},
      {"plain text / ' <>&", "\"plain text / ' <>&\""},
      {"\"\\\b\f\n\r\t", "\"\\\"\\\\\\b\\f\\n\\r\\t\""},
      {"\x01\x02\x0B\x0E\x1F\x7F", "\"\\u0001\\u0002\\u000b\\u000e\\u001f\x7F\""},
      {"a\nb", "\"a\\nb\""},
      {"\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80", "\"\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80\""},
  };
  for (size_t i = 0; i < COUNT(cases); i++) {
    aca__buffer out = {0};
    assert_true(aca__write_string(&(aca__writer){.out = &out}, cases[i].text));
    assert_string_equal(out.data, cases[i].json);
    aca__buffer_free(&out);
  }
}

static void every_control_character_comes_back(void **state)
{
  (void)state;
  char text[0x81];
  for (int c = 1; c <= 0x80; c++)
    text[c - 1] = (char)(c < 0x80 ? c : 0);
  aca__buffer out = {0};
  aca__arena arena = {0};
  struct cJSON *root = NULL;
  const char *message = NULL;
  aca__view view;
  assert_true(aca__write_string(&(aca__writer){.out = &out}, text));
  assert_int_equal(aca__json_parse(out.data, out.length, &arena, &root, &message), ACA_OK);
  aca__json_view(root, &view);
  assert_string_equal(view.text, text);
  aca__json_free(root);
  aca__arena_free(&arena);
  aca__buffer_free(&out);
}

static void other_bytes_than_utf8_are_told_and_left_out(void **state)
{
  (void)state;
  static const struct {
    const char *text;
    const char *json;
  } cases[] = {
      {"a\xFFz", "\"az\""},      {"\x80", "\"\""},        {"a\xC3", "\"a\""},
      {"\xC3(", "\"(\""},        {"\xED\xA0\x80x", "\"x\""}, {"\xC3\xA4\xFE", "\"\xC3\xA4\""},
  };
  for (size_t i = 0; i < COUNT(cases); i++) {
    aca__buffer out = {0};
    assert_false(aca__write_string(&(aca__writer){.out = &out}, cases[i].text));
    assert_string_equal(out.data, cases[i].json);
    aca__buffer_free(&out);
  }
}

static void names_that_are_not_utf8_are_told(void **state)
{
  (void)state;
  aca__buffer out = {0};
  aca__writer writer = {.out = &out};
  aca__write_open(&writer, '{');
  assert_true(aca__write_member(&writer, "a"));
  aca__write_null(&writer);
  assert_false(aca__write_member(&writer, "b\xFF"));
  aca__write_null(&writer);
  aca__write_close(&writer, '}');
  assert_string_equal(out.data, "{\"a\":null,\"b\":null}");
  aca__buffer_free(&out);
}

static void write_sample(aca__writer *w)
{
  aca__write_open(w, '{');
  aca__write_member(w, "list");
  aca__write_open(w, '[');
  aca__write_element(w);
  aca__write_int64(w, 1);
  aca__write_element(w);
  aca__write_open(w, '{');
  aca__write_close(w, '}');
  aca__write_element(w);
  aca__write_open(w, '[');
  aca__write_element(w);
  aca__write_null(w);
  aca__write_close(w, ']');
  aca__write_close(w, ']');
  aca__write_member(w, "no \"thing\"");
  aca__write_open(w, '[');
  aca__write_close(w, ']');
  aca__write_member(w, "yes");
  aca__write_boolean(w, true);
  aca__write_member(w, "no");
  aca__write_boolean(w, false);
  aca__write_close(w, '}');
}

static void compact_has_no_blanks(void **state)
{
  (void)state;
  aca__buffer out = {0};
  write_sample(&(aca__writer){.out = &out});
  assert_string_equal(out.data, "{\"list\":[1,{},[null]],\"no \\\"thing\\\"\":[],\"yes\":true,\"no\":false}");
  aca__buffer_free(&out);
}

static void indented_has_two_blanks_a_level(void **state)
{
  (void)state;
  aca__buffer out = {0};
  write_sample(&(aca__writer){.out = &out, .indented = true});
  assert_string_equal(out.data, "{\n"
                                "  \"list\": [\n"
                                "    1,\n"
                                "    {},\n"
                                "    [\n"
                                "      null\n"
                                "    ]\n"
                                "  ],\n"
                                "  \"no \\\"thing\\\"\": [],\n"
                                "  \"yes\": true,\n"
                                "  \"no\": false\n"
                                "}");
  aca__buffer_free(&out);
}

static void assert_int64(int64_t value, const char *expected)
{
  aca__buffer out = {0};
  aca__write_int64(&(aca__writer){.out = &out}, value);
  assert_string_equal(out.data, expected);
  aca__buffer_free(&out);
}

static void integers_are_written_whole(void **state)
{
  (void)state;
  assert_int64(0, "0");
  assert_int64(-1, "-1");
  assert_int64(INT64_C(9007199254740993), "9007199254740993");
  assert_int64(INT64_MAX, "9223372036854775807");
  assert_int64(INT64_MIN, "-9223372036854775808");
}

static void assert_double(double value, const char *expected)
{
  aca__buffer out = {0};
  aca__write_double(&(aca__writer){.out = &out}, value);
  assert_string_equal(out.data, expected);
  aca__buffer_free(&out);
}

static void doubles_are_written_short(void **state)
{
  (void)state;
  assert_double(0, "0");
  assert_double(-0.0, "-0");
  assert_double(0.25, "0.25");
  assert_double(0.1, "0.1");
  assert_double(-1.75, "-1.75");
  assert_double(100, "100");
  assert_double(1e15, "1e+15");
  assert_double(1e21, "1e+21");
  assert_double(1e-7, "1e-07");
  assert_double(0.1 + 0.2, "0.30000000000000004"); /* needs 17 digits */
  assert_double(5e-1 + 1e-16 * 2, "0.5000000000000002"); /* needs 16 */
  assert_double(9007199254740991.0, "9007199254740991");
  assert_double(DBL_MAX, "1.7976931348623157e+308");
}

static double strange_double(uint64_t *seed)
{
  double value;
  *seed ^= *seed << 13;
  *seed ^= *seed >> 7;
  *seed ^= *seed << 17;
  memcpy(&value, seed, sizeof value);
  return value;
}

static void doubles_come_back(void **state)
{
  (void)state;
  uint64_t seed = UINT64_C(88172645463325252);
  for (int i = 0; i < 20000; i++) {
    double value = strange_double(&seed);
    if (!(value <= DBL_MAX && value >= -DBL_MAX))
      continue;
    aca__buffer out = {0};
    aca__write_double(&(aca__writer){.out = &out}, value);
    double back = strtod(out.data, NULL);
    assert_memory_equal(&back, &value, sizeof value);
    aca__buffer_free(&out);
  }
}

/* Wherever the decimal point is a comma, JSON has a point all the same, in both directions. */
static void a_decimal_comma_stays_out(void **state)
{
  (void)state;
  static const char *const names[] = {"de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8", "es_ES.UTF-8", "nl_NL.UTF-8"};
  size_t i = 0;
  while (i < COUNT(names) && setlocale(LC_NUMERIC, names[i]) == NULL)
    i++;
  if (i == COUNT(names))
    skip();
  aca__arena arena = {0};
  aca__buffer out = {0};
  struct cJSON *root = NULL;
  const char *message = NULL;
  aca__view view;
  aca_status status = aca__json_parse("[0.5]", 5, &arena, &root, &message);
  if (status == ACA_OK) {
    aca__json_view(root, &view);
    aca__json_view(view.child, &view);
    aca__write_node(&(aca__writer){.out = &out}, root);
  }
  double number = 0;
  bool read = aca__read_double("-1.25e1", &number);
  bool comma = *localeconv()->decimal_point == ',';
  setlocale(LC_NUMERIC, "C");
  assert_true(comma);
  assert_true(read && number == -12.5);
  assert_int_equal(status, ACA_OK);
  assert_true(view.number > 0.4 && view.number < 0.6);
  assert_string_equal(out.data, "[0.5]");
  aca__json_free(root);
  aca__buffer_free(&out);
  aca__arena_free(&arena);
}

static void a_full_buffer_is_told(void **state)
{
  (void)state;
  for (size_t limit = 1; limit < 70; limit++) {
    aca__buffer out = {.limit = limit};
    write_sample(&(aca__writer){.out = &out});
    assert_true(out.failed ==
                (limit < strlen("{\"list\":[1,{},[null]],\"no \\\"thing\\\"\":[],\"yes\":true,\"no\":false}")));
    aca__buffer_free(&out);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(strings_are_escaped),
      cmocka_unit_test(every_control_character_comes_back),
      cmocka_unit_test(other_bytes_than_utf8_are_told_and_left_out),
      cmocka_unit_test(names_that_are_not_utf8_are_told),
      cmocka_unit_test(compact_has_no_blanks),
      cmocka_unit_test(indented_has_two_blanks_a_level),
      cmocka_unit_test(integers_are_written_whole),
      cmocka_unit_test(doubles_are_written_short),
      cmocka_unit_test(doubles_come_back),
      cmocka_unit_test(a_decimal_comma_stays_out),
      cmocka_unit_test(a_full_buffer_is_told),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
