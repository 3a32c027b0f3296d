/* wait.h  Long-running operations. */
#ifndef ACA_CLI_WAIT_H
#define ACA_CLI_WAIT_H

#include "connect.h"
#include "text.h"

/* Performs the request, which is taken over, and waits for the operation's end; with --no-wait it gives the first
 * answer and the resume token instead. The watch is the request's. */
cli_exit cli_begin(const cli_options *options, aca_request *request, cli_watch *watch, cli_text *out);

/* `aca wait`: goes on with what a resume token stands for. */
cli_exit cli_wait(const cli_options *options, cli_text *out);

#endif
