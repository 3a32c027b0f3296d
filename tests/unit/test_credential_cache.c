#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "tokens.h"

enum { HOUR = 3600, PAUSE = 30 };

/* ---- renewal ---- */

static void a_failed_renewal_leaves_the_token_in_use(void **state)
{
  (void)state;
  teller s = {.token = "t1", .expires_on = NOW + HOUR};
  aca_credential *credential = aca_credential_callback(give, &s, NULL);
  assert_token(credential, "s", NOW, "t1", NULL);
  s.error = "the service is down";
  s.status = ACA_ERROR_AUTHENTICATION;
  const int64_t early = NOW + HOUR - FIVE_MINUTES;
  assert_token(credential, "s", early, "t1", NULL);
  assert_int_equal(s.asked, 2);
  assert_token(credential, "s", early + PAUSE - 1, "t1", NULL);
  assert_int_equal(s.asked, 2);
  assert_token(credential, "s", early + PAUSE, "t1", NULL);
  assert_int_equal(s.asked, 3);
  assert_token(credential, "s", NOW + HOUR - 1, "t1", NULL);
  assert_token(credential, "s", NOW + HOUR, NULL, "callback: the service is down");
  assert_token(credential, "s", NOW + HOUR, NULL, "callback: the service is down"); /* without a token, no pause */
  assert_int_equal(s.asked, 6);
  aca_credential_release(credential);
}

static void renewal_comes_when_the_source_said(void **state)
{
  (void)state;
  teller s = {.token = "t1", .expires_on = NOW + HOUR, .refresh_on = NOW + 100};
  aca_credential *credential = aca_credential_callback(give, &s, NULL);
  assert_token(credential, "s", NOW, "t1", NULL);
  s.token = "t2";
  s.refresh_on = 0;
  assert_token(credential, "s", NOW + 99, "t1", NULL);
  assert_token(credential, "s", NOW + 100, "t2", NULL);
  assert_token(credential, "s", NOW + HOUR - FIVE_MINUTES - 1, "t2", NULL);
  assert_int_equal(s.asked, 2);
  aca_credential_release(credential);
}

static void a_long_life_is_renewed_in_its_middle(void **state)
{
  (void)state;
  teller s = {.token = "t1", .expires_on = NOW + 24 * HOUR};
  aca_credential *credential = aca_credential_callback(give, &s, NULL);
  assert_token(credential, "s", NOW, "t1", NULL);
  s.token = "t2";
  assert_token(credential, "s", NOW + 12 * HOUR - 1, "t1", NULL);
  assert_token(credential, "s", NOW + 12 * HOUR, "t2", NULL);
  aca_credential_release(credential);
}

static void a_short_life_is_not_renewed_for_each_call(void **state)
{
  (void)state;
  teller s = {.token = "t1", .expires_on = NOW + 100};
  aca_credential *credential = aca_credential_callback(give, &s, NULL);
  assert_token(credential, "s", NOW, "t1", NULL);
  assert_token(credential, "s", NOW + PAUSE - 1, "t1", NULL);
  assert_int_equal(s.asked, 1);
  assert_token(credential, "s", NOW + PAUSE, "t1", NULL);
  assert_int_equal(s.asked, 2);
  aca_credential_release(credential);
}

static void tokens_are_kept_for_each_authority(void **state)
{
  (void)state;
  teller s = {.token = "t1", .expires_on = NOW + HOUR};
  aca_credential *credential = aca_credential_callback(give, &s, NULL);
  aca__token_want want = want_for("s");
  assert_wanted(credential, &want, NOW, "t1", NULL);
  s.token = "t2";
  want.ask.wanted.authority_host = "https://login.example";
  assert_wanted(credential, &want, NOW, "t2", NULL);
  assert_string_equal(s.authority_host, "https://login.example");
  assert_wanted(credential, &want, NOW, "t2", NULL);
  want.ask.wanted.authority_host = NULL;
  assert_wanted(credential, &want, NOW, "t1", NULL);
  assert_int_equal(s.asked, 2);
  aca_credential_release(credential);
}

/* ---- tokens that the service would not have ---- */

static void a_rejected_token_is_not_given_again(void **state)
{
  (void)state;
  teller s = {.token = "t1", .expires_on = NOW + HOUR};
  aca_credential *credential = aca_credential_callback(give, &s, NULL);
  assert_token(credential, "s", NOW, "t1", NULL);
  aca__credential_reject(credential, "t0");
  assert_token(credential, "s", NOW, "t1", NULL);
  assert_int_equal(s.asked, 1);
  s.token = "t2";
  aca__credential_reject(credential, "t1");
  assert_token(credential, "s", NOW, "t2", NULL);
  assert_int_equal(s.asked, 2);
  aca_credential_release(credential);
}

static void claims_are_passed_on(void **state)
{
  (void)state;
  teller s = {.token = "t1", .expires_on = NOW + HOUR};
  aca_credential *credential = aca_credential_callback(give, &s, NULL);
  aca__token_want want = want_for("s");
  assert_wanted(credential, &want, NOW, "t1", NULL);
  assert_string_equal(s.claims, "");
  s.token = "t2";
  want.rejected = "t1";
  want.ask.wanted.claims = "{\"x\":1}";
  assert_wanted(credential, &want, NOW, "t2", NULL);
  assert_string_equal(s.claims, "{\"x\":1}");
  assert_wanted(credential, &want, NOW, "t2", NULL); /* which another call has got meanwhile */
  assert_int_equal(s.asked, 2);
  want.rejected = "t2";
  assert_wanted(credential, &want, NOW, "t2", NULL); /* there is no other: the service may say so */
  assert_int_equal(s.asked, 3);
  aca_credential_release(credential);
}

/* ---- many at once ---- */

enum { THREADS = 64 };

typedef struct asker {
  pthread_t thread;
  aca_credential *credential;
  aca_status status;
  bool old;
} asker;

static void *ask(void *data)
{
  asker *a = data;
  aca__buffer out = {0};
  aca__arena arena = {0};
  const char *message = NULL;
  const aca__token_want want = want_for("s");
  a->status = get(a->credential, &want, &out, &arena, &message);
  a->old = a->status == ACA_OK && strcmp(out.data, "Bearer t1") == 0;
  aca__buffer_free(&out);
  aca__arena_free(&arena);
  return NULL;
}

static size_t ask_at_once(aca_credential *credential, asker *askers, aca_status expected)
{
  size_t old = 0;
  for (size_t i = 0; i < THREADS; i++) {
    askers[i].credential = credential;
    assert_int_equal(pthread_create(&askers[i].thread, NULL, ask, &askers[i]), 0);
  }
  for (size_t i = 0; i < THREADS; i++) {
    pthread_join(askers[i].thread, NULL);
    assert_int_equal(askers[i].status, expected);
    old += askers[i].old;
  }
  return old;
}

static void many_who_need_one_ask_once(void **state)
{
  (void)state;
  asker askers[THREADS];
  teller s = {.token = "t1", .expires_on = NOW + HOUR, .slow = true};
  aca_credential *credential = aca_credential_callback(give, &s, NULL);
  now_s = NOW;
  assert_int_equal(ask_at_once(credential, askers, ACA_OK), THREADS);
  assert_int_equal(s.asked, 1);
  s.token = "t2";
  now_s = NOW + HOUR - FIVE_MINUTES; /* one renews it, the others go on with the old one */
  assert_in_range(ask_at_once(credential, askers, ACA_OK), 1, THREADS - 1);
  assert_int_equal(s.asked, 2);
  aca_credential_release(credential);
}

static void a_failure_is_shared_by_those_who_waited(void **state)
{
  (void)state;
  asker askers[THREADS];
  teller s = {.error = "no", .status = ACA_ERROR_AUTHENTICATION, .slow = true};
  aca_credential *credential = aca_credential_callback(give, &s, NULL);
  ask_at_once(credential, askers, ACA_ERROR_AUTHENTICATION);
  assert_in_range(s.asked, 1, THREADS / 2);
  assert_false(s.crowded);
  aca_credential_release(credential);
}

static bool at_once(void *data)
{
  (void)data;
  return true;
}

static void who_waits_for_another_can_give_up(void **state)
{
  (void)state;
  teller s = {.token = "t1", .expires_on = NOW + HOUR, .slow = true};
  asker other = {.credential = aca_credential_callback(give, &s, NULL)};
  aca__arena arena = {0};
  const char *message = NULL;
  aca__token_want want = want_for("s");
  now_s = NOW;
  assert_int_equal(pthread_create(&other.thread, NULL, ask, &other), 0);
  aca__sleep(10); /* it has most probably begun */
  want.ask.cancel = at_once;
  aca__buffer out = {0};
  aca_status status = aca__credential_get(other.credential, &want, &out, NULL, &arena, &message);
  assert_true(status == ACA_ERROR_CANCELED || status == ACA_OK);
  pthread_join(other.thread, NULL);
  assert_int_equal(other.status, ACA_OK);
  aca__buffer_free(&out);
  aca__arena_free(&arena);
  aca_credential_release(other.credential);
}

/* ---- without blocking ---- */

typedef struct waiter {
  aca__token_wait wait;
  aca__buffer out;
  aca__arena arena;
  const char *message;
} waiter;

static aca_status ask_waiter(aca_credential *credential, waiter *w)
{
  const aca__token_want want = want_for("s");
  return aca__credential_poll(credential, &want, &w->wait, &w->out, &w->arena, &w->message);
}

static aca_status await(aca_credential *credential, waiter *w)
{
  struct pollfd told = {.fd = w->wait.fd, .events = POLLIN};
  uint64_t count;
  assert_int_equal(poll(&told, 1, 10000), 1);
  assert_int_equal(read(w->wait.fd, &count, sizeof count), sizeof count);
  return ask_waiter(credential, w);
}

static void waiter_free(waiter *w)
{
  aca__credential_leave(&w->wait);
  close(w->wait.fd);
  aca__buffer_free(&w->out);
  aca__arena_free(&w->arena);
}

static void a_token_comes_without_blocking(void **state)
{
  (void)state;
  teller s = {.token = "t1", .expires_on = NOW + HOUR, .slow = true};
  aca_credential *credential = aca_credential_callback(give, &s, let_go);
  waiter one = {.wait.fd = eventfd(0, 0)}, two = {.wait.fd = eventfd(0, 0)}, three = {.wait.fd = eventfd(0, 0)};
  now_s = NOW;
  assert_int_equal(ask_waiter(credential, &one), ACA_DONE);
  assert_int_equal(ask_waiter(credential, &two), ACA_DONE);
  assert_int_equal(ask_waiter(credential, &three), ACA_DONE);
  assert_int_equal(ask_waiter(credential, &one), ACA_DONE); /* too early does no harm */
  aca__credential_leave(&three.wait);
  assert_int_equal(await(credential, &one), ACA_OK);
  assert_string_equal(one.out.data, "t1");
  assert_int_equal(await(credential, &two), ACA_OK);
  assert_int_equal(s.asked, 1);
  waiter_free(&one);
  waiter_free(&two);
  waiter_free(&three);
  aca_credential_release(credential);
}

static void a_renewal_goes_on_behind_the_calls(void **state)
{
  (void)state;
  teller s = {.token = "t1", .expires_on = NOW + HOUR};
  aca_credential *credential = aca_credential_callback(give, &s, NULL);
  waiter w = {.wait.fd = eventfd(0, 0)};
  assert_token(credential, "s", NOW, "t1", NULL);
  s.token = "t2";
  s.expires_on = NOW + 2 * HOUR;
  s.slow = true;
  now_s = NOW + HOUR - FIVE_MINUTES;
  assert_int_equal(ask_waiter(credential, &w), ACA_OK);
  assert_string_equal(w.out.data, "t1");
  for (int i = 0; i < 1000 && strcmp(w.out.data, "t2") != 0; i++) {
    aca__sleep(10);
    aca__buffer_clear(&w.out);
    assert_int_equal(ask_waiter(credential, &w), ACA_OK);
  }
  assert_string_equal(w.out.data, "t2");
  waiter_free(&w);
  aca_credential_release(credential);
}

static void a_failure_comes_without_blocking(void **state)
{
  (void)state;
  teller s = {.error = "log in first", .status = ACA_ERROR_AUTHENTICATION, .slow = true};
  aca_credential *credential = aca_credential_callback(give, &s, NULL);
  waiter w = {.wait.fd = eventfd(0, 0)};
  assert_int_equal(ask_waiter(credential, &w), ACA_DONE);
  assert_int_equal(await(credential, &w), ACA_ERROR_AUTHENTICATION);
  assert_string_equal(w.message, "callback: log in first");
  assert_int_equal(ask_waiter(credential, &w), ACA_DONE); /* a new call, so a new attempt */
  assert_int_equal(await(credential, &w), ACA_ERROR_AUTHENTICATION);
  assert_int_equal(s.asked, 2);
  waiter_free(&w);
  aca_credential_release(credential);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_failed_renewal_leaves_the_token_in_use),
      cmocka_unit_test(renewal_comes_when_the_source_said),
      cmocka_unit_test(a_long_life_is_renewed_in_its_middle),
      cmocka_unit_test(a_short_life_is_not_renewed_for_each_call),
      cmocka_unit_test(tokens_are_kept_for_each_authority),
      cmocka_unit_test(a_rejected_token_is_not_given_again),
      cmocka_unit_test(claims_are_passed_on),
      cmocka_unit_test(many_who_need_one_ask_once),
      cmocka_unit_test(a_failure_is_shared_by_those_who_waited),
      cmocka_unit_test(who_waits_for_another_can_give_up),
      cmocka_unit_test(a_token_comes_without_blocking),
      cmocka_unit_test(a_renewal_goes_on_behind_the_calls),
      cmocka_unit_test(a_failure_comes_without_blocking),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
