/* Decoding. Encoding: test_codec_encode.c. */
#include "codec.h"

#include <stdio.h>
#include <string.h>

#include "aca/model.h"
#include "help.h"
#include "response.h"
#include "sample.h"

/* The decoded sample, in a response that is the caller's; fails the test when there is none. */
static const sample *decode(const char *json, aca_response **response)
{
  const void *value = NULL;
  if (aca_model_decode(&sample_model, json, strlen(json), response, &value) != ACA_OK)
    fail_msg("%s: %s", json, aca_response_message(*response));
  return value;
}

static void single_values_are_decoded(void **state)
{
  (void)state;
  aca_response *response;
  const sample *s =
      decode("{\"flag\":true,\"small\":-80,\"large\":9007199254740993,\"real\":0.25,\"text\":\"t\",\"color\":\"Red\","
             "\"open_color\":\"Mauve\",\"json\":{\"a\":[1,null]},\"one\":{\"name\":\"n\",\"count\":3},"
             "\"secret\":\"s\",\"fixed\":\"f\",\"fixed_one\":{\"name\":\"m\"}}",
             &response);
  assert_true(s->flag.set && s->flag.value);
  assert_true(s->small.set && s->small.value == -80);
  assert_true(s->large.set && s->large.value == INT64_C(9007199254740993));
  assert_true(s->real.set && s->real.value > 0.24 && s->real.value < 0.26);
  assert_string_equal(s->text, "t");
  assert_string_equal(s->color, "Red");
  assert_string_equal(s->open_color, "Mauve");
  assert_string_equal(s->json, "{\"a\":[1,null]}");
  assert_string_equal(s->one->name, "n");
  assert_true(s->one->count.set && s->one->count.value == 3);
  assert_string_equal(s->secret, "s");
  assert_string_equal(s->fixed, "f");
  assert_string_equal(s->fixed_one->name, "m");
  assert_null(s->self);
  assert_null(s->extra_json);
  assert_int_equal(aca_response_warning_count(response), 0);
  aca_response_free(response);
}

static void lists_are_decoded(void **state)
{
  (void)state;
  aca_response *response;
  const sample *s =
      decode("{\"flags\":[true,false],\"smalls\":[1,-2,3],\"larges\":[9223372036854775807],\"reals\":[0.5,1],"
             "\"texts\":[\"a\",null,\"\"],\"jsons\":[1,null,{\"b\":\"c\"}],\"parts\":[{\"name\":\"x\"},{}]}",
             &response);
  assert_int_equal(s->flags.count, 2);
  assert_true(s->flags.items[0] && !s->flags.items[1]);
  assert_int_equal(s->smalls.count, 3);
  assert_int_equal(s->smalls.items[1], -2);
  assert_int_equal(s->larges.count, 1);
  assert_true(s->larges.items[0] == INT64_MAX);
  assert_int_equal(s->reals.count, 2);
  assert_true(s->reals.items[1] > 0.9 && s->reals.items[1] < 1.1);
  assert_int_equal(s->texts.count, 3);
  assert_string_equal(s->texts.items[0], "a");
  assert_null(s->texts.items[1]);
  assert_string_equal(s->texts.items[2], "");
  assert_int_equal(s->jsons.count, 3);
  assert_string_equal(s->jsons.items[1], "null");
  assert_string_equal(s->jsons.items[2], "{\"b\":\"c\"}");
  assert_int_equal(s->parts.count, 2);
  assert_string_equal(s->parts.items[0].name, "x");
  assert_null(s->parts.items[1].name);
  assert_int_equal(aca_response_warning_count(response), 0);
  aca_response_free(response);
}

static void maps_are_decoded_in_order(void **state)
{
  (void)state;
  aca_response *response;
  const sample *s = decode("{\"text_map\":{\"z\":\"1\",\"a\":null,\"\":\"3\"},\"json_map\":{\"k\":[1],\"n\":null},"
                           "\"part_map\":{\"p\":{\"name\":\"x\"},\"q\":null}}",
                           &response);
  assert_int_equal(s->text_map.count, 3);
  assert_string_equal(s->text_map.items[0].key, "z");
  assert_string_equal(s->text_map.items[0].value, "1");
  assert_string_equal(s->text_map.items[1].key, "a");
  assert_null(s->text_map.items[1].value);
  assert_string_equal(s->text_map.items[2].key, "");
  assert_string_equal(s->text_map.items[2].value, "3");
  assert_int_equal(s->json_map.count, 2);
  assert_string_equal(s->json_map.items[0].value, "[1]");
  assert_string_equal(s->json_map.items[1].value, "null");
  assert_int_equal(s->part_map.count, 2);
  assert_string_equal(s->part_map.items[0].key, "p");
  assert_string_equal(s->part_map.items[0].value->name, "x");
  assert_string_equal(s->part_map.items[1].key, "q");
  assert_null(s->part_map.items[1].value);
  assert_int_equal(aca_response_warning_count(response), 0);
  aca_response_free(response);
}

static void empty_is_not_absent(void **state)
{
  (void)state;
  aca_response *response;
  const sample *s =
      decode("{\"texts\":[],\"parts\":[],\"text_map\":{},\"part_map\":{},\"one\":{},\"text\":\"\"}", &response);
  assert_true(s->texts.count == 0 && s->texts.items != NULL);
  assert_true(s->parts.count == 0 && s->parts.items != NULL);
  assert_true(s->text_map.count == 0 && s->text_map.items != NULL);
  assert_true(s->part_map.count == 0 && s->part_map.items != NULL);
  assert_true(s->smalls.count == 0 && s->smalls.items == NULL);
  assert_true(s->json_map.count == 0 && s->json_map.items == NULL);
  assert_non_null(s->one);
  assert_string_equal(s->text, "");
  aca_response_free(response);
}

static void null_is_absent_for_every_field(void **state)
{
  (void)state;
  for (size_t i = 0; i < sample_model.count; i++) {
    char json[100];
    aca_response *response;
    snprintf(json, sizeof json, "{\"%s\":null}", sample_model.fields[i].name);
    const sample *s = decode(json, &response);
    assert_false(aca__present(&sample_model.fields[i], s));
    assert_true((s->extra_json != NULL) == ((sample_model.fields[i].flags & ACA__NULLABLE) != 0));
    assert_int_equal(aca_response_warning_count(response), 0);
    aca_response_free(response);
  }
}

static void a_patch_keeps_its_nulls(void **state)
{
  (void)state;
  for (size_t i = 0; i < sample_model.count; i++) {
    char json[100];
    aca_response *response, *text;
    const void *value = NULL;
    snprintf(json, sizeof json, "{\"self\":{\"%s\":null}}", sample_model.fields[i].name);
    assert_int_equal(aca_model_decode_patch(&sample_model, json, strlen(json), &response, &value), ACA_OK);
    const sample *s = value;
    assert_false(aca__present(&sample_model.fields[i], s->self));
    assert_non_null(s->self->extra_json);
    assert_int_equal(aca_response_warning_count(response), 0);
    assert_int_equal(aca_model_encode(&sample_model, s, ACA_ENCODE_REQUEST, &text), ACA_OK);
    bool sent = (sample_model.fields[i].flags & ACA__READ_ONLY) == 0;
    assert_string_equal(aca_response_body(text, NULL), sent ? json : "{\"self\":{}}");
    aca_response_free(text);
    aca_response_free(response);
  }
}

static void zero_and_false_are_present(void **state)
{
  (void)state;
  aca_response *response;
  const sample *s = decode("{\"flag\":false,\"small\":0,\"large\":0,\"real\":0}", &response);
  assert_true(s->flag.set && !s->flag.value);
  assert_true(s->small.set && s->small.value == 0);
  assert_true(s->large.set && s->large.value == 0);
  assert_true(s->real.set);
  aca_response_free(response);
}

static void models_nest_and_recur(void **state)
{
  (void)state;
  aca_response *response;
  const sample *s = decode("{\"self\":{\"text\":\"1\",\"self\":{\"text\":\"2\",\"self\":{\"new\":4}}}}", &response);
  assert_string_equal(s->self->text, "1");
  assert_string_equal(s->self->self->text, "2");
  assert_string_equal(s->self->self->self->extra_json, "{\"new\":4}");
  assert_null(s->self->self->self->self);
  aca_response_free(response);
}

static void members_come_in_any_order(void **state)
{
  (void)state;
  aca_response *response;
  const sample *s =
      decode("{\"fixed\":\"f\",\"unknown\":1,\"flag\":true,\"text\":\"t\",\"secret\":\"s\",\"small\":1}", &response);
  assert_string_equal(s->fixed, "f");
  assert_true(s->flag.set);
  assert_string_equal(s->text, "t");
  assert_string_equal(s->secret, "s");
  assert_true(s->small.set);
  assert_string_equal(s->extra_json, "{\"unknown\":1}");
  aca_response_free(response);
}

static void names_are_compared_to_the_letter(void **state)
{
  (void)state;
  aca_response *response;
  const sample *s = decode("{\"Text\":\"1\",\"text2\":\"2\",\"tex\":\"3\",\"\":\"4\"}", &response);
  assert_null(s->text);
  assert_string_equal(s->extra_json, "{\"Text\":\"1\",\"text2\":\"2\",\"tex\":\"3\",\"\":\"4\"}");
  assert_int_equal(aca_response_warning_count(response), 0);
  aca_response_free(response);
}

static void unknown_members_are_kept_as_they_are(void **state)
{
  (void)state;
  aca_response *response;
  const sample *s =
      decode("{\"a\":null,\"text\":\"t\",\"b\":[1,{\"c\":\"\\n\"}],\"one\":{\"d\":12345678901234567890}}", &response);
  assert_string_equal(s->extra_json, "{\"a\":null,\"b\":[1,{\"c\":\"\\n\"}]}");
  assert_string_equal(s->one->extra_json, "{\"d\":12345678901234567890}");
  aca_response_free(response);
}

/* ---- what does not fit ---- */

/* Decodes {name: value}, which does not fit: the member is absent, the value an extra, and the warning as expected.
 * Strictly, it is an error with the same text. */
static void assert_misfit(const char *name, const char *value, const char *warning)
{
  char json[300];
  aca_response *response;
  snprintf(json, sizeof json, "{\"%s\":%s}", name, value);
  const sample *s = decode(json, &response);
  assert_false(aca__present(sample_field(name), s));
  assert_string_equal(s->extra_json, json);
  assert_int_equal(aca_response_warning_count(response), 1);
  assert_string_equal(aca_response_warning(response, 0), warning);
  aca_response *again;
  assert_int_equal(aca_model_encode(&sample_model, s, ACA_ENCODE_ALL, &again), ACA_OK);
  assert_string_equal(aca_response_body(again, NULL), json);
  aca_response_free(again);
  aca_response_free(response);

  response = aca__response_new();
  assert_int_equal(aca__response_decode(response, &sample_model, json, strlen(json), ACA__DECODE_STRICT),
                   ACA_ERROR_DECODE);
  assert_string_equal(aca_response_message(response), warning);
  assert_null(aca_response_value(response));
  aca_response_free(response);
}

static void assert_fit(const char *name, const char *value)
{
  char json[300];
  aca_response *response;
  snprintf(json, sizeof json, "{\"%s\":%s}", name, value);
  const sample *s = decode(json, &response);
  assert_true(aca__present(sample_field(name), s));
  assert_int_equal(aca_response_warning_count(response), 0);
  assert_null(s->extra_json);
  aca_response_free(response);
}

/* A value of each kind. */
static const struct {
  const char *json;
  const char *text;
  aca__kind kind;
} kinds[] = {
    {"null", "null", ACA__NULL},         {"true", "a boolean", ACA__BOOLEAN}, {"7", "a number", ACA__NUMBER},
    {"\"7\"", "a string", ACA__STRING},  {"[7]", "an array", ACA__ARRAY},     {"{\"a\":7}", "an object", ACA__OBJECT},
};

/* Whether it fits as an item, or as an entry's value, or alone. */
static bool fits(const aca__field *field, aca__kind kind)
{
  bool null = kind == ACA__NULL;
  switch ((aca__type)field->type) {
  case ACA__T_BOOL: return kind == ACA__BOOLEAN || (field->shape == ACA__MAP && null);
  case ACA__T_INT32:
  case ACA__T_INT64:
  case ACA__T_DOUBLE: return kind == ACA__NUMBER || (field->shape == ACA__MAP && null);
  case ACA__T_STRING: return kind == ACA__STRING || (field->shape != ACA__ONE && null);
  case ACA__T_DECIMAL: return kind == ACA__NUMBER || (field->shape != ACA__ONE && null);
  case ACA__T_JSON: return true;
  case ACA__T_MODEL: return kind == ACA__OBJECT || (field->shape == ACA__MAP && null);
  case ACA__T_NESTED: return null || kind == ACA__ARRAY || kind == ACA__OBJECT; /* tested below */
  }
  return false;
}

static const char *expectation(const aca__field *field)
{
  static const char *const texts[] = {"a boolean", "an int32", "an int64", "a number", "a string",
                                      "a number",  "JSON",     "an object"};
  if (field->type == ACA__T_NESTED)
    return ((const aca__field *)field->ref)->shape == ACA__LIST ? "an array" : "an object";
  return texts[field->type];
}

/* The value of `kind` alone for the field, whatever its shape. */
static void check_value(const aca__field *field, size_t kind)
{
  char warning[200];
  const char *expected = field->shape == ACA__LIST  ? "an array"
                         : field->shape == ACA__MAP ? "an object"
                                                    : expectation(field);
  bool container = (field->shape == ACA__LIST && kinds[kind].kind == ACA__ARRAY) ||
                   (field->shape == ACA__MAP && kinds[kind].kind == ACA__OBJECT);
  if (container || (field->shape == ACA__ONE && fits(field, kinds[kind].kind)))
    return;
  snprintf(warning, sizeof warning, "%s: expected %s, found %s", field->name, expected, kinds[kind].text);
  assert_misfit(field->name, kinds[kind].json, warning);
}

/* The value of `kind` as the last one in a list or map. */
static void check_item(const aca__field *field, size_t kind)
{
  static const char *const good[] = {"false", "0", "0", "0", "\"s\"", "0", "{}", "{}", "null"};
  char json[200], warning[200];
  if (field->shape == ACA__LIST)
    snprintf(json, sizeof json, "[%s,%s]", good[field->type], kinds[kind].json);
  else
    snprintf(json, sizeof json, "{\"k\":%s,\"l\":%s}", good[field->type], kinds[kind].json);
  snprintf(warning, sizeof warning, "%s%s: expected %s, found %s", field->name,
           field->shape == ACA__LIST ? "[1]" : ".l", expectation(field), kinds[kind].text);
  if (fits(field, kinds[kind].kind))
    return;
  assert_misfit(field->name, json, warning);
}

static void every_wrong_kind_is_kept_and_told(void **state)
{
  (void)state;
  for (size_t i = 0; i < sample_model.count; i++)
    for (size_t kind = 0; kind < COUNT(kinds); kind++) {
      const aca__field *field = &sample_model.fields[i];
      if (kinds[kind].kind != ACA__NULL)
        check_value(field, kind);
      if (field->shape != ACA__ONE)
        check_item(field, kind);
    }
}

static void lists_and_maps_nest(void **state)
{
  (void)state;
  aca_response *response;
  const sample *s = decode("{\"grid\":[[1,2],null,[]],\"text_lists\":{\"a\":[\"x\",null],\"b\":null},"
                           "\"part_maps\":[{\"k\":{\"name\":\"n\"},\"l\":null},{}],"
                           "\"flag_maps\":{\"o\":{\"i\":true,\"j\":null}},\"small_map\":{\"a\":7,\"b\":null},"
                           "\"large_map\":{\"a\":9007199254740993},\"real_map\":{\"a\":0.5}}",
                           &response);
  assert_int_equal(aca_response_warning_count(response), 0);
  assert_int_equal(s->grid.count, 3);
  assert_int_equal(s->grid.items[0].items[1], 2);
  assert_null(s->grid.items[1].items);
  assert_true(s->grid.items[2].items != NULL && s->grid.items[2].count == 0);
  assert_string_equal(s->text_lists.items[0].value.items[0], "x");
  assert_null(s->text_lists.items[0].value.items[1]);
  assert_null(s->text_lists.items[1].value.items);
  assert_string_equal(s->part_maps.items[0].items[0].value->name, "n");
  assert_null(s->part_maps.items[0].items[1].value);
  assert_int_equal(s->part_maps.items[1].count, 0);
  assert_true(s->flag_maps.items[0].value.items[0].value.value);
  assert_false(s->flag_maps.items[0].value.items[1].value.set);
  assert_int_equal(s->small_map.items[0].value.value, 7);
  assert_false(s->small_map.items[1].value.set);
  assert_true(s->large_map.items[0].value.value == INT64_C(9007199254740993));
  assert_true(s->real_map.items[0].value.set);
  aca_response_free(response);
  assert_misfit("grid", "[[1],[2,\"x\"]]", "grid[1][1]: expected an int32, found a string");
  assert_misfit("grid", "[[null]]", "grid[0][0]: expected an int32, found null");
  assert_misfit("grid", "[{}]", "grid[0]: expected an array, found an object");
  assert_misfit("text_lists", "{\"k\":[7]}", "text_lists.k[0]: expected a string, found a number");
  assert_misfit("part_maps", "[{\"k\":[]}]", "part_maps[0].k: expected an object, found an array");
  assert_misfit("flag_maps", "{\"o\":{\"i\":0}}", "flag_maps.o.i: expected a boolean, found a number");
}

static void decimals_keep_their_digits(void **state)
{
  (void)state;
  aca_response *response;
  const sample *s = decode("{\"decimal\":12345678901234567890.12345678901234567890,\"decimals\":[0.1,-3,null,1e400],"
                           "\"decimal_map\":{\"a\":79228162514264337593543950335,\"b\":null}}",
                           &response);
  assert_int_equal(aca_response_warning_count(response), 0);
  assert_string_equal(s->decimal, "12345678901234567890.12345678901234567890");
  assert_string_equal(s->decimals.items[0], "0.1");
  assert_string_equal(s->decimals.items[1], "-3");
  assert_null(s->decimals.items[2]);
  assert_string_equal(s->decimals.items[3], "1e400");
  assert_string_equal(s->decimal_map.items[0].value, "79228162514264337593543950335");
  assert_null(s->decimal_map.items[1].value);
  aca_response_free(response);
  assert_misfit("decimal", "\"1\"", "decimal: expected a number, found a string");
}

static void a_null_is_kept_where_it_means_something(void **state)
{
  (void)state;
  aca_response *response;
  const sample *s = decode("{\"nullable\":null,\"text\":null}", &response);
  assert_null(s->nullable);
  assert_string_equal(s->extra_json, "{\"nullable\":null}");
  aca_response_free(response);
}

static void integers_have_their_range(void **state)
{
  (void)state;
  assert_fit("small", "2147483647");
  assert_fit("small", "-2147483648");
  assert_fit("small", "1.0");
  assert_misfit("small", "2147483648", "small: expected an int32, found a number");
  assert_misfit("small", "-2147483649", "small: expected an int32, found a number");
  assert_misfit("small", "1.5", "small: expected an int32, found a number");
  assert_misfit("smalls", "[1,4294967296]", "smalls[1]: expected an int32, found a number");
  assert_fit("large", "9223372036854775807");
  assert_fit("large", "-9223372036854775808");
  assert_misfit("large", "9223372036854775808", "large: expected an int64, found a number");
  assert_misfit("large", "0.5", "large: expected an int64, found a number");
  assert_misfit("larges", "[12345678901234567890]", "larges[0]: expected an int64, found a number");
  assert_misfit("real", "1e999", "real: expected a number, found a number");
  assert_fit("real", "1e308");
}

static void paths_lead_to_the_place(void **state)
{
  (void)state;
  static const char json[] =
      "{\"self\":{\"parts\":[{\"name\":\"a\"},{\"count\":\"b\"}],\"part_map\":{\"k\":{\"name\":5}},"
      "\"self\":{\"smalls\":[1,2,\"3\"],\"one\":[]}},\"flag\":0}";
  static const char *const warnings[] = {
      "self.parts[1].count: expected an int32, found a string",
      "self.part_map.k.name: expected a string, found a number",
      "self.self.smalls[2]: expected an int32, found a string",
      "self.self.one: expected an object, found an array",
      "flag: expected a boolean, found a number",
  };
  aca_response *response;
  const sample *s = decode(json, &response);
  assert_int_equal(aca_response_warning_count(response), COUNT(warnings));
  for (size_t i = 0; i < COUNT(warnings); i++)
    assert_string_equal(aca_response_warning(response, i), warnings[i]);
  assert_null(aca_response_warning(response, COUNT(warnings)));
  assert_string_equal(s->extra_json, "{\"flag\":0}");
  assert_string_equal(s->self->parts.items[1].extra_json, "{\"count\":\"b\"}");
  assert_string_equal(s->self->parts.items[0].name, "a");
  assert_string_equal(s->self->part_map.items[0].value->extra_json, "{\"name\":5}");
  assert_string_equal(s->self->self->extra_json, "{\"smalls\":[1,2,\"3\"],\"one\":[]}");
  aca_response_free(response);
}

static void strict_stops_at_the_first(void **state)
{
  (void)state;
  static const char json[] = "{\"text\":\"t\",\"one\":{\"count\":\"x\"},\"flag\":0}";
  aca_response *response = aca__response_new();
  assert_int_equal(aca__response_decode(response, &sample_model, json, strlen(json), ACA__DECODE_STRICT),
                   ACA_ERROR_DECODE);
  assert_string_equal(aca_response_message(response), "one.count: expected an int32, found a string");
  assert_null(aca_response_value(response));
  aca_response_free(response);
  response = aca__response_new();
  assert_int_equal(aca__response_decode(response, &sample_model, "{\"new\":1}", 9, ACA__DECODE_STRICT), ACA_OK);
  aca_response_free(response);
}

static void a_repeated_member_counts_once(void **state)
{
  (void)state;
  aca_response *response;
  const sample *s = decode("{\"text\":\"1\",\"text\":\"2\",\"small\":1,\"small\":\"x\"}", &response);
  assert_string_equal(s->text, "2");
  assert_int_equal(aca_response_warning_count(response), 1);
  aca_response_free(response);
}

/* ---- small things ---- */

static void item_sizes_are_those_of_the_lists(void **state)
{
  (void)state;
  const sample *s = NULL;
  assert_int_equal(aca__item_size(sample_field("flags")), sizeof *s->flags.items);
  assert_int_equal(aca__item_size(sample_field("smalls")), sizeof *s->smalls.items);
  assert_int_equal(aca__item_size(sample_field("larges")), sizeof *s->larges.items);
  assert_int_equal(aca__item_size(sample_field("reals")), sizeof *s->reals.items);
  assert_int_equal(aca__item_size(sample_field("texts")), sizeof *s->texts.items);
  assert_int_equal(aca__item_size(sample_field("jsons")), sizeof *s->jsons.items);
  assert_int_equal(aca__item_size(sample_field("parts")), sizeof *s->parts.items);
}

static void known_values_are_found(void **state)
{
  (void)state;
  static const struct {
    const char *text;
    int index;
  } cases[] = {
      {"Red", 1},          {"red", 1},         {"RED", 1},        {" r e d ", 1},   {"Dark Green", 2},
      {"DarkGreen", 2},    {"dark  green", 2}, {"Blue", 3},       {"", 0},          {" ", 0},
      {"Re", 0},           {"Redd", 0},        {"darkgreens", 0}, {"red\t", 0},     {"Mauve", 0},
      {"dark_green", 0},   {"\xD2""ed", 0},
  };
  for (size_t i = 0; i < COUNT(cases); i++)
    if (aca__enum_index(&sample_colors, cases[i].text) != cases[i].index)
      fail_msg("\"%s\" is %d", cases[i].text, aca__enum_index(&sample_colors, cases[i].text));
  assert_int_equal(aca__enum_index(&sample_colors, NULL), 0);
}

static void paths_are_written(void **state)
{
  (void)state;
  aca__arena arena = {0};
  const aca__path top = {.name = "properties"};
  const aca__path list = {.up = &top, .name = "containers"};
  const aca__path item = {.up = &list, .index = 3};
  const aca__path deeper = {.up = &item, .index = 0};
  const aca__path leaf = {.up = &deeper, .name = "image"};
  assert_string_equal(aca__path_text(NULL, &arena), "the value");
  assert_string_equal(aca__path_text(&top, &arena), "properties");
  assert_string_equal(aca__path_text(&item, &arena), "properties.containers[3]");
  assert_string_equal(aca__path_text(&leaf, &arena), "properties.containers[3][0].image");
  aca__arena_free(&arena);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(single_values_are_decoded),
      cmocka_unit_test(lists_are_decoded),
      cmocka_unit_test(maps_are_decoded_in_order),
      cmocka_unit_test(empty_is_not_absent),
      cmocka_unit_test(null_is_absent_for_every_field),
      cmocka_unit_test(a_patch_keeps_its_nulls),
      cmocka_unit_test(zero_and_false_are_present),
      cmocka_unit_test(models_nest_and_recur),
      cmocka_unit_test(members_come_in_any_order),
      cmocka_unit_test(names_are_compared_to_the_letter),
      cmocka_unit_test(unknown_members_are_kept_as_they_are),
      cmocka_unit_test(every_wrong_kind_is_kept_and_told),
      cmocka_unit_test(lists_and_maps_nest), cmocka_unit_test(decimals_keep_their_digits),
      cmocka_unit_test(a_null_is_kept_where_it_means_something), cmocka_unit_test(integers_have_their_range),
      cmocka_unit_test(paths_lead_to_the_place),
      cmocka_unit_test(strict_stops_at_the_first),
      cmocka_unit_test(a_repeated_member_counts_once),
      cmocka_unit_test(item_sizes_are_those_of_the_lists),
      cmocka_unit_test(known_values_are_found),
      cmocka_unit_test(paths_are_written),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
