/* output.h  The answer, as --output wants it. */
#ifndef ACA_CLI_OUTPUT_H
#define ACA_CLI_OUTPUT_H

#include "items.h"
#include "options.h"
#include "text.h"

/* Adds what a call came to, or complains of it. */
cli_exit cli_output(const cli_options *options, const aca_response *response, cli_text *out);

/* Adds the items of a list's page, or the page itself. */
cli_exit cli_output_page(const cli_options *options, const aca_response *response, cli_items *items, cli_text *out);

/* Adds the bytes of the answer. */
void cli_output_raw(cli_text *out, const aca_response *response);

/* Adds a JSON value. */
void cli_output_json(cli_text *out, cli_format format, const char *json);

/* Adds a table of the resources in `json`, an array of them or a single one. False when they are something else;
 * nothing is added then. */
bool cli_table(cli_text *out, const char *json);

#endif
