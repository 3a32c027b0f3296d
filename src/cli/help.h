/* help.h  What the command says about itself and the operations. */
#ifndef ACA_CLI_HELP_H
#define ACA_CLI_HELP_H

#include "options.h"
#include "text.h"

void cli_help_version(cli_text *out);
void cli_help_general(cli_text *out);
void cli_help_operation(cli_text *out, const aca_operation *operation);
void cli_help_group(cli_text *out, const char *group);

/* `aca help` and `aca ops`: complains about words that name nothing. */
cli_exit cli_help(const cli_options *options, cli_text *out);
cli_exit cli_ops(const cli_options *options, cli_text *out);

#endif
