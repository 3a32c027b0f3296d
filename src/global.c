#include "global.h"

#include <curl/curl.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#include "buffer.h"

static void give_back(void *memory)
{
  if (memory != NULL)
    aca__wipe(memory, malloc_usable_size(memory));
  free(memory);
}

static void *move(void *memory, size_t size)
{
  size_t old = memory != NULL ? malloc_usable_size(memory) : 0;
  if (memory != NULL && size <= old)
    return memory;
  void *moved = malloc(size > 0 ? size : 1);
  if (moved == NULL)
    return NULL;
  if (old > 0)
    memcpy(moved, memory, old < size ? old : size);
  give_back(memory);
  return moved;
}

bool aca__global_init(void)
{
  return curl_global_init_mem(CURL_GLOBAL_DEFAULT, malloc, give_back, move, strdup, calloc) == CURLE_OK;
}

void aca__global_end(void)
{
  curl_global_cleanup();
}
