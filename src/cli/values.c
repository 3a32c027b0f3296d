#include "values.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { LONGEST_TIMEOUT_S = 1000000, MOST_RETRIES = 1000 };

static cli_exit set_endpoint(cli_options *options, const char *value)
{
  options->endpoint = value;
  return CLI_SUCCESS;
}

static cli_exit set_subscription(cli_options *options, const char *value)
{
  options->subscription_id = value;
  return CLI_SUCCESS;
}

static cli_exit set_api_version(cli_options *options, const char *value)
{
  options->api_version = value;
  return CLI_SUCCESS;
}

static cli_exit set_tenant(cli_options *options, const char *value)
{
  options->tenant_id = value;
  return CLI_SUCCESS;
}

static cli_exit set_ca_file(cli_options *options, const char *value)
{
  options->ca_file = value;
  return CLI_SUCCESS;
}

static cli_exit set_body(cli_options *options, const char *value)
{
  options->body = value;
  return CLI_SUCCESS;
}

/* As we call them, and as the Azure CLI does. */
static cli_exit set_cloud(cli_options *options, const char *value)
{
  static const struct {
    const char *name;
    aca_cloud cloud;
  } names[] = {{"public", ACA_CLOUD_PUBLIC},        {"usgov", ACA_CLOUD_USGOV},
               {"china", ACA_CLOUD_CHINA},          {"AzureCloud", ACA_CLOUD_PUBLIC},
               {"AzureChinaCloud", ACA_CLOUD_CHINA}, {"AzureUSGovernment", ACA_CLOUD_USGOV}};
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
    if (strcasecmp(names[i].name, value) == 0) {
      options->cloud = names[i].cloud;
      return CLI_SUCCESS;
    }
  if (strstr(value, "://") == NULL)
    return cli_fail(CLI_USAGE, "--cloud: '%s' is none of public, usgov, china, and no URL", value);
  options->cloud_url = value;
  return CLI_SUCCESS;
}

static cli_exit set_output(cli_options *options, const char *value)
{
  static const char *const names[] = {[CLI_JSON] = "json", [CLI_JSON_LINES] = "jsonl", [CLI_TABLE] = "table"};
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
    if (strcasecmp(names[i], value) == 0) {
      options->output = (cli_format)i;
      return CLI_SUCCESS;
    }
  return cli_fail(CLI_USAGE, "--output: '%s' is none of json, jsonl, table", value);
}

static cli_exit set_timeout(cli_options *options, const char *value)
{
  size_t number = strspn(value, "0123456789.");
  char *end = NULL;
  double seconds = strtod(value, &end);
  if (value[number] != '\0' || end == value || *end != '\0' || !(seconds > 0) || seconds > LONGEST_TIMEOUT_S)
    return cli_fail(CLI_USAGE, "--timeout: '%s' is no number of seconds above 0", value);
  options->timeout_ms = (long)(seconds * 1000);
  if (options->timeout_ms == 0) /* which would be no limit */
    options->timeout_ms = 1;
  return CLI_SUCCESS;
}

static cli_exit set_retries(cli_options *options, const char *value)
{
  char *end = NULL;
  long count = strtol(value, &end, 10);
  if (value[strspn(value, "0123456789")] != '\0' || end == value || count > MOST_RETRIES)
    return cli_fail(CLI_USAGE, "--retries: '%s' is no number from 0 to %d", value, MOST_RETRIES);
  options->max_retries = count > 0 ? (int)count : -1;
  return CLI_SUCCESS;
}

static cli_exit set_header(cli_options *options, const char *value)
{
  size_t name = strcspn(value, ":");
  if (name == 0 || value[name] == '\0' || strcspn(value, " \t") < name)
    return cli_fail(CLI_USAGE, "--header: '%s' is not of the form 'Name: value'", value);
  aca_header *headers = realloc(options->headers, (options->header_count + 1) * sizeof *headers);
  if (headers == NULL)
    return cli_out_of_memory();
  options->headers = headers;
  char *copy = strdup(value);
  if (copy == NULL)
    return cli_out_of_memory();
  copy[name] = '\0';
  const char *text = copy + name + 1;
  headers[options->header_count++] = (aca_header){.name = copy, .value = text + strspn(text, " \t")};
  return CLI_SUCCESS;
}

#define FLAG(member)                                                                                                  \
  static cli_exit set_##member(cli_options *options, const char *value)                                              \
  {                                                                                                                   \
    (void)value;                                                                                                      \
    options->member = true;                                                                                           \
    return CLI_SUCCESS;                                                                                               \
  }
FLAG(help)
FLAG(no_wait)
FLAG(raw)
FLAG(dry_run)
FLAG(verbose)
FLAG(insecure)
FLAG(strict)
FLAG(show)
FLAG(device_code)

static cli_exit set_version(cli_options *options, const char *value)
{
  (void)value;
  options->command = CLI_VERSION;
  return CLI_SUCCESS;
}

static const cli_common_option table[] = {
    {.name = "subscription", .set = set_subscription},
    {.name = "body", .set = set_body},
    {.name = "endpoint", .waits = true, .signs_in = true, .set = set_endpoint},
    {.name = "cloud", .waits = true, .signs_in = true, .set = set_cloud},
    {.name = "api-version", .set = set_api_version},
    {.name = "header", .repeats = true, .waits = true, .set = set_header},
    {.name = "timeout", .waits = true, .signs_in = true, .set = set_timeout},
    {.name = "retries", .waits = true, .set = set_retries},
    {.name = "output", .waits = true, .set = set_output},
    {.name = "ca-file", .waits = true, .signs_in = true, .set = set_ca_file},
    {.name = "insecure", .is_flag = true, .waits = true, .set = set_insecure},
    {.name = "no-wait", .is_flag = true, .set = set_no_wait},
    {.name = "raw", .is_flag = true, .waits = true, .set = set_raw},
    {.name = "strict", .is_flag = true, .waits = true, .set = set_strict},
    {.name = "dry-run", .is_flag = true, .set = set_dry_run},
    {.name = "verbose", .is_flag = true, .waits = true, .signs_in = true, .set = set_verbose},
    {.name = "tenant", .waits = true, .signs_in = true, .set = set_tenant},
    {.name = "show", .is_flag = true, .only = CLI_TOKEN, .set = set_show},
    {.name = "device-code", .is_flag = true, .only = CLI_LOGIN, .set = set_device_code},
    {.name = "help", .is_flag = true, .repeats = true, .waits = true, .signs_in = true, .set = set_help},
    {.name = "version", .is_flag = true, .repeats = true, .waits = true, .signs_in = true, .set = set_version},
};
_Static_assert(sizeof table / sizeof table[0] == CLI_COMMON_OPTIONS, "cli_options.seen has one for each");

size_t cli_common_find(const char *name, size_t length)
{
  size_t i = 0;
  while (i < CLI_COMMON_OPTIONS && (strlen(table[i].name) != length || memcmp(table[i].name, name, length) != 0))
    i++;
  return i;
}

const cli_common_option *cli_common_at(size_t index)
{
  return &table[index];
}

bool cli_common_given(const cli_options *options, const char *name)
{
  return options->seen[cli_common_find(name, strlen(name))];
}
