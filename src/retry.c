#include "retry.h"

#include <limits.h>
#include <stddef.h>
#include <string.h>

#include "clock.h"
#include "http_date.h"

static const unsigned short default_statuses[] = {408, 429, 500, 502, 503, 504, 0};

aca_retry_options aca__retry_options(const aca_retry_options *options)
{
  enum { RETRIES = 3, DELAY_MS = 800, MAX_DELAY_MS = 60000 };
  aca_retry_options result = options != NULL ? *options : (aca_retry_options){0};
  if (result.max_retries == 0)
    result.max_retries = RETRIES;
  if (result.delay_ms == 0)
    result.delay_ms = DELAY_MS;
  else if (result.delay_ms < 0)
    result.delay_ms = 0;
  if (result.max_delay_ms == 0)
    result.max_delay_ms = MAX_DELAY_MS;
  else if (result.max_delay_ms < 0)
    result.max_delay_ms = LONG_MAX;
  if (result.statuses == NULL)
    result.statuses = default_statuses;
  return result;
}

bool aca__retry_keep(aca_retry_options *options, aca__arena *arena)
{
  size_t count = 1;
  for (const unsigned short *status = options->statuses; *status != 0; status++)
    count++;
  options->statuses = (const unsigned short *)aca__arena_copy(arena, (const char *)options->statuses,
                                                              count * sizeof *options->statuses);
  return options->statuses != NULL;
}

bool aca__retry_has_status(const aca_retry_options *options, int http_status)
{
  for (const unsigned short *status = options->statuses; *status != 0; status++)
    if (*status == http_status)
      return true;
  return false;
}

/* 80 to 129 %. FNV-1a: tries of different calls differ, and no generator needs to be kept. */
static int64_t jitter_percent(const char *seed, int retry)
{
  uint32_t hash = 2166136261u ^ (uint32_t)retry;
  for (; *seed != '\0'; seed++)
    hash = (hash ^ (unsigned char)*seed) * 16777619u;
  return 80 + (int64_t)((hash >> 16) % 50);
}

int64_t aca__retry_backoff_ms(const aca_retry_options *options, int retry, const char *seed)
{
  int64_t steps = retry < 31 ? (INT64_C(1) << retry) - 1 : INT32_MAX;
  if (options->delay_ms > INT64_MAX / 200 / steps)
    return options->max_delay_ms;
  int64_t ms = steps * options->delay_ms * jitter_percent(seed, retry) / 100;
  return ms < options->max_delay_ms ? ms : options->max_delay_ms;
}

/* Digits alone; a number beyond reason is the largest. 0 for anything else. */
static int64_t read_count(const char *text)
{
  static const int64_t beyond_reason = INT64_C(1000000000000); /* milliseconds of it still fit */
  int64_t value = 0;
  const char *at = text;
  for (; *at >= '0' && *at <= '9'; at++)
    if (value < beyond_reason)
      value = value * 10 + (*at - '0');
  return *at == '\0' ? value : 0;
}

int64_t aca__retry_after_ms(const aca_response *response, int64_t unix_s)
{
  static const char *const in_ms[] = {"retry-after-ms", "x-ms-retry-after-ms"};
  for (size_t i = 0; i < sizeof in_ms / sizeof in_ms[0]; i++) {
    const char *text = aca_response_header(response, in_ms[i]);
    int64_t ms = text != NULL ? read_count(text) : 0;
    if (ms > 0)
      return ms;
  }
  const char *text = aca_response_header(response, "Retry-After");
  if (text == NULL)
    return 0;
  int64_t seconds = read_count(text);
  int64_t date;
  if (seconds == 0 && aca__http_date(text, &date))
    seconds = date - unix_s;
  return seconds > 0 ? seconds * 1000 : 0;
}

int64_t aca_response_retry_after_ms(const aca_response *response)
{
  return aca__retry_after_ms(response, aca__clock().unix_s);
}
