/* Giving up what was submitted to a loop, in each state that it can be in. */
#include "looping.h"

#include <stdlib.h>

static const aca_retry_options endless = {.delay_ms = 1000000, .max_delay_ms = -1};
static const canned answers[] = {
    {.path = "/silent", .bytes = NULL},
    {.path = "/busy", .bytes = BUSY},
    {.path = "/half", .bytes = "HTTP/1.1 200 OK\r\nContent-Length: 14\r\n\r\n{"},
    {.bytes = TEA},
};

static void open_rig(rig *r, size_t max_in_flight)
{
  rig_open(r, answers, COUNT(answers), NULL, &(aca_loop_options){.max_in_flight = max_in_flight});
}

/* Works until the server has that many requests. */
static void until_requested(rig *r, size_t count)
{
  while (server_requests(r->server) < count)
    assert_int_equal(aca_loop_poll(r->loop, 1), ACA_OK);
}

/* Works until what was tried has been answered and waits for another try: nothing comes in any more. */
static void until_quiet(rig *r)
{
  for (int i = 0; i < 3; i++)
    assert_int_equal(aca_loop_poll(r->loop, 10), ACA_OK);
}

static void check_canceled(rig *r, size_t count)
{
  assert_int_equal(r->tally.called, count);
  assert_int_equal(r->tally.ended[ACA_ERROR_CANCELED], count);
  assert_string_equal(r->tally.message, aca_status_text(ACA_ERROR_CANCELED));
}

static void what_is_queued_is_not_sent(void **state)
{
  (void)state;
  rig r;
  open_rig(&r, 0);
  aca_loop_id id = rig_get(&r, "web", NULL);
  aca_loop_cancel(r.loop, id);
  assert_int_equal(r.tally.called, 0); /* callbacks come from aca_loop_poll() alone */
  assert_int_equal(aca_loop_count(r.loop), 1);
  aca_loop_cancel(r.loop, id);
  loop_run(r.loop);
  check_canceled(&r, 1);
  assert_int_equal(server_connections(r.server), 0);
  rig_close(&r);
}

static void what_is_on_its_way_is_broken_off(void **state)
{
  (void)state;
  static const char *const names[] = {"silent", "half"};
  for (size_t i = 0; i < COUNT(names); i++) {
    rig r;
    open_rig(&r, 0);
    aca_loop_id id = rig_get(&r, names[i], NULL);
    until_requested(&r, 1);
    until_quiet(&r);
    aca_loop_cancel(r.loop, id);
    loop_run(r.loop);
    check_canceled(&r, 1);
    while (server_open_connections(r.server) > 0) /* the answer must not be taken for that to another */
      continue;
    rig_get(&r, "web", NULL);
    loop_run(r.loop);
    assert_int_equal(r.tally.ended[ACA_OK], 1);
    rig_close(&r);
  }
}

static void what_waits_for_another_try_is_not_tried(void **state)
{
  (void)state;
  rig r;
  open_rig(&r, 0);
  aca_loop_id id = rig_get(&r, "busy", &(aca_call_options){.retry = &endless});
  until_requested(&r, 1);
  until_quiet(&r);
  aca_loop_cancel(r.loop, id);
  loop_run(r.loop);
  check_canceled(&r, 1);
  assert_int_equal(server_requests(r.server), 1);
  rig_close(&r);
}

/* The place of what is canceled is free at once. */
static void the_next_takes_its_place(void **state)
{
  (void)state;
  rig r;
  open_rig(&r, 1);
  aca_loop_id id = rig_get(&r, "silent", NULL);
  rig_get(&r, "web", NULL);
  until_requested(&r, 1);
  aca_loop_cancel(r.loop, id);
  loop_run(r.loop);
  assert_int_equal(r.tally.ended[ACA_OK], 1);
  assert_int_equal(r.tally.ended[ACA_ERROR_CANCELED], 1);
  rig_close(&r);
}

static void what_has_ended_cannot_be_canceled(void **state)
{
  (void)state;
  rig r;
  open_rig(&r, 0);
  aca_loop_id first = rig_get(&r, "web", NULL);
  loop_run(r.loop);
  aca_loop_id second = rig_get(&r, "web", NULL); /* perhaps in the place of the first */
  assert_true(first != second);
  aca_loop_cancel(r.loop, first);
  loop_run(r.loop);
  aca_loop_cancel(r.loop, second);
  assert_int_equal(r.tally.ended[ACA_OK], 2);
  assert_int_equal(aca_loop_poll(r.loop, -1), ACA_DONE);
  assert_int_equal(r.tally.called, 2);
  rig_close(&r);
}

static void ids_that_nobody_gave_are_ignored(void **state)
{
  (void)state;
  rig r;
  open_rig(&r, 0);
  aca_loop_cancel(r.loop, 1);
  aca_loop_id id = rig_get(&r, "web", NULL);
  const aca_loop_id wrong[] = {0, 1, id + 1, id - 1, id + ((aca_loop_id)1 << 32), id & UINT32_MAX, UINT64_MAX, id << 1};
  for (size_t i = 0; i < COUNT(wrong); i++)
    aca_loop_cancel(r.loop, wrong[i]);
  srand(1);
  for (int i = 0; i < 10000; i++) {
    aca_loop_id random = (aca_loop_id)rand() << (rand() % 40);
    if (random != id)
      aca_loop_cancel(r.loop, random);
  }
  loop_run(r.loop);
  assert_int_equal(r.tally.ended[ACA_OK], 1);
  assert_int_equal(r.tally.called, 1);
  rig_close(&r);
}

/* ---- from callbacks ---- */

typedef struct caller {
  rig *rig;
  aca_loop_id own;
  aca_loop_id others[20];
  size_t count;
} caller;

static void cancel_all(aca_response *response, void *data)
{
  caller *c = data;
  tally_response(response, &c->rig->tally);
  aca_loop_cancel(c->rig->loop, c->own);
  for (size_t i = 0; i < c->count; i++)
    aca_loop_cancel(c->rig->loop, c->others[i]);
}

static void a_callback_cancels_itself_and_others(void **state)
{
  (void)state;
  rig r;
  open_rig(&r, 4);
  caller c = {.rig = &r};
  c.others[c.count++] = rig_get(&r, "silent", NULL);
  c.others[c.count++] = rig_get(&r, "busy", &(aca_call_options){.retry = &endless});
  until_requested(&r, 2);
  until_quiet(&r);
  c.own = aca_loop_submit(r.loop, get_app(r.client, "web", NULL), cancel_all, &c);
  while (c.count < COUNT(c.others)) /* more than there is room for */
    c.others[c.count++] = rig_get(&r, "silent", NULL);
  loop_run(r.loop);
  assert_int_equal(r.tally.ended[ACA_OK], 1);
  assert_int_equal(r.tally.ended[ACA_ERROR_CANCELED], COUNT(c.others));
  assert_int_equal(r.tally.called, 1 + COUNT(c.others));
  rig_close(&r);
}

/* All of them end in one turn; the first callback cancels the rest, among them those whose answers are there. */
static void each_is_called_once_although_others_cancel_it(void **state)
{
  (void)state;
  rig r;
  open_rig(&r, 0);
  caller c = {.rig = &r};
  while (c.count < COUNT(c.others)) {
    c.others[c.count] = aca_loop_submit(r.loop, get_app(r.client, "web", NULL), cancel_all, &c);
    c.count++;
  }
  loop_run(r.loop);
  assert_int_equal(r.tally.called, COUNT(c.others));
  assert_int_equal(r.tally.ended[ACA_OK] + r.tally.ended[ACA_ERROR_CANCELED], COUNT(c.others));
  assert_true(r.tally.ended[ACA_OK] >= 1);
  rig_close(&r);
}

static void submit_and_cancel(aca_response *response, void *data)
{
  rig *r = data;
  tally_response(response, &r->tally);
  if (r->tally.called == 1)
    aca_loop_cancel(r->loop, aca_loop_submit(r->loop, get_app(r->client, "web", NULL), submit_and_cancel, r));
}

static void a_callback_cancels_what_it_submits(void **state)
{
  (void)state;
  rig r;
  open_rig(&r, 0);
  aca_loop_submit(r.loop, get_app(r.client, "web", NULL), submit_and_cancel, &r);
  loop_run(r.loop);
  assert_int_equal(r.tally.ended[ACA_OK], 1);
  assert_int_equal(r.tally.ended[ACA_ERROR_CANCELED], 1);
  assert_int_equal(server_requests(r.server), 1);
  rig_close(&r);
}

/* Callbacks that run while a call is worked on: they may cancel the very same. */
static void cancel_when_logged(const aca_log_event *event, void *data)
{
  caller *c = data;
  if (event->kind == (aca_log_kind)c->count)
    aca_loop_cancel(c->rig->loop, c->own);
}

static bool cancel_when_asked_whether_to_cancel(void *data)
{
  caller *c = data;
  if (server_requests(c->rig->server) > 0)
    aca_loop_cancel(c->rig->loop, c->own);
  return false;
}

static void the_log_callback_cancels_its_own_call(void **state)
{
  (void)state;
  static const aca_log_kind kinds[] = {ACA_LOG_REQUEST, ACA_LOG_TRY, ACA_LOG_RESPONSE, ACA_LOG_RETRY};
  for (size_t i = 0; i < COUNT(kinds); i++) {
    rig r;
    caller c = {.rig = &r, .count = kinds[i]};
    const aca_client_options options = {
        .log = {.level = ACA_LOG_DEBUG, .callback = cancel_when_logged, .user_data = &c},
        .retry = {.max_retries = 1, .delay_ms = 1000000, .max_delay_ms = -1}};
    rig_open(&r, answers, COUNT(answers), &options, NULL);
    c.own = rig_get(&r, "busy", NULL);
    loop_run(r.loop);
    check_canceled(&r, 1);
    rig_close(&r);
  }
}

static void the_cancel_callback_cancels_by_the_id(void **state)
{
  (void)state;
  rig r;
  caller c = {.rig = &r};
  open_rig(&r, 0);
  c.own = rig_get(&r, "silent", &(aca_call_options){.cancel = cancel_when_asked_whether_to_cancel, .cancel_data = &c});
  loop_run(r.loop);
  check_canceled(&r, 1);
  rig_close(&r);
}

/* ---- the end of the loop ---- */

static void the_end_of_the_loop_cancels_what_is_left(void **state)
{
  (void)state;
  rig r;
  open_rig(&r, 3);
  rig_get(&r, "silent", NULL);
  rig_get(&r, "busy", &(aca_call_options){.retry = &endless});
  rig_get(&r, "half", NULL);
  until_requested(&r, 3);
  until_quiet(&r);
  rig_get(&r, "silent", NULL);
  until_requested(&r, 4);
  for (int i = 0; i < 100; i++) /* no room for these */
    rig_get(&r, "web", NULL);
  rig_get(&r, "..", NULL);
  aca_loop_cancel(r.loop, rig_get(&r, "web", NULL));
  assert_int_equal(aca_loop_count(r.loop), 106);
  rig_close(&r);
  check_canceled(&r, 106);
}

static void submit_again(aca_response *response, void *data)
{
  rig *r = data;
  tally_response(response, &r->tally);
  assert_true(aca_loop_submit(r->loop, get_app(r->client, "web", NULL), tally_response, &r->tally) == 0);
}

static void a_loop_that_ends_takes_no_more(void **state)
{
  (void)state;
  rig r;
  open_rig(&r, 0);
  aca_loop_submit(r.loop, get_app(r.client, "web", NULL), submit_again, &r);
  rig_close(&r);
  check_canceled(&r, 1);
}

static void callbacks_cancel_while_the_loop_ends(void **state)
{
  (void)state;
  rig r;
  open_rig(&r, 0);
  caller c = {.rig = &r};
  while (c.count < COUNT(c.others)) {
    c.others[c.count] = aca_loop_submit(r.loop, get_app(r.client, "silent", NULL), cancel_all, &c);
    c.count++;
  }
  until_requested(&r, 1);
  rig_close(&r);
  check_canceled(&r, COUNT(c.others));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_is_queued_is_not_sent),
      cmocka_unit_test(what_is_on_its_way_is_broken_off),
      cmocka_unit_test(what_waits_for_another_try_is_not_tried),
      cmocka_unit_test(the_next_takes_its_place),
      cmocka_unit_test(what_has_ended_cannot_be_canceled),
      cmocka_unit_test(ids_that_nobody_gave_are_ignored),
      cmocka_unit_test(a_callback_cancels_itself_and_others),
      cmocka_unit_test(each_is_called_once_although_others_cancel_it),
      cmocka_unit_test(a_callback_cancels_what_it_submits),
      cmocka_unit_test(the_log_callback_cancels_its_own_call),
      cmocka_unit_test(the_cancel_callback_cancels_by_the_id),
      cmocka_unit_test(the_end_of_the_loop_cancels_what_is_left),
      cmocka_unit_test(a_loop_that_ends_takes_no_more),
      cmocka_unit_test(callbacks_cancel_while_the_loop_ends),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
