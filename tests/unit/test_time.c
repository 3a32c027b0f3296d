#include "aca/time.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "help.h"

static void assert_time(const char *text, int64_t seconds, int32_t nanoseconds)
{
  aca_time time = {-1, -1};
  if (aca_time_parse(text, &time) != ACA_OK)
    fail_msg("\"%s\" is not read", text);
  if (time.seconds != seconds || time.nanoseconds != nanoseconds)
    fail_msg("\"%s\" is read as %lld and %d", text, (long long)time.seconds, (int)time.nanoseconds);
}

static void assert_refused(const char *text)
{
  aca_time time = {-1, -1};
  if (aca_time_parse(text, &time) != ACA_ERROR_ARGUMENT)
    fail_msg("\"%s\" is read", text != NULL ? text : "NULL");
  assert_true(time.seconds == -1 && time.nanoseconds == -1);
}

static void the_services_times_are_read(void **state)
{
  (void)state;
  assert_time("2022-07-14T19:22:50.3080223Z", 1657826570, 308022300);
  assert_time("2022-07-14T19:22:50.308Z", 1657826570, 308000000);
  assert_time("2022-07-14T19:22:50Z", 1657826570, 0);
  assert_time("2022-07-14T19:22:50", 1657826570, 0);
  assert_time("2022-07-14T19:22:50.3080223", 1657826570, 308022300);
  assert_time("2022-07-14T19:22:50+00:00", 1657826570, 0);
  assert_time("2022-07-14T19:22:50z", 1657826570, 0);
  assert_time("2022-07-14t19:22:50Z", 1657826570, 0);
  assert_time("2022-07-14 19:22:50Z", 1657826570, 0);
  assert_time("2022-07-14 19:22:50", 1657826570, 0);
}

static void any_number_of_fraction_digits_is_read(void **state)
{
  (void)state;
  static const int32_t nanoseconds[] = {0,         100000000, 120000000, 123000000, 123400000,
                                        123450000, 123456000, 123456700, 123456780, 123456789};
  static const char digits[] = "123456789";
  for (size_t count = 1; count <= 9; count++) {
    char text[64];
    snprintf(text, sizeof text, "1970-01-01T00:00:00.%.*s", (int)count, digits);
    assert_time(text, 0, nanoseconds[count]);
    strcat(text, "Z");
    assert_time(text, 0, nanoseconds[count]);
  }
  assert_time("1970-01-01T00:00:00.1234567899Z", 0, 123456789);
  assert_time("1970-01-01T00:00:00.99999999999999999999999999Z", 0, 999999999);
  assert_time("1970-01-01T00:00:00.000000001Z", 0, 1);
  assert_time("1970-01-01T00:00:00.0000000009Z", 0, 0);
  assert_time("1970-01-01T00:00:00,5Z", 0, 500000000);
}

static void offsets_are_taken_off(void **state)
{
  (void)state;
  assert_time("1970-01-01T01:00:00+01:00", 0, 0);
  assert_time("1969-12-31T23:00:00-01:00", 0, 0);
  assert_time("1970-01-01T05:45:00+05:45", 0, 0);
  assert_time("1969-12-31T20:30:00-03:30", 0, 0);
  assert_time("1970-01-01T23:59:00+23:59", 0, 0);
  assert_time("1970-01-01T00:00:00.25-00:00", 0, 250000000);
}

static void leap_days_are_days(void **state)
{
  (void)state;
  assert_time("2000-02-29T00:00:00Z", 951782400, 0);
  assert_time("2000-03-01T00:00:00Z", 951868800, 0);
  assert_time("2024-02-29T00:00:00Z", 1709164800, 0);
  assert_time("1900-03-01T00:00:00Z", -2203891200, 0);
  assert_time("0000-02-29T00:00:00Z", -62162121600, 0);
  assert_refused("1900-02-29T00:00:00Z");
  assert_refused("2023-02-29T00:00:00Z");
  assert_refused("2100-02-29T00:00:00Z");
}

static void a_leap_second_is_the_next_second(void **state)
{
  (void)state;
  assert_time("2016-12-31T23:59:59Z", 1483228799, 0);
  assert_time("2016-12-31T23:59:60Z", 1483228800, 0);
  assert_time("2017-01-01T00:00:00Z", 1483228800, 0);
  assert_time("2016-12-31T23:59:60.5Z", 1483228800, 500000000);
  assert_refused("2016-12-31T23:59:61Z");
}

static void the_first_and_last_times(void **state)
{
  (void)state;
  assert_time("0000-01-01T00:00:00Z", INT64_C(-62167219200), 0);
  assert_time("0001-01-01T00:00:00Z", INT64_C(-62135596800), 0); /* what .NET sends for "never" */
  assert_time("9999-12-31T23:59:59.9999999Z", INT64_C(253402300799), 999999900);
  assert_time("0000-01-01T00:00:00+00:01", INT64_C(-62167219260), 0);
}

static void other_texts_are_refused(void **state)
{
  (void)state;
  static const char *const texts[] = {
      "",
      "2022",
      "2022-07-14",
      "2022-07-14T",
      "2022-07-14T19:22",
      "2022-07-14T19:22Z",
      "2022-07-14T19:22:5Z",
      "22-07-14T19:22:50Z",
      "12022-07-14T19:22:50Z",
      "2022-7-14T19:22:50Z",
      "2022-07-4T19:22:50Z",
      "2022/07/14T19:22:50Z",
      "2022-07-14X19:22:50Z",
      "2022-07-14T19-22-50Z",
      "2022-00-14T19:22:50Z",
      "2022-13-14T19:22:50Z",
      "2022-07-00T19:22:50Z",
      "2022-07-32T19:22:50Z",
      "2022-04-31T19:22:50Z",
      "2022-07-14T24:00:00Z",
      "2022-07-14T19:60:50Z",
      "2022-07-14T19:22:61Z",
      "2022-07-14T19:22:50.Z",
      "2022-07-14T19:22:50.",
      "2022-07-14T19:22:50.xZ",
      "2022-07-14T19:22:50ZZ",
      "2022-07-14T19:22:50Z ",
      " 2022-07-14T19:22:50Z",
      "2022-07-14T19:22:50 Z",
      "2022-07-14T19:22:50+",
      "2022-07-14T19:22:50+1",
      "2022-07-14T19:22:50+01",
      "2022-07-14T19:22:50+0100",
      "2022-07-14T19:22:50+01:0",
      "2022-07-14T19:22:50+24:00",
      "2022-07-14T19:22:50+01:60",
      "2022-07-14T19:22:50+01:00Z",
      "2022-07-14T19:22:50 GMT",
      "-022-07-14T19:22:50Z",
      "+022-07-14T19:22:50Z",
      "Thu, 14 Jul 2022 19:22:50 GMT",
  };
  for (size_t i = 0; i < COUNT(texts); i++)
    assert_refused(texts[i]);
  assert_refused(NULL);
}

static void every_cut_of_a_time_is_refused(void **state)
{
  (void)state;
  static const char whole[] = "2022-07-14T19:22:50.3+02:00";
  for (size_t length = 0; length < sizeof whole - 1; length++) {
    char text[sizeof whole] = {0};
    memcpy(text, whole, length);
    if (length != strlen("2022-07-14T19:22:50") && length != strlen("2022-07-14T19:22:50.3"))
      assert_refused(text);
  }
}

static void assert_format(int64_t seconds, int32_t nanoseconds, const char *expected)
{
  char text[ACA_TIME_TEXT_SIZE];
  assert_int_equal(aca_time_format((aca_time){seconds, nanoseconds}, text), ACA_OK);
  assert_string_equal(text, expected);
}

static void times_are_written_with_the_digits_needed(void **state)
{
  (void)state;
  assert_format(0, 0, "1970-01-01T00:00:00Z");
  assert_format(1657826570, 308022300, "2022-07-14T19:22:50.3080223Z");
  assert_format(1657826570, 1, "2022-07-14T19:22:50.000000001Z");
  assert_format(1657826570, 500000000, "2022-07-14T19:22:50.5Z");
  assert_format(-1, 999999999, "1969-12-31T23:59:59.999999999Z");
  assert_format(INT64_C(-62167219200), 0, "0000-01-01T00:00:00Z");
  assert_format(INT64_C(253402300799), 999999999, "9999-12-31T23:59:59.999999999Z");
}

static void times_out_of_range_are_not_written(void **state)
{
  (void)state;
  static const aca_time times[] = {
      {INT64_C(-62167219201), 0}, {INT64_C(253402300800), 0}, {INT64_MIN, 0}, {INT64_MAX, 0},
      {0, -1},                    {0, 1000000000},            {0, INT32_MAX}, {0, INT32_MIN},
  };
  for (size_t i = 0; i < COUNT(times); i++) {
    char text[ACA_TIME_TEXT_SIZE] = "untouched";
    assert_int_equal(aca_time_format(times[i], text), ACA_ERROR_ARGUMENT);
    assert_string_equal(text, "untouched");
  }
  assert_int_equal(aca_time_format((aca_time){0, 0}, NULL), ACA_ERROR_ARGUMENT);
}

/* Against the C library's calendar, one time a month of 10,000 years. */
static void written_times_are_read_back(void **state)
{
  (void)state;
  for (int64_t seconds = INT64_C(-62167219200); seconds <= INT64_C(253402300799); seconds += 86413 * 30) {
    char text[ACA_TIME_TEXT_SIZE], expected[ACA_TIME_TEXT_SIZE + 40];
    int32_t nanoseconds = (int32_t)((uint64_t)seconds * 7919 % 1000000000);
    assert_int_equal(aca_time_format((aca_time){seconds, nanoseconds}, text), ACA_OK);
    time_t clock = (time_t)seconds;
    struct tm tm;
    assert_non_null(gmtime_r(&clock, &tm));
    snprintf(expected, sizeof expected, "%04d-%02d-%02dT%02d:%02d:%02d", tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday,
             tm.tm_hour, tm.tm_min, tm.tm_sec);
    assert_memory_equal(text, expected, strlen(expected));
    aca_time back = {0, 0};
    assert_int_equal(aca_time_parse(text, &back), ACA_OK);
    assert_true(back.seconds == seconds && back.nanoseconds == nanoseconds);
  }
}

static void every_day_of_a_cycle_follows_the_last(void **state)
{
  (void)state;
  int64_t expected = 946684800; /* 2000-01-01 */
  for (int day = 0; day < 146097; day++, expected += 86400) {
    char text[ACA_TIME_TEXT_SIZE];
    aca_time back = {0, 0};
    assert_int_equal(aca_time_format((aca_time){expected, 0}, text), ACA_OK);
    assert_int_equal(aca_time_parse(text, &back), ACA_OK);
    assert_true(back.seconds == expected);
  }
}

static void durations_are_read(void **state)
{
  (void)state;
  static const struct {
    const char *text;
    int64_t seconds;
    int32_t nanoseconds;
  } good[] = {
      {"PT5M", 300, 0},           {"P1DT12H", 129600, 0},         {"PT0.5S", 0, 500000000},
      {"P2W", 1209600, 0},        {"P1W1DT1H1M1S", 694861, 0},    {"-PT1M0.25S", -60, -250000000},
      {"+PT0S", 0, 0},            {"PT36H", 129600, 0},           {"PT1,000000001S", 1, 1},
      {"P0D", 0, 0},              {"PT9223372036854775807S", INT64_MAX, 0},
  };
  static const char *const bad[] = {
      "", "P", "PT", "-P", "5M", "PT5", "P5T5M", "P1DT", "P1Y", "P1M", "PT5MP", "PT5S5M", "PT1M1M", "P1H", "PT1D", "PT1.5H",
      "PT1.S", "PT-5M", "pt5m", "PT5M ", "P1D2W", "1.02:03:04", "PT9223372036854775808S", "PT9223372036854775807M",
      "P9223372036854775807D", "PT9223372036854775807H1S", "P1DT9223372036854775807S",
  };
  for (size_t i = 0; i < COUNT(good); i++) {
    aca_duration duration = {-7, -7};
    assert_int_equal(aca_duration_parse(good[i].text, &duration), ACA_OK);
    assert_true(duration.seconds == good[i].seconds && duration.nanoseconds == good[i].nanoseconds);
  }
  for (size_t i = 0; i < COUNT(bad); i++) {
    aca_duration duration = {7, 7};
    if (aca_duration_parse(bad[i], &duration) != ACA_ERROR_ARGUMENT)
      fail_msg("\"%s\" was read", bad[i]);
    assert_true(duration.seconds == 7 && duration.nanoseconds == 7);
  }
  assert_int_equal(aca_duration_parse(NULL, &(aca_duration){0, 0}), ACA_ERROR_ARGUMENT);
  assert_int_equal(aca_duration_parse("PT5M", NULL), ACA_ERROR_ARGUMENT);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_services_times_are_read),
      cmocka_unit_test(any_number_of_fraction_digits_is_read),
      cmocka_unit_test(offsets_are_taken_off),
      cmocka_unit_test(leap_days_are_days),
      cmocka_unit_test(a_leap_second_is_the_next_second),
      cmocka_unit_test(the_first_and_last_times),
      cmocka_unit_test(other_texts_are_refused),
      cmocka_unit_test(every_cut_of_a_time_is_refused),
      cmocka_unit_test(times_are_written_with_the_digits_needed),
      cmocka_unit_test(times_out_of_range_are_not_written),
      cmocka_unit_test(written_times_are_read_back),
      cmocka_unit_test(every_day_of_a_cycle_follows_the_last),
      cmocka_unit_test(durations_are_read),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
