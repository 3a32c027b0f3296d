/* values.h  The options that every operation takes, and other commands some of. */
#ifndef ACA_CLI_VALUES_H
#define ACA_CLI_VALUES_H

#include "options.h"

/* `set` is given the value, or NULL for a flag; it complains about a value that it cannot use. */
typedef struct cli_common_option {
  const char *name; /* without the dashes */
  bool is_flag;
  bool repeats;
  bool waits;       /* for `aca wait`, too */
  bool signs_in;    /* for `aca token` and `aca login`, too */
  cli_command only; /* for this command alone, unless it is CLI_CALL */
  cli_exit (*set)(cli_options *options, const char *value);
} cli_common_option;

/* The index of the option whose name is the `length` bytes at `name`, or CLI_COMMON_OPTIONS. */
size_t cli_common_find(const char *name, size_t length);
const cli_common_option *cli_common_at(size_t index);

/* Whether an option was on the command line. */
bool cli_common_given(const cli_options *options, const char *name);

#endif
