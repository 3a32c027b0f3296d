#include "aca/time.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

enum { SECONDS_A_DAY = 86400, NANOSECONDS = 1000000000 };

/* Exactly `count` digits. */
static bool read_digits(const char **at, int count, int *value)
{
  *value = 0;
  for (; count > 0; count--, (*at)++) {
    if (**at < '0' || **at > '9')
      return false;
    *value = *value * 10 + (**at - '0');
  }
  return true;
}

static bool read_char(const char **at, const char *any_of)
{
  if (**at == '\0' || strchr(any_of, **at) == NULL)
    return false;
  (*at)++;
  return true;
}

static bool is_leap(int year)
{
  return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int days_in_month(int year, int month)
{
  static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return days[month - 1] + (month == 2 && is_leap(year));
}

/* Days from 1970-01-01 in the proleptic Gregorian calendar. */
static int64_t days_from_epoch(int year, int month, int day)
{
  int64_t before = year - 1;
  int64_t days = before * 365 + before / 4 - before / 100 + before / 400 - 719162;
  if (year == 0) /* the divisions above round up below zero */
    days = -366 - 719162;
  for (int m = 1; m < month; m++)
    days += days_in_month(year, m);
  return days + day - 1;
}

/* The digits after a point, if there is one. */
static bool read_fraction(const char **at, int32_t *nanoseconds)
{
  *nanoseconds = 0;
  if (!read_char(at, ".,"))
    return true;
  const char *first = *at;
  for (int32_t unit = NANOSECONDS / 10; **at >= '0' && **at <= '9'; (*at)++, unit /= 10)
    *nanoseconds += (**at - '0') * unit;
  return *at != first;
}

/* Seconds east of UTC; nothing means UTC. */
static bool read_offset(const char **at, int *offset)
{
  int sign = **at == '-' ? -1 : 1, hours, minutes;
  *offset = 0;
  if (**at == '\0' || read_char(at, "Zz"))
    return true;
  if (!read_char(at, "+-") || !read_digits(at, 2, &hours) || !read_char(at, ":") || !read_digits(at, 2, &minutes))
    return false;
  *offset = sign * (hours * 3600 + minutes * 60);
  return hours < 24 && minutes < 60;
}

aca_status aca_time_parse(const char *text, aca_time *time)
{
  int year, month, day, hour, minute, second, offset;
  int32_t nanoseconds;
  if (text == NULL || !read_digits(&text, 4, &year) || !read_char(&text, "-") || !read_digits(&text, 2, &month) ||
      !read_char(&text, "-") || !read_digits(&text, 2, &day) || !read_char(&text, "Tt ") ||
      !read_digits(&text, 2, &hour) || !read_char(&text, ":") || !read_digits(&text, 2, &minute) ||
      !read_char(&text, ":") || !read_digits(&text, 2, &second) || !read_fraction(&text, &nanoseconds) ||
      !read_offset(&text, &offset) || *text != '\0')
    return ACA_ERROR_ARGUMENT;
  if (month < 1 || month > 12 || day < 1 || day > days_in_month(year, month) || hour > 23 || minute > 59 || second > 60)
    return ACA_ERROR_ARGUMENT;
  int seconds = hour * 3600 + minute * 60 + second - offset;
  *time = (aca_time){
      .seconds = days_from_epoch(year, month, day) * SECONDS_A_DAY + seconds,
      .nanoseconds = nanoseconds,
  };
  return ACA_OK;
}

aca_status aca_time_format(aca_time time, char *text)
{
  static const int64_t first = INT64_C(-62167219200), last = INT64_C(253402300799); /* years 0 and 9999 */
  if (text == NULL || time.nanoseconds < 0 || time.nanoseconds >= NANOSECONDS || time.seconds < first ||
      time.seconds > last)
    return ACA_ERROR_ARGUMENT;
  int64_t since = time.seconds - first;
  int64_t days = since / SECONDS_A_DAY;
  int second = (int)(since % SECONDS_A_DAY);
  int year = (int)(days / 366);
  while (days_from_epoch(year + 1, 1, 1) - days_from_epoch(0, 1, 1) <= days)
    year++;
  int day = (int)(days - (days_from_epoch(year, 1, 1) - days_from_epoch(0, 1, 1)));
  int month = 1;
  for (; day >= days_in_month(year, month); month++)
    day -= days_in_month(year, month);
  int length = snprintf(text, ACA_TIME_TEXT_SIZE, "%04d-%02d-%02dT%02d:%02d:%02d", year, month, day + 1,
                        second / 3600, second / 60 % 60, second % 60);
  if (time.nanoseconds > 0) {
    length += snprintf(text + length, (size_t)(ACA_TIME_TEXT_SIZE - length), ".%09" PRId32, time.nanoseconds);
    while (text[length - 1] == '0')
      length--;
  }
  memcpy(text + length, "Z", 2);
  return ACA_OK;
}

/* Digits, as many as there are. */
static bool read_count(const char **at, int64_t *value)
{
  const char *first = *at;
  *value = 0;
  for (; **at >= '0' && **at <= '9'; (*at)++) {
    int digit = **at - '0';
    if (*value > (INT64_MAX - digit) / 10)
      return false;
    *value = *value * 10 + digit;
  }
  return *at != first;
}

/* Any of the units, in their order. Only seconds have a fraction. */
static bool read_units(const char **at, const char *letters, const int32_t *lengths, aca_duration *sum)
{
  while (**at >= '0' && **at <= '9') {
    int64_t count;
    int32_t nanoseconds;
    if (!read_count(at, &count) || !read_fraction(at, &nanoseconds))
      return false;
    const char *unit = **at != '\0' ? strchr(letters, **at) : NULL;
    if (unit == NULL)
      return false;
    int32_t length = lengths[unit - letters];
    if ((nanoseconds != 0 && length != 1) || count > (INT64_MAX - sum->seconds) / length)
      return false;
    sum->seconds += count * length;
    sum->nanoseconds += nanoseconds;
    lengths += unit - letters + 1;
    letters = unit + 1;
    (*at)++;
  }
  return true;
}

aca_status aca_duration_parse(const char *text, aca_duration *duration)
{
  static const int32_t days[] = {7 * SECONDS_A_DAY, SECONDS_A_DAY}, seconds[] = {3600, 60, 1};
  aca_duration sum = {0};
  if (text == NULL || duration == NULL)
    return ACA_ERROR_ARGUMENT;
  int sign = *text == '-' ? -1 : 1;
  (void)read_char(&text, "+-");
  if (!read_char(&text, "P"))
    return ACA_ERROR_ARGUMENT;
  const char *first = text;
  if (!read_units(&text, "WD", days, &sum))
    return ACA_ERROR_ARGUMENT;
  if (read_char(&text, "T")) {
    first = text;
    if (!read_units(&text, "HMS", seconds, &sum))
      return ACA_ERROR_ARGUMENT;
  }
  if (text == first || *text != '\0')
    return ACA_ERROR_ARGUMENT;
  *duration = (aca_duration){.seconds = sign * sum.seconds, .nanoseconds = sign * sum.nanoseconds};
  return ACA_OK;
}
