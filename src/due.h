/* What is to happen when, the next first: a binary heap of things that know their place in it. */
#ifndef ACA_DUE_H
#define ACA_DUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Part of the thing itself. */
typedef struct aca__due {
  int64_t at;
  size_t place; /* in the heap, from 1; 0: not in it */
} aca__due;

/* Zeroed is empty and ready. */
typedef struct aca__due_heap {
  aca__due **items;
  size_t count;
  size_t capacity;
} aca__due_heap;

/* False when out of memory. */
bool aca__due_add(aca__due_heap *heap, aca__due *due, int64_t at);

/* Takes it out, if it is in. */
void aca__due_remove(aca__due_heap *heap, aca__due *due);

/* The one that is due first; NULL when there is none. */
aca__due *aca__due_first(const aca__due_heap *heap);

void aca__due_free(aca__due_heap *heap);

#endif
