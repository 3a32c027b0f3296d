#include "server.h"

#include <arpa/inet.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static void send_all(int peer, const char *bytes, size_t length)
{
  while (length > 0) {
    ssize_t sent = write(peer, bytes, length);
    if (sent <= 0)
      return;
    bytes += sent;
    length -= (size_t)sent;
  }
}

/* What goes back: whole answers, chosen by the number of the page. */
typedef struct answers {
  char **bytes;
  size_t *lengths;
  int count;
} answers;

static void add_answer(answers *all, int index, const char *body)
{
  FILE *stream = open_memstream(&all->bytes[index], &all->lengths[index]);
  fprintf(stream,
          "HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: %zu\r\n"
          "Cache-Control: no-cache\r\nDate: Mon, 01 Jan 2024 00:00:00 GMT\r\n"
          "x-ms-request-id: 3f1b7a52-6f64-4d0c-9a53-0d5a8f8b6a11\r\n"
          "x-ms-correlation-request-id: 9c7b1f7e-0d5f-4d83-8c67-51a36a0b7c55\r\n"
          "x-ms-ratelimit-remaining-subscription-reads: 249\r\n\r\n%s",
          strlen(body), body);
  fclose(stream);
}

/* A blank line ends a request, none of which has a body. */
static void serve(int peer, const answers *all)
{
  enum { LARGEST = 64 * 1024 };
  static char bytes[LARGEST + 1];
  size_t length = 0;
  ssize_t got;
  while (length < LARGEST && (got = read(peer, bytes + length, LARGEST - length)) > 0) {
    length += (size_t)got;
    bytes[length] = '\0';
    if (length < 4 || strcmp(bytes + length - 4, "\r\n\r\n") != 0)
      continue;
    bytes[strcspn(bytes, "\r")] = '\0';
    const char *page = strstr(bytes, "page=");
    int index = page != NULL ? atoi(page + 5) % all->count : 0;
    send_all(peer, all->bytes[index], all->lengths[index]);
    length = 0;
  }
  close(peer);
}

static int listen_on_loopback(int *port)
{
  int listener = socket(AF_INET, SOCK_STREAM, 0);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof address;
  if (listener < 0 || bind(listener, (struct sockaddr *)&address, size) != 0 || listen(listener, 64) != 0 ||
      getsockname(listener, (struct sockaddr *)&address, &size) != 0) {
    perror("bench server");
    exit(1);
  }
  *port = ntohs(address.sin_port);
  return listener;
}

static answers new_answers(int count)
{
  answers all = {.count = count};
  all.bytes = calloc((size_t)count, sizeof *all.bytes);
  all.lengths = calloc((size_t)count, sizeof *all.lengths);
  if (all.bytes == NULL || all.lengths == NULL)
    exit(1);
  return all;
}

static void run(int listener, const answers *all)
{
  signal(SIGCHLD, SIG_IGN);
  for (;;) {
    int peer = accept(listener, NULL, NULL);
    if (peer >= 0 && fork() == 0) {
      serve(peer, all);
      _exit(0);
    }
    close(peer);
  }
}

int server_start(const char *body, pid_t *pid)
{
  int port;
  int listener = listen_on_loopback(&port);
  *pid = fork();
  if (*pid == 0) {
    answers all = new_answers(1);
    add_answer(&all, 0, body);
    run(listener, &all);
  }
  close(listener);
  return port;
}

static char *make_page(const char *item, int items, int port, int next)
{
  char *page = NULL;
  size_t length;
  FILE *stream = open_memstream(&page, &length);
  fputs("{\"value\":[", stream);
  for (int i = 0; i < items; i++)
    fprintf(stream, "%s%s", i > 0 ? "," : "", item);
  fputs("]", stream);
  if (next != 0)
    fprintf(stream, ",\"nextLink\":\"http://127.0.0.1:%d/list?api-version=2023-05-01&page=%d\"", port, next);
  fputs("}", stream);
  fclose(stream);
  return page;
}

int server_start_pages(const char *item, int pages, int items, pid_t *pid)
{
  int port;
  int listener = listen_on_loopback(&port);
  *pid = fork();
  if (*pid == 0) {
    answers all = new_answers(pages);
    for (int i = 0; i < pages; i++) {
      char *page = make_page(item, items, port, i + 1 < pages ? i + 1 : 0);
      add_answer(&all, i, page);
      free(page);
    }
    run(listener, &all);
  }
  close(listener);
  return port;
}

void server_stop(pid_t pid)
{
  kill(pid, SIGTERM);
  waitpid(pid, NULL, 0);
}
