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

typedef enum aca_parameter_place { ACA_IN_PATH = 0, ACA_IN_QUERY = 1, ACA_IN_HEADER = 2 } aca_parameter_place;

typedef enum aca_parameter_type {
  ACA_PARAMETER_TEXT = 0,
  ACA_PARAMETER_BOOL = 1,
  ACA_PARAMETER_INT32 = 2,
  ACA_PARAMETER_INT64 = 3,
  ACA_PARAMETER_DOUBLE = 4
} aca_parameter_type;

/** An argument in the URL or in a header. Constant. */
typedef struct aca_parameter {
  const char *name; /**< As in the definition: "containerAppName", "$filter", "If-Match". */
  aca_parameter_place place;
  aca_parameter_type type; /**< Of the value, or of each item of a list. */
  char separator;          /**< Between the items of a list, '&' where each gets the name before it; 0: no list. */
  bool required;
  bool encoded;            /**< The caller's text is percent-encoded already. */
  bool may_be_empty;
  const struct aca__enum *known; /**< See aca_parameter_known(). */
  const char *description;
} aca_parameter;

/** The known values of a text, of which the service may know others; NULL where any will do. `*count` is how many;
 * NULL for it is fine. Constant. */
ACA_API const char *const *aca_parameter_known(const aca_parameter *parameter, size_t *count);

/** One operation of the definition. Constant. The subscription id and the api-version, which belong to the client,
 * are no parameters of it. */
typedef struct aca_operation {
  const char *id;      /**< operationId, such as "ContainerApps_GetAuthToken". */
  const char *group;   /**< In kebab case: "container-apps". */
  const char *verb;    /**< "get-auth-token". */
  const char *method;  /**< "POST". */
  const char *path;    /**< With parameters in braces; a query may follow. */
  const char *description;
  const char *api_version;
  const aca_parameter *parameters;
  size_t parameter_count;
  const aca_model *body; /**< NULL: none. What is no JSON has aca_as_text or aca_as_bytes, here and below. */
  const char *body_name; /**< The body's name in the definition, such as "containerAppEnvelope". */
  const char *content_type;      /**< Of the body; NULL: application/json. */
  const aca_model *result;       /**< NULL: none. */
  const char *accept;            /**< What the answer may be; NULL: application/json. */
  const char *items;             /**< The member of a page that holds its items, "" when the page is the array
                                      itself; NULL when the answer is no list. */
  const char *next_link;         /**< The member with the next page's URL; NULL when there is one page only. */
  const char *final_state_via;   /**< Where the result of a long-running operation is found; NULL when unsaid. */
  const unsigned short *success; /**< The HTTP statuses declared as success, ending in 0. */
  /** Those among them whose answer is something else than `result`: the value is NULL then, and
   * aca_response_body() has what came. Ends in 0; NULL: none. */
  const unsigned short *unlike;
  bool body_required;
  bool long_running;
} aca_operation;

/** Builds the request of @p operation.
 * @param arguments one text for each of the operation's parameters, in their order; NULL for one not given. Numbers,
 * true and false as JSON has them; the items of a list with commas between them, whatever its separator. NULL is fine
 * for an operation without parameters.
 * @param body what operation->body encodes, such as a struct, or NULL.
 * @param options NULL for defaults.
 * @param request always set; free it with aca_request_free().
 * @return ACA_OK, ACA_ERROR_ARGUMENT (aca_request_message() names the argument) or ACA_ERROR_MEMORY. */
ACA_API ACA_NODISCARD aca_status aca_operation_request(aca_client *client, const aca_operation *operation,
                                                       const char *const *arguments, const void *body,
                                                       const aca_call_options *options, aca_request **request);

/** Builds the request and performs it, blocking. `*response` is always set, `*value` on success only, to what
 * operation->result decodes, such as a struct, or to NULL when the answer has no body. */
ACA_API ACA_NODISCARD aca_status aca_operation_call(aca_client *client, const aca_operation *operation,
                                                    const char *const *arguments, const void *body,
                                                    const aca_call_options *options, aca_response **response,
                                                    const void **value);

#ifdef __cplusplus
}
#endif

#endif
