/* Workload identity federation: the token of a file vouches for the application. */
#include <stdlib.h>
#include <string.h>

#include "entra.h"
#include "file.h"

static const char name[] = "workload identity";

enum { LARGEST = 64 * 1024 };

typedef struct workload_identity {
  aca__source base;
  aca__entra entra;
  char *path;
} workload_identity;

/* Cuts the white space at the end off. What is wrong with the rest, which becomes part of a form, or NULL. */
static const char *trim(aca__buffer *content)
{
  while (content->length > 0 && strchr(" \t\r\n", content->data[content->length - 1]) != NULL &&
         content->data[content->length - 1] != '\0')
    content->data[--content->length] = '\0';
  if (content->length == 0)
    return "empty";
  for (size_t i = 0; i < content->length; i++)
    if (content->data[i] <= ' ' || content->data[i] > '~')
      return "it has a character that no token has";
  return NULL;
}

/* The file is read each time: token requests are rare, and it is rotated. */
static aca_status get(aca__source *self, const aca__ask *ask, aca_token *token)
{
  const workload_identity *w = (const workload_identity *)self;
  aca__buffer content = {.secret = true};
  aca_status status = aca__file_read("token file", w->path, LARGEST, &content, token);
  const char *fault = status == ACA_OK ? trim(&content) : NULL;
  if (fault != NULL)
    status = aca__token_refused(token, "token file: %s: %s", w->path, fault);
  if (status == ACA_OK)
    status = aca__entra_assert(&w->entra, ask, content.data, token);
  aca__buffer_free(&content);
  return status;
}

static void workload_identity_free(aca__source *self)
{
  workload_identity *w = (workload_identity *)self;
  aca__entra_end(&w->entra);
  free(w->path);
  free(w);
}

static const char *either(const char *given, const char *variable)
{
  return given != NULL ? given : aca__environment(variable);
}

static aca_credential *missing(const char *variable)
{
  return aca__credential_faulty(name, true, "%s is not set", variable);
}

aca_credential *aca_credential_workload_identity(const aca_workload_identity_options *options)
{
  static const aca_workload_identity_options none;
  const aca_workload_identity_options *o = options != NULL ? options : &none;
  const char *path = either(o->token_file, "AZURE_FEDERATED_TOKEN_FILE");
  const char *tenant = either(o->tenant_id, "AZURE_TENANT_ID"), *client = either(o->client_id, "AZURE_CLIENT_ID");
  if (path == NULL)
    return missing("AZURE_FEDERATED_TOKEN_FILE");
  if (tenant == NULL)
    return missing("AZURE_TENANT_ID");
  if (client == NULL)
    return missing("AZURE_CLIENT_ID");
  const char *fault = aca__application_fault(tenant, client, &o->entra);
  if (fault != NULL)
    return aca__credential_faulty(name, false, "%s", fault);
  workload_identity *w = calloc(1, sizeof *w);
  if (w == NULL)
    return aca__credential_of(NULL);
  w->base = (aca__source){.name = name, .get = get, .free = workload_identity_free};
  w->path = strdup(path);
  if (aca__entra_begin(&w->entra, tenant, client, &o->entra) && w->path != NULL)
    return aca__credential_of(&w->base);
  workload_identity_free(&w->base);
  return aca__credential_of(NULL);
}
