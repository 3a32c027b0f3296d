/* Makes the calls that lines of standard input ask for. The answer to each is a line that begins with "done", after one
 * that begins with "log" for each event of the log.
 *
 *   endpoint, token, token_of_callback, ca_file, ...   options of the client
 *   keep=1, kept=1                                     the client stays for the next line; it is that of the line before
 *   what=perform | wait | begin | resume | list        what to do with the request
 *   driver=blocking | loop                             and how
 *   operation, argument, body, header, client_request_id, resume, continuation   the request
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "aca/aca.h"
#include "lines.h"

enum { MOST = 8 };

typedef struct call {
  const settings *given;
  aca_client *client;
  const aca_operation *operation;
  const char *arguments[MOST];
  aca_header headers[MOST];
  aca_call_options options;
  /* What became of it, where it is not told by the response. */
  aca_status status;
  aca_response *response;
  long pages;
} call;

static bool is(const settings *s, const char *name, const char *value)
{
  const char *found = setting(s, name);
  return found != NULL && strcmp(found, value) == 0;
}

/* ---- clients ---- */

static void say_event(const aca_log_event *event, void *user_data)
{
  (void)user_data;
  printf("log");
  say_number("level", event->level);
  say("operation", event->operation);
  say("client_request_id", event->client_request_id);
  say("method", event->method);
  say("url", event->url);
  say("text", event->text);
  for (size_t i = 0; i < event->header_count; i++) {
    say("name", event->headers[i].name);
    say("value", event->headers[i].value);
  }
  putchar('\n');
}

static aca_status give_token(const aca_token_request *request, aca_token *token, void *user_data)
{
  (void)request;
  return aca_token_set(token, user_data, 0);
}

static aca_credential *credential(const settings *s)
{
  const char *token = setting(s, "token");
  char *of_callback = (char *)setting(s, "token_of_callback");
  if (of_callback != NULL)
    return aca_credential_callback(give_token, of_callback, NULL);
  return token != NULL ? aca_credential_token(token) : NULL;
}

static aca_status make_client(const settings *s, aca_client **client, const char **fault)
{
  const char *subscription = setting(s, "subscription");
  const aca_client_options options = {
      .subscription_id = subscription != NULL ? subscription : "sub",
      .credential = credential(s),
      .endpoint = setting(s, "endpoint"),
      .scope = setting(s, "scope"),
      .api_version = setting(s, "api_version"),
      .application_id = setting(s, "application_id"),
      .ca_file = setting(s, "ca_file"),
      .insecure_skip_verify = number(s, "insecure_skip_verify") != 0,
      .proxy = setting(s, "proxy"),
      .connect_timeout_ms = number(s, "connect_timeout_ms"),
      .timeout_ms = number(s, "timeout_ms"),
      .try_timeout_ms = number(s, "try_timeout_ms"),
      .poll_interval_ms = 1,
      .retry = {.max_retries = (int)number(s, "max_retries"),
                .delay_ms = 1,
                .never_post = number(s, "never_post") != 0},
      .never_register = number(s, "register") == 0,
      .log = {.callback = say_event, .level = ACA_LOG_DEBUG},
      .max_response_bytes = (size_t)number(s, "max_response_bytes"),
  };
  *fault = aca_client_options_fault(&options);
  return aca_client_new(&options, client);
}

/* ---- drivers ---- */

static bool on_loop(const call *c)
{
  return is(c->given, "driver", "loop");
}

static void run(aca_loop *loop)
{
  while (aca_loop_poll(loop, -1) == ACA_OK)
    ;
  aca_loop_free(loop);
}

static aca_loop *new_loop(void)
{
  aca_loop *loop = NULL;
  if (aca_loop_new(NULL, &loop) != ACA_OK)
    exit(2);
  return loop;
}

static void on_response(aca_response *response, void *user_data)
{
  ((call *)user_data)->response = response;
}

static void on_poller(aca_poller *poller, aca_status status, void *user_data)
{
  (void)poller;
  ((call *)user_data)->status = status;
}

static void on_page(aca_pager *pager, aca_status status, const void *page, void *user_data)
{
  (void)pager, (void)page;
  ((call *)user_data)->status = status;
}

static void say_response(const aca_response *response)
{
  size_t length = 0;
  aca_response_body(response, &length);
  say_number("http_status", aca_response_http_status(response));
  say_number("attempts", aca_response_attempts(response));
  say("message", aca_response_message(response));
  say_number("body_length", (int64_t)length);
}

static void perform(call *c, aca_request *request)
{
  if (on_loop(c)) {
    aca_loop *loop = new_loop();
    aca_loop_submit(loop, request, on_response, c);
    run(loop);
  } else {
    (void)!aca_request_perform(request, &c->response);
    aca_request_free(request);
  }
  c->status = aca_response_status(c->response);
  say_response(c->response);
  aca_response_free(c->response);
}

static void follow(call *c, aca_poller *poller)
{
  if (is(c->given, "what", "begin")) {
    c->status = aca_poller_step(poller);
  } else if (on_loop(c)) {
    aca_loop *loop = new_loop();
    aca_loop_wait(loop, poller, on_poller, c);
    run(loop);
  } else {
    c->status = aca_poller_wait(poller);
  }
  say("state", aca_poller_state(poller));
  say("resume", aca_poller_resume_token(poller));
  say_response(aca_poller_response(poller));
  aca_poller_free(poller);
}

static void next_page(call *c, aca_pager *pager)
{
  const void *page;
  if (on_loop(c)) {
    aca_loop *loop = new_loop();
    aca_loop_next_page(loop, pager, on_page, c);
    run(loop);
  } else {
    c->status = aca_pager_next_page(pager, &page);
  }
}

static void list(call *c, aca_request *request)
{
  aca_pager *pager;
  const char *continuation = setting(c->given, "continuation");
  c->status = aca_pager_new(request, &pager);
  if (continuation != NULL)
    c->status = aca_pager_continue(pager, continuation);
  while (c->status == ACA_OK) {
    next_page(c, pager);
    c->pages += c->status == ACA_OK;
  }
  say_number("pages", c->pages);
  say_response(aca_pager_response(pager));
  aca_pager_free(pager);
}

/* ---- calls ---- */

static void read_headers(call *c)
{
  const char *lines[MOST];
  size_t count = all_settings(c->given, "header", lines, MOST);
  for (size_t i = 0; i < count; i++) {
    char *colon = strchr(lines[i], ':');
    *colon = '\0';
    c->headers[i] = (aca_header){lines[i], colon + 1};
  }
  c->options.headers = c->headers;
  c->options.header_count = count;
}

static const aca_operation *operation_called(const char *id)
{
  size_t count = 0;
  const aca_operation *const *operations = aca_operations(&count);
  for (size_t i = 0; i < count; i++)
    if (strcmp(operations[i]->id, id) == 0)
      return operations[i];
  exit(2);
}

static void make_call(call *c)
{
  aca_request *request;
  aca_poller *poller;
  const char *resume = setting(c->given, "resume");
  if (resume != NULL) {
    (void)!aca_poller_resume(c->client, c->operation, resume, &c->options, &poller);
    follow(c, poller);
    return;
  }
  (void)!aca_operation_request(c->client, c->operation, c->arguments, NULL, &c->options, &request);
  if (is(c->given, "what", "list")) {
    list(c, request);
  } else if (is(c->given, "what", "wait") || is(c->given, "what", "begin")) {
    (void)!aca_poller_new(request, &poller);
    follow(c, poller);
  } else {
    perform(c, request);
  }
}

static void prepare(call *c, const settings *s)
{
  *c = (call){.given = s, .operation = operation_called(setting(s, "operation"))};
  all_settings(s, "argument", c->arguments, MOST);
  c->options.body_json = setting(s, "body");
  c->options.client_request_id = setting(s, "client_request_id");
  read_headers(c);
}

/* ---- all of it ---- */

static long descriptors(void)
{
  long count = 0;
  DIR *folder = opendir("/proc/self/fd");
  if (folder == NULL)
    return -1;
  while (readdir(folder) != NULL)
    count++;
  closedir(folder);
  return count;
}

static long peak_kilobytes(void)
{
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

static void answer(const settings *s, aca_client **kept)
{
  call c;
  const char *fault = NULL;
  prepare(&c, s);
  if (number(s, "kept") == 0) {
    aca_client_free(*kept);
    *kept = NULL;
    c.status = make_client(s, kept, &fault);
  }
  c.client = *kept;
  if (c.client != NULL)
    make_call(&c);
  else
    say("message", fault);
  if (number(s, "keep") == 0) {
    aca_client_free(*kept);
    *kept = NULL;
  }
  say_number("status", c.status);
}

int main(void)
{
  char *line = NULL;
  size_t size = 0;
  aca_client *kept = NULL;
  while (getline(&line, &size, stdin) > 0) {
    settings s;
    settings_read(&s, line);
    answer(&s, &kept);
    say_number("descriptors", descriptors());
    say_number("peak_kilobytes", peak_kilobytes());
    printf("\ndone\n");
    fflush(stdout);
  }
  aca_client_free(kept);
  free(line);
  return 0;
}
