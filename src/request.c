/* Builds the URL, the headers and the body of an operation. */
#include "request.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "client.h"
#include "codec.h"
#include "retry.h"
#include "typed.h"
#include "url.h"
#include "uuid.h"

static const aca_request out_of_memory = {.status = ACA_ERROR_MEMORY, .message = "out of memory"};
static const aca_call_options defaults = {0};
static const char json[] = "application/json";

static aca_status refuse(aca_request *r, const char *format, ...) __attribute__((format(printf, 2, 3)));

static aca_status no_memory(aca_request *r)
{
  r->message = aca_status_text(ACA_ERROR_MEMORY);
  r->status = ACA_ERROR_MEMORY;
  return r->status;
}

static aca_status refuse(aca_request *r, const char *format, ...)
{
  va_list arguments;
  va_start(arguments, format);
  r->message = aca__arena_vformat(&r->arena, format, arguments);
  va_end(arguments);
  r->status = ACA_ERROR_ARGUMENT;
  return r->message != NULL ? r->status : no_memory(r);
}

/* ---- the URL ---- */

static aca_status add_argument(aca_request *r, aca__buffer *out, const aca_parameter *p, aca__arguments arguments,
                               const char *between)
{
  size_t index = (size_t)(p - r->operation->parameters);
  const char *fault = p->type == ACA_PARAMETER_TEXT && p->separator == '\0'
                          ? aca__argument_add_text(out, p, arguments.values[index])
                          : aca__argument_add_values(out, p, arguments, index, between);
  return fault == NULL ? ACA_OK : refuse(r, "%s: %s", p->name, fault);
}

/* What the client has, which is no parameter of the operation. */
static const aca_parameter subscription_id = {.name = "subscriptionId", .place = ACA_IN_PATH};
static const aca_parameter api_version = {.name = "api-version", .place = ACA_IN_QUERY};

static aca_status add_own(aca_request *r, aca__buffer *url, const aca_parameter *own, const char *text)
{
  const char *fault = aca__argument_add_text(url, own, text);
  return fault == NULL ? ACA_OK : refuse(r, "%s: %s", own->name, fault);
}

/* Adds the value of the path parameter whose name is the `length` bytes at `name`. */
static aca_status add_path_value(aca_request *r, aca__buffer *url, const char *name, size_t length,
                                 aca__arguments arguments, const aca_call_options *options)
{
  const aca_operation *op = r->operation;
  for (size_t i = 0; i < op->parameter_count; i++) {
    const aca_parameter *p = &op->parameters[i];
    if (p->place == ACA_IN_PATH && strncmp(p->name, name, length) == 0 && p->name[length] == '\0')
      return add_argument(r, url, p, arguments, "");
  }
  const char *subscription =
      options->subscription_id != NULL ? options->subscription_id : r->client->subscription_id;
  return add_own(r, url, &subscription_id, subscription);
}

static aca_status add_path(aca_request *r, aca__buffer *url, aca__arguments arguments,
                           const aca_call_options *options)
{
  const char *at = r->operation->path;
  while (*at != '\0') {
    size_t plain = strcspn(at, "{");
    aca__buffer_add(url, at, plain);
    at += plain;
    if (*at == '\0')
      break;
    size_t length = strcspn(at + 1, "}");
    if (add_path_value(r, url, at + 1, length, arguments, options) != ACA_OK)
      return r->status;
    at += length + 2;
  }
  return ACA_OK;
}

/* The name, and what comes between it and the one before. */
static const char *query_name(aca_request *r, const char *name)
{
  const char *text = aca__arena_format(&r->arena, "&%s=", name);
  if (text == NULL)
    no_memory(r);
  return text;
}

static aca_status add_query(aca_request *r, aca__buffer *url, aca__arguments arguments,
                            const aca_call_options *options)
{
  const aca_operation *op = r->operation;
  const char *version = options->api_version != NULL      ? options->api_version
                        : r->client->api_version != NULL ? r->client->api_version
                                                         : op->api_version;
  aca__buffer_text(url, strchr(op->path, '?') == NULL ? "?api-version=" : "&api-version=");
  aca_status status = add_own(r, url, &api_version, version);
  for (size_t i = 0; i < op->parameter_count && status == ACA_OK; i++) {
    const aca_parameter *p = &op->parameters[i];
    if (p->place != ACA_IN_QUERY || !(p->required || aca__argument_given(p, arguments, i)))
      continue;
    const char *name = query_name(r, p->name);
    if (name == NULL)
      return r->status;
    aca__buffer_text(url, name);
    status = add_argument(r, url, p, arguments, name);
  }
  return status;
}

static aca_status build_url(aca_request *r, aca__arguments arguments, const aca_call_options *options)
{
  aca__buffer url = {0};
  aca__buffer_text(&url, r->client->endpoint);
  aca_status status = add_path(r, &url, arguments, options);
  if (status == ACA_OK)
    status = add_query(r, &url, arguments, options);
  if (status == ACA_OK) {
    r->url = url.failed ? NULL : aca__arena_copy(&r->arena, url.data, url.length);
    if (r->url == NULL)
      status = no_memory(r);
  }
  aca__buffer_free(&url);
  return status;
}

/* ---- headers ---- */

/* Letters of RFC 9110's token. */
static bool is_header_name(const char *name)
{
  if (name == NULL || *name == '\0')
    return false;
  for (; *name != '\0'; name++)
    if (!aca__is_unreserved(*name) && strchr("!#$%&'*+^`|", *name) == NULL)
      return false;
  return true;
}

/* Headers that are the library's own business: the token's, and those that say where the request ends. */
static bool is_ours(const char *name)
{
  static const char *const names[] = {"Authorization", "Host",    "Content-Length",        "Transfer-Encoding",
                                      "Connection",    "Expect", "x-ms-client-request-id", "Proxy-Authorization"};
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
    if (strcasecmp(name, names[i]) == 0)
      return true;
  return false;
}

static void set_header(aca_request *r, const char *name, const char *value)
{
  size_t i = 0;
  while (i < r->header_count && strcasecmp(r->headers[i].name, name) != 0)
    i++;
  r->headers[i] = (aca_header){name, value};
  if (i == r->header_count)
    r->header_count++;
}

static aca_status add_given_headers(aca_request *r, const aca_call_options *options)
{
  if (options->header_count > 0 && options->headers == NULL)
    return refuse(r, "headers: NULL");
  for (size_t i = 0; i < options->header_count; i++) {
    const aca_header *given = &options->headers[i];
    if (!is_header_name(given->name))
      return refuse(r, "headers[%zu]: not a header name", i);
    if (given->value == NULL || !aca__is_header_value(given->value))
      return refuse(r, "%s: NULL or with a control character", given->name);
    if (is_ours(given->name))
      return refuse(r, "%s: set by the library alone", given->name);
    const char *name = aca__arena_copy(&r->arena, given->name, strlen(given->name));
    const char *value = aca__arena_copy(&r->arena, given->value, strlen(given->value));
    if (name == NULL || value == NULL)
      return no_memory(r);
    set_header(r, name, value);
  }
  return ACA_OK;
}

/* Those that the operation declares. */
static aca_status add_header_arguments(aca_request *r, aca__arguments arguments)
{
  const aca_operation *op = r->operation;
  aca_status status = ACA_OK;
  for (size_t i = 0; i < op->parameter_count && status == ACA_OK; i++) {
    const aca_parameter *p = &op->parameters[i];
    if (p->place != ACA_IN_HEADER || !(p->required || aca__argument_given(p, arguments, i)))
      continue;
    aca__buffer value = {.secret = true};
    status = add_argument(r, &value, p, arguments, "");
    const char *copy = NULL;
    if (status == ACA_OK && !value.failed)
      copy = aca__arena_copy(&r->arena, value.data != NULL ? value.data : "", value.length);
    if (copy != NULL)
      set_header(r, p->name, copy);
    else if (status == ACA_OK)
      status = no_memory(r);
    aca__buffer_free(&value);
  }
  return status;
}

aca_status aca__request_headers(aca_request *r, aca__arguments arguments, const aca_call_options *options)
{
  enum { OWN_HEADERS = 3 };
  const aca_operation *op = r->operation;
  const char *id = options->client_request_id;
  char random[ACA__UUID_SIZE];
  if (id == NULL && aca__uuid(random))
    id = random;
  if (id != NULL && (*id == '\0' || !aca__is_header_value(id)))
    return refuse(r, "client_request_id: empty or with a control character");
  r->client_request_id = id != NULL ? aca__arena_copy(&r->arena, id, strlen(id)) : NULL;
  r->headers = aca__arena_zeroed(&r->arena, OWN_HEADERS + op->parameter_count + options->header_count,
                                  sizeof *r->headers);
  if (r->client_request_id == NULL || r->headers == NULL)
    return no_memory(r);
  set_header(r, "Accept", op->accept != NULL ? op->accept : json);
  set_header(r, "x-ms-client-request-id", r->client_request_id);
  if (r->body.data != NULL)
    set_header(r, "Content-Type", op->content_type != NULL ? op->content_type : json);
  aca_status status = arguments.values != NULL ? add_header_arguments(r, arguments) : ACA_OK;
  return status == ACA_OK ? add_given_headers(r, options) : status;
}

/* ---- the body ---- */

static aca_status build_body(aca_request *r, const void *body, const aca_call_options *options)
{
  const aca_operation *op = r->operation;
  const char *message = NULL;
  if (options->body_json != NULL) {
    aca__buffer_text(&r->body, options->body_json);
    return r->body.failed ? no_memory(r) : ACA_OK;
  }
  if (op->body == NULL || body == NULL)
    return op->body != NULL && op->body_required ? refuse(r, "%s: NULL", op->body_name) : ACA_OK;
  aca_status status = aca__encode(op->body, body, ACA_ENCODE_REQUEST, &r->body, &r->arena, &message);
  if (status == ACA_ERROR_ARGUMENT)
    return refuse(r, "%s: %s", op->body_name, message);
  return status == ACA_OK ? ACA_OK : no_memory(r);
}

/* ---- what users see ---- */

static long choose(long call, long client)
{
  return call != 0 ? call : client;
}

static aca_status set_limits(aca_request *r, const aca_call_options *options)
{
  const aca_client *client = r->client;
  r->timeout_ms = choose(options->timeout_ms, client->timeout_ms);
  r->try_timeout_ms = choose(options->try_timeout_ms, client->try_timeout_ms);
  r->wait_timeout_ms = choose(options->wait_timeout_ms, client->wait_timeout_ms);
  r->poll_interval_ms = choose(options->poll_interval_ms, client->poll_interval_ms);
  r->strict = options->strict || client->strict;
  r->progress = options->progress;
  r->progress_data = options->progress_data;
  r->cancel = options->cancel;
  r->cancel_data = options->cancel_data;
  if (r->timeout_ms < 0 || r->try_timeout_ms < 0 || r->wait_timeout_ms < 0 || r->poll_interval_ms < 0)
    return refuse(r, "%s: negative", r->timeout_ms < 0        ? "timeout_ms"
                                     : r->try_timeout_ms < 0  ? "try_timeout_ms"
                                     : r->wait_timeout_ms < 0 ? "wait_timeout_ms"
                                                              : "poll_interval_ms");
  if (options->retry == NULL) {
    r->retry = client->retry;
    return ACA_OK;
  }
  r->retry = aca__retry_options(options->retry);
  return aca__retry_keep(&r->retry, &r->arena) ? ACA_OK : no_memory(r);
}

aca_status aca__request_new(aca_client *client, const aca_operation *operation, const aca_call_options *options,
                            aca_request **request)
{
  aca_request *r = calloc(1, sizeof *r);
  *request = r != NULL ? r : (aca_request *)&out_of_memory;
  if (r == NULL)
    return ACA_ERROR_MEMORY;
  r->message = aca_status_text(ACA_OK);
  r->body.secret = true; /* such as those of a container app */
  if (client == NULL || operation == NULL)
    return refuse(r, "%s is NULL", client == NULL ? "client" : "operation");
  r->client = client;
  r->operation = operation;
  r->method = operation->method;
  r->result = operation->result;
  return set_limits(r, options);
}

static aca_status build(aca_client *client, const aca_operation *operation, aca__arguments arguments,
                        const void *body, const aca_call_options *options, aca_request **request)
{
  if (options == NULL)
    options = &defaults;
  aca_status status = aca__request_new(client, operation, options, request);
  if (status != ACA_OK)
    return status;
  aca_request *r = *request;
  if (operation->parameter_count > 0 && arguments.values == NULL)
    return refuse(r, "arguments is NULL");
  status = build_url(r, arguments, options);
  if (status == ACA_OK)
    status = build_body(r, body, options);
  if (status == ACA_OK)
    status = aca__request_headers(r, arguments, options);
  return status;
}

aca_status aca_operation_request(aca_client *client, const aca_operation *operation, const char *const *arguments,
                                 const void *body, const aca_call_options *options, aca_request **request)
{
  const aca__arguments texts = {.values = (const void *const *)arguments};
  return build(client, operation, texts, body, options, request);
}

aca_status aca__operation_request(aca_client *client, const aca_operation *operation, const void *const *arguments,
                                  const void *body, const aca_call_options *options, aca_request **request)
{
  const aca__arguments typed = {.values = arguments, .typed = true};
  return build(client, operation, typed, body, options, request);
}

static bool goes_along(const char *header)
{
  return strncasecmp(header, "If-", 3) != 0 && strcasecmp(header, "Content-Type") != 0;
}

aca_request *aca__request_follow(const aca_request *first, const char *url, const aca_model *result)
{
  aca_request *r = calloc(1, sizeof *r);
  if (r == NULL)
    return NULL;
  *r = *first;
  r->arena = (aca__arena){0};
  r->body = (aca__buffer){0};
  r->method = "GET";
  r->result = result;
  r->header_count = 0;
  r->url = aca__arena_copy(&r->arena, url, strlen(url));
  r->headers = aca__arena_zeroed(&r->arena, first->header_count, sizeof *r->headers);
  if (r->url == NULL || r->headers == NULL) {
    aca_request_free(r);
    return NULL;
  }
  for (size_t i = 0; i < first->header_count; i++)
    if (goes_along(first->headers[i].name))
      r->headers[r->header_count++] = first->headers[i];
  return r;
}

bool aca__request_canceled(const aca_request *request)
{
  return request->cancel != NULL && request->cancel(request->cancel_data);
}

void aca_request_free(aca_request *request)
{
  if (request == NULL || request == &out_of_memory)
    return;
  aca__buffer_free(&request->body);
  aca__arena_free(&request->arena);
  free(request);
}

aca_status aca_request_status(const aca_request *request)
{
  return request != NULL ? request->status : ACA_ERROR_ARGUMENT;
}

const char *aca_request_message(const aca_request *request)
{
  return request != NULL ? request->message : "request is NULL";
}

const char *aca_request_method(const aca_request *request)
{
  return request != NULL && request->method != NULL ? request->method : "";
}

const char *aca_request_url(const aca_request *request)
{
  return request != NULL && request->url != NULL ? request->url : "";
}

const char *aca_request_body(const aca_request *request, size_t *length)
{
  if (length != NULL)
    *length = request != NULL ? request->body.length : 0;
  return request != NULL && request->body.data != NULL ? request->body.data : "";
}

size_t aca_request_header_count(const aca_request *request)
{
  return request != NULL ? request->header_count : 0;
}

const aca_header *aca_request_header_at(const aca_request *request, size_t index)
{
  return index < aca_request_header_count(request) ? &request->headers[index] : NULL;
}
