/* Credentials that the environment describes. */
#include <string.h>
#include <strings.h>

#include "entra.h"

static const char environment_name[] = "environment";

/* ---- variables of an application ---- */

static bool is_true(const char *text)
{
  return text != NULL && (strcmp(text, "1") == 0 || strcasecmp(text, "true") == 0);
}

aca_credential *aca_credential_environment(const aca_entra_options *options)
{
  const aca_entra_options entra = options != NULL ? *options : (aca_entra_options){0};
  const char *tenant = aca__environment("AZURE_TENANT_ID"), *client = aca__environment("AZURE_CLIENT_ID");
  const char *secret = aca__environment("AZURE_CLIENT_SECRET");
  const char *certificate = aca__environment("AZURE_CLIENT_CERTIFICATE_PATH");
  if (tenant == NULL || client == NULL)
    return aca__credential_faulty(environment_name, true, "%s is not set",
                                  tenant == NULL ? "AZURE_TENANT_ID" : "AZURE_CLIENT_ID");
  if (secret != NULL)
    return aca_credential_client_secret(&(aca_client_secret_options){
        .tenant_id = tenant, .client_id = client, .client_secret = secret, .entra = entra});
  if (certificate != NULL)
    return aca_credential_client_certificate(&(aca_client_certificate_options){
        .tenant_id = tenant,
        .client_id = client,
        .path = certificate,
        .password = aca__environment("AZURE_CLIENT_CERTIFICATE_PASSWORD"),
        .send_chain = is_true(aca__environment("AZURE_CLIENT_SEND_CERTIFICATE_CHAIN")),
        .entra = entra});
  return aca__credential_faulty(environment_name, true,
                                "neither AZURE_CLIENT_SECRET nor AZURE_CLIENT_CERTIFICATE_PATH is set");
}

/* ---- the default chain ---- */

static aca_credential *environment(const aca_default_options *options)
{
  return aca_credential_environment(&options->entra);
}

static aca_credential *workload_identity(const aca_default_options *options)
{
  return aca_credential_workload_identity(
      &(aca_workload_identity_options){.tenant_id = options->tenant_id, .entra = options->entra});
}

static aca_credential *managed_identity(const aca_default_options *options)
{
  const char *client = options->managed_identity_client_id;
  return aca_credential_managed_identity(
      &(aca_managed_identity_options){.client_id = client != NULL ? client : aca__environment("AZURE_CLIENT_ID")});
}

static aca_credential *azure_cli(const aca_default_options *options)
{
  return aca_credential_azure_cli(&(aca_developer_options){.tenant_id = options->tenant_id});
}

static aca_credential *azure_developer_cli(const aca_default_options *options)
{
  return aca_credential_azure_developer_cli(&(aca_developer_options){.tenant_id = options->tenant_id});
}

static const struct {
  const char *name; /* as AZURE_TOKEN_CREDENTIALS calls it */
  const char *group;
  aca_credential *(*make)(const aca_default_options *options);
} members[] = {
    {"EnvironmentCredential", "prod", environment},
    {"WorkloadIdentityCredential", "prod", workload_identity},
    {"ManagedIdentityCredential", "prod", managed_identity},
    {"AzureCLICredential", "dev", azure_cli},
    {"AzureDeveloperCLICredential", "dev", azure_developer_cli},
};

enum { MEMBERS = sizeof members / sizeof members[0] };

static bool is_wanted(size_t member, const char *wanted)
{
  return wanted == NULL || strcasecmp(wanted, members[member].group) == 0 ||
         strcasecmp(wanted, members[member].name) == 0;
}

aca_credential *aca_credential_default(const aca_default_options *options)
{
  const aca_default_options given = options != NULL ? *options : (aca_default_options){0};
  const char *wanted = aca__environment("AZURE_TOKEN_CREDENTIALS");
  aca_credential *made[MEMBERS];
  size_t count = 0;
  for (size_t i = 0; i < MEMBERS; i++)
    if (is_wanted(i, wanted))
      made[count++] = members[i].make(&given);
  if (count == 0)
    return aca__credential_faulty("default chain", false,
                                  "AZURE_TOKEN_CREDENTIALS is %s; expected: dev, prod, or the name of a credential, such "
                                  "as ManagedIdentityCredential",
                                  wanted);
  return aca_credential_chain(made, count);
}
