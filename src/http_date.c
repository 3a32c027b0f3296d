#include "http_date.h"

#include <stdio.h>
#include <string.h>

#include "aca/time.h"

bool aca__http_date(const char *text, int64_t *unix_s)
{
  static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
  char month[4];
  unsigned day, year, hour, minute, second;
  int end = 0;
  if (sscanf(text, "%*3[A-Za-z], %2u %3[A-Za-z] %4u %2u:%2u:%2u GMT%n", &day, month, &year, &hour, &minute, &second,
             &end) != 6 ||
      end == 0 || text[end] != '\0')
    return false;
  const char *found = strstr(months, month);
  if (found == NULL || strlen(month) != 3 || (found - months) % 3 != 0)
    return false;
  char iso[ACA_TIME_TEXT_SIZE];
  snprintf(iso, sizeof iso, "%04u-%02u-%02uT%02u:%02u:%02uZ", year, (unsigned)(found - months) / 3 + 1, day, hour,
           minute, second);
  aca_time time;
  if (aca_time_parse(iso, &time) != ACA_OK)
    return false;
  *unix_s = time.seconds;
  return true;
}
