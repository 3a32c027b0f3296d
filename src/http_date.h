#ifndef ACA_HTTP_DATE_H
#define ACA_HTTP_DATE_H

#include <stdbool.h>
#include <stdint.h>

/* Reads a date of RFC 9110, section 5.6.7, in the form that servers write: "Sun, 06 Nov 1994 08:49:37 GMT". */
bool aca__http_date(const char *text, int64_t *unix_s);

#endif
