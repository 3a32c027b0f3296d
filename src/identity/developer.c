#include "source.h"

aca_credential *aca_credential_azure_cli(const aca_developer_options *options)
{
  (void)options;
  return aca__credential_faulty("azure cli", true, "to be written");
}

aca_credential *aca_credential_azure_developer_cli(const aca_developer_options *options)
{
  (void)options;
  return aca__credential_faulty("azure developer cli", true, "to be written");
}
