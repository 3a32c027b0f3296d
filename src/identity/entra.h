/* The token endpoint of Microsoft Entra ID. */
#ifndef ACA_ENTRA_H
#define ACA_ENTRA_H

#include "http.h"

/* An application in a tenant, and the way there. */
typedef struct aca__entra {
  char *tenant_id;
  char *client_id;
  char *authority_host; /* NULL: as asked */
  long try_timeout_ms;
  aca__transport *transport;
} aca__entra;

/* What is wrong with the options, constant, or NULL. */
const char *aca__entra_fault(const aca_entra_options *options);

/* Copies. False when out of memory; aca__entra_end() is to be called in any case. */
bool aca__entra_begin(aca__entra *entra, const char *tenant_id, const char *client_id, const aca_entra_options *options);
void aca__entra_end(aca__entra *entra);

/* Appends the URL of an endpoint, such as "token" or "devicecode". */
void aca__entra_url(const aca__entra *entra, const aca__ask *ask, const char *endpoint, aca__buffer *url);

/* Posts the form, to which client_id and claims are added, and parses the answer, whatever its status. ACA_OK: `*root`
 * is an object, to be freed with aca__secret_json_free(). */
aca_status aca__entra_post(const aca__entra *entra, const aca__ask *ask, const char *endpoint, aca__buffer *form,
                           int *http_status, struct cJSON **root, aca_token *token);

/* Refuses the token with what an error answer says: AADSTS text, ids to give to support. */
aca_status aca__entra_refused(struct cJSON *root, int http_status, aca_token *token);

/* Posts the form to "token" and reads the token. */
aca_status aca__entra_token(const aca__entra *entra, const aca__ask *ask, aca__buffer *form, aca_token *token);

/* The same with an assertion instead of a secret, which is in the form already. */
aca_status aca__entra_assert(const aca__entra *entra, const aca__ask *ask, const char *assertion, aca_token *token);

#endif
