#include "help.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "aca/aca.h"
#include "client.h"
#include "response.h"

void assert_part(const char *text, const char *part, bool expected, const char *file, int line)
{
  if (text != NULL && (strstr(text, part) != NULL) == expected)
    return;
  print_error("\"%s\" %s \"%s\"\n", text != NULL ? text : "(null)", expected ? "lacks" : "has", part);
  _fail(file, line);
}

/* ---- a transport that only pretends ---- */

/* Adds to the text in `room`, which must be large enough. */
static void append(char *room, size_t size, const char *text)
{
  size_t length = strlen(room);
  if (length + strlen(text) >= size)
    abort();
  memcpy(room + length, text, strlen(text) + 1);
}

static void keep(char *room, size_t size, const char *text)
{
  room[0] = '\0';
  append(room, size, text != NULL ? text : "");
}

static void record(fake *f, const aca__exchange *exchange)
{
  f->performed++;
  if (strlen(f->log) + strlen(exchange->url) + 16 < sizeof f->log)
    snprintf(f->log + strlen(f->log), sizeof f->log - strlen(f->log), "%s %s\n", exchange->method, exchange->url);
  keep(f->method, sizeof f->method, exchange->method);
  keep(f->url, sizeof f->url, exchange->url);
  keep(f->authorization, sizeof f->authorization, exchange->authorization);
  keep(f->body, sizeof f->body, exchange->body);
  keep(f->headers, sizeof f->headers, NULL);
  for (size_t i = 0; i < exchange->header_count; i++) {
    append(f->headers, sizeof f->headers, exchange->headers[i].name);
    append(f->headers, sizeof f->headers, ": ");
    append(f->headers, sizeof f->headers, exchange->headers[i].value);
    append(f->headers, sizeof f->headers, "\n");
  }
  f->has_authorization = exchange->authorization != NULL;
  f->has_body = exchange->body != NULL;
  f->body_length = exchange->body_length;
  f->timeout_ms = exchange->timeout_ms;
  f->cancel = exchange->cancel;
  f->cancel_data = exchange->cancel_data;
}

static aca__outcome fake_perform(aca__transport *self, const aca__exchange *exchange, aca_response *response)
{
  fake *f = (fake *)self;
  record(f, exchange);
  size_t number = (size_t)f->performed - 1;
  const fake_answer *answer = number < f->script_count ? &f->script[number] : &f->answer;
  if (answer->status != ACA_OK)
    return (aca__outcome){.status = answer->status,
                          .message = answer->message,
                          .retriable = answer->retriable,
                          .begun = answer->begun};
  response->http_status = answer->http_status;
  for (const char *line = answer->headers; line != NULL && *line != '\0';) {
    size_t length = strcspn(line, "\n");
    size_t name = strcspn(line, ":");
    aca__response_add_header(response, line, name, line + name + 2, length - name - 2);
    line += length + (line[length] == '\n');
  }
  if (answer->body != NULL)
    aca__buffer_text(&response->body, answer->body);
  if (!response->headers.failed && !response->body.failed)
    return (aca__outcome){.status = ACA_OK};
  return (aca__outcome){.status = ACA_ERROR_MEMORY, .message = "out of memory"};
}

static void fake_free(aca__transport *self)
{
  ((fake *)self)->freed++;
}

aca_client *fake_client(fake *f, const aca_client_options *options)
{
  aca_client_options settings = {.subscription_id = SUBSCRIPTION};
  aca_client *client = NULL;
  if (options != NULL)
    settings = *options;
  if (settings.retry.delay_ms == 0)
    settings.retry.delay_ms = -1;
  if (aca_client_new(&settings, &client) != ACA_OK)
    return NULL;
  f->base = (aca__transport){.perform = fake_perform, .free = fake_free};
  aca__client_set_transport(client, &f->base);
  return client;
}

/* ---- a server on loopback ---- */

enum { MOST_CONNECTIONS = 256, LARGEST_REQUEST = 16 * 1024, MOST_REQUESTS = 20000, LOG_SIZE = 8 * 1024 * 1024 };

typedef struct connection {
  int fd; /* -1: free */
  const canned *answer; /* to be sent when it is due */
  int64_t due;
  size_t length;
  char input[LARGEST_REQUEST + 1];
} connection;

struct server {
  int listener;
  int stop[2]; /* a pipe: something to read in it ends the thread */
  int port;
  char url[64];
  pthread_t thread;
  const canned *answers;
  size_t answer_count;
  size_t *used; /* how often, for each of them */
  connection connections[MOST_CONNECTIONS];
  pthread_mutex_t lock; /* over what follows */
  size_t connection_count;
  size_t open_count;
  size_t request_count;
  size_t starts[MOST_REQUESTS]; /* in the log */
  size_t log_length;
  char log[LOG_SIZE];
};

/* The length of the request at the start of `input`, 0 while it is not whole. */
static size_t request_length(const char *input, size_t length)
{
  const char *end = strstr(input, "\r\n\r\n");
  if (end == NULL)
    return 0;
  size_t whole = (size_t)(end - input) + 4;
  for (const char *line = strstr(input, "\r\n"); line < end; line = strstr(line + 2, "\r\n"))
    if (strncasecmp(line + 2, "Content-Length:", 15) == 0)
      whole += strtoul(line + 17, NULL, 10);
  return whole <= length ? whole : 0;
}

static void note_request(server *s, const char *request, size_t length)
{
  pthread_mutex_lock(&s->lock);
  size_t number = s->request_count;
  if (number >= MOST_REQUESTS || s->log_length + length + 1 > LOG_SIZE)
    abort();
  s->starts[number] = s->log_length;
  memcpy(s->log + s->log_length, request, length);
  s->log[s->log_length + length] = '\0';
  s->log_length += length + 1;
  s->request_count++;
  pthread_mutex_unlock(&s->lock);
}

static bool is_for(const canned *answer, const char *request, size_t used)
{
  return answer->path != NULL && (answer->times == 0 || used < answer->times) &&
         memmem(request, strcspn(request, "\r"), answer->path, strlen(answer->path)) != NULL;
}

static const canned *answer_to(server *s, const char *request)
{
  const canned *last = NULL;
  for (size_t i = 0; i < s->answer_count; i++)
    if (is_for(&s->answers[i], request, s->used[i])) {
      s->used[i]++;
      return &s->answers[i];
    }
  for (size_t i = 0; i < s->answer_count; i++)
    if (s->answers[i].path == NULL) {
      last = &s->answers[i];
      if (s->used[i]++ == 0)
        break;
    }
  if (last == NULL)
    abort();
  return last;
}

static void count_open(server *s, size_t change)
{
  pthread_mutex_lock(&s->lock);
  s->open_count += change;
  pthread_mutex_unlock(&s->lock);
}

static void hang_up(server *s, connection *c)
{
  close(c->fd);
  *c = (connection){.fd = -1};
  count_open(s, (size_t)-1);
}

static void send_all(int fd, const char *bytes, size_t length)
{
  while (length > 0) {
    ssize_t sent = send(fd, bytes, length, MSG_NOSIGNAL);
    if (sent <= 0)
      return;
    bytes += sent;
    length -= (size_t)sent;
  }
}

static int64_t milliseconds(void)
{
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void send_answer(server *s, connection *c)
{
  const canned *answer = c->answer;
  c->answer = NULL;
  if (answer->bytes != NULL)
    send_all(c->fd, answer->bytes, answer->length != 0 ? answer->length : strlen(answer->bytes));
  if (answer->reset)
    setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &(struct linger){.l_onoff = 1}, sizeof(struct linger));
  if (answer->close || answer->reset)
    hang_up(s, c);
}

static void serve(server *s, connection *c)
{
  ssize_t got = recv(c->fd, c->input + c->length, LARGEST_REQUEST - c->length, 0);
  if (got <= 0) {
    hang_up(s, c);
    return;
  }
  c->length += (size_t)got;
  c->input[c->length] = '\0';
  size_t whole = request_length(c->input, c->length);
  if (whole == 0)
    return;
  note_request(s, c->input, whole);
  c->answer = answer_to(s, c->input);
  c->due = milliseconds() + c->answer->delay_ms;
  c->length = 0; /* libcurl does not send the next one before it has the answer */
  if (c->answer->delay_ms == 0)
    send_answer(s, c);
}

/* Sends what is due; gives how many milliseconds there are to the next, -1 when there is none. */
static int send_due(server *s)
{
  int64_t next = -1, now = milliseconds();
  for (connection *c = s->connections; c < s->connections + MOST_CONNECTIONS; c++) {
    if (c->answer == NULL)
      continue;
    if (c->due <= now)
      send_answer(s, c);
    else if (next < 0 || c->due - now < next)
      next = c->due - now;
  }
  return (int)next;
}

static void welcome(server *s)
{
  int fd = accept(s->listener, NULL, NULL);
  connection *c = s->connections;
  while (c < s->connections + MOST_CONNECTIONS && c->fd >= 0)
    c++;
  if (fd < 0 || c == s->connections + MOST_CONNECTIONS)
    abort();
  *c = (connection){.fd = fd};
  pthread_mutex_lock(&s->lock);
  s->connection_count++;
  pthread_mutex_unlock(&s->lock);
  count_open(s, 1);
}

static void *run(void *data)
{
  server *s = data;
  for (;;) {
    struct pollfd polled[MOST_CONNECTIONS + 2];
    int timeout_ms = send_due(s);
    for (size_t i = 0; i < MOST_CONNECTIONS; i++) /* poll() takes no notice of -1 */
      polled[i] = (struct pollfd){.fd = s->connections[i].fd, .events = POLLIN};
    polled[MOST_CONNECTIONS] = (struct pollfd){.fd = s->listener, .events = POLLIN};
    polled[MOST_CONNECTIONS + 1] = (struct pollfd){.fd = s->stop[0], .events = POLLIN};
    if (poll(polled, MOST_CONNECTIONS + 2, timeout_ms) < 0 || polled[MOST_CONNECTIONS + 1].revents != 0)
      return NULL;
    for (size_t i = 0; i < MOST_CONNECTIONS; i++)
      if (polled[i].revents != 0)
        serve(s, &s->connections[i]);
    if (polled[MOST_CONNECTIONS].revents != 0)
      welcome(s);
  }
}

server *server_start(const canned *answers, size_t count)
{
  server *s = calloc(1, sizeof *s);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof address;
  setenv("no_proxy", "*", 1); /* loopback needs none */
  if (s == NULL || pipe(s->stop) != 0 || pthread_mutex_init(&s->lock, NULL) != 0)
    abort();
  s->used = calloc(count, sizeof *s->used);
  if (s->used == NULL)
    abort();
  for (size_t i = 0; i < MOST_CONNECTIONS; i++)
    s->connections[i].fd = -1;
  s->answers = answers;
  s->answer_count = count;
  s->listener = socket(AF_INET, SOCK_STREAM, 0);
  if (s->listener < 0 || bind(s->listener, (struct sockaddr *)&address, size) != 0 ||
      listen(s->listener, MOST_CONNECTIONS) != 0 ||
      getsockname(s->listener, (struct sockaddr *)&address, &size) != 0)
    abort();
  s->port = ntohs(address.sin_port);
  snprintf(s->url, sizeof s->url, "http://127.0.0.1:%d", s->port);
  if (pthread_create(&s->thread, NULL, run, s) != 0)
    abort();
  return s;
}

void server_stop(server *s)
{
  if (write(s->stop[1], "", 1) != 1)
    abort();
  pthread_join(s->thread, NULL);
  for (size_t i = 0; i < MOST_CONNECTIONS; i++)
    if (s->connections[i].fd >= 0)
      hang_up(s, &s->connections[i]);
  close(s->listener);
  close(s->stop[0]);
  close(s->stop[1]);
  pthread_mutex_destroy(&s->lock);
  free(s->used);
  free(s);
}

const char *server_url(const server *s)
{
  return s->url;
}

int server_port(const server *s)
{
  return s->port;
}

size_t server_connections(server *s)
{
  pthread_mutex_lock(&s->lock);
  size_t count = s->connection_count;
  pthread_mutex_unlock(&s->lock);
  return count;
}

size_t server_open_connections(server *s)
{
  pthread_mutex_lock(&s->lock);
  size_t count = s->open_count;
  pthread_mutex_unlock(&s->lock);
  return count;
}

size_t server_requests(server *s)
{
  pthread_mutex_lock(&s->lock);
  size_t count = s->request_count;
  pthread_mutex_unlock(&s->lock);
  return count;
}

const char *server_request(server *s, size_t index)
{
  pthread_mutex_lock(&s->lock);
  const char *request = index < s->request_count ? s->log + s->starts[index] : "";
  pthread_mutex_unlock(&s->lock);
  return request;
}

aca_client *server_client(const server *s)
{
  const aca_client_options options = {
      .subscription_id = SUBSCRIPTION,
      .endpoint = server_url(s),
      .credential = aca_credential_token("secret-token"),
      .retry.max_retries = -1,
  };
  aca_client *client = NULL;
  return aca_client_new(&options, &client) == ACA_OK ? client : NULL;
}

/* ---- operations ---- */

/* Actions on an app, for api-versions that have none. */
static const aca_parameter app_parameters[] = {{.name = "resourceGroupName", .required = true},
                                               {.name = "containerAppName", .required = true}};
#define APP_ACTION(name, segment)                                                                                  \
  {                                                                                                                \
    .id = name, .method = "POST", .api_version = ACA_API_VERSION, .parameters = app_parameters,                     \
    .parameter_count = 2, .result = &aca_container_app_model, .long_running = true, .final_state_via = "location",   \
    .path = "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.App/"           \
            "containerApps/{containerAppName}/" segment,                                                           \
    .success = (const unsigned short[]){200, 202, 0}                                                               \
  }
static const aca_operation app_actions[] = {APP_ACTION("ContainerApps_Start", "start"),
                                            APP_ACTION("ContainerApps_Stop", "stop")};

const aca_operation *operation_called(const char *id)
{
  for (const aca_operation *const *operation = aca_operations(NULL); *operation != NULL; operation++)
    if (strcmp((*operation)->id, id) == 0)
      return *operation;
  for (size_t i = 0; i < sizeof app_actions / sizeof *app_actions; i++)
    if (strcmp(app_actions[i].id, id) == 0)
      return &app_actions[i];
  fail_msg("no operation %s", id);
  return NULL;
}
