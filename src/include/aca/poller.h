/** @file poller.h  Long-running operations: started, polled, waited for, given up and taken up again.
 *
 * The functions of long-running operations wait by themselves. A poller is for those who want to do other things
 * meanwhile: get one from `aca_..._begin()`, from aca_poller_new() or from aca_poller_resume().
 * One thread at a time; different pollers of one client may be used at once.
 */
#ifndef ACA_POLLER_H
#define ACA_POLLER_H

#include <stdbool.h>
#include <stdint.h>

#include "aca/operation.h"
#include "aca/request.h"
#include "aca/response.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct aca_poller aca_poller;

/** A poller of a request not yet sent; its first step sends it. The request is taken over, also in failure.
 * `*poller` is always set.
 * @return ACA_OK, or what building the request came to. */
ACA_API ACA_NODISCARD aca_status aca_poller_new(aca_request *request, aca_poller **poller);

/** Builds the request of @p operation, as aca_operation_request() does, and sends it.
 * @param poller always set; free it with aca_poller_free(). aca_poller_response() says what went wrong.
 * @return ACA_OK when the operation is under way or has ended well, else an error. */
ACA_API ACA_NODISCARD aca_status aca_operation_begin(aca_client *client, const aca_operation *operation,
                                                     const char *const *arguments, const void *body,
                                                     const aca_call_options *options, aca_poller **poller);

/** Goes on with an operation that another poller, in this process or another, began.
 * @param operation of whose poller the token is; another one, or another api-version of it, is ACA_ERROR_ARGUMENT.
 * @param options headers and limits; NULL for defaults.
 * @param poller always set. */
ACA_API ACA_NODISCARD aca_status aca_poller_resume(aca_client *client, const aca_operation *operation,
                                                   const char *token, const aca_call_options *options,
                                                   aca_poller **poller);

/** Frees the poller, its request and its response; the operation itself goes on. NULL is fine. */
ACA_API void aca_poller_free(aca_poller *poller);

/** Sends one request, now: the first one, a poll, or the GET of the result. Waits for its answer alone.
 * @return ACA_OK when the operation goes on; ACA_DONE when it has ended well and the value is there;
 * ACA_ERROR_SERVICE when it failed or was canceled, or a poll was refused; else what kept the poll from being
 * answered. While aca_poller_is_done() is false, a later step tries again. */
ACA_API ACA_NODISCARD aca_status aca_poller_step(aca_poller *poller);

/** How long the service wants us to wait before the next step, from now on, in milliseconds. */
ACA_API int64_t aca_poller_delay_ms(const aca_poller *poller);

/** Steps, with the pauses that the service wants, until the operation has ended.
 * @return ACA_OK when it ended well; ACA_ERROR_TIMEOUT or ACA_ERROR_CANCELED, as the options say, when waiting did:
 * the operation goes on then, and the poller can, too; else as aca_poller_step(). */
ACA_API ACA_NODISCARD aca_status aca_poller_wait(aca_poller *poller);

/** Whether the operation has ended, well or not, and its result is here. */
ACA_API bool aca_poller_is_done(const aca_poller *poller);

/** The state in the service's words, such as "InProgress"; "" before the first answer. Until the next step. */
ACA_API const char *aca_poller_state(const aca_poller *poller);

/** How far it is, 0 to 100; negative when the service does not say. */
ACA_API double aca_poller_percent_complete(const aca_poller *poller);

/** The operation that is waited for; constant. */
ACA_API const aca_operation *aca_poller_operation(const aca_poller *poller);

/** How long ago the operation was begun or resumed here, in milliseconds. */
ACA_API int64_t aca_poller_elapsed_ms(const aca_poller *poller);

/** The last answer; in the end, the one with the result. Until the next step or aca_poller_free(). Never NULL. */
ACA_API const aca_response *aca_poller_response(const aca_poller *poller);

/** The result, a struct of the operation's result model, like aca_response_value() of the response. Before the end it
 * is what the first answer described, if anything. NULL without one. */
ACA_API const void *aca_poller_value(const aca_poller *poller);

/** Text to go on from in another process, until aca_poller_free(): NULL while there is nothing to go on with, that is
 * before the first answer and after the end. It names the operation and its polling URL: no token is in it, but treat
 * it as confidential, since the URL is signed. */
ACA_API const char *aca_poller_resume_token(aca_poller *poller);

#ifdef __cplusplus
}
#endif

#endif
