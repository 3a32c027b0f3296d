/* What the person is waited for, and how long; what is done with refresh tokens. The waits are only noted. */
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "credential.h"
#include "help.h"

#define SECRET "s3cret-of-the-service"
#define CODE(more) "{\"user_code\":\"ABC\",\"device_code\":\"" SECRET "-code\",\"verification_uri\":\"https://x.example\"" more "}"
#define TOKEN(name, more) "{\"access_token\":\"" name "\",\"expires_in\":3600" more "}"
#define REFRESH(name) ",\"refresh_token\":\"" SECRET "-" name "\""

/* ---- what is watched ---- */

static struct {
  int64_t waits[16];
  size_t count;
  size_t stop_at; /* the n-th wait is a real one; 0: none */
} waited;

aca_status __real_aca__ask_wait(const aca__ask *ask, int64_t ms);
aca_status __wrap_aca__ask_wait(const aca__ask *ask, int64_t ms);

aca_status __wrap_aca__ask_wait(const aca__ask *ask, int64_t ms)
{
  assert_true(waited.count < COUNT(waited.waits));
  waited.waits[waited.count++] = ms;
  return waited.count == waited.stop_at ? __real_aca__ask_wait(ask, ms) : ACA_OK;
}

static size_t with_secret;

void __real_free(void *memory);
void __wrap_free(void *memory);

void __wrap_free(void *memory)
{
  if (memory != NULL)
    with_secret += memmem(memory, malloc_usable_size(memory), SECRET, sizeof SECRET - 1) != NULL;
  __real_free(memory);
}

/* ---- a service and a person ---- */

enum { MOST_ANSWERS = 8 };

typedef struct scene {
  server *server;
  canned answers[MOST_ANSWERS];
  char *texts[MOST_ANSWERS];
  aca_credential *credential;
  int shown;
  int released;
} scene;

static bool show(const aca_device_code *code, void *data)
{
  assert_string_equal(code->user_code, "ABC");
  ((scene *)data)->shown++;
  return true;
}

static void let_go(void *data)
{
  ((scene *)data)->released++;
}

static char *answer_with(const char *body)
{
  char *text = NULL;
  int status = strstr(body, "\"error\"") != NULL ? 400 : 200;
  if (asprintf(&text, "HTTP/1.1 %d Said\r\nContent-Length: %zu\r\n\r\n%s", status, strlen(body), body) < 0)
    abort();
  return text;
}

/* One answer for each body, up to NULL. */
static void begin(scene *s, const char *const *bodies)
{
  size_t count = 0;
  *s = (scene){0};
  memset(&waited, 0, sizeof waited);
  with_secret = 0;
  for (; bodies[count] != NULL; count++) {
    assert_true(count < MOST_ANSWERS);
    s->texts[count] = answer_with(bodies[count]);
    s->answers[count].bytes = s->texts[count];
  }
  s->server = server_start(s->answers, count);
  s->credential = aca_credential_device_code(&(aca_device_code_options){
      .callback = show, .user_data = s, .release = let_go});
}

static void end(scene *s)
{
  aca_credential_release(s->credential);
  assert_int_equal(s->released, 1);
  assert_int_equal(with_secret, 0);
  server_stop(s->server);
  for (size_t i = 0; i < MOST_ANSWERS; i++)
    __real_free(s->texts[i]);
}

static aca__ask ask_of(const scene *s)
{
  return (aca__ask){.wanted = {.scope = "r/.default", .authority_host = server_url(s->server)}, .deadline = ACA__NEVER};
}

/* NULL as `token`: refused, or what `status` says, with `error` in the message. */
static void assert_asked(const scene *s, const aca__ask *ask, aca_status status, const char *token, const char *error)
{
  aca_token got = {0};
  assert_int_equal(aca__credential_ask(s->credential, ask, &got), status);
  if (token != NULL)
    assert_string_equal(got.text, token);
  if (error != NULL)
    assert_contains(got.error, error);
  aca__token_clear(&got);
}

static void assert_token(const scene *s, const char *token)
{
  const aca__ask ask = ask_of(s);
  assert_asked(s, &ask, ACA_OK, token, NULL);
}

static void assert_waits(const int64_t *expected, size_t count)
{
  assert_int_equal(waited.count, count);
  for (size_t i = 0; i < count; i++)
    assert_int_equal(waited.waits[i], expected[i]);
}

/* ---- waiting ---- */

static void asks_as_often_as_it_may(void **state)
{
  (void)state;
  static const char *const pending = "{\"error\":\"authorization_pending\"}", *const slow = "{\"error\":\"slow_down\"}";
  static const int64_t expected[] = {2000, 2000, 7000, 7000, 12000};
  scene s;
  begin(&s, (const char *[]){CODE(",\"interval\":2"), pending, slow, pending, slow, TOKEN("t", ""), NULL});
  assert_token(&s, "t");
  assert_int_equal(s.shown, 1);
  assert_waits(expected, COUNT(expected));
  end(&s);
}

static void odd_intervals_are_the_usual(void **state)
{
  (void)state;
  static const struct {
    const char *code;
    int64_t ms;
  } cases[] = {
      {CODE(""), 5000},
      {CODE(",\"interval\":null"), 5000},
      {CODE(",\"interval\":0"), 5000},
      {CODE(",\"interval\":-3"), 5000},
      {CODE(",\"interval\":\"often\""), 5000},
      {CODE(",\"interval\":\"0x10\""), 5000},
      {CODE(",\"interval\":\"\""), 5000},
      {CODE(",\"interval\":[1]"), 5000},
      {CODE(",\"interval\":\"7\""), 7000},
      {CODE(",\"interval\":1.25"), 1250},
      {CODE(",\"interval\":0.000001"), 20},
      {CODE(",\"interval\":1e300"), 60000},
      {CODE(",\"interval\":18446744073709551616"), 60000},
  };
  for (size_t i = 0; i < COUNT(cases); i++) {
    scene s;
    begin(&s, (const char *[]){cases[i].code, TOKEN("t", ""), NULL});
    assert_token(&s, "t");
    assert_waits(&cases[i].ms, 1);
    end(&s);
  }
}

static void does_not_wait_past_the_codes_end(void **state)
{
  (void)state;
  scene s;
  begin(&s, (const char *[]){CODE(",\"expires_in\":3"), TOKEN("t", ""), NULL});
  const aca__ask ask = ask_of(&s);
  assert_asked(&s, &ask, ACA_ERROR_AUTHENTICATION, NULL, "nobody signed in before the code expired");
  assert_int_equal(waited.count, 1);
  assert_in_range(waited.waits[0], 1000, 3000);
  assert_int_equal(server_requests(s.server), 1);
  end(&s);
}

static bool was_shown_twice(void *data)
{
  return ((scene *)data)->shown == 2;
}

static void the_callers_limits_end_it(void **state)
{
  (void)state;
  scene s;
  begin(&s, (const char *[]){CODE(""), NULL});
  aca__ask ask = ask_of(&s);
  ask.deadline = aca__clock().ms + 300;
  waited.stop_at = 1;
  assert_asked(&s, &ask, ACA_ERROR_TIMEOUT, NULL, NULL);
  ask = ask_of(&s);
  ask.cancel = was_shown_twice;
  ask.cancel_data = &s;
  waited.stop_at = 2;
  assert_asked(&s, &ask, ACA_ERROR_CANCELED, NULL, NULL);
  assert_int_equal(s.shown, 2);
  end(&s);
}

/* ---- refresh tokens ---- */

static void assert_request(const scene *s, size_t index, const char *part)
{
  assert_contains(server_request(s->server, index), part);
}

static void later_tokens_come_by_the_last_refresh_token(void **state)
{
  (void)state;
  scene s;
  begin(&s, (const char *[]){CODE(""), TOKEN("t1", REFRESH("1")), TOKEN("t2", REFRESH("2")), TOKEN("t3", ""),
                             TOKEN("t4", REFRESH("4")), NULL});
  assert_token(&s, "t1");
  assert_token(&s, "t2");
  assert_token(&s, "t3");
  assert_token(&s, "t4");
  assert_int_equal(s.shown, 1);
  assert_request(&s, 2, "grant_type=refresh_token&refresh_token=" SECRET "-1&scope=r%2F.default%20offline_access&client_id=");
  assert_request(&s, 3, "refresh_token=" SECRET "-2&");
  assert_request(&s, 4, "refresh_token=" SECRET "-2&");
  end(&s);
}

static void without_a_refresh_token_the_person_is_asked_again(void **state)
{
  (void)state;
  static const char *const none[] = {"", ",\"refresh_token\":\"\"", ",\"refresh_token\":null", ",\"refresh_token\":1"};
  for (size_t i = 0; i < COUNT(none); i++) {
    scene s;
    char *token = NULL;
    assert_true(asprintf(&token, "{\"access_token\":\"t1\",\"expires_in\":3600%s}", none[i]) > 0);
    begin(&s, (const char *[]){CODE(""), token, CODE(""), TOKEN("t2", ""), NULL});
    assert_token(&s, "t1");
    assert_token(&s, "t2");
    assert_int_equal(s.shown, 2);
    end(&s);
    free(token);
  }
}

static void the_person_is_asked_again_when_needed(void **state)
{
  (void)state;
  static const char *const errors[] = {"{\"error\":\"invalid_grant\"}", "{\"error\":\"interaction_required\"}"};
  for (size_t i = 0; i < COUNT(errors); i++) {
    scene s;
    begin(&s, (const char *[]){CODE(""), TOKEN("t1", REFRESH("1")), errors[i], CODE(""), TOKEN("t2", REFRESH("2")),
                               TOKEN("t3", ""), NULL});
    assert_token(&s, "t1");
    assert_token(&s, "t2");
    assert_token(&s, "t3");
    assert_int_equal(s.shown, 2);
    assert_request(&s, 5, "refresh_token=" SECRET "-2&");
    end(&s);
  }
}

static void a_refresh_token_that_is_no_good_is_forgotten(void **state)
{
  (void)state;
  scene s;
  begin(&s, (const char *[]){CODE(""), TOKEN("t1", REFRESH("1")), "{\"error\":\"invalid_grant\"}", CODE(""),
                             "{\"error\":\"authorization_declined\"}", CODE(""), TOKEN("t2", ""), NULL});
  const aca__ask ask = ask_of(&s);
  assert_token(&s, "t1");
  assert_asked(&s, &ask, ACA_ERROR_AUTHENTICATION, NULL, "the person declined to sign in");
  assert_token(&s, "t2");
  assert_int_equal(s.shown, 3);
  end(&s);
}

static void other_errors_do_not_trouble_the_person(void **state)
{
  (void)state;
  static const struct {
    const char *body;
    const char *message;
  } cases[] = {
      {"{\"error\":\"invalid_client\",\"error_description\":\"AADSTS1: no\"}", "Microsoft Entra ID: invalid_client: AADSTS1"},
      {"{\"error\":\"authorization_pending\"}", "Microsoft Entra ID: authorization_pending"},
      {"{}", "the answer has no access_token"},
      {"<html>", "the answer is not JSON"},
  };
  for (size_t i = 0; i < COUNT(cases); i++) {
    scene s;
    begin(&s, (const char *[]){CODE(""), TOKEN("t1", REFRESH("1")), cases[i].body, TOKEN("t2", ""), NULL});
    const aca__ask ask = ask_of(&s);
    assert_token(&s, "t1");
    assert_asked(&s, &ask, ACA_ERROR_AUTHENTICATION, NULL, cases[i].message);
    assert_token(&s, "t2");
    assert_int_equal(s.shown, 1);
    assert_request(&s, 3, "refresh_token=" SECRET "-1&");
    end(&s);
  }
}

static void a_refresh_token_goes_to_its_own_authority_alone(void **state)
{
  (void)state;
  scene s;
  canned there[] = {{.bytes = answer_with(CODE(""))}, {.bytes = answer_with(TOKEN("t2", REFRESH("2")))}};
  server *other = server_start(there, COUNT(there));
  begin(&s, (const char *[]){CODE(""), TOKEN("t1", REFRESH("1")), NULL});
  aca__ask ask = ask_of(&s);
  assert_token(&s, "t1");
  ask.wanted.authority_host = server_url(other);
  assert_asked(&s, &ask, ACA_OK, "t2", NULL);
  assert_int_equal(s.shown, 2);
  for (size_t i = 0; i < server_requests(other); i++)
    assert_lacks(server_request(other, i), SECRET "-1");
  end(&s);
  server_stop(other);
  for (size_t i = 0; i < COUNT(there); i++)
    __real_free((void *)(uintptr_t)there[i].bytes);
}

static void claims_are_passed_on(void **state)
{
  (void)state;
  scene s;
  begin(&s, (const char *[]){CODE(""), TOKEN("t1", REFRESH("1")), "{\"error\":\"invalid_grant\"}", CODE(""),
                             TOKEN("t2", ""), NULL});
  aca__ask ask = ask_of(&s);
  assert_token(&s, "t1");
  ask.wanted.claims = "{\"access_token\":{\"nbf\":{\"value\":\"1\"}}}";
  assert_asked(&s, &ask, ACA_OK, "t2", NULL);
  for (size_t i = 2; i < 5; i++)
    assert_request(&s, i, "%22nbf%22%3A%7B%22value%22%3A%221%22%7D");
  assert_request(&s, 3, "/organizations/oauth2/v2.0/devicecode");
  end(&s);
}

static void wrong_options_let_go_of_the_data(void **state)
{
  (void)state;
  static const aca__ask ask = {.wanted = {.scope = "r/.default"}, .deadline = ACA__NEVER};
  scene s = {0};
  s.credential = aca_credential_device_code(&(aca_device_code_options){
      .tenant_id = "a/b", .callback = show, .user_data = &s, .release = let_go});
  assert_int_equal(s.released, 1);
  assert_asked(&s, &ask, ACA_ERROR_AUTHENTICATION, NULL, "tenant_id: has another character");
  aca_credential_release(s.credential);
  assert_int_equal(s.released, 1);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(asks_as_often_as_it_may),
      cmocka_unit_test(odd_intervals_are_the_usual),
      cmocka_unit_test(does_not_wait_past_the_codes_end),
      cmocka_unit_test(the_callers_limits_end_it),
      cmocka_unit_test(later_tokens_come_by_the_last_refresh_token),
      cmocka_unit_test(without_a_refresh_token_the_person_is_asked_again),
      cmocka_unit_test(the_person_is_asked_again_when_needed),
      cmocka_unit_test(a_refresh_token_that_is_no_good_is_forgotten),
      cmocka_unit_test(other_errors_do_not_trouble_the_person),
      cmocka_unit_test(a_refresh_token_goes_to_its_own_authority_alone),
      cmocka_unit_test(claims_are_passed_on),
      cmocka_unit_test(wrong_options_let_go_of_the_data),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
