#include "wait.h"

#include <stdio.h>
#include <string.h>

#include "interrupt.h"
#include "output.h"
#include "print.h"
#include "progress.h"

/* ---- until the end ---- */

/* Says why waiting ended, and how to go on. */
static cli_exit give_up(aca_poller *poller)
{
  const aca_response *response = aca_poller_response(poller);
  const aca_operation *operation = aca_poller_operation(poller);
  aca_status status = aca_response_status(response);
  const char *token = aca_poller_resume_token(poller);
  const char *why = status == ACA_ERROR_CANCELED ? "interrupted; " : "the time limit passed; ";
  cli_exit code = status == ACA_ERROR_CANCELED ? cli_interrupt_exit() : CLI_TRANSPORT;
  if (token == NULL)
    return cli_out_of_memory();
  if (status != ACA_ERROR_CANCELED && status != ACA_ERROR_TIMEOUT) {
    code = cli_explain(response);
    why = "";
  }
  cli_note("%s%s %s goes on: aca wait %s", why, operation->group, operation->verb, token);
  return code;
}

static cli_exit wait_for(const cli_options *options, aca_poller *poller, cli_watch *watch, cli_text *out)
{
  watch->poller = poller;
  (void)!aca_poller_wait(poller); /* the poller's response has it, too */
  watch->poller = NULL;
  cli_progress_clear();
  return aca_poller_is_done(poller) ? cli_output(options, aca_poller_response(poller), out) : give_up(poller);
}

/* The token alone on its line, for scripts; after the answer, where both are seen. */
static cli_exit begin(const cli_options *options, aca_poller *poller, cli_text *out)
{
  const aca_operation *operation = options->operation;
  aca_status status = aca_poller_step(poller);
  cli_exit code = cli_output(options, aca_poller_response(poller), out);
  if (status != ACA_OK && status != ACA_DONE)
    return code;
  cli_exit wrote = cli_print(out);
  const char *token = aca_poller_resume_token(poller);
  if (token != NULL)
    fprintf(stderr, "%s\n", token);
  else if (status == ACA_DONE)
    cli_note("%s %s is finished: there is nothing to wait for", operation->group, operation->verb);
  else
    return cli_out_of_memory();
  return code != CLI_SUCCESS ? code : wrote;
}

cli_exit cli_begin(const cli_options *options, aca_request *request, cli_watch *watch, cli_text *out)
{
  aca_poller *poller;
  (void)!aca_poller_new(request, &poller); /* the first step says the same */
  cli_exit code = options->no_wait ? begin(options, poller, out) : wait_for(options, poller, watch, out);
  aca_poller_free(poller);
  return code;
}

/* ---- going on ---- */

/* The last line that may be a token. What a command before this one said comes along in a pipe, and is passed on. */
static const char *find_token(char *lines)
{
  static const char ours[] = "aca: ";
  const char *token = NULL;
  char *rest = NULL;
  for (char *line = strtok_r(lines, "\r\n", &rest); line != NULL; line = strtok_r(NULL, "\r\n", &rest))
    if (strncmp(line, ours, sizeof ours - 1) == 0)
      cli_note("%s", line + sizeof ours - 1);
    else
      token = line;
  return token;
}

static cli_exit read_token(cli_text *given, const char **token)
{
  if (!cli_text_read(given, stdin))
    return cli_fail(CLI_USAGE, "wait: standard input cannot be read");
  if (given->failed)
    return cli_out_of_memory();
  *token = find_token(given->data);
  return *token != NULL ? CLI_SUCCESS : cli_fail(CLI_USAGE, "wait: no resume token on standard input");
}

/* The library reads tokens with the operation they are of. */
static cli_exit resume(aca_client *client, const char *token, const aca_call_options *call, aca_poller **poller)
{
  aca_status status = ACA_ERROR_ARGUMENT;
  for (const aca_operation *const *at = aca_operations(NULL); *at != NULL; at++) {
    if (!(*at)->long_running)
      continue;
    aca_poller_free(*poller);
    status = aca_poller_resume(client, *at, token, call, poller);
    const char *fault = aca_response_message(aca_poller_response(*poller));
    if (status != ACA_ERROR_ARGUMENT || strstr(fault, "another operation") == NULL)
      break;
  }
  return status == ACA_OK ? CLI_SUCCESS : cli_explain(aca_poller_response(*poller));
}

cli_exit cli_wait(const cli_options *options, cli_text *out)
{
  cli_options found = *options;
  cli_text given = {0};
  cli_watch watch = {0};
  aca_call_options call = cli_connect_call(options, &watch);
  aca_client *client = NULL;
  aca_poller *poller = NULL;
  const char *token = options->words[0];
  cli_exit code = strcmp(token, "-") == 0 ? read_token(&given, &token) : CLI_SUCCESS;
  if (code == CLI_SUCCESS)
    code = cli_connect(options, &client);
  if (code == CLI_SUCCESS)
    code = resume(client, token, &call, &poller);
  if (code == CLI_SUCCESS) {
    cli_interrupt_catch();
    found.operation = aca_poller_operation(poller);
    code = wait_for(&found, poller, &watch, out);
  }
  aca_poller_free(poller);
  aca_client_free(client);
  cli_text_free(&given);
  return code;
}
