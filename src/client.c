#include "client.h"

#include <stdlib.h>
#include <string.h>

#include "aca/version.h"
#include "cloud.h"
#include "retry.h"
#include "url.h"

enum { CONNECT_TIMEOUT_MS = 30000, POLL_INTERVAL_MS = 5000, LONGEST_APPLICATION_ID = 24 };
static const size_t max_response_bytes = 64u << 20;

bool aca__is_header_value(const char *text)
{
  for (; *text != '\0'; text++)
    if ((unsigned char)*text < 0x20 || *text == 0x7F)
      return false;
  return true;
}

static const char *text_fault(const char *text, const char *empty, const char *control)
{
  if (text == NULL)
    return NULL;
  if (*text == '\0')
    return empty;
  return aca__is_header_value(text) ? NULL : control;
}

const char *aca_client_options_fault(const aca_client_options *options)
{
  if (options == NULL)
    return "options is NULL";
  if (aca__cloud_at(options->cloud) == NULL)
    return "cloud: unknown";
#define NEGATIVE_FAULT(member) options->member < 0 ? #member ": negative" : NULL
#define TEXT_FAULT(member) text_fault(options->member, #member ": empty", #member ": has a control character")
  const char *faults[] = {
      NEGATIVE_FAULT(connect_timeout_ms), NEGATIVE_FAULT(timeout_ms),       NEGATIVE_FAULT(try_timeout_ms),
      NEGATIVE_FAULT(wait_timeout_ms),    NEGATIVE_FAULT(poll_interval_ms), TEXT_FAULT(subscription_id),
      TEXT_FAULT(endpoint),               TEXT_FAULT(scope),                TEXT_FAULT(api_version),
      TEXT_FAULT(ca_file),                TEXT_FAULT(proxy),                TEXT_FAULT(application_id),
      TEXT_FAULT(authority_host),
  };
  for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++)
    if (faults[i] != NULL)
      return faults[i];
  if (options->application_id != NULL && strlen(options->application_id) > LONGEST_APPLICATION_ID)
    return "application_id: longer than 24 characters";
  static const char *const endpoint_faults[] = ACA__ENDPOINT_FAULTS("endpoint"),
                           *const authority_faults[] = ACA__ENDPOINT_FAULTS("authority_host");
  const char *fault = endpoint_faults[aca__endpoint_check(options->endpoint, options->credential != NULL)];
  return fault != NULL ? fault : authority_faults[aca__endpoint_check(options->authority_host, true)];
}

/* A copy of `text`, or of `fallback` where that is NULL. False when out of memory. */
static bool keep(aca_client *client, const char **slot, const char *text, const char *fallback)
{
  if (text == NULL)
    text = fallback;
  *slot = text != NULL ? aca__arena_copy(&client->arena, text, strlen(text)) : NULL;
  return *slot != NULL || text == NULL;
}

static bool set_up(aca_client *client, const aca_client_options *options)
{
  const char *app = options->application_id;
  const char *user_agent = aca__arena_format(&client->arena, "%s%slibaca/" ACA_VERSION " (C11)",
                                             app != NULL ? app : "", app != NULL ? " " : "");
  const aca__cloud *cloud = aca__cloud_at(options->cloud);
  const char *endpoint = options->endpoint != NULL ? options->endpoint : cloud->endpoint;
  size_t length = strlen(endpoint);
  while (endpoint[length - 1] == '/')
    length--;
  client->endpoint = aca__arena_copy(&client->arena, endpoint, length);
  if (user_agent == NULL || client->endpoint == NULL ||
      !keep(client, &client->subscription_id, options->subscription_id, NULL) ||
      !keep(client, &client->scope, options->scope, cloud->scope) ||
      !keep(client, &client->authority_host, options->authority_host,
            options->cloud != ACA_CLOUD_PUBLIC ? cloud->authority_host : NULL) ||
      !keep(client, &client->api_version, options->api_version, NULL))
    return false;
  client->retry = aca__retry_options(&options->retry);
  client->log = options->log;
  if (client->log.level == ACA_LOG_OFF)
    client->log.level = ACA_LOG_INFO;
  client->timeout_ms = options->timeout_ms;
  client->try_timeout_ms = options->try_timeout_ms;
  client->wait_timeout_ms = options->wait_timeout_ms;
  client->poll_interval_ms = options->poll_interval_ms != 0 ? options->poll_interval_ms : POLL_INTERVAL_MS;
  client->never_register = options->never_register;
  client->max_response_bytes = options->max_response_bytes != 0 ? options->max_response_bytes : max_response_bytes;
  client->strict = options->strict;
  client->transport = aca__transport_curl_new(&(aca__transport_options){
      .user_agent = user_agent,
      .ca_file = options->ca_file,
      .proxy = options->proxy,
      .insecure_skip_verify = options->insecure_skip_verify,
      .connect_timeout_ms = options->connect_timeout_ms != 0 ? options->connect_timeout_ms : CONNECT_TIMEOUT_MS,
  });
  return client->transport != NULL && aca__retry_keep(&client->retry, &client->arena);
}

aca_status aca_client_new(const aca_client_options *options, aca_client **client)
{
  aca_credential *credential = options != NULL ? options->credential : NULL;
  aca_client *made = NULL;
  aca_status status = aca_client_options_fault(options) != NULL ? ACA_ERROR_ARGUMENT : ACA_OK;
  if (status == ACA_OK) {
    made = calloc(1, sizeof *made);
    status = made != NULL && set_up(made, options) ? ACA_OK : ACA_ERROR_MEMORY;
  }
  if (status != ACA_OK) {
    aca_credential_release(credential);
    aca_client_free(made);
    return status;
  }
  made->credential = credential;
  *client = made;
  return ACA_OK;
}

void aca_client_free(aca_client *client)
{
  if (client == NULL)
    return;
  aca__client_set_transport(client, NULL);
  aca_credential_release(client->credential);
  aca__arena_free(&client->arena);
  free(client);
}

void aca__client_set_transport(aca_client *client, aca__transport *transport)
{
  if (client->transport != NULL)
    client->transport->free(client->transport);
  client->transport = transport;
}
