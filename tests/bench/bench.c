/* What the library costs, as ratios to libcurl and cJSON alone, taken in turns in one run. CPU time of this process. */
#include <aca/aca.h>
#include <cjson/cJSON.h>
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "app.h"
#include "server.h"

enum { ROUNDS = 15 };

static double cpu_seconds(void)
{
  struct timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void must(int ok, const char *what)
{
  if (!ok) {
    fprintf(stderr, "bench: %s\n", what);
    exit(1);
  }
}

typedef struct work {
  const char *name;
  void (*once)(struct work *);
  const char *url;
  CURL *easy;
  char *body;
  size_t length;
  aca_client *client;
  double best; /* seconds for one */
} work;

/* The fastest of several rounds, taken in turns, so that both see the same machine. */
static double ratio(work *ours, work *bare, int times)
{
  ours->best = bare->best = 1e9;
  for (int round = 0; round < ROUNDS; round++)
    for (int which = 0; which < 2; which++) {
      work *w = which == 0 ? bare : ours;
      double start = cpu_seconds();
      for (int i = 0; i < times; i++)
        w->once(w);
      double spent = (cpu_seconds() - start) / times;
      w->best = spent < w->best ? spent : w->best;
    }
  printf("%-44s %7.2f us   %-36s %7.2f us   ratio %.2f\n", ours->name, ours->best * 1e6, bare->name, bare->best * 1e6,
         ours->best / bare->best);
  return ours->best / bare->best;
}

static void bare_parse(work *w)
{
  (void)w;
  cJSON *tree = cJSON_ParseWithLength(app_json, sizeof app_json - 1);
  must(tree != NULL, "cJSON_Parse");
  cJSON_Delete(tree);
}

static void our_decode(work *w)
{
  (void)w;
  aca_response *response;
  const void *value;
  must(aca_model_decode(&aca_container_app_model, app_json, sizeof app_json - 1, &response, &value) == ACA_OK, "decode");
  aca_response_free(response);
}

static void bare_print(work *w)
{
  (void)w;
  cJSON *tree = cJSON_ParseWithLength(app_json, sizeof app_json - 1);
  char *text = cJSON_PrintUnformatted(tree);
  must(text != NULL, "cJSON_Print");
  cJSON_free(text);
  cJSON_Delete(tree);
}

static void our_encode(work *w)
{
  (void)w;
  aca_response *response, *text;
  const void *value;
  must(aca_model_decode(&aca_container_app_model, app_json, sizeof app_json - 1, &response, &value) == ACA_OK, "decode");
  must(aca_model_encode(&aca_container_app_model, value, ACA_ENCODE_ALL, &text) == ACA_OK, "encode");
  aca_response_free(text);
  aca_response_free(response);
}

static size_t on_body(char *bytes, size_t size, size_t count, void *data)
{
  work *w = data;
  char *grown = realloc(w->body, w->length + size * count + 1);
  must(grown != NULL, "memory");
  w->body = grown;
  memcpy(w->body + w->length, bytes, size * count);
  w->length += size * count;
  return size * count;
}

static void bare_get(work *w)
{
  w->length = 0;
  must(curl_easy_perform(w->easy) == CURLE_OK, "curl_easy_perform");
  cJSON *tree = cJSON_ParseWithLength(w->body, w->length);
  must(tree != NULL, "cJSON_Parse");
  cJSON_Delete(tree);
}

static void our_get(work *w)
{
  aca_response *response;
  const aca_container_app *app;
  must(aca_container_apps_get(w->client, "tea-house", "samovar", NULL, &response, &app) == ACA_OK,
       aca_response_message(response));
  aca_response_free(response);
}

static struct curl_slist *usual_headers(const char *token)
{
  struct curl_slist *headers = NULL;
  char *line = malloc(strlen(token) + sizeof "Authorization: Bearer ");
  must(line != NULL, "memory");
  strcpy(line, "Authorization: Bearer ");
  strcat(line, token);
  headers = curl_slist_append(headers, line);
  headers = curl_slist_append(headers, "Accept: application/json");
  headers = curl_slist_append(headers, "x-ms-client-request-id: 0b7a3f6e-3a52-4c3a-9d5e-7f1c2b3a4d5e");
  free(line);
  return headers;
}

static void bench_get(void)
{
  pid_t pid;
  int port = server_start(app_json, &pid);
  char *token = calloc(1, 1501); /* access tokens have about this size */
  char *endpoint = NULL, *url = NULL;
  must(token != NULL, "memory");
  memset(token, 't', 1500);
  must(asprintf(&endpoint, "http://127.0.0.1:%d", port) > 0, "memory");
  work bare = {.name = "bare libcurl GET + cJSON_Parse", .once = bare_get};
  work ours = {.name = "aca_container_apps_get", .once = our_get};
  aca_client_options options = {.endpoint = endpoint,
                                .subscription_id = "11111111-2222-3333-4444-555555555555",
                                .credential = aca_credential_token(token)};
  must(aca_client_new(&options, &ours.client) == ACA_OK, "client");
  must(asprintf(&url,
                "%s/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/tea-house/providers/"
                "Microsoft.App/containerApps/samovar?api-version=2023-05-01",
                endpoint) > 0,
       "memory");
  struct curl_slist *headers = usual_headers(token);
  bare.easy = curl_easy_init();
  curl_easy_setopt(bare.easy, CURLOPT_URL, url);
  curl_easy_setopt(bare.easy, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(bare.easy, CURLOPT_USERAGENT, "bench");
  curl_easy_setopt(bare.easy, CURLOPT_ACCEPT_ENCODING, "");
  curl_easy_setopt(bare.easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(bare.easy, CURLOPT_WRITEFUNCTION, on_body);
  curl_easy_setopt(bare.easy, CURLOPT_WRITEDATA, &bare);
  ratio(&ours, &bare, 2000);
  curl_easy_cleanup(bare.easy);
  curl_slist_free_all(headers);
  aca_client_free(ours.client);
  free(bare.body);
  free(url);
  free(endpoint);
  free(token);
  server_stop(pid);
}

int main(int argc, char **argv)
{
  curl_global_init(CURL_GLOBAL_DEFAULT);
  if (argc > 1 && strcmp(argv[1], "get") == 0) { /* alone, for a profiler */
    bench_get();
    return 0;
  }
  printf("container app of %zu bytes; CPU time, the best of %d rounds\n", sizeof app_json - 1, ROUNDS);
  work parse = {.name = "cJSON_Parse + cJSON_Delete", .once = bare_parse};
  work decode = {.name = "decode + free", .once = our_decode};
  ratio(&decode, &parse, 20000);
  work print = {.name = "the same + cJSON_PrintUnformatted", .once = bare_print};
  work encode = {.name = "decode + encode + free", .once = our_encode};
  ratio(&encode, &print, 20000);
  bench_get();
  curl_global_cleanup();
  return 0;
}
