/* 16 threads share one client: most make blocking calls, each fourth has a loop, and all list now and then. */
#include <aca/aca.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "../bench/app.h"
#include "../bench/measure.h"
#include "../bench/server.h"

enum { THREADS = 16, FEW = 4000, MANY = 100000, IN_FLIGHT = 8, APPS = 3, PAGES = 4 };

static aca_client *client;
static int calls_each;
static atomic_int got, listed, tokens, events;

/* A token that is always about to expire, so that many threads want a new one. */
static aca_status new_token(const aca_token_request *request, aca_token *token, void *user_data)
{
  (void)request, (void)user_data;
  return aca_token_set(token, "a-token", ++tokens % 50 == 0 ? INT64_C(4102444800) : 1);
}

static void on_event(const aca_log_event *event, void *user_data)
{
  (void)user_data;
  must(event->text != NULL, "an event without text");
  events++;
}

static void get_one(void)
{
  aca_response *response;
  const aca_container_app *app;
  aca_status status = aca_container_apps_get(client, "tea-house", "samovar", NULL, &response, &app);
  must(status == ACA_OK, aca_response_message(response));
  aca_response_free(response);
  got++;
}

static void list_all(void)
{
  aca_pager *pager;
  const aca_container_app *app;
  aca_status status = aca_container_apps_list_by_subscription(client, NULL, &pager);
  int count = 0;
  for (; status == ACA_OK && (status = aca_container_app_next(pager, &app)) == ACA_OK; count++)
    continue;
  must(status == ACA_DONE && count == PAGES * APPS, aca_response_message(aca_pager_response(pager)));
  aca_pager_free(pager);
  listed++;
}

static void on_done(aca_response *response, void *user_data)
{
  must(aca_response_status(response) == ACA_OK, aca_response_message(response));
  aca_response_free(response);
  got++;
  --*(int *)user_data;
}

static void loop_through(int calls)
{
  aca_loop *loop;
  int under_way = 0;
  must(aca_loop_new(NULL, &loop) == ACA_OK, "loop");
  while (calls > 0 || under_way > 0) {
    for (; calls > 0 && under_way < IN_FLIGHT; calls--, under_way++) {
      aca_request *request;
      must(aca_container_apps_get_request(client, "tea-house", "samovar", NULL, &request) == ACA_OK, "request");
      must(aca_loop_submit(loop, request, on_done, &under_way) != 0, "submit");
    }
    aca_status status = aca_loop_poll(loop, -1);
    must(status == ACA_OK || status == ACA_DONE, "poll");
  }
  aca_loop_free(loop);
}

static void *run(void *data)
{
  int number = *(int *)data;
  if (number % 4 == 0) {
    loop_through(calls_each);
    return NULL;
  }
  for (int i = 0; i < calls_each; i++) {
    if (i % 100 == 0)
      list_all();
    get_one();
  }
  return NULL;
}

int main(void)
{
  pid_t pid;
  pthread_t threads[THREADS];
  int numbers[THREADS];
  char *endpoint = NULL;
  int calls = getenv("ACA_NIGHTLY") != NULL ? MANY : FEW;
  calls_each = calls / THREADS;
  int port = server_start_pages(app_json, PAGES, APPS, &pid);
  must(asprintf(&endpoint, "http://127.0.0.1:%d", port) > 0, "memory");
  aca_client_options options = {.endpoint = endpoint,
                                .subscription_id = BENCH_SUBSCRIPTION,
                                .credential = aca_credential_callback(new_token, NULL, NULL),
                                .log = {.callback = on_event, .level = ACA_LOG_DEBUG}};
  must(aca_client_new(&options, &client) == ACA_OK, "client");
  for (int i = 0; i < THREADS; i++) {
    numbers[i] = i;
    must(pthread_create(&threads[i], NULL, run, &numbers[i]) == 0, "thread");
  }
  for (int i = 0; i < THREADS; i++)
    pthread_join(threads[i], NULL);
  printf("%d calls and %d lists in %d threads, %d tokens, %d events\n", got, listed, THREADS, tokens, events);
  must(got == calls_each * THREADS && listed > 0 && tokens > 0 && events > 2 * got, "not all calls were made");
  aca_client_free(client);
  free(endpoint);
  server_stop(pid);
  return 0;
}
