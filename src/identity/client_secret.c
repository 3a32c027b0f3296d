/* An application with a secret. */
#include <stdlib.h>
#include <string.h>

#include "entra.h"

static const char name[] = "client secret";

typedef struct client_secret {
  aca__source base;
  aca__entra entra;
  char *secret;
} client_secret;

static aca_status get(aca__source *self, const aca__ask *ask, aca_token *token)
{
  const client_secret *c = (const client_secret *)self;
  aca__buffer form = {.secret = true};
  aca__form_add(&form, "grant_type", "client_credentials");
  aca__form_add(&form, "scope", ask->wanted.scope);
  aca__form_add(&form, "client_secret", c->secret);
  aca_status status = aca__entra_token(&c->entra, ask, &form, token);
  aca__buffer_free(&form);
  return status;
}

static void client_secret_free(aca__source *self)
{
  client_secret *c = (client_secret *)self;
  aca__entra_end(&c->entra);
  if (c->secret != NULL)
    aca__wipe(c->secret, strlen(c->secret));
  free(c->secret);
  free(c);
}

aca_credential *aca_credential_client_secret(const aca_client_secret_options *options)
{
  static const aca_client_secret_options none;
  const aca_client_secret_options *o = options != NULL ? options : &none;
  const char *fault = aca__application_fault(o->tenant_id, o->client_id, &o->entra);
  if (fault == NULL && (o->client_secret == NULL || *o->client_secret == '\0'))
    fault = "client_secret: needed";
  if (fault != NULL)
    return aca__credential_faulty(name, false, "%s", fault);
  client_secret *c = calloc(1, sizeof *c);
  if (c == NULL)
    return aca__credential_of(NULL);
  c->base = (aca__source){.name = name, .get = get, .free = client_secret_free};
  c->secret = strdup(o->client_secret);
  if (aca__entra_begin(&c->entra, o->tenant_id, o->client_id, &o->entra) && c->secret != NULL)
    return aca__credential_of(&c->base);
  client_secret_free(&c->base);
  return aca__credential_of(NULL);
}
