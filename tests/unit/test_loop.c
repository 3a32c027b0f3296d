/* Many requests on one thread. */
#include "looping.h"

#include <pthread.h>
#include <stdlib.h>

static const canned tea = {.bytes = TEA};

typedef struct seen {
  size_t called;
  char name[16];
} seen;

static void keep_name(aca_response *response, void *data)
{
  seen *s = data;
  const aca_container_app *app = aca_response_value(response);
  assert_int_equal(aca_response_status(response), ACA_OK);
  snprintf(s->name, sizeof s->name, "%s", app->name);
  s->called++;
  aca_response_free(response);
}

static void a_request_gets_its_answer(void **state)
{
  (void)state;
  rig r;
  seen s = {0};
  rig_open(&r, &tea, 1, NULL, NULL);
  assert_true(aca_loop_submit(r.loop, get_app(r.client, "web", NULL), keep_name, &s) != 0);
  assert_int_equal(aca_loop_count(r.loop), 1);
  assert_int_equal(s.called, 0);
  assert_int_equal(aca_loop_poll(r.loop, -1), ACA_DONE);
  assert_int_equal(s.called, 1);
  assert_string_equal(s.name, "tea");
  assert_int_equal(aca_loop_count(r.loop), 0);
  assert_contains(server_request(r.server, 0), "/containerApps/web?api-version=");
  assert_contains(server_request(r.server, 0), "\r\nAuthorization: Bearer secret-token\r\n");
  rig_close(&r);
}

static void an_empty_loop_is_done_at_once(void **state)
{
  (void)state;
  aca_loop *loop = NULL;
  assert_int_equal(aca_loop_new(NULL, &loop), ACA_OK);
  assert_int_equal(aca_loop_poll(loop, -1), ACA_DONE);
  assert_int_equal(aca_loop_poll(loop, 0), ACA_DONE);
  assert_int_equal(aca_loop_count(loop), 0);
  aca_loop_free(loop);
}

/* ---- many ---- */

enum { MANY = 1000 };

static void count_one(aca_response *response, void *data)
{
  ++*(int *)data;
  assert_int_equal(aca_response_status(response), ACA_OK);
  aca_response_free(response);
}

static void check_many(const aca_loop_options *options, size_t most_connections)
{
  rig r;
  int called[MANY] = {0};
  aca_loop_id ids[MANY];
  rig_open(&r, &tea, 1, NULL, options);
  for (size_t i = 0; i < MANY; i++) {
    ids[i] = aca_loop_submit(r.loop, get_app(r.client, "web", NULL), count_one, &called[i]);
    assert_true(ids[i] != 0 && (i == 0 || ids[i] != ids[i - 1]));
  }
  assert_int_equal(aca_loop_count(r.loop), MANY);
  loop_run(r.loop);
  for (size_t i = 0; i < MANY; i++)
    assert_int_equal(called[i], 1);
  assert_int_equal(server_requests(r.server), MANY);
  assert_in_range(server_connections(r.server), 1, most_connections);
  rig_close(&r);
}

static void a_thousand_requests_get_an_answer_each(void **state)
{
  (void)state;
  check_many(&(aca_loop_options){.max_in_flight = 1}, 1);
  check_many(&(aca_loop_options){.max_in_flight = 16}, 16);
  check_many(&(aca_loop_options){.max_in_flight = 100, .max_connections = 3}, 3);
  check_many(NULL, 10);
}

/* While all are answered late, no more come in than may be under way. */
static void no_more_are_under_way_than_allowed(void **state)
{
  (void)state;
  static const canned late = {.bytes = TEA, .delay_ms = 30};
  rig r;
  size_t most = 0;
  aca_status status;
  rig_open(&r, &late, 1, NULL, &(aca_loop_options){.max_in_flight = 5, .max_connections = 50});
  for (int i = 0; i < 20; i++)
    rig_get(&r, "web", NULL);
  do {
    status = aca_loop_poll(r.loop, 5);
    size_t under_way = server_requests(r.server) - r.tally.called;
    most = under_way > most ? under_way : most;
  } while (status == ACA_OK);
  assert_int_equal(most, 5);
  assert_int_equal(server_connections(r.server), 5);
  assert_int_equal(r.tally.ended[ACA_OK], 20);
  rig_close(&r);
}

/* ---- what they come to ---- */

static void a_request_that_could_not_be_built_says_why(void **state)
{
  (void)state;
  rig r;
  rig_open(&r, &tea, 1, NULL, NULL);
  rig_get(&r, "..", NULL);
  assert_int_equal(r.tally.called, 0);
  rig_get(&r, "web", NULL);
  loop_run(r.loop);
  assert_int_equal(r.tally.ended[ACA_ERROR_ARGUMENT], 1);
  assert_int_equal(r.tally.ended[ACA_OK], 1);
  assert_int_equal(server_requests(r.server), 1);
  rig_close(&r);
}

static void errors_are_on_the_response(void **state)
{
  (void)state;
  static const canned answers[] = {
      {.path = "/missing", .bytes = "HTTP/1.1 404 Not Found\r\nContent-Length: 37\r\n\r\n"
                                    "{\"error\":{\"code\":\"No\",\"message\":\"n\"}}"},
      {.path = "/odd", .bytes = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]"},
  };
  rig r;
  rig_open(&r, answers, COUNT(answers), NULL, NULL);
  rig_get(&r, "missing", NULL);
  loop_run(r.loop);
  assert_int_equal(r.tally.ended[ACA_ERROR_SERVICE], 1);
  assert_int_equal(r.tally.http_status, 404);
  assert_string_equal(r.tally.message, "HTTP status 404: No: n");
  rig_get(&r, "odd", NULL);
  loop_run(r.loop);
  assert_int_equal(r.tally.ended[ACA_ERROR_DECODE], 1);
  rig_close(&r);
}

static void without_a_token_nothing_is_sent(void **state)
{
  (void)state;
  rig r;
  const aca_client_options options = {.credential = aca_credential_token("not a token")};
  rig_open(&r, &tea, 1, &options, NULL);
  for (int i = 0; i < 3; i++)
    rig_get(&r, "web", NULL);
  loop_run(r.loop);
  assert_int_equal(r.tally.ended[ACA_ERROR_AUTHENTICATION], 3);
  assert_int_equal(server_requests(r.server), 0);
  rig_close(&r);
}

static void nobody_needs_to_ask_for_the_answer(void **state)
{
  (void)state;
  rig r;
  rig_open(&r, &tea, 1, NULL, NULL);
  assert_true(aca_loop_submit(r.loop, get_app(r.client, "web", NULL), NULL, NULL) != 0);
  loop_run(r.loop);
  assert_int_equal(server_requests(r.server), 1);
  rig_close(&r);
}

/* ---- callbacks that go on ---- */

typedef struct chain {
  rig *rig;
  int left;
} chain;

static void submit_next(aca_response *response, void *data)
{
  chain *c = data;
  tally_note(&c->rig->tally, aca_response_status(response), response);
  aca_response_free(response);
  if (--c->left > 0)
    assert_true(aca_loop_submit(c->rig->loop, get_app(c->rig->client, "web", NULL), submit_next, c) != 0);
}

static void callbacks_submit_more(void **state)
{
  (void)state;
  rig r;
  rig_open(&r, &tea, 1, NULL, NULL);
  chain chains[] = {{&r, 100}, {&r, 50}, {&r, 1}};
  for (size_t i = 0; i < COUNT(chains); i++)
    aca_loop_submit(r.loop, get_app(r.client, "web", NULL), submit_next, &chains[i]);
  loop_run(r.loop);
  assert_int_equal(r.tally.ended[ACA_OK], 151);
  assert_in_range(server_connections(r.server), 1, 3);
  rig_close(&r);
}

/* A stream of requests that end at once must not keep those on the network from their turn. */
typedef struct stream {
  rig *rig;
  size_t length;
} stream;

static void submit_another_bad_one(aca_response *response, void *data)
{
  stream *s = data;
  aca_response_free(response);
  assert_true(++s->length < 1000000);
  if (s->rig->tally.called == 0)
    aca_loop_submit(s->rig->loop, get_app(s->rig->client, "..", NULL), submit_another_bad_one, s);
}

static void those_that_end_at_once_do_not_starve_the_others(void **state)
{
  (void)state;
  rig r;
  rig_open(&r, &tea, 1, NULL, NULL);
  stream s = {.rig = &r};
  rig_get(&r, "web", NULL);
  aca_loop_submit(r.loop, get_app(r.client, "..", NULL), submit_another_bad_one, &s);
  loop_run(r.loop);
  assert_int_equal(r.tally.ended[ACA_OK], 1);
  assert_true(s.length > 0);
  rig_close(&r);
}

/* ---- clients and loops ---- */

static void two_clients_share_a_loop(void **state)
{
  (void)state;
  rig r;
  server *other = server_start(&tea, 1);
  aca_client *second = rig_client(other, NULL);
  rig_open(&r, &tea, 1, NULL, NULL);
  for (int i = 0; i < 10; i++) {
    rig_get(&r, "web", NULL);
    aca_loop_submit(r.loop, get_app(second, "web", NULL), tally_response, &r.tally);
  }
  loop_run(r.loop);
  assert_int_equal(r.tally.ended[ACA_OK], 20);
  assert_int_equal(server_requests(r.server), 10);
  assert_int_equal(server_requests(other), 10);
  aca_client_free(second); /* the loop outlives it, and goes on with the other */
  rig_get(&r, "web", NULL);
  loop_run(r.loop);
  assert_int_equal(r.tally.ended[ACA_OK], 21);
  rig_close(&r);
  server_stop(other);
}

static void two_loops_share_a_client(void **state)
{
  (void)state;
  rig r;
  aca_loop *second = NULL;
  aca_response *response = NULL;
  const aca_container_app *app = NULL;
  rig_open(&r, &tea, 1, NULL, NULL);
  assert_int_equal(aca_loop_new(NULL, &second), ACA_OK);
  for (int i = 0; i < 3; i++) {
    rig_get(&r, "web", NULL);
    aca_loop_submit(second, get_app(r.client, "web", NULL), tally_response, &r.tally);
    assert_int_equal(aca_container_apps_get(r.client, "rg", "web", NULL, &response, &app), ACA_OK);
    aca_response_free(response);
    loop_run(second);
    loop_run(r.loop);
  }
  assert_int_equal(r.tally.ended[ACA_OK], 6);
  aca_loop_free(second);
  rig_close(&r);
}

static void a_loop_may_go_after_its_clients(void **state)
{
  (void)state;
  rig r;
  rig_open(&r, &tea, 1, NULL, NULL);
  rig_get(&r, "web", NULL);
  loop_run(r.loop);
  aca_client_free(r.client);
  server_stop(r.server);
  aca_loop_free(r.loop);
}

/* ---- how long aca_loop_poll() works ---- */

static void poll_returns_when_its_time_is_over(void **state)
{
  (void)state;
  static const canned silence = {.bytes = NULL};
  rig r;
  rig_open(&r, &silence, 1, NULL, NULL);
  rig_get(&r, "web", NULL);
  assert_int_equal(aca_loop_poll(r.loop, 0), ACA_OK);
  assert_int_equal(aca_loop_poll(r.loop, 3), ACA_OK);
  while (server_requests(r.server) == 0)
    assert_int_equal(aca_loop_poll(r.loop, 0), ACA_OK);
  assert_int_equal(aca_loop_poll(r.loop, 3), ACA_OK);
  assert_int_equal(aca_loop_count(r.loop), 1);
  assert_int_equal(r.tally.called, 0);
  rig_close(&r);
  assert_int_equal(r.tally.ended[ACA_ERROR_CANCELED], 1);
}

static void poll_returns_after_callbacks(void **state)
{
  (void)state;
  static const canned answers[] = {{.path = "/quick", .bytes = TEA}, {.bytes = NULL}};
  rig r;
  rig_open(&r, answers, COUNT(answers), NULL, NULL);
  rig_get(&r, "never", NULL);
  rig_get(&r, "quick", NULL);
  assert_int_equal(aca_loop_poll(r.loop, -1), ACA_OK);
  assert_int_equal(r.tally.ended[ACA_OK], 1);
  assert_int_equal(aca_loop_count(r.loop), 1);
  rig_close(&r);
}

static void *wake_it(void *data)
{
  rig *r = data;
  while (server_requests(r->server) == 0)
    continue;
  aca_loop_wake(r->loop);
  return NULL;
}

static void another_thread_wakes_it(void **state)
{
  (void)state;
  static const canned silence = {.bytes = NULL};
  rig r;
  pthread_t thread;
  rig_open(&r, &silence, 1, NULL, NULL);
  rig_get(&r, "web", NULL);
  assert_int_equal(pthread_create(&thread, NULL, wake_it, &r), 0);
  assert_int_equal(aca_loop_poll(r.loop, -1), ACA_OK);
  pthread_join(thread, NULL);
  assert_int_equal(aca_loop_count(r.loop), 1);
  rig_close(&r);
}

static void a_wake_is_not_lost_nor_counted_twice(void **state)
{
  (void)state;
  static const canned late = {.bytes = TEA, .delay_ms = 20};
  rig r;
  rig_open(&r, &late, 1, NULL, NULL);
  rig_get(&r, "web", NULL);
  aca_loop_wake(r.loop);
  aca_loop_wake(r.loop);
  assert_int_equal(aca_loop_poll(r.loop, -1), ACA_OK);
  assert_int_equal(r.tally.called, 0);
  assert_int_equal(aca_loop_poll(r.loop, -1), ACA_DONE);
  assert_int_equal(r.tally.called, 1);
  rig_close(&r);
}

/* ---- arguments ---- */

static void ignore_socket(int fd, int events, void *data)
{
  (void)fd, (void)events, (void)data;
}

static void ignore_timer(int64_t timeout_ms, void *data)
{
  (void)timeout_ms, (void)data;
}

static void ignore_page(aca_pager *pager, aca_status status, const void *page, void *data)
{
  (void)pager, (void)status, (void)page, (void)data;
}

static void ignore_poller(aca_poller *poller, aca_status status, void *data)
{
  (void)poller, (void)status, (void)data;
}

static void wrong_arguments_are_refused(void **state)
{
  (void)state;
  rig r;
  aca_loop *untouched = NULL;
  rig_open(&r, &tea, 1, NULL, NULL);
  assert_int_equal(aca_loop_new(&(aca_loop_options){.on_socket = ignore_socket}, &untouched), ACA_ERROR_ARGUMENT);
  assert_int_equal(aca_loop_new(&(aca_loop_options){.on_timer = ignore_timer}, &untouched), ACA_ERROR_ARGUMENT);
  assert_null(untouched);
  assert_true(aca_loop_submit(NULL, get_app(r.client, "web", NULL), tally_response, &r.tally) == 0);
  assert_true(aca_loop_submit(r.loop, NULL, tally_response, &r.tally) == 0);
  assert_true(aca_loop_submit(NULL, NULL, NULL, NULL) == 0);
  assert_true(aca_loop_wait(r.loop, NULL, ignore_poller, NULL) == 0);
  assert_true(aca_loop_next_page(r.loop, NULL, ignore_page, NULL) == 0);
  assert_int_equal(aca_loop_count(r.loop), 0);
  assert_int_equal(aca_loop_count(NULL), 0);
  assert_int_equal(aca_loop_poll(NULL, 0), ACA_ERROR_ARGUMENT);
  assert_int_equal(aca_loop_act(NULL, -1, 0), ACA_ERROR_ARGUMENT);
  assert_int_equal(aca_loop_act(r.loop, -1, 0), ACA_ERROR_ARGUMENT);
  aca_loop_wake(NULL);
  aca_loop_cancel(NULL, 1);
  aca_loop_free(NULL);
  rig_close(&r);
  assert_int_equal(r.tally.called, 0);
}

static void a_loop_with_hooks_is_not_polled(void **state)
{
  (void)state;
  aca_loop *loop = NULL;
  const aca_loop_options options = {.on_socket = ignore_socket, .on_timer = ignore_timer};
  assert_int_equal(aca_loop_new(&options, &loop), ACA_OK);
  assert_int_equal(aca_loop_poll(loop, 0), ACA_ERROR_ARGUMENT);
  assert_int_equal(aca_loop_act(loop, -1, 0), ACA_DONE);
  aca_loop_free(loop);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_request_gets_its_answer),
      cmocka_unit_test(an_empty_loop_is_done_at_once),
      cmocka_unit_test(a_thousand_requests_get_an_answer_each),
      cmocka_unit_test(no_more_are_under_way_than_allowed),
      cmocka_unit_test(a_request_that_could_not_be_built_says_why),
      cmocka_unit_test(errors_are_on_the_response),
      cmocka_unit_test(without_a_token_nothing_is_sent),
      cmocka_unit_test(nobody_needs_to_ask_for_the_answer),
      cmocka_unit_test(callbacks_submit_more),
      cmocka_unit_test(those_that_end_at_once_do_not_starve_the_others),
      cmocka_unit_test(two_clients_share_a_loop),
      cmocka_unit_test(two_loops_share_a_client),
      cmocka_unit_test(a_loop_may_go_after_its_clients),
      cmocka_unit_test(poll_returns_when_its_time_is_over),
      cmocka_unit_test(poll_returns_after_callbacks),
      cmocka_unit_test(another_thread_wakes_it),
      cmocka_unit_test(a_wake_is_not_lost_nor_counted_twice),
      cmocka_unit_test(wrong_arguments_are_refused),
      cmocka_unit_test(a_loop_with_hooks_is_not_polled),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
