/* Base64 as tokens and headers have it. */
#ifndef ACA_BASE64_PRIVATE_H
#define ACA_BASE64_PRIVATE_H

#include <stddef.h>

#include "aca/base64.h"

/* As aca_base64_decode(), of a part of a text, in either alphabet, with or without padding. */
aca_status aca__base64_decode_any(const char *text, size_t length, unsigned char **bytes, size_t *count);

#endif
