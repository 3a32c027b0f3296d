#include "response.h"

#include <string.h>

#include "aca/aca.h"
#include "help.h"
#include "sample.h"

static void add_header(aca_response *response, const char *name, const char *value)
{
  aca__response_add_header(response, name, strlen(name), value, strlen(value));
}

static void a_new_response_knows_nothing(void **state)
{
  (void)state;
  aca_response *response = aca__response_new();
  size_t length = 99;
  assert_false(aca__response_is_constant(response));
  assert_int_equal(aca_response_status(response), ACA_OK);
  assert_string_equal(aca_response_message(response), "success");
  assert_int_equal(aca_response_http_status(response), 0);
  assert_null(aca_response_error(response));
  assert_null(aca_response_value(response));
  assert_string_equal(aca_response_body(response, &length), "");
  assert_int_equal(length, 0);
  assert_int_equal(aca_response_header_count(response), 0);
  assert_null(aca_response_header(response, "Date"));
  assert_null(aca_response_request_id(response));
  assert_null(aca_response_client_request_id(response));
  assert_int_equal(aca_response_attempts(response), 0);
  assert_int_equal(aca_response_warning_count(response), 0);
  assert_null(aca_response_warning(response, 0));
  aca_response_free(response);
}

static void no_response_knows_nothing_either(void **state)
{
  (void)state;
  const char *name = "untouched";
  size_t length = 99;
  assert_int_equal(aca_response_status(NULL), ACA_OK);
  assert_non_null(aca_response_message(NULL));
  assert_int_equal(aca_response_http_status(NULL), 0);
  assert_null(aca_response_error(NULL));
  assert_null(aca_response_header(NULL, "Date"));
  assert_int_equal(aca_response_header_count(NULL), 0);
  assert_false(aca_response_header_at(NULL, 0, &name, &name));
  assert_string_equal(name, "untouched");
  assert_string_equal(aca_response_body(NULL, &length), "");
  assert_int_equal(length, 0);
  assert_string_equal(aca_response_body(NULL, NULL), "");
  assert_null(aca_response_value(NULL));
  assert_null(aca_response_request_id(NULL));
  assert_null(aca_response_client_request_id(NULL));
  assert_int_equal(aca_response_attempts(NULL), 0);
  assert_int_equal(aca_response_warning_count(NULL), 0);
  assert_null(aca_response_warning(NULL, 0));
  aca_response_free(NULL);
}

static void headers_are_found_in_any_case(void **state)
{
  (void)state;
  aca_response *response = aca__response_new();
  add_header(response, "Content-Type", "application/json");
  add_header(response, "x-ms-request-id", "the-id");
  add_header(response, "Empty", "");
  add_header(response, "content-type", "second");
  assert_string_equal(aca_response_header(response, "CONTENT-type"), "application/json");
  assert_string_equal(aca_response_header(response, "empty"), "");
  assert_string_equal(aca_response_request_id(response), "the-id");
  assert_null(aca_response_header(response, "application/json")); /* a value */
  assert_null(aca_response_header(response, "Content"));
  assert_null(aca_response_header(response, ""));
  assert_null(aca_response_header(response, NULL));
  aca_response_free(response);
}

static void headers_keep_their_order(void **state)
{
  (void)state;
  static const char *const texts[][2] = {{"A", "1"}, {"B", ""}, {"a", "2"}, {"C", "a: b"}};
  aca_response *response = aca__response_new();
  for (size_t i = 0; i < COUNT(texts); i++)
    add_header(response, texts[i][0], texts[i][1]);
  assert_int_equal(aca_response_header_count(response), COUNT(texts));
  for (size_t i = 0; i < COUNT(texts); i++) {
    const char *name = NULL, *value = NULL;
    assert_true(aca_response_header_at(response, i, &name, &value));
    assert_string_equal(name, texts[i][0]);
    assert_string_equal(value, texts[i][1]);
    assert_true(aca_response_header_at(response, i, NULL, NULL));
  }
  const char *name = "untouched";
  assert_false(aca_response_header_at(response, COUNT(texts), &name, NULL));
  assert_false(aca_response_header_at(response, SIZE_MAX, &name, NULL));
  assert_string_equal(name, "untouched");
  aca_response_free(response);
}

static void a_header_that_does_not_fit_is_not_counted(void **state)
{
  (void)state;
  aca_response *response = aca__response_new();
  response->headers.limit = 20;
  add_header(response, "A", "1");
  add_header(response, "A-long-name", "a long value");
  add_header(response, "B", "2");
  assert_true(response->headers.failed);
  assert_int_equal(aca_response_header_count(response), 1);
  assert_string_equal(aca_response_header(response, "A"), "1");
  assert_null(aca_response_header(response, "A-long-name"));
  assert_null(aca_response_header(response, "B"));
  assert_false(aca_response_header_at(response, 1, NULL, NULL));
  aca_response_free(response);
}

static void the_body_is_bytes(void **state)
{
  (void)state;
  aca_response *response = aca__response_new();
  size_t length = 0;
  aca__buffer_add(&response->body, "a\0b", 3);
  assert_memory_equal(aca_response_body(response, &length), "a\0b", 4);
  assert_int_equal(length, 3);
  aca_response_free(response);
}

static void failing_sets_status_and_message(void **state)
{
  (void)state;
  aca_response *response = aca__response_new();
  assert_int_equal(aca__response_fail(response, ACA_ERROR_TIMEOUT, "after %d ms", 5), ACA_ERROR_TIMEOUT);
  assert_int_equal(aca_response_status(response), ACA_ERROR_TIMEOUT);
  assert_string_equal(aca_response_message(response), "after 5 ms");
  assert_int_equal(aca__response_fail(response, ACA_ERROR_DECODE, "%s", "%s%n"), ACA_ERROR_DECODE);
  assert_string_equal(aca_response_message(response), "%s%n");
  aca_response_free(response);
}

static void decoding_again_replaces_the_value(void **state)
{
  (void)state;
  aca_response *response = aca__response_new();
  assert_int_equal(aca__response_decode(response, &sample_model, "{\"text\":\"1\"}", 12, 0), ACA_OK);
  assert_string_equal(((const sample *)aca_response_value(response))->text, "1");
  assert_int_equal(aca__response_decode(response, &sample_model, "{\"text\":\"2\"}", 12, 0), ACA_OK);
  assert_string_equal(((const sample *)aca_response_value(response))->text, "2");
  aca_response_free(response);
}

static void warnings_are_in_order(void **state)
{
  (void)state;
  static const char json[] = "{\"small\":\"x\",\"text\":1,\"flag\":[]}";
  aca_response *response = aca__response_new();
  assert_int_equal(aca__response_decode(response, &sample_model, json, sizeof json - 1, 0), ACA_OK);
  assert_int_equal(aca_response_warning_count(response), 3);
  assert_contains(aca_response_warning(response, 0), "small: ");
  assert_contains(aca_response_warning(response, 1), "text: ");
  assert_contains(aca_response_warning(response, 2), "flag: ");
  assert_null(aca_response_warning(response, 3));
  assert_int_equal(aca_response_status(response), ACA_OK);
  aca_response_free(response);
}

static void a_reset_makes_room_for_another_answer(void **state)
{
  (void)state;
  static const char json[] = "{\"small\":\"x\"}";
  aca_response *response = aca__response_new();
  response->http_status = 503;
  response->attempts = 1;
  response->client_request_id = "id";
  response->body.limit = 100;
  add_header(response, "A", "1");
  aca__buffer_text(&response->body, json);
  assert_int_equal(aca__response_decode(response, &sample_model, json, sizeof json - 1, 0), ACA_OK);
  aca__response_reset(response);
  assert_int_equal(aca_response_http_status(response), 0);
  assert_int_equal(aca_response_header_count(response), 0);
  assert_null(aca_response_header(response, "A"));
  assert_string_equal(aca_response_body(response, NULL), "");
  assert_null(aca_response_value(response));
  assert_int_equal(aca_response_warning_count(response), 0);
  assert_null(aca_response_warning(response, 0));
  assert_int_equal(aca_response_attempts(response), 1); /* these are of the call */
  assert_string_equal(aca_response_client_request_id(response), "id");
  assert_int_equal(response->body.limit, 100);
  assert_int_equal(aca__response_decode(response, &sample_model, json, sizeof json - 1, 0), ACA_OK);
  assert_int_equal(aca_response_warning_count(response), 1);
  aca_response_free(response);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_new_response_knows_nothing),
      cmocka_unit_test(no_response_knows_nothing_either),
      cmocka_unit_test(headers_are_found_in_any_case),
      cmocka_unit_test(headers_keep_their_order),
      cmocka_unit_test(a_header_that_does_not_fit_is_not_counted),
      cmocka_unit_test(the_body_is_bytes),
      cmocka_unit_test(failing_sets_status_and_message),
      cmocka_unit_test(decoding_again_replaces_the_value),
      cmocka_unit_test(warnings_are_in_order),
      cmocka_unit_test(a_reset_makes_room_for_another_answer),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
