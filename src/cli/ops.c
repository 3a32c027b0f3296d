/* The list of operations. */
#include <string.h>
#include <strings.h>

#include "help.h"
#include "names.h"

enum { GAP = 2 };

/* What is listed, and how wide its columns are. NULL wants all. */
typedef struct listing {
  const char *group;
  const char *pattern;
  size_t name_width;
  size_t id_width;
  size_t count;
} listing;

static size_t name_length(const aca_operation *operation)
{
  return strlen(operation->group) + 1 + strlen(operation->verb);
}

static bool is_wanted(const listing *list, const aca_operation *operation)
{
  cli_text name = {0};
  cli_text_format(&name, "%s %s", operation->group, operation->verb);
  bool wanted = list->pattern == NULL || cli_names_match(list->pattern, cli_text_string(&name)) ||
                cli_names_match(list->pattern, operation->id);
  cli_text_free(&name);
  return wanted && (list->group == NULL || strcasecmp(list->group, operation->group) == 0);
}

static void measure(listing *list)
{
  for (const aca_operation *const *at = aca_operations(NULL); *at != NULL; at++) {
    if (!is_wanted(list, *at))
      continue;
    size_t name = name_length(*at);
    size_t id = strlen((*at)->id);
    list->name_width = name > list->name_width ? name : list->name_width;
    list->id_width = id > list->id_width ? id : list->id_width;
    list->count++;
  }
}

static void add_operations(cli_text *out, const listing *list)
{
  for (const aca_operation *const *at = aca_operations(NULL); *at != NULL; at++) {
    if (!is_wanted(list, *at))
      continue;
    cli_text_format(out, "%s %s", (*at)->group, (*at)->verb);
    cli_text_repeat(out, ' ', list->name_width - name_length(*at) + GAP);
    cli_text_put(out, (*at)->id);
    cli_text_repeat(out, ' ', list->id_width - strlen((*at)->id) + GAP);
    cli_text_format(out, "%s\n", (*at)->description);
  }
}

void cli_help_group(cli_text *out, const char *group)
{
  listing list = {.group = group};
  measure(&list);
  add_operations(out, &list);
}

cli_exit cli_ops(const cli_options *options, cli_text *out)
{
  listing list = {.pattern = options->word_count > 0 ? options->words[0] : NULL};
  measure(&list);
  if (list.count == 0)
    return cli_fail(CLI_USAGE, "'%s': no operation has that in its name", options->words[0]);
  add_operations(out, &list);
  return CLI_SUCCESS;
}
