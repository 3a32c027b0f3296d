#include "http_date.h"

#include <stdio.h>
#include <string.h>

#include "aca/time.h"

/* Whether the text has a letter for each x, a digit for each 0, and is otherwise the same. */
static bool has_form(const char *text, const char *form)
{
  for (; *form != '\0'; form++, text++) {
    char letter = (char)(*text | 0x20);
    if (*form == '0' ? *text < '0' || *text > '9' : *form == 'x' ? letter < 'a' || letter > 'z' : *text != *form)
      return false;
  }
  return *text == '\0';
}

bool aca__http_date(const char *text, int64_t *unix_s)
{
  static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
  if (!has_form(text, "xxx, 00 xxx 0000 00:00:00 GMT"))
    return false;
  const char month[] = {text[8], text[9], text[10], '\0'};
  const char *found = strstr(months, month);
  if (found == NULL || (found - months) % 3 != 0)
    return false;
  char iso[ACA_TIME_TEXT_SIZE];
  snprintf(iso, sizeof iso, "%.4s-%02d-%.2sT%.8sZ", text + 12, (int)(found - months) / 3 + 1, text + 5, text + 17);
  aca_time time;
  if (aca_time_parse(iso, &time) != ACA_OK)
    return false;
  *unix_s = time.seconds;
  return true;
}
