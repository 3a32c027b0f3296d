#include "connect.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "interrupt.h"
#include "log.h"
#include "progress.h"
#include "text.h"

/* ---- the client ---- */

static const char *access_token(void)
{
  const char *token = getenv("ACA_ACCESS_TOKEN");
  return token != NULL && *token != '\0' ? token : NULL;
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
  bool result = credential != NULL && !plain.failed && aca_client_options_fault(&options) == NULL;
  aca_credential_release(credential);
  cli_text_free(&plain);
  return result;
}

cli_exit cli_connect_allowed(const cli_options *options)
{
  if (access_token() != NULL || is_loopback(options->endpoint))
    return CLI_SUCCESS;
  return cli_fail(CLI_AUTHENTICATION, "no access token: set ACA_ACCESS_TOKEN, for instance to what "
                                      "'az account get-access-token --query accessToken --output tsv' prints");
}

cli_exit cli_connect(const cli_options *options, aca_client **client)
{
  const char *token = options->dry_run ? NULL : access_token();
  aca_client_options settings = {
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
  if (token != NULL) {
    settings.credential = aca_credential_token(token);
    if (settings.credential == NULL)
      return cli_out_of_memory();
  }
  const char *fault = aca_client_options_fault(&settings);
  if (aca_client_new(&settings, client) == ACA_OK)
    return CLI_SUCCESS;
  return fault != NULL ? cli_fail(CLI_USAGE, "%s", fault) : cli_out_of_memory();
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
