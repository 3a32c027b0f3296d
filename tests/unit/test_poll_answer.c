/* What the answer to a poll says of the operation. */
#include <string.h>

#include "help.h"
#include "poll_answer.h"

static aca_response *response_with(const char *body)
{
  aca_response *response = aca__response_new();
  response->http_status = 200;
  if (body != NULL)
    aca__buffer_text(&response->body, body);
  return response;
}

static void words_tell_how_far_it_is(void **state)
{
  (void)state;
  static const struct {
    const char *word;
    aca__progress progress;
  } cases[] = {
      {"Succeeded", ACA__SUCCEEDED}, {"succeeded", ACA__SUCCEEDED}, {"SUCCEEDED", ACA__SUCCEEDED},
      {"Completed", ACA__SUCCEEDED}, {"Failed", ACA__FAILED},       {"failed", ACA__FAILED},
      {"Canceled", ACA__FAILED},     {"Cancelled", ACA__FAILED},    {"cancelled", ACA__FAILED},
      {"InProgress", ACA__RUNNING},  {"Waiting", ACA__RUNNING},     {"Accepted", ACA__RUNNING},
      {"Pending", ACA__RUNNING},     {"Updating", ACA__RUNNING},    {"ScheduledForDelete", ACA__RUNNING},
      {"Deleting", ACA__RUNNING},    {"notStarted", ACA__RUNNING},  {"InfrastructureSetupComplete", ACA__RUNNING},
      {"Success", ACA__RUNNING},     {"Succeeded ", ACA__RUNNING},  {"NotSucceeded", ACA__RUNNING},
      {"Failing", ACA__RUNNING},     {"Fail", ACA__RUNNING},        {"", ACA__RUNNING},
      {NULL, ACA__RUNNING},
  };
  for (size_t i = 0; i < COUNT(cases); i++)
    assert_int_equal(aca__progress_of(cases[i].word), cases[i].progress);
}

static const char *or_none(const char *text)
{
  return text != NULL ? text : "none";
}

static void both_kinds_of_documents_are_read(void **state)
{
  (void)state;
  static const struct {
    const char *body;
    const char *provisioning_state;
    const char *status;
    const char *resource_location;
    bool has_error;
    double percent; /* negative: none */
  } cases[] = {
      {"{\"status\":\"InProgress\"}", "none", "InProgress", "none", false, -1},
      {"\xEF\xBB\xBF{\"status\":\"InProgress\"}", "none", "InProgress", "none", false, -1},
      {"{\"STATUS\":\"Failed\",\"Error\":{\"code\":\"Bad\"}}", "none", "Failed", "none", true, -1},
      {"{\"status\":\"A\",\"resourceLocation\":\"/x\",\"percentComplete\":12.5}", "none", "A", "/x", false, 12.5},
      {"{\"properties\":{\"provisioningState\":\"Waiting\"}}", "Waiting", "none", "none", false, -1},
      {"{\"properties\":{\"ProvisioningState\":\"Waiting\"},\"status\":\"A\"}", "Waiting", "A", "none", false, -1},
      {"{\"properties\":{\"operationState\":\"Canceled\"}}", "Canceled", "none", "none", false, -1},
      {"{\"properties\":{\"provisioningState\":null,\"operationState\":\"B\"}}", "B", "none", "none", false, -1},
      {"{\"properties\":{\"provisioningState\":\"A\",\"operationState\":\"B\"}}", "A", "none", "none", false, -1},
      {"{\"provisioningState\":\"Succeeded\"}", "none", "none", "none", false, -1},
  };
  for (size_t i = 0; i < COUNT(cases); i++) {
    aca_response *response = response_with(cases[i].body);
    aca__poll_answer answer;
    assert_int_equal(aca__poll_answer_read(response, &answer), ACA_OK);
    assert_string_equal(or_none(answer.provisioning_state), cases[i].provisioning_state);
    assert_string_equal(or_none(answer.status), cases[i].status);
    assert_string_equal(or_none(answer.resource_location), cases[i].resource_location);
    assert_int_equal(answer.has_error, cases[i].has_error);
    assert_int_equal(answer.has_percent, cases[i].percent >= 0);
    if (answer.has_percent)
      assert_true(answer.percent == cases[i].percent);
    aca__poll_answer_free(&answer);
    aca_response_free(response);
  }
}

static void what_is_no_text_says_nothing(void **state)
{
  (void)state;
  static const char *const bodies[] = {
      NULL,
      "null",
      "[]",
      "[{\"status\":\"Succeeded\"}]",
      "\"Succeeded\"",
      "42",
      "true",
      "{}",
      "{\"status\":null,\"error\":null,\"properties\":null,\"percentComplete\":null,\"resourceLocation\":null}",
      "{\"status\":200,\"error\":\"Bad\",\"properties\":\"Succeeded\",\"percentComplete\":\"10\"}",
      "{\"status\":{\"status\":\"Succeeded\"},\"error\":[],\"properties\":[\"Succeeded\"],\"percentComplete\":[1]}",
      "{\"status\":\"\",\"error\":false,\"properties\":{\"provisioningState\":\"\",\"operationState\":\"\"}}",
      "{\"properties\":{\"provisioningState\":1,\"operationState\":{}},\"resourceLocation\":[\"/x\"]}",
  };
  for (size_t i = 0; i < COUNT(bodies); i++) {
    aca_response *response = response_with(bodies[i]);
    aca__poll_answer answer;
    assert_int_equal(aca__poll_answer_read(response, &answer), ACA_OK);
    assert_null(answer.status);
    assert_null(answer.provisioning_state);
    assert_null(answer.resource_location);
    assert_false(answer.has_error);
    assert_false(answer.has_percent);
    aca__poll_answer_free(&answer);
    aca_response_free(response);
  }
}

static void percentages_are_from_0_to_100(void **state)
{
  (void)state;
  static const struct {
    const char *body;
    double percent; /* negative: none */
  } cases[] = {{"{\"percentComplete\":0}", 0},      {"{\"percentComplete\":100}", 100},
               {"{\"percentComplete\":-0.5}", -1},  {"{\"percentComplete\":100.5}", -1},
               {"{\"percentComplete\":1e999}", -1}, {"{\"percentComplete\":-1e999}", -1},
               {"{\"percentComplete\":true}", -1}};
  for (size_t i = 0; i < COUNT(cases); i++) {
    aca_response *response = response_with(cases[i].body);
    aca__poll_answer answer;
    assert_int_equal(aca__poll_answer_read(response, &answer), ACA_OK);
    assert_int_equal(answer.has_percent, cases[i].percent >= 0);
    if (answer.has_percent)
      assert_true(answer.percent == cases[i].percent);
    aca__poll_answer_free(&answer);
    aca_response_free(response);
  }
}

static void what_is_not_json_is_an_error(void **state)
{
  (void)state;
  static const char *const bodies[] = {"<html>", "{\"status\":\"Succeeded\"", "Succeeded", " ",
                                       "{\"status\":\"\xFF\"}"};
  for (size_t i = 0; i < COUNT(bodies); i++) {
    aca_response *response = response_with(bodies[i]);
    aca__poll_answer answer;
    assert_int_equal(aca__poll_answer_read(response, &answer), ACA_ERROR_DECODE);
    assert_contains(aca_response_message(response), "not JSON: ");
    assert_null(answer.json);
    assert_null(answer.status);
    aca__poll_answer_free(&answer);
    aca_response_free(response);
  }
}

static void a_failure_is_told_in_the_services_words(void **state)
{
  (void)state;
  static const struct {
    const char *body;
    const char *message;
    const char *code;
  } cases[] = {
      {"{\"status\":\"Failed\",\"error\":{\"code\":\"NoQuota\",\"message\":\"None is left.\"}}",
       "the operation ended as Failed: NoQuota: None is left.", "NoQuota"},
      {"{\"status\":\"Failed\",\"error\":{\"code\":\"NoQuota\"}}", "the operation ended as Failed: NoQuota", "NoQuota"},
      {"{\"status\":\"Failed\",\"error\":{\"message\":\"None is left.\"}}",
       "the operation ended as Failed: None is left.", "none"},
      {"{\"status\":\"Failed\",\"code\":\"Flat\",\"message\":\"Likewise.\"}",
       "the operation ended as Failed: Flat: Likewise.", "Flat"},
      {"{\"status\":\"Failed\",\"error\":null}", "the operation ended as Failed", "none"},
      {"{\"status\":\"Failed\",\"error\":\"text\"}", "the operation ended as Failed", "none"},
      {"{\"properties\":{\"provisioningState\":\"Failed\",\"deploymentErrors\":\"The image was not found.\"}}",
       "the operation ended as Failed: The image was not found.", "none"},
      {"{\"properties\":{\"provisioningState\":\"Failed\",\"deploymentErrors\":null}}", "the operation ended as Failed",
       "none"},
      {"{\"properties\":{\"provisioningState\":\"Failed\",\"deploymentErrors\":{}}}", "the operation ended as Failed",
       "none"},
      {NULL, "the operation ended as Failed", "none"},
  };
  for (size_t i = 0; i < COUNT(cases); i++) {
    aca_response *response = response_with(cases[i].body);
    aca__poll_answer_fail(response, "Failed");
    const aca_error *error = aca_response_error(response);
    assert_int_equal(aca_response_status(response), ACA_ERROR_SERVICE);
    assert_string_equal(aca_response_message(response), cases[i].message);
    assert_string_equal(error != NULL ? or_none(error->code) : "none", cases[i].code);
    aca_response_free(response);
  }
}

static void the_details_of_a_failure_are_there_too(void **state)
{
  (void)state;
  aca_response *response =
      response_with("{\"status\":\"Canceled\",\"error\":{\"code\":\"A\",\"message\":\"a\",\"target\":\"t\","
                    "\"details\":[{\"code\":\"B\",\"message\":\"b\","
                    "\"details\":[{\"code\":\"C\",\"message\":\"c\"}]}]}}");
  aca__poll_answer_fail(response, "Canceled");
  assert_string_equal(aca_response_message(response), "the operation ended as Canceled: A: a");
  const aca_error *error = aca_response_error(response);
  assert_string_equal(error->target, "t");
  assert_int_equal(error->detail_count, 1);
  assert_string_equal(error->details[0].code, "B");
  assert_string_equal(error->details[0].details[0].message, "c");
  aca_response_free(response);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(words_tell_how_far_it_is),
      cmocka_unit_test(both_kinds_of_documents_are_read),
      cmocka_unit_test(what_is_no_text_says_nothing),
      cmocka_unit_test(percentages_are_from_0_to_100),
      cmocka_unit_test(what_is_not_json_is_an_error),
      cmocka_unit_test(a_failure_is_told_in_the_services_words),
      cmocka_unit_test(the_details_of_a_failure_are_there_too),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
