/* A loop over TLS and HTTP/2: nginx in front of the server on loopback, and in front of the emulator. */
#include "looping.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

/* A Python program that prints a line when it is ready, and ends with its input. */
typedef struct child {
  pid_t pid;
  int input;
  char line[512];
} child;

static bool read_line(int fd, char *line, size_t size)
{
  size_t length = 0;
  while (length + 1 < size && read(fd, line + length, 1) == 1 && line[length] != '\n')
    length++;
  line[length] = '\0';
  close(fd);
  return length > 0;
}

static bool child_start(child *c, const char *const *arguments)
{
  int input[2], output[2];
  posix_spawn_file_actions_t actions;
  assert_int_equal(pipe2(input, O_CLOEXEC) | pipe2(output, O_CLOEXEC), 0);
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, input[0], STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, output[1], STDOUT_FILENO);
  int error = posix_spawn(&c->pid, ACA_PYTHON, &actions, NULL, (char *const *)(uintptr_t)arguments, environ);
  posix_spawn_file_actions_destroy(&actions);
  close(input[0]);
  close(output[1]);
  c->input = input[1];
  assert_int_equal(error, 0);
  return read_line(output[0], c->line, sizeof c->line);
}

static void child_end(child *c)
{
  close(c->input);
  waitpid(c->pid, NULL, 0);
}

/* nginx in front of what answers at `upstream`. */
typedef struct front {
  child child;
  char *url; /* these are in the child's line */
  char *ca_file;
} front;

static bool front_start(front *f, const char *upstream)
{
  const char *const arguments[] = {ACA_PYTHON, ACA_TESTS "/nginx/front.py", "--upstream", upstream,
                                   "--until-stdin-closes", NULL};
  bool ready = child_start(&f->child, arguments);
  f->url = strtok(f->child.line, " ");
  f->ca_file = strtok(NULL, " ");
  return ready;
}

static aca_client *front_client(const front *f)
{
  const aca_client_options options = {.endpoint = f->url,
                                      .ca_file = f->ca_file,
                                      .subscription_id = SUBSCRIPTION,
                                      .credential = aca_credential_token("secret-token"),
                                      .poll_interval_ms = 20,
                                      .retry.max_retries = -1};
  aca_client *client = NULL;
  assert_int_equal(aca_client_new(&options, &client), ACA_OK);
  return client;
}

/* How many of our connections lead to it. */
static size_t connections_to(const front *f)
{
  enum { MOST = 512 };
  size_t count = 0;
  int port = atoi(strrchr(f->url, ':') + 1);
  for (int fd = 0; fd < MOST; fd++) {
    struct sockaddr_in peer = {0};
    socklen_t size = sizeof peer;
    if (getpeername(fd, (struct sockaddr *)&peer, &size) == 0 && peer.sin_family == AF_INET)
      count += ntohs(peer.sin_port) == port;
  }
  return count;
}

typedef struct secure {
  rig rig;
  front front;
} secure;

static void secure_open(secure *s, const canned *answers, size_t count, const aca_loop_options *options)
{
  s->rig = (rig){.server = server_start(answers, count)};
  assert_true(front_start(&s->front, server_url(s->rig.server)));
  s->rig.client = front_client(&s->front);
  assert_int_equal(aca_loop_new(options, &s->rig.loop), ACA_OK);
}

static void secure_close(secure *s)
{
  rig *r = &s->rig;
  aca_loop_free(r->loop);
  aca_client_free(r->client);
  child_end(&s->front.child);
  server_stop(r->server);
}

/* All are under way at once: nginx has a connection to what is behind it for each. */
static size_t connections_for(int requests, const aca_loop_options *options)
{
  static const canned late = {.bytes = TEA, .delay_ms = 200};
  secure s;
  size_t most = 0, most_behind = 0;
  aca_status status;
  secure_open(&s, &late, 1, options);
  for (int i = 0; i < requests; i++)
    rig_get(&s.rig, "web", NULL);
  do {
    status = aca_loop_poll(s.rig.loop, 5);
    size_t now = connections_to(&s.front), behind = server_open_connections(s.rig.server);
    most = now > most ? now : most;
    most_behind = behind > most_behind ? behind : most_behind;
  } while (status == ACA_OK);
  assert_int_equal(s.rig.tally.ended[ACA_OK], requests);
  assert_in_range(most_behind, requests / 2, requests);
  secure_close(&s);
  return most;
}

static void two_hundred_at_once_share_few_connections(void **state)
{
  (void)state;
  assert_int_equal(connections_for(100, NULL), 1);
  assert_int_equal(connections_for(200, &(aca_loop_options){.max_connections = 2}), 2);
  assert_in_range(connections_for(200, NULL), 2, 10);
}

static void a_thousand_requests_get_an_answer_each(void **state)
{
  (void)state;
  static const canned tea = {.bytes = TEA};
  secure s;
  secure_open(&s, &tea, 1, &(aca_loop_options){.max_in_flight = 200});
  for (int i = 0; i < 1000; i++)
    rig_get(&s.rig, "web", NULL);
  loop_run(s.rig.loop);
  assert_int_equal(s.rig.tally.ended[ACA_OK], 1000);
  assert_int_equal(server_requests(s.rig.server), 1000);
  assert_in_range(connections_to(&s.front), 1, 10);
  secure_close(&s);
}

/* The others are on the same connection, which lives on. */
static void one_is_given_up_and_the_others_go_on(void **state)
{
  (void)state;
  static const canned answers[] = {{.path = "/silent", .bytes = NULL}, {.bytes = TEA, .delay_ms = 100}};
  secure s;
  aca_loop_id ids[30];
  secure_open(&s, answers, COUNT(answers), &(aca_loop_options){.max_connections = 1});
  for (size_t i = 0; i < COUNT(ids); i++)
    ids[i] = rig_get(&s.rig, i % 2 == 0 ? "silent" : "web",
                     i % 4 == 0 ? &(aca_call_options){.try_timeout_ms = 50} : NULL);
  while (server_requests(s.rig.server) + s.rig.tally.called < COUNT(ids)) /* a slow machine never sends some */
    assert_int_equal(aca_loop_poll(s.rig.loop, 1), ACA_OK);
  for (size_t i = 2; i < COUNT(ids); i += 4)
    aca_loop_cancel(s.rig.loop, ids[i]);
  loop_run(s.rig.loop);
  assert_int_equal(s.rig.tally.ended[ACA_OK], 15);
  assert_int_equal(s.rig.tally.ended[ACA_ERROR_TIMEOUT], 8);
  assert_int_equal(s.rig.tally.ended[ACA_ERROR_CANCELED], 7);
  assert_int_equal(connections_to(&s.front), 1);
  rig_get(&s.rig, "web", NULL);
  loop_run(s.rig.loop);
  assert_int_equal(s.rig.tally.ended[ACA_OK], 16);
  secure_close(&s);
}

static void a_server_that_goes_away_takes_all_with_it(void **state)
{
  (void)state;
  static const canned silence = {.bytes = NULL};
  secure s;
  secure_open(&s, &silence, 1, NULL);
  for (int i = 0; i < 20; i++)
    rig_get(&s.rig, "web", NULL);
  while (server_requests(s.rig.server) < 20)
    assert_int_equal(aca_loop_poll(s.rig.loop, 1), ACA_OK);
  child_end(&s.front.child);
  loop_run(s.rig.loop);
  assert_int_equal(s.rig.tally.ended[ACA_ERROR_TRANSPORT], 20);
  rig_get(&s.rig, "web", NULL);
  loop_run(s.rig.loop);
  assert_int_equal(s.rig.tally.ended[ACA_ERROR_TRANSPORT], 21);
  s.front.child.input = -1;
  secure_close(&s);
}

/* ---- the emulator ---- */

enum { APPS = 25, PAGE_SIZE = 7 };

static void emulator_start(child *c)
{
  const char *const arguments[] = {ACA_PYTHON, "-m", "emulator", "--until-stdin-closes", "--operation-ms", "100",
                                   "--page-size", "7", NULL};
  setenv("PYTHONPATH", ACA_TESTS, 1);
  assert_true(child_start(c, arguments));
}

static void note_made(aca_poller *poller, aca_status status, void *data)
{
  const aca_container_app *app = aca_poller_value(poller);
  tally_note(data, status, aca_poller_response(poller));
  if (status == ACA_OK)
    assert_string_equal(app->properties->provisioning_state, "Succeeded");
  aca_poller_free(poller);
}

static void note_gone(aca_poller *poller, aca_status status, void *data)
{
  tally_note(data, status, aca_poller_response(poller));
  aca_poller_free(poller);
}

static void make_apps(aca_client *client, aca_loop *loop)
{
  tally made = {0};
  const aca_container_app app = {.location = "westeurope"};
  for (int i = 0; i < APPS; i++) {
    char name[16];
    aca_request *request;
    aca_poller *poller;
    snprintf(name, sizeof name, "app-%d", i);
    (void)!aca_container_apps_create_or_update_request(client, "rg", name, &app, NULL, &request);
    assert_int_equal(aca_poller_new(request, &poller), ACA_OK);
    aca_loop_wait(loop, poller, note_made, &made);
  }
  loop_run(loop);
  assert_string_equal(made.message, "success");
  assert_int_equal(made.ended[ACA_OK], APPS);
}

typedef struct listing {
  aca_loop *loop;
  size_t pages;
  size_t items;
  aca_status end;
} listing;

static void read_page(aca_pager *pager, aca_status status, const void *page, void *data)
{
  listing *l = data;
  l->end = status;
  if (status != ACA_OK)
    return;
  l->pages++;
  l->items += ((const aca_container_app_collection *)page)->value.count;
  assert_true(aca_loop_next_page(l->loop, pager, read_page, l) != 0);
}

static void list_apps(aca_client *client, aca_loop *loop)
{
  aca_pager *pagers[10];
  listing listings[COUNT(pagers)] = {0};
  for (size_t i = 0; i < COUNT(pagers); i++) {
    listings[i].loop = loop;
    assert_int_equal(aca_container_apps_list_by_resource_group(client, "rg", NULL, &pagers[i]), ACA_OK);
    aca_loop_next_page(loop, pagers[i], read_page, &listings[i]);
  }
  loop_run(loop);
  for (size_t i = 0; i < COUNT(pagers); i++) {
    assert_int_equal(listings[i].items, APPS);
    assert_int_equal(listings[i].pages, (APPS + PAGE_SIZE - 1) / PAGE_SIZE);
    assert_int_equal(listings[i].end, ACA_DONE);
    aca_pager_free(pagers[i]);
  }
}

static void remove_apps(aca_client *client, aca_loop *loop)
{
  tally gone = {0};
  for (int i = 0; i < APPS; i++) {
    char name[16];
    aca_request *request;
    aca_poller *poller;
    snprintf(name, sizeof name, "app-%d", i);
    (void)!aca_container_apps_delete_request(client, "rg", name, NULL, &request);
    assert_int_equal(aca_poller_new(request, &poller), ACA_OK);
    aca_loop_wait(loop, poller, note_gone, &gone);
  }
  loop_run(loop);
  assert_int_equal(gone.ended[ACA_OK], APPS);
}

static void apps_are_made_listed_and_removed(void **state)
{
  (void)state;
  child emulator;
  front f;
  aca_loop *loop = NULL;
  emulator_start(&emulator);
  assert_true(front_start(&f, emulator.line));
  aca_client *client = front_client(&f);
  assert_int_equal(aca_loop_new(NULL, &loop), ACA_OK);
  make_apps(client, loop);
  list_apps(client, loop);
  remove_apps(client, loop);
  assert_in_range(connections_to(&f), 1, 2);
  aca_loop_free(loop);
  aca_client_free(client);
  child_end(&f.child);
  child_end(&emulator);
}

/* Where nginx is not installed there is nothing to test. */
static bool can_start(void)
{
  front f;
  bool ready = front_start(&f, "http://127.0.0.1:1");
  child_end(&f.child);
  return ready;
}

int main(void)
{
  enum { SKIPPED = 77 };
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(two_hundred_at_once_share_few_connections),
      cmocka_unit_test(a_thousand_requests_get_an_answer_each),
      cmocka_unit_test(one_is_given_up_and_the_others_go_on),
      cmocka_unit_test(a_server_that_goes_away_takes_all_with_it),
      cmocka_unit_test(apps_are_made_listed_and_removed),
  };
  setenv("no_proxy", "*", 1);
  return can_start() ? cmocka_run_group_tests(tests, NULL, NULL) : SKIPPED;
}
