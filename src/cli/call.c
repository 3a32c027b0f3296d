#include "call.h"

#include <string.h>

#include "body.h"
#include "connect.h"
#include "interrupt.h"
#include "list.h"
#include "names.h"
#include "output.h"
#include "wait.h"

/* The library calls a parameter by its name in the definition; here it is an option. */
static cli_exit refuse(const aca_operation *operation, const char *message)
{
  cli_text option = {0};
  for (size_t i = 0; i < operation->parameter_count; i++) {
    size_t length = strlen(operation->parameters[i].name);
    if (strncmp(message, operation->parameters[i].name, length) != 0 || message[length] != ':')
      continue;
    cli_text_put(&option, "--");
    cli_names_kebab(&option, operation->parameters[i].name);
    message += length;
    break;
  }
  cli_fail(CLI_USAGE, "%s%s", cli_text_string(&option), message);
  cli_text_free(&option);
  return CLI_USAGE;
}

static cli_exit build(const cli_options *options, const cli_body *body, aca_client *client, cli_watch *watch,
                      aca_request **request)
{
  aca_call_options call = cli_connect_call(options, watch);
  call.body_json = body->json;
  aca_status status =
      aca_operation_request(client, options->operation, (const char *const *)options->arguments, body->value, &call, request);
  if (status == ACA_ERROR_MEMORY)
    return cli_out_of_memory();
  return status == ACA_OK ? CLI_SUCCESS : refuse(options->operation, aca_request_message(*request));
}

static void describe(cli_text *out, const aca_request *request)
{
  cli_text_format(out, "%s %s\n", aca_request_method(request), aca_request_url(request));
  for (size_t i = 0; i < aca_request_header_count(request); i++) {
    const aca_header *header = aca_request_header_at(request, i);
    cli_text_format(out, "%s: %s\n", header->name, header->value);
  }
  size_t length;
  const char *body = aca_request_body(request, &length);
  if (length > 0) {
    cli_text_char(out, '\n');
    cli_text_add(out, body, length);
    cli_text_char(out, '\n');
  }
}

static cli_exit perform(const cli_options *options, aca_request *request, cli_text *out)
{
  aca_response *response;
  (void)!aca_request_perform(request, &response); /* the response has it, too */
  cli_exit code = cli_output(options, response, out);
  aca_response_free(response);
  aca_request_free(request);
  return code;
}

/* The request is taken over. */
static cli_exit send(const cli_options *options, aca_request *request, cli_watch *watch, cli_text *out)
{
  const aca_operation *operation = options->operation;
  bool is_list = operation->items != NULL && !(operation->long_running && options->no_wait);
  cli_interrupt_catch();
  return is_list                   ? cli_list(options, request, watch, out)
         : operation->long_running ? cli_begin(options, request, watch, out)
                                   : perform(options, request, out);
}

cli_exit cli_call(const cli_options *options, cli_text *out)
{
  cli_body body = {0};
  cli_watch watch = {0};
  aca_client *client = NULL;
  aca_request *request = NULL;
  cli_exit code = cli_body_read(options, &body);
  if (code == CLI_SUCCESS)
    code = cli_connect(options, &client);
  if (code == CLI_SUCCESS)
    code = build(options, &body, client, &watch, &request);
  if (code == CLI_SUCCESS && !options->dry_run) {
    code = send(options, request, &watch, out);
    request = NULL;
  } else if (code == CLI_SUCCESS) {
    describe(out, request);
  }
  aca_request_free(request);
  aca_client_free(client);
  cli_body_free(&body);
  return code;
}
