#include "call.h"

#include <string.h>
#include <strings.h>

#include "challenge.h"
#include "client.h"
#include "log.h"
#include "request.h"
#include "response.h"
#include "retry.h"
#include "url.h"

static const char bearer[] = "Bearer ";

static void finish(aca__call *call, aca_status status, const char *message)
{
  aca__response_fail(call->response, status, "%s", message);
  call->step = ACA__FINISHED;
}

/* ---- the log ---- */

static bool wants(const aca__call *call, aca_log_severity level)
{
  return aca__log_wants(call->request->client, level);
}

static aca_log_event event(const aca__call *call, aca_log_severity level, aca_log_kind kind, aca__now now)
{
  return (aca_log_event){
      .level = level,
      .kind = kind,
      .operation = call->request->operation->id,
      .client_request_id = call->request->client_request_id,
      .method = call->exchange.method,
      .url = call->exchange.url,
      .attempt = call->response->attempts,
      .elapsed_ms = now.ms > call->started ? now.ms - call->started : 0,
  };
}

static void log_answer(const aca__call *call, const aca__outcome *outcome, aca__now now)
{
  int status = call->receiver->http_status;
  bool good = outcome->status == ACA_OK && status < 400;
  aca_log_severity level = good ? ACA_LOG_INFO : ACA_LOG_WARNING;
  if (!wants(call, level))
    return;
  aca_log_event e = event(call, level, ACA_LOG_RESPONSE, now);
  if (outcome->status != ACA_OK) {
    aca__log(call->request->client, e, NULL, NULL, "%s", outcome->message);
    return;
  }
  const char *id = aca_response_request_id(call->receiver);
  e.http_status = status;
  aca__log(call->request->client, e, NULL, call->receiver, "HTTP status %d after %lld ms%s%s", status,
           (long long)e.elapsed_ms, id != NULL ? ", request id " : "", id != NULL ? id : "");
}

static void log_retry(const aca__call *call, int64_t wait_ms, aca__now now)
{
  if (!wants(call, ACA_LOG_WARNING))
    return;
  aca_log_event e = event(call, ACA_LOG_WARNING, ACA_LOG_RETRY, now);
  e.wait_ms = wait_ms;
  e.http_status = call->receiver->http_status;
  aca__log(call->request->client, e, NULL, NULL, "retry %d of %d in %lld ms", call->retries,
           call->request->retry.max_retries, (long long)wait_ms);
}

/* ---- sending ---- */

static bool registering(const aca__call *call)
{
  return call->registration.answer != NULL;
}

static void prepare(aca__call *call)
{
  const aca_request *r = call->request;
  const aca__registration *detour = &call->registration;
  call->receiver = registering(call) ? detour->answer : call->response;
  call->exchange = (aca__exchange){
      .method = registering(call) ? detour->method : r->method,
      .url = registering(call) ? detour->url.data : r->url,
      .headers = r->headers,
      .header_count = registering(call) ? ACA__STANDARD_HEADERS : r->header_count,
      .body = registering(call) ? NULL : r->body.data,
      .body_length = registering(call) ? 0 : r->body.length,
      .cancel = r->cancel,
      .cancel_data = r->cancel_data,
  };
}

static void send(aca__call *call, aca__now now)
{
  const aca_client *client = call->request->client;
  int64_t left = call->deadline - now.ms;
  long limit = call->request->try_timeout_ms;
  if (left <= 0) {
    finish(call, ACA_ERROR_TIMEOUT, "the time limit passed");
    return;
  }
  aca__response_reset(call->receiver);
  call->receiver->body.limit = client->max_response_bytes;
  call->exchange.authorization = client->credential != NULL ? call->authorization.data : NULL;
  call->exchange.timeout_ms = limit == 0 || left < limit ? (call->deadline == ACA__NEVER ? 0 : (long)left) : limit;
  call->response->attempts += !registering(call);
  call->step = ACA__SEND;
  if (wants(call, ACA_LOG_DEBUG))
    aca__log(client, event(call, ACA_LOG_DEBUG, ACA_LOG_TRY, now), &call->exchange, NULL, "try %d",
             call->response->attempts);
}

static void try_now(aca__call *call, aca__now now)
{
  const aca_client *client = call->request->client;
  prepare(call);
  if (client->credential == NULL) {
    send(call, now);
  } else if (!aca__url_same_origin(call->exchange.url, client->endpoint)) {
    finish(call, ACA_ERROR_AUTHENTICATION, "the token goes to the client's endpoint alone");
  } else {
    aca__buffer_clear(&call->authorization);
    aca__buffer_text(&call->authorization, bearer);
    call->step = ACA__GET_TOKEN;
  }
}

static const char *token_in(const aca__buffer *authorization)
{
  return authorization->length > sizeof bearer - 1 ? authorization->data + sizeof bearer - 1 : NULL;
}

aca__token_want aca__call_want(const aca__call *call)
{
  const aca_request *r = call->request;
  return (aca__token_want){
      .ask = {.wanted = {r->client->scope, r->client->authority_host, call->claims.data},
              .deadline = call->deadline,
              .cancel = r->cancel,
              .cancel_data = r->cancel_data},
      .rejected = token_in(&call->rejected),
  };
}

static void wait(aca__call *call, int64_t until)
{
  call->wait_until = until;
  call->step = ACA__WAIT;
}

void aca__call_begin(aca__call *call, const aca_request *request, aca_response *response, aca__now now,
                     int64_t not_before)
{
  *call = (aca__call){.request = request, .response = response, .receiver = response,
                      .authorization.secret = true, .rejected.secret = true};
  call->started = not_before > now.ms ? not_before : now.ms;
  if (request == NULL || request->status != ACA_OK) {
    finish(call, aca_request_status(request), aca_request_message(request));
    return;
  }
  const char *id = request->client_request_id;
  call->deadline = request->timeout_ms != 0 ? aca__later(call->started, request->timeout_ms) : ACA__NEVER;
  response->client_request_id = aca__arena_copy(&response->arena, id, strlen(id));
  if (response->client_request_id == NULL) {
    finish(call, ACA_ERROR_MEMORY, "out of memory");
    return;
  }
  prepare(call);
  if (wants(call, ACA_LOG_INFO))
    aca__log(request->client, event(call, ACA_LOG_INFO, ACA_LOG_REQUEST, now), NULL, NULL, "client request id %s", id);
  if (not_before > now.ms)
    wait(call, not_before);
  else
    try_now(call, now);
}

void aca__call_token(aca__call *call, aca_status status, const char *message, aca__now now)
{
  if (wants(call, ACA_LOG_DEBUG))
    aca__log(call->request->client, event(call, ACA_LOG_DEBUG, ACA_LOG_TOKEN, now), NULL, NULL, "%s%s",
             status == ACA_OK ? "token: " : "no token: ", message != NULL ? message : "there");
  if (status != ACA_OK)
    finish(call, status, message);
  else
    send(call, now);
}

void aca__call_abort(aca__call *call, aca_status status)
{
  finish(call, status, aca_status_text(status));
}

void aca__call_waited(aca__call *call, aca__now now)
{
  if (aca__request_canceled(call->request))
    aca__call_abort(call, ACA_ERROR_CANCELED);
  else if (now.ms >= call->wait_until)
    try_now(call, now);
}

/* ---- answers ---- */

static bool may_retry(const aca__call *call, const aca__outcome *outcome)
{
  const aca_retry_options *options = &call->request->retry;
  const char *method = call->exchange.method;
  bool is_post = strcmp(method, "POST") == 0;
  int http_status = call->receiver->http_status;
  if (call->retries >= options->max_retries || (is_post && options->never_post))
    return false;
  if (outcome->status == ACA_OK)
    return aca__retry_has_status(options, http_status) || (options->conflicts && http_status == 409);
  return outcome->retriable && !(outcome->begun && (is_post || strcmp(method, "PATCH") == 0));
}

/* Waits for the next try, unless the service, or the caller's limit, leaves no room for it. */
static bool retry(aca__call *call, const aca__outcome *outcome, aca__now now)
{
  const aca_retry_options *options = &call->request->retry;
  if (!may_retry(call, outcome))
    return false;
  int64_t pause = aca__retry_backoff_ms(options, call->retries + 1, call->request->client_request_id);
  int64_t asked = outcome->status == ACA_OK ? aca__retry_after_ms(call->receiver, now.unix_s) : 0;
  if (asked > options->max_delay_ms)
    return false;
  if (asked > pause)
    pause = asked;
  if (aca__later(now.ms, pause) >= call->deadline)
    return false;
  call->retries++;
  log_retry(call, pause, now);
  wait(call, now.ms + pause);
  return true;
}

static bool is_among(const unsigned short *statuses, int status)
{
  while (statuses != NULL && *statuses != 0 && *statuses != status)
    statuses++;
  return statuses != NULL && *statuses != 0;
}

/* A 2xx is a success even where the definition forgot it. */
static bool is_success(const aca_operation *operation, int status)
{
  return (status >= 200 && status < 300) || is_among(operation->success, status);
}

bool aca__call_is_unlike(const aca_operation *operation, int http_status)
{
  return is_among(operation->unlike, http_status);
}

/* 202 and 204 have no result by their nature; otherwise a caller may rely on it. */
void aca__call_read_result(const aca_request *request, const aca_model *model, aca_response *r)
{
  bool empty = r->body.length == 0;
  if (model == NULL || aca__call_is_unlike(request->operation, r->http_status) ||
      ((r->http_status == 202 || r->http_status == 204) && empty))
    return;
  if (empty && !aca__is_plain(model))
    aca__response_fail(r, ACA_ERROR_DECODE, "HTTP status %d: the body is empty", r->http_status);
  else
    aca__response_decode(r, model, r->body.data, r->body.length, request->strict ? ACA__DECODE_STRICT : 0);
}

/* The answer that began the detour is given back, with what the detour came to. */
static void give_up_registering(aca__call *call, const char *why)
{
  aca_response *r = call->response;
  if (call->registration.answer->status == ACA_ERROR_MEMORY)
    finish(call, ACA_ERROR_MEMORY, why);
  else
    aca__response_fail(r, r->status, "%s (registering it: %s)", r->message, why);
  call->step = ACA__FINISHED;
}

static void registration_answered(aca__call *call, const aca__outcome *outcome, aca__now now)
{
  int64_t pause = 0;
  if (outcome->status == ACA_ERROR_CANCELED || outcome->status == ACA_ERROR_MEMORY) {
    finish(call, outcome->status, outcome->message);
    return;
  }
  if (outcome->status != ACA_OK) {
    give_up_registering(call, outcome->message);
    return;
  }
  switch (aca__registration_answer(&call->registration, now, &pause)) {
  case ACA__REGISTERED:
    aca__registration_end(&call->registration);
    try_now(call, now);
    break;
  case ACA__REGISTERING:
    if (aca__later(now.ms, pause) >= call->deadline)
      give_up_registering(call, aca_status_text(ACA_ERROR_TIMEOUT));
    else
      wait(call, now.ms + pause);
    break;
  case ACA__UNREGISTERED: give_up_registering(call, call->registration.answer->message); break;
  }
}

static bool begin_registration(aca__call *call, aca__now now)
{
  const aca_request *r = call->request;
  if (call->response->status == ACA_ERROR_MEMORY) {
    call->step = ACA__FINISHED;
    return true;
  }
  if (r->client->never_register || !aca__registration_needed(call->response))
    return false;
  aca_status status = aca__registration_begin(&call->registration, r->url, now);
  if (status == ACA_OK)
    try_now(call, now);
  else if (status == ACA_ERROR_MEMORY)
    finish(call, status, aca_status_text(status));
  return status != ACA_DONE;
}

/* The service would not have the token. Where it says what it wants instead, one with that is asked for, once. True when the
 * call goes on. */
static bool answer_challenge(aca__call *call, aca__now now)
{
  const char *token = token_in(&call->authorization);
  if (call->receiver->http_status != 401 || token == NULL || call->request->client->credential == NULL)
    return false;
  aca__credential_reject(call->request->client->credential, token);
  if (call->rejected.length > 0)
    return false;
  aca_status status = aca__challenge_claims(call->receiver, &call->claims);
  if (status == ACA_ERROR_MEMORY)
    finish(call, status, aca_status_text(status));
  if (status != ACA_OK)
    return status == ACA_ERROR_MEMORY;
  const aca__buffer rejected = call->rejected;
  call->rejected = call->authorization;
  call->authorization = rejected;
  try_now(call, now);
  return true;
}

void aca__call_answer(aca__call *call, const aca__outcome *outcome, aca__now now)
{
  aca_response *r = call->response;
  log_answer(call, outcome, now);
  if (outcome->status == ACA_OK && answer_challenge(call, now))
    return;
  if (outcome->status == ACA_OK && r->http_status == 409 && !registering(call)) {
    aca__response_read_error(r);
    if (begin_registration(call, now))
      return;
  }
  if (retry(call, outcome, now))
    return;
  if (registering(call)) {
    registration_answered(call, outcome, now);
    return;
  }
  call->step = ACA__FINISHED;
  if (outcome->status != ACA_OK)
    aca__response_fail(r, outcome->status, "%s", outcome->message);
  else if (is_success(call->request->operation, r->http_status))
    aca__call_read_result(call->request, call->request->result, r);
  else
    aca__response_read_error(r);
}

void aca__call_end(aca__call *call)
{
  aca__registration_end(&call->registration);
  aca__buffer_free(&call->authorization);
  aca__buffer_free(&call->rejected);
  aca__buffer_free(&call->claims);
}
