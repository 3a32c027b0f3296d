/* Does what each line of standard input says, and prints a line for it. Fields are parted by tabs.
 *
 *   decode MODEL JSON            -> STATUS WARNINGS JSON-or-message    decoded and encoded again
 *   body MODEL JSON              -> likewise, encoded as the body of a request
 *   request OPERATION BODY ARGUMENT...  -> STATUS METHOD URL BODY      "-" is no body, an empty argument is NULL
 */
#include <aca/aca.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_FIELDS = 16 };

static const aca_model *find_model(const char *name)
{
  for (const aca_model *const *model = aca_models(NULL); *model != NULL; model++)
    if (strcmp(aca_model_name(*model), name) == 0)
      return *model;
  fprintf(stderr, "no model %s\n", name);
  exit(2);
}

static const aca_operation *find_operation(const char *id)
{
  for (const aca_operation *const *operation = aca_operations(NULL); *operation != NULL; operation++)
    if (strcmp((*operation)->id, id) == 0)
      return *operation;
  fprintf(stderr, "no operation %s\n", id);
  exit(2);
}

static void decode(const char *name, const char *json, unsigned flags)
{
  const aca_model *model = find_model(name);
  aca_response *response, *text = NULL;
  const void *value;
  aca_status status = aca_model_decode(model, json, strlen(json), &response, &value);
  if (status == ACA_OK)
    status = aca_model_encode(model, value, flags, &text);
  printf("%d\t%zu\t%s\n", (int)status, aca_response_warning_count(response),
         status == ACA_OK ? aca_response_body(text, NULL) : aca_response_message(text != NULL ? text : response));
  aca_response_free(text);
  aca_response_free(response);
}

static void build(aca_client *client, char **fields, size_t count)
{
  const aca_operation *operation = find_operation(fields[1]);
  const char *arguments[MOST_FIELDS] = {NULL};
  for (size_t i = 3; i < count; i++)
    arguments[i - 3] = *fields[i] != '\0' ? fields[i] : NULL;
  aca_response *response = NULL;
  const void *body = NULL;
  if (strcmp(fields[2], "-") != 0 &&
      (operation->body == NULL ||
       aca_model_decode(operation->body, fields[2], strlen(fields[2]), &response, &body) != ACA_OK)) {
    printf("-1\tno body fits\n");
    aca_response_free(response);
    return;
  }
  aca_request *request;
  aca_status status = aca_operation_request(client, operation, arguments, body, NULL, &request);
  printf("%d\t%s\t%s\t%s\n", (int)status, aca_request_method(request),
         status == ACA_OK ? aca_request_url(request) : aca_request_message(request), aca_request_body(request, NULL));
  aca_request_free(request);
  aca_response_free(response);
}

int main(void)
{
  char *line = NULL;
  size_t capacity = 0;
  ssize_t length;
  aca_client *client;
  if (aca_client_new(&(aca_client_options){.endpoint = "https://arm.example", .subscription_id = "SUBSCRIPTION"},
                     &client) != ACA_OK)
    return 2;
  while ((length = getline(&line, &capacity, stdin)) > 0) {
    char *fields[MOST_FIELDS];
    size_t count = 0;
    line[length - 1] = '\0';
    for (char *at = line; at != NULL && count < MOST_FIELDS; count++) {
      fields[count] = at;
      at = strchr(at, '\t');
      if (at != NULL)
        *at++ = '\0';
    }
    if (strcmp(fields[0], "request") == 0)
      build(client, fields, count);
    else
      decode(fields[1], fields[2], strcmp(fields[0], "body") == 0 ? ACA_ENCODE_REQUEST : ACA_ENCODE_ALL);
  }
  free(line);
  aca_client_free(client);
  return 0;
}
