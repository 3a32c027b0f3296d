/* One blocking GET after the other, against libcurl and cJSON alone. CPU time of this process. */
#include <aca/aca.h>
#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>

#include "app.h"
#include "measure.h"
#include "server.h"

enum { ROUNDS = 15, TIMES = 2000 };

typedef struct bare {
  CURL *easy;
  text body;
} bare;

static void bare_get(work *w)
{
  bare *b = w->data;
  for (int i = 0; i < TIMES; i++) {
    b->body.length = 0;
    must(curl_easy_perform(b->easy) == CURLE_OK, "curl_easy_perform");
    cJSON *tree = cJSON_ParseWithLength(b->body.data, b->body.length);
    must(tree != NULL, "cJSON_Parse");
    cJSON_Delete(tree);
  }
}

static void our_get(work *w)
{
  for (int i = 0; i < TIMES; i++) {
    aca_response *response;
    const aca_container_app *app;
    must(aca_container_apps_get(w->data, "tea-house", "samovar", NULL, &response, &app) == ACA_OK,
         aca_response_message(response));
    aca_response_free(response);
  }
}

int main(void)
{
  curl_global_init(CURL_GLOBAL_DEFAULT);
  pid_t pid;
  int port = server_start(app_json, &pid);
  char *token = long_token();
  char *endpoint = NULL;
  char *url = NULL;
  must(asprintf(&endpoint, "http://127.0.0.1:%d", port) > 0, "memory");
  must(asprintf(&url, "%s" BENCH_APP_PATH, endpoint) > 0, "memory");
  aca_client *client;
  aca_client_options options = {.endpoint = endpoint,
                                .subscription_id = BENCH_SUBSCRIPTION,
                                .credential = aca_credential_token(token)};
  must(aca_client_new(&options, &client) == ACA_OK, "client");
  struct curl_slist *headers = usual_headers(token);
  bare b = {.easy = curl_easy_init()};
  curl_easy_setopt(b.easy, CURLOPT_URL, url);
  curl_easy_setopt(b.easy, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(b.easy, CURLOPT_USERAGENT, "bench");
  curl_easy_setopt(b.easy, CURLOPT_ACCEPT_ENCODING, "");
  curl_easy_setopt(b.easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(b.easy, CURLOPT_WRITEFUNCTION, add_text);
  curl_easy_setopt(b.easy, CURLOPT_WRITEDATA, &b.body);
  compare((work[]){{.name = "aca_container_apps_get, blocking", .once = our_get, .data = client},
                   {.name = "libcurl GET + cJSON_Parse", .once = bare_get, .data = &b}},
          2, ROUNDS, TIMES);
  curl_easy_cleanup(b.easy);
  curl_slist_free_all(headers);
  aca_client_free(client);
  free(b.body.data);
  free(url);
  free(endpoint);
  free(token);
  server_stop(pid);
  curl_global_cleanup();
  return 0;
}
