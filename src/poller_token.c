/* Resume tokens: "aca1." and, in base64, the JSON of what a poller has to know. */
#include <stdlib.h>
#include <string.h>

#include "aca/base64.h"
#include "client.h"
#include "poller.h"
#include "request.h"
#include "response.h"
#include "url.h"

static const char prefix[] = "aca1.";
static const char *const kinds[] = {"status", "location", "resource"};
static const char *const phases[] = {[ACA__POLL_RUNNING] = "running", [ACA__POLL_RESULT] = "result"};

static void add_member(aca__writer *writer, const char *name, const char *text)
{
  (void)!aca__write_member(writer, name);
  (void)!aca__write_string(writer, text);
}

const char *aca_poller_resume_token(aca_poller *p)
{
  if (p == NULL || (p->phase != ACA__POLL_RUNNING && p->phase != ACA__POLL_RESULT))
    return NULL;
  aca__buffer json = {0};
  aca__writer writer = {.out = &json};
  aca__write_open(&writer, '{');
  add_member(&writer, "operation", p->first->operation->id);
  add_member(&writer, "apiVersion", p->first->operation->api_version);
  add_member(&writer, "kind", kinds[p->kind]);
  add_member(&writer, "phase", phases[p->phase]);
  add_member(&writer, "url", aca__poller_url(p));
  add_member(&writer, "resource", p->first->url);
  add_member(&writer, "result", p->result.data != NULL ? p->result.data : "");
  add_member(&writer, "state", aca_poller_state(p));
  aca__write_close(&writer, '}');
  char *text = NULL;
  aca_status status = json.failed ? ACA_ERROR_MEMORY : aca_base64_encode(json.data, json.length, &text);
  aca__buffer_free(&json);
  aca__buffer_free(&p->token);
  if (status != ACA_OK)
    return NULL;
  aca__buffer_text(&p->token, prefix);
  aca__buffer_text(&p->token, text);
  free(text);
  return p->token.failed ? NULL : p->token.data;
}

/* ---- reading ---- */

/* The place of the member's text among `words`; -1 when it is none of them. */
static int member_index(aca__node *root, const char *name, const char *const *words, size_t count)
{
  const char *text = aca__json_text(aca__json_member(root, name));
  for (size_t i = 0; text != NULL && i < count; i++)
    if (words[i] != NULL && strcmp(words[i], text) == 0)
      return (int)i;
  return -1;
}

static bool same(aca__node *root, const char *name, const char *expected)
{
  const char *text = aca__json_text(aca__json_member(root, name));
  return text != NULL && strcmp(text, expected) == 0;
}

/* Where to go is checked again when the requests are made; here it is said in time. */
static const char *take_url(const aca_poller *p, aca__node *root, const char *name, aca__buffer *url)
{
  const char *text = aca__json_text(aca__json_member(root, name));
  const char *fault;
  if (text == NULL || aca__url_after_scheme(text) == NULL)
    return "resume token: not whole";
  switch (aca__url_follow(p->first->client->endpoint, text, url, &fault)) {
  case ACA_OK: return NULL;
  case ACA_ERROR_AUTHENTICATION: return "resume token: of another endpoint";
  default: return "resume token: not whole";
  }
}

static const char *read_members(aca_poller *p, aca__node *root)
{
  const aca_operation *operation = p->first->operation;
  if (!same(root, "operation", operation->id))
    return "resume token: of another operation";
  if (!same(root, "apiVersion", operation->api_version))
    return "resume token: of another api-version";
  int kind = member_index(root, "kind", kinds, sizeof kinds / sizeof kinds[0]);
  int phase = member_index(root, "phase", phases, sizeof phases / sizeof phases[0]);
  const char *state = aca__json_text(aca__json_member(root, "state"));
  if (kind < 0 || phase < 0 || state == NULL)
    return "resume token: not whole";
  p->kind = (aca__poll_kind)kind;
  p->phase = (aca__poll_phase)phase;
  aca__buffer_text(&p->state, state);
  aca__buffer resource = {0};
  const char *fault = take_url(p, root, "url", &p->url);
  if (fault == NULL)
    fault = take_url(p, root, "resource", &resource);
  if (fault == NULL && !same(root, "result", ""))
    fault = take_url(p, root, "result", &p->result);
  if (fault == NULL && !resource.failed)
    p->first->url = aca__arena_copy(&p->first->arena, resource.data, resource.length);
  aca__buffer_free(&resource);
  return fault;
}

aca_status aca__poller_read_token(aca_poller *p, const char *token, const char **fault)
{
  unsigned char *json = NULL;
  size_t length = 0;
  struct cJSON *root = NULL;
  aca_status status = ACA_ERROR_ARGUMENT;
  *fault = "resume token: not one of this library";
  if (token == NULL || strncmp(token, prefix, sizeof prefix - 1) != 0)
    return status;
  *fault = "resume token: not whole";
  status = aca_base64_decode(token + sizeof prefix - 1, &json, &length);
  const char *ignored = NULL;
  if (status == ACA_OK)
    status = aca__json_parse((const char *)json, length, &p->first->arena, &root, &ignored);
  free(json);
  if (status == ACA_OK) {
    *fault = read_members(p, root);
    if (*fault != NULL)
      status = ACA_ERROR_ARGUMENT;
    else if (p->first->url == NULL || p->url.failed || p->result.failed || p->state.failed)
      status = ACA_ERROR_MEMORY;
  }
  aca__json_free(root);
  return status == ACA_OK || status == ACA_ERROR_MEMORY ? status : ACA_ERROR_ARGUMENT;
}

aca_status aca_poller_resume(aca_client *client, const aca_operation *operation, const char *token,
                             const aca_call_options *options, aca_poller **poller)
{
  static const aca_call_options defaults = {0};
  aca_request *request;
  const char *fault = NULL;
  options = options != NULL ? options : &defaults;
  if (aca__request_new(client, operation, options, &request) == ACA_OK)
    (void)!aca__request_headers(request, (aca__arguments){0}, options); /* the poller repeats what either says */
  aca_status status = aca_poller_new(request, poller);
  if (status != ACA_OK)
    return status;
  aca_poller *p = *poller;
  status = aca__poller_read_token(p, token, &fault);
  if (status == ACA_OK)
    return ACA_OK;
  p->phase = ACA__POLL_ENDED;
  p->status = aca__response_fail(p->response, status, "%s", status == ACA_ERROR_ARGUMENT ? fault : "out of memory");
  return p->status;
}
