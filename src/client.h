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
  const char *api_version;
  aca_credential *credential;
  aca__transport *transport;
  long timeout_ms;
  size_t max_response_bytes;
  bool strict;
};

/* Whether `url` has the endpoint's scheme, host and port: only there may the token go. */
bool aca__client_owns(const aca_client *client, const char *url);

/* Puts another transport in place, for tests; the client frees it. */
void aca__client_set_transport(aca_client *client, aca__transport *transport);

/* Whether the text is free of control characters, so that it can stand in a header. */
bool aca__is_header_value(const char *text);

#endif
