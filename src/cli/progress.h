/* progress.h  The one line on a terminal while an operation is waited for. On anything but a terminal: nothing. */
#ifndef ACA_CLI_PROGRESS_H
#define ACA_CLI_PROGRESS_H

#include <aca/aca.h>

/* Puts it there, in the place of the one before. */
void cli_progress_show(const aca_poller *poller);

/* The same when its seconds are no longer right. To be called now and then; does nothing before the first answer. */
void cli_progress_tick(const aca_poller *poller);

void cli_progress_clear(void);

#endif
