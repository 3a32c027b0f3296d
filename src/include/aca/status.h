/** @file status.h  What a call came to. The numbers are part of the ABI. */
#ifndef ACA_STATUS_H
#define ACA_STATUS_H

#include "aca/export.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Details of a failed call are on its response: aca_response_message(). */
typedef enum aca_status {
  ACA_OK = 0,
  ACA_DONE = 1,                 /**< Nothing more to come. */
  ACA_ERROR_ARGUMENT = 2,       /**< An argument cannot be used; nothing was sent. */
  ACA_ERROR_MEMORY = 3,         /**< Out of memory. */
  ACA_ERROR_AUTHENTICATION = 4, /**< No token could be had, or it may not go to this endpoint. */
  ACA_ERROR_TRANSPORT = 5,      /**< No complete answer: DNS, connection, TLS, an answer cut short or too large. */
  ACA_ERROR_TIMEOUT = 6,        /**< The time limit passed. */
  ACA_ERROR_CANCELED = 7,       /**< The cancel callback asked to stop. */
  ACA_ERROR_SERVICE = 8,        /**< The service answered with an error: aca_response_error(). */
  ACA_ERROR_DECODE = 9          /**< The JSON cannot be read as the model. */
} aca_status;

/** A few words for @p status, for instance "out of memory". Never NULL; constant. */
ACA_API const char *aca_status_text(aca_status status);

#ifdef __cplusplus
}
#endif

#endif
