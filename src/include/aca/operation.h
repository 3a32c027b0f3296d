/** @file operation.h  The operations as data: to list them, and to call one by its name. */
#ifndef ACA_OPERATION_H
#define ACA_OPERATION_H

#include <stdbool.h>
#include <stddef.h>

#include "aca/client.h"
#include "aca/model.h"
#include "aca/request.h"
#include "aca/response.h"

#ifdef __cplusplus
extern "C" {
#endif

/** An argument in the URL. Constant. */
typedef struct aca_parameter {
  const char *name; /**< As in the definition: "containerAppName", "$filter". */
  bool in_query;    /**< Else in the path. */
  bool required;
  bool encoded;     /**< The caller's value is percent-encoded already. */
  const char *description;
} aca_parameter;

/** One operation of the definition. Constant. The subscription id and the api-version, which belong to the client,
 * are no parameters of it. */
typedef struct aca_operation {
  const char *id;      /**< operationId, such as "ContainerApps_GetAuthToken". */
  const char *group;   /**< In kebab case: "container-apps". */
  const char *verb;    /**< "get-auth-token". */
  const char *method;  /**< "POST". */
  const char *path;    /**< With parameters in braces. */
  const char *description;
  const char *api_version;
  const aca_parameter *parameters;
  size_t parameter_count;
  const aca_model *body; /**< NULL: none. */
  const char *body_name; /**< The body's name in the definition, such as "containerAppEnvelope". */
  bool body_required;
  const aca_model *result;       /**< NULL: none. */
  const char *items;             /**< The member of a page that holds its items; NULL when the answer is no list. */
  const char *next_link;         /**< The member with the next page's URL; NULL when there is one page only. */
  bool long_running;
  const char *final_state_via;   /**< Where the result of a long-running operation is found; NULL when unsaid. */
  const unsigned short *success; /**< The HTTP statuses declared as success, ending in 0. */
} aca_operation;

/** Builds the request of @p operation.
 * @param arguments one text for each of the operation's parameters, in their order; NULL for one not given.
 * @param body a struct of operation->body, or NULL.
 * @param options NULL for defaults.
 * @param request always set; free it with aca_request_free().
 * @return ACA_OK, ACA_ERROR_ARGUMENT (aca_request_message() names the argument) or ACA_ERROR_MEMORY. */
ACA_API ACA_NODISCARD aca_status aca_operation_request(aca_client *client, const aca_operation *operation,
                                                       const char *const *arguments, const void *body,
                                                       const aca_call_options *options, aca_request **request);

/** Builds the request and performs it, blocking. `*response` is always set, `*value` on success only, to a struct of
 * operation->result or to NULL when the answer has no body. */
ACA_API ACA_NODISCARD aca_status aca_operation_call(aca_client *client, const aca_operation *operation,
                                                    const char *const *arguments, const void *body,
                                                    const aca_call_options *options, aca_response **response,
                                                    const void **value);

#ifdef __cplusplus
}
#endif

#endif
