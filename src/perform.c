/* The blocking driver: does what the call asks for, on the thread that wants the answer. */
#include <time.h>

#include "aca/operation.h"
#include "call.h"
#include "client.h"
#include "credential.h"
#include "request.h"
#include "response.h"

static void get_token(aca__call *call)
{
  const aca_client *client = call->request->client;
  const char *message = NULL;
  aca_status status = aca__credential_get(client->credential, client->scope, (int64_t)time(NULL),
                                          &call->authorization, &call->response->arena, &message);
  aca__call_token(call, status, message);
}

static void send_request(aca__call *call)
{
  aca__transport *transport = call->request->client->transport;
  const char *message = NULL;
  aca_status status = transport->perform(transport, &call->exchange, call->response, &message);
  aca__call_answer(call, status, message);
}

aca_status aca_request_perform(aca_request *request, aca_response **response)
{
  aca__call call;
  *response = aca__response_new();
  if (aca__response_is_constant(*response))
    return ACA_ERROR_MEMORY;
  aca__call_begin(&call, request, *response);
  while (call.step != ACA__FINISHED)
    if (call.step == ACA__GET_TOKEN)
      get_token(&call);
    else
      send_request(&call);
  aca__call_end(&call);
  return (*response)->status;
}

aca_status aca_operation_call(aca_client *client, const aca_operation *operation, const char *const *arguments,
                              const void *body, const aca_call_options *options, aca_response **response,
                              const void **value)
{
  aca_request *request;
  (void)!aca_operation_request(client, operation, arguments, body, options, &request); /* perform() repeats it */
  aca_status status = aca_request_perform(request, response);
  aca_request_free(request);
  if (status == ACA_OK && value != NULL)
    *value = (*response)->value;
  return status;
}
