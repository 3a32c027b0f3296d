#include "call.h"

#include <string.h>
#include <time.h>

#include "client.h"
#include "credential.h"
#include "request.h"
#include "response.h"

static void finish(aca__call *call, aca_status status, const char *message)
{
  aca__response_fail(call->response, status, "%s", message);
  call->step = ACA__FINISHED;
}

static void prepare(aca__call *call)
{
  const aca_request *r = call->request;
  call->exchange = (aca__exchange){
      .method = r->operation->method,
      .url = r->url,
      .headers = r->headers,
      .header_count = r->header_count,
      .authorization = call->authorization.data,
      .body = r->body.data,
      .body_length = r->body.length,
      .timeout_ms = r->timeout_ms,
      .cancel = r->cancel,
      .cancel_data = r->cancel_data,
  };
  call->response->attempts++;
  call->step = ACA__SEND;
}

void aca__call_begin(aca__call *call, const aca_request *request, aca_response *response)
{
  *call = (aca__call){.request = request, .response = response};
  if (request == NULL || request->status != ACA_OK) {
    finish(call, aca_request_status(request), aca_request_message(request));
    return;
  }
  const aca_client *client = request->client;
  response->body.limit = client->max_response_bytes;
  const char *id = request->client_request_id;
  response->client_request_id = aca__arena_copy(&response->arena, id, strlen(id));
  if (response->client_request_id == NULL)
    finish(call, ACA_ERROR_MEMORY, "out of memory");
  else if (client->credential == NULL)
    prepare(call);
  else if (!aca__client_owns(client, request->url))
    finish(call, ACA_ERROR_AUTHENTICATION, "the token goes to the client's endpoint alone");
  else {
    aca__buffer_text(&call->authorization, "Bearer ");
    call->step = ACA__GET_TOKEN;
  }
}

void aca__call_token(aca__call *call, aca_status status, const char *message)
{
  if (status != ACA_OK)
    finish(call, status, message);
  else
    prepare(call);
}

/* A 2xx is a success even where the definition forgot it. */
static bool is_success(const aca_operation *operation, int status)
{
  for (const unsigned short *declared = operation->success; *declared != 0; declared++)
    if (*declared == status)
      return true;
  return status >= 200 && status < 300;
}

/* 202 and 204 have no result by their nature; otherwise a caller may rely on it. */
static void read_result(aca__call *call)
{
  aca_response *r = call->response;
  const aca_model *model = call->request->operation->result;
  if (model == NULL || ((r->http_status == 202 || r->http_status == 204) && r->body.length == 0))
    return;
  if (r->body.length == 0)
    aca__response_fail(r, ACA_ERROR_DECODE, "HTTP status %d: the body is empty", r->http_status);
  else
    aca__response_decode(r, model, r->body.data, r->body.length, call->request->strict ? ACA__DECODE_STRICT : 0);
}

void aca__call_answer(aca__call *call, aca_status status, const char *message)
{
  aca_response *r = call->response;
  if (status != ACA_OK) {
    finish(call, status, message);
    return;
  }
  call->step = ACA__FINISHED;
  if (is_success(call->request->operation, r->http_status))
    read_result(call);
  else
    aca__response_read_error(r);
}

void aca__call_end(aca__call *call)
{
  if (call->authorization.data != NULL)
    aca__wipe(call->authorization.data, call->authorization.capacity);
  aca__buffer_free(&call->authorization);
}
