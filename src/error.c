/* The error bodies of Azure Resource Manager: wrapped in "error", flat, or with capitalised keys. */
#include <string.h>
#include <strings.h>

#include "response.h"

/* The member called `name` in any letter case, or NULL. */
static aca__node *member(aca__node *object, const char *name)
{
  aca__view view;
  if (object == NULL)
    return NULL;
  aca__json_view(object, &view);
  if (view.kind != ACA__OBJECT)
    return NULL;
  for (aca__node *node = view.child; node != NULL; node = view.next) {
    aca__json_view(node, &view);
    if (strcasecmp(view.name, name) == 0)
      return node;
  }
  return NULL;
}

static const char *json_text(aca_response *response, aca__node *node)
{
  aca__view view;
  if (node == NULL)
    return NULL;
  aca__json_view(node, &view);
  if (view.kind == ACA__NULL)
    return NULL;
  aca__buffer text = {0};
  aca__write_node(&(aca__writer){.out = &text}, node);
  const char *copy = text.failed ? NULL : aca__arena_copy(&response->arena, text.data, text.length);
  aca__buffer_free(&text);
  return copy;
}

/* A string as it is; a number, which some services send as a code, as its JSON text; else NULL. */
static const char *member_text(aca_response *response, aca__node *object, const char *name)
{
  aca__node *node = member(object, name);
  aca__view view;
  if (node == NULL)
    return NULL;
  aca__json_view(node, &view);
  if (view.kind == ACA__NUMBER)
    return json_text(response, node);
  return view.kind == ACA__STRING ? view.text : NULL;
}

/* False when out of memory. Nesting is bounded by the depth of the JSON. */
static bool read_error(aca_response *response, aca__node *object, aca_error *error)
{
  *error = (aca_error){
      .code = member_text(response, object, "code"),
      .message = member_text(response, object, "message"),
      .target = member_text(response, object, "target"),
      .inner_error_json = json_text(response, member(object, "innererror")),
      .additional_info_json = json_text(response, member(object, "additionalInfo")),
  };
  aca__node *details = member(object, "details");
  aca__view view = {.kind = ACA__NULL};
  if (details != NULL)
    aca__json_view(details, &view);
  if (view.kind != ACA__ARRAY || view.child == NULL)
    return true;
  size_t count = aca__json_count(details);
  aca_error *items = aca__arena_zeroed(&response->arena, count, sizeof *items);
  if (items == NULL)
    return false;
  aca__node *node = view.child;
  for (size_t i = 0; i < count; i++, node = view.next) {
    aca__json_view(node, &view);
    if (!read_error(response, node, &items[i]))
      return false;
  }
  error->details = items;
  error->detail_count = count;
  return true;
}

static bool known(const aca_error *error)
{
  return error->code != NULL || error->message != NULL;
}

/* NULL when the body describes no error, or out of memory. */
static const aca_error *find_error(aca_response *response)
{
  const char *ignored = NULL;
  struct cJSON *root = NULL;
  size_t length = 0;
  const char *body = aca_response_body(response, &length);
  if (aca__json_parse(body, length, &response->arena, &root, &ignored) != ACA_OK)
    return NULL;
  aca__json_free(response->json);
  response->json = root;
  aca_error *error = aca__arena_alloc(&response->arena, sizeof *error);
  aca__node *wrapped = member(root, "error");
  if (error == NULL)
    return NULL;
  if (wrapped != NULL && read_error(response, wrapped, error) && known(error))
    return error;
  return read_error(response, root, error) && known(error) ? error : NULL;
}

/* The code may be in a header alone, as with an answer that has no body. */
static const aca_error *error_of_header(aca_response *response)
{
  const char *code = aca_response_header(response, "x-ms-error-code");
  aca_error *error = code != NULL ? aca__arena_zeroed(&response->arena, 1, sizeof *error) : NULL;
  if (error != NULL)
    error->code = code;
  return error;
}

aca_status aca__response_read_error(aca_response *response)
{
  response->error = find_error(response);
  if (response->error == NULL)
    response->error = error_of_header(response);
  const aca_error *error = response->error;
  if (error == NULL)
    return aca__response_fail(response, ACA_ERROR_SERVICE, "HTTP status %d", response->http_status);
  if (error->code == NULL || error->message == NULL)
    return aca__response_fail(response, ACA_ERROR_SERVICE, "HTTP status %d: %s", response->http_status,
                              error->code != NULL ? error->code : error->message);
  return aca__response_fail(response, ACA_ERROR_SERVICE, "HTTP status %d: %s: %s", response->http_status,
                            error->code, error->message);
}
