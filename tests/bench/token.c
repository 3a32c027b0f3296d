/* What a token that is kept adds to a call: the time to get it, and that of a blocking GET, in one run. CPU time. */
#include <aca/aca.h>
#include <stdio.h>
#include <stdlib.h>

#include "app.h"
#include "credential.h"
#include "measure.h"
#include "server.h"

enum { ROUNDS = 15, TIMES = 2000 };

static const char scope[] = "https://management.core.windows.net//.default";

static void get_token(work *w)
{
  aca__buffer out = {.secret = true};
  aca__arena arena = {0};
  const char *message = NULL;
  const aca__token_want want = {.ask = {.wanted = {.scope = scope}, .deadline = ACA__NEVER}};
  for (int i = 0; i < TIMES; i++) {
    aca__buffer_clear(&out);
    must(aca__credential_get(w->data, &want, &out, NULL, &arena, &message) == ACA_OK, "token");
  }
  aca__buffer_free(&out);
  aca__arena_free(&arena);
}

static void get_app(work *w)
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
  pid_t pid;
  int port = server_start(app_json, &pid);
  char *token = long_token();
  char *endpoint = NULL;
  must(asprintf(&endpoint, "http://127.0.0.1:%d", port) > 0, "memory");
  aca_client *client;
  aca_credential *credential = aca_credential_token(token);
  aca_client_options options = {.endpoint = endpoint,
                                .subscription_id = BENCH_SUBSCRIPTION,
                                .credential = aca_credential_retain(credential)};
  must(aca_client_new(&options, &client) == ACA_OK, "client");
  compare((work[]){{.name = "a token that is kept", .once = get_token, .data = credential},
                   {.name = "aca_container_apps_get, blocking", .once = get_app, .data = client}},
          2, ROUNDS, TIMES);
  aca_client_free(client);
  aca_credential_release(credential);
  free(endpoint);
  free(token);
  server_stop(pid);
  return 0;
}
