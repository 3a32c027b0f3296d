#include "body.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "names.h"

static cli_exit read_file(const char *path, cli_text *text)
{
  errno = 0;
  FILE *file = fopen(path, "rb");
  bool good = file != NULL && cli_text_read(text, file);
  int error = errno;
  if (file != NULL)
    fclose(file);
  return good ? CLI_SUCCESS : cli_fail(CLI_USAGE, "--body: '%s' cannot be read: %s", path, strerror(error));
}

static cli_exit read_given(const char *option, cli_text *text)
{
  cli_exit code = CLI_SUCCESS;
  if (option[0] == '@')
    code = read_file(option + 1, text);
  else if (strcmp(option, "-") != 0)
    cli_text_put(text, option);
  else if (!cli_text_read(text, stdin))
    code = cli_fail(CLI_USAGE, "--body: standard input cannot be read: %s", strerror(errno));
  return text->failed ? cli_out_of_memory() : code;
}

static cli_exit read_model(const cli_options *options, cli_body *body)
{
  const aca_operation *operation = options->operation;
  bool patch = strcmp(operation->method, "PATCH") == 0;
  aca_status status = (patch ? aca_model_decode_patch : aca_model_decode)(
      operation->body, cli_text_string(&body->given), body->given.length, &body->owner, &body->value);
  if (status == ACA_ERROR_MEMORY)
    return cli_out_of_memory();
  if (status != ACA_OK)
    return cli_fail(CLI_USAGE, "--body: %s", aca_response_message(body->owner));
  if (options->strict && aca_response_warning_count(body->owner) > 0)
    return cli_fail(CLI_USAGE, "--body: %s", aca_response_warning(body->owner, 0));
  cli_warn(body->owner, "--body", options->verbose);
  return CLI_SUCCESS;
}

cli_exit cli_body_read(const cli_options *options, cli_body *body)
{
  if (options->body == NULL)
    return CLI_SUCCESS;
  cli_exit code = read_given(options->body, &body->given);
  if (code != CLI_SUCCESS)
    return code;
  if (!options->raw || (options->operation->body != NULL && !cli_names_is_json(options->operation->body)))
    return read_model(options, body);
  body->json = cli_text_string(&body->given);
  if (strlen(body->json) != body->given.length)
    return cli_fail(CLI_USAGE, "--body: byte %zu is NUL", strlen(body->json));
  return CLI_SUCCESS;
}

void cli_body_free(cli_body *body)
{
  aca_response_free(body->owner);
  cli_text_free(&body->given);
}
