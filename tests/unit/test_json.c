/* Reading JSON. Writing it: test_json_write.c. */
#include "json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "help.h"

/* Parses `length` bytes in memory of just that size; the message goes to `message`, "" on success. */
static aca_status parse(const char *text, size_t length, struct cJSON **root, char *message, size_t size)
{
  aca__arena arena = {0};
  const char *said = "";
  char *exact = malloc(length != 0 ? length : 1);
  assert_non_null(exact);
  memcpy(exact, text, length);
  *root = NULL;
  aca_status status = aca__json_parse(exact, length, &arena, root, &said);
  snprintf(message, size, "%s", status != ACA_OK ? said : "");
  assert_true((status == ACA_OK) == (*root != NULL));
  free(exact);
  aca__arena_free(&arena);
  return status;
}

static void assert_reads_bytes(const char *text, size_t length, const char *written)
{
  char message[200];
  struct cJSON *root;
  if (parse(text, length, &root, message, sizeof message) != ACA_OK)
    fail_msg("%s: %s", text, message);
  aca__buffer out = {0};
  aca__write_node(&(aca__writer){.out = &out}, root);
  assert_string_equal(out.data, written);
  aca__buffer_free(&out);
  aca__json_free(root);
}

static void assert_reads(const char *text, const char *written)
{
  assert_reads_bytes(text, strlen(text), written);
}

static void assert_refused_bytes(const char *text, size_t length, const char *fault, size_t at)
{
  char message[200], expected[200];
  struct cJSON *root;
  aca_status status = parse(text, length, &root, message, sizeof message);
  snprintf(expected, sizeof expected, "not JSON: %s at byte %zu", fault, at);
  if (status != ACA_ERROR_DECODE || strcmp(message, expected) != 0)
    fail_msg("%s: \"%s\" instead of \"%s\"", text, message, expected);
}

static void assert_refused(const char *text, const char *fault, size_t at)
{
  assert_refused_bytes(text, strlen(text), fault, at);
}

static void values_are_read(void **state)
{
  (void)state;
  assert_reads("null", "null");
  assert_reads("true", "true");
  assert_reads("false", "false");
  assert_reads("0", "0");
  assert_reads("\"\"", "\"\"");
  assert_reads("[]", "[]");
  assert_reads("{}", "{}");
  assert_reads(" \t\r\n[ 1 ,\t2 ]\r\n", "[1,2]");
  assert_reads("{ \"a\" : { \"b\" : [ null , true , \"c\" , { } , [ ] ] } , \"\" : -1.5 }",
               "{\"a\":{\"b\":[null,true,\"c\",{},[]]},\"\":-1.5}");
  assert_reads("{\"a\":1,\"a\":2}", "{\"a\":1,\"a\":2}");
  assert_reads("[1] ", "[1]");
}

static void a_view_lays_a_node_open(void **state)
{
  (void)state;
  static const char text[] = "{\"n\":null,\"t\":true,\"f\":false,\"d\":-2.5,\"s\":\"x\",\"a\":[1,2,3],\"o\":{}}";
  static const aca__kind kinds[] = {ACA__NULL, ACA__BOOLEAN, ACA__BOOLEAN, ACA__NUMBER, ACA__STRING, ACA__ARRAY,
                                    ACA__OBJECT};
  static const char *const names[] = {"n", "t", "f", "d", "s", "a", "o"};
  char message[200];
  struct cJSON *root;
  assert_int_equal(parse(text, sizeof text - 1, &root, message, sizeof message), ACA_OK);
  aca__view view;
  aca__json_view(root, &view);
  assert_int_equal(view.kind, ACA__OBJECT);
  assert_null(view.name);
  assert_int_equal(aca__json_count(root), COUNT(kinds));
  aca__node *node = view.child;
  for (size_t i = 0; i < COUNT(kinds); i++, node = view.next) {
    assert_non_null(node);
    aca__json_view(node, &view);
    assert_int_equal(view.kind, kinds[i]);
    assert_string_equal(view.name, names[i]);
    assert_true(view.boolean == (i == 1));
    assert_true(i != 3 || (view.number < -2.4 && view.number > -2.6 && view.text == NULL));
    assert_true(i != 4 || strcmp(view.text, "x") == 0);
    assert_int_equal(aca__json_count(node), i == 5 ? 3 : 0);
  }
  assert_null(node);
  aca__json_free(root);
}

static void kinds_have_texts(void **state)
{
  (void)state;
  assert_string_equal(aca__kind_text(ACA__NULL), "null");
  assert_string_equal(aca__kind_text(ACA__BOOLEAN), "a boolean");
  assert_string_equal(aca__kind_text(ACA__NUMBER), "a number");
  assert_string_equal(aca__kind_text(ACA__STRING), "a string");
  assert_string_equal(aca__kind_text(ACA__ARRAY), "an array");
  assert_string_equal(aca__kind_text(ACA__OBJECT), "an object");
}

static void a_byte_order_mark_is_passed_over(void **state)
{
  (void)state;
  assert_reads("\xEF\xBB\xBF{\"a\":1}", "{\"a\":1}");
  assert_refused("\xEF\xBB\xBF", "the text ends too early", 3);
  assert_refused("\xEF\xBB\xBF{\"a\"}", "a colon is missing", 7);
  assert_refused("\xEF\xBB\xBF\xEF\xBB\xBF{}", "not a value", 3);
  assert_refused("\xEF\xBB", "not a value", 0);
  assert_refused("{}\xEF\xBB\xBF", "something follows the value", 2);
}

static void an_empty_text_is_refused(void **state)
{
  (void)state;
  assert_refused("", "the text ends too early", 0);
  assert_refused("  \n", "the text ends too early", 3);
}

static void every_cut_of_a_text_is_refused(void **state)
{
  (void)state;
  static const char text[] =
      "{\"a\":[1,-2.5e3,12345678901234567890,true,false,null],\"b\\u00e4\\ud83d\\ude00\":\"\xC3\xA4\xE2\x82\xAC"
      "\xF0\x9F\x98\x80\\n\",\"c\":{\"d\":{}}}";
  for (size_t length = 0; length < sizeof text - 1; length++) {
    char message[200];
    struct cJSON *root;
    assert_int_equal(parse(text, length, &root, message, sizeof message), ACA_ERROR_DECODE);
    assert_contains(message, "not JSON: ");
  }
  assert_reads(text, "{\"a\":[1,-2500,12345678901234567890,true,false,null],\"b\xC3\xA4\xF0\x9F\x98\x80\":\"\xC3\xA4"
                     "\xE2\x82\xAC\xF0\x9F\x98\x80\\n\",\"c\":{\"d\":{}}}");
}

static void what_follows_the_value_is_refused(void **state)
{
  (void)state;
  assert_refused("{} {}", "something follows the value", 3);
  assert_refused("[],", "something follows the value", 2);
  assert_refused("1 2", "something follows the value", 2);
  assert_refused("{}}", "something follows the value", 2);
  assert_refused("nullnull", "something follows the value", 4);
  assert_refused("{}\f", "something follows the value", 2);
  assert_refused_bytes("{}\0", 3, "something follows the value", 2);
}

static void faults_name_the_byte(void **state)
{
  (void)state;
  assert_refused("{\"a\" 1}", "a colon is missing", 5);
  assert_refused("{a:1}", "a member's name is missing", 1);
  assert_refused("{\"a\":1,}", "a member's name is missing", 7);
  assert_refused("{1:2}", "a member's name is missing", 1);
  assert_refused("[1 2]", "a comma is missing", 3);
  assert_refused("[1}", "a comma is missing", 2);
  assert_refused("[1,]", "not a value", 3);
  assert_refused("[,1]", "not a value", 1);
  assert_refused("[1", "the text ends too early", 2);
  assert_refused("{\"a\":", "the text ends too early", 5);
  assert_refused("{\"a", "the text ends in a string", 3);
  assert_refused("truf", "not a value", 0);
  assert_refused("[nul]", "not a value", 1);
  assert_refused("[True]", "not a value", 1);
  assert_refused("[NaN]", "not a value", 1);
  assert_refused("[Infinity]", "not a value", 1);
  assert_refused("['a']", "not a value", 1);
  assert_refused("[/*x*/1]", "not a value", 1);
  assert_refused("<html>", "not a value", 0);
}

static void assert_depth(size_t depth, char open, char close, bool read)
{
  char *text = malloc(2 * depth * 5 + 1);
  assert_non_null(text);
  size_t length = 0, mark = 0;
  for (size_t i = 0; i < depth; i++) {
    mark = i == ACA__JSON_DEPTH ? length : mark;
    text[length++] = open;
    if (open == '{' && i + 1 < depth) {
      memcpy(text + length, "\"a\":", 4);
      length += 4;
    }
  }
  memset(text + length, close, depth);
  length += depth;
  text[length] = '\0';
  if (read)
    assert_reads(text, text);
  else
    assert_refused(text, "nested too deeply", mark);
  free(text);
}

static void nesting_ends_at_128(void **state)
{
  (void)state;
  static const size_t deep[] = {129, 1000, 100000};
  assert_depth(1, '[', ']', true);
  assert_depth(128, '[', ']', true);
  assert_depth(128, '{', '}', true);
  for (size_t i = 0; i < COUNT(deep); i++) {
    assert_depth(deep[i], '[', ']', false);
    assert_depth(deep[i], '{', '}', false);
  }
}

static void many_brackets_are_not_depth(void **state)
{
  (void)state;
  char text[2 + 300 * 3] = "[";
  for (int i = 0; i < 300; i++)
    strcat(text, i > 0 ? ",[]" : "[]");
  strcat(text, "]");
  assert_reads(text, text);
}

static void nul_bytes_are_refused(void **state)
{
  (void)state;
  assert_refused_bytes("\0", 1, "not a value", 0);
  assert_refused_bytes("[\0]", 3, "not a value", 1);
  assert_refused_bytes("[1\0]", 4, "a comma is missing", 2);
  assert_refused_bytes("{\"a\":\"b\0c\"}", 11, "a control character in a string", 7);
  assert_refused_bytes("{\"a\0\":1}", 8, "a control character in a string", 3);
  assert_refused("[\"a\\u0000b\"]", "a NUL character in a string", 9);
  assert_refused("{\"\\u0000\":1}", "a NUL character in a string", 8);
}

static void control_characters_are_refused(void **state)
{
  (void)state;
  for (int c = 1; c < 0x20; c++) {
    char text[] = {'[', '"', 'a', (char)c, '"', ']', '\0'};
    assert_refused(text, "a control character in a string", 3);
    if (strchr("\t\n\r", c) == NULL)
      assert_refused((char[]){'[', (char)c, '1', ']', '\0'}, "not a value", 1);
  }
  assert_reads("[\"\x7F\"]", "[\"\x7F\"]");
}

static void other_bytes_than_utf8_are_refused(void **state)
{
  (void)state;
  static const char *const bad[] = {
      "\x80",             /* a follower by itself */
      "\xBF",
      "\xC3",             /* cut short */
      "\xE2\x82",
      "\xF0\x9F\x98",
      "\xC0\x80",         /* overlong */
      "\xC1\xBF",
      "\xE0\x80\x80",
      "\xE0\x9F\xBF",
      "\xF0\x80\x80\x80",
      "\xF0\x8F\xBF\xBF",
      "\xED\xA0\x80",     /* surrogates */
      "\xED\xBF\xBF",
      "\xF4\x90\x80\x80", /* beyond U+10FFFF */
      "\xF5\x80\x80\x80",
      "\xF8\x88\x80\x80\x80",
      "\xFE",
      "\xFF",
      "\xC3\x28",         /* a wrong follower */
      "\xE2\x28\xA1",
      "\xF0\x9F\x28\x80",
  };
  for (size_t i = 0; i < COUNT(bad); i++) {
    char text[32];
    snprintf(text, sizeof text, "[\"a%s\"]", bad[i]);
    assert_refused(text, "not UTF-8", 3);
    snprintf(text, sizeof text, "{\"%s\":1}", bad[i]);
    assert_refused(text, "not UTF-8", 2);
  }
}

static void every_good_sequence_is_read(void **state)
{
  (void)state;
  static const char *const good[] = {"\xC2\x80",     "\xDF\xBF",     "\xE0\xA0\x80",     "\xED\x9F\xBF",
                                     "\xEE\x80\x80", "\xEF\xBF\xBF", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"};
  for (size_t i = 0; i < COUNT(good); i++) {
    char text[32];
    snprintf(text, sizeof text, "[\"%s\"]", good[i]);
    assert_reads(text, text);
  }
}

static void escapes_are_read(void **state)
{
  (void)state;
  assert_reads("[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"]", "[\"\\\"\\\\/\\b\\f\\n\\r\\t\"]");
  assert_reads("[\"\\u0041\\u00e4\\u20AC\\uD83D\\uDE00\\u007f\\u0001\"]",
               "[\"A\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80\x7F\\u0001\"]");
  assert_reads("[\"\\uD800\\uDC00\\uDBFF\\uDFFF\\uD7FF\\uE000\"]",
               "[\"\xF0\x90\x80\x80\xF4\x8F\xBF\xBF\xED\x9F\xBF\xEE\x80\x80\"]");
  assert_refused("[\"\\x\"]", "an unknown escape", 4);
  assert_refused("[\"\\U0041\"]", "an unknown escape", 4);
  assert_refused("[\"\\u12\"]", "an unknown escape", 6);
  assert_refused("[\"\\u00g0\"]", "an unknown escape", 6);
  assert_refused("[\"\\", "an unknown escape", 4);
  assert_refused("[\"\\u", "an unknown escape", 4);
}

static void half_surrogate_pairs_are_refused(void **state)
{
  (void)state;
  static const char *const halves[] = {"\\ud83d",        "\\ude00",        "\\ud83dx",       "\\ud83d\\n",
                                       "\\ud83d\\u0041", "\\ud83d\\ud83d", "\\ude00\\ud83d", "\\ud83d\\u12"};
  for (size_t i = 0; i < COUNT(halves); i++) {
    char text[64], message[200];
    struct cJSON *root;
    snprintf(text, sizeof text, "[\"%s\"]", halves[i]);
    assert_int_equal(parse(text, strlen(text), &root, message, sizeof message), ACA_ERROR_DECODE);
    assert_contains(message, "half a surrogate pair");
  }
}

static void assert_int64(const char *text, bool fits, int64_t expected)
{
  char message[200];
  struct cJSON *root;
  if (parse(text, strlen(text), &root, message, sizeof message) != ACA_OK)
    fail_msg("%s: %s", text, message);
  aca__view view;
  int64_t value = -99;
  aca__json_view(root, &view);
  assert_int_equal(view.kind, ACA__NUMBER);
  bool fitted = aca__json_int64(&view, &value);
  if (fitted != fits || value != (fits ? expected : -99))
    fail_msg("%s gives %s %lld", text, fitted ? "true" : "false", (long long)value);
  aca__json_free(root);
}

static void integers_are_exact(void **state)
{
  (void)state;
  assert_int64("0", true, 0);
  assert_int64("-0", true, 0);
  assert_int64("80", true, 80);
  assert_int64("-1", true, -1);
  assert_int64("1e3", true, 1000);
  assert_int64("1.5e1", true, 15);
  assert_int64("30.0", true, 30);
  assert_int64("9007199254740992", true, INT64_C(9007199254740992));
  assert_int64("9007199254740993", true, INT64_C(9007199254740993));
  assert_int64("-9007199254740993", true, INT64_C(-9007199254740993));
  assert_int64("9223372036854775807", true, INT64_MAX);
  assert_int64("-9223372036854775808", true, INT64_MIN);
  assert_int64("1.0000000000000000000", true, 1);
}

static void numbers_that_are_no_int64_are_told(void **state)
{
  (void)state;
  assert_int64("9223372036854775808", false, 0);
  assert_int64("-9223372036854775809", false, 0);
  assert_int64("12345678901234567890", false, 0);
  assert_int64("1e400", false, 0);
  assert_int64("-1e400", false, 0);
  assert_int64("\n1e-400", false, 0);
  assert_int64("\n1e400", false, 0);
  assert_int64("1e19", false, 0);
  assert_int64("0.5", false, 0);
  assert_int64("-1.5", false, 0);
  assert_int64("9007199254740992.5", false, 0); /* half way between two doubles */
  assert_int64("1.00000000000000001", false, 0);
  assert_int64("0.99999999999999999", false, 0);
}

static void wide_numbers_keep_every_digit(void **state)
{
  (void)state;
  assert_reads("12345678901234567890", "12345678901234567890");
  assert_reads("9007199254740993", "9007199254740993");
  assert_reads("-9223372036854775808", "-9223372036854775808");
  assert_reads("0.1234567890123456789", "0.1234567890123456789");
  assert_reads("\n1e400", "1e400");
  assert_reads("{\n\"a\":-1E+400}", "{\"a\":-1E+400}");
  assert_reads("[\n1e-400]", "[1e-400]");
  assert_reads("[1234567890123456e5]", "[1234567890123456e5]");
  assert_reads("[1234567890123456.5E-5,1]", "[1234567890123456.5E-5,1]");
  assert_reads("[1,[2,9007199254740993,[3,18446744073709551615]],{\"a\":4,\"b\":0.30000000000000004,\"c\":5},1e999,6]",
               "[1,[2,9007199254740993,[3,18446744073709551615]],{\"a\":4,\"b\":0.30000000000000004,\"c\":5},1e999,6]");
  assert_reads("{\"n\": 9007199254740993 , \"s\": \"12345678901234567890\", \"m\": -0.5}",
               "{\"n\":9007199254740993,\"s\":\"12345678901234567890\",\"m\":-0.5}");
}

/* A number must be found wherever it stands. */
static void wide_numbers_are_found_at_every_offset(void **state)
{
  (void)state;
  static const char *const numbers[] = {"9007199254740993", "-0.1234567890123456", "1234567890.123456",
                                        "1234567890123456e300"};
  for (size_t n = 0; n < COUNT(numbers); n++)
    for (int pad = 0; pad < 300; pad++) {
      char text[400];
      snprintf(text, sizeof text, "{\"%.*s\":%s,\"x\":7}", pad,
               "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
               "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
               "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
               numbers[n]);
      assert_reads(text, text);
    }
}

static void the_longest_number_has_63_characters(void **state)
{
  (void)state;
  static const char digits[] = "1234567890123456789012345678901234567890123456789012345678901234567890";
  for (int length = 1; length <= 63; length++) {
    char text[80];
    snprintf(text, sizeof text, "[%.*s,1]", length, digits);
    assert_reads(text, text);
  }
  assert_refused("1234567890123456789012345678901234567890123456789012345678901234",
                 "a number of more than 63 characters", 64);
  assert_refused("[0.12345678901234567890123456789012345678901234567890123456789012]",
                 "a number of more than 63 characters", 65);
  assert_refused("[1e00000000000000000000000000000000000000000000000000000000000000]",
                 "a number of more than 63 characters", 65);
}

static void other_spellings_of_numbers_are_refused(void **state)
{
  (void)state;
  static const struct {
    const char *number;
    const char *fault;
    size_t at;
  } bad[] = {
      {"-", "not a value", 1},
      {"+1", "not a value", 0},
      {".5", "not a value", 0},
      {"-.5", "not a value", 1},
      {"--1", "not a value", 1},
      {"1.", "a number without digits after its point", 2},
      {"1.e5", "a number without digits after its point", 2},
      {"01", "a number with a zero at its start", 2},
      {"-007", "a number with a zero at its start", 4},
      {"00", "a number with a zero at its start", 2},
      {"1e", "a number without digits in its exponent", 2},
      {"1e+", "a number without digits in its exponent", 3},
      {"1E-", "a number without digits in its exponent", 3},
      {"1234567890123456e", "a number without digits in its exponent", 17},
      {"1-2", "", 1},
      {"1.2.3", "", 3},
      {"0x10", "", 1},
      {"1e5e5", "", 3},
      {"1f", "", 1},
  };
  static const char *const around[][2] = {
      {"\n", ""}, {"\n[", "]"}, {"\n[ ", " ]"}, {"\n[1,", "]"}, {"\n{\"a\":", "}"}};
  for (size_t i = 0; i < COUNT(bad); i++)
    for (size_t j = 0; j < COUNT(around); j++) {
      char text[64];
      snprintf(text, sizeof text, "%s%s%s", around[j][0], bad[i].number, around[j][1]);
      const char *fault = *bad[i].fault != '\0' ? bad[i].fault
                          : j == 0              ? "something follows the value"
                                                : "a comma is missing";
      assert_refused(text, fault, strlen(around[j][0]) + bad[i].at);
    }
}

/* In a text that has nothing else to look at closely: the value is right, and what is written is JSON. */
static void some_spellings_pass_in_plain_texts(void **state)
{
  (void)state;
  assert_reads("[01,-007]", "[1,-7]");
  assert_reads("[1.,-.5]", "[1,-0.5]");
  assert_reads("[1e400,-1e400]", "[1e999,-1e999]");
  assert_refused("[1e]", "a number without digits in its exponent", 3);
  assert_refused("[1.x]", "a number without digits after its point", 3);
}

static void zeros_keep_their_sign(void **state)
{
  (void)state;
  assert_reads("[0,-0,-0.0,0e5]", "[0,-0,-0,0]");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(values_are_read),
      cmocka_unit_test(a_view_lays_a_node_open),
      cmocka_unit_test(kinds_have_texts),
      cmocka_unit_test(a_byte_order_mark_is_passed_over),
      cmocka_unit_test(an_empty_text_is_refused),
      cmocka_unit_test(every_cut_of_a_text_is_refused),
      cmocka_unit_test(what_follows_the_value_is_refused),
      cmocka_unit_test(faults_name_the_byte),
      cmocka_unit_test(nesting_ends_at_128),
      cmocka_unit_test(many_brackets_are_not_depth),
      cmocka_unit_test(nul_bytes_are_refused),
      cmocka_unit_test(control_characters_are_refused),
      cmocka_unit_test(other_bytes_than_utf8_are_refused),
      cmocka_unit_test(every_good_sequence_is_read),
      cmocka_unit_test(escapes_are_read),
      cmocka_unit_test(half_surrogate_pairs_are_refused),
      cmocka_unit_test(integers_are_exact),
      cmocka_unit_test(numbers_that_are_no_int64_are_told),
      cmocka_unit_test(wide_numbers_keep_every_digit),
      cmocka_unit_test(wide_numbers_are_found_at_every_offset),
      cmocka_unit_test(the_longest_number_has_63_characters),
      cmocka_unit_test(other_spellings_of_numbers_are_refused),
      cmocka_unit_test(some_spellings_pass_in_plain_texts),
      cmocka_unit_test(zeros_keep_their_sign),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
