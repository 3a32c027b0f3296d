#include "trace.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "report.h"

/* A star stands for the rest of a name. */
static const char *const shown[] = {
    "Accept",           "api-supported-versions", "Azure-AsyncOperation",       "Content-Length",
    "Content-Type",     "Date",                   "ETag",                       "If-Match",
    "If-None-Match",    "Location",               "Retry-After",                "Server",
    "x-ms-error-code",  "x-ms-failure-cause",     "x-ms-client-request-id",     "x-ms-correlation-request-id",
    "x-ms-request-id",  "x-ms-routing-request-id", "x-ms-ratelimit-remaining-*",
};

static bool is_shown(const char *name)
{
  for (size_t i = 0; i < sizeof shown / sizeof shown[0]; i++) {
    size_t length = strcspn(shown[i], "*");
    if (strncasecmp(shown[i], name, length) == 0 && (shown[i][length] == '*' || name[length] == '\0'))
      return true;
  }
  return false;
}

/* URLs of the service may carry a signature in their query. */
static void show(char direction, const char *name, const char *value)
{
  bool url = strcasecmp(name, "Location") == 0 || strcasecmp(name, "Azure-AsyncOperation") == 0;
  size_t length = url ? strcspn(value, "?") : strlen(value);
  if (is_shown(name))
    cli_note("%c %s: %.*s%s", direction, name, (int)length, value, value[length] != '\0' ? "?..." : "");
}

void cli_trace_request(const aca_request *request)
{
  cli_note("> %s %s", aca_request_method(request), aca_request_url(request));
  for (size_t i = 0; i < aca_request_header_count(request); i++) {
    const aca_header *header = aca_request_header_at(request, i);
    show('>', header->name, header->value);
  }
}

void cli_trace_answer(const aca_response *response)
{
  if (aca_response_http_status(response) == 0)
    return;
  cli_note("< HTTP status %d", aca_response_http_status(response));
  const char *name;
  const char *value;
  for (size_t i = 0; aca_response_header_at(response, i, &name, &value); i++)
    show('<', name, value);
  if (aca_response_attempts(response) > 1)
    cli_note("%d requests were sent", aca_response_attempts(response));
}
