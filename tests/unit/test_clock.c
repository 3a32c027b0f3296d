#include "clock.h"

#include <signal.h>
#include <sys/time.h>

#include "help.h"

static void later_never_wraps(void **state)
{
  (void)state;
  assert_int_equal(aca__later(0, 0), 0);
  assert_int_equal(aca__later(1000, 234), 1234);
  assert_int_equal(aca__later(1000, -1), 999);
  assert_true(aca__later(1, ACA__NEVER - 2) == ACA__NEVER - 1);
  assert_true(aca__later(1, ACA__NEVER - 1) == ACA__NEVER);
  assert_true(aca__later(1, ACA__NEVER) == ACA__NEVER);
  assert_true(aca__later(1000, ACA__NEVER - 1) == ACA__NEVER);
  assert_true(aca__later(ACA__NEVER, 0) == ACA__NEVER);
  assert_true(aca__later(ACA__NEVER, 1) == ACA__NEVER);
  assert_true(aca__later(ACA__NEVER, ACA__NEVER) == ACA__NEVER);
}

static void the_clock_only_goes_forward(void **state)
{
  (void)state;
  aca__now last = aca__clock();
  assert_true(last.unix_s > INT64_C(1600000000));
  assert_true(last.unix_s < INT64_C(100000000000)); /* seconds, not milliseconds */
  for (int i = 0; i < 10000; i++) {
    aca__now now = aca__clock();
    assert_true(now.ms >= last.ms);
    last = now;
  }
}

static void a_sleep_lasts(void **state)
{
  (void)state;
  int64_t before = aca__clock().ms;
  aca__sleep(5);
  assert_true(aca__clock().ms - before >= 5);
}

static volatile sig_atomic_t interruptions;

static void count(int signal)
{
  (void)signal;
  interruptions++;
}

static void signals_do_not_cut_it_short(void **state)
{
  (void)state;
  struct sigaction before, counting = {.sa_handler = count};
  const struct itimerval often = {.it_interval.tv_usec = 2000, .it_value.tv_usec = 2000};
  interruptions = 0;
  assert_int_equal(sigaction(SIGALRM, &counting, &before), 0);
  assert_int_equal(setitimer(ITIMER_REAL, &often, NULL), 0);
  int64_t start = aca__clock().ms;
  aca__sleep(30);
  int64_t slept = aca__clock().ms - start;
  assert_int_equal(setitimer(ITIMER_REAL, &(struct itimerval){0}, NULL), 0);
  assert_int_equal(sigaction(SIGALRM, &before, NULL), 0);
  assert_true(interruptions > 0);
  assert_true(slept >= 30);
}

/* An hour of the wrong sign would be noticed. */
static void what_is_over_is_not_waited_for(void **state)
{
  (void)state;
  aca__sleep(0);
  aca__sleep(-1);
  aca__sleep(-3600000);
  aca__sleep(INT64_MIN);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(later_never_wraps),
      cmocka_unit_test(the_clock_only_goes_forward),
      cmocka_unit_test(a_sleep_lasts),
      cmocka_unit_test(signals_do_not_cut_it_short),
      cmocka_unit_test(what_is_over_is_not_waited_for),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
