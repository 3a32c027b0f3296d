/* One exchange over the network. No policy: what to send, and whether again, is decided in call.c. */
#ifndef ACA_TRANSPORT_H
#define ACA_TRANSPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "aca/client.h"
#include "aca/response.h"

/* Read during perform() only. */
typedef struct aca__exchange {
  const char *method;
  const char *url;
  const aca_header *headers;
  size_t header_count;
  const char *authorization; /* the header's value, or NULL */
  const char *body;          /* NULL: none */
  size_t body_length;
  long timeout_ms; /* 0: none */
  bool (*cancel)(void *data); /* or NULL */
  void *cancel_data;
} aca__exchange;

typedef struct aca__transport aca__transport;
struct aca__transport {
  /* Sends and waits. On ACA_OK the response has HTTP status, headers and body, whatever they are; otherwise
   * `*message`, in the response's arena or constant, says why there is no answer. From many threads at once. */
  aca_status (*perform)(aca__transport *self, const aca__exchange *exchange, aca_response *response,
                        const char **message);
  void (*free)(aca__transport *self);
};

/* The texts are copied. NULL when out of memory. */
aca__transport *aca__transport_curl_new(const char *user_agent, const char *ca_file, bool insecure_skip_verify,
                                        long connect_timeout_ms);

#endif
