#include "output.h"

#include <string.h>

#include "json.h"

/* The typed answer as compact JSON; of a list the array of its items, and of what has no items "[]". */
static aca_status typed_json(const aca_operation *operation, const void *value, aca_response **json)
{
  if (operation->items == NULL)
    return aca_model_encode(operation->result, value, ACA_ENCODE_ALL, json);
  aca_status status = aca_model_lookup(operation->result, value, operation->items, json);
  if (status != ACA_OK || aca_response_body(*json, NULL)[0] == '[')
    return status;
  aca_response_free(*json); /* no list after all */
  return aca_model_encode(operation->result, value, ACA_ENCODE_ALL, json);
}

static void add_lines(cli_text *out, const char *json)
{
  cli_json_item item;
  if (*json != '[') {
    cli_text_put(out, json);
    cli_text_char(out, '\n');
    return;
  }
  while (cli_json_next(&json, &item)) {
    cli_text_add(out, item.value, item.value_length);
    cli_text_char(out, '\n');
  }
}

static void add_json(cli_format format, cli_text *out, const char *json)
{
  if (format == CLI_JSON_LINES) {
    add_lines(out, json);
  } else if (format != CLI_TABLE || !cli_table(out, json)) {
    cli_json_indent(out, json);
    cli_text_char(out, '\n');
  }
}

void cli_output_raw(cli_text *out, const aca_response *response)
{
  size_t length;
  const char *body = aca_response_body(response, &length);
  cli_text_add(out, body, length);
}

cli_exit cli_output(const cli_options *options, const aca_response *response, cli_text *out)
{
  const void *value = aca_response_value(response);
  if (options->operation->result == NULL || value == NULL) {
    cli_output_raw(out, response);
    if (out->length > 0 && out->data[out->length - 1] != '\n')
      cli_text_char(out, '\n');
    return CLI_SUCCESS;
  }
  aca_response *json;
  aca_status status = typed_json(options->operation, value, &json);
  cli_exit code = CLI_SUCCESS;
  if (status == ACA_OK || status == ACA_DONE)
    add_json(options->output, out, status == ACA_OK ? aca_response_body(json, NULL) : "[]");
  else
    code = status == ACA_ERROR_MEMORY ? cli_out_of_memory() : cli_fail(CLI_REFUSED, "the answer: %s",
                                                                       aca_response_message(json));
  aca_response_free(json);
  return code;
}
