/* Waiting for long-running operations: pauses, limits, and what can be seen meanwhile. */
#include "clock.h"
#include "poller.h"
#include "polling.h"
#include "request.h"
#include "response.h"

/* ---- with a clock of our own ---- */

enum { NOON = 43200 }; /* in seconds since 1970 */

static aca__now at(int64_t ms)
{
  return (aca__now){.ms = ms, .unix_s = NOON + ms / 1000};
}

/* A poller that is not begun, whose `answers` come by step_at(). */
static void prepare(polling *p, const char *operation, const fake_answer *answers, const aca_call_options *options)
{
  polling_open(p, answers);
  polling_prepare(p, operation, options);
}

/* Takes one step; false when the poller does not want to. `*timeout_ms`, unless it is NULL: the request's. */
static bool step_at(polling *p, int64_t ms, long *timeout_ms)
{
  if (!aca__poller_goes_on(p->poller, at(ms)))
    return false;
  const aca_request *request = aca__poller_request(p->poller, at(ms));
  aca_response *response = aca__response_new();
  const aca__exchange exchange = {.method = request->method, .url = request->url};
  aca__outcome outcome = p->fake.base.perform(&p->fake.base, &exchange, response);
  if (outcome.status != ACA_OK)
    aca__response_fail(response, outcome.status, "%s", outcome.message);
  else if (response->http_status >= 400)
    aca__response_read_error(response);
  if (timeout_ms != NULL)
    *timeout_ms = request->timeout_ms;
  aca__poller_answer(p->poller, response, at(ms));
  return true;
}

static void pauses_are_as_long_as_the_service_asks(void **state)
{
  (void)state;
  static const struct {
    const char *header;
    int64_t pause_ms;
  } cases[] = {
      {NULL, 7000}, /* the interval of the call */
      {"Retry-After: 0", 7000},
      {"Retry-After: -1", 7000},
      {"Retry-After: soon", 7000},
      {"Retry-After: 1.5", 7000},
      {"Retry-After: ", 7000},
      {"Retry-After: Thu, 01 Jan 1970 11:59:59 GMT", 7000},
      {"Retry-After: Thu, 01 Jan 1970 12:00:31 GMT", 30000},
      {"Retry-After: 1", 1000},
      {"Retry-After: 15", 15000},
      {"retry-after-ms: 1500", 1500},
      {"x-ms-retry-after-ms: 250\nRetry-After: 9", 250},
      {"retry-after-ms: 0\nRetry-After: 9", 9000},
      {"Retry-After: 601", 600000}, /* ten minutes are the most */
      {"Retry-After: 1000000000000", 600000},
      {"Retry-After: 99999999999999999999999999", 600000},
      {"retry-after-ms: 99999999999999999999999999", 600000},
      {"Retry-After: Fri, 01 Jan 2100 00:00:00 GMT", 600000},
  };
  for (size_t i = 0; i < COUNT(cases); i++) {
    const fake_answer answers[] = {{.http_status = 202, .headers = LOCATION},
                                   {.http_status = 202, .headers = cases[i].header},
                                   {.http_status = 429, .headers = cases[i].header},
                                   {0}};
    polling p;
    prepare(&p, "ContainerApps_Delete", answers, &(aca_call_options){.poll_interval_ms = 7000});
    assert_true(step_at(&p, 0, NULL));
    assert_int_equal(aca__poller_due(p.poller), 0);
    assert_true(step_at(&p, 1000, NULL));
    assert_int_equal(aca__poller_due(p.poller), 1000 + cases[i].pause_ms);
    assert_true(step_at(&p, 1000, NULL)); /* one that is refused asks for a pause, too */
    assert_int_equal(aca_response_http_status(aca_poller_response(p.poller)), 429);
    assert_int_equal(aca__poller_due(p.poller), 1000 + cases[i].pause_ms);
    assert_false(step_at(&p, 1000, NULL));
    polling_close(&p);
  }
}

static void the_first_answer_may_ask_for_a_pause(void **state)
{
  (void)state;
  const fake_answer answers[] = {{.http_status = 202, .headers = LOCATION "\nRetry-After: 12"}, {0}};
  polling p;
  prepare(&p, "ContainerApps_Delete", answers, NULL);
  assert_true(step_at(&p, 5000, NULL));
  assert_int_equal(aca__poller_due(p.poller), 17000);
  polling_close(&p);
}

static void the_result_is_fetched_without_a_pause(void **state)
{
  (void)state;
  const fake_answer answers[] = {{.http_status = 201, .headers = ASYNC},
                                 {.http_status = 200, .headers = "Retry-After: 60", .body = SAYS("Succeeded")},
                                 {.http_status = 503, .headers = "Retry-After: 60"},
                                 {0}};
  polling p;
  prepare(&p, "ContainerApps_CreateOrUpdate", answers, NULL);
  assert_true(step_at(&p, 0, NULL));
  assert_true(step_at(&p, 1000, NULL));
  assert_int_equal(aca__poller_due(p.poller), 1000);
  assert_true(step_at(&p, 1000, NULL));
  assert_int_equal(aca__poller_due(p.poller), 61000);
  polling_close(&p);
}

static void the_last_poll_is_at_the_end_of_the_limit(void **state)
{
  (void)state;
  const fake_answer answers[] = {{.http_status = 202, .headers = LOCATION "\nRetry-After: 60"},
                                 {.http_status = 202, .headers = "Retry-After: 60"},
                                 {.http_status = 202, .headers = "Retry-After: 60"},
                                 {.http_status = 204},
                                 {0}};
  polling p;
  long timeout_ms;
  prepare(&p, "ContainerApps_Delete", answers, &(aca_call_options){.wait_timeout_ms = 100000});
  assert_true(step_at(&p, 1000, &timeout_ms));
  assert_int_equal(timeout_ms, 100000);
  assert_int_equal(aca__poller_due(p.poller), 61000);
  assert_true(step_at(&p, 61000, &timeout_ms));
  assert_int_equal(timeout_ms, 40000);
  assert_int_equal(aca__poller_due(p.poller), 101000); /* and not 121000 */
  assert_true(aca__poller_goes_on(p.poller, at(100999)));
  assert_true(step_at(&p, 100999, &timeout_ms));
  assert_int_equal(timeout_ms, 1000); /* it must have a chance */
  assert_false(aca__poller_goes_on(p.poller, at(101000)));
  assert_int_equal(aca_response_status(aca_poller_response(p.poller)), ACA_ERROR_TIMEOUT);
  assert_string_equal(aca_response_message(aca_poller_response(p.poller)),
                      "the time limit passed; the operation is InProgress and goes on");
  assert_false(aca_poller_is_done(p.poller));
  assert_non_null(aca_poller_resume_token(p.poller));

  aca__poller_retry(p.poller, at(500000)); /* the limit counts anew */
  assert_true(aca__poller_goes_on(p.poller, at(599999)));
  assert_false(aca__poller_goes_on(p.poller, at(600000)));
  aca__poller_retry(p.poller, at(600000));
  assert_true(step_at(&p, 600000, NULL));
  assert_true(aca_poller_is_done(p.poller));
  polling_close(&p);
}

static void an_error_on_the_way_does_not_lengthen_the_limit(void **state)
{
  (void)state;
  static const aca_status errors[] = {ACA_ERROR_TIMEOUT, ACA_ERROR_CANCELED, ACA_ERROR_TRANSPORT};
  for (size_t i = 0; i < COUNT(errors); i++) {
    const fake_answer answers[] = {
        {.http_status = 202, .headers = LOCATION}, {.status = errors[i], .message = "no answer"}, {0}};
    polling p;
    prepare(&p, "ContainerApps_Delete", answers, &(aca_call_options){.wait_timeout_ms = 10000});
    assert_true(step_at(&p, 1000, NULL));
    assert_true(step_at(&p, 6000, NULL));
    aca__poller_retry(p.poller, at(6000));
    assert_true(aca__poller_goes_on(p.poller, at(10999)));
    assert_false(aca__poller_goes_on(p.poller, at(11000)));
    polling_close(&p);
  }
}

/* ---- with the real one ---- */

/* A callback's memory. */
typedef struct notes {
  int asked;
  int cancel_at; /* the question that is answered with true */
  char text[400];
} notes;

static bool cancels(void *data)
{
  notes *n = data;
  return ++n->asked == n->cancel_at;
}

static void note_progress(const aca_poller *poller, void *data)
{
  notes *n = data;
  size_t length = strlen(n->text);
  const char *name = polling_name(aca_poller_value(poller));
  snprintf(n->text + length, sizeof n->text - length, "%s %s %.0f%% %d,", aca_poller_state(poller),
           name != NULL ? name : "-", aca_poller_percent_complete(poller), aca_poller_is_done(poller));
}

static void a_wait_can_be_canceled_and_taken_up_again(void **state)
{
  (void)state;
  const fake_answer answers[] = {
      {.http_status = 202, .headers = LOCATION "\nretry-after-ms: 150"},
      {.http_status = 202},
      {.http_status = 204},
      {0}};
  notes n = {.cancel_at = 1};
  polling p;
  prepare(&p, "ContainerApps_Delete", answers, &(aca_call_options){.cancel = cancels, .cancel_data = &n});
  assert_int_equal(aca_poller_wait(p.poller), ACA_ERROR_CANCELED);
  assert_int_equal(p.fake.performed, 1);
  assert_int_equal(n.asked, 1);
  assert_int_equal(aca_response_status(aca_poller_response(p.poller)), ACA_ERROR_CANCELED);
  assert_false(aca_poller_is_done(p.poller));
  assert_string_equal(aca_poller_state(p.poller), "InProgress");
  assert_int_equal(aca_poller_wait(p.poller), ACA_OK);
  assert_string_equal(p.fake.log, "DELETE " APP "\nGET " RESULT "\nGET " RESULT "\n");
  polling_close(&p);
}

static void the_limit_ends_the_wait_and_not_the_operation(void **state)
{
  (void)state;
  const fake_answer answers[] = {{.http_status = 202, .headers = LOCATION "\nRetry-After: 600"},
                                 {.http_status = 202, .headers = "Retry-After: 600"},
                                 {.http_status = 204},
                                 {0}};
  polling p;
  prepare(&p, "ContainerApps_Delete", answers, &(aca_call_options){.wait_timeout_ms = 20});
  assert_int_equal(aca_poller_wait(p.poller), ACA_ERROR_TIMEOUT);
  assert_int_equal(p.fake.performed, 2);
  assert_int_equal(aca_poller_wait(p.poller), ACA_OK);
  assert_int_equal(p.fake.performed, 3);
  assert_true(aca_poller_elapsed_ms(p.poller) >= 40); /* of both waits */
  polling_close(&p);
}

static void progress_is_told_after_each_answer(void **state)
{
  (void)state;
  const fake_answer answers[] = {
      {.http_status = 201,
       .headers = ASYNC,
       .body = "{\"name\":\"early\",\"properties\":{\"provisioningState\":\"Waiting\"}}"},
      {.http_status = 200, .body = "{\"status\":\"Running\",\"percentComplete\":40}"},
      {.http_status = 200, .body = "{\"status\":\"Running\"}"},
      {.http_status = 200, .body = "{\"status\":\"Succeeded\",\"percentComplete\":100}"},
      {.http_status = 200, .body = STATELESS},
      {0}};
  notes n = {0};
  polling p;
  prepare(&p, "ContainerApps_CreateOrUpdate", answers,
          &(aca_call_options){.progress = note_progress, .progress_data = &n});
  assert_string_equal(aca_poller_state(p.poller), "");
  assert_int_equal(aca_poller_elapsed_ms(p.poller), 0);
  assert_int_equal(aca_poller_wait(p.poller), ACA_OK);
  assert_string_equal(n.text, "Waiting early -1% 0,Running early 40% 0,Running early -1% 0,Succeeded early 100% 0,"
                              "Succeeded web 100% 1,");
  polling_close(&p);
}

static void what_the_first_answer_described_lives_as_long_as_the_poller(void **state)
{
  (void)state;
  const fake_answer answers[] = {{.http_status = 201, .headers = ASYNC, .body = IN_STATE("InProgress")},
                                 {.http_status = 200, .body = SAYS("Failed")},
                                 {0}};
  polling p;
  assert_int_equal(polling_begin(&p, "ContainerApps_CreateOrUpdate", answers, NULL), ACA_OK);
  const void *early = aca_poller_value(p.poller);
  assert_int_equal(aca_poller_step(p.poller), ACA_ERROR_SERVICE);
  assert_null(aca_poller_value(p.poller));
  assert_string_equal(polling_name(early), "web");
  polling_close(&p);
}

static void the_delay_can_be_asked_for(void **state)
{
  (void)state;
  const fake_answer answers[] = {
      {.http_status = 202, .headers = LOCATION "\nRetry-After: 300"}, {.http_status = 202}, {.http_status = 204}, {0}};
  polling p;
  prepare(&p, "ContainerApps_Delete", answers, &(aca_call_options){.poll_interval_ms = 500000});
  assert_int_equal(aca_poller_delay_ms(p.poller), 0);
  assert_int_equal(aca_poller_step(p.poller), ACA_OK);
  assert_in_range(aca_poller_delay_ms(p.poller), 1, 300000);
  assert_int_equal(aca_poller_step(p.poller), ACA_OK); /* a step does not wait */
  assert_in_range(aca_poller_delay_ms(p.poller), 300001, 500000);
  assert_int_equal(aca_poller_step(p.poller), ACA_DONE);
  assert_int_equal(aca_poller_delay_ms(p.poller), 0);
  polling_close(&p);
}

static void polls_are_retried_like_any_call(void **state)
{
  (void)state;
  const fake_answer answers[] = {{.http_status = 202, .headers = LOCATION},
                                 {.http_status = 429}, {.http_status = 503}, {.http_status = 202},
                                 {.http_status = 429}, {.http_status = 500}, {.http_status = 429},
                                 {.http_status = 204}, {0}};
  const aca_retry_options retry = {.max_retries = 2, .delay_ms = -1};
  polling p;
  prepare(&p, "ContainerApps_Delete", answers, &(aca_call_options){.retry = &retry});
  assert_int_equal(aca_poller_wait(p.poller), ACA_ERROR_SERVICE);
  assert_int_equal(p.fake.performed, 7);
  assert_int_equal(aca_response_http_status(aca_poller_response(p.poller)), 429);
  assert_int_equal(aca_response_attempts(aca_poller_response(p.poller)), 3);
  assert_int_equal(aca_poller_wait(p.poller), ACA_OK);
  assert_int_equal(p.fake.performed, 8);
  polling_close(&p);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(pauses_are_as_long_as_the_service_asks),
      cmocka_unit_test(the_first_answer_may_ask_for_a_pause),
      cmocka_unit_test(the_result_is_fetched_without_a_pause),
      cmocka_unit_test(the_last_poll_is_at_the_end_of_the_limit),
      cmocka_unit_test(an_error_on_the_way_does_not_lengthen_the_limit),
      cmocka_unit_test(a_wait_can_be_canceled_and_taken_up_again),
      cmocka_unit_test(the_limit_ends_the_wait_and_not_the_operation),
      cmocka_unit_test(progress_is_told_after_each_answer),
      cmocka_unit_test(what_the_first_answer_described_lives_as_long_as_the_poller),
      cmocka_unit_test(the_delay_can_be_asked_for),
      cmocka_unit_test(polls_are_retried_like_any_call),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
