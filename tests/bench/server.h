/* A server for measurements, on loopback, in a process of its own. */
#ifndef BENCH_SERVER_H
#define BENCH_SERVER_H

#include <sys/types.h>

/* Starts it and gives its port; ends the program when that cannot be done. Every request is answered with `body`. */
int server_start(const char *body, pid_t *pid);

/* Every request gets a page of `items` times `item`; a query with "page=N" tells which. */
int server_start_pages(const char *item, int pages, int items, pid_t *pid);

void server_stop(pid_t pid);

#endif
