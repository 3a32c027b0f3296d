#include "credential.h"

#include <pthread.h>
#include <string.h>

#include "help.h"

enum { NOW = 1000000, FIVE_MINUTES = 300 };

/* A source of tokens that does as it is told. */
typedef struct source {
  const char *token; /* NULL: none is set */
  int64_t expires_on;
  const char *error; /* set instead of the token */
  aca_status status; /* what it returns */
  int asked;
  int released;
  int inside;
  bool crowded; /* asked while it was asked */
  char scope[64];
} source;

static aca_status give(const aca_token_request *request, aca_token *token, void *data)
{
  source *s = data;
  s->crowded = s->crowded || s->inside != 0;
  s->inside++;
  s->asked++;
  strncpy(s->scope, request->scope, sizeof s->scope - 1);
  if (s->error != NULL)
    aca_token_set_error(token, s->error);
  else if (s->token != NULL)
    (void)aca_token_set(token, s->token, s->expires_on);
  s->inside--;
  return s->status;
}

static void let_go(void *data)
{
  ((source *)data)->released++;
}

/* Gets a token and compares it; NULL: there must be none, for the reason in `message`. */
static void assert_token(aca_credential *credential, const char *scope, int64_t now, const char *token,
                         const char *message)
{
  aca__buffer out = {0};
  aca__arena arena = {0};
  const char *said = NULL;
  aca__buffer_text(&out, "Bearer ");
  aca_status status = aca__credential_get(credential, scope, now, &out, &arena, &said);
  if (token != NULL) {
    assert_int_equal(status, ACA_OK);
    assert_string_equal(out.data + 7, token);
  } else {
    assert_int_equal(status, ACA_ERROR_AUTHENTICATION);
    assert_string_equal(out.data, "Bearer ");
    assert_string_equal(said, message);
  }
  aca__buffer_free(&out);
  aca__arena_free(&arena);
}

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
    assert_token(credential, "s", NOW, NULL, "the access token has a character that no token has");
    aca_credential_release(credential);
  }
  aca_credential *empty = aca_credential_token("");
  assert_token(empty, "s", NOW, NULL, "the access token is empty");
  aca_credential_release(empty);
  aca_credential *none = aca_credential_token(NULL);
  assert_token(none, "s", NOW, NULL, "the access token is empty");
  aca_credential_release(none);
}

static void a_callback_is_asked_for_the_scope(void **state)
{
  (void)state;
  source s = {.token = "t1", .expires_on = NOW + 3600};
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
  source s = {.token = "t1", .expires_on = NOW + 3600};
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
  source s = {.token = "t1", .expires_on = NOW + 3600};
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
  static const int64_t ends[] = {0, -1, INT64_MIN, NOW - 1, NOW, NOW + FIVE_MINUTES};
  for (size_t i = 0; i < COUNT(ends); i++) {
    source s = {.token = "t1", .expires_on = ends[i]};
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
  source s = {.token = "t1", .expires_on = INT64_MAX};
  aca_credential *credential = aca_credential_callback(give, &s, NULL);
  assert_token(credential, "s", NOW, "t1", NULL);
  assert_token(credential, "s", NOW, "t1", NULL);
  assert_int_equal(s.asked, 1);
  aca_credential_release(credential);
}

static void the_callbacks_error_is_told(void **state)
{
  (void)state;
  source s = {.error = "log in first", .status = ACA_ERROR_AUTHENTICATION};
  aca_credential *credential = aca_credential_callback(give, &s, NULL);
  assert_token(credential, "s", NOW, NULL, "log in first");
  s.status = ACA_ERROR_TRANSPORT; /* any other status comes to the same */
  assert_token(credential, "s", NOW, NULL, "log in first");
  s.status = ACA_OK; /* which is not true */
  assert_token(credential, "s", NOW, NULL, "log in first");
  s.error = NULL;
  assert_token(credential, "s", NOW, NULL, "no usable access token");
  s.token = "bad token";
  assert_token(credential, "s", NOW, NULL, "the access token has a character that no token has");
  s.token = "good";
  s.expires_on = NOW + 3600;
  assert_token(credential, "s", NOW, "good", NULL);
  assert_int_equal(s.asked, 6);
  aca_credential_release(credential);
}

static void a_token_set_before_a_failure_is_not_used(void **state)
{
  (void)state;
  source s = {.token = "t1", .expires_on = NOW + 3600, .status = ACA_ERROR_AUTHENTICATION};
  aca_credential *credential = aca_credential_callback(give, &s, NULL);
  assert_token(credential, "s", NOW, NULL, "no usable access token");
  assert_token(credential, "s", NOW, NULL, "no usable access token");
  assert_int_equal(s.asked, 2);
  aca_credential_release(credential);
}

static void a_failure_forgets_the_token_before(void **state)
{
  (void)state;
  source s = {.token = "t1", .expires_on = NOW + 3600};
  aca_credential *credential = aca_credential_callback(give, &s, NULL);
  assert_token(credential, "s", NOW, "t1", NULL);
  s.error = "gone";
  s.status = ACA_ERROR_AUTHENTICATION;
  assert_token(credential, "s", NOW + 3600, NULL, "gone");
  assert_token(credential, "s", NOW, NULL, "gone");
  aca_credential_release(credential);
}

static void memory_is_the_only_other_reason(void **state)
{
  (void)state;
  source s = {.status = ACA_ERROR_MEMORY};
  aca_credential *credential = aca_credential_callback(give, &s, NULL);
  aca__buffer out = {0};
  aca__arena arena = {0};
  const char *message = NULL;
  assert_int_equal(aca__credential_get(credential, "s", NOW, &out, &arena, &message), ACA_ERROR_MEMORY);
  assert_string_equal(message, "out of memory");
  aca__buffer_free(&out);
  aca__arena_free(&arena);
  aca_credential_release(credential);
}

static void the_last_reference_releases(void **state)
{
  (void)state;
  source s = {0};
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
  assert_token(credential, "s", NOW, NULL, "no usable access token");
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
    if (aca__credential_get(mine, "s", NOW, &out, &arena, &message) != ACA_OK || strcmp(out.data, "t1") != 0)
      m->crowd->wrong[m->number]++;
    aca_credential_release(mine);
    aca__buffer_free(&out);
    aca__arena_free(&arena);
  }
  return NULL;
}

static void many_threads_ask_one_after_the_other(void **state)
{
  (void)state;
  source s = {.token = "t1"}; /* asked for each time */
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
  assert_int_equal(s.asked, THREADS * TIMES);
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
      cmocka_unit_test(a_failure_forgets_the_token_before),
      cmocka_unit_test(memory_is_the_only_other_reason),
      cmocka_unit_test(the_last_reference_releases),
      cmocka_unit_test(null_is_fine),
      cmocka_unit_test(many_threads_ask_one_after_the_other),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
