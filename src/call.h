/* One call as a state machine: it is handed tokens and answers and says what to do next. It does no I/O. */
#ifndef ACA_CALL_H
#define ACA_CALL_H

#include "aca/request.h"
#include "buffer.h"
#include "transport.h"

typedef enum aca__step {
  ACA__GET_TOKEN, /* append the token to `authorization`, then aca__call_token() */
  ACA__SEND,      /* perform the exchange, then aca__call_answer() */
  ACA__FINISHED   /* status, message and value are on the response */
} aca__step;

typedef struct aca__call {
  const aca_request *request;
  aca_response *response;
  aca__step step;
  aca__exchange exchange;
  aca__buffer authorization; /* "Bearer " and the token; wiped by aca__call_end() */
} aca__call;

/* Starts the call; both outlive it. A request that could not be built is finished at once. */
void aca__call_begin(aca__call *call, const aca_request *request, aca_response *response);

/* What became of the step. `message` is for a status other than ACA_OK. */
void aca__call_token(aca__call *call, aca_status status, const char *message);
void aca__call_answer(aca__call *call, aca_status status, const char *message);

/* Wipes and frees what the call holds. */
void aca__call_end(aca__call *call);

#endif
