/** @file client.h  The client: where calls go, on whose behalf, under which limits. */
#ifndef ACA_CLIENT_H
#define ACA_CLIENT_H

#include <stdbool.h>
#include <stddef.h>

#include "aca/credential.h"
#include "aca/log.h"
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

/** When a request is sent again. Between two tries passes `delay_ms`, then three, seven, ... times as much, each with a
 * random part of -20 % to +30 %, or what the service asks for (Retry-After and its kin) where that is longer. Errors of the
 * connection are retried, too, but not for POST and PATCH once a part of the answer has come.
 * Zeroed members mean their defaults. */
typedef struct aca_retry_options {
  int max_retries;   /**< Tries after the first; default 3. Negative: none. */
  long delay_ms;     /**< Default 800. Negative: none. */
  long max_delay_ms; /**< Default 60,000; negative: no limit. A service that asks for more ends the tries. */
  /** HTTP statuses that are retried, ending in 0; copied. NULL: 408, 429, 500, 502, 503 and 504. */
  const unsigned short *statuses;
  bool never_post;   /**< Send a POST once only. Its action may have taken place although no answer came. */
  bool conflicts;    /**< Retry 409, too: another operation holds the resource. */
} aca_retry_options;

/** Zeroed members mean their defaults. Texts are copied. */
typedef struct aca_client_options {
  const char *subscription_id; /**< Needed by all operations but a few; may be given with each call. */
  /** Taken over, even when aca_client_new() fails: retain it first to go on using it. NULL: requests go out
   * without a token, as for an emulator. See identity.h. */
  aca_credential *credential;
  aca_cloud cloud;             /**< Gives endpoint, scope and authority. */
  const char *endpoint;        /**< Instead of the cloud's: "https://host[:port][/path]". http only to loopback. */
  const char *scope;           /**< Instead of the cloud's: what tokens are asked for. */
  /** Instead of the cloud's: where credentials without an authority of their own sign in, "https://host[:port]". For the
   * public cloud the default is $AZURE_AUTHORITY_HOST. */
  const char *authority_host;
  const char *api_version;     /**< Instead of the one the library was generated from. */
  const char *application_id;  /**< Put before the library's name in User-Agent; at most 24 characters. */
  const char *ca_file;         /**< PEM file of certificate authorities to trust instead of the system's. */
  bool insecure_skip_verify;   /**< Accept any certificate. For tests alone. */
  long connect_timeout_ms;     /**< Default 30,000. */
  long timeout_ms;             /**< For a call with all its tries; default: no limit. */
  long try_timeout_ms;         /**< For one try; default: no limit but timeout_ms. */
  long wait_timeout_ms;        /**< For a long-running operation, from its start to its end; default: no limit. */
  long poll_interval_ms;       /**< Between two polls where the service does not say; default 5,000. */
  aca_retry_options retry;
  /** When the service says that the subscription is not registered for the provider, an error; by default the
   * registration is asked for and waited for, five minutes at most, and the request sent again. */
  bool never_register;
  const char *proxy;           /**< "http://host:port"; NULL: as the environment says (https_proxy, no_proxy). */
  aca_log_options log;
  size_t max_response_bytes;   /**< After decompression; default 64 MiB. A larger answer is an error. */
  bool strict;                 /**< A JSON value of another type than the definition says is an error. */
} aca_client_options;

struct aca_poller;

/** Zeroed members mean the client's settings. Read while the request is built, not kept. */
typedef struct aca_call_options {
  const char *subscription_id;
  const char *api_version;
  const char *client_request_id; /**< Default: a new random one. */
  const aca_header *headers;     /**< More request headers, such as If-Match. */
  size_t header_count;
  const char *body_json;         /**< Sent as it is instead of the typed body. */
  long timeout_ms;
  long try_timeout_ms;
  long wait_timeout_ms;
  long poll_interval_ms;
  const aca_retry_options *retry;
  bool strict;
  /** Told of each answer while a long-running operation is waited for, on the thread that waits. */
  void (*progress)(const struct aca_poller *poller, void *user_data);
  void *progress_data;
  /** Asked now and then while the call runs, on its thread; true ends it with ACA_ERROR_CANCELED. */
  bool (*cancel)(void *user_data);
  void *cancel_data;
} aca_call_options;

/** What keeps the options from being used, naming the option, or NULL when nothing does. Constant text. */
ACA_API const char *aca_client_options_fault(const aca_client_options *options);

/** Makes a client. `*client` is set on success only. Nothing is sent.
 * @return ACA_OK, ACA_ERROR_ARGUMENT (aca_client_options_fault() says why) or ACA_ERROR_MEMORY. */
ACA_API ACA_NODISCARD aca_status aca_client_new(const aca_client_options *options, aca_client **client);

/** The token that calls of this client carry, asking for one if need be; this may wait, for a person even. `*token` is always
 * set, to be freed with aca_token_free(); aca_token_error() says why there is none.
 * @return ACA_OK, ACA_ERROR_AUTHENTICATION or ACA_ERROR_MEMORY. */
ACA_API ACA_NODISCARD aca_status aca_client_get_token(aca_client *client, aca_token **token);

/** Frees the client, which no call may be using any more. Its responses live on. NULL is fine. */
ACA_API void aca_client_free(aca_client *client);

/** A cloud that the library does not know, such as Azure Stack Hub. Lives as long as the response. */
typedef struct aca_cloud_settings {
  const char *endpoint; /**< These three are options of a client of it. */
  const char *scope;
  const char *authority_host;
  const char *name; /**< NULL when it has none. */
} aca_cloud_settings;

/** Asks the Resource Manager of a cloud, options->endpoint, where its tokens come from (GET /metadata/endpoints), without a
 * token. Of the other options those about connections, time limits, retries and the log are used; a credential is not, and
 * remains the caller's. `*response` is always set, `*settings` on success only.
 * @return as operations do; ACA_ERROR_DECODE for an answer that does not say it. */
struct aca_response;
ACA_API ACA_NODISCARD aca_status aca_cloud_discover(const aca_client_options *options, struct aca_response **response,
                                                    const aca_cloud_settings **settings);

#ifdef __cplusplus
}
#endif

#endif
