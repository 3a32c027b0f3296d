/** @file client.h  The client: where calls go, on whose behalf, under which limits. */
#ifndef ACA_CLIENT_H
#define ACA_CLIENT_H

#include <stdbool.h>
#include <stddef.h>

#include "aca/credential.h"
#include "aca/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/** May be used by many threads at once. Connections, TLS sessions and DNS answers are kept and used again. */
typedef struct aca_client aca_client;

typedef enum aca_cloud {
  ACA_CLOUD_PUBLIC = 0,
  ACA_CLOUD_USGOV = 1,
  ACA_CLOUD_CHINA = 2 /**< Operated by 21Vianet. */
} aca_cloud;

typedef struct aca_header {
  const char *name;
  const char *value;
} aca_header;

/** Zeroed members mean their defaults. Texts are copied. */
typedef struct aca_client_options {
  const char *subscription_id; /**< Needed by all operations but a few; may be given with each call. */
  /** Taken over, even when aca_client_new() fails: retain it first to go on using it. NULL: requests go out
   * without a token, as for an emulator. */
  aca_credential *credential;
  aca_cloud cloud;             /**< Gives endpoint and scope. */
  const char *endpoint;        /**< Instead of the cloud's: "https://host[:port][/path]". http only to loopback. */
  const char *scope;           /**< Instead of the cloud's: what tokens are asked for. */
  const char *api_version;     /**< Instead of the one the library was generated from. */
  const char *application_id;  /**< Put before the library's name in User-Agent; at most 24 characters. */
  const char *ca_file;         /**< PEM file of certificate authorities to trust instead of the system's. */
  bool insecure_skip_verify;   /**< Accept any certificate. For tests alone. */
  long connect_timeout_ms;     /**< Default 30,000. */
  long timeout_ms;             /**< For a call as a whole; default: no limit. */
  size_t max_response_bytes;   /**< After decompression; default 64 MiB. A larger answer is an error. */
  bool strict;                 /**< A JSON value of another type than the definition says is an error. */
} aca_client_options;

/** Zeroed members mean the client's settings. Read during the call, not kept. */
typedef struct aca_call_options {
  const char *subscription_id;
  const char *api_version;
  const char *client_request_id; /**< Default: a new random one. */
  const aca_header *headers;     /**< More request headers, such as If-Match. */
  size_t header_count;
  const char *body_json;         /**< Sent as it is instead of the typed body. */
  long timeout_ms;
  bool strict;
  /** Asked now and then while the call runs, on its thread; true ends it with ACA_ERROR_CANCELED. */
  bool (*cancel)(void *user_data);
  void *cancel_data;
} aca_call_options;

/** What keeps the options from being used, naming the option, or NULL when nothing does. Constant text. */
ACA_API const char *aca_client_options_fault(const aca_client_options *options);

/** Makes a client. `*client` is set on success only. Nothing is sent.
 * @return ACA_OK, ACA_ERROR_ARGUMENT (aca_client_options_fault() says why) or ACA_ERROR_MEMORY. */
ACA_API ACA_NODISCARD aca_status aca_client_new(const aca_client_options *options, aca_client **client);

/** Frees the client, which no call may be using any more. Its responses live on. NULL is fine. */
ACA_API void aca_client_free(aca_client *client);

#ifdef __cplusplus
}
#endif

#endif
