#include "cloud.h"

#include <stdio.h>
#include <string.h>

#include "aca/aca.h"
#include "client.h"
#include "help.h"

#define HEAD "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"

static aca_status discover(const char *answer, aca_response **response, const aca_cloud_settings **settings)
{
  const canned answers[] = {{.bytes = answer, .close = true}};
  server *s = server_start(answers, COUNT(answers));
  const aca_client_options options = {.endpoint = server_url(s), .api_version = "1999-09-09", .retry.max_retries = -1};
  aca_status status = aca_cloud_discover(&options, response, settings);
  assert_int_equal(status, aca_response_status(*response));
  assert_contains(server_request(s, 0), "GET /metadata/endpoints?api-version=2022-09-01 HTTP/1.1\r\n");
  assert_lacks(server_request(s, 0), "Authorization");
  server_stop(s);
  return status;
}

static void a_cloud_describes_itself(void **state)
{
  (void)state;
  aca_response *response;
  const aca_cloud_settings *settings = NULL;
  assert_int_equal(discover(HEAD "{\"name\":\"hub\",\"authentication\":{\"loginEndpoint\":\"https://login.hub.example/\","
                                 "\"audiences\":[\"https://management.hub.example/\",\"other\"]}}",
                            &response, &settings),
                   ACA_OK);
  assert_string_equal(settings->name, "hub");
  assert_string_equal(settings->authority_host, "https://login.hub.example/");
  assert_string_equal(settings->scope, "https://management.hub.example//.default");
  const aca_client_options options = {
      .endpoint = settings->endpoint, .scope = settings->scope, .authority_host = settings->authority_host};
  assert_null(aca_client_options_fault(&options));
  aca_response_free(response);
}

static void a_cloud_is_found_among_many(void **state)
{
  (void)state;
  aca_response *response;
  const aca_cloud_settings *settings = NULL;
  const char *format = HEAD "[{\"resourceManager\":\"https://other.example\"},7,{\"resourceManager\":\"%s/\","
                            "\"authentication\":{\"loginEndpoint\":\"https://l.example\",\"audiences\":[\"api://arm\"]}}]";
  const canned unknown[] = {{.bytes = HEAD "[]", .close = true}};
  server *s = server_start(unknown, 1);
  char answer[512];
  snprintf(answer, sizeof answer, format, server_url(s));
  server_stop(s);
  assert_int_equal(discover(answer, &response, &settings), ACA_ERROR_DECODE); /* the port is another one */
  assert_null(settings);
  aca_response_free(response);
}

static void what_cannot_be_used_is_refused(void **state)
{
  (void)state;
  static const struct {
    const char *answer;
    const char *message;
  } cases[] = {
      {HEAD "<html>", "not JSON"},
      {HEAD "", "not JSON"},
      {HEAD "7", "no loginEndpoint"},
      {HEAD "{}", "no loginEndpoint"},
      {HEAD "{\"authentication\":{\"loginEndpoint\":\"https://l.example\",\"audiences\":[]}}", "no loginEndpoint"},
      {HEAD "{\"authentication\":{\"loginEndpoint\":\"https://l.example\",\"audiences\":[7]}}", "no loginEndpoint"},
      {HEAD "{\"authentication\":{\"loginEndpoint\":\"http://l.example\",\"audiences\":[\"a\"]}}",
       "loginEndpoint: a token goes out over https alone"},
      {HEAD "{\"authentication\":{\"loginEndpoint\":\"https://l.example\",\"audiences\":[\"a\\r\\nb\"]}}",
       "the audience has a control character"},
  };
  for (size_t i = 0; i < COUNT(cases); i++) {
    aca_response *response;
    const aca_cloud_settings *settings = NULL;
    assert_int_equal(discover(cases[i].answer, &response, &settings), ACA_ERROR_DECODE);
    assert_contains(aca_response_message(response), cases[i].message);
    assert_null(settings);
    aca_response_free(response);
  }
}

static void an_endpoint_is_needed(void **state)
{
  (void)state;
  aca_response *response;
  const aca_cloud_settings *settings = NULL;
  assert_int_equal(aca_cloud_discover(NULL, &response, &settings), ACA_ERROR_ARGUMENT);
  assert_string_equal(aca_response_message(response), "endpoint: needed");
  aca_response_free(response);
  assert_int_equal(aca_cloud_discover(&(aca_client_options){.endpoint = "ftp://x"}, &response, &settings),
                   ACA_ERROR_ARGUMENT);
  aca_response_free(response);
}

static void every_cloud_is_whole(void **state)
{
  (void)state;
  for (int i = ACA_CLOUD_PUBLIC; i <= ACA_CLOUD_CHINA; i++) {
    aca_client *client = NULL;
    const aca__cloud *cloud = aca__cloud_at((aca_cloud)i);
    assert_int_equal(aca_client_new(&(aca_client_options){.cloud = (aca_cloud)i}, &client), ACA_OK);
    assert_string_equal(client->endpoint, cloud->endpoint);
    assert_string_equal(client->scope, cloud->scope);
    if (i == ACA_CLOUD_PUBLIC)
      assert_null(client->authority_host); /* the environment has a say */
    else
      assert_string_equal(client->authority_host, cloud->authority_host);
    aca_client_free(client);
  }
  assert_null(aca__cloud_at((aca_cloud)(ACA_CLOUD_CHINA + 1)));
  assert_null(aca__cloud_at((aca_cloud)-1));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_cloud_describes_itself),
      cmocka_unit_test(a_cloud_is_found_among_many),
      cmocka_unit_test(what_cannot_be_used_is_refused),
      cmocka_unit_test(an_endpoint_is_needed),
      cmocka_unit_test(every_cloud_is_whole),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
