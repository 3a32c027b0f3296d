#include "uuid.h"

#include <stddef.h>
#include <string.h>
#include <unistd.h>

bool aca__uuid(char text[ACA__UUID_SIZE])
{
  static const char form[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
  static const char digits[] = "0123456789abcdef";
  unsigned char random[16];
  if (getentropy(random, sizeof random) != 0)
    return false;
  random[6] = (unsigned char)((random[6] & 0x0F) | 0x40);
  random[8] = (unsigned char)((random[8] & 0x3F) | 0x80);
  memcpy(text, form, sizeof form);
  for (size_t i = 0; i < sizeof random; i++) {
    text += *text == '-';
    *text++ = digits[random[i] >> 4];
    *text++ = digits[random[i] & 15];
  }
  return true;
}
