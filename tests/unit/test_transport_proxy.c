/* Proxies of the environment. */
#include <stdlib.h>
#include <string.h>

#include "aca/aca.h"
#include "help.h"

static const canned answer = {.bytes = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"};

typedef struct place {
  server *target;
  server *proxy;
} place;

static int set_up(void **state)
{
  static place here;
  here = (place){server_start(&answer, 1), server_start(&answer, 1)};
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

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(a_token_does_not_go_to_a_proxy_over_plain_http, set_up, tear_down),
      cmocka_unit_test_setup_teardown(without_a_token_the_proxy_is_used, set_up, tear_down),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
