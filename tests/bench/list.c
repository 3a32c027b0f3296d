/* A list of 100 pages of 100 apps each, item by item: time and memory, against libcurl and cJSON alone. */
#include <aca/aca.h>
#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app.h"
#include "measure.h"
#include "server.h"

enum { ROUNDS = 5, PAGES = 100, APPS = 100 };

static char *endpoint;
static char *token;

static void our_list(work *w)
{
  aca_client *client;
  aca_client_options options = {.endpoint = endpoint,
                                .subscription_id = BENCH_SUBSCRIPTION,
                                .credential = aca_credential_token(token)};
  must(aca_client_new(&options, &client) == ACA_OK, "client");
  aca_pager *pager;
  const aca_container_app *app;
  size_t count = 0;
  aca_status status = aca_container_apps_list_by_subscription(client, NULL, &pager);
  for (; status == ACA_OK && (status = aca_container_app_next(pager, &app)) == ACA_OK; count++)
    must(app->name != NULL, "an app without a name");
  must(status == ACA_DONE && count == PAGES * APPS, aca_response_message(aca_pager_response(pager)));
  aca_pager_free(pager);
  aca_client_free(client);
  (void)w;
}

/* Follows the links and looks at each name, as one would by hand. */
static void bare_list(work *w)
{
  text body = {0};
  char *url = NULL;
  size_t count = 0;
  CURL *easy = curl_easy_init();
  struct curl_slist *headers = usual_headers(token);
  must(asprintf(&url, "%s/subscriptions/" BENCH_SUBSCRIPTION "/providers/Microsoft.App/containerApps"
                "?api-version=2023-05-01", endpoint) > 0, "memory");
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "");
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, add_text);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, &body);
  while (url != NULL) {
    body.length = 0;
    curl_easy_setopt(easy, CURLOPT_URL, url);
    must(curl_easy_perform(easy) == CURLE_OK, "curl_easy_perform");
    cJSON *page = cJSON_ParseWithLength(body.data, body.length);
    const cJSON *app;
    cJSON_ArrayForEach(app, cJSON_GetObjectItem(page, "value"))
      count += cJSON_GetObjectItem(app, "name") != NULL;
    const char *next = cJSON_GetStringValue(cJSON_GetObjectItem(page, "nextLink"));
    free(url);
    url = next != NULL ? strdup(next) : NULL;
    cJSON_Delete(page);
  }
  must(count == PAGES * APPS, "not all apps were listed");
  curl_slist_free_all(headers);
  curl_easy_cleanup(easy);
  free(body.data);
  (void)w;
}

/* ---- memory, each in a process of its own ---- */

static void print_peak(void)
{
  char line[256];
  FILE *status = fopen("/proc/self/status", "r");
  must(status != NULL, "/proc/self/status");
  while (fgets(line, sizeof line, status) != NULL)
    if (strncmp(line, "VmHWM:", 6) == 0)
      printf("peak memory %.1f MiB", atof(line + 6) / 1024);
  fclose(status);
}

static void measure_peak(const char *program, const char *which)
{
  char *command = NULL;
  must(asprintf(&command, "'%s' %s %s", program, which, endpoint) > 0, "memory");
  printf("  %s: ", which);
  fflush(stdout);
  must(system(command) == 0, which);
  puts("");
  free(command);
}

int main(int argc, char **argv)
{
  curl_global_init(CURL_GLOBAL_DEFAULT);
  token = long_token();
  if (argc > 2) {
    endpoint = argv[2];
    (strcmp(argv[1], "aca") == 0 ? our_list : bare_list)(NULL);
    print_peak();
    return 0;
  }
  pid_t pid;
  int port = server_start_pages(app_json, PAGES, APPS, &pid);
  must(asprintf(&endpoint, "http://127.0.0.1:%d", port) > 0, "memory");
  compare((work[]){{.name = "list of 100 pages of 100 apps", .once = our_list},
                   {.name = "libcurl + cJSON_Parse", .once = bare_list}},
          2, ROUNDS, 1);
  measure_peak(argv[0], "aca");
  measure_peak(argv[0], "bare");
  free(endpoint);
  free(token);
  server_stop(pid);
  curl_global_cleanup();
  return 0;
}
