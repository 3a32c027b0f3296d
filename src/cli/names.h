/* names.h  How operations and parameters are called on the command line. */
#ifndef ACA_CLI_NAMES_H
#define ACA_CLI_NAMES_H

#include <aca/aca.h>
#include <stdbool.h>

#include "text.h"

/* A parameter's name in kebab case: "containerAppName" gives "container-app-name", "$filter" gives "filter". */
void cli_names_kebab(cli_text *out, const char *name);

/* "--container-app-name, --filter": all parameters of the operation, and what else it takes. */
void cli_names_options(cli_text *out, const aca_operation *operation);

/* The index of the parameter whose option is the `length` bytes at `option`, without the dashes; parameter_count when
 * there is none, SIZE_MAX when out of memory. */
size_t cli_names_parameter(const aca_operation *operation, const char *option, size_t length);

/* Whether what the model is of is JSON on the wire. */
bool cli_names_is_json(const aca_model *model);

/* Whether the operation's URL has a subscription in it. */
bool cli_names_subscription(const aca_operation *operation);

/* By operationId, or by group and verb; in any case. NULL when there is none. */
const aca_operation *cli_names_by_id(const char *id);
const aca_operation *cli_names_find(const char *group, const char *verb);
bool cli_names_is_group(const char *group);

/* Whether `pattern`, in any case, is in the text or, if it has a `*`, is the whole of it. */
bool cli_names_match(const char *pattern, const char *name);

/* Adds the operations, at most three, that `typed` may have meant: "'container-apps get', ...". */
void cli_names_suggest(cli_text *out, const char *typed);

#endif
