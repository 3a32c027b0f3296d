/* URLs that come from the service: whether they are ours to follow, and how they are shown. */
#ifndef ACA_URL_H
#define ACA_URL_H

#include <stdbool.h>
#include <stddef.h>

#include "aca/status.h"
#include "buffer.h"

/* Longer links are refused; the service's have some 4 kB at most. */
enum { ACA__LONGEST_LINK = 64 * 1024 };

/* The host and what follows it; NULL unless the URL starts with http:// or https://. */
const char *aca__url_after_scheme(const char *url);

/* Whether the text is "host", "host:port" or "[::1]:port", of characters that leave no doubt what is the host. */
bool aca__url_is_authority(const char *text, size_t length);

/* Whether scheme, host and port are the same; the scheme's own port may be left out. */
bool aca__url_same_origin(const char *a, const char *b);

/* Appends the URL that `link`, from an answer of `endpoint`, leads to: absolute on the same origin, or a path. What a
 * URL cannot hold is percent-encoded. ACA_OK; ACA_ERROR_AUTHENTICATION for another origin, where no token may go;
 * ACA_ERROR_DECODE for what is no link; `*fault`, constant, says what is wrong. Memory failures are on the buffer. */
aca_status aca__url_follow(const char *endpoint, const char *link, aca__buffer *url, const char **fault);

/* Appends the URL with the values of its query as REDACTED, but for the api-version. */
void aca__url_redacted(aca__buffer *out, const char *url);

#endif
