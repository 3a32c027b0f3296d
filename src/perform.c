/* The blocking driver: does what calls, pollers and pagers ask for, on the thread that wants the answer. */
#include <stdlib.h>
#include <string.h>

#include "call.h"
#include "client.h"
#include "pager.h"
#include "poller.h"
#include "request.h"
#include "response.h"
#include "typed.h"

static void get_token(aca__call *call)
{
  const char *message = NULL;
  const aca__token_want want = aca__call_want(call);
  aca_status status = aca__credential_get(call->request->client->credential, &want, &call->authorization, NULL,
                                          &call->response->arena, &message);
  aca__call_token(call, status, message, aca__clock());
}

static void send_request(aca__call *call)
{
  aca__transport *transport = call->request->client->transport;
  aca__outcome outcome = transport->perform(transport, &call->exchange, call->receiver);
  aca__call_answer(call, &outcome, aca__clock());
}

static void wait(aca__call *call)
{
  int64_t left = call->wait_until - aca__clock().ms;
  aca__sleep(call->exchange.cancel != NULL && left > ACA__ASK_MS ? ACA__ASK_MS : left);
  aca__call_waited(call, aca__clock());
}

static aca_status perform(const aca_request *request, int64_t not_before, aca_response **response)
{
  aca__call call;
  *response = aca__response_new();
  if (aca__response_is_constant(*response))
    return ACA_ERROR_MEMORY;
  aca__call_begin(&call, request, *response, aca__clock(), not_before);
  while (call.step != ACA__FINISHED)
    switch (call.step) {
    case ACA__GET_TOKEN: get_token(&call); break;
    case ACA__SEND: send_request(&call); break;
    case ACA__WAIT: wait(&call); break;
    case ACA__FINISHED: break;
    }
  aca__call_end(&call);
  return (*response)->status;
}

aca_status aca_request_perform(aca_request *request, aca_response **response)
{
  return perform(request, 0, response);
}

aca_status aca_client_get_token(aca_client *client, aca_token **token)
{
  const char *message = NULL;
  aca__arena arena = {0};
  aca__buffer text = {.secret = true};
  aca_token *made = calloc(1, sizeof *made);
  *token = made;
  if (client->credential == NULL || made == NULL) {
    if (made != NULL)
      aca__token_refused(made, "the client has no credential");
    return made != NULL ? ACA_ERROR_AUTHENTICATION : ACA_ERROR_MEMORY;
  }
  const aca__token_want want = {.ask = {.wanted = {client->scope, client->authority_host, NULL}, .deadline = ACA__NEVER}};
  aca_status status = aca__credential_get(client->credential, &want, &text, made, &arena, &message);
  if (status == ACA_OK)
    made->text = strdup(text.data);
  else
    aca__token_refused(made, "%s", message);
  aca__buffer_free(&text);
  aca__arena_free(&arena);
  return status == ACA_OK && made->text == NULL ? ACA_ERROR_MEMORY : status;
}

/* ---- pollers ---- */

static void step(aca_poller *poller, int64_t not_before)
{
  aca_response *response;
  const aca_request *request = aca__poller_request(poller, aca__clock());
  if (request == NULL)
    return;
  (void)!perform(request, not_before, &response);
  aca__poller_answer(poller, response, aca__clock());
}

aca_status aca_poller_step(aca_poller *poller)
{
  if (poller == NULL)
    return ACA_ERROR_ARGUMENT;
  aca__poller_retry(poller, aca__clock());
  if (aca__poller_goes_on(poller, aca__clock()))
    step(poller, 0);
  return poller->phase == ACA__POLL_ENDED && poller->status == ACA_OK ? ACA_DONE : poller->status;
}

aca_status aca_poller_wait(aca_poller *poller)
{
  if (poller == NULL)
    return ACA_ERROR_ARGUMENT;
  aca__poller_retry(poller, aca__clock());
  while (aca__poller_goes_on(poller, aca__clock()))
    step(poller, aca__poller_due(poller));
  return poller->status;
}

aca_status aca__request_begin(aca_request *request, aca_poller **poller)
{
  aca_status status = aca_poller_new(request, poller);
  if (status == ACA_OK)
    status = aca_poller_step(*poller);
  return status == ACA_DONE ? ACA_OK : status;
}

aca_status aca_operation_begin(aca_client *client, const aca_operation *operation, const char *const *arguments,
                               const void *body, const aca_call_options *options, aca_poller **poller)
{
  aca_request *request;
  (void)!aca_operation_request(client, operation, arguments, body, options, &request); /* the poller repeats it */
  return aca__request_begin(request, poller);
}

/* ---- pagers ---- */

aca_status aca_pager_next_page(aca_pager *pager, const void **page)
{
  aca_response *response;
  int64_t not_before;
  if (pager == NULL)
    return ACA_ERROR_ARGUMENT;
  for (bool goes_on = true; goes_on;) {
    const aca_request *request = aca__pager_request(pager, aca__clock(), &not_before);
    if (request == NULL)
      break;
    (void)!perform(request, not_before, &response);
    goes_on = aca__pager_answer(pager, response, aca__clock());
  }
  if (pager->status == ACA_OK)
    *page = aca_response_value(pager->response);
  return pager->status;
}

/* ---- whole operations ---- */

static aca_status perform_and_wait(aca_request *request, aca_response **response)
{
  aca_poller *poller;
  aca_status status = aca_poller_new(request, &poller);
  if (status == ACA_OK)
    status = aca_poller_wait(poller);
  *response = aca__poller_take_response(poller);
  aca_poller_free(poller);
  return status;
}

aca_status aca__request_call(aca_request *request, aca_response **response, const void **value)
{
  aca_status status = request->status;
  if (status == ACA_OK && request->operation->long_running) {
    status = perform_and_wait(request, response);
  } else {
    status = aca_request_perform(request, response);
    aca_request_free(request);
  }
  if (status == ACA_OK && value != NULL)
    *value = (*response)->value;
  return status;
}

aca_status aca_operation_call(aca_client *client, const aca_operation *operation, const char *const *arguments,
                              const void *body, const aca_call_options *options, aca_response **response,
                              const void **value)
{
  aca_request *request;
  (void)!aca_operation_request(client, operation, arguments, body, options, &request); /* the response has it, too */
  return aca__request_call(request, response, value);
}
