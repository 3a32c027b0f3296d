/** @file credential.h  Where access tokens come from. */
#ifndef ACA_CREDENTIAL_H
#define ACA_CREDENTIAL_H

#include <stdint.h>

#include "aca/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/** A source of tokens, counted by reference and safe to use from many threads. Constructors never give NULL: one that memory
 * ran out for says so when it is used. */
typedef struct aca_credential aca_credential;

/** Receives what a token callback has to say. */
typedef struct aca_token aca_token;

/** What a token is wanted for. Valid during the callback. */
typedef struct aca_token_request {
  const char *scope;          /**< Such as "https://management.core.windows.net//.default". */
  const char *authority_host; /**< Of the client's cloud; NULL for the public one. */
  const char *claims;         /**< JSON: what the service wants of a new token, having refused the last; else NULL. */
} aca_token_request;

/** Gets a token: calls aca_token_set() and returns ACA_OK, or aca_token_set_error() or aca_token_set_unavailable() and
 * returns ACA_ERROR_AUTHENTICATION. Never runs twice at once for one credential. Runs on the thread that makes the call; for
 * calls in a loop, on one of the library's own, so that the others go on meanwhile. */
typedef aca_status (*aca_token_callback)(const aca_token_request *request, aca_token *token, void *user_data);

/** A fixed token, copied; for tests and short scripts. It is refused, when used, if NULL, empty or not printable. */
ACA_API aca_credential *aca_credential_token(const char *access_token);

/** Tokens from @p callback, kept, and asked for again five minutes before they expire, or, if they live for more than two
 * hours, in the middle. While that fails, once in 30 seconds at most, the token that is kept goes on being used.
 * @param release called with @p user_data when the last reference goes, or memory has run out; NULL is fine. */
ACA_API aca_credential *aca_credential_callback(aca_token_callback callback, void *user_data,
                                                void (*release)(void *user_data));

/** One more reference, to give to another client. NULL gives NULL. */
ACA_API aca_credential *aca_credential_retain(aca_credential *credential);

/** One reference less; the last wipes and frees, having waited for a callback that runs on a thread of the library's own. Not
 * to be called by such a callback. NULL is fine. */
ACA_API void aca_credential_release(aca_credential *credential);

/** The token, copied.
 * @param expires_on seconds since 1970-01-01 UTC; 0 when unknown: the callback is asked again for each call. */
ACA_API aca_status aca_token_set(aca_token *token, const char *access_token, int64_t expires_on);

/** When to ask for the next one, in seconds since 1970-01-01 UTC; after aca_token_set(). */
ACA_API void aca_token_set_refresh(aca_token *token, int64_t refresh_on);

/** Why there is none, one line without secrets, copied: it was refused, and a chain ends here. */
ACA_API void aca_token_set_error(aca_token *token, const char *message);

/** The same, but because this source is not set up here: a chain goes on with its next one. */
ACA_API void aca_token_set_unavailable(aca_token *token, const char *message);

/** What a token came to, as aca_client_get_token() gives it. All take NULL, which is one that memory ran out for. */
ACA_API const char *aca_token_text(const aca_token *token);   /**< NULL when there is none. */
ACA_API const char *aca_token_error(const aca_token *token);  /**< Why there is none; NULL when there is one. */
ACA_API const char *aca_token_source(const aca_token *token); /**< Whose it is, such as "managed identity"; constant. */
ACA_API int64_t aca_token_expires_on(const aca_token *token); /**< Seconds since 1970-01-01 UTC; 0 when unknown. */
ACA_API void aca_token_free(aca_token *token);                /**< Wipes. */

/** What the token says of itself and whom it is for: the JSON object in a JWT, to be freed with free(). For people to look at:
 * tokens are opaque, nothing promises that this stays, and no signature is checked.
 * @return ACA_OK, ACA_ERROR_DECODE when it is no JWT, or ACA_ERROR_MEMORY; `*claims` is set on success only. */
ACA_API ACA_NODISCARD aca_status aca_token_claims(const aca_token *token, char **claims);

#ifdef __cplusplus
}
#endif

#endif
