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

/* What is wrong with "https://host[:port][/path]", http only to loopback when secrets go there. */
typedef enum aca__endpoint_fault {
  ACA__ENDPOINT_GOOD,
  ACA__ENDPOINT_SCHEME,
  ACA__ENDPOINT_HOST,
  ACA__ENDPOINT_PATH,
  ACA__ENDPOINT_PLAIN
} aca__endpoint_fault;

aca__endpoint_fault aca__endpoint_check(const char *endpoint, bool with_secrets); /* NULL is good */

/* The texts for them. */
#define ACA__ENDPOINT_FAULTS(name)                                                                                     \
  {NULL, name ": https:// is expected at its start", name ": a host, with or without a port, is expected",            \
   name ": a path without query or fragment is expected after the host",                                              \
   name ": a token goes out over https alone, but for loopback"}

/* Letters, digits, '-', '.', '_' and '~', which need no encoding anywhere (RFC 3986, 2.3). */
bool aca__is_unreserved(char c);

/* Appends the text with all other characters percent-encoded. */
void aca__percent_encode(aca__buffer *out, const char *text);

/* Appends the URL that `link`, from an answer of `endpoint`, leads to: absolute on the same origin, or a path. What a
 * URL cannot hold is percent-encoded. ACA_OK; ACA_ERROR_AUTHENTICATION for another origin, where no token may go;
 * ACA_ERROR_DECODE for what is no link; `*fault`, constant, says what is wrong. Memory failures are on the buffer. */
aca_status aca__url_follow(const char *endpoint, const char *link, aca__buffer *url, const char **fault);

/* Appends the URL with the values of its query as REDACTED, but for the api-version. */
void aca__url_redacted(aca__buffer *out, const char *url);

#endif
