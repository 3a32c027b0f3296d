/* report.h  What goes to standard error, and what the shell is told. */
#ifndef ACA_CLI_REPORT_H
#define ACA_CLI_REPORT_H

#include <aca/aca.h>
#include <stddef.h>

typedef enum cli_exit {
  CLI_SUCCESS = 0,
  CLI_REFUSED = 1,   /* the service said no, or answered what cannot be read */
  CLI_USAGE = 2,
  CLI_TRANSPORT = 3, /* no answer, or the output could not be written */
  CLI_AUTHENTICATION = 4,
  CLI_INTERRUPTED = 130, /* by SIGINT */
  CLI_TERMINATED = 143   /* by SIGTERM */
} cli_exit;

/* One line, "aca: ...". */
void cli_note(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The same for an error. Gives `code` back. */
cli_exit cli_fail(cli_exit code, const char *format, ...) __attribute__((format(printf, 2, 3)));
cli_exit cli_out_of_memory(void);

/* A line for each of the warnings of `response` about `what`; of many, unless `all`, only the first few. */
void cli_warn(const aca_response *response, const char *what, bool all);

/* Complains that there is no token. */
cli_exit cli_unauthenticated(const char *message);

/* What went wrong with a call that failed, and the service's id of it. */
cli_exit cli_explain(const aca_response *response);

#endif
