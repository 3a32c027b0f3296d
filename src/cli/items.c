#include "items.h"

#include "json.h"
#include "output.h"

static void add(cli_items *items, cli_format format, cli_text *out, const cli_json_item *item)
{
  bool first = items->count++ == 0;
  switch (format) {
  case CLI_JSON:
    cli_text_put(out, first ? "[\n  " : ",\n  ");
    cli_json_indent(out, item->value, 1);
    break;
  case CLI_JSON_LINES:
    cli_text_add(out, item->value, item->value_length);
    cli_text_char(out, '\n');
    break;
  case CLI_TABLE:
    cli_text_char(&items->held, first ? '[' : ',');
    cli_text_add(&items->held, item->value, item->value_length);
    break;
  }
}

void cli_items_add(cli_items *items, cli_format format, cli_text *out, const char *array)
{
  cli_json_item item;
  while (cli_json_next(&array, &item))
    add(items, format, out, &item);
}

void cli_items_end(cli_items *items, cli_format format, cli_text *out)
{
  if (format == CLI_JSON) {
    cli_text_put(out, items->count > 0 ? "\n]\n" : "[]\n");
  } else if (format == CLI_TABLE && items->count > 0) {
    cli_text_char(&items->held, ']');
    out->failed = out->failed || items->held.failed;
    cli_output_json(out, format, cli_text_string(&items->held));
  }
  cli_text_free(&items->held);
}

void cli_items_break(cli_items *items, cli_format format, cli_text *out)
{
  if (format == CLI_JSON && items->count > 0)
    cli_text_char(out, '\n');
  cli_text_free(&items->held);
}
