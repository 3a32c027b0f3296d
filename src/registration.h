/* A subscription that has not used a resource provider yet: asks Azure Resource Manager to register it, and waits.
 * A state machine like the call it serves. */
#ifndef ACA_REGISTRATION_H
#define ACA_REGISTRATION_H

#include "aca/response.h"
#include "buffer.h"
#include "clock.h"

enum { ACA__REGISTRATION_ROUNDS = 3 };

/* Zeroed is none under way. */
typedef struct aca__registration {
  aca_response *answer; /* NULL: none under way */
  aca__buffer url;      /* of the next request */
  const char *method;
  int64_t give_up; /* in ms of the clock */
  int rounds;
} aca__registration;

typedef enum aca__registration_state {
  ACA__REGISTERED,
  ACA__REGISTERING, /* ask again after a pause */
  ACA__UNREGISTERED /* it cannot be done */
} aca__registration_state;

/* Whether the answer says that the subscription is not registered. */
bool aca__registration_needed(const aca_response *response);

/* Gets the first request ready, for the provider in the URL. ACA_OK; ACA_DONE when there is none in it or all rounds are
 * used up; ACA_ERROR_MEMORY. */
aca_status aca__registration_begin(aca__registration *registration, const char *url, aca__now now);

/* Reads `answer`, and gets the next request ready. `*pause_ms` is set for ACA__REGISTERING; for ACA__UNREGISTERED the
 * answer has status and message. */
aca__registration_state aca__registration_answer(aca__registration *registration, aca__now now, int64_t *pause_ms);

/* Frees what it holds, but for the count of rounds. */
void aca__registration_end(aca__registration *registration);

#endif
