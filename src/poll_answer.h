/* What the answer to a poll says. */
#ifndef ACA_POLL_ANSWER_H
#define ACA_POLL_ANSWER_H

#include "response.h"

/* How far an operation is. Words that are not known mean that it goes on. */
typedef enum aca__progress { ACA__RUNNING, ACA__SUCCEEDED, ACA__FAILED } aca__progress;

aca__progress aca__progress_of(const char *state);

/* The texts live in `json`; NULL, 0 or false for what is not there. */
typedef struct aca__poll_answer {
  struct cJSON *json; /* to be freed with aca__poll_answer_free() */
  const char *provisioning_state; /* of a resource; operationState, which source controls have instead */
  const char *status;             /* of a status document */
  const char *resource_location;
  bool has_error;
  bool has_percent;
  double percent;
} aca__poll_answer;

/* An empty body is ACA_OK and all absent. Failure is said on the response: ACA_ERROR_DECODE or ACA_ERROR_MEMORY. */
aca_status aca__poll_answer_read(aca_response *response, aca__poll_answer *answer);
void aca__poll_answer_free(aca__poll_answer *answer);

/* Sets status and message of an operation that ended as `state`, from the error that the body describes. */
void aca__poll_answer_fail(aca_response *response, const char *state);

#endif
