/* The transport on libcurl, by way of the public functions, against a server on loopback. */
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "aca/aca.h"
#include "help.h"
#include "response.h"

/* Operations of no service: one for each method, with no result of its own. */
static const aca_parameter parameters[] = {{.name = "name", .required = true}};
static const unsigned short success[] = {200, 0};

static aca_operation operation(const char *method)
{
  return (aca_operation){.id = "Things_Do",
                         .method = method,
                         .path = "/things/{name}",
                         .api_version = "2023-05-01",
                         .parameters = parameters,
                         .parameter_count = 1,
                         .success = success};
}

static aca_status call(aca_client *client, const char *method, const aca_call_options *options,
                       aca_response **response)
{
  static const char *const arguments[] = {"one"};
  aca_operation op = operation(method);
  return aca_operation_call(client, &op, arguments, NULL, options, response, NULL);
}

/* A GET whose answer is read as an app, of which the name alone counts here. */
static aca_status read_name(aca_client *client, const aca_call_options *options, aca_response **response,
                            const aca_container_app **app)
{
  static const char *const arguments[] = {"one"};
  aca_operation op = operation("GET");
  const void *value = NULL;
  op.result = &aca_container_app_model;
  aca_status status = aca_operation_call(client, &op, arguments, NULL, options, response, &value);
  *app = value;
  return status;
}

static const char ok[] = "HTTP/1.1 200 OK\r\nContent-Length: 14\r\n\r\n{\"name\":\"tea\"}";

/* ---- what is sent ---- */

/* Fails the test unless the request is `first`, each of `lines` once and no other but Accept-Encoding, whose value is
 * libcurl's business, and `body`. The order of the lines is libcurl's too. */
static void assert_request(const char *request, const char *first, const char *const *lines, const char *body)
{
  char head[4096];
  const char *end = strstr(request, "\r\n\r\n");
  assert_non_null(end);
  assert_string_equal(end + 4, body);
  size_t length = (size_t)(end + 2 - request);
  assert_true(length < sizeof head);
  memcpy(head, request, length);
  head[length] = '\0';
  size_t first_length = strlen(first);
  assert_memory_equal(head, first, first_length);
  assert_memory_equal(head + first_length, "\r\n", 2);
  size_t expected = 1, found = 0;
  assert_contains(head, "\r\nAccept-Encoding: ");
  for (size_t i = 0; lines[i] != NULL; i++, expected++) {
    char line[512];
    snprintf(line, sizeof line, "\r\n%s\r\n", lines[i]);
    assert_contains(head, line);
    assert_lacks(strstr(head, line) + strlen(line) - 2, line);
  }
  for (const char *at = head + first_length + 2; *at != '\0'; at = strstr(at, "\r\n") + 2)
    found++;
  if (found != expected)
    fail_msg("%zu header lines instead of %zu:\n%s", found, expected, head);
}

#define COMMON                                                                                                  \
  host, "User-Agent: libaca/" ACA_VERSION " (C11)", "Accept: application/json", "x-ms-client-request-id: id-1", \
      "Authorization: Bearer secret-token"

/* One handle and one connection serve all, so that what is left of a request would show in the next. */
static void each_method_sends_its_headers_and_no_others(void **state)
{
  (void)state;
  static const canned answer[] = {{.bytes = ok}};
  static const char body[] = "{\"sugar\":2}";
  const struct {
    const char *method;
    const char *body;
  } calls[] = {{"PUT", body},  {"GET", NULL},    {"POST", NULL},  {"PATCH", body}, {"DELETE", NULL},
               {"POST", body}, {"PATCH", NULL}, {"GET", NULL},   {"PUT", NULL},   {"DELETE", NULL}};
  server *s = server_start(answer, 1);
  aca_client *client = server_client(s);
  char host[64];
  snprintf(host, sizeof host, "Host: 127.0.0.1:%d", server_port(s));
  for (size_t i = 0; i < COUNT(calls); i++) {
    bool bare = strcmp(calls[i].method, "GET") == 0 || strcmp(calls[i].method, "DELETE") == 0;
    const char *const with_body[] = {COMMON, "Content-Type: application/json", "Content-Length: 11", NULL};
    const char *const without[] = {COMMON, bare ? NULL : "Content-Length: 0", NULL};
    const aca_call_options options = {.client_request_id = "id-1", .body_json = calls[i].body};
    aca_response *response = NULL;
    assert_int_equal(call(client, calls[i].method, &options, &response), ACA_OK);
    assert_string_equal(aca_response_body(response, NULL), "{\"name\":\"tea\"}");
    assert_int_equal(aca_response_http_status(response), 200);
    char first[128];
    snprintf(first, sizeof first, "%s /things/one?api-version=2023-05-01 HTTP/1.1", calls[i].method);
    assert_request(server_request(s, i), first, calls[i].body != NULL ? with_body : without,
                   calls[i].body != NULL ? calls[i].body : "");
    aca_response_free(response);
  }
  assert_int_equal(server_connections(s), 1);
  aca_client_free(client);
  server_stop(s);
}

static void headers_of_the_call_are_sent_as_they_are(void **state)
{
  (void)state;
  static const canned answer[] = {{.bytes = ok}};
  static const aca_header headers[] = {
      {"If-Match", "\"a;b:c\""}, {"X-Empty", ""}, {"X-Blank", "  "}, {"Accept", "text/plain"}, {"X-Utf8", "\xC3\xA4"}};
  server *s = server_start(answer, 1);
  aca_client *client = server_client(s);
  const aca_call_options options = {.client_request_id = "id-1", .headers = headers, .header_count = COUNT(headers)};
  aca_response *response = NULL;
  assert_int_equal(call(client, "GET", &options, &response), ACA_OK);
  aca_response_free(response);
  char host[64];
  snprintf(host, sizeof host, "Host: 127.0.0.1:%d", server_port(s));
  const char *const lines[] = {host,
                               "User-Agent: libaca/" ACA_VERSION " (C11)",
                               "x-ms-client-request-id: id-1",
                               "Authorization: Bearer secret-token",
                               "If-Match: \"a;b:c\"",
                               "X-Empty:",
                               "X-Blank:",
                               "Accept: text/plain",
                               "X-Utf8: \xC3\xA4",
                               NULL};
  assert_request(server_request(s, 0), "GET /things/one?api-version=2023-05-01 HTTP/1.1", lines, "");
  /* and none of them in the next call */
  assert_int_equal(call(client, "GET", NULL, &response), ACA_OK);
  aca_response_free(response);
  assert_lacks(server_request(s, 1), "If-Match");
  assert_contains(server_request(s, 1), "\r\nAccept: application/json\r\n");
  aca_client_free(client);
  server_stop(s);
}

static void a_client_without_a_credential_sends_no_token(void **state)
{
  (void)state;
  static const canned answer[] = {{.bytes = ok}};
  server *s = server_start(answer, 1);
  const aca_client_options options = {.endpoint = server_url(s), .application_id = "kettle/1"};
  aca_client *client = NULL;
  aca_response *response = NULL;
  assert_int_equal(aca_client_new(&options, &client), ACA_OK);
  assert_int_equal(call(client, "GET", NULL, &response), ACA_OK);
  assert_lacks(server_request(s, 0), "Authorization");
  assert_contains(server_request(s, 0), "\r\nUser-Agent: kettle/1 libaca/" ACA_VERSION " (C11)\r\n");
  aca_response_free(response);
  aca_client_free(client);
  server_stop(s);
}

/* ---- what comes back ---- */

typedef struct outcome {
  aca_status status;
  aca_response *response;
  const aca_container_app *app;
  size_t requests;
} outcome;

/* One call against a server that gives `answer`. */
static outcome answered(canned answer, const aca_client_options *more, const aca_call_options *options)
{
  server *s = server_start(&answer, 1);
  aca_client_options all = more != NULL ? *more : (aca_client_options){0};
  outcome o = {0};
  aca_client *client = NULL;
  all.endpoint = server_url(s);
  if (all.retry.max_retries == 0)
    all.retry.max_retries = -1;
  assert_int_equal(aca_client_new(&all, &client), ACA_OK);
  o.status = read_name(client, options, &o.response, &o.app);
  o.requests = server_requests(s);
  aca_client_free(client);
  server_stop(s);
  assert_int_equal(aca_response_status(o.response), o.status);
  assert_non_null(aca_response_message(o.response));
  assert_string_not_equal(aca_response_message(o.response), "");
  return o;
}

#define ANSWERED(...) answered((canned){__VA_ARGS__}, NULL, NULL)

static void a_chunked_body_is_put_together(void **state)
{
  (void)state;
  outcome o = ANSWERED(.bytes = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nx-ms-request-id: 7\r\n\r\n"
                                "9\r\n{\"name\":\"\r\n4;more=less\r\ncup\"\r\n1\r\n}\r\n0\r\nX-Trailer: last\r\n\r\n");
  size_t length = 0;
  assert_int_equal(o.status, ACA_OK);
  assert_string_equal(o.app->name, "cup");
  assert_string_equal(aca_response_body(o.response, &length), "{\"name\":\"cup\"}");
  assert_int_equal(length, 14);
  assert_string_equal(aca_response_request_id(o.response), "7");
  aca_response_free(o.response);
}

static void a_gzip_body_is_unpacked(void **state)
{
  (void)state;
  static const unsigned char packed[] = {
      0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0xab, 0x56, 0xca, 0x4b, 0xcc, 0x4d, 0x55, 0xb2,
      0x52, 0x2a, 0x2e, 0x2c, 0x4d, 0x4d, 0xad, 0x4a, 0x4d, 0x51, 0xaa, 0x05, 0x00, 0x7e, 0x0f, 0x2a, 0x56, 0x13,
      0x00, 0x00, 0x00};
  char bytes[256];
  int head = snprintf(bytes, sizeof bytes,
                      "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %zu\r\n\r\n", sizeof packed);
  memcpy(bytes + head, packed, sizeof packed);
  outcome o = ANSWERED(.bytes = bytes, .length = (size_t)head + sizeof packed);
  assert_int_equal(o.status, ACA_OK);
  assert_string_equal(o.app->name, "squeezed");
  assert_string_equal(aca_response_body(o.response, NULL), "{\"name\":\"squeezed\"}");
  aca_response_free(o.response);
}

static void a_body_up_to_the_end_of_the_connection_is_read(void **state)
{
  (void)state;
  outcome o = ANSWERED(.bytes = "HTTP/1.1 200 OK\r\n\r\n{\"name\":\"tea\"}", .close = true);
  assert_int_equal(o.status, ACA_OK);
  assert_string_equal(o.app->name, "tea");
  aca_response_free(o.response);
}

static void an_answer_cut_short_is_no_answer(void **state)
{
  (void)state;
  static const char *const cuts[] = {
      "HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\n{\"name\":\"tea\"}", /* JSON in itself, but a byte is missing */
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\ne\r\n{\"name\":\"tea\"}\r\n",
  };
  for (size_t i = 0; i < COUNT(cuts); i++) {
    outcome o = ANSWERED(.bytes = cuts[i], .close = true);
    assert_int_equal(o.status, ACA_ERROR_TRANSPORT);
    assert_null(o.app);
    assert_null(aca_response_value(o.response));
    aca_response_free(o.response);
  }
}

static void what_is_not_http_is_no_answer(void **state)
{
  (void)state;
  outcome o = ANSWERED(.bytes = "220 mail.example ready\r\n", .close = true);
  assert_int_equal(o.status, ACA_ERROR_TRANSPORT);
  assert_int_equal(aca_response_http_status(o.response), 0);
  aca_response_free(o.response);
}

static void an_answer_may_be_as_large_as_the_limit(void **state)
{
  (void)state;
  aca_client_options options = {.max_response_bytes = 14};
  outcome o = answered((canned){.bytes = ok}, &options, NULL);
  assert_int_equal(o.status, ACA_OK);
  aca_response_free(o.response);
  options.max_response_bytes = 13;
  o = answered((canned){.bytes = ok}, &options, NULL);
  assert_int_equal(o.status, ACA_ERROR_TRANSPORT);
  assert_contains(aca_response_message(o.response), "larger than 13 bytes");
  assert_null(o.app);
  aca_response_free(o.response);
}

static void the_limit_counts_what_was_unpacked(void **state)
{
  (void)state;
  static const unsigned char packed[] = { /* 20,000 blanks and {} */
      0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0xed, 0xc1, 0x41, 0x11, 0x00, 0x00, 0x0c, 0x02,
      0xa0, 0x2a, 0xf6, 0xf4, 0xec, 0xbe, 0x1a, 0x7b, 0x00, 0x09, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
      0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x1f, 0x74, 0x07, 0x48, 0x92, 0xf2, 0x62,
      0x22, 0x4e, 0x00, 0x00};
  char bytes[256];
  int head = snprintf(bytes, sizeof bytes,
                      "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %zu\r\n\r\n", sizeof packed);
  memcpy(bytes + head, packed, sizeof packed);
  const aca_client_options options = {.max_response_bytes = 5000};
  outcome o = answered((canned){.bytes = bytes, .length = (size_t)head + sizeof packed}, &options, NULL);
  assert_int_equal(o.status, ACA_ERROR_TRANSPORT);
  assert_contains(aca_response_message(o.response), "larger than 5000 bytes");
  aca_response_free(o.response);
}

static void silence_ends_at_the_time_limit(void **state)
{
  (void)state;
  const aca_call_options options = {.timeout_ms = 100};
  outcome o = answered((canned){.bytes = NULL}, NULL, &options);
  assert_int_equal(o.status, ACA_ERROR_TIMEOUT);
  assert_int_equal(o.requests, 1);
  aca_response_free(o.response);
  const aca_client_options limit = {.timeout_ms = 100};
  o = answered((canned){.bytes = "HTTP/1.1 200 OK\r\nContent-Length: 14\r\n\r\n{"}, &limit, NULL);
  assert_int_equal(o.status, ACA_ERROR_TIMEOUT);
  aca_response_free(o.response);
}

static void a_refused_connection_is_a_transport_error(void **state)
{
  (void)state;
  static const canned answer[] = {{.bytes = ok}};
  server *s = server_start(answer, 1);
  aca_client *client = server_client(s);
  aca_response *response = NULL;
  server_stop(s);
  assert_int_equal(call(client, "GET", NULL, &response), ACA_ERROR_TRANSPORT);
  assert_contains(aca_response_message(response), "127.0.0.1");
  assert_lacks(aca_response_message(response), "secret-token");
  assert_int_equal(aca_response_http_status(response), 0);
  assert_int_equal(aca_response_attempts(response), 1);
  aca_response_free(response);
  aca_client_free(client);
}

/* Newer versions of libcurl refuse such an answer, older ones pass it on. */
static void a_header_line_without_colon_is_no_header(void **state)
{
  (void)state;
  outcome o = ANSWERED(.bytes = "HTTP/1.1 200 OK\r\nContent-Length: 14\r\nno colon here\r\nX-After:  yes \t\r\n\r\n"
                                "{\"name\":\"tea\"}");
  if (o.status == ACA_OK) {
    const char *name = NULL, *value = NULL;
    assert_int_equal(aca_response_header_count(o.response), 2);
    assert_true(aca_response_header_at(o.response, 1, &name, &value));
    assert_string_equal(name, "X-After");
    assert_string_equal(value, "yes");
  } else {
    assert_int_equal(o.status, ACA_ERROR_TRANSPORT);
  }
  aca_response_free(o.response);
}

static void headers_are_kept_in_their_order(void **state)
{
  (void)state;
  outcome o = ANSWERED(.bytes = "HTTP/1.1 200 OK\r\nContent-Length: 14\r\n"
                                "X-Twice: a\r\nX-Empty:\r\nx-twice:b: c\r\n\r\n{\"name\":\"tea\"}");
  static const aca_header expected[] = {
      {"Content-Length", "14"}, {"X-Twice", "a"}, {"X-Empty", ""}, {"x-twice", "b: c"}};
  assert_int_equal(o.status, ACA_OK);
  assert_int_equal(aca_response_header_count(o.response), COUNT(expected));
  for (size_t i = 0; i < COUNT(expected); i++) {
    const char *name = NULL, *value = NULL;
    assert_true(aca_response_header_at(o.response, i, &name, &value));
    assert_string_equal(name, expected[i].name);
    assert_string_equal(value, expected[i].value);
  }
  assert_string_equal(aca_response_header(o.response, "X-TWICE"), "a");
  aca_response_free(o.response);
}

static void an_interim_answer_leaves_nothing_behind(void **state)
{
  (void)state;
  outcome o = ANSWERED(.bytes = "HTTP/1.1 100 Continue\r\nX-Interim: 1\r\n\r\n"
                                "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"
                                "HTTP/1.1 200 OK\r\nContent-Length: 14\r\n\r\n{\"name\":\"tea\"}");
  assert_int_equal(o.status, ACA_OK);
  assert_int_equal(aca_response_http_status(o.response), 200);
  assert_int_equal(aca_response_header_count(o.response), 1);
  assert_null(aca_response_header(o.response, "X-Interim"));
  assert_null(aca_response_header(o.response, "Link"));
  assert_string_equal(o.app->name, "tea");
  aca_response_free(o.response);
}

static void a_redirection_is_not_followed(void **state)
{
  (void)state;
  outcome o = ANSWERED(.bytes = "HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n");
  assert_int_equal(o.status, ACA_ERROR_SERVICE);
  assert_int_equal(aca_response_http_status(o.response), 302);
  assert_string_equal(aca_response_header(o.response, "location"), "/elsewhere");
  assert_int_equal(o.requests, 1);
  aca_response_free(o.response);
}

/* Requests have such URLs only if all that looks at them before is wrong. */
static void only_http_is_spoken(void **state)
{
  (void)state;
  static const char *const urls[] = {"file:///etc/passwd", "ftp://127.0.0.1:9/x", "gopher://127.0.0.1:9/x"};
  aca__transport *transport = aca__transport_curl_new(&(aca__transport_options){.user_agent = "test"});
  assert_non_null(transport);
  for (size_t i = 0; i < COUNT(urls); i++) {
    aca_response *response = aca__response_new();
    const aca__exchange exchange = {.method = "GET", .url = urls[i]};
    const aca__outcome o = transport->perform(transport, &exchange, response);
    assert_int_equal(o.status, ACA_ERROR_TRANSPORT);
    assert_false(o.retriable);
    assert_contains(o.message, "not supported or disabled in libcurl");
    assert_int_equal(response->body.length, 0);
    aca_response_free(response);
  }
  transport->free(transport);
}

static void a_nul_in_the_body_is_named_with_its_byte(void **state)
{
  (void)state;
  static const char bytes[] = "HTTP/1.1 200 OK\r\nContent-Length: 14\r\n\r\n{\"name\":\"x\0y\"}";
  outcome o = ANSWERED(.bytes = bytes, .length = sizeof bytes - 1);
  size_t length = 0;
  assert_int_equal(o.status, ACA_ERROR_DECODE);
  assert_contains(aca_response_message(o.response), "at byte 10");
  assert_memory_equal(aca_response_body(o.response, &length), "{\"name\":\"x\0y\"}", 14);
  assert_int_equal(length, 14);
  aca_response_free(o.response);
}

/* ---- more than one call ---- */

static void twenty_calls_share_one_connection(void **state)
{
  (void)state;
  static const canned answer[] = {{.bytes = ok}};
  server *s = server_start(answer, 1);
  aca_client *client = server_client(s);
  for (int i = 0; i < 20; i++) {
    aca_response *response = NULL;
    assert_int_equal(call(client, "GET", NULL, &response), ACA_OK);
    aca_response_free(response);
  }
  assert_int_equal(server_requests(s), 20);
  assert_int_equal(server_connections(s), 1);
  aca_client_free(client);
  server_stop(s);
}

static void a_failed_call_does_not_spoil_the_next(void **state)
{
  (void)state;
  static const canned answers[] = {
      {.bytes = "HTTP/1.1 200 OK\r\nContent-Length: 99\r\nX-Old: 1\r\n\r\n{", .close = true}, {.bytes = ok}};
  server *s = server_start(answers, COUNT(answers));
  aca_client *client = server_client(s);
  aca_response *response = NULL;
  assert_int_equal(call(client, "GET", NULL, &response), ACA_ERROR_TRANSPORT);
  aca_response_free(response);
  assert_int_equal(call(client, "GET", NULL, &response), ACA_OK);
  assert_string_equal(aca_response_body(response, NULL), "{\"name\":\"tea\"}");
  assert_null(aca_response_header(response, "X-Old"));
  assert_string_equal(aca_response_message(response), aca_status_text(ACA_OK));
  assert_int_equal(server_connections(s), 2);
  aca_response_free(response);
  aca_client_free(client);
  server_stop(s);
}

typedef struct asked {
  server *server;
  int times;
  int times_since_request;
} asked;

static bool stop_after_request(void *data)
{
  asked *a = data;
  a->times++;
  a->times_since_request += server_requests(a->server) > 0;
  return a->times_since_request > 0;
}

static bool never_stop(void *data)
{
  ((asked *)data)->times++;
  return false;
}

static void the_cancel_callback_ends_the_call(void **state)
{
  (void)state;
  static const canned answers[] = {{.bytes = NULL}, {.bytes = ok}};
  server *s = server_start(answers, COUNT(answers));
  aca_client *client = server_client(s);
  asked a = {.server = s};
  aca_response *response = NULL;
  const aca_call_options impatient = {.cancel = stop_after_request, .cancel_data = &a};
  assert_int_equal(call(client, "GET", &impatient, &response), ACA_ERROR_CANCELED);
  assert_int_equal(a.times_since_request, 1);
  assert_string_equal(aca_response_message(response), aca_status_text(ACA_ERROR_CANCELED));
  assert_int_equal(aca_response_http_status(response), 0);
  aca_response_free(response);
  /* One that says no stops nothing, and is not asked in the call after its own. */
  a.times = 0;
  const aca_call_options patient = {.cancel = never_stop, .cancel_data = &a};
  assert_int_equal(call(client, "GET", &patient, &response), ACA_OK);
  aca_response_free(response);
  assert_true(a.times > 0);
  a.times = 0;
  assert_int_equal(call(client, "GET", NULL, &response), ACA_OK);
  aca_response_free(response);
  assert_int_equal(a.times, 0);
  aca_client_free(client);
  server_stop(s);
}

enum { THREADS = 8, CALLS = 50 };

typedef struct worker {
  pthread_t thread;
  aca_client *client;
  int succeeded;
} worker;

static void *work(void *data)
{
  worker *w = data;
  for (int i = 0; i < CALLS; i++) {
    aca_response *response = NULL;
    const aca_container_app *app = NULL;
    if (read_name(w->client, NULL, &response, &app) == ACA_OK && strcmp(app->name, "tea") == 0)
      w->succeeded++;
    aca_response_free(response);
  }
  return NULL;
}

static void eight_threads_share_one_client(void **state)
{
  (void)state;
  static const canned answer[] = {{.bytes = ok}};
  server *s = server_start(answer, 1);
  aca_client *client = server_client(s);
  worker workers[THREADS] = {0};
  for (size_t i = 0; i < THREADS; i++) {
    workers[i].client = client;
    assert_int_equal(pthread_create(&workers[i].thread, NULL, work, &workers[i]), 0);
  }
  for (size_t i = 0; i < THREADS; i++) {
    pthread_join(workers[i].thread, NULL);
    assert_int_equal(workers[i].succeeded, CALLS);
  }
  assert_int_equal(server_requests(s), THREADS * CALLS);
  assert_in_range(server_connections(s), 1, THREADS);
  aca_client_free(client);
  server_stop(s);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(each_method_sends_its_headers_and_no_others),
      cmocka_unit_test(headers_of_the_call_are_sent_as_they_are),
      cmocka_unit_test(a_client_without_a_credential_sends_no_token),
      cmocka_unit_test(a_chunked_body_is_put_together),
      cmocka_unit_test(a_gzip_body_is_unpacked),
      cmocka_unit_test(a_body_up_to_the_end_of_the_connection_is_read),
      cmocka_unit_test(an_answer_cut_short_is_no_answer),
      cmocka_unit_test(what_is_not_http_is_no_answer),
      cmocka_unit_test(an_answer_may_be_as_large_as_the_limit),
      cmocka_unit_test(the_limit_counts_what_was_unpacked),
      cmocka_unit_test(silence_ends_at_the_time_limit),
      cmocka_unit_test(a_refused_connection_is_a_transport_error),
      cmocka_unit_test(a_header_line_without_colon_is_no_header),
      cmocka_unit_test(headers_are_kept_in_their_order),
      cmocka_unit_test(an_interim_answer_leaves_nothing_behind),
      cmocka_unit_test(a_redirection_is_not_followed),
      cmocka_unit_test(only_http_is_spoken),
      cmocka_unit_test(a_nul_in_the_body_is_named_with_its_byte),
      cmocka_unit_test(twenty_calls_share_one_connection),
      cmocka_unit_test(a_failed_call_does_not_spoil_the_next),
      cmocka_unit_test(the_cancel_callback_ends_the_call),
      cmocka_unit_test(eight_threads_share_one_client),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
