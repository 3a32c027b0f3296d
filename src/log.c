#include "log.h"

#include <stdarg.h>
#include <string.h>
#include <strings.h>

#include "url.h"

/* Headers that never hold a secret. A star stands for the rest of a name. */
static const char *const harmless[] = {
    "Accept",         "Accept-Encoding",        "Accept-Language",          "api-supported-versions",
    "Cache-Control",  "Connection",             "Content-Encoding",         "Content-Length",
    "Content-Type",   "Date",                   "ETag",                     "Expires",
    "If-Match",       "If-Modified-Since",      "If-None-Match",            "If-Unmodified-Since",
    "Last-Modified",  "Pragma",                 "Retry-After",              "retry-after-ms",
    "Server",         "traceparent",            "Transfer-Encoding",        "User-Agent",
    "Vary",           "WWW-Authenticate",       "x-ms-async-operation-timeout", "x-ms-client-request-id",
    "x-ms-correlation-request-id", "x-ms-error-code", "x-ms-failure-cause", "x-ms-ratelimit-remaining-*",
    "x-ms-request-id", "x-ms-retry-after-ms",   "x-ms-return-client-request-id", "x-ms-routing-request-id",
};

/* Headers that hold a URL, whose query may be signed. */
static const char *const urls[] = {"Azure-AsyncOperation", "Operation-Location", "Location"};

aca_status aca_log_severity_parse(const char *text, aca_log_severity *level)
{
  static const char *const names[] = {"off", "error", "warning", "info", "debug"};
  for (size_t i = 0; text != NULL && i < sizeof names / sizeof names[0]; i++)
    if (strcasecmp(names[i], text) == 0) {
      *level = (aca_log_severity)i;
      return ACA_OK;
    }
  return ACA_ERROR_ARGUMENT;
}

bool aca__log_wants(const aca_client *client, aca_log_severity level)
{
  return client->log.callback != NULL && level <= client->log.level;
}

static bool is_in(const char *name, const char *const *names, size_t count)
{
  for (size_t i = 0; i < count; i++) {
    size_t length = strcspn(names[i], "*");
    if (strncasecmp(names[i], name, length) == 0 && (names[i][length] == '*' || name[length] == '\0'))
      return true;
  }
  return false;
}

static const char *redacted_url(aca__arena *arena, const char *url)
{
  aca__buffer text = {0};
  aca__url_redacted(&text, url);
  const char *copy = text.failed || text.data == NULL ? NULL : aca__arena_copy(arena, text.data, text.length);
  aca__buffer_free(&text);
  return copy != NULL ? copy : "REDACTED";
}

static aca_header shown(aca__arena *arena, const char *name, const char *value)
{
  if (is_in(name, urls, sizeof urls / sizeof urls[0]))
    return (aca_header){name, redacted_url(arena, value)};
  return (aca_header){name, is_in(name, harmless, sizeof harmless / sizeof harmless[0]) ? value : "REDACTED"};
}

static void add_headers(aca__arena *arena, aca_log_event *event, const aca__exchange *exchange,
                        const aca_response *response)
{
  size_t count = exchange != NULL ? exchange->header_count : aca_response_header_count(response);
  aca_header *headers = aca__arena_zeroed(arena, count, sizeof *headers);
  if (headers == NULL)
    return;
  for (size_t i = 0; i < count; i++) {
    const char *name = NULL;
    const char *value = NULL;
    if (exchange != NULL)
      headers[i] = shown(arena, exchange->headers[i].name, exchange->headers[i].value);
    else if (aca_response_header_at(response, i, &name, &value))
      headers[i] = shown(arena, name, value);
  }
  event->headers = headers;
  event->header_count = count;
}

/* States and reasons come from outside: whatever is in them, an event stays one line of a log. */
static const char *one_line(char *text)
{
  for (char *c = text; c != NULL && *c != '\0'; c++)
    if ((unsigned char)*c < 0x20 || *c == 0x7F)
      *c = ' ';
  return text;
}

void aca__log(const aca_client *client, aca_log_event event, const aca__exchange *exchange,
              const aca_response *response, const char *format, ...)
{
  aca__arena arena = {0};
  va_list arguments;
  va_start(arguments, format);
  const char *what = aca__arena_vformat(&arena, format, arguments);
  va_end(arguments);
  event.url = redacted_url(&arena, event.url);
  if (what != NULL)
    event.text = one_line(aca__arena_format(&arena, "%s: %s%s%s: %s", event.operation, event.method,
                                            *event.method != '\0' ? " " : "", event.url, what));
  if ((exchange != NULL || response != NULL) && aca__log_wants(client, ACA_LOG_DEBUG))
    add_headers(&arena, &event, exchange, response);
  if (event.text != NULL)
    client->log.callback(&event, client->log.user_data);
  aca__arena_free(&arena);
}
