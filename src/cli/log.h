/* log.h  What the library says of itself, on standard error. */
#ifndef ACA_CLI_LOG_H
#define ACA_CLI_LOG_H

#include "options.h"

/* A line for each event up to the level of ACA_LOG; with --verbose all of them, and the headers. The library sees to
 * it that no secret is among them. */
aca_log_options cli_log_options(const cli_options *options);

#endif
