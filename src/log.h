/* Events for the client's log callback. */
#ifndef ACA_LOG_PRIVATE_H
#define ACA_LOG_PRIVATE_H

#include <stdbool.h>

#include "aca/log.h"
#include "client.h"
#include "transport.h"

/* Whether anybody wants to hear of it; to be asked before anything is put together. */
bool aca__log_wants(const aca_client *client, aca_log_severity level);

/* Tells the callback. The event needs no text; its URL may be raw, here it is redacted. The format says what happened.
 * `exchange` or `response`, NULL for none, give the headers. Out of memory the event is lost. */
void aca__log(const aca_client *client, aca_log_event event, const aca__exchange *exchange,
              const aca_response *response, const char *format, ...) __attribute__((format(printf, 5, 6)));

#endif
