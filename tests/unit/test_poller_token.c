/* Resume tokens: good ones, for each kind of poller, and all that is none. That a resumed operation comes to the same
 * as one that was not interrupted is tested with each chain of the other tests of pollers. */
#include <stdlib.h>

#include "aca/base64.h"
#include "polling.h"

#define PREFIX "aca1."

static const fake_answer by_status[] = {{.http_status = 202, .headers = BOTH},
                                        {.http_status = 200, .body = SAYS("Running")},
                                        {.http_status = 200, .body = SAYS("Succeeded")},
                                        {.http_status = 200, .body = STATELESS},
                                        {0}};

/* The JSON in a token; the caller's to free. */
static char *opened(const char *token)
{
  unsigned char *json;
  size_t length;
  assert_memory_equal(token, PREFIX, strlen(PREFIX));
  assert_int_equal(aca_base64_decode(token + strlen(PREFIX), &json, &length), ACA_OK);
  return (char *)json;
}

/* A token of this JSON; the caller's to free. */
static char *forged(const char *json)
{
  char *text;
  assert_int_equal(aca_base64_encode(json, strlen(json), &text), ACA_OK);
  char *token = malloc(strlen(PREFIX) + strlen(text) + 1);
  assert_non_null(token);
  strcpy(token, PREFIX);
  strcat(token, text);
  free(text);
  return token;
}

/* The token is refused, and nothing is sent. */
static void check_refused(const char *token, const char *operation, const char *message)
{
  polling p;
  polling_open(&p, by_status);
  assert_int_equal(aca_poller_resume(p.client, operation_called(operation), token, NULL, &p.poller),
                   ACA_ERROR_ARGUMENT);
  assert_string_equal(aca_response_message(aca_poller_response(p.poller)), message);
  assert_true(aca_poller_is_done(p.poller));
  assert_null(aca_poller_resume_token(p.poller));
  assert_int_equal(aca_poller_wait(p.poller), ACA_ERROR_ARGUMENT);
  assert_int_equal(p.fake.performed, 0);
  polling_close(&p);
}

static void a_token_names_operation_and_urls_and_holds_no_secret(void **state)
{
  (void)state;
  const aca_header secret = {"x-secret", "hidden"};
  polling p;
  assert_int_equal(polling_begin(&p, "ContainerApps_Start", by_status,
                                 &(aca_call_options){.headers = &secret, .header_count = 1}),
                   ACA_OK);
  char *json = opened(aca_poller_resume_token(p.poller));
  assert_string_equal(json, "{\"operation\":\"ContainerApps_Start\",\"apiVersion\":\"" ACA_API_VERSION "\",\"kind\":\"status\","
                            "\"phase\":\"running\",\"url\":\"" STATUS "\",\"resource\":\"" START "\","
                            "\"result\":\"" RESULT "\",\"state\":\"InProgress\"}");
  free(json);
  polling_close(&p);
}

static void a_token_changes_with_the_operation(void **state)
{
  (void)state;
  polling p;
  assert_int_equal(polling_begin(&p, "ContainerApps_Start", by_status, NULL), ACA_OK);
  assert_int_equal(aca_poller_step(p.poller), ACA_OK);
  char *json = opened(aca_poller_resume_token(p.poller));
  assert_contains(json, "\"state\":\"Running\"");
  free(json);
  assert_int_equal(aca_poller_step(p.poller), ACA_OK);
  json = opened(aca_poller_resume_token(p.poller));
  assert_contains(json, "\"phase\":\"result\",\"url\":\"" RESULT "\"");
  free(json);
  assert_int_equal(aca_poller_step(p.poller), ACA_DONE);
  assert_null(aca_poller_resume_token(p.poller));
  polling_close(&p);
}

static void a_resumed_poller_knows_the_state(void **state)
{
  (void)state;
  polling p, q;
  assert_int_equal(polling_begin(&p, "ContainerApps_Start", by_status, NULL), ACA_OK);
  assert_int_equal(aca_poller_step(p.poller), ACA_OK);
  char *token = strdup(aca_poller_resume_token(p.poller));
  polling_close(&p);
  polling_open(&q, by_status + 2);
  const aca_header mine[] = {{"If-Match", "*"}, {"x-mine", "here"}};
  const aca_call_options options = {.headers = mine, .header_count = 2, .client_request_id = "id-2"};
  assert_int_equal(aca_poller_resume(q.client, operation_called("ContainerApps_Start"), token, &options, &q.poller),
                   ACA_OK);
  assert_string_equal(aca_poller_state(q.poller), "Running");
  assert_false(aca_poller_is_done(q.poller));
  assert_null(aca_poller_value(q.poller));
  assert_int_equal(aca_poller_delay_ms(q.poller), 0);
  assert_string_equal(aca_poller_resume_token(q.poller), token);
  assert_ptr_equal(aca_poller_operation(q.poller), operation_called("ContainerApps_Start"));
  assert_int_equal(aca_poller_step(q.poller), ACA_OK);
  assert_string_equal(q.fake.headers, "Accept: application/json\nx-ms-client-request-id: id-2\nx-mine: here\n");
  assert_string_equal(q.fake.authorization, "Bearer secret-token");
  free(token);
  polling_close(&q);
}

static void bad_options_are_refused_before_the_token_is_read(void **state)
{
  (void)state;
  const aca_header bad = {"Authorization", "mine"};
  polling p;
  polling_open(&p, by_status);
  assert_int_equal(aca_poller_resume(p.client, operation_called("ContainerApps_Start"), "",
                                     &(aca_call_options){.headers = &bad, .header_count = 1}, &p.poller),
                   ACA_ERROR_ARGUMENT);
  assert_string_equal(aca_response_message(aca_poller_response(p.poller)), "Authorization: set by the library alone");
  aca_poller_free(p.poller);
  assert_int_equal(aca_poller_resume(p.client, NULL, "", NULL, &p.poller), ACA_ERROR_ARGUMENT);
  assert_string_equal(aca_response_message(aca_poller_response(p.poller)), "operation is NULL");
  polling_close(&p);
}

static void what_is_no_token_is_refused(void **state)
{
  (void)state;
  static const char *const foreign[] = {NULL, "", "x", "aca1", "ACA1.e30=", "aca2.e30=", "{}", " aca1.e30=",
                                        "eyJvcGVyYXRpb24iOiJ4In0="};
  for (size_t i = 0; i < COUNT(foreign); i++)
    check_refused(foreign[i], "ContainerApps_Start", "resume token: not one of this library");
  static const char *const broken[] = {PREFIX,         PREFIX "e30",  PREFIX "e30=\n",
                                       PREFIX "e30= ", PREFIX "!!!!", PREFIX "AAAA"};
  for (size_t i = 0; i < COUNT(broken); i++)
    check_refused(broken[i], "ContainerApps_Start", "resume token: not whole");
}

static void a_token_cut_short_is_refused_wherever_it_is_cut(void **state)
{
  (void)state;
  polling p;
  assert_int_equal(polling_begin(&p, "ContainerApps_Start", by_status, NULL), ACA_OK);
  char *token = strdup(aca_poller_resume_token(p.poller));
  for (size_t length = strlen(token); length-- > 0;) {
    token[length] = '\0';
    check_refused(token, "ContainerApps_Start", length < strlen(PREFIX) ? "resume token: not one of this library"
                                                                         : "resume token: not whole");
  }
  free(token);
  polling_close(&p);
}

static void a_token_is_for_its_own_operation(void **state)
{
  (void)state;
  polling p;
  assert_int_equal(polling_begin(&p, "ContainerApps_Start", by_status, NULL), ACA_OK);
  check_refused(aca_poller_resume_token(p.poller), "ContainerApps_Stop", "resume token: of another operation");
  polling_close(&p);
}

static void a_token_is_for_its_own_endpoint(void **state)
{
  (void)state;
  static const char *const others[] = {"https://management.chinacloudapi.cn", "https://management.azure.com:444",
                                       "http://127.0.0.1:8080"};
  polling p;
  assert_int_equal(polling_begin(&p, "ContainerApps_Start", by_status, NULL), ACA_OK);
  for (size_t i = 0; i < COUNT(others); i++) {
    fake f = {0};
    aca_client *client = fake_client(&f, &(aca_client_options){.subscription_id = SUBSCRIPTION, .endpoint = others[i]});
    aca_poller *poller;
    assert_int_equal(aca_poller_resume(client, operation_called("ContainerApps_Start"),
                                       aca_poller_resume_token(p.poller), NULL, &poller),
                     ACA_ERROR_ARGUMENT);
    assert_string_equal(aca_response_message(aca_poller_response(poller)), "resume token: of another endpoint");
    assert_int_equal(f.performed, 0);
    aca_poller_free(poller);
    aca_client_free(client);
  }
  polling_close(&p);
}

/* The start of a token that is good so far, and the rest of one. */
#define BEGINNING "{\"operation\":\"ContainerApps_Start\",\"apiVersion\":\"" ACA_API_VERSION "\""
#define REST(kind, phase, url, resource, result, state) \
  ",\"kind\":" kind ",\"phase\":" phase ",\"url\":" url ",\"resource\":" resource ",\"result\":" result \
  ",\"state\":" state "}"
#define URL "\"" RESULT "\""
#define EVIL "\"https://evil.example/\""
#define KIND "\"location\""
#define PHASE "\"running\""
#define EMPTY "\"\""
#define GOOD_REST REST(KIND, PHASE, URL, URL, EMPTY, EMPTY)

static const char not_whole[] = "resume token: not whole";
static const char elsewhere[] = "resume token: of another endpoint";
static const char foreign_operation[] = "resume token: of another operation";
static const char foreign_version[] = "resume token: of another api-version";

static const struct {
  const char *json;
  const char *message;
} forgeries[] = {
    {"null", foreign_operation},
    {"[]", foreign_operation},
    {"{}", foreign_operation},
    {"{\"operation\":7,\"apiVersion\":\"" ACA_API_VERSION "\"" GOOD_REST, foreign_operation},
    {"{\"operation\":\"ContainerApps_Start\"" GOOD_REST, foreign_version},
    {"{\"operation\":\"ContainerApps_Start\",\"apiVersion\":\"2000-01-01\"" GOOD_REST, foreign_version},
    {BEGINNING "}", not_whole},
    {BEGINNING REST("\"other\"", PHASE, URL, URL, EMPTY, EMPTY), not_whole},
    {BEGINNING REST("0", PHASE, URL, URL, EMPTY, EMPTY), not_whole},
    {BEGINNING REST(KIND, "\"start\"", URL, URL, EMPTY, EMPTY), not_whole},
    {BEGINNING REST(KIND, "\"ended\"", URL, URL, EMPTY, EMPTY), not_whole},
    {BEGINNING REST(KIND, "null", URL, URL, EMPTY, EMPTY), not_whole},
    {BEGINNING REST(KIND, PHASE, "null", URL, EMPTY, EMPTY), not_whole},
    {BEGINNING REST(KIND, PHASE, EMPTY, URL, EMPTY, EMPTY), not_whole},
    {BEGINNING REST(KIND, PHASE, "\"/path\"", URL, EMPTY, EMPTY), not_whole},
    {BEGINNING REST(KIND, PHASE, "\"" CLOUD "/a\\r\\nX: 1\"", URL, EMPTY, EMPTY), not_whole},
    {BEGINNING REST(KIND, PHASE, EVIL, URL, EMPTY, EMPTY), elsewhere},
    {BEGINNING REST(KIND, PHASE, URL, "[]", EMPTY, EMPTY), not_whole},
    {BEGINNING REST(KIND, PHASE, URL, EMPTY, EMPTY, EMPTY), not_whole},
    {BEGINNING REST(KIND, PHASE, URL, EVIL, EMPTY, EMPTY), elsewhere},
    {BEGINNING REST(KIND, PHASE, URL, URL, "false", EMPTY), not_whole},
    {BEGINNING REST(KIND, PHASE, URL, URL, EVIL, EMPTY), elsewhere},
    {BEGINNING REST(KIND, PHASE, URL, URL, "\"http://management.azure.com/\"", EMPTY), elsewhere},
    {BEGINNING REST(KIND, PHASE, URL, URL, EMPTY, "null"), not_whole},
};

static void a_token_of_somebody_elses_making_is_refused(void **state)
{
  (void)state;
  for (size_t i = 0; i < COUNT(forgeries); i++) {
    char *token = forged(forgeries[i].json);
    check_refused(token, "ContainerApps_Start", forgeries[i].message);
    free(token);
  }
}

/* So the refusals above are not for some other reason. */
static void a_token_made_by_the_rules_is_taken(void **state)
{
  (void)state;
  const fake_answer answers[] = {{.http_status = 200, .body = STATELESS}, {0}};
  char *token = forged(BEGINNING GOOD_REST);
  polling p;
  polling_open(&p, answers);
  assert_int_equal(aca_poller_resume(p.client, operation_called("ContainerApps_Start"), token, NULL, &p.poller),
                   ACA_OK);
  assert_int_equal(aca_poller_wait(p.poller), ACA_OK);
  assert_string_equal(p.fake.log, "GET " RESULT "\n");
  assert_string_equal(polling_name(aca_poller_value(p.poller)), "web");
  free(token);
  polling_close(&p);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_token_names_operation_and_urls_and_holds_no_secret),
      cmocka_unit_test(a_token_changes_with_the_operation),
      cmocka_unit_test(a_resumed_poller_knows_the_state),
      cmocka_unit_test(bad_options_are_refused_before_the_token_is_read),
      cmocka_unit_test(what_is_no_token_is_refused),
      cmocka_unit_test(a_token_cut_short_is_refused_wherever_it_is_cut),
      cmocka_unit_test(a_token_is_for_its_own_operation),
      cmocka_unit_test(a_token_is_for_its_own_endpoint),
      cmocka_unit_test(a_token_of_somebody_elses_making_is_refused),
      cmocka_unit_test(a_token_made_by_the_rules_is_taken),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
