/* One call as a state machine: it is handed tokens, answers and the time, and says what to do next. It does no I/O. */
#ifndef ACA_CALL_H
#define ACA_CALL_H

#include "aca/operation.h"
#include "aca/request.h"
#include "buffer.h"
#include "clock.h"
#include "credential.h"
#include "registration.h"
#include "transport.h"

typedef enum aca__step {
  ACA__GET_TOKEN, /* append the token of aca__call_want() to `authorization`, then aca__call_token() */
  ACA__SEND,      /* perform the exchange into `receiver`, then aca__call_answer() */
  ACA__WAIT,      /* until `wait_until`, asking aca__call_waited() every ACA__ASK_MS when `exchange.cancel` is set */
  ACA__FINISHED   /* status, message and value are on the response */
} aca__step;

typedef struct aca__call {
  const aca_request *request;
  aca_response *response;
  aca__step step;
  aca__exchange exchange;
  aca_response *receiver;    /* the response, or the answer to a registration */
  aca__buffer authorization; /* "Bearer " and the token; wiped by aca__call_end() */
  aca__buffer rejected;      /* the same of the token that the service refused, once it said what it wants instead */
  aca__buffer claims;        /* namely this */
  int64_t started;
  int64_t deadline;
  int64_t wait_until;
  int retries;
  aca__registration registration;
} aca__call;

/* Starts the call; both outlive it. A request that could not be built is finished at once. Nothing is sent before
 * `not_before`, in ms of the clock. */
void aca__call_begin(aca__call *call, const aca_request *request, aca_response *response, aca__now now,
                     int64_t not_before);

/* The token that is wanted. Lives until the next step. */
aca__token_want aca__call_want(const aca__call *call);

/* What became of the step. `message`: whose token it is, or NULL, or why there is none. */
void aca__call_token(aca__call *call, aca_status status, const char *message, aca__now now);
void aca__call_answer(aca__call *call, const aca__outcome *outcome, aca__now now);
void aca__call_waited(aca__call *call, aca__now now);

/* Whether the operation declares that an answer of this status is something else than its result. */
bool aca__call_is_unlike(const aca_operation *operation, int http_status);

/* Decodes an answer that is a success as `model`, unless it is NULL or the answer has no such result. */
void aca__call_read_result(const aca_request *request, const aca_model *model, aca_response *response);

/* Ends it from outside, whatever the step. */
void aca__call_abort(aca__call *call, aca_status status);

/* Wipes and frees what the call holds. */
void aca__call_end(aca__call *call);

#endif
