/* Requests of credentials, which no token goes with. */
#ifndef ACA_IDENTITY_HTTP_H
#define ACA_IDENTITY_HTTP_H

#include "buffer.h"
#include "response.h"
#include "source.h"
#include "transport.h"

/* The connection to token endpoints. `options` may be NULL; its texts are copied. NULL when out of memory. */
aca__transport *aca__identity_transport(const aca_entra_options *options);

/* Sends, and again as `retry` says, within the ask's limits. ACA_OK when there is an answer, whatever its status;
 * otherwise the token says why not, after `what`, such as "IMDS", and it is the source's to make that unavailable
 * instead of refused. `exchange` needs no time limit or cancel of its own but for timeout_ms, the limit of a try. Plain
 * http takes no proxy. */
aca_status aca__identity_send(aca__transport *transport, const char *what, aca__exchange exchange,
                              const aca_retry_options *retry, const aca__ask *ask, aca_response *response,
                              aca_token *token);

/* Appends "name=value" to a form or query, with "&" before it unless it is the first; the value percent-encoded. */
void aca__form_add(aca__buffer *form, const char *name, const char *value);

#endif
