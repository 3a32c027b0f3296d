#include "token.h"

#include <stdio.h>
#include <string.h>

#include "help.h"

enum { NOW = 1700000000 };

static const aca__token_names dated = {.token = "access_token", .expires_on = "expires_on", .expires_in = "expires_in"};

/* Reads an answer that has the token "t" and these members; what it says when that is refused, or NULL. */
static const char *read(const char *members, const aca__token_names *names, aca_token *token)
{
  char text[512];
  struct cJSON *root;
  snprintf(text, sizeof text, "{\"access_token\":\"t\"%s%s}", *members != '\0' ? "," : "", members);
  assert_int_equal(aca__token_parse(text, strlen(text), token, &root), ACA_OK);
  aca_status status = aca__token_read(root, names, NOW, token);
  aca__json_free_secret(root);
  assert_int_equal(status == ACA_OK, token->text != NULL);
  assert_int_equal(status == ACA_ERROR_AUTHENTICATION, token->error != NULL);
  return token->error;
}

static void assert_times(const char *members, int64_t expires_on, int64_t refresh_on)
{
  aca_token token = {0};
  assert_null(read(members, &aca__oauth_names, &token));
  assert_string_equal(token.text, "t");
  assert_int_equal(token.expires_on, expires_on);
  assert_int_equal(token.refresh_on, refresh_on);
  aca__token_clear(&token);
}

static void spans_begin_now(void **state)
{
  (void)state;
  assert_times("\"expires_in\":3599", NOW + 3599, 0);
  assert_times("\"expires_in\":\"3599\"", NOW + 3599, 0);
  assert_times("\"expires_in\":3599.9", NOW + 3599, 0);
  assert_times("\"expires_in\":\"3599.9\"", NOW + 3599, 0);
  assert_times("\"EXPIRES_IN\":1", NOW + 1, 0);
}

static void a_time_goes_before_a_span(void **state)
{
  (void)state;
  assert_times("\"expires_in\":1,\"expires_on\":1700000009", NOW + 9, 0);
  assert_times("\"expires_on\":\"1700000009\"", NOW + 9, 0);
  assert_times("\"expires_in\":5,\"expires_on\":\"?\"", NOW + 5, 0);
  assert_times("\"expires_in\":5,\"expires_on\":null", NOW + 5, 0);
}

static void times_are_dates_too(void **state)
{
  (void)state;
  static const char *const dates[] = {"2023-11-14 22:13:21",   "2023-11-14T22:13:21Z", "2023-11-14T23:13:21+01:00",
                                      "11/14/2023 22:13:21", "11/14/2023 22:13:21 +00:00"};
  char members[64];
  for (size_t i = 0; i < COUNT(dates); i++) {
    snprintf(members, sizeof members, "\"expires_on\":\"%s\"", dates[i]);
    assert_times(members, NOW + 1, 0);
  }
}

static void the_service_may_say_when_to_renew(void **state)
{
  (void)state;
  assert_times("\"expires_in\":90,\"refresh_in\":45", NOW + 90, NOW + 45);
  assert_times("\"expires_in\":90,\"refresh_in\":\"45\"", NOW + 90, NOW + 45);
  assert_times("\"expires_in\":90,\"refresh_in\":0", NOW + 90, 0);
  assert_times("\"expires_in\":90,\"refresh_in\":-1", NOW + 90, 0);
  assert_times("\"expires_in\":90,\"refresh_in\":\"soon\"", NOW + 90, 0);
  aca_token token = {0};
  assert_null(read("\"expires_in\":90,\"refresh_in\":45", &dated, &token)); /* where the name is not known */
  assert_int_equal(token.refresh_on, 0);
  aca__token_clear(&token);
}

static void a_token_has_an_end_that_is_to_come(void **state)
{
  (void)state;
  static const struct {
    const char *members;
    const char *error;
  } faults[] = {
      {"", "the answer does not say when the token expires"},
      {"\"expires_in\":true", "the answer does not say when the token expires"},
      {"\"expires_in\":\"-5\"", "the answer does not say when the token expires"},
      {"\"expires_in\":\"5s\"", "the answer does not say when the token expires"},
      {"\"expires_in\":\"1.5.2\"", "the answer does not say when the token expires"},
      {"\"expires_in\":\"9999999999999999999\"", "the answer does not say when the token expires"},
      {"\"expires_in\":1e300", "the answer does not say when the token expires"},
      {"\"expires_on\":\"2023-11-14 22:13:21 in the evening, or somewhat later, as the case may be\"",
       "the answer does not say when the token expires"},
      {"\"expires_in\":0", "the token in the answer has expired"},
      {"\"expires_in\":-5", "the token in the answer has expired"},
      {"\"expires_on\":1700000000", "the token in the answer has expired"},
      {"\"expires_on\":\"11/14/2022 22:13:21\"", "the token in the answer has expired"},
  };
  for (size_t i = 0; i < COUNT(faults); i++) {
    aca_token token = {0};
    assert_string_equal(read(faults[i].members, &aca__oauth_names, &token), faults[i].error);
    assert_false(token.unavailable);
    aca__token_clear(&token);
  }
}

static void errors_are_one_line(void **state)
{
  (void)state;
  aca_token token = {0};
  aca__token_unavailable(&token, "a\r\nb\tc\x1B[1m\x7F %d", 5);
  assert_string_equal(token.error, "a  b c [1m  5");
  assert_true(token.unavailable);
  aca__token_add_context(&token, "before %s", "it");
  assert_string_equal(token.error, "before it: a  b c [1m  5");
  assert_true(token.unavailable);
  aca__token_refused(&token, "no");
  assert_false(token.unavailable);
  aca__token_clear(&token);
  aca__token_add_context(&token, "nothing to be before");
  assert_null(token.error);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(spans_begin_now),
      cmocka_unit_test(a_time_goes_before_a_span),
      cmocka_unit_test(times_are_dates_too),
      cmocka_unit_test(the_service_may_say_when_to_renew),
      cmocka_unit_test(a_token_has_an_end_that_is_to_come),
      cmocka_unit_test(errors_are_one_line),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
