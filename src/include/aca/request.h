/** @file request.h  A request that is built but not yet sent. One thread at a time. */
#ifndef ACA_REQUEST_H
#define ACA_REQUEST_H

#include <stddef.h>

#include "aca/client.h"
#include "aca/response.h"
#include "aca/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Holds all it needs but its client, which must outlive it. May be performed more than once. */
typedef struct aca_request aca_request;

/** NULL is fine. */
ACA_API void aca_request_free(aca_request *request);

/** What building it came to; a request that could not be built gives the same when performed. */
ACA_API aca_status aca_request_status(const aca_request *request);
ACA_API const char *aca_request_message(const aca_request *request);

/** These live as long as the request; "" where there is none. The headers have no Authorization: it is added, from
 * the client's credential, when the request is sent. */
ACA_API const char *aca_request_method(const aca_request *request);
ACA_API const char *aca_request_url(const aca_request *request);
ACA_API const char *aca_request_body(const aca_request *request, size_t *length);
ACA_API size_t aca_request_header_count(const aca_request *request);
ACA_API const aca_header *aca_request_header_at(const aca_request *request, size_t index);

/** Sends it and waits for the answer. `*response` is always set: aca_response_value() is the decoded result. */
ACA_API ACA_NODISCARD aca_status aca_request_perform(aca_request *request, aca_response **response);

#ifdef __cplusplus
}
#endif

#endif
