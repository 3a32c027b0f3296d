/* What the sources of managed identities share. */
#ifndef ACA_HOSTS_H
#define ACA_HOSTS_H

#include "http.h"

typedef struct aca__host_call {
  aca__transport *transport;
  const aca__ask *ask;
  aca_token *token;
  const char *id_member; /* "client_id", "object_id" or "resource_id"; NULL: the system-assigned identity */
  const char *id;        /* or NULL */
} aca__host_call;

/* How a source calls the kinds of ids; NULL: it takes none. */
typedef struct aca__id_names {
  const char *client_id;
  const char *object_id;
  const char *resource_id;
} aca__id_names;

typedef struct aca__host_request {
  const char *what; /* the source, for messages */
  const char *url;
  const aca_header *headers;
  size_t header_count;
  const char *form;          /* NULL: a GET */
  const char *authorization; /* or NULL */
  const aca_retry_options *retry;
  long timeout_ms; /* for a try; 0: the default */
} aca__host_request;

typedef struct aca__host_get {
  const char *what;
  const char *endpoint;
  const char *api_version;
  const char *header;
  const char *value;
  aca__id_names ids;
  const aca_retry_options *retry;
  /* Reads the answer, if aca__host_answer() is not enough. */
  aca_status (*answer)(const aca__host_call *call, const char *what, const aca_response *response);
} aca__host_get;

extern const aca_retry_options aca__host_retry;

/* ACA_OK when there is an answer. No proxy sees it. */
aca_status aca__host_send(const aca__host_call *call, const aca__host_request *wanted, aca_response *response);

/* Reads the token of an answer, or why it has none. */
aca_status aca__host_answer(const aca__host_call *call, const char *what, const aca_response *response);

aca_status aca__host_ask(const aca__host_call *call, const aca__host_get *get);

/* Appends the endpoint with its query; `id_name` NULL: without the id. Failures are on the buffer. */
void aca__host_url(const aca__host_call *call, aca__buffer *url, const char *endpoint, const char *api_version,
                   const char *id_name);

/* How the source calls the id that is wanted; NULL when none is, or it takes none of its kind. */
const char *aca__host_id_name(const aca__host_call *call, const aca__id_names *names);

aca_status aca__ask_azure_arc(const aca__host_call *call);
aca_status aca__ask_service_fabric(const aca__host_call *call);

#endif
