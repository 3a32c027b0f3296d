/* Many GETs on one thread, over TLS and HTTP/2, against a program on curl_multi alone. Arguments: the server's URL, its
 * certificate authority's file. */
#include <aca/aca.h>
#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "measure.h"

enum { GETS = 10000, ROUNDS = 5, MOST_IN_FLIGHT = 1000 };

/* ---- ours ---- */

typedef struct ours {
  aca_client *client;
  aca_loop *loop;
  size_t left; /* to submit */
  size_t got;
} ours;

static void submit(ours *o);

static void on_done(aca_response *response, void *user_data)
{
  ours *o = user_data;
  must(aca_response_status(response) == ACA_OK && aca_response_value(response) != NULL,
       aca_response_message(response));
  aca_response_free(response);
  o->got++;
  submit(o);
}

static void submit(ours *o)
{
  aca_request *request;
  if (o->left == 0)
    return;
  o->left--;
  must(aca_container_apps_get_request(o->client, "tea-house", "samovar", NULL, &request) == ACA_OK, "request");
  must(aca_loop_submit(o->loop, request, on_done, o) != 0, "submit");
}

static void our_gets(ours *o, size_t in_flight)
{
  aca_status status;
  o->left = GETS;
  o->got = 0;
  for (size_t i = 0; i < in_flight; i++)
    submit(o);
  while ((status = aca_loop_poll(o->loop, -1)) == ACA_OK)
    continue;
  must(status == ACA_DONE && o->got == GETS, "not all GETs were answered");
}

/* ---- curl_multi alone ---- */

typedef struct bare {
  CURLM *multi;
  CURL *easy[MOST_IN_FLIGHT];
  text bodies[MOST_IN_FLIGHT];
  struct curl_slist *headers;
  const char *ca;
  char *url;
  int parses;
} bare;

static void set_up(bare *b, size_t i)
{
  CURL *easy = b->easy[i] = curl_easy_init();
  curl_easy_setopt(easy, CURLOPT_URL, b->url);
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, b->headers);
  curl_easy_setopt(easy, CURLOPT_USERAGENT, "bench");
  curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "");
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_PIPEWAIT, 1L);
  curl_easy_setopt(easy, CURLOPT_CAINFO, b->ca);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, add_text);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, &b->bodies[i]);
  curl_easy_setopt(easy, CURLOPT_PRIVATE, &b->bodies[i]);
}

static void take(bare *b, CURLMsg *message)
{
  text *body = NULL;
  must(message->data.result == CURLE_OK, curl_easy_strerror(message->data.result));
  curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &body);
  must(body->length > 1000, "no body");
  if (b->parses) {
    cJSON *tree = cJSON_ParseWithLength(body->data, body->length);
    must(tree != NULL, "cJSON_Parse");
    cJSON_Delete(tree);
  }
  body->length = 0;
}

static void bare_gets(bare *b, size_t in_flight)
{
  size_t left = GETS - in_flight;
  int running = 1, queued;
  for (size_t i = 0; i < in_flight; i++)
    curl_multi_add_handle(b->multi, b->easy[i]);
  while (running > 0) {
    CURLMsg *message;
    must(curl_multi_perform(b->multi, &running) == CURLM_OK, "curl_multi_perform");
    while ((message = curl_multi_info_read(b->multi, &queued)) != NULL) {
      CURL *easy = message->easy_handle;
      take(b, message);
      curl_multi_remove_handle(b->multi, easy);
      if (left == 0)
        continue;
      left--;
      curl_multi_add_handle(b->multi, easy);
      running = 1;
    }
    if (running > 0)
      must(curl_multi_poll(b->multi, NULL, 0, 1000, NULL) == CURLM_OK, "curl_multi_poll");
  }
}

/* ---- both ---- */

static ours us;
static bare them;
static size_t in_flight;

static void once_ours(work *w)
{
  (void)w;
  our_gets(&us, in_flight);
}

static void once_bare(work *w)
{
  them.parses = w->data != NULL;
  bare_gets(&them, in_flight);
}

int main(int argc, char **argv)
{
  must(argc >= 3, "the server's URL and its CA file are expected");
  curl_global_init(CURL_GLOBAL_DEFAULT);
  char *token = long_token();
  aca_client_options options = {.endpoint = argv[1],
                                .subscription_id = BENCH_SUBSCRIPTION,
                                .ca_file = argv[2],
                                .credential = aca_credential_token(token)};
  must(aca_client_new(&options, &us.client) == ACA_OK, "client");
  them.headers = usual_headers(token);
  them.ca = argv[2];
  must(asprintf(&them.url, "%s" BENCH_APP_PATH, argv[1]) > 0, "memory");
  for (size_t i = 0; i < MOST_IN_FLIGHT; i++)
    set_up(&them, i);
  const size_t sizes[] = {64, 1000};
  for (size_t i = 0; i < 2; i++) {
    if (argc > 3 && (size_t)atoi(argv[3]) != sizes[i]) /* one alone, for a profiler */
      continue;
    in_flight = sizes[i];
    work works[] = {{.name = "", .once = once_ours},
                    {.name = "curl_multi and cJSON_Parse", .once = once_bare, .data = &them},
                    {.name = "curl_multi alone", .once = once_bare}};
    char *name = NULL;
    must(asprintf(&name, "GET over aca_loop, HTTP/2, %zu in flight", in_flight) > 0, "memory");
    works[0].name = name;
    must(aca_loop_new(NULL, &us.loop) == ACA_OK, "loop");
    them.multi = curl_multi_init();
    curl_multi_setopt(them.multi, CURLMOPT_MAX_HOST_CONNECTIONS, 10L);
    if (argc > 4) /* "ours" or "bare" alone, for a profiler */
      for (int round = 0; round < ROUNDS; round++)
        works[strcmp(argv[4], "ours") == 0 ? 0 : 1].once(&works[1]);
    else
      compare(works, 3, ROUNDS, GETS);
    aca_loop_free(us.loop);
    curl_multi_cleanup(them.multi);
    free(name);
  }
  for (size_t i = 0; i < MOST_IN_FLIGHT; i++) {
    curl_easy_cleanup(them.easy[i]);
    free(them.bodies[i].data);
  }
  curl_slist_free_all(them.headers);
  free(them.url);
  aca_client_free(us.client);
  free(token);
  curl_global_cleanup();
  return 0;
}
