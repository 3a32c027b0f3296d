#include <pthread.h>
#include <stdatomic.h>

#include "clock.h"
#include "looping.h"

/* Lets a token go when it is told to. */
typedef struct gate {
  pthread_mutex_t lock;
  pthread_cond_t moved;
  bool open;
  bool fails;
  atomic_int asked;
  pthread_t asker;
} gate;

#define CLOSED {.lock = PTHREAD_MUTEX_INITIALIZER, .moved = PTHREAD_COND_INITIALIZER}

static aca_status pass(const aca_token_request *request, aca_token *token, void *data)
{
  gate *g = data;
  (void)request;
  pthread_mutex_lock(&g->lock);
  g->asker = pthread_self();
  g->asked++;
  while (!g->open)
    pthread_cond_wait(&g->moved, &g->lock);
  bool fails = g->fails;
  pthread_mutex_unlock(&g->lock);
  if (!fails)
    return aca_token_set(token, "late-token", INT64_MAX);
  aca_token_set_error(token, "log in first");
  return ACA_ERROR_AUTHENTICATION;
}

static void open_gate(gate *g)
{
  pthread_mutex_lock(&g->lock);
  g->open = true;
  pthread_cond_signal(&g->moved);
  pthread_mutex_unlock(&g->lock);
}

static void close_rig(rig *r, gate *g)
{
  open_gate(g);
  rig_close(r);
}

static const canned tea[] = {{.bytes = TEA}};

static void open_rig(rig *r, gate *g, const aca_client_options *options)
{
  aca_client_options settings = options != NULL ? *options : (aca_client_options){0};
  settings.credential = aca_credential_callback(pass, g, NULL);
  rig_open(r, tea, COUNT(tea), &settings, NULL);
}

/* Works for a while; nothing is to come of it. */
static void poll_in_vain(rig *r)
{
  for (int i = 0; i < 20; i++)
    assert_int_equal(aca_loop_poll(r->loop, 1), ACA_OK);
}

static void others_go_on_while_a_token_is_awaited(void **state)
{
  (void)state;
  rig r;
  gate g = CLOSED;
  open_rig(&r, &g, NULL);
  aca_client *other = rig_client(r.server, NULL);
  tally done = {0};
  rig_get(&r, "tea", NULL);
  rig_get(&r, "tea", NULL);
  assert_true(aca_loop_submit(r.loop, get_app(other, "tea", NULL), tally_response, &done) != 0);
  while (done.called == 0)
    assert_int_equal(aca_loop_poll(r.loop, -1), ACA_OK);
  assert_int_equal(done.ended[ACA_OK], 1);
  assert_int_equal(r.tally.called, 0);
  open_gate(&g);
  loop_run(r.loop);
  assert_int_equal(r.tally.ended[ACA_OK], 2);
  assert_int_equal(g.asked, 1);
  assert_false(pthread_equal(g.asker, pthread_self()));
  assert_contains(server_request(r.server, 2), "Authorization: Bearer late-token");
  aca_client_free(other);
  close_rig(&r, &g);
}

static void a_token_alone_does_not_end_a_turn(void **state)
{
  (void)state;
  rig r;
  gate g = CLOSED;
  g.open = true;
  open_rig(&r, &g, NULL);
  rig_get(&r, "tea", NULL);
  assert_int_equal(aca_loop_poll(r.loop, -1), ACA_DONE);
  assert_int_equal(r.tally.ended[ACA_OK], 1);
  close_rig(&r, &g);
}

static void a_failure_is_told_to_all_who_wait(void **state)
{
  (void)state;
  rig r;
  gate g = CLOSED;
  g.fails = true;
  open_rig(&r, &g, NULL);
  for (int i = 0; i < 10; i++)
    rig_get(&r, "tea", NULL);
  poll_in_vain(&r);
  open_gate(&g);
  loop_run(r.loop);
  assert_int_equal(r.tally.ended[ACA_ERROR_AUTHENTICATION], 10);
  assert_string_equal(r.tally.message, "callback: log in first");
  assert_int_equal(g.asked, 1);
  assert_int_equal(server_requests(r.server), 0);
  close_rig(&r, &g);
}

static void who_waits_for_a_token_can_be_canceled(void **state)
{
  (void)state;
  rig r;
  gate g = CLOSED;
  open_rig(&r, &g, NULL);
  aca_loop_id id = rig_get(&r, "tea", NULL);
  rig_get(&r, "tea", NULL);
  poll_in_vain(&r);
  aca_loop_cancel(r.loop, id);
  assert_int_equal(aca_loop_poll(r.loop, -1), ACA_OK);
  assert_int_equal(r.tally.ended[ACA_ERROR_CANCELED], 1);
  open_gate(&g);
  loop_run(r.loop);
  assert_int_equal(r.tally.ended[ACA_OK], 1);
  close_rig(&r, &g);
}

static bool at_once(void *data)
{
  (void)data;
  return true;
}

static void the_cancel_callback_and_the_deadline_hold_for_tokens(void **state)
{
  (void)state;
  rig r;
  gate g = CLOSED;
  open_rig(&r, &g, NULL);
  rig_get(&r, "tea", &(aca_call_options){.timeout_ms = 20});
  loop_run(r.loop);
  assert_int_equal(r.tally.ended[ACA_ERROR_TIMEOUT], 1);
  rig_get(&r, "tea", &(aca_call_options){.cancel = at_once});
  loop_run(r.loop);
  assert_int_equal(r.tally.ended[ACA_ERROR_CANCELED], 1);
  assert_int_equal(server_requests(r.server), 0);
  close_rig(&r, &g);
}

static void *open_soon(void *data)
{
  aca__sleep(20);
  open_gate(data);
  return NULL;
}

static void a_loop_can_end_before_the_token_comes(void **state)
{
  (void)state;
  rig r;
  gate g = CLOSED;
  pthread_t thread;
  open_rig(&r, &g, NULL);
  rig_get(&r, "tea", NULL);
  poll_in_vain(&r);
  aca_loop_free(r.loop);
  assert_int_equal(r.tally.ended[ACA_ERROR_CANCELED], 1);
  assert_int_equal(pthread_create(&thread, NULL, open_soon, &g), 0);
  aca_client_free(r.client); /* waits for the callback */
  assert_true(g.open);
  pthread_join(thread, NULL);
  server_stop(r.server);
}

static void the_limit_in_flight_holds_when_the_token_comes(void **state)
{
  (void)state;
  rig r;
  gate g = CLOSED;
  const aca_client_options options = {.credential = aca_credential_callback(pass, &g, NULL)};
  rig_open(&r, tea, COUNT(tea), &options, &(aca_loop_options){.max_in_flight = 2, .max_connections = 100});
  for (int i = 0; i < 50; i++)
    rig_get(&r, "tea", NULL);
  poll_in_vain(&r);
  open_gate(&g);
  loop_run(r.loop);
  assert_int_equal(r.tally.ended[ACA_OK], 50);
  assert_in_range(server_connections(r.server), 1, 2);
  close_rig(&r, &g);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(others_go_on_while_a_token_is_awaited),
      cmocka_unit_test(a_token_alone_does_not_end_a_turn),
      cmocka_unit_test(a_failure_is_told_to_all_who_wait),
      cmocka_unit_test(who_waits_for_a_token_can_be_canceled),
      cmocka_unit_test(the_cancel_callback_and_the_deadline_hold_for_tokens),
      cmocka_unit_test(a_loop_can_end_before_the_token_comes),
      cmocka_unit_test(the_limit_in_flight_holds_when_the_token_comes),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
