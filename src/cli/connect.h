/* connect.h  The client that the options describe, and what keeps an eye on its calls. */
#ifndef ACA_CLI_CONNECT_H
#define ACA_CLI_CONNECT_H

#include <stdint.h>

#include "options.h"

/* What is heeded while a call runs, beside signals. Zeroed at first. */
typedef struct cli_watch {
  const aca_poller *poller; /* whose progress is shown, or NULL */
  int64_t deadline_ms;      /* when the call is to end, by cli_watch_clock(); 0: never */
} cli_watch;

int64_t cli_watch_clock(void);

cli_exit cli_connect(const cli_options *options, aca_client **client);

/* Headers, and the watch, which must last as long as the call. */
aca_call_options cli_connect_call(const cli_options *options, cli_watch *watch);

#endif
