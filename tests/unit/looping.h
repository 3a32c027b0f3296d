/* What the tests of the loop share: a server, a client of it, a loop, and what callbacks were called with. */
#ifndef LOOPING_H
#define LOOPING_H

#include <stdio.h>
#include <string.h>

#include "aca/aca.h"
#include "help.h"

#define TEA "HTTP/1.1 200 OK\r\nContent-Length: 14\r\n\r\n{\"name\":\"tea\"}"
#define BUSY "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n"

typedef struct tally {
  size_t called;
  size_t ended[ACA_ERROR_DECODE + 1]; /* how many with this status */
  int attempts;                       /* of the last one, as the message and the HTTP status */
  char message[256];
  int http_status;
} tally;

static inline void tally_note(tally *t, aca_status status, const aca_response *response)
{
  t->called++;
  t->ended[status]++;
  t->attempts = aca_response_attempts(response);
  t->http_status = aca_response_http_status(response);
  snprintf(t->message, sizeof t->message, "%s", aca_response_message(response));
}

static inline void tally_response(aca_response *response, void *data)
{
  tally_note(data, aca_response_status(response), response);
  aca_response_free(response);
}

typedef struct rig {
  server *server;
  aca_client *client;
  aca_loop *loop;
  tally tally;
} rig;

/* A client of the server that tries once unless the options, which have no endpoint, say more; NULL: with a token. */
static inline aca_client *rig_client(const server *s, const aca_client_options *options)
{
  aca_client_options settings = options != NULL ? *options : (aca_client_options){0};
  aca_client *client = NULL;
  settings.subscription_id = SUBSCRIPTION;
  settings.endpoint = server_url(s);
  if (options == NULL)
    settings.credential = aca_credential_token("secret-token");
  if (settings.retry.max_retries == 0)
    settings.retry.max_retries = -1;
  if (settings.poll_interval_ms == 0)
    settings.poll_interval_ms = 1;
  assert_int_equal(aca_client_new(&settings, &client), ACA_OK);
  return client;
}

static inline void rig_open(rig *r, const canned *answers, size_t count, const aca_client_options *options,
                            const aca_loop_options *loop_options)
{
  *r = (rig){.server = server_start(answers, count)};
  r->client = rig_client(r->server, options);
  assert_int_equal(aca_loop_new(loop_options, &r->loop), ACA_OK);
}

static inline void rig_close(rig *r)
{
  aca_loop_free(r->loop);
  aca_client_free(r->client);
  server_stop(r->server);
}

static inline aca_request *get_app(aca_client *client, const char *name, const aca_call_options *options)
{
  aca_request *request = NULL;
  (void)!aca_container_apps_get_request(client, "rg", name, options, &request); /* the loop repeats it */
  return request;
}

/* A GET of an app, counted when it ends. */
static inline aca_loop_id rig_get(rig *r, const char *name, const aca_call_options *options)
{
  aca_loop_id id = aca_loop_submit(r->loop, get_app(r->client, name, options), tally_response, &r->tally);
  assert_true(id != 0);
  return id;
}

/* Works until nothing is left, and gives how many turns that took. */
static inline size_t loop_run(aca_loop *loop)
{
  size_t turns = 1;
  aca_status status;
  while ((status = aca_loop_poll(loop, -1)) == ACA_OK)
    turns++;
  assert_int_equal(status, ACA_DONE);
  assert_int_equal(aca_loop_count(loop), 0);
  return turns;
}

#endif
