/* The clouds that Azure has. */
#ifndef ACA_CLOUD_PRIVATE_H
#define ACA_CLOUD_PRIVATE_H

#include "aca/client.h"

typedef struct aca__cloud {
  const char *name; /* as the Azure CLI calls it */
  const char *endpoint;
  const char *scope;
  const char *authority_host;
} aca__cloud;

/* NULL for a number that is none. */
const aca__cloud *aca__cloud_at(aca_cloud cloud);

#endif
