#include "source.h"

aca_credential *aca_credential_client_certificate(const aca_client_certificate_options *options)
{
  (void)options;
  return aca__credential_faulty("client certificate", true, "to be written");
}
