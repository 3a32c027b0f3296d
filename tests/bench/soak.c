/* Mixed load against the emulator for a while: threads that share a client, a loop beside them, errors, faults and
 * cancellations among the calls. Memory, handles and sockets must stay what they are. Arguments: the emulator's URL,
 * seconds. */
#include <aca/aca.h>
#include <dirent.h>
#include <malloc.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "measure.h"

enum { THREADS = 3, IN_LOOP = 24, MOST_SAMPLES = 10000 };

static aca_client *client;
static atomic_bool stop;
static atomic_long calls, errors;

static const char environment_id[] = "/subscriptions/" BENCH_SUBSCRIPTION
                                     "/resourceGroups/rg/providers/Microsoft.App/managedEnvironments/kitchen";

/* Errors are part of it, but every one has a message. */
static void count(aca_status status, const aca_response *response)
{
  calls++;
  if (status == ACA_OK || status == ACA_DONE)
    return;
  errors++;
  must(aca_response_message(response)[0] != '\0', "an error without a message");
}

/* ---- blocking ---- */

static const char *const apps[] = {"samovar", "kettle", "pot", "sieve", "spoon"};
static const char *const faults[] = {
    "status;code=503;retry-after-ms=5", "status;code=429;retry-after-ms=5", "status;code=500", "reset", "close", "truncate",
    "not-json", "html", "wrong-types", "empty",
};

static void get_one(const aca_call_options *options)
{
  aca_response *response;
  const aca_container_app *app;
  aca_status status = aca_container_apps_get(client, "rg", "samovar", options, &response, &app);
  count(status, response);
  aca_response_free(response);
}

static void put(const char *name)
{
  aca_response *response;
  const aca_container_app *made;
  const aca_container_app wanted = {
      .location = "eastus", .properties = &(aca_container_app_properties){.managed_environment_id = environment_id}};
  aca_status status = aca_container_apps_create_or_update(client, "rg", name, &wanted, NULL, &response, &made);
  count(status, response);
  aca_response_free(response);
}

static void put_and_delete(int thread)
{
  char name[32];
  aca_response *response;
  snprintf(name, sizeof name, "cup-%d", thread);
  put(name);
  aca_status status = aca_container_apps_delete(client, "rg", name, NULL, &response);
  count(status, response);
  aca_response_free(response);
}

static void list_all(void)
{
  aca_pager *pager;
  const aca_container_app *app;
  aca_status status = aca_container_apps_list_by_subscription(client, NULL, &pager);
  while (status == ACA_OK)
    status = aca_container_app_next(pager, &app);
  count(status, aca_pager_response(pager));
  aca_pager_free(pager);
}

static bool at_once(void *data)
{
  (void)data;
  return true;
}

static void *work_blocking(void *data)
{
  int thread = *(int *)data;
  for (unsigned turn = 0; !stop; turn++) {
    const aca_header fault = {"x-emulator-fault", faults[turn % (sizeof faults / sizeof *faults)]};
    get_one(NULL);
    get_one(&(aca_call_options){.headers = &fault, .header_count = 1});
    get_one(&(aca_call_options){.cancel = at_once});
    if (turn % 8 == 0)
      put_and_delete(thread);
    if (turn % 4 == 0)
      list_all();
  }
  return NULL;
}

/* ---- in a loop ---- */

static void submit(aca_loop *loop);

static void on_done(aca_response *response, void *user_data)
{
  count(aca_response_status(response), response);
  aca_response_free(response);
  if (!stop)
    submit(user_data);
}

static void submit(aca_loop *loop)
{
  static unsigned turn;
  aca_request *request;
  const aca_header fault = {"x-emulator-fault", faults[turn % (sizeof faults / sizeof *faults)]};
  const aca_call_options options = {.headers = &fault, .header_count = turn % 5 == 0};
  (void)!aca_container_apps_get_request(client, "rg", "samovar", &options, &request);
  aca_loop_id id = aca_loop_submit(loop, request, on_done, loop);
  must(id != 0, "submit");
  if (turn++ % 7 == 0)
    aca_loop_cancel(loop, id);
}

static void *work_loop(void *data)
{
  aca_loop *loop;
  must(aca_loop_new(NULL, &loop) == ACA_OK, "loop");
  for (int i = 0; i < IN_LOOP; i++)
    submit(loop);
  while (aca_loop_poll(loop, 100) == ACA_OK)
    continue;
  aca_loop_free(loop);
  return data;
}

/* ---- watching ---- */

typedef struct sample {
  long memory_kb; /* resident */
  long heap_kb;   /* allocated */
  long descriptors;
} sample;

static sample look(void)
{
  sample s = {0};
  long pages = 0;
  FILE *statm = fopen("/proc/self/statm", "r");
  must(statm != NULL && fscanf(statm, "%*d %ld", &pages) == 1, "/proc/self/statm");
  fclose(statm);
  s.memory_kb = pages * (sysconf(_SC_PAGESIZE) / 1024);
  struct mallinfo2 heap = mallinfo2();
  s.heap_kb = (long)((heap.uordblks + heap.hblkhd) / 1024);
  DIR *open_files = opendir("/proc/self/fd");
  must(open_files != NULL, "/proc/self/fd");
  while (readdir(open_files) != NULL)
    s.descriptors++;
  closedir(open_files);
  return s;
}

static size_t forget(char *bytes, size_t size, size_t n, void *data)
{
  (void)bytes, (void)data;
  return size * n;
}

/* The emulator keeps all requests for tests to look at. */
static void tidy_emulator(CURL *easy, const char *endpoint, const char *what)
{
  char url[256];
  snprintf(url, sizeof url, "%s/_emulator/%s", endpoint, what);
  curl_easy_setopt(easy, CURLOPT_URL, url);
  curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, "DELETE");
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, forget);
  must(curl_easy_perform(easy) == CURLE_OK, "the emulator");
}

static sample largest(const sample *samples, int from, int to)
{
  sample most = {0};
  for (int i = from; i < to; i++) {
    most.memory_kb = samples[i].memory_kb > most.memory_kb ? samples[i].memory_kb : most.memory_kb;
    most.heap_kb = samples[i].heap_kb > most.heap_kb ? samples[i].heap_kb : most.heap_kb;
    most.descriptors = samples[i].descriptors > most.descriptors ? samples[i].descriptors : most.descriptors;
  }
  return most;
}

/* The first quarter is for caches and pools to fill; from then on nothing may grow. */
static int judge(const sample *samples, int n)
{
  enum { SLACK_KB = 1536, SLACK_DESCRIPTORS = 4 };
  sample before = largest(samples, n / 4, n / 2);
  sample after = largest(samples, n - n / 4, n);
  bool flat = after.memory_kb <= before.memory_kb + SLACK_KB && after.heap_kb <= before.heap_kb + SLACK_KB &&
              after.descriptors <= before.descriptors + SLACK_DESCRIPTORS;
  printf("second quarter: %ld kB resident, %ld kB allocated, %ld descriptors\n", before.memory_kb, before.heap_kb,
         before.descriptors);
  printf("last quarter:   %ld kB resident, %ld kB allocated, %ld descriptors: %s\n", after.memory_kb, after.heap_kb,
         after.descriptors, flat ? "flat" : "IT GROWS");
  return flat ? 0 : 1;
}

int main(int argc, char **argv)
{
  static sample samples[MOST_SAMPLES];
  must(argc == 3, "the emulator's URL and a number of seconds are expected");
  int seconds = atoi(argv[2]);
  must(seconds >= 8 && seconds < MOST_SAMPLES, "8 to 9,999 seconds are expected");
  curl_global_init(CURL_GLOBAL_DEFAULT);
  CURL *easy = curl_easy_init();
  aca_client_options options = {.endpoint = argv[1],
                                .subscription_id = BENCH_SUBSCRIPTION,
                                .credential = aca_credential_token("soak"),
                                .timeout_ms = 10000,
                                .retry = {.delay_ms = 2}};
  must(aca_client_new(&options, &client) == ACA_OK, "client");
  pthread_t threads[THREADS + 1];
  int numbers[THREADS];
  tidy_emulator(easy, argv[1], "state");
  for (size_t i = 0; i < sizeof apps / sizeof *apps; i++)
    put(apps[i]);
  must(errors == 0, "the apps cannot be made");
  for (int i = 0; i < THREADS; i++) {
    numbers[i] = i;
    must(pthread_create(&threads[i], NULL, work_blocking, &numbers[i]) == 0, "thread");
  }
  must(pthread_create(&threads[THREADS], NULL, work_loop, NULL) == 0, "thread");
  for (int i = 0; i < seconds; i++) {
    sleep(1);
    samples[i] = look();
    tidy_emulator(easy, argv[1], "requests");
  }
  stop = true;
  for (int i = 0; i <= THREADS; i++)
    pthread_join(threads[i], NULL);
  printf("%ld calls in %d s, %ld of them refused, broken or canceled on purpose\n", (long)calls, seconds, (long)errors);
  int result = judge(samples, seconds);
  aca_client_free(client);
  curl_easy_cleanup(easy);
  curl_global_cleanup();
  return result;
}
