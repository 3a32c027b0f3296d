/* When a request is sent again: policy in numbers. */
#ifndef ACA_RETRY_H
#define ACA_RETRY_H

#include <stdbool.h>
#include <stdint.h>

#include "aca/client.h"
#include "aca/response.h"
#include "arena.h"

/* The options with defaults in place of zeros, and plain numbers in place of what is negative. `options` may be NULL.
 * The result borrows `statuses`. */
aca_retry_options aca__retry_options(const aca_retry_options *options);

/* Copies `statuses` into the arena; false when out of memory. */
bool aca__retry_keep(aca_retry_options *options, aca__arena *arena);

bool aca__retry_has_status(const aca_retry_options *options, int http_status);

/* The pause before retry number `retry`, from 1 on. `seed`, such as a request id, gives it its random part. */
int64_t aca__retry_backoff_ms(const aca_retry_options *options, int retry, const char *seed);

/* What the answer asks for; 0 when nothing, nonsense, or a time that has passed. `unix_s` is now. */
int64_t aca__retry_after_ms(const aca_response *response, int64_t unix_s);

#endif
