/* What several tests share: CMocka, a transport that only pretends, and a server on loopback. */
#ifndef HELP_H
#define HELP_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "aca/client.h"
#include "aca/operation.h"
#include "transport.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])
#define SUBSCRIPTION "651f8027-33e8-4ec4-97b4-f6e9f3dc8744"

/* Fails the test unless `text` has `part` in it. */
#define assert_contains(text, part) assert_part(text, part, true, __FILE__, __LINE__)
#define assert_lacks(text, part) assert_part(text, part, false, __FILE__, __LINE__)
void assert_part(const char *text, const char *part, bool expected, const char *file, int line);

/* ---- a transport that only pretends ---- */

typedef struct fake_answer {
  aca_status status;   /* other than ACA_OK: there is no answer, for the reason in `message` */
  const char *message;
  bool retriable; /* with a status, as in aca__outcome */
  bool begun;
  int http_status;
  const char *headers; /* "Name: value\nName: value", or NULL */
  const char *body;    /* or NULL */
} fake_answer;

/* Owned by the test; the client calls its free, which only counts. */
typedef struct fake {
  aca__transport base;
  const fake_answer *script; /* to the first exchanges, one each */
  size_t script_count;
  fake_answer answer; /* to every exchange after those */
  int freed;
  int performed;
  char log[64 * 1024]; /* "METHOD url\n" of each exchange; what does not fit is left out */
  /* The last exchange; texts that were NULL are empty, and `has_...` is false. */
  char method[16];
  char url[4096];
  char headers[4096]; /* "Name: value\n" each */
  char authorization[4096];
  char body[8192];
  bool has_authorization;
  bool has_body;
  size_t body_length;
  long timeout_ms;
  bool (*cancel)(void *data);
  void *cancel_data;
} fake;

/* A client that sends to `fake`; `options` NULL: only a subscription. It does not pause between tries. */
aca_client *fake_client(fake *fake, const aca_client_options *options);

/* The operation with that id; fails the test without one. */
const aca_operation *operation_called(const char *id);

/* ---- a server on loopback ---- */

typedef struct canned {
  const char *bytes; /* the whole answer; NULL: none, and the connection stays open */
  size_t length;     /* 0: up to the NUL */
  bool close;        /* the connection ends after it */
  bool reset;        /* the same, the hard way */
  int delay_ms;      /* from the request to the answer */
  const char *path;  /* this answer is for requests whose first line has that in it, and for no others */
  size_t times;      /* with a path: for so many of them; 0: for all */
} canned;

typedef struct server server;

/* A request gets the first of the answers for its path that is left. Of the others, the n-th gets the n-th of the answers
 * without a path, the last of which goes on and on. The caller keeps the answers. */
server *server_start(const canned *answers, size_t count);
void server_stop(server *server);

/* "http://127.0.0.1:port" */
const char *server_url(const server *server);
int server_port(const server *server);
size_t server_connections(server *server); /* so far */
size_t server_open_connections(server *server);
size_t server_requests(server *server);

/* The bytes of a request that came in whole, head and body; "" when there was none. */
const char *server_request(server *server, size_t index);

/* A client of the server, with the token "secret-token" and the subscription above, that tries once. */
aca_client *server_client(const server *server);

#endif
