/* Clients, requests and whole calls, through a transport that only pretends and through the one on libcurl. */
#include <stdio.h>
#include <string.h>

#include "aca/aca.h"
#include "faults.h"
#include "memory.h"

#define APP_PATH "/subscriptions/" SUBSCRIPTION "/resourceGroups/rg/providers/Microsoft.App/containerApps/samovar"

static const char app_body[] = "{\"name\":\"samovar\",\"location\":\"West Europe\",\"flavor\":12345678901234567890}";
static const char error_body[] =
    "{\"error\":{\"code\":\"TooHot\",\"message\":\"100 degrees\",\"innererror\":{\"trace\":[]}}}";

static const aca_header headers[] = {{"If-Match", "*"}, {"X-Empty", ""}};

/* ---- clients and requests ---- */

static aca_status make_client(void)
{
  aca_client *client = NULL;
  aca_credential *credential = aca_credential_token("secret-token");
  if (credential == NULL)
    return ACA_ERROR_MEMORY;
  const aca_client_options options = {.subscription_id = SUBSCRIPTION,
                                      .credential = credential,
                                      .endpoint = "https://kettle.example/base/",
                                      .scope = "https://kettle.example/.default",
                                      .api_version = "2024-01-01",
                                      .application_id = "kettle/1",
                                      .ca_file = "/nowhere.pem"};
  aca_status status = aca_client_new(&options, &client);
  assert_true((status == ACA_OK) == (client != NULL));
  aca_client_free(client);
  return status;
}

static fake transport;
static aca_client *client;

static void set_up_client(void)
{
  transport = (fake){0};
  client = fake_client(&transport, NULL);
  assert_non_null(client);
}

static void tear_down_client(void)
{
  aca_client_free(client);
  assert_int_equal(transport.freed, 1);
}

static aca_status build_request(void)
{
  const aca_string_pair tags[] = {{"team", "brewing"}};
  const aca_container_app app = {
      .location = "West Europe", .tags = {COUNT(tags), tags}, .extra_json = "{\"flavor\":12345678901234567890}"};
  const aca_call_options options = {.headers = headers, .header_count = COUNT(headers)};
  aca_request *request = NULL;
  aca_status status =
      aca_container_apps_create_or_update_request(client, "rg", "samovar", &app, &options, &request);
  assert_non_null(request);
  assert_int_equal(aca_request_status(request), status);
  assert_non_null(aca_request_message(request));
  if (status == ACA_OK) {
    assert_string_equal(aca_request_url(request),
                        "https://management.azure.com" APP_PATH "?api-version=" ACA_API_VERSION);
    assert_string_equal(
        aca_request_body(request, NULL),
        "{\"tags\":{\"team\":\"brewing\"},\"location\":\"West Europe\",\"flavor\":12345678901234567890}");
    assert_int_equal(aca_request_header_count(request), 5);
  }
  aca_request_free(request);
  return status;
}

static aca_status build_request_of_json(void)
{
  const aca_container_app none = {0};
  const aca_call_options options = {.body_json = app_body, .client_request_id = "id-1"};
  aca_request *request = NULL;
  aca_status status =
      aca_container_apps_create_or_update_request(client, "rg", "samovar", &none, &options, &request);
  if (status == ACA_OK) {
    assert_string_equal(aca_request_body(request, NULL), app_body);
    assert_string_equal(aca_request_header_at(request, 1)->value, "id-1");
  }
  aca_request_free(request);
  return status;
}

static aca_status build_wrong_request(void)
{
  aca_request *request = NULL;
  aca_status status = aca_container_apps_get_request(client, "rg", "", NULL, &request);
  assert_non_null(request);
  assert_int_equal(aca_request_status(request), status);
  assert_string_equal(aca_request_message(request),
                      status == ACA_ERROR_ARGUMENT ? "containerAppName: empty" : "out of memory");
  aca_request_free(request);
  return status;
}

/* A request that could not be built is performed all the same; nothing may go out then. */
static aca_status perform_request(void)
{
  aca_request *request = NULL;
  aca_response *response = NULL;
  int before = transport.performed;
  transport.answer = (fake_answer){.http_status = 200, .body = app_body};
  aca_status built = aca_container_apps_get_request(client, "rg", "samovar", NULL, &request);
  aca_status status = aca_request_perform(request, &response);
  usable(response, status);
  assert_true(built == ACA_OK || transport.performed == before);
  aca_request_free(request);
  aca_response_free(response);
  return status;
}

/* ---- whole calls ---- */

/* What a PUT of the app came to: all there, or nothing but the status. */
static aca_status checked(aca_status status, aca_response *response, const aca_container_app *app)
{
  usable(response, status);
  assert_true((status == ACA_OK) == (app != NULL));
  if (status == ACA_OK) {
    assert_string_equal(app->name, "samovar");
    assert_string_equal(app->extra_json, "{\"flavor\":12345678901234567890}");
    assert_string_equal(aca_response_request_id(response), "42");
    assert_non_null(aca_response_client_request_id(response));
    assert_int_equal(aca_response_http_status(response), 200);
  }
  if (status == ACA_ERROR_SERVICE) {
    assert_string_equal(aca_response_error(response)->code, "TooHot");
    assert_string_equal(aca_response_error(response)->message, "100 degrees");
    assert_string_equal(aca_response_error(response)->inner_error_json, "{\"trace\":[]}");
    assert_string_equal(aca_response_message(response), "HTTP status 400: TooHot: 100 degrees");
  }
  aca_response_free(response);
  return status;
}

static aca_status put(void)
{
  const aca_container_app body = {.location = "West Europe"};
  const aca_call_options options = {.headers = headers, .header_count = COUNT(headers), .strict = true};
  aca_response *response = NULL;
  const aca_container_app *app = NULL;
  aca_status status = aca_container_apps_create_or_update(client, "rg", "samovar", &body, &options, &response, &app);
  return checked(status, response, app);
}

static aca_status new_token(const aca_token_request *request, aca_token *token, void *data)
{
  assert_contains(request->scope, ".default");
  if (data != NULL) {
    aca_token_set_error(token, data);
    return ACA_ERROR_AUTHENTICATION;
  }
  return aca_token_set(token, "secret-token", 0);
}

/* With a client that has to ask for a token each time; `why_not`: and gets none. */
static aca_status put_with_token(char *why_not)
{
  memory_hold(true);
  const aca_client_options options = {.subscription_id = SUBSCRIPTION,
                                      .credential = aca_credential_callback(new_token, why_not, NULL)};
  client = fake_client(&transport, &options);
  int before = transport.performed;
  memory_hold(false);
  aca_status status = put();
  memory_hold(true);
  if (transport.performed > before) { /* what goes out is whole */
    assert_string_equal(transport.authorization, "Bearer secret-token");
    assert_string_equal(transport.body, "{\"location\":\"West Europe\"}");
    assert_contains(transport.headers, "If-Match: *\nX-Empty: \n");
  }
  aca_client_free(client);
  memory_hold(false);
  return status;
}

static aca_status put_that_succeeds(void)
{
  transport.answer = (fake_answer){.http_status = 200, .headers = "x-ms-request-id: 42", .body = app_body};
  return put_with_token(NULL);
}

static aca_status put_that_is_refused(void)
{
  transport.answer = (fake_answer){.http_status = 400, .body = error_body};
  return put_with_token(NULL);
}

static aca_status put_that_is_not_answered(void)
{
  transport.answer = (fake_answer){.status = ACA_ERROR_TRANSPORT, .message = "the line is dead"};
  return put_with_token(NULL);
}

static aca_status put_whose_answer_does_not_fit(void)
{
  transport.answer = (fake_answer){.http_status = 200, .body = "{\"name\":[\"samovar\"]}"};
  return put_with_token(NULL);
}

static aca_status put_without_token(void)
{
  static char why_not[] = "nobody is signed in";
  return put_with_token(why_not);
}

/* ---- over the network ---- */

static server *service;

/* `left_out`: how many bytes of the body never come. */
static void serve(const char *status, const char *body, size_t left_out)
{
  static char bytes[512];
  static canned answer = {.bytes = bytes};
  answer.length = (size_t)snprintf(bytes, sizeof bytes,
                                   "HTTP/1.1 %s\r\nx-ms-request-id: 42\r\nContent-Length: %zu\r\n\r\n%s", status,
                                   strlen(body), body) -
                  left_out;
  answer.close = left_out > 0;
  service = server_start(&answer, 1);
}

static void set_up_app_service(void)
{
  serve("200 OK", app_body, 0);
}

static void set_up_error_service(void)
{
  serve("400 Bad Request", error_body, 0);
}

static void set_up_cut_service(void)
{
  serve("200 OK", app_body, 1);
}

static void tear_down_service(void)
{
  server_stop(service);
}

/* Two calls, the second of which uses what the first one left. */
static aca_status put_to_service(void)
{
  memory_hold(true);
  client = server_client(service);
  memory_hold(false);
  aca_status first = put();
  aca_status second = put();
  memory_hold(true);
  for (size_t i = 0; i < server_requests(service); i++) { /* what goes out is whole */
    assert_contains(server_request(service, i), "\r\nAuthorization: Bearer secret-token\r\n");
    assert_contains(server_request(service, i), "\r\nIf-Match: *\r\nX-Empty:\r\n");
    assert_contains(server_request(service, i), "\r\n\r\n{\"location\":\"West Europe\"}");
  }
  aca_client_free(client);
  memory_hold(false);
  return first == second || second == ACA_ERROR_MEMORY ? second : first;
}

#define ALONE(text, function, status) .name = text, .run = function, .expected = status
#define WITH_CLIENT(text, function, status) \
  ALONE(text, function, status), .set_up = set_up_client, .tear_down = tear_down_client
#define WITH_SERVICE(text, answer, status) \
  ALONE(text, put_to_service, status), .set_up = set_up_##answer##_service, .tear_down = tear_down_service

const scenario call_scenarios[] = {
    {ALONE("a client is made", make_client, ACA_OK)},
    {WITH_CLIENT("a request is built", build_request, ACA_OK)},
    {WITH_CLIENT("a request with JSON of the caller's is built", build_request_of_json, ACA_OK)},
    {WITH_CLIENT("a wrong request is refused", build_wrong_request, ACA_ERROR_ARGUMENT)},
    {WITH_CLIENT("a request is performed", perform_request, ACA_OK)},
    {ALONE("a call succeeds", put_that_succeeds, ACA_OK)},
    {ALONE("a call is refused by the service", put_that_is_refused, ACA_ERROR_SERVICE)},
    {ALONE("a call gets no answer", put_that_is_not_answered, ACA_ERROR_TRANSPORT)},
    {ALONE("a call gets an answer that does not fit", put_whose_answer_does_not_fit, ACA_ERROR_DECODE)},
    {ALONE("a call gets no token", put_without_token, ACA_ERROR_AUTHENTICATION)},
    {WITH_SERVICE("calls over the network succeed", app, ACA_OK)},
    {WITH_SERVICE("calls over the network are refused", error, ACA_ERROR_SERVICE)},
    {WITH_SERVICE("answers from the network are cut short", cut, ACA_ERROR_TRANSPORT)},
};
const size_t call_scenario_count = COUNT(call_scenarios);
