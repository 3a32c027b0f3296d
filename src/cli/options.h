/* options.h  The command line, understood. */
#ifndef ACA_CLI_OPTIONS_H
#define ACA_CLI_OPTIONS_H

#include <aca/aca.h>
#include <stdbool.h>
#include <stddef.h>

#include "report.h"

enum { CLI_WORDS = 2, CLI_COMMON_OPTIONS = 21 };

typedef enum cli_command { CLI_CALL, CLI_OPS, CLI_HELP, CLI_VERSION, CLI_WAIT, CLI_TOKEN, CLI_LOGIN } cli_command;
typedef enum cli_format { CLI_JSON, CLI_JSON_LINES, CLI_TABLE } cli_format;

/* Texts are those of the command line and the environment, NULL where not given; but arguments and headers are copies. */
typedef struct cli_options {
  cli_command command;
  const char *words[CLI_WORDS];   /* what was given to ops, help or wait, or names the operation */
  size_t word_count;
  const aca_operation *operation; /* NULL but for CLI_CALL, and there too when there is only --help */
  char **arguments;               /* as aca_operation_request() wants them */
  const char *body;
  const char *subscription_id;
  const char *endpoint;
  const char *api_version;
  const char *ca_file;
  const char *tenant_id;
  const char *cloud_url;          /* of a cloud that says itself what it is; NULL: see `cloud` */
  aca_cloud cloud;
  aca_header *headers;
  size_t header_count;
  long timeout_ms;
  int max_retries;                /* as the library wants it: 0 is the default, negative is none */
  aca_log_severity log_level;
  cli_format output;
  bool help;
  bool no_wait;
  bool raw;
  bool dry_run;
  bool verbose;
  bool insecure;
  bool strict;
  bool show;
  bool device_code;
  bool seen[CLI_COMMON_OPTIONS]; /* in the order of the table in values.c */
} cli_options;

/* Complains about what cannot be understood or is missing. `options`: zeroed before, freed after in any case. */
cli_exit cli_options_parse(int argc, char *const *argv, cli_options *options);
void cli_options_free(cli_options *options);

/* Complains that no operation is called by these words. */
cli_exit cli_options_unknown(const char *const *words, size_t count);

#endif
