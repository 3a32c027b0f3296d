/* Takes one long-running operation through a poller, answering each request with the next recorded answer. Input, by
 * line: "start", operationId, endpoint, subscription, body or "-", arguments; then "step", HTTP status, headers (each
 * "name: value", with US between them), body. Output: "METHOD URL" of each request, and at the end the outcome. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "aca/aca.h"
#include "client.h"
#include "response.h"

enum { MOST_FIELDS = 16 };

static char *fields[MOST_FIELDS];

/* Reads a line into `fields`; false at the end. */
static bool read_line(void)
{
  static char *line;
  static size_t size;
  memset(fields, 0, sizeof fields);
  if (getline(&line, &size, stdin) <= 0) {
    free(line);
    line = NULL;
    size = 0;
    return false;
  }
  line[strcspn(line, "\n")] = '\0';
  char *rest = line;
  for (size_t i = 0; rest != NULL && i < MOST_FIELDS; i++)
    fields[i] = strsep(&rest, "\t");
  return true;
}

static void add_headers(aca_response *response, char *headers)
{
  for (char *header; (header = strsep(&headers, "\x1F")) != NULL;) {
    const char *value = strstr(header, ": ");
    if (value != NULL)
      aca__response_add_header(response, header, (size_t)(value - header), value + 2, strlen(value + 2));
  }
}

static aca__outcome answer(aca__transport *self, const aca__exchange *exchange, aca_response *response)
{
  (void)self;
  printf("%s %s\n", exchange->method, exchange->url);
  if (!read_line())
    return (aca__outcome){.status = ACA_ERROR_TRANSPORT, .message = "the recording ends"};
  response->http_status = atoi(fields[1]);
  add_headers(response, fields[2]);
  if (fields[3] != NULL && fields[3][0] != '\0')
    aca__buffer_text(&response->body, fields[3]);
  return (aca__outcome){.status = ACA_OK};
}

static void keep(aca__transport *self)
{
  (void)self;
}

static const aca_operation *find(const char *id)
{
  for (const aca_operation *const *at = aca_operations(NULL); *at != NULL; at++)
    if (strcmp((*at)->id, id) == 0)
      return *at;
  return NULL;
}

int main(void)
{
  static aca__transport transport = {.perform = answer, .free = keep};
  aca_client *client;
  aca_request *request;
  aca_poller *poller;
  if (!read_line())
    return 2;
  const aca_client_options options = {
      .endpoint = fields[2], .subscription_id = fields[3], .poll_interval_ms = 1, .retry.max_retries = -1};
  if (aca_client_new(&options, &client) != ACA_OK)
    return 2;
  aca__client_set_transport(client, &transport);
  const aca_call_options call = {.body_json = strcmp(fields[4], "-") != 0 ? fields[4] : NULL};
  aca_status status =
      aca_operation_request(client, find(fields[1]), (const char *const *)fields + 5, NULL, &call, &request);
  if (status == ACA_OK)
    status = aca_poller_new(request, &poller);
  if (status != ACA_OK)
    return 2;
  status = aca_poller_wait(poller);
  const aca_response *response = aca_poller_response(poller);
  printf("%d\t%d\t%s\t%s\t%d\t%s\n", (int)status, aca_poller_is_done(poller), aca_poller_state(poller),
         aca_poller_value(poller) != NULL ? "value" : "-", aca_response_http_status(response),
         aca_response_message(response));
  aca_poller_free(poller);
  aca_client_free(client);
  while (read_line()) /* what was not asked for */
    puts("left over");
  return 0;
}
