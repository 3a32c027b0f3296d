/* Where tokens come from: what each kind of credential implements. */
#ifndef ACA_SOURCE_H
#define ACA_SOURCE_H

#include "aca/identity.h"
#include "clock.h"
#include "token.h"

/* What is asked of a source. */
typedef struct aca__ask {
  aca_token_request wanted;
  bool in_chain;              /* others are asked after it, so it should be quick to say that it is not set up */
  int64_t deadline;           /* in ms of the clock, or ACA__NEVER */
  bool (*cancel)(void *data); /* asked now and then; or NULL */
  void *cancel_data;
} aca__ask;

/* Blocking, on any thread, one at a time. */
typedef struct aca__source aca__source;
struct aca__source {
  const char *name; /* as people know it, such as "managed identity"; constant; NULL: its errors name others */
  /* Sets the token and returns ACA_OK; or one of aca__token_refused() and aca__token_unavailable(), ACA_ERROR_MEMORY,
   * ACA_ERROR_TIMEOUT or ACA_ERROR_CANCELED. Keeps no token: that is done for it. */
  aca_status (*get)(aca__source *self, const aca__ask *ask, aca_token *token);
  void (*free)(aca__source *self); /* wipes what is secret, and the source itself */
  bool prompt;                     /* never waits for anything, so no thread is needed */
};

/* A credential that has one reference. Takes over the source; NULL stands for one that memory ran out for. */
aca_credential *aca__credential_of(aca__source *source);

/* One that always says this, after the name. */
aca_credential *aca__credential_faulty(const char *name, bool unavailable, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Asks the credential's source without its cache, as a chain does. */
aca_status aca__credential_ask(aca_credential *credential, const aca__ask *ask, aca_token *token);

/* Waits, unless the ask's deadline or cancel comes first: ACA_OK, ACA_ERROR_TIMEOUT or ACA_ERROR_CANCELED. */
aca_status aca__ask_wait(const aca__ask *ask, int64_t ms);

/* "https://management.azure.com/.default" without "/.default": what older endpoints call the resource. The text ends
 * where it does; returns its length. */
size_t aca__resource_length(const char *scope);

/* What is wrong with an id of a tenant or client, such as "tenant_id: needed", or NULL. Ids are [A-Za-z0-9.-]+. */
const char *aca__tenant_fault(const char *tenant_id);
const char *aca__client_fault(const char *client_id);

/* An environment variable, NULL when unset or empty. */
const char *aca__environment(const char *name);

#endif
