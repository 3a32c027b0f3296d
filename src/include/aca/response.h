/** @file response.h  What a call came to, and the owner of all it gave.
 *
 * Texts, models and lists got from a response live until aca_response_free(). Reading a response from several threads
 * at once is safe. Every function takes NULL for a response and then answers as for one that knows nothing.
 */
#ifndef ACA_RESPONSE_H
#define ACA_RESPONSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "aca/status.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct aca_response aca_response;
struct aca_model;

/** An error body of the service; members that were not there are NULL. */
typedef struct aca_error {
  const char *code;    /**< For programs, such as "ResourceNotFound". */
  const char *message; /**< For people. */
  const char *target;
  size_t detail_count;
  const struct aca_error *details;
  const char *inner_error_json;      /**< `innererror` as JSON text: a string or an object. */
  const char *additional_info_json;  /**< `additionalInfo` as JSON text. */
} aca_error;

/** Frees the response and all that lives in it. NULL is fine. */
ACA_API void aca_response_free(aca_response *response);

ACA_API aca_status aca_response_status(const aca_response *response);

/** One line for people: what went wrong, or "success". Never NULL. */
ACA_API const char *aca_response_message(const aca_response *response);

/** The HTTP status, or 0 when there was no answer. */
ACA_API int aca_response_http_status(const aca_response *response);

/** The error that the service described; NULL without one. */
ACA_API const aca_error *aca_response_error(const aca_response *response);

/** The value of the first header called @p name in any case, or NULL. */
ACA_API const char *aca_response_header(const aca_response *response, const char *name);

ACA_API size_t aca_response_header_count(const aca_response *response);

/** Header number @p index, in the order received. NULL for either output is fine.
 * @return false when there is no such header; the outputs are untouched then. */
ACA_API bool aca_response_header_at(const aca_response *response, size_t index, const char **name, const char **value);

/** The body as received, NUL-terminated; "" without one. NULL for @p length is fine. */
ACA_API const char *aca_response_body(const aca_response *response, size_t *length);

/** The decoded body, such as a struct of the operation's result model: see aca/model.h. NULL without one. */
ACA_API const void *aca_response_value(const aca_response *response);

/** The service's own id of this answer (x-ms-request-id); NULL without one. Quote it to support. */
ACA_API const char *aca_response_request_id(const aca_response *response);

/** The id that this library gave the call (x-ms-client-request-id), the same over all tries. */
ACA_API const char *aca_response_client_request_id(const aca_response *response);

/** How many tries this call took. */
ACA_API int aca_response_attempts(const aca_response *response);

/** How long the service asks to wait before the next request, in milliseconds: by retry-after-ms, x-ms-retry-after-ms
 * or Retry-After, in seconds or as a date. 0 when it does not say. */
ACA_API int64_t aca_response_retry_after_ms(const aca_response *response);

/** Number @p index of what is left of the service's limits. @p limit is what follows x-ms-ratelimit-remaining- in the
 * header's name, such as "subscription-reads".
 * @return false when there is no such header; the outputs are untouched then. A value that is no number is -1. */
ACA_API bool aca_response_rate_limit_at(const aca_response *response, size_t index, const char **limit,
                                        int64_t *remaining);

/** Where the body did not fit the definition: one line each, with its JSON path. */
ACA_API size_t aca_response_warning_count(const aca_response *response);
ACA_API const char *aca_response_warning(const aca_response *response, size_t index);

#ifdef __cplusplus
}
#endif

#endif
