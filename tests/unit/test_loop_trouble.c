/* Requests on a loop whose answers fail, are late or are not wanted any more. */
#include "looping.h"

static const aca_retry_options twice = {.max_retries = 2, .delay_ms = 1};

static void those_that_are_not_answered_say_why(void **state)
{
  (void)state;
  static const canned answers[] = {
      {.path = "/closed", .close = true},
      {.path = "/reset", .reset = true},
      {.path = "/cut", .bytes = "HTTP/1.1 200 OK\r\nContent-Length: 14\r\n\r\n{\"na", .close = true},
      {.path = "/garbage", .bytes = "220 mail\r\n\r\n", .close = true},
      {.bytes = TEA},
  };
  rig r;
  rig_open(&r, answers, COUNT(answers), NULL, NULL);
  rig_get(&r, "closed", NULL);
  rig_get(&r, "reset", NULL);
  rig_get(&r, "cut", NULL);
  rig_get(&r, "garbage", NULL);
  rig_get(&r, "web", NULL);
  loop_run(r.loop);
  assert_int_equal(r.tally.ended[ACA_ERROR_TRANSPORT], 4);
  assert_int_equal(r.tally.ended[ACA_OK], 1);
  rig_close(&r);
}

static void a_refused_connection_is_a_transport_error(void **state)
{
  (void)state;
  static const canned tea = {.bytes = TEA};
  rig r;
  server *gone = server_start(&tea, 1);
  aca_client *client = rig_client(gone, NULL);
  server_stop(gone);
  rig_open(&r, &tea, 1, NULL, NULL);
  for (int i = 0; i < 50; i++)
    aca_loop_submit(r.loop, get_app(client, "web", NULL), tally_response, &r.tally);
  rig_get(&r, "web", NULL);
  loop_run(r.loop);
  assert_int_equal(r.tally.ended[ACA_ERROR_TRANSPORT], 50);
  assert_int_equal(r.tally.ended[ACA_OK], 1);
  aca_client_free(client);
  rig_close(&r);
}

static void an_answer_beyond_the_limit_is_refused(void **state)
{
  (void)state;
  static const canned tea = {.bytes = TEA};
  const aca_client_options narrow = {.max_response_bytes = 13}, wide = {.max_response_bytes = 14};
  rig r;
  rig_open(&r, &tea, 1, &narrow, NULL);
  rig_get(&r, "web", NULL);
  loop_run(r.loop);
  assert_string_equal(r.tally.message, "the answer is larger than 13 bytes");
  assert_int_equal(r.tally.ended[ACA_ERROR_TRANSPORT], 1);
  rig_close(&r);
  rig_open(&r, &tea, 1, &wide, NULL);
  rig_get(&r, "web", NULL);
  loop_run(r.loop);
  assert_int_equal(r.tally.ended[ACA_OK], 1);
  rig_close(&r);
}

/* ---- retries ---- */

typedef struct order {
  rig *rig;
  size_t before; /* how many others had ended */
  tally tally;
} order;

static void note_order(aca_response *response, void *data)
{
  order *o = data;
  o->before = o->rig->tally.called;
  tally_response(response, &o->tally);
}

/* With room for one call alone, so that a pause that took the room would show. */
static void a_pause_before_a_retry_does_not_keep_the_others(void **state)
{
  (void)state;
  static const canned answers[] = {{.path = "/busy", .times = 2, .bytes = BUSY}, {.bytes = TEA}};
  const aca_retry_options patient = {.delay_ms = 50};
  rig r;
  order o = {.rig = &r};
  rig_open(&r, answers, COUNT(answers), NULL, &(aca_loop_options){.max_in_flight = 1});
  const aca_call_options options = {.retry = &patient};
  aca_loop_submit(r.loop, get_app(r.client, "busy", &options), note_order, &o);
  for (int i = 0; i < 20; i++)
    rig_get(&r, "web", NULL);
  loop_run(r.loop);
  assert_int_equal(o.tally.ended[ACA_OK], 1);
  assert_int_equal(o.tally.attempts, 3);
  assert_int_equal(o.before, 20);
  assert_int_equal(server_requests(r.server), 23);
  rig_close(&r);
}

static void a_hundred_are_tried_again_at_once(void **state)
{
  (void)state;
  static const canned answers[] = {{.path = "/web", .times = 100, .bytes = BUSY}, {.bytes = TEA}};
  rig r;
  rig_open(&r, answers, COUNT(answers), NULL, NULL);
  const aca_retry_options eager = {.max_retries = 100, .delay_ms = 1, .max_delay_ms = 5};
  const aca_call_options options = {.retry = &eager};
  for (int i = 0; i < 100; i++)
    rig_get(&r, "web", &options);
  size_t turns = loop_run(r.loop);
  assert_int_equal(r.tally.ended[ACA_OK], 100);
  assert_int_equal(server_requests(r.server), 200);
  assert_true(turns <= 100);
  rig_close(&r);
}

static void what_stays_busy_is_given_up(void **state)
{
  (void)state;
  static const canned busy = {.bytes = BUSY};
  rig r;
  rig_open(&r, &busy, 1, NULL, NULL);
  rig_get(&r, "web", &(aca_call_options){.retry = &twice});
  loop_run(r.loop);
  assert_int_equal(r.tally.ended[ACA_ERROR_SERVICE], 1);
  assert_int_equal(r.tally.http_status, 503);
  assert_int_equal(r.tally.attempts, 3);
  rig_close(&r);
}

/* ---- time limits ---- */

static void silence_ends_with_the_try_and_is_tried_again(void **state)
{
  (void)state;
  static const canned answers[] = {{.path = "/web", .times = 1, .bytes = NULL}, {.bytes = TEA}};
  rig r;
  rig_open(&r, answers, COUNT(answers), NULL, NULL);
  rig_get(&r, "web", &(aca_call_options){.try_timeout_ms = 60, .retry = &twice});
  loop_run(r.loop);
  assert_int_equal(r.tally.ended[ACA_OK], 1);
  assert_in_range(r.tally.attempts, 2, 3);
  rig_close(&r);
}

static void silence_ends_at_the_time_limit(void **state)
{
  (void)state;
  static const canned answers[] = {{.path = "/web", .bytes = NULL},
                                   {.path = "/slow", .bytes = "HTTP/1.1 200 OK\r\nContent-Length: 14\r\n\r\n{"}};
  rig r;
  rig_open(&r, answers, COUNT(answers), NULL, NULL);
  const aca_call_options options = {.timeout_ms = 30, .retry = &twice};
  for (int i = 0; i < 10; i++)
    rig_get(&r, i % 2 == 0 ? "web" : "slow", &options);
  loop_run(r.loop);
  assert_int_equal(r.tally.ended[ACA_ERROR_TIMEOUT], 10);
  assert_int_equal(r.tally.attempts, 1);
  rig_close(&r);
}

static void the_time_limit_counts_pauses_too(void **state)
{
  (void)state;
  static const canned busy = {.bytes = BUSY};
  rig r;
  rig_open(&r, &busy, 1, NULL, NULL);
  const aca_retry_options patient = {.max_retries = 100, .delay_ms = 20, .max_delay_ms = 20};
  rig_get(&r, "web", &(aca_call_options){.timeout_ms = 150, .retry = &patient});
  loop_run(r.loop);
  assert_int_equal(r.tally.ended[ACA_ERROR_SERVICE] + r.tally.ended[ACA_ERROR_TIMEOUT], 1); /* in a pause, or in a try */
  assert_in_range(r.tally.attempts, 1, 9);
  rig_close(&r);
}

/* One call has the only place, the other has been tried once, and its time passes while it waits for the place. */
static void a_retry_whose_time_passed_in_the_queue_is_not_sent(void **state)
{
  (void)state;
  static const canned answers[] = {{.path = "/busy", .bytes = BUSY}, {.path = "/long", .bytes = TEA, .delay_ms = 100}};
  rig r;
  tally other = {0};
  const aca_retry_options patient = {.max_retries = 100, .delay_ms = 10, .max_delay_ms = 10};
  rig_open(&r, answers, COUNT(answers), NULL, &(aca_loop_options){.max_in_flight = 1});
  rig_get(&r, "busy", &(aca_call_options){.timeout_ms = 50, .retry = &patient});
  aca_loop_submit(r.loop, get_app(r.client, "long", NULL), tally_response, &other);
  loop_run(r.loop);
  assert_int_equal(other.ended[ACA_OK], 1);
  assert_int_equal(r.tally.ended[ACA_ERROR_TIMEOUT], 1);
  assert_int_equal(server_requests(r.server), 2);
  rig_close(&r);
}

/* Each answer takes a good part of the time for a try, and there are two connections for all. */
static void a_try_does_not_count_while_it_waits_for_a_connection(void **state)
{
  (void)state;
  static const canned late = {.bytes = TEA, .delay_ms = 30};
  rig r;
  rig_open(&r, &late, 1, NULL, &(aca_loop_options){.max_connections = 2});
  for (int i = 0; i < 12; i++)
    rig_get(&r, "web", &(aca_call_options){.try_timeout_ms = 120});
  loop_run(r.loop);
  assert_int_equal(r.tally.ended[ACA_OK], 12);
  assert_int_equal(server_connections(r.server), 2);
  rig_close(&r);
}

static void a_call_counts_while_it_waits_for_a_connection(void **state)
{
  (void)state;
  static const canned silence = {.bytes = NULL};
  rig r;
  rig_open(&r, &silence, 1, NULL, &(aca_loop_options){.max_connections = 1});
  aca_loop_submit(r.loop, get_app(r.client, "web", NULL), NULL, NULL);
  for (int i = 0; i < 5; i++)
    rig_get(&r, "web", &(aca_call_options){.timeout_ms = 20});
  while (r.tally.called < 5)
    assert_int_equal(aca_loop_poll(r.loop, -1), ACA_OK);
  assert_int_equal(r.tally.ended[ACA_ERROR_TIMEOUT], 5);
  assert_int_equal(server_connections(r.server), 1);
  rig_close(&r);
}

/* A server that takes connections and says nothing, asked by way of TLS. */
static void a_silent_handshake_ends_at_the_time_limit(void **state)
{
  (void)state;
  static const canned silence = {.bytes = NULL};
  rig r;
  char url[64];
  aca_client *client = NULL;
  rig_open(&r, &silence, 1, NULL, NULL);
  snprintf(url, sizeof url, "https://127.0.0.1:%d", server_port(r.server));
  const aca_client_options options = {.endpoint = url, .subscription_id = SUBSCRIPTION, .timeout_ms = 20};
  assert_int_equal(aca_client_new(&options, &client), ACA_OK);
  aca_loop_submit(r.loop, get_app(client, "web", &(aca_call_options){.timeout_ms = 100000}), NULL, NULL);
  for (int i = 0; i < 5; i++)
    aca_loop_submit(r.loop, get_app(client, "web", NULL), tally_response, &r.tally);
  while (r.tally.called < 5)
    assert_int_equal(aca_loop_poll(r.loop, -1), ACA_OK);
  assert_int_equal(r.tally.ended[ACA_ERROR_TIMEOUT], 5);
  assert_int_equal(aca_loop_count(r.loop), 1);
  aca_loop_free(r.loop);
  r.loop = NULL;
  aca_client_free(client);
  rig_close(&r);
}

/* ---- one that hangs ---- */

static void a_silent_one_does_not_keep_the_others(void **state)
{
  (void)state;
  static const canned answers[] = {{.path = "/silent", .bytes = NULL}, {.bytes = TEA}};
  rig r;
  rig_open(&r, answers, COUNT(answers), NULL, NULL);
  aca_loop_submit(r.loop, get_app(r.client, "silent", NULL), NULL, NULL);
  for (int i = 0; i < 20; i++)
    rig_get(&r, "web", NULL);
  while (r.tally.called < 20)
    assert_int_equal(aca_loop_poll(r.loop, -1), ACA_OK);
  assert_int_equal(r.tally.ended[ACA_OK], 20);
  assert_int_equal(aca_loop_count(r.loop), 1);
  rig_close(&r);
}

/* ---- cancel callbacks ---- */

typedef struct doubt {
  server *server; /* NULL: does not matter */
  size_t asked;
  size_t patience;
} doubt;

/* After the request has come in, so often it says no. */
static bool is_canceled(void *data)
{
  doubt *d = data;
  d->asked += d->server == NULL || server_requests(d->server) > 0;
  return d->asked > d->patience;
}

static void the_cancel_callback_ends_silence(void **state)
{
  (void)state;
  static const canned answers[] = {{.path = "/silent", .bytes = NULL}, {.bytes = TEA}};
  rig r;
  rig_open(&r, answers, COUNT(answers), NULL, NULL);
  doubt d = {.server = r.server, .patience = 1}, never = {.patience = 1000000};
  rig_get(&r, "silent", &(aca_call_options){.cancel = is_canceled, .cancel_data = &d, .retry = &twice});
  loop_run(r.loop);
  assert_int_equal(r.tally.ended[ACA_ERROR_CANCELED], 1);
  assert_int_equal(d.asked, 2);
  assert_string_equal(r.tally.message, aca_status_text(ACA_ERROR_CANCELED));
  rig_get(&r, "web", &(aca_call_options){.cancel = is_canceled, .cancel_data = &never});
  loop_run(r.loop);
  assert_int_equal(r.tally.ended[ACA_OK], 1);
  assert_true(never.asked > 0);
  rig_close(&r);
}

static void the_cancel_callback_ends_a_pause(void **state)
{
  (void)state;
  static const canned busy = {.bytes = BUSY};
  const aca_retry_options endless = {.delay_ms = 1000000, .max_delay_ms = -1};
  rig r;
  rig_open(&r, &busy, 1, NULL, NULL);
  doubt d = {.server = r.server, .patience = 1};
  rig_get(&r, "web", &(aca_call_options){.cancel = is_canceled, .cancel_data = &d, .retry = &endless});
  loop_run(r.loop);
  assert_int_equal(r.tally.ended[ACA_ERROR_CANCELED], 1);
  assert_int_equal(server_requests(r.server), 1);
  rig_close(&r);
}

static void what_is_canceled_beforehand_is_not_sent(void **state)
{
  (void)state;
  static const canned tea = {.bytes = TEA};
  rig r;
  doubt d = {0};
  rig_open(&r, &tea, 1, NULL, NULL);
  rig_get(&r, "web", &(aca_call_options){.cancel = is_canceled, .cancel_data = &d});
  loop_run(r.loop);
  assert_int_equal(r.tally.ended[ACA_ERROR_CANCELED], 1);
  assert_int_equal(server_requests(r.server), 0);
  rig_close(&r);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(those_that_are_not_answered_say_why),
      cmocka_unit_test(a_refused_connection_is_a_transport_error),
      cmocka_unit_test(an_answer_beyond_the_limit_is_refused),
      cmocka_unit_test(a_pause_before_a_retry_does_not_keep_the_others),
      cmocka_unit_test(a_hundred_are_tried_again_at_once),
      cmocka_unit_test(what_stays_busy_is_given_up),
      cmocka_unit_test(silence_ends_with_the_try_and_is_tried_again),
      cmocka_unit_test(silence_ends_at_the_time_limit),
      cmocka_unit_test(the_time_limit_counts_pauses_too),
      cmocka_unit_test(a_retry_whose_time_passed_in_the_queue_is_not_sent),
      cmocka_unit_test(a_try_does_not_count_while_it_waits_for_a_connection),
      cmocka_unit_test(a_call_counts_while_it_waits_for_a_connection),
      cmocka_unit_test(a_silent_handshake_ends_at_the_time_limit),
      cmocka_unit_test(a_silent_one_does_not_keep_the_others),
      cmocka_unit_test(the_cancel_callback_ends_silence),
      cmocka_unit_test(the_cancel_callback_ends_a_pause),
      cmocka_unit_test(what_is_canceled_beforehand_is_not_sent),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
