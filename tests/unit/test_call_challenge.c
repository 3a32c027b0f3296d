/* What becomes of a call whose token the service would not have. */
#include <stdio.h>
#include <string.h>

#include "aca/aca.h"
#include "help.h"

#define CLAIMS "eyJhY2Nlc3NfdG9rZW4iOnsieCI6MX19"
#define CLAIMS_TEXT "{\"access_token\":{\"x\":1}}"
#define CHALLENGE "WWW-Authenticate: Bearer error=\"insufficient_claims\", claims=\"" CLAIMS "\""
#define DENIED "{\"error\":{\"code\":\"InvalidAuthenticationToken\",\"message\":\"Not this one.\"}}"

/* Numbered tokens that last. */
typedef struct mint {
  int asked;
  bool fails; /* when claims are wanted */
  char claims[64];
} mint;

static aca_status give(const aca_token_request *request, aca_token *token, void *data)
{
  mint *m = data;
  char text[32];
  snprintf(text, sizeof text, "token-%d", ++m->asked);
  snprintf(m->claims, sizeof m->claims, "%s", request->claims != NULL ? request->claims : "");
  if (!m->fails || request->claims == NULL)
    return aca_token_set(token, text, INT64_MAX);
  aca_token_set_error(token, "a person is needed");
  return ACA_ERROR_AUTHENTICATION;
}

static aca_client *client_of(fake *f, mint *m)
{
  const aca_client_options options = {.subscription_id = SUBSCRIPTION, .credential = aca_credential_callback(give, m, NULL)};
  return fake_client(f, &options);
}

static aca_response *get_app(aca_client *client, aca_status expected)
{
  aca_response *response;
  const aca_container_app *result;
  assert_int_equal(aca_container_apps_get(client, "rg", "web", NULL, &response, &result), expected);
  return response;
}

static const fake_answer challenged = {.http_status = 401, .headers = CHALLENGE, .body = DENIED};
static const fake_answer denied = {.http_status = 401, .headers = "WWW-Authenticate: Bearer realm=\"\"", .body = DENIED};
static const fake_answer good = {.http_status = 200, .body = "{}"};

static void a_challenge_is_answered_with_a_new_token(void **state)
{
  (void)state;
  mint m = {0};
  fake f = {.script = &challenged, .script_count = 1, .answer = good};
  aca_client *client = client_of(&f, &m);
  aca_response *response = get_app(client, ACA_OK);
  assert_int_equal(f.performed, 2);
  assert_int_equal(aca_response_attempts(response), 2);
  assert_string_equal(f.authorization, "Bearer token-2");
  assert_string_equal(m.claims, CLAIMS_TEXT);
  aca_response_free(response);
  aca_response_free(get_app(client, ACA_OK));
  assert_string_equal(f.authorization, "Bearer token-2"); /* kept */
  assert_int_equal(m.asked, 2);
  aca_client_free(client);
}

static void a_challenge_is_answered_once(void **state)
{
  (void)state;
  mint m = {0};
  fake f = {.answer = challenged};
  aca_client *client = client_of(&f, &m);
  aca_response *response = get_app(client, ACA_ERROR_SERVICE);
  assert_int_equal(f.performed, 2);
  assert_int_equal(aca_response_http_status(response), 401);
  assert_contains(aca_response_message(response), "InvalidAuthenticationToken");
  aca_response_free(response);
  aca_client_free(client);
}

static void without_claims_the_token_is_only_forgotten(void **state)
{
  (void)state;
  mint m = {0};
  fake f = {.script = &denied, .script_count = 1, .answer = good};
  aca_client *client = client_of(&f, &m);
  aca_response_free(get_app(client, ACA_ERROR_SERVICE));
  assert_int_equal(f.performed, 1);
  aca_response_free(get_app(client, ACA_OK));
  assert_string_equal(f.authorization, "Bearer token-2");
  assert_string_equal(m.claims, "");
  aca_client_free(client);
}

static void claims_that_cannot_be_read_are_none(void **state)
{
  (void)state;
  mint m = {0};
  const fake_answer odd = {.http_status = 401, .headers = "WWW-Authenticate: Bearer claims=\"***\"", .body = DENIED};
  fake f = {.script = &odd, .script_count = 1, .answer = good};
  aca_client *client = client_of(&f, &m);
  aca_response_free(get_app(client, ACA_ERROR_SERVICE));
  assert_int_equal(f.performed, 1);
  aca_client_free(client);
}

static void what_the_credential_says_to_claims_is_told(void **state)
{
  (void)state;
  mint m = {.fails = true};
  fake f = {.answer = challenged};
  aca_client *client = client_of(&f, &m);
  aca_response *response = get_app(client, ACA_ERROR_AUTHENTICATION);
  assert_string_equal(aca_response_message(response), "callback: a person is needed");
  assert_int_equal(f.performed, 1);
  aca_response_free(response);
  aca_client_free(client);
}

static void the_body_is_sent_again(void **state)
{
  (void)state;
  mint m = {0};
  fake f = {.script = &challenged, .script_count = 1, .answer = good};
  aca_client *client = client_of(&f, &m);
  aca_request *request;
  aca_response *response;
  const aca_call_options options = {.body_json = "{\"location\":\"x\"}"};
  assert_int_equal(aca_dapr_components_create_or_update_request(client, "rg", "env", "part", NULL, &options, &request),
                   ACA_OK);
  assert_int_equal(aca_request_perform(request, &response), ACA_OK);
  assert_int_equal(f.performed, 2);
  assert_string_equal(f.body, "{\"location\":\"x\"}");
  aca_response_free(response);
  aca_request_free(request);
  aca_client_free(client);
}

static void without_a_credential_a_challenge_is_an_error(void **state)
{
  (void)state;
  fake f = {.answer = challenged};
  aca_client *client = fake_client(&f, NULL);
  aca_response_free(get_app(client, ACA_ERROR_SERVICE));
  assert_int_equal(f.performed, 1);
  aca_client_free(client);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_challenge_is_answered_with_a_new_token),
      cmocka_unit_test(a_challenge_is_answered_once),
      cmocka_unit_test(without_claims_the_token_is_only_forgotten),
      cmocka_unit_test(claims_that_cannot_be_read_are_none),
      cmocka_unit_test(what_the_credential_says_to_claims_is_told),
      cmocka_unit_test(the_body_is_sent_again),
      cmocka_unit_test(without_a_credential_a_challenge_is_an_error),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
