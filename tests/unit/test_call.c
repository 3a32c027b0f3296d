/* The state machine of a call, by hand: no transport, no clock. */
#include "call.h"

#include <string.h>

#include "aca/aca.h"
#include "client.h"
#include "help.h"
#include "request.h"
#include "response.h"

typedef struct bench {
  aca_client *client;
  aca_request *request;
  aca_response *response;
  aca__call call;
} bench;

static aca__now at(int64_t ms)
{
  return (aca__now){.ms = 1000000 + ms, .unix_s = 1700000000 + ms / 1000};
}

/* A GET of a container app, begun, with a token needed or not. */
static bench begin(bool with_token)
{
  bench b = {0};
  const aca_client_options options = {
      .subscription_id = SUBSCRIPTION,
      .endpoint = "https://example.com",
      .credential = with_token ? aca_credential_token("token") : NULL,
      .max_response_bytes = 1000,
  };
  const aca_call_options more = {.client_request_id = "the-id", .timeout_ms = 9};
  assert_int_equal(aca_client_new(&options, &b.client), ACA_OK);
  assert_int_equal(aca_container_apps_get_request(b.client, "rg", "web", &more, &b.request), ACA_OK);
  b.response = aca__response_new();
  aca__call_begin(&b.call, b.request, b.response, at(0), 0);
  return b;
}

static void end(bench *b)
{
  aca__call_end(&b->call);
  aca_response_free(b->response);
  aca_request_free(b->request);
  aca_client_free(b->client);
}

static void answer(bench *b, int status, const char *body)
{
  b->response->http_status = status;
  aca__buffer_text(&b->response->body, body);
  aca__call_answer(&b->call, &(aca__outcome){.status = ACA_OK}, at(1));
  assert_int_equal(b->call.step, ACA__FINISHED);
}

static void with_a_credential_it_wants_a_token_first(void **state)
{
  (void)state;
  bench b = begin(true);
  assert_int_equal(b.call.step, ACA__GET_TOKEN);
  assert_string_equal(b.call.authorization.data, "Bearer ");
  assert_int_equal(aca_response_attempts(b.response), 0);
  assert_string_equal(aca_response_client_request_id(b.response), "the-id");
  aca__buffer_text(&b.call.authorization, "token");
  aca__call_token(&b.call, ACA_OK, NULL, at(0));
  assert_int_equal(b.call.step, ACA__SEND);
  assert_string_equal(b.call.exchange.authorization, "Bearer token");
  assert_int_equal(aca_response_attempts(b.response), 1);
  end(&b);
}

static void without_a_credential_it_sends_at_once(void **state)
{
  (void)state;
  bench b = begin(false);
  const aca__exchange *exchange = &b.call.exchange;
  assert_int_equal(b.call.step, ACA__SEND);
  assert_null(exchange->authorization);
  assert_string_equal(exchange->method, "GET");
  assert_string_equal(exchange->url, aca_request_url(b.request));
  assert_int_equal(exchange->header_count, aca_request_header_count(b.request));
  assert_ptr_equal(exchange->headers, aca_request_header_at(b.request, 0));
  assert_null(exchange->body);
  assert_int_equal(exchange->body_length, 0);
  assert_int_equal(exchange->timeout_ms, 9);
  assert_int_equal(b.response->body.limit, 1000);
  end(&b);
}

static void without_a_token_it_is_over(void **state)
{
  (void)state;
  bench b = begin(true);
  aca__call_token(&b.call, ACA_ERROR_AUTHENTICATION, "log in first", at(0));
  assert_int_equal(b.call.step, ACA__FINISHED);
  assert_int_equal(aca_response_status(b.response), ACA_ERROR_AUTHENTICATION);
  assert_string_equal(aca_response_message(b.response), "log in first");
  assert_int_equal(aca_response_attempts(b.response), 0);
  end(&b);
}

/* However the request came by its URL. */
static void the_token_goes_to_the_endpoint_alone(void **state)
{
  (void)state;
  static const char *const urls[] = {"https://evil.com/x", "http://example.com/x", "https://example.com:444/x",
                                     "https://example.com.evil.com/x", "https://example.com@evil.com/x"};
  for (size_t i = 0; i < COUNT(urls); i++) {
    bench b = begin(true);
    aca__call_end(&b.call);
    b.request->url = urls[i];
    aca__call_begin(&b.call, b.request, b.response, at(0), 0);
    assert_int_equal(b.call.step, ACA__FINISHED);
    assert_int_equal(aca_response_status(b.response), ACA_ERROR_AUTHENTICATION);
    assert_string_equal(aca_response_message(b.response), "the token goes to the client's endpoint alone");
    assert_null(b.call.authorization.data);
    end(&b);
  }
}

static void a_request_that_was_refused_is_over_at_once(void **state)
{
  (void)state;
  bench b = begin(true);
  aca_request *bad = NULL;
  aca__call call;
  aca_response *response = aca__response_new();
  assert_int_equal(aca_container_apps_get_request(b.client, "", "web", NULL, &bad), ACA_ERROR_ARGUMENT);
  aca__call_begin(&call, bad, response, at(0), 0);
  assert_int_equal(call.step, ACA__FINISHED);
  assert_int_equal(aca_response_status(response), ACA_ERROR_ARGUMENT);
  assert_string_equal(aca_response_message(response), "resourceGroupName: empty");
  aca__call_end(&call);
  aca__call_begin(&call, NULL, response, at(0), 0);
  assert_int_equal(call.step, ACA__FINISHED);
  assert_string_equal(aca_response_message(response), "request is NULL");
  aca__call_end(&call);
  aca_response_free(response);
  aca_request_free(bad);
  end(&b);
}

static void a_failed_exchange_is_over(void **state)
{
  (void)state;
  static const aca_status statuses[] = {ACA_ERROR_TRANSPORT, ACA_ERROR_TIMEOUT, ACA_ERROR_CANCELED, ACA_ERROR_MEMORY};
  for (size_t i = 0; i < COUNT(statuses); i++) {
    bench b = begin(false);
    aca__call_answer(&b.call, &(aca__outcome){.status = statuses[i], .message = "the reason"}, at(1));
    assert_int_equal(b.call.step, ACA__FINISHED);
    assert_int_equal(aca_response_status(b.response), statuses[i]);
    assert_string_equal(aca_response_message(b.response), "the reason");
    assert_null(aca_response_value(b.response));
    end(&b);
  }
}

static void an_answer_is_decoded(void **state)
{
  (void)state;
  bench b = begin(false);
  answer(&b, 200, "{\"name\":\"web\"}");
  assert_int_equal(aca_response_status(b.response), ACA_OK);
  assert_string_equal(((const aca_container_app *)aca_response_value(b.response))->name, "web");
  end(&b);
}

static void an_error_is_read(void **state)
{
  (void)state;
  bench b = begin(false);
  answer(&b, 404, "{\"error\":{\"code\":\"ResourceNotFound\",\"message\":\"No.\"}}");
  assert_int_equal(aca_response_status(b.response), ACA_ERROR_SERVICE);
  assert_string_equal(aca_response_error(b.response)->code, "ResourceNotFound");
  assert_null(aca_response_value(b.response));
  end(&b);
}

static void declared_statuses_are_successes_too(void **state)
{
  (void)state;
  aca_operation odd = {.success = (const unsigned short[]){404, 0}};
  bench b = begin(false);
  odd.result = b.request->operation->result;
  b.request->operation = &odd;
  answer(&b, 404, "{\"name\":\"web\"}");
  assert_int_equal(aca_response_status(b.response), ACA_OK);
  assert_non_null(aca_response_value(b.response));
  end(&b);
}

static void the_end_may_come_at_any_time_and_twice(void **state)
{
  (void)state;
  bench b = begin(true);
  aca__call_end(&b.call);
  assert_null(b.call.authorization.data);
  end(&b); /* once more */
  b = begin(false);
  end(&b);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(with_a_credential_it_wants_a_token_first),
      cmocka_unit_test(without_a_credential_it_sends_at_once),
      cmocka_unit_test(without_a_token_it_is_over),
      cmocka_unit_test(the_token_goes_to_the_endpoint_alone),
      cmocka_unit_test(a_request_that_was_refused_is_over_at_once),
      cmocka_unit_test(a_failed_exchange_is_over),
      cmocka_unit_test(an_answer_is_decoded),
      cmocka_unit_test(an_error_is_read),
      cmocka_unit_test(declared_statuses_are_successes_too),
      cmocka_unit_test(the_end_may_come_at_any_time_and_twice),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
