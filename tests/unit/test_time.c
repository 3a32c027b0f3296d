#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include "aca/time.h"
static void reads(void **state)
{
  (void)state;
  aca_time time;
  assert_int_equal(aca_time_parse("2022-07-14T19:22:50.3080223Z", &time), ACA_OK);
  assert_int_equal(time.seconds, 1657826570);
}
int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(reads)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
