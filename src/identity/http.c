#include "http.h"

#include <string.h>

#include "aca/version.h"
#include "retry.h"
#include "url.h"

enum { CONNECT_TIMEOUT_MS = 10000, LARGEST_ANSWER = 1024 * 1024 };

aca__transport *aca__identity_transport(const aca_entra_options *options)
{
  return aca__transport_curl_new(&(aca__transport_options){
      .user_agent = "libaca/" ACA_VERSION " (C11)",
      .ca_file = options != NULL ? options->ca_file : NULL,
      .proxy = options != NULL ? options->proxy : NULL,
      .connect_timeout_ms = CONNECT_TIMEOUT_MS,
  });
}

/* The pause before the next try; negative: there is none. */
static int64_t pause_before(int retry, const aca__outcome *outcome, const aca_response *response,
                            const aca_retry_options *options)
{
  bool again = outcome->status == ACA_OK ? aca__retry_has_status(options, response->http_status) : outcome->retriable;
  if (!again || retry > options->max_retries)
    return -1;
  int64_t pause = aca__retry_backoff_ms(options, retry, "token");
  int64_t asked = outcome->status == ACA_OK ? aca__retry_after_ms(response, aca__clock().unix_s) : 0;
  if (asked > options->max_delay_ms)
    return -1;
  return asked > pause ? asked : pause;
}

aca_status aca__identity_send(aca__transport *transport, const char *what, aca__exchange exchange,
                              const aca_retry_options *retry, const aca__ask *ask, aca_response *response,
                              aca_token *token)
{
  long limit = exchange.timeout_ms;
  exchange.cancel = ask->cancel;
  exchange.cancel_data = ask->cancel_data;
  exchange.secret = true;
  response->body.limit = LARGEST_ANSWER;
  response->body.secret = true;
  for (int tries = 1;; tries++) {
    int64_t left = ask->deadline != ACA__NEVER ? ask->deadline - aca__clock().ms : limit;
    if (left <= 0)
      return ACA_ERROR_TIMEOUT;
    exchange.timeout_ms = left < limit ? (long)left : limit;
    aca__response_reset(response);
    aca__outcome outcome = transport->perform(transport, &exchange, response);
    if (outcome.status == ACA_ERROR_MEMORY || outcome.status == ACA_ERROR_CANCELED)
      return outcome.status;
    if (outcome.status == ACA_ERROR_TIMEOUT && aca__clock().ms >= ask->deadline)
      return ACA_ERROR_TIMEOUT;
    int64_t pause = pause_before(tries, &outcome, response, retry);
    if (pause < 0)
      return outcome.status == ACA_OK ? ACA_OK : aca__token_refused(token, "%s: %s", what, outcome.message);
    aca_status status = aca__ask_wait(ask, pause);
    if (status != ACA_OK)
      return status;
  }
}

void aca__form_add(aca__buffer *form, const char *name, const char *value)
{
  if (form->length > 0)
    aca__buffer_char(form, '&');
  aca__buffer_text(form, name);
  aca__buffer_char(form, '=');
  aca__percent_encode(form, value);
}
