/* A server for measurements: answers every request on loopback with the same bytes, in a process of its own. */
#ifndef BENCH_SERVER_H
#define BENCH_SERVER_H

#include <sys/types.h>

/* Starts it and gives its port; ends the program when that cannot be done. */
int server_start(const char *body, pid_t *pid);
void server_stop(pid_t pid);

#endif
