#include "help.h"

#include <aca/version.h>
#include <string.h>

#include "names.h"

static const char *const general[] = {
    "Azure Container Apps from the shell.\n"
    "\n"
    "  aca ops [PATTERN]             list the operations; PATTERN is part of a name, or has a * in it\n"
    "  aca help [OPERATION]          what an operation takes and gives\n"
    "  aca OPERATION [OPTION...]     call it; OPERATION is 'GROUP VERB' or an operationId\n"
    "  aca wait TOKEN [OPTION...]    go on waiting for an operation; - reads the resume token from standard input\n"
    "  aca token [--show]            whom calls are made for, or their access token\n"
    "  aca login [--device-code]     how to sign in\n"
    "  aca version                   the versions of the command and of the definition\n"
    "\n"
    "  aca container-apps get-auth-token --resource-group-name rg --container-app-name web\n"
    "  aca ContainerApps_CreateOrUpdate --resource-group-name rg --container-app-name web --body @app.json\n"
    "\n",
    "Options of all operations:\n"
    "  --subscription ID             the subscription\n"
    "  --body BODY                   JSON text, or what else the operation takes; @FILE, or - for standard input\n"
    "  --endpoint URL                instead of the cloud's\n"
    "  --cloud CLOUD                 public (default), usgov, china, or a Resource Manager's URL\n"
    "  --tenant ID                   the tenant to sign in to; default: that of the credential\n"
    "  --api-version VERSION         instead of " ACA_API_VERSION "\n"
    "  --header 'NAME: VALUE'        one more request header; may be given more than once\n"
    "  --timeout SECONDS             for the command as a whole; decimals are fine\n"
    "  --retries N                   how often a request is sent again, when that may help; default 3\n"
    "  --output FORMAT               json (default), jsonl (an item a line) or table\n"
    "  --no-wait                     start a long-running operation, print its first answer and, on standard\n"
    "                                error, the resume token for 'aca wait'\n"
    "  --raw                         send the body and print the answer untouched\n"
    "  --strict                      JSON of another type than the definition says is an error\n"
    "  --dry-run                     print the request and send nothing\n"
    "  --verbose                     say on standard error what goes over the wire, without secrets\n"
    "  --ca-file FILE                trust these certificate authorities (PEM) instead of the system's\n"
    "  --insecure                    accept any certificate\n"
    "\n",
    "A long-running operation is waited for; Ctrl-C stops the waiting, not the operation, and says how to go on. A\n"
    "list is printed page by page; a table when all pages are there.\n"
    "\n"
    "Environment: ACA_ENDPOINT and AZURE_SUBSCRIPTION_ID, but options win; ACA_ACCESS_TOKEN, or what 'aca login'\n"
    "tells of (loopback endpoints need no token). ACA_LOG=error|warning|info|debug says on standard error what is\n"
    "done.\n"
    "\n"
    "Exit status: 0 success, 1 the service refused or the operation failed, 2 usage, 3 transport or time limit,\n"
    "4 authentication, 130 or 143 interrupted.\n",
};

void cli_help_version(cli_text *out)
{
  int number = aca_version_number();
  cli_text_format(out, "aca %d.%d.%d (Microsoft.App %s)\n", number >> 16, number >> 8 & 0xFF, number & 0xFF,
                  ACA_API_VERSION);
}

void cli_help_general(cli_text *out)
{
  for (size_t i = 0; i < sizeof general / sizeof general[0]; i++)
    cli_text_put(out, general[i]);
}

/* ---- one operation ---- */

/* An option in a column of its own, then what it is for. */
static void add_option(cli_text *out, const cli_text *option, const char *description, bool required)
{
  enum { COLUMN = 30 };
  cli_text_format(out, "  --%s", cli_text_string(option));
  cli_text_repeat(out, ' ', option->length + 4 < COLUMN ? COLUMN - option->length - 4 : 2);
  cli_text_format(out, "%s%s%s\n", description, *description != '\0' && !required ? " " : "", required ? "" : "Optional.");
}

static void add_body(cli_text *out, const aca_operation *operation)
{
  cli_text name = {0};
  cli_text description = {0};
  cli_text_put(&name, "body");
  cli_text_format(&description, "%s (%s): %s, @FILE, or - for standard input.", operation->body_name,
                  aca_model_name(operation->body), cli_names_is_json(operation->body) ? "JSON text" : "as it is");
  add_option(out, &name, cli_text_string(&description), operation->body_required);
  cli_text_free(&name);
  cli_text_free(&description);
}

static void add_space(cli_text *out)
{
  if (out->length > 0)
    cli_text_char(out, ' ');
}

/* What may be given: nothing need be said of a text. */
static void add_type(cli_text *out, const aca_parameter *parameter)
{
  static const char *const one[] = {
      [ACA_PARAMETER_BOOL] = "true or false.", [ACA_PARAMETER_INT32] = "A 32-bit integer.",
      [ACA_PARAMETER_INT64] = "A 64-bit integer.", [ACA_PARAMETER_DOUBLE] = "A number."};
  static const char *const many[] = {
      [ACA_PARAMETER_TEXT] = "texts",            [ACA_PARAMETER_BOOL] = "true or false",
      [ACA_PARAMETER_INT32] = "32-bit integers", [ACA_PARAMETER_INT64] = "64-bit integers",
      [ACA_PARAMETER_DOUBLE] = "numbers"};
  size_t count;
  const char *const *known = aca_parameter_known(parameter, &count);
  if (parameter->separator != '\0') {
    add_space(out);
    cli_text_format(out, "A list of %s, with commas or given again.", many[parameter->type]);
  } else if (parameter->type != ACA_PARAMETER_TEXT) {
    add_space(out);
    cli_text_put(out, one[parameter->type]);
  }
  for (size_t i = 0; i < count; i++) {
    if (i == 0)
      add_space(out);
    cli_text_format(out, "%s%s%s", i == 0 ? "Known: " : ", ", known[i], i + 1 == count ? "." : "");
  }
}

static void add_options(cli_text *out, const aca_operation *operation)
{
  cli_text name = {0};
  cli_text description = {0};
  for (size_t i = 0; i < operation->parameter_count; i++) {
    const aca_parameter *parameter = &operation->parameters[i];
    name.length = description.length = 0;
    cli_names_kebab(&name, parameter->name);
    cli_text_put(&description, parameter->description != NULL ? parameter->description : "");
    add_type(&description, parameter);
    add_option(out, &name, cli_text_string(&description), parameter->required);
  }
  if (cli_names_subscription(operation)) {
    name.length = 0;
    cli_text_put(&name, "subscription");
    add_option(out, &name, "Subscription id; default: AZURE_SUBSCRIPTION_ID.", true);
  }
  if (operation->body != NULL)
    add_body(out, operation);
  if (cli_names_subscription(operation) || operation->parameter_count > 0 || operation->body != NULL)
    cli_text_char(out, '\n');
  cli_text_free(&name);
  cli_text_free(&description);
}

static void add_answer(cli_text *out, const aca_operation *operation)
{
  const char *unnamed = "no model; a body is printed as it came";
  if (strcmp(operation->method, "HEAD") == 0)
    unnamed = "the exit status, 1 when there is no such thing";
  cli_text_format(out, "Answer: %s.\n", operation->result != NULL ? aca_model_name(operation->result) : unnamed);
  if (operation->items != NULL && *operation->items != '\0')
    cli_text_format(out, "A list: the array in its '%s' is printed%s.\n", operation->items,
                    operation->next_link != NULL ? ", of all pages" : "");
  if (operation->long_running)
    cli_text_put(out, "Long-running: its end is waited for, unless --no-wait is given.\n");
}

/* A value that the option takes: "my-container-app" for a --container-app-name. */
static void add_example_value(cli_text *out, const aca_parameter *parameter, size_t start)
{
  size_t length = out->length - start;
  const char *const *known = aca_parameter_known(parameter, NULL);
  bool is_name = length > 5 && memcmp(out->data + out->length - 5, "-name", 5) == 0;
  if (known != NULL || parameter->type != ACA_PARAMETER_TEXT) {
    cli_text_format(out, " %s", known != NULL ? known[0] : parameter->type == ACA_PARAMETER_BOOL ? "true" : "1");
    return;
  }
  cli_text_put(out, " my-");
  if (cli_text_reserve(out, length)) /* first: the text moves when it grows */
    cli_text_add(out, out->data + start, is_name ? length - 5 : length);
}

/* The operation with all that it needs. */
static void add_example(cli_text *out, const aca_operation *operation)
{
  cli_text_format(out, "\nExample:\n  aca %s %s", operation->group, operation->verb);
  for (size_t i = 0; i < operation->parameter_count; i++) {
    if (!operation->parameters[i].required)
      continue;
    cli_text_put(out, " --");
    size_t start = out->length;
    cli_names_kebab(out, operation->parameters[i].name);
    if (out->failed)
      return;
    add_example_value(out, &operation->parameters[i], start);
  }
  bool is_json = operation->body != NULL && cli_names_is_json(operation->body);
  cli_text_put(out, operation->body == NULL ? "\n" : is_json ? " --body @body.json\n" : " --body @FILE\n");
}

void cli_help_operation(cli_text *out, const aca_operation *operation)
{
  cli_text_format(out, "%s %s (%s)\n%s\n\n%s %s\n\n", operation->group, operation->verb, operation->id,
                  operation->description, operation->method, operation->path);
  add_options(out, operation);
  add_answer(out, operation);
  add_example(out, operation);
}

cli_exit cli_help(const cli_options *options, cli_text *out)
{
  if (options->word_count == 0) {
    cli_help_general(out);
    return CLI_SUCCESS;
  }
  const char *const *words = options->words;
  const aca_operation *operation =
      options->word_count == 1 ? cli_names_by_id(words[0]) : cli_names_find(words[0], words[1]);
  if (operation != NULL)
    cli_help_operation(out, operation);
  else if (options->word_count == 1 && cli_names_is_group(words[0]))
    cli_help_group(out, words[0]);
  else
    return cli_options_unknown(words, options->word_count);
  return CLI_SUCCESS;
}
