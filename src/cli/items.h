/* items.h  The items of a list, as --output wants them. */
#ifndef ACA_CLI_ITEMS_H
#define ACA_CLI_ITEMS_H

#include "options.h"
#include "text.h"

/* Zeroed at first; nothing to free after the end or the break. */
typedef struct cli_items {
  size_t count;
  cli_text held; /* all of them, when it is to be a table: its widths are not known before */
} cli_items;

/* Adds what is in the JSON array. */
void cli_items_add(cli_items *items, cli_format format, cli_text *out, const char *array);

/* After the last. */
void cli_items_end(cli_items *items, cli_format format, cli_text *out);

/* Where no more will come although there are more: an array stays open, and there is no table. */
void cli_items_break(cli_items *items, cli_format format, cli_text *out);

#endif
