#include "options.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "names.h"
#include "values.h"

cli_exit cli_options_unknown(const char *const *words, size_t count)
{
  cli_text typed = {0};
  cli_text meant = {0};
  for (size_t i = 0; i < count; i++)
    cli_text_format(&typed, "%s%s", i > 0 ? " " : "", words[i]);
  cli_names_suggest(&meant, cli_text_string(&typed));
  cli_exit code = CLI_USAGE;
  if (count == 1 && cli_names_is_group(words[0]))
    cli_fail(code, "'%s': a verb is expected after the group; 'aca ops %s' lists them", words[0], words[0]);
  else if (meant.length > 0)
    cli_fail(code, "'%s': no such operation; did you mean %s?", cli_text_string(&typed), cli_text_string(&meant));
  else
    cli_fail(code, "'%s': no such operation; 'aca ops' lists them", cli_text_string(&typed));
  cli_text_free(&typed);
  cli_text_free(&meant);
  return code;
}

static cli_exit unknown_option(const cli_options *options, const char *option, size_t length)
{
  const aca_operation *operation = options->operation;
  if (options->command != CLI_CALL)
    return cli_fail(CLI_USAGE, "%.*s: not an option of this command", (int)length, option);
  if (operation == NULL)
    return cli_fail(CLI_USAGE, "%.*s: not an option that may stand before the operation", (int)length, option);
  cli_text list = {0};
  cli_names_options(&list, operation);
  cli_fail(CLI_USAGE, "%.*s: not an option of %s %s, which takes %s; 'aca help' lists the common ones", (int)length,
           option, operation->group, operation->verb, list.length > 0 ? list.data : "no parameters");
  cli_text_free(&list);
  return CLI_USAGE;
}

/* ---- words ---- */

static bool is_command(cli_options *options, const char *word)
{
  static const char *const names[] = {
      [CLI_OPS] = "ops",   [CLI_HELP] = "help",   [CLI_VERSION] = "version",
      [CLI_WAIT] = "wait", [CLI_TOKEN] = "token", [CLI_LOGIN] = "login"};
  for (size_t i = CLI_OPS; i <= CLI_LOGIN; i++)
    if (strcmp(names[i], word) == 0) {
      options->command = (cli_command)i;
      return true;
    }
  return false;
}

static cli_exit set_operation(cli_options *options, const aca_operation *operation)
{
  options->operation = operation;
  options->arguments = calloc(operation->parameter_count + 1, sizeof *options->arguments);
  return options->arguments != NULL ? CLI_SUCCESS : cli_out_of_memory();
}

static cli_exit take_word(cli_options *options, const char *word)
{
  static const size_t most[] = {
      [CLI_CALL] = CLI_WORDS, [CLI_OPS] = 1, [CLI_HELP] = CLI_WORDS, [CLI_VERSION] = 0,
      [CLI_WAIT] = 1,         [CLI_TOKEN] = 0, [CLI_LOGIN] = 0};
  if (options->command == CLI_CALL && options->word_count == 0 && is_command(options, word))
    return CLI_SUCCESS;
  if (options->operation != NULL || options->word_count == most[options->command])
    return cli_fail(CLI_USAGE, "'%s': nothing is expected here but options", word);
  options->words[options->word_count++] = word;
  if (options->command != CLI_CALL)
    return CLI_SUCCESS;
  const aca_operation *operation =
      options->word_count == 1 ? cli_names_by_id(word) : cli_names_find(options->words[0], word);
  if (operation != NULL)
    return set_operation(options, operation);
  return options->word_count < CLI_WORDS ? CLI_SUCCESS : cli_options_unknown(options->words, options->word_count);
}

/* ---- options ---- */

/* The value of the option at `argv[*index]`: what follows its `=`, or the next argument, which is then used up. NULL
 * after a complaint: an argument that starts with two dashes is rather the next option. */
static const char *value_of(int argc, char *const *argv, int *index, size_t name)
{
  const char *option = argv[*index];
  if (option[name] == '=')
    return option + name + 1;
  if (*index + 1 < argc && strncmp(argv[*index + 1], "--", 2) != 0)
    return argv[++*index];
  cli_fail(CLI_USAGE, "%s: a value is expected (%s=VALUE for one that starts with dashes)", option, option);
  return NULL;
}

static cli_exit given_twice(const char *option, size_t length)
{
  return cli_fail(CLI_USAGE, "%.*s: given twice", (int)length, option);
}

/* A list may be given piece by piece. */
static cli_exit take_parameter(int argc, char *const *argv, int *index, size_t length, cli_options *options,
                               size_t parameter)
{
  const char *option = argv[*index];
  const char *value = value_of(argc, argv, index, length);
  char **argument = &options->arguments[parameter];
  cli_text all = {0};
  if (value == NULL)
    return CLI_USAGE;
  if (*argument != NULL && options->operation->parameters[parameter].separator == '\0')
    return given_twice(option, length);
  if (*argument != NULL)
    cli_text_format(&all, "%s,", *argument);
  cli_text_put(&all, value);
  char *joined = all.failed ? NULL : strdup(cli_text_string(&all));
  cli_text_free(&all);
  if (joined == NULL)
    return cli_out_of_memory();
  free(*argument);
  *argument = joined;
  return CLI_SUCCESS;
}

static cli_exit take_common(int argc, char *const *argv, int *index, size_t length, cli_options *options, size_t which)
{
  const cli_common_option *common = cli_common_at(which);
  const char *option = argv[*index];
  const char *value = NULL;
  if (common->is_flag && option[length] == '=')
    return cli_fail(CLI_USAGE, "%.*s: takes no value", (int)length, option);
  if (!common->is_flag) {
    value = value_of(argc, argv, index, length);
    if (value == NULL)
      return CLI_USAGE;
  }
  if (options->seen[which] && !common->repeats)
    return given_twice(option, length);
  options->seen[which] = true;
  return common->set(options, value);
}

static bool is_for(cli_command command, size_t which)
{
  const cli_common_option *common = cli_common_at(which);
  if (common->only != CLI_CALL)
    return command == common->only;
  switch (command) {
  case CLI_CALL: return true;
  case CLI_WAIT: return common->waits;
  case CLI_TOKEN:
  case CLI_LOGIN: return common->signs_in;
  default: return strcmp(common->name, "help") == 0;
  }
}

static cli_exit take_option(int argc, char *const *argv, int *index, cli_options *options)
{
  const char *option = argv[*index];
  size_t length = strcspn(option, "=");
  const aca_operation *operation = options->operation;
  if (operation != NULL) {
    size_t parameter = cli_names_parameter(operation, option + 2, length - 2);
    if (parameter == SIZE_MAX)
      return cli_out_of_memory();
    if (parameter < operation->parameter_count)
      return take_parameter(argc, argv, index, length, options, parameter);
  }
  size_t which = cli_common_find(option + 2, length - 2);
  if (which == CLI_COMMON_OPTIONS || !is_for(options->command, which))
    return unknown_option(options, option, length);
  return take_common(argc, argv, index, length, options, which);
}

/* ---- the whole ---- */

static const char *from_environment(const char *name)
{
  const char *value = getenv(name);
  return value != NULL && *value != '\0' ? value : NULL;
}

static cli_exit require_all(const cli_options *options)
{
  const aca_operation *operation = options->operation;
  cli_text missing = {0};
  const char *before = "";
  for (size_t i = 0; i < operation->parameter_count; i++)
    if (operation->parameters[i].required && options->arguments[i] == NULL) {
      cli_text_format(&missing, "%s--", before);
      cli_names_kebab(&missing, operation->parameters[i].name);
      before = ", ";
    }
  if (cli_names_subscription(operation) && options->subscription_id == NULL) {
    cli_text_format(&missing, "%s--subscription (or AZURE_SUBSCRIPTION_ID)", before);
    before = ", ";
  }
  if (operation->body_required && options->body == NULL)
    cli_text_format(&missing, "%s--body", before);
  cli_exit code = CLI_SUCCESS;
  if (missing.length > 0)
    code = cli_fail(CLI_USAGE, "%s %s: missing %s", operation->group, operation->verb, missing.data);
  cli_text_free(&missing);
  return code;
}

static cli_exit check_call(const cli_options *options)
{
  const aca_operation *operation = options->operation;
  if (operation == NULL)
    return options->word_count > 0 ? cli_options_unknown(options->words, options->word_count)
                                   : cli_fail(CLI_USAGE, "an operation is expected; 'aca --help' says more");
  if (options->body != NULL && operation->body == NULL && !options->raw)
    return cli_fail(CLI_USAGE, "--body: %s %s takes none", operation->group, operation->verb);
  return require_all(options);
}

/* Options may stand before the word of a command, too. */
static cli_exit check_command(const cli_options *options)
{
  for (size_t i = 0; i < CLI_COMMON_OPTIONS; i++)
    if (options->seen[i] && !is_for(options->command, i))
      return cli_fail(CLI_USAGE, "--%s: not an option of this command", cli_common_at(i)->name);
  if (options->command == CLI_WAIT && options->word_count == 0)
    return cli_fail(CLI_USAGE, "wait: a resume token is expected, or - for standard input");
  return CLI_SUCCESS;
}

static cli_exit check(cli_options *options)
{
  const char *log = from_environment("ACA_LOG");
  if (options->ca_file != NULL && access(options->ca_file, R_OK) != 0)
    return cli_fail(CLI_USAGE, "--ca-file: '%s' cannot be read", options->ca_file);
  if (log != NULL && aca_log_severity_parse(log, &options->log_level) != ACA_OK)
    return cli_fail(CLI_USAGE, "ACA_LOG: '%s' is none of off, error, warning, info, debug", log);
  if (!cli_common_given(options, "subscription"))
    options->subscription_id = from_environment("AZURE_SUBSCRIPTION_ID");
  if (!cli_common_given(options, "endpoint") && !cli_common_given(options, "cloud"))
    options->endpoint = from_environment("ACA_ENDPOINT");
  return options->command == CLI_CALL ? check_call(options) : check_command(options);
}

cli_exit cli_options_parse(int argc, char *const *argv, cli_options *options)
{
  cli_exit code = CLI_SUCCESS;
  for (int i = 1; i < argc && code == CLI_SUCCESS; i++) {
    if (strncmp(argv[i], "--", 2) == 0)
      code = take_option(argc, argv, &i, options);
    else if (strcmp(argv[i], "-h") == 0)
      options->help = true;
    else if (argv[i][0] == '-' && argv[i][1] != '\0')
      code = cli_fail(CLI_USAGE, "%s: not an option", argv[i]);
    else
      code = take_word(options, argv[i]);
  }
  bool connects = options->command == CLI_CALL || options->command >= CLI_WAIT;
  if (code == CLI_SUCCESS && connects && !options->help)
    code = check(options);
  return code;
}

void cli_options_free(cli_options *options)
{
  for (size_t i = 0; i < options->header_count; i++)
    free((char *)options->headers[i].name); /* the value is in the same copy */
  free(options->headers);
  for (size_t i = 0; options->arguments != NULL && i < options->operation->parameter_count; i++)
    free(options->arguments[i]);
  free(options->arguments);
  *options = (cli_options){0};
}
