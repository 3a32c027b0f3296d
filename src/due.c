#include "due.h"

#include <stdlib.h>

static void put(aca__due_heap *heap, size_t place, aca__due *due)
{
  heap->items[place - 1] = due;
  due->place = place;
}

static void rise(aca__due_heap *heap, aca__due *due)
{
  size_t place = due->place;
  for (; place > 1 && heap->items[place / 2 - 1]->at > due->at; place /= 2)
    put(heap, place, heap->items[place / 2 - 1]);
  put(heap, place, due);
}

static void sink(aca__due_heap *heap, aca__due *due)
{
  size_t place = due->place;
  for (;;) {
    size_t child = 2 * place;
    if (child < heap->count && heap->items[child]->at < heap->items[child - 1]->at)
      child++;
    if (child > heap->count || heap->items[child - 1]->at >= due->at)
      break;
    put(heap, place, heap->items[child - 1]);
    place = child;
  }
  put(heap, place, due);
}

bool aca__due_add(aca__due_heap *heap, aca__due *due, int64_t at)
{
  if (heap->count == heap->capacity) {
    size_t capacity = heap->capacity != 0 ? 2 * heap->capacity : 64;
    aca__due **items = realloc(heap->items, capacity * sizeof(aca__due *));
    if (items == NULL)
      return false;
    heap->items = items;
    heap->capacity = capacity;
  }
  due->at = at;
  put(heap, ++heap->count, due);
  rise(heap, due);
  return true;
}

void aca__due_remove(aca__due_heap *heap, aca__due *due)
{
  if (due->place == 0)
    return;
  aca__due *last = heap->items[--heap->count];
  if (last != due) {
    put(heap, due->place, last);
    rise(heap, last);
    sink(heap, last);
  }
  due->place = 0;
}

aca__due *aca__due_first(const aca__due_heap *heap)
{
  return heap->count > 0 ? heap->items[0] : NULL;
}

void aca__due_free(aca__due_heap *heap)
{
  free(heap->items);
  *heap = (aca__due_heap){0};
}
