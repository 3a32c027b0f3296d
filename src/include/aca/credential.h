/** @file credential.h  Where access tokens come from. */
#ifndef ACA_CREDENTIAL_H
#define ACA_CREDENTIAL_H

#include <stdint.h>

#include "aca/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/** A source of tokens, counted by reference and safe to use from many threads. */
typedef struct aca_credential aca_credential;

/** Receives what a token callback has to say. */
typedef struct aca_token aca_token;

/** What a token is wanted for. Valid during the callback. */
typedef struct aca_token_request {
  const char *scope; /**< Such as "https://management.core.windows.net//.default". */
} aca_token_request;

/** Gets a token: calls aca_token_set() and returns ACA_OK, or aca_token_set_error() and returns
 * ACA_ERROR_AUTHENTICATION. Runs on the thread that makes the call, never twice at once for one credential. */
typedef aca_status (*aca_token_callback)(const aca_token_request *request, aca_token *token, void *user_data);

/** A fixed token, copied; for tests and short scripts. It is refused, when used, if NULL, empty or not printable.
 * @return NULL when out of memory. */
ACA_API aca_credential *aca_credential_token(const char *access_token);

/** Tokens from @p callback, kept until five minutes before they expire.
 * @param release called with @p user_data when the last reference goes; NULL is fine.
 * @return NULL when out of memory; @p release is not called then. */
ACA_API aca_credential *aca_credential_callback(aca_token_callback callback, void *user_data,
                                                void (*release)(void *user_data));

/** One more reference, to give to another client. NULL gives NULL. */
ACA_API aca_credential *aca_credential_retain(aca_credential *credential);

/** One reference less; the last wipes and frees. NULL is fine. */
ACA_API void aca_credential_release(aca_credential *credential);

/** The token, copied.
 * @param expires_on seconds since 1970-01-01 UTC; 0 when unknown: the callback is asked again for each call. */
ACA_API aca_status aca_token_set(aca_token *token, const char *access_token, int64_t expires_on);

/** Why there is none, one line without secrets, copied. */
ACA_API void aca_token_set_error(aca_token *token, const char *message);

#ifdef __cplusplus
}
#endif

#endif
