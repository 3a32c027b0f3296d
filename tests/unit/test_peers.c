/* Ten faults that other clients of this service have been seen to make, and what this one does instead. */
#include <string.h>

#include "aca/aca.h"
#include "help.h"

#define HOST "https://arm.example"

static fake transport;
static aca_client *client;
static char logged[32 * 1024];

static void note(const aca_log_event *event, void *user_data)
{
  (void)user_data;
  strncat(logged, event->text, sizeof logged - strlen(logged) - 1);
  for (size_t i = 0; i < event->header_count; i++) {
    strncat(logged, "\n", sizeof logged - strlen(logged) - 1);
    strncat(logged, event->headers[i].value, sizeof logged - strlen(logged) - 1);
  }
}

static void answers(const fake_answer *script, size_t count)
{
  const aca_client_options options = {.subscription_id = SUBSCRIPTION,
                                      .endpoint = HOST,
                                      .credential = aca_credential_token("secret-token"),
                                      .poll_interval_ms = 1,
                                      .log = {.callback = note, .level = ACA_LOG_DEBUG}};
  logged[0] = '\0';
  transport = (fake){.script = script, .script_count = count, .answer = {.status = ACA_ERROR_TRANSPORT, .message = "no more"}};
  client = fake_client(&transport, &options);
  assert_non_null(client);
}

/* Starts the app "web", waits, and frees the client. */
static aca_status start(const fake_answer *script, size_t count, const aca_container_app **app, aca_response **response)
{
  answers(script, count);
  *app = NULL;
  aca_status status = aca_operation_call(client, operation_called("ContainerApps_Start"), (const char *const[]){"rg", "web"}, NULL,
                                         NULL, response, (const void **)app);
  aca_client_free(client);
  return status;
}

static void fault_1_the_token_goes_nowhere_else(void **state)
{
  (void)state;
  const char *const headers[] = {"Azure-AsyncOperation: https://evil.example/o", "Location: https://evil.example/o",
                                 "Operation-Location: http://arm.example/o"};
  for (size_t i = 0; i < COUNT(headers); i++) {
    const fake_answer script[] = {{.http_status = 202, .headers = headers[i]}};
    const aca_container_app *app;
    aca_response *response;
    assert_int_equal(start(script, 1, &app, &response), ACA_ERROR_AUTHENTICATION);
    assert_contains(aca_response_message(response), "leads away from the endpoint");
    assert_int_equal(transport.performed, 1);
    aca_response_free(response);
  }
  const fake_answer page[] = {{.http_status = 200, .body = "{\"value\":[],\"nextLink\":\"https://evil.example/2\"}"}};
  const aca_container_app *app;
  aca_pager *pager;
  answers(page, 1);
  assert_int_equal(aca_container_apps_list_by_subscription(client, NULL, &pager), ACA_OK);
  assert_int_equal(aca_container_app_next(pager, &app), ACA_ERROR_AUTHENTICATION);
  assert_int_equal(transport.performed, 1);
  aca_pager_free(pager);
  aca_client_free(client);
}

static void fault_2_accepted_is_not_done(void **state)
{
  (void)state;
  const fake_answer script[] = {{.http_status = 202}};
  const aca_container_app *app;
  aca_response *response;
  assert_int_equal(start(script, 1, &app, &response), ACA_ERROR_DECODE);
  assert_string_equal(aca_response_message(response), "accepted, but without a URL to poll");
  aca_response_free(response);
  answers(script, 1);
  assert_int_equal(aca_container_apps_delete(client, "rg", "web", NULL, &response), ACA_ERROR_DECODE);
  aca_response_free(response);
  aca_client_free(client);
  const fake_answer patched[] = {{.http_status = 202},
                                 {.http_status = 200, .body = "{\"properties\":{\"provisioningState\":\"Updating\"}}"},
                                 {.http_status = 200, .body = "{\"name\":\"web\",\"properties\":{}}"}};
  answers(patched, COUNT(patched));
  assert_int_equal(aca_container_apps_update(client, "rg", "web", &(aca_container_app){0}, NULL, &response, &app), ACA_OK);
  assert_string_equal(app->name, "web");
  assert_int_equal(transport.performed, 3);
  aca_response_free(response);
  aca_client_free(client);
}

static void fault_3_a_status_document_is_no_result(void **state)
{
  (void)state;
  const fake_answer script[] = {
      {.http_status = 202, .headers = "Azure-AsyncOperation: " HOST "/o"},
      {.http_status = 200, .body = "{\"id\":\"/o\",\"name\":\"o\",\"status\":\"Succeeded\"}"},
  };
  const aca_container_app *app;
  aca_response *response;
  assert_int_equal(start(script, COUNT(script), &app, &response), ACA_OK);
  assert_null(app);
  assert_null(aca_response_value(response));
  aca_response_free(response);
}

/* What the service sent, put back. */
static const char *put_back(const char *json)
{
  static char body[1024];
  const fake_answer script[] = {{.http_status = 200, .body = json}, {.http_status = 200, .body = json}};
  const aca_container_app *app;
  aca_response *got;
  aca_response *put;
  answers(script, COUNT(script));
  assert_int_equal(aca_container_apps_get(client, "rg", "web", NULL, &got, &app), ACA_OK);
  assert_int_equal(aca_container_apps_create_or_update(client, "rg", "web", app, NULL, &put, &app), ACA_OK);
  strcpy(body, transport.body);
  aca_response_free(got);
  aca_response_free(put);
  aca_client_free(client);
  return body;
}

static void fault_4_system_data_stays_here(void **state)
{
  (void)state;
  assert_string_equal(put_back("{\"location\":\"eastus\",\"systemData\":{\"createdBy\":\"me\"}}"), "{\"location\":\"eastus\"}");
}

static void fault_5_nothing_is_filled_in(void **state)
{
  (void)state;
  static const char json[] = "{\"properties\":{\"configuration\":{\"ingress\":{\"targetPort\":80}}},\"location\":\"eastus\"}";
  const char *body = put_back(json);
  assert_int_equal(strlen(body), strlen(json));
  assert_contains(body, "\"properties\":{\"configuration\":{\"ingress\":{\"targetPort\":80}}}");
  assert_contains(body, "\"location\":\"eastus\"");
}

static void fault_6_a_lone_null_is_sent(void **state)
{
  (void)state;
  const fake_answer script[] = {{.http_status = 200, .body = "{\"properties\":{}}"}};
  const aca_container_app *app;
  aca_response *response;
  answers(script, 1);
  const aca_container_app patch = {
      .properties = &(aca_container_app_properties){.extra_json = ACA_JSON_NULL("workloadProfileName")}};
  assert_int_equal(aca_container_apps_update(client, "rg", "web", &patch, NULL, &response, &app), ACA_OK);
  assert_string_equal(transport.body, "{\"properties\":{\"workloadProfileName\":null}}");
  aca_response_free(response);
  aca_client_free(client);
}

static void fault_7_headers_are_not_logged_as_they_are(void **state)
{
  (void)state;
  const fake_answer script[] = {
      {.http_status = 200, .headers = "X-Key: hidden-1\nLocation: " HOST "/a?sig=hidden-2\nServer: shown", .body = "{}"}};
  const aca_header given = {"X-Other", "hidden-3"};
  const aca_container_app *app;
  aca_response *response;
  answers(script, 1);
  assert_int_equal(aca_container_apps_get(client, "rg", "web",
                                          &(aca_call_options){.headers = &given, .header_count = 1}, &response, &app),
                   ACA_OK);
  assert_contains(logged, "shown");
  assert_contains(logged, "REDACTED");
  assert_lacks(logged, "hidden");
  assert_lacks(logged, "secret-token");
  aca_response_free(response);
  aca_client_free(client);
}

static void fault_8_a_redirect_is_not_followed(void **state)
{
  (void)state;
  const fake_answer script[] = {{.http_status = 307, .headers = "Location: https://evil.example/"}};
  const aca_container_app *app;
  aca_response *response;
  answers(script, 1);
  assert_int_equal(aca_container_apps_get(client, "rg", "web", NULL, &response, &app), ACA_ERROR_SERVICE);
  assert_int_equal(aca_response_http_status(response), 307);
  assert_int_equal(transport.performed, 1);
  aca_response_free(response);
  aca_client_free(client);
}

static void fault_9_a_source_control_takes_its_time(void **state)
{
  (void)state;
  const fake_answer script[] = {
      {.http_status = 201, .body = "{\"properties\":{\"operationState\":\"InProgress\"}}"},
      {.http_status = 200, .body = "{\"properties\":{\"operationState\":\"InProgress\"}}"},
      {.http_status = 200, .body = "{\"name\":\"current\",\"properties\":{\"operationState\":\"Succeeded\"}}"},
  };
  const char *const arguments[] = {"rg", "web", "current", "token"}; /* a token since 2024-02-02-preview */
  const void *made;
  aca_response *response;
  answers(script, COUNT(script));
  assert_int_equal(aca_operation_call(client, operation_called("ContainerAppsSourceControls_CreateOrUpdate"), arguments,
                                      &(aca_source_control){0}, NULL, &response, &made),
                   ACA_OK);
  assert_string_equal(((const aca_source_control *)made)->name, "current");
  assert_int_equal(transport.performed, 3);
  aca_response_free(response);
  aca_client_free(client);
}

static void fault_10_throttling_is_retried_and_waits_are_heeded(void **state)
{
  (void)state;
  const int statuses[] = {408, 429, 500, 502, 503, 504};
  for (size_t i = 0; i < COUNT(statuses); i++) {
    const fake_answer script[] = {{.http_status = 429},
                                  {.http_status = statuses[i], .headers = "retry-after-ms: 20"},
                                  {.http_status = statuses[i], .headers = "Retry-After: 1000000"},
                                  {.http_status = 200, .body = "{}"}};
    const aca_container_app *app;
    aca_response *response;
    answers(script, COUNT(script));
    assert_int_equal(aca_container_apps_get(client, "rg", "web", NULL, &response, &app), ACA_ERROR_SERVICE);
    assert_contains(logged, "retry 1 of 3 in 0 ms");
    assert_contains(logged, "retry 2 of 3 in 20 ms");
    assert_int_equal(aca_response_http_status(response), statuses[i]); /* it asked for more than we wait */
    assert_int_equal(aca_response_attempts(response), 3);
    assert_int_equal(aca_response_retry_after_ms(response), 1000000000);
    aca_response_free(response);
    aca_client_free(client);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(fault_1_the_token_goes_nowhere_else),
      cmocka_unit_test(fault_2_accepted_is_not_done),
      cmocka_unit_test(fault_3_a_status_document_is_no_result),
      cmocka_unit_test(fault_4_system_data_stays_here),
      cmocka_unit_test(fault_5_nothing_is_filled_in),
      cmocka_unit_test(fault_6_a_lone_null_is_sent),
      cmocka_unit_test(fault_7_headers_are_not_logged_as_they_are),
      cmocka_unit_test(fault_8_a_redirect_is_not_followed),
      cmocka_unit_test(fault_9_a_source_control_takes_its_time),
      cmocka_unit_test(fault_10_throttling_is_retried_and_waits_are_heeded),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
