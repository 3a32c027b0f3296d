/** @file log.h  What the library does, told to a callback. Nothing is logged without one. */
#ifndef ACA_LOG_H
#define ACA_LOG_H

#include <stddef.h>
#include <stdint.h>

#include "aca/status.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum aca_log_severity {
  ACA_LOG_OFF = 0,
  ACA_LOG_ERROR = 1,
  ACA_LOG_WARNING = 2, /**< Tries that failed, and answers that are errors. */
  ACA_LOG_INFO = 3,    /**< Each request, each answer, each poll. */
  ACA_LOG_DEBUG = 4    /**< Each try and each token, with headers. */
} aca_log_severity;

typedef enum aca_log_kind {
  ACA_LOG_REQUEST = 0,  /**< A call begins. */
  ACA_LOG_TRY = 1,      /**< A request goes out. */
  ACA_LOG_RESPONSE = 2, /**< An answer came, or none. */
  ACA_LOG_RETRY = 3,    /**< The request will be sent again. */
  ACA_LOG_POLL = 4,     /**< The state of a long-running operation is known. */
  ACA_LOG_TOKEN = 5     /**< An access token was asked for. */
} aca_log_kind;

/** Valid during the callback. Never has a token, a body, or the value of a header or a query parameter that is not
 * known to be harmless: those read "REDACTED". */
typedef struct aca_log_event {
  aca_log_severity level;
  aca_log_kind kind;
  const char *operation;         /**< operationId. */
  const char *client_request_id;
  const char *method;
  const char *url;
  int attempt;                   /**< 1 for the first try. */
  int http_status;               /**< 0 when there is none. */
  int64_t elapsed_ms;            /**< Since the call began. */
  int64_t wait_ms;               /**< Until the next try or poll. */
  const char *text;              /**< All of it in one line for people, without the headers. */
  const struct aca_header *headers; /**< At ACA_LOG_DEBUG those of the try or of the answer. */
  size_t header_count;
} aca_log_event;

/** Called on the thread that makes the call, from many threads at once. Must not use the client. */
typedef void (*aca_log_callback)(const aca_log_event *event, void *user_data);

typedef struct aca_log_options {
  aca_log_callback callback; /**< NULL: no log. */
  void *user_data;
  aca_log_severity level;       /**< Events up to this level; default ACA_LOG_INFO. */
} aca_log_options;

/** The level called "error", "warning", "info", "debug" or "off", in any case. ACA_ERROR_ARGUMENT for anything else,
 * NULL included; `*level` is untouched then. */
ACA_API ACA_NODISCARD aca_status aca_log_severity_parse(const char *text, aca_log_severity *level);

#ifdef __cplusplus
}
#endif

#endif
