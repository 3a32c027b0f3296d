/* output.h  The answer, as --output wants it. */
#ifndef ACA_CLI_OUTPUT_H
#define ACA_CLI_OUTPUT_H

#include "options.h"
#include "text.h"

/* Adds the typed answer; one that has no model is added as it came. */
cli_exit cli_output(const cli_options *options, const aca_response *response, cli_text *out);

/* Adds the bytes of the answer. */
void cli_output_raw(cli_text *out, const aca_response *response);

/* Adds a table of the resources in `json`, an array of them or a single one. False when they are something else;
 * nothing is added then. */
bool cli_table(cli_text *out, const char *json);

#endif
