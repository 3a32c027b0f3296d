/* A subscription that does not know the provider yet: the requests that make it known. */
#include "registration.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "help.h"
#include "response.h"

#define HOME "https://example.com"
#define VERSION "?api-version=2019-05-01"

static aca__now at(int64_t ms)
{
  return (aca__now){.ms = 1000000 + ms, .unix_s = 1700000000 + ms / 1000};
}

static bool is_needed(int http_status, const char *body)
{
  aca_response *response = aca__response_new();
  response->http_status = http_status;
  aca__buffer_text(&response->body, body);
  assert_int_equal(aca__response_read_error(response), ACA_ERROR_SERVICE);
  bool needed = aca__registration_needed(response);
  aca_response_free(response);
  return needed;
}

static void four_codes_ask_for_it(void **state)
{
  (void)state;
  static const char *const codes[] = {"MissingSubscriptionRegistration", "MissingRegistrationForResourceProvider",
                                      "SubscriptionNotRegistered", "Subscription Not Registered"};
  for (size_t i = 0; i < COUNT(codes); i++) {
    char wrapped[200], flat[200], upper[200];
    snprintf(wrapped, sizeof wrapped, "{\"error\":{\"code\":\"%s\",\"message\":\"m\"}}", codes[i]);
    snprintf(flat, sizeof flat, "{\"code\":\"%s\"}", codes[i]);
    snprintf(upper, sizeof upper, "%s", flat);
    for (char *c = strchr(upper, ':'); *c != '\0'; c++)
      *c = (char)(*c >= 'a' && *c <= 'z' ? *c - 32 : *c);
    assert_true(is_needed(409, wrapped));
    assert_true(is_needed(409, flat));
    assert_true(is_needed(409, upper));
    assert_false(is_needed(400, wrapped));
    assert_false(is_needed(403, wrapped));
    assert_false(is_needed(404, wrapped));
  }
}

static void other_conflicts_do_not(void **state)
{
  (void)state;
  static const char *const bodies[] = {
      "",
      "{}",
      "nonsense",
      "{\"error\":{\"code\":\"Conflict\",\"message\":\"MissingSubscriptionRegistration\"}}",
      "{\"error\":{\"code\":\"MissingSubscriptionRegistrations\"}}",
      "{\"error\":{\"code\":\"MissingSubscription\"}}",
      "{\"error\":{\"code\":\"\"}}",
      "{\"error\":{\"message\":\"SubscriptionNotRegistered\"}}",
      "{\"error\":{\"code\":\"ContainerAppOperationInProgress\"}}",
  };
  for (size_t i = 0; i < COUNT(bodies); i++)
    assert_false(is_needed(409, bodies[i]));
}

/* The URL of the first request for `url`, and of the second one. */
static void assert_urls(const char *url, const char *expected)
{
  aca__registration r = {0};
  char expected_url[300];
  int64_t pause;
  assert_int_equal(aca__registration_begin(&r, url, at(0)), ACA_OK);
  snprintf(expected_url, sizeof expected_url, "%s/register" VERSION, expected);
  assert_string_equal(r.url.data, expected_url);
  assert_string_equal(r.method, "POST");
  for (int i = 0; i < 2; i++) {
    aca__response_reset(r.answer);
    r.answer->http_status = 200;
    assert_int_equal(aca__registration_answer(&r, at(0), &pause), ACA__REGISTERING);
    snprintf(expected_url, sizeof expected_url, "%s" VERSION, expected);
    assert_string_equal(r.url.data, expected_url);
    assert_string_equal(r.method, "GET");
  }
  aca__registration_end(&r);
}

static void its_urls_are_made_from_the_requests(void **state)
{
  (void)state;
  static const char app[] = HOME "/subscriptions/s/providers/Microsoft.App";
  assert_urls(HOME "/subscriptions/s/resourceGroups/rg/providers/Microsoft.App/containerApps/web?api-version=1", app);
  assert_urls(HOME "/subscriptions/s/resourceGroups/rg/providers/Microsoft.App/containerApps/web/revisions/r/restart",
              app);
  assert_urls(HOME "/subscriptions/s/providers/Microsoft.App/containerApps?api-version=1", app);
  assert_urls(HOME "/subscriptions/s/providers/Microsoft.App/locations/eastus/usages", app);
  assert_urls(HOME "/subscriptions/s/providers/Microsoft.App", app);
  assert_urls(HOME "/subscriptions/s/providers/Microsoft.App?x=/providers/Other", app);
  assert_urls(HOME "/subscriptions/s/resourceGroups/rg/providers/Microsoft.App/containerApps/web/providers/Other.One/x",
              app);
  assert_urls("http://127.0.0.1:8080/base/path/subscriptions/s/providers/Microsoft.App/x",
              "http://127.0.0.1:8080/base/path/subscriptions/s/providers/Microsoft.App");
  assert_urls(HOME "/SUBSCRIPTIONS/a%20b/RESOURCEGROUPS/rg/PROVIDERS/Microsoft.App/x",
              HOME "/SUBSCRIPTIONS/a%20b/providers/Microsoft.App");
}

static void names_that_are_words_of_the_path_do_not_confuse_it(void **state)
{
  (void)state;
  static const char app[] = HOME "/subscriptions/s/providers/Microsoft.App";
  assert_urls(HOME "/subscriptions/s/resourceGroups/providers/providers/Microsoft.App/containerApps/web", app);
  assert_urls(HOME "/subscriptions/s/resourceGroups/resourceGroups/providers/Microsoft.App/containerApps/web", app);
  assert_urls(HOME "/subscriptions/s/resourceGroups/subscriptions/providers/Microsoft.App/containerApps/web", app);
  assert_urls(HOME "/subscriptions/s/resourceGroups/rg/providers/Microsoft.App/containerApps/providers/revisions", app);
  assert_urls(HOME "/subscriptions/providers/providers/Microsoft.App/containerApps",
              HOME "/subscriptions/providers/providers/Microsoft.App");
}

static void without_subscription_or_provider_there_is_none(void **state)
{
  (void)state;
  static const char *const urls[] = {
      HOME "/providers/Microsoft.App/operations?api-version=1",
      HOME "/subscriptions/s",
      HOME "/subscriptions/s/resourceGroups/rg",
      HOME "/subscriptions/s/resourceGroups/rg/providers/",
      HOME "/subscriptions/s/resourceGroups/rg/providers",
      HOME "/subscriptions/s/locations/eastus/providers/Microsoft.App",
      HOME "/subscriptions//providers/Microsoft.App",
      HOME "/subscriptions/?/providers/Microsoft.App",
      HOME "/subscriptions/s?x=/providers/Microsoft.App",
      HOME,
      "",
  };
  for (size_t i = 0; i < COUNT(urls); i++) {
    aca__registration r = {0};
    assert_int_equal(aca__registration_begin(&r, urls[i], at(0)), ACA_DONE);
    assert_null(r.answer);
    assert_int_equal(r.rounds, 0);
    aca__registration_end(&r);
  }
}

/* ---- answers ---- */

static aca__registration begun(void)
{
  aca__registration r = {0};
  assert_int_equal(aca__registration_begin(&r, HOME "/subscriptions/s/providers/Microsoft.App/x", at(0)), ACA_OK);
  return r;
}

static aca__registration_state answered(aca__registration *r, int http_status, const char *header, const char *body,
                                        int64_t ms, int64_t *pause)
{
  aca__response_reset(r->answer);
  r->answer->http_status = http_status;
  if (header != NULL)
    aca__response_add_header(r->answer, "retry-after-ms", 14, header, strlen(header));
  if (body != NULL)
    aca__buffer_text(&r->answer->body, body);
  return aca__registration_answer(r, at(ms), pause);
}

static void registered_is_the_end_of_it(void **state)
{
  (void)state;
  static const char *const bodies[] = {"{\"registrationState\":\"Registered\"}",
                                       "{\"namespace\":\"Microsoft.App\",\"RegistrationState\":\"REGISTERED\"}"};
  for (size_t i = 0; i < COUNT(bodies); i++) {
    int64_t pause = 42;
    aca__registration r = begun();
    assert_int_equal(answered(&r, 200, NULL, bodies[i], 0, &pause), ACA__REGISTERED);
    assert_int_equal(pause, 42);
    aca__registration_end(&r);
    r = begun();
    assert_int_equal(answered(&r, 202, NULL, NULL, 0, &pause), ACA__REGISTERING);
    assert_int_equal(answered(&r, 201, NULL, bodies[i], 0, &pause), ACA__REGISTERED);
    aca__registration_end(&r);
  }
}

static void anything_else_is_asked_for_again(void **state)
{
  (void)state;
  static const char *const bodies[] = {
      NULL,
      "",
      "nonsense",
      "{",
      "[]",
      "null",
      "{}",
      "\"Registered\"",
      "{\"registrationState\":null}",
      "{\"registrationState\":true}",
      "{\"registrationState\":\"\"}",
      "{\"registrationState\":\"Registering\"}",
      "{\"registrationState\":\"NotRegistered\"}",
      "{\"registrationState\":\"Unregistered\"}",
      "{\"registrationState\":\"Registered \"}",
      "{\"properties\":{\"registrationState\":\"Registered\"}}",
  };
  aca__registration r = begun();
  for (size_t i = 0; i < COUNT(bodies); i++) {
    int64_t pause = 0;
    assert_int_equal(answered(&r, 200, NULL, bodies[i], 0, &pause), ACA__REGISTERING);
    assert_int_equal(pause, 15000);
  }
  aca__registration_end(&r);
}

static void the_service_may_shorten_the_pause(void **state)
{
  (void)state;
  static const struct {
    const char *header;
    int64_t pause;
  } cases[] = {{"1", 1},         {"14999", 14999},         {"15000", 15000}, {"15001", 15000},
               {"900000", 15000}, {"9999999999999999999", 15000}, {"0", 15000},     {"-1", 15000}};
  aca__registration r = begun();
  for (size_t i = 0; i < COUNT(cases); i++) {
    int64_t pause = 0;
    assert_int_equal(answered(&r, 200, cases[i].header, NULL, 0, &pause), ACA__REGISTERING);
    assert_int_equal(pause, cases[i].pause);
  }
  aca__registration_end(&r);
}

static void a_refusal_says_why(void **state)
{
  (void)state;
  static const int statuses[] = {199, 300, 307, 400, 403, 404, 409, 429, 500};
  for (size_t i = 0; i < COUNT(statuses); i++) {
    int64_t pause;
    char expected[100];
    aca__registration r = begun();
    snprintf(expected, sizeof expected, "HTTP status %d: AuthorizationFailed: No.", statuses[i]);
    assert_int_equal(answered(&r, statuses[i], NULL, "{\"code\":\"AuthorizationFailed\",\"message\":\"No.\"}", 0, &pause),
                     ACA__UNREGISTERED);
    assert_string_equal(aca_response_message(r.answer), expected);
    aca__registration_end(&r);
  }
}

static void patience_ends_after_five_minutes(void **state)
{
  (void)state;
  int64_t now = 0, pause = 0;
  int requests = 1;
  aca__registration r = begun();
  while (answered(&r, 200, NULL, "{}", now, &pause) == ACA__REGISTERING) {
    now += pause;
    requests++;
    assert_true(now < 5 * 60 * 1000);
  }
  assert_int_equal(requests, 20);
  assert_int_equal(now, 19 * 15000);
  assert_string_equal(aca_response_message(r.answer), "the registration takes too long");
  aca__registration_end(&r);
  r = begun();
  assert_int_equal(answered(&r, 200, "1", "{}", 5 * 60 * 1000 - 2, &pause), ACA__REGISTERING);
  assert_int_equal(answered(&r, 200, "1", "{}", 5 * 60 * 1000 - 1, &pause), ACA__UNREGISTERED);
  aca__registration_end(&r);
}

static void success_at_the_last_moment_counts(void **state)
{
  (void)state;
  int64_t pause;
  aca__registration r = begun();
  assert_int_equal(answered(&r, 200, NULL, "{\"registrationState\":\"Registered\"}", 24 * 3600 * 1000, &pause),
                   ACA__REGISTERED);
  aca__registration_end(&r);
}

static void there_are_three_rounds(void **state)
{
  (void)state;
  static const char url[] = HOME "/subscriptions/s/providers/Microsoft.App/x";
  aca__registration r = {0};
  for (int round = 1; round <= 3; round++) {
    assert_int_equal(aca__registration_begin(&r, url, at(0)), ACA_OK);
    assert_string_equal(r.method, "POST");
    aca__registration_end(&r);
    assert_null(r.answer);
    assert_null(r.url.data);
    assert_int_equal(r.rounds, round);
  }
  assert_int_equal(aca__registration_begin(&r, url, at(0)), ACA_DONE);
  assert_null(r.answer);
  aca__registration_end(&r);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(four_codes_ask_for_it),
      cmocka_unit_test(other_conflicts_do_not),
      cmocka_unit_test(its_urls_are_made_from_the_requests),
      cmocka_unit_test(names_that_are_words_of_the_path_do_not_confuse_it),
      cmocka_unit_test(without_subscription_or_provider_there_is_none),
      cmocka_unit_test(registered_is_the_end_of_it),
      cmocka_unit_test(anything_else_is_asked_for_again),
      cmocka_unit_test(the_service_may_shorten_the_pause),
      cmocka_unit_test(a_refusal_says_why),
      cmocka_unit_test(patience_ends_after_five_minutes),
      cmocka_unit_test(success_at_the_last_moment_counts),
      cmocka_unit_test(there_are_three_rounds),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
