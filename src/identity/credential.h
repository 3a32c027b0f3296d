/* Inside a credential: a source, and the tokens that it gave. */
#ifndef ACA_CREDENTIAL_PRIVATE_H
#define ACA_CREDENTIAL_PRIVATE_H

#include "buffer.h"
#include "source.h"

/* What a call wants. `rejected`: the token that the service would not have, which is not to be given again; or NULL. */
typedef struct aca__token_want {
  aca__ask ask;
  const char *rejected;
} aca__token_want;

/* Waits for a token, asking the source where none that is kept will do, and appends it to `out`. `details`, or NULL, gets
 * all of it but the text. `*message`, in the arena or constant, is whose token it is, or NULL, or on failure says why.
 * ACA_OK, ACA_ERROR_AUTHENTICATION, _MEMORY, _TIMEOUT or _CANCELED. */
aca_status aca__credential_get(aca_credential *credential, const aca__token_want *want, aca__buffer *out,
                               aca_token *details, aca__arena *arena, const char **message);

/* A place in the queue of those who wait without blocking. Zeroed before its first use, but for the descriptor. */
typedef struct aca__token_wait {
  int fd; /* an eventfd, told when it is time to ask again */
  struct aca__token_wait *next;
  aca_credential *credential; /* whose queue it may be in */
  bool begun;
  unsigned long seen; /* the attempts that were over when it began */
} aca__token_wait;

/* The same without blocking, the source being asked on a thread of its own. ACA_DONE: not yet; to be called again, with the
 * same want, after `wait->fd` was told. The cancel callback and deadline of the want are not looked at. */
aca_status aca__credential_poll(aca_credential *credential, const aca__token_want *want, aca__token_wait *wait,
                                aca__buffer *out, aca__arena *arena, const char **message);

/* Waits no longer. */
void aca__credential_leave(aca__token_wait *wait);

/* The service would not have this token: no call gets it any more. */
void aca__credential_reject(aca_credential *credential, const char *token);

#endif
