/* The driver for many calls on one thread. */
#include "aca/loop.h"

#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "client.h"
#include "credential.h"
#include "job.h"
#include "pager.h"
#include "poller.h"
#include "request.h"
#include "response.h"

enum { MAX_IN_FLIGHT = 1000, MAX_CONNECTIONS = 10, LONGEST_POLL_MS = 60 * 60 * 1000 };

typedef aca__job job;
typedef aca__job_list list;

struct aca_loop {
  aca_loop_options options;
  aca__multi *multi;
  int wake; /* an eventfd */
  job **jobs; /* by the lower half of their ids */
  size_t capacity;
  list unused;
  list ready; /* to go on as soon as there is room for one more in flight */
  list tokens; /* whose tokens are on their way */
  list canceled;
  aca__due_heap waiting;
  size_t count;
  size_t in_flight;
  size_t callbacks; /* called in this turn */
  job *current;     /* worked on: callbacks may be running that know its id */
  bool closing;
  int64_t multi_due; /* with hooks: when libcurl wants to be called, and what the foreign loop was told */
  int64_t told;
};

/* ---- jobs by id ---- */

static bool grow(aca_loop *loop)
{
  size_t capacity = loop->capacity != 0 ? 2 * loop->capacity : 64;
  job **jobs = realloc(loop->jobs, capacity * sizeof(job *));
  if (jobs == NULL)
    return false;
  loop->jobs = jobs;
  while (loop->capacity < capacity) {
    job *j = calloc(1, sizeof *j);
    if (j == NULL)
      break;
    j->id = (aca_loop_id)1 << 32 | loop->capacity;
    jobs[loop->capacity++] = j;
    aca__job_append(&loop->unused, j);
  }
  return loop->unused.count > 0;
}

static aca_loop_id submit(aca_loop *loop, const job *wanted)
{
  if (loop->closing || (loop->unused.count == 0 && !grow(loop)))
    return 0;
  job *j = aca__job_shift(&loop->unused);
  j->request = wanted->request;
  j->poller = wanted->poller;
  j->pager = wanted->pager;
  j->on_done = wanted->on_done;
  j->user_data = wanted->user_data;
  loop->count++;
  aca__job_append(&loop->ready, j);
  return j->id;
}

/* The id is never given again; 2^32 jobs in one place do not happen. */
static void retire(aca_loop *loop, job *j)
{
  aca_request_free(j->request);
  j->request = NULL;
  j->poller = NULL;
  j->pager = NULL;
  j->canceled = false;
  j->id += (aca_loop_id)1 << 32;
  loop->count--;
  loop->callbacks++;
  aca__job_append(&loop->unused, j);
}

/* ---- the ends of jobs ---- */

static void report(aca_loop *loop, job *j, aca_response *response)
{
  const job done = *j;
  retire(loop, j);
  if (done.poller != NULL) {
    if (done.on_done.poller != NULL)
      done.on_done.poller(done.poller, done.poller->status, done.user_data);
  } else if (done.pager != NULL) {
    const void *page = done.pager->status == ACA_OK ? aca_response_value(done.pager->response) : NULL;
    if (done.on_done.page != NULL)
      done.on_done.page(done.pager, done.pager->status, page, done.user_data);
  } else if (done.on_done.response != NULL) {
    done.on_done.response(response, done.user_data);
  } else {
    aca_response_free(response);
  }
}

/* The call came to an end. A poller may go on with the next one. */
static void answered(aca_loop *loop, job *j, aca_response *response)
{
  if (j->poller != NULL) {
    aca__poller_answer(j->poller, response, aca__clock());
    if (aca__poller_goes_on(j->poller, aca__clock())) {
      aca__job_append(&loop->ready, j);
      return;
    }
  } else if (j->pager != NULL && aca__pager_answer(j->pager, response, aca__clock())) {
    aca__job_append(&loop->ready, j);
    return;
  }
  report(loop, j, response);
}

static void end_call(aca_loop *loop, job *j)
{
  aca_response *response = j->call.response;
  aca__call_end(&j->call);
  j->begun = false;
  answered(loop, j, response);
}

/* What has ended already keeps its end, and its result. */
static bool has_ended(const job *j)
{
  if (j->poller != NULL)
    return !aca__poller_goes_on(j->poller, aca__clock());
  return j->pager != NULL && j->pager->status != ACA_OK;
}

static void cancel(aca_loop *loop, job *j)
{
  if (j->begun) {
    aca__call_abort(&j->call, ACA_ERROR_CANCELED);
    end_call(loop, j);
  } else if (has_ended(j)) {
    report(loop, j, NULL);
  } else {
    aca_response *response = aca__response_new();
    aca__response_fail(response, ACA_ERROR_CANCELED, "%s", aca_status_text(ACA_ERROR_CANCELED));
    answered(loop, j, response);
  }
}

/* ---- step by step ---- */

static bool awaits_token(const aca_loop *loop, const job *j)
{
  return j->list == &loop->tokens;
}

/* When the time for what is under way has passed. A try counts from where it has a connection, or makes one: before that
 * it waits for its turn. */
static int64_t limit_of(const job *j)
{
  const aca__call *call = &j->call;
  int64_t since = j->transfer != NULL ? aca__multi_since(j->transfer) : 0;
  int64_t limit = call->step == ACA__SEND ? call->request->try_timeout_ms : 0;
  int64_t end = limit != 0 ? aca__later(since != 0 ? since : aca__clock().ms, limit) : ACA__NEVER;
  return end < call->deadline ? end : call->deadline;
}

/* Sees to it that awaken() comes when a pause or a time limit is over, or the caller is to be asked whether to cancel.
 * False when out of memory. */
static bool watch(aca_loop *loop, job *j)
{
  int64_t due = j->call.step == ACA__WAIT ? j->call.wait_until : limit_of(j);
  int64_t ask = j->call.exchange.cancel != NULL ? aca__clock().ms + ACA__ASK_MS : ACA__NEVER;
  due = ask < due ? ask : due;
  if (due == ACA__NEVER || aca__due_add(&loop->waiting, &j->due, due))
    return true;
  aca__call_abort(&j->call, ACA_ERROR_MEMORY);
  return false;
}

/* True when a part of an answer has come. */
static bool stop(aca_loop *loop, job *j)
{
  aca__due_remove(&loop->waiting, &j->due);
  aca__credential_leave(&j->token);
  if (awaits_token(loop, j))
    aca__job_take_out(j);
  if (j->transfer == NULL)
    return false;
  bool begun = aca__multi_stop(loop->multi, j->transfer);
  j->transfer = NULL;
  loop->in_flight--;
  return begun;
}

static void answer_nothing(job *j, aca_status status, const char *message, bool begun)
{
  const aca__outcome outcome = {
      .status = status, .message = message, .retriable = status == ACA_ERROR_TIMEOUT, .begun = begun};
  aca__call_answer(&j->call, &outcome, aca__clock());
}

static void send(aca_loop *loop, job *j)
{
  if (j->canceled || aca__request_canceled(j->call.request)) {
    aca__call_abort(&j->call, ACA_ERROR_CANCELED);
    return;
  }
  if (!watch(loop, j))
    return;
  j->transfer = aca__multi_start(loop->multi, j->call.request->client->transport, &j->call.exchange,
                                 j->call.receiver, j);
  if (j->transfer != NULL) {
    loop->in_flight++;
    return;
  }
  aca__due_remove(&loop->waiting, &j->due);
  answer_nothing(j, ACA_ERROR_MEMORY, "out of memory", false);
}

static void get_token(aca_loop *loop, job *j)
{
  const char *message = NULL;
  const aca__token_want want = aca__call_want(&j->call);
  j->token.fd = loop->wake;
  aca_status status = aca__credential_poll(j->call.request->client->credential, &want, &j->token,
                                           &j->call.authorization, &j->call.response->arena, &message);
  if (status != ACA_DONE)
    aca__call_token(&j->call, status, message, aca__clock());
  else if (watch(loop, j))
    aca__job_append(&loop->tokens, j);
  else
    aca__credential_leave(&j->token);
}

/* Goes on until there is something to wait for. */
static void advance(aca_loop *loop, job *j)
{
  while (j->transfer == NULL && j->due.place == 0 && j->list == NULL)
    switch (j->call.step) {
    case ACA__GET_TOKEN: get_token(loop, j); break;
    case ACA__SEND: send(loop, j); break;
    case ACA__WAIT: watch(loop, j); break;
    case ACA__FINISHED: end_call(loop, j); return;
    }
}

/* NULL: there is nothing to send. */
static const aca_request *request_of(job *j, int64_t *not_before)
{
  aca__now now = aca__clock();
  if (j->pager != NULL)
    return aca__pager_request(j->pager, now, not_before);
  *not_before = 0;
  if (j->poller == NULL)
    return j->request;
  const aca_request *request = aca__poller_goes_on(j->poller, now) ? aca__poller_request(j->poller, now) : NULL;
  *not_before = aca__poller_due(j->poller);
  return request;
}

static void begin(aca_loop *loop, job *j)
{
  int64_t not_before;
  const aca_request *request = request_of(j, &not_before);
  if (request == NULL) {
    report(loop, j, NULL);
    return;
  }
  aca_response *response = aca__response_new();
  if (aca__response_is_constant(response)) {
    answered(loop, j, response);
    return;
  }
  j->begun = true;
  aca__call_begin(&j->call, request, response, aca__clock(), not_before);
  advance(loop, j);
}

static void go_on(aca_loop *loop, job *j)
{
  if (!j->begun) {
    begin(loop, j);
    return;
  }
  if (j->call.step == ACA__WAIT)
    aca__call_waited(&j->call, aca__clock());
  advance(loop, j);
}

static void look_after(aca_loop *loop, job *j)
{
  bool token = awaits_token(loop, j);
  if (limit_of(j) > aca__clock().ms) {
    if (!watch(loop, j))
      stop(loop, j);
  } else {
    bool begun = stop(loop, j);
    if (token)
      aca__call_token(&j->call, ACA_ERROR_TIMEOUT, "the time limit passed", aca__clock());
    else
      answer_nothing(j, ACA_ERROR_TIMEOUT, "the time limit passed", begun);
  }
  advance(loop, j);
}

static void awaken(aca_loop *loop, job *j)
{
  if (aca__request_canceled(j->call.request)) {
    stop(loop, j);
    cancel(loop, j);
  } else if (j->transfer != NULL || awaits_token(loop, j)) {
    look_after(loop, j);
  } else if (j->call.wait_until > aca__clock().ms) {
    advance(loop, j);
  } else {
    aca__job_append(&loop->ready, j);
  }
}

/* Takes it from wherever it is to the canceled, whose callbacks come with the next turn. */
static void set_aside(aca_loop *loop, job *j)
{
  stop(loop, j);
  aca__job_take_out(j);
  j->canceled = false;
  aca__job_append(&loop->canceled, j);
}

static void work_on(aca_loop *loop, job *j, void (*step)(aca_loop *loop, job *j))
{
  loop->current = j;
  step(loop, j);
  loop->current = NULL;
  if (j->canceled)
    set_aside(loop, j);
}

static void run_due(aca_loop *loop)
{
  int64_t now = aca__clock().ms;
  aca__due *due;
  while ((due = aca__due_first(&loop->waiting)) != NULL && due->at <= now) {
    aca__due_remove(&loop->waiting, due);
    work_on(loop, (job *)due, awaken);
  }
}

/* What callbacks submit or cancel meanwhile is for the next turn. */
static void run_lists(aca_loop *loop)
{
  for (size_t left = loop->canceled.count; left > 0; left--)
    work_on(loop, aca__job_shift(&loop->canceled), cancel);
  for (size_t left = loop->ready.count; left > 0 && loop->ready.count > 0; left--) {
    if (loop->in_flight >= loop->options.max_in_flight)
      break;
    work_on(loop, aca__job_shift(&loop->ready), go_on);
  }
}

static void collect(aca_loop *loop)
{
  aca__outcome outcome;
  job *j;
  while ((j = aca__multi_next_done(loop->multi, &outcome)) != NULL) {
    j->transfer = NULL;
    loop->in_flight--;
    aca__due_remove(&loop->waiting, &j->due);
    loop->current = j; /* the log is told of the answer */
    aca__call_answer(&j->call, &outcome, aca__clock());
    work_on(loop, j, advance);
  }
}

/* ---- polling ---- */

static int64_t next_due(const aca_loop *loop)
{
  const aca__due *due = aca__due_first(&loop->waiting);
  bool now = loop->canceled.count > 0 || (loop->ready.count > 0 && loop->in_flight < loop->options.max_in_flight);
  return now ? 0 : due != NULL ? due->at : ACA__NEVER;
}

/* What aca_loop_wake() adds to the eventfd, to which each token that comes adds one. */
static const uint64_t by_user = UINT64_C(1) << 32;

/* True when somebody called aca_loop_wake(). */
static bool take_wake(aca_loop *loop)
{
  uint64_t count;
  if (read(loop->wake, &count, sizeof count) != sizeof count)
    return false;
  while (loop->tokens.count > 0) { /* one of them may be there */
    job *j = aca__job_shift(&loop->tokens);
    aca__due_remove(&loop->waiting, &j->due);
    aca__job_append(&loop->ready, j);
  }
  return count >= by_user;
}

aca_status aca_loop_poll(aca_loop *loop, int64_t timeout_ms)
{
  if (loop == NULL || loop->options.on_socket != NULL)
    return ACA_ERROR_ARGUMENT;
  int64_t now = aca__clock().ms;
  int64_t until = timeout_ms >= 0 ? aca__later(now, timeout_ms) : ACA__NEVER;
  aca_status status = ACA_OK;
  bool woken = false;
  loop->callbacks = 0;
  do {
    run_due(loop);
    run_lists(loop);
    if (loop->count == 0)
      break;
    int64_t due = loop->callbacks == 0 ? next_due(loop) : 0; /* the network has its turn in any case */
    int64_t pause = (due < until ? due : until) - aca__clock().ms;
    pause = pause < 0 ? 0 : pause < LONGEST_POLL_MS ? pause : LONGEST_POLL_MS;
    status = aca__multi_poll(loop->multi, loop->wake, (int)pause, &woken);
    collect(loop);
    woken = woken && take_wake(loop);
    now = aca__clock().ms;
  } while (status == ACA_OK && !woken && loop->callbacks == 0 && now < until);
  return status == ACA_OK && loop->count == 0 ? ACA_DONE : status;
}

/* ---- a foreign event loop ---- */

static void note_timer(long timeout_ms, void *data)
{
  aca_loop *loop = data;
  loop->multi_due = timeout_ms >= 0 ? aca__clock().ms + timeout_ms : ACA__NEVER;
}

static void note_socket(int fd, int events, void *data)
{
  const aca_loop *loop = data;
  loop->options.on_socket(fd, events, loop->options.user_data);
}

/* Says when to call next, if that has changed. */
static void tell(aca_loop *loop)
{
  if (loop->options.on_timer == NULL)
    return;
  int64_t due = next_due(loop);
  int64_t now = aca__clock().ms;
  due = loop->multi_due < due ? loop->multi_due : due;
  if (due == loop->told)
    return;
  loop->told = due;
  loop->options.on_timer(due == ACA__NEVER ? -1 : due > now ? due - now : 0, loop->options.user_data);
}

aca_status aca_loop_act(aca_loop *loop, int fd, int events)
{
  if (loop == NULL || loop->options.on_socket == NULL)
    return ACA_ERROR_ARGUMENT;
  aca_status status = ACA_OK;
  loop->callbacks = 0;
  if (fd < 0)
    loop->told = -1; /* its time has come, or it does no harm to say it again */
  if (fd == loop->wake) {
    take_wake(loop);
  } else if (fd >= 0 || aca__clock().ms >= loop->multi_due) {
    loop->multi_due = fd >= 0 ? loop->multi_due : ACA__NEVER;
    status = aca__multi_act(loop->multi, fd, events);
  }
  collect(loop);
  run_due(loop);
  run_lists(loop);
  tell(loop);
  return status == ACA_OK && loop->count == 0 ? ACA_DONE : status;
}

void aca_loop_wake(aca_loop *loop)
{
  if (loop != NULL)
    (void)!write(loop->wake, &by_user, sizeof by_user);
}

/* ---- what users do ---- */

aca_status aca_loop_new(const aca_loop_options *options, aca_loop **loop)
{
  aca_loop_options settings = options != NULL ? *options : (aca_loop_options){0};
  if ((settings.on_socket == NULL) != (settings.on_timer == NULL))
    return ACA_ERROR_ARGUMENT;
  if (settings.max_in_flight == 0)
    settings.max_in_flight = MAX_IN_FLIGHT;
  if (settings.max_connections == 0)
    settings.max_connections = MAX_CONNECTIONS;
  aca_loop *l = calloc(1, sizeof *l);
  if (l == NULL)
    return ACA_ERROR_MEMORY;
  l->options = settings;
  l->told = l->multi_due = ACA__NEVER;
  bool hooks = settings.on_socket != NULL;
  l->multi = aca__multi_new(
      &(aca__multi_hooks){.on_socket = hooks ? note_socket : NULL, .on_timer = hooks ? note_timer : NULL, .data = l},
      settings.max_connections);
  l->wake = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
  if (l->multi == NULL || l->wake < 0) {
    if (l->wake >= 0)
      close(l->wake);
    aca__multi_free(l->multi);
    free(l);
    return ACA_ERROR_MEMORY;
  }
  if (hooks)
    settings.on_socket(l->wake, ACA_LOOP_READ, settings.user_data);
  *loop = l;
  return ACA_OK;
}

void aca_loop_cancel(aca_loop *loop, aca_loop_id id)
{
  size_t place = id & UINT32_MAX;
  if (loop == NULL || id == 0 || place >= loop->capacity || loop->jobs[place]->id != id ||
      loop->jobs[place]->list == &loop->unused)
    return;
  if (loop->jobs[place] == loop->current)
    loop->current->canceled = true;
  else
    set_aside(loop, loop->jobs[place]);
  tell(loop);
}

void aca_loop_free(aca_loop *loop)
{
  if (loop == NULL)
    return;
  loop->closing = true;
  for (size_t i = 0; i < loop->capacity; i++)
    if (loop->jobs[i]->list != &loop->unused)
      set_aside(loop, loop->jobs[i]);
  while (loop->canceled.count > 0)
    work_on(loop, aca__job_shift(&loop->canceled), cancel);
  if (loop->options.on_socket != NULL) {
    loop->options.on_timer(-1, loop->options.user_data);
    loop->options.on_socket(loop->wake, 0, loop->options.user_data);
  }
  aca__multi_free(loop->multi);
  close(loop->wake);
  for (size_t i = 0; i < loop->capacity; i++)
    free(loop->jobs[i]);
  free(loop->jobs);
  aca__due_free(&loop->waiting);
  free(loop);
}

static aca_loop_id submit_and_tell(aca_loop *loop, const job *wanted)
{
  aca_loop_id id = submit(loop, wanted);
  tell(loop);
  return id;
}

aca_loop_id aca_loop_submit(aca_loop *loop, aca_request *request, aca_loop_response_callback on_done, void *user_data)
{
  const job wanted = {.request = request, .on_done.response = on_done, .user_data = user_data};
  aca_loop_id id = loop != NULL && request != NULL ? submit_and_tell(loop, &wanted) : 0;
  if (id == 0)
    aca_request_free(request);
  return id;
}

aca_loop_id aca_loop_wait(aca_loop *loop, aca_poller *poller, aca_loop_poller_callback on_done, void *user_data)
{
  if (loop == NULL || poller == NULL)
    return 0;
  aca__poller_retry(poller, aca__clock());
  return submit_and_tell(loop, &(job){.poller = poller, .on_done.poller = on_done, .user_data = user_data});
}

aca_loop_id aca_loop_next_page(aca_loop *loop, aca_pager *pager, aca_loop_page_callback on_page, void *user_data)
{
  if (loop == NULL || pager == NULL)
    return 0;
  return submit_and_tell(loop, &(job){.pager = pager, .on_done.page = on_page, .user_data = user_data});
}

size_t aca_loop_count(const aca_loop *loop)
{
  return loop != NULL ? loop->count : 0;
}
