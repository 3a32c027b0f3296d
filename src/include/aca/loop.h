/** @file loop.h  Thousands of calls on one thread.
 *
 * Everything is submitted with a callback, and callbacks come from aca_loop_poll() and aca_loop_act() alone, on the
 * thread that calls them. All but aca_loop_wake() belong to one thread at a time; callbacks may use the loop, but for
 * aca_loop_poll(), aca_loop_act() and aca_loop_free(). Requests of several clients may share a loop; the clients must
 * outlive their requests. Over HTTP/2, calls to one endpoint share few connections.
 *
 * Where a token is wanted that is not there, its credential is asked on a thread of the library's own, callbacks of
 * credentials included, and other calls go on meanwhile.
 */
#ifndef ACA_LOOP_H
#define ACA_LOOP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "aca/pager.h"
#include "aca/poller.h"
#include "aca/request.h"
#include "aca/response.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct aca_loop aca_loop;

/** Names what was submitted; never used again for another. 0 is none. */
typedef uint64_t aca_loop_id;

enum { ACA_LOOP_READ = 1, ACA_LOOP_WRITE = 2 };

/** Zeroed members mean their defaults. */
typedef struct aca_loop_options {
  size_t max_in_flight; /**< Calls under way at once, others wait their turn; default 1,000. */
  size_t max_connections; /**< To one host; default 10. Over HTTP/2 each carries 100 calls at once. */
  /** For an event loop that is there already (epoll, libuv, ...): both hooks, or none. `on_socket` says which of
   * ACA_LOOP_READ and ACA_LOOP_WRITE to watch @p fd for, 0: no longer; `on_timer` in how many milliseconds to call
   * aca_loop_act() without a socket, instead of what it said before, -1: not at all. Neither may call the loop. libcurl may have closed a
   * descriptor before it says so, and its number may be in use again: with epoll, EPOLL_CTL_MOD may have to be an ADD. */
  void (*on_socket)(int fd, int events, void *user_data);
  void (*on_timer)(int64_t timeout_ms, void *user_data);
  void *user_data;
} aca_loop_options;

/** `*loop` is set on success only. NULL for @p options means defaults.
 * @return ACA_OK, ACA_ERROR_ARGUMENT (one hook without the other) or ACA_ERROR_MEMORY. */
ACA_API ACA_NODISCARD aca_status aca_loop_new(const aca_loop_options *options, aca_loop **loop);

/** Cancels what is left, whose callbacks are called, and frees the loop. NULL is fine. */
ACA_API void aca_loop_free(aca_loop *loop);

/** The response is the callback's to free with aca_response_free(). */
typedef void (*aca_loop_response_callback)(aca_response *response, void *user_data);

/** @p status as aca_poller_wait() would return it. The poller remains the caller's. */
typedef void (*aca_loop_poller_callback)(aca_poller *poller, aca_status status, void *user_data);

/** @p status as aca_pager_next_page() would return it; on ACA_OK @p page is the page. The pager remains the caller's;
 * the callback may ask for the next page. */
typedef void (*aca_loop_page_callback)(aca_pager *pager, aca_status status, const void *page, void *user_data);

/** Performs @p request, which is taken over. A long-running operation is not waited for: see aca_loop_wait().
 * @return 0 when out of memory: the request is freed and there will be no callback. */
ACA_API aca_loop_id aca_loop_submit(aca_loop *loop, aca_request *request, aca_loop_response_callback on_done,
                                void *user_data);

/** Waits for the operation of @p poller, which nothing else may use until the callback. 0 as above. */
ACA_API aca_loop_id aca_loop_wait(aca_loop *loop, aca_poller *poller, aca_loop_poller_callback on_done, void *user_data);

/** Fetches the next page of @p pager, which nothing else may use until the callback. 0 as above. */
ACA_API aca_loop_id aca_loop_next_page(aca_loop *loop, aca_pager *pager, aca_loop_page_callback on_page, void *user_data);

/** Ends what @p id names with ACA_ERROR_CANCELED; its callback comes as ever. Of what has ended already, or 0, it takes no
 * notice. May be called from callbacks. A request that is on its way may reach the service all the same. */
ACA_API void aca_loop_cancel(aca_loop *loop, aca_loop_id id);

/** What was submitted and whose callback has not been called yet. */
ACA_API size_t aca_loop_count(const aca_loop *loop);

/** Works for @p timeout_ms at most (-1: no limit), returning as soon as callbacks were called, aca_loop_wake() was, or
 * nothing is left to do. Not for a loop with hooks.
 * @return ACA_OK; ACA_DONE when nothing is left; ACA_ERROR_MEMORY or ACA_ERROR_TRANSPORT when the system's poll failed. */
ACA_API ACA_NODISCARD aca_status aca_loop_poll(aca_loop *loop, int64_t timeout_ms);

/** For a loop with hooks: @p fd is ready for @p events, or, with -1 and 0, the time of `on_timer` has come.
 * @return as aca_loop_poll(). */
ACA_API ACA_NODISCARD aca_status aca_loop_act(aca_loop *loop, int fd, int events);

/** Makes aca_loop_poll(), or the foreign loop that watches for this one, come back. From any thread, and from signal
 * handlers. */
ACA_API void aca_loop_wake(aca_loop *loop);

#ifdef __cplusplus
}
#endif

#endif
