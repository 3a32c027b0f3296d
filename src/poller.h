/* A long-running operation as a state machine on top of calls: it says which request comes next and when, and reads
 * the answers. */
#ifndef ACA_POLLER_PRIVATE_H
#define ACA_POLLER_PRIVATE_H

#include "aca/poller.h"
#include "buffer.h"
#include "clock.h"

/* What is polled; see docs/internals/poller.md. The names stand in resume tokens. */
typedef enum aca__poll_kind {
  ACA__POLL_STATUS,   /* Azure-AsyncOperation or Operation-Location: a status document */
  ACA__POLL_LOCATION, /* Location: 202, and in the end the result */
  ACA__POLL_RESOURCE  /* the URL of the request: the resource with its provisioning state */
} aca__poll_kind;

typedef enum aca__poll_phase { ACA__POLL_START, ACA__POLL_RUNNING, ACA__POLL_RESULT, ACA__POLL_ENDED } aca__poll_phase;

struct aca_poller {
  aca_request *first;     /* NULL: the constant poller for when there is no memory */
  aca_request *next;      /* under way; NULL, or `first` */
  aca_response *response; /* the last answer */
  aca_response *described; /* the first one, kept until the end when it has a value; NULL */
  aca_status status;      /* of the last step; ACA_OK when the operation goes on or has ended well */
  aca__poll_phase phase;
  aca__poll_kind kind;
  aca__buffer url;    /* where to poll, but for ACA__POLL_RESOURCE, and in the end where the result is */
  aca__buffer result; /* the Location of the first answer, where the result of a POST is; empty: none */
  aca__buffer state;
  aca__buffer token;
  double percent;
  int64_t begun;
  int64_t waiting_since; /* what the limit counts from */
  int64_t due;
};

/* Whether there is more to do: not ended, no error in the last step, and the time for waiting has not passed, which
 * sets the status. */
bool aca__poller_goes_on(aca_poller *poller, aca__now now);

/* Forgets an error that did not end the operation, so that it can go on. */
void aca__poller_retry(aca_poller *poller, aca__now now);

/* The request that comes next; the poller keeps it until the answer. NULL when out of memory, which sets the status. */
const aca_request *aca__poller_request(aca_poller *poller, aca__now now);

/* Where it goes. Not before the first answer. */
const char *aca__poller_url(const aca_poller *poller);

/* When it is to be sent, in ms of the clock. */
int64_t aca__poller_due(const aca_poller *poller);

/* Takes over the response to the request. */
void aca__poller_answer(aca_poller *poller, aca_response *response, aca__now now);

/* Gives away the response; the poller is only good for freeing then. */
aca_response *aca__poller_take_response(aca_poller *poller);

/* The private part of aca_poller_resume(), in poller_token.c: fills a poller whose `first` has no URL yet. On failure
 * `*fault`, constant, says why. ACA_OK, ACA_ERROR_ARGUMENT or ACA_ERROR_MEMORY. */
aca_status aca__poller_read_token(aca_poller *poller, const char *token, const char **fault);

#endif
