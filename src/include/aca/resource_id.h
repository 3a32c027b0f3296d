/** @file resource_id.h  Resource ids, such as "/subscriptions/S/resourceGroups/G/providers/Microsoft.App/jobs/J". */
#ifndef ACA_RESOURCE_ID_H
#define ACA_RESOURCE_ID_H

#include <stdbool.h>
#include <stddef.h>

#include "aca/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/** The parts of a resource id; a part that it does not have is NULL. Names are as given, not percent-decoded.
 * All live in the id and go with aca_resource_id_free(). */
typedef struct aca_resource_id {
  const char *text;            /**< The id without empty segments. */
  const char *subscription_id;
  const char *resource_group;
  const char *location;        /**< From ".../locations/L/...". */
  const char *provider;        /**< Of the resource itself: "Microsoft.App". */
  const char *type;            /**< Without the provider: "containerApps/revisions". */
  const char *name;            /**< The last name. */
  const struct aca_resource_id *parent; /**< What holds the resource; NULL above a subscription or provider. */
} aca_resource_id;

/** Parses @p text. An id starts with "/subscriptions" or "/providers" and names a resource at every level.
 * `*id` is set on success only.
 * @return ACA_OK, ACA_ERROR_ARGUMENT or ACA_ERROR_MEMORY. */
ACA_API ACA_NODISCARD aca_status aca_resource_id_parse(const char *text, aca_resource_id **id);

/** NULL is fine. Not for a parent, which belongs to its child. */
ACA_API void aca_resource_id_free(aca_resource_id *id);

/** Whether two ids name the same resource: Azure compares them without regard to case. NULL equals nothing. */
ACA_API bool aca_resource_id_equal(const char *a, const char *b);

#ifdef __cplusplus
}
#endif

#endif
