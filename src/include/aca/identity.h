/** @file identity.h  Signing in to Microsoft Entra ID.
 *
 * A credential asks nobody anything before its first token is wanted, and none of these ever gives NULL: what is wrong
 * with the options, or that memory ran out, is what the first call says. Options are read and texts copied before the
 * constructor returns; NULL options are zeroed ones, and zeroed members mean their defaults. Tokens are kept, as
 * credential.h says. Sources: the pages on the OAuth 2.0 flows of the Microsoft identity platform and on managed
 * identities; environment variables are those of Azure's SDKs. */
#ifndef ACA_IDENTITY_H
#define ACA_IDENTITY_H

#include <stdbool.h>
#include <stddef.h>

#include "aca/credential.h"

#ifdef __cplusplus
extern "C" {
#endif

/** How Microsoft Entra ID is reached. */
typedef struct aca_entra_options {
  const char *authority_host; /**< "https://host[:port]", http to loopback only. Default: as the client says, see
                               * aca_client_options; for the public cloud $AZURE_AUTHORITY_HOST goes first. */
  const char *ca_file;        /**< PEM file of certificate authorities to trust instead of the system's. */
  const char *proxy;          /**< "http://host:port"; default: as the environment says (https_proxy, no_proxy). */
  long try_timeout_ms;        /**< For one request; default 30,000. */
} aca_entra_options;

/** An application with a secret. */
typedef struct aca_client_secret_options {
  const char *tenant_id; /**< A GUID or a domain name; "adfs" for AD FS. Needed. */
  const char *client_id; /**< Needed. */
  const char *client_secret; /**< Needed. */
  aca_entra_options entra;
} aca_client_secret_options;

ACA_API aca_credential *aca_credential_client_secret(const aca_client_secret_options *options);

/** An application with a certificate: PEM with CERTIFICATE and an unencrypted or encrypted PRIVATE KEY, or PKCS#12;
 * exactly one RSA key. Signs with PS256 (OpenSSL's libcrypto; a library built without it refuses). */
typedef struct aca_client_certificate_options {
  const char *tenant_id;    /**< Needed. */
  const char *client_id;    /**< Needed. */
  const char *path;         /**< The file, read at once; this or `data`. */
  const void *data;         /**< Its content. */
  size_t data_length;       /**< In bytes. */
  const char *password;     /**< Of the key or the PKCS#12 file. */
  bool send_chain;          /**< Send all certificates of the file ("x5c"), for subject name and issuer authentication. */
  aca_entra_options entra;
} aca_client_certificate_options;

ACA_API aca_credential *aca_credential_client_certificate(const aca_client_certificate_options *options);

/** Gives a signed JWT by which the application proves who it is: calls aca_token_set() with it (its last argument is not
 * used) and returns ACA_OK, or aca_token_set_error() and ACA_ERROR_AUTHENTICATION. Runs where token callbacks run. */
typedef aca_status (*aca_assertion_callback)(aca_token *assertion, void *user_data);

/** An application that a token of another issuer vouches for. */
typedef struct aca_client_assertion_options {
  const char *tenant_id; /**< Needed. */
  const char *client_id; /**< Needed. */
  aca_assertion_callback callback; /**< Needed; asked anew for each token request. */
  void *user_data;
  void (*release)(void *user_data); /**< Called when the last reference goes; NULL is fine. */
  aca_entra_options entra;
} aca_client_assertion_options;

ACA_API aca_credential *aca_credential_client_assertion(const aca_client_assertion_options *options);

/** Workload identity federation, as in Kubernetes: the token of a file, read again as it is rotated, vouches. */
typedef struct aca_workload_identity_options {
  const char *tenant_id;  /**< Default: $AZURE_TENANT_ID. */
  const char *client_id;  /**< Default: $AZURE_CLIENT_ID. */
  const char *token_file; /**< Default: $AZURE_FEDERATED_TOKEN_FILE. */
  aca_entra_options entra;
} aca_workload_identity_options;

ACA_API aca_credential *aca_credential_workload_identity(const aca_workload_identity_options *options);

/** The identity of the machine or service that the program runs on: virtual machines (IMDS), App Service, Container
 * Apps, Azure Arc, Cloud Shell, Azure ML, Service Fabric, told apart by the environment each time a token is wanted. At
 * most one member; none: the system-assigned identity. */
typedef struct aca_managed_identity_options {
  const char *client_id;
  const char *object_id;
  const char *resource_id; /**< "/subscriptions/.../userAssignedIdentities/..." */
} aca_managed_identity_options;

ACA_API aca_credential *aca_credential_managed_identity(const aca_managed_identity_options *options);

/** Whoever is signed in to a developer's tool. The tool is found on PATH and run without a shell. */
typedef struct aca_developer_options {
  const char *tenant_id;    /**< Default: the tool's. */
  const char *subscription; /**< Name or id, for the Azure CLI alone; default: the tool's. */
  long timeout_ms;          /**< For the tool; default 10,000. */
} aca_developer_options;

/** `az account get-access-token`. */
ACA_API aca_credential *aca_credential_azure_cli(const aca_developer_options *options);

/** `azd auth token`. */
ACA_API aca_credential *aca_credential_azure_developer_cli(const aca_developer_options *options);

/** What a person is told. Valid during the callback. */
typedef struct aca_device_code {
  const char *user_code;
  const char *verification_uri;
  const char *message; /**< Both in a sentence, by the service. */
  int64_t expires_on;  /**< Seconds since 1970-01-01 UTC. */
} aca_device_code;

/** Shows it to a person; false gives up. Runs where token callbacks run. */
typedef bool (*aca_device_code_callback)(const aca_device_code *code, void *user_data);

/** A person who signs in with a browser elsewhere. Later tokens come by refresh token, without a person. */
typedef struct aca_device_code_options {
  const char *tenant_id; /**< Default: "organizations". */
  const char *client_id; /**< Default: that of Azure's developer tools, not for production. */
  aca_device_code_callback callback; /**< Default: writes the message to stderr. */
  void *user_data;
  void (*release)(void *user_data); /**< Called when the last reference goes; NULL is fine. */
  aca_entra_options entra;
} aca_device_code_options;

ACA_API aca_credential *aca_credential_device_code(const aca_device_code_options *options);

/** $AZURE_TENANT_ID and $AZURE_CLIENT_ID with $AZURE_CLIENT_SECRET, or $AZURE_CLIENT_CERTIFICATE_PATH (and
 * $AZURE_CLIENT_CERTIFICATE_PASSWORD, $AZURE_CLIENT_SEND_CERTIFICATE_CHAIN). Read by the constructor. */
ACA_API aca_credential *aca_credential_environment(const aca_entra_options *options);

/** One after the other, until one has a token; that one alone is asked from then on. The next is asked only when one is
 * unavailable, that is, not set up here; one that was refused ends it. Takes over the references, not the array. */
ACA_API aca_credential *aca_credential_chain(aca_credential *const *credentials, size_t count);

typedef struct aca_default_options {
  const char *tenant_id;                  /**< For workload identity and developer tools; default: theirs. */
  const char *managed_identity_client_id; /**< Default: $AZURE_CLIENT_ID. */
  aca_entra_options entra;
} aca_default_options;

/** The chain for most programs: environment, workload identity, managed identity, Azure CLI, Azure Developer CLI.
 * $AZURE_TOKEN_CREDENTIALS narrows it: "prod" (the first three), "dev" (the others), or the name of one, such as
 * "ManagedIdentityCredential". */
ACA_API aca_credential *aca_credential_default(const aca_default_options *options);

#ifdef __cplusplus
}
#endif

#endif
