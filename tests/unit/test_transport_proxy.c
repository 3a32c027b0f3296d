/* Proxies of the environment. */
#include <stdlib.h>
#include <string.h>

#include "aca/aca.h"
#include "help.h"

static const canned answers[] = {
    {.bytes = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"},
    {.path = "CONNECT", .bytes = "HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\n", .close = true},
};

typedef struct place {
  server *target;
  server *proxy;
} place;

static int set_up(void **state)
{
  static place here;
  here = (place){server_start(answers, COUNT(answers)), server_start(answers, COUNT(answers))};
  setenv("http_proxy", server_url(here.proxy), 1);
  setenv("all_proxy", server_url(here.proxy), 1);
  unsetenv("no_proxy");
  unsetenv("NO_PROXY");
  *state = &here;
  return 0;
}

static int tear_down(void **state)
{
  place *here = *state;
  server_stop(here->target);
  server_stop(here->proxy);
  unsetenv("http_proxy");
  unsetenv("all_proxy");
  return 0;
}

static void delete_app(aca_client *client)
{
  aca_response *response;
  assert_int_equal(aca_container_apps_delete(client, "rg", "web", NULL, &response), ACA_OK);
  aca_response_free(response);
}

/* A token goes over plain http to loopback alone, so it must not go to a proxy on the way. */
static void a_token_does_not_go_to_a_proxy_over_plain_http(void **state)
{
  place *here = *state;
  aca_client *client = server_client(here->target);
  delete_app(client);
  aca_client_free(client);
  assert_int_equal(server_connections(here->proxy), 0);
  assert_int_equal(server_requests(here->target), 1);
  assert_contains(server_request(here->target, 0), "\r\nAuthorization: Bearer secret-token\r\n");
}

static void without_a_token_the_proxy_is_used(void **state)
{
  place *here = *state;
  aca_client *client = NULL;
  const aca_client_options options = {.subscription_id = SUBSCRIPTION, .endpoint = server_url(here->target)};
  assert_int_equal(aca_client_new(&options, &client), ACA_OK);
  delete_app(client);
  aca_client_free(client);
  assert_int_equal(server_requests(here->target), 0);
  assert_int_equal(server_requests(here->proxy), 1);
  assert_contains(server_request(here->proxy, 0), "DELETE http://127.0.0.1:");
  assert_lacks(server_request(here->proxy, 0), "Authorization");
}

static void a_proxy_of_the_options_does_not_see_the_token_either(void **state)
{
  place *here = *state;
  aca_client *client = NULL;
  const aca_client_options options = {.subscription_id = SUBSCRIPTION,
                                      .endpoint = server_url(here->target),
                                      .proxy = server_url(here->proxy),
                                      .credential = aca_credential_token("secret-token")};
  assert_int_equal(aca_client_new(&options, &client), ACA_OK);
  delete_app(client);
  aca_client_free(client);
  assert_int_equal(server_connections(here->proxy), 0);
  assert_int_equal(server_requests(here->target), 1);
}

/* It learns the host, and what it says of its own is no part of the answer. */
static void a_tunnel_is_asked_for_without_headers_of_the_call(void **state)
{
  place *here = *state;
  aca_client *client = NULL;
  aca_response *response;
  const aca_client_options options = {.subscription_id = SUBSCRIPTION,
                                      .endpoint = "https://arm.example",
                                      .credential = aca_credential_token("secret-token"),
                                      .retry.max_retries = -1};
  assert_int_equal(aca_client_new(&options, &client), ACA_OK);
  assert_int_equal(aca_container_apps_delete(client, "rg", "web", NULL, &response), ACA_ERROR_TRANSPORT);
  assert_int_equal(aca_response_header_count(response), 0);
  assert_contains(server_request(here->proxy, 0), "CONNECT arm.example:443 HTTP/1.1\r\n");
  assert_lacks(server_request(here->proxy, 0), "Authorization");
  assert_lacks(server_request(here->proxy, 0), "x-ms-client-request-id");
  assert_lacks(server_request(here->proxy, 0), "secret-token");
  aca_response_free(response);
  aca_client_free(client);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(a_token_does_not_go_to_a_proxy_over_plain_http, set_up, tear_down),
      cmocka_unit_test_setup_teardown(without_a_token_the_proxy_is_used, set_up, tear_down),
      cmocka_unit_test_setup_teardown(a_proxy_of_the_options_does_not_see_the_token_either, set_up, tear_down),
      cmocka_unit_test_setup_teardown(a_tunnel_is_asked_for_without_headers_of_the_call, set_up, tear_down),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
