/* The token endpoint of Microsoft Entra ID. */
#ifndef ACA_ENTRA_H
#define ACA_ENTRA_H

#include "http.h"

/* An application in a tenant, and the way there. */
typedef struct aca__entra {
  char *tenant_id;
  char *client_id;
  char *authority_host;       /* NULL: as asked, or the usual one */
  char *usual_authority_host; /* of the environment, or the public cloud */
  long try_timeout_ms;
  aca__transport *transport;
} aca__entra;

/* What is wrong with the options, constant, or NULL; of an application with its ids. */
const char *aca__entra_fault(const aca_entra_options *options);
const char *aca__application_fault(const char *tenant_id, const char *client_id, const aca_entra_options *options);

/* Copies. False when out of memory; aca__entra_end() is to be called in any case. */
bool aca__entra_begin(aca__entra *entra, const char *tenant_id, const char *client_id, const aca_entra_options *options);
void aca__entra_end(aca__entra *entra);

/* Appends the URL of an endpoint, such as "token" or "devicecode". */
void aca__entra_url(const aca__entra *entra, const aca__ask *ask, const char *endpoint, aca__buffer *url);

/* Posts the form, to which client_id and claims are added, and parses the answer, whatever its status. ACA_OK: `*root`
 * is an object, to be freed with aca__json_free_secret() before the response, which is to be freed in any case. */
aca_status aca__entra_post(const aca__entra *entra, const aca__ask *ask, const char *endpoint, aca__buffer *form,
                           aca_response **response, struct cJSON **root, aca_token *token);

/* Refuses the token with what an error answer says: AADSTS text, ids to give to support. */
aca_status aca__entra_refused(const aca_response *response, struct cJSON *root, aca_token *token);

/* Posts the form to "token" and reads the token. */
aca_status aca__entra_token(const aca__entra *entra, const aca__ask *ask, aca__buffer *form, aca_token *token);

/* Posts a form of its own, of an application that an assertion vouches for, and reads the token. */
aca_status aca__entra_assert(const aca__entra *entra, const aca__ask *ask, const char *assertion, aca_token *token);

#endif
