/* Inside a client. Constant once made, so that threads can share it. */
#ifndef ACA_CLIENT_PRIVATE_H
#define ACA_CLIENT_PRIVATE_H

#include "aca/client.h"
#include "arena.h"
#include "transport.h"

struct aca_client {
  aca__arena arena; /* the texts */
  const char *subscription_id;
  const char *endpoint; /* without a slash at its end */
  const char *scope;
  const char *authority_host; /* NULL: as the environment says, or that of the public cloud */
  const char *api_version;
  aca_credential *credential;
  aca__transport *transport;
  aca_retry_options retry; /* with defaults in place */
  aca_log_options log;
  long timeout_ms;
  long try_timeout_ms;
  long wait_timeout_ms;
  long poll_interval_ms;
  bool never_register;
  size_t max_response_bytes;
  bool strict;
};

/* Puts another transport in place, for tests; the client frees it. */
void aca__client_set_transport(aca_client *client, aca__transport *transport);

/* Whether the text is free of control characters, so that it can stand in a header. */
bool aca__is_header_value(const char *text);

#endif
