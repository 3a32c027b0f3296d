/* Time, for the drivers; policy is told it. */
#ifndef ACA_CLOCK_H
#define ACA_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

typedef struct aca__now {
  int64_t ms;     /* of a clock that only goes forward */
  int64_t unix_s; /* since 1970-01-01 UTC */
} aca__now;

enum { ACA__ASK_MS = 100 }; /* at least so often a cancel callback is asked while nothing happens */
#define ACA__NEVER INT64_MAX

aca__now aca__clock(void);

/* `ms` later than `at`, which may be never. */
int64_t aca__later(int64_t at, int64_t ms);

void aca__sleep(int64_t ms);

#endif
