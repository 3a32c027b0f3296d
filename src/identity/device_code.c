#include "source.h"

aca_credential *aca_credential_device_code(const aca_device_code_options *options)
{
  (void)options;
  return aca__credential_faulty("device code", true, "to be written");
}
