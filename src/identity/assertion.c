/* Applications that another issuer's token vouches for. */
#include <stdlib.h>

#include "entra.h"

static const char name[] = "client assertion";

typedef struct assertion {
  aca__source base;
  aca__entra entra;
  aca_assertion_callback callback;
  void *user_data;
  void (*release)(void *user_data);
} assertion;

static aca_status get(aca__source *self, const aca__ask *ask, aca_token *token)
{
  const assertion *a = (const assertion *)self;
  aca_token jwt = {0};
  aca_status status = a->callback(&jwt, a->user_data);
  if (status == ACA_OK && jwt.text != NULL)
    status = aca__entra_assert(&a->entra, ask, jwt.text, token);
  else if (status != ACA_ERROR_MEMORY)
    status = aca__token_refused(token, "the callback: %s", jwt.error != NULL ? jwt.error : "gave no assertion");
  aca__token_clear(&jwt);
  return status;
}

static void assertion_free(aca__source *self)
{
  assertion *a = (assertion *)self;
  aca__entra_end(&a->entra);
  if (a->release != NULL)
    a->release(a->user_data);
  free(a);
}

static aca_credential *give_up(const aca_client_assertion_options *options, const char *fault)
{
  if (options->release != NULL)
    options->release(options->user_data);
  return fault != NULL ? aca__credential_faulty(name, false, "%s", fault) : aca__credential_of(NULL);
}

aca_credential *aca_credential_client_assertion(const aca_client_assertion_options *options)
{
  static const aca_client_assertion_options none;
  const aca_client_assertion_options *o = options != NULL ? options : &none;
  const char *fault = aca__application_fault(o->tenant_id, o->client_id, &o->entra);
  if (fault == NULL && o->callback == NULL)
    fault = "callback: needed";
  if (fault != NULL)
    return give_up(o, fault);
  assertion *a = calloc(1, sizeof *a);
  if (a == NULL)
    return give_up(o, NULL);
  *a = (assertion){.base = {.name = name, .get = get, .free = assertion_free},
                   .callback = o->callback,
                   .user_data = o->user_data,
                   .release = o->release};
  if (aca__entra_begin(&a->entra, o->tenant_id, o->client_id, &o->entra))
    return aca__credential_of(&a->base);
  assertion_free(&a->base);
  return aca__credential_of(NULL);
}
