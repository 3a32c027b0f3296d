/* The transport on libcurl: a pool of easy handles, each keeping its connections, and multi handles, which keep theirs. */
#include "transport.h"

#include <curl/curl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "buffer.h"
#include "clock.h"
#include "global.h"
#include "response.h"

typedef struct curl_transport curl_transport;

typedef struct aca__transfer {
  struct aca__transfer *next;
  curl_transport *home;
  bool shares; /* it is for multi handles, which have the connections */
  bool has_head; /* the whole head of the answer came */
  void *owner; /* while it is in a multi handle */
  CURL *easy;
  aca__buffer lines; /* the header lines, one after the other; wiped after use */
  struct curl_slist *nodes;
  size_t node_capacity;
  const aca__exchange *exchange;
  aca_response *response;
  int64_t since; /* when it got a connection, or began to make one */
  char error[CURL_ERROR_SIZE];
} handle;

struct curl_transport {
  aca__transport base;
  char *user_agent;
  char *ca_file;
  char *proxy;
  char *pinned_public_key;
  bool insecure_skip_verify;
  long connect_timeout_ms;
  pthread_mutex_t lock;
  handle *idle[2]; /* those that keep connections of their own, and those that share */
};

/* ---- callbacks ---- */

/* A guess that saves growing; nobody is bound by it. */
static void make_room(handle *h)
{
  enum { MOST = 1024 * 1024 };
  curl_off_t length = 0;
  if (curl_easy_getinfo(h->easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length) == CURLE_OK && length > 0)
    aca__buffer_reserve(&h->response->body, length < MOST ? (size_t)length : MOST);
}

static size_t on_body(char *bytes, size_t size, size_t count, void *data)
{
  handle *h = data;
  if (h->response->body.capacity == 0)
    make_room(h);
  aca__buffer_add(&h->response->body, bytes, size * count);
  return h->response->body.failed ? 0 : size * count;
}

static size_t on_header(char *line, size_t size, size_t count, void *data)
{
  handle *h = data;
  size_t length = size * count;
  while (length > 0 && strchr("\r\n \t", line[length - 1]) != NULL)
    length--;
  if (length >= 5 && memcmp(line, "HTTP/", 5) == 0) { /* a new head: forget that of an interim answer */
    aca__buffer_clear(&h->response->headers);
    h->response->header_count = 0;
    h->has_head = false;
    return size * count;
  }
  h->has_head = h->has_head || length == 0;
  const char *colon = memchr(line, ':', length);
  if (colon == NULL || memchr(line, '\0', length) != NULL)
    return size * count;
  const char *value = colon + 1;
  while (value < line + length && (*value == ' ' || *value == '\t'))
    value++;
  aca__response_add_header(h->response, line, (size_t)(colon - line), value, (size_t)(line + length - value));
  return h->response->headers.failed ? 0 : size * count;
}

static int on_progress(void *data, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
  (void)a, (void)b, (void)c, (void)d;
  const aca__exchange *exchange = ((handle *)data)->exchange;
  return exchange->cancel != NULL && exchange->cancel(exchange->cancel_data);
}

static void note_start(handle *h)
{
  if (h->since == 0)
    h->since = aca__clock().ms;
}

static int on_new_socket(void *data, curl_socket_t fd, curlsocktype purpose)
{
  (void)fd, (void)purpose;
  note_start(data);
  return CURL_SOCKOPT_OK;
}

static int on_request(void *data, char *peer, char *local, int peer_port, int local_port)
{
  (void)peer, (void)local, (void)peer_port, (void)local_port;
  note_start(data);
  return CURL_PREREQFUNC_OK;
}

/* ---- the pool ---- */

static void handle_free(handle *h)
{
  if (h == NULL)
    return;
  curl_easy_cleanup(h->easy);
  aca__buffer_free(&h->lines);
  free(h->nodes);
  free(h);
}

/* What is the same for every exchange. Only memory can be lacking here. */
static CURLcode set_up(CURL *easy, handle *h, const curl_transport *t)
{
  CURLcode code = CURLE_OK;
#define SET(option, value) code = code != CURLE_OK ? code : curl_easy_setopt(easy, option, value)
  SET(CURLOPT_NOSIGNAL, 1L);
  SET(CURLOPT_PROTOCOLS_STR, "http,https");
  SET(CURLOPT_FOLLOWLOCATION, 0L);
  SET(CURLOPT_PATH_AS_IS, 1L);
  SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
  SET(CURLOPT_SSL_VERIFYPEER, t->insecure_skip_verify ? 0L : 1L);
  SET(CURLOPT_SSL_VERIFYHOST, t->insecure_skip_verify ? 0L : 2L);
  if (t->ca_file != NULL)
    SET(CURLOPT_CAINFO, t->ca_file);
  if (t->proxy != NULL)
    SET(CURLOPT_PROXY, t->proxy);
  if (t->pinned_public_key != NULL)
    SET(CURLOPT_PINNEDPUBLICKEY, t->pinned_public_key);
  SET(CURLOPT_TCP_KEEPALIVE, 1L);
  SET(CURLOPT_PRIVATE, h);
  SET(CURLOPT_CONNECTTIMEOUT_MS, t->connect_timeout_ms);
  SET(CURLOPT_USERAGENT, t->user_agent);
  SET(CURLOPT_ACCEPT_ENCODING, "");
  SET(CURLOPT_HEADEROPT, (long)CURLHEADER_SEPARATE);
  SET(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  SET(CURLOPT_ERRORBUFFER, h->error);
  SET(CURLOPT_WRITEFUNCTION, on_body);
  SET(CURLOPT_WRITEDATA, h);
  SET(CURLOPT_HEADERFUNCTION, on_header);
  SET(CURLOPT_HEADERDATA, h);
  SET(CURLOPT_XFERINFOFUNCTION, on_progress);
  SET(CURLOPT_XFERINFODATA, h);
  SET(CURLOPT_SOCKOPTFUNCTION, on_new_socket);
  SET(CURLOPT_SOCKOPTDATA, h);
  SET(CURLOPT_PREREQFUNCTION, on_request);
  SET(CURLOPT_PREREQDATA, h);
  return code;
}

static handle *handle_new(curl_transport *t)
{
  handle *h = calloc(1, sizeof *h);
  if (h == NULL)
    return NULL;
  h->home = t;
  h->easy = curl_easy_init();
  if (h->easy == NULL || set_up(h->easy, h, t) != CURLE_OK) {
    handle_free(h);
    return NULL;
  }
  return h;
}

static handle *take(curl_transport *t, bool shares)
{
  pthread_mutex_lock(&t->lock);
  handle *h = t->idle[shares];
  if (h != NULL)
    t->idle[shares] = h->next;
  pthread_mutex_unlock(&t->lock);
  if (h == NULL)
    h = handle_new(t);
  if (h != NULL)
    h->shares = shares;
  return h;
}

static void give_back(handle *h)
{
  curl_transport *t = h->home;
  curl_easy_setopt(h->easy, CURLOPT_HTTPHEADER, NULL);
  if (h->lines.data != NULL)
    aca__wipe(h->lines.data, h->lines.capacity);
  aca__buffer_clear(&h->lines);
  h->exchange = NULL;
  h->response = NULL;
  h->owner = NULL;
  pthread_mutex_lock(&t->lock);
  h->next = t->idle[h->shares];
  t->idle[h->shares] = h;
  pthread_mutex_unlock(&t->lock);
}

/* ---- one exchange ---- */

static void add_line(aca__buffer *lines, const char *name, const char *separator, const char *value)
{
  aca__buffer_text(lines, name);
  aca__buffer_text(lines, separator);
  aca__buffer_add(lines, value, strlen(value) + 1);
}

/* The header lines as libcurl wants them, in memory that the handle keeps; NULL when out of memory. */
static struct curl_slist *header_lines(handle *h, const aca__exchange *exchange)
{
  size_t count = exchange->header_count;
  for (size_t i = 0; i < count; i++) { /* a header without a value is written with a semicolon, else it is left out */
    const char *value = exchange->headers[i].value;
    value += strspn(value, " ");
    add_line(&h->lines, exchange->headers[i].name, *value != '\0' ? ": " : ";", value);
  }
  add_line(&h->lines, "Expect", ":", "");
  count++;
  if (exchange->body == NULL) {
    add_line(&h->lines, "Content-Type", ":", "");
    count++;
  }
  if (exchange->authorization != NULL) { /* last: a buffer that grows leaves what it held behind */
    add_line(&h->lines, "Authorization", ": ", exchange->authorization);
    count++;
  }
  if (count > h->node_capacity) {
    struct curl_slist *nodes = realloc(h->nodes, count * sizeof *nodes);
    if (nodes == NULL)
      return NULL;
    h->nodes = nodes;
    h->node_capacity = count;
  }
  if (h->lines.failed)
    return NULL;
  char *line = h->lines.data;
  for (size_t i = 0; i < count; i++, line += strlen(line) + 1)
    h->nodes[i] = (struct curl_slist){.data = line, .next = i + 1 < count ? &h->nodes[i + 1] : NULL};
  return h->nodes;
}

static bool is_plain(const char *url)
{
  return strncasecmp(url, "http:", 5) == 0;
}

/* Without TLS all that is on the way reads along, a proxy first of all: secrets are sent so to this machine alone. */
static bool avoids_proxies(const aca__exchange *exchange)
{
  return (exchange->authorization != NULL || exchange->secret) && is_plain(exchange->url);
}

static CURLcode prepare(handle *h, const aca__exchange *exchange)
{
  struct curl_slist *headers = header_lines(h, exchange);
  if (headers == NULL)
    return CURLE_OUT_OF_MEMORY;
  bool writes = strcmp(exchange->method, "GET") != 0 && strcmp(exchange->method, "DELETE") != 0;
  CURL *easy = h->easy;
  CURLcode code = CURLE_OK;
  SET(CURLOPT_URL, exchange->url);
  SET(CURLOPT_PIPEWAIT, is_plain(exchange->url) ? 0L : 1L); /* without TLS that would be a wait for a whole answer */
  SET(CURLOPT_NOPROXY, avoids_proxies(exchange) ? "*" : NULL);
  if (writes || exchange->body != NULL) {
    SET(CURLOPT_POST, 1L);
    SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)exchange->body_length);
    SET(CURLOPT_POSTFIELDS, exchange->body != NULL ? exchange->body : "");
  } else {
    SET(CURLOPT_HTTPGET, 1L);
  }
  SET(CURLOPT_CUSTOMREQUEST, exchange->method);
  SET(CURLOPT_HTTPHEADER, headers);
  SET(CURLOPT_TIMEOUT_MS, exchange->timeout_ms);
  SET(CURLOPT_NOPROGRESS, exchange->cancel != NULL ? 0L : 1L);
  return code;
}

static bool is_retriable(CURLcode code)
{
  switch (code) {
  case CURLE_COULDNT_RESOLVE_PROXY:
  case CURLE_COULDNT_RESOLVE_HOST:
  case CURLE_COULDNT_CONNECT:
  case CURLE_SSL_CONNECT_ERROR: /* above all a connection that broke in the middle */
  case CURLE_OPERATION_TIMEDOUT:
  case CURLE_SEND_ERROR:
  case CURLE_RECV_ERROR:
  case CURLE_GOT_NOTHING:
  case CURLE_PARTIAL_FILE:
  case CURLE_HTTP2:
  case CURLE_HTTP2_STREAM: return true;
  default: return false;
  }
}

static aca__outcome failure(const handle *h, CURLcode code)
{
  const aca__buffer *body = &h->response->body;
  aca__outcome outcome = {.status = ACA_ERROR_TRANSPORT, .retriable = is_retriable(code)};
  const char *text = h->error[0] != '\0' ? h->error : curl_easy_strerror(code);
  if (code == CURLE_OPERATION_TIMEDOUT)
    outcome.status = ACA_ERROR_TIMEOUT;
  if (code == CURLE_ABORTED_BY_CALLBACK)
    outcome.status = ACA_ERROR_CANCELED;
  if (code == CURLE_OUT_OF_MEMORY || h->response->headers.failed || (body->failed && !body->full))
    outcome.status = ACA_ERROR_MEMORY;
  if (outcome.status == ACA_ERROR_CANCELED || outcome.status == ACA_ERROR_MEMORY) {
    outcome.message = aca_status_text(outcome.status);
    return outcome;
  }
  outcome.message = body->full
                        ? aca__arena_format(&h->response->arena, "the answer is larger than %zu bytes", body->limit)
                        : aca__arena_format(&h->response->arena, "%s", text);
  if (outcome.message == NULL)
    return (aca__outcome){.status = ACA_ERROR_MEMORY, .message = aca_status_text(ACA_ERROR_MEMORY)};
  return outcome;
}

static CURLcode begin(handle *h, const aca__exchange *exchange, aca_response *response)
{
  h->exchange = exchange;
  h->response = response;
  h->error[0] = '\0';
  h->since = 0;
  return prepare(h, exchange);
}

/* What the exchange came to; the handle goes back to the pool. */
static aca__outcome conclude(handle *h, CURLcode code)
{
  long http_status = 0;
  aca__outcome outcome = {.status = ACA_OK};
  curl_easy_getinfo(h->easy, CURLINFO_RESPONSE_CODE, &http_status);
  if (code == CURLE_OK && !h->has_head) /* which libcurl takes for an answer without a body */
    code = CURLE_PARTIAL_FILE;
  if (code == CURLE_OK) {
    h->response->http_status = (int)http_status;
  } else {
    outcome = failure(h, code);
    outcome.begun = http_status != 0;
  }
  give_back(h);
  return outcome;
}

static const aca__outcome out_of_memory = {.status = ACA_ERROR_MEMORY, .message = "out of memory"};

static aca__outcome perform(aca__transport *self, const aca__exchange *exchange, aca_response *response)
{
  handle *h = take((curl_transport *)self, false);
  if (h == NULL)
    return out_of_memory;
  CURLcode code = begin(h, exchange, response);
  return conclude(h, code == CURLE_OK ? curl_easy_perform(h->easy) : code);
}

static void transport_free(aca__transport *self)
{
  curl_transport *t = (curl_transport *)self;
  for (size_t i = 0; i < 2; i++)
    while (t->idle[i] != NULL) {
      handle *h = t->idle[i];
      t->idle[i] = h->next;
      handle_free(h);
    }
  pthread_mutex_destroy(&t->lock);
  free(t->user_agent);
  free(t->ca_file);
  free(t->proxy);
  free(t->pinned_public_key);
  free(t);
  aca__global_end();
}

/* A copy of what may be NULL. False when out of memory. */
static bool keep(char **slot, const char *text)
{
  *slot = text != NULL ? strdup(text) : NULL;
  return *slot != NULL || text == NULL;
}

aca__transport *aca__transport_curl_new(const aca__transport_options *options)
{
  if (!aca__global_init())
    return NULL;
  curl_transport *t = calloc(1, sizeof *t);
  if (t == NULL || pthread_mutex_init(&t->lock, NULL) != 0) {
    free(t);
    aca__global_end();
    return NULL;
  }
  t->base = (aca__transport){.perform = perform, .free = transport_free};
  t->insecure_skip_verify = options->insecure_skip_verify;
  t->connect_timeout_ms = options->connect_timeout_ms;
  if (!keep(&t->user_agent, options->user_agent) || !keep(&t->ca_file, options->ca_file) ||
      !keep(&t->proxy, options->proxy) || !keep(&t->pinned_public_key, options->pinned_public_key)) {
    transport_free(&t->base);
    return NULL;
  }
  return &t->base;
}

/* ---- many at once ---- */

struct aca__multi {
  CURLM *curl;
  aca__multi_hooks hooks;
};

static int on_socket(CURL *easy, curl_socket_t fd, int what, void *data, void *socket_data)
{
  (void)easy, (void)socket_data;
  const aca__multi *multi = data;
  multi->hooks.on_socket((int)fd, what == CURL_POLL_REMOVE ? 0 : what, multi->hooks.data);
  return 0;
}

static int on_timer(CURLM *curl, long timeout_ms, void *data)
{
  (void)curl;
  const aca__multi *multi = data;
  multi->hooks.on_timer(timeout_ms, multi->hooks.data);
  return 0;
}

aca__multi *aca__multi_new(const aca__multi_hooks *hooks, size_t max_connections)
{
  if (!aca__global_init())
    return NULL;
  aca__multi *multi = calloc(1, sizeof *multi);
  if (multi == NULL || (multi->curl = curl_multi_init()) == NULL) {
    free(multi);
    aca__global_end();
    return NULL;
  }
  multi->hooks = *hooks;
  curl_multi_setopt(multi->curl, CURLMOPT_MAX_HOST_CONNECTIONS, (long)max_connections);
  if (hooks->on_socket != NULL) {
    curl_multi_setopt(multi->curl, CURLMOPT_SOCKETFUNCTION, on_socket);
    curl_multi_setopt(multi->curl, CURLMOPT_SOCKETDATA, multi);
    curl_multi_setopt(multi->curl, CURLMOPT_TIMERFUNCTION, on_timer);
    curl_multi_setopt(multi->curl, CURLMOPT_TIMERDATA, multi);
  }
  return multi;
}

void aca__multi_free(aca__multi *multi)
{
  if (multi == NULL)
    return;
  curl_multi_cleanup(multi->curl);
  free(multi);
  aca__global_end();
}

aca__transfer *aca__multi_start(aca__multi *multi, aca__transport *transport, const aca__exchange *exchange,
                                aca_response *response, void *owner)
{
  handle *h = take((curl_transport *)transport, true);
  if (h == NULL)
    return NULL;
  h->owner = owner;
  CURLcode code = begin(h, exchange, response);
  curl_easy_setopt(h->easy, CURLOPT_NOPROGRESS, 1L);
  curl_easy_setopt(h->easy, CURLOPT_TIMEOUT_MS, 0L);
  if (code == CURLE_OK && curl_multi_add_handle(multi->curl, h->easy) == CURLM_OK)
    return h;
  give_back(h);
  return NULL;
}

int64_t aca__multi_since(const aca__transfer *h)
{
  return h->since;
}

bool aca__multi_stop(aca__multi *multi, aca__transfer *h)
{
  long http_status = 0;
  curl_easy_getinfo(h->easy, CURLINFO_RESPONSE_CODE, &http_status);
  curl_multi_remove_handle(multi->curl, h->easy);
  give_back(h);
  return http_status != 0;
}

static aca_status status_of(CURLMcode code)
{
  if (code == CURLM_OK)
    return ACA_OK;
  return code == CURLM_OUT_OF_MEMORY ? ACA_ERROR_MEMORY : ACA_ERROR_TRANSPORT;
}

aca_status aca__multi_poll(aca__multi *multi, int fd, int timeout_ms, bool *readable)
{
  struct curl_waitfd more = {.fd = fd, .events = CURL_WAIT_POLLIN};
  int running;
  CURLMcode code = curl_multi_poll(multi->curl, &more, 1, timeout_ms, NULL);
  *readable = more.revents != 0;
  return status_of(code == CURLM_OK ? curl_multi_perform(multi->curl, &running) : code);
}

aca_status aca__multi_act(aca__multi *multi, int fd, int events)
{
  int running;
  return status_of(curl_multi_socket_action(multi->curl, fd < 0 ? CURL_SOCKET_TIMEOUT : fd, events, &running));
}

void *aca__multi_next_done(aca__multi *multi, aca__outcome *outcome)
{
  CURLMsg *message;
  int left;
  do
    message = curl_multi_info_read(multi->curl, &left);
  while (message != NULL && message->msg != CURLMSG_DONE);
  if (message == NULL)
    return NULL;
  CURLcode code = message->data.result;
  handle *h = NULL;
  curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &h);
  void *owner = h->owner;
  curl_multi_remove_handle(multi->curl, h->easy);
  *outcome = conclude(h, code);
  return owner;
}
