/* What is there once in a process. */
#ifndef ACA_GLOBAL_H
#define ACA_GLOBAL_H

#include <stdbool.h>

/* Sets libcurl up, counted. Where nobody in the process has done so before, libcurl's memory is wiped before it is given
 * back: requests have tokens and secrets in them. False when out of memory. */
bool aca__global_init(void);
void aca__global_end(void);

#endif
