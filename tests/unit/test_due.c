/* The heap, against an array that is searched from end to end. */
#include "due.h"

#include "help.h"

enum { MOST = 400 };

/* Numbers that look random and are the same each time. */
static uint32_t next_random(uint32_t *seed)
{
  *seed ^= *seed << 13;
  *seed ^= *seed >> 17;
  *seed ^= *seed << 5;
  return *seed;
}

/* Each thing knows its place, and none is due before the one above it. */
static void assert_sound(const aca__due_heap *heap)
{
  assert_true(heap->count <= heap->capacity);
  for (size_t place = 1; place <= heap->count; place++) {
    assert_int_equal(heap->items[place - 1]->place, place);
    if (place > 1)
      assert_true(heap->items[place / 2 - 1]->at <= heap->items[place - 1]->at);
  }
}

static size_t count_in(const aca__due *things, int64_t *first)
{
  size_t in = 0;
  *first = INT64_MAX;
  for (size_t i = 0; i < MOST; i++)
    if (things[i].place != 0) {
      in++;
      *first = things[i].at < *first ? things[i].at : *first;
    }
  return in;
}

static void an_empty_heap_has_no_first(void **state)
{
  (void)state;
  aca__due_heap heap = {0};
  aca__due stranger = {.at = 5};
  assert_null(aca__due_first(&heap));
  aca__due_remove(&heap, &stranger);
  assert_null(aca__due_first(&heap));
  aca__due_free(&heap);
}

static void what_is_due_first_comes_first(void **state)
{
  (void)state;
  static const int64_t times[] = {5, 3, 9, 3, INT64_MIN, INT64_MAX, 0, -1, 9, 4};
  aca__due things[COUNT(times)] = {{0}};
  aca__due_heap heap = {0};
  for (size_t i = 0; i < COUNT(times); i++)
    assert_true(aca__due_add(&heap, &things[i], times[i]));
  int64_t last = INT64_MIN;
  for (size_t i = 0; i < COUNT(times); i++) {
    aca__due *first = aca__due_first(&heap);
    assert_true(first->at >= last);
    last = first->at;
    aca__due_remove(&heap, first);
    assert_int_equal(first->place, 0);
    assert_sound(&heap);
  }
  assert_true(last == INT64_MAX);
  assert_null(aca__due_first(&heap));
  aca__due_free(&heap);
}

static void what_is_not_in_it_is_not_taken_out(void **state)
{
  (void)state;
  aca__due in = {0}, out = {0};
  aca__due_heap heap = {0};
  assert_true(aca__due_add(&heap, &in, 1));
  aca__due_remove(&heap, &out);
  assert_ptr_equal(aca__due_first(&heap), &in);
  aca__due_remove(&heap, &in);
  aca__due_remove(&heap, &in);
  assert_int_equal(heap.count, 0);
  assert_true(aca__due_add(&heap, &in, 2));
  assert_ptr_equal(aca__due_first(&heap), &in);
  assert_int_equal(aca__due_first(&heap)->at, 2);
  aca__due_free(&heap);
}

/* `spread`: of how many different times; few make many equal ones. */
static void play(uint32_t seed, uint32_t spread)
{
  static aca__due things[MOST];
  aca__due_heap heap = {0};
  for (size_t i = 0; i < MOST; i++)
    things[i] = (aca__due){0};
  for (int step = 0; step < 4000; step++) {
    aca__due *thing = &things[next_random(&seed) % MOST];
    if (thing->place == 0)
      assert_true(aca__due_add(&heap, thing, (int64_t)(next_random(&seed) % spread) - (int64_t)spread / 2));
    else
      aca__due_remove(&heap, next_random(&seed) % 4 == 0 ? aca__due_first(&heap) : thing);
    int64_t first;
    assert_int_equal(heap.count, count_in(things, &first));
    assert_true((aca__due_first(&heap) == NULL) == (heap.count == 0));
    if (heap.count > 0)
      assert_int_equal(aca__due_first(&heap)->at, first);
    if (step % 16 == 0)
      assert_sound(&heap);
  }
  assert_sound(&heap);
  for (size_t i = 0; i < MOST; i++)
    aca__due_remove(&heap, &things[i]);
  assert_int_equal(heap.count, 0);
  aca__due_free(&heap);
}

static void it_agrees_with_a_plain_array(void **state)
{
  (void)state;
  for (uint32_t seed = 1; seed <= 10; seed++) {
    play(seed * 2654435761u, 1000000);
    play(seed * 2246822519u, 7);
    play(seed * 3266489917u, 1);
  }
}

static void a_freed_heap_is_ready_again(void **state)
{
  (void)state;
  aca__due thing = {0};
  aca__due_heap heap = {0};
  assert_true(aca__due_add(&heap, &thing, 1));
  aca__due_free(&heap);
  assert_null(aca__due_first(&heap));
  assert_int_equal(heap.capacity, 0);
  thing = (aca__due){0};
  assert_true(aca__due_add(&heap, &thing, 1));
  assert_ptr_equal(aca__due_first(&heap), &thing);
  aca__due_free(&heap);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(an_empty_heap_has_no_first),
      cmocka_unit_test(what_is_due_first_comes_first),
      cmocka_unit_test(what_is_not_in_it_is_not_taken_out),
      cmocka_unit_test(it_agrees_with_a_plain_array),
      cmocka_unit_test(a_freed_heap_is_ready_again),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
