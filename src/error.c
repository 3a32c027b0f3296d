/* The error bodies of Azure Resource Manager: wrapped in "error", flat, or with capitalised keys. */
#include <string.h>

#include "response.h"

typedef struct reader {
  aca_response *response;
  bool failed; /* out of memory */
} reader;

static const char *json_text(reader *r, aca__node *node)
{
  aca__view view;
  if (node == NULL)
    return NULL;
  aca__json_view(node, &view);
  if (view.kind == ACA__NULL)
    return NULL;
  aca__buffer text = {0};
  aca__write_node(&(aca__writer){.out = &text}, node);
  const char *copy = text.failed ? NULL : aca__arena_copy(&r->response->arena, text.data, text.length);
  aca__buffer_free(&text);
  r->failed = r->failed || copy == NULL;
  return copy;
}

/* A string as it is; a number, which some services send as a code, as its JSON text; else NULL. */
static const char *member_text(reader *r, aca__node *object, const char *name)
{
  aca__node *node = aca__json_member(object, name);
  aca__view view;
  if (node == NULL)
    return NULL;
  aca__json_view(node, &view);
  if (view.kind == ACA__NUMBER)
    return json_text(r, node);
  return view.kind == ACA__STRING ? view.text : NULL;
}

/* Nesting is bounded by the depth of the JSON. */
static void read_error(reader *r, aca__node *object, aca_error *error)
{
  *error = (aca_error){
      .code = member_text(r, object, "code"),
      .message = member_text(r, object, "message"),
      .target = member_text(r, object, "target"),
      .inner_error_json = json_text(r, aca__json_member(object, "innererror")),
      .additional_info_json = json_text(r, aca__json_member(object, "additionalInfo")),
  };
  aca__node *details = aca__json_member(object, "details");
  aca__view view = {.kind = ACA__NULL};
  if (details != NULL)
    aca__json_view(details, &view);
  if (view.kind != ACA__ARRAY || view.child == NULL)
    return;
  size_t count = aca__json_count(details);
  aca_error *items = aca__arena_zeroed(&r->response->arena, count, sizeof *items);
  if (items == NULL) {
    r->failed = true;
    return;
  }
  aca__node *node = view.child;
  for (size_t i = 0; i < count; i++, node = view.next) {
    aca__json_view(node, &view);
    read_error(r, node, &items[i]);
  }
  error->details = items;
  error->detail_count = count;
}

static bool known(const aca_error *error)
{
  return error->code != NULL || error->message != NULL;
}

/* NULL when the body describes no error, or out of memory. */
static aca_error *find_error(reader *r)
{
  const char *ignored = NULL;
  struct cJSON *root = NULL;
  size_t length = 0;
  const char *body = aca_response_body(r->response, &length);
  aca_status status = aca__json_parse(body, length, &r->response->arena, &root, &ignored);
  r->failed = status == ACA_ERROR_MEMORY;
  if (status != ACA_OK)
    return NULL;
  aca__json_free(r->response->json);
  r->response->json = root;
  aca_error *error = aca__arena_alloc(&r->response->arena, sizeof *error);
  r->failed = error == NULL;
  if (error == NULL)
    return NULL;
  aca__node *wrapped = aca__json_member(root, "error");
  if (wrapped != NULL) {
    read_error(r, wrapped, error);
    if (known(error))
      return error;
  }
  read_error(r, root, error);
  return known(error) ? error : NULL;
}

/* The code may be in a header alone, as with an answer that has no body. */
static aca_error *add_header_code(reader *r, aca_error *error)
{
  const char *code = aca_response_header(r->response, "x-ms-error-code");
  if (code == NULL || (error != NULL && error->code != NULL))
    return error;
  if (error == NULL)
    error = aca__arena_zeroed(&r->response->arena, 1, sizeof *error);
  if (error != NULL)
    error->code = code;
  r->failed = r->failed || error == NULL;
  return error;
}

aca_status aca__response_read_error(aca_response *response)
{
  reader r = {.response = response};
  aca_error *error = add_header_code(&r, find_error(&r));
  if (r.failed)
    return aca__response_fail(response, ACA_ERROR_MEMORY, "out of memory");
  response->error = error;
  if (error == NULL)
    return aca__response_fail(response, ACA_ERROR_SERVICE, "HTTP status %d", response->http_status);
  if (error->code == NULL || error->message == NULL)
    return aca__response_fail(response, ACA_ERROR_SERVICE, "HTTP status %d: %s", response->http_status,
                              error->code != NULL ? error->code : error->message);
  return aca__response_fail(response, ACA_ERROR_SERVICE, "HTTP status %d: %s: %s", response->http_status,
                            error->code, error->message);
}
