#include "source.h"

aca_credential *aca_credential_workload_identity(const aca_workload_identity_options *options)
{
  (void)options;
  return aca__credential_faulty("workload identity", true, "to be written");
}
