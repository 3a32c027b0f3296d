/* Memory that runs out on demand. The linker sends the library's requests here; those of libcurl and of the C library
 * itself are not among them. Only the thread that makes the calls may use it. */
#ifndef MEMORY_H
#define MEMORY_H

#include <stdbool.h>
#include <stddef.h>

/* From here on the n-th request is refused, counted from 1, and with `all_later` each one after it. 0: none. */
void memory_refuse(size_t n, bool all_later);

/* Ends that; returns how many requests were refused. */
size_t memory_relent(void);

/* How many requests there were since memory_refuse(). */
size_t memory_requests(void);

/* How many of them were refused so far. */
size_t memory_refused(void);

/* While held, requests are neither counted nor refused: for what a test does besides. */
void memory_hold(bool held);

/* Blocks that were given and not yet taken back. */
long memory_blocks(void);

#endif
