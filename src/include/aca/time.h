/** @file time.h  Times as the service writes them. */
#ifndef ACA_TIME_H
#define ACA_TIME_H

#include <stdint.h>

#include "aca/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Seconds since 1970-01-01 UTC and the nanoseconds on top of them, 0 to 999,999,999. */
typedef struct aca_time {
  int64_t seconds;
  int32_t nanoseconds;
} aca_time;

/** Parses an RFC 3339 date-time. The service's habits are welcome: no offset means UTC, any number of fraction digits
 * (those past nanoseconds are dropped), `t`, `z` or a blank for `T`. A leap second counts as the second after it.
 * @return ACA_OK, or ACA_ERROR_ARGUMENT for anything else, NULL included; `*time` is untouched then. */
ACA_API ACA_NODISCARD aca_status aca_time_parse(const char *text, aca_time *time);

enum { ACA_TIME_TEXT_SIZE = 40 };

/** Writes @p time as "2022-07-14T19:22:50.3080223Z" with the digits needed, into at least ACA_TIME_TEXT_SIZE bytes.
 * @return ACA_ERROR_ARGUMENT outside the years 0 to 9999 or with nanoseconds out of range. */
ACA_API ACA_NODISCARD aca_status aca_time_format(aca_time time, char *text);

/** A length of time: seconds and the nanoseconds on top of them; of a negative one, neither is above 0. */
typedef struct aca_duration {
  int64_t seconds;
  int32_t nanoseconds;
} aca_duration;

/** Parses an ISO 8601 duration of weeks, days, hours, minutes and seconds, such as "P1DT12H" or "PT0.5S": exact to
 * the nanosecond, and a day has 24 hours. Years and months have no length of their own and are refused.
 * @return ACA_OK, or ACA_ERROR_ARGUMENT for anything else, NULL included; `*duration` is untouched then. */
ACA_API ACA_NODISCARD aca_status aca_duration_parse(const char *text, aca_duration *duration);

#ifdef __cplusplus
}
#endif

#endif
