#include "buffer.h"

#include <string.h>

#include "help.h"

static void text_is_put_together(void **state)
{
  (void)state;
  aca__buffer buffer = {0};
  aca__buffer_text(&buffer, "ab");
  aca__buffer_char(&buffer, 'c');
  aca__buffer_add(&buffer, "defgh", 2);
  assert_int_equal(buffer.length, 5);
  assert_string_equal(buffer.data, "abcde");
  assert_false(buffer.failed);
  aca__buffer_free(&buffer);
}

static void nul_bytes_are_bytes(void **state)
{
  (void)state;
  aca__buffer buffer = {0};
  aca__buffer_add(&buffer, "a\0b", 3);
  aca__buffer_char(&buffer, '\0');
  assert_int_equal(buffer.length, 4);
  assert_memory_equal(buffer.data, "a\0b\0\0", 5);
  aca__buffer_free(&buffer);
}

static void nothing_added_is_an_empty_text(void **state)
{
  (void)state;
  aca__buffer buffer = {0};
  aca__buffer_clear(&buffer);
  assert_null(buffer.data);
  aca__buffer_add(&buffer, NULL, 0);
  assert_string_equal(buffer.data, "");
  assert_int_equal(buffer.length, 0);
  aca__buffer_free(&buffer);
}

static void it_grows(void **state)
{
  (void)state;
  enum { LENGTH = 100000 };
  aca__buffer buffer = {0};
  for (int i = 0; i < LENGTH; i++) {
    aca__buffer_char(&buffer, (char)('a' + i % 26));
    assert_int_equal(buffer.data[buffer.length], '\0');
    assert_true(buffer.length < buffer.capacity);
  }
  for (int i = 0; i < LENGTH; i++)
    assert_int_equal(buffer.data[i], 'a' + i % 26);
  aca__buffer_free(&buffer);
}

static void one_addition_may_be_large(void **state)
{
  (void)state;
  static char large[70000];
  memset(large, 'x', sizeof large);
  aca__buffer buffer = {0};
  aca__buffer_text(&buffer, "a");
  aca__buffer_add(&buffer, large, sizeof large);
  assert_int_equal(buffer.length, sizeof large + 1);
  assert_memory_equal(buffer.data + 1, large, sizeof large);
  aca__buffer_free(&buffer);
}

static void the_limit_is_exact(void **state)
{
  (void)state;
  for (size_t limit = 1; limit < 600; limit++) {
    aca__buffer buffer = {.limit = limit};
    for (size_t i = 0; i < limit; i++)
      aca__buffer_char(&buffer, 'x');
    assert_false(buffer.failed);
    assert_int_equal(buffer.length, limit);
    aca__buffer_char(&buffer, 'y');
    assert_true(buffer.failed);
    assert_true(buffer.full);
    assert_int_equal(buffer.length, limit);
    assert_int_equal(strlen(buffer.data), limit);
    aca__buffer_free(&buffer);
  }
}

static void the_largest_limit_is_none(void **state)
{
  (void)state;
  aca__buffer buffer = {.limit = SIZE_MAX};
  for (int i = 0; i < 1000; i++)
    aca__buffer_text(&buffer, "text");
  assert_false(buffer.failed);
  assert_int_equal(buffer.length, 4000);
  assert_true(buffer.capacity > 4000);
  aca__buffer_free(&buffer);
}

static void a_failure_sticks(void **state)
{
  (void)state;
  aca__buffer buffer = {.limit = 4};
  aca__buffer_text(&buffer, "abc");
  aca__buffer_text(&buffer, "def");
  assert_true(buffer.failed);
  aca__buffer_text(&buffer, "d"); /* would fit */
  assert_string_equal(buffer.data, "abc");
  aca__buffer_clear(&buffer);
  assert_int_equal(buffer.length, 0);
  assert_string_equal(buffer.data, "");
  assert_false(buffer.failed);
  assert_false(buffer.full);
  aca__buffer_text(&buffer, "wxyz");
  assert_string_equal(buffer.data, "wxyz");
  assert_false(buffer.failed);
  aca__buffer_free(&buffer);
}

static void a_size_beyond_reason_is_refused(void **state)
{
  (void)state;
  aca__buffer buffer = {0};
  aca__buffer_text(&buffer, "abc");
  aca__buffer_add(&buffer, "x", SIZE_MAX - 2);
  assert_true(buffer.failed);
  assert_string_equal(buffer.data, "abc");
  aca__buffer_free(&buffer);
}

static void free_keeps_the_limit_alone(void **state)
{
  (void)state;
  aca__buffer buffer = {.limit = 3};
  aca__buffer_text(&buffer, "abcd");
  aca__buffer_free(&buffer);
  assert_null(buffer.data);
  assert_int_equal(buffer.length, 0);
  assert_int_equal(buffer.capacity, 0);
  assert_int_equal(buffer.limit, 3);
  assert_false(buffer.failed);
  aca__buffer_free(&buffer);
}

static void a_secret_one_grows_all_the_same(void **state)
{
  (void)state;
  aca__buffer buffer = {.secret = true, .limit = 5000};
  for (int i = 0; i < 5000; i++) {
    aca__buffer_char(&buffer, (char)('a' + i % 26));
    assert_int_equal(buffer.length, i + 1);
  }
  for (int i = 0; i < 5000; i++)
    assert_int_equal(buffer.data[i], 'a' + i % 26);
  aca__buffer_char(&buffer, 'x');
  assert_true(buffer.full);
  aca__buffer_free(&buffer);
  assert_true(buffer.secret);
  assert_int_equal(buffer.limit, 5000);
  aca__buffer_free(&buffer);
}

static void wiping_leaves_zeros(void **state)
{
  (void)state;
  char secret[] = "a secret";
  aca__wipe(secret, 5);
  assert_memory_equal(secret, "\0\0\0\0\0ret", sizeof secret);
  aca__wipe(NULL, 0);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(text_is_put_together),
      cmocka_unit_test(nul_bytes_are_bytes),
      cmocka_unit_test(nothing_added_is_an_empty_text),
      cmocka_unit_test(it_grows),
      cmocka_unit_test(one_addition_may_be_large),
      cmocka_unit_test(the_limit_is_exact),
      cmocka_unit_test(the_largest_limit_is_none),
      cmocka_unit_test(a_failure_sticks),
      cmocka_unit_test(a_size_beyond_reason_is_refused),
      cmocka_unit_test(free_keeps_the_limit_alone),
      cmocka_unit_test(a_secret_one_grows_all_the_same),
      cmocka_unit_test(wiping_leaves_zeros),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
