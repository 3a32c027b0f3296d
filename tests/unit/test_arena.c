#include "arena.h"

#include <stdlib.h>
#include <string.h>

#include "help.h"

static void memory_is_aligned_and_apart(void **state)
{
  (void)state;
  aca__arena arena = {0};
  char *last = NULL;
  for (size_t size = 0; size < 300; size++) {
    char *memory = aca__arena_alloc(&arena, size);
    assert_non_null(memory);
    assert_int_equal((uintptr_t)memory % _Alignof(max_align_t), 0);
    assert_ptr_not_equal(memory, last);
    memset(memory, (int)size, size);
    last = memory;
  }
  aca__arena_free(&arena);
}

static void blocks_keep_their_bytes(void **state)
{
  (void)state;
  enum { BLOCKS = 2000 };
  aca__arena arena = {0};
  unsigned char **blocks = calloc(BLOCKS, sizeof *blocks);
  assert_non_null(blocks);
  for (size_t i = 0; i < BLOCKS; i++) {
    blocks[i] = aca__arena_alloc(&arena, i % 97 + 1);
    assert_non_null(blocks[i]);
    memset(blocks[i], (int)(i % 251), i % 97 + 1);
  }
  for (size_t i = 0; i < BLOCKS; i++)
    for (size_t j = 0; j < i % 97 + 1; j++)
      assert_int_equal(blocks[i][j], i % 251);
  free(blocks);
  aca__arena_free(&arena);
}

static void a_block_may_be_larger_than_a_chunk(void **state)
{
  (void)state;
  aca__arena arena = {0};
  char *small = aca__arena_copy(&arena, "small", 5);
  char *large = aca__arena_alloc(&arena, 1 << 20);
  assert_non_null(large);
  memset(large, 'x', 1 << 20);
  char *after = aca__arena_copy(&arena, "after", 5);
  assert_string_equal(small, "small");
  assert_string_equal(after, "after");
  assert_int_equal(large[(1 << 20) - 1], 'x');
  aca__arena_free(&arena);
}

static void sizes_beyond_reason_are_refused(void **state)
{
  (void)state;
  aca__arena arena = {0};
  assert_null(aca__arena_alloc(&arena, SIZE_MAX));
  assert_null(aca__arena_alloc(&arena, SIZE_MAX / 2));
  assert_null(aca__arena_zeroed(&arena, SIZE_MAX / 2, 4)); /* the product wraps around to a small size */
  assert_null(aca__arena_zeroed(&arena, 4, SIZE_MAX / 2));
  assert_null(aca__arena_copy(&arena, "x", SIZE_MAX - 1));
  assert_non_null(aca__arena_alloc(&arena, 1)); /* still of use */
  aca__arena_free(&arena);
}

static void zeroed_memory_is_zero(void **state)
{
  (void)state;
  aca__arena arena = {0};
  char *dirty = aca__arena_alloc(&arena, 1000);
  memset(dirty, 0xFF, 1000);
  aca__arena_free(&arena);
  const unsigned char *memory = aca__arena_zeroed(&arena, 100, 10);
  assert_non_null(memory);
  for (size_t i = 0; i < 1000; i++)
    assert_int_equal(memory[i], 0);
  assert_non_null(aca__arena_zeroed(&arena, 0, 8));
  assert_non_null(aca__arena_zeroed(&arena, 8, 0));
  aca__arena_free(&arena);
}

static void copies_end_in_nul(void **state)
{
  (void)state;
  aca__arena arena = {0};
  assert_string_equal(aca__arena_copy(&arena, "abcdef", 3), "abc");
  assert_string_equal(aca__arena_copy(&arena, NULL, 0), "");
  assert_string_equal(aca__arena_format(&arena, "%s-%d", "a", 5), "a-5");
  assert_string_equal(aca__arena_format(&arena, "%s", ""), "");
  char *wide = aca__arena_format(&arena, "%5000d", 1);
  assert_int_equal(strlen(wide), 5000);
  assert_int_equal(wide[4999], '1');
  aca__arena_free(&arena);
}

static void free_leaves_it_empty_and_ready(void **state)
{
  (void)state;
  aca__arena arena = {0};
  aca__arena_free(&arena);
  assert_non_null(aca__arena_alloc(&arena, 5000));
  aca__arena_free(&arena);
  assert_null(arena.chunks);
  assert_int_equal(arena.left, 0);
  assert_string_equal(aca__arena_copy(&arena, "again", 5), "again");
  aca__arena_free(&arena);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(memory_is_aligned_and_apart),
      cmocka_unit_test(blocks_keep_their_bytes),
      cmocka_unit_test(a_block_may_be_larger_than_a_chunk),
      cmocka_unit_test(sizes_beyond_reason_are_refused),
      cmocka_unit_test(zeroed_memory_is_zero),
      cmocka_unit_test(copies_end_in_nul),
      cmocka_unit_test(free_leaves_it_empty_and_ready),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
