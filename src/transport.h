/* Exchanges over the network. No policy: what to send, and whether again, is decided in call.c. */
#ifndef ACA_TRANSPORT_H
#define ACA_TRANSPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "aca/client.h"
#include "aca/response.h"

/* To be kept, with what it points to, until the exchange is over. */
typedef struct aca__exchange {
  const char *method;
  const char *url;
  const aca_header *headers;
  size_t header_count;
  const char *authorization; /* the header's value, or NULL */
  bool secret;               /* so are other parts of it: over plain http it takes no proxy */
  const char *body;          /* NULL: none */
  size_t body_length;
  long timeout_ms; /* 0: none */
  bool (*cancel)(void *data); /* or NULL */
  void *cancel_data;
} aca__exchange;

/* What an exchange came to. On ACA_OK the response has HTTP status, headers and body, whatever they are; otherwise
 * `message`, in the response's arena or constant, says why there is no answer. */
typedef struct aca__outcome {
  aca_status status;
  const char *message;
  bool retriable; /* another try may have better luck */
  bool begun;     /* a part of an answer came, so the service has taken the request */
} aca__outcome;

typedef struct aca__transport aca__transport;
struct aca__transport {
  /* Sends and waits. From many threads at once. */
  aca__outcome (*perform)(aca__transport *self, const aca__exchange *exchange, aca_response *response);
  void (*free)(aca__transport *self);
};

/* The texts are copied. */
typedef struct aca__transport_options {
  const char *user_agent;
  const char *ca_file; /* or NULL, as below */
  const char *proxy;
  const char *pinned_public_key; /* as CURLOPT_PINNEDPUBLICKEY has it; holds without other verification, too */
  bool insecure_skip_verify;
  long connect_timeout_ms;
} aca__transport_options;

/* NULL when out of memory. */
aca__transport *aca__transport_curl_new(const aca__transport_options *options);

/* ---- many exchanges on one thread ---- */

typedef struct aca__multi aca__multi;
typedef struct aca__transfer aca__transfer;

/* The hooks of a foreign event loop, or NULL for each. */
typedef struct aca__multi_hooks {
  void (*on_socket)(int fd, int events, void *data);
  void (*on_timer)(long timeout_ms, void *data);
  void *data;
} aca__multi_hooks;

/* `max_connections`: to one host. NULL when out of memory. All exchanges must be over, or stopped, before it is freed. */
aca__multi *aca__multi_new(const aca__multi_hooks *hooks, size_t max_connections);
void aca__multi_free(aca__multi *multi);

/* Begins an exchange over `transport`, which aca__transport_curl_new() made. Of its time limit and its cancel callback
 * the caller takes care. NULL when out of memory. */
aca__transfer *aca__multi_start(aca__multi *multi, aca__transport *transport, const aca__exchange *exchange,
                                aca_response *response, void *owner);

/* When the exchange got a connection, or began to make one, in ms of the clock; 0 while it waits for that. */
int64_t aca__multi_since(const aca__transfer *transfer);

/* Breaks an exchange off. True when a part of the answer has come. */
bool aca__multi_stop(aca__multi *multi, aca__transfer *transfer);

/* Waits for sockets, `fd` included, for `timeout_ms` at most, and works. `*readable`: there is something at `fd`. */
aca_status aca__multi_poll(aca__multi *multi, int fd, int timeout_ms, bool *readable);

/* For foreign event loops: works on a socket, or, with -1 and 0, on what time has come for. */
aca_status aca__multi_act(aca__multi *multi, int fd, int events);

/* The owner of an exchange that is over, and what it came to; NULL when there is no more. The exchange is gone then. */
void *aca__multi_next_done(aca__multi *multi, aca__outcome *outcome);

#endif
