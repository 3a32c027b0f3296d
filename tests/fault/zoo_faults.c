/* Models of the definition in tests/generator/golden/zoo.json, which has what that of the library has not. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "aca/aca.h"
#include "faults.h"
#include "memory.h"
#include "zoo/api.h"

/* Encodes as it stands: members in the models' order, then what their structs have no member for. */
static const char rich[] =
    "{\"star\":{\"kind\":\"lion\",\"name\":\"Leo\",\"food\":{\"label\":\"meat\",\"kilos\":12,\"odd\":true},\"claws\":18},"
    "\"house\":{\"kind\":\"yeti\",\"name\":\"Y\",\"food\":{\"ice\":[1,null]},\"lives\":2},"
    "\"animals\":[{\"kind\":\"cat\",\"collar\":\"c\"},{\"kind\":\"unicorn\",\"horns\":1},null],"
    "\"byName\":{\"a\":{\"name\":\"s\",\"job\":\"herding\",\"kind\":\"dog\",\"sheep\":3},\"b\":null},"
    "\"pairs\":[[{\"kind\":\"cat\"}],null],\"logo\":{\"@odata.type\":\"#zoo.circle\",\"radius\":12345678901234567890.5,"
    "\"points\":[\"a\",null]},\"nested\":{\"grid\":[[1,2],[]],\"mapOfMaps\":{\"o\":{\"i\":{\"n\":1}}},\"sums\":{\"s\":1}},"
    "\"open\":{\"must\":null}}";

static aca_response *decoded;
static const zoo_zoo *zoo;

static void set_up_zoo(void)
{
  const void *value = NULL;
  assert_int_equal(aca_model_decode(&zoo_zoo_model, rich, strlen(rich), &decoded, &value), ACA_OK);
  zoo = value;
}

static void tear_down_zoo(void)
{
  aca_response_free(decoded);
}

static aca_status decode(void)
{
  aca_response *response = NULL;
  const void *value = NULL;
  aca_status status = aca_model_decode(&zoo_zoo_model, rich, strlen(rich), &response, &value);
  usable(response, status);
  assert_true((status == ACA_OK) == (value != NULL));
  if (status == ACA_OK)
    assert_model(&zoo_zoo_model, rich, value);
  aca_response_free(response);
  return status;
}

static aca_status encode(void)
{
  aca_response *response = NULL;
  aca_status status = aca_model_encode(&zoo_zoo_model, zoo, ACA_ENCODE_ALL, &response);
  usable(response, status);
  assert_string_equal(aca_response_body(response, NULL), status == ACA_OK ? rich : "");
  aca_response_free(response);
  return status;
}

static aca_status encode_another_kind(void)
{
  const zoo_animal animal = {.model = &zoo_zoo_model};
  aca_response *response = NULL;
  aca_status status = aca_model_encode(&zoo_zoo_model, &(zoo_zoo){.star = &animal}, ACA_ENCODE_ALL, &response);
  usable(response, status);
  if (status == ACA_ERROR_ARGUMENT)
    assert_contains(aca_response_message(response), "star: its tag");
  aca_response_free(response);
  return status;
}

static aca_status copy(void)
{
  aca_response *response = NULL;
  const void *value = NULL;
  aca_status status = aca_model_clone(&zoo_zoo_model, zoo, &response, &value);
  usable(response, status);
  if (status == ACA_OK)
    assert_model(&zoo_zoo_model, rich, value);
  aca_response_free(response);
  return status;
}

static aca_status print(void)
{
  char text[8192];
  FILE *stream = fmemopen(text, sizeof text, "w");
  assert_non_null(stream);
  aca_status status = aca_model_print(&zoo_zoo_model, zoo, stream);
  assert_int_equal(fclose(stream), 0);
  if (status == ACA_OK)
    assert_contains(text, "\"collar\": \"***\"");
  return status;
}

/* The null that stands for a required property, a decimal and a pattern are looked at on the way to a fault. */
static aca_status validate(void)
{
  const zoo_round_thing circle = {.base = {.model = &zoo_round_thing_model}, .radius = "12345678901234567890.5"};
  const zoo_zoo value = {.logo = &circle.base,
                         .open = &(zoo_open){.extra_json = "{\"must\":null}"},
                         .limits = &(zoo_limits){.slug = "a-b", .percent = ACA_INT32(101)}};
  const zoo_zoo good = {.open = value.open, .logo = value.logo};
  aca_response *response = NULL;
  aca_status status = aca_model_validate(&zoo_zoo_model, &good, &response);
  usable(response, status);
  aca_response_free(response);
  if (status != ACA_OK)
    return status;
  status = aca_model_validate(&zoo_zoo_model, &value, &response);
  usable(response, status);
  if (status == ACA_ERROR_ARGUMENT)
    assert_string_equal(aca_response_message(response), "limits.percent: more than 100");
  aca_response_free(response);
  return status;
}

#define SCENARIO(text, function, status) \
  .name = text, .run = function, .expected = status, .set_up = set_up_zoo, .tear_down = tear_down_zoo

const scenario zoo_scenarios[] = {
    {SCENARIO("families are decoded", decode, ACA_OK)},
    {SCENARIO("families are encoded", encode, ACA_OK)},
    {SCENARIO("another family is refused", encode_another_kind, ACA_ERROR_ARGUMENT)},
    {SCENARIO("families are cloned", copy, ACA_OK)},
    {SCENARIO("families are printed", print, ACA_OK)},
    {SCENARIO("constraints are checked", validate, ACA_ERROR_ARGUMENT)},
};
const size_t zoo_scenario_count = COUNT(zoo_scenarios);
