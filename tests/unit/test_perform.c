/* Whole calls, over a transport that only pretends. */
#include <stdio.h>
#include <string.h>

#include "aca/aca.h"
#include "help.h"

#define APP "/subscriptions/" SUBSCRIPTION "/resourceGroups/rg/providers/Microsoft.App/containerApps/web"

/* A client with the token "secret-token" that gets `answer` to whatever it sends. */
static aca_client *client_for(fake *f, fake_answer answer, bool strict)
{
  const aca_client_options options = {
      .subscription_id = SUBSCRIPTION,
      .credential = aca_credential_token("secret-token"),
      .strict = strict,
      .retry.max_retries = -1,
  };
  *f = (fake){.answer = answer};
  aca_client *client = fake_client(f, &options);
  assert_non_null(client);
  return client;
}

static void a_get_has_no_body(void **state)
{
  (void)state;
  fake f;
  aca_client *client = client_for(&f, (fake_answer){.http_status = 200, .body = "{\"name\":\"web\"}"}, false);
  aca_response *response;
  const aca_container_app *app = NULL;
  assert_int_equal(aca_container_apps_get(client, "rg", "web", NULL, &response, &app), ACA_OK);
  assert_string_equal(app->name, "web");
  assert_ptr_equal(aca_response_value(response), app);
  assert_int_equal(f.performed, 1);
  assert_string_equal(f.method, "GET");
  assert_string_equal(f.url, "https://management.azure.com" APP "?api-version=" ACA_API_VERSION);
  assert_string_equal(f.authorization, "Bearer secret-token");
  assert_false(f.has_body);
  assert_lacks(f.headers, "Content-Type");
  assert_lacks(f.headers, "Authorization");
  assert_contains(f.headers, "Accept: application/json\n");
  assert_int_equal(aca_response_attempts(response), 1);
  assert_int_equal(aca_response_http_status(response), 200);
  assert_string_equal(aca_response_message(response), "success");
  aca_response_free(response);
  aca_client_free(client);
}

static void a_put_has_its_body(void **state)
{
  (void)state;
  fake f;
  aca_client *client = client_for(&f, (fake_answer){.http_status = 200, .body = "{\"location\":\"eastus\"}"}, false);
  aca_response *response;
  const aca_container_app *app = NULL;
  const aca_container_app mine = {.id = "x", .location = "eastus"};
  assert_int_equal(aca_container_apps_create_or_update(client, "rg", "web", &mine, NULL, &response, &app), ACA_OK);
  assert_string_equal(app->location, "eastus");
  assert_string_equal(f.method, "PUT");
  assert_string_equal(f.body, "{\"location\":\"eastus\"}");
  assert_int_equal(f.body_length, strlen("{\"location\":\"eastus\"}"));
  assert_contains(f.headers, "Content-Type: application/json\n");
  aca_response_free(response);
  aca_client_free(client);
}

static void the_clients_request_id_is_on_both_sides(void **state)
{
  (void)state;
  fake f;
  aca_client *client = client_for(
      &f, (fake_answer){.http_status = 200, .headers = "x-ms-request-id: theirs\nDate: today", .body = "{}"}, false);
  aca_response *response;
  const aca_container_app *app;
  assert_int_equal(
      aca_container_apps_get(client, "rg", "web", &(aca_call_options){.client_request_id = "ours"}, &response, &app),
      ACA_OK);
  assert_contains(f.headers, "x-ms-client-request-id: ours\n");
  assert_string_equal(aca_response_client_request_id(response), "ours");
  assert_string_equal(aca_response_request_id(response), "theirs");
  assert_string_equal(aca_response_header(response, "date"), "today");
  assert_int_equal(aca_response_header_count(response), 2);
  aca_response_free(response);
  aca_client_free(client);
}

/* What an answer comes to, for an operation with a result and declared statuses. */
static const struct {
  int http_status;
  const char *body;
  aca_status status;
  bool value;
  const char *message;
} outcomes[] = {
    {200, "{\"name\":\"web\"}", ACA_OK, true, "success"},
    {201, "{\"name\":\"web\"}", ACA_OK, true, "success"}, /* not declared, and a success all the same */
    {202, "{\"name\":\"web\"}", ACA_OK, true, "success"},
    {202, "", ACA_OK, false, "success"},
    {204, "", ACA_OK, false, "success"},
    {299, "{}", ACA_OK, true, "success"},
    {200, "", ACA_ERROR_DECODE, false, "HTTP status 200: the body is empty"},
    {201, "", ACA_ERROR_DECODE, false, "HTTP status 201: the body is empty"},
    {200, "{\"name\":", ACA_ERROR_DECODE, false, "not JSON: the text ends too early at byte 8"},
    {200, "<html>", ACA_ERROR_DECODE, false, "not JSON: not a value at byte 0"},
    {200, "[]", ACA_ERROR_DECODE, false, "expected an object, found an array"},
    {200, "null", ACA_ERROR_DECODE, false, "expected an object, found null"},
    {302, "", ACA_ERROR_SERVICE, false, "HTTP status 302"},
    {304, "", ACA_ERROR_SERVICE, false, "HTTP status 304"},
    {400, "{\"code\":\"Bad\",\"message\":\"flat\"}", ACA_ERROR_SERVICE, false, "HTTP status 400: Bad: flat"},
    {401, "", ACA_ERROR_SERVICE, false, "HTTP status 401"},
    {404, "{\"error\":{\"code\":\"ResourceNotFound\",\"message\":\"No.\"}}", ACA_ERROR_SERVICE, false,
     "HTTP status 404: ResourceNotFound: No."},
    {500, "<html>oops</html>", ACA_ERROR_SERVICE, false, "HTTP status 500"},
    {503, "{}", ACA_ERROR_SERVICE, false, "HTTP status 503"},
};

static void every_answer_comes_to_what_it_should(void **state)
{
  (void)state;
  for (size_t i = 0; i < COUNT(outcomes); i++) {
    fake f;
    const fake_answer answer = {.http_status = outcomes[i].http_status, .body = outcomes[i].body};
    aca_client *client = client_for(&f, answer, false);
    aca_response *response;
    const aca_container_app untouched = {0};
    const aca_container_app *app = &untouched;
    assert_int_equal(aca_container_apps_get(client, "rg", "web", NULL, &response, &app), outcomes[i].status);
    assert_int_equal(aca_response_status(response), outcomes[i].status);
    assert_string_equal(aca_response_message(response), outcomes[i].message);
    assert_int_equal(aca_response_http_status(response), outcomes[i].http_status);
    assert_string_equal(aca_response_body(response, NULL), outcomes[i].body);
    assert_true((aca_response_value(response) != NULL) == outcomes[i].value);
    if (outcomes[i].status != ACA_OK)
      assert_ptr_equal(app, &untouched);
    else
      assert_true((app != NULL) == outcomes[i].value && app != &untouched);
    assert_true((aca_response_error(response) != NULL) == (strchr(outcomes[i].message + 4, ':') != NULL &&
                                                           outcomes[i].status == ACA_ERROR_SERVICE));
    assert_int_equal(f.performed, 1);
    aca_response_free(response);
    aca_client_free(client);
  }
}

static void an_operation_without_result_does_not_read_the_body(void **state)
{
  (void)state;
  static const struct {
    int http_status;
    const char *body;
    aca_status status;
  } cases[] = {{200, "", ACA_OK},
               {200, "nonsense", ACA_OK},
               {202, "{}", ACA_OK},
               {204, "", ACA_OK},
               {404, "", ACA_ERROR_SERVICE}};
  for (size_t i = 0; i < COUNT(cases); i++) {
    fake f;
    aca_client *client =
        client_for(&f, (fake_answer){.http_status = cases[i].http_status, .body = cases[i].body}, true);
    aca_response *response;
    assert_int_equal(aca_dapr_components_delete(client, "rg", "env", "dapr", NULL, &response), cases[i].status);
    assert_null(aca_response_value(response));
    assert_string_equal(f.method, "DELETE");
    aca_response_free(response);
    aca_client_free(client);
  }
}

static const char misfit[] =
    "{\"name\":\"web\",\"tags\":[\"a\"],\"properties\":{\"configuration\":{\"ingress\":{\"targetPort\":\"80\"}}}}";

static void what_does_not_fit_is_a_warning(void **state)
{
  (void)state;
  fake f;
  aca_client *client = client_for(&f, (fake_answer){.http_status = 200, .body = misfit}, false);
  aca_response *response;
  const aca_container_app *app = NULL;
  assert_int_equal(aca_container_apps_get(client, "rg", "web", NULL, &response, &app), ACA_OK);
  assert_string_equal(app->name, "web");
  assert_null(app->tags.items);
  assert_string_equal(app->extra_json, "{\"tags\":[\"a\"]}");
  assert_int_equal(aca_response_warning_count(response), 2);
  assert_string_equal(aca_response_warning(response, 0), "tags: expected an object, found an array");
  assert_string_equal(aca_response_warning(response, 1),
                      "properties.configuration.ingress.targetPort: expected an int32, found a string");
  aca_response_free(response);
  aca_client_free(client);
}

static void strictly_it_is_an_error(void **state)
{
  (void)state;
  for (int i = 0; i < 2; i++) { /* by the client's options and by the call's */
    fake f;
    aca_client *client = client_for(&f, (fake_answer){.http_status = 200, .body = misfit}, i == 0);
    aca_response *response;
    const aca_container_app *app = NULL;
    const aca_call_options options = {.strict = i == 1};
    assert_int_equal(aca_container_apps_get(client, "rg", "web", &options, &response, &app), ACA_ERROR_DECODE);
    assert_string_equal(aca_response_message(response), "tags: expected an object, found an array");
    assert_null(app);
    assert_null(aca_response_value(response));
    assert_string_equal(aca_response_body(response, NULL), misfit);
    aca_response_free(response);
    aca_client_free(client);
  }
}

static void a_call_without_an_answer_says_why(void **state)
{
  (void)state;
  static const fake_answer answers[] = {
      {.status = ACA_ERROR_TRANSPORT, .message = "no route to host"},
      {.status = ACA_ERROR_TIMEOUT, .message = "timed out after 5 ms"},
      {.status = ACA_ERROR_CANCELED, .message = "canceled"},
      {.status = ACA_ERROR_MEMORY, .message = "out of memory"},
  };
  for (size_t i = 0; i < COUNT(answers); i++) {
    fake f;
    aca_client *client = client_for(&f, answers[i], false);
    aca_response *response;
    const aca_container_app *app = NULL;
    assert_int_equal(aca_container_apps_get(client, "rg", "web", NULL, &response, &app), answers[i].status);
    assert_string_equal(aca_response_message(response), answers[i].message);
    assert_int_equal(aca_response_http_status(response), 0);
    assert_int_equal(aca_response_attempts(response), 1);
    assert_null(aca_response_error(response));
    assert_null(app);
    aca_response_free(response);
    aca_client_free(client);
  }
}

static void without_a_token_nothing_is_sent(void **state)
{
  (void)state;
  fake f = {.answer = {.http_status = 200, .body = "{}"}};
  const aca_client_options options = {
      .subscription_id = SUBSCRIPTION, .credential = aca_credential_token("not a token")};
  aca_client *client = fake_client(&f, &options);
  aca_response *response;
  const aca_container_app *app = NULL;
  assert_int_equal(aca_container_apps_get(client, "rg", "web", NULL, &response, &app), ACA_ERROR_AUTHENTICATION);
  assert_string_equal(aca_response_message(response), "fixed token: the access token has a character that no token has");
  assert_int_equal(aca_response_attempts(response), 0);
  assert_non_null(aca_response_client_request_id(response));
  assert_int_equal(f.performed, 0);
  assert_null(app);
  aca_response_free(response);
  aca_client_free(client);
}

static aca_status give_scope(const aca_token_request *request, aca_token *token, void *data)
{
  snprintf(data, 100, "%s", request->scope);
  return aca_token_set(token, "t", 0);
}

static void the_token_is_for_the_clients_scope(void **state)
{
  (void)state;
  char scope[100] = "";
  fake f = {.answer = {.http_status = 200, .body = "{}"}};
  const aca_client_options options = {
      .subscription_id = SUBSCRIPTION,
      .cloud = ACA_CLOUD_CHINA,
      .credential = aca_credential_callback(give_scope, scope, NULL),
  };
  aca_client *client = fake_client(&f, &options);
  aca_response *response;
  assert_int_equal(aca_container_apps_delete(client, "rg", "web", NULL, &response), ACA_OK);
  assert_string_equal(scope, "https://management.core.chinacloudapi.cn//.default");
  assert_contains(f.url, "https://management.chinacloudapi.cn/subscriptions/");
  aca_response_free(response);
  aca_client_free(client);
}

static void without_a_credential_there_is_no_authorization(void **state)
{
  (void)state;
  fake f = {.answer = {.http_status = 200, .body = "{}"}};
  aca_client *client = fake_client(&f, NULL);
  aca_response *response;
  assert_int_equal(aca_container_apps_delete(client, "rg", "web", NULL, &response), ACA_OK);
  assert_int_equal(f.performed, 1);
  assert_false(f.has_authorization);
  aca_response_free(response);
  aca_client_free(client);
}

static void a_bad_argument_sends_nothing(void **state)
{
  (void)state;
  static const char *const bad[] = {NULL, "", ".", "..", "a\r\nb"};
  for (size_t i = 0; i < COUNT(bad); i++) {
    fake f;
    aca_client *client = client_for(&f, (fake_answer){.http_status = 200, .body = "{}"}, false);
    aca_response *response;
    const aca_container_app *app = NULL;
    assert_int_equal(aca_container_apps_get(client, "rg", bad[i], NULL, &response, &app), ACA_ERROR_ARGUMENT);
    assert_contains(aca_response_message(response), "containerAppName: ");
    assert_int_equal(f.performed, 0);
    assert_null(app);
    aca_response_free(response);
    aca_client_free(client);
  }
}

static bool never(void *data)
{
  (void)data;
  return false;
}

static void limits_reach_the_transport(void **state)
{
  (void)state;
  fake f;
  int mine = 0;
  aca_client *client = client_for(&f, (fake_answer){.http_status = 200, .body = "{}"}, false);
  aca_response *response;
  const aca_call_options options = {.timeout_ms = 1234, .cancel = never, .cancel_data = &mine};
  assert_int_equal(aca_container_apps_delete(client, "rg", "web", &options, &response), ACA_OK);
  assert_in_range(f.timeout_ms, 1000, 1234); /* what is left of it */
  assert_ptr_equal(f.cancel, never);
  assert_ptr_equal(f.cancel_data, &mine);
  aca_response_free(response);
  aca_client_free(client);
}

static void a_request_may_be_performed_again(void **state)
{
  (void)state;
  fake f;
  aca_client *client = client_for(&f, (fake_answer){.http_status = 200, .body = "{\"name\":\"1\"}"}, false);
  aca_request *request;
  aca_response *first, *second;
  assert_int_equal(aca_container_apps_get_request(client, "rg", "web", NULL, &request), ACA_OK);
  assert_int_equal(aca_request_perform(request, &first), ACA_OK);
  f.answer.body = "{\"name\":\"2\"}";
  assert_int_equal(aca_request_perform(request, &second), ACA_OK);
  assert_string_equal(((const aca_container_app *)aca_response_value(first))->name, "1");
  assert_string_equal(((const aca_container_app *)aca_response_value(second))->name, "2");
  assert_string_equal(aca_response_client_request_id(first), aca_response_client_request_id(second));
  aca_request_free(request);
  aca_client_free(client); /* the responses live on */
  assert_string_equal(aca_response_body(first, NULL), "{\"name\":\"1\"}");
  aca_response_free(first);
  aca_response_free(second);
}

/* Each operation of the definition can be called by its table alone. */
static void every_operation_is_sent(void **state)
{
  (void)state;
  size_t count = 0;
  const aca_operation *const *operations = aca_operations(&count);
  fake f;
  aca_client *client = client_for(&f, (fake_answer){.http_status = 200}, false);
  assert_true(count > 40);
  for (size_t i = 0; i < count; i++) {
    const char *arguments[] = {"one", "two", "three", "four", "five", "six"};
    assert_true(operations[i]->parameter_count <= COUNT(arguments));
    for (size_t k = 0; k < operations[i]->parameter_count; k++)
      if (operations[i]->parameters[k].type == ACA_PARAMETER_BOOL)
        arguments[k] = "true";
    f.answer.body = strcmp(aca_model_name(operations[i]->result), "string") == 0 ? "\"text\"" : "{}";
    const aca_call_options options = {.body_json = operations[i]->body != NULL ? "{}" : NULL};
    aca_response *response;
    const void *value = NULL;
    assert_int_equal(aca_operation_call(client, operations[i], arguments, NULL, &options, &response, &value), ACA_OK);
    assert_true((value != NULL) == (operations[i]->result != NULL));
    assert_string_equal(f.method, operations[i]->method);
    assert_true(f.has_body == (operations[i]->body != NULL));
    assert_lacks(f.url, "{");
    assert_contains(f.url, "?api-version=" ACA_API_VERSION);
    aca_response_free(response);
  }
  assert_null(operations[count]);
  assert_int_equal(f.performed, (int)count);
  aca_client_free(client);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_get_has_no_body),
      cmocka_unit_test(a_put_has_its_body),
      cmocka_unit_test(the_clients_request_id_is_on_both_sides),
      cmocka_unit_test(every_answer_comes_to_what_it_should),
      cmocka_unit_test(an_operation_without_result_does_not_read_the_body),
      cmocka_unit_test(what_does_not_fit_is_a_warning),
      cmocka_unit_test(strictly_it_is_an_error),
      cmocka_unit_test(a_call_without_an_answer_says_why),
      cmocka_unit_test(without_a_token_nothing_is_sent),
      cmocka_unit_test(the_token_is_for_the_clients_scope),
      cmocka_unit_test(without_a_credential_there_is_no_authorization),
      cmocka_unit_test(a_bad_argument_sends_nothing),
      cmocka_unit_test(limits_reach_the_transport),
      cmocka_unit_test(a_request_may_be_performed_again),
      cmocka_unit_test(every_operation_is_sent),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
