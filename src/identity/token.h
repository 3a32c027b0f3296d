/* An access token, or why there is none. */
#ifndef ACA_TOKEN_H
#define ACA_TOKEN_H

#include <stdbool.h>
#include <stdint.h>

#include "aca/credential.h"
#include "json.h"

/* Zeroed is empty. Times: seconds since 1970-01-01 UTC. */
struct aca_token {
  char *text;
  int64_t expires_on; /* 0: unknown */
  int64_t refresh_on; /* 0: the source did not say */
  const char *source; /* the name of the source that it is of; constant */
  char *error;        /* one line */
  bool unavailable;   /* with `error`: the source is not set up here, so another may be asked */
};

/* Wipes and empties. */
void aca__token_clear(aca_token *token);

/* What stands in `from` moves to the empty `to`. */
void aca__token_move(aca_token *to, aca_token *from);

/* Both set the error and return ACA_ERROR_AUTHENTICATION. Line breaks and other control characters become spaces. */
aca_status aca__token_refused(aca_token *token, const char *format, ...) __attribute__((format(printf, 2, 3)));
aca_status aca__token_unavailable(aca_token *token, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Puts "<context>: " before the error. */
void aca__token_add_context(aca_token *token, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Where an answer has what; NULL: nowhere. */
typedef struct aca__token_names {
  const char *token;
  const char *expires_on; /* a time: seconds, as number or text, or a date */
  const char *local_time; /* the same, but a date in it is in the machine's time zone; used when there is no `expires_on` */
  const char *expires_in; /* seconds from now; used when there is neither */
  const char *refresh_in; /* the same */
} aca__token_names;

extern const aca__token_names aca__oauth_names; /* access_token, expires_on, expires_in, refresh_in */

/* Reads the object of an answer into the token. A token without an end, or that has passed it, is refused. */
aca_status aca__token_read(aca__node *answer, const aca__token_names *names, int64_t now, aca_token *token);

/* Parses an answer, which must be an object; what is not is refused. On ACA_OK the tree is to be freed with
 * aca__json_free_secret(). */
aca_status aca__token_parse(const char *text, size_t length, aca_token *token, struct cJSON **root);

#endif
