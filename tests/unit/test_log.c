/* What callbacks are told, and what they are not. */
#include <string.h>

#include "aca/aca.h"
#include "help.h"

#define HOST "https://arm.example"

static fake transport;
static char logged[32 * 1024];
static bool broken; /* an event had more than one line */

static void add(const char *text)
{
  strncat(logged, text, sizeof logged - strlen(logged) - 2);
  strcat(logged, "\n");
}

static void note(const aca_log_event *event, void *user_data)
{
  (void)user_data;
  add(event->url);
  add(event->text);
  for (size_t i = 0; i < event->header_count; i++)
    add(event->headers[i].value);
  for (const char *c = event->text; *c != '\0'; c++)
    broken = broken || (unsigned char)*c < 0x20 || *c == 0x7F;
}

static aca_client *told(const fake_answer *script, size_t count, aca_credential *credential)
{
  const aca_client_options options = {.subscription_id = SUBSCRIPTION,
                                      .endpoint = HOST,
                                      .credential = credential,
                                      .poll_interval_ms = 1,
                                      .log = {.callback = note, .level = ACA_LOG_DEBUG}};
  logged[0] = '\0';
  broken = false;
  transport = (fake){.script = script, .script_count = count, .answer = {.status = ACA_ERROR_TRANSPORT, .message = "no more"}};
  aca_client *client = fake_client(&transport, &options);
  assert_non_null(client);
  return client;
}

/* Creates an app, from a body with a secret, and waits. */
static aca_status create(aca_client *client)
{
  const aca_call_options given = {.body_json = "{\"location\":\"hidden-1\"}"};
  const aca_container_app none = {0}, *app;
  aca_response *response;
  aca_status status = aca_container_apps_create_or_update(client, "rg", "web", &none, &given, &response, &app);
  aca_response_free(response);
  aca_client_free(client);
  return status;
}

static void bodies_tokens_and_signatures_are_not_told(void **state)
{
  (void)state;
  const fake_answer script[] = {
      {.http_status = 201, .headers = "Azure-AsyncOperation: " HOST "/poll?sig=hidden-2", .body = "{\"name\":\"hidden-3\"}"},
      {.http_status = 500, .body = "{\"error\":{\"code\":\"hidden-4\",\"message\":\"hidden-5\"}}"},
      {.http_status = 200, .body = "{\"status\":\"Succeeded\",\"properties\":{\"a\":\"hidden-6\"}}"},
      {.http_status = 200, .body = "{\"name\":\"hidden-7\"}"},
  };
  assert_int_equal(create(told(script, COUNT(script), aca_credential_token("secret-token"))), ACA_OK);
  assert_int_equal(transport.performed, COUNT(script));
  assert_contains(logged, "GET " HOST "/poll?sig=REDACTED: try 1\n");
  assert_contains(logged, "HTTP status 500");
  assert_contains(logged, "Succeeded after");
  assert_lacks(logged, "hidden");
  assert_lacks(logged, "secret-token");
}

static aca_status refuse(const aca_token_request *request, aca_token *token, void *user_data)
{
  (void)request, (void)user_data;
  aca_token_set_error(token, "no\r\n\x7Ftoken");
  return ACA_ERROR_AUTHENTICATION;
}

static void an_event_is_one_line(void **state)
{
  (void)state;
  const fake_answer script[] = {
      {.http_status = 201, .headers = "Azure-AsyncOperation: /poll", .body = "{}"},
      {.http_status = 200, .body = "{\"status\":\"Not\\r\\n\\u0001yet\"}"},
      {.http_status = 200, .body = "{\"status\":\"Canceled\"}"},
  };
  assert_int_equal(create(told(script, COUNT(script), NULL)), ACA_ERROR_SERVICE);
  assert_contains(logged, "Not   yet after");
  assert_false(broken);
  assert_int_equal(create(told(NULL, 0, aca_credential_callback(refuse, NULL, NULL))), ACA_ERROR_AUTHENTICATION);
  assert_contains(logged, "no   token");
  assert_false(broken);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(bodies_tokens_and_signatures_are_not_told),
      cmocka_unit_test(an_event_is_one_line),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
