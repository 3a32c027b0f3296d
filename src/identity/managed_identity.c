#include "source.h"

aca_credential *aca_credential_managed_identity(const aca_managed_identity_options *options)
{
  (void)options;
  return aca__credential_faulty("managed identity", true, "to be written");
}
