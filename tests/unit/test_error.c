#include <string.h>

#include "aca/aca.h"
#include "help.h"
#include "response.h"

/* What the service said, with status 409 and the headers "name: value" if any, is read as an error. */
static aca_response *read_error(const char *body, const char *header)
{
  aca_response *response = aca__response_new();
  response->http_status = 409;
  aca__buffer_text(&response->body, body);
  if (header != NULL) {
    size_t name = strcspn(header, ":");
    aca__response_add_header(response, header, name, header + name + 2, strlen(header + name + 2));
  }
  assert_int_equal(aca__response_read_error(response), ACA_ERROR_SERVICE);
  assert_int_equal(aca_response_status(response), ACA_ERROR_SERVICE);
  return response;
}

static void assert_text(const char *what, const char *actual, const char *expected)
{
  if ((actual == NULL) != (expected == NULL) || (actual != NULL && strcmp(actual, expected) != 0))
    fail_msg("%s is %s, not %s", what, actual != NULL ? actual : "NULL", expected != NULL ? expected : "NULL");
}

/* A body, and what is read out of it; a NULL code and message: no error. */
typedef struct expectation {
  const char *body;
  const char *code;
  const char *message;
  const char *target;
  const char *inner;
  const char *info;
  const char *line;
} expectation;

static const expectation expectations[] = {
    {.body = "{\"error\":{\"code\":\"ResourceNotFound\",\"message\":\"No such app.\"}}", .code = "ResourceNotFound",
     .message = "No such app.", .line = "HTTP status 409: ResourceNotFound: No such app."},
    {.body = "\xEF\xBB\xBF{\"error\":{\"code\":\"A\",\"message\":\"B\",\"target\":\"C\"}}", .code = "A", .message = "B",
     .target = "C", .line = "HTTP status 409: A: B"},
    {.body = "{\"code\":\"ContainerAppSecretNull\",\"message\":\"flat\"}", .code = "ContainerAppSecretNull",
     .message = "flat", .line = "HTTP status 409: ContainerAppSecretNull: flat"},
    {.body = "{\"Code\":\"Conflict\",\"Message\":\"capitals\",\"Target\":null,\"Details\":[]}", .code = "Conflict",
     .message = "capitals", .line = "HTTP status 409: Conflict: capitals"},
    {.body = "{\"Error\":{\"Code\":\"A\",\"MESSAGE\":\"B\"}}", .code = "A", .message = "B",
     .line = "HTTP status 409: A: B"},
    {.body = "{\"code\":\"C\",\"message\":\"D\",\"error\":{\"code\":\"A\",\"message\":\"B\"}}", .code = "A",
     .message = "B", .line = "HTTP status 409: A: B"}, /* both at once */
    {.body = "{\"error\":{\"code\":\"A\"}}", .code = "A", .line = "HTTP status 409: A"},
    {.body = "{\"error\":{\"message\":\"B\"}}", .message = "B", .line = "HTTP status 409: B"},
    {.body = "{\"error\":{\"code\":404,\"message\":\"B\"}}", .code = "404", .message = "B",
     .line = "HTTP status 409: 404: B"},
    {.body = "{\"error\":{\"code\":12345678901234567890,\"message\":\"B\"}}", .code = "12345678901234567890",
     .message = "B", .line = "HTTP status 409: 12345678901234567890: B"},
    {.body = "{\"error\":{\"code\":\"A\",\"message\":\"B\",\"innererror\":\"why\"}}", .code = "A", .message = "B",
     .inner = "\"why\"", .line = "HTTP status 409: A: B"},
    {.body = "{\"error\":{\"code\":\"A\",\"message\":\"B\",\"innererror\":{\"code\":\"C\",\"innererror\":{}}}}",
     .code = "A", .message = "B", .inner = "{\"code\":\"C\",\"innererror\":{}}", .line = "HTTP status 409: A: B"},
    {.body = "{\"error\":{\"code\":\"A\",\"message\":\"B\",\"innererror\":null}}", .code = "A", .message = "B",
     .line = "HTTP status 409: A: B"},
    {.body = "{\"error\":{\"code\":\"A\",\"message\":\"B\",\"additionalInfo\":[{\"type\":\"P\",\"info\":{\"x\":1}}]}}",
     .code = "A", .message = "B", .info = "[{\"type\":\"P\",\"info\":{\"x\":1}}]", .line = "HTTP status 409: A: B"},
    /* "error" that is none: the members beside it count */
    {.body = "{\"error\":\"invalid_request\",\"code\":\"A\",\"message\":\"B\"}", .code = "A", .message = "B",
     .line = "HTTP status 409: A: B"},
    {.body = "{\"error\":{},\"message\":\"B\"}", .message = "B", .line = "HTTP status 409: B"},
    {.body = "{\"error\":null,\"code\":\"A\"}", .code = "A", .line = "HTTP status 409: A"},
    /* nothing that describes an error */
    {.body = "{\"error\":\"invalid_request\"}", .line = "HTTP status 409"},
    {.body = "{\"error\":{\"code\":true,\"message\":[]}}", .line = "HTTP status 409"},
    {.body = "{}", .line = "HTTP status 409"},
    {.body = "[{\"code\":\"A\"}]", .line = "HTTP status 409"},
    {.body = "\"code\"", .line = "HTTP status 409"},
    {.body = "", .line = "HTTP status 409"},
    {.body = "<html><body>502 Bad Gateway</body></html>", .line = "HTTP status 409"},
    {.body = "{\"error\":{\"code\":\"A\",\"message\":", .line = "HTTP status 409"},
};

static void every_form_is_read(void **state)
{
  (void)state;
  for (size_t i = 0; i < COUNT(expectations); i++) {
    const expectation *e = &expectations[i];
    aca_response *response = read_error(e->body, NULL);
    const aca_error *error = aca_response_error(response);
    assert_string_equal(aca_response_message(response), e->line);
    if ((error == NULL) != (e->code == NULL && e->message == NULL))
      fail_msg("%s: %s", e->body, error != NULL ? "an error" : "no error");
    if (error != NULL) {
      assert_text("code", error->code, e->code);
      assert_text("message", error->message, e->message);
      assert_text("target", error->target, e->target);
      assert_text("innererror", error->inner_error_json, e->inner);
      assert_text("additionalInfo", error->additional_info_json, e->info);
      assert_int_equal(error->detail_count, 0);
      assert_null(error->details);
    }
    assert_string_equal(aca_response_body(response, NULL), e->body);
    aca_response_free(response);
  }
}

static void details_nest(void **state)
{
  (void)state;
  aca_response *response = read_error(
      "{\"error\":{\"code\":\"A\",\"message\":\"B\",\"details\":[{\"code\":\"C\",\"message\":\"D\",\"target\":\"E\","
      "\"details\":[{\"code\":\"F\"},{\"Message\":\"G\",\"innererror\":1}]},\"odd\",{\"additionalInfo\":[]}]}}",
      NULL);
  const aca_error *error = aca_response_error(response);
  assert_int_equal(error->detail_count, 3);
  assert_string_equal(error->details[0].code, "C");
  assert_string_equal(error->details[0].message, "D");
  assert_string_equal(error->details[0].target, "E");
  assert_int_equal(error->details[0].detail_count, 2);
  assert_string_equal(error->details[0].details[0].code, "F");
  assert_null(error->details[0].details[0].message);
  assert_string_equal(error->details[0].details[1].message, "G");
  assert_string_equal(error->details[0].details[1].inner_error_json, "1");
  assert_null(error->details[1].code);
  assert_null(error->details[1].message);
  assert_string_equal(error->details[2].additional_info_json, "[]");
  aca_response_free(response);
}

static void details_that_are_no_list_are_passed_over(void **state)
{
  (void)state;
  static const char *const bodies[] = {"{\"code\":\"A\",\"details\":{}}", "{\"code\":\"A\",\"details\":null}",
                                       "{\"code\":\"A\",\"details\":\"x\"}", "{\"code\":\"A\",\"details\":[]}"};
  for (size_t i = 0; i < COUNT(bodies); i++) {
    aca_response *response = read_error(bodies[i], NULL);
    assert_string_equal(aca_response_error(response)->code, "A");
    assert_int_equal(aca_response_error(response)->detail_count, 0);
    aca_response_free(response);
  }
}

static void the_code_may_be_in_a_header(void **state)
{
  (void)state;
  aca_response *response = read_error("", "X-MS-Error-Code: ResourceGone");
  assert_string_equal(aca_response_error(response)->code, "ResourceGone");
  assert_null(aca_response_error(response)->message);
  assert_string_equal(aca_response_message(response), "HTTP status 409: ResourceGone");
  aca_response_free(response);
  response = read_error("{\"message\":\"B\"}", "x-ms-error-code: FromHeader");
  assert_string_equal(aca_response_message(response), "HTTP status 409: FromHeader: B");
  aca_response_free(response);
  response = read_error("{\"code\":\"FromBody\",\"message\":\"B\"}", "x-ms-error-code: FromHeader");
  assert_string_equal(aca_response_error(response)->code, "FromBody");
  aca_response_free(response);
}

static void deep_details_do_not_break_it(void **state)
{
  (void)state;
  char body[4000] = "";
  for (int i = 0; i < 60; i++)
    strcat(body, "{\"code\":\"A\",\"details\":[");
  for (int i = 0; i < 60; i++)
    strcat(body, "]}");
  aca_response *response = read_error(body, NULL);
  int depth = 0;
  for (const aca_error *error = aca_response_error(response); error != NULL; error = error->details)
    depth++;
  assert_int_equal(depth, 60);
  aca_response_free(response);
}

static void all_of_it_dies_with_the_response(void **state)
{
  (void)state;
  aca_response *response = read_error("{\"code\":\"A\",\"message\":\"B\"}", NULL);
  aca__response_reset(response);
  assert_null(aca_response_error(response));
  aca__buffer_text(&response->body, "{\"code\":\"C\"}");
  assert_int_equal(aca__response_read_error(response), ACA_ERROR_SERVICE);
  assert_string_equal(aca_response_error(response)->code, "C");
  aca_response_free(response);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_form_is_read),
      cmocka_unit_test(details_nest),
      cmocka_unit_test(details_that_are_no_list_are_passed_over),
      cmocka_unit_test(the_code_may_be_in_a_header),
      cmocka_unit_test(deep_details_do_not_break_it),
      cmocka_unit_test(all_of_it_dies_with_the_response),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
