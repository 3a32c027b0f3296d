#include "measure.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

double cpu_seconds(void)
{
  struct timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

void must(int ok, const char *what)
{
  if (!ok) {
    fprintf(stderr, "bench: %s\n", what);
    exit(1);
  }
}

char *long_token(void)
{
  enum { LENGTH = 1500 };
  char *token = calloc(1, LENGTH + 1);
  must(token != NULL, "memory");
  return memset(token, 't', LENGTH);
}

struct curl_slist *usual_headers(const char *token)
{
  struct curl_slist *headers = NULL;
  char *line = NULL;
  must(asprintf(&line, "Authorization: Bearer %s", token) > 0, "memory");
  headers = curl_slist_append(headers, line);
  headers = curl_slist_append(headers, "Accept: application/json");
  headers = curl_slist_append(headers, "x-ms-client-request-id: 0b7a3f6e-3a52-4c3a-9d5e-7f1c2b3a4d5e");
  free(line);
  return headers;
}

size_t add_text(char *bytes, size_t size, size_t count, void *data)
{
  text *t = data;
  char *grown = realloc(t->data, t->length + size * count + 1);
  must(grown != NULL, "memory");
  t->data = grown;
  memcpy(t->data + t->length, bytes, size * count);
  t->length += size * count;
  return size * count;
}

void compare(work *works, size_t work_count, int rounds, int count)
{
  for (size_t i = 0; i < work_count; i++)
    works[i].best = 1e9;
  for (int round = 0; round < rounds; round++)
    for (size_t i = work_count; i-- > 0;) {
      double start = cpu_seconds();
      works[i].once(&works[i]);
      double spent = (cpu_seconds() - start) / count;
      works[i].best = spent < works[i].best ? spent : works[i].best;
    }
  printf("%-46s %9.2f us\n", works[0].name, works[0].best * 1e6);
  for (size_t i = 1; i < work_count; i++)
    printf("  %-44s %9.2f us   ratio %.3f\n", works[i].name, works[i].best * 1e6, works[0].best / works[i].best);
}
