/* Does what each line of standard input says, and prints a line for it. Fields are parted by tabs.
 *
 *   decode MODEL JSON            -> STATUS WARNINGS JSON-or-message    decoded and encoded again
 *   answer OPERATION JSON        -> likewise, by the type of the operation's result
 *   body MODEL JSON              -> likewise, encoded as the body of a request
 *   models                       -> the names of all models
 *   rows MODEL                   -> NAME TYPE SHAPE FLAGS and the model, or the known values, for each property
 *   operation OPERATION          -> its row in the table
 *   error HTTP-STATUS JSON       -> CODE MESSAGE TARGET, COUNT of details: the answer read as an error
 *   request OPERATION BODY ARGUMENT...  -> STATUS METHOD URL BODY, and "NAME: VALUE" of each header
 *                                          "-" is no body, an empty argument is NULL
 */
#include <aca/aca.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "response.h"

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

static void decode(const aca_model *model, const char *json, unsigned flags)
{
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
  printf("%d\t%s\t%s\t%s", (int)status, aca_request_method(request),
         status == ACA_OK ? aca_request_url(request) : aca_request_message(request), aca_request_body(request, NULL));
  for (size_t i = 0; i < aca_request_header_count(request); i++)
    printf("\t%s: %s", aca_request_header_at(request, i)->name, aca_request_header_at(request, i)->value);
  printf("\n");
  aca_request_free(request);
  aca_response_free(response);
}

static void list_models(void)
{
  size_t count;
  const aca_model *const *models = aca_models(&count);
  for (size_t i = 0; i < count; i++)
    printf("%s%s", i > 0 ? "\t" : "", aca_model_name(models[i]));
  printf("\n");
}

/* What follows each blank has no blank in it; known values do, so they stand in quotes. */
static void print_row(const aca__field *field)
{
  static const char *const types[] = {
      [ACA__T_BOOL] = "boolean",  [ACA__T_INT32] = "int32", [ACA__T_INT64] = "int64", [ACA__T_DOUBLE] = "double",
      [ACA__T_STRING] = "string", [ACA__T_JSON] = "json",   [ACA__T_MODEL] = "model"};
  static const char *const shapes[] = {"one", "array", "map"};
  printf("%s %s %s %s%s%s%s", field->name != NULL ? field->name : "", types[field->type], shapes[field->shape],
         field->flags & ACA__REQUIRED ? "required," : "", field->flags & ACA__READ_ONLY ? "read-only," : "",
         field->flags & ACA__SECRET ? "secret," : "", field->flags & ACA__DISCRIMINATOR ? "discriminator," : "");
  if (field->type == ACA__T_MODEL) {
    printf(" %s", ((const aca_model *)field->ref)->name);
  } else if (field->ref != NULL) {
    const aca__enum *values = field->ref;
    printf(" %s", values->open ? "open" : "closed");
    for (size_t k = 0; k < values->count; k++)
      printf(" \"%s\"", values->values[k]);
  }
}

static void list_rows(const char *name)
{
  const aca_model *model = find_model(name);
  for (size_t i = 0; i < model->count; i++) {
    print_row(&model->fields[i]);
    printf(i + 1 < model->count ? "\t" : "\n");
  }
}

/* A model by its name, a value that is no object by its row. */
static void print_type(const aca_model *model)
{
  if (model != NULL && aca__whole(model) != NULL)
    print_row(aca__whole(model));
  else
    printf("%s", model != NULL ? aca_model_name(model) : "-");
  printf("\t");
}

static const char *text_or_dash(const char *text)
{
  return text != NULL ? text : "-";
}

static void list_operation(const char *id)
{
  static const char *const places[] = {"path", "query", "header"};
  static const char *const types[] = {"string", "boolean", "int32", "int64", "double"};
  const aca_operation *o = find_operation(id);
  printf("%s\t%s\t%s\t%s\t%s\t", o->group, o->verb, o->method, o->path, o->api_version);
  print_type(o->body);
  printf("%s\t%d\t", text_or_dash(o->body_name), o->body_required);
  print_type(o->result);
  printf("%s\t%s\t", text_or_dash(o->items), text_or_dash(o->next_link));
  printf("%d\t%s\t", o->long_running, text_or_dash(o->final_state_via));
  for (size_t i = 0; i < o->parameter_count; i++) {
    const aca_parameter *p = &o->parameters[i];
    printf("%s %s %s %d %d,", p->name, places[p->place], types[p->type], p->required, p->encoded);
  }
  printf("\t");
  for (const unsigned short *status = o->success; *status != 0; status++)
    printf("%d,", *status);
  printf("\n");
}

static void read_error(const char *http_status, const char *json)
{
  aca_response *response = aca__response_new();
  response->http_status = atoi(http_status);
  aca__buffer_text(&response->body, json);
  if (aca__response_read_error(response) != ACA_ERROR_SERVICE)
    exit(2);
  const aca_error *error = aca_response_error(response);
  if (error == NULL)
    printf("none\n");
  else
    printf("%s\t%s\t%s\t%zu\n", text_or_dash(error->code), text_or_dash(error->message), text_or_dash(error->target),
           error->detail_count);
  aca_response_free(response);
}

static void obey(aca_client *client, char **fields, size_t count)
{
  if (strcmp(fields[0], "request") == 0)
    build(client, fields, count);
  else if (strcmp(fields[0], "models") == 0)
    list_models();
  else if (strcmp(fields[0], "rows") == 0)
    list_rows(fields[1]);
  else if (strcmp(fields[0], "operation") == 0)
    list_operation(fields[1]);
  else if (strcmp(fields[0], "error") == 0)
    read_error(fields[1], fields[2]);
  else if (strcmp(fields[0], "answer") == 0)
    decode(find_operation(fields[1])->result, fields[2], ACA_ENCODE_ALL);
  else
    decode(find_model(fields[1]), fields[2], strcmp(fields[0], "body") == 0 ? ACA_ENCODE_REQUEST : ACA_ENCODE_ALL);
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
    obey(client, fields, count);
  }
  free(line);
  aca_client_free(client);
  return 0;
}
