/* Where a poller goes: the URLs that a service gives, good and bad. */
#include <stdlib.h>

#include "polling.h"

static const char away[] = "leads away from the endpoint, where the token may not go";
static const char no_link[] = "is neither a URL nor a path";
static const char control[] = "has a control character";

static const struct {
  const char *link;
  aca_status status;
  const char *fault;
} bad_links[] = {
    {"https://evil.example/operations/1", ACA_ERROR_AUTHENTICATION, away},
    {"http://management.azure.com/operations/1", ACA_ERROR_AUTHENTICATION, away},
    {"https://management.azure.com:444/operations/1", ACA_ERROR_AUTHENTICATION, away},
    {"https://management.azure.com.evil.example/", ACA_ERROR_AUTHENTICATION, away},
    {"https://management.azure.com@evil.example/", ACA_ERROR_AUTHENTICATION, away},
    {"https://user:password@management.azure.com/", ACA_ERROR_AUTHENTICATION, away},
    {"https://evil.example\\@management.azure.com/", ACA_ERROR_AUTHENTICATION, away},
    {"https://evil.example#management.azure.com/", ACA_ERROR_AUTHENTICATION, away},
    {"https://", ACA_ERROR_AUTHENTICATION, away},
    {"//evil.example/operations/1", ACA_ERROR_AUTHENTICATION, away},
    {"/\\evil.example/operations/1", ACA_ERROR_DECODE, no_link},
    {"operations/1", ACA_ERROR_DECODE, no_link},
    {"?operation=1", ACA_ERROR_DECODE, no_link},
    {"ftp://management.azure.com/operations/1", ACA_ERROR_DECODE, no_link},
    {"file:///etc/passwd", ACA_ERROR_DECODE, no_link},
    {"https://management.azure.com/a\rHost: evil.example", ACA_ERROR_DECODE, control},
    {"/a\tb", ACA_ERROR_DECODE, control},
};

static const char *const headers[] = {"Azure-AsyncOperation", "Operation-Location", "Location"};

static void a_bad_link_of_the_first_answer_ends_the_poller(void **state)
{
  (void)state;
  for (size_t i = 0; i < COUNT(bad_links); i++)
    for (size_t k = 0; k < COUNT(headers); k++) {
      char header[200], message[200];
      snprintf(header, sizeof header, "%s: %s", headers[k], bad_links[i].link);
      snprintf(message, sizeof message, "%s %s", headers[k], bad_links[i].fault);
      check(&(chain){.operation = "ContainerApps_CreateOrUpdate",
                     .answers = {{.http_status = 201, .headers = header, .body = IN_STATE("Waiting")}},
                     .log = "PUT " APP "\n",
                     .state = "Waiting",
                     .status = bad_links[i].status,
                     .message = message});
    }
}

static void a_bad_location_beside_a_status_ends_the_poller_too(void **state)
{
  (void)state;
  check(&(chain){.operation = "ContainerApps_Start",
                 .answers = {{.http_status = 202, .headers = ASYNC "\nLocation: https://evil.example/"}},
                 .log = "POST " START "\n",
                 .state = "InProgress",
                 .status = ACA_ERROR_AUTHENTICATION,
                 .message = "Location leads away from the endpoint, where the token may not go"});
}

static void a_bad_link_later_is_an_error_and_the_one_before_remains(void **state)
{
  (void)state;
  for (size_t i = 0; i < COUNT(bad_links); i++) {
    char header[200], message[200];
    snprintf(header, sizeof header, "Location: %s", bad_links[i].link);
    snprintf(message, sizeof message, "Location %s", bad_links[i].fault);
    const fake_answer answers[] = {{.http_status = 202, .headers = LOCATION},
                                   {.http_status = 202, .headers = LOCATION_2},
                                   {.http_status = 202, .headers = header},
                                   {.http_status = 204},
                                   {0}};
    polling p;
    assert_int_equal(polling_begin(&p, "ContainerApps_Delete", answers, NULL), ACA_OK);
    assert_int_equal(aca_poller_wait(p.poller), bad_links[i].status);
    assert_string_equal(aca_response_message(aca_poller_response(p.poller)), message);
    assert_false(aca_poller_is_done(p.poller));
    assert_int_equal(aca_poller_wait(p.poller), ACA_OK);
    assert_string_equal(p.fake.log, "DELETE " APP "\nGET " RESULT "\nGET " RESULT_2 "\nGET " RESULT_2 "\n");
    polling_close(&p);
  }
}

static void the_end_needs_no_good_location(void **state)
{
  (void)state;
  check(&(chain){.operation = "ContainerApps_Update",
                 .answers = {{.http_status = 202, .headers = LOCATION},
                             {.http_status = 200, .headers = "Location: https://evil.example/", .body = STATELESS}},
                 .log = "PATCH " APP "\nGET " RESULT "\n",
                 .state = "Succeeded",
                 .name = "web"});
}

static void the_endpoint_may_be_written_in_other_ways(void **state)
{
  (void)state;
  static const char *const links[][2] = {
      {"/operations/1?c=2", CLOUD "/operations/1?c=2"},
      {"https://management.azure.com:443/operations/1", "https://management.azure.com:443/operations/1"},
      {"HTTPS://Management.Azure.COM/operations/1", "HTTPS://Management.Azure.COM/operations/1"},
      {"https://management.azure.com?c=2", "https://management.azure.com?c=2"},
      {"/operations/a b?q=\"<c>\"&d=%2F", CLOUD "/operations/a%20b?q=%22%3Cc%3E%22&d=%2F"},
  };
  for (size_t i = 0; i < COUNT(links); i++)
    for (size_t k = 0; k < COUNT(headers); k++) {
      char header[200];
      snprintf(header, sizeof header, "%s: %s", headers[k], links[i][0]);
      const fake_answer answers[] = {{.http_status = 202, .headers = header}, {.http_status = 204}, {0}};
      polling p;
      assert_int_equal(polling_begin(&p, "ContainerApps_Delete", answers, NULL), ACA_OK);
      assert_int_equal(aca_poller_wait(p.poller), ACA_OK);
      assert_string_equal(p.fake.url, links[i][1]);
      assert_string_equal(p.fake.authorization, "Bearer secret-token");
      polling_close(&p);
    }
}

/* "NAME: URL" where the URL is of `length`; the caller's to free. */
static char *header_of(const char *name, size_t length)
{
  size_t size = strlen(name) + 2 + length + 1;
  char *text = malloc(size);
  assert_non_null(text);
  int begun = snprintf(text, size, "%s: %s", name, RESULT);
  memset(text + begun, 'x', size - (size_t)begun - 1);
  text[size - 1] = '\0';
  return text;
}

static void urls_as_long_as_the_services_are_followed(void **state)
{
  (void)state;
  for (size_t k = 0; k < COUNT(headers); k++) {
    char *header = header_of(headers[k], 3518);
    const fake_answer answers[] = {
        {.http_status = 202, .headers = header}, {.http_status = 202}, {.http_status = 204}, {0}};
    polling p;
    assert_int_equal(polling_begin(&p, "ContainerApps_Delete", answers, NULL), ACA_OK);
    assert_int_equal(aca_poller_wait(p.poller), ACA_OK);
    assert_string_equal(p.fake.url, strstr(header, "https://"));
    assert_int_equal(strlen(p.fake.url), 3518);
    polling_close(&p);
    free(header);
  }
}

static void urls_longer_than_any_service_needs_are_refused(void **state)
{
  (void)state;
  for (size_t k = 0; k < COUNT(headers); k++) {
    char *header = header_of(headers[k], 100000);
    char message[100];
    snprintf(message, sizeof message, "%s is longer than 65,536 bytes", headers[k]);
    check(&(chain){.operation = "ContainerApps_Delete",
                   .answers = {{.http_status = 202, .headers = header}},
                   .log = "DELETE " APP "\n",
                   .state = "InProgress",
                   .status = ACA_ERROR_DECODE,
                   .message = message});
    free(header);
  }
}

static void headers_go_along_but_for_conditions_and_the_body(void **state)
{
  (void)state;
  const aca_header mine[] = {
      {"If-Match", "\"1\""}, {"if-none-match", "*"}, {"x-mine", "here"}, {"Accept-Language", "de"}};
  const fake_answer answers[] = {{.http_status = 201, .headers = ASYNC}, {.http_status = 200, .body = SAYS("A")}, {0}};
  polling p;
  assert_int_equal(polling_begin(&p, "ContainerApps_CreateOrUpdate", answers,
                                 &(aca_call_options){.headers = mine, .header_count = 4, .client_request_id = "id-1"}),
                   ACA_OK);
  assert_contains(p.fake.headers, "If-Match: \"1\"\n");
  assert_contains(p.fake.headers, "if-none-match: *\n");
  assert_string_equal(p.fake.body, "{}");
  assert_int_equal(aca_poller_step(p.poller), ACA_OK);
  assert_string_equal(p.fake.method, "GET");
  assert_string_equal(p.fake.headers, "Accept: application/json\nx-ms-client-request-id: id-1\nx-mine: here\n"
                                      "Accept-Language: de\n");
  assert_false(p.fake.has_body);
  assert_string_equal(p.fake.authorization, "Bearer secret-token");
  polling_close(&p);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_bad_link_of_the_first_answer_ends_the_poller),
      cmocka_unit_test(a_bad_location_beside_a_status_ends_the_poller_too),
      cmocka_unit_test(a_bad_link_later_is_an_error_and_the_one_before_remains),
      cmocka_unit_test(the_end_needs_no_good_location),
      cmocka_unit_test(the_endpoint_may_be_written_in_other_ways),
      cmocka_unit_test(urls_as_long_as_the_services_are_followed),
      cmocka_unit_test(urls_longer_than_any_service_needs_are_refused),
      cmocka_unit_test(headers_go_along_but_for_conditions_and_the_body),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
