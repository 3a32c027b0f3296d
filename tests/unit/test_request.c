#include "request.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "aca/aca.h"
#include "help.h"

#define BASE "https://example.com"
#define APPS BASE "/subscriptions/" SUBSCRIPTION "/resourceGroups/rg/providers/Microsoft.App/containerApps/"

static aca_client *new_client(void)
{
  aca_client *client = NULL;
  const aca_client_options options = {.subscription_id = SUBSCRIPTION, .endpoint = BASE "/"};
  assert_int_equal(aca_client_new(&options, &client), ACA_OK);
  return client;
}

static const char *header_of(const aca_request *request, const char *name)
{
  for (size_t i = 0; i < aca_request_header_count(request); i++)
    if (strcasecmp(aca_request_header_at(request, i)->name, name) == 0)
      return aca_request_header_at(request, i)->value;
  return NULL;
}

/* The request must have been refused, with the message, and must give the same when performed. */
static void assert_refused(aca_client *client, aca_status status, aca_request *request, const char *message)
{
  fake nowhere = {0};
  aca_response *response;
  assert_int_equal(status, ACA_ERROR_ARGUMENT);
  assert_int_equal(aca_request_status(request), ACA_ERROR_ARGUMENT);
  assert_string_equal(aca_request_message(request), message);
  if (client != NULL) {
    aca_client *other = fake_client(&nowhere, NULL);
    aca_client *own = request->client;
    request->client = own != NULL ? other : NULL;
    assert_int_equal(aca_request_perform(request, &response), ACA_ERROR_ARGUMENT);
    assert_string_equal(aca_response_message(response), message);
    assert_int_equal(aca_response_attempts(response), 0);
    assert_int_equal(nowhere.performed, 0);
    aca_response_free(response);
    aca_client_free(other);
    request->client = own;
  }
  aca_request_free(request);
}

static void the_url_of_an_operation(void **state)
{
  (void)state;
  aca_client *client = new_client();
  aca_request *request;
  assert_int_equal(aca_container_apps_list_secrets_request(client, "rg", "testcontainerapp0", NULL, &request), ACA_OK);
  assert_string_equal(aca_request_url(request), APPS "testcontainerapp0/listSecrets?api-version=" ACA_API_VERSION);
  assert_string_equal(aca_request_method(request), "POST");
  assert_int_equal(aca_request_status(request), ACA_OK);
  assert_string_equal(aca_request_message(request), "success");
  size_t length = 99;
  assert_string_equal(aca_request_body(request, &length), "");
  assert_int_equal(length, 0);
  aca_request_free(request);
  assert_int_equal(aca_container_apps_list_by_subscription_request(client, NULL, &request), ACA_OK);
  assert_string_equal(aca_request_url(request), BASE "/subscriptions/" SUBSCRIPTION
                                                     "/providers/Microsoft.App/containerApps?api-version=" ACA_API_VERSION);
  aca_request_free(request);
  aca_client_free(client);
}

static void every_odd_character_is_encoded(void **state)
{
  (void)state;
  aca_client *client = new_client();
  for (int c = 0x20; c < 256; c++) {
    if (c == 0x7F)
      continue;
    bool plain = (c < 0x80 && isalnum(c)) || strchr("-._~", c) != NULL;
    char name[] = {'a', (char)c, 'z', '\0'};
    char expected[300];
    if (plain)
      snprintf(expected, sizeof expected, APPS "a%cz?api-version=" ACA_API_VERSION, c);
    else
      snprintf(expected, sizeof expected, APPS "a%%%02Xz?api-version=" ACA_API_VERSION, (unsigned)c);
    aca_request *request;
    assert_int_equal(aca_container_apps_get_request(client, "rg", name, NULL, &request), ACA_OK);
    assert_string_equal(aca_request_url(request), expected);
    aca_request_free(request);
  }
  aca_client_free(client);
}

static void a_value_cannot_leave_its_segment(void **state)
{
  (void)state;
  static const char *const names[][2] = {
      {"../x", "..%2Fx"},          {"a/../b", "a%2F..%2Fb"}, {"a?b=c", "a%3Fb%3Dc"}, {"a#b", "a%23b"},
      {"%2e%2e", "%252e%252e"},    {"...", "..."},           {"a..", "a.."},         {"/", "%2F"},
      {"{subscriptionId}", "%7BsubscriptionId%7D"},          {"a b", "a%20b"},       {"a+b", "a%2Bb"},
  };
  aca_client *client = new_client();
  for (size_t i = 0; i < COUNT(names); i++) {
    char expected[300];
    aca_request *request;
    snprintf(expected, sizeof expected, APPS "%s?api-version=" ACA_API_VERSION, names[i][1]);
    assert_int_equal(aca_container_apps_get_request(client, "rg", names[i][0], NULL, &request), ACA_OK);
    assert_string_equal(aca_request_url(request), expected);
    aca_request_free(request);
  }
  aca_client_free(client);
}

static void bad_ids_are_refused_by_name(void **state)
{
  (void)state;
  static const struct {
    const char *value;
    const char *fault;
  } bad[] = {
      {NULL, "NULL"},
      {"", "empty"},
      {".", "only dots"},
      {"..", "only dots"},
      {"a\r\nX-Evil: 1", "has a control character"},
      {"a\n", "has a control character"},
      {"\x7F", "has a control character"},
  };
  aca_client *client = new_client();
  for (size_t i = 0; i < COUNT(bad); i++) {
    char message[100];
    aca_request *request;
    snprintf(message, sizeof message, "resourceGroupName: %s", bad[i].fault);
    aca_status status = aca_container_apps_get_request(client, bad[i].value, "web", NULL, &request);
    assert_refused(client, status, request, message);
    snprintf(message, sizeof message, "containerAppName: %s", bad[i].fault);
    status = aca_container_apps_get_request(client, "rg", bad[i].value, NULL, &request);
    assert_refused(client, status, request, message);
    if (bad[i].value == NULL)
      continue;
    snprintf(message, sizeof message, "subscriptionId: %s", bad[i].fault);
    status = aca_container_apps_get_request(client, "rg", "web", &(aca_call_options){.subscription_id = bad[i].value},
                                            &request);
    assert_refused(client, status, request, message);
  }
  aca_client_free(client);
}

static void a_subscription_is_needed_where_the_path_has_one(void **state)
{
  (void)state;
  aca_client *client = NULL;
  aca_request *request;
  assert_int_equal(aca_client_new(&(aca_client_options){.endpoint = BASE}, &client), ACA_OK);
  aca_status status = aca_container_apps_get_request(client, "rg", "web", NULL, &request);
  assert_refused(client, status, request, "subscriptionId: NULL");
  const aca_call_options options = {.subscription_id = "s 1"};
  assert_int_equal(aca_container_apps_get_request(client, "rg", "web", &options, &request), ACA_OK);
  assert_contains(aca_request_url(request), "/subscriptions/s%201/");
  aca_request_free(request);
  assert_int_equal(aca_operations_list_request(client, NULL, &request), ACA_OK);
  assert_string_equal(aca_request_url(request), BASE "/providers/Microsoft.App/operations?api-version=" ACA_API_VERSION);
  aca_request_free(request);
  aca_client_free(client);
}

static void the_api_version_is_the_calls_the_clients_or_the_operations(void **state)
{
  (void)state;
  aca_client *client = NULL;
  aca_request *request;
  assert_int_equal(
      aca_client_new(&(aca_client_options){.endpoint = BASE, .subscription_id = "s", .api_version = "2024-03-01"},
                     &client),
      ACA_OK);
  assert_int_equal(aca_container_apps_get_request(client, "rg", "web", NULL, &request), ACA_OK);
  assert_contains(aca_request_url(request), "?api-version=2024-03-01");
  aca_request_free(request);
  aca_call_options options = {.api_version = "2025-01-01&x=1"};
  assert_int_equal(aca_container_apps_get_request(client, "rg", "web", &options, &request), ACA_OK);
  assert_contains(aca_request_url(request), "?api-version=2025-01-01%26x%3D1");
  aca_request_free(request);
  options.api_version = "";
  aca_status status = aca_container_apps_get_request(client, "rg", "web", &options, &request);
  assert_refused(client, status, request, "api-version: empty");
  aca_client_free(client);
}

static void query_arguments_are_optional(void **state)
{
  (void)state;
  aca_client *client = new_client();
  aca_request *request;
  assert_int_equal(aca_container_apps_revisions_list_revisions_request(client, "rg", "web", NULL, NULL, &request),
                   ACA_OK);
  assert_string_equal(aca_request_url(request), APPS "web/revisions?api-version=" ACA_API_VERSION);
  aca_request_free(request);
  assert_int_equal(
      aca_container_apps_revisions_list_revisions_request(client, "rg", "web", "active eq true&x=/..", NULL, &request),
      ACA_OK);
  assert_string_equal(aca_request_url(request),
                      APPS "web/revisions?api-version=" ACA_API_VERSION "&$filter=active%20eq%20true%26x%3D%2F..");
  aca_request_free(request);
  assert_int_equal(aca_container_apps_revisions_list_revisions_request(client, "rg", "web", "..", NULL, &request),
                   ACA_OK);
  aca_request_free(request);
  aca_status status = aca_container_apps_revisions_list_revisions_request(client, "rg", "web", "a\nb", NULL, &request);
  assert_refused(client, status, request, "$filter: has a control character");
  status = aca_container_apps_revisions_list_revisions_request(client, "rg", "web", "", NULL, &request);
  assert_refused(client, status, request, "$filter: empty");
  aca_client_free(client);
}

/* An operation with what the definition has none of: a required query argument and encoded ones. */
static const aca_parameter odd_parameters[] = {
    {.name = "scope", .required = true, .encoded = true},
    {.name = "top", .place = ACA_IN_QUERY, .required = true},
    {.name = "raw", .place = ACA_IN_QUERY, .encoded = true},
};
static const aca_operation odd_operation = {
    .id = "Odd_Get",
    .method = "GET",
    .path = "/{scope}/odd",
    .api_version = "1",
    .parameters = odd_parameters,
    .parameter_count = 3,
    .success = (const unsigned short[]){200, 0},
};

static void encoded_values_are_left_alone(void **state)
{
  (void)state;
  aca_client *client = new_client();
  aca_request *request;
  const char *good[] = {"subscriptions/s/a%20b", "a b", "%20x"};
  assert_int_equal(aca_operation_request(client, &odd_operation, good, NULL, NULL, &request), ACA_OK);
  assert_string_equal(aca_request_url(request), BASE "/subscriptions/s/a%20b/odd?api-version=1&top=a%20b&raw=%20x");
  aca_request_free(request);
  static const char *const bad[] = {"a b", "a?b", "a#b"};
  for (size_t i = 0; i < COUNT(bad); i++) {
    const char *arguments[] = {bad[i], "1", NULL};
    aca_status status = aca_operation_request(client, &odd_operation, arguments, NULL, NULL, &request);
    assert_refused(client, status, request, "scope: not percent-encoded");
  }
  const char *missing[] = {"a", NULL, NULL};
  aca_status status = aca_operation_request(client, &odd_operation, missing, NULL, NULL, &request);
  assert_refused(client, status, request, "top: NULL");
  aca_client_free(client);
}

static void headers_are_few(void **state)
{
  (void)state;
  aca_client *client = new_client();
  aca_request *request;
  assert_int_equal(aca_container_apps_get_request(client, "rg", "web", NULL, &request), ACA_OK);
  assert_int_equal(aca_request_header_count(request), 2);
  assert_string_equal(header_of(request, "Accept"), "application/json");
  assert_non_null(header_of(request, "x-ms-client-request-id"));
  assert_null(header_of(request, "Content-Type"));
  assert_null(aca_request_header_at(request, 2));
  assert_null(aca_request_header_at(request, SIZE_MAX));
  aca_request_free(request);
  const aca_container_app app = {.location = "eastus"};
  assert_int_equal(aca_container_apps_create_or_update_request(client, "rg", "web", &app, NULL, &request), ACA_OK);
  assert_int_equal(aca_request_header_count(request), 3);
  assert_string_equal(header_of(request, "Content-Type"), "application/json");
  aca_request_free(request);
  aca_client_free(client);
}

static void given_headers_are_added_or_replace(void **state)
{
  (void)state;
  char name[] = "If-Match", value[] = "\"etag\"";
  const aca_header headers[] = {{name, value},
                                {"accept", "text/plain"},
                                {"X-Empty", ""},
                                {"x-MiXed!#$%&'*+-.^_`|~0", "\xC3\xA4"},
                                {"if-match", "*"}};
  const aca_call_options options = {.headers = headers, .header_count = COUNT(headers)};
  aca_client *client = new_client();
  aca_request *request;
  assert_int_equal(aca_container_apps_get_request(client, "rg", "web", &options, &request), ACA_OK);
  memset(name, 'x', 3), memset(value, 'x', 3); /* they were copied */
  assert_int_equal(aca_request_header_count(request), 5);
  assert_string_equal(header_of(request, "If-Match"), "*");
  assert_string_equal(header_of(request, "Accept"), "text/plain");
  assert_string_equal(header_of(request, "X-Empty"), "");
  assert_string_equal(header_of(request, "x-MiXed!#$%&'*+-.^_`|~0"), "\xC3\xA4");
  aca_request_free(request);
  aca_client_free(client);
}

static void bad_headers_are_refused(void **state)
{
  (void)state;
  static const struct {
    aca_header header;
    const char *message;
  } bad[] = {
      {{NULL, "x"}, "headers[1]: not a header name"},
      {{"", "x"}, "headers[1]: not a header name"},
      {{"a b", "x"}, "headers[1]: not a header name"},
      {{"a:", "x"}, "headers[1]: not a header name"},
      {{"a\r\nb", "x"}, "headers[1]: not a header name"},
      {{"\xC3\xA4", "x"}, "headers[1]: not a header name"},
      {{"a;", "x"}, "headers[1]: not a header name"},
      {{"A", NULL}, "A: NULL or with a control character"},
      {{"A", "x\r\nX-Evil: 1"}, "A: NULL or with a control character"},
      {{"A", "x\n"}, "A: NULL or with a control character"},
      {{"A", "\x7F"}, "A: NULL or with a control character"},
      {{"Authorization", "Bearer x"}, "Authorization: set by the library alone"},
      {{"AUTHORIZATION", "Bearer x"}, "AUTHORIZATION: set by the library alone"},
      {{"Host", "evil.com"}, "Host: set by the library alone"},
      {{"content-length", "0"}, "content-length: set by the library alone"},
      {{"Transfer-Encoding", "chunked"}, "Transfer-Encoding: set by the library alone"},
      {{"Connection", "close"}, "Connection: set by the library alone"},
      {{"Expect", "100-continue"}, "Expect: set by the library alone"},
      {{"Proxy-Authorization", "x"}, "Proxy-Authorization: set by the library alone"},
      {{"x-ms-client-request-id", "x"}, "x-ms-client-request-id: set by the library alone"},
  };
  aca_client *client = new_client();
  aca_request *request;
  for (size_t i = 0; i < COUNT(bad); i++) {
    const aca_header headers[] = {{"Good", "x"}, bad[i].header};
    const aca_call_options options = {.headers = headers, .header_count = 2};
    aca_status status = aca_container_apps_get_request(client, "rg", "web", &options, &request);
    assert_refused(client, status, request, bad[i].message);
  }
  aca_status status =
      aca_container_apps_get_request(client, "rg", "web", &(aca_call_options){.header_count = 1}, &request);
  assert_refused(client, status, request, "headers: NULL");
  aca_client_free(client);
}

static void assert_uuid(const char *text)
{
  static const char form[] = "xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx";
  assert_int_equal(strlen(text), strlen(form));
  for (size_t i = 0; form[i] != '\0'; i++) {
    const char *allowed = form[i] == 'x' ? "0123456789abcdef" : form[i] == 'y' ? "89ab" : form[i] == '4' ? "4" : "-";
    assert_non_null(strchr(allowed, text[i]));
  }
}

static void each_request_has_an_id_of_its_own(void **state)
{
  (void)state;
  aca_client *client = new_client();
  char last[64] = "";
  for (int i = 0; i < 100; i++) {
    aca_request *request;
    assert_int_equal(aca_container_apps_get_request(client, "rg", "web", NULL, &request), ACA_OK);
    const char *id = header_of(request, "x-ms-client-request-id");
    assert_uuid(id);
    assert_string_not_equal(id, last);
    strncpy(last, id, sizeof last - 1);
    aca_request_free(request);
  }
  aca_client_free(client);
}

static void the_id_may_be_given(void **state)
{
  (void)state;
  char id[] = "my-id";
  aca_client *client = new_client();
  aca_request *request;
  assert_int_equal(
      aca_container_apps_get_request(client, "rg", "web", &(aca_call_options){.client_request_id = id}, &request),
      ACA_OK);
  memset(id, 'x', 2);
  assert_string_equal(header_of(request, "x-ms-client-request-id"), "my-id");
  aca_request_free(request);
  static const char *const bad[] = {"", "a\nb", "\x7F"};
  for (size_t i = 0; i < COUNT(bad); i++) {
    const aca_call_options options = {.client_request_id = bad[i]};
    aca_status status = aca_container_apps_get_request(client, "rg", "web", &options, &request);
    assert_refused(client, status, request, "client_request_id: empty or with a control character");
  }
  aca_client_free(client);
}

static void the_body_is_encoded_as_a_request(void **state)
{
  (void)state;
  const aca_string_pair tags[] = {{"a", "b"}};
  const aca_container_app app = {.id = "read-only", .location = "eastus", .tags = {1, tags}};
  aca_client *client = new_client();
  aca_request *request;
  size_t length = 0;
  assert_int_equal(aca_container_apps_create_or_update_request(client, "rg", "web", &app, NULL, &request), ACA_OK);
  assert_string_equal(aca_request_method(request), "PUT");
  assert_string_equal(aca_request_body(request, &length), "{\"tags\":{\"a\":\"b\"},\"location\":\"eastus\"}");
  assert_int_equal(length, strlen("{\"tags\":{\"a\":\"b\"},\"location\":\"eastus\"}"));
  aca_request_free(request);
  aca_client_free(client);
}

static void a_required_body_must_be_there(void **state)
{
  (void)state;
  aca_client *client = new_client();
  aca_request *request;
  aca_status status = aca_container_apps_create_or_update_request(client, "rg", "web", NULL, NULL, &request);
  assert_refused(client, status, request, "containerAppEnvelope: NULL");
  const aca_container_app app = {.location = "\xFF"};
  status = aca_container_apps_create_or_update_request(client, "rg", "web", &app, NULL, &request);
  assert_refused(client, status, request, "containerAppEnvelope: location: not UTF-8");
  aca_client_free(client);
}

static void body_json_goes_out_as_it_is(void **state)
{
  (void)state;
  const aca_container_app app = {.location = "eastus"};
  const aca_call_options options = {.body_json = " {\"location\" : \"westus\"} "};
  aca_client *client = new_client();
  aca_request *request;
  assert_int_equal(aca_container_apps_create_or_update_request(client, "rg", "web", &app, &options, &request), ACA_OK);
  assert_string_equal(aca_request_body(request, NULL), " {\"location\" : \"westus\"} ");
  aca_request_free(request);
  assert_int_equal(aca_container_apps_update_request(client, "rg", "web", NULL, &options, &request), ACA_OK);
  assert_string_equal(aca_request_body(request, NULL), " {\"location\" : \"westus\"} ");
  assert_string_equal(header_of(request, "Content-Type"), "application/json");
  aca_request_free(request);
  aca_client_free(client);
}

static void limits_are_the_calls_or_the_clients(void **state)
{
  (void)state;
  aca_client *client = NULL;
  aca_request *request;
  assert_int_equal(aca_client_new(&(aca_client_options){.subscription_id = "s", .timeout_ms = 7}, &client), ACA_OK);
  assert_int_equal(aca_container_apps_get_request(client, "rg", "web", NULL, &request), ACA_OK);
  assert_int_equal(request->timeout_ms, 7);
  assert_false(request->strict);
  aca_request_free(request);
  assert_int_equal(aca_container_apps_get_request(client, "rg", "web",
                                                  &(aca_call_options){.timeout_ms = 9, .strict = true}, &request),
                   ACA_OK);
  assert_int_equal(request->timeout_ms, 9);
  assert_true(request->strict);
  aca_request_free(request);
  aca_status status =
      aca_container_apps_get_request(client, "rg", "web", &(aca_call_options){.timeout_ms = -1}, &request);
  assert_refused(client, status, request, "timeout_ms: negative");
  aca_client_free(client);
}

static void null_is_named(void **state)
{
  (void)state;
  aca_client *client = new_client();
  aca_request *request;
  const char *const arguments[] = {"a", "b", "c"};
  aca_status status = aca_operation_request(NULL, &odd_operation, arguments, NULL, NULL, &request);
  assert_refused(NULL, status, request, "client is NULL");
  status = aca_operation_request(client, NULL, arguments, NULL, NULL, &request);
  assert_refused(NULL, status, request, "operation is NULL");
  status = aca_operation_request(client, &odd_operation, NULL, NULL, NULL, &request);
  assert_refused(NULL, status, request, "arguments is NULL");
  aca_client_free(client);
}

static void no_request_knows_nothing(void **state)
{
  (void)state;
  size_t length = 99;
  aca_response *response;
  assert_int_equal(aca_request_status(NULL), ACA_ERROR_ARGUMENT);
  assert_string_equal(aca_request_message(NULL), "request is NULL");
  assert_string_equal(aca_request_method(NULL), "");
  assert_string_equal(aca_request_url(NULL), "");
  assert_string_equal(aca_request_body(NULL, &length), "");
  assert_int_equal(length, 0);
  assert_int_equal(aca_request_header_count(NULL), 0);
  assert_null(aca_request_header_at(NULL, 0));
  assert_int_equal(aca_request_perform(NULL, &response), ACA_ERROR_ARGUMENT);
  assert_string_equal(aca_response_message(response), "request is NULL");
  aca_response_free(response);
  aca_request_free(NULL);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_url_of_an_operation),
      cmocka_unit_test(every_odd_character_is_encoded),
      cmocka_unit_test(a_value_cannot_leave_its_segment),
      cmocka_unit_test(bad_ids_are_refused_by_name),
      cmocka_unit_test(a_subscription_is_needed_where_the_path_has_one),
      cmocka_unit_test(the_api_version_is_the_calls_the_clients_or_the_operations),
      cmocka_unit_test(query_arguments_are_optional),
      cmocka_unit_test(encoded_values_are_left_alone),
      cmocka_unit_test(headers_are_few),
      cmocka_unit_test(given_headers_are_added_or_replace),
      cmocka_unit_test(bad_headers_are_refused),
      cmocka_unit_test(each_request_has_an_id_of_its_own),
      cmocka_unit_test(the_id_may_be_given),
      cmocka_unit_test(the_body_is_encoded_as_a_request),
      cmocka_unit_test(a_required_body_must_be_there),
      cmocka_unit_test(body_json_goes_out_as_it_is),
      cmocka_unit_test(limits_are_the_calls_or_the_clients),
      cmocka_unit_test(null_is_named),
      cmocka_unit_test(no_request_knows_nothing),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
