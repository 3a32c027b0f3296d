/* A loop inside another event loop: here one of epoll and a time. */
#include "looping.h"

#include <errno.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "clock.h"

enum { MOST_SOCKETS = 1024 };

typedef struct reactor {
  int epoll;
  int watched[MOST_SOCKETS]; /* the events, by descriptor */
  size_t sockets;
  int64_t due;
  size_t told; /* how often on_timer was called */
  size_t acts;
  aca_status status;
} reactor;

static void on_socket(int fd, int events, void *data)
{
  reactor *o = data;
  struct epoll_event event = {.events = ((events & ACA_LOOP_READ) != 0 ? (uint32_t)EPOLLIN : 0) |
                                        ((events & ACA_LOOP_WRITE) != 0 ? (uint32_t)EPOLLOUT : 0),
                              .data.fd = fd};
  assert_in_range(fd, 0, MOST_SOCKETS - 1);
  assert_true((events & ~(ACA_LOOP_READ | ACA_LOOP_WRITE)) == 0);
  bool was = o->watched[fd] != 0, is = events != 0;
  assert_true(was || is);
  o->sockets += (size_t)is - (size_t)was;
  o->watched[fd] = events;
  int result = epoll_ctl(o->epoll, !was ? EPOLL_CTL_ADD : is ? EPOLL_CTL_MOD : EPOLL_CTL_DEL, fd, &event);
  if (result != 0 && was && is && errno == ENOENT) /* libcurl had closed it, and the number is in use again */
    result = epoll_ctl(o->epoll, EPOLL_CTL_ADD, fd, &event);
  if (result != 0 && (is || (errno != EBADF && errno != ENOENT)))
    fail_msg("epoll_ctl: %s", strerror(errno));
}

static void on_timer(int64_t timeout_ms, void *data)
{
  reactor *o = data;
  assert_true(timeout_ms >= -1);
  o->due = timeout_ms >= 0 ? aca__clock().ms + timeout_ms : ACA__NEVER;
  o->told++;
}

typedef struct hooked {
  rig rig;
  reactor reactor;
} hooked;

static void hooked_open(hooked *h, const canned *answers, size_t count, size_t max_in_flight)
{
  h->reactor = (reactor){.epoll = epoll_create1(EPOLL_CLOEXEC), .due = ACA__NEVER};
  assert_true(h->reactor.epoll >= 0);
  rig_open(&h->rig, answers, count, NULL,
           &(aca_loop_options){.max_in_flight = max_in_flight,
                               .max_connections = 100,
                               .on_socket = on_socket,
                               .on_timer = on_timer,
                               .user_data = &h->reactor});
  assert_int_equal(h->reactor.sockets, 1); /* for waking it */
}

static void hooked_close(hooked *h)
{
  rig_close(&h->rig);
  assert_int_equal(h->reactor.sockets, 0);
  assert_true(h->reactor.due == ACA__NEVER);
  close(h->reactor.epoll);
}

static void act(hooked *h, int fd, int events)
{
  reactor *o = &h->reactor;
  o->acts++;
  o->status = aca_loop_act(h->rig.loop, fd, events);
  assert_int_equal(o->status, aca_loop_count(h->rig.loop) == 0 ? ACA_DONE : ACA_OK);
}

/* One turn, of `most_ms` at most. */
static void turn(hooked *h, int most_ms)
{
  reactor *o = &h->reactor;
  struct epoll_event events[16];
  int64_t left = o->due == ACA__NEVER ? most_ms : o->due - aca__clock().ms;
  left = left < 0 ? 0 : left < most_ms ? left : most_ms;
  int count = epoll_wait(o->epoll, events, COUNT(events), (int)left);
  for (int i = 0; i < count; i++)
    act(h, events[i].data.fd,
        ((events[i].events & EPOLLOUT) != 0 ? ACA_LOOP_WRITE : 0) |
            ((events[i].events & ~(uint32_t)EPOLLOUT) != 0 ? ACA_LOOP_READ : 0));
  if (o->due <= aca__clock().ms) {
    o->due = ACA__NEVER;
    act(h, -1, 0);
  }
}

static void run(hooked *h)
{
  while (aca_loop_count(h->rig.loop) > 0)
    turn(h, 60000);
  assert_int_equal(h->reactor.status, ACA_DONE);
}

/* Nothing happens in a loop that has nothing to do. */
static void check_idle(hooked *h)
{
  size_t acts = h->reactor.acts;
  turn(h, 20);
  assert_int_equal(h->reactor.acts, acts);
  assert_true(h->reactor.due == ACA__NEVER);
}

static const canned tea = {.bytes = TEA};

static void a_thousand_requests_get_an_answer_each(void **state)
{
  (void)state;
  static const size_t in_flight[] = {1, 16, 100};
  for (size_t i = 0; i < COUNT(in_flight); i++) {
    hooked h;
    hooked_open(&h, &tea, 1, in_flight[i]);
    for (int n = 0; n < 1000; n++)
      rig_get(&h.rig, "web", NULL);
    run(&h);
    assert_int_equal(h.rig.tally.ended[ACA_OK], 1000);
    assert_in_range(server_connections(h.rig.server), 1, in_flight[i]);
    check_idle(&h);
    hooked_close(&h);
  }
}

static void an_idle_loop_is_left_alone(void **state)
{
  (void)state;
  hooked h;
  hooked_open(&h, &tea, 1, 0);
  check_idle(&h);
  assert_int_equal(h.reactor.told, 0);
  rig_get(&h.rig, "web", NULL);
  assert_int_equal(h.reactor.acts, 0);
  assert_true(h.reactor.due <= aca__clock().ms); /* a submission asks for a turn */
  run(&h);
  check_idle(&h);
  hooked_close(&h);
}

/* Ten silent requests, and a hundred turns that each could last long, make few calls. */
static void waiting_is_no_work(void **state)
{
  (void)state;
  static const canned silence = {.bytes = NULL};
  hooked h;
  hooked_open(&h, &silence, 1, 0);
  for (int i = 0; i < 10; i++)
    rig_get(&h.rig, "web", &(aca_call_options){.timeout_ms = 100000});
  while (server_requests(h.rig.server) < 10)
    turn(&h, 1);
  for (int i = 0; i < 20; i++)
    turn(&h, 1);
  size_t acts = h.reactor.acts;
  for (int i = 0; i < 20; i++)
    turn(&h, 2);
  assert_true(h.reactor.acts <= acts + 2);
  assert_int_equal(aca_loop_count(h.rig.loop), 10);
  hooked_close(&h);
  assert_int_equal(h.rig.tally.ended[ACA_ERROR_CANCELED], 10);
}

static void pauses_are_the_timers_business(void **state)
{
  (void)state;
  static const canned answers[] = {{.path = "/busy", .times = 2, .bytes = BUSY}, {.bytes = TEA}};
  const aca_retry_options patient = {.delay_ms = 30};
  hooked h;
  hooked_open(&h, answers, COUNT(answers), 1);
  rig_get(&h.rig, "busy", &(aca_call_options){.retry = &patient});
  run(&h);
  assert_int_equal(h.rig.tally.ended[ACA_OK], 1);
  assert_int_equal(h.rig.tally.attempts, 3);
  assert_true(h.reactor.acts < 100);
  check_idle(&h);
  hooked_close(&h);
}

static void time_limits_are_the_timers_business(void **state)
{
  (void)state;
  static const canned silence = {.bytes = NULL};
  hooked h;
  hooked_open(&h, &silence, 1, 0);
  for (long limit = 1; limit <= 50; limit++)
    rig_get(&h.rig, "web", &(aca_call_options){.timeout_ms = limit});
  run(&h);
  assert_int_equal(h.rig.tally.ended[ACA_ERROR_TIMEOUT], 50);
  check_idle(&h);
  hooked_close(&h);
}

static bool once_requested(void *data)
{
  return server_requests(data) > 0;
}

static void the_cancel_callback_is_asked(void **state)
{
  (void)state;
  static const canned silence = {.bytes = NULL};
  hooked h;
  hooked_open(&h, &silence, 1, 0);
  rig_get(&h.rig, "web", &(aca_call_options){.cancel = once_requested, .cancel_data = h.rig.server});
  run(&h);
  assert_int_equal(h.rig.tally.ended[ACA_ERROR_CANCELED], 1);
  hooked_close(&h);
}

static void broken_connections_are_noticed(void **state)
{
  (void)state;
  static const canned answers[] = {{.path = "/closed", .close = true},
                                   {.path = "/reset", .reset = true, .delay_ms = 5},
                                   {.bytes = TEA, .close = true}};
  hooked h;
  hooked_open(&h, answers, COUNT(answers), 0);
  for (int i = 0; i < 10; i++) {
    rig_get(&h.rig, "closed", NULL);
    rig_get(&h.rig, "reset", NULL);
    rig_get(&h.rig, "web", NULL);
  }
  run(&h);
  assert_int_equal(h.rig.tally.ended[ACA_ERROR_TRANSPORT], 20);
  assert_int_equal(h.rig.tally.ended[ACA_OK], 10);
  check_idle(&h);
  hooked_close(&h);
}

static void a_cancellation_asks_for_a_turn(void **state)
{
  (void)state;
  static const canned silence = {.bytes = NULL};
  hooked h;
  hooked_open(&h, &silence, 1, 1);
  aca_loop_id first = rig_get(&h.rig, "web", NULL);
  rig_get(&h.rig, "web", NULL);
  while (server_requests(h.rig.server) < 1)
    turn(&h, 1);
  for (int i = 0; i < 5; i++)
    turn(&h, 1);
  aca_loop_cancel(h.rig.loop, first);
  assert_int_equal(h.rig.tally.called, 0);
  assert_true(h.reactor.due <= aca__clock().ms);
  turn(&h, 60000);
  assert_int_equal(h.rig.tally.ended[ACA_ERROR_CANCELED], 1);
  while (server_requests(h.rig.server) < 2) /* the other has its place */
    turn(&h, 1);
  hooked_close(&h);
}

static void calls_without_a_reason_do_no_harm(void **state)
{
  (void)state;
  static const canned answers[] = {{.path = "/busy", .times = 20, .bytes = BUSY}, {.bytes = TEA, .delay_ms = 1}};
  const aca_retry_options patient = {.delay_ms = 5};
  hooked h;
  hooked_open(&h, answers, COUNT(answers), 7);
  for (int i = 0; i < 50; i++)
    rig_get(&h.rig, i % 5 == 0 ? "busy" : "web", &(aca_call_options){.retry = &patient});
  for (int fd = 0; aca_loop_count(h.rig.loop) > 0; fd = (fd + 1) % 64) {
    turn(&h, 1);
    act(&h, -1, 0);
    act(&h, fd, ACA_LOOP_READ | ACA_LOOP_WRITE);
    act(&h, 1000 + fd, ACA_LOOP_READ);
    act(&h, fd, 0);
  }
  assert_int_equal(h.rig.tally.ended[ACA_OK], 50);
  check_idle(&h);
  act(&h, -1, 0);
  act(&h, 5, ACA_LOOP_READ);
  check_idle(&h);
  assert_int_equal(h.rig.tally.called, 50);
  hooked_close(&h);
}

/* A timer that is lost is one for which nobody comes: it must be told again when it came too early. */
static void a_timer_that_comes_early_is_set_again(void **state)
{
  (void)state;
  static const canned answers[] = {{.path = "/busy", .times = 1, .bytes = BUSY}, {.bytes = TEA}};
  const aca_retry_options patient = {.delay_ms = 50};
  hooked h;
  hooked_open(&h, answers, COUNT(answers), 1);
  rig_get(&h.rig, "busy", &(aca_call_options){.retry = &patient});
  while (aca_loop_count(h.rig.loop) > 0) {
    turn(&h, 3);
    h.reactor.due = ACA__NEVER;
    act(&h, -1, 0);
    assert_true(aca_loop_count(h.rig.loop) == 0 || h.reactor.due != ACA__NEVER || h.reactor.sockets > 1);
  }
  assert_int_equal(h.rig.tally.ended[ACA_OK], 1);
  hooked_close(&h);
}

static void waking_makes_the_foreign_loop_come_back(void **state)
{
  (void)state;
  hooked h;
  hooked_open(&h, &tea, 1, 0);
  aca_loop_wake(h.rig.loop);
  aca_loop_wake(h.rig.loop);
  size_t acts = h.reactor.acts;
  turn(&h, 60000);
  assert_int_equal(h.reactor.acts, acts + 1);
  check_idle(&h);
  hooked_close(&h);
}

typedef struct again {
  hooked *hooked;
  int left;
} again;

static void submit_again(aca_response *response, void *data)
{
  again *a = data;
  rig *r = &a->hooked->rig;
  tally_response(response, &r->tally);
  if (--a->left > 0)
    assert_true(aca_loop_submit(r->loop, get_app(r->client, "web", NULL), submit_again, a) != 0);
}

static void callbacks_submit_more(void **state)
{
  (void)state;
  hooked h;
  hooked_open(&h, &tea, 1, 2);
  again chains[] = {{&h, 50}, {&h, 20}, {&h, 1}};
  for (size_t i = 0; i < COUNT(chains); i++)
    aca_loop_submit(h.rig.loop, get_app(h.rig.client, "web", NULL), submit_again, &chains[i]);
  run(&h);
  assert_int_equal(h.rig.tally.ended[ACA_OK], 71);
  check_idle(&h);
  hooked_close(&h);
}

static void the_end_unregisters_all_sockets(void **state)
{
  (void)state;
  static const canned answers[] = {
      {.path = "/silent", .bytes = NULL}, {.path = "/busy", .bytes = BUSY}, {.bytes = TEA}};
  const aca_retry_options patient = {.delay_ms = 100000, .max_delay_ms = -1};
  hooked h;
  hooked_open(&h, answers, COUNT(answers), 20);
  for (int i = 0; i < 10; i++) {
    rig_get(&h.rig, "silent", NULL);
    rig_get(&h.rig, "busy", &(aca_call_options){.retry = &patient});
    rig_get(&h.rig, "web", NULL);
  }
  while (server_requests(h.rig.server) < 30)
    turn(&h, 1);
  for (int i = 0; i < 10; i++)
    rig_get(&h.rig, "web", NULL);
  assert_true(h.reactor.sockets > 1);
  assert_true(h.reactor.due != ACA__NEVER);
  hooked_close(&h);
  assert_int_equal(h.rig.tally.called, 40);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_thousand_requests_get_an_answer_each),
      cmocka_unit_test(an_idle_loop_is_left_alone),
      cmocka_unit_test(waiting_is_no_work),
      cmocka_unit_test(pauses_are_the_timers_business),
      cmocka_unit_test(time_limits_are_the_timers_business),
      cmocka_unit_test(the_cancel_callback_is_asked),
      cmocka_unit_test(broken_connections_are_noticed),
      cmocka_unit_test(a_cancellation_asks_for_a_turn),
      cmocka_unit_test(calls_without_a_reason_do_no_harm),
      cmocka_unit_test(a_timer_that_comes_early_is_set_again),
      cmocka_unit_test(waking_makes_the_foreign_loop_come_back),
      cmocka_unit_test(callbacks_submit_more),
      cmocka_unit_test(the_end_unregisters_all_sockets),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
