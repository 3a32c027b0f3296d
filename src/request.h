/* Inside a request. */
#ifndef ACA_REQUEST_PRIVATE_H
#define ACA_REQUEST_PRIVATE_H

#include "aca/operation.h"
#include "aca/request.h"
#include "arena.h"
#include "buffer.h"

struct aca_request {
  aca_status status;
  const char *message;
  aca_client *client;
  const aca_operation *operation;
  aca__arena arena;
  const char *url;
  aca_header *headers;
  size_t header_count;
  aca__buffer body; /* no data: none */
  const char *client_request_id;
  long timeout_ms;
  bool strict;
  bool (*cancel)(void *data);
  void *cancel_data;
};

#endif
