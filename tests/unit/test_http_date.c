#include "http_date.h"

#include "help.h"

static void assert_refused(const char *text)
{
  int64_t unix_s = 42;
  if (aca__http_date(text, &unix_s))
    fail_msg("\"%s\" is taken as %lld", text, (long long)unix_s);
  assert_int_equal(unix_s, 42);
}

static void assert_date(const char *text, int64_t expected)
{
  int64_t unix_s = 42;
  if (!aca__http_date(text, &unix_s))
    fail_msg("\"%s\" is refused", text);
  if (unix_s != expected)
    fail_msg("\"%s\" is taken as %lld", text, (long long)unix_s);
}

static void dates_of_servers_are_read(void **state)
{
  (void)state;
  assert_date("Sun, 06 Nov 1994 08:49:37 GMT", 784111777);
  assert_date("Thu, 01 Jan 1970 00:00:00 GMT", 0);
  assert_date("Thu, 01 Jan 1970 00:00:01 GMT", 1);
  assert_date("Sun, 09 Sep 2001 01:46:40 GMT", 1000000000);
  assert_date("Tue, 19 Jan 2038 03:14:08 GMT", INT64_C(2147483648));
  assert_date("Fri, 31 Dec 9999 23:59:59 GMT", INT64_C(253402300799));
}

static void each_month_has_its_name(void **state)
{
  (void)state;
  static const struct {
    const char *text;
    int days; /* of the year, before it */
  } months[] = {
      {"Sun, 01 Jan 2023 00:00:00 GMT", 0},   {"Wed, 01 Feb 2023 00:00:00 GMT", 31},
      {"Wed, 01 Mar 2023 00:00:00 GMT", 59},  {"Sat, 01 Apr 2023 00:00:00 GMT", 90},
      {"Mon, 01 May 2023 00:00:00 GMT", 120}, {"Thu, 01 Jun 2023 00:00:00 GMT", 151},
      {"Sat, 01 Jul 2023 00:00:00 GMT", 181}, {"Tue, 01 Aug 2023 00:00:00 GMT", 212},
      {"Fri, 01 Sep 2023 00:00:00 GMT", 243}, {"Sun, 01 Oct 2023 00:00:00 GMT", 273},
      {"Wed, 01 Nov 2023 00:00:00 GMT", 304}, {"Fri, 01 Dec 2023 00:00:00 GMT", 334},
  };
  for (size_t i = 0; i < COUNT(months); i++)
    assert_date(months[i].text, INT64_C(1672531200) + months[i].days * INT64_C(86400));
}

static void leap_years_have_one_day_more(void **state)
{
  (void)state;
  assert_date("Thu, 29 Feb 2024 12:00:00 GMT", 1709208000);
  assert_date("Tue, 29 Feb 2000 00:00:00 GMT", 951782400);
  assert_date("Fri, 01 Mar 2024 00:00:00 GMT", 1709251200);
  assert_refused("Wed, 29 Feb 2023 12:00:00 GMT");
  assert_refused("Thu, 29 Feb 1900 00:00:00 GMT");
  assert_refused("Mon, 29 Feb 2100 00:00:00 GMT");
  assert_refused("Fri, 30 Feb 2024 00:00:00 GMT");
}

static void dates_before_1970_are_negative(void **state)
{
  (void)state;
  assert_date("Wed, 31 Dec 1969 23:59:59 GMT", -1);
  assert_date("Mon, 01 Jan 1900 00:00:00 GMT", INT64_C(-2208988800));
}

static void other_time_zones_are_refused(void **state)
{
  (void)state;
  static const char *const zones[] = {
      "Sun, 06 Nov 1994 08:49:37 UTC",   "Sun, 06 Nov 1994 08:49:37 CET",       "Sun, 06 Nov 1994 08:49:37 +0000",
      "Sun, 06 Nov 1994 08:49:37 Z",     "Sun, 06 Nov 1994 08:49:37 GMT+1",     "Sun, 06 Nov 1994 08:49:37 GMT ",
      "Sun, 06 Nov 1994 08:49:37",       "Sun, 06 Nov 1994 08:49:37 ",          "Sun, 06 Nov 1994 08:49:37 gmt",
      "Sun, 06 Nov 1994 08:49:37 EST",   "Sun, 06 Nov 1994 08:49:37 GMT+01:00", "Sun, 06 Nov 1994 08:49:37 GMTX",
      "Sun, 06 Nov 1994 08:49:37 GM",    "Sun, 06 Nov 1994 08:49:37GMT",        "Sun, 06 Nov 1994 08:49:37  GMT",
  };
  for (size_t i = 0; i < COUNT(zones); i++)
    assert_refused(zones[i]);
}

static void times_that_there_are_not_are_refused(void **state)
{
  (void)state;
  static const char *const times[] = {
      "Sun, 06 Nov 1994 24:00:00 GMT", "Sun, 06 Nov 1994 08:60:00 GMT", "Sun, 06 Nov 1994 08:49:61 GMT",
      "Sun, 00 Nov 1994 08:49:37 GMT", "Sun, 31 Nov 1994 08:49:37 GMT", "Sun, 32 Dec 1994 08:49:37 GMT",
      "Sun, 06 Xyz 1994 08:49:37 GMT", "Sun, 06 anF 1994 08:49:37 GMT", "Sun, 06 ovD 1994 08:49:37 GMT",
      "Sun, 06 nov 1994 08:49:37 GMT", "Sun, 06 NOV 1994 08:49:37 GMT", "Sun, 06 11  1994 08:49:37 GMT",
  };
  for (size_t i = 0; i < COUNT(times); i++)
    assert_refused(times[i]);
}

static void other_forms_are_refused(void **state)
{
  (void)state;
  static const char *const forms[] = {
      "",
      "0",
      "120",
      "GMT",
      "Sun",
      "Sunday, 06-Nov-94 08:49:37 GMT",
      "Sun Nov  6 08:49:37 1994",
      "1994-11-06T08:49:37Z",
      "Sun, 6 Nov 1994 08:49:37 GMT",
      "Sun, 06 Nov 94 08:49:37 GMT",
      "Sun, 06 Nov 1994 8:49:37 GMT",
      "Sun, 06 Nov 1994 08:49 GMT",
      "Sun, +6 Nov 1994 08:49:37 GMT",
      "Sun, -6 Nov 1994 08:49:37 GMT",
      "Sun, 06 Nov +994 08:49:37 GMT",
      "Sun, 06 Nov 1994 08:-9:37 GMT",
      "Sun, 06 Nov 1994 08:49:37.5 GMT",
      " Sun, 06 Nov 1994 08:49:37 GMT",
      "Sun,06 Nov 1994 08:49:37 GMT",
      "Sun 06 Nov 1994 08:49:37 GMT",
      "06 Nov 1994 08:49:37 GMT",
      "Sun, 06 November 1994 08:49:37 GMT",
      "Sun, 06\tNov\t1994 08:49:37 GMT",
      "S\xC3\xB6, 06 Nov 1994 08:49:37 GMT",
      "Sun, 0x Nov 1994 08:49:37 GMT",
      "Sun, 06 Nov 11994 08:49:37 GMT",
  };
  for (size_t i = 0; i < COUNT(forms); i++)
    assert_refused(forms[i]);
}

/* A date cut off anywhere is none. */
static void half_a_date_is_none(void **state)
{
  (void)state;
  static const char whole[] = "Sun, 06 Nov 1994 08:49:37 GMT";
  for (size_t length = 0; length < sizeof whole - 1; length++) {
    char half[sizeof whole] = "";
    for (size_t i = 0; i < length; i++)
      half[i] = whole[i];
    assert_refused(half);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(dates_of_servers_are_read),
      cmocka_unit_test(each_month_has_its_name),
      cmocka_unit_test(leap_years_have_one_day_more),
      cmocka_unit_test(dates_before_1970_are_negative),
      cmocka_unit_test(other_time_zones_are_refused),
      cmocka_unit_test(times_that_there_are_not_are_refused),
      cmocka_unit_test(other_forms_are_refused),
      cmocka_unit_test(half_a_date_is_none),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
