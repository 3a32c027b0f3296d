#include "response.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "typed.h"

static const aca_response out_of_memory = {.status = ACA_ERROR_MEMORY, .message = "out of memory"};

aca_response *aca__response_out_of_memory(void)
{
  return (aca_response *)&out_of_memory;
}

bool aca__response_is_constant(const aca_response *response)
{
  return response == &out_of_memory;
}

aca_response *aca__response_new(void)
{
  aca_response *response = calloc(1, sizeof *response);
  if (response == NULL)
    return aca__response_out_of_memory();
  response->message = aca_status_text(ACA_OK);
  response->last_warning = &response->warnings;
  return response;
}

void aca__response_reset(aca_response *response)
{
  aca__json_free(response->json);
  aca__buffer_clear(&response->headers);
  aca__buffer_clear(&response->body);
  response->status = ACA_OK;
  response->message = aca_status_text(ACA_OK);
  response->json = NULL;
  response->value = NULL;
  response->error = NULL;
  response->header_count = 0;
  response->http_status = 0;
  response->warnings = NULL;
  response->last_warning = &response->warnings;
  response->warning_count = 0;
}

void aca__response_forget(aca_response *response)
{
  aca__response_reset(response);
  aca__buffer_free(&response->headers);
  aca__buffer_free(&response->body);
  aca__arena_free(&response->arena);
  response->client_request_id = NULL;
  response->attempts = 0;
}

void aca_response_free(aca_response *response)
{
  if (response == NULL || aca__response_is_constant(response))
    return;
  aca__response_forget(response);
  free(response);
}

aca_status aca__response_fail(aca_response *response, aca_status status, const char *format, ...)
{
  if (aca__response_is_constant(response))
    return response->status;
  va_list arguments;
  va_start(arguments, format);
  response->message = aca__arena_vformat(&response->arena, format, arguments);
  va_end(arguments);
  response->status = response->message != NULL ? status : ACA_ERROR_MEMORY;
  if (response->message == NULL)
    response->message = aca_status_text(ACA_ERROR_MEMORY);
  return response->status;
}

void aca__response_add_header(aca_response *response, const char *name, size_t name_length, const char *value,
                              size_t value_length)
{
  aca__buffer_add(&response->headers, name, name_length);
  aca__buffer_char(&response->headers, '\0');
  aca__buffer_add(&response->headers, value, value_length);
  aca__buffer_char(&response->headers, '\0');
  if (!response->headers.failed)
    response->header_count++;
}

/* ---- decoding ---- */

typedef struct reporter {
  aca_response *response;
  bool strict;
  const char *last; /* what was reported */
} reporter;

static bool report(void *data, const aca__path *path, const char *expected, const char *found)
{
  reporter *r = data;
  aca__arena *arena = &r->response->arena;
  const char *where = aca__path_text(path, arena);
  const char *text =
      where != NULL ? aca__arena_format(arena, "%s: expected %s, found %s", where, expected, found) : NULL;
  aca__warning *warning = aca__arena_alloc(arena, sizeof *warning);
  if (text == NULL || warning == NULL)
    return false;
  r->last = text;
  if (r->strict) {
    aca__response_fail(r->response, ACA_ERROR_DECODE, "%s", text);
    return false;
  }
  *warning = (aca__warning){.text = text};
  *r->response->last_warning = warning;
  r->response->last_warning = &warning->next;
  r->response->warning_count++;
  return true;
}

aca_status aca__response_decode(aca_response *response, const aca_model *model, const char *json, size_t length,
                                unsigned flags)
{
  const char *message = NULL;
  struct cJSON *root = NULL;
  if (aca__is_plain(model))
    return aca__plain_decode(response, model, json, length);
  aca_status status = aca__json_parse(json, length, &response->arena, &root, &message);
  if (status != ACA_OK)
    return aca__response_fail(response, status, "%s", message);
  aca__json_free(response->json);
  response->json = root;
  aca__view view;
  aca__json_view(root, &view);
  if (view.kind != ACA__OBJECT && aca__whole(model) == NULL)
    return aca__response_fail(response, ACA_ERROR_DECODE, "expected an object, found %s", aca__kind_text(view.kind));
  reporter r = {.response = response, .strict = (flags & ACA__DECODE_STRICT) != 0};
  response->value = NULL;
  status = aca__decode(model, root, (flags & ACA__DECODE_NULLS) != 0, &response->arena,
                       &(aca__mismatch){.fn = report, .data = &r}, &response->value);
  if (status != ACA_OK && response->status == ACA_OK)
    return aca__response_fail(response, status, "%s", status == ACA_ERROR_DECODE ? r.last : aca_status_text(status));
  return response->status;
}

/* ---- what users read ---- */

aca_status aca_response_status(const aca_response *response)
{
  return response != NULL ? response->status : ACA_OK;
}

const char *aca_response_message(const aca_response *response)
{
  return response != NULL ? response->message : "no response";
}

int aca_response_http_status(const aca_response *response)
{
  return response != NULL ? response->http_status : 0;
}

const aca_error *aca_response_error(const aca_response *response)
{
  return response != NULL ? response->error : NULL;
}

bool aca_response_header_at(const aca_response *response, size_t index, const char **name, const char **value)
{
  if (response == NULL || index >= response->header_count)
    return false;
  const char *at = response->headers.data;
  for (size_t i = 0; i < 2 * index; i++)
    at += strlen(at) + 1;
  if (name != NULL)
    *name = at;
  if (value != NULL)
    *value = at + strlen(at) + 1;
  return true;
}

size_t aca_response_header_count(const aca_response *response)
{
  return response != NULL ? response->header_count : 0;
}

const char *aca_response_header(const aca_response *response, const char *name)
{
  if (response == NULL || name == NULL)
    return NULL;
  const char *at = response->headers.data;
  for (size_t i = 0; i < response->header_count; i++) {
    const char *value = at + strlen(at) + 1;
    if (strcasecmp(at, name) == 0)
      return value;
    at = value + strlen(value) + 1;
  }
  return NULL;
}

const char *aca_response_body(const aca_response *response, size_t *length)
{
  if (length != NULL)
    *length = response != NULL ? response->body.length : 0;
  return response != NULL && response->body.data != NULL ? response->body.data : "";
}

const void *aca_response_value(const aca_response *response)
{
  return response != NULL ? response->value : NULL;
}

const char *aca_response_request_id(const aca_response *response)
{
  return aca_response_header(response, "x-ms-request-id");
}

const char *aca_response_client_request_id(const aca_response *response)
{
  return response != NULL ? response->client_request_id : NULL;
}

int aca_response_attempts(const aca_response *response)
{
  return response != NULL ? response->attempts : 0;
}

bool aca_response_rate_limit_at(const aca_response *response, size_t index, const char **limit, int64_t *remaining)
{
  static const char prefix[] = "x-ms-ratelimit-remaining-";
  const char *name;
  const char *value;
  for (size_t i = 0; aca_response_header_at(response, i, &name, &value); i++) {
    if (strncasecmp(name, prefix, sizeof prefix - 1) != 0 || index-- > 0)
      continue;
    char *end;
    long long count = strtoll(value, &end, 10);
    *limit = name + sizeof prefix - 1;
    *remaining = end != value && *end == '\0' && count >= 0 ? count : -1;
    return true;
  }
  return false;
}

size_t aca_response_warning_count(const aca_response *response)
{
  return response != NULL ? response->warning_count : 0;
}

const char *aca_response_warning(const aca_response *response, size_t index)
{
  const aca__warning *warning = response != NULL ? response->warnings : NULL;
  while (warning != NULL && index-- > 0)
    warning = warning->next;
  return warning != NULL ? warning->text : NULL;
}

/* ---- declared headers ---- */

static bool is_switch(const char *text)
{
  return strcasecmp(text, "true") == 0 || strcasecmp(text, "false") == 0;
}

/* Reads one text into the member at `slot`; false when it does not fit. Header values are written as in JSON, but for
 * the case of booleans. */
static bool read_header(const aca__field *field, const char *text, void *slot)
{
  char *end = NULL;
  errno = 0;
  switch ((aca__type)field->type) {
  case ACA__T_BOOL:
    if (is_switch(text))
      *(aca_opt_bool *)slot = (aca_opt_bool){true, strcasecmp(text, "true") == 0};
    return is_switch(text);
  case ACA__T_INT32:
  case ACA__T_INT64: {
    long long value = strtoll(text, &end, 10);
    bool wide = field->type == ACA__T_INT64;
    if (end == text || *end != '\0' || errno != 0 || (!wide && (value < INT32_MIN || value > INT32_MAX)))
      return false;
    if (wide)
      *(aca_opt_int64 *)slot = (aca_opt_int64){true, value};
    else
      *(aca_opt_int32 *)slot = (aca_opt_int32){true, (int32_t)value};
    return true;
  }
  case ACA__T_DOUBLE: {
    double value;
    if (!aca__read_double(text, &value) || !isfinite(value))
      return false;
    *(aca_opt_double *)slot = (aca_opt_double){true, value};
    return true;
  }
  default: *(const char **)slot = text; return true;
  }
}

aca_status aca__response_headers(const aca_response *response, const aca_model *model, void *headers)
{
  aca_status status = ACA_OK;
  if (headers == NULL)
    return ACA_ERROR_ARGUMENT;
  memset(headers, 0, model->size);
  for (size_t i = 0; i < model->count; i++) {
    const char *text = aca_response_header(response, model->fields[i].name);
    if (text != NULL && !read_header(&model->fields[i], text, (char *)headers + model->fields[i].offset))
      status = ACA_ERROR_DECODE;
  }
  return status;
}
