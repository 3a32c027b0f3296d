/* Bodies larger than what goes through a socket at once, to and from a peer that only counts bytes. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "aca/aca.h"
#include "help.h"

enum { LARGE = 3 * 1024 * 1024, HEAD = 4096 };

typedef struct peer {
  int listener;
  pthread_t thread;
  char url[64];
  size_t expected; /* bytes of the request's body */
  char head[HEAD + 1];
  size_t received;
  size_t odd; /* bytes of it that are not blanks */
} peer;

static void count(peer *p, const char *bytes, size_t length)
{
  p->received += length;
  for (size_t i = 0; i < length; i++)
    p->odd += bytes[i] != ' ';
}

/* Byte for byte, so that nothing of the body is taken. */
static void read_head(peer *p, int fd)
{
  size_t length = 0;
  while (length < HEAD && strstr(p->head, "\r\n\r\n") == NULL && recv(fd, p->head + length, 1, 0) == 1)
    length++;
}

/* Takes one request and answers with as many blanks, and {} at the end. */
static void *serve(void *data)
{
  peer *p = data;
  char bytes[64 * 1024];
  int fd = accept(p->listener, NULL, NULL);
  read_head(p, fd);
  while (p->received < p->expected) {
    ssize_t got = recv(fd, bytes, sizeof bytes, 0);
    if (got <= 0)
      break;
    count(p, bytes, (size_t)got);
  }
  dprintf(fd, "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%*s", LARGE, LARGE, "{}");
  close(fd);
  return NULL;
}

static void start(peer *p, size_t expected)
{
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof address;
  *p = (peer){.expected = expected, .listener = socket(AF_INET, SOCK_STREAM, 0)};
  assert_int_equal(bind(p->listener, (struct sockaddr *)&address, size), 0);
  assert_int_equal(listen(p->listener, 1), 0);
  assert_int_equal(getsockname(p->listener, (struct sockaddr *)&address, &size), 0);
  snprintf(p->url, sizeof p->url, "http://127.0.0.1:%d", ntohs(address.sin_port));
  assert_int_equal(pthread_create(&p->thread, NULL, serve, p), 0);
}

/* libcurl would ask first, with Expect and a wait of a second, before it sends a body beyond 1 MiB. */
static void large_bodies_go_out_and_come_in_at_once(void **state)
{
  (void)state;
  peer p;
  aca_client *client = NULL;
  aca_response *response = NULL;
  const aca_container_app *app = NULL;
  char *body = malloc(LARGE + 1);
  assert_non_null(body);
  memset(body, ' ', LARGE);
  memcpy(body + LARGE - 2, "{}", 3);
  start(&p, LARGE);
  const aca_client_options options = {.endpoint = p.url, .subscription_id = SUBSCRIPTION};
  const aca_call_options given = {.body_json = body};
  const aca_container_app none = {0};
  assert_int_equal(aca_client_new(&options, &client), ACA_OK);
  assert_int_equal(aca_container_apps_create_or_update(client, "rg", "app", &none, &given, &response, &app), ACA_OK);
  pthread_join(p.thread, NULL);
  assert_int_equal(p.received, LARGE);
  assert_int_equal(p.odd, 2);
  assert_lacks(p.head, "Expect");
  assert_contains(p.head, "\r\nContent-Length: 3145728\r\n");
  size_t length = 0;
  const char *answer = aca_response_body(response, &length);
  assert_int_equal(length, LARGE);
  assert_string_equal(answer + LARGE - 2, "{}");
  assert_non_null(app);
  aca_response_free(response);
  aca_client_free(client);
  close(p.listener);
  free(body);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(large_bodies_go_out_and_come_in_at_once),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
