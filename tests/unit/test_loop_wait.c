/* Long-running operations on a loop. */
#include "looping.h"

#define ACCEPTED "HTTP/1.1 202 Accepted\r\nLocation: /operations/1\r\nContent-Length: 0\r\n\r\n"
#define LATER \
  "HTTP/1.1 202 Accepted\r\nLocation: /operations/1\r\nretry-after-ms: 30\r\nContent-Length: 0\r\n\r\n"
#define GONE "HTTP/1.1 204 No Content\r\n\r\n"
#define REFUSED "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"

/* ---- long-running operations ---- */

typedef struct waiting {
  tally tally;
  aca_loop *loop;
  aca_loop_id id;
  size_t progressed;
  bool cancels; /* from the progress callback */
} waiting;

static void note_end(aca_poller *poller, aca_status status, void *data)
{
  tally_note(&((waiting *)data)->tally, status, aca_poller_response(poller));
}

static void note_progress(const aca_poller *poller, void *data)
{
  waiting *w = data;
  w->progressed++;
  assert_non_null(aca_poller_state(poller));
  if (w->cancels)
    aca_loop_cancel(w->loop, w->id);
}

static aca_poller *removal(aca_client *client, const char *name, const aca_call_options *options)
{
  aca_request *request;
  aca_poller *poller = NULL;
  (void)!aca_container_apps_delete_request(client, "rg", name, options, &request);
  (void)!aca_poller_new(request, &poller); /* the loop repeats it */
  return poller;
}

static void an_operation_is_waited_for(void **state)
{
  (void)state;
  static const canned answers[] = {
      {.path = "PUT ", .bytes = "HTTP/1.1 201 Created\r\nAzure-AsyncOperation: /status/1\r\nContent-Length: 49\r\n\r\n"
                                 "{\"properties\":{\"provisioningState\":\"InProgress\"}}"},
      {.path = "/status/1", .times = 2, .bytes = "HTTP/1.1 200 OK\r\nContent-Length: 23\r\n\r\n"
                                                  "{\"status\":\"InProgress\"}"},
      {.path = "/status/1", .bytes = "HTTP/1.1 200 OK\r\nContent-Length: 22\r\n\r\n"
                                      "{\"status\":\"Succeeded\"}"},
      {.path = "GET /subscriptions", .bytes = TEA},
  };
  rig r;
  waiting w = {0};
  aca_request *request;
  aca_poller *poller;
  rig_open(&r, answers, COUNT(answers), NULL, NULL);
  const aca_container_app app = {.location = "here"};
  const aca_call_options options = {.progress = note_progress, .progress_data = &w};
  (void)!aca_container_apps_create_or_update_request(r.client, "rg", "web", &app, &options, &request);
  assert_int_equal(aca_poller_new(request, &poller), ACA_OK);
  assert_true(aca_loop_wait(r.loop, poller, note_end, &w) != 0);
  assert_int_equal(aca_loop_count(r.loop), 1);
  loop_run(r.loop);
  assert_int_equal(w.tally.called, 1);
  assert_int_equal(w.tally.ended[ACA_OK], 1);
  assert_true(aca_poller_is_done(poller));
  assert_string_equal(((const aca_container_app *)aca_poller_value(poller))->name, "tea");
  assert_string_equal(aca_poller_state(poller), "Succeeded");
  assert_int_equal(server_requests(r.server), 5);
  assert_int_equal(w.progressed, 5);
  aca_poller_free(poller);
  rig_close(&r);
}

enum { MANY = 50 };

/* With room for one request at a time: those that pause do not take it. */
static void many_are_waited_for_at_once(void **state)
{
  (void)state;
  static const canned answers[] = {{.path = "DELETE ", .bytes = LATER},
                                   {.path = "/operations/1", .times = 2 * (size_t)MANY, .bytes = LATER},
                                   {.path = "/operations/1", .bytes = GONE}};
  rig r;
  waiting waits[MANY] = {0};
  aca_poller *pollers[MANY];
  rig_open(&r, answers, COUNT(answers), NULL, &(aca_loop_options){.max_in_flight = 1});
  for (size_t i = 0; i < MANY; i++) {
    pollers[i] = removal(r.client, "web", NULL);
    aca_loop_wait(r.loop, pollers[i], note_end, &waits[i]);
  }
  loop_run(r.loop);
  assert_int_equal(server_requests(r.server), 4 * MANY);
  assert_int_equal(server_connections(r.server), 1);
  for (size_t i = 0; i < MANY; i++) {
    assert_int_equal(waits[i].tally.called, 1);
    assert_int_equal(waits[i].tally.ended[ACA_OK], 1);
    aca_poller_free(pollers[i]);
  }
  rig_close(&r);
}

static void a_failure_is_told(void **state)
{
  (void)state;
  static const canned answers[] = {{.path = "/web", .bytes = ACCEPTED}, {.bytes = REFUSED}};
  rig r;
  waiting w = {0};
  rig_open(&r, answers, COUNT(answers), NULL, NULL);
  aca_poller *pollers[] = {removal(r.client, "web", NULL), removal(r.client, "forbidden", NULL),
                           removal(r.client, "..", NULL)};
  for (size_t i = 0; i < COUNT(pollers); i++)
    aca_loop_wait(r.loop, pollers[i], note_end, &w);
  loop_run(r.loop);
  assert_int_equal(w.tally.called, 3);
  assert_int_equal(w.tally.ended[ACA_ERROR_SERVICE], 2);
  assert_int_equal(w.tally.ended[ACA_ERROR_ARGUMENT], 1);
  assert_int_equal(server_requests(r.server), 3);
  for (size_t i = 0; i < COUNT(pollers); i++)
    aca_poller_free(pollers[i]);
  rig_close(&r);
}

static void waiting_ends_at_its_time_limit_and_goes_on_later(void **state)
{
  (void)state;
  static const canned answers[] = {{.path = "DELETE ", .bytes = ACCEPTED},
                                   {.path = "/operations/1", .times = 2, .bytes = LATER},
                                   {.path = "/operations/1", .bytes = GONE}};
  rig r;
  waiting w = {0};
  rig_open(&r, answers, COUNT(answers), NULL, NULL);
  aca_poller *poller = removal(r.client, "web", &(aca_call_options){.wait_timeout_ms = 5});
  assert_int_equal(aca_poller_step(poller), ACA_OK);
  aca_loop_wait(r.loop, poller, note_end, &w);
  loop_run(r.loop);
  assert_int_equal(w.tally.ended[ACA_ERROR_TIMEOUT], 1);
  assert_false(aca_poller_is_done(poller));
  while (w.tally.ended[ACA_OK] == 0) {
    aca_loop_wait(r.loop, poller, note_end, &w);
    loop_run(r.loop);
  }
  assert_true(aca_poller_is_done(poller));
  aca_poller_free(poller);
  rig_close(&r);
}

/* ---- giving up waiting ---- */

static void until_requested(rig *r, size_t count)
{
  while (server_requests(r->server) < count)
    assert_int_equal(aca_loop_poll(r->loop, 1), ACA_OK);
  for (int i = 0; count > 0 && i < 3; i++)
    assert_int_equal(aca_loop_poll(r->loop, 5), ACA_OK);
}

/* Gives up when the server has so many requests, which leaves the operation as it is: the poller goes on. */
static void check_given_up(const canned *answers, size_t count, size_t requests, long poll_interval_ms)
{
  rig r;
  waiting w = {0};
  rig_open(&r, answers, count, NULL, NULL);
  aca_poller *poller = removal(r.client, "web", &(aca_call_options){.poll_interval_ms = poll_interval_ms});
  aca_loop_id id = aca_loop_wait(r.loop, poller, note_end, &w);
  until_requested(&r, requests);
  aca_loop_cancel(r.loop, id);
  loop_run(r.loop);
  assert_int_equal(w.tally.called, 1);
  assert_int_equal(w.tally.ended[ACA_ERROR_CANCELED], 1);
  assert_int_equal(server_requests(r.server), requests);
  assert_false(aca_poller_is_done(poller));
  assert_int_equal(aca_poller_step(poller), ACA_DONE);
  aca_poller_free(poller);
  rig_close(&r);
}

static void waiting_is_given_up_in_a_pause(void **state)
{
  (void)state;
  static const canned answers[] = {
      {.path = "DELETE ", .bytes = ACCEPTED}, {.path = "/operations", .times = 1, .bytes = ACCEPTED}, {.bytes = GONE}};
  check_given_up(answers, COUNT(answers), 2, 1000000);
}

static void waiting_is_given_up_during_a_poll(void **state)
{
  (void)state;
  static const canned answers[] = {
      {.path = "DELETE ", .bytes = ACCEPTED}, {.path = "/operations/1", .times = 1, .bytes = NULL}, {.bytes = GONE}};
  check_given_up(answers, COUNT(answers), 2, 1);
}

/* Nobody knows whether the operation has begun, so the poller does not begin it again. */
static void giving_up_the_start_is_the_end(void **state)
{
  (void)state;
  static const canned silence = {.bytes = NULL};
  for (size_t requests = 0; requests <= 1; requests++) {
    rig r;
    waiting w = {0};
    rig_open(&r, &silence, 1, NULL, NULL);
    aca_poller *poller = removal(r.client, "web", NULL);
    aca_loop_id id = aca_loop_wait(r.loop, poller, note_end, &w);
    until_requested(&r, requests);
    aca_loop_cancel(r.loop, id);
    loop_run(r.loop);
    assert_int_equal(w.tally.ended[ACA_ERROR_CANCELED], 1);
    assert_true(aca_poller_is_done(poller));
    aca_poller_free(poller);
    rig_close(&r);
  }
}

static void the_progress_callback_gives_up(void **state)
{
  (void)state;
  static const canned answers[] = {{.path = "DELETE ", .bytes = ACCEPTED}, {.bytes = ACCEPTED}};
  rig r;
  rig_open(&r, answers, COUNT(answers), NULL, NULL);
  waiting w = {.loop = r.loop, .cancels = true};
  aca_poller *poller =
      removal(r.client, "web", &(aca_call_options){.progress = note_progress, .progress_data = &w});
  w.id = aca_loop_wait(r.loop, poller, note_end, &w);
  loop_run(r.loop);
  assert_int_equal(w.tally.called, 1);
  assert_int_equal(w.tally.ended[ACA_ERROR_CANCELED], 1);
  assert_int_equal(server_requests(r.server), 1);
  assert_false(aca_poller_is_done(poller));
  aca_poller_free(poller);
  rig_close(&r);
}

static bool after_three(void *data)
{
  return server_requests(data) >= 3;
}

static void the_cancel_callback_gives_up(void **state)
{
  (void)state;
  static const canned accepted = {.bytes = ACCEPTED};
  rig r;
  waiting w = {0};
  rig_open(&r, &accepted, 1, NULL, NULL);
  aca_poller *poller =
      removal(r.client, "web", &(aca_call_options){.cancel = after_three, .cancel_data = r.server});
  aca_loop_wait(r.loop, poller, note_end, &w);
  loop_run(r.loop);
  assert_int_equal(w.tally.ended[ACA_ERROR_CANCELED], 1);
  assert_int_equal(server_requests(r.server), 3);
  assert_false(aca_poller_is_done(poller));
  aca_poller_free(poller);
  rig_close(&r);
}

static void an_operation_that_has_ended_keeps_its_result(void **state)
{
  (void)state;
  static const canned tea = {.path = "PUT ", .bytes = TEA};
  rig r;
  waiting w = {0};
  aca_request *request;
  aca_poller *poller;
  rig_open(&r, &tea, 1, NULL, NULL);
  const aca_container_app app = {.location = "here"};
  (void)!aca_container_apps_create_or_update_request(r.client, "rg", "web", &app, NULL, &request);
  assert_int_equal(aca_poller_new(request, &poller), ACA_OK);
  assert_int_equal(aca_poller_step(poller), ACA_DONE);
  for (int canceled = 0; canceled <= 1; canceled++) {
    aca_loop_id id = aca_loop_wait(r.loop, poller, note_end, &w);
    if (canceled)
      aca_loop_cancel(r.loop, id);
    loop_run(r.loop);
  }
  aca_loop_wait(r.loop, poller, note_end, &w);
  rig_close(&r);
  assert_int_equal(w.tally.ended[ACA_OK], 3);
  assert_string_equal(((const aca_container_app *)aca_poller_value(poller))->name, "tea");
  aca_poller_free(poller);
}

static void free_poller(aca_poller *poller, aca_status status, void *data)
{
  note_end(poller, status, data);
  aca_poller_free(poller);
}

static void the_end_of_the_loop_gives_up_waiting(void **state)
{
  (void)state;
  static const canned answers[] = {{.path = "/silent", .bytes = NULL}, {.bytes = LATER}};
  rig r;
  waiting w = {0};
  rig_open(&r, answers, COUNT(answers), NULL, NULL);
  aca_loop_wait(r.loop, removal(r.client, "silent", NULL), free_poller, &w);
  aca_loop_wait(r.loop, removal(r.client, "web", NULL), free_poller, &w);
  until_requested(&r, 3);
  aca_loop_wait(r.loop, removal(r.client, "web", NULL), free_poller, &w);
  rig_close(&r);
  assert_int_equal(w.tally.called, 3);
  assert_int_equal(w.tally.ended[ACA_ERROR_CANCELED], 3);
}

static void nobody_needs_to_be_told_of_the_end(void **state)
{
  (void)state;
  static const canned gone = {.bytes = GONE};
  rig r;
  rig_open(&r, &gone, 1, NULL, NULL);
  aca_poller *poller = removal(r.client, "web", NULL);
  aca_loop_wait(r.loop, poller, NULL, NULL);
  loop_run(r.loop);
  assert_true(aca_poller_is_done(poller));
  aca_poller_free(poller);
  rig_close(&r);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(an_operation_is_waited_for),
      cmocka_unit_test(many_are_waited_for_at_once),
      cmocka_unit_test(a_failure_is_told),
      cmocka_unit_test(waiting_ends_at_its_time_limit_and_goes_on_later),
      cmocka_unit_test(waiting_is_given_up_in_a_pause),
      cmocka_unit_test(waiting_is_given_up_during_a_poll),
      cmocka_unit_test(giving_up_the_start_is_the_end),
      cmocka_unit_test(the_progress_callback_gives_up),
      cmocka_unit_test(the_cancel_callback_gives_up),
      cmocka_unit_test(an_operation_that_has_ended_keeps_its_result),
      cmocka_unit_test(the_end_of_the_loop_gives_up_waiting),
      cmocka_unit_test(nobody_needs_to_be_told_of_the_end),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
