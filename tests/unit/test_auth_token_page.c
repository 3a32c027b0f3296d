/* ContainerApps_GetAuthToken from end to end: what goes over the wire and all that comes back. */
#include <stdio.h>
#include <string.h>

#include "aca/aca.h"
#include "help.h"

#define APP "/subscriptions/" SUBSCRIPTION "/resourceGroups/rg/providers/Microsoft.App/containerApps/testcontainerapp0"

typedef struct page {
  aca_status status;
  aca_response *response;
  const aca_container_app_auth_token *token;
  char request[2048];
  size_t requests;
} page;

/* Asks for the token of testcontainerapp0 where the service answers `head`, its status line and headers, and `body`. */
static page ask(const char *head, const char *body)
{
  char bytes[8192];
  page p = {0};
  int length = snprintf(bytes, sizeof bytes, "HTTP/1.1 %s\r\nContent-Length: %zu\r\n\r\n%s", head, strlen(body), body);
  assert_in_range(length, 1, sizeof bytes - 1);
  server *s = server_start(&(canned){.bytes = bytes}, 1);
  aca_client *client = server_client(s);
  p.status = aca_container_apps_get_auth_token(client, "rg", "testcontainerapp0", NULL, &p.response, &p.token);
  snprintf(p.request, sizeof p.request, "%s", server_request(s, 0));
  p.requests = server_requests(s);
  aca_client_free(client);
  server_stop(s);
  assert_int_equal(aca_response_status(p.response), p.status);
  assert_int_equal(p.requests, 1);
  return p;
}

static const char token_body[] =
    "{\"id\":\"" APP "\",\"name\":\"testcontainerapp0\",\"type\":\"Microsoft.App/containerApps/accesstoken\","
    "\"location\":\"East US\",\"tags\":{\"team\":\"brewing\",\"stage\":\"\"},"
    "\"systemData\":{\"createdBy\":\"brewer@contoso.example\",\"createdByType\":\"User\","
    "\"createdAt\":\"2022-07-01T08:00:00Z\",\"lastModifiedBy\":\"0d3a4b5c\",\"lastModifiedByType\":\"Application\","
    "\"lastModifiedAt\":\"2022-07-02T09:30:00.5Z\"},"
    "\"properties\":{\"token\":\"testToken\",\"expires\":\"2022-07-14T19:22:50.3080223Z\"}}";

static void the_request_is_the_definitions(void **state)
{
  (void)state;
  static const char first[] = "POST " APP "/getAuthtoken?api-version=" ACA_API_VERSION " HTTP/1.1\r\n";
  page p = ask("200 OK", token_body);
  assert_int_equal(p.status, ACA_OK);
  assert_memory_equal(p.request, first, sizeof first - 1);
  assert_contains(p.request, "\r\nAuthorization: Bearer secret-token\r\n");
  assert_contains(p.request, "\r\nAccept: application/json\r\n");
  assert_contains(p.request, "\r\nContent-Length: 0\r\n");
  assert_lacks(p.request, "Content-Type");
  assert_string_equal(strstr(p.request, "\r\n\r\n"), "\r\n\r\n");
  char id[128];
  snprintf(id, sizeof id, "\r\nx-ms-client-request-id: %s\r\n", aca_response_client_request_id(p.response));
  assert_contains(p.request, id);
  aca_response_free(p.response);
}

static void every_field_of_the_token_is_read(void **state)
{
  (void)state;
  page p = ask("200 OK\r\nContent-Type: application/json; charset=utf-8\r\nx-ms-request-id: 42", token_body);
  assert_int_equal(p.status, ACA_OK);
  const aca_container_app_auth_token *t = p.token;
  assert_non_null(t);
  assert_ptr_equal(t, aca_response_value(p.response));
  assert_string_equal(t->id, APP);
  assert_string_equal(t->name, "testcontainerapp0");
  assert_string_equal(t->type, "Microsoft.App/containerApps/accesstoken");
  assert_string_equal(t->location, "East US");
  assert_int_equal(t->tags.count, 2);
  assert_string_equal(t->tags.items[0].key, "team");
  assert_string_equal(t->tags.items[0].value, "brewing");
  assert_string_equal(t->tags.items[1].key, "stage");
  assert_string_equal(t->tags.items[1].value, "");
  assert_null(t->extra_json);
  assert_non_null(t->properties);
  assert_string_equal(t->properties->token, "testToken");
  assert_string_equal(t->properties->expires, "2022-07-14T19:22:50.3080223Z");
  assert_null(t->properties->extra_json);
  aca_time expires;
  assert_int_equal(aca_time_parse(t->properties->expires, &expires), ACA_OK);
  assert_int_equal(expires.seconds, 1657826570);
  assert_int_equal(expires.nanoseconds, 308022300);
  assert_int_equal(aca_response_warning_count(p.response), 0);
  assert_int_equal(aca_response_http_status(p.response), 200);
  assert_int_equal(aca_response_attempts(p.response), 1);
  assert_string_equal(aca_response_request_id(p.response), "42");
  assert_string_equal(aca_response_body(p.response, NULL), token_body);
  assert_null(aca_response_error(p.response));
  aca_response_free(p.response);
}

static void every_field_of_the_system_data_is_read(void **state)
{
  (void)state;
  page p = ask("200 OK", token_body);
  assert_int_equal(p.status, ACA_OK);
  const aca_system_data *data = p.token->system_data;
  assert_non_null(data);
  assert_string_equal(data->created_by, "brewer@contoso.example");
  assert_string_equal(data->created_by_type, ACA_CREATED_BY_TYPE_USER);
  assert_string_equal(data->created_at, "2022-07-01T08:00:00Z");
  assert_string_equal(data->last_modified_by, "0d3a4b5c");
  assert_string_equal(data->last_modified_by_type, ACA_CREATED_BY_TYPE_APPLICATION);
  assert_string_equal(data->last_modified_at, "2022-07-02T09:30:00.5Z");
  assert_null(data->extra_json);
  aca_response_free(p.response);
}

static void the_token_is_not_printed(void **state)
{
  (void)state;
  page p = ask("200 OK", token_body);
  aca_response *text = NULL;
  assert_int_equal(aca_model_encode(&aca_container_app_auth_token_model, p.token, ACA_ENCODE_REDACTED, &text), ACA_OK);
  assert_lacks(aca_response_body(text, NULL), "testToken");
  assert_contains(aca_response_body(text, NULL), "\"token\":\"***\"");
  aca_response_free(text);
  aca_response_free(p.response);
}

static void what_the_service_leaves_out_is_absent(void **state)
{
  (void)state;
  page p = ask("200 OK", "{\"location\":\"East US\",\"properties\":null}");
  assert_int_equal(p.status, ACA_OK);
  assert_string_equal(p.token->location, "East US");
  assert_null(p.token->id);
  assert_null(p.token->properties);
  assert_null(p.token->system_data);
  assert_null(p.token->tags.items);
  aca_response_free(p.response);
}

static void an_error_with_a_body_is_described(void **state)
{
  (void)state;
  page p = ask("404 Not Found", "{\"error\":{\"code\":\"ResourceNotFound\",\"message\":\"There is no such app.\"}}");
  const aca_error *error = aca_response_error(p.response);
  assert_int_equal(p.status, ACA_ERROR_SERVICE);
  assert_null(p.token);
  assert_null(aca_response_value(p.response));
  assert_int_equal(aca_response_http_status(p.response), 404);
  assert_non_null(error);
  assert_string_equal(error->code, "ResourceNotFound");
  assert_string_equal(error->message, "There is no such app.");
  assert_null(error->target);
  assert_int_equal(error->detail_count, 0);
  assert_null(error->inner_error_json);
  assert_contains(aca_response_message(p.response), "404");
  assert_contains(aca_response_message(p.response), "ResourceNotFound");
  assert_contains(aca_response_message(p.response), "There is no such app.");
  aca_response_free(p.response);
}

static void an_error_without_a_body_is_one_all_the_same(void **state)
{
  (void)state;
  page p = ask("404 Not Found", "");
  assert_int_equal(p.status, ACA_ERROR_SERVICE);
  assert_null(p.token);
  assert_null(aca_response_error(p.response));
  assert_string_equal(aca_response_message(p.response), "HTTP status 404");
  aca_response_free(p.response);
  p = ask("404 Not Found\r\nx-ms-error-code: ResourceNotFound", "");
  assert_int_equal(p.status, ACA_ERROR_SERVICE);
  assert_non_null(aca_response_error(p.response));
  assert_string_equal(aca_response_error(p.response)->code, "ResourceNotFound");
  assert_null(aca_response_error(p.response)->message);
  aca_response_free(p.response);
}

#define DEFAULT_ERROR(inner)                                                                            \
  "{\"error\":{\"code\":\"InternalServerError\",\"message\":\"It broke.\",\"target\":\"kettle\","       \
  "\"details\":[{\"code\":\"TooHot\",\"message\":\"100 degrees\",\"target\":\"water\"},"                \
  "{\"code\":\"TooDry\",\"message\":null}],\"innererror\":" inner "}}"

static void the_default_error_is_read_in_full(void **state)
{
  (void)state;
  static const struct {
    const char *body;
    const char *inner;
  } forms[] = {
      {DEFAULT_ERROR("\"a trace\""), "\"a trace\""},
      {DEFAULT_ERROR("{\"trace\":[1,{\"at\":\"x\"}]}"), "{\"trace\":[1,{\"at\":\"x\"}]}"},
  };
  for (size_t i = 0; i < COUNT(forms); i++) {
    page p = ask("500 Internal Server Error", forms[i].body);
    const aca_error *error = aca_response_error(p.response);
    assert_int_equal(p.status, ACA_ERROR_SERVICE);
    assert_int_equal(aca_response_http_status(p.response), 500);
    assert_non_null(error);
    assert_string_equal(error->code, "InternalServerError");
    assert_string_equal(error->message, "It broke.");
    assert_string_equal(error->target, "kettle");
    assert_string_equal(error->inner_error_json, forms[i].inner);
    assert_null(error->additional_info_json);
    assert_int_equal(error->detail_count, 2);
    assert_string_equal(error->details[0].code, "TooHot");
    assert_string_equal(error->details[0].message, "100 degrees");
    assert_string_equal(error->details[0].target, "water");
    assert_string_equal(error->details[1].code, "TooDry");
    assert_null(error->details[1].message);
    assert_null(error->details[1].target);
    assert_int_equal(error->details[1].detail_count, 0);
    assert_string_equal(aca_response_body(p.response, NULL), forms[i].body);
    aca_response_free(p.response);
  }
}

static void an_empty_answer_is_no_token(void **state)
{
  (void)state;
  page p = ask("200 OK", "");
  assert_int_equal(p.status, ACA_ERROR_DECODE);
  assert_null(p.token);
  aca_response_free(p.response);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_request_is_the_definitions),
      cmocka_unit_test(every_field_of_the_token_is_read),
      cmocka_unit_test(every_field_of_the_system_data_is_read),
      cmocka_unit_test(the_token_is_not_printed),
      cmocka_unit_test(what_the_service_leaves_out_is_absent),
      cmocka_unit_test(an_error_with_a_body_is_described),
      cmocka_unit_test(an_error_without_a_body_is_one_all_the_same),
      cmocka_unit_test(the_default_error_is_read_in_full),
      cmocka_unit_test(an_empty_answer_is_no_token),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
