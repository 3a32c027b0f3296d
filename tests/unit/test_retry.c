/* When a request is sent again, in numbers. */
#include "retry.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "help.h"
#include "response.h"

/* 2023-11-14 22:13:20 UTC, a Tuesday. */
static const int64_t today = 1700000000;

static void zero_means_the_defaults(void **state)
{
  (void)state;
  const aca_retry_options zero = {0};
  const aca_retry_options made[] = {aca__retry_options(NULL), aca__retry_options(&zero)};
  for (size_t i = 0; i < COUNT(made); i++) {
    assert_int_equal(made[i].max_retries, 3);
    assert_int_equal(made[i].delay_ms, 800);
    assert_int_equal(made[i].max_delay_ms, 60000);
    assert_false(made[i].never_post);
    assert_false(made[i].conflicts);
  }
}

static void negative_means_none(void **state)
{
  (void)state;
  const aca_retry_options made =
      aca__retry_options(&(aca_retry_options){.max_retries = -7, .delay_ms = -7, .max_delay_ms = -7});
  assert_true(made.max_retries <= 0);
  assert_int_equal(made.delay_ms, 0);
  assert_true(made.max_delay_ms == LONG_MAX);
}

static void what_is_given_stays(void **state)
{
  (void)state;
  static const unsigned short statuses[] = {418, 0};
  const aca_retry_options given = {.max_retries = 7,
                                   .delay_ms = 1,
                                   .max_delay_ms = 2,
                                   .statuses = statuses,
                                   .never_post = true,
                                   .conflicts = true};
  const aca_retry_options made = aca__retry_options(&given);
  assert_int_equal(made.max_retries, 7);
  assert_int_equal(made.delay_ms, 1);
  assert_int_equal(made.max_delay_ms, 2);
  assert_ptr_equal(made.statuses, statuses);
  assert_true(made.never_post && made.conflicts);
}

static void six_statuses_are_retried_by_default(void **state)
{
  (void)state;
  static const int expected[] = {408, 429, 500, 502, 503, 504};
  const aca_retry_options options = aca__retry_options(NULL);
  size_t found = 0;
  for (int status = 0; status < 1000; status++)
    if (aca__retry_has_status(&options, status)) {
      assert_true(found < COUNT(expected));
      assert_int_equal(status, expected[found++]);
    }
  assert_int_equal(found, COUNT(expected));
}

static void statuses_are_kept_as_a_copy(void **state)
{
  (void)state;
  unsigned short statuses[] = {404, 501, 65535, 0};
  aca__arena arena = {0};
  aca_retry_options options = aca__retry_options(&(aca_retry_options){.statuses = statuses});
  assert_true(aca__retry_keep(&options, &arena));
  memset(statuses, 0, sizeof statuses);
  assert_true(aca__retry_has_status(&options, 404));
  assert_true(aca__retry_has_status(&options, 501));
  assert_true(aca__retry_has_status(&options, 65535));
  assert_false(aca__retry_has_status(&options, 503));
  assert_false(aca__retry_has_status(&options, 0));
  aca__arena_free(&arena);
}

static void an_empty_list_of_statuses_is_none(void **state)
{
  (void)state;
  aca__arena arena = {0};
  aca_retry_options options = aca__retry_options(&(aca_retry_options){.statuses = (const unsigned short[]){0}});
  assert_true(aca__retry_keep(&options, &arena));
  for (int status = 0; status < 1000; status++)
    assert_false(aca__retry_has_status(&options, status));
  aca__arena_free(&arena);
}

/* Over many seeds the pause before each retry fills its range, and never leaves it. */
static void pauses_grow_with_a_random_part(void **state)
{
  (void)state;
  static const int64_t plain[] = {800, 2400, 5600, 12000};
  const aca_retry_options options = aca__retry_options(NULL);
  for (int retry = 1; retry <= (int)COUNT(plain); retry++) {
    int64_t least = INT64_MAX, most = 0, base = plain[retry - 1];
    for (int i = 0; i < 2000; i++) {
      char seed[32];
      snprintf(seed, sizeof seed, "seed-%d", i);
      int64_t pause = aca__retry_backoff_ms(&options, retry, seed);
      least = pause < least ? pause : least;
      most = pause > most ? pause : most;
    }
    assert_true(least >= base * 80 / 100 && least <= base * 82 / 100);
    assert_true(most < base * 130 / 100 && most >= base * 127 / 100);
  }
}

static void the_random_part_is_of_the_seed_and_the_retry(void **state)
{
  (void)state;
  const aca_retry_options options = aca__retry_options(&(aca_retry_options){.delay_ms = 100, .max_delay_ms = -1});
  int same_over_seeds = 0, same_over_retries = 0;
  for (int i = 0; i < 1000; i++) {
    char one[32], other[32];
    snprintf(one, sizeof one, "%08x-0000", i);
    snprintf(other, sizeof other, "%08x-0001", i);
    int64_t first = aca__retry_backoff_ms(&options, 1, one);
    assert_int_equal(first, aca__retry_backoff_ms(&options, 1, one));
    same_over_seeds += first == aca__retry_backoff_ms(&options, 1, other);
    same_over_retries += 3 * first == aca__retry_backoff_ms(&options, 2, one);
  }
  assert_in_range(same_over_seeds, 0, 100); /* 20 are to be expected */
  assert_in_range(same_over_retries, 0, 100);
}

static void pauses_have_a_limit(void **state)
{
  (void)state;
  const aca_retry_options options = aca__retry_options(&(aca_retry_options){.delay_ms = 1000, .max_delay_ms = 5000});
  for (int retry = 1; retry <= 100; retry++)
    assert_in_range(aca__retry_backoff_ms(&options, retry, "x"), 800, 5000);
  assert_true(aca__retry_backoff_ms(&options, 1, "x") < 1300);
  assert_int_equal(aca__retry_backoff_ms(&options, 4, "x"), 5000);
  assert_int_equal(aca__retry_backoff_ms(&options, INT_MAX, "x"), 5000);
}

static void huge_pauses_do_not_overflow(void **state)
{
  (void)state;
  static const long delays[] = {1, 800, INT_MAX, LONG_MAX / 200, LONG_MAX / 200 + 1, LONG_MAX / 2, LONG_MAX};
  static const int retries[] = {1, 2, 29, 30, 31, 32, 33, 62, 63, 64, 65, 1000000, INT_MAX};
  for (size_t d = 0; d < COUNT(delays); d++) {
    const aca_retry_options limited = aca__retry_options(&(aca_retry_options){.delay_ms = delays[d]});
    const aca_retry_options free = aca__retry_options(&(aca_retry_options){.delay_ms = delays[d], .max_delay_ms = -1});
    int64_t before = 0;
    for (size_t r = 0; r < COUNT(retries); r++) {
      int64_t pause = aca__retry_backoff_ms(&free, retries[r], "x");
      assert_true(pause >= before - before / 2); /* but for chance it grows */
      assert_true(pause >= delays[d] / 100 * 80);
      int64_t cut = aca__retry_backoff_ms(&limited, retries[r], "x");
      assert_int_equal(cut, pause < 60000 ? pause : 60000);
      before = pause;
    }
  }
}

static void without_a_delay_there_is_no_pause(void **state)
{
  (void)state;
  const aca_retry_options options = aca__retry_options(&(aca_retry_options){.delay_ms = -1, .max_delay_ms = -1});
  assert_int_equal(aca__retry_backoff_ms(&options, 1, "x"), 0);
  assert_int_equal(aca__retry_backoff_ms(&options, INT_MAX, "x"), 0);
}

/* ---- what the service asks for ---- */

static void add_header(aca_response *response, const char *name, const char *value)
{
  aca__response_add_header(response, name, strlen(name), value, strlen(value));
}

static int64_t asked(const char *name, const char *value)
{
  aca_response *response = aca__response_new();
  add_header(response, name, value);
  int64_t ms = aca__retry_after_ms(response, today);
  aca_response_free(response);
  return ms;
}

static void retry_after_is_in_seconds(void **state)
{
  (void)state;
  static const struct {
    const char *text;
    int64_t ms;
  } cases[] = {
      {"1", 1000},     {"17", 17000},       {"007", 7000},           {"3600", 3600000},
      {"0", 0},        {"", 0},             {"-1", 0},               {"+5", 0},
      {" 5", 0},       {"5 ", 0},           {"1.5", 0},              {"1e3", 0},
      {"0x10", 0},     {"5s", 0},           {"soon", 0},             {"\xC2\xB2", 0},
      {"5,6", 0},      {"--1", 0},          {"1000000000000", INT64_C(1000000000000000)},
  };
  for (size_t i = 0; i < COUNT(cases); i++)
    if (asked("Retry-After", cases[i].text) != cases[i].ms)
      fail_msg("\"%s\": %lld ms", cases[i].text, (long long)asked("Retry-After", cases[i].text));
}

static void any_number_of_digits_is_a_long_time(void **state)
{
  (void)state;
  static const char *const names[] = {"Retry-After", "retry-after-ms", "x-ms-retry-after-ms"};
  char digits[64] = "";
  for (size_t length = 1; length < sizeof digits; length++) {
    memset(digits, '9', length);
    for (size_t i = 0; i < COUNT(names); i++) {
      int64_t ms = asked(names[i], digits);
      assert_true(ms > 0);
      if (length > 12)
        assert_true(ms >= INT64_C(999999999999));
    }
  }
}

static void two_headers_are_in_milliseconds(void **state)
{
  (void)state;
  static const char *const names[] = {"retry-after-ms", "x-ms-retry-after-ms", "Retry-After-Ms", "X-MS-RETRY-AFTER-MS"};
  static const char *const bad[] = {"", "0", "-1", " 5", "5 ", "1.5", "soon", "Tue, 14 Nov 2023 22:13:30 GMT"};
  for (size_t i = 0; i < COUNT(names); i++) {
    assert_int_equal(asked(names[i], "1"), 1);
    assert_int_equal(asked(names[i], "2500"), 2500);
    assert_int_equal(asked(names[i], "1000000000000"), INT64_C(1000000000000));
    for (size_t b = 0; b < COUNT(bad); b++)
      assert_int_equal(asked(names[i], bad[b]), 0);
  }
}

static void the_most_exact_header_counts(void **state)
{
  (void)state;
  static const struct {
    const char *ms;
    const char *x_ms;
    const char *seconds;
    int64_t asked;
  } cases[] = {
      {"11", "22", "33", 11},   {"0", "22", "33", 22},      {"x", "22", "33", 22},    {"-1", "", "33", 33000},
      {"0", "0", "33", 33000},  {"0", "0", "0", 0},         {NULL, "22", "33", 22},   {NULL, NULL, "33", 33000},
      {"11", NULL, "33", 11},   {"1.5", "2.5", "33", 33000}, {NULL, "22", NULL, 22},  {NULL, NULL, NULL, 0},
  };
  for (size_t i = 0; i < COUNT(cases); i++) {
    aca_response *response = aca__response_new();
    if (cases[i].seconds != NULL)
      add_header(response, "Retry-After", cases[i].seconds);
    if (cases[i].x_ms != NULL)
      add_header(response, "x-ms-retry-after-ms", cases[i].x_ms);
    if (cases[i].ms != NULL)
      add_header(response, "retry-after-ms", cases[i].ms);
    assert_int_equal(aca__retry_after_ms(response, today), cases[i].asked);
    aca_response_free(response);
  }
}

static void retry_after_may_be_a_date(void **state)
{
  (void)state;
  assert_int_equal(asked("Retry-After", "Tue, 14 Nov 2023 22:13:21 GMT"), 1000);
  assert_int_equal(asked("Retry-After", "Tue, 14 Nov 2023 22:14:20 GMT"), 60000);
  assert_int_equal(asked("Retry-After", "Wed, 15 Nov 2023 22:13:20 GMT"), 86400000);
  assert_int_equal(asked("Retry-After", "Fri, 31 Dec 9999 23:59:59 GMT"), (INT64_C(253402300799) - today) * 1000);
  assert_int_equal(asked("Retry-After", "Tue, 14 Nov 2023 22:13:20 GMT"), 0); /* now */
  assert_int_equal(asked("Retry-After", "Tue, 14 Nov 2023 22:13:19 GMT"), 0);
  assert_int_equal(asked("Retry-After", "Sun, 06 Nov 1994 08:49:37 GMT"), 0);
  assert_int_equal(asked("Retry-After", "Tue, 14 Nov 2023 22:14:20 CET"), 0);
  assert_int_equal(asked("Retry-After", "2023-11-14T22:14:20Z"), 0);
}

static void users_read_what_the_service_asks_for(void **state)
{
  (void)state;
  aca_response *response = aca__response_new();
  assert_int_equal(aca_response_retry_after_ms(NULL), 0);
  assert_int_equal(aca_response_retry_after_ms(response), 0);
  add_header(response, "RETRY-AFTER", "Fri, 31 Dec 9999 23:59:59 GMT");
  assert_true(aca_response_retry_after_ms(response) > INT64_C(1000) * 86400 * 365);
  add_header(response, "x-ms-retry-after-ms", "42");
  assert_int_equal(aca_response_retry_after_ms(response), 42);
  aca_response_free(response);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(zero_means_the_defaults),
      cmocka_unit_test(negative_means_none),
      cmocka_unit_test(what_is_given_stays),
      cmocka_unit_test(six_statuses_are_retried_by_default),
      cmocka_unit_test(statuses_are_kept_as_a_copy),
      cmocka_unit_test(an_empty_list_of_statuses_is_none),
      cmocka_unit_test(pauses_grow_with_a_random_part),
      cmocka_unit_test(the_random_part_is_of_the_seed_and_the_retry),
      cmocka_unit_test(pauses_have_a_limit),
      cmocka_unit_test(huge_pauses_do_not_overflow),
      cmocka_unit_test(without_a_delay_there_is_no_pause),
      cmocka_unit_test(retry_after_is_in_seconds),
      cmocka_unit_test(any_number_of_digits_is_a_long_time),
      cmocka_unit_test(two_headers_are_in_milliseconds),
      cmocka_unit_test(the_most_exact_header_counts),
      cmocka_unit_test(retry_after_may_be_a_date),
      cmocka_unit_test(users_read_what_the_service_asks_for),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
