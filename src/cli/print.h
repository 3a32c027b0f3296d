/* print.h  Standard output. */
#ifndef ACA_CLI_PRINT_H
#define ACA_CLI_PRINT_H

#include "report.h"
#include "text.h"

/* Writes the text, complaining where it cannot, and empties it. */
cli_exit cli_print(cli_text *out);

#endif
