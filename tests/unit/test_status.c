#include "aca/status.h"

#include <stdio.h>
#include <string.h>

#include "aca/version.h"
#include "help.h"

/* The numbers are part of the ABI. */
static const struct {
  aca_status status;
  int number;
} all[] = {
    {ACA_OK, 0},
    {ACA_DONE, 1},
    {ACA_ERROR_ARGUMENT, 2},
    {ACA_ERROR_MEMORY, 3},
    {ACA_ERROR_AUTHENTICATION, 4},
    {ACA_ERROR_TRANSPORT, 5},
    {ACA_ERROR_TIMEOUT, 6},
    {ACA_ERROR_CANCELED, 7},
    {ACA_ERROR_SERVICE, 8},
    {ACA_ERROR_DECODE, 9},
};

static void numbers_stay(void **state)
{
  (void)state;
  for (size_t i = 0; i < COUNT(all); i++)
    assert_int_equal(all[i].status, all[i].number);
}

static void each_has_a_text_of_its_own(void **state)
{
  (void)state;
  assert_string_equal(aca_status_text(ACA_OK), "success");
  assert_string_equal(aca_status_text(ACA_ERROR_MEMORY), "out of memory");
  for (size_t i = 0; i < COUNT(all); i++)
    for (size_t j = 0; j < i; j++)
      assert_string_not_equal(aca_status_text(all[i].status), aca_status_text(all[j].status));
}

static void unknown_numbers_have_a_text(void **state)
{
  (void)state;
  assert_string_equal(aca_status_text((aca_status)10), "unknown status");
  assert_string_equal(aca_status_text((aca_status)1000), "unknown status");
}

static void the_version_is_the_headers(void **state)
{
  (void)state;
  char text[32];
  int number = aca_version_number();
  assert_int_equal(number, ACA_VERSION_NUMBER);
  snprintf(text, sizeof text, "%d.%d.%d", number >> 16, number >> 8 & 0xFF, number & 0xFF);
  assert_string_equal(text, ACA_VERSION);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(numbers_stay),
      cmocka_unit_test(each_has_a_text_of_its_own),
      cmocka_unit_test(unknown_numbers_have_a_text),
      cmocka_unit_test(the_version_is_the_headers),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
