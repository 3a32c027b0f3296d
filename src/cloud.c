#include "cloud.h"

#include <stddef.h>

/* The audiences are those that Azure's own tools ask for; a scope is the audience and "/.default". */
static const aca__cloud clouds[] = {
    [ACA_CLOUD_PUBLIC] = {"AzureCloud", "https://management.azure.com",
                          "https://management.core.windows.net//.default", "https://login.microsoftonline.com"},
    [ACA_CLOUD_USGOV] = {"AzureUSGovernment", "https://management.usgovcloudapi.net",
                         "https://management.core.usgovcloudapi.net//.default", "https://login.microsoftonline.us"},
    [ACA_CLOUD_CHINA] = {"AzureChinaCloud", "https://management.chinacloudapi.cn",
                         "https://management.core.chinacloudapi.cn//.default", "https://login.chinacloudapi.cn"},
};

const aca__cloud *aca__cloud_at(aca_cloud cloud)
{
  return (size_t)cloud < sizeof clouds / sizeof clouds[0] ? &clouds[cloud] : NULL;
}
