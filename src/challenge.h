/* What the service wants of a token, having refused one (continuous access evaluation). */
#ifndef ACA_CHALLENGE_H
#define ACA_CHALLENGE_H

#include "aca/response.h"
#include "buffer.h"

/* Appends the claims, JSON, of a Bearer challenge among the WWW-Authenticate headers. ACA_OK; ACA_DONE when there are none,
 * or none that can be read; ACA_ERROR_MEMORY. */
aca_status aca__challenge_claims(const aca_response *response, aca__buffer *claims);

#endif
