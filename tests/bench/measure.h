/* What the measurements share. */
#ifndef BENCH_MEASURE_H
#define BENCH_MEASURE_H

#include <curl/curl.h>
#include <stddef.h>

#define BENCH_SUBSCRIPTION "11111111-2222-3333-4444-555555555555"
#define BENCH_APP_PATH                                                                                       \
  "/subscriptions/" BENCH_SUBSCRIPTION "/resourceGroups/tea-house/providers/Microsoft.App/containerApps/samovar" \
  "?api-version=2023-05-01"

/* CPU time of this process, in seconds. */
double cpu_seconds(void);

/* Ends the program unless `ok`. */
void must(int ok, const char *what);

/* A token of the usual size, of `t`s. To be freed. */
char *long_token(void);

/* What the library sends, too. To be freed with curl_slist_free_all(). */
struct curl_slist *usual_headers(const char *token);

/* Text that grows; for CURLOPT_WRITEFUNCTION. */
typedef struct text {
  char *data;
  size_t length;
} text;
size_t add_text(char *bytes, size_t size, size_t count, void *data);

/* Something done again and again. */
typedef struct work {
  const char *name;
  void (*once)(struct work *); /* does it `count` times */
  double best;                 /* seconds for one */
  void *data;
} work;

/* The fastest of `rounds` rounds of each, taken in turns so that all see the same machine; prints the ratios of the
 * first to the others. `count` is how often `once` does it. */
void compare(work *works, size_t work_count, int rounds, int count);

#endif
