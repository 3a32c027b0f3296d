#include <pthread.h>
#include <string.h>

#include "tokens.h"

static void a_fixed_token_is_given_for_ever(void **state)
{
  (void)state;
  char text[] = "abc.def-ghi_jkl~+/=";
  aca_credential *credential = aca_credential_token(text);
  memset(text, 'x', sizeof text - 1); /* it was copied */
  assert_token(credential, "a", NOW, "abc.def-ghi_jkl~+/=", NULL);
  assert_token(credential, "b", INT64_MAX / 2, "abc.def-ghi_jkl~+/=", NULL);
  aca_credential_release(credential);
}

static void a_token_that_no_header_can_hold_is_refused(void **state)
{
  (void)state;
  static const char *const tokens[] = {"a b", "a\r\nX-Evil: 1", "a\n", "\ta", "a\x7F", "\xC3\xA4", " ", "a\x01"};
  for (size_t i = 0; i < COUNT(tokens); i++) {
    aca_credential *credential = aca_credential_token(tokens[i]);
    assert_non_null(credential);
    assert_token(credential, "s", NOW, NULL, "fixed token: the access token has a character that no token has");
    aca_credential_release(credential);
  }
  aca_credential *empty = aca_credential_token("");
  assert_token(empty, "s", NOW, NULL, "fixed token: the access token is empty");
  aca_credential_release(empty);
  aca_credential *none = aca_credential_token(NULL);
  assert_token(none, "s", NOW, NULL, "fixed token: the access token is empty");
  aca_credential_release(none);
}

static void a_callback_is_asked_for_the_scope(void **state)
{
  (void)state;
  teller s = {.token = "t1", .expires_on = NOW + 3600};
  aca_credential *credential = aca_credential_callback(give, &s, NULL);
  assert_int_equal(s.asked, 0);
  assert_token(credential, "https://example.com/.default", NOW, "t1", NULL);
  assert_string_equal(s.scope, "https://example.com/.default");
  assert_int_equal(s.asked, 1);
  aca_credential_release(credential);
}

static void a_token_is_kept_until_five_minutes_before_its_end(void **state)
{
  (void)state;
  teller s = {.token = "t1", .expires_on = NOW + 3600};
  aca_credential *credential = aca_credential_callback(give, &s, NULL);
  assert_token(credential, "s", NOW, "t1", NULL);
  s.token = "t2";
  assert_token(credential, "s", NOW + 3600 - FIVE_MINUTES - 1, "t1", NULL);
  assert_int_equal(s.asked, 1);
  assert_token(credential, "s", NOW + 3600 - FIVE_MINUTES, "t2", NULL);
  assert_int_equal(s.asked, 2);
  aca_credential_release(credential);
}

static void a_token_is_for_one_scope(void **state)
{
  (void)state;
  teller s = {.token = "t1", .expires_on = NOW + 3600};
  aca_credential *credential = aca_credential_callback(give, &s, NULL);
  assert_token(credential, "a", NOW, "t1", NULL);
  s.token = "t2";
  assert_token(credential, "b", NOW, "t2", NULL);
  assert_token(credential, "b", NOW, "t2", NULL);
  assert_int_equal(s.asked, 2);
  aca_credential_release(credential);
}

static void a_token_of_unknown_end_is_not_kept(void **state)
{
  (void)state;
  static const int64_t ends[] = {0, -1, INT64_MIN, NOW - 1, NOW};
  for (size_t i = 0; i < COUNT(ends); i++) {
    teller s = {.token = "t1", .expires_on = ends[i]};
    aca_credential *credential = aca_credential_callback(give, &s, NULL);
    assert_token(credential, "s", NOW, "t1", NULL);
    s.token = "t2";
    assert_token(credential, "s", NOW, "t2", NULL);
    assert_int_equal(s.asked, 2);
    aca_credential_release(credential);
  }
}

static void a_token_without_end_is_kept(void **state)
{
  (void)state;
  teller s = {.token = "t1", .expires_on = INT64_MAX};
  aca_credential *credential = aca_credential_callback(give, &s, NULL);
  assert_token(credential, "s", NOW, "t1", NULL);
  assert_token(credential, "s", NOW, "t1", NULL);
  assert_int_equal(s.asked, 1);
  aca_credential_release(credential);
}

static void the_callbacks_error_is_told(void **state)
{
  (void)state;
  teller s = {.error = "log in first", .status = ACA_ERROR_AUTHENTICATION};
  aca_credential *credential = aca_credential_callback(give, &s, NULL);
  assert_token(credential, "s", NOW, NULL, "callback: log in first");
  s.status = ACA_ERROR_TRANSPORT; /* any other status comes to the same */
  assert_token(credential, "s", NOW, NULL, "callback: log in first");
  s.status = ACA_OK; /* which is not true */
  assert_token(credential, "s", NOW, NULL, "callback: log in first");
  s.error = NULL;
  assert_token(credential, "s", NOW, NULL, "callback: it gave no token");
  s.token = "bad token";
  assert_token(credential, "s", NOW, NULL, "callback: the access token has a character that no token has");
  s.token = "good";
  s.expires_on = NOW + 3600;
  assert_token(credential, "s", NOW, "good", NULL);
  assert_int_equal(s.asked, 6);
  aca_credential_release(credential);
}

static void a_token_set_before_a_failure_is_not_used(void **state)
{
  (void)state;
  teller s = {.token = "t1", .expires_on = NOW + 3600, .status = ACA_ERROR_AUTHENTICATION};
  aca_credential *credential = aca_credential_callback(give, &s, NULL);
  assert_token(credential, "s", NOW, NULL, "callback: no usable access token");
  assert_token(credential, "s", NOW, NULL, "callback: no usable access token");
  assert_int_equal(s.asked, 2);
  aca_credential_release(credential);
}

static void a_failure_does_not_revive_the_token_before(void **state)
{
  (void)state;
  teller s = {.token = "t1", .expires_on = NOW + 3600};
  aca_credential *credential = aca_credential_callback(give, &s, NULL);
  assert_token(credential, "s", NOW, "t1", NULL);
  s.error = "gone";
  s.status = ACA_ERROR_AUTHENTICATION;
  assert_token(credential, "s", NOW + 3600, NULL, "callback: gone");
  assert_token(credential, "s", NOW + 3601, NULL, "callback: gone");
  aca_credential_release(credential);
}

static void memory_is_the_only_other_reason(void **state)
{
  (void)state;
  teller s = {.status = ACA_ERROR_MEMORY};
  aca_credential *credential = aca_credential_callback(give, &s, NULL);
  aca__buffer out = {0};
  aca__arena arena = {0};
  const char *message = NULL;
  const aca__token_want want = want_for("s");
  assert_int_equal(get(credential, &want, &out, &arena, &message), ACA_ERROR_MEMORY);
  assert_string_equal(message, "out of memory");
  aca__buffer_free(&out);
  aca__arena_free(&arena);
  aca_credential_release(credential);
}

static void the_last_reference_releases(void **state)
{
  (void)state;
  teller s = {0};
  aca_credential *credential = aca_credential_callback(give, &s, let_go);
  assert_ptr_equal(aca_credential_retain(credential), credential);
  assert_ptr_equal(aca_credential_retain(credential), credential);
  aca_credential_release(credential);
  aca_credential_release(credential);
  assert_int_equal(s.released, 0);
  aca_credential_release(credential);
  assert_int_equal(s.released, 1);
  assert_int_equal(s.asked, 0);
}

static void null_is_fine(void **state)
{
  (void)state;
  assert_null(aca_credential_retain(NULL));
  aca_credential_release(NULL);
  aca_credential *credential = aca_credential_callback(NULL, NULL, NULL);
  assert_token(credential, "s", NOW, NULL, "callback: NULL");
  aca_credential_release(credential);
}

/* ---- many threads ---- */

enum { THREADS = 8, TIMES = 200 };

typedef struct crowd {
  aca_credential *credential;
  int wrong[THREADS];
} crowd;

typedef struct member {
  crowd *crowd;
  int number;
} member;

static void *ask_often(void *data)
{
  const member *m = data;
  for (int i = 0; i < TIMES; i++) {
    aca__buffer out = {0};
    aca__arena arena = {0};
    const char *message = NULL;
    aca_credential *mine = aca_credential_retain(m->crowd->credential);
    const aca__token_want want = want_for("s");
    if (get(mine, &want, &out, &arena, &message) != ACA_OK || strcmp(out.data, "Bearer t1") != 0)
      m->crowd->wrong[m->number]++;
    aca_credential_release(mine);
    aca__buffer_free(&out);
    aca__arena_free(&arena);
  }
  return NULL;
}

static void many_threads_ask_one_at_a_time(void **state)
{
  (void)state;
  teller s = {.token = "t1"}; /* asked for each time */
  crowd all = {.credential = aca_credential_callback(give, &s, let_go)};
  pthread_t threads[THREADS];
  member members[THREADS];
  for (int i = 0; i < THREADS; i++) {
    members[i] = (member){&all, i};
    assert_int_equal(pthread_create(&threads[i], NULL, ask_often, &members[i]), 0);
  }
  for (int i = 0; i < THREADS; i++)
    pthread_join(threads[i], NULL);
  for (int i = 0; i < THREADS; i++)
    assert_int_equal(all.wrong[i], 0);
  assert_in_range(s.asked, TIMES, THREADS * TIMES); /* those who wait get what comes */
  assert_false(s.crowded);
  assert_int_equal(s.released, 0);
  aca_credential_release(all.credential);
  assert_int_equal(s.released, 1);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_fixed_token_is_given_for_ever),
      cmocka_unit_test(a_token_that_no_header_can_hold_is_refused),
      cmocka_unit_test(a_callback_is_asked_for_the_scope),
      cmocka_unit_test(a_token_is_kept_until_five_minutes_before_its_end),
      cmocka_unit_test(a_token_is_for_one_scope),
      cmocka_unit_test(a_token_of_unknown_end_is_not_kept),
      cmocka_unit_test(a_token_without_end_is_kept),
      cmocka_unit_test(the_callbacks_error_is_told),
      cmocka_unit_test(a_token_set_before_a_failure_is_not_used),
      cmocka_unit_test(a_failure_does_not_revive_the_token_before),
      cmocka_unit_test(memory_is_the_only_other_reason),
      cmocka_unit_test(the_last_reference_releases),
      cmocka_unit_test(null_is_fine),
      cmocka_unit_test(many_threads_ask_one_at_a_time),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
