#include "aca/status.h"

#include "aca/version.h"

const char *aca_status_text(aca_status status)
{
  switch (status) {
  case ACA_OK: return "success";
  case ACA_DONE: return "nothing more to come";
  case ACA_ERROR_ARGUMENT: return "an argument cannot be used";
  case ACA_ERROR_MEMORY: return "out of memory";
  case ACA_ERROR_AUTHENTICATION: return "no usable access token";
  case ACA_ERROR_TRANSPORT: return "no complete answer";
  case ACA_ERROR_TIMEOUT: return "the time limit passed";
  case ACA_ERROR_CANCELED: return "canceled";
  case ACA_ERROR_SERVICE: return "the service answered with an error";
  case ACA_ERROR_DECODE: return "the JSON cannot be read";
  }
  return "unknown status";
}

int aca_version_number(void)
{
  return ACA_VERSION_NUMBER;
}
