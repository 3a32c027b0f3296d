#include "connect.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "interrupt.h"
#include "log.h"
#include "progress.h"
#include "text.h"

/* ---- the client ---- */

static const char *from_environment(const char *name)
{
  const char *value = getenv(name);
  return value != NULL && *value != '\0' ? value : NULL;
}

/* Asks the library, so that there is one rule: over plain http it lets a token go to loopback alone. */
static bool is_loopback(const char *endpoint)
{
  cli_text plain = {0};
  const char *rest = endpoint != NULL ? strstr(endpoint, "://") : NULL;
  if (rest == NULL)
    return false;
  cli_text_format(&plain, "http%s", rest);
  aca_credential *credential = aca_credential_token("none");
  aca_client_options options = {.endpoint = cli_text_string(&plain), .credential = credential};
  bool result = !plain.failed && aca_client_options_fault(&options) == NULL;
  aca_credential_release(credential);
  cli_text_free(&plain);
  return result;
}

/* An emulator on loopback wants none, unless the environment says which. */
static aca_credential *credential(const cli_options *options)
{
  const char *token = from_environment("ACA_ACCESS_TOKEN");
  if (options->dry_run)
    return NULL;
  if (options->command == CLI_LOGIN)
    return aca_credential_device_code(&(aca_device_code_options){
        .tenant_id = options->tenant_id, .entra = {.ca_file = options->ca_file}});
  if (token != NULL)
    return aca_credential_token(token);
  if (is_loopback(options->endpoint) && from_environment("AZURE_TOKEN_CREDENTIALS") == NULL)
    return NULL;
  return aca_credential_default(
      &(aca_default_options){.tenant_id = options->tenant_id, .entra = {.ca_file = options->ca_file}});
}

static aca_client_options settings_of(const cli_options *options)
{
  return (aca_client_options){
      .subscription_id = options->subscription_id,
      .cloud = options->cloud,
      .endpoint = options->endpoint,
      .api_version = options->api_version,
      .application_id = "aca",
      .ca_file = options->ca_file,
      .insecure_skip_verify = options->insecure,
      .timeout_ms = options->timeout_ms,
      .wait_timeout_ms = options->timeout_ms,
      .retry = {.max_retries = options->max_retries},
      .log = cli_log_options(options),
      .strict = options->strict,
  };
}

static cli_exit new_client(const cli_options *options, aca_client_options *settings, aca_client **client)
{
  settings->credential = credential(options);
  const char *fault = aca_client_options_fault(settings);
  if (aca_client_new(settings, client) == ACA_OK)
    return CLI_SUCCESS;
  return fault != NULL ? cli_fail(CLI_USAGE, "%s", fault) : cli_out_of_memory();
}

/* A cloud given by its URL says where its tokens come from; an endpoint that was given, too, stays. */
cli_exit cli_connect(const cli_options *options, aca_client **client)
{
  aca_response *response = NULL;
  const aca_cloud_settings *cloud = NULL;
  aca_client_options settings = settings_of(options);
  cli_exit code = CLI_SUCCESS;
  if (options->cloud_url != NULL) {
    aca_client_options asked = settings;
    asked.endpoint = options->cloud_url;
    if (aca_cloud_discover(&asked, &response, &cloud) != ACA_OK) {
      code = cli_explain(response);
    } else {
      settings.endpoint = options->endpoint != NULL ? options->endpoint : cloud->endpoint;
      settings.scope = cloud->scope;
      settings.authority_host = cloud->authority_host;
    }
  }
  if (code == CLI_SUCCESS)
    code = new_client(options, &settings, client);
  aca_response_free(response);
  return code;
}

/* ---- the watch ---- */

int64_t cli_watch_clock(void)
{
  struct timespec up;
  clock_gettime(CLOCK_MONOTONIC, &up);
  return (int64_t)up.tv_sec * 1000 + up.tv_nsec / 1000000;
}

static void on_progress(const aca_poller *poller, void *data)
{
  const cli_watch *watch = data;
  if (watch->poller != NULL && !aca_poller_is_done(poller))
    cli_progress_show(poller);
}

static bool is_to_stop(void *data)
{
  const cli_watch *watch = data;
  if (watch->poller != NULL)
    cli_progress_tick(watch->poller);
  return cli_interrupted() || (watch->deadline_ms != 0 && cli_watch_clock() >= watch->deadline_ms);
}

aca_call_options cli_connect_call(const cli_options *options, cli_watch *watch)
{
  return (aca_call_options){
      .headers = options->headers,
      .header_count = options->header_count,
      .progress = on_progress,
      .progress_data = watch,
      .cancel = is_to_stop,
      .cancel_data = watch,
  };
}
