#include "list.h"

#include "interrupt.h"
#include "items.h"
#include "output.h"
#include "print.h"

typedef struct listing {
  const cli_options *options;
  aca_pager *pager;
  cli_text *out;
  cli_items items;
  bool warned;   /* of a page; those after it are likely to be alike */
  bool unended;  /* the page before has no newline at its end; only with --raw */
} listing;

/* Bodies as they are, with a line break between them. */
static void add_raw(listing *list)
{
  cli_text *out = list->out;
  if (list->unended)
    cli_text_char(out, '\n');
  cli_output_raw(out, aca_pager_response(list->pager));
  list->unended = out->length > 0 && out->data[out->length - 1] != '\n';
}

static cli_exit add_page(listing *list)
{
  const cli_options *options = list->options;
  const aca_response *response = aca_pager_response(list->pager);
  cli_exit code = CLI_SUCCESS;
  if (!list->warned || options->verbose)
    cli_warn(response, "the answer", options->verbose);
  list->warned = list->warned || aca_response_warning_count(response) > 0;
  if (options->raw)
    add_raw(list);
  else
    code = cli_output_page(options, response, &list->items, list->out);
  cli_exit wrote = cli_print(list->out);
  return code != CLI_SUCCESS ? code : wrote;
}

static cli_exit explain(const listing *list)
{
  const aca_response *response = aca_pager_response(list->pager);
  if (aca_response_status(response) == ACA_ERROR_CANCELED && !cli_interrupted())
    return cli_fail(CLI_TRANSPORT, "the time limit passed before the list's end");
  return cli_explain(response);
}

/* What is wrong comes after what was right. */
static cli_exit break_off(listing *list)
{
  if (list->options->raw)
    add_raw(list);
  else
    cli_items_break(&list->items, list->options->output, list->out);
  cli_exit wrote = cli_print(list->out);
  return wrote == CLI_SUCCESS ? explain(list) : wrote;
}

static cli_exit list_all(listing *list)
{
  const void *page;
  aca_status status;
  while ((status = aca_pager_next_page(list->pager, &page)) == ACA_OK) {
    cli_exit code = add_page(list);
    if (code != CLI_SUCCESS)
      return code;
  }
  if (status != ACA_DONE)
    return break_off(list);
  if (!list->options->raw)
    cli_items_end(&list->items, list->options->output, list->out);
  return CLI_SUCCESS;
}

cli_exit cli_list(const cli_options *options, aca_request *request, cli_watch *watch, cli_text *out)
{
  listing list = {.options = options, .out = out};
  if (options->timeout_ms > 0)
    watch->deadline_ms = cli_watch_clock() + options->timeout_ms;
  (void)!aca_pager_new(request, &list.pager); /* fetching a page says the same */
  cli_exit code = list_all(&list);
  cli_text_free(&list.items.held);
  aca_pager_free(list.pager);
  return code;
}
