/* body.h  What --body gives. */
#ifndef ACA_CLI_BODY_H
#define ACA_CLI_BODY_H

#include "options.h"
#include "text.h"

/* For aca_operation_request(): `value` is the typed body, `json` goes out instead of it; NULL where there is none. */
typedef struct cli_body {
  const void *value;
  const char *json;
  aca_response *owner; /* of `value` */
  cli_text given;
} cli_body;

/* `body`: zeroed before, freed after in any case. */
cli_exit cli_body_read(const cli_options *options, cli_body *body);
void cli_body_free(cli_body *body);

#endif
