#include "report.h"

#include <stdarg.h>
#include <stdio.h>

#include "interrupt.h"
#include "progress.h"
#include "text.h"

enum { WARNINGS_SHOWN = 3, UNAUTHORIZED = 401 };

static void write_line(const char *format, va_list arguments)
{
  cli_text raw = {0};
  cli_text line = {0};
  cli_text_vformat(&raw, format, arguments);
  cli_text_put(&line, "aca: ");
  cli_text_printable(&line, cli_text_string(&raw), raw.length);
  cli_text_char(&line, '\n');
  cli_progress_clear();
  fputs(raw.failed || line.failed ? "aca: out of memory\n" : line.data, stderr);
  cli_text_free(&raw);
  cli_text_free(&line);
}

void cli_note(const char *format, ...)
{
  va_list arguments;
  va_start(arguments, format);
  write_line(format, arguments);
  va_end(arguments);
}

cli_exit cli_fail(cli_exit code, const char *format, ...)
{
  va_list arguments;
  va_start(arguments, format);
  write_line(format, arguments);
  va_end(arguments);
  return code;
}

cli_exit cli_out_of_memory(void)
{
  return cli_fail(CLI_TRANSPORT, "out of memory");
}

void cli_warn(const aca_response *response, const char *what, bool all)
{
  size_t count = aca_response_warning_count(response);
  size_t shown = all || count <= WARNINGS_SHOWN ? count : WARNINGS_SHOWN;
  for (size_t i = 0; i < shown; i++)
    cli_note("warning: %s: %s", what, aca_response_warning(response, i));
  if (shown < count)
    cli_note("warning: %s: %zu more like these (--verbose shows them)", what, count - shown);
}

static cli_exit code_of(const aca_response *response)
{
  switch (aca_response_status(response)) {
  case ACA_OK:
  case ACA_DONE: return CLI_SUCCESS;
  case ACA_ERROR_ARGUMENT: return CLI_USAGE;
  case ACA_ERROR_SERVICE:
    return aca_response_http_status(response) == UNAUTHORIZED ? CLI_AUTHENTICATION : CLI_REFUSED;
  case ACA_ERROR_DECODE: return CLI_REFUSED;
  default: return CLI_TRANSPORT;
  }
}

static void add_details(cli_text *line, const aca_error *error)
{
  for (size_t i = 0; error != NULL && i < error->detail_count; i++) {
    const aca_error *detail = &error->details[i];
    if (detail->code != NULL)
      cli_text_format(line, "; %s", detail->code);
    if (detail->message != NULL)
      cli_text_format(line, "%s%s", detail->code != NULL ? ": " : "; ", detail->message);
  }
}

cli_exit cli_unauthenticated(const char *message)
{
  return cli_fail(CLI_AUTHENTICATION, "%s; 'aca login' tells how to sign in", message);
}

cli_exit cli_explain(const aca_response *response)
{
  cli_text line = {0};
  const char *id = aca_response_request_id(response);
  if (aca_response_status(response) == ACA_ERROR_CANCELED && cli_interrupted())
    return cli_fail(cli_interrupt_exit(), "interrupted before the answer came");
  if (aca_response_status(response) == ACA_ERROR_AUTHENTICATION)
    return cli_unauthenticated(aca_response_message(response));
  bool unreadable = aca_response_status(response) == ACA_ERROR_DECODE;
  cli_text_format(&line, "%s%s", unreadable ? "the answer: " : "", aca_response_message(response));
  add_details(&line, aca_response_error(response));
  if (id != NULL)
    cli_text_format(&line, " (request id %s)", id);
  cli_exit code = line.failed ? cli_out_of_memory() : cli_fail(code_of(response), "%s", cli_text_string(&line));
  cli_text_free(&line);
  return code;
}
