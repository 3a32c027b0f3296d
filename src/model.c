/* What users can do with any model, by way of the codec. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "response.h"

const char *aca_model_name(const aca_model *model)
{
  return model != NULL ? model->name : "";
}

static aca_status decode(const aca_model *model, const char *json, size_t length, unsigned flags,
                         aca_response **response, const void **value)
{
  *response = aca__response_new();
  if (aca__response_is_constant(*response))
    return ACA_ERROR_MEMORY;
  if (model == NULL || json == NULL)
    return aca__response_fail(*response, ACA_ERROR_ARGUMENT, "%s is NULL", model == NULL ? "model" : "json");
  aca_status status = aca__response_decode(*response, model, json, length, flags);
  if (status == ACA_OK)
    *value = (*response)->value;
  return status;
}

aca_status aca_model_decode(const aca_model *model, const char *json, size_t length, aca_response **response,
                            const void **value)
{
  return decode(model, json, length, 0, response, value);
}

aca_status aca_model_decode_patch(const aca_model *model, const char *json, size_t length, aca_response **response,
                                  const void **value)
{
  return decode(model, json, length, ACA__DECODE_NULLS, response, value);
}

aca_status aca_model_encode(const aca_model *model, const void *value, unsigned flags, aca_response **response)
{
  *response = aca__response_new();
  if (aca__response_is_constant(*response))
    return ACA_ERROR_MEMORY;
  if (model == NULL || value == NULL)
    return aca__response_fail(*response, ACA_ERROR_ARGUMENT, "%s is NULL", model == NULL ? "model" : "value");
  const char *message = NULL;
  aca_status status =
      aca__encode(model, value, flags, &(*response)->body, &(*response)->arena, &message);
  if (status != ACA_OK)
    aca__buffer_free(&(*response)->body);
  return status == ACA_OK ? ACA_OK : aca__response_fail(*response, status, "%s", message);
}

aca_status aca_model_clone(const aca_model *model, const void *value, aca_response **response, const void **copy)
{
  aca_status status = aca_model_encode(model, value, ACA_ENCODE_ALL, response);
  if (status != ACA_OK)
    return status;
  aca_response *text = *response;
  size_t length;
  const char *json = aca_response_body(text, &length);
  status = decode(model, json, length, ACA__DECODE_NULLS, response, copy);
  aca_response_free(text);
  return status;
}

/* The node at `path`, or NULL: members by `.name`, elements by `[index]`. */
static aca__node *node_at(aca__node *node, const char *path)
{
  while (*path != '\0' && node != NULL) {
    aca__view view;
    aca__json_view(node, &view);
    if (*path == '[') {
      char *end;
      unsigned long index = strtoul(path + 1, &end, 10);
      if (view.kind != ACA__ARRAY || end == path + 1 || *end != ']')
        return NULL;
      for (node = view.child; node != NULL && index > 0; index--) {
        aca__json_view(node, &view);
        node = view.next;
      }
      path = end + 1;
      continue;
    }
    path += *path == '.';
    size_t length = strcspn(path, ".[");
    aca__node *child = view.kind == ACA__OBJECT ? view.child : NULL;
    for (node = NULL; child != NULL && node == NULL; child = view.next) {
      aca__json_view(child, &view);
      if (strncmp(view.name, path, length) == 0 && view.name[length] == '\0')
        node = child;
    }
    path += length;
  }
  return node;
}

aca_status aca_model_lookup(const aca_model *model, const void *value, const char *path, aca_response **response)
{
  aca_status status = aca_model_encode(model, value, ACA_ENCODE_ALL, response);
  if (status != ACA_OK)
    return status;
  if (path == NULL)
    return aca__response_fail(*response, ACA_ERROR_ARGUMENT, "path is NULL");
  aca_response *r = *response;
  const char *message = NULL;
  status = aca__json_parse(r->body.data, r->body.length, &r->arena, &r->json, &message);
  if (status != ACA_OK)
    return aca__response_fail(r, status, "%s", message);
  aca__buffer_clear(&r->body);
  aca__node *node = node_at(r->json, path);
  if (node == NULL) {
    aca__buffer_free(&r->body);
    return aca__response_fail(r, ACA_DONE, "nothing is at %s", path);
  }
  aca__write_node(&(aca__writer){.out = &r->body}, node);
  return r->body.failed ? aca__response_fail(r, ACA_ERROR_MEMORY, "out of memory") : ACA_OK;
}

aca_status aca_model_print(const aca_model *model, const void *value, FILE *stream)
{
  aca_response *response;
  aca_status status = aca_model_encode(model, value, ACA_ENCODE_REDACTED | ACA_ENCODE_INDENTED, &response);
  if (status == ACA_OK && fprintf(stream, "%s\n", aca_response_body(response, NULL)) < 0)
    status = ACA_ERROR_ARGUMENT;
  aca_response_free(response);
  return status;
}
