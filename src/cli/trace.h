/* trace.h  What --verbose says on standard error; never a token, and headers by an allow-list only. */
#ifndef ACA_CLI_TRACE_H
#define ACA_CLI_TRACE_H

#include <aca/aca.h>

void cli_trace_request(const aca_request *request);
void cli_trace_answer(const aca_response *response);

#endif
