/* Inside a credential. */
#ifndef ACA_CREDENTIAL_PRIVATE_H
#define ACA_CREDENTIAL_PRIVATE_H

#include <stdint.h>

#include "aca/credential.h"
#include "arena.h"
#include "buffer.h"

/* Appends the token to `out`, asking the source where the kept one will not do. `now`: seconds since 1970 UTC.
 * On failure `*message`, in the arena or constant, says why. ACA_OK, ACA_ERROR_AUTHENTICATION or ACA_ERROR_MEMORY. */
aca_status aca__credential_get(aca_credential *credential, const char *scope, int64_t now, aca__buffer *out,
                               aca__arena *arena, const char **message);

#endif
