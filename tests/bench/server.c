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

/* One answer for each blank line, which ends a request without a body. */
static void serve(int peer, const char *answer, size_t length)
{
  char bytes[16 * 1024];
  size_t matched = 0;
  ssize_t got;
  while ((got = read(peer, bytes, sizeof bytes)) > 0)
    for (ssize_t i = 0; i < got; i++) {
      matched = bytes[i] == "\r\n\r\n"[matched] ? matched + 1 : (size_t)(bytes[i] == '\r');
      if (matched == 4) {
        send_all(peer, answer, length);
        matched = 0;
      }
    }
  close(peer);
}

int server_start(const char *body, pid_t *pid)
{
  int listener = socket(AF_INET, SOCK_STREAM, 0);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof address;
  if (listener < 0 || bind(listener, (struct sockaddr *)&address, size) != 0 || listen(listener, 8) != 0 ||
      getsockname(listener, (struct sockaddr *)&address, &size) != 0) {
    perror("bench server");
    exit(1);
  }
  *pid = fork();
  if (*pid == 0) {
    signal(SIGCHLD, SIG_IGN);
    char *answer = NULL;
    size_t length = 0;
    FILE *stream = open_memstream(&answer, &length);
    fprintf(stream,
            "HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: %zu\r\n"
            "Cache-Control: no-cache\r\nDate: Mon, 01 Jan 2024 00:00:00 GMT\r\n"
            "x-ms-request-id: 3f1b7a52-6f64-4d0c-9a53-0d5a8f8b6a11\r\n"
            "x-ms-correlation-request-id: 9c7b1f7e-0d5f-4d83-8c67-51a36a0b7c55\r\n"
            "x-ms-ratelimit-remaining-subscription-reads: 249\r\n\r\n%s",
            strlen(body), body);
    fclose(stream);
    for (;;) {
      int peer = accept(listener, NULL, NULL);
      if (peer >= 0 && fork() == 0) {
        serve(peer, answer, length);
        _exit(0);
      }
      close(peer);
    }
  }
  close(listener);
  return ntohs(address.sin_port);
}

void server_stop(pid_t pid)
{
  kill(pid, SIGTERM);
  waitpid(pid, NULL, 0);
}
