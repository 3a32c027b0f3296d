#include "output.h"

#include "json.h"
#include "names.h"

void cli_output_raw(cli_text *out, const aca_response *response)
{
  size_t length;
  const char *body = aca_response_body(response, &length);
  cli_text_add(out, body, length);
}

void cli_output_json(cli_text *out, cli_format format, const char *json)
{
  if (format == CLI_JSON_LINES) {
    cli_text_put(out, json);
    cli_text_char(out, '\n');
  } else if (format != CLI_TABLE || !cli_table(out, json)) {
    cli_json_indent(out, json, 0);
    cli_text_char(out, '\n');
  }
}

/* What the library could not write as JSON. */
static cli_exit unwritten(const aca_response *json)
{
  if (aca_response_status(json) == ACA_ERROR_MEMORY)
    return cli_out_of_memory();
  return cli_fail(CLI_REFUSED, "the answer: %s", aca_response_message(json));
}

static cli_exit add_model(const cli_options *options, const void *value, cli_text *out)
{
  aca_response *json;
  cli_exit code = CLI_SUCCESS;
  if (aca_model_encode(options->operation->result, value, ACA_ENCODE_ALL, &json) == ACA_OK)
    cli_output_json(out, options->output, aca_response_body(json, NULL));
  else
    code = unwritten(json);
  aca_response_free(json);
  return code;
}

cli_exit cli_output_page(const cli_options *options, const aca_response *response, cli_items *items, cli_text *out)
{
  const aca_operation *operation = options->operation;
  const void *value = aca_response_value(response);
  aca_response *json = NULL;
  cli_exit code = CLI_SUCCESS;
  aca_status status = ACA_DONE;
  if (value != NULL)
    status = aca_model_lookup(operation->result, value, operation->items, &json);
  if (status == ACA_OK)
    cli_items_add(items, options->output, out, aca_response_body(json, NULL));
  else if (status != ACA_DONE)
    code = unwritten(json);
  aca_response_free(json);
  return code;
}

/* A body without a model, or of text, comes as it is; but a long-running operation without a result has only the state in the
 * end. */
static void add_unmodelled(const cli_options *options, const aca_response *response, cli_text *out)
{
  if (options->operation->long_running && options->operation->result == NULL)
    return;
  cli_output_raw(out, response);
  if (out->length > 0 && out->data[out->length - 1] != '\n')
    cli_text_char(out, '\n');
}

cli_exit cli_output(const cli_options *options, const aca_response *response, cli_text *out)
{
  const aca_operation *operation = options->operation;
  const void *value = aca_response_value(response);
  aca_status status = aca_response_status(response);
  bool unread = status == ACA_ERROR_DECODE && options->raw && !options->strict && !operation->long_running;
  if (options->raw)
    cli_output_raw(out, response);
  if (status != ACA_OK && !unread)
    return cli_explain(response);
  if (unread)
    cli_note("warning: the answer: %s", aca_response_message(response));
  cli_warn(response, "the answer", options->verbose);
  if (aca_response_http_status(response) >= 400)
    return CLI_REFUSED; /* that is the answer: there is none */
  if (options->raw)
    return CLI_SUCCESS;
  if (operation->result == &aca_as_bytes) {
    cli_output_raw(out, response);
    return CLI_SUCCESS;
  }
  if (operation->result != NULL && cli_names_is_json(operation->result) && value != NULL)
    return add_model(options, value, out);
  add_unmodelled(options, response, out);
  return CLI_SUCCESS;
}
