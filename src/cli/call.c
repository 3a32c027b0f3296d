#include "call.h"

#include <stdlib.h>
#include <string.h>

#include "body.h"
#include "names.h"
#include "output.h"
#include "trace.h"

/* ---- the client ---- */

static const char *access_token(void)
{
  const char *token = getenv("ACA_ACCESS_TOKEN");
  return token != NULL && *token != '\0' ? token : NULL;
}

/* Asks the library, so that there is one rule: over plain http it lets a token go to loopback alone. */
static bool is_loopback(const char *endpoint)
{
  cli_text plain = {0};
  const char *rest = endpoint != NULL ? strstr(endpoint, "://") : NULL;
  if (rest == NULL)
    return false;
  cli_text_format(&plain, "http%s", rest);
  aca_credential *credential = aca_credential_token("none");
  aca_client_options options = {.endpoint = cli_text_string(&plain), .credential = credential};
  bool result = credential != NULL && !plain.failed && aca_client_options_fault(&options) == NULL;
  aca_credential_release(credential);
  cli_text_free(&plain);
  return result;
}

static cli_exit new_client(const cli_options *options, aca_client **client)
{
  const char *token = options->dry_run ? NULL : access_token();
  aca_client_options settings = {
      .subscription_id = options->subscription_id,
      .cloud = options->cloud,
      .endpoint = options->endpoint,
      .api_version = options->api_version,
      .application_id = "aca",
      .ca_file = options->ca_file,
      .insecure_skip_verify = options->insecure,
      .timeout_ms = options->timeout_ms,
      .strict = options->strict,
  };
  if (token != NULL) {
    settings.credential = aca_credential_token(token);
    if (settings.credential == NULL)
      return cli_out_of_memory();
  }
  const char *fault = aca_client_options_fault(&settings);
  if (aca_client_new(&settings, client) == ACA_OK)
    return CLI_SUCCESS;
  return fault != NULL ? cli_fail(CLI_USAGE, "%s", fault) : cli_out_of_memory();
}

/* ---- the request ---- */

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

static cli_exit build(const cli_options *options, const cli_body *body, aca_client *client, aca_request **request)
{
  aca_call_options call = {
      .headers = options->headers, .header_count = options->header_count, .body_json = body->json};
  aca_status status =
      aca_operation_request(client, options->operation, options->arguments, body->value, &call, request);
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

/* ---- the answer ---- */

static void note_more(const cli_options *options, const aca_response *response)
{
  const aca_operation *operation = options->operation;
  const void *value = aca_response_value(response);
  aca_response *link;
  if (operation->next_link == NULL || value == NULL)
    return;
  if (aca_model_lookup(operation->result, value, operation->next_link, &link) == ACA_OK &&
      aca_response_body(link, NULL)[0] == '"' && strcmp(aca_response_body(link, NULL), "\"\"") != 0)
    cli_note("the list goes on: only its first page is shown");
  aca_response_free(link);
}

static void note_unfinished(const cli_options *options, const aca_response *response)
{
  enum { CREATED = 201, ACCEPTED = 202 };
  int status = aca_response_http_status(response);
  if ((status == CREATED || status == ACCEPTED) && (aca_response_header(response, "Azure-AsyncOperation") != NULL ||
                                                    aca_response_header(response, "Location") != NULL))
    cli_note("%s %s is accepted and goes on: it is not waited for", options->operation->group,
             options->operation->verb);
}

static cli_exit answered(const cli_options *options, const aca_response *response, cli_text *out)
{
  aca_status status = aca_response_status(response);
  bool unread = status == ACA_ERROR_DECODE && options->raw && !options->strict;
  if (options->raw)
    cli_output_raw(out, response);
  if (status != ACA_OK && !unread)
    return cli_explain(response);
  if (unread)
    cli_note("warning: the answer: %s", aca_response_message(response));
  cli_warn(response, "the answer", options->verbose);
  cli_exit code = options->raw ? CLI_SUCCESS : cli_output(options, response, out);
  note_more(options, response);
  note_unfinished(options, response);
  return code;
}

static cli_exit perform(const cli_options *options, aca_request *request, cli_text *out)
{
  if (access_token() == NULL && !is_loopback(options->endpoint))
    return cli_fail(CLI_AUTHENTICATION, "no access token: set ACA_ACCESS_TOKEN, for instance to what "
                                        "'az account get-access-token --query accessToken --output tsv' prints");
  if (options->verbose)
    cli_trace_request(request);
  aca_response *response;
  aca_status status = aca_request_perform(request, &response);
  if (options->verbose)
    cli_trace_answer(response);
  cli_exit code = status == ACA_ERROR_MEMORY ? cli_out_of_memory() : answered(options, response, out);
  aca_response_free(response);
  return code;
}

cli_exit cli_call(const cli_options *options, cli_text *out)
{
  cli_body body = {0};
  aca_client *client = NULL;
  aca_request *request = NULL;
  cli_exit code = cli_body_read(options, &body);
  if (code == CLI_SUCCESS)
    code = new_client(options, &client);
  if (code == CLI_SUCCESS)
    code = build(options, &body, client, &request);
  if (code == CLI_SUCCESS && options->dry_run)
    describe(out, request);
  else if (code == CLI_SUCCESS)
    code = perform(options, request, out);
  aca_request_free(request);
  aca_client_free(client);
  cli_body_free(&body);
  return code;
}
