#include "credential.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* A token is renewed this long before it ends, or, where it lives long, in the middle; and if that was no good, not at once
 * again. */
enum { RENEW_BEFORE_S = 5 * 60, LONG_LIFE_S = 2 * 60 * 60, PAUSE_S = 30 };

/* What is kept for one scope at one authority. */
typedef struct entry {
  struct entry *next;
  char *scope;
  char *authority_host; /* or NULL */
  aca_token token;      /* the last one; empty after a failure without one */
  int64_t not_before;   /* no early renewal until then */
  aca_status status;    /* of the last attempt */
  char *error;          /* of the last attempt */
  unsigned long attempts;
} entry;

struct aca_credential {
  atomic_int references;
  atomic_bool unwanted; /* the last reference is gone */
  aca__source *source;
  pthread_mutex_t lock;    /* over what follows */
  pthread_cond_t attempted; /* an attempt is over */
  bool busy;               /* the source is being asked */
  bool has_thread;         /* one was started, and is to be joined */
  pthread_t thread;
  entry *entries;
  aca__token_wait *waiting;
};

/* What constructors give when memory ran out. */
static aca_credential exhausted;

/* ---- lifetime ---- */

aca_credential *aca__credential_of(aca__source *source)
{
  if (source == NULL)
    return &exhausted;
  aca_credential *credential = calloc(1, sizeof *credential);
  if (credential == NULL) {
    source->free(source);
    return &exhausted;
  }
  pthread_condattr_t monotonic;
  pthread_condattr_init(&monotonic);
  pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
  pthread_cond_init(&credential->attempted, &monotonic);
  pthread_condattr_destroy(&monotonic);
  pthread_mutex_init(&credential->lock, NULL);
  atomic_init(&credential->references, 1);
  credential->source = source;
  return credential;
}

aca_credential *aca_credential_retain(aca_credential *credential)
{
  if (credential != NULL && credential != &exhausted)
    atomic_fetch_add(&credential->references, 1);
  return credential;
}

static void entry_free(entry *e)
{
  aca__token_clear(&e->token);
  free(e->scope);
  free(e->authority_host);
  free(e->error);
  free(e);
}

void aca_credential_release(aca_credential *credential)
{
  if (credential == NULL || credential == &exhausted || atomic_fetch_sub(&credential->references, 1) > 1)
    return;
  atomic_store(&credential->unwanted, true);
  if (credential->has_thread)
    pthread_join(credential->thread, NULL);
  credential->source->free(credential->source);
  while (credential->entries != NULL) {
    entry *e = credential->entries;
    credential->entries = e->next;
    entry_free(e);
  }
  pthread_cond_destroy(&credential->attempted);
  pthread_mutex_destroy(&credential->lock);
  free(credential);
}

/* ---- entries ---- */

static bool same(const char *a, const char *b)
{
  return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static bool keep(char **slot, const char *text)
{
  *slot = text != NULL ? strdup(text) : NULL;
  return *slot != NULL || text == NULL;
}

/* NULL when out of memory. */
static entry *entry_for(aca_credential *credential, const aca_token_request *wanted)
{
  for (entry *e = credential->entries; e != NULL; e = e->next)
    if (same(e->scope, wanted->scope) && same(e->authority_host, wanted->authority_host))
      return e;
  entry *e = calloc(1, sizeof *e);
  if (e == NULL)
    return NULL;
  if (!keep(&e->scope, wanted->scope) || !keep(&e->authority_host, wanted->authority_host)) {
    entry_free(e);
    return NULL;
  }
  e->next = credential->entries;
  credential->entries = e;
  return e;
}

static bool is_valid(const entry *e, const aca__token_want *want, int64_t now)
{
  return e->token.text != NULL && e->token.expires_on > now && !same(e->token.text, want->rejected);
}

static bool should_renew(const entry *e, int64_t now)
{
  return e->token.refresh_on <= now && e->not_before <= now;
}

/* ---- attempts ---- */

static void set_times(aca_token *token, int64_t now)
{
  int64_t life = token->expires_on > now ? token->expires_on - now : 0;
  if (token->refresh_on == 0)
    token->refresh_on = now + (life > LONG_LIFE_S ? life / 2 : life - RENEW_BEFORE_S);
}

/* A failure leaves a token that is kept alone. */
static void store(entry *e, aca_status status, aca_token *token, int64_t now)
{
  e->attempts++;
  e->status = status;
  e->not_before = now + PAUSE_S;
  free(e->error);
  e->error = token->error;
  token->error = NULL;
  if (status == ACA_OK) {
    set_times(token, now);
    aca__token_clear(&e->token);
    aca__token_move(&e->token, token);
  } else {
    aca__token_clear(token);
  }
}

static void tell_waiting(aca_credential *credential)
{
  pthread_cond_broadcast(&credential->attempted);
  while (credential->waiting != NULL) {
    aca__token_wait *wait = credential->waiting;
    uint64_t one = 1;
    credential->waiting = wait->next;
    (void)!write(wait->fd, &one, sizeof one);
  }
}

static aca_status ask_source(aca_credential *credential, const aca__ask *ask, aca_token *token)
{
  token->source = credential->source->name;
  aca_status status = credential->source->get(credential->source, ask, token);
  if (status == ACA_OK && token->text == NULL)
    status = token->error != NULL ? ACA_ERROR_AUTHENTICATION : aca__token_refused(token, "it gave no token");
  switch (status) {
  case ACA_OK:
  case ACA_ERROR_MEMORY:
  case ACA_ERROR_TIMEOUT:
  case ACA_ERROR_CANCELED: return status;
  default: return ACA_ERROR_AUTHENTICATION;
  }
}

/* Asks the source, with the lock let go meanwhile. `busy` is set before, and taken back. */
static void attempt(aca_credential *credential, entry *e, const aca__ask *ask)
{
  aca_token token = {0};
  pthread_mutex_unlock(&credential->lock);
  aca_status status = ask_source(credential, ask, &token);
  pthread_mutex_lock(&credential->lock);
  store(e, status, &token, aca__clock().unix_s);
  credential->busy = false;
  tell_waiting(credential);
}

/* Waits for the end of an attempt, the lock let go meanwhile: ACA_DONE when it is time to look again. */
static aca_status await(aca_credential *credential, const aca__ask *ask)
{
  if (ask->cancel != NULL && ask->cancel(ask->cancel_data))
    return ACA_ERROR_CANCELED;
  if (aca__clock().ms >= ask->deadline)
    return ACA_ERROR_TIMEOUT;
  struct timespec until;
  clock_gettime(CLOCK_MONOTONIC, &until);
  until.tv_nsec += ACA__ASK_MS * 1000000L;
  until.tv_sec += until.tv_nsec / 1000000000L;
  until.tv_nsec %= 1000000000L;
  pthread_cond_timedwait(&credential->attempted, &credential->lock, &until);
  return ACA_DONE;
}

aca_status aca__credential_ask(aca_credential *credential, const aca__ask *ask, aca_token *token)
{
  if (credential == &exhausted)
    return ACA_ERROR_MEMORY;
  aca_status status = ACA_DONE;
  pthread_mutex_lock(&credential->lock);
  while (credential->busy && status == ACA_DONE)
    status = await(credential, ask);
  if (status == ACA_DONE) {
    credential->busy = true;
    pthread_mutex_unlock(&credential->lock);
    status = ask_source(credential, ask, token);
    pthread_mutex_lock(&credential->lock);
    credential->busy = false;
    tell_waiting(credential);
  }
  pthread_mutex_unlock(&credential->lock);
  return status;
}

/* ---- getting tokens ---- */

static aca_status give(const entry *e, aca__buffer *out)
{
  aca__buffer_text(out, e->token.text);
  return out->failed ? ACA_ERROR_MEMORY : ACA_OK;
}

static aca_status explain(const aca_credential *credential, const entry *e, aca_status status, aca__arena *arena,
                          const char **message)
{
  if (status == ACA_OK) {
    *message = e->token.source;
    return status;
  }
  if (status != ACA_ERROR_AUTHENTICATION) {
    *message = aca_status_text(status);
    return status;
  }
  const char *error = e->error != NULL ? e->error : aca_status_text(status);
  const char *name = credential->source->name;
  *message = aca__arena_format(arena, "%s%s%s", name != NULL ? name : "", name != NULL ? ": " : "", error);
  if (*message != NULL)
    return status;
  *message = aca_status_text(ACA_ERROR_MEMORY);
  return ACA_ERROR_MEMORY;
}

typedef enum verdict { GIVE, RENEW, FAIL, AWAIT, ASK } verdict;

/* What is to be done for a want. `seen`: the attempts that were over when it came. */
static verdict judge(const aca_credential *credential, const entry *e, const aca__token_want *want, unsigned long seen)
{
  int64_t now = aca__clock().unix_s;
  bool attempted = e->attempts != seen;
  if (is_valid(e, want, now))
    return should_renew(e, now) && !credential->busy && !attempted ? RENEW : GIVE;
  if (attempted && e->status == ACA_OK) /* as good as it gets: without a known end, or the rejected one once more */
    return GIVE;
  if (attempted && e->status != ACA_ERROR_TIMEOUT && e->status != ACA_ERROR_CANCELED) /* which are their caller's own */
    return FAIL;
  return credential->busy ? AWAIT : ASK;
}

static aca_status ask_now(aca_credential *credential, entry *e, const aca__ask *ask)
{
  credential->busy = true;
  attempt(credential, e, ask);
  return e->status == ACA_OK ? ACA_DONE : e->status;
}

static aca_status get(aca_credential *credential, entry *e, const aca__token_want *want, aca__buffer *out)
{
  const unsigned long seen = e->attempts;
  aca_status status = ACA_DONE;
  while (status == ACA_DONE)
    switch (judge(credential, e, want, seen)) {
    case GIVE: status = give(e, out); break;
    case RENEW: (void)!ask_now(credential, e, &want->ask); break;
    case FAIL: status = e->status; break;
    case AWAIT: status = await(credential, &want->ask); break;
    case ASK: status = ask_now(credential, e, &want->ask); break;
    }
  return status;
}

aca_status aca__credential_get(aca_credential *credential, const aca__token_want *want, aca__buffer *out,
                               aca_token *details, aca__arena *arena, const char **message)
{
  *message = aca_status_text(ACA_ERROR_MEMORY);
  if (credential == &exhausted)
    return ACA_ERROR_MEMORY;
  pthread_mutex_lock(&credential->lock);
  entry *e = entry_for(credential, &want->ask.wanted);
  aca_status status = e != NULL ? get(credential, e, want, out) : ACA_ERROR_MEMORY;
  if (status == ACA_OK && details != NULL)
    *details = (aca_token){.expires_on = e->token.expires_on, .refresh_on = e->token.refresh_on, .source = e->token.source};
  if (e != NULL)
    status = explain(credential, e, status, arena, message);
  pthread_mutex_unlock(&credential->lock);
  return status;
}

void aca__credential_reject(aca_credential *credential, const char *token)
{
  if (credential == &exhausted)
    return;
  pthread_mutex_lock(&credential->lock);
  for (entry *e = credential->entries; e != NULL; e = e->next)
    if (same(e->token.text, token))
      e->token.expires_on = 0;
  pthread_mutex_unlock(&credential->lock);
}

/* ---- without blocking ---- */

typedef struct task {
  aca_credential *credential;
  entry *entry;
  char *claims; /* or NULL */
} task;

static void task_free(task *t)
{
  if (t != NULL)
    free(t->claims);
  free(t);
}

static bool is_unwanted(void *credential)
{
  return atomic_load(&((aca_credential *)credential)->unwanted);
}

static void *run(void *data)
{
  task *t = data;
  aca_credential *credential = t->credential;
  const aca__ask ask = {
      .wanted = {.scope = t->entry->scope, .authority_host = t->entry->authority_host, .claims = t->claims},
      .deadline = ACA__NEVER,
      .cancel = is_unwanted,
      .cancel_data = credential,
  };
  pthread_mutex_lock(&credential->lock);
  attempt(credential, t->entry, &ask);
  pthread_mutex_unlock(&credential->lock);
  task_free(t);
  return NULL;
}

/* A thread that takes no signals, which are for the program's own. The one before, if any, has done its work. */
static bool start_thread(aca_credential *credential, task *t)
{
  sigset_t all, before;
  if (credential->has_thread)
    pthread_join(credential->thread, NULL);
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  credential->has_thread = pthread_create(&credential->thread, NULL, run, t) == 0;
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  return credential->has_thread;
}

/* False when it cannot be. */
static bool start(aca_credential *credential, entry *e, const aca__token_want *want)
{
  task *t = calloc(1, sizeof *t);
  if (t == NULL || !keep(&t->claims, want->ask.wanted.claims)) {
    task_free(t);
    return false;
  }
  t->credential = credential;
  t->entry = e;
  credential->busy = true;
  if (start_thread(credential, t))
    return true;
  credential->busy = false;
  task_free(t);
  return false;
}

static void join_queue(aca_credential *credential, aca__token_wait *wait)
{
  wait->credential = credential;
  wait->next = credential->waiting;
  credential->waiting = wait;
}

static void leave_queue(aca_credential *credential, const aca__token_wait *wait)
{
  aca__token_wait **at = &credential->waiting;
  while (*at != NULL && *at != wait)
    at = &(*at)->next;
  if (*at != NULL)
    *at = wait->next;
}

static aca_status poll_entry(aca_credential *credential, entry *e, const aca__token_want *want, aca__token_wait *wait,
                             aca__buffer *out)
{
  if (!wait->begun)
    wait->seen = e->attempts;
  wait->begun = true;
  verdict found = judge(credential, e, want, wait->seen);
  if (found == ASK && credential->source->prompt) {
    (void)!ask_now(credential, e, &want->ask);
    found = judge(credential, e, want, wait->seen);
  }
  switch (found) {
  case RENEW: start(credential, e, want); /* fall through */
  case GIVE: return give(e, out);
  case FAIL: return e->status;
  case ASK:
    if (!start(credential, e, want))
      return ACA_ERROR_MEMORY; /* fall through */
  case AWAIT: break;
  }
  join_queue(credential, wait);
  return ACA_DONE;
}

aca_status aca__credential_poll(aca_credential *credential, const aca__token_want *want, aca__token_wait *wait,
                                aca__buffer *out, aca__arena *arena, const char **message)
{
  *message = aca_status_text(ACA_ERROR_MEMORY);
  if (credential == &exhausted)
    return ACA_ERROR_MEMORY;
  pthread_mutex_lock(&credential->lock);
  leave_queue(credential, wait);
  entry *e = entry_for(credential, &want->ask.wanted);
  aca_status status = e != NULL ? poll_entry(credential, e, want, wait, out) : ACA_ERROR_MEMORY;
  if (status != ACA_DONE && e != NULL)
    status = explain(credential, e, status, arena, message);
  wait->begun = status == ACA_DONE;
  pthread_mutex_unlock(&credential->lock);
  return status;
}

void aca__credential_leave(aca__token_wait *wait)
{
  aca_credential *credential = wait->credential;
  wait->begun = false;
  wait->credential = NULL;
  if (credential == NULL)
    return;
  pthread_mutex_lock(&credential->lock);
  leave_queue(credential, wait);
  pthread_mutex_unlock(&credential->lock);
}
