/* list.h  Lists, page by page. */
#ifndef ACA_CLI_LIST_H
#define ACA_CLI_LIST_H

#include "connect.h"
#include "text.h"

/* Performs the request, which is taken over, and those of the pages that follow; writes each page when it has come. The
 * watch is the request's. */
cli_exit cli_list(const cli_options *options, aca_request *request, cli_watch *watch, cli_text *out);

#endif
