/* What a call sends again, when and how: the state machine by hand, with a clock that the tests set. */
#include "call.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "aca/aca.h"
#include "help.h"
#include "request.h"
#include "response.h"

#define BODY "{\"location\":\"eastus\"}"

typedef struct bench {
  aca_client *client;
  aca_request *request;
  aca_response *response;
  aca__call call;
} bench;

static aca__now at(int64_t ms)
{
  return (aca__now){.ms = 1000000 + ms, .unix_s = 1700000000 + ms / 1000};
}

static const aca_operation *operation_of(const char *method)
{
  static const struct {
    const char *method;
    const char *id;
  } ids[] = {{"GET", "ContainerApps_Get"},
             {"PUT", "ContainerApps_CreateOrUpdate"},
             {"PATCH", "ContainerApps_Update"},
             {"DELETE", "ContainerApps_Delete"},
             {"POST", "ContainerApps_ListSecrets"}};
  const char *id = NULL;
  for (size_t i = 0; i < COUNT(ids); i++)
    if (strcmp(ids[i].method, method) == 0)
      id = ids[i].id;
  assert_non_null(id);
  for (const aca_operation *const *at = aca_operations(NULL); *at != NULL; at++)
    if (strcmp((*at)->id, id) == 0)
      return *at;
  fail_msg("no operation %s", id);
  return NULL;
}

static aca_status new_request(aca_client *client, const char *method, const aca_call_options *options, aca_request **r)
{
  static const char *const names[] = {"rg", "web"};
  aca_call_options more = *options;
  const aca_operation *operation = operation_of(method);
  more.body_json = operation->body != NULL ? BODY : NULL;
  return aca_operation_request(client, operation, names, NULL, &more, r);
}

/* The first exchange is due. */
static bench begin(const char *method, aca_retry_options retry)
{
  bench b = {0};
  const aca_client_options options = {
      .subscription_id = SUBSCRIPTION, .endpoint = "https://example.com", .retry = retry};
  assert_int_equal(aca_client_new(&options, &b.client), ACA_OK);
  assert_int_equal(new_request(b.client, method, &(aca_call_options){.client_request_id = "the-id"}, &b.request),
                   ACA_OK);
  b.response = aca__response_new();
  aca__call_begin(&b.call, b.request, b.response, at(0), 0);
  assert_int_equal(b.call.step, ACA__SEND);
  return b;
}

static void end(bench *b)
{
  aca__call_end(&b->call);
  aca_response_free(b->response);
  aca_request_free(b->request);
  aca_client_free(b->client);
}

/* `header` is "Name: value", or NULL. */
static aca__step answer(bench *b, int http_status, const char *header, int64_t ms)
{
  aca_response *r = b->call.receiver;
  assert_int_equal(b->call.step, ACA__SEND);
  r->http_status = http_status;
  if (header != NULL) {
    size_t name = strcspn(header, ":");
    aca__response_add_header(r, header, name, header + name + 2, strlen(header + name + 2));
  }
  aca__buffer_text(&r->body, http_status < 300 ? "{}" : "{\"code\":\"Odd\",\"message\":\"m\"}");
  aca__call_answer(&b->call, &(aca__outcome){.status = ACA_OK}, at(ms));
  return b->call.step;
}

static aca__step fail_exchange(bench *b, aca_status status, bool retriable, bool begun)
{
  const aca__outcome outcome = {.status = status, .message = "why", .retriable = retriable, .begun = begun};
  assert_int_equal(b->call.step, ACA__SEND);
  aca__call_answer(&b->call, &outcome, at(0));
  return b->call.step;
}

static int64_t pause_of(const bench *b, int64_t ms)
{
  assert_int_equal(b->call.step, ACA__WAIT);
  return b->call.wait_until - at(ms).ms;
}

/* How long the first try's answer makes it wait; -1 when it does not. */
static int64_t pause_after(aca_retry_options retry, const char *header)
{
  bench b = begin("GET", retry);
  int64_t pause = answer(&b, 503, header, 0) == ACA__WAIT ? pause_of(&b, 0) : -1;
  end(&b);
  return pause;
}

/* One answer with `http_status` to a request of `method`: is it sent again? */
static bool is_retried(const char *method, aca_retry_options retry, int http_status)
{
  bench b = begin(method, retry);
  aca__step step = answer(&b, http_status, NULL, 0);
  assert_true(step == ACA__WAIT || step == ACA__FINISHED);
  end(&b);
  return step == ACA__WAIT;
}

static void only_some_statuses_are_retried(void **state)
{
  (void)state;
  static const int retried[] = {408, 429, 500, 502, 503, 504};
  static const int final[] = {200, 201, 202, 204, 299, 300, 302, 304, 307, 400, 401, 403, 404, 405,
                              407, 409, 412, 413, 428, 430, 499, 501, 505, 507, 511, 599};
  for (size_t i = 0; i < COUNT(retried); i++)
    assert_true(is_retried("GET", (aca_retry_options){0}, retried[i]));
  for (size_t i = 0; i < COUNT(final); i++)
    assert_false(is_retried("GET", (aca_retry_options){0}, final[i]));
}

static void every_method_is_retried(void **state)
{
  (void)state;
  static const char *const methods[] = {"GET", "PUT", "PATCH", "DELETE", "POST"};
  for (size_t i = 0; i < COUNT(methods); i++) {
    bench b = begin(methods[i], (aca_retry_options){0});
    assert_string_equal(b.call.exchange.method, methods[i]);
    assert_int_equal(answer(&b, 503, NULL, 0), ACA__WAIT);
    end(&b);
  }
}

static void a_post_is_sent_once_on_request(void **state)
{
  (void)state;
  static const char *const others[] = {"GET", "PUT", "PATCH", "DELETE"};
  const aca_retry_options once = {.never_post = true};
  assert_false(is_retried("POST", once, 503));
  bench b = begin("POST", once);
  assert_int_equal(fail_exchange(&b, ACA_ERROR_TRANSPORT, true, false), ACA__FINISHED);
  assert_int_equal(aca_response_status(b.response), ACA_ERROR_TRANSPORT);
  end(&b);
  for (size_t i = 0; i < COUNT(others); i++)
    assert_true(is_retried(others[i], once, 503));
}

static void conflicts_are_retried_on_request(void **state)
{
  (void)state;
  assert_false(is_retried("PUT", (aca_retry_options){0}, 409));
  assert_true(is_retried("PUT", (aca_retry_options){.conflicts = true}, 409));
  assert_true(is_retried("PUT", (aca_retry_options){.conflicts = true}, 503));
  assert_false(is_retried("PUT", (aca_retry_options){.conflicts = true}, 412));
  assert_false(is_retried("PUT", (aca_retry_options){.conflicts = true, .max_retries = -1}, 409));
}

static void the_statuses_may_be_chosen(void **state)
{
  (void)state;
  static const unsigned short odd[] = {404, 418, 0}, none[] = {0};
  const aca_retry_options some = {.statuses = odd};
  assert_true(is_retried("GET", some, 404));
  assert_true(is_retried("GET", some, 418));
  assert_false(is_retried("GET", some, 503));
  assert_false(is_retried("GET", some, 429));
  for (int status = 400; status < 600; status++)
    assert_false(is_retried("GET", (aca_retry_options){.statuses = none}, status));
  bench b = begin("GET", (aca_retry_options){.statuses = none});
  assert_int_equal(fail_exchange(&b, ACA_ERROR_TRANSPORT, true, false), ACA__WAIT); /* that is no status */
  end(&b);
}

static void retries_have_an_end(void **state)
{
  (void)state;
  static const struct {
    int max_retries;
    int tries;
  } cases[] = {{0, 4}, {-1, 1}, {INT_MIN, 1}, {1, 2}, {3, 4}, {10, 11}};
  for (size_t i = 0; i < COUNT(cases); i++) {
    bench b = begin("GET", (aca_retry_options){.max_retries = cases[i].max_retries});
    int tries = 1;
    for (; answer(&b, 503, NULL, 0) == ACA__WAIT; tries++) {
      aca__call_waited(&b.call, at(24 * 3600 * 1000));
      assert_int_equal(aca_response_attempts(b.response), tries + 1);
    }
    assert_int_equal(tries, cases[i].tries);
    assert_int_equal(aca_response_attempts(b.response), tries);
    assert_int_equal(aca_response_status(b.response), ACA_ERROR_SERVICE);
    assert_int_equal(aca_response_http_status(b.response), 503);
    assert_string_equal(aca_response_error(b.response)->code, "Odd");
    end(&b);
  }
}

static void pauses_grow(void **state)
{
  (void)state;
  static const int64_t plain[] = {800, 2400, 5600, 12000, 24800, 50400};
  int64_t now = 0;
  bench b = begin("GET", (aca_retry_options){.max_retries = 100});
  for (int i = 0; i < 20; i++) {
    assert_int_equal(answer(&b, 503, NULL, now), ACA__WAIT);
    int64_t pause = pause_of(&b, now);
    if (i < (int)COUNT(plain))
      assert_in_range(pause, plain[i] * 80 / 100, plain[i] * 130 / 100);
    else
      assert_int_equal(pause, 60000);
    now += pause;
    aca__call_waited(&b.call, at(now - 1));
    assert_int_equal(b.call.step, ACA__WAIT); /* not yet */
    aca__call_waited(&b.call, at(now));
  }
  end(&b);
}

/* Where a long has 32 bit, the longest pause is one of 24 days. */
static void a_pause_beyond_all_time_is_not_begun(void **state)
{
  (void)state;
  const int64_t longest = LONG_MAX < INT64_MAX ? LONG_MAX : -1;
  assert_int_equal(pause_after((aca_retry_options){.delay_ms = LONG_MAX, .max_delay_ms = -1}, NULL), longest);
  assert_int_equal(pause_after((aca_retry_options){.delay_ms = LONG_MAX}, NULL), 60000);
  assert_int_equal(pause_after((aca_retry_options){.delay_ms = LONG_MAX, .max_delay_ms = LONG_MAX}, NULL), longest);
}

static void the_longer_of_both_delays_counts(void **state)
{
  (void)state;
  const aca_retry_options none = {.delay_ms = -1}, some = {.delay_ms = 1000};
  int64_t own = pause_after(some, NULL);
  assert_in_range(own, 800, 1300);
  assert_int_equal(pause_after(some, "Retry-After: 1"), own > 1000 ? own : 1000);
  assert_int_equal(pause_after(some, "retry-after-ms: 1"), own);
  assert_int_equal(pause_after(some, "Retry-After: 2"), 2000);
  assert_int_equal(pause_after(some, "x-ms-retry-after-ms: 1500"), 1500);
  assert_int_equal(pause_after(none, NULL), 0);
  assert_int_equal(pause_after(none, "retry-after-ms: 7"), 7);
  assert_int_equal(pause_after(none, "Retry-After: 7"), 7000);
  assert_int_equal(pause_after(none, "Retry-After: Tue, 14 Nov 2023 22:13:27 GMT"), 7000);
}

static void a_delay_that_is_none_is_overlooked(void **state)
{
  (void)state;
  static const char *const headers[] = {
      "Retry-After: 0",  "Retry-After: -1", "Retry-After: soon", "Retry-After: Sun, 06 Nov 1994 08:49:37 GMT",
      "Retry-After: ",   "Retry-After:  5", "Retry-After: 5 ",   "Retry-After: 1.5",
      "Retry-Before: 7", "retry-after-ms: 1e9",
  };
  const aca_retry_options retry = {.delay_ms = 10};
  int64_t own = pause_after(retry, NULL);
  assert_in_range(own, 8, 13);
  for (size_t i = 0; i < COUNT(headers); i++)
    assert_int_equal(pause_after(retry, headers[i]), own);
}

/* The date of Retry-After is measured against the time of the answer. */
static void dates_count_from_the_answer(void **state)
{
  (void)state;
  bench b = begin("GET", (aca_retry_options){.delay_ms = -1});
  assert_int_equal(answer(&b, 429, "Retry-After: Tue, 14 Nov 2023 22:13:30 GMT", 4000), ACA__WAIT);
  assert_int_equal(pause_of(&b, 4000), 6000);
  end(&b);
}

static void a_service_that_asks_for_too_long_ends_it(void **state)
{
  (void)state;
  const aca_retry_options limited = {.max_delay_ms = 5000}, unlimited = {.max_delay_ms = -1};
  assert_int_equal(pause_after(limited, "Retry-After: 5"), 5000);
  assert_int_equal(pause_after(limited, "retry-after-ms: 5001"), -1);
  assert_int_equal(pause_after((aca_retry_options){0}, "Retry-After: 60"), 60000);
  assert_int_equal(pause_after((aca_retry_options){0}, "Retry-After: 61"), -1);
  assert_int_equal(pause_after((aca_retry_options){0}, "Retry-After: 1000000000000"), -1);
  assert_int_equal(pause_after((aca_retry_options){0}, "Retry-After: 99999999999999999999999"), -1);
  assert_int_equal(pause_after(unlimited, "Retry-After: 372"), 372000);
  const int64_t longer = INT64_C(1000000000000000);
  assert_int_equal(pause_after(unlimited, "Retry-After: 1000000000000"), longer <= LONG_MAX ? longer : -1);
  bench b = begin("GET", limited);
  assert_int_equal(answer(&b, 429, "Retry-After: 372", 0), ACA__FINISHED);
  assert_int_equal(aca_response_status(b.response), ACA_ERROR_SERVICE);
  assert_int_equal(aca_response_http_status(b.response), 429);
  assert_string_equal(aca_response_error(b.response)->code, "Odd");
  assert_int_equal(aca_response_retry_after_ms(b.response), 372000);
  assert_int_equal(aca_response_attempts(b.response), 1);
  end(&b);
}

static void the_transport_says_what_may_work_another_time(void **state)
{
  (void)state;
  static const aca_status statuses[] = {ACA_ERROR_TRANSPORT, ACA_ERROR_TIMEOUT};
  for (size_t i = 0; i < COUNT(statuses); i++) {
    bench b = begin("GET", (aca_retry_options){0});
    assert_int_equal(fail_exchange(&b, statuses[i], false, false), ACA__FINISHED);
    assert_int_equal(aca_response_status(b.response), statuses[i]);
    assert_string_equal(aca_response_message(b.response), "why");
    end(&b);
    b = begin("GET", (aca_retry_options){0});
    assert_int_equal(fail_exchange(&b, statuses[i], true, false), ACA__WAIT);
    assert_in_range(pause_of(&b, 0), 640, 1040);
    end(&b);
  }
}

static void half_an_answer_to_a_post_or_patch_is_final(void **state)
{
  (void)state;
  static const struct {
    const char *method;
    bool again;
  } cases[] = {{"GET", true}, {"PUT", true}, {"DELETE", true}, {"PATCH", false}, {"POST", false}};
  for (size_t i = 0; i < COUNT(cases); i++) {
    bench b = begin(cases[i].method, (aca_retry_options){0});
    aca__step step = fail_exchange(&b, ACA_ERROR_TRANSPORT, true, true);
    assert_int_equal(step, cases[i].again ? ACA__WAIT : ACA__FINISHED);
    end(&b);
    b = begin(cases[i].method, (aca_retry_options){0});
    assert_int_equal(fail_exchange(&b, ACA_ERROR_TRANSPORT, true, false), ACA__WAIT);
    end(&b);
  }
}

static void each_try_sends_the_same(void **state)
{
  (void)state;
  bench b = begin("PUT", (aca_retry_options){0});
  const aca__exchange first = b.call.exchange;
  assert_string_equal(first.body, BODY);
  for (int i = 0; i < 3; i++) {
    answer(&b, 503, NULL, 0);
    aca__call_waited(&b.call, at(60000));
    const aca__exchange *again = &b.call.exchange;
    bool has_id = false;
    assert_string_equal(again->method, "PUT");
    assert_ptr_equal(again->url, first.url);
    assert_string_equal(again->body, BODY);
    assert_int_equal(again->body_length, strlen(BODY));
    assert_int_equal(again->header_count, first.header_count);
    for (size_t h = 0; h < again->header_count; h++)
      has_id = has_id || (strcmp(again->headers[h].name, "x-ms-client-request-id") == 0 &&
                          strcmp(again->headers[h].value, "the-id") == 0);
    assert_true(has_id);
    assert_string_equal(aca_response_client_request_id(b.response), "the-id");
  }
  end(&b);
}

static void the_last_answer_alone_is_kept(void **state)
{
  (void)state;
  bench b = begin("GET", (aca_retry_options){.delay_ms = -1, .conflicts = true});
  assert_int_equal(answer(&b, 409, "X-First: 1", 0), ACA__WAIT);
  assert_non_null(aca_response_error(b.response));
  aca__call_waited(&b.call, at(0));
  assert_int_equal(answer(&b, 200, "X-Second: 2", 0), ACA__FINISHED);
  assert_int_equal(aca_response_status(b.response), ACA_OK);
  assert_string_equal(aca_response_message(b.response), "success");
  assert_int_equal(aca_response_http_status(b.response), 200);
  assert_null(aca_response_error(b.response));
  assert_null(aca_response_header(b.response, "X-First"));
  assert_int_equal(aca_response_header_count(b.response), 1);
  assert_string_equal(aca_response_body(b.response, NULL), "{}");
  assert_non_null(aca_response_value(b.response));
  assert_int_equal(aca_response_attempts(b.response), 2);
  end(&b);
}

static void a_try_without_answer_leaves_nothing_of_those_before(void **state)
{
  (void)state;
  bench b = begin("GET", (aca_retry_options){.delay_ms = -1, .max_retries = 1});
  assert_int_equal(answer(&b, 503, "X-First: 1", 0), ACA__WAIT);
  aca__call_waited(&b.call, at(0));
  assert_int_equal(fail_exchange(&b, ACA_ERROR_TRANSPORT, true, false), ACA__FINISHED);
  assert_int_equal(aca_response_status(b.response), ACA_ERROR_TRANSPORT);
  assert_int_equal(aca_response_http_status(b.response), 0);
  assert_int_equal(aca_response_header_count(b.response), 0);
  assert_string_equal(aca_response_body(b.response, NULL), "");
  assert_null(aca_response_error(b.response));
  end(&b);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(only_some_statuses_are_retried),
      cmocka_unit_test(every_method_is_retried),
      cmocka_unit_test(a_post_is_sent_once_on_request),
      cmocka_unit_test(conflicts_are_retried_on_request),
      cmocka_unit_test(the_statuses_may_be_chosen),
      cmocka_unit_test(retries_have_an_end),
      cmocka_unit_test(pauses_grow),
      cmocka_unit_test(a_pause_beyond_all_time_is_not_begun),
      cmocka_unit_test(the_longer_of_both_delays_counts),
      cmocka_unit_test(a_delay_that_is_none_is_overlooked),
      cmocka_unit_test(dates_count_from_the_answer),
      cmocka_unit_test(a_service_that_asks_for_too_long_ends_it),
      cmocka_unit_test(the_transport_says_what_may_work_another_time),
      cmocka_unit_test(half_an_answer_to_a_post_or_patch_is_final),
      cmocka_unit_test(each_try_sends_the_same),
      cmocka_unit_test(the_last_answer_alone_is_kept),
      cmocka_unit_test(a_try_without_answer_leaves_nothing_of_those_before),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
