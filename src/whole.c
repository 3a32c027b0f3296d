/* Text and bytes: the models of what is no JSON. */
#include <string.h>

#include "response.h"

const aca_model aca_as_text = {.name = "text"};
const aca_model aca_as_bytes = {.name = "bytes"};

bool aca__is_plain(const aca_model *model)
{
  return model == &aca_as_text || model == &aca_as_bytes;
}

/* A copy unless the bytes are the response's own already. */
static const char *keep(aca_response *response, const char *bytes, size_t length)
{
  if (length == 0)
    return "";
  return bytes == response->body.data ? bytes : aca__arena_copy(&response->arena, bytes, length);
}

aca_status aca__plain_decode(aca_response *response, const aca_model *model, const char *bytes, size_t length)
{
  const char *kept = keep(response, bytes, length);
  if (kept != NULL && model == &aca_as_text) {
    size_t text = strlen(kept);
    if (text != length)
      return aca__response_fail(response, ACA_ERROR_DECODE, "byte %zu is NUL", text);
    response->value = kept;
  } else if (kept != NULL) {
    aca_bytes *value = aca__arena_alloc(&response->arena, sizeof *value);
    if (value != NULL)
      *value = (aca_bytes){kept, length};
    response->value = value;
  }
  return response->value != NULL ? ACA_OK : aca__response_fail(response, ACA_ERROR_MEMORY, "out of memory");
}

aca_status aca__plain_encode(const aca_model *model, const void *value, aca__buffer *out, const char **message)
{
  const aca_bytes *bytes = value;
  aca_status status = ACA_OK;
  if (model == &aca_as_text)
    aca__buffer_text(out, value);
  else if (bytes->data == NULL && bytes->length > 0)
    status = ACA_ERROR_ARGUMENT;
  else
    aca__buffer_add(out, bytes->length > 0 ? bytes->data : "", bytes->length);
  if (out->failed)
    status = ACA_ERROR_MEMORY;
  *message = status == ACA_ERROR_ARGUMENT ? "data is NULL" : aca_status_text(status);
  return status;
}
