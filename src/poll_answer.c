#include "poll_answer.h"

#include <string.h>
#include <strings.h>

static bool is_one_of(const char *word, const char *const *words, size_t count)
{
  for (size_t i = 0; i < count; i++)
    if (strcasecmp(words[i], word) == 0)
      return true;
  return false;
}

/* Azure Resource Manager has Succeeded, Failed and Canceled; the others are in use all the same. */
aca__progress aca__progress_of(const char *state)
{
  static const char *const good[] = {"Succeeded", "Completed"};
  static const char *const bad[] = {"Failed", "Canceled", "Cancelled"};
  if (state == NULL)
    return ACA__RUNNING;
  if (is_one_of(state, good, sizeof good / sizeof good[0]))
    return ACA__SUCCEEDED;
  return is_one_of(state, bad, sizeof bad / sizeof bad[0]) ? ACA__FAILED : ACA__RUNNING;
}

/* An empty text says as little as none. */
static const char *text_at(aca__node *object, const char *name)
{
  const char *text = aca__json_text(aca__json_member(object, name));
  return text != NULL && *text != '\0' ? text : NULL;
}

aca_status aca__poll_answer_read(aca_response *response, aca__poll_answer *answer)
{
  *answer = (aca__poll_answer){0};
  if (response->body.length == 0)
    return ACA_OK;
  const char *message = NULL;
  aca_status status = aca__json_parse(response->body.data, response->body.length, &response->arena, &answer->json, &message);
  if (status != ACA_OK)
    return aca__response_fail(response, status, "%s", message);
  aca__node *root = answer->json;
  aca__node *properties = aca__json_member(root, "properties");
  aca__node *percent = aca__json_member(root, "percentComplete");
  aca__view view = {.kind = ACA__NULL};
  answer->provisioning_state = text_at(properties, "provisioningState");
  if (answer->provisioning_state == NULL)
    answer->provisioning_state = text_at(properties, "operationState");
  answer->status = text_at(root, "status");
  answer->resource_location = text_at(root, "resourceLocation");
  if (percent != NULL)
    aca__json_view(percent, &view);
  answer->has_percent = view.kind == ACA__NUMBER && view.number >= 0 && view.number <= 100;
  answer->percent = view.number;
  aca__node *error = aca__json_member(root, "error");
  view.kind = ACA__NULL;
  if (error != NULL)
    aca__json_view(error, &view);
  answer->has_error = view.kind == ACA__OBJECT;
  return ACA_OK;
}

void aca__poll_answer_free(aca__poll_answer *answer)
{
  aca__json_free(answer->json);
  answer->json = NULL;
}

void aca__poll_answer_fail(aca_response *response, const char *state)
{
  if (aca__response_read_error(response) != ACA_ERROR_SERVICE)
    return;
  const aca_error *error = response->error;
  const char *code = error != NULL ? error->code : NULL;
  const char *message = error != NULL ? error->message : NULL;
  if (error == NULL) /* a container app's own way to say it */
    message = aca__json_text(aca__json_member(aca__json_member(response->json, "properties"), "deploymentErrors"));
  aca__response_fail(response, ACA_ERROR_SERVICE, "the operation ended as %s%s%s%s%s", state, code != NULL ? ": " : "",
                     code != NULL ? code : "", message != NULL ? ": " : "", message != NULL ? message : "");
}
