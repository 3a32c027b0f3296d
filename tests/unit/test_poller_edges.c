/* Long-running operations with a service that does not keep to the rules, or only just. */
#include <stdlib.h>

#include "polling.h"

/* ---- the first answer ---- */

static void an_operation_that_is_accepted_needs_a_url_to_poll(void **state)
{
  (void)state;
  static const char *const headers[] = {NULL, "Location: ", "Azure-AsyncOperation: \nLocation: ", "Retry-After: 1"};
  for (size_t i = 0; i < COUNT(headers); i++)
    check(&(chain){.operation = "ContainerApps_Delete",
                   .answers = {{.http_status = 202, .headers = headers[i]}},
                   .log = "DELETE " APP "\n",
                   .state = "InProgress",
                   .status = ACA_ERROR_DECODE,
                   .message = "accepted, but without a URL to poll"});
  check(&(chain){.operation = "ContainerApps_Start",
                 .answers = {{.http_status = 202, .body = IN_STATE("InProgress")}},
                 .log = "POST " START "\n",
                 .state = "InProgress",
                 .status = ACA_ERROR_DECODE,
                 .message = "accepted, but without a URL to poll"});
}

static void a_patch_that_is_accepted_without_a_url_is_polled_by_its_resource(void **state)
{
  (void)state;
  check(&(chain){
      .operation = "ContainerApps_Update",
      .answers = {{.http_status = 202},
                  {.http_status = 200, .body = IN_STATE("InProgress")},
                  {.http_status = 200, .body = IN_STATE("Succeeded")}},
      .log = "PATCH " APP "\nGET " APP "\nGET " APP "\n",
      .state = "Succeeded",
      .name = "web",
  });
}

static void an_operation_that_is_refused_has_ended(void **state)
{
  (void)state;
  check(&(chain){
      .operation = "ContainerApps_CreateOrUpdate",
      .answers = {{.http_status = 409,
                   .headers = BOTH,
                   .body = "{\"error\":{\"code\":\"Busy\",\"message\":\"Wait.\"}}"}},
      .log = "PUT " APP "\n",
      .state = "",
      .status = ACA_ERROR_SERVICE,
      .message = "HTTP status 409: Busy: Wait.",
  });
  check(&(chain){
      .operation = "ContainerApps_Delete",
      .answers = {{.http_status = 503}},
      .log = "DELETE " APP "\n",
      .state = "",
      .status = ACA_ERROR_SERVICE,
      .message = "HTTP status 503",
  });
}

static void an_operation_without_an_answer_is_not_begun_twice(void **state)
{
  (void)state;
  check(&(chain){
      .operation = "ContainerApps_Update",
      .answers = {{.status = ACA_ERROR_TIMEOUT, .message = "timed out"}},
      .log = "PATCH " APP "\n",
      .state = "",
      .status = ACA_ERROR_TIMEOUT,
      .message = "timed out",
  });
}

static void a_first_answer_need_not_be_json_while_it_goes_on(void **state)
{
  (void)state;
  static const char *const bodies[] = {"<html>", "[]", "null", "\"accepted\"", "{\"properties\":null}"};
  for (size_t i = 0; i < COUNT(bodies); i++)
    check(&(chain){
        .operation = "ContainerApps_CreateOrUpdate",
        .answers = {{.http_status = 201, .headers = ASYNC, .body = bodies[i]},
                    {.http_status = 200, .body = SAYS("Succeeded")},
                    {.http_status = 200, .body = STATELESS}},
        .log = "PUT " APP "\nGET " STATUS "\nGET " APP "\n",
        .state = "Succeeded",
        .name = "web",
    });
}

static void a_result_that_cannot_be_read_is_an_error(void **state)
{
  (void)state;
  static const struct {
    const char *body;
    const char *message;
  } cases[] = {{"<html>", "not JSON: not a value at byte 0"},
               {"[]", "expected an object, found an array"},
               {"null", "expected an object, found null"},
               {"", "HTTP status 200: the body is empty"}};
  for (size_t i = 0; i < COUNT(cases); i++)
    check(&(chain){.operation = "ManagedEnvironments_Update",
                   .answers = {{.http_status = 200, .body = cases[i].body}},
                   .log = "PATCH " ENVIRONMENT "\n",
                   .state = i < 3 ? "Succeeded" : "InProgress",
                   .status = ACA_ERROR_DECODE,
                   .message = cases[i].message});
}

/* ---- status documents ---- */

static void a_failed_status_gives_the_services_error(void **state)
{
  (void)state;
  static const char body[] =
      "{\"id\":\"/x\",\"status\":\"Failed\",\"error\":{\"code\":\"RevisionFailed\",\"message\":\"It did not start.\"}}";
  check(&(chain){
      .operation = "ContainerApps_CreateOrUpdate",
      .answers = {{.http_status = 201, .headers = ASYNC, .body = IN_STATE("InProgress")},
                  {.http_status = 200, .body = SAYS("InProgress")},
                  {.http_status = 200, .body = body}},
      .log = "PUT " APP "\nGET " STATUS "\nGET " STATUS "\n",
      .state = "Failed",
      .status = ACA_ERROR_SERVICE,
      .message = "the operation ended as Failed: RevisionFailed: It did not start.",
  });
}

static void canceled_is_a_failure_in_either_spelling(void **state)
{
  (void)state;
  static const char *const cases[][3] = {{"Canceled", SAYS("Canceled"), "the operation ended as Canceled"},
                                         {"Cancelled", SAYS("Cancelled"), "the operation ended as Cancelled"}};
  for (size_t i = 0; i < COUNT(cases); i++)
    check(&(chain){.operation = "ContainerApps_Start",
                   .answers = {{.http_status = 202, .headers = BOTH}, {.http_status = 200, .body = cases[i][1]}},
                   .log = "POST " START "\nGET " STATUS "\n",
                   .state = cases[i][0],
                   .status = ACA_ERROR_SERVICE,
                   .message = cases[i][2]});
}

static void unknown_words_mean_that_it_goes_on(void **state)
{
  (void)state;
  check(&(chain){
      .operation = "ContainerApps_Delete",
      .answers = {{.http_status = 202, .headers = ASYNC},
                  {.http_status = 200, .body = SAYS("Cooking")},
                  {.http_status = 200, .body = SAYS("succeededAlmost")},
                  {.http_status = 200, .body = SAYS("Completed")}},
      .log = "DELETE " APP "\nGET " STATUS "\nGET " STATUS "\nGET " STATUS "\n",
      .state = "Completed",
  });
}

/* Each of these answers says nothing of the operation: an error, after which the poller can go on. */
static const struct {
  fake_answer answer;
  aca_status status;
  const char *message;
} odd_statuses[] = {
    {{.http_status = 200, .body = "{\"error\":{\"code\":\"E\",\"message\":\"m\"}}"}, ACA_ERROR_SERVICE,
     "HTTP status 200: E: m"},
    {{.http_status = 200}, ACA_ERROR_DECODE, "the status document is empty"},
    {{.http_status = 200, .body = "{}"}, ACA_ERROR_DECODE, "the status document has no status"},
    {{.http_status = 202, .body = "{}"}, ACA_ERROR_DECODE, "the status document has no status"},
    {{.http_status = 200, .body = "{\"status\":null}"}, ACA_ERROR_DECODE, "the status document has no status"},
    {{.http_status = 200, .body = "{\"status\":\"\"}"}, ACA_ERROR_DECODE, "the status document has no status"},
    {{.http_status = 200, .body = "{\"status\":200}"}, ACA_ERROR_DECODE, "the status document has no status"},
    {{.http_status = 200, .body = "{\"status\":{\"status\":\"Succeeded\"}}"}, ACA_ERROR_DECODE,
     "the status document has no status"},
    {{.http_status = 200, .body = IN_STATE("Succeeded")}, ACA_ERROR_DECODE, "the status document has no status"},
    {{.http_status = 200, .body = "[]"}, ACA_ERROR_DECODE, "the status document has no status"},
    {{.http_status = 200, .body = "\"Succeeded\""}, ACA_ERROR_DECODE, "the status document has no status"},
    {{.http_status = 200, .body = "<html>"}, ACA_ERROR_DECODE, "not JSON: not a value at byte 0"},
    {{.http_status = 200, .body = "{\"status\":\"Succ"}, ACA_ERROR_DECODE,
     "not JSON: the text ends in a string at byte 15"},
    {{.http_status = 404}, ACA_ERROR_SERVICE, "HTTP status 404"},
    {{.http_status = 400, .body = SAYS("Failed")}, ACA_ERROR_SERVICE, "HTTP status 400"},
    {{.http_status = 401}, ACA_ERROR_SERVICE, "HTTP status 401"},
    {{.http_status = 429}, ACA_ERROR_SERVICE, "HTTP status 429"},
    {{.http_status = 503}, ACA_ERROR_SERVICE, "HTTP status 503"},
    {{.http_status = 302, .headers = "Location: https://evil.example/"}, ACA_ERROR_SERVICE, "HTTP status 302"},
    {{.status = ACA_ERROR_TRANSPORT, .message = "no route"}, ACA_ERROR_TRANSPORT, "no route"},
    {{.status = ACA_ERROR_TIMEOUT, .message = "timed out"}, ACA_ERROR_TIMEOUT, "timed out"},
};

static void a_poll_that_says_nothing_does_not_end_it(void **state)
{
  (void)state;
  for (size_t i = 0; i < COUNT(odd_statuses); i++) {
    const fake_answer answers[] = {{.http_status = 202, .headers = ASYNC},
                                   {.http_status = 200, .body = SAYS("Running")},
                                   odd_statuses[i].answer,
                                   odd_statuses[i].answer,
                                   {.http_status = 200, .body = SAYS("Succeeded")},
                                   {0}};
    polling p;
    assert_int_equal(polling_begin(&p, "ContainerApps_Delete", answers, NULL), ACA_OK);
    for (int times = 1; times <= 2; times++) {
      assert_int_equal(aca_poller_wait(p.poller), odd_statuses[i].status);
      assert_string_equal(aca_response_message(aca_poller_response(p.poller)), odd_statuses[i].message);
      assert_false(aca_poller_is_done(p.poller));
      assert_string_equal(aca_poller_state(p.poller), "Running");
      assert_non_null(aca_poller_resume_token(p.poller));
      assert_int_equal(p.fake.performed, 2 + times);
    }
    assert_int_equal(aca_poller_wait(p.poller), ACA_OK);
    assert_true(aca_poller_is_done(p.poller));
    polling_check_hosts(p.fake.log);
    polling_close(&p);
  }
}

/* ---- locations ---- */

static void a_location_that_is_gone_ends_it(void **state)
{
  (void)state;
  static const int statuses[] = {302, 400, 403, 404, 409, 410};
  for (size_t i = 0; i < COUNT(statuses); i++) {
    char message[32];
    snprintf(message, sizeof message, "HTTP status %d", statuses[i]);
    check(&(chain){.operation = "ContainerApps_Delete",
                   .answers = {{.http_status = 202, .headers = LOCATION},
                               {.http_status = 202},
                               {.http_status = statuses[i]}},
                   .log = "DELETE " APP "\nGET " RESULT "\nGET " RESULT "\n",
                   .state = "InProgress",
                   .status = ACA_ERROR_SERVICE,
                   .message = message});
  }
}

static void a_location_that_is_busy_does_not_end_it(void **state)
{
  (void)state;
  static const int statuses[] = {401, 408, 429, 500, 501, 502, 503, 504};
  for (size_t i = 0; i < COUNT(statuses); i++) {
    const fake_answer answers[] = {
        {.http_status = 202, .headers = LOCATION}, {.http_status = statuses[i]}, {.http_status = 204}, {0}};
    polling p;
    assert_int_equal(polling_begin(&p, "ContainerApps_Delete", answers, NULL), ACA_OK);
    assert_int_equal(aca_poller_wait(p.poller), ACA_ERROR_SERVICE);
    assert_int_equal(aca_response_http_status(aca_poller_response(p.poller)), statuses[i]);
    assert_false(aca_poller_is_done(p.poller));
    assert_int_equal(aca_poller_wait(p.poller), ACA_OK);
    assert_true(aca_poller_is_done(p.poller));
    polling_close(&p);
  }
}

static void odd_answers_at_a_location_have_their_outcomes(void **state)
{
  (void)state;
  static const struct {
    const char *body;
    aca_status status;
    const char *message;
    bool goes_on;
  } cases[] = {{"<html>", ACA_ERROR_DECODE, "not JSON: not a value at byte 0", true},
               {"[]", ACA_ERROR_DECODE, "expected an object, found an array", false},
               {"\"stopped\"", ACA_ERROR_DECODE, "expected an object, found a string", false},
               {"", ACA_ERROR_DECODE, "HTTP status 200: the body is empty", false},
               {"{\"status\":null}", ACA_OK, "success", false},
               {"{\"status\":7,\"properties\":{\"provisioningState\":null}}", ACA_OK, "success", false},
               {SAYS("Failed"), ACA_ERROR_SERVICE, "the operation ended as Failed", false},
               {IN_STATE("Canceled"), ACA_ERROR_SERVICE, "the operation ended as Canceled", false}};
  for (size_t i = 0; i < COUNT(cases); i++) {
    const fake_answer answers[] = {
        {.http_status = 202, .headers = LOCATION}, {.http_status = 200, .body = cases[i].body}, {0}};
    polling p;
    assert_int_equal(polling_begin(&p, "ContainerApps_Stop", answers, NULL), ACA_OK);
    assert_int_equal(aca_poller_wait(p.poller), cases[i].status);
    assert_string_equal(aca_response_message(aca_poller_response(p.poller)), cases[i].message);
    assert_int_equal(aca_poller_is_done(p.poller), !cases[i].goes_on);
    assert_int_equal(p.fake.performed, 2);
    polling_close(&p);
  }
}

static void a_resource_that_says_nothing_is_an_error_after_which_it_goes_on(void **state)
{
  (void)state;
  static const fake_answer odd[] = {{.http_status = 200}, {.http_status = 200, .body = "<html>"}, {.http_status = 404}};
  for (size_t i = 0; i < COUNT(odd); i++) {
    const fake_answer answers[] = {
        {.http_status = 201}, odd[i], {.http_status = 200, .body = IN_STATE("Succeeded")}, {0}};
    polling p;
    assert_int_equal(polling_begin(&p, "ContainerApps_CreateOrUpdate", answers, NULL), ACA_OK);
    assert_int_not_equal(aca_poller_wait(p.poller), ACA_OK);
    assert_false(aca_poller_is_done(p.poller));
    assert_int_equal(aca_poller_wait(p.poller), ACA_OK);
    assert_string_equal(polling_name(aca_poller_value(p.poller)), "web");
    polling_close(&p);
  }
}

/* ---- the result ---- */

static void a_result_that_is_gone_ends_it(void **state)
{
  (void)state;
  check(&(chain){
      .operation = "ContainerApps_CreateOrUpdate",
      .answers = {{.http_status = 201, .headers = ASYNC, .body = IN_STATE("InProgress")},
                  {.http_status = 200, .body = SAYS("Succeeded")},
                  {.http_status = 404, .body = "{\"error\":{\"code\":\"ResourceNotFound\",\"message\":\"No.\"}}"}},
      .log = "PUT " APP "\nGET " STATUS "\nGET " APP "\n",
      .state = "Succeeded",
      .status = ACA_ERROR_SERVICE,
      .message = "HTTP status 404: ResourceNotFound: No.",
  });
}

static void a_result_that_is_not_to_be_had_now_can_be_had_later(void **state)
{
  (void)state;
  const fake_answer answers[] = {{.http_status = 201, .headers = ASYNC, .body = IN_STATE("InProgress")},
                                 {.http_status = 200, .body = SAYS("Succeeded")},
                                 {.http_status = 503},
                                 {.status = ACA_ERROR_TRANSPORT, .message = "no route"},
                                 {.http_status = 200, .body = IN_STATE("Succeeded")},
                                 {0}};
  polling p;
  assert_int_equal(polling_begin(&p, "ContainerApps_CreateOrUpdate", answers, NULL), ACA_OK);
  assert_int_equal(aca_poller_wait(p.poller), ACA_ERROR_SERVICE);
  assert_false(aca_poller_is_done(p.poller));
  assert_string_equal(aca_poller_state(p.poller), "Succeeded");
  assert_int_equal(aca_poller_wait(p.poller), ACA_ERROR_TRANSPORT);
  assert_non_null(aca_poller_resume_token(p.poller));
  assert_int_equal(aca_poller_wait(p.poller), ACA_OK);
  assert_string_equal(p.fake.log, "PUT " APP "\nGET " STATUS "\nGET " APP "\nGET " APP "\nGET " APP "\n");
  polling_close(&p);
}

static void a_result_without_a_body_is_none_when_it_says_so(void **state)
{
  (void)state;
  static const int statuses[] = {202, 204};
  for (size_t i = 0; i < COUNT(statuses); i++)
    check(&(chain){.operation = "ContainerApps_Start",
                   .answers = {{.http_status = 202, .headers = BOTH},
                               {.http_status = 200, .body = SAYS("Succeeded")},
                               {.http_status = statuses[i]}},
                   .log = "POST " START "\nGET " STATUS "\nGET " RESULT "\n",
                   .state = "Succeeded"});
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(an_operation_that_is_accepted_needs_a_url_to_poll),
      cmocka_unit_test(a_patch_that_is_accepted_without_a_url_is_polled_by_its_resource),
      cmocka_unit_test(an_operation_that_is_refused_has_ended),
      cmocka_unit_test(an_operation_without_an_answer_is_not_begun_twice),
      cmocka_unit_test(a_first_answer_need_not_be_json_while_it_goes_on),
      cmocka_unit_test(a_result_that_cannot_be_read_is_an_error),
      cmocka_unit_test(a_failed_status_gives_the_services_error),
      cmocka_unit_test(canceled_is_a_failure_in_either_spelling),
      cmocka_unit_test(unknown_words_mean_that_it_goes_on),
      cmocka_unit_test(a_poll_that_says_nothing_does_not_end_it),
      cmocka_unit_test(a_location_that_is_gone_ends_it),
      cmocka_unit_test(a_location_that_is_busy_does_not_end_it),
      cmocka_unit_test(odd_answers_at_a_location_have_their_outcomes),
      cmocka_unit_test(a_resource_that_says_nothing_is_an_error_after_which_it_goes_on),
      cmocka_unit_test(a_result_that_is_gone_ends_it),
      cmocka_unit_test(a_result_that_is_not_to_be_had_now_can_be_had_later),
      cmocka_unit_test(a_result_without_a_body_is_none_when_it_says_so),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
