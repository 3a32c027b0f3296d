/* sign_in.h  Who calls. */
#ifndef ACA_CLI_SIGN_IN_H
#define ACA_CLI_SIGN_IN_H

#include "options.h"
#include "text.h"

/* `aca token`: whom calls are made for, or, with --show, the token itself. */
cli_exit cli_token(const cli_options *options, cli_text *out);

/* `aca login`: how to sign in; with --device-code, a token for the shell that runs it. */
cli_exit cli_login(const cli_options *options, cli_text *out);

#endif
