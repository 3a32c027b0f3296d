#include "clock.h"

#include <errno.h>
#include <time.h>

aca__now aca__clock(void)
{
  struct timespec up;
  clock_gettime(CLOCK_MONOTONIC, &up);
  return (aca__now){.ms = (int64_t)up.tv_sec * 1000 + up.tv_nsec / 1000000, .unix_s = (int64_t)time(NULL)};
}

int64_t aca__later(int64_t at, int64_t ms)
{
  return ms > ACA__NEVER - at ? ACA__NEVER : at + ms;
}

void aca__sleep(int64_t ms)
{
  struct timespec left = {.tv_sec = (time_t)(ms / 1000), .tv_nsec = (long)(ms % 1000) * 1000000};
  while (ms > 0 && nanosleep(&left, &left) != 0 && errno == EINTR)
    continue;
}
