/* What programs in C and in C++ write with the public headers; compiled, never run. */
#ifndef USES_H
#define USES_H

#include <aca/aca.h>

#ifdef __cplusplus
#define USES_ZERO {}
#else
#define USES_ZERO {0}
#endif

static inline aca_status uses_values(aca_client *client, aca_request **request)
{
  aca_scale scale = USES_ZERO;
  scale.min_replicas = ACA_INT32(0);
  aca_ingress ingress = USES_ZERO;
  ingress.external = ACA_BOOL(true);
  ingress.extra_json = ACA_JSON_NULL("corsPolicy");
  aca_container_resources resources = USES_ZERO;
  resources.cpu = ACA_DOUBLE(0.5);
  aca_container_app_probe probe = USES_ZERO;
  probe.termination_grace_period_seconds = ACA_INT64(30);
  (void)scale, (void)ingress, (void)resources, (void)probe;
  return aca_container_apps_get_request(client, "rg", "app", NULL, request);
}

static inline bool uses_enums(const char *text)
{
  switch (aca_active_revisions_mode_of(text)) {
  case ACA_ACTIVE_REVISIONS_MODE_IS_SINGLE: return true;
  case ACA_ACTIVE_REVISIONS_MODE_IS_MULTIPLE: return false;
  case ACA_ACTIVE_REVISIONS_MODE_IS_UNKNOWN: break;
  }
  return text == NULL;
}

#endif
