/* Encoding. Decoding: test_codec.c. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "aca/model.h"
#include "codec.h"
#include "help.h"
#include "sample.h"

static void assert_encodes(const sample *value, unsigned flags, const char *expected)
{
  aca_response *response;
  if (aca_model_encode(&sample_model, value, flags, &response) != ACA_OK)
    fail_msg("%s", aca_response_message(response));
  assert_string_equal(aca_response_body(response, NULL), expected);
  aca_response_free(response);
}

static void assert_fault(const sample *value, const char *message)
{
  aca_response *response;
  size_t length = 99;
  assert_int_equal(aca_model_encode(&sample_model, value, ACA_ENCODE_ALL, &response), ACA_ERROR_ARGUMENT);
  assert_string_equal(aca_response_message(response), message);
  assert_string_equal(aca_response_body(response, &length), "");
  assert_int_equal(length, 0);
  aca_response_free(response);
}

/* What goes in comes out the same. */
static void assert_round_trip(const char *json)
{
  aca_response *response;
  const void *value;
  assert_int_equal(aca_model_decode(&sample_model, json, strlen(json), &response, &value), ACA_OK);
  assert_encodes(value, ACA_ENCODE_ALL, json);
  aca_response_free(response);
}

static void every_type_and_shape_comes_out_as_it_went_in(void **state)
{
  (void)state;
  assert_round_trip("{}");
  assert_round_trip(
      "{\"flag\":true,\"small\":-80,\"large\":9007199254740993,\"real\":0.25,\"text\":\"\xC3\xA4\\n\","
      "\"color\":\"Red\",\"open_color\":\"Mauve\",\"json\":{\"a\":[1,null]},\"one\":{\"name\":\"n\",\"count\":3},"
      "\"flags\":[true,false],\"smalls\":[1,-2],\"larges\":[-9223372036854775808],\"reals\":[0.5,1e+300],"
      "\"texts\":[\"a\",null],\"colors\":[\"blue\"],\"jsons\":[1,null,{\"b\":\"c\"}],\"parts\":[{\"name\":\"x\"},{}],"
      "\"text_map\":{\"z\":\"1\",\"a\":null},\"color_map\":{\"c\":\"red\"},\"json_map\":{\"k\":[1]},"
      "\"part_map\":{\"p\":{\"name\":\"x\"},\"q\":null},\"self\":{\"self\":{\"text\":\"deep\"}},\"secret\":\"s\","
      "\"secret_json\":{\"s\":1},\"secrets\":[\"t\"],\"fixed\":\"f\",\"fixed_one\":{\"name\":\"m\"},"
      "\"decimal\":79228162514264337593543950335,\"decimals\":[0.1,null,1e400],\"decimal_map\":{\"a\":-1,\"b\":null},"
      "\"flag_map\":{\"a\":false,\"b\":null},\"small_map\":{\"a\":0},\"large_map\":{\"a\":9007199254740993},"
      "\"real_map\":{\"a\":0.1},\"grid\":[[1,2],null,[]],\"text_lists\":{\"a\":[\"x\",null],\"b\":null,\"c\":[]},"
      "\"part_maps\":[{\"k\":{\"name\":\"n\"},\"l\":null},{},null],\"flag_maps\":{\"o\":{\"i\":true,\"j\":null},\"p\":{}},"
      "\"nullable\":null}");
}

static void decimals_are_numbers(void **state)
{
  (void)state;
  static const char *const good[] = {"0", "-0.10", "1.500", "12345678901234567890.123", "1E+3"};
  static const char *const bad[] = {"\"1\"", "true", "\xEF\xBB\xBF\x31", "[1]", "", "1,2",
                                    " 1",    "1 ",   "01",              "1.",  "+1", "-"};
  for (size_t i = 0; i < COUNT(good); i++) {
    char expected[60];
    snprintf(expected, sizeof expected, "{\"decimal\":%s}", good[i]);
    assert_encodes(&(sample){.decimal = good[i]}, ACA_ENCODE_ALL, expected);
  }
  for (size_t i = 0; i < COUNT(bad); i++)
    assert_fault(&(sample){.decimal = bad[i]}, "decimal: not a number");
}

static void unknown_members_go_out_again(void **state)
{
  (void)state;
  assert_round_trip("{\"text\":\"t\",\"new\":{\"a\":[1,2,{\"b\":null}]},\"number\":12345678901234567890}");
  assert_round_trip("{\"one\":{\"name\":\"n\",\"new\":true},\"parts\":[{\"new\":1},{\"new\":2}],"
                    "\"part_map\":{\"k\":{\"new\":3}}}");
}

static void zero_false_and_empty_are_sent(void **state)
{
  (void)state;
  static const bool flags[] = {false};
  const sample value = {
      .flag = ACA_BOOL(false),
      .small = ACA_INT32(0),
      .large = ACA_INT64(0),
      .real = ACA_DOUBLE(0),
      .text = "",
      .one = &(part){0},
      .flags = {1, flags},
  };
  assert_encodes(&value, ACA_ENCODE_REQUEST,
                 "{\"flag\":false,\"small\":0,\"large\":0,\"real\":0,\"text\":\"\",\"one\":{},\"flags\":[false]}");
}

static void empty_lists_are_sent_and_absent_ones_are_not(void **state)
{
  (void)state;
  static const char *const none[1];
  static const aca_string_pair no_pairs[1];
  static const part no_parts[1];
  static const part_pair no_part_pairs[1];
  assert_encodes(&(sample){.texts = {0, none}, .parts = {0, no_parts}, .text_map = {0, no_pairs},
                           .part_map = {0, no_part_pairs}},
                 ACA_ENCODE_REQUEST, "{\"texts\":[],\"parts\":[],\"text_map\":{},\"part_map\":{}}");
  assert_encodes(&(sample){.texts = {5, NULL}, .parts = {5, NULL}, .text_map = {5, NULL}, .part_map = {5, NULL}},
                 ACA_ENCODE_REQUEST, "{}");
}

static void null_items_go_out_as_null(void **state)
{
  (void)state;
  const char *const texts[] = {NULL, "a"};
  const aca_string_pair pairs[] = {{"gone", NULL}, {"kept", "b"}};
  const part_pair parts[] = {{"gone", NULL}};
  assert_encodes(&(sample){.texts = {2, texts}, .jsons = {1, texts}, .text_map = {2, pairs}, .json_map = {1, pairs},
                           .part_map = {1, parts}},
                 ACA_ENCODE_REQUEST,
                 "{\"texts\":[null,\"a\"],\"jsons\":[null],\"text_map\":{\"gone\":null,\"kept\":\"b\"},"
                 "\"json_map\":{\"gone\":null},\"part_map\":{\"gone\":null}}");
}

static void an_explicit_null_goes_out(void **state)
{
  (void)state;
  assert_encodes(&(sample){.extra_json = ACA_JSON_NULL("one")}, ACA_ENCODE_REQUEST, "{\"one\":null}");
  assert_encodes(&(sample){.text = "t", .extra_json = ACA_JSON_NULL("anything")}, ACA_ENCODE_REQUEST,
                 "{\"text\":\"t\",\"anything\":null}");
  assert_encodes(&(sample){.one = &(part){.extra_json = ACA_JSON_NULL("count")}}, ACA_ENCODE_REQUEST,
                 "{\"one\":{\"count\":null}}");
}

static void a_typed_member_wins_over_an_extra(void **state)
{
  (void)state;
  static const char extra[] = "{\"text\":\"extra\",\"new\":1,\"small\":\"extra\"}";
  assert_encodes(&(sample){.text = "typed", .extra_json = extra}, ACA_ENCODE_ALL,
                 "{\"text\":\"typed\",\"new\":1,\"small\":\"extra\"}");
  assert_encodes(&(sample){.small = ACA_INT32(1), .extra_json = extra}, ACA_ENCODE_ALL,
                 "{\"small\":1,\"text\":\"extra\",\"new\":1}");
}

static void read_only_members_stay_out_of_requests(void **state)
{
  (void)state;
  const sample value = {
      .text = "t",
      .one = &(part){.name = "n", .id = "1"},
      .fixed = "f",
      .fixed_one = &(part){.name = "m"},
      .extra_json = "{\"new\":1}",
  };
  assert_encodes(&value, ACA_ENCODE_REQUEST, "{\"text\":\"t\",\"one\":{\"name\":\"n\"},\"new\":1}");
  assert_encodes(&value, ACA_ENCODE_ALL,
                 "{\"text\":\"t\",\"one\":{\"name\":\"n\",\"id\":\"1\"},\"fixed\":\"f\","
                 "\"fixed_one\":{\"name\":\"m\"},\"new\":1}");
}

static void read_only_members_stay_out_when_they_were_misfits(void **state)
{
  (void)state;
  static const char json[] = "{\"fixed\":7,\"one\":{\"id\":{}},\"fixed_one\":[],\"small\":\"x\"}";
  aca_response *response;
  const void *value;
  assert_int_equal(aca_model_decode(&sample_model, json, strlen(json), &response, &value), ACA_OK);
  assert_encodes(value, ACA_ENCODE_REQUEST, "{\"one\":{},\"small\":\"x\"}");
  assert_encodes(value, ACA_ENCODE_ALL, "{\"one\":{\"id\":{}},\"fixed\":7,\"fixed_one\":[],\"small\":\"x\"}");
  aca_response_free(response);
}

static void secrets_are_redacted(void **state)
{
  (void)state;
  const char *const secrets[] = {"alpha", NULL, "beta"};
  const part_pair pairs[] = {{"k", &(part){.password = "delta"}}};
  const sample value = {
      .text = "visible",
      .one = &(part){.name = "n", .password = "gamma"},
      .part_map = {1, pairs},
      .secret = "",
      .secret_json = "{\"a\":\"epsilon\"}",
      .secrets = {3, secrets},
  };
  assert_encodes(&value, ACA_ENCODE_REDACTED,
                 "{\"text\":\"visible\",\"one\":{\"name\":\"n\",\"password\":\"***\"},"
                 "\"part_map\":{\"k\":{\"password\":\"***\"}},\"secret\":\"***\",\"secret_json\":\"***\","
                 "\"secrets\":[\"***\",\"***\",\"***\"]}");
}

/* A value that did not fit its model is raw text, in which a secret cannot be told from the rest. */
static void misfits_that_may_hold_secrets_stay_out_when_redacting(void **state)
{
  (void)state;
  static const char json[] =
      "{\"secret\":{\"x\":\"zeta\"},\"secrets\":\"eta\",\"one\":[{\"password\":\"theta\"}],"
      "\"parts\":[{\"password\":\"iota\"},7],\"part_map\":{\"k\":{\"password\":\"kappa\"},\"l\":1},"
      "\"small\":\"visible\",\"new\":\"visible\"}";
  aca_response *response;
  const void *value;
  assert_int_equal(aca_model_decode(&sample_model, json, strlen(json), &response, &value), ACA_OK);
  assert_int_equal(aca_response_warning_count(response), 6);
  assert_encodes(value, ACA_ENCODE_REDACTED, "{\"small\":\"visible\",\"new\":\"visible\"}");
  assert_encodes(value, ACA_ENCODE_ALL, json);
  aca_response_free(response);
}

static void indented_has_a_line_for_each_member(void **state)
{
  (void)state;
  const char *const texts[] = {"a"};
  assert_encodes(&(sample){.json = "{\"x\":[]}", .one = &(part){.name = "n"}, .texts = {1, texts}},
                 ACA_ENCODE_INDENTED,
                 "{\n  \"json\": {\n    \"x\": []\n  },\n  \"one\": {\n    \"name\": \"n\"\n  },\n"
                 "  \"texts\": [\n    \"a\"\n  ]\n}");
}

static void json_text_is_written_anew(void **state)
{
  (void)state;
  const char *const jsons[] = {" [ 1 , 2 ] ", "\"\\u00e4\"", "\n12345678901234567890"};
  assert_encodes(&(sample){.json = "\xEF\xBB\xBF null ", .jsons = {3, jsons}}, ACA_ENCODE_REQUEST,
                 "{\"json\":null,\"jsons\":[[1,2],\"\xC3\xA4\",12345678901234567890]}");
}

static void numbers_that_json_lacks_are_refused(void **state)
{
  (void)state;
  const double reals[] = {1, -INFINITY};
  assert_fault(&(sample){.real = ACA_DOUBLE(NAN)}, "real: not a finite number");
  assert_fault(&(sample){.real = ACA_DOUBLE(INFINITY)}, "real: not a finite number");
  assert_fault(&(sample){.reals = {2, reals}}, "reals[1]: not a finite number");
  assert_fault(&(sample){.self = &(sample){.self = &(sample){.real = ACA_DOUBLE(NAN)}}},
               "self.self.real: not a finite number");
}

static void texts_that_are_not_utf8_are_refused(void **state)
{
  (void)state;
  const char *const texts[] = {"ok", "\xC3"};
  const aca_string_pair values[] = {{"k", "\xFF"}};
  const aca_string_pair keys[] = {{"k\xFF", "v"}};
  const part_pair parts[] = {{"\xFF", &(part){0}}};
  assert_fault(&(sample){.text = "a\xFFz"}, "text: not UTF-8");
  assert_fault(&(sample){.color = "\xED\xA0\x80"}, "color: not UTF-8");
  assert_fault(&(sample){.texts = {2, texts}}, "texts[1]: not UTF-8");
  assert_fault(&(sample){.text_map = {1, values}}, "text_map.k: not UTF-8");
  assert_fault(&(sample){.text_map = {1, keys}}, "text_map: a key is not UTF-8");
  assert_fault(&(sample){.part_map = {1, parts}}, "part_map: a key is not UTF-8");
  assert_fault(&(sample){.one = &(part){.name = "\x80"}}, "one.name: not UTF-8");
}

static void a_key_is_needed(void **state)
{
  (void)state;
  const aca_string_pair pairs[] = {{"k", "v"}, {NULL, "v"}};
  assert_fault(&(sample){.text_map = {2, pairs}}, "text_map: an entry has no key");
}

static void bad_json_text_is_refused(void **state)
{
  (void)state;
  const char *const jsons[] = {"1", "{"};
  const aca_string_pair pairs[] = {{"k", "{'a':1}"}};
  assert_fault(&(sample){.json = ""}, "json: not JSON: the text ends too early at byte 0");
  assert_fault(&(sample){.json = "[1,]"}, "json: not JSON: not a value at byte 3");
  assert_fault(&(sample){.jsons = {2, jsons}}, "jsons[1]: not JSON: a member's name is missing at byte 1");
  assert_fault(&(sample){.json_map = {1, pairs}}, "json_map.k: not JSON: a member's name is missing at byte 1");
  assert_fault(&(sample){.json = "\"\xFF\""}, "json: not JSON: not UTF-8 at byte 1");
}

static void bad_extras_are_refused(void **state)
{
  (void)state;
  assert_fault(&(sample){.extra_json = "nonsense"}, "extra_json: not JSON: not a value at byte 0");
  assert_fault(&(sample){.extra_json = ""}, "extra_json: not JSON: the text ends too early at byte 0");
  assert_fault(&(sample){.extra_json = "[1]"}, "extra_json: not a JSON object");
  assert_fault(&(sample){.extra_json = "null"}, "extra_json: not a JSON object");
  assert_fault(&(sample){.one = &(part){.extra_json = "{\"a\"}"}},
               "one.extra_json: not JSON: a colon is missing at byte 4");
}

static void the_first_fault_is_told(void **state)
{
  (void)state;
  assert_fault(&(sample){.text = "\xFF", .real = ACA_DOUBLE(NAN), .extra_json = "x"}, "real: not a finite number");
}

static void encoding_adds_to_what_is_there(void **state)
{
  (void)state;
  aca__buffer out = {0};
  aca__arena arena = {0};
  const char *message = NULL;
  aca__buffer_text(&out, "body=");
  assert_int_equal(aca__encode(&sample_model, &(sample){.text = "t"}, 0, &out, &arena, &message), ACA_OK);
  assert_string_equal(out.data, "body={\"text\":\"t\"}");
  assert_string_equal(message, "success");
  aca__buffer_free(&out);
  aca__arena_free(&arena);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_type_and_shape_comes_out_as_it_went_in),
      cmocka_unit_test(decimals_are_numbers),
      cmocka_unit_test(unknown_members_go_out_again),
      cmocka_unit_test(zero_false_and_empty_are_sent),
      cmocka_unit_test(empty_lists_are_sent_and_absent_ones_are_not),
      cmocka_unit_test(null_items_go_out_as_null),
      cmocka_unit_test(an_explicit_null_goes_out),
      cmocka_unit_test(a_typed_member_wins_over_an_extra),
      cmocka_unit_test(read_only_members_stay_out_of_requests),
      cmocka_unit_test(read_only_members_stay_out_when_they_were_misfits),
      cmocka_unit_test(secrets_are_redacted),
      cmocka_unit_test(misfits_that_may_hold_secrets_stay_out_when_redacting),
      cmocka_unit_test(indented_has_a_line_for_each_member),
      cmocka_unit_test(json_text_is_written_anew),
      cmocka_unit_test(numbers_that_json_lacks_are_refused),
      cmocka_unit_test(texts_that_are_not_utf8_are_refused),
      cmocka_unit_test(a_key_is_needed),
      cmocka_unit_test(bad_json_text_is_refused),
      cmocka_unit_test(bad_extras_are_refused),
      cmocka_unit_test(the_first_fault_is_told),
      cmocka_unit_test(encoding_adds_to_what_is_there),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
