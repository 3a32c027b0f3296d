/* Inside a request. */
#ifndef ACA_REQUEST_PRIVATE_H
#define ACA_REQUEST_PRIVATE_H

#include "aca/operation.h"
#include "aca/request.h"
#include "arena.h"
#include "arguments.h"
#include "buffer.h"

/* Every request starts with these: Accept and x-ms-client-request-id. */
enum { ACA__STANDARD_HEADERS = 2 };

struct aca_request {
  aca_status status;
  const char *message;
  aca_client *client;
  const aca_operation *operation;
  aca__arena arena;
  const char *method;
  const char *url;
  aca_header *headers;
  size_t header_count;
  aca__buffer body; /* no data: none */
  const char *client_request_id;
  const aca_model *result; /* what a success is decoded as; NULL: it is left as it is */
  aca_retry_options retry; /* with defaults in place */
  long timeout_ms;         /* 0: none, here and below */
  long try_timeout_ms;
  long wait_timeout_ms;
  long poll_interval_ms;
  bool strict;
  void (*progress)(const struct aca_poller *poller, void *data);
  void *progress_data;
  bool (*cancel)(void *data);
  void *cancel_data;
};

/* A GET of `url`, copied, that goes on with what `request` began: same client, id, limits and headers, but for those of
 * its body and its conditions; these are borrowed. `result` as above. NULL when out of memory. */
aca_request *aca__request_follow(const aca_request *request, const char *url, const aca_model *result);

/* A request without URL, headers and body: the first step of aca_operation_request(), with its outcomes. */
aca_status aca__request_new(aca_client *client, const aca_operation *operation, const aca_call_options *options,
                            aca_request **request);
/* The last: its headers. `arguments` without values: those that the operation declares are left out. */
aca_status aca__request_headers(aca_request *request, aca__arguments arguments, const aca_call_options *options);

/* Whether the caller wants to stop. */
bool aca__request_canceled(const aca_request *request);

#endif
