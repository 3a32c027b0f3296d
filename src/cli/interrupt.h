/* interrupt.h  SIGINT and SIGTERM. */
#ifndef ACA_CLI_INTERRUPT_H
#define ACA_CLI_INTERRUPT_H

#include <stdbool.h>

#include "report.h"

/* From here on the first of them is remembered, and a later one ends the command at once. What was ignored when the
 * command started, as in the background of a script, stays ignored. */
void cli_interrupt_catch(void);

bool cli_interrupted(void);

/* What the shell is told then: 130 or 143. */
cli_exit cli_interrupt_exit(void);

#endif
