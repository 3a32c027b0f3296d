/* call.h  One operation, from the command line to its answer. */
#ifndef ACA_CLI_CALL_H
#define ACA_CLI_CALL_H

#include "options.h"
#include "text.h"

/* Adds to `out` what goes to standard output, which may be something after a failure, too. */
cli_exit cli_call(const cli_options *options, cli_text *out);

#endif
