#include "poller.h"

#include <stdlib.h>
#include <string.h>

#include "call.h"
#include "client.h"
#include "log.h"
#include "poll_answer.h"
#include "request.h"
#include "response.h"
#include "retry.h"
#include "url.h"

enum { LONGEST_PAUSE_MS = 10 * 60 * 1000 }; /* the most that the contract of ARM allows a service to ask for */

static aca_poller out_of_memory = {.status = ACA_ERROR_MEMORY, .phase = ACA__POLL_ENDED, .percent = -1};

static bool is_method(const aca_poller *p, const char *method)
{
  return strcmp(p->first->operation->method, method) == 0;
}

static bool writes_resource(const aca_poller *p)
{
  return is_method(p, "PUT") || is_method(p, "PATCH");
}

static void end(aca_poller *p, aca_status status)
{
  p->phase = ACA__POLL_ENDED;
  p->status = status;
}

static void fail(aca_poller *p, aca_status status, const char *message)
{
  p->status = aca__response_fail(p->response, status, "%s", message);
}

/* ---- the end ---- */

/* The answer is the last one; what it has is the result. */
static void finish(aca_poller *p)
{
  aca__call_read_result(p->first, p->first->operation->result, p->response);
  end(p, p->response->status);
}

/* The result is elsewhere, or, without a URL, there is none: a status document is no result. */
static void get_result(aca_poller *p, const char *url)
{
  if (url == NULL || p->first->operation->result == NULL) {
    end(p, ACA_OK);
    return;
  }
  aca__buffer copy = {0};
  aca__buffer_text(&copy, url);
  if (copy.failed) { /* the next poll says it again */
    fail(p, ACA_ERROR_MEMORY, "out of memory");
    return;
  }
  aca__buffer_free(&p->url);
  p->url = copy;
  p->phase = ACA__POLL_RESULT;
}

static void get_result_elsewhere(aca_poller *p, const char *link)
{
  const char *fault;
  aca__buffer url = {0};
  aca_status status = aca__url_follow(p->first->client->endpoint, link, &url, &fault);
  if (status != ACA_OK)
    end(p, aca__response_fail(p->response, status, "resourceLocation %s", fault));
  else if (url.failed)
    fail(p, ACA_ERROR_MEMORY, "out of memory");
  else
    get_result(p, url.data);
  aca__buffer_free(&url);
}

static bool via(const aca_poller *p, const char *where)
{
  const char *said = p->first->operation->final_state_via;
  return said != NULL && strcmp(said, where) == 0;
}

/* After a status document that says success. PUT and PATCH have their resource; `final-state-via` is for POST. */
static void succeed_by_status(aca_poller *p, const aca__poll_answer *answer)
{
  const char *location = p->result.length > 0 ? p->result.data : NULL;
  if (writes_resource(p))
    get_result(p, p->first->url);
  else if (!is_method(p, "POST"))
    end(p, ACA_OK);
  else if (via(p, "azure-async-operation") || via(p, "operation-location"))
    finish(p);
  else if (via(p, "original-uri"))
    get_result(p, p->first->url);
  else if (location != NULL || answer->resource_location == NULL)
    get_result(p, location);
  else
    get_result_elsewhere(p, answer->resource_location);
}

/* ---- reading answers ---- */

static void note_state(aca_poller *p, const char *state)
{
  aca__buffer_clear(&p->state);
  aca__buffer_text(&p->state, state);
  if (p->state.failed)
    fail(p, ACA_ERROR_MEMORY, "out of memory");
}

/* Goes on as `state` says; true when that is success. */
static bool has_succeeded(aca_poller *p, const char *state)
{
  aca__progress progress = aca__progress_of(state);
  note_state(p, state);
  if (progress == ACA__FAILED) {
    aca__poll_answer_fail(p->response, state);
    end(p, p->response->status);
  }
  return progress == ACA__SUCCEEDED;
}

/* A status document must say how far it is; a service that cannot describes its error, or nothing. */
static void read_status(aca_poller *p, const aca__poll_answer *answer)
{
  const aca_response *r = p->response;
  if (r->http_status == 204) {
    note_state(p, "Succeeded");
    end(p, ACA_OK);
  } else if (answer->status != NULL) {
    if (has_succeeded(p, answer->status))
      succeed_by_status(p, answer);
  } else if (r->http_status == 202 && r->body.length == 0) {
    note_state(p, "InProgress");
  } else if (answer->has_error) {
    aca__response_read_error(p->response);
    p->status = p->response->status;
  } else {
    fail(p, ACA_ERROR_DECODE, r->body.length == 0 ? "the status document is empty" : "the status document has no status");
  }
}

/* Whether the result can have a status of its own, so that one says nothing about the operation. */
static bool result_has_status(const aca_poller *p)
{
  const aca_model *model = p->first->operation->result;
  return model != NULL && aca__property(model, "status") != NULL;
}

static void follow_location(aca_poller *p)
{
  const char *location = aca_response_header(p->response, "Location");
  const char *fault;
  aca__buffer url = {0};
  if (location == NULL || *location == '\0')
    return;
  aca_status status = aca__url_follow(p->first->client->endpoint, location, &url, &fault);
  if (status == ACA_OK && !url.failed) {
    aca__buffer_free(&p->url);
    p->url = url;
    return;
  }
  aca__buffer_free(&url);
  if (status == ACA_OK)
    fail(p, ACA_ERROR_MEMORY, "out of memory");
  else
    p->status = aca__response_fail(p->response, status, "Location %s", fault);
}

/* Behind a Location is the result in the end, or, for some services, a status document. A resource that is deleted may
 * show its last state, whatever it is, when all is over. */
static void read_location(aca_poller *p, const aca__poll_answer *answer)
{
  bool by_status = answer->provisioning_state == NULL && answer->status != NULL && !result_has_status(p);
  const char *state = by_status ? answer->status : answer->provisioning_state;
  bool deleted = !by_status && is_method(p, "DELETE");
  if (p->response->http_status == 202 || (state != NULL && !deleted)) {
    state = state != NULL ? state : "InProgress";
    aca__progress progress = aca__progress_of(state);
    if (p->response->http_status == 202 && (progress == ACA__SUCCEEDED || (progress == ACA__FAILED && deleted)))
      state = "InProgress"; /* the resource's own, not the operation's */
    if (!has_succeeded(p, state)) {
      if (p->phase == ACA__POLL_RUNNING)
        follow_location(p);
      return;
    }
  } else if (!has_succeeded(p, aca__progress_of(state) == ACA__FAILED ? state : "Succeeded")) {
    return;
  }
  if (by_status)
    get_result(p, writes_resource(p) ? p->first->url : NULL);
  else
    finish(p);
}

static void read_resource(aca_poller *p, const aca__poll_answer *answer)
{
  const aca_response *r = p->response;
  const char *state = answer->provisioning_state;
  if (r->http_status == 202)
    note_state(p, "InProgress");
  else if (r->http_status != 204 && r->body.length == 0)
    fail(p, ACA_ERROR_DECODE, "the resource is empty");
  else if (has_succeeded(p, state != NULL ? state : "Succeeded"))
    finish(p);
}

/* 401 is the token's fault, not the operation's. */
static bool is_transient(int http_status)
{
  return http_status == 401 || http_status == 408 || http_status == 429 || http_status >= 500;
}

/* A poll that was not answered says nothing about the operation, but a Location that is gone never comes back. */
static void read_refusal(aca_poller *p)
{
  const aca_response *r = p->response;
  bool refused = r->status == ACA_ERROR_SERVICE && !is_transient(r->http_status);
  p->status = r->status;
  if (refused && (p->phase == ACA__POLL_START || p->phase == ACA__POLL_RESULT || p->kind == ACA__POLL_LOCATION))
    end(p, r->status);
  else if (p->phase == ACA__POLL_START)
    end(p, r->status); /* to send it again is the caller's decision */
}

static void read_poll(aca_poller *p, const aca__poll_answer *answer)
{
  p->percent = answer->has_percent ? answer->percent : -1;
  switch (p->kind) {
  case ACA__POLL_STATUS: read_status(p, answer); break;
  case ACA__POLL_LOCATION: read_location(p, answer); break;
  case ACA__POLL_RESOURCE: read_resource(p, answer); break;
  }
}

/* ---- the first answer ---- */

/* Keeps where the header leads. False when there is no such header; a bad one ends the poller. */
static bool keep_url(aca_poller *p, const char *header, aca__buffer *url)
{
  const char *link = aca_response_header(p->response, header);
  const char *fault;
  if (link == NULL || *link == '\0')
    return false;
  aca_status status = aca__url_follow(p->first->client->endpoint, link, url, &fault);
  if (status != ACA_OK)
    end(p, aca__response_fail(p->response, status, "%s %s", header, fault));
  else if (url->failed)
    end(p, aca__response_fail(p->response, ACA_ERROR_MEMORY, "out of memory"));
  return true;
}

/* For those who look before the end; what cannot be decoded is no error here. */
static void show_first(aca_poller *p)
{
  aca_response *r = p->response;
  const aca_model *model = p->first->operation->result;
  if (model == NULL || r->body.length == 0 || aca__is_plain(model) ||
      aca__call_is_unlike(p->first->operation, r->http_status))
    return;
  p->status = aca__response_decode(r, model, r->body.data, r->body.length, 0);
  if (p->status == ACA_ERROR_DECODE) {
    p->status = r->status = ACA_OK;
    r->message = aca_status_text(ACA_OK);
  }
}

static bool is_done_at_once(const aca_poller *p, const aca__poll_answer *answer)
{
  return p->response->http_status != 202 && is_method(p, "PUT") &&
         aca__progress_of(answer->provisioning_state) == ACA__SUCCEEDED;
}

/* The first of these decides how to poll: see docs/internals/poller.md. */
static void read_first(aca_poller *p, const aca__poll_answer *answer)
{
  int http_status = p->response->http_status;
  const char *state = answer->provisioning_state;
  p->phase = ACA__POLL_RUNNING;
  note_state(p, state != NULL ? state : "InProgress");
  if (keep_url(p, "Azure-AsyncOperation", &p->url) || keep_url(p, "Operation-Location", &p->url)) {
    p->kind = ACA__POLL_STATUS;
    if (p->phase != ACA__POLL_ENDED)
      keep_url(p, "Location", &p->result);
  } else if (keep_url(p, "Location", &p->url)) {
    p->kind = ACA__POLL_LOCATION;
  } else if (writes_resource(p)) {
    p->kind = ACA__POLL_RESOURCE;
    if (http_status == 200 && p->response->body.length == 0)
      finish(p);
    else if (http_status == 200 || http_status == 204 || (http_status == 201 && state != NULL))
      read_resource(p, answer);
  } else if (http_status == 202) {
    end(p, aca__response_fail(p->response, ACA_ERROR_DECODE, "accepted, but without a URL to poll"));
  } else {
    note_state(p, "Succeeded");
    finish(p);
  }
  if (p->phase == ACA__POLL_RUNNING && is_done_at_once(p, answer))
    finish(p);
  if (p->phase == ACA__POLL_RUNNING)
    show_first(p);
}

/* ---- step by step ---- */

static void log_state(const aca_poller *p, aca__now now)
{
  const aca_request *first = p->first;
  if (!aca__log_wants(first->client, ACA_LOG_INFO))
    return;
  int64_t wait_ms = p->phase == ACA__POLL_ENDED || p->due < now.ms ? 0 : p->due - now.ms;
  aca_log_event event = {
      .level = ACA_LOG_INFO,
      .kind = ACA_LOG_POLL,
      .operation = first->operation->id,
      .client_request_id = first->client_request_id,
      .method = first->method,
      .url = first->url,
      .http_status = p->response->http_status,
      .elapsed_ms = now.ms - p->begun,
      .wait_ms = wait_ms,
  };
  aca__log(first->client, event, NULL, NULL, "%s after %lld ms%s", aca_poller_state(p), (long long)event.elapsed_ms,
           p->phase == ACA__POLL_ENDED ? "" : ", goes on");
}

static void set_due(aca_poller *p, bool was_first, aca__now now)
{
  int64_t pause = 0;
  if (p->phase == ACA__POLL_RUNNING || p->status != ACA_OK) {
    pause = aca__retry_after_ms(p->response, now.unix_s);
    if (pause == 0 && !was_first)
      pause = p->first->poll_interval_ms;
  }
  p->due = now.ms + (pause < LONGEST_PAUSE_MS ? pause : LONGEST_PAUSE_MS);
}

/* Of the first answer, and of a result that is no JSON either, a body that is no JSON says nothing. */
static bool may_be_no_json(const aca_poller *p)
{
  return p->phase == ACA__POLL_START || (p->kind == ACA__POLL_LOCATION && p->first->operation->result != NULL &&
                                         aca__is_plain(p->first->operation->result));
}

/* Reads what the answer says of the operation. */
static void read_answer(aca_poller *p)
{
  aca__poll_answer answer = {0};
  aca_response *r = p->response;
  aca_status status = aca__poll_answer_read(r, &answer);
  if (status == ACA_ERROR_DECODE && may_be_no_json(p)) {
    status = r->status = ACA_OK;
    r->message = aca_status_text(ACA_OK);
  }
  p->status = status;
  if (p->phase == ACA__POLL_START && status == ACA_OK) {
    read_first(p, &answer);
  } else if (p->phase == ACA__POLL_START) {
    end(p, status);
  } else if (status == ACA_OK) {
    read_poll(p, &answer);
  }
  aca__poll_answer_free(&answer);
}

void aca__poller_answer(aca_poller *p, aca_response *response, aca__now now)
{
  bool was_first = p->phase == ACA__POLL_START;
  if (p->next != p->first)
    aca_request_free(p->next);
  p->next = NULL;
  if (p->response->value != NULL)
    p->described = p->response;
  else
    aca_response_free(p->response);
  p->response = response;
  p->status = response->status;
  if (p->status != ACA_OK)
    read_refusal(p);
  else if (p->phase == ACA__POLL_RESULT)
    finish(p);
  else
    read_answer(p);
  set_due(p, was_first, now);
  log_state(p, now);
  if (p->first->progress != NULL)
    p->first->progress(p, p->first->progress_data);
}

static int64_t deadline_of(const aca_poller *p)
{
  return p->first->wait_timeout_ms != 0 ? aca__later(p->waiting_since, p->first->wait_timeout_ms) : ACA__NEVER;
}

bool aca__poller_goes_on(aca_poller *p, aca__now now)
{
  if (p->phase == ACA__POLL_ENDED || p->status != ACA_OK)
    return false;
  if (p->begun == 0)
    p->begun = p->waiting_since = now.ms;
  if (now.ms < deadline_of(p))
    return true;
  p->status = aca__response_fail(p->response, ACA_ERROR_TIMEOUT, "the time limit passed; the operation is %s and goes on",
                                 aca_poller_state(p));
  return false;
}

void aca__poller_retry(aca_poller *p, aca__now now)
{
  if (p->phase == ACA__POLL_ENDED || p->status == ACA_OK)
    return;
  if (now.ms >= deadline_of(p)) /* the limit counts anew */
    p->waiting_since = now.ms;
  p->status = ACA_OK;
}

/* The last poll is at the deadline, so that success in the last moment is not missed. */
int64_t aca__poller_due(const aca_poller *p)
{
  int64_t deadline = deadline_of(p);
  return p->due < deadline ? p->due : deadline;
}

const char *aca__poller_url(const aca_poller *p)
{
  return p->phase == ACA__POLL_RUNNING && p->kind == ACA__POLL_RESOURCE ? p->first->url : p->url.data;
}

const aca_request *aca__poller_request(aca_poller *p, aca__now now)
{
  enum { LEAST_MS = 1000 }; /* that last poll needs time, too */
  p->next = p->phase == ACA__POLL_START ? p->first : aca__request_follow(p->first, aca__poller_url(p), NULL);
  if (p->next == NULL) {
    fail(p, ACA_ERROR_MEMORY, "out of memory");
    return NULL;
  }
  int64_t left = deadline_of(p) - (p->due > now.ms ? aca__poller_due(p) : now.ms);
  if (left < LEAST_MS)
    left = LEAST_MS;
  if (deadline_of(p) != ACA__NEVER && (p->next->timeout_ms == 0 || left < p->next->timeout_ms))
    p->next->timeout_ms = (long)left;
  return p->next;
}

/* ---- what users see ---- */

aca_status aca_poller_new(aca_request *request, aca_poller **poller)
{
  aca_poller *p = calloc(1, sizeof *p);
  aca_response *response = p != NULL && request != NULL ? aca__response_new() : NULL;
  if (response == NULL || aca__response_is_constant(response)) {
    *poller = &out_of_memory;
    free(p);
    aca_request_free(request);
    return ACA_ERROR_MEMORY;
  }
  p->first = request;
  p->response = response;
  p->percent = -1;
  *poller = p;
  if (request->status != ACA_OK)
    end(p, aca__response_fail(response, request->status, "%s", request->message));
  else
    request->result = NULL; /* the poller decodes, when it is time */
  return p->status;
}

void aca_poller_free(aca_poller *p)
{
  if (p == NULL || p->first == NULL)
    return;
  if (p->next != p->first)
    aca_request_free(p->next);
  aca_request_free(p->first);
  aca_response_free(p->response);
  aca_response_free(p->described);
  aca__buffer_free(&p->url);
  aca__buffer_free(&p->result);
  aca__buffer_free(&p->state);
  aca__buffer_free(&p->token);
  free(p);
}

aca_response *aca__poller_take_response(aca_poller *p)
{
  aca_response *response = p->response != NULL ? p->response : aca__response_out_of_memory();
  p->response = NULL;
  return response;
}

int64_t aca_poller_delay_ms(const aca_poller *p)
{
  int64_t left = p != NULL && p->phase != ACA__POLL_ENDED ? p->due - aca__clock().ms : 0;
  return left > 0 ? left : 0;
}

bool aca_poller_is_done(const aca_poller *p)
{
  return p == NULL || p->phase == ACA__POLL_ENDED;
}

const char *aca_poller_state(const aca_poller *p)
{
  return p != NULL && p->state.data != NULL ? p->state.data : "";
}

double aca_poller_percent_complete(const aca_poller *p)
{
  return p != NULL ? p->percent : -1;
}

const aca_operation *aca_poller_operation(const aca_poller *p)
{
  return p != NULL && p->first != NULL ? p->first->operation : NULL;
}

int64_t aca_poller_elapsed_ms(const aca_poller *p)
{
  return p != NULL && p->begun != 0 ? aca__clock().ms - p->begun : 0;
}

const aca_response *aca_poller_response(const aca_poller *p)
{
  return p != NULL && p->response != NULL ? p->response : aca__response_out_of_memory();
}

const void *aca_poller_value(const aca_poller *p)
{
  bool goes_on = p != NULL && p->phase != ACA__POLL_ENDED;
  return aca_response_value(goes_on && p->described != NULL ? p->described : aca_poller_response(p));
}
